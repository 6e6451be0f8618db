//! Boxes: source lines with what is said of them, drawn by miette, one box for places that stand together.

use std::fmt::Display;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan};

use super::excerpt::Excerpt;
use super::paths::Base;
use super::style::{Style, plain, wrapped};
use crate::model::report::Label;
use crate::model::source::{SourceId, SourceMap, Span};

/// The narrowest that a label is wrapped to.
const NARROWEST_LABEL: usize = 40;
/// Columns that a box takes beside its labels.
const MARGIN: usize = 24;

/// What is drawn as boxes: a primary place and labels in any number of files.
pub(super) struct Places<'a> {
    /// The place whose line and column the first box bears.
    pub(super) primary: Span,
    /// What is said of which place.
    pub(super) labels: Vec<&'a Label>,
    /// What stands behind the first box's location.
    pub(super) caption: String,
}

impl Places<'_> {
    /// The boxes, the primary place's file first, the others in the order of their labels.
    pub(super) fn draw(&self, sources: &SourceMap, base: &Base, style: Style) -> String {
        let mut files: Vec<SourceId> = vec![self.primary.source];
        for label in &self.labels {
            if !files.contains(&label.span.source) {
                files.push(label.span.source);
            }
        }
        let mut drawn = String::new();
        for (index, file) in files.into_iter().enumerate() {
            let Some(source) = sources.get(file) else { continue };
            let excerpt = Excerpt::new(source, plain(&base.show(&source.path)).into_owned());
            let primary = (index == 0).then_some(self.primary);
            let marks = self.marks(file, primary, &excerpt, style);
            let card = Card { excerpt, marks };
            let box_text = card.draw(style);
            drawn.push_str(&if index == 0 { captioned(&box_text, &self.caption) } else { box_text });
        }
        drawn
    }

    /// The marks in one file, in order; those that would be drawn over each other are joined.
    fn marks(&self, file: SourceId, primary: Option<Span>, excerpt: &Excerpt<'_>, style: Style) -> Vec<Mark> {
        let width = style.width.saturating_sub(MARGIN).max(NARROWEST_LABEL);
        let mut marks: Vec<Mark> = Vec::new();
        if let Some(primary) = primary {
            let (start, length) = excerpt.underlined(primary);
            marks.push(Mark { start, length, lines: Vec::new(), primary: true });
        }
        for label in self.labels.iter().filter(|label| label.span.source == file) {
            let (start, length) = excerpt.underlined(label.span);
            let lines = wrapped(&plain(&label.text), width);
            match marks.iter_mut().find(|mark| mark.overlaps(start, length)) {
                Some(mark) => mark.absorb(start, length, lines),
                None => marks.push(Mark { start, length, lines, primary: false }),
            }
        }
        marks
    }
}

/// An underlined place and what is said of it.
struct Mark {
    start: usize,
    length: usize,
    lines: Vec<String>,
    primary: bool,
}

impl Mark {
    fn overlaps(&self, start: usize, length: usize) -> bool {
        start < self.start + self.length.max(1) && self.start < start + length.max(1)
    }

    fn absorb(&mut self, start: usize, length: usize, lines: Vec<String>) {
        let end = (self.start + self.length).max(start + length);
        self.start = self.start.min(start);
        self.length = end - self.start;
        for line in lines {
            if !self.lines.contains(&line) {
                self.lines.push(line);
            }
        }
    }

    fn labeled(&self) -> LabeledSpan {
        let text = (!self.lines.is_empty()).then(|| self.lines.join("\n"));
        let span = (self.start, self.length);
        if self.primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        }
    }
}

/// One file's marks, as miette reads them.
struct Card<'a> {
    excerpt: Excerpt<'a>,
    marks: Vec<Mark>,
}

impl Card<'_> {
    fn draw(&self, style: Style) -> String {
        let handler = GraphicalReportHandler::new_themed(style.theme())
            .with_width(style.width)
            .with_context_lines(0)
            .with_links(false);
        let mut drawn = String::new();
        // Writing to a string does not fail; what miette could not draw is left out.
        let _ = handler.render_report(&mut drawn, self);
        // The first line is the message, which is said above the boxes.
        drawn.split_once('\n').map_or_else(String::new, |(_, boxes)| boxes.to_owned())
    }
}

impl std::fmt::Debug for Card<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Card").finish_non_exhaustive()
    }
}

impl Display for Card<'_> {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Card<'_> {}

impl Diagnostic for Card<'_> {
    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().map(Mark::labeled)))
    }
}

/// Puts the caption behind the first box's location.
fn captioned(boxes: &str, caption: &str) -> String {
    match boxes.split_once('\n') {
        Some((location, rest)) if !caption.is_empty() => format!("{location}  {caption}\n{rest}"),
        _ => boxes.to_owned(),
    }
}
