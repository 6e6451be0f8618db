//! Bodies into maps: arguments and blocks in order, each at its bytes.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::structure::{Attribute, Block as HclBlock, Body, Structure};

use crate::model::problem::Problem;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Block, Content, Key, Map, MapEntry, Node};
use crate::parse::duplicates;
use crate::parse::place::Place;

/// Turns the parser's tree into ours.
pub(super) struct Converter<'p, 't> {
    place: &'p Place<'t>,
    /// Where the parsed part starts in the text.
    base: usize,
    /// Where what stands in the text is said to stand.
    ground: Ground<'p>,
    /// Offsets, in the part, of names that were read under another.
    renamed: &'p [usize],
    pub(super) problems: Vec<Problem>,
}

/// Where what stands in a text is said to stand.
#[derive(Clone, Copy)]
pub(super) enum Ground<'p> {
    /// At its own bytes: the text is a source.
    Source,
    /// All of it at one place.
    At(Span),
    /// In a part of another source, each byte of the text at the offset that is given for it.
    In(SourceId, &'p [usize]),
}

impl<'p, 't> Converter<'p, 't> {
    pub(super) fn new(place: &'p Place<'t>, (base, renamed): (usize, &'p [usize])) -> Self {
        Self { place, base, ground: Ground::Source, renamed, problems: Vec::new() }
    }

    /// One for a text that stands elsewhere.
    pub(super) fn on(place: &'p Place<'t>, ground: Ground<'p>) -> Self {
        Self { ground, ..Self::new(place, (0, &[])) }
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
        if range.as_ref().is_some_and(|range| self.renamed.contains(&range.start)) {
            let written = self.written(range.clone());
            return Key { text: written.trim_matches('"').into(), span: self.span(range) };
        }
        Key { text: text.into(), span: self.span(range) }
    }

    /// What is written in a range of the parsed part.
    pub(super) fn written(&self, range: Option<Range<usize>>) -> &'t str {
        let range = range.unwrap_or(0..0);
        self.place.slice(self.base + range.start, self.base + range.end)
    }

    /// A range of the parsed part as a span. The parser gives one to whatever it read.
    pub(super) fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        match self.ground {
            Ground::Source => self.place.span(self.base + range.start, self.base + range.end),
            Ground::At(span) => span,
            Ground::In(source, offsets) => {
                let offset = |at: usize| offsets.get(at).or(offsets.last()).copied().unwrap_or_default();
                Span::new(source, offset(range.start), offset(range.end))
            }
        }
    }
}
