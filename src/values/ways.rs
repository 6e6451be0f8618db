//! The ways that values came: kept through references, and joined where a value is computed from several.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::source::Span;
use crate::model::tree::{Content, Map, MapEntry, Node, Origin, Step, Tagged, Unknown};

/// Deeper than this nothing is brought along by a reference.
const MOST_NESTING: usize = 64;

/// The most steps that a computed value keeps of its parts.
const MOST_STEPS: usize = 8;

/// The most parts of which the ways are looked at.
const MOST_PARTS: usize = 64;

/// What the place is called at which a value stands that a condition or an index chose, until it has a name.
pub const CHOSEN: SmolStr = SmolStr::new_static("what is chosen");

/// A value as it stands at `at` after it came through `name`, with all that is in it.
pub fn through(node: &Node, name: &SmolStr, defaulted: bool, at: Span) -> Node {
    bring(node, Some((name, defaulted)), Some(at), 0)
}

/// A value with one more place that it came through, still standing where it stands.
pub fn marked(node: &Node, name: &SmolStr, defaulted: bool) -> Node {
    bring(node, Some((name, defaulted)), None, 0)
}

/// A value as it stands at `at`, with all that is in it.
pub fn moved(node: &Node, at: Span) -> Node {
    bring(node, None, Some(at), 0)
}

fn bring(node: &Node, via: Option<(&SmolStr, bool)>, at: Option<Span>, depth: usize) -> Node {
    let span = at.unwrap_or(node.span);
    if depth > MOST_NESTING {
        return Node::unknown(Unknown::because("the value nests too deeply here"), span);
    }
    let inner = |node: &Node| bring(node, via, at, depth + 1);
    let content = match &node.content {
        Content::List(items) => Content::List(items.iter().map(inner).collect()),
        Content::Map(map) => {
            let brought = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: inner(&entry.value) };
            Content::Map(Map { entries: map.entries.iter().map(brought).collect() })
        }
        Content::Tagged(tagged) => {
            Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node: inner(&tagged.node) }))
        }
        Content::Choice(choice) => {
            let mut choice = choice.clone();
            choice.options.iter_mut().for_each(|option| *option = inner(option));
            return Node::new(Content::Choice(choice), span);
        }
        Content::Sealed(sealed) => Content::Sealed(Box::new(inner(sealed))),
        other => other.clone(),
    };
    let origin = match via {
        Some((name, defaulted)) => Some(longer(node, name, defaulted)),
        None => node.origin.clone(),
    };
    Node { content, span, origin, sort: node.sort }
}

/// The way of a node with a step through `name` in front.
fn longer(node: &Node, name: &SmolStr, defaulted: bool) -> Arc<Origin> {
    let step = Step { span: node.span, name: name.clone() };
    match &node.origin {
        Some(origin) if origin.steps.first() == Some(&step) => origin.clone(),
        Some(origin) => {
            let mut steps: Vec<Step> = std::iter::once(step).chain(origin.steps.iter().cloned()).collect();
            if let Some(last) = steps.last_mut().filter(|last| last.name == CHOSEN && last.span == node.span) {
                last.name = name.clone();
            }
            Arc::new(Origin { steps, defaulted: origin.defaulted || defaulted })
        }
        None => Arc::new(Origin { steps: vec![step], defaulted }),
    }
}

/// The ways of all parts together; what is only a default comes last and makes the whole one.
pub fn joined<'n>(parts: impl Iterator<Item = &'n Node>) -> Option<Arc<Origin>> {
    let mut origins: Vec<&Arc<Origin>> = Vec::new();
    for part in parts {
        match (&part.origin, &part.content) {
            (Some(origin), _) => origins.push(origin),
            (None, Content::List(items)) => {
                origins.extend(items.iter().take(MOST_STEPS).filter_map(|item| item.origin.as_ref()))
            }
            (None, Content::Choice(choice)) => {
                origins.extend(choice.options.iter().take(1).filter_map(|option| option.origin.as_ref()));
            }
            _ => {}
        }
    }
    origins.sort_by_key(|origin| origin.defaulted);
    origins.drain(..origins.len().saturating_sub(MOST_PARTS));
    let defaulted = origins.last()?.defaulted;
    if let [only] = origins.as_slice() {
        return Some((*only).clone());
    }
    let mut steps: Vec<Step> = Vec::new();
    for step in origins.iter().flat_map(|origin| &origin.steps) {
        if !steps.contains(step) {
            steps.push(step.clone());
        }
    }
    let surplus = steps.len().saturating_sub(MOST_STEPS);
    steps.drain(..surplus);
    Some(Arc::new(Origin { steps, defaulted }))
}

/// A value that `by` decides to take, with the way of what decides. Of one that is written where it is taken, the way ends
/// there: that is what has to be changed, whatever chose it.
pub fn chosen(node: Node, by: &Node) -> Node {
    let own = node.origin.is_none().then_some(Step { span: node.span, name: CHOSEN });
    let mut node = made_of(node, std::iter::once(by));
    if let (Some(own), Some(origin)) = (own, node.origin.as_mut()) {
        Arc::make_mut(origin).steps.push(own);
    }
    node
}

/// A computed value with the ways of what it was computed from.
pub fn made_of<'n>(mut node: Node, parts: impl Iterator<Item = &'n Node>) -> Node {
    if let Content::Choice(_) = node.content {
        return node;
    }
    let Some(ways) = joined(parts) else { return node };
    node.origin = match node.origin.take() {
        None => Some(ways),
        Some(own) if ways.defaulted && !own.defaulted => {
            Some(Arc::new(Origin { steps: own.steps.clone(), defaulted: true }))
        }
        own => own,
    };
    node
}
