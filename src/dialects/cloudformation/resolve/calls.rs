//! Calls of functions as they are written: `!Sub text`, `Fn::Sub: text`.

use crate::model::source::Span;
use crate::model::tree::{Content, Key, MapEntry, Node};

/// What a function of many copies begins with: `Fn::ForEach::Topics`.
pub(super) const FOR_EACH: &str = "Fn::ForEach::";

/// What the functions of Rain begin with, which fills templates in before they are deployed.
pub(super) const RAIN: &str = "Rain::";

/// A call of a function.
#[derive(Clone, Copy)]
pub(super) struct Call<'n> {
    /// The function, without `!` and `Fn::`.
    pub(super) name: &'n str,
    /// Its name as it is written, and where.
    pub(super) key: &'n Key,
    /// What it is given.
    pub(super) argument: &'n Node,
    /// All of it.
    pub(super) span: Span,
}

/// The call that a value is: a tag, or a map of which the only key is a function's.
pub(super) fn call(node: &Node) -> Option<Call<'_>> {
    let (key, argument) = match &node.content {
        Content::Tagged(tagged) => (&tagged.tag, &tagged.node),
        Content::Map(map) => match map.entries.as_slice() {
            [MapEntry { key, value }] if function(&key.text).is_some() => (key, value),
            _ => return None,
        },
        _ => return None,
    };
    let name = key.text.strip_prefix('!').or_else(|| function(&key.text)).unwrap_or(&key.text);
    Some(Call { name, key, argument, span: node.span })
}

/// The function that a key names, in its long form.
pub(super) fn function(key: &str) -> Option<&str> {
    match key {
        "Ref" => Some(key),
        _ if key.starts_with(RAIN) => Some(key),
        _ if key.starts_with(FOR_EACH) => None,
        _ => key.strip_prefix("Fn::"),
    }
}
