//! Which names an expression speaks of.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::declared::Declared;
use crate::model::expression::{Expression, Traversal, TraversalRoot, TraversalStep};
use crate::model::tree::{Content, Node};

/// Calls `visit` with every traversal in a node, those inside others included.
pub(super) fn traversals<'n>(node: &'n Node, visit: &mut dyn FnMut(&'n Traversal)) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| traversals(item, visit)),
        Content::Map(map) => map.entries.iter().for_each(|entry| traversals(&entry.value, visit)),
        Content::Block(block) => block.body.entries.iter().for_each(|entry| traversals(&entry.value, visit)),
        Content::Expression(expression) => in_expression(expression, visit),
        _ => {}
    }
}

fn in_expression<'n>(expression: &'n Expression, visit: &mut dyn FnMut(&'n Traversal)) {
    match expression {
        Expression::Template(parts) => parts.iter().for_each(|part| traversals(part, visit)),
        Expression::Call { arguments, .. } => arguments.iter().for_each(|part| traversals(part, visit)),
        Expression::Traversal(traversal) => {
            visit(traversal);
            if let TraversalRoot::Value(node) = &traversal.root {
                traversals(node, visit);
            }
            for step in &traversal.steps {
                if let TraversalStep::Index(index) = step {
                    traversals(index, visit);
                }
            }
        }
        Expression::Conditional { condition, yes, no } => {
            [condition, yes, no].into_iter().for_each(|part| traversals(part, visit));
        }
        Expression::Unary(_, one) => traversals(one, visit),
        Expression::Binary(_, one, other) => [one, other].into_iter().for_each(|part| traversals(part, visit)),
        Expression::For(each) => {
            let parts = [Some(&each.collection), each.key.as_ref(), Some(&each.value), each.condition.as_ref()];
            parts.into_iter().flatten().for_each(|part| traversals(part, visit));
        }
        Expression::Object(pairs) => {
            for (key, value) in pairs {
                traversals(key, visit);
                traversals(value, visit);
            }
        }
        Expression::Directive => {}
    }
}

/// The name that a traversal starts from.
pub(super) fn root_name(traversal: &Traversal) -> Option<&SmolStr> {
    match &traversal.root {
        TraversalRoot::Name(key) => Some(&key.text),
        TraversalRoot::Value(_) => None,
    }
}

/// The name behind the root: `size` of `var.size`.
pub(super) fn second_name(traversal: &Traversal) -> Option<&SmolStr> {
    match traversal.steps.first() {
        Some(TraversalStep::Attribute(key)) => Some(&key.text),
        _ => None,
    }
}

/// Whether a variable reaches any resource, through locals too.
pub(super) fn variables_reach_resources(declared: &Declared) -> bool {
    let mut waiting: Vec<&Node> = Vec::new();
    for resource in &declared.resources {
        waiting.extend(resource.body.entries.iter().map(|entry| &entry.value));
    }
    let mut seen: HashSet<&SmolStr> = HashSet::new();
    let mut reached = false;
    while let Some(node) = waiting.pop() {
        traversals(node, &mut |traversal| match root_name(traversal).map(SmolStr::as_str) {
            Some("var") => reached = true,
            Some("local") => {
                if let Some((name, local)) = second_name(traversal).and_then(|name| declared.locals.get_key_value(name))
                    && seen.insert(name)
                {
                    waiting.push(local);
                }
            }
            _ => {}
        });
        if reached {
            return true;
        }
    }
    false
}
