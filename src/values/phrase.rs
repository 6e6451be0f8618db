//! Phrases: how a value of the vocabulary is said in a label, a message or a table.

use smol_str::SmolStr;

use super::units::{bytes_text, duration_text, rate_text};
use crate::model::fact::{Fact, Facts, SEALED, Value};
use crate::model::tree::Unknown;
use crate::model::vocabulary::{FACTS, GIVES, Kind, NEEDS, NEIGHBOUR, Word, find};

/// Longer texts are cut, in characters.
const LONGEST_TEXT: usize = 120;

/// More items of a list are not said one by one.
const MOST_ITEMS: usize = 8;

/// The word behind a path such as `needs.regimes`, `gives.limits.timeout` or `facts.containers.privileged`.
pub fn word(path: &str) -> Option<&'static Word> {
    let mut parts = path.split('.');
    let mut words = match parts.next()? {
        "facts" => FACTS,
        "needs" => NEEDS,
        "gives" => GIVES,
        "neighbours" => NEIGHBOUR,
        _ => return None,
    };
    let mut last = None;
    for part in parts {
        let word = find(words, part)?;
        words = fields(word.kind);
        last = Some(word);
    }
    last
}

/// The words of a record, or of the records of a list.
fn fields(kind: Kind) -> &'static [Word] {
    match kind {
        Kind::Record(words) => words,
        Kind::List(item) => fields(*item),
        _ => &[],
    }
}

/// A value as a label says it: `data under pci, hipaa`, `a limit of 15m a run`, `not privileged`, `timeout: not set`.
pub fn phrase(path: &str, value: &Value) -> String {
    let Some(word) = word(path) else {
        if path == "neighbours" && matches!(value, Value::Absent) {
            return "nothing beside it that asks for the host or says what data it handles".to_owned();
        }
        let name = path.rsplit('.').next().unwrap_or(path);
        return format!("{}: {}", spaced(name), value_text(Kind::Text, value));
    };
    match value {
        Value::Absent => format!("{}: not set", spaced(word.name)),
        Value::Unknown(unknown) => unknown_phrase(word, unknown),
        Value::Choice(choice) => alternatives(choice.options.iter().map(|option| phrase(path, &option.value))),
        Value::Sealed(_) => format!("{}: {SEALED}", spaced(word.name)),
        Value::Bool(true) => word.phrase.to_owned(),
        Value::Bool(false) => format!("not {}", word.phrase),
        _ => filled(word, value),
    }
}

/// A value alone, in its word's unit: `15m`, `512Mi`, `pci, hipaa`, `yes`, `not set`.
pub fn value_text(kind: Kind, value: &Value) -> String {
    match value {
        Value::Absent => "not set".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number_text(kind, *number),
        Value::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Value::Text(text) => shortened(text),
        Value::List(items) => list_text(kind, items),
        Value::Record(record) => record_text(kind, record),
        Value::Unknown(unknown) => format!("not known: {}", unknown.reason),
        Value::Choice(choice) => alternatives(choice.options.iter().map(|option| value_text(kind, &option.value))),
        Value::Sealed(_) => SEALED.to_owned(),
    }
}

/// A text in a line: of a script, its first line and that there is more.
fn shortened(text: &str) -> String {
    let first = text.trim().lines().next().unwrap_or_default();
    let cut: String = first.chars().take(LONGEST_TEXT).collect();
    if cut.len() < text.trim().len() { format!("{} …", cut.trim_end()) } else { cut }
}

/// A number in the unit of its kind.
pub fn number_text(kind: Kind, number: f64) -> String {
    match kind {
        Kind::Duration => duration_text(number),
        Kind::Bytes => bytes_text(number),
        Kind::Rate => rate_text(number),
        _ => number.to_string(),
    }
}

fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

fn unknown_phrase(word: &Word, unknown: &Unknown) -> String {
    let bound = match (unknown.at_least, unknown.at_most) {
        (Some(least), Some(most)) => {
            format!("between {} and {}", number_text(word.kind, least), number_text(word.kind, most))
        }
        (Some(least), None) => format!("at least {}", number_text(word.kind, least)),
        (None, Some(most)) => format!("at most {}", number_text(word.kind, most)),
        (None, None) => "not known".to_owned(),
    };
    format!("{}: {bound}, {}", spaced(word.name), unknown.reason)
}

/// `a`, `a or b`; what is said twice is said once.
fn alternatives(texts: impl Iterator<Item = String>) -> String {
    let mut different: Vec<String> = Vec::new();
    for text in texts {
        if !different.contains(&text) {
            different.push(text);
        }
    }
    different.join(" or ")
}

/// The word's phrase with the value in it.
fn filled(word: &Word, value: &Value) -> String {
    let Some((before, after)) = word.phrase.split_once("{}") else {
        return match value {
            Value::List(items) if items.is_empty() => format!("no {}", word.phrase),
            _ => format!("{} {}", word.phrase, value_text(word.kind, value)),
        };
    };
    let mut said = value_text(word.kind, value);
    if said.is_empty() {
        said.push_str("none");
    }
    // At the end of a phrase a value is a noun and reads without hyphens; before a noun it keeps them.
    if matches!(word.kind, Kind::Enumeration(_)) && after.is_empty() {
        said = said.replace('-', " ");
    }
    let article = before == "a " && said.starts_with(['a', 'e', 'i', 'o']);
    let before = if article { "an " } else { before };
    if said == "1" { format!("{before}{said}{}", singular(after)) } else { format!("{before}{said}{after}") }
}

/// ` instances` becomes ` instance`.
fn singular(after: &str) -> String {
    let end = after.char_indices().skip(1).find(|(_, c)| *c == ' ').map_or(after.len(), |(at, _)| at);
    let (noun, rest) = after.split_at(end);
    format!("{}{rest}", noun.strip_suffix('s').unwrap_or(noun))
}

fn list_text(kind: Kind, items: &[Fact]) -> String {
    let item_kind = if let Kind::List(item) = kind { *item } else { kind };
    let mut texts: Vec<String> = items
        .iter()
        .take(MOST_ITEMS)
        .map(|item| value_text(item_kind, &item.value))
        .filter(|text| !text.is_empty())
        .collect();
    if texts.is_empty() && !items.is_empty() {
        return format!("{} without a name", items.len());
    }
    if items.len() > MOST_ITEMS {
        texts.push(format!("{} more", items.len() - MOST_ITEMS));
    }
    texts.join(", ")
}

/// A record is called by its name, or by its kind where it has none.
fn record_text(kind: Kind, record: &Facts) -> String {
    let named: Option<SmolStr> = ["name", "kind", "image"].iter().find_map(|key| record.text(key).map(SmolStr::new));
    named.map_or_else(
        || {
            let words = fields(kind);
            let said = record.iter().filter(|(_, fact)| !fact.is_absent()).map(|(name, fact)| {
                let kind = find(words, name).map_or(Kind::Text, |word| word.kind);
                format!("{} {}", spaced(name), value_text(kind, &fact.value))
            });
            said.collect::<Vec<_>>().join(", ")
        },
        |name| name.to_string(),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{phrase, word};
    use crate::model::fact::{Fact, Facts, Value};
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Choice, Switch, SwitchKind, Unknown};

    const HERE: Span = Span { source: SourceId(0), start: 0, end: 0 };

    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    fn list(values: Vec<Value>) -> Value {
        Value::List(values.into_iter().map(|value| Fact::written(value, HERE)).collect())
    }

    #[test]
    fn values_are_said_as_a_person_would() {
        let mut container = Facts::new();
        container.set("name", Fact::written(text("app"), HERE));
        let bounded = Unknown { at_most: Some(900.0), ..Unknown::because("var.wait has no value here") };
        let switch =
            Switch { key: "variant".into(), branches: vec!["dev".into(), "prod".into()], kind: SwitchKind::Variant };
        let choice = Choice {
            switch: Arc::new(switch),
            options: [1.0, 3.0].map(|n| Fact::written(Value::Number(n), HERE)).to_vec(),
        };
        let cases = [
            ("needs.regimes", list(vec![text("pci"), text("fedramp-high")]), "data under pci, fedramp-high"),
            ("needs.duration", Value::Number(5400.0), "runs of 1h30m"),
            ("needs.rate", Value::Number(0.5), "30/m on average"),
            ("gives.limits.timeout", Value::Number(900.0), "a limit of 15m a run"),
            ("gives.limits.memory", Value::Number(10_737_418_240.0), "a limit of 10Gi of memory"),
            ("gives.kernel_shared_with", text("other-customers"), "a kernel shared with other customers"),
            ("gives.boundary", text("shared-kernel"), "a shared-kernel boundary"),
            ("gives.model", text("edge-function"), "an edge function"),
            ("facts.containers.privileged", Value::Bool(true), "privileged"),
            ("facts.containers.privileged", Value::Bool(false), "not privileged"),
            ("facts.containers", list(vec![Value::Record(container)]), "containers app"),
            ("facts.containers", list(vec![]), "no containers"),
            ("facts.grace_period", Value::Absent, "grace period: not set"),
            ("facts.instances", Value::Choice(choice), "1 instance or 3 instances"),
            ("facts.timeout", Value::Unknown(bounded), "timeout: at most 15m, var.wait has no value here"),
            ("needs.nonsense", text("x"), "nonsense: x"),
        ];
        for (path, value, expected) in cases {
            assert_eq!(phrase(path, &value), expected, "{path}");
        }
        assert_eq!(word("gives.limits.timeout").map(|word| word.name), Some("timeout"));
        assert_eq!(word("limits.timeout"), None);
    }
}
