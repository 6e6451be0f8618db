//! Lines that only look like the end of a heredoc: the parser takes them for it, so it reads them with a mark in them.

use std::borrow::Cow;
use std::ops::Range;

/// Stands for the first letter of a word; no text that people write holds it.
const MARK: char = '\u{1a}';

/// A text as the parser reads it, as long as it was, and the words that bear a mark in it.
pub(super) struct Marked<'t> {
    pub(super) text: Cow<'t, str>,
    words: Vec<&'t str>,
}

impl<'t> Marked<'t> {
    /// Marks the words at these places.
    pub(super) fn new(text: &'t str, false_ends: &[Range<usize>]) -> Self {
        let mut marked = Self { text: Cow::Borrowed(text), words: Vec::new() };
        for place in false_ends {
            let Some(word) = text.get(place.clone()).filter(|word| word.starts_with(|first: char| first.is_ascii()))
            else {
                continue;
            };
            let first = place.start..place.start + 1;
            marked.text.to_mut().replace_range(first, MARK.encode_utf8(&mut [0; 4]));
            if !marked.words.contains(&word) {
                marked.words.push(word);
            }
        }
        marked
    }

    /// A part of the text as it was written.
    pub(super) fn written<'p>(&self, part: &'p str) -> Cow<'p, str> {
        let mut written = Cow::Borrowed(part);
        for word in self.words.iter().filter(|_| part.contains(MARK)) {
            let mark = format!("{MARK}{}", word.get(1..).unwrap_or_default());
            written = Cow::Owned(written.replace(&mark, word));
        }
        written
    }
}
