//! Functions of maps, and of any value.

use super::{Call, Function, Takes, function, sorted_entries};
use crate::dialects::terraform::resolve::choices::unknown_among;
use crate::dialects::terraform::resolve::value::{MapBuilder, Outcome, REST, rest, text, to_text};
use crate::model::tree::{Content, Key, Map, Node};
use crate::values::choices::Reach;

pub(super) static FUNCTIONS: &[Function] = &[
    function("coalesce", Takes::Anything, coalesce),
    function("issensitive", Takes::Tops, |call| Ok(call.unknown("is not evaluated"))),
    function("keys", Takes::Tops, |call| {
        let key = |key: &Key| text(key.text.clone(), key.span);
        call.give_list(sorted_entries(call.map(0)?).into_iter().map(|entry| key(&entry.key)).collect())
    }),
    function("length", Takes::Tops, length),
    function("matchkeys", Takes::Whole, matchkeys),
    function("merge", Takes::Anything, merge),
    function("nonsensitive", Takes::Anything, |call| Ok(call.argument(0)?.clone())),
    function("sensitive", Takes::Anything, |call| Ok(call.argument(0)?.clone())),
    function("tomap", Takes::Anything, |call| Ok(call.argument(0)?.clone())),
    function("values", Takes::Tops, |call| {
        call.give_list(sorted_entries(call.map(0)?).into_iter().map(|entry| entry.value.clone()).collect())
    }),
    function("zipmap", Takes::Lists, zipmap),
];

/// The first that is neither null nor empty text; an unknown that may be null leaves it open.
fn coalesce(call: &Call) -> Outcome {
    for argument in call.arguments {
        match &argument.content {
            Content::Null => {}
            Content::Text(text) if text.is_empty() => {}
            Content::Unknown(unknown) if !unknown.not_null => {
                let mut open = (**unknown).clone();
                open.not_null = true;
                open.value_of = None;
                return Ok(Node { origin: argument.origin.clone(), ..Node::unknown(open, call.span) });
            }
            _ => return Ok(argument.clone()),
        }
    }
    Err(call.wrong("nothing that has a value"))
}

fn length(call: &Call) -> Outcome {
    let argument = call.argument(0)?;
    let length = match &argument.content {
        Content::List(items) => items.len(),
        Content::Map(map) => map.entries.len(),
        Content::Text(text) => text.chars().count(),
        _ => return Err(call.wrong("something that has no length")),
    };
    call.give_number(length as f64)
}

fn matchkeys(call: &Call) -> Outcome {
    let (values, keys, wanted) = (call.items(0)?, call.items(1)?, call.items(2)?);
    let wanted: std::collections::HashSet<_> = wanted.iter().filter_map(to_text).collect();
    let matching = values.iter().zip(keys).filter(|(_, key)| to_text(key).is_some_and(|key| wanted.contains(&key)));
    call.give_list(matching.map(|(value, _)| value.clone()).collect())
}

/// Merges maps, also those of which only a part is known: what an unknown map may have overwritten is unknown, what
/// is written after it is certain, and the result says under [`REST`] that it may hold more.
fn merge(call: &Call) -> Outcome {
    let mut merged = MapBuilder::default();
    let mut open: Option<Node> = None;
    for argument in call.arguments {
        let unknown = match &argument.content {
            Content::Null => continue,
            Content::Unknown(_) => unknown_among(std::slice::from_ref(argument), Reach::Top, call.span),
            Content::Map(map) => rest(map).cloned(),
            _ => return Err(call.wrong("something that is no map")),
        };
        if let Some(unknown) = unknown {
            merged.values_mut().for_each(|value| *value = Node { span: value.span, ..unknown.clone() });
            open.get_or_insert(unknown);
        }
        let entries = argument.as_map().map(|map: &Map| map.entries.as_slice()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.key.text != REST) {
            merged.set(entry.key.clone(), entry.value.clone());
        }
    }
    if let Some(open) = open {
        merged.set(Key { text: REST.into(), span: open.span }, open);
    }
    call.give_map(merged.build())
}

fn zipmap(call: &Call) -> Outcome {
    let mut zipped = MapBuilder::default();
    for (key, value) in call.items(0)?.iter().zip(call.items(1)?) {
        let name = to_text(key).ok_or_else(|| call.wrong("a key that is no text"))?;
        zipped.set(Key { text: name, span: key.span }, value.clone());
    }
    call.give_map(zipped.build())
}
