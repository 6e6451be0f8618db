//! Text of which parts are not known: where it is JSON, a tree in which only those parts are unknown.

use smol_str::SmolStr;

use super::choices::unknown_among;
use super::codes::bare;
use super::functions::decoded;
use super::value::{MOST_TEXT, bounded_text};
use crate::model::source::Span;
use crate::model::tree::{Content, HOLE, Node, Unknown};
use crate::values::choices::Reach;

/// Around the number of a hole in JSON text; of the characters that no standard gives a meaning.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// Text in the making. What is not known leaves a hole.
#[derive(Default)]
pub(super) struct HoledText {
    text: String,
    /// What stands in each hole, and where in the text.
    holes: Vec<(usize, Node)>,
}

impl HoledText {
    /// Adds text.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds a part that is not known, or is a structure in which something is not.
    pub(super) fn hole(&mut self, node: Node) {
        self.holes.push((self.text.len(), node));
    }

    /// Whether it has grown longer than a text may be.
    pub(super) fn is_too_long(&self) -> bool {
        self.text.len() > MOST_TEXT
    }

    /// How long it is, without its holes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text; with holes, the tree that it is as JSON, else an unknown for the reasons of the holes.
    pub(super) fn finish(self, span: Span) -> Node {
        if self.holes.is_empty() {
            return bounded_text(&self.text, span);
        }
        self.tree(span).unwrap_or_else(|| {
            let mut unknown = unknown_of(self.holes.iter().map(|(_, node)| node), span);
            if let Content::Unknown(unknown) = &mut unknown.content {
                unknown.outline = self.outline();
            }
            unknown
        })
    }

    /// The text as far as it is known; nothing where that grows too long, since outlines hold outlines.
    fn outline(&self) -> Option<SmolStr> {
        let mut outline = String::with_capacity(self.text.len() + HOLE.len_utf8() * self.holes.len());
        let mut from = 0;
        for (at, node) in &self.holes {
            outline.push_str(self.text.get(from..*at).unwrap_or_default());
            match &node.content {
                Content::Unknown(unknown) if unknown.outline.is_some() => outline.extend(unknown.outline.as_deref()),
                _ => outline.push(HOLE),
            }
            if outline.len() > MOST_TEXT {
                return None;
            }
            from = *at;
        }
        outline.push_str(self.text.get(from..).unwrap_or_default());
        (outline.len() <= MOST_TEXT).then(|| outline.into())
    }

    /// The tree of JSON objects that the text is. A short text in brackets may be anything.
    fn tree(&self, span: Span) -> Option<Node> {
        // A structure with nothing but white space around it is all of the text.
        if let ([(_, only)], "") = (self.holes.as_slice(), self.text.trim()) {
            let is_structure = matches!(bare(only.clone()).content, Content::Map(_) | Content::List(_));
            return is_structure.then(|| only.clone());
        }
        if self.is_too_long() || !self.text.trim_start().starts_with(['[', '{']) || self.text.contains([OPEN, CLOSE]) {
            return None;
        }
        let mut tree = decoded(serde_json::from_str(&self.marked()?).ok()?, span);
        let is_object = |node: &Node| node.as_map().is_some();
        let is_whole = is_object(&tree) || tree.as_list().is_some_and(|items| items.iter().all(is_object));
        (is_whole && self.fill(&mut tree)).then_some(tree)
    }

    /// The text with a mark in each hole, in quotes where there are none around it.
    fn marked(&self) -> Option<String> {
        let mut marked = String::with_capacity(self.text.len() + 8 * self.holes.len());
        let mut in_quotes = false;
        let mut from = 0;
        for (number, (at, _)) in self.holes.iter().enumerate() {
            let before = self.text.get(from..*at)?;
            in_quotes = ends_in_quotes(before, in_quotes);
            marked.push_str(before);
            let quote = if in_quotes { "" } else { "\"" };
            marked.push_str(&format!("{quote}{OPEN}{number}{CLOSE}{quote}"));
            from = *at;
        }
        marked.push_str(self.text.get(from..)?);
        Some(marked)
    }

    /// Puts what is in the holes where their marks are; says whether it could.
    fn fill(&self, node: &mut Node) -> bool {
        match &mut node.content {
            Content::Text(text) if text.contains(OPEN) => {
                let span = node.span;
                let numbers = text.split(OPEN).skip(1).map(|part| part.split(CLOSE).next()?.parse::<usize>().ok());
                let held = numbers.map(|number| self.holes.get(number?).map(|(_, held)| held));
                let Some(held) = held.collect::<Option<Vec<&Node>>>() else { return false };
                let is_alone = text.starts_with(OPEN) && text.ends_with(CLOSE);
                *node = match held.as_slice() {
                    [only] if is_alone => bare((*only).clone()),
                    _ => unknown_of(held.into_iter(), span),
                };
                true
            }
            Content::List(items) => items.iter_mut().all(|item| self.fill(item)),
            Content::Map(map) => {
                map.entries.iter_mut().all(|entry| !entry.key.text.contains(OPEN) && self.fill(&mut entry.value))
            }
            _ => true,
        }
    }
}

/// Whether JSON text ends within quotes, if it starts so or not.
fn ends_in_quotes(text: &str, mut in_quotes: bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => in_quotes = !in_quotes,
            _ => {}
        }
    }
    in_quotes
}

/// The unknown text that unknown parts make.
fn unknown_of<'n>(parts: impl Iterator<Item = &'n Node>, span: Span) -> Node {
    let parts: Vec<Node> = parts.cloned().collect();
    let because = || Node::unknown(Unknown::because("a part of the text here is not known"), span);
    let mut unknown = unknown_among(&parts, Reach::Whole, span).unwrap_or_else(because);
    if let Content::Unknown(unknown) = &mut unknown.content {
        unknown.not_null = true;
    }
    unknown
}
