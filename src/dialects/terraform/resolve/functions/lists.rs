//! Functions of lists and sets.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::choices::unknown_among;
use crate::dialects::terraform::resolve::traverse::place;
use crate::dialects::terraform::resolve::value::{Fault, MOST_ITEMS, Outcome, boolean, json_text, to_bool, to_text};
use crate::model::tree::{Content, Node};
use crate::values::choices::Reach;
use crate::values::choices::same;

pub(super) static FUNCTIONS: &[Function] = &[
    function("alltrue", Takes::Whole, |call| all_or_any(call, false)),
    function("anytrue", Takes::Whole, |call| all_or_any(call, true)),
    function("chunklist", Takes::Tops, chunklist),
    function("coalescelist", Takes::Tops, |call| {
        let found = call.arguments.iter().find(|list| !list.items().is_empty());
        found.cloned().ok_or_else(|| call.wrong("no list that holds anything"))
    }),
    function("compact", Takes::Lists, |call| {
        let holds = |item: &&Node| !item.is_null() && item.as_str() != Some("");
        call.give_list(call.items(0)?.iter().filter(holds).cloned().collect())
    }),
    function("concat", Takes::Tops, concat),
    function("contains", Takes::Anything, contains),
    function("distinct", Takes::Whole, |call| call.give_list(distinct(call.items(0)?))),
    function("element", Takes::Tops, element),
    function("flatten", Takes::Lists, flatten),
    function("index", Takes::Whole, |call| {
        let wanted = call.argument(1)?;
        let found = call.items(0)?.iter().position(|item| same(item, wanted));
        call.give_number(found.ok_or_else(|| call.wrong("a list without that item"))? as f64)
    }),
    // Of old releases: the arguments as a list.
    function("list", Takes::Anything, |call| call.give_list(call.arguments.to_vec())),
    function("one", Takes::Tops, one),
    function("reverse", Takes::Tops, |call| call.give_list(call.items(0)?.iter().rev().cloned().collect())),
    function("setintersection", Takes::Whole, |call| {
        combine(call, |here, there| here.retain(|item| held(there, item)))
    }),
    function("setproduct", Takes::Whole, setproduct),
    function("setsubtract", Takes::Whole, |call| combine(call, |here, there| here.retain(|item| !held(there, item)))),
    function("setunion", Takes::Whole, |call| combine(call, |here, there| here.extend(there.iter().cloned()))),
    function("slice", Takes::Tops, slice),
    function("sort", Takes::Whole, |call| call.give_list(sorted(call.items(0)?))),
    function("tolist", Takes::Tops, |call| Ok(call.argument(0)?.clone())),
    function("toset", Takes::Whole, |call| call.give_list(sorted(&distinct(call.items(0)?)))),
];

fn held(items: &[Node], wanted: &Node) -> bool {
    items.iter().any(|item| same(item, wanted))
}

fn distinct(items: &[Node]) -> Vec<Node> {
    let mut seen: HashSet<SmolStr> = HashSet::new();
    items.iter().filter(|item| json_text(item).is_none_or(|text| seen.insert(text))).cloned().collect()
}

/// Texts in their order, as sets are gone through; what is no text keeps its place.
fn sorted(items: &[Node]) -> Vec<Node> {
    let mut items = items.to_vec();
    if items.iter().all(|item| to_text(item).is_some()) {
        items.sort_by_cached_key(to_text);
    }
    items
}

fn all_or_any(call: &Call, deciding: bool) -> Outcome {
    let decided = call.items(0)?.iter().any(|item| to_bool(item) == Some(deciding));
    call.give_bool(decided == deciding)
}

fn chunklist(call: &Call) -> Outcome {
    let size = place(call.argument(1)?).filter(|size| *size > 0).ok_or_else(|| call.wrong("no size"))?;
    let chunk = |items: &[Node]| Node::new(Content::List(items.to_vec()), call.span);
    call.give_list(call.items(0)?.chunks(size).map(chunk).collect())
}

fn concat(call: &Call) -> Outcome {
    let mut all = Vec::new();
    for place in 0..call.arguments.len() {
        all.extend(call.items(place)?.iter().cloned());
    }
    call.give_list(all)
}

/// What is certainly in a list is in it, whatever else may be.
fn contains(call: &Call) -> Outcome {
    let (list, wanted) = (call.argument(0)?, call.argument(1)?);
    if held(list.items(), wanted) && unknown_among(std::slice::from_ref(wanted), Reach::Whole, call.span).is_none() {
        return Ok(boolean(true, call.span));
    }
    if let Some(unknown) = unknown_among(call.arguments, Reach::Whole, call.span) {
        return Ok(unknown);
    }
    let has_choice = list.items().iter().any(|item| matches!(item.content, Content::Choice(_)));
    if has_choice {
        return Ok(call.unknown("goes through a list that depends on conditions"));
    }
    call.give_bool(held(call.items(0)?, wanted))
}

fn element(call: &Call) -> Outcome {
    let items = call.items(0)?;
    let place = place(call.argument(1)?).ok_or_else(|| call.wrong("no place"))?;
    let found = place.checked_rem(items.len()).and_then(|place| items.get(place));
    found.cloned().ok_or_else(|| call.wrong("an empty list"))
}

fn flatten(call: &Call) -> Outcome {
    let mut flat = Vec::new();
    spill(call.items(0)?, &mut flat);
    call.give_list(flat)
}

fn spill(items: &[Node], into: &mut Vec<Node>) {
    for item in items {
        match &item.content {
            Content::List(inner) => spill(inner, into),
            _ => into.push(item.clone()),
        }
    }
}

fn one(call: &Call) -> Outcome {
    let argument = call.argument(0)?;
    match argument.as_list() {
        None | Some([]) => Ok(Node::new(Content::Null, call.span)),
        Some([only]) => Ok(only.clone()),
        Some(_) => Err(call.wrong("more than one")),
    }
}

fn slice(call: &Call) -> Outcome {
    let items = call.items(0)?;
    let range = place(call.argument(1)?).zip(place(call.argument(2)?));
    let part = range.and_then(|(start, end)| items.get(start..end));
    call.give_list(part.ok_or_else(|| call.wrong("places outside the list"))?.to_vec())
}

fn combine(call: &Call, with: fn(&mut Vec<Node>, &[Node])) -> Outcome {
    let mut all = call.items(0)?.to_vec();
    let largest = call.arguments.iter().map(|set| set.items().len()).max().unwrap_or_default();
    // Sets are compared item by item: a thousand each is the most that is worth it.
    if largest > MOST_ITEMS / 10 {
        return Ok(call.unknown("is given too many values"));
    }
    for place in 1..call.arguments.len() {
        with(&mut all, call.items(place)?);
    }
    call.give_list(sorted(&distinct(&all)))
}

fn setproduct(call: &Call) -> Outcome {
    let sets: Result<Vec<&[Node]>, Fault> = (0..call.arguments.len()).map(|place| call.items(place)).collect();
    let sets = sets?;
    let total = sets.iter().try_fold(1_usize, |total, set| total.checked_mul(set.len()));
    if total.is_none_or(|total| total.saturating_mul(sets.len()) > MOST_ITEMS) {
        return Ok(call.unknown("gives too many values"));
    }
    let mut rows: Vec<Vec<Node>> = vec![Vec::new()];
    for set in sets {
        let longer = |row: &Vec<Node>, item: &Node| row.iter().chain([item]).cloned().collect();
        rows = rows.iter().flat_map(|row| set.iter().map(move |item| longer(row, item))).collect();
    }
    call.give_list(rows.into_iter().map(|row| Node::new(Content::List(row), call.span)).collect())
}
