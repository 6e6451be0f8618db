//! Lines that only look like the end of a heredoc: the parser takes them for it, so it reads them with a mark in them.

use std::borrow::Cow;
use std::ops::Range;

/// Stands for the first letter of a word; no text that people write holds it.
const MARK: char = '\u{1a}';

/// A text as the parser reads it, as long as it was, with the words at these places marked. What is written there, the
/// text itself still says.
pub(super) fn marked<'t>(text: &'t str, false_ends: &[Range<usize>]) -> Cow<'t, str> {
    let mut marked = Cow::Borrowed(text);
    for place in false_ends {
        let is_word = text.get(place.clone()).is_some_and(|word| word.starts_with(|first: char| first.is_ascii()));
        if is_word {
            let first = place.start..place.start + 1;
            marked.to_mut().replace_range(first, MARK.encode_utf8(&mut [0; 4]));
        }
    }
    marked
}
