//! Terraform's JSON syntax: the same blocks, written as objects, with templates in strings.

use std::sync::Arc;

use smol_str::format_smolstr;

use super::declared::Declaration;
use crate::model::expression::Expression;
use crate::model::library::{Footing, Library};
use crate::model::source::Source;
use crate::model::tree::{Block, Content, Key, Map, MapEntry, Node, Unknown};

/// How many labels the blocks of a type have.
fn labels_of(block_type: &str) -> Option<usize> {
    match block_type {
        "resource" | "data" => Some(2),
        "variable" | "module" | "provider" | "output" => Some(1),
        "locals" | "terraform" => Some(0),
        _ => None,
    }
}

/// Reads the templates in the strings of a `.tf.json` file.
pub(super) struct Reader<'a> {
    /// What parses templates.
    pub(super) library: &'a dyn Library,
    /// The file.
    pub(super) source: &'a Source,
}

impl Reader<'_> {
    /// The declarations of the file.
    pub(super) fn declarations(&self, root: &Map) -> Vec<Declaration> {
        let mut found = Vec::new();
        for entry in &root.entries {
            if let Some(labels) = labels_of(&entry.key.text) {
                self.descend(&entry.key, &entry.value, labels, &mut Vec::new(), &mut found);
            }
        }
        found
    }

    fn descend(&self, kind: &Key, node: &Node, deeper: usize, labels: &mut Vec<Key>, found: &mut Vec<Declaration>) {
        match &node.content {
            Content::List(items) => {
                for item in items.iter().filter(|item| item.as_map().is_some()) {
                    self.descend(kind, item, deeper, labels, found);
                }
            }
            Content::Map(map) if deeper > 0 => {
                for entry in uncommented(map) {
                    labels.push(entry.key.clone());
                    self.descend(kind, &entry.value, deeper - 1, labels, found);
                    labels.pop();
                }
            }
            Content::Map(map) => {
                let header = labels.last().unwrap_or(kind).span;
                let span = header.join(node.span);
                let body = match kind.text.as_str() {
                    "variable" => self.variable(map),
                    _ => self.body(map),
                };
                found.push(Declaration { kind: kind.clone(), labels: labels.clone(), body, header, span });
            }
            _ => {}
        }
    }

    /// A variable's body: nothing in it is a template, and its type is an expression without the marks of one.
    fn variable(&self, map: &Map) -> Map {
        let read = |entry: &MapEntry| {
            let value = match &entry.value.content {
                Content::Text(written) if entry.key.text == "type" => {
                    self.template(&format!("${{{written}}}"), &entry.value, Footing::At(entry.value.span))
                }
                _ => entry.value.clone(),
            };
            MapEntry { key: entry.key.clone(), value }
        };
        Map { entries: uncommented(map).map(read).collect() }
    }

    /// The body of a block. What holds blocks that are made for each element is a block itself, all else an argument.
    fn body(&self, map: &Map) -> Map {
        let mut entries = Vec::new();
        for entry in uncommented(map) {
            match &entry.value.content {
                Content::Map(types) if is_dynamic(entry) => {
                    for made in uncommented(types) {
                        self.dynamic(&entry.key, made, &mut entries);
                    }
                }
                Content::Map(_) | Content::List(_) if holds_dynamic(&entry.value) => {
                    for item in each(&entry.value) {
                        let Some(map) = item.as_map() else { continue };
                        entries.push(self.block(&entry.key, Vec::new(), map, item));
                    }
                }
                _ => entries.push(MapEntry { key: entry.key.clone(), value: self.expression(&entry.value) }),
            }
        }
        Map { entries }
    }

    fn block(&self, key: &Key, labels: Vec<Key>, map: &Map, node: &Node) -> MapEntry {
        let header = labels.last().unwrap_or(key).span;
        let block = Block { labels, body: self.body(map), header };
        MapEntry { key: key.clone(), value: Node::new(Content::Block(Box::new(block)), node.span) }
    }

    /// The dynamic blocks of one type.
    fn dynamic(&self, keyword: &Key, made: &MapEntry, entries: &mut Vec<MapEntry>) {
        for item in each(&made.value) {
            let Some(map) = item.as_map() else { continue };
            let part = |entry: &MapEntry| match (entry.key.text.as_str(), &entry.value.content) {
                ("content", Content::Map(content)) => self.block(&entry.key, Vec::new(), content, &entry.value),
                _ => MapEntry { key: entry.key.clone(), value: self.expression(&entry.value) },
            };
            let body = Map { entries: uncommented(map).map(part).collect() };
            let block = Block { labels: vec![made.key.clone()], body, header: made.key.span };
            let value = Node::new(Content::Block(Box::new(block)), item.span);
            entries.push(MapEntry { key: keyword.clone(), value });
        }
    }

    /// A value: its strings are templates, and so are the keys of its objects.
    fn expression(&self, node: &Node) -> Node {
        let content = match &node.content {
            Content::List(items) => Content::List(items.iter().map(|item| self.expression(item)).collect()),
            Content::Map(map) if uncommented(map).any(|entry| is_template(&entry.key.text)) => {
                let pair = |entry: &MapEntry| {
                    let key = Node::new(Content::Text(entry.key.text.clone()), entry.key.span);
                    (self.expression(&key), self.expression(&entry.value))
                };
                Content::Expression(Arc::new(Expression::Object(uncommented(map).map(pair).collect())))
            }
            Content::Map(map) => {
                let read = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: self.expression(&entry.value) };
                Content::Map(Map { entries: uncommented(map).map(read).collect() })
            }
            Content::Text(text) if is_template(text) => {
                return self.template(text, node, Footing::Json(node.span, self.source.slice(node.span)));
            }
            other => other.clone(),
        };
        Node { origin: node.origin.clone(), ..Node::new(content, node.span) }
    }

    fn template(&self, text: &str, node: &Node, footing: Footing<'_>) -> Node {
        self.library.template(text, footing).unwrap_or_else(|reason| {
            let reason = format_smolstr!("the template here cannot be read: {reason}");
            Node::unknown(Unknown::because(reason), node.span)
        })
    }
}

fn is_template(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// The entries of an object that are no comments.
fn uncommented(map: &Map) -> impl Iterator<Item = &MapEntry> {
    map.entries.iter().filter(|entry| entry.key.text != "//")
}

/// The items of a list, or the one value that stands in its place.
fn each(node: &Node) -> &[Node] {
    node.as_list().unwrap_or(std::slice::from_ref(node))
}

/// Whether an entry holds dynamic blocks, and is no argument that happens to be called so.
fn is_dynamic(entry: &MapEntry) -> bool {
    let makes_blocks = |made: &MapEntry| each(&made.value).iter().any(|item| item.get("content").is_some());
    entry.key.text == "dynamic" && entry.value.as_map().is_some_and(|types| uncommented(types).any(makes_blocks))
}

/// Whether there are dynamic blocks anywhere in a value.
fn holds_dynamic(node: &Node) -> bool {
    match &node.content {
        Content::List(items) => items.iter().any(holds_dynamic),
        Content::Map(map) => map.entries.iter().any(|entry| is_dynamic(entry) || holds_dynamic(&entry.value)),
        _ => false,
    }
}
