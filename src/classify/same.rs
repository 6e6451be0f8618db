//! Whether two facts say the same, wherever they are written.

use crate::model::fact::{Fact, Value};

/// Whether two facts have the same value; two unknowns do, as nothing tells them apart.
pub(super) fn same(one: &Fact, other: &Fact) -> bool {
    match (&one.value, &other.value) {
        (Value::Unknown(_), Value::Unknown(_)) => true,
        (Value::Choice(one), Value::Choice(other)) => {
            one.switch.key == other.switch.key
                && one.options.len() == other.options.len()
                && one.options.iter().zip(&other.options).all(|(one, other)| same(one, other))
        }
        (one, other) => one == other,
    }
}

/// The first of some facts, if all say the same.
pub(super) fn all_same(facts: &[Fact]) -> Option<&Fact> {
    let (first, rest) = facts.split_first()?;
    rest.iter().all(|other| same(first, other)).then_some(first)
}
