//! Words of a workload's name, whether signs divide them or capitals.

/// The words of a name in lower case: what signs divide, what capitals divide in it, and each two that are neighbours.
///
/// Logical ids of templates can hold letters and digits alone, so `BastionHost` is what `bastion_host` is elsewhere;
/// `OpenVPN` and `credit-card` are one word each, written as two.
pub(super) fn words_of_name(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut wholes: Vec<String> = Vec::new();
    for segment in name.split(|c: char| !c.is_alphanumeric()).filter(|segment| !segment.is_empty()) {
        let before = parts.len();
        parts.extend(divided(segment));
        if parts.len() > before + 1 {
            wholes.push(segment.to_lowercase());
        }
    }
    let pairs: Vec<String> = parts.windows(2).map(<[String]>::concat).collect();
    parts.into_iter().chain(pairs).chain(wholes).collect()
}

/// Divides `UserDBCluster` into `user`, `db` and `cluster`.
fn divided(segment: &str) -> Vec<String> {
    let letters: Vec<char> = segment.chars().collect();
    let mut parts = Vec::new();
    let mut part = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| letters.get(before));
        let starts = before.is_some_and(|before| {
            let ends_a_run = before.is_uppercase() && letters.get(index + 1).is_some_and(|next| next.is_lowercase());
            letter.is_uppercase() && (!before.is_uppercase() || ends_a_run)
        });
        if starts {
            parts.push(std::mem::take(&mut part));
        }
        part.extend(letter.to_lowercase());
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::words_of_name;

    #[test]
    fn signs_and_capitals_divide_a_name() {
        let table: &[(&str, &[&str])] = &[
            ("prod_bastion", &["prod", "bastion", "prodbastion"]),
            ("BastionHost", &["bastion", "host", "bastionhost", "bastionhost"]),
            ("UserDBCluster", &["user", "db", "cluster", "userdb", "dbcluster", "userdbcluster"]),
            ("OpenVPN-2", &["open", "vpn", "2", "openvpn", "vpn2", "openvpn"]),
            ("jumpy", &["jumpy"]),
            ("", &[]),
        ];
        for (name, words) in table {
            assert_eq!(words_of_name(name), *words, "{name}");
        }
    }
}
