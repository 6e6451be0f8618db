//! What is unknown of a value that is worked out from others.

use crate::model::source::Span;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::choices::Reach;
use crate::values::ways::joined;

/// The unknown that arguments make of a result, if an operation that looks this far meets one.
pub(super) fn among(arguments: &[Node], reach: Reach, span: Span) -> Option<Node> {
    let mut met = Vec::new();
    arguments.iter().for_each(|argument| collect(argument, reach, &mut met));
    let mut unknowns = met.iter().filter_map(|node| match &node.content {
        Content::Unknown(unknown) => Some(unknown),
        _ => None,
    });
    let mut whole = Unknown::because(unknowns.next()?.reason.clone());
    whole.refused = met.iter().any(|node| matches!(&node.content, Content::Unknown(unknown) if unknown.refused));
    let known = arguments.iter().filter(|argument| !matches!(argument.content, Content::Unknown(_)));
    let origin = joined(met.iter().copied().chain(known));
    Some(Node { origin, ..Node::unknown(whole, span) })
}

fn collect<'n>(node: &'n Node, reach: Reach, met: &mut Vec<&'n Node>) {
    match (&node.content, reach) {
        (Content::Unknown(_), _) => met.push(node),
        (Content::List(items), Reach::Lists | Reach::Whole) => items.iter().for_each(|item| collect(item, reach, met)),
        (Content::Map(map), Reach::Whole) => {
            map.entries.iter().for_each(|entry| collect(&entry.value, reach, met));
        }
        _ => {}
    }
}
