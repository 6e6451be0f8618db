//! Choices: what a guard decides is carried through every operation, branch by branch.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::value::{Fault, Outcome, rest, same, settled, unknown_like};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, MOST_ALTERNATIVES, Node, Switch, SwitchKind, Unknown};

/// How far into its arguments an operation looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// At the arguments themselves.
    Top,
    /// Also at the items of lists.
    Lists,
    /// At everything.
    Whole,
}

/// A choice between `options`, one a branch: the one value where they are all the same, unknown where they are many.
pub(super) fn choose(switch: &Arc<Switch>, options: Vec<Node>, span: Span) -> Node {
    let mut options: Vec<Node> =
        options.into_iter().enumerate().map(|(branch, option)| restricted(option, &switch.key, branch)).collect();
    let all_same = options.split_first().is_some_and(|(first, others)| others.iter().all(|other| same(first, other)));
    if all_same || options.is_empty() {
        return if options.is_empty() { too_many(span) } else { options.swap_remove(0) };
    }
    if options.iter().map(leaves).sum::<usize>() > MOST_ALTERNATIVES {
        return too_many(span);
    }
    Node::new(Content::Choice(Box::new(Choice { switch: switch.clone(), options })), span)
}

fn too_many(span: Span) -> Node {
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
pub(super) fn restricted(mut node: Node, key: &str, branch: usize) -> Node {
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
        _ => {}
    }
}

/// Whether a switch that is asked for stands anywhere in a value.
fn switched(node: &Node, wanted: &dyn Fn(&Switch) -> bool) -> bool {
    match &node.content {
        Content::Choice(choice) => {
            wanted(&choice.switch) || choice.options.iter().any(|option| switched(option, wanted))
        }
        Content::List(items) => items.iter().any(|item| switched(item, wanted)),
        Content::Map(map) => map.entries.iter().any(|entry| switched(&entry.value, wanted)),
        _ => false,
    }
}

fn first_switch(node: &Node, reach: Reach) -> Option<Arc<Switch>> {
    match (&node.content, reach) {
        (Content::Choice(choice), _) => Some(choice.switch.clone()),
        (Content::List(items), Reach::Lists | Reach::Whole) => items.iter().find_map(|item| first_switch(item, reach)),
        (Content::Map(map), Reach::Whole) => map.entries.iter().find_map(|entry| first_switch(&entry.value, reach)),
        _ => None,
    }
}

/// Applies an operation that knows no choices to arguments that may hold some.
pub(super) fn lifted(
    arguments: &[Node],
    reach: Reach,
    span: Span,
    apply: &mut dyn FnMut(&[Node]) -> Outcome,
) -> Outcome {
    let mut left = MOST_ALTERNATIVES;
    spread(arguments, reach, span, apply, &mut left).unwrap_or_else(|TooMany| Ok(too_many(span)))
}

struct TooMany;

fn spread(
    arguments: &[Node],
    reach: Reach,
    span: Span,
    apply: &mut dyn FnMut(&[Node]) -> Outcome,
    left: &mut usize,
) -> Result<Outcome, TooMany> {
    let Some(switch) = arguments.iter().find_map(|argument| first_switch(argument, reach)) else {
        *left = left.checked_sub(1).ok_or(TooMany)?;
        return Ok(apply(arguments));
    };
    let mut outcomes = Vec::with_capacity(switch.branches.len());
    for branch in 0..switch.branches.len() {
        let in_branch: Vec<Node> =
            arguments.iter().map(|argument| restricted(argument.clone(), &switch.key, branch)).collect();
        outcomes.push(spread(&in_branch, reach, span, apply, left)?);
    }
    Ok(chosen(&switch, outcomes, span))
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
        (Content::Map(map), _) => met.extend(rest(map)),
        _ => {}
    }
}

/// A switch between two answers to a condition.
pub(super) fn condition_switch(key: SmolStr) -> Arc<Switch> {
    let branches = vec![SmolStr::new_static("true"), SmolStr::new_static("false")];
    Arc::new(Switch { key, branches, kind: SwitchKind::Condition })
}
