//! Which names an expression speaks of.

use std::collections::HashSet;

use smol_str::{SmolStr, format_smolstr};

use super::declared::{Declared, ResourceBlock};
use crate::model::expression::{Expression, Traversal, TraversalRoot, TraversalStep};
use crate::model::tree::{Content, Map, Node};

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
        Expression::For(each) | Expression::Repetition(each) => {
            let parts = [Some(&each.collection), each.key.as_ref(), Some(&each.value), each.condition.as_ref()];
            parts.into_iter().flatten().for_each(|part| traversals(part, visit));
        }
        Expression::Object(pairs) => {
            for (key, value) in pairs {
                traversals(key, visit);
                traversals(value, visit);
            }
        }
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

/// Whether a variable reaches any resource or module call, through locals too.
pub(super) fn variables_reach_resources(declared: &Declared) -> bool {
    let mut reached = false;
    let mut names = Names::new(declared);
    let resources = declared.resources.iter().map(|resource| &resource.body);
    for body in resources.chain(declared.modules.iter().map(|call| &call.body)) {
        names.visit_map(body, &mut |root, _| reached |= root == "var");
        if reached {
            break;
        }
    }
    reached
}

/// The places of the resources that are wanted, and of all that these refer to, through locals too.
pub(super) fn with_referred(declared: &Declared, wanted: impl Fn(&ResourceBlock) -> bool) -> HashSet<usize> {
    let all = declared.resources.iter().enumerate();
    let mut waiting: Vec<usize> = all.filter(|(_, resource)| wanted(resource)).map(|(place, _)| place).collect();
    let mut found: HashSet<usize> = waiting.iter().copied().collect();
    let mut names = Names::new(declared);
    while let Some(resource) = waiting.pop().and_then(|place| declared.resources.get(place)) {
        names.visit_map(&resource.body, &mut |root, second| {
            let Some(name) = second else { return };
            // Most names are none of resources.
            if matches!(root.as_str(), "var" | "local" | "each" | "count" | "module" | "data") {
                return;
            }
            if let Some(&place) = declared.places.get(&format_smolstr!("{root}.{name}"))
                && found.insert(place)
            {
                waiting.push(place);
            }
        });
    }
    found
}

/// Goes through the names that expressions speak of, and those of the locals among them, each local once.
struct Names<'d> {
    declared: &'d Declared,
    seen: HashSet<&'d SmolStr>,
}

impl<'d> Names<'d> {
    fn new(declared: &'d Declared) -> Self {
        Self { declared, seen: HashSet::new() }
    }

    /// Calls `visit` with the first two names of every traversal.
    fn visit_map(&mut self, map: &'d Map, visit: &mut dyn FnMut(&'d SmolStr, Option<&'d SmolStr>)) {
        let mut waiting: Vec<&'d Node> = map.entries.iter().map(|entry| &entry.value).collect();
        while let Some(node) = waiting.pop() {
            traversals(node, &mut |traversal| {
                let Some(root) = root_name(traversal) else { return };
                let second = second_name(traversal);
                visit(root, second);
                if root == "data"
                    && let [TraversalStep::Attribute(kind), TraversalStep::Attribute(name), ..] = &*traversal.steps
                    && let address = format_smolstr!("data.{}.{}", kind.text, name.text)
                    && let Some((address, body)) = self.declared.data.get_key_value(&address)
                    && self.seen.insert(address)
                {
                    waiting.extend(body.entries.iter().map(|entry| &entry.value));
                }
                if root == "local"
                    && let Some((name, local)) = second.and_then(|name| self.declared.locals.get_key_value(name))
                    && self.seen.insert(name)
                {
                    waiting.push(local);
                }
            });
        }
    }
}
