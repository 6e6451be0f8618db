//! The stages of a service as variants: one tree a stage becomes one tree with choices where they differ.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::shape::levels_of_names;
use crate::model::tree::{Content, MOST_ALTERNATIVES, Map, MapEntry, Node, Switch, SwitchKind, Tagged, Unknown};
use crate::values::choices::{choose, same};
use crate::values::environment::environment_of;

/// Stages in a fixed order, as branches of one switch.
pub(super) struct Variants {
    switch: Arc<Switch>,
    /// How many of the stages have a branch of their own; the last branch is of all others, where there are some.
    own: usize,
}

/// The stages in the order in which they are told apart: where there are more than a choice has alternatives, the ones
/// that are most often deployed come first.
pub(super) fn ordered(mut stages: Vec<SmolStr>) -> Vec<SmolStr> {
    if stages.len() > MOST_ALTERNATIVES {
        stages.sort_by_key(|stage| match environment_of(stage) {
            Some("prod") => 0,
            Some("staging") => 1,
            Some(_) => 2,
            None => 3,
        });
    }
    stages
}

impl Variants {
    /// The variants of stages that were put in order.
    pub(super) fn of(stages: &[SmolStr]) -> Self {
        let own = if stages.len() > MOST_ALTERNATIVES { MOST_ALTERNATIVES - 1 } else { stages.len() };
        let mut branches: Vec<SmolStr> = stages.iter().take(own).cloned().collect();
        let others = stages.len() - own;
        if others > 0 {
            branches.push(format_smolstr!("{others} other stages"));
        }
        let switch = Switch { key: SmolStr::new_static("stage"), branches, kind: SwitchKind::Variant };
        Self { switch: Arc::new(switch), own }
    }

    /// What the branches are called.
    pub(super) fn names(&self) -> Vec<SmolStr> {
        self.switch.branches.clone()
    }

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
                Node { content: Content::List(items), span: first.span, origin: first.origin.clone() }
            }
            Content::Tagged(tagged) if nodes.iter().all(|node| tag_of(node) == Some(&tagged.tag.text)) => {
                let inner: Vec<&Node> = nodes.iter().filter_map(|node| under_tag(node)).collect();
                let node = self.join(&inner, 0)?;
                let content = Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node }));
                Node { content, span: first.span, origin: first.origin.clone() }
            }
            _ => self.leaf(nodes, first),
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
        Node { content: Content::Map(Map { entries }), span: like.span, origin: like.origin.clone() }
    }

    /// The choice between values that have nothing in common; the value where they are the same.
    fn leaf(&self, nodes: &[&Node], first: &Node) -> Node {
        let (own, others) = nodes.split_at(self.own.min(nodes.len()));
        let mut options: Vec<Node> = own.iter().map(|node| (*node).clone()).collect();
        if let Some((other, rest)) = others.split_first() {
            let all_same = rest.iter().all(|node| same(node, other));
            let unknown = || Unknown::because(format_smolstr!("it differs between {} other stages", others.len()));
            options.push(if all_same { (*other).clone() } else { Node::unknown(unknown(), other.span) });
        }
        choose(&self.switch, options, first.span)
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
