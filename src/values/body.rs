//! Reading a resolved body: the value at the end of a path, through nested blocks that are lists of one.

use std::borrow::Cow;

use super::read::{self, Reader};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Unknown};

/// The value at the end of a path of blocks and arguments; nothing where nobody wrote it.
///
/// A block that may stand once is a list of one, in `.tf.json` also a plain map. What lies in an unknown block is
/// unknown for the same reason; what lies in a choice of blocks is a choice.
pub fn at<'a>(node: &'a Node, path: &[&str]) -> Option<Cow<'a, Node>> {
    let Some((key, rest)) = path.split_first() else { return Some(Cow::Borrowed(node)) };
    match &node.content {
        Content::Map(map) => match map.get(key) {
            Some(found) => at(found, rest),
            // What else a map may hold that is known in part stands under an empty key.
            None => at(map.get("")?, path),
        },
        Content::List(items) => at(items.first()?, path),
        Content::Unknown(unknown) => {
            Some(Cow::Owned(Node::unknown(Unknown::because(unknown.reason.clone()), node.span)))
        }
        Content::Choice(choice) => {
            let options: Vec<_> = choice.options.iter().map(|option| at(option, path)).collect();
            if options.iter().all(Option::is_none) {
                return None;
            }
            let missing = || Node::new(Content::Null, node.span);
            let options = options.into_iter().map(|option| option.map_or_else(missing, Cow::into_owned)).collect();
            let content = Content::Choice(Box::new(Choice { switch: choice.switch.clone(), options }));
            Some(Cow::Owned(Node { origin: node.origin.clone(), ..Node::new(content, node.span) }))
        }
        _ => None,
    }
}

/// Reads what stands at a path; `absent_at` is where it would be written.
pub fn read(node: &Node, path: &[&str], reader: Reader, absent_at: Span) -> Fact {
    read::optional(at(node, path).as_deref(), reader, absent_at)
}

/// Reads what stands at a path; where nothing does, also in some branch of a choice, the default holds.
pub fn read_or(node: &Node, path: &[&str], reader: Reader, default: &Value, absent_at: Span) -> Fact {
    or_default(read(node, path, reader, absent_at), default)
}

/// The fact, or the default where it is absent, also in some branch of a choice.
pub fn or_default(fact: Fact, default: &Value) -> Fact {
    match fact.value {
        Value::Absent => Fact::new(default.clone(), crate::model::fact::Known::Defaulted, fact.at),
        Value::Choice(choice) => {
            let options = choice.options.into_iter().map(|option| or_default(option, default)).collect();
            Fact { value: Value::Choice(Choice { switch: choice.switch, options }), ..fact }
        }
        _ => fact,
    }
}

/// Each block of a name that may stand many times. Of a choice of blocks, those of all its branches.
pub fn each<'a>(node: &'a Node, name: &str) -> Vec<&'a Node> {
    node.get(name).map(items).unwrap_or_default()
}

/// The items of a list, or the one value that stands in its place. Of a choice, those of all its branches.
pub fn items(node: &Node) -> Vec<&Node> {
    match &node.content {
        Content::List(list) => list.iter().collect(),
        Content::Choice(choice) => choice.options.iter().flat_map(items).collect(),
        Content::Null => Vec::new(),
        _ => vec![node],
    }
}

/// Reads blocks that may stand many times as a list of records; nothing where there are none.
pub fn records(node: Option<&Node>, record: &dyn Fn(&Node) -> Facts) -> Option<Fact> {
    let node = node?;
    match &node.content {
        Content::Null => None,
        Content::Unknown(_) => Some(read::fact(node, |_| None)),
        Content::Choice(choice) => {
            let empty = || Fact::new(Value::List(Vec::new()), crate::model::fact::Known::Written, node.span);
            let options =
                choice.options.iter().map(|option| records(Some(option), record).unwrap_or_else(empty)).collect();
            Some(Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), node.span))
        }
        _ => {
            let facts: Vec<Fact> = items(node).into_iter().map(|item| record_fact(item, record)).collect();
            let span = facts.first().map_or(node.span, |fact| fact.at);
            Some(Fact::written(Value::List(facts), span))
        }
    }
}

fn record_fact(item: &Node, record: &dyn Fn(&Node) -> Facts) -> Fact {
    match &item.content {
        Content::Unknown(_) => read::fact(item, |_| None),
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| record_fact(option, record)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), item.span)
        }
        Content::Null => Fact::absent(item.span),
        _ => Fact::written(Value::Record(record(item)), item.span),
    }
}

/// A record in the making: facts of one block, those that are written.
pub struct Record<'a> {
    node: &'a Node,
    facts: Facts,
}

impl<'a> Record<'a> {
    /// A record of a block of which nothing was read yet.
    pub fn of(node: &'a Node) -> Self {
        Self { node, facts: Facts::new() }
    }

    /// Reads what stands at a path, where something does.
    #[must_use]
    pub fn read(mut self, name: &'static str, path: &[&str], reader: Reader) -> Self {
        if let Some(node) = at(self.node, path) {
            self.facts.set(name, read::fact(&node, reader));
        }
        self
    }

    /// Sets what the block says by standing there.
    #[must_use]
    pub fn is(mut self, name: &'static str, value: Value) -> Self {
        self.facts.set(name, Fact::written(value, self.node.span));
        self
    }

    /// Sets a fact that was made elsewhere, where there is one.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: Option<Fact>) -> Self {
        if let Some(fact) = fact {
            self.facts.set(name, fact);
        }
        self
    }

    /// The record's facts.
    pub fn facts(self) -> Facts {
        self.facts
    }
}
