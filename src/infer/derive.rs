//! Needs made of facts: the stronger of two, and how well they are known.

use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::source::Span;
pub(super) use crate::values::branches::{combine, each, unknown, valued};

/// Makes a fact of the known values of another; absent and unknown stay as they are.
pub(super) fn map(fact: &Fact, read: &dyn Fn(&Value) -> Value) -> Fact {
    each(fact, &|fact| match &fact.value {
        Value::Absent | Value::Unknown(_) => fact.clone(),
        known => valued(fact, read(known)),
    })
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
