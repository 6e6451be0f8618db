//! Names of environments: what a word, a value or a folder's name stands for.

/// The environment that a value names: `Production`, `prod-eu`, `acme-stg2`; nothing where it names none.
pub fn environment_of(value: &str) -> Option<&'static str> {
    let lower = value.trim().to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let joined = words.concat();
    let rest_of = |start: usize| words.get(start..).map(<[&str]>::concat).unwrap_or_default();
    // `non-prod` and `pre-prod` before the `prod` in them.
    one_word(&joined)
        .or_else(|| (0..words.len()).find_map(|start| one_word(&rest_of(start))))
        .or_else(|| words.windows(2).find_map(|pair| one_word(&pair.concat())))
        .or_else(|| words.iter().find_map(|word| one_word(word)))
}

/// Whether a name is that of an environment and of nothing else: `prod`, `dev-2`; `prod-eu` is not.
pub fn is_environment(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    one_word(&lower.split(|c: char| !c.is_ascii_alphanumeric()).collect::<String>()).is_some()
}

fn one_word(word: &str) -> Option<&'static str> {
    Some(match word.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "prod" | "production" | "prd" | "live" => "prod",
        "stg" | "stage" | "staging" | "preprod" | "preproduction" | "preprd" | "uat" => "staging",
        "test" | "testing" | "tst" | "qa" | "nonprod" | "nonproduction" | "nonprd" | "e2e" | "ci" => "test",
        "dev" | "development" | "develop" | "sandbox" | "sbx" | "local" => "dev",
        "example" | "demo" => "example",
        _ => return None,
    })
}

/// An environment that a namespace or folder is called, or ends with: `payments-prod`. What merely starts so is often
/// something else (`test-runner`, `dev-tools`).
pub fn named_at_its_end(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(['-', '_', '.']).collect();
    let last_two = words.get(words.len().saturating_sub(2)..).map(<[&str]>::concat).unwrap_or_default();
    one_word(&words.concat()).or_else(|| one_word(&last_two)).or_else(|| one_word(words.last()?))
}

#[cfg(test)]
mod tests {
    use super::{environment_of, is_environment};

    #[test]
    fn values_name_environments() {
        let values = [
            ("Production", Some("prod")),
            ("prod-eu-1", Some("prod")),
            ("acme-prd2", Some("prod")),
            ("non-prod", Some("test")),
            ("acme-nonprod-eu", Some("test")),
            ("pre-production", Some("staging")),
            ("UAT", Some("staging")),
            ("qa", Some("test")),
            ("shared", None),
            ("frontend", None),
            ("producer", None),
            ("", None),
        ];
        for (value, expected) in values {
            assert_eq!(environment_of(value), expected, "{value}");
        }
    }

    #[test]
    fn an_environment_is_called_so_and_nothing_else() {
        for (name, expected) in [
            ("prod", true),
            ("Pre-Prod", true),
            ("dev2", true),
            ("prod-eu", false),
            ("payments-prod", false),
            ("", false),
        ] {
            assert_eq!(is_environment(name), expected, "{name}");
        }
    }
}
