//! YAML: the parser's events into trees, one document after the other, also past broken ones.

mod anchors;
mod mistakes;
mod tree;

use granit_parser::{Event, Marker, Options, Parser};

use self::tree::{Scalar, Tree};
use super::place::Place;
use super::{MOST_DEPTH, tell};
use crate::model::document::{Comment, Document, Parsed};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::SourceId;

/// Parses a YAML source.
pub(super) fn parse(source: SourceId, text: &str) -> Parsed {
    let place = Place::new(source, text);
    let mut parser = Parser::new_from_str_with_options(text, options());
    let mut reader = Reader::new(&place);
    let mut last_mistake = None;
    while let Some(event) = parser.next_event() {
        let stopped = match event {
            Ok((event, span)) => reader.take(event, &span).err(),
            Err(error) => {
                let offset = offset(error.marker());
                // Recovery moves on; where it ever should not, this ends.
                if last_mistake.replace(offset) == Some(offset) {
                    break;
                }
                Some(mistakes::problem(error.kind(), offset, &place))
            }
        };
        if let Some(problem) = stopped {
            tell(&mut reader.tree.problems, problem);
            reader.end_document();
            if !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
        }
    }
    reader.finish()
}

/// The parser's limits. What walks the tree is bound by [`MOST_DEPTH`]; a run of comments is bound by the file's size.
fn options() -> Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        max_buffered_comment_events: 1_000_000,
        flow_nesting_limit: MOST_DEPTH + 1,
        block_nesting_limit: MOST_DEPTH + 1,
    }
}

fn offset(marker: &Marker) -> usize {
    marker.byte_offset().unwrap_or_default()
}

fn range(span: &granit_parser::Span) -> (usize, usize) {
    (offset(&span.start), offset(&span.end))
}

struct Reader<'p, 't> {
    place: &'p Place<'t>,
    tree: Tree<'p, 't>,
    parsed: Parsed,
    /// Where the document that is being read starts.
    document_start: Option<usize>,
}

impl<'p, 't> Reader<'p, 't> {
    fn new(place: &'p Place<'t>) -> Self {
        Self { place, tree: Tree::new(place), parsed: Parsed::default(), document_start: None }
    }

    /// Takes one event; a problem ends its document.
    fn take(&mut self, event: Event<'_>, span: &granit_parser::Span) -> Result<(), Problem> {
        let (start, end) = range(span);
        match event {
            Event::DocumentStart(..) => self.start_document(start),
            Event::DocumentEnd => self.end_document(),
            Event::Comment(..) => self.parsed.comments.push(Comment { span: self.place.span(start, end) }),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.tree.tag(tag.as_deref(), span);
                self.tree.scalar(Scalar { text, style, anchor, start, end }, tag);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.check_depth(start)?;
                let tag = self.tree.tag(tag.as_deref(), span);
                self.tree.open_list(start, anchor, tag);
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_depth(start)?;
                let tag = self.tree.tag(tag.as_deref(), span);
                self.tree.open_map(start, anchor, tag);
            }
            // Only a bracket is text of its own: a block ends with its last child.
            Event::SequenceEnd | Event::MappingEnd => self.tree.close((start < end).then_some(end)),
            Event::Alias(anchor) => self.tree.alias(anchor, start, end),
            Event::UnresolvedAlias(name) => self.tree.lost_alias(&name, start, end),
            _ => {}
        }
        Ok(())
    }

    fn check_depth(&self, start: usize) -> Result<(), Problem> {
        if self.tree.depth() < MOST_DEPTH {
            return Ok(());
        }
        Err(mistakes::too_deep(self.place.character(start)))
    }

    fn start_document(&mut self, start: usize) {
        // Documents cover the whole text: a comment before the first belongs to it.
        let start = if self.parsed.documents.is_empty() { 0 } else { start };
        self.document_start = Some(start);
        self.tree.anchors.forget();
    }

    /// Ends a document; a broken one keeps what was read of it.
    fn end_document(&mut self) {
        let root = self.tree.take_root();
        if let (Some(start), Some(root)) = (self.document_start.take(), root) {
            let span = self.place.span(start, self.place.text.len());
            let source = span.source;
            if let Some(before) = self.parsed.documents.last_mut() {
                before.span.end = span.start;
            }
            self.parsed.documents.push(Document { source, root, span });
        }
    }

    fn finish(mut self) -> Parsed {
        self.end_document();
        self.parsed.problems = std::mem::take(&mut self.tree.problems);
        if let Some(at) = self.tree.anchors.ran_out_at() {
            let message = "the aliases of this file stand for more values than are read";
            let problem = Problem::at(ProblemKind::Limit, at, message);
            self.parsed.problems.push(problem.help("write the values out, or split the file"));
        }
        self.parsed.comments.sort_by_key(|comment| comment.span.start);
        self.parsed
    }
}
