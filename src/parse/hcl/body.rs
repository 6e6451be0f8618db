//! Bodies into maps: arguments and blocks in order, each at its bytes.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::structure::{Attribute, Block as HclBlock, Body, Structure};

use super::heredocs::Marked;
use crate::model::problem::Problem;
use crate::model::source::Span;
use crate::model::tree::{Block, Content, Key, Map, MapEntry, Node};
use crate::parse::duplicates;
use crate::parse::place::Place;

/// Turns the parser's tree into ours.
pub(super) struct Converter<'p, 't> {
    pub(super) place: &'p Place<'t>,
    pub(super) marked: &'p Marked<'t>,
    /// Where the parsed part starts in the text.
    base: usize,
    /// Offsets, in the part, of names that were read under another.
    renamed: &'p [usize],
    pub(super) problems: Vec<Problem>,
}

impl<'p, 't> Converter<'p, 't> {
    pub(super) fn new(place: &'p Place<'t>, marked: &'p Marked<'t>, (base, renamed): (usize, &'p [usize])) -> Self {
        Self { place, marked, base, renamed, problems: Vec::new() }
    }

    /// The map of a part of a file. Its arguments are compared with those of the other parts by the caller.
    pub(super) fn top(&mut self, body: &Body) -> Map {
        Map { entries: body.iter().map(|structure| self.entry(structure)).collect() }
    }

    fn body(&mut self, body: &Body) -> Map {
        let map = self.top(body);
        let arguments = map.entries.iter().zip(body).filter(|(_, structure)| structure.is_attribute());
        let keys: Vec<_> = arguments.map(|(entry, _)| &entry.key).collect();
        duplicates::report(keys.into_iter(), self.place, &mut self.problems);
        map
    }

    fn entry(&mut self, structure: &Structure) -> MapEntry {
        match structure {
            Structure::Attribute(attribute) => self.attribute(attribute),
            Structure::Block(block) => self.block(block),
        }
    }

    fn attribute(&mut self, attribute: &Attribute) -> MapEntry {
        let key = self.key(attribute.key.as_str(), attribute.key.span());
        MapEntry { key, value: self.node(&attribute.value) }
    }

    fn block(&mut self, block: &HclBlock) -> MapEntry {
        let key = self.key(block.ident.as_str(), block.ident.span());
        let labels: Vec<Key> = block.labels.iter().map(|label| self.key(label.as_str(), label.span())).collect();
        let header = labels.last().map_or(key.span, |label| key.span.join(label.span));
        let span = self.span(block.span()).join(header);
        let body = self.body(&block.body);
        let block = Block { labels, body, header };
        MapEntry { key, value: Node::new(Content::Block(Box::new(block)), span) }
    }

    /// A name at its place. Where it was read under another, the text knows the written one.
    pub(super) fn key(&self, text: &str, range: Option<Range<usize>>) -> Key {
        let is_renamed = range.as_ref().is_some_and(|range| self.renamed.contains(&range.start));
        let span = self.span(range);
        if is_renamed {
            let written = self.place.slice(span.start as usize, span.end as usize);
            return Key { text: written.trim_matches('"').into(), span };
        }
        Key { text: text.into(), span }
    }

    /// A range of the parsed part as a span of the text. The parser gives one to whatever it read.
    pub(super) fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        self.place.span(self.base + range.start, self.base + range.end)
    }
}
