//! HCL: the parser's tree into nodes; where a file is broken, block by block.

mod body;
mod expressions;
mod heredocs;
mod lexer;
mod mistakes;
mod repair;

use std::ops::Range;

use self::body::Converter;
use self::heredocs::Marked;
use self::lexer::Lexed;
use super::place::Place;
use super::{duplicates, tell};
use crate::model::document::{Document, Parsed};
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
    let marked = Marked::new(text, &lexed.false_ends);
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

fn is_block(entry: &MapEntry) -> bool {
    matches!(entry.value.content, Content::Block(_))
}

struct Reader<'p, 't> {
    place: &'p Place<'t>,
    marked: &'p Marked<'t>,
    entries: Vec<MapEntry>,
    problems: Vec<Problem>,
}

impl Reader<'_, '_> {
    /// Reads a part of the text that stands for itself.
    fn chunk(&mut self, range: Range<usize>) -> Result<(), Problem> {
        let text = self.marked.text.get(range.clone()).unwrap_or_default();
        let repaired = repair::parse(text).map_err(|error| mistakes::problem(&error, &range, self.place))?;
        let mut converter = Converter::new(self.place, self.marked, (range.start, &repaired.renamed));
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
