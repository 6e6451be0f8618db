//! Terraform's JSON syntax: the same blocks, written as objects, with expressions in strings.

use std::sync::Arc;

use super::declared::Declaration;
use crate::model::expression::{Expression, Traversal, TraversalRoot, TraversalStep};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number, Unknown};

/// How many labels the blocks of a type have.
fn labels_of(block_type: &str) -> Option<usize> {
    match block_type {
        "resource" | "data" => Some(2),
        "variable" | "module" | "provider" | "output" => Some(1),
        "locals" | "terraform" => Some(0),
        _ => None,
    }
}

/// The declarations of a `.tf.json` file.
pub(super) fn declarations(root: &Map) -> Vec<Declaration> {
    let mut found = Vec::new();
    for entry in &root.entries {
        if let Some(labels) = labels_of(&entry.key.text) {
            descend(&entry.key, &entry.value, labels, &mut Vec::new(), &mut found);
        }
    }
    found
}

fn descend(kind: &Key, node: &Node, deeper: usize, labels: &mut Vec<Key>, found: &mut Vec<Declaration>) {
    match &node.content {
        Content::List(items) => {
            for item in items.iter().filter(|item| item.as_map().is_some()) {
                descend(kind, item, deeper, labels, found);
            }
        }
        Content::Map(map) if deeper > 0 => {
            for entry in map.entries.iter().filter(|entry| entry.key.text != "//") {
                labels.push(entry.key.clone());
                descend(kind, &entry.value, deeper - 1, labels, found);
                labels.pop();
            }
        }
        Content::Map(map) => {
            let header = labels.last().unwrap_or(kind).span;
            let span = header.join(node.span);
            let body = if kind.text == "variable" { map.clone() } else { with_expressions(map) };
            found.push(Declaration { kind: kind.clone(), labels: labels.clone(), body, header, span });
        }
        _ => {}
    }
}

fn with_expressions(map: &Map) -> Map {
    let read = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: expression(&entry.value) };
    Map { entries: map.entries.iter().filter(|entry| entry.key.text != "//").map(read).collect() }
}

fn expression(node: &Node) -> Node {
    let content = match &node.content {
        Content::List(items) => Content::List(items.iter().map(expression).collect()),
        Content::Map(map) => Content::Map(with_expressions(map)),
        Content::Text(text) if text.contains("${") || text.contains("%{") => match traversal_in(text, node.span) {
            Some(traversal) => Content::Expression(Arc::new(Expression::Traversal(traversal))),
            None => {
                let reason = "an expression in Terraform JSON is not read yet";
                Content::Unknown(Box::new(Unknown::because(reason)))
            }
        },
        other => other.clone(),
    };
    Node { content, span: node.span, origin: node.origin.clone() }
}

/// The traversal that a text consists of: `${aws_x.y[0].id}`. All its parts stand where the text does.
fn traversal_in(text: &str, span: Span) -> Option<Traversal> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?.trim();
    let (root, mut rest) = name(inner)?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        let (step, tail) = step(rest, span)?;
        steps.push(step);
        rest = tail;
    }
    // `${true}` is a literal, and `${a}` alone names nothing.
    (!steps.is_empty()).then(|| Traversal { root: TraversalRoot::Name(key(root, span)), steps })
}

fn key(text: &str, span: Span) -> Key {
    Key { text: text.into(), span }
}

fn step(text: &str, span: Span) -> Option<(TraversalStep, &str)> {
    if let Some(tail) = text.strip_prefix("[*]").or_else(|| text.strip_prefix(".*")) {
        return Some((TraversalStep::Splat, tail));
    }
    if let Some(tail) = text.strip_prefix('.') {
        if let Some((digits, tail)) = digits(tail) {
            return Some((TraversalStep::Index(number(digits, span)?), tail));
        }
        let (name, tail) = name(tail)?;
        return Some((TraversalStep::Attribute(key(name, span)), tail));
    }
    let inside = text.strip_prefix('[')?;
    if let Some((digits, tail)) = digits(inside) {
        return Some((TraversalStep::Index(number(digits, span)?), tail.strip_prefix(']')?));
    }
    let (quoted, tail) = inside.strip_prefix('"')?.split_once('"')?;
    let plain = !quoted.contains(['\\', '$', '%']);
    let index = Node::new(Content::Text(quoted.into()), span);
    plain.then_some((TraversalStep::Index(index), tail.strip_prefix(']')?))
}

fn number(digits: &str, span: Span) -> Option<Node> {
    let number = Number { value: digits.parse().ok()?, raw: digits.into() };
    Some(Node::new(Content::Number(number), span))
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(text.len());
    let starts_well = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    starts_well.then(|| text.split_at(end))
}
