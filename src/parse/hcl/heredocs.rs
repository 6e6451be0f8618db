//! What the parser misreads of heredocs: lines that only look like their end, which it reads with a mark in them, and those
//! that hold nothing, which it reads as empty text.

use std::borrow::Cow;

use super::lexer::Lexed;

/// Stands for the first letter of a word; no text that people write holds it.
const MARK: char = '\u{1a}';

/// A text as the parser reads it, as long as it was. What is written there, the text itself still says.
pub(super) fn marked<'t>(text: &'t str, lexed: &Lexed) -> Cow<'t, str> {
    let mut marked = Cow::Borrowed(text);
    for place in &lexed.empty_heredocs {
        let width = place.len();
        marked.to_mut().replace_range(place.clone(), &format!("{:<width$}", "\"\""));
    }
    for place in &lexed.false_ends {
        let is_word = text.get(place.clone()).is_some_and(|word| word.starts_with(|first: char| first.is_ascii()));
        if is_word {
            let first = place.start..place.start + 1;
            marked.to_mut().replace_range(first, MARK.encode_utf8(&mut [0; 4]));
        }
    }
    marked
}
