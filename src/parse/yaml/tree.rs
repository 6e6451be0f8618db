//! The tree under construction: open collections, and what closing them means.

use std::borrow::Cow;
use std::collections::HashSet;

use granit_parser::ScalarStyle;
use smol_str::{SmolStr, format_smolstr};

use super::anchors::{Anchors, Copied};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Tagged, Unknown};
use crate::parse::place::Place;
use crate::parse::{duplicates, tell};

/// The open collections of a document.
pub(super) struct Tree<'p, 't> {
    place: &'p Place<'t>,
    open: Vec<Collection>,
    root: Option<Node>,
    pub(super) anchors: Anchors,
    pub(super) problems: Vec<Problem>,
}

struct Collection {
    kind: Kind,
    start: usize,
    /// The end of its last child.
    end: usize,
    anchor: usize,
    tag: Tag,
}

enum Kind {
    List(Vec<Node>),
    Map { entries: Vec<MapEntry>, key: Option<Key>, merges: bool },
}

/// A scalar's text and place.
pub(super) struct Scalar<'e> {
    pub(super) text: Cow<'e, str>,
    pub(super) style: ScalarStyle,
    pub(super) anchor: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a tag means.
pub(super) enum Tag {
    /// None, or one that says what is plain to see.
    None,
    /// `!!str`: text, also where it stands without quotes.
    Text,
    /// `!!int`, `!!float`, `!!bool`: a typed value, also where it stands in quotes.
    Typed,
    /// `!!null`
    Null,
    /// One that only its dialect understands, as `!Ref`.
    Local(Key),
}

impl<'p, 't> Tree<'p, 't> {
    pub(super) fn new(place: &'p Place<'t>) -> Self {
        Self { place, open: Vec::new(), root: None, anchors: Anchors::new(), problems: Vec::new() }
    }

    /// How many collections are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// What a tag means; `span` is that of its node.
    pub(super) fn tag(&self, tag: Option<&granit_parser::Tag>, span: &granit_parser::Span) -> Tag {
        let Some(tag) = tag else { return Tag::None };
        if let Some(name) = tag.suffix_in_namespace("tag:yaml.org,2002:") {
            return match name.as_ref() {
                "str" | "binary" | "timestamp" => Tag::Text,
                "int" | "float" | "bool" => Tag::Typed,
                "null" => Tag::Null,
                _ => Tag::None,
            };
        }
        let written = tag.original();
        if written == "!" {
            return Tag::Text;
        }
        let (start, end) = super::range(&span.tag_span().unwrap_or(*span));
        Tag::Local(Key { text: written.into(), span: self.place.span(start, end) })
    }

    pub(super) fn scalar(&mut self, scalar: Scalar<'_>, tag: Tag) {
        let Scalar { text, style, anchor, start, end } = scalar;
        let end = start + self.place.slice(start, end).trim_end().len();
        let is_plain = style == ScalarStyle::Plain;
        let text = SmolStr::new(text);
        if anchor == 0
            && let Some(Collection { kind: Kind::Map { key: key @ None, merges, .. }, .. }) = self.open.last_mut()
        {
            *merges |= is_plain && text == "<<";
            *key = Some(Key { text, span: self.place.span(start, end) });
            return;
        }
        let content = match tag {
            Tag::Null => Content::Null,
            Tag::Text => Content::Text(text),
            Tag::Typed => Content::Plain(text),
            Tag::None | Tag::Local(_) if is_plain => Content::Plain(text),
            Tag::None | Tag::Local(_) => Content::Text(text),
        };
        let node = Node::new(content, self.place.span(start, end));
        self.put(tagged(node, tag), anchor);
    }

    pub(super) fn open_list(&mut self, start: usize, anchor: usize, tag: Tag) {
        self.push(Kind::List(Vec::new()), start, anchor, tag);
    }

    pub(super) fn open_map(&mut self, start: usize, anchor: usize, tag: Tag) {
        self.push(Kind::Map { entries: Vec::new(), key: None, merges: false }, start, anchor, tag);
    }

    fn push(&mut self, kind: Kind, start: usize, anchor: usize, tag: Tag) {
        self.anchors.open(anchor);
        self.open.push(Collection { kind, start, end: start, anchor, tag });
    }

    /// Closes the innermost collection; `bracket` is the end of what closes it, if that is written.
    pub(super) fn close(&mut self, bracket: Option<usize>) {
        let Some(collection) = self.open.pop() else { return };
        let end = bracket.unwrap_or(collection.end);
        let span = self.place.span(collection.start, end);
        let written = self.place.slice(collection.start, end);
        let content = match collection.kind {
            // YAML reads it as a map in a map, and nobody means that.
            Kind::Map { .. } if written.starts_with("{{") && written.ends_with("}}") => {
                Content::Unknown(Box::new(Unknown::because("it is a template that was not rendered")))
            }
            Kind::List(items) => Content::List(items),
            Kind::Map { mut entries, key, merges } => {
                if let Some(key) = key {
                    let value = Node::unknown(Unknown::because("the document breaks off here"), key.span);
                    entries.push(MapEntry { key, value });
                }
                duplicates::report(entries.iter().map(|entry| &entry.key), self.place, &mut self.problems);
                if merges {
                    entries = self.merged(entries);
                }
                Content::Map(Map { entries })
            }
        };
        self.put(tagged(Node::new(content, span), collection.tag), collection.anchor);
    }

    /// An alias of an anchor of this document.
    pub(super) fn alias(&mut self, anchor: usize, start: usize, end: usize) {
        let at = self.place.span(start, end);
        let name = self.place.slice(start, end).trim_start_matches('*');
        let node = match self.anchors.copy(anchor, name, at, self.depth()) {
            Copied::Node(node) => node,
            Copied::TooMuch => {
                let reason = format_smolstr!("`*{name}` stands for more values than are read");
                Node::unknown(Unknown::because(reason), at)
            }
            Copied::Circle => {
                self.unresolvable(at, format!("`*{name}` stands inside what it names"));
                Node::unknown(Unknown::because(format_smolstr!("`*{name}` stands inside what it names")), at)
            }
        };
        self.put(node, 0);
    }

    /// An alias of an anchor that stands nowhere before it in this document.
    pub(super) fn lost_alias(&mut self, name: &str, start: usize, end: usize) {
        let at = self.place.span(start, end);
        self.unresolvable(at, format!("no `&{name}` stands before this alias in its document"));
        let reason = format_smolstr!("`*{name}` names nothing in its document");
        self.put(Node::unknown(Unknown::because(reason), at), 0);
    }

    fn unresolvable(&mut self, at: Span, message: String) {
        tell(&mut self.problems, Problem::at(ProblemKind::Unresolvable, at, message));
    }

    /// Closes what is open and takes the root, if anything was read.
    pub(super) fn take_root(&mut self) -> Option<Node> {
        while !self.open.is_empty() {
            self.close(None);
        }
        self.root.take()
    }

    /// Puts a whole node where it belongs.
    fn put(&mut self, node: Node, anchor: usize) {
        self.anchors.keep(anchor, &node);
        let Some(collection) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        collection.end = collection.end.max(node.span.end as usize);
        match &mut collection.kind {
            Kind::List(items) => items.push(node),
            Kind::Map { entries, key, .. } => match key.take() {
                Some(key) => entries.push(MapEntry { key, value: node }),
                None => *key = Some(key_of(&node, self.place)),
            },
        }
    }

    /// Entries with those that `<<` brings in their own words: what is written here wins, then what is named first.
    fn merged(&mut self, entries: Vec<MapEntry>) -> Vec<MapEntry> {
        let (merges, mut own): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.key.text == "<<");
        let mut names: HashSet<SmolStr> = own.iter().map(|entry| entry.key.text.clone()).collect();
        for merge in merges {
            let maps = match merge.value.content {
                Content::Map(map) => vec![map],
                Content::List(items) if items.iter().all(|item| item.as_map().is_some()) => {
                    items.into_iter().filter_map(into_map).collect()
                }
                Content::Unknown(_) | Content::Tagged(_) => {
                    own.push(merge);
                    continue;
                }
                // An alias among them could not be followed, and that is told where it stands.
                Content::List(ref items) if items.iter().any(|item| matches!(item.content, Content::Unknown(_))) => {
                    own.push(merge);
                    continue;
                }
                _ => {
                    let message = "`<<` takes a map or a list of maps, and this is neither";
                    tell(&mut self.problems, Problem::at(ProblemKind::Syntax, merge.value.span, message));
                    own.push(merge);
                    continue;
                }
            };
            let brought = maps.into_iter().flat_map(|map| map.entries);
            own.extend(brought.filter(|entry| names.insert(entry.key.text.clone())));
        }
        own
    }
}

/// A key that is no plain text: its text is what is written.
fn key_of(node: &Node, place: &Place<'_>) -> Key {
    let written = || place.slice(node.span.start as usize, node.span.end as usize).into();
    Key { text: node.as_text().unwrap_or_else(written), span: node.span }
}

fn into_map(node: Node) -> Option<Map> {
    match node.content {
        Content::Map(map) => Some(map),
        _ => None,
    }
}

fn tagged(node: Node, tag: Tag) -> Node {
    match tag {
        Tag::Local(tag) => {
            let span = tag.span.join(node.span);
            Node::new(Content::Tagged(Box::new(Tagged { tag, node })), span)
        }
        _ => node,
    }
}
