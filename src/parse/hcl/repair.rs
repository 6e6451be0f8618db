//! Names that are written twice: the parser refuses them, so the second is read under another name of the same length.

use hcl_edit::parser::{Error, parse_body};
use hcl_edit::structure::Body;

/// So many names of one text are read so.
const MOST_REPAIRS: usize = 8;

/// A body, and the offsets of names that are not the written ones.
pub(super) struct Repaired {
    pub(super) body: Body,
    pub(super) renamed: Vec<usize>,
}

/// Parses a body in which names may be written twice.
pub(super) fn parse(text: &str) -> Result<Repaired, Error> {
    let mut error = match parse_body(text) {
        Ok(body) => return Ok(Repaired { body, renamed: Vec::new() }),
        Err(error) => error,
    };
    let mut copy = text.to_owned();
    let mut renamed = Vec::new();
    for attempt in 0..MOST_REPAIRS {
        let offset = error.location().offset();
        if !is_repeated_name(&error) || !rename(&mut copy, offset, attempt) {
            break;
        }
        renamed.push(offset);
        match parse_body(&copy) {
            Ok(body) => return Ok(Repaired { body, renamed }),
            Err(next) => error = next,
        }
    }
    Err(error)
}

/// Whether the parser stopped at a name that stood before.
pub(super) fn is_repeated_name(error: &Error) -> bool {
    error.message().contains("found redefined")
}

/// Writes another name over the one at an offset, with or without quotes; the text stays as long as it was.
fn rename(text: &mut String, offset: usize, attempt: usize) -> bool {
    let rest = text.get(offset..).unwrap_or_default();
    let (start, name) = match rest.strip_prefix('"') {
        Some(quoted) => (offset + 1, quoted.split('"').next().unwrap_or_default()),
        None => {
            let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
            (offset, rest.get(..end).unwrap_or_default())
        }
    };
    let end = start + name.len();
    let mut number = attempt;
    let other = std::iter::repeat_with(|| {
        let digit = char::from(b'Z' - (number % 26) as u8);
        number /= 26;
        digit
    });
    let other: String = other.take(name.len()).collect();
    if other.is_empty() {
        return false;
    }
    text.replace_range(start..end, &other);
    true
}
