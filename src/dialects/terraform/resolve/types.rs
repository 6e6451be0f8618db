//! Type constraints of variables: the conversions that they make and the defaults that they fill in.

use std::sync::Arc;

use smol_str::SmolStr;

use super::value::{boolean, number, text, to_bool, to_number, to_text};
use super::walk::root_name;
use crate::model::expression::Expression;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Origin, Step};

/// The value as a variable of this type holds it. `name` is the variable's, for what its type fills in.
pub(super) fn conform(value: Node, constraint: &Node, name: &SmolStr) -> Node {
    if let Content::Choice(mut choice) = value.content {
        choice.options = choice.options.into_iter().map(|option| conform(option, constraint, name)).collect();
        return Node { content: Content::Choice(choice), ..value };
    }
    match &constraint.content {
        Content::Text(primitive) => to_primitive(value, primitive),
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(traversal) => match root_name(traversal) {
                Some(primitive) => to_primitive(value, primitive),
                None => value,
            },
            Expression::Call { name: kind, arguments, .. } => match (kind.text.as_str(), arguments.first()) {
                ("list" | "set" | "map", Some(of)) => each(value, |_| Some(of), name),
                ("optional", Some(of)) => conform(value, of, name),
                ("tuple", Some(of)) => each(value, |place| of.items().get(place), name),
                ("object", Some(attributes)) => to_object(value, attributes, name),
                _ => value,
            },
            _ => value,
        },
        _ => value,
    }
}

fn to_primitive(value: Node, primitive: &str) -> Node {
    let converted = match (primitive, &value.content) {
        (_, Content::Null | Content::Unknown(_) | Content::List(_) | Content::Map(_)) => None,
        ("string", Content::Number(_) | Content::Bool(_)) => to_text(&value).map(|plain| text(plain, value.span)),
        ("number", Content::Text(_)) => to_number(&value).map(|plain| number(plain, value.span)),
        ("bool", Content::Text(_)) => to_bool(&value).map(|plain| boolean(plain, value.span)),
        _ => None,
    };
    match converted {
        Some(converted) => Node { origin: value.origin, ..converted },
        None => value,
    }
}

fn each<'t>(mut value: Node, of: impl Fn(usize) -> Option<&'t Node>, name: &SmolStr) -> Node {
    let item = |(place, item): (usize, Node)| match of(place) {
        Some(constraint) => conform(item, constraint, name),
        None => item,
    };
    value.content = match value.content {
        Content::List(items) => Content::List(items.into_iter().enumerate().map(item).collect()),
        Content::Map(map) => {
            let entry =
                |(place, entry): (usize, MapEntry)| MapEntry { key: entry.key, value: item((place, entry.value)) };
            Content::Map(Map { entries: map.entries.into_iter().enumerate().map(entry).collect() })
        }
        other => other,
    };
    value
}

/// Converts the attributes that are there and fills in the optional ones that are not.
fn to_object(mut value: Node, attributes: &Node, name: &SmolStr) -> Node {
    let (Content::Map(map), Some(constraints)) = (&mut value.content, attributes.as_map()) else { return value };
    for MapEntry { key, value: constraint } in &constraints.entries {
        match map.entries.iter_mut().find(|entry| entry.key.text == key.text) {
            Some(entry) if !entry.value.is_null() => {
                let given = std::mem::replace(&mut entry.value, Node::new(Content::Null, constraint.span));
                entry.value = conform(given, constraint, name);
            }
            found => {
                let Some(filled) = optional(key, constraint, name) else { continue };
                match found {
                    Some(entry) => entry.value = filled,
                    None => map.entries.push(MapEntry { key: key.clone(), value: filled }),
                }
            }
        }
    }
    value
}

/// What `optional(type, default)` says an attribute is where nobody sets it.
fn optional(key: &Key, constraint: &Node, name: &SmolStr) -> Option<Node> {
    let Content::Expression(expression) = &constraint.content else { return None };
    let Expression::Call { name: kind, arguments, .. } = &**expression else { return None };
    let of = (kind.text == "optional").then(|| arguments.first()).flatten()?;
    let default = match arguments.get(1) {
        Some(default) => conform(default.clone(), of, name),
        None => Node::new(Content::Null, key.span),
    };
    let step = Step { span: default.span, name: name.clone() };
    Some(Node { origin: Some(Arc::new(Origin { steps: vec![step], defaulted: true })), ..default })
}
