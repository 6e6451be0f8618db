//! Choices among outcomes: what a guard decides is carried through every operation, faults and unknowns too.

use std::sync::Arc;

use super::seals::{closed, is_sealed, opened};
use super::value::{Fault, Outcome, rest, settled, unknown_like};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Switch};
use crate::values::choices::{self, Reach, choose, too_many};

/// Applies an operation that knows neither choices nor seals to arguments that may hold some.
pub(super) fn lifted(
    arguments: &[Node],
    reach: Reach,
    span: Span,
    apply: &mut dyn FnMut(&[Node]) -> Outcome,
) -> Outcome {
    let join = |switch: &Arc<Switch>, outcomes| chosen(switch, outcomes, span);
    let mut lift = |arguments: &[Node]| {
        choices::lifted(arguments, reach, &mut *apply, &join).unwrap_or_else(|| Ok(too_many(span)))
    };
    if !arguments.iter().any(|argument| is_sealed(argument, reach)) {
        return lift(arguments);
    }
    let open: Vec<Node> = arguments.iter().map(|argument| opened(argument.clone(), reach)).collect();
    closed(lift(&open), arguments)
}

/// A choice between outcomes: a fault where all are, else each fault is an unknown of its branch.
pub(super) fn chosen(switch: &Arc<Switch>, outcomes: Vec<Outcome>, span: Span) -> Outcome {
    if outcomes.iter().all(Result::is_err)
        && let Some(first) = outcomes.iter().find_map(|outcome| outcome.as_ref().err())
    {
        return Err(first.clone());
    }
    if let Some(Err(Fault::Spent(reason))) = outcomes.iter().find(|outcome| matches!(outcome, Err(Fault::Spent(_)))) {
        return Err(Fault::Spent(reason.clone()));
    }
    Ok(choose(switch, outcomes.into_iter().map(|outcome| settled(outcome, span)).collect(), span))
}

/// The unknown that arguments make of a result, if an operation that looks this far meets one.
pub(super) fn unknown_among(arguments: &[Node], reach: Reach, span: Span) -> Option<Node> {
    let mut met = Vec::new();
    arguments.iter().for_each(|argument| collect_unknowns(argument, reach, &mut met));
    if met.is_empty() {
        return None;
    }
    let known = arguments.iter().filter(|argument| !matches!(argument.content, Content::Unknown(_)));
    unknown_like(met.into_iter().chain(known), span)
}

fn collect_unknowns<'n>(node: &'n Node, reach: Reach, met: &mut Vec<&'n Node>) {
    match (&node.content, reach) {
        (Content::Unknown(_), _) => met.push(node),
        (Content::List(items), Reach::Lists | Reach::Whole) => {
            items.iter().for_each(|item| collect_unknowns(item, reach, met));
        }
        (Content::Map(map), Reach::Whole) => {
            map.entries.iter().for_each(|entry| collect_unknowns(&entry.value, reach, met));
        }
        (Content::Tagged(tagged), Reach::Whole) => collect_unknowns(&tagged.node, reach, met),
        (Content::Map(map), _) => met.extend(rest(map)),
        _ => {}
    }
}
