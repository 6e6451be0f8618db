//! HCL: the parser's tree into nodes; where a file is broken, block by block.

mod body;
mod expressions;
mod heredocs;
mod lexer;
mod mistakes;
mod repair;
mod templates;

use std::ops::Range;

use smol_str::{SmolStr, format_smolstr};

use self::body::{Converter, Ground};
use self::heredocs::marked;
use self::lexer::Lexed;
use self::templates::Standing;
use super::place::Place;
use super::{duplicates, tell};
use crate::model::document::{Document, Parsed};
use crate::model::library::Footing;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::SourceId;
use crate::model::tree::{Content, Map, MapEntry, Node};

/// Larger files are not read: nobody writes them by hand, and the parser's time is not linear.
const MOST_BYTES: usize = 4 << 20;

/// Parses an HCL source.
pub(super) fn parse(source: SourceId, text: &str) -> Parsed {
    let place = Place::new(source, text);
    if text.len() > MOST_BYTES {
        let message = format!("this HCL file is larger than {} MiB and is not read", MOST_BYTES >> 20);
        let problems = vec![Problem::at(ProblemKind::Limit, place.character(0), message).help("split the file")];
        return Parsed { problems, ..Parsed::default() };
    }
    let lexed = lexer::lex(&place);
    let marked = marked(text, &lexed);
    let mut reader = Reader { place: &place, marked: &marked, entries: Vec::new(), problems: Vec::new() };
    let whole = 0..text.len();
    if !lexed.crowded.is_empty() || reader.chunk(whole).is_err() {
        reader.recover(&lexed);
    }
    let keys: Vec<_> = reader.entries.iter().filter(|entry| !is_block(entry)).map(|entry| &entry.key).collect();
    duplicates::report(keys.into_iter(), &place, &mut reader.problems);
    let span = place.whole();
    let root = Node::new(Content::Map(Map { entries: reader.entries }), span);
    Parsed { documents: vec![Document { source, root, span }], comments: lexed.comments, problems: reader.problems }
}

/// The longest template that is read: a text does not grow longer.
const MOST_TEMPLATE_BYTES: usize = 256 << 10;

/// Parses a template that stands in no HCL source.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn template(text: &str, footing: Footing<'_>) -> Result<Node, SmolStr> {
    if text.len() > MOST_TEMPLATE_BYTES {
        return Err(format_smolstr!("it is longer than {} KiB", MOST_TEMPLATE_BYTES >> 10));
    }
    let (span, offsets) = match footing {
        Footing::At(span) => (span, None),
        Footing::Json(span, written) => (span, Some(json_offsets(written, span.start as usize))),
    };
    let ground = offsets.as_deref().map_or(Ground::At(span), |offsets| Ground::In(span.source, offsets));
    let place = Place::new(span.source, text);
    let lexed = lexer::lex_template(&place);
    if !lexed.crowded.is_empty() {
        return Err(SmolStr::new_static("it holds an object with too many entries"));
    }
    let marked = marked(text, &lexed);
    let parsed = hcl_edit::parser::parse_template(&marked).map_err(|error| {
        let line = place.line(error.location().offset());
        format_smolstr!("line {line}: {}", mistakes::words(&error).1)
    })?;
    let content = Converter::on(&place, ground).template(&parsed, Standing::Lines);
    Ok(Node::new(content, span))
}

/// The offset in its source of each byte of a JSON string, and of its end; `start` is that of its first quote.
fn json_offsets(written: &str, start: usize) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(written.len());
    let inner = written.strip_prefix('"').unwrap_or(written);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut at = 0;
    while let Some(letter) = inner.get(at..).and_then(|rest| rest.chars().next()) {
        let unit = |at: usize| u32::from_str_radix(inner.get(at + 2..at + 6)?, 16).ok();
        let (bytes, width) = match (letter, inner.as_bytes().get(at + 1)) {
            ('\\', Some(b'u')) => match unit(at) {
                // Two escapes make one character of four bytes.
                Some(0xD800..=0xDBFF) => (4, 12),
                Some(code) => (char::from_u32(code).map_or(3, char::len_utf8), 6),
                None => (1, 2),
            },
            ('\\', Some(_)) => (1, 2),
            _ => (letter.len_utf8(), letter.len_utf8()),
        };
        offsets.extend(std::iter::repeat_n(start + 1 + at, bytes));
        at += width;
    }
    offsets.push(start + 1 + inner.len());
    offsets
}

fn is_block(entry: &MapEntry) -> bool {
    matches!(entry.value.content, Content::Block(_))
}

struct Reader<'p, 't> {
    place: &'p Place<'t>,
    marked: &'p str,
    entries: Vec<MapEntry>,
    problems: Vec<Problem>,
}

impl Reader<'_, '_> {
    /// Reads a part of the text that stands for itself.
    fn chunk(&mut self, range: Range<usize>) -> Result<(), Problem> {
        let text = self.marked.get(range.clone()).unwrap_or_default();
        let repaired = repair::parse(text).map_err(|error| mistakes::problem(&error, &range, self.place))?;
        let mut converter = Converter::new(self.place, (range.start, &repaired.renamed));
        let map = converter.top(&repaired.body);
        self.entries.extend(map.entries);
        self.problems.append(&mut converter.problems);
        Ok(())
    }

    /// Reads a broken file: each block alone, and of a broken block each line that may start another.
    fn recover(&mut self, lexed: &Lexed) {
        for block in ranges(&lexed.outer_starts, 0..self.place.text.len()) {
            let crowd = lexed.crowded.iter().find(|&&brace| block.contains(&brace));
            if let Some(&brace) = crowd {
                tell(&mut self.problems, mistakes::crowded(self.place.character(brace)));
                continue;
            }
            let Err(problem) = self.chunk(block.clone()) else { continue };
            let parts = ranges(&lexed.starts, block);
            // What is too large as a whole is not taken apart: every part would be told of.
            if parts.len() < 2 || problem.kind == ProblemKind::Limit {
                tell(&mut self.problems, problem);
                continue;
            }
            for part in parts {
                if let Err(problem) = self.chunk(part) {
                    tell(&mut self.problems, problem);
                }
            }
        }
    }
}

/// `within`, cut at those of `starts` that lie in it.
fn ranges(starts: &[usize], within: Range<usize>) -> Vec<Range<usize>> {
    let first = starts.partition_point(|&start| start <= within.start);
    let cuts = starts.iter().skip(first).copied().take_while(|&start| start < within.end);
    let mut ranges = Vec::new();
    let mut start = within.start;
    for cut in cuts.chain([within.end]) {
        ranges.push(start..cut);
        start = cut;
    }
    ranges
}
