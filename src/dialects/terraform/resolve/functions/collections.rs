//! Functions of maps, and of any value.

use std::collections::{BTreeMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

use super::{Call, Function, Takes, function, sorted_entries};
use crate::dialects::terraform::resolve::choices::unknown_among;
use crate::dialects::terraform::resolve::unify::{Type, converted, types, unified};
use crate::dialects::terraform::resolve::value::{
    Fault, MOST_ITEMS, MapBuilder, Outcome, REST, is_rest, rest, text, to_text,
};
use crate::model::tree::{Content, Key, Map, Node, Sort};
use crate::values::choices::Reach;

pub(super) static FUNCTIONS: &[Function] = &[
    function("coalesce", Takes::Anything, coalesce),
    // What is ephemeral is not told apart: nobody but the run knows its value.
    function("ephemeralasnull", Takes::Anything, |call| Ok(call.argument(0)?.clone())),
    function("keys", Takes::Tops, |call| {
        let key = |key: &Key| text(key.text.clone(), key.span);
        call.give_items(
            list_of(call.argument(0)?),
            sorted_entries(call.map(0)?).into_iter().map(|entry| key(&entry.key)).collect(),
        )
    }),
    function("length", Takes::Tops, length),
    function("map", Takes::Anything, map),
    function("matchkeys", Takes::Tops, matchkeys),
    function("merge", Takes::Anything, merge),
    function("transpose", Takes::Whole, transpose),
    function("values", Takes::Tops, |call| {
        let values = sorted_entries(call.map(0)?).into_iter().map(|entry| entry.value.clone()).collect();
        call.give_items(list_of(call.argument(0)?), values)
    }),
    function("zipmap", Takes::Items, zipmap),
];

/// What keys or values of a map are a list of: those of an object are a tuple.
fn list_of(map: &Node) -> Sort {
    match map.sort {
        Sort::Map => Sort::List,
        Sort::Object => Sort::Tuple,
        _ => Sort::Unsaid,
    }
}

/// The first that is neither null nor empty text; an unknown that may be null leaves it open.
fn coalesce(call: &Call) -> Outcome {
    let known: Vec<Type> = types(call.arguments).into_iter().filter(|one| *one != Type::Any).collect();
    let together = unified(&known).ok_or_else(|| call.wrong("values of different types"))?;
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
            // All have one type: beside text, a number is text.
            _ => return Ok(converted(argument.clone(), &together)),
        }
    }
    Err(call.wrong("nothing that has a value"))
}

fn length(call: &Call) -> Outcome {
    let argument = call.argument(0)?;
    let length = match &argument.content {
        Content::List(items) => items.len(),
        Content::Map(map) => map.entries.len(),
        Content::Text(text) => text.graphemes(true).count(),
        Content::Tagged(_) => match (to_text(argument), call.open([argument])) {
            (Some(text), _) => text.graphemes(true).count(),
            (None, Some(open)) => return Ok(open),
            (None, None) => return Err(call.wrong("something that has no length")),
        },
        _ => return Err(call.wrong("something that has no length")),
    };
    call.give_number(length as f64)
}

/// Of old releases: a map of what follows each key.
fn map(call: &Call) -> Outcome {
    let mut made = MapBuilder::default();
    for pair in call.arguments.chunks(2) {
        let [key, value] = pair else { return Err(call.wrong("a key without a value")) };
        if let Some(open) = unknown_among(std::slice::from_ref(key), Reach::Top, call.span) {
            return Ok(open);
        }
        let name = to_text(key).ok_or_else(|| call.wrong("a key that is no text"))?;
        made.set(Key { text: name, span: key.span }, value.clone());
    }
    call.give_map(made.build())
}

/// The values whose keys are wanted. What the values hold need not be known.
fn matchkeys(call: &Call) -> Outcome {
    let (values, keys, wanted) = (call.items(0)?, call.items(1)?, call.items(2)?);
    if values.len() != keys.len() {
        return Err(call.wrong("lists of different lengths"));
    }
    if let Some(open) = call.open(keys.iter().chain(wanted)) {
        return Ok(open);
    }
    let wanted: HashSet<_> = wanted.iter().filter_map(to_text).collect();
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
        for entry in entries.iter().filter(|entry| !is_rest(entry)) {
            merged.set(entry.key.clone(), entry.value.clone());
        }
    }
    if let Some(open) = open {
        merged.set(Key { text: REST.into(), span: open.span }, open);
    }
    call.give_entries(sort_of_merged(call.arguments), merged.build())
}

/// Maps of one type are a map together, all others an object. Of what an empty map is, nobody knows.
fn sort_of_merged(arguments: &[Node]) -> Sort {
    let all = types(arguments);
    let is_sure = |one: &Type| matches!(one, Type::Map(of) if !matches!(**of, Type::Any | Type::Open));
    match all.as_slice() {
        [] => Sort::Object,
        [_] => arguments.first().map_or(Sort::Unsaid, |only| only.sort),
        _ if arguments.iter().any(|argument| argument.sort == Sort::Object) => Sort::Object,
        [first, others @ ..] if is_sure(first) && others.iter().all(is_sure) => {
            if others.iter().all(|other| other == first) { Sort::Map } else { Sort::Object }
        }
        _ => Sort::Unsaid,
    }
}

/// Values to the keys that hold them, both as text and in order; a key once for each time that it holds the value.
fn transpose(call: &Call) -> Outcome {
    let mut turned: BTreeMap<_, Vec<Node>> = BTreeMap::new();
    let mut held = 0;
    for entry in sorted_entries(call.map(0)?) {
        let items = entry.value.as_list().ok_or_else(|| call.wrong("a map of something that is no list"))?;
        held += items.len();
        if held > MOST_ITEMS {
            return Ok(call.too_much("gives too many values"));
        }
        for item in items {
            let name = to_text(item).ok_or_else(|| call.wrong("a list of something that is no text"))?;
            turned.entry(name).or_default().push(text(entry.key.text.clone(), entry.key.span));
        }
    }
    let mut map = MapBuilder::default();
    for (name, keys) in turned {
        let keys = Node::new(Content::List(keys), call.span).of_sort(Sort::List);
        map.set(Key { text: name, span: call.span }, keys);
    }
    call.give_map(map.build())
}

/// A map of keys that are known to whatever the values are.
fn zipmap(call: &Call) -> Outcome {
    let (keys, values) = (call.argument(0)?, call.argument(1)?);
    let is_open = |node: &Node| matches!(node.content, Content::Unknown(_));
    if let Some(open) = call.open([keys]).or_else(|| is_open(values).then(|| call.open([values])).flatten()) {
        return Ok(open);
    }
    let (keys, values) = (call.items(0)?, call.placed_items(1)?);
    if keys.len() != values.len() {
        return Err(call.wrong("lists of different lengths"));
    }
    let mut zipped = MapBuilder::default();
    for (key, value) in keys.iter().zip(values) {
        let name = to_text(key).ok_or_else(|| Fault::wrong("zipmap() is given a key that is no text"))?;
        zipped.set(Key { text: name, span: key.span }, value.clone());
    }
    let sort = match call.argument(1)?.sort {
        Sort::List => Sort::Map,
        Sort::Tuple => Sort::Object,
        _ => Sort::Unsaid,
    };
    call.give_entries(sort, zipped.build())
}
