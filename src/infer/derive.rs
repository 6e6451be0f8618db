//! Facts made of facts: every option of a choice for itself, the way they came kept.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Unknown};

/// Choices within choices that are followed; deeper ones are unknown.
const MOST_DEPTH: usize = 3;

/// Makes a fact of another, option by option of its choices.
pub(super) fn each(fact: &Fact, make: &dyn Fn(&Fact) -> Fact) -> Fact {
    each_to(fact, make, MOST_DEPTH)
}

fn each_to(fact: &Fact, make: &dyn Fn(&Fact) -> Fact, depth: usize) -> Fact {
    match &fact.value {
        Value::Choice(_) if depth == 0 => too_deep(fact),
        Value::Choice(choice) => chosen(fact, choice, |option| each_to(option, make, depth - 1)),
        _ => make(fact),
    }
}

/// Makes a fact of the known values of another; absent and unknown stay as they are.
pub(super) fn map(fact: &Fact, read: &dyn Fn(&Value) -> Value) -> Fact {
    each(fact, &|fact| match &fact.value {
        Value::Absent | Value::Unknown(_) => fact.clone(),
        known => valued(fact, read(known)),
    })
}

/// Makes one fact of two, option by option; choices on one switch go together.
pub(super) fn combine(one: &Fact, other: &Fact, join: &dyn Fn(&Fact, &Fact) -> Fact) -> Fact {
    combine_to(one, other, join, MOST_DEPTH)
}

fn combine_to(one: &Fact, other: &Fact, join: &dyn Fn(&Fact, &Fact) -> Fact, depth: usize) -> Fact {
    match (&one.value, &other.value) {
        (Value::Choice(_), _) | (_, Value::Choice(_)) if depth == 0 => too_deep(one),
        (Value::Choice(a), Value::Choice(b)) if a.switch == b.switch => {
            let pairs = a.options.iter().zip(&b.options);
            let options = pairs.map(|(a, b)| combine_to(a, b, join, depth - 1)).collect();
            valued(one, Value::Choice(Choice { switch: Arc::clone(&a.switch), options }))
        }
        (Value::Choice(choice), _) => chosen(one, choice, |option| combine_to(option, other, join, depth - 1)),
        (_, Value::Choice(choice)) => chosen(other, choice, |option| combine_to(one, option, join, depth - 1)),
        _ => join(one, other),
    }
}

fn chosen(fact: &Fact, choice: &Choice<Fact>, make: impl Fn(&Fact) -> Fact) -> Fact {
    let options = choice.options.iter().map(make).collect();
    valued(fact, Value::Choice(Choice { switch: Arc::clone(&choice.switch), options }))
}

fn too_deep(fact: &Fact) -> Fact {
    valued(fact, unknown("it hangs on too many choices"))
}

/// The same fact with another value.
pub(super) fn valued(fact: &Fact, value: Value) -> Fact {
    Fact { value, known: fact.known, at: fact.at, chain: fact.chain.clone() }
}

/// An unknown value of which only the reason is known.
pub(super) fn unknown(reason: impl Into<SmolStr>) -> Value {
    Value::Unknown(Unknown::because(reason))
}

/// The same fact, every option of it known no better than `known`.
pub(super) fn at_best(fact: Fact, known: Known) -> Fact {
    each_known(fact, &|before| before.max(known))
}

/// The same fact, every option of it known as `change` says.
pub(super) fn each_known(mut fact: Fact, change: &dyn Fn(Known) -> Known) -> Fact {
    fact.known = change(fact.known);
    match &mut fact.value {
        Value::Choice(choice) => {
            let options = std::mem::take(&mut choice.options);
            choice.options = options.into_iter().map(|option| each_known(option, change)).collect();
        }
        Value::List(items) => {
            let before = std::mem::take(items);
            *items = before.into_iter().map(|item| each_known(item, change)).collect();
        }
        _ => {}
    }
    fact
}

/// True where either is: then by the one that is better known; else unknown where either is.
pub(super) fn either(one: &Fact, other: &Fact) -> Fact {
    strongest(one, other, &|fact| match &fact.value {
        Value::Bool(true) => 3,
        Value::Unknown(_) => 2,
        Value::Absent => 0,
        _ => 1,
    })
}

/// The one that ranks higher; of equals the better known, else the first.
pub(super) fn strongest(one: &Fact, other: &Fact, rank: &dyn Fn(&Fact) -> usize) -> Fact {
    combine(one, other, &|one, other| {
        let (first, second) = (rank(one), rank(other));
        let other_wins = second > first || second == first && other.known < one.known;
        if other_wins { other.clone() } else { one.clone() }
    })
}

/// Whether nothing is said, whichever way the choices fall.
pub(super) fn says_nothing(fact: &Fact) -> bool {
    match &fact.value {
        Value::Absent => true,
        Value::Choice(choice) => choice.options.iter().all(says_nothing),
        _ => false,
    }
}

/// Sets a need, unless a stronger source has set it or nothing is said.
pub(super) fn offer(needs: &mut Facts, name: &'static str, fact: Fact) {
    if !says_nothing(&fact) {
        needs.fill(name, fact);
    }
}

/// A fact of the workload, or an absent one at its name.
pub(super) fn fact_or_absent(facts: &Facts, name: &str, absent_at: Span) -> Fact {
    facts.get(name).cloned().unwrap_or_else(|| Fact::absent(absent_at))
}
