//! From facts of containers to one fact of their workload: any, and sum.

use smol_str::SmolStr;

use super::walk::undecided_reason;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::tree::{Choice, Unknown};

/// What a container adds to a sum where it asks for nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsaid {
    /// Nothing: there is none unless it is asked for.
    Nothing,
    /// An amount that nobody wrote: the sum is then only a lower bound.
    Something,
}

/// Whether any container that serves has a fact; init containers do not count, so that one which sets a kernel
/// setting and ends does not make its workload privileged.
pub(super) fn any(containers: &Fact, name: &'static str) -> Option<Fact> {
    over(containers, &|serving| {
        if let Some(yes) = serving.iter().find_map(|facts| facts.get(name).filter(|fact| fact.as_bool() == Some(true)))
        {
            return Some(yes.clone());
        }
        let said: Vec<&Fact> =
            serving.iter().filter_map(|facts| facts.get(name)).filter(|fact| !fact.is_absent()).collect();
        let undecided: Vec<&Fact> = said.iter().copied().filter(|fact| fact.as_bool().is_none()).collect();
        match undecided.as_slice() {
            [] => said.first().copied().cloned(),
            [only] => Some((*only).clone()),
            [first, ..] => Some(Fact::unknown(undecided_reason(&first.value), first.at)),
        }
    })
}

/// The sum of a number over the containers that serve.
pub(super) fn sum(containers: &Fact, name: &'static str, unsaid: Unsaid) -> Option<Fact> {
    over(containers, &|serving| {
        let said: Vec<&Fact> =
            serving.iter().filter_map(|facts| facts.get(name)).filter(|fact| !fact.is_absent()).collect();
        let first = *said.first()?;
        if serving.len() == 1 {
            return Some(first.clone());
        }
        let total = said.iter().map(|fact| fact.as_number().unwrap_or_else(|| least(&fact.value))).sum();
        let undecided = said.iter().find(|fact| fact.as_number().is_none());
        let reason = match undecided {
            Some(fact) => undecided_reason(&fact.value),
            None if unsaid == Unsaid::Something && said.len() < serving.len() => {
                SmolStr::from(format!("not every container says its {name}"))
            }
            None => return Some(Fact { value: Value::Number(total), ..first.clone() }),
        };
        let unknown = Unknown { not_null: true, at_least: Some(total), ..Unknown::because(reason) };
        Some(Fact { value: Value::Unknown(unknown), ..undecided.copied().unwrap_or(first).clone() })
    })
}

fn least(value: &Value) -> f64 {
    match value {
        Value::Unknown(unknown) => unknown.at_least.unwrap_or(0.0),
        _ => 0.0,
    }
}

/// Makes a fact of the containers that serve, for each branch where the list is a choice; unknown where it, or one
/// in it, is.
fn over(containers: &Fact, make: &dyn Fn(&[&Facts]) -> Option<Fact>) -> Option<Fact> {
    match &containers.value {
        Value::List(items) => {
            let serving: Vec<&Facts> =
                items.iter().filter_map(Fact::as_record).filter(|facts| !facts.is_true("init")).collect();
            let made = make(&serving);
            match items.iter().find(|item| item.as_record().is_none()) {
                // Only a yes, or a bound, holds whatever the other containers are.
                Some(_) if made.as_ref().is_some_and(|fact| fact.as_bool() == Some(true)) => made,
                Some(item) => Some(whatever_else(made, item)),
                None => made,
            }
        }
        Value::Choice(choice) => {
            let made: Vec<_> = choice.options.iter().map(|option| over(option, make)).collect();
            if made.iter().all(Option::is_none) {
                return None;
            }
            let options = made.into_iter().map(|fact| fact.unwrap_or_else(|| Fact::absent(containers.at))).collect();
            let value = Value::Choice(Choice { switch: choice.switch.clone(), options });
            Some(Fact { value, ..containers.clone() })
        }
        Value::Unknown(unknown) => {
            Some(Fact { value: Value::Unknown(Unknown::because(unknown.reason.clone())), ..containers.clone() })
        }
        _ => None,
    }
}

fn whatever_else(made: Option<Fact>, item: &Fact) -> Fact {
    let at_least = made.as_ref().and_then(|fact| fact.as_number().or_else(|| Some(least(&fact.value))));
    let at_least = at_least.filter(|least| *least > 0.0);
    let unknown = Unknown { at_least, ..Unknown::because(undecided_reason(&item.value)) };
    Fact { value: Value::Unknown(unknown), ..item.clone() }
}
