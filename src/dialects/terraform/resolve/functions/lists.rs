//! Functions of lists.

use super::conversions::unified;
use super::sets::distinct;
use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::codes::spelled;
use crate::dialects::terraform::resolve::unify::equal;
use crate::dialects::terraform::resolve::value::{Outcome, boolean, text, to_bool, to_text};
use crate::model::tree::{Content, Node, Sort};
use crate::values::choices::same;

pub(super) static FUNCTIONS: &[Function] = &[
    function("alltrue", Takes::Items, |call| all_or_any(call, false)),
    function("anytrue", Takes::Items, |call| all_or_any(call, true)),
    function("chunklist", Takes::Tops, chunklist),
    function("coalescelist", Takes::Anything, coalescelist),
    function("compact", Takes::Lists, |call| {
        let holds = |item: &&Node| !item.is_null() && item.as_str() != Some("");
        call.give_list(texts(call, call.items(0)?.iter().filter(holds))?)
    }),
    function("concat", Takes::Tops, concat),
    function("contains", Takes::Anything, contains),
    function("distinct", Takes::Whole, |call| call.give_list(distinct(unified(call, call.items(0)?)?))),
    function("element", Takes::Anything, element),
    function("flatten", Takes::Items, flatten),
    function("index", Takes::Items, index),
    // Of old releases: the arguments as a list.
    function("list", Takes::Anything, |call| call.give_list(call.arguments.to_vec())),
    function("one", Takes::Tops, one),
    function("reverse", Takes::Tops, |call| {
        let sort = match call.argument(0)?.sort {
            Sort::Set => Sort::List,
            own => own,
        };
        call.give_items(sort, call.items(0)?.iter().rev().cloned().collect())
    }),
    function("slice", Takes::Tops, slice),
    function("sort", Takes::Whole, |call| {
        let mut items = texts(call, call.items(0)?.iter())?;
        items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
        call.give_list(items)
    }),
];

fn is_open(node: &Node) -> bool {
    matches!(node.content, Content::Unknown(_))
}

/// Items as a list of texts has them.
fn texts<'n>(call: &Call, items: impl Iterator<Item = &'n Node>) -> Result<Vec<Node>, super::Fault> {
    let as_text = |item: &Node| {
        let written = to_text(item).ok_or_else(|| call.wrong("a list of something that is no text"))?;
        Ok(Node { origin: item.origin.clone(), ..text(written, item.span) })
    };
    items.map(as_text).collect()
}

/// One item that decides is enough, whatever the others are.
fn all_or_any(call: &Call, deciding: bool) -> Outcome {
    let argument = call.argument(0)?;
    if is_open(argument) {
        return call.open([argument]).ok_or_else(|| call.wrong("no list"));
    }
    let mut open = false;
    for item in call.items(0)? {
        match to_bool(item) {
            Some(answer) if answer == deciding => return call.give_bool(deciding),
            Some(_) => {}
            None if is_open(item) => open = true,
            // Null is not true.
            None if item.is_null() && !deciding => return call.give_bool(false),
            None if item.is_null() => {}
            None => return Err(call.wrong("a list of something that is no boolean")),
        }
    }
    match call.open([argument]).filter(|_| open) {
        Some(open) => Ok(open),
        None => call.give_bool(!deciding),
    }
}

fn chunklist(call: &Call) -> Outcome {
    let size = call.whole_number(1)?;
    let items = call.items(0)?;
    let size = match size {
        0 => items.len().max(1),
        size => usize::try_from(size).map_err(|_| call.wrong("a size below nothing"))?,
    };
    let chunk = |items: &[Node]| Node::new(Content::List(items.to_vec()), call.span).of_sort(Sort::List);
    call.give_list(unified(call, items)?.chunks(size).map(chunk).collect())
}

/// The first list that holds anything; one that is not known before it leaves it open.
fn coalescelist(call: &Call) -> Outcome {
    for argument in call.arguments {
        match &argument.content {
            Content::Unknown(_) => return call.open([argument]).ok_or_else(|| call.wrong("no list")),
            Content::List(_) if argument.sort == Sort::Set => return Err(call.wrong("a set, which is no list")),
            Content::List(items) if !items.is_empty() => return Ok(argument.clone()),
            Content::List(_) | Content::Null => {}
            _ => return Err(call.wrong("something that is no list")),
        }
    }
    Err(call.wrong("no list that holds anything"))
}

/// Lists in one, of one type; with a tuple among them, a tuple of what they hold.
fn concat(call: &Call) -> Outcome {
    let mut all = Vec::new();
    for place in 0..call.arguments.len() {
        all.extend(call.placed_items(place)?.iter().cloned());
    }
    let has = |sort: Sort| call.arguments.iter().any(|argument| argument.sort == sort);
    match (has(Sort::Tuple), has(Sort::Unsaid)) {
        (true, _) => call.give_items(Sort::Tuple, all),
        (false, true) => call.give_items(Sort::Unsaid, all),
        (false, false) => match unified(call, &all) {
            Ok(all) => call.give_list(all),
            Err(_) => call.give_items(Sort::Tuple, all),
        },
    }
}

/// What is certainly in a list is in it, whatever else may be.
fn contains(call: &Call) -> Outcome {
    let (list, wanted) = (call.argument(0)?, call.argument(1)?);
    let wanted = spelled(wanted);
    let open = call.open([list, &wanted]);
    let is_whole = call.open([&wanted]).is_none();
    let mut is_unsure = false;
    for item in list.items().iter().filter(|_| is_whole) {
        match equal(&spelled(item), &wanted) {
            Some(true) => return Ok(boolean(true, call.span)),
            Some(false) => {}
            None => is_unsure = true,
        }
    }
    if let Some(unknown) = open {
        return if list.as_list().is_some_and(<[Node]>::is_empty) { call.give_bool(false) } else { Ok(unknown) };
    }
    if is_unsure {
        return Ok(call.unknown("compares values of which the types are not known"));
    }
    let has_choice = list.items().iter().any(|item| matches!(item.content, Content::Choice(_)));
    if has_choice {
        return Ok(call.unknown("goes through a list that depends on conditions"));
    }
    call.items(0)?;
    call.give_bool(false)
}

/// The item at a place, counted around. Where the place is not known and all items are the same, that one.
fn element(call: &Call) -> Outcome {
    let (list, place) = (call.argument(0)?, call.argument(1)?);
    if let Some(open) = call.open([list].into_iter().filter(|list| is_open(list))) {
        return Ok(open);
    }
    let items = call.placed_items(0)?;
    if is_open(place) {
        let first = items.first().ok_or_else(|| call.wrong("an empty list"))?;
        return match call.open([place]) {
            Some(open) if !items.iter().all(|item| same(item, first)) => Ok(open),
            _ => Ok(first.clone()),
        };
    }
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = call.whole_number(1)?.checked_rem_euclid(length).ok_or_else(|| call.wrong("an empty list"))?;
    let found = usize::try_from(place).ok().and_then(|place| items.get(place));
    found.cloned().ok_or_else(|| call.wrong("an empty list"))
}

/// All items of all lists in one; what may be a list or not leaves it open.
fn flatten(call: &Call) -> Outcome {
    let mut flat = Vec::new();
    let argument = call.argument(0)?;
    let mut open = Vec::new();
    spill(std::slice::from_ref(argument), &mut flat, &mut open);
    if let Some(unknown) = call.open(open) {
        return Ok(unknown);
    }
    call.items(0)?;
    call.give_items(Sort::Tuple, flat)
}

fn spill<'n>(items: &'n [Node], into: &mut Vec<Node>, open: &mut Vec<&'n Node>) {
    for item in items {
        match &item.content {
            Content::List(inner) => spill(inner, into, open),
            Content::Unknown(_) => open.push(item),
            _ => into.push(item.clone()),
        }
    }
}

/// The first place of an item; one that is not known before it leaves it open.
fn index(call: &Call) -> Outcome {
    let (list, wanted) = (call.argument(0)?, call.argument(1)?);
    if let Some(open) = call.open([list, wanted].into_iter().filter(|node| is_open(node))) {
        return Ok(open);
    }
    let items = call.placed_items(0)?;
    let open = call.open([wanted]).filter(|_| !items.is_empty());
    let wanted = spelled(wanted);
    for (place, item) in items.iter().enumerate() {
        if let Some(open) = open.clone().or_else(|| call.open([item])) {
            return Ok(open);
        }
        match equal(&spelled(item), &wanted) {
            Some(true) => return call.give_number(place as f64),
            Some(false) => {}
            None => return Ok(call.unknown("compares values of which the types are not known")),
        }
    }
    Err(call.wrong("a list without that item"))
}

fn one(call: &Call) -> Outcome {
    let argument = call.argument(0)?;
    match argument.as_list() {
        Some([]) => Ok(Node::new(Content::Null, call.span)),
        Some([only]) => Ok(only.clone()),
        Some(_) => Err(call.wrong("more than one")),
        None => Err(call.wrong("something that is no list")),
    }
}

fn slice(call: &Call) -> Outcome {
    let items = call.placed_items(0)?;
    let place = |place| usize::try_from(call.whole_number(place)?).map_err(|_| call.wrong("places outside the list"));
    let part = items.get(place(1)?..place(2)?);
    let part = part.ok_or_else(|| call.wrong("places outside the list"))?;
    call.give_items(call.argument(0)?.sort, part.to_vec())
}
