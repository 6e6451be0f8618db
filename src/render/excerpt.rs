//! Excerpts: the lines of a source that a box shows, found through its line index.

use std::borrow::Cow;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::model::source::{Source, Span};

/// Labels with at most so many lines between them share a box.
const LINES_BETWEEN: usize = 4;
/// Of a longer line, only the surroundings of its labels are shown.
const LONG_LINE: usize = 240;
/// How much of a long line is shown on either side of a label, in bytes.
const SURROUNDINGS: usize = 60;
/// Labels further apart on one long line do not share a box.
const MOST_BYTES: usize = 2_000;
/// A label is drawn under no more than so many bytes.
const MOST_UNDERLINED: usize = 120;

/// A source as miette reads it.
pub(super) struct Excerpt<'a> {
    source: &'a Source,
    /// The text; where it could steer a terminal, with those bytes blanked, every offset unchanged.
    text: Cow<'a, str>,
    name: String,
}

impl<'a> Excerpt<'a> {
    /// The source, under the name that its box bears.
    pub(super) fn new(source: &'a Source, name: String) -> Self {
        let text = if memchr::memchr2(0x1b, 0x08, source.text.as_bytes()).is_some() {
            Cow::Owned(source.text.replace(['\u{1b}', '\u{8}'], " "))
        } else {
            Cow::Borrowed(&*source.text)
        };
        Self { source, text, name }
    }

    /// The part of a span that is underlined: its first line, and of that no more than fits.
    pub(super) fn underlined(&self, span: Span) -> (usize, usize) {
        let start = self.boundary(span.start as usize);
        let line = self.text.get(start..).unwrap_or_default();
        let line_length = memchr::memchr(b'\n', line.as_bytes()).unwrap_or(line.len());
        let line = line.get(..line_length).unwrap_or_default().trim_end();
        let wanted = (span.end as usize).saturating_sub(start).min(line.len()).min(MOST_UNDERLINED);
        (start, self.boundary(start + wanted) - start)
    }

    /// The nearest character boundary at or before an offset.
    fn boundary(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|&at| self.text.is_char_boundary(at)).unwrap_or(0)
    }

    /// Start and end, line ending included, of a line by its index.
    fn line_bounds(&self, line: usize) -> (usize, usize) {
        let starts = self.source.line_starts();
        let at = |line: usize| starts.get(line).map_or(self.text.len(), |&start| start as usize);
        (at(line), at(line + 1))
    }
}

impl SourceCode for Excerpt<'_> {
    /// Whole lines around a span; of a long line, its surroundings.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let (first, last) = (self.source.line_of(start), self.source.line_of(end.max(start)));
        let (first, last) = (first.saturating_sub(lines_before), last + lines_after);
        let (mut from, mut to) = (self.line_bounds(first).0, self.line_bounds(last).1);
        if to - from > MOST_BYTES.max(LONG_LINE * (last + 1 - first)) || (first == last && to - from > LONG_LINE) {
            if end - start > MOST_BYTES {
                return Err(MietteError::OutOfBounds);
            }
            from = from.max(self.boundary(start.saturating_sub(SURROUNDINGS)));
            to = to.min(self.boundary(end + SURROUNDINGS));
        }
        let data = self.text.as_bytes().get(from..to).ok_or(MietteError::OutOfBounds)?;
        let line = self.source.line_of(from);
        let column = self.source.position(u32::try_from(start).unwrap_or(u32::MAX)).column as usize - 1;
        // More lines are claimed than are there, so that labels a few lines apart are drawn in one box.
        let claimed = last + 1 - first + LINES_BETWEEN;
        let contents =
            MietteSpanContents::new_named(self.name.clone(), data, (from, to - from).into(), line, column, claimed);
        Ok(Box::new(contents))
    }
}
