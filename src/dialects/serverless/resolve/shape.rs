//! The shape that the framework gives a service: short forms in full, and lists of functions and resources as one map.

use smol_str::SmolStr;

use super::resolver::{Resolver, variable_text};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::{Content, Key, Map, MapEntry, Node};

/// What of a service is made of parts that may stand elsewhere, and how deep its names go: functions by name;
/// resources by section and logical id.
const PARTED: [(&str, usize); 2] = [("functions", 1), ("resources", 2)];

/// Sections of a template that name none of its resources.
const BESIDE_RESOURCES: [&str; 5] = ["AWSTemplateFormatVersion", "Description", "Metadata", "Outputs", "Transform"];

/// Parts within parts, deeper than this, are not put together.
const MOST_NESTING: usize = 20;

/// How many levels of names stand below a key of a service.
pub(super) fn levels_of_names(key: &str) -> usize {
    PARTED.iter().find(|(name, _)| *name == key).map_or(0, |(_, levels)| *levels)
}

impl Resolver<'_> {
    /// The whole service, with every variable worked out.
    pub(super) fn shaped(&mut self) -> Node {
        let service = self.service;
        let Some(map) = service.root.as_map() else { return service.root.clone() };
        let mut entries = Vec::with_capacity(map.entries.len());
        for entry in &map.entries {
            let key = entry.key.text.as_str();
            let value = match levels_of_names(key) {
                0 => named(key, self.resolved(&entry.value)),
                levels => self.parted(&entry.value, key, levels, 0),
            };
            entries.push(MapEntry { key: entry.key.clone(), value });
        }
        Node::new(Content::Map(Map { entries }), service.root.span)
    }

    /// A map of named parts. What is written in another file stays where it is written.
    fn parted(&mut self, node: &Node, what: &str, levels: usize, depth: usize) -> Node {
        if levels == 0 || depth > MOST_NESTING {
            return self.resolved(node);
        }
        if let Some(text) = variable_text(node) {
            let met = self.expand(text, node.span);
            if let Content::Unknown(unknown) = &met.node.content {
                let message = format!("which {what} stand here is not known: {}", unknown.reason);
                self.complain(Problem::at(ProblemKind::Unresolvable, node.span, message));
                return Node { span: node.span, ..met.node.clone() };
            }
            return match met.node.content {
                Content::List(_) | Content::Map(_) => self.parted(&met.node, what, levels, depth + 1),
                _ => Node::new(met.node.content.clone(), node.span),
            };
        }
        match &node.content {
            Content::List(items) => {
                let mut whole = Node::new(Content::Map(Map::default()), node.span);
                for item in items {
                    let part = self.parted(item, what, levels, depth + 1);
                    if part.as_map().is_some() {
                        merge(&mut whole, part);
                    }
                }
                whole
            }
            Content::Map(map) => {
                let mut entries = Vec::with_capacity(map.entries.len());
                for entry in &map.entries {
                    let is_beside = levels > 1 && BESIDE_RESOURCES.contains(&entry.key.text.as_str());
                    let value = match is_beside {
                        true => self.resolved(&entry.value),
                        false => self.parted(&entry.value, what, levels - 1, depth + 1),
                    };
                    // The framework takes a function of nothing for none.
                    if !(value.is_null() && levels == 1) {
                        entries.push(MapEntry { key: entry.key.clone(), value });
                    }
                }
                Node::new(Content::Map(Map { entries }), node.span)
            }
            _ => self.resolved(node),
        }
    }
}

/// The short forms of a service, in full: a provider that is only named, a service that is a map with a name.
fn named(key: &str, value: Node) -> Node {
    match (key, &value.content) {
        ("provider", Content::Text(_)) => {
            let key = Key { text: SmolStr::new_static("name"), span: value.span };
            let span = value.span;
            Node::new(Content::Map(Map { entries: vec![MapEntry { key, value }] }), span)
        }
        ("service", Content::Map(map)) => map.get("name").cloned().unwrap_or(value),
        _ => value,
    }
}

/// Puts a part into a whole: maps and lists by key and place, of the rest the later.
fn merge(whole: &mut Node, part: Node) {
    match (&mut whole.content, part.content) {
        (Content::Map(whole), Content::Map(part)) => {
            let mut places: std::collections::HashMap<SmolStr, usize> =
                whole.entries.iter().enumerate().map(|(place, entry)| (entry.key.text.clone(), place)).collect();
            for entry in part.entries {
                match places.get(&entry.key.text).and_then(|place| whole.entries.get_mut(*place)) {
                    Some(known) => merge(&mut known.value, entry.value),
                    None => {
                        places.insert(entry.key.text.clone(), whole.entries.len());
                        whole.entries.push(entry);
                    }
                }
            }
        }
        (Content::List(whole), Content::List(part)) => {
            let more = part.len().min(whole.len());
            let mut part = part.into_iter();
            whole.iter_mut().zip(part.by_ref().take(more)).for_each(|(item, other)| merge(item, other));
            whole.extend(part);
        }
        (_, content) => *whole = Node { origin: part.origin, ..Node::new(content, part.span) },
    }
}
