//! Modules that misfit brings along: nobody can edit them, so what they hold is said to stand in their call.

use std::sync::Arc;

use crate::model::fact::{Fact, Value};
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Map, MapEntry, Node, Origin, Step};

/// A value with everything that stands in `source` said to stand at `call`.
pub(super) fn placed(node: &Node, source: SourceId, call: Span) -> Node {
    let move_span = |span: Span| if span.source == source { call } else { span };
    let inner = |node: &Node| placed(node, source, call);
    let content = match &node.content {
        Content::List(items) => Content::List(items.iter().map(inner).collect()),
        Content::Map(map) => {
            let moved = |entry: &MapEntry| {
                let mut key = entry.key.clone();
                key.span = move_span(key.span);
                MapEntry { key, value: inner(&entry.value) }
            };
            Content::Map(Map { entries: map.entries.iter().map(moved).collect() })
        }
        Content::Choice(choice) => {
            let mut choice = choice.clone();
            choice.options.iter_mut().for_each(|option| *option = inner(option));
            Content::Choice(choice)
        }
        other => other.clone(),
    };
    let origin = node.origin.as_ref().map(|origin| match moved_steps(&origin.steps, source, call) {
        Some(steps) => Arc::new(Origin { steps, ..(**origin).clone() }),
        None => origin.clone(),
    });
    Node { content, span: move_span(node.span), origin, sort: node.sort }
}

/// What decides between what its caller gives: that the module decides it by a default makes that no default.
pub(super) fn decided(node: Node) -> Node {
    let origin = node.origin.map(|origin| Arc::new(Origin { defaulted: false, ..(*origin).clone() }));
    Node { origin, ..node }
}

/// A fact with everything that stands in `source` said to stand at `call`.
pub(super) fn placed_fact(mut fact: Fact, source: SourceId, call: Span) -> Fact {
    if fact.at.source == source {
        fact.at = call;
    }
    if let Some(steps) = moved_steps(&fact.chain, source, call) {
        fact.chain = steps;
    }
    if let Value::Choice(choice) = &mut fact.value {
        let options = std::mem::take(&mut choice.options);
        choice.options = options.into_iter().map(|option| placed_fact(option, source, call)).collect();
    }
    fact
}

fn moved_steps(steps: &[Step], source: SourceId, call: Span) -> Option<Vec<Step>> {
    let stands_there = |step: &Step| step.span.source == source;
    steps.iter().any(stands_there).then(|| {
        let moved = |step: &Step| if stands_there(step) { Step { span: call, ..step.clone() } } else { step.clone() };
        steps.iter().map(moved).collect()
    })
}
