//! Places in a text: from byte offsets to spans and lines.

use std::cell::OnceCell;

use crate::model::source::{SourceId, Span};

/// The text that is parsed, and which source it is of.
pub(super) struct Place<'t> {
    source: SourceId,
    /// The whole text.
    pub(super) text: &'t str,
    line_starts: OnceCell<Vec<usize>>,
}

impl<'t> Place<'t> {
    pub(super) fn new(source: SourceId, text: &'t str) -> Self {
        Self { source, text, line_starts: OnceCell::new() }
    }

    /// The span of `start..end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// The span of the whole text.
    pub(super) fn whole(&self) -> Span {
        self.span(0, self.text.len())
    }

    /// The text of `start..end`, or nothing where that is no part of the text.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The span of the character at `offset`; in the white space at the end of the text, of the last one before it.
    pub(super) fn character(&self, offset: usize) -> Span {
        let rest = self.text.get(offset..).unwrap_or_default();
        if rest.trim_start().is_empty() {
            let before = self.text.get(..offset).unwrap_or(self.text).trim_end();
            let last = before.chars().next_back().map_or(0, char::len_utf8);
            return self.span(before.len() - last, before.len());
        }
        let width = rest.chars().next().map_or(0, char::len_utf8);
        self.span(offset, offset + width)
    }

    /// The line of an offset, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        let starts = self.line_starts.get_or_init(|| {
            let ends = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(ends.map(|end| end + 1)).collect()
        });
        starts.partition_point(|&start| start <= offset)
    }

    /// The text of the line that holds an offset.
    pub(super) fn line_text(&self, offset: usize) -> &'t str {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default()
    }
}
