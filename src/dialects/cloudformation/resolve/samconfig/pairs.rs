//! Names and values in one text, as the SAM CLI takes them apart: `Name=value Other="two words"`.

use smol_str::SmolStr;

/// The long form of a parameter, before its name and between name and value.
const LONG: (&str, &str) = ("ParameterKey=", ",ParameterValue=");

/// The parameters of a text: `Name=value`, or `ParameterKey=Name,ParameterValue=value`. Nothing where there are none, or a word
/// among them is something else: the SAM CLI then takes none.
pub(super) fn parameters(text: &str) -> Option<super::Split> {
    let parts = words(text);
    let (prefix, between) = LONG;
    let long = |word: &&str| {
        let (name, value) = word.strip_prefix(prefix)?.split_once(between)?;
        Some((unquoted(name), unquoted(value)))
    };
    let found: Option<Vec<_>> = if text.contains(prefix) {
        parts.iter().map(|part| long(&part.trim_end_matches(','))).collect()
    } else {
        parts.iter().map(|part| pair(part)).collect()
    };
    found.filter(|found| !found.is_empty())
}

/// The tags of a text: `Name=value Other=value`. Nothing where there are none, or a word among them is something else.
pub(super) fn tags(text: &str) -> Option<super::Split> {
    let found: Option<Vec<_>> = words(text).into_iter().map(pair).collect();
    found.filter(|found| !found.is_empty())
}

fn pair(word: &str) -> Option<(SmolStr, SmolStr)> {
    let (name, value) = word.split_once('=')?;
    if name.is_empty() { None } else { Some((unquoted(name), unquoted(value))) }
}

/// The words of a text, parted by white space outside quotes. A backslash takes the next character as it is.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut letters = text.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            _ if letter.is_whitespace() && quote.is_none() => {
                words.extend(start.take().and_then(|start| text.get(start..place)));
                continue;
            }
            '\\' => {
                letters.next();
            }
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            _ if quote == Some(letter) => quote = None,
            _ => {}
        }
        start = start.or(Some(place));
    }
    words.extend(start.and_then(|start| text.get(start..)));
    words
}

/// A text without the quotes around it, and without the backslashes before quotes and spaces in it.
fn unquoted(text: &str) -> SmolStr {
    let inside = ['"', '\''].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote));
    let inside = inside.unwrap_or(text);
    SmolStr::new(inside.replace("\\ ", " ").replace("\\\"", "\"").replace("\\'", "'"))
}
