//! Named parts of a service, wherever they are written: in one map, in several, or in another map in every stage.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::tree::{Content, Key, Node};
use crate::values::body;

/// The parts that stand below a node by name, in the order they are written; null in the stages that have none of it.
///
/// Of parts that are not known at all, whoever resolved them tells.
pub(super) fn named(node: &Node) -> Vec<(&Key, Cow<'_, Node>)> {
    match &node.content {
        // What else a map may hold that is known in part stands under an empty key.
        Content::Map(map) => {
            let known = map.entries.iter().filter(|entry| !entry.key.text.is_empty());
            known.map(|entry| (&entry.key, Cow::Borrowed(&entry.value))).collect()
        }
        Content::List(items) => items.iter().flat_map(named).collect(),
        Content::Choice(choice) => {
            let mut known = HashSet::new();
            let keys = choice.options.iter().flat_map(named).map(|(key, _)| key);
            let keys = keys.filter(|key| known.insert(&key.text));
            keys.filter_map(|key| Some((key, body::at(node, &[&key.text])?))).collect()
        }
        _ => Vec::new(),
    }
}
