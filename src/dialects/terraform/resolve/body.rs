//! The body of a resource: its arguments and blocks, evaluated into one map, as in plan JSON.

use super::codes::bare_map;
use super::dynamic;
use super::scope::{Frame, Scope};
use super::seals::itemised;
use super::value::{MapBuilder, settled};
use crate::model::source::Span;
use crate::model::tree::{Block, Content, Key, Map, MapEntry, Node};

/// Whether an argument or block is Terraform's own, and says nothing of the thing itself.
pub(super) fn is_meta(name: &str) -> bool {
    matches!(name, "count" | "for_each" | "provider" | "depends_on" | "lifecycle" | "connection" | "provisioner")
}

impl Scope<'_> {
    /// The body of a resource, evaluated: each block type is a list of maps.
    pub(super) fn body(&self, body: &Map, frame: &Frame) -> Map {
        let mut made = bare_map(self.arguments(body, frame, is_meta));
        for entry in &mut made.entries {
            entry.value = itemised(std::mem::replace(&mut entry.value, Node::new(Content::Null, entry.key.span)));
        }
        made
    }

    /// What a body holds but for the names that are skipped. In a nested block every name is the provider's: a
    /// `count` of accelerators, a container's `lifecycle`.
    fn arguments(&self, body: &Map, frame: &Frame, skipped: fn(&str) -> bool) -> Map {
        let mut made = MapBuilder::default();
        for entry in &body.entries {
            let key = named(entry);
            if skipped(&key.text) || made.get_mut(&key.text).is_some() {
                continue;
            }
            if let Some(value) = self.argument_of(body, &key.text, frame) {
                made.set(key.clone(), value);
            }
        }
        made.build()
    }

    /// The value of an argument, or of all blocks of a type.
    pub(super) fn argument_of(&self, body: &Map, name: &str, frame: &Frame) -> Option<Node> {
        let mut lists = Vec::new();
        let mut argument = None;
        for entry in body.entries.iter().filter(|entry| named(entry).text == name) {
            let span = entry.value.span;
            match &entry.value.content {
                Content::Block(block) if entry.key.text == "dynamic" => lists.push(self.expanded(block, span, frame)),
                Content::Block(block) => {
                    lists.push(Node::new(Content::List(vec![self.nested(block, span, frame)]), span));
                }
                _ => argument = Some(settled(self.evaluate(&entry.value, frame), span)),
            }
        }
        // In JSON static blocks are written as arguments are.
        if !lists.is_empty()
            && let Some(blocks) = argument.take()
        {
            let content = match blocks.content {
                Content::Map(_) => Content::List(vec![blocks.clone()]),
                content => content,
            };
            lists.insert(0, Node { origin: blocks.origin, ..Node::new(content, blocks.span) });
        }
        match dynamic::in_one(lists) {
            // Where all that is written makes no block, none is there.
            Some(blocks) => Some(blocks).filter(|blocks| !is_empty(blocks)),
            None => argument,
        }
    }

    /// The body of a nested block.
    pub(super) fn nested(&self, block: &Block, span: Span, frame: &Frame) -> Node {
        // Blocks nest as deep as the parser lets them; what is deeper than evaluation goes is unknown.
        match self.world.budget.enter() {
            Ok(_level) => Node::new(Content::Map(self.arguments(&block.body, frame, |_| false)), span),
            Err(fault) => settled(Err(fault), span),
        }
    }
}

fn is_empty(node: &Node) -> bool {
    node.as_list().is_some_and(<[Node]>::is_empty)
}

/// What an entry sets: of a dynamic block, the type of the blocks that it makes.
pub(super) fn named(entry: &MapEntry) -> &Key {
    match &entry.value.content {
        Content::Block(block) if entry.key.text == "dynamic" => block.labels.first().unwrap_or(&entry.key),
        _ => &entry.key,
    }
}
