//! Places inside scalars: from a byte of a condition's text to the byte of the file that says it.

use crate::model::source::Span;

/// The place in a file of a part of a scalar's text.
///
/// The n-th byte of the text that is no white space is the n-th such byte of the scalar as written, whether it is plain,
/// quoted, literal or folded; so lines and columns are right whatever the indentation. Only an escape that stands for
/// another character (`\x41`) shifts what follows on its line by a few columns.
pub(super) fn of_part(file: &str, scalar: Span, text: &str, start: u32, end: u32) -> Span {
    let Some(written) = file.get(scalar.start as usize..scalar.end as usize) else { return scalar };
    let solid = solid_bytes(written);
    let before = |end: u32| {
        let head = text.as_bytes().get(..end as usize).unwrap_or(text.as_bytes());
        head.iter().filter(|byte| !byte.is_ascii_whitespace()).count()
    };
    let (first, after) = (before(start), before(end));
    let offset = |place: usize| scalar.start as usize + place;
    let last = after.checked_sub(1).and_then(|last| solid.get(last)).map(|place| offset(place + 1));
    match (solid.get(first).map(|place| offset(*place)), last) {
        (Some(first), Some(last)) if last > first => Span::new(scalar.source, first, last),
        // Nothing is under it: the end of the condition.
        (_, Some(last)) => Span::new(scalar.source, last, last),
        _ => scalar,
    }
}

/// Where the bytes of a scalar's text stand in it as written, white space left out.
fn solid_bytes(written: &str) -> Vec<usize> {
    let bytes = written.as_bytes();
    let first = bytes.first().copied().unwrap_or(b' ');
    let mut at = match first {
        b'|' | b'>' => written.find('\n').map_or(written.len(), |end| end + 1),
        b'\'' | b'"' => 1,
        _ => 0,
    };
    let mut solid = Vec::new();
    while let Some(byte) = bytes.get(at) {
        let doubled = first == b'\'' && *byte == b'\'' && bytes.get(at + 1) == Some(&b'\'');
        let escaped = first == b'"' && *byte == b'\\';
        if !byte.is_ascii_whitespace() {
            solid.push(at);
        }
        at += if doubled || escaped { 2 } else { 1 };
    }
    solid
}
