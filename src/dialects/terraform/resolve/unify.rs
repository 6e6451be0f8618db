//! Types of values: which one several values have together, and what a value becomes in it.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::functions::as_set;
use super::value::{boolean, rest, text, to_bool, to_number_node, to_text};
use crate::model::tree::{Content, Map, MapEntry, Node, Sort};

/// The type of a value, as far as the value says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// It is not known.
    Open,
    /// Of null, and of what is in an empty list: any.
    Any,
    Bool,
    Number,
    Text,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<SmolStr, Type>),
}

impl Type {
    /// The type of a value.
    pub(super) fn of(node: &Node) -> Self {
        let of_items = |items: &[Node]| Box::new(unified(&types(items)).unwrap_or(Self::Open));
        match (&node.content, node.sort) {
            (Content::Null, _) => Self::Any,
            (Content::Bool(_), _) => Self::Bool,
            (Content::Number(_), _) => Self::Number,
            (Content::Text(_) | Content::Tagged(_), _) => Self::Text,
            (Content::Sealed(inner), _) => Self::of(inner),
            (Content::Choice(choice), _) => match types(&choice.options).as_slice() {
                [first, others @ ..] if others.iter().all(|other| other == first) => first.clone(),
                _ => Self::Open,
            },
            (Content::List(items), Sort::Tuple) => Self::Tuple(types(items)),
            (Content::List(items), Sort::List) => Self::List(of_items(items)),
            (Content::List(items), Sort::Set) => Self::Set(of_items(items)),
            (Content::Map(map), _) if rest(map).is_some() => Self::Open,
            (Content::Map(map), Sort::Map) => {
                let values: Vec<Self> = map.entries.iter().map(|entry| Self::of(&entry.value)).collect();
                Self::Map(Box::new(unified(&values).unwrap_or(Self::Open)))
            }
            (Content::Map(map), Sort::Object) => {
                Self::Object(map.entries.iter().map(|entry| (entry.key.text.clone(), Self::of(&entry.value))).collect())
            }
            _ => Self::Open,
        }
    }

    fn is_plain(&self) -> bool {
        matches!(self, Self::Bool | Self::Number | Self::Text)
    }
}

/// The types of some values.
pub(super) fn types(items: &[Node]) -> Vec<Type> {
    items.iter().map(Type::of).collect()
}

/// The type that values of these types have together; nothing where they have none.
pub(super) fn unified(types: &[Type]) -> Option<Type> {
    let known: Vec<&Type> = types.iter().filter(|one| !matches!(one, Type::Any | Type::Open)).collect();
    let is_open = types.contains(&Type::Open);
    let Some((first, others)) = known.split_first() else {
        return Some(if is_open { Type::Open } else { Type::Any });
    };
    // Beside a text all is text, or nothing fits.
    if known.iter().all(|one| one.is_plain()) && known.contains(&&Type::Text) {
        let is_sure = known.len() == types.len() || is_open || others.iter().all(|other| other == first);
        return Some(if is_sure { Type::Text } else { Type::Any });
    }
    if is_open {
        return Some(Type::Open);
    }
    if others.iter().all(|other| other == first) {
        return Some((*first).clone());
    }
    // What null is beside different types is left to what each of them holds.
    if known.len() < types.len() {
        return Some(Type::Any);
    }
    of_collections(&known)
}

/// The type of different types together.
fn of_collections(types: &[&Type]) -> Option<Type> {
    let (mut lists, mut sets, mut maps, mut tuples, mut objects) = (Vec::new(), Vec::new(), Vec::new(), vec![], vec![]);
    for one in types {
        match one {
            Type::List(of) => lists.push((**of).clone()),
            Type::Set(of) => sets.push((**of).clone()),
            Type::Map(of) => maps.push((**of).clone()),
            Type::Tuple(of) => tuples.push(of),
            Type::Object(of) => objects.push(of),
            _ => return None,
        }
    }
    let together = |mut own: Vec<Type>, others: Vec<Type>| {
        own.extend(others);
        unified(&own).map(Box::new)
    };
    let of_tuples = || unified(&tuples.iter().copied().flatten().cloned().collect::<Vec<_>>());
    let of_objects = || unified(&objects.iter().flat_map(|object| object.values()).cloned().collect::<Vec<_>>());
    let is_sequence = maps.is_empty() && objects.is_empty();
    match (lists.is_empty(), sets.is_empty(), tuples.is_empty()) {
        _ if !is_sequence && types.len() > maps.len() + objects.len() => None,
        (true, true, true) if maps.is_empty() => match shared_attributes(&objects) {
            Some(shared) => shared.map(Type::Object),
            None => of_objects().map(|of| Type::Map(Box::new(of))),
        },
        (true, true, true) if objects.is_empty() => together(maps, Vec::new()).map(Type::Map),
        (true, true, true) => together(maps, vec![of_objects()?]).map(Type::Map),
        (true, true, false) => match shared_places(&tuples) {
            Some(shared) => shared.map(Type::Tuple),
            None => of_tuples().map(|of| Type::List(Box::new(of))),
        },
        // A set beside lists is made one of them, tuples beside a set are made sets.
        (false, _, true) => together(lists, sets).map(Type::List),
        (false, _, false) => together(lists, [sets, vec![of_tuples()?]].concat()).map(Type::List),
        (true, false, true) => together(sets, Vec::new()).map(Type::Set),
        (true, false, false) => together(sets, vec![of_tuples()?]).map(Type::Set),
    }
}

/// Of objects with the same attributes, the type of each; within, nothing where one has none.
fn shared_attributes(objects: &[&BTreeMap<SmolStr, Type>]) -> Option<Option<BTreeMap<SmolStr, Type>>> {
    let (first, others) = objects.split_first()?;
    if others.iter().any(|other| !other.keys().eq(first.keys())) {
        return None;
    }
    let attribute = |name: &SmolStr| {
        let all: Vec<Type> = objects.iter().filter_map(|object| object.get(name)).cloned().collect();
        Some((name.clone(), unified(&all)?))
    };
    Some(first.keys().map(attribute).collect())
}

/// Of tuples of the same length, the type at each place; within, nothing where one has none.
fn shared_places(tuples: &[&Vec<Type>]) -> Option<Option<Vec<Type>>> {
    let (first, others) = tuples.split_first()?;
    if others.iter().any(|other| other.len() != first.len()) {
        return None;
    }
    let at = |place: usize| unified(&tuples.iter().filter_map(|tuple| tuple.get(place)).cloned().collect::<Vec<_>>());
    Some((0..first.len()).map(at).collect())
}

/// A value as one of a type has it. What cannot be converted stays what it is.
pub(super) fn converted(mut node: Node, to: &Type) -> Node {
    match (node.content, to) {
        (Content::Choice(mut choice), _) => {
            choice.options = choice.options.into_iter().map(|option| converted(option, to)).collect();
            node.content = Content::Choice(choice);
        }
        (Content::Sealed(inner), _) => node.content = Content::Sealed(Box::new(converted(*inner, to))),
        (content @ (Content::List(_) | Content::Map(_)), Type::Open) => {
            node.content = content;
            return unsaid(node);
        }
        (content @ (Content::Number(_) | Content::Bool(_)), Type::Text) => {
            node.content = content;
            return replaced(node, |node| to_text(node).map(|plain| text(plain, node.span)));
        }
        (content @ Content::Text(_), Type::Number) => {
            node.content = content;
            return replaced(node, to_number_node);
        }
        (content @ Content::Text(_), Type::Bool) => {
            node.content = content;
            return replaced(node, |node| to_bool(node).map(|plain| boolean(plain, node.span)));
        }
        (Content::List(items), Type::List(of)) => {
            (node.content, node.sort) = (Content::List(alike(items, of)), Sort::List);
        }
        (Content::List(items), Type::Set(of)) => {
            (node.content, node.sort) = (Content::List(as_set(alike(items, of))), Sort::Set);
        }
        (Content::List(items), Type::Tuple(of)) if of.len() == items.len() => {
            let items = items.into_iter().zip(of).map(|(item, of)| converted(item, of)).collect();
            (node.content, node.sort) = (Content::List(items), Sort::Tuple);
        }
        (Content::Map(map), Type::Map(of)) => {
            let (keys, values): (Vec<_>, Vec<_>) =
                map.entries.into_iter().map(|entry| (entry.key, entry.value)).unzip();
            let entries = keys.into_iter().zip(alike(values, of)).map(|(key, value)| MapEntry { key, value });
            (node.content, node.sort) = (Content::Map(Map { entries: entries.collect() }), Sort::Map);
        }
        (Content::Map(map), Type::Object(of)) => {
            let entry = |MapEntry { key, value }| {
                let value = match of.get(&key.text) {
                    Some(of) => converted(value, of),
                    None => value,
                };
                MapEntry { key, value }
            };
            let entries = map.entries.into_iter().map(entry).collect();
            (node.content, node.sort) = (Content::Map(Map { entries }), Sort::Object);
        }
        (content, _) => node.content = content,
    }
    node
}

fn replaced(node: Node, with: impl FnOnce(&Node) -> Option<Node>) -> Node {
    match with(&node) {
        Some(made) => Node { origin: node.origin, ..made },
        None => node,
    }
}

/// Values as items of one collection, whose type is `of`, or the one that they have themselves.
fn alike(items: Vec<Node>, of: &Type) -> Vec<Node> {
    if *of != Type::Any {
        return items.into_iter().map(|item| converted(item, of)).collect();
    }
    let known: Vec<Type> = types(&items).into_iter().filter(|one| *one != Type::Any).collect();
    match unified(&known) {
        Some(Type::Any) | None => items,
        Some(own) => items.into_iter().map(|item| converted(item, &own)).collect(),
    }
}

/// A value of which nobody knows what sorts of collections it is made of.
pub(super) fn unsaid(node: Node) -> Node {
    sorted_as(node, (Sort::Unsaid, Sort::Unsaid))
}

/// A value as if it were written in brackets and braces.
pub(super) fn literal(node: Node) -> Node {
    sorted_as(node, (Sort::Tuple, Sort::Object))
}

fn sorted_as(mut node: Node, (lists, maps): (Sort, Sort)) -> Node {
    let inner = |node: Node| sorted_as(node, (lists, maps));
    node.content = match node.content {
        Content::List(items) => {
            node.sort = lists;
            Content::List(items.into_iter().map(inner).collect())
        }
        Content::Map(map) => {
            node.sort = maps;
            let entry = |entry: MapEntry| MapEntry { key: entry.key, value: inner(entry.value) };
            Content::Map(Map { entries: map.entries.into_iter().map(entry).collect() })
        }
        Content::Choice(mut choice) => {
            choice.options = choice.options.into_iter().map(inner).collect();
            Content::Choice(choice)
        }
        Content::Sealed(content) => Content::Sealed(Box::new(inner(*content))),
        other => other,
    };
    node
}

/// Whether two values are equal, as `==` asks: of one type, and the same. Both are known whole. Nothing where it depends on
/// types that values do not tell.
pub(super) fn equal(one: &Node, other: &Node) -> Option<bool> {
    match (&one.content, &other.content) {
        (Content::List(items), Content::List(others)) => {
            let sorts = (one.sort, other.sort);
            if items.len() != others.len() || is_other(sorts) {
                return Some(false);
            }
            let all = all_equal(items.iter().zip(others));
            match sorts {
                (Sort::Unsaid, Sort::Tuple | Sort::List) | (Sort::Tuple | Sort::List, Sort::Unsaid) => {
                    all.filter(|all| !all)
                }
                // A set may have another order than it is written in.
                (Sort::Unsaid, _) | (_, Sort::Unsaid) => None,
                (Sort::Tuple, _) => all,
                // Of nothing, nobody knows of which type.
                _ => all.filter(|all| !*all || !items.is_empty()),
            }
        }
        (Content::Map(map), Content::Map(others)) => {
            let sorts = (one.sort, other.sort);
            if map.entries.len() != others.entries.len() || is_other(sorts) {
                return Some(false);
            }
            let pairs: Option<Vec<(&Node, &Node)>> = sorted(map).into_iter().zip(sorted(others)).map(paired).collect();
            let Some(pairs) = pairs else { return Some(false) };
            let is_unsure = match sorts {
                (Sort::Unsaid, _) | (_, Sort::Unsaid) => true,
                (Sort::Object, _) => false,
                _ => pairs.is_empty(),
            };
            all_equal(pairs.into_iter()).filter(|all| !(*all && is_unsure))
        }
        (Content::Sealed(inner), _) => equal(inner, other),
        (_, Content::Sealed(inner)) => equal(one, inner),
        _ => Some(crate::values::choices::same(one, other)),
    }
}

/// Whether two collections are of different types, whatever they hold.
pub(super) fn is_other((one, other): (Sort, Sort)) -> bool {
    one != other && one != Sort::Unsaid && other != Sort::Unsaid
}

/// Whether all pairs are equal; what differs decides, and null within is of a type that nobody knows.
fn all_equal<'n>(pairs: impl Iterator<Item = (&'n Node, &'n Node)>) -> Option<bool> {
    let mut all = Some(true);
    for (one, other) in pairs {
        match if one.is_null() && other.is_null() { None } else { equal(one, other) } {
            Some(true) => {}
            Some(false) => return Some(false),
            None => all = None,
        }
    }
    all
}

fn sorted(map: &Map) -> Vec<&MapEntry> {
    let mut entries: Vec<&MapEntry> = map.entries.iter().collect();
    entries.sort_by(|one, other| one.key.text.cmp(&other.key.text));
    entries
}

fn paired<'n>((one, other): (&'n MapEntry, &'n MapEntry)) -> Option<(&'n Node, &'n Node)> {
    (one.key.text == other.key.text).then_some((&one.value, &other.value))
}
