//! Reasons: why something is accepted, and until when, in one line of text.

use smol_str::SmolStr;

/// What stands before the last day.
const UNTIL: &str = "until=";

/// A text's reason, and the last day that `until=2027-01-31` says, as it is written.
pub fn reason_and_end(text: &str) -> (SmolStr, Option<SmolStr>) {
    let mut until = None;
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        match word.strip_prefix(UNTIL) {
            Some(day) => until = Some(SmolStr::from(day)),
            None => words.push(word),
        }
    }
    (words.join(" ").into(), until)
}
