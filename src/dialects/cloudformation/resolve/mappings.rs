//! Mappings: values by two keys, of which one may not be known.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::budget::SPENT;
use super::evaluate::lifted;
use super::scope::{Scope, present, unknown};
use super::unknowns::among;
use crate::model::source::Span;
use crate::model::tree::{Content, MOST_ALTERNATIVES, Map, Node, Switch, SwitchKind, Unknown};
use crate::values::choices::{Reach, choose, same};
use crate::values::ways::{made_of, through};

/// What is looked for: keys as they are written, worked out, and what holds where there is nothing.
struct Wanted<'n> {
    mapping: &'n str,
    written: &'n [Node],
    default: Option<Node>,
    span: Span,
}

impl Scope<'_> {
    /// `Fn::FindInMap`, with the default that the language extensions allow.
    pub(super) fn found_in_map(&self, argument: &Node, span: Span) -> Node {
        let [name, first, second, options @ ..] = argument.items() else {
            return unknown("Fn::FindInMap takes a mapping and two keys", span);
        };
        let default = options.first().and_then(|options| options.get("DefaultValue")).map(|node| self.value(node));
        let is_written = name.as_str().is_some();
        let [name, first, second] = [name, first, second].map(|node| self.value(node));
        let written = argument.items().get(1..3).unwrap_or_default();
        lifted(&[name, first, second], Reach::Top, span, &mut |arguments| {
            let [name, keys @ ..] = arguments else { return unknown("there is no mapping here", span) };
            let Some(mapping) = name.as_text() else {
                return among(arguments, Reach::Top, span)
                    .unwrap_or_else(|| unknown("the mapping here has no name", span));
            };
            let wanted = Wanted { mapping: &mapping, written, default: default.clone(), span };
            let found = match self.mappings.get(mapping.as_str()) {
                Some(map) => self.looked_up(map, keys, 0, &wanted),
                None => {
                    if default.is_none() && is_written && !self.has_macros {
                        let message = format!("there is no mapping {mapping} in this template");
                        self.tell(span, message, "write it in the template's `Mappings`");
                    }
                    self.missing(&wanted, || format_smolstr!("there is no mapping {mapping} in the template"))
                }
            };
            let keys = keys.iter().filter(|key| !matches!(key.content, Content::Unknown(_)));
            if matches!(found.content, Content::Choice(_)) { found } else { made_of(found, keys) }
        })
    }

    fn looked_up(&self, map: &Map, keys: &[Node], place: usize, wanted: &Wanted<'_>) -> Node {
        let Some(key) = keys.get(place) else { return unknown("there is no key here", wanted.span) };
        // A map is searched from its end.
        self.budget.spend(map.entries.len() / 16);
        let next = |found: &Node| match (found.as_map(), place) {
            (Some(inner), 0) => self.looked_up(inner, keys, 1, wanted),
            (_, 0) => unknown(format_smolstr!("the mapping {} is not of two levels", wanted.mapping), wanted.span),
            _ => through(&self.value(found), &format_smolstr!("mapping {}", wanted.mapping), false, wanted.span),
        };
        if let Some(name) = key.as_text() {
            return match map.get(&name) {
                Some(found) => next(found),
                None => {
                    self.missing(wanted, || format_smolstr!("there is no {name} in the mapping {}", wanted.mapping))
                }
            };
        }
        if !matches!(key.content, Content::Unknown(_)) {
            return unknown("a key of a mapping must be text", wanted.span);
        }
        self.budget.spend(map.entries.len());
        if self.budget.is_spent() {
            return unknown(SPENT, wanted.span);
        }
        let values: Vec<Node> = map.entries.iter().map(|entry| next(&entry.value)).collect();
        let asked = wanted.written.get(place).and_then(|written| self.asked_text(written));
        self.by_key(map, values, asked, wanted)
    }

    /// One of several values, as a key decides that is not known.
    fn by_key(&self, map: &Map, values: Vec<Node>, asked: Option<SmolStr>, wanted: &Wanted<'_>) -> Node {
        let Some(first) = values.first() else {
            return self.missing(wanted, || format_smolstr!("the mapping {} is empty", wanted.mapping));
        };
        let asked_of = asked.clone().unwrap_or_else(|| SmolStr::new_static("a key that is not known"));
        if values.iter().all(|value| same(value, first)) {
            return first.clone();
        }
        let numbers: Option<Vec<f64>> = values.iter().map(super::parameters::to_number).collect();
        let among_many = || {
            let numbers = numbers.unwrap_or_default();
            let reason = format_smolstr!("the mapping {} gives another by {asked_of}", wanted.mapping);
            let unknown = Unknown {
                not_null: true,
                at_least: numbers.iter().copied().reduce(f64::min),
                at_most: numbers.iter().copied().reduce(f64::max),
                ..Unknown::because(reason)
            };
            Node::unknown(unknown, wanted.span)
        };
        let Some(asked) = asked.filter(|_| values.len() <= MOST_ALTERNATIVES) else { return among_many() };
        let switch = self.switch_over(&asked, map, wanted.mapping);
        let of = |branch: &SmolStr| {
            let place = map.entries.iter().position(|entry| entry.key.text == *branch);
            place.and_then(|place| values.get(place)).cloned().unwrap_or_else(|| first.clone())
        };
        let options = switch.branches.iter().map(of).collect();
        choose(&switch, options, wanted.span)
    }

    /// The switch over the keys of a mapping. Mappings of the same keys that ask the same share one, so that they go together.
    fn switch_over(&self, asked: &SmolStr, map: &Map, mapping: &str) -> Arc<Switch> {
        let mut branches: Vec<SmolStr> = map.entries.iter().map(|entry| entry.key.text.clone()).collect();
        branches.sort();
        branches.dedup();
        let mut known = self.asked.borrow_mut();
        let own = format_smolstr!("{asked} in the mapping {mapping}");
        for key in [asked.clone(), own] {
            match known.get(&key) {
                Some(switch) if switch.branches == branches => return switch.clone(),
                Some(_) => {}
                None => {
                    let switch = Arc::new(Switch { key: key.clone(), branches, kind: SwitchKind::Condition });
                    known.insert(key, switch.clone());
                    return switch;
                }
            }
        }
        // Two levels of one mapping asked by the same key: named by both.
        let key = format_smolstr!("{asked} in the mapping {mapping}, of {}", branches.join(", "));
        Arc::new(Switch { key, branches, kind: SwitchKind::Condition })
    }

    fn missing(&self, wanted: &Wanted<'_>, reason: impl FnOnce() -> SmolStr) -> Node {
        match &wanted.default {
            Some(default) => default.clone(),
            None if self.has_macros => present(reason(), wanted.span),
            None => Node::unknown(Unknown { refused: true, ..Unknown::because(reason()) }, wanted.span),
        }
    }
}
