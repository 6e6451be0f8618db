//! Choices: what a guard decides is carried through every operation, branch by branch.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::source::Span;
use crate::model::tree::{Choice, Content, MOST_ALTERNATIVES, MapEntry, Node, Sort, Switch, SwitchKind, Unknown};

/// How far into its arguments an operation looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// At the arguments themselves.
    Top,
    /// Also at the items of lists.
    Lists,
    /// At everything.
    Whole,
}

/// A choice between `options`, one a branch: the one value where they are all the same, unknown where they are many.
pub fn choose(switch: &Arc<Switch>, options: Vec<Node>, span: Span) -> Node {
    let mut options: Vec<Node> =
        options.into_iter().enumerate().map(|(branch, option)| restricted(option, &switch.key, branch)).collect();
    let all_same = options.split_first().is_some_and(|(first, others)| others.iter().all(|other| same(first, other)));
    if options.is_empty() {
        return too_many(span);
    }
    if all_same {
        let mut first = options.swap_remove(0);
        options.iter().for_each(|other| agree(&mut first, other));
        return first;
    }
    if options.iter().map(leaves).sum::<usize>() > MOST_ALTERNATIVES {
        return too_many(span);
    }
    Node::new(Content::Choice(Box::new(Choice { switch: switch.clone(), options })), span)
}

/// Leaves of one value's sorts those that another has, too, which is the same but for them.
fn agree(one: &mut Node, other: &Node) {
    if one.sort != other.sort {
        one.sort = Sort::Unsaid;
    }
    match (&mut one.content, &other.content) {
        (Content::List(items), Content::List(others)) => {
            items.iter_mut().zip(others).for_each(|(item, other)| agree(item, other));
        }
        (Content::Map(map), Content::Map(others)) => {
            for entry in &mut map.entries {
                if let Some(other) = others.get(&entry.key.text) {
                    agree(&mut entry.value, other);
                }
            }
        }
        (Content::Sealed(one), Content::Sealed(other)) => agree(one, other),
        _ => {}
    }
}

/// The unknown that more alternatives than are followed become.
pub fn too_many(span: Span) -> Node {
    let reason = format_smolstr!("it has more than {MOST_ALTERNATIVES} alternatives here");
    Node::unknown(Unknown::because(reason), span)
}

fn leaves(node: &Node) -> usize {
    match &node.content {
        Content::Choice(choice) => choice.options.iter().map(leaves).sum(),
        _ => 1,
    }
}

/// A value as it is in one branch of a switch.
pub fn restricted(mut node: Node, key: &str, branch: usize) -> Node {
    if switched(&node, &|switch| switch.key == key) {
        restrict(&mut node, key, branch);
    }
    node
}

fn restrict(node: &mut Node, key: &str, branch: usize) {
    match &mut node.content {
        Content::Choice(choice) if choice.switch.key == key && branch < choice.options.len() => {
            let mut option = choice.options.swap_remove(branch);
            restrict(&mut option, key, branch);
            *node = option;
        }
        Content::Choice(choice) => {
            choice.options.iter_mut().for_each(|option| restrict(option, key, branch));
            let (switch, options) = (choice.switch.clone(), std::mem::take(&mut choice.options));
            *node = choose(&switch, options, node.span);
        }
        Content::List(items) => items.iter_mut().for_each(|item| restrict(item, key, branch)),
        Content::Map(map) => map.entries.iter_mut().for_each(|entry| restrict(&mut entry.value, key, branch)),
        Content::Tagged(tagged) => restrict(&mut tagged.node, key, branch),
        Content::Sealed(inner) => restrict(inner, key, branch),
        _ => {}
    }
}

/// Whether a switch that is asked for stands anywhere in a value.
pub fn switched(node: &Node, wanted: &dyn Fn(&Switch) -> bool) -> bool {
    match &node.content {
        Content::Choice(choice) => {
            wanted(&choice.switch) || choice.options.iter().any(|option| switched(option, wanted))
        }
        Content::List(items) => items.iter().any(|item| switched(item, wanted)),
        Content::Map(map) => map.entries.iter().any(|entry| switched(&entry.value, wanted)),
        Content::Tagged(tagged) => switched(&tagged.node, wanted),
        Content::Sealed(inner) => switched(inner, wanted),
        _ => false,
    }
}

/// The first switch of those that are asked for that stands anywhere in a value.
pub fn find_switch(node: &Node, wanted: &dyn Fn(&Switch) -> bool) -> Option<Arc<Switch>> {
    match &node.content {
        Content::Choice(choice) if wanted(&choice.switch) => Some(choice.switch.clone()),
        Content::Choice(choice) => choice.options.iter().find_map(|option| find_switch(option, wanted)),
        Content::List(items) => items.iter().find_map(|item| find_switch(item, wanted)),
        Content::Map(map) => map.entries.iter().find_map(|entry| find_switch(&entry.value, wanted)),
        _ => None,
    }
}

/// The first switch that an operation looking this far meets.
pub fn first_switch(node: &Node, reach: Reach) -> Option<Arc<Switch>> {
    match (&node.content, reach) {
        (Content::Choice(choice), _) => Some(choice.switch.clone()),
        (Content::List(items), Reach::Lists | Reach::Whole) => items.iter().find_map(|item| first_switch(item, reach)),
        (Content::Map(map), Reach::Whole) => map.entries.iter().find_map(|entry| first_switch(&entry.value, reach)),
        (Content::Tagged(tagged), Reach::Whole) => first_switch(&tagged.node, reach),
        _ => None,
    }
}

/// Applies an operation that knows no choices to arguments that may hold some, once for every way they can fall, and
/// joins what it gives, one outcome a branch. Nothing where there are more than [`MOST_ALTERNATIVES`] ways.
pub fn lifted<T>(
    arguments: &[Node],
    reach: Reach,
    apply: &mut dyn FnMut(&[Node]) -> T,
    join: &dyn Fn(&Arc<Switch>, Vec<T>) -> T,
) -> Option<T> {
    spread(arguments, reach, apply, join, &mut { MOST_ALTERNATIVES })
}

fn spread<T>(
    arguments: &[Node],
    reach: Reach,
    apply: &mut dyn FnMut(&[Node]) -> T,
    join: &dyn Fn(&Arc<Switch>, Vec<T>) -> T,
    left: &mut usize,
) -> Option<T> {
    let Some(switch) = arguments.iter().find_map(|argument| first_switch(argument, reach)) else {
        *left = left.checked_sub(1)?;
        return Some(apply(arguments));
    };
    let mut outcomes = Vec::with_capacity(switch.branches.len());
    for branch in 0..switch.branches.len() {
        let in_branch: Vec<Node> =
            arguments.iter().map(|argument| restricted(argument.clone(), &switch.key, branch)).collect();
        outcomes.push(spread(&in_branch, reach, apply, join, left)?);
    }
    Some(join(&switch, outcomes))
}

/// Whether two values are the same, wherever they stand.
pub fn same(one: &Node, other: &Node) -> bool {
    match (&one.content, &other.content) {
        (Content::Null, Content::Null) => true,
        (Content::Number(one), Content::Number(other)) => one.value == other.value,
        (Content::Bool(one), Content::Bool(other)) => one == other,
        (Content::List(one), Content::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Content::Map(one), Content::Map(other)) => {
            one.entries.len() == other.entries.len() && same_entries(&one.entries, &other.entries)
        }
        (Content::Unknown(one), Content::Unknown(other)) => one == other,
        (Content::Tagged(one), Content::Tagged(other)) => {
            one.tag.text == other.tag.text && same(&one.node, &other.node)
        }
        (Content::Choice(one), Content::Choice(other)) => {
            one.switch == other.switch && one.options.iter().zip(&other.options).all(|(one, other)| same(one, other))
        }
        (Content::Sealed(one), Content::Sealed(other)) => same(one, other),
        _ => matches!((one.as_str(), other.as_str()), (Some(one), Some(other)) if one == other),
    }
}

/// Whether as many entries hold the same under the same keys. Most often the keys stand in the same order; where they do
/// not, they are looked up, of one written twice the last.
fn same_entries(one: &[MapEntry], other: &[MapEntry]) -> bool {
    let mut by_key: Option<HashMap<&str, &Node>> = None;
    one.iter().zip(other).all(|(entry, beside)| {
        if entry.key.text == beside.key.text {
            return same(&entry.value, &beside.value);
        }
        let by_key =
            by_key.get_or_insert_with(|| other.iter().map(|entry| (entry.key.text.as_str(), &entry.value)).collect());
        by_key.get(entry.key.text.as_str()).is_some_and(|value| same(&entry.value, value))
    })
}

/// A switch between two answers to a condition.
pub fn condition_switch(key: SmolStr) -> Arc<Switch> {
    let branches = vec![SmolStr::new_static("true"), SmolStr::new_static("false")];
    Arc::new(Switch { key, branches, kind: SwitchKind::Condition })
}

#[cfg(test)]
mod tests {

    use super::same;
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Content, Key, Map, MapEntry, Node};

    fn map<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, &'static str)>) -> Node {
        let at = Span::new(SourceId(0), 0, 0);
        let entry = |(key, value): (K, &str)| MapEntry {
            key: Key { text: key.as_ref().into(), span: at },
            value: Node::new(Content::Text(value.into()), at),
        };
        Node::new(Content::Map(Map { entries: entries.into_iter().map(entry).collect() }), at)
    }

    #[test]
    fn maps_are_the_same_in_whatever_order_their_keys_stand() {
        for (one, other, expected) in [
            (vec![("a", "x"), ("b", "y")], vec![("a", "x"), ("b", "y")], true),
            (vec![("a", "x"), ("b", "y")], vec![("b", "y"), ("a", "x")], true),
            (vec![("a", "x"), ("b", "y")], vec![("a", "x"), ("b", "z")], false),
            (vec![("a", "x"), ("b", "y")], vec![("b", "x"), ("a", "y")], false),
            (vec![("a", "x"), ("b", "y")], vec![("a", "x"), ("c", "y")], false),
            (vec![("a", "x"), ("b", "y")], vec![("a", "x")], false),
            (vec![], vec![], true),
        ] {
            let (left, right) = (map(one.clone()), map(other.clone()));
            assert_eq!(same(&left, &right), expected, "{one:?} {other:?}");
            assert_eq!(same(&right, &left), expected, "{other:?} {one:?}");
        }
    }

    #[test]
    fn big_maps_are_compared_in_any_order() {
        let keys: Vec<String> = (0..100_000).map(|place| format!("a-key-of-some-length-{place}")).collect();
        let forwards = map(keys.iter().map(|key| (key, "x")));
        let backwards = map(keys.iter().rev().map(|key| (key, "x")));
        assert!(same(&forwards, &forwards) && same(&forwards, &backwards));
    }
}
