//! Addresses: the keys of instances that stand in them, `module.api["a"].aws_lambda_function.f`.

/// An address without the keys of instances: what is said of it is said of all of them.
pub fn without_keys(address: &str) -> String {
    with_keys(address, |_| String::new())
}

/// An address with its keys as a shell takes them without further quotes: `module.api[a]`.
pub fn with_bare_keys(address: &str) -> String {
    with_keys(address, |key| key.replace('"', ""))
}

/// An address with each key, in its brackets, as `of` makes it. A bracket that nothing closes begins no key.
pub fn with_keys(address: &str, of: impl Fn(&str) -> String) -> String {
    let mut written = String::with_capacity(address.len());
    let mut rest = address;
    while let Some(start) = rest.find('[') {
        let (before, from) = rest.split_at(start);
        let Some((key, after)) = key_end(from).and_then(|end| from.split_at_checked(end)) else { break };
        written.push_str(before);
        written.push_str(&of(key));
        rest = after;
    }
    written.push_str(rest);
    written
}

/// Where the key that begins here, with its bracket, ends; in quotes a bracket closes nothing.
fn key_end(from: &str) -> Option<usize> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (at, letter) in from.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ']' if !is_quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{with_bare_keys, with_keys, without_keys};

    #[test]
    fn keys_are_known_from_what_stands_around_them() {
        for (address, none, bare) in [
            ("aws_instance.a", "aws_instance.a", "aws_instance.a"),
            (r#"m::module.a["b"].x.y"#, "m::module.a.x.y", "m::module.a[b].x.y"),
            ("module.a[0].module.b[12].x.y", "module.a.module.b.x.y", "module.a[0].module.b[12].x.y"),
            (r#"module.a["b]c"].x.y"#, "module.a.x.y", "module.a[b]c].x.y"),
            (r#"module.a["b\"]"].x"#, "module.a.x", r"module.a[b\]].x"),
            (r#"module.a["b].x"#, r#"module.a["b].x"#, r#"module.a["b].x"#),
            ("é[ü]ö", "éö", "é[ü]ö"),
        ] {
            assert_eq!(without_keys(address), none, "{address}");
            assert_eq!(with_bare_keys(address), bare, "{address}");
            assert_eq!(with_keys(address, str::to_owned), address);
        }
    }
}
