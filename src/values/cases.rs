//! Facts that are worked out from several values together, and flags and sums that are gathered from parts.

use std::sync::Arc;

use super::lists::{in_branch, ways};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, MOST_ALTERNATIVES, Node, Switch, SwitchKind};

/// Reads a block once for every way its choices fall, and puts what was read together as choices.
///
/// Choices beyond [`MOST_ALTERNATIVES`] ways are left in the block: what `read` makes of one is a choice or unknown.
pub fn by_case(node: &Node, read: &dyn Fn(&Node) -> Facts) -> Facts {
    cases(node, MOST_ALTERNATIVES, read)
}

fn cases(node: &Node, left: usize, read: &dyn Fn(&Node) -> Facts) -> Facts {
    let Some(switch) = first_switch(node) else { return read(node) };
    let count = switch.branches.len();
    if count == 0 || count > left {
        return read(node);
    }
    let branches =
        (0..count).map(|branch| cases(&taken(node, &switch, branch), left / count, read)).collect::<Vec<_>>();
    together(&switch, node, &branches)
}

fn first_switch(node: &Node) -> Option<Arc<Switch>> {
    match &node.content {
        Content::Choice(choice) => Some(choice.switch.clone()),
        Content::List(items) => items.iter().find_map(first_switch),
        Content::Map(map) => map.entries.iter().find_map(|entry| first_switch(&entry.value)),
        _ => None,
    }
}

/// The tree in which one switch takes one branch.
fn taken(node: &Node, switch: &Switch, branch: usize) -> Node {
    let content = match &node.content {
        Content::Choice(choice) if *choice.switch == *switch => {
            return match choice.options.get(branch) {
                Some(option) => taken(option, switch, branch),
                None => Node::new(Content::Null, node.span),
            };
        }
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| taken(option, switch, branch)).collect();
            Content::Choice(Box::new(Choice { switch: choice.switch.clone(), options }))
        }
        Content::List(items) => Content::List(items.iter().map(|item| taken(item, switch, branch)).collect()),
        Content::Map(map) => {
            let mut map = map.clone();
            for entry in &mut map.entries {
                entry.value = taken(&entry.value, switch, branch);
            }
            Content::Map(map)
        }
        other => other.clone(),
    };
    Node { origin: node.origin.clone(), ..Node::new(content, node.span) }
}

fn together(switch: &Arc<Switch>, node: &Node, branches: &[Facts]) -> Facts {
    let mut merged = Facts::new();
    let names: Vec<&'static str> = branches.iter().flat_map(|facts| facts.iter().map(|(name, _)| name)).collect();
    for name in names {
        let options: Vec<Fact> =
            branches.iter().map(|facts| facts.get(name).cloned().unwrap_or_else(|| Fact::absent(node.span))).collect();
        let fact = match options.split_first() {
            Some((first, rest)) if rest.iter().all(|option| option == first) => first.clone(),
            _ => Fact::written(Value::Choice(Choice { switch: switch.clone(), options }), node.span),
        };
        merged.set(name, fact);
    }
    merged
}

/// A choice between facts, one a branch; the one fact where they are all the same, unknown where they are many.
pub fn chosen(switch: &Arc<Switch>, mut options: Vec<Fact>, at: Span) -> Fact {
    let is_as_unknown = |one: &Fact, other: &Fact| one.is_unknown() && one.value == other.value;
    let same = |first: &Fact, other: &Fact| other == first || is_as_unknown(first, other);
    let all_same = options.split_first().is_some_and(|(first, others)| others.iter().all(|other| same(first, other)));
    if all_same {
        return options.swap_remove(0);
    }
    let whole = Fact::written(Value::Choice(Choice { switch: Arc::clone(switch), options }), at);
    if ways(&whole) > MOST_ALTERNATIVES {
        return Fact::unknown(format!("it has more than {MOST_ALTERNATIVES} alternatives here"), at);
    }
    whole
}

/// Whether two facts say the same, wherever they are written. Two unknowns do: nothing tells them apart.
pub fn say_the_same(one: &Fact, other: &Fact) -> bool {
    let both = |one: &[Fact], other: &[Fact]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| say_the_same(one, other))
    };
    match (&one.value, &other.value) {
        (Value::Unknown(_), Value::Unknown(_)) => true,
        (Value::List(one), Value::List(other)) => both(one, other),
        (Value::Choice(one), Value::Choice(other)) => one.switch == other.switch && both(&one.options, &other.options),
        (Value::Record(one), Value::Record(other)) => {
            let mut names = one.iter().chain(other.iter()).map(|(name, _)| name);
            names.all(|name| one.get(name).zip(other.get(name)).is_some_and(|(one, other)| say_the_same(one, other)))
        }
        (one, other) => one == other,
    }
}

/// A node as it is in each instance of its block; as it is where it is the same in all.
pub fn instances(node: &Node) -> Vec<Node> {
    match first_switch(node) {
        Some(switch) if switch.kind == SwitchKind::Instance => {
            (0..switch.branches.len()).map(|branch| taken(node, &switch, branch)).collect()
        }
        _ => vec![node.clone()],
    }
}

/// Works a fact out from another, alternative by alternative; unknown stays unknown, absent is given as such.
pub fn derived(fact: &Fact, work_out: &dyn Fn(&Value) -> Value) -> Fact {
    let value = match &fact.value {
        Value::Unknown(unknown) => {
            let mut unknown = unknown.clone();
            // Bounds are of the other fact's unit.
            (unknown.at_least, unknown.at_most, unknown.refers) = (None, None, None);
            Value::Unknown(unknown)
        }
        Value::Choice(choice) => {
            let options = choice.options.iter().map(|option| derived(option, work_out)).collect();
            Value::Choice(Choice { switch: choice.switch.clone(), options })
        }
        Value::Sealed(inner) => match work_out(inner) {
            Value::Absent => Value::Absent,
            worked_out => Value::Sealed(Box::new(worked_out)),
        },
        known => work_out(known),
    };
    Fact { value, ..fact.clone() }
}

/// Whether any of these holds: the first that does, else the first that may, else the first that does not.
pub fn any_true<'a>(facts: impl Iterator<Item = &'a Fact> + Clone) -> Option<Fact> {
    let open = |fact: &&Fact| matches!(fact.value, Value::Unknown(_) | Value::Choice(_));
    let mut holds = facts.clone().filter(|fact| fact.as_bool() == Some(true));
    holds.next().or_else(|| facts.clone().find(open)).or_else(|| facts.clone().next()).cloned()
}

/// Whether any record of a list has a flag set.
pub fn any_has(list: &Fact, flag: &str) -> Option<Fact> {
    match &list.value {
        Value::List(items) => {
            let flags: Vec<&Fact> =
                items.iter().filter_map(Fact::as_record).filter_map(|record| record.get(flag)).collect();
            let open = items.iter().find(|item| item.is_unknown());
            let found = any_true(flags.iter().copied());
            match (found, open) {
                (Some(fact), _) if fact.as_bool() == Some(true) => Some(fact),
                (_, Some(unknown)) => Some(derived(unknown, &|_| Value::Absent)),
                (found, None) => found,
            }
        }
        Value::Unknown(_) => Some(derived(list, &|_| Value::Absent)),
        Value::Choice(choice) => {
            let options: Vec<Option<Fact>> = choice.options.iter().map(|option| any_has(option, flag)).collect();
            if options.iter().all(Option::is_none) {
                return None;
            }
            let absent = || Fact::absent(list.at);
            let options = options.into_iter().map(|option| option.unwrap_or_else(absent)).collect();
            Some(Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), list.at))
        }
        _ => None,
    }
}

/// The sum of a number over the records of a list, at the place of the first; unknown where one of them is.
pub fn sum_of(list: &Fact, name: &str) -> Option<Fact> {
    match &list.value {
        Value::List(items) => {
            let numbers: Vec<&Fact> =
                items.iter().filter_map(Fact::as_record).filter_map(|record| record.get(name)).collect();
            let open = |fact: &&&Fact| matches!(fact.value, Value::Unknown(_) | Value::Choice(_));
            if let Some(open) = numbers.iter().find(open) {
                return Some(if numbers.len() == 1 { (*open).clone() } else { unsettled(open) });
            }
            let first = (*numbers.iter().find(|fact| fact.as_number().is_some())?).clone();
            let sum = numbers.iter().filter_map(|fact| fact.as_number()).sum();
            Some(Fact { value: Value::Number(sum), ..first })
        }
        Value::Unknown(_) => Some(derived(list, &|_| Value::Absent)),
        Value::Choice(choice) => {
            let absent = || Fact::absent(list.at);
            let options: Vec<Option<Fact>> = choice.options.iter().map(|option| sum_of(option, name)).collect();
            if options.iter().all(Option::is_none) {
                return None;
            }
            let options = options.into_iter().map(|option| option.unwrap_or_else(absent)).collect();
            Some(Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), list.at))
        }
        _ => None,
    }
}

fn unsettled(open: &Fact) -> Fact {
    match &open.value {
        Value::Unknown(_) => derived(open, &|_| Value::Absent),
        Value::Choice(choice) => Fact::unknown(format!("a part of it depends on {}", choice.switch.key), open.at),
        _ => open.clone(),
    }
}

/// The facts as they are where there may be none of their holder: each absent in the branches that have none.
///
/// A holder of which the number is not known at all is taken to be there: its number follows what it belongs to.
pub fn where_there_are(facts: Facts, instances: &Fact) -> Facts {
    // Where its own arguments are refused, so is whoever refers to it: nothing is drawn there.
    if instances.known == Known::Inferred {
        return facts;
    }
    let mut conditional = Facts::new();
    for (name, fact) in facts.iter() {
        let absent = Fact::absent(fact.at);
        conditional.set(name, instead_where_there_are_none(fact.clone(), instances, &absent));
    }
    conditional
}

/// The facts as they are where something is switched on: each absent where it is off, open where nobody knows. A switch
/// that is absent is on.
pub fn where_on(facts: Facts, enabled: &Fact) -> Facts {
    if enabled.is_absent() || enabled.as_bool() == Some(true) {
        return facts;
    }
    let mut conditional = Facts::new();
    for (name, fact) in facts.iter() {
        let on = where_one_is_on(fact, enabled);
        if !on.is_absent() {
            conditional.set(name, on);
        }
    }
    conditional
}

fn where_one_is_on(fact: &Fact, enabled: &Fact) -> Fact {
    let value = match &enabled.value {
        Value::Choice(choice) => {
            let options = choice.options.iter().enumerate();
            let options = options
                .map(|(branch, option)| where_one_is_on(&in_branch(fact.clone(), &choice.switch, branch), option))
                .collect();
            Value::Choice(Choice { switch: choice.switch.clone(), options })
        }
        Value::Bool(false) => Value::Absent,
        Value::Unknown(_) => derived(enabled, &|_| Value::Absent).value,
        _ => return fact.clone(),
    };
    Fact { value, ..fact.clone() }
}

/// How many run of something that is a number by itself, a group or a service, where there may be none of it.
pub fn none_where_there_are_none(number: Fact, instances: &Fact) -> Fact {
    let none = Fact::new(Value::Number(0.0), Known::Written, instances.at);
    instead_where_there_are_none(number, instances, &none)
}

fn instead_where_there_are_none(fact: Fact, instances: &Fact, instead: &Fact) -> Fact {
    let Value::Choice(choice) = &instances.value else { return fact };
    let options = choice.options.iter().enumerate();
    let options = options
        .map(|(branch, number)| match number.as_number() {
            Some(0.0) => instead.clone(),
            _ => in_branch(fact.clone(), &choice.switch, branch),
        })
        .collect();
    let value = Value::Choice(Choice { switch: choice.switch.clone(), options });
    Fact { value, known: Known::Written, at: fact.at, chain: Vec::new() }
}
