//! Documents: what the client has open, its text as it is being written.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gen_lsp_types::{
    Range, TextDocumentContentChangeEvent as Change, TextDocumentContentChangePartial as Part,
    TextDocumentContentChangeWholeDocument as Whole,
};

use super::positions::{Encoding, Lines};

/// What text may start with that is no part of it.
pub(super) const MARK: &str = "\u{FEFF}";

/// A document that the client has open.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// Where it stands on disk, or would.
    pub(super) path: PathBuf,
    /// The client's number for this text.
    pub(super) version: i32,
    /// Its text, with the mark that it may start with.
    pub(super) text: String,
    /// Whether it was told what is said of this version.
    pub(super) standing: Standing,
}

/// How far the client knows what is said of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Opened or changed since it was last told.
    Awaited,
    /// It was told.
    Told,
}

impl Document {
    /// A document as the client opens it.
    pub(super) fn new(path: PathBuf, version: i32, text: String) -> Self {
        Self { path, version, text, standing: Standing::Awaited }
    }

    /// What the text starts with that is no part of it.
    pub(super) fn before(&self) -> &'static str {
        if self.text.starts_with(MARK) { MARK } else { "" }
    }

    /// The bytes of a range, in the text without the mark that it may start with.
    pub(super) fn bytes(&self, range: Range, encoding: Encoding) -> std::ops::Range<u32> {
        let lines = Lines::new(&self.text);
        let before = self.before().len();
        let byte = |position| {
            let offset = lines.offset(&self.text, position, encoding).saturating_sub(before);
            u32::try_from(offset).unwrap_or(u32::MAX)
        };
        byte(range.start)..byte(range.end)
    }

    /// Makes the client's changes, in their order.
    pub(super) fn change(&mut self, version: i32, changes: Vec<Change>, encoding: Encoding) {
        self.version = version;
        self.standing = Standing::Awaited;
        // Clients that change many places tell the last one first: what stands before a change is where it was.
        let mut known: Option<(Lines, u32)> = None;
        for change in changes {
            let part = match change {
                Change::TextDocumentContentChangePartial(part) => part,
                Change::TextDocumentContentChangeWholeDocument(Whole { text }) => {
                    self.text = text;
                    known = None;
                    continue;
                }
            };
            let Part { range, text, .. } = part;
            let still = known.take().filter(|(_, changed)| range.start.line.max(range.end.line) < *changed);
            let (lines, changed) = still.unwrap_or_else(|| (Lines::new(&self.text), u32::MAX));
            let one = lines.offset(&self.text, range.start, encoding);
            let other = lines.offset(&self.text, range.end, encoding);
            let (from, to) = (one.min(other), one.max(other));
            // A line's end may be one with what is now behind it.
            let first = lines.position(&self.text, from, encoding).line.saturating_sub(1);
            self.text.replace_range(from..to, &text);
            known = Some((lines, changed.min(first)));
        }
    }
}

/// All open documents, by the client's URI.
pub(super) type Documents = BTreeMap<String, Document>;

#[cfg(test)]
mod tests {
    use gen_lsp_types::Position;

    use super::{Change, Document, Encoding, Lines, Part, Range, Whole};

    /// Numbers that only look random.
    fn chance(seed: u64) -> impl FnMut(usize) -> usize {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below.max(1) as u64).unwrap_or(0)
        }
    }

    fn some_text(chance: &mut impl FnMut(usize) -> usize) -> String {
        const PIECES: [&str; 8] = ["a", "é", "😀", "\t", "\n", "\r\n", "\r", "key: "];
        (0..chance(9)).filter_map(|_| PIECES.get(chance(PIECES.len()))).copied().collect()
    }

    #[allow(deprecated, reason = "the field must be named to be left out")]
    fn part(range: Range, text: &str) -> Change {
        Change::TextDocumentContentChangePartial(Part { range, range_length: None, text: text.to_owned() })
    }

    /// The byte of a position, counted character by character.
    fn slow_offset(text: &str, position: Position, encoding: Encoding) -> usize {
        let (mut line, mut units) = (0, 0);
        let mut rest = text.char_indices().peekable();
        while let Some((at, character)) = rest.next() {
            let ends_line = character == '\n' || character == '\r';
            let width = match encoding {
                Encoding::Utf8 => character.len_utf8(),
                Encoding::Utf16 => character.len_utf16(),
            };
            if line == position.line && (ends_line || units + width > position.character as usize) {
                return at;
            }
            units += width;
            if ends_line && !(character == '\r' && rest.peek().is_some_and(|(_, next)| *next == '\n')) {
                (line, units) = (line + 1, 0);
            }
        }
        text.len()
    }

    #[test]
    fn many_small_changes_are_one_whole_text() {
        for seed in 1..400 {
            let mut chance = chance(seed);
            let encoding = if seed % 2 == 0 { Encoding::Utf8 } else { Encoding::Utf16 };
            let mut expected = some_text(&mut chance);
            let mut document = Document::new("/x".into(), 0, expected.clone());
            for version in 1..12 {
                let mut changes = Vec::new();
                for _ in 0..=chance(4) {
                    if chance(20) == 0 {
                        expected = some_text(&mut chance);
                        let whole = Whole { text: expected.clone() };
                        changes.push(Change::TextDocumentContentChangeWholeDocument(whole));
                        continue;
                    }
                    let mut place = || Position {
                        line: u32::try_from(chance(5)).unwrap_or(0),
                        character: u32::try_from(chance(8)).unwrap_or(0),
                    };
                    let (one, other) = (place(), place());
                    let (start, end) = (one.min(other), one.max(other));
                    let inserted = some_text(&mut chance);
                    let (from, to) = (slow_offset(&expected, start, encoding), slow_offset(&expected, end, encoding));
                    expected =
                        [expected.get(..from), Some(&inserted), expected.get(to..)].into_iter().flatten().collect();
                    changes.push(part(Range { start, end }, &inserted));
                }
                document.change(version, changes, encoding);
                assert_eq!(document.text, expected, "seed {seed}, version {version}");
            }
            assert_eq!(document.version, 11);
        }
    }

    #[test]
    fn a_mark_is_no_part_of_the_text() {
        let at = |character| Position { line: 0, character };
        let range = Range { start: at(0), end: at(2) };
        for (text, expected) in [("é:", 0..3), ("\u{FEFF}é:", 0..2)] {
            assert_eq!(Document::new("/x".into(), 0, text.to_owned()).bytes(range, Encoding::Utf16), expected);
        }
    }

    #[test]
    fn a_backward_range_is_the_one_between_its_ends() {
        let mut document = Document::new("/x".into(), 0, "abc\n".to_owned());
        let (start, end) = (Position { line: 0, character: 2 }, Position { line: 0, character: 1 });
        document.change(1, vec![part(Range { start, end }, "-")], Encoding::Utf16);
        assert_eq!(document.text, "a-c\n");
        assert_eq!(Lines::new(&document.text).offset("a-c\n", end, Encoding::Utf16), 1);
    }
}
