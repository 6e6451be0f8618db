//! Ways through a tree in which any value may be unknown or a choice, and what is found there as facts.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::model::fact::{Fact, Facts, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Unknown};
use crate::values::read::{self, Reader};

/// The value at the end of a path of keys, below unknowns and choices too: under an unknown everything is unknown,
/// under a choice there is one value a branch.
pub(super) fn follow<'a>(node: &'a Node, path: &[&str]) -> Option<Cow<'a, Node>> {
    let Some((key, rest)) = path.split_first() else { return Some(Cow::Borrowed(node)) };
    match &node.content {
        Content::Map(map) => follow(map.get(key)?, rest),
        Content::Unknown(unknown) => {
            let below = Unknown { refers: unknown.refers.clone(), ..Unknown::because(unknown.reason.clone()) };
            Some(Cow::Owned(Node { origin: node.origin.clone(), ..Node::unknown(below, node.span) }))
        }
        Content::Choice(choice) => {
            let found: Vec<_> = choice.options.iter().map(|option| follow(option, path)).collect();
            if found.iter().all(Option::is_none) {
                return None;
            }
            let options = found
                .into_iter()
                .zip(&choice.options)
                .map(|(found, option)| found.map_or_else(|| Node::new(Content::Null, option.span), Cow::into_owned))
                .collect();
            let content = Content::Choice(Box::new(Choice { switch: choice.switch.clone(), options }));
            Some(Cow::Owned(Node { origin: node.origin.clone(), ..Node::new(content, node.span) }))
        }
        _ => None,
    }
}

/// The known text at the end of a path.
pub(super) fn text(node: &Node, path: &[&str]) -> Option<SmolStr> {
    follow(node, path)?.as_text()
}

/// Sets a fact where its key is written; a key set to null is written too, and says that there is none.
pub(super) fn put(facts: &mut Facts, name: &'static str, node: &Node, path: &[&str], reader: Reader) {
    if let Some(found) = follow(node, path) {
        facts.set(name, read::fact(&found, reader));
    }
}

/// Reads a list of maps as a list of records.
pub(super) fn records(node: &Node, read_item: &dyn Fn(&Node) -> Facts) -> Fact {
    with_value(node, |content| match content {
        Content::List(items) => Some(Value::List(items.iter().map(|item| record(item, read_item)).collect())),
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| records(option, read_item)).collect();
            Some(Value::Choice(Choice { switch: choice.switch.clone(), options }))
        }
        _ => None,
    })
}

fn record(node: &Node, read_item: &dyn Fn(&Node) -> Facts) -> Fact {
    with_value(node, |content| match content {
        Content::Map(_) => Some(Value::Record(read_item(node))),
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| record(option, read_item)).collect();
            Some(Value::Choice(Choice { switch: choice.switch.clone(), options }))
        }
        _ => None,
    })
}

/// Reads a list of maps as a list of the value that each has at a path; items without one are left out.
pub(super) fn pluck(node: &Node, path: &[&str], reader: Reader) -> Fact {
    with_value(node, |content| match content {
        Content::List(items) => {
            let found = items.iter().filter_map(|item| follow(item, path));
            Some(Value::List(found.map(|found| read::fact(&found, reader)).collect()))
        }
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| pluck(option, path, reader)).collect();
            Some(Value::Choice(Choice { switch: choice.switch.clone(), options }))
        }
        _ => None,
    })
}

/// A fact of a node whose value is made of its content; null and unknown stay what they are.
fn with_value(node: &Node, make: impl Fn(&Content) -> Option<Value>) -> Fact {
    let mut fact = read::fact(node, |_| None);
    if !matches!(node.content, Content::Null | Content::Unknown(_))
        && let Some(value) = make(&node.content)
    {
        fact.value = value;
    }
    fact
}

/// One list of two; where one is a choice of lists, so is the whole.
pub(super) fn joined(first: Fact, second: Fact) -> Fact {
    if first.is_absent() {
        return second;
    }
    if second.is_absent() {
        return first;
    }
    let Fact { value, known, at, chain } = first;
    let value = match (value, second.value) {
        (Value::List(mut items), Value::List(more)) => {
            items.extend(more);
            Value::List(items)
        }
        (Value::Choice(choice), more) => {
            let more = Fact { value: more, known: second.known, at: second.at, chain: second.chain };
            let options = choice.options.into_iter().map(|option| joined(option, more.clone())).collect();
            Value::Choice(Choice { switch: choice.switch, options })
        }
        (Value::List(mut items), more) => {
            // What else is in the list is not known: one unknown item keeps "any" and "all" from being decided.
            let reason = undecided_reason(&more);
            items.push(Fact { value: Value::Unknown(Unknown::because(reason)), ..Fact::absent(second.at) });
            Value::List(items)
        }
        (other, _) => other,
    };
    Fact { value, known, at, chain }
}

/// Why a value is not decided.
pub(super) fn undecided_reason(value: &Value) -> SmolStr {
    match value {
        Value::Unknown(unknown) => unknown.reason.clone(),
        Value::Choice(choice) => SmolStr::from(format!("it depends on {}", choice.switch.key)),
        _ => SmolStr::new_static("what is written here is no such value"),
    }
}

/// The known pairs of a map of texts.
pub(super) fn pairs(node: Option<&Node>) -> Vec<(SmolStr, SmolStr)> {
    let entries = node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    entries.iter().filter_map(|entry| Some((entry.key.text.clone(), entry.value.as_text()?))).collect()
}

/// A list fact of the texts given, each where it is written; nothing where there are none.
pub(super) fn text_list(items: Vec<(SmolStr, Span)>) -> Option<Fact> {
    let (_, at) = items.first()?;
    let at = *at;
    let items = items.into_iter().map(|(text, span)| Fact::written(Value::Text(text), span)).collect();
    Some(Fact::written(Value::List(items), at))
}
