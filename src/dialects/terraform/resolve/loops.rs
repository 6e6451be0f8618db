//! `for` expressions.

use std::cell::Cell;

use smol_str::{SmolStr, format_smolstr};

use super::choices::{lifted, unknown_among};
use super::scope::{Frame, Scope};
use super::value::{Fault, MOST_ITEMS, MapBuilder, Outcome, REST, boolean, is_rest, number, text, to_bool, to_text};
use super::ways::made_of;
use crate::model::expression::ForExpression;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Node, Sort, Unknown};
use crate::values::choices::{Reach, choose, condition_switch};

/// One round of a loop: whether it counts, its key if it has one, its value.
struct Round {
    counts: Node,
    key: Option<Node>,
    value: Node,
}

impl Scope<'_> {
    /// The value of a `for` expression.
    pub(super) fn for_each_of(&self, each: &ForExpression, span: Span, frame: &Frame) -> Outcome {
        let collection = self.evaluate(&each.collection, frame)?;
        let made = lifted(std::slice::from_ref(&collection), Reach::Top, span, &mut |collection| {
            let open = unknown_among(collection, Reach::Top, span);
            let is_map = collection.first().is_some_and(|one| one.as_map().is_some());
            if let Some(unknown) = open.clone().filter(|_| !is_map || !keeps_what_is_known(each)) {
                return Ok(unknown);
            }
            let elements = collection.first().and_then(elements);
            let elements = elements.ok_or_else(|| Fault::wrong("what is gone through here is no collection"))?;
            if elements.len() > MOST_ITEMS {
                return Ok(self.world.too_much("there is too much to go through here", span));
            }
            let rounds: Result<Vec<Round>, Fault> =
                elements.into_iter().map(|element| self.round(each, element, frame)).collect();
            gathered(each, rounds?, open, span)
        })?;
        Ok(made_of(made, std::iter::once(&collection)))
    }

    /// A condition's answer; where it is open and the same for all elements, a choice between both.
    fn answer(&self, condition: &Node, frame: &Frame) -> Outcome {
        let answer = self.evaluate(condition, frame)?;
        let Content::Unknown(unknown) = &answer.content else { return Ok(answer) };
        // What is the value of something, unchanged, has that one's answer for each element.
        let value_of = || unknown.value_of.clone().map(|name| (name, false));
        let Some((key, flipped)) = self.condition_key(condition, frame).or_else(value_of) else { return Ok(answer) };
        let both = [!flipped, flipped].map(|holds| boolean(holds, condition.span));
        Ok(self.as_assumed(choose(&condition_switch(key), both.to_vec(), condition.span)))
    }

    fn round(&self, each: &ForExpression, element: (Node, Node), frame: &Frame) -> Result<Round, Fault> {
        let names = names_of(each, element);
        let frame = Frame { outer: Some(frame), names: &names, ..Frame::default() };
        let counts = match &each.condition {
            Some(condition) => self.answer(condition, &frame)?,
            None => boolean(true, each.value.span),
        };
        // What is left out is not evaluated: the condition often guards it.
        if to_bool(&counts) == Some(false) {
            return Ok(Round { counts, key: None, value: Node::new(Content::Null, each.value.span) });
        }
        let key = each.key.as_ref().map(|key| self.evaluate(key, &frame)).transpose()?;
        Ok(Round { counts, key, value: self.part(&each.value, &frame)? })
    }
}

/// The names of one round of a loop.
pub(super) fn names_of(each: &ForExpression, (key, value): (Node, Node)) -> Vec<(SmolStr, Node)> {
    let mut names = vec![(each.value_name.text.clone(), value)];
    names.extend(each.key_name.as_ref().map(|name| (name.text.clone(), key)));
    names
}

/// Keys and values of what is gone through, as far as they are known: the items of a set are their own keys, those of a list
/// have their places.
pub(super) fn elements(collection: &Node) -> Option<Vec<(Node, Node)>> {
    match &collection.content {
        Content::List(items) if collection.sort == Sort::Set => {
            Some(items.iter().map(|item| (item.clone(), item.clone())).collect())
        }
        Content::List(items) if collection.sort == Sort::Unsaid => {
            let key = || Unknown::because("whether a list or a set is gone through here is not known");
            Some(items.iter().map(|item| (Node::unknown(key(), item.span), item.clone())).collect())
        }
        Content::List(items) => {
            let numbered = |(place, item): (usize, &Node)| (number(place as f64, item.span), item.clone());
            Some(items.iter().enumerate().map(numbered).collect())
        }
        Content::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().filter(|entry| !is_rest(entry)).collect();
            entries.sort_by(|one, other| one.key.text.cmp(&other.key.text));
            let keyed = entries.into_iter();
            Some(keyed.map(|entry| (text(entry.key.text.clone(), entry.key.span), entry.value.clone())).collect())
        }
        _ => None,
    }
}

/// Whether what a loop gives is known for the elements that are. In an object without groups no element changes what
/// another gives; in a list they share its places.
fn keeps_what_is_known(each: &ForExpression) -> bool {
    each.key.is_some() && !each.groups
}

/// Puts the rounds together; which of them count, and under which keys, may be a choice. `open` is what stands for the
/// elements that are not known.
fn gathered(each: &ForExpression, rounds: Vec<Round>, open: Option<Node>, span: Span) -> Outcome {
    let deciders: Vec<Node> =
        rounds.iter().flat_map(|round| std::iter::once(round.counts.clone()).chain(round.key.clone())).collect();
    lifted(&deciders, Reach::Top, span, &mut |deciders| {
        let mut open = open.clone();
        if let Some(unknown) = unknown_among(deciders, Reach::Top, span) {
            if !keeps_what_is_known(each) {
                return Ok(unknown);
            }
            open.get_or_insert(unknown);
        }
        let is_open = |node: &Node| matches!(node.content, Content::Unknown(_));
        let next = Cell::new(deciders.iter());
        let take = || {
            let mut rest = next.take();
            let first = rest.next();
            next.set(rest);
            first
        };
        let mut items = Vec::new();
        let mut map = MapBuilder::default();
        for round in &rounds {
            let counts = take();
            let key = round.key.as_ref().and_then(|_| take());
            if counts.is_some_and(is_open) || key.is_some_and(is_open) {
                continue;
            }
            let counts = counts.and_then(to_bool);
            if !counts.ok_or_else(|| Fault::wrong("the condition of the loop here is no boolean"))? {
                continue;
            }
            let Some(key) = key else {
                items.push(round.value.clone());
                continue;
            };
            let name = to_text(key).ok_or_else(|| Fault::wrong("a key of the loop here is no text"))?;
            if !each.groups && map.get_mut(&name).is_some() {
                return Err(Fault::wrong(format_smolstr!("two elements of the loop here have the key {name}")));
            }
            put(&mut map, Key { text: name, span: key.span }, &round.value, each.groups);
        }
        if let Some(open) = open {
            map.set(Key { text: REST.into(), span }, open);
        }
        Ok(if each.key.is_some() {
            Node::new(Content::Map(map.build()), span).of_sort(Sort::Object)
        } else {
            Node::new(Content::List(items), span).of_sort(Sort::Tuple)
        })
    })
}

fn put(map: &mut MapBuilder, key: Key, value: &Node, groups: bool) {
    if !groups {
        return map.set(key, value.clone());
    }
    match map.get_mut(&key.text).map(|entry| &mut entry.value.content) {
        Some(Content::List(group)) => group.push(value.clone()),
        _ => map.set(key, Node::new(Content::List(vec![value.clone()]), value.span).of_sort(Sort::Tuple)),
    }
}
