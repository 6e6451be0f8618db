//! The stages of a service as variants: one tree a stage becomes one tree with choices where they differ.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::shape::levels_of_names;
use crate::model::tree::{Content, Map, MapEntry, Node, Tagged};
use crate::values::variants::Variants;

/// The stages of a service.
pub(super) struct Stages(pub(super) Variants);

impl Stages {
    /// One service of the services of all stages; nothing where there are none.
    pub(super) fn together(&self, services: &[Node]) -> Option<Node> {
        let nodes: Vec<&Node> = services.iter().collect();
        match nodes.as_slice() {
            [] => None,
            [only] => Some((*only).clone()),
            [first, ..] => Some(self.union(&nodes, first, &levels_of_names)),
        }
    }

    /// One value of the values of all stages. `levels` of names below it are kept apart, whatever differs.
    fn join(&self, nodes: &[&Node], levels: usize) -> Option<Node> {
        let first = nodes.first()?;
        if let Some(map) = nodes.iter().find(|node| node.as_map().is_some())
            && (levels > 0 || share_a_key(nodes))
        {
            return Some(self.union(nodes, map, &|_| levels.saturating_sub(1)));
        }
        Some(match &first.content {
            Content::List(items)
                if nodes.iter().all(|node| node.as_list().is_some_and(|list| list.len() == items.len())) =>
            {
                let columns = (0..items.len())
                    .map(|place| nodes.iter().filter_map(|node| node.items().get(place)).collect::<Vec<_>>());
                let items = columns.filter_map(|column| self.join(&column, 0)).collect();
                Node { origin: first.origin.clone(), ..Node::new(Content::List(items), first.span) }
            }
            Content::Tagged(tagged) if nodes.iter().all(|node| tag_of(node) == Some(&tagged.tag.text)) => {
                let inner: Vec<&Node> = nodes.iter().filter_map(|node| under_tag(node)).collect();
                let node = self.join(&inner, 0)?;
                let content = Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node }));
                Node { origin: first.origin.clone(), ..Node::new(content, first.span) }
            }
            _ => self.0.choose(nodes.iter().map(|node| (*node).clone()).collect(), first.span),
        })
    }

    /// A map with the keys of all stages; where a stage has none, null.
    fn union(&self, nodes: &[&Node], like: &Node, levels: &dyn Fn(&str) -> usize) -> Node {
        let mut keys: Vec<&MapEntry> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut columns: Vec<Vec<Option<&Node>>> = Vec::new();
        for (stage, node) in nodes.iter().enumerate() {
            for entry in node.as_map().into_iter().flat_map(|map| &map.entries) {
                let place = *places.entry(entry.key.text.as_str()).or_insert_with(|| {
                    keys.push(entry);
                    columns.push(vec![None; nodes.len()]);
                    columns.len() - 1
                });
                if let Some(slot) = columns.get_mut(place).and_then(|column| column.get_mut(stage)) {
                    *slot = Some(&entry.value);
                }
            }
        }
        let mut entries = Vec::with_capacity(keys.len());
        for (entry, column) in keys.into_iter().zip(columns) {
            let absent: Vec<Node> = nodes.iter().map(|node| absent_in(node, entry)).collect();
            let values: Vec<&Node> =
                column.iter().zip(&absent).map(|(value, absent)| value.unwrap_or(absent)).collect();
            if let Some(value) = self.join(&values, levels(&entry.key.text)) {
                entries.push(MapEntry { key: entry.key.clone(), value });
            }
        }
        Node { origin: like.origin.clone(), ..Node::new(Content::Map(Map { entries }), like.span) }
    }
}

/// Whether all are maps with a key in common, so that they differ in what stands under it.
fn share_a_key(nodes: &[&Node]) -> bool {
    let maps: Vec<&Map> = nodes.iter().filter_map(|node| node.as_map()).collect();
    let Some((first, rest)) = maps.split_first() else { return false };
    let is_in_all = |entry: &&MapEntry| rest.iter().all(|map| map.get(&entry.key.text).is_some());
    maps.len() == nodes.len() && first.entries.iter().take(64).find(is_in_all).is_some()
}

/// What stands under a key in a stage that has no such key.
fn absent_in(node: &Node, entry: &MapEntry) -> Node {
    let content = match &node.content {
        Content::Unknown(unknown) => Content::Unknown(unknown.clone()),
        _ => Content::Null,
    };
    Node::new(content, entry.value.span)
}

fn tag_of(node: &Node) -> Option<&SmolStr> {
    match &node.content {
        Content::Tagged(tagged) => Some(&tagged.tag.text),
        _ => None,
    }
}

fn under_tag(node: &Node) -> Option<&Node> {
    match &node.content {
        Content::Tagged(tagged) => Some(&tagged.node),
        _ => None,
    }
}
