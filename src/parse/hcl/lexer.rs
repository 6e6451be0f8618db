//! One pass over HCL text, also broken: its comments, where blocks may start, and objects with too much in them.

use std::collections::HashMap;
use std::ops::Range;

use crate::model::document::Comment;
use crate::parse::place::Place;

/// Objects with more entries are not read: the parser compares each key with all others.
pub(super) const MOST_ENTRIES: usize = 5_000;

/// What the pass found.
#[derive(Default)]
pub(super) struct Lexed {
    /// All comments in order.
    pub(super) comments: Vec<Comment>,
    /// Offsets of lines that start with a name in their first column.
    pub(super) starts: Vec<usize>,
    /// Those of them that stand in no bracket.
    pub(super) outer_starts: Vec<usize>,
    /// The words of heredocs at the start of lines that hold more than the word, and so end none.
    pub(super) false_ends: Vec<Range<usize>>,
    /// Heredocs that end on their first line.
    pub(super) empty_heredocs: Vec<Range<usize>>,
    /// Offsets of the braces of objects with more than [`MOST_ENTRIES`].
    pub(super) crowded: Vec<usize>,
}

/// What the text at a place is part of.
enum Mode<'t> {
    /// Code, after an opening bracket at this offset with so many separators in it.
    Bracket { start: usize, separators: usize },
    /// Code in `${ }` or `%{ }`.
    Interpolation,
    /// Text that is a template as a whole.
    Bare,
    /// Text in quotes.
    Quoted,
    /// Text of a heredoc up to this word on a line of its own.
    Heredoc(&'t str),
}

struct Lexer<'p, 't> {
    place: &'p Place<'t>,
    bytes: &'t [u8],
    at: usize,
    modes: Vec<Mode<'t>>,
    /// The last line that holds nothing but this word.
    last_lines: HashMap<&'t str, usize>,
    lexed: Lexed,
}

/// Lexes a whole text.
pub(super) fn lex(place: &Place<'_>) -> Lexed {
    lex_in(place, Vec::new())
}

/// Lexes a template that stands alone.
pub(super) fn lex_template(place: &Place<'_>) -> Lexed {
    lex_in(place, vec![Mode::Bare])
}

fn lex_in<'t>(place: &Place<'t>, modes: Vec<Mode<'t>>) -> Lexed {
    let last_lines = if place.text.contains("<<") { lone_words(place.text) } else { HashMap::new() };
    let bytes = place.text.as_bytes();
    let mut lexer = Lexer { place, bytes, at: 0, modes, last_lines, lexed: Lexed::default() };
    lexer.line_start();
    while lexer.at < bytes.len() {
        match lexer.modes.last() {
            Some(Mode::Bare) => lexer.template(),
            Some(Mode::Quoted) => lexer.quoted(),
            Some(&Mode::Heredoc(word)) => lexer.heredoc(word),
            _ => lexer.code(),
        }
    }
    lexer.lexed
}

/// The last offset of each line that is one word.
fn lone_words(text: &str) -> HashMap<&str, usize> {
    let mut words = HashMap::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let word = line.trim();
        if !word.is_empty() && word.bytes().all(is_name_byte) {
            words.insert(word, offset);
        }
        offset += line.len();
    }
    words
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || !byte.is_ascii()
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

impl Lexer<'_, '_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn code(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some(b'#'), _) | (Some(b'/'), Some(b'/')) => self.comment(memchr::memchr(b'\n', self.rest())),
            (Some(b'/'), Some(b'*')) => self.comment(memchr::memmem::find(self.rest(), b"*/").map(|end| end + 2)),
            (Some(b'"'), _) => self.enter(Mode::Quoted, 1),
            (Some(b'<'), Some(b'<')) => self.heredoc_start(),
            (Some(b'{' | b'[' | b'('), _) => self.enter(Mode::Bracket { start: self.at, separators: 0 }, 1),
            (Some(b'}' | b']' | b')'), _) => {
                self.modes.pop();
                self.at += 1;
            }
            (Some(b'\n'), _) => {
                self.separator();
                self.at += 1;
                self.line_start();
            }
            (Some(b','), _) => {
                self.separator();
                self.at += 1;
            }
            _ => self.at += 1,
        }
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn enter(&mut self, mode: Mode<'static>, width: usize) {
        self.modes.push(mode);
        self.at += width;
    }

    /// A comment from here on; `length` is nothing where it goes to the end of the text.
    fn comment(&mut self, length: Option<usize>) {
        let end = self.at + length.unwrap_or(self.bytes.len() - self.at);
        let text = self.place.slice(self.at, end);
        let written = text.strip_suffix('\r').unwrap_or(text).len();
        self.lexed.comments.push(Comment { span: self.place.span(self.at, self.at + written) });
        self.at = end;
    }

    fn separator(&mut self) {
        let Some(Mode::Bracket { start, separators }) = self.modes.last_mut() else { return };
        let start = *start;
        *separators += 1;
        // Told once, as the count passes the limit.
        if *separators == MOST_ENTRIES && self.opens_object(start) {
            self.lexed.crowded.push(start);
        }
    }

    /// Whether the bracket at an offset opens an object: the brace of a block follows a name or a label.
    fn opens_object(&self, offset: usize) -> bool {
        let before = self.place.slice(0, offset).trim_end_matches([' ', '\t']);
        let last = before.bytes().next_back();
        self.bytes.get(offset) == Some(&b'{') && !last.is_some_and(|byte| is_name_byte(byte) || byte == b'"')
    }

    fn line_start(&mut self) {
        if self.peek(0).is_some_and(starts_name) {
            self.lexed.starts.push(self.at);
            if self.modes.is_empty() {
                self.lexed.outer_starts.push(self.at);
            }
        }
    }

    fn quoted(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some(b'\\'), Some(next)) if next != b'\n' => self.at += 2,
            (Some(b'"'), _) => {
                self.modes.pop();
                self.at += 1;
            }
            // No quoted text goes on in the next line: its end is missing.
            (Some(b'\n'), _) => {
                self.modes.pop();
            }
            _ => self.template(),
        }
    }

    /// Text in a template up to the next byte that may mean something.
    fn template(&mut self) {
        match (self.peek(0), self.peek(1), self.peek(2)) {
            (Some(b'$'), Some(b'$'), Some(b'{')) | (Some(b'%'), Some(b'%'), Some(b'{')) => self.at += 3,
            (Some(b'$' | b'%'), Some(b'{'), _) => self.enter(Mode::Interpolation, 2),
            _ => self.at += 1,
        }
    }

    /// `<<WORD` or `<<-WORD`, if a line with that word follows.
    fn heredoc_start(&mut self) {
        let width = if self.peek(2) == Some(b'-') { 3 } else { 2 };
        let start = self.at + width;
        let line_end = memchr::memchr(b'\n', self.rest()).map_or(self.bytes.len(), |end| self.at + end);
        let word = self.place.slice(start, line_end).trim_end();
        let known = self.last_lines.get_key_value(word).filter(|(_, last)| **last > line_end);
        if let Some((&word, _)) = known {
            let (opening, levels) = (self.at, self.modes.len());
            self.modes.push(Mode::Heredoc(word));
            self.at = line_end + 1;
            self.heredoc_line(word);
            if self.modes.len() == levels {
                self.lexed.empty_heredocs.push(opening..self.at);
            }
        } else {
            self.at += 2;
        }
    }

    fn heredoc(&mut self, word: &str) {
        if self.peek(0) == Some(b'\n') {
            self.at += 1;
            self.heredoc_line(word);
        } else {
            self.template();
        }
    }

    /// At the start of a line of a heredoc: ends it, if the line says so.
    fn heredoc_line(&mut self, word: &str) {
        let line_end = memchr::memchr(b'\n', self.rest()).map_or(self.bytes.len(), |end| self.at + end);
        let line = self.place.slice(self.at, line_end);
        let indent = line.len() - line.trim_start().len();
        let Some(rest) = line.trim_start().strip_prefix(word) else { return };
        if rest.trim().is_empty() {
            self.modes.pop();
            self.at += indent + word.len();
        } else if !rest.bytes().next().is_some_and(is_name_byte) {
            self.lexed.false_ends.push(self.at + indent..self.at + indent + word.len());
        }
    }
}
