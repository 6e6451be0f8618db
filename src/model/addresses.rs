//! Addresses of Terraform: their parts, and the keys of instances that stand in them, `module.api["a"].aws_lambda_function.f`.

use std::fmt::Write;

/// A name of an address and the key behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part<'a> {
    /// `api`
    pub name: &'a str,
    /// `["a"]`, with its brackets; nothing where none follows.
    pub index: Option<&'a str>,
}

/// The parts of an address: what stands between dots that are in no brackets.
pub fn parts(address: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut start, mut name_end, mut at) = (0, None, 0);
    let mut has_keys = true;
    let part = |start: usize, name_end: Option<usize>, end: usize| Part {
        name: address.get(start..name_end.unwrap_or(end)).unwrap_or_default(),
        index: name_end.and_then(|name_end| address.get(name_end..end)),
    };
    while let Some(byte) = address.as_bytes().get(at) {
        match byte {
            b'[' if has_keys => {
                if let Some(end) = address.get(at..).and_then(key_end) {
                    name_end = name_end.or(Some(at));
                    at += end;
                    continue;
                }
                // A bracket that nothing closes begins no key, nor does what follows it.
                has_keys = false;
            }
            b'.' => {
                parts.push(part(start, name_end, at));
                (start, name_end) = (at + 1, None);
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(part(start, name_end, address.len()));
    parts
}

/// An address without the keys of instances: what is said of it is said of all of them.
pub fn without_keys(address: &str) -> String {
    with_keys(address, |_| String::new())
}

/// An address with its keys as a shell leaves them when it takes the quotes away: `module.api[a]`.
pub fn with_bare_keys(address: &str) -> String {
    with_keys(address, |index| format!("[{}]", key_in(index)))
}

/// An address with each key, in its brackets, as `of` makes it. A bracket that nothing closes begins no key.
pub fn with_keys(address: &str, of: impl Fn(&str) -> String) -> String {
    let mut written = String::with_capacity(address.len());
    let mut rest = address;
    while let Some(start) = rest.find('[') {
        let (before, from) = rest.split_at(start);
        let Some((index, after)) = key_end(from).and_then(|end| from.split_at_checked(end)) else { break };
        written.push_str(before);
        written.push_str(&of(index));
        rest = after;
    }
    written.push_str(rest);
    written
}

/// A resource's address without the key of its own instance, and that key; nothing where it ends in none, or in a call's.
pub fn own_key(address: &str) -> Option<(&str, String)> {
    let parts = parts(address);
    let (last, above) = parts.split_last()?;
    let index = last.index?;
    let is_call = above.last().is_some_and(|part| part.name.rsplit(':').next() == Some("module"));
    let block = address.strip_suffix(index).filter(|_| !is_call)?;
    Some((block, key_in(index)))
}

/// The key or number in brackets: `a` of `["a"]` and of `[a]`.
pub fn key_in(index: &str) -> String {
    let inner = index.strip_prefix('[').and_then(|index| index.strip_suffix(']')).unwrap_or(index);
    let Some(quoted) = inner.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) else {
        return inner.to_owned();
    };
    let mut key = String::with_capacity(quoted.len());
    let mut letters = quoted.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => unescape(&mut letters, &mut key),
            // What would begin a template is doubled.
            '$' | '%' => {
                key.push(letter);
                let doubled = format!("{letter}{{");
                if letters.as_str().starts_with(&doubled) {
                    letters.next();
                }
            }
            _ => key.push(letter),
        }
    }
    key
}

/// Takes what follows a backslash.
fn unescape(letters: &mut std::str::Chars<'_>, key: &mut String) {
    let digits = match letters.next() {
        Some('n') => return key.push('\n'),
        Some('r') => return key.push('\r'),
        Some('t') => return key.push('\t'),
        Some('u') => 4,
        Some('U') => 8,
        Some(other) => return key.push(other),
        None => return,
    };
    let code = letters.as_str().get(..digits).and_then(|code| u32::from_str_radix(code, 16).ok());
    match code.and_then(char::from_u32) {
        Some(letter) => {
            key.push(letter);
            letters.by_ref().take(digits).for_each(drop);
        }
        None => key.push(if digits == 4 { 'u' } else { 'U' }),
    }
}

/// A key as Terraform writes it in an address, with its quotes: `"a"`.
pub fn quoted(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 2);
    text.push('"');
    let mut letters = key.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '"' | '\\' => text.extend(['\\', letter]),
            '$' | '%' if letters.as_str().starts_with('{') => text.extend([letter, letter]),
            _ if is_printed(letter) => text.push(letter),
            _ => {
                let code = u32::from(letter);
                let (sign, digits) = if code < 0x1_0000 { ('u', 4) } else { ('U', 8) };
                // Writing to a text cannot fail.
                let _ = write!(text, "\\{sign}{code:0digits$x}");
            }
        }
    }
    text.push('"');
    text
}

/// Whether a letter is written as it is: white space but a blank is not, nor what only steers how others are shown.
fn is_printed(letter: char) -> bool {
    let steers = matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    letter == ' ' || !(letter.is_control() || letter.is_whitespace() || steers)
}

/// Where the key that begins here, with its bracket, ends: in quotes a bracket closes nothing. One without quotes, as a shell
/// leaves it, ends at the first bracket.
fn key_end(from: &str) -> Option<usize> {
    if !from.starts_with("[\"") {
        return from.find(']').map(|end| end + 1);
    }
    let mut is_escaped = false;
    for (at, letter) in from.char_indices().skip(2) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return from.get(at..)?.starts_with("\"]").then_some(at + 2),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{key_in, own_key, parts, quoted, with_bare_keys, with_keys, without_keys};

    #[test]
    fn keys_are_known_from_what_stands_around_them() {
        for (address, none, bare) in [
            ("aws_instance.a", "aws_instance.a", "aws_instance.a"),
            (r#"m::module.a["b"].x.y"#, "m::module.a.x.y", "m::module.a[b].x.y"),
            ("module.a[0].module.b[12].x.y", "module.a.module.b.x.y", "module.a[0].module.b[12].x.y"),
            (r#"module.a["b]c"].x.y"#, "module.a.x.y", "module.a[b]c].x.y"),
            (r#"module.a["b\"]"].x"#, "module.a.x", r#"module.a[b"]].x"#),
            (r#"module.a["b].x"#, r#"module.a["b].x"#, r#"module.a["b].x"#),
            ("é[ü]ö", "éö", "é[ü]ö"),
        ] {
            assert_eq!(without_keys(address), none, "{address}");
            assert_eq!(with_bare_keys(address), bare, "{address}");
            assert_eq!(with_keys(address, str::to_owned), address);
        }
    }

    #[test]
    fn addresses_fall_into_parts() {
        for (address, expected) in [
            ("", &[("", None)][..]),
            ("x.y", &[("x", None), ("y", None)]),
            (
                r#"module.a["b.c"].x.y[0]"#,
                &[("module", None), ("a", Some(r#"["b.c"]"#)), ("x", None), ("y", Some("[0]"))],
            ),
            ("module.a[q\"r].x", &[("module", None), ("a", Some("[q\"r]")), ("x", None)]),
            ("module.a[b.c].x", &[("module", None), ("a", Some("[b.c]")), ("x", None)]),
            (r#"a["q\".]["].b"#, &[("a", Some(r#"["q\".]["]"#)), ("b", None)]),
            ("a[0][1].b", &[("a", Some("[0][1]")), ("b", None)]),
            (r#"a["b"c].d"#, &[(r#"a["b"c]"#, None), ("d", None)]),
            (r#"a["unclosed.b"#, &[(r#"a["unclosed"#, None), ("b", None)]),
        ] {
            let found: Vec<(&str, Option<&str>)> =
                parts(address).into_iter().map(|part| (part.name, part.index)).collect();
            assert_eq!(found, expected, "{address}");
        }
    }

    /// As Terraform 1.11 writes them.
    #[test]
    fn keys_are_quoted_as_terraform_quotes_them() {
        for (key, text) in [
            ("a", r#""a""#),
            ("q\"r", r#""q\"r""#),
            ("b\\s", r#""b\\s""#),
            ("d${e}", r#""d$${e}""#),
            ("%{if}", r#""%%{if}""#),
            ("100% $5", r#""100% $5""#),
            ("n\nl\tt\rr", r#""n\nl\tt\rr""#),
            ("\u{1}", r#""\u0001""#),
            ("\u{e0001}\u{7f}", r#""\U000e0001\u007f""#),
            ("é\u{301}", "\"é\u{301}\""),
            ("", r#""""#),
        ] {
            assert_eq!(quoted(key), text);
            assert_eq!(key_in(&format!("[{text}]")), key, "{text}");
        }
        for (index, key) in
            [("[0]", "0"), ("[a]", "a"), (r#"["\U0001F600"]"#, "😀"), (r#"["\uzz"]"#, "uzz"), ("a", "a")]
        {
            assert_eq!(key_in(index), key);
        }
    }

    #[test]
    fn the_key_of_a_block_is_told_from_those_of_calls() {
        for (address, expected) in [
            (r#"x.y["b.c"]"#, Some(("x.y", "b.c"))),
            (r#"i::module.a["b"].x.y[2]"#, Some((r#"i::module.a["b"].x.y"#, "2"))),
            ("x.y[b]", Some(("x.y", "b"))),
            ("x.y", None),
            (r#"module.a["b"]"#, None),
            (r#"infra::module.a["b"]"#, None),
            (r#"module.a["b"].x.y"#, None),
        ] {
            let found = own_key(address);
            assert_eq!(found.as_ref().map(|(block, key)| (*block, key.as_str())), expected, "{address}");
        }
    }
}
