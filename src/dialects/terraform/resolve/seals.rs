//! Seals: sensitive values decide what they decide, are shown to nobody, and so is what is made of them.

use smol_str::SmolStr;

use super::value::{Fault, Outcome};
use crate::model::expression::{Expression, TraversalRoot, TraversalStep};
use crate::model::source::Span;
use crate::model::tree::{Content, Map, MapEntry, Node, Unknown};
use crate::values::choices::Reach;

/// The function that seals what it is given.
pub(super) const SEAL: &str = "sensitive";

/// Why nothing is said of what a sensitive value was made into.
const MADE_OF_IT: &str = "it is made of a sensitive value";

/// A value under a seal. What is not known, and that it is null, is no secret.
pub(super) fn sealed(node: Node) -> Node {
    match node.content {
        Content::Null | Content::Unknown(_) | Content::Sealed(_) => node,
        Content::Choice(mut choice) => {
            choice.options = choice.options.into_iter().map(sealed).collect();
            Node { content: Content::Choice(choice), ..node }
        }
        content => {
            let (span, origin) = (node.span, node.origin.clone());
            let inner = Node { content, ..node };
            Node { origin, ..Node::new(Content::Sealed(Box::new(inner)), span) }
        }
    }
}

/// Whether an operation that looks this far meets a seal.
pub(super) fn is_sealed(node: &Node, reach: Reach) -> bool {
    match (&node.content, reach) {
        (Content::Sealed(_), _) => true,
        (Content::Choice(choice), _) => choice.options.iter().any(|option| is_sealed(option, reach)),
        (Content::List(items), Reach::Lists | Reach::Whole) => items.iter().any(|item| is_sealed(item, reach)),
        (Content::Map(map), Reach::Whole) => map.entries.iter().any(|entry| is_sealed(&entry.value, reach)),
        (Content::Tagged(tagged), Reach::Whole) => is_sealed(&tagged.node, reach),
        _ => false,
    }
}

/// A value without the seals that an operation looking this far meets.
pub(super) fn opened(node: Node, reach: Reach) -> Node {
    let Node { content, span, origin, mut sort } = node;
    let content = match (content, reach) {
        // What is within came the way that the whole came.
        (Content::Sealed(inner), _) => {
            let inner = opened(*inner, reach);
            sort = inner.sort;
            inner.content
        }
        (Content::Choice(mut choice), _) => {
            choice.options = choice.options.into_iter().map(|option| opened(option, reach)).collect();
            Content::Choice(choice)
        }
        (Content::List(items), Reach::Lists | Reach::Whole) => {
            Content::List(items.into_iter().map(|item| opened(item, reach)).collect())
        }
        (Content::Map(map), Reach::Whole) => {
            let entry = |entry: MapEntry| MapEntry { key: entry.key, value: opened(entry.value, reach) };
            Content::Map(Map { entries: map.entries.into_iter().map(entry).collect() })
        }
        (Content::Tagged(mut tagged), Reach::Whole) => {
            tagged.node = opened(tagged.node, reach);
            Content::Tagged(tagged)
        }
        (other, _) => other,
    };
    Node { content, span, origin, sort }
}

/// What came of arguments of which some were sealed. What is wrong with it, and why it is not known, may say what it is:
/// reasons are kept where an argument had them.
pub(super) fn closed(outcome: Outcome, arguments: &[Node]) -> Outcome {
    let mut heard = Vec::new();
    arguments.iter().for_each(|argument| reasons(argument, &mut heard));
    match outcome {
        Ok(node) => Ok(sealed(hushed(node, &heard))),
        Err(Fault::Wrong(_)) => Err(Fault::wrong("Terraform would refuse what is made of a sensitive value here")),
        spent => spent,
    }
}

fn reasons<'n>(node: &'n Node, heard: &mut Vec<&'n SmolStr>) {
    match &node.content {
        Content::Unknown(unknown) => heard.push(&unknown.reason),
        Content::List(items) => items.iter().for_each(|item| reasons(item, heard)),
        Content::Map(map) => map.entries.iter().for_each(|entry| reasons(&entry.value, heard)),
        Content::Choice(choice) => choice.options.iter().for_each(|option| reasons(option, heard)),
        Content::Sealed(inner) => reasons(inner, heard),
        Content::Tagged(tagged) => reasons(&tagged.node, heard),
        _ => {}
    }
}

fn hushed(mut node: Node, heard: &[&SmolStr]) -> Node {
    match &mut node.content {
        Content::Unknown(unknown) => {
            let reason = heard.contains(&&unknown.reason).then(|| unknown.reason.clone());
            let quiet = Unknown::because(reason.unwrap_or_else(|| SmolStr::new_static(MADE_OF_IT)));
            **unknown = Unknown {
                refers: unknown.refers.take(),
                not_null: unknown.not_null,
                refused: unknown.refused,
                ..quiet
            };
        }
        Content::Choice(choice) => {
            let options = std::mem::take(&mut choice.options);
            choice.options = options.into_iter().map(|option| hushed(option, heard)).collect();
        }
        _ => {}
    }
    node
}

/// A value as it leaves resolving: of a sealed list each item is sealed; a sealed map is not known, for its keys would be
/// shown.
pub(super) fn itemised(mut node: Node) -> Node {
    node.content = match node.content {
        Content::Sealed(inner) => match inner.content {
            Content::List(items) => Content::List(items.into_iter().map(|item| itemised(sealed(item))).collect()),
            Content::Map(_) => {
                let unknown = Unknown { not_null: true, ..Unknown::because("it is sensitive, and so are its keys") };
                Content::Unknown(Box::new(unknown))
            }
            content => Content::Sealed(Box::new(Node { content, ..*inner })),
        },
        Content::List(items) => Content::List(items.into_iter().map(itemised).collect()),
        Content::Map(map) => {
            let entry = |entry: MapEntry| MapEntry { key: entry.key, value: itemised(entry.value) };
            Content::Map(Map { entries: map.entries.into_iter().map(entry).collect() })
        }
        Content::Choice(mut choice) => {
            choice.options = choice.options.into_iter().map(itemised).collect();
            Content::Choice(choice)
        }
        other => other,
    };
    node
}

/// Calls `visit` with the place of every literal in what sets a sensitive value.
pub(super) fn literals(node: &Node, visit: &mut dyn FnMut(Span)) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| literals(item, visit)),
        Content::Map(map) => {
            for entry in &map.entries {
                visit(entry.key.span);
                literals(&entry.value, visit);
            }
        }
        Content::Expression(expression) => parts(expression, &mut |part| literals(part, visit)),
        Content::Null => {}
        _ => visit(node.span),
    }
}

/// Calls `visit` with the place of every literal that is sealed by a call of `sensitive`.
pub(super) fn literals_of_calls(node: &Node, visit: &mut dyn FnMut(Span)) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| literals_of_calls(item, visit)),
        Content::Map(map) => map.entries.iter().for_each(|entry| literals_of_calls(&entry.value, visit)),
        Content::Block(block) => block.body.entries.iter().for_each(|entry| literals_of_calls(&entry.value, visit)),
        Content::Expression(expression) => match &**expression {
            Expression::Call { name, arguments, .. } if is_seal(&name.text) => {
                arguments.iter().for_each(|argument| literals(argument, visit));
            }
            other => parts(other, &mut |part| literals_of_calls(part, visit)),
        },
        _ => {}
    }
}

/// Whether a function of that name seals what it is given.
pub(super) fn is_seal(name: &str) -> bool {
    name.strip_prefix("core::").unwrap_or(name) == SEAL
}

/// Calls `visit` with the nodes that an expression is made of.
pub(super) fn parts<'n>(expression: &'n Expression, visit: &mut dyn FnMut(&'n Node)) {
    match expression {
        Expression::Template(parts) | Expression::Call { arguments: parts, .. } => parts.iter().for_each(visit),
        Expression::Traversal(traversal) => {
            if let TraversalRoot::Value(root) = &traversal.root {
                visit(root);
            }
            for step in &traversal.steps {
                if let TraversalStep::Index(index) = step {
                    visit(index);
                }
            }
        }
        Expression::Conditional { condition, yes, no } => [condition, yes, no].into_iter().for_each(visit),
        Expression::Unary(_, one) => visit(one),
        Expression::Binary(_, one, other) => [one, other].into_iter().for_each(visit),
        Expression::For(each) | Expression::Repetition(each) => {
            let parts = [Some(&each.collection), each.key.as_ref(), Some(&each.value), each.condition.as_ref()];
            parts.into_iter().flatten().for_each(visit);
        }
        Expression::Object(pairs) => {
            for (key, value) in pairs {
                visit(key);
                visit(value);
            }
        }
    }
}
