//! The functions of a service, wherever they are written: one map, several, or another map in every stage.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::{Content, Key, Map, Node, Unknown};
use crate::values::body;

/// What stands among the functions of a service.
pub(super) enum Found<'a> {
    /// A function.
    Function(&'a Key, Cow<'a, Node>),
    /// Functions that nobody can know from what was read.
    Unknown(Problem),
}

/// The functions below `functions`, in the order they are written.
pub(super) fn of(node: &Node) -> Vec<Found<'_>> {
    match &node.content {
        Content::Map(map) => map.entries.iter().map(|entry| found(&entry.key, Cow::Borrowed(&entry.value))).collect(),
        // Files of functions, one below another.
        Content::List(items) => items.iter().flat_map(of).collect(),
        Content::Choice(choice) => {
            let mut keys: Vec<&Key> = Vec::new();
            let mut known = std::collections::HashSet::new();
            let maps = choice.options.iter().filter_map(Node::as_map);
            keys.extend(maps.flat_map(names).filter(|key| known.insert(&key.text)));
            let one = |key: &'_ Key| body::at(node, &[&key.text]);
            let functions = keys.into_iter().filter_map(|key| Some(found(key, one(key)?)));
            let unknown = choice.options.iter().filter(|option| matches!(option.content, Content::Unknown(_)));
            functions.chain(unknown.flat_map(of)).collect()
        }
        Content::Unknown(unknown) => vec![open(unknown, node)],
        _ => Vec::new(),
    }
}

fn names(map: &Map) -> impl Iterator<Item = &Key> {
    map.entries.iter().map(|entry| &entry.key)
}

fn found<'a>(key: &'a Key, body: Cow<'a, Node>) -> Found<'a> {
    match &body.content {
        // What else a map may hold that is known in part stands under an empty key.
        Content::Unknown(unknown) if key.text.is_empty() => open(unknown, &body),
        Content::Null => {
            let reason = SmolStr::new_static("nothing is written of the function here");
            Found::Function(key, Cow::Owned(Node::unknown(Unknown::because(reason), body.span)))
        }
        _ => Found::Function(key, body),
    }
}

fn open<'a>(unknown: &Unknown, node: &Node) -> Found<'a> {
    let message = format!("these functions are not known: {}", unknown.reason);
    Found::Unknown(Problem::at(ProblemKind::Unresolvable, node.span, message))
}
