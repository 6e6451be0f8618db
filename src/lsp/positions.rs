//! Positions: from a byte of a text to a line and character as the client counts them, and back.

use gen_lsp_types::{Position, Range};

use crate::model::source::utf16_units;

/// How many bytes lie between two places whose UTF-16 units are counted once: lines may be as long as the file.
const BLOCK: usize = 1024;

/// In what the client counts the characters of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units.
    Utf16,
}

/// Where the lines of a text start. A line ends with `\n`, `\r\n` or `\r`, as the protocol has it.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
    /// UTF-16 units before every [`BLOCK`]th byte.
    units: Vec<usize>,
}

impl Lines {
    /// The lines of a text. All questions to them are of the same text.
    pub(super) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|&at| !(bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n')));
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        let mut units = vec![0];
        let mut before = 0;
        for block in bytes.chunks(BLOCK) {
            before += utf16_units(block);
            units.push(before);
        }
        Self { starts, units }
    }

    /// The position of a byte; of one inside a character, that of the character; past the end, that of the end.
    pub(super) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = boundary(text, offset);
        let line = self.starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let (start, end) = self.bounds(text, line);
        // Nothing stands between the two halves of a line's end.
        let offset = offset.min(end);
        let character = match encoding {
            Encoding::Utf8 => offset.saturating_sub(start),
            Encoding::Utf16 => self.units(text, offset).saturating_sub(self.units(text, start)),
        };
        Position { line: number(line), character: number(character) }
    }

    /// The positions of both ends.
    pub(super) fn range(&self, text: &str, bytes: std::ops::Range<usize>, encoding: Encoding) -> Range {
        Range { start: self.position(text, bytes.start, encoding), end: self.position(text, bytes.end, encoding) }
    }

    /// The byte of a position. A character past the end of its line is that end, a line past the last the end of the text,
    /// and half a character its start.
    pub(super) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return text.len();
        }
        let (start, end) = self.bounds(text, line);
        let character = position.character as usize;
        match encoding {
            Encoding::Utf8 => boundary(text, start.saturating_add(character).min(end)),
            Encoding::Utf16 => self.offset_of_units(text, start, end, character),
        }
    }

    fn offset_of_units(&self, text: &str, start: usize, end: usize, character: usize) -> usize {
        let wanted = self.units(text, start).saturating_add(character);
        if wanted >= self.units(text, end) {
            return end;
        }
        let block = self.units.partition_point(|&units| units <= wanted).saturating_sub(1);
        // At or before the block: a character that lies across its start is counted in the one before.
        let from = boundary(text, start.max(block * BLOCK));
        let mut units = self.units(text, from);
        let mut offset = from;
        for character in text.get(from..end).unwrap_or_default().chars() {
            units += character.len_utf16();
            if units > wanted {
                break;
            }
            offset += character.len_utf8();
        }
        offset
    }

    /// The first byte of a line, and that of its end.
    fn bounds(&self, text: &str, line: usize) -> (usize, usize) {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let Some(&next) = self.starts.get(line + 1) else { return (start, text.len()) };
        let whole = text.get(start..next).unwrap_or_default();
        let ending = if whole.ends_with("\r\n") { 2 } else { 1 };
        (start, next.saturating_sub(ending))
    }

    /// How many UTF-16 units stand before a byte.
    fn units(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.units.get(block).copied().unwrap_or_default() + utf16_units(rest)
    }
}

/// A byte, or the first of the character that it lies in.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Encoding, Lines, Position};

    fn position(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn every_character_has_its_position_in_both_encodings() {
        // Byte, then the position in UTF-8 and the character in UTF-16.
        let text = "é: 😀x\r\n\ta\rb\n\nz";
        let rows = [
            (0, (0, 0), 0),
            (2, (0, 2), 1),
            (4, (0, 4), 3),
            (8, (0, 8), 5),
            (9, (0, 9), 6),
            (11, (1, 0), 0),
            (12, (1, 1), 1),
            (13, (1, 2), 2),
            (14, (2, 0), 0),
            (15, (2, 1), 1),
            (16, (3, 0), 0),
            (17, (4, 0), 0),
            (18, (4, 1), 1),
        ];
        let lines = Lines::new(text);
        for (offset, (line, utf8), utf16) in rows {
            for (encoding, character) in [(Encoding::Utf8, utf8), (Encoding::Utf16, utf16)] {
                let expected = position(line, character);
                assert_eq!(lines.position(text, offset, encoding), expected, "{encoding:?} {offset}");
                assert_eq!(lines.offset(text, expected, encoding), offset, "{encoding:?} {expected:?}");
            }
        }
    }

    #[test]
    fn what_stands_nowhere_is_taken_for_the_nearest_before_it() {
        let text = "é😀\r\nb";
        let lines = Lines::new(text);
        for (offset, expected) in [(1, (0, 0)), (4, (0, 1)), (7, (0, 3)), (99, (1, 1))] {
            let (line, character) = expected;
            assert_eq!(lines.position(text, offset, Encoding::Utf16), position(line, character), "{offset}");
        }
        let rows = [
            (position(0, 1), 0, 2),
            (position(0, 2), 2, 2),
            (position(0, 99), 6, 6),
            (position(1, 99), 9, 9),
            (position(7, 0), 9, 9),
            (position(0, u32::MAX), 6, 6),
        ];
        for (position, utf8, utf16) in rows {
            assert_eq!(lines.offset(text, position, Encoding::Utf8), utf8, "{position:?}");
            assert_eq!(lines.offset(text, position, Encoding::Utf16), utf16, "{position:?}");
        }
        assert_eq!(Lines::new("").position("", 5, Encoding::Utf16), position(0, 0));
        assert_eq!(Lines::new("a\n").position("a\n", 2, Encoding::Utf8), position(1, 0));
        assert_eq!(Lines::new("\u{FEFF}a").offset("\u{FEFF}a", position(0, 1), Encoding::Utf16), 3);
    }

    #[test]
    fn a_line_of_many_blocks_is_counted_as_a_short_one_is() {
        let text = "é😀x".repeat(BLOCK);
        let lines = Lines::new(&text);
        let (mut offset, mut units) = (0, 0);
        for character in text.chars() {
            let utf16 = position(0, u32::try_from(units).unwrap_or(0));
            assert_eq!(lines.position(&text, offset, Encoding::Utf16), utf16);
            assert_eq!(lines.offset(&text, utf16, Encoding::Utf16), offset);
            offset += character.len_utf8();
            units += character.len_utf16();
        }
    }
}
