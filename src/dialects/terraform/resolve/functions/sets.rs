//! Functions of sets. A set is a list without doubles, in the order that Terraform goes through it.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::conversions::unified;
use super::{Call, Function, Takes, function, sorted_entries};
use crate::dialects::terraform::resolve::value::{Fault, MOST_ITEMS, Outcome, json_text, to_text};
use crate::model::tree::{Content, MapEntry, Node, Sort};

pub(super) static FUNCTIONS: &[Function] = &[
    function("setintersection", Takes::Whole, |call| {
        combine(call, |here, there| here.retain(|item| key(item).is_some_and(|key| there.keys.contains(&key))))
    }),
    function("setproduct", Takes::Tops, setproduct),
    function("setsubtract", Takes::Whole, |call| {
        combine(call, |here, there| here.retain(|item| key(item).is_none_or(|key| !there.keys.contains(&key))))
    }),
    function("setunion", Takes::Whole, |call| combine(call, |here, there| here.extend(there.items.iter().cloned()))),
];

/// What tells one value from another.
pub(super) fn key(node: &Node) -> Option<SmolStr> {
    json_text(node)
}

/// The items of another set, and what tells them apart.
struct Others {
    items: Vec<Node>,
    keys: HashSet<SmolStr>,
}

impl Others {
    fn of(items: Vec<Node>) -> Self {
        let keys = items.iter().filter_map(key).collect();
        Self { items, keys }
    }
}

/// Values without those that stand before.
pub(super) fn distinct(items: Vec<Node>) -> Vec<Node> {
    let mut seen: HashSet<SmolStr> = HashSet::new();
    items.into_iter().filter(|item| key(item).is_none_or(|key| seen.insert(key))).collect()
}

/// Values as a set has them: texts and numbers in their order, others in the order that they are written.
pub(in crate::dialects::terraform::resolve) fn as_set(items: Vec<Node>) -> Vec<Node> {
    let mut items = distinct(items);
    if items.iter().all(|item| item.as_str().is_some()) {
        items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    } else if items.iter().all(|item| item.as_number().is_some()) {
        let number = |item: &Node| item.as_number().unwrap_or_default();
        items.sort_by(|one, other| number(one).total_cmp(&number(other)));
    } else if items.iter().all(|item| item.as_bool().is_some()) {
        items.sort_by_key(Node::as_bool);
    } else if items.iter().all(|item| mark(item).is_some()) {
        items.sort_by_cached_key(mark);
    }
    items
}

/// What Terraform orders a set of collections by.
fn mark(node: &Node) -> Option<String> {
    let joined = |nodes: &mut dyn Iterator<Item = &Node>| {
        nodes.map(|node| mark(node).map(|mark| mark + ";")).collect::<Option<String>>()
    };
    Some(match (&node.content, node.sort) {
        (Content::Null, _) => "~".to_owned(),
        (Content::Bool(yes), _) => if *yes { "T" } else { "F" }.to_owned(),
        // Longer ones are written with an exponent.
        (Content::Number(_), _) => to_text(node).filter(|number| number.len() <= 10)?.to_string(),
        (Content::Text(text), _) => format!("{text:?}"),
        (Content::List(items), Sort::Tuple) => format!("<{}>", joined(&mut items.iter())?),
        (Content::List(items), _) => format!("[{}]", joined(&mut items.iter())?),
        (Content::Map(map), Sort::Map) => {
            let entries = sorted_entries(map).into_iter();
            let pair = |entry: &MapEntry| Some(format!("{:?}:{};", entry.key.text, mark(&entry.value)?));
            format!("{{{}}}", entries.map(pair).collect::<Option<String>>()?)
        }
        (Content::Map(map), _) => {
            format!("<{}>", joined(&mut sorted_entries(map).into_iter().map(|entry| &entry.value))?)
        }
        _ => return None,
    })
}

fn combine(call: &Call, with: fn(&mut Vec<Node>, &Others)) -> Outcome {
    let sets: Result<Vec<&[Node]>, Fault> = (0..call.arguments.len()).map(|place| call.items(place)).collect();
    let sets = sets?;
    let lengths: Vec<usize> = sets.iter().map(|set| set.len()).collect();
    if lengths.iter().sum::<usize>() > MOST_ITEMS {
        return Ok(call.too_much("is given too many values"));
    }
    // All sets have one type together.
    let all: Vec<Node> = sets.concat();
    let mut all = unified(call, &all)?.into_iter();
    let mut sets = lengths.iter().map(|length| all.by_ref().take(*length).collect::<Vec<Node>>());
    let mut first = sets.next().ok_or_else(|| call.wrong("too few arguments"))?;
    for set in sets {
        with(&mut first, &Others::of(set));
    }
    call.give_items(Sort::Set, as_set(first))
}

/// Every way to take one item of each list, the last one changing first. What the items are need not be known.
fn setproduct(call: &Call) -> Outcome {
    if call.arguments.len() < 2 {
        return Err(call.wrong("too few arguments"));
    }
    let lists = (0..call.arguments.len()).map(|place| unified(call, call.items(place)?));
    let sets: Vec<Vec<Node>> = lists.collect::<Result<_, Fault>>()?;
    let total = sets.iter().try_fold(1_usize, |total, set| total.checked_mul(set.len()));
    if total.is_none_or(|total| total.saturating_mul(sets.len()) > MOST_ITEMS) {
        return Ok(call.too_much("gives too many values"));
    }
    let mut rows: Vec<Vec<Node>> = vec![Vec::new()];
    // One empty set makes the product empty, however long the rows before it would have grown.
    for set in if total == Some(0) { Vec::new() } else { sets } {
        let longer = |row: &Vec<Node>, item: &Node| row.iter().chain([item]).cloned().collect();
        rows = rows.iter().flat_map(|row| set.iter().map(move |item| longer(row, item))).collect();
    }
    rows.retain(|row| !row.is_empty());
    let rows = rows.into_iter().map(|row| Node::new(Content::List(row), call.span).of_sort(Sort::Tuple)).collect();
    let has = |sort: Sort| call.arguments.iter().any(|argument| argument.sort == sort);
    match (has(Sort::Set), has(Sort::Unsaid)) {
        (true, _) => call.give_items(Sort::Set, as_set(rows)),
        (false, true) => call.give_items(Sort::Unsaid, rows),
        (false, false) => call.give_list(rows),
    }
}
