//! Facts of two workloads put together, branch by branch of their choices.

use std::fmt::Write;

use crate::model::fact::{Fact, Known, Value};
use crate::model::report::Judged;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Unknown};

/// Choices within choices that are followed; deeper ones are unknown.
const DEEPEST: usize = 4;

/// Boundaries behind which a workload has a kernel of its own, whoever runs on the same machine.
const OWN_KERNEL: &[&str] = &["userspace-kernel", "microvm", "confidential-vm"];

/// Those of the team with whom a kernel may be shared.
const OF_THE_TEAM: &[&str] = &["own-group", "own-cluster", "own-account"];

/// An answer that stands nowhere by itself: whoever tells it says where.
pub(super) fn answer(value: Value) -> Fact {
    Fact::new(value, Known::Inferred, Span { source: SourceId(u32::MAX), start: 0, end: 0 })
}

/// An answer that cannot be told.
pub(super) fn cannot_tell(reason: impl Into<smol_str::SmolStr>) -> Fact {
    answer(Value::Unknown(Unknown::because(reason)))
}

/// Whether both hold. The second is asked for only where the first does not decide.
pub(super) fn both(one: &Fact, other: &dyn Fn() -> Fact) -> Fact {
    match one.as_bool() {
        Some(false) => one.clone(),
        Some(true) => other(),
        None => combined(one, &other(), &|one, other| match (one.as_bool(), other.as_bool()) {
            (Some(false), _) | (_, Some(true)) => one.clone(),
            _ => other_or_unknown(one, other),
        }),
    }
}

/// Of two of which the first does not decide: the second where it does, else the first that is unknown.
fn other_or_unknown(one: &Fact, other: &Fact) -> Fact {
    if one.as_bool() == Some(true) || other.as_bool() == Some(false) { other.clone() } else { one.clone() }
}

/// Makes one fact of two, branch by branch; choices on one switch go together.
pub(super) fn combined(one: &Fact, other: &Fact, make: &dyn Fn(&Fact, &Fact) -> Fact) -> Fact {
    combined_to(one, other, make, DEEPEST)
}

fn combined_to(one: &Fact, other: &Fact, make: &dyn Fn(&Fact, &Fact) -> Fact, deepest: usize) -> Fact {
    let Some(deeper) = deepest.checked_sub(1) else { return cannot_tell("it hangs on too many choices") };
    let (switch, options) = match (&one.value, &other.value) {
        (Value::Choice(a), Value::Choice(b)) if a.switch.key == b.switch.key => {
            let pairs = a.options.iter().zip(&b.options);
            (&a.switch, pairs.map(|(a, b)| combined_to(a, b, make, deeper)).collect())
        }
        (Value::Choice(choice), _) => {
            (&choice.switch, choice.options.iter().map(|a| combined_to(a, other, make, deeper)).collect())
        }
        (_, Value::Choice(choice)) => {
            (&choice.switch, choice.options.iter().map(|b| combined_to(one, b, make, deeper)).collect())
        }
        _ => return make(one, other),
    };
    let options: Vec<Fact> = options;
    match options.first() {
        Some(first) if options.iter().all(|option| option.value == first.value) => first.clone(),
        _ => answer(Value::Choice(Choice { switch: switch.clone(), options })),
    }
}

/// Whether a workload shares the kernel that it runs on with others of its team: not where it has a sandbox, a machine of
/// its own, or where there are none of it.
pub(super) fn shares_its_kernel(judged: &Judged) -> Fact {
    let Some(placement) = &judged.placement else { return answer(Value::Bool(false)) };
    let given = |name: &str, holds: &dyn Fn(&str) -> bool| match placement.gives.get(name) {
        None => answer(Value::Bool(false)),
        Some(fact) => combined(fact, &answer(Value::Absent), &|fact, _| match &fact.value {
            Value::Text(text) => answer(Value::Bool(holds(text))),
            Value::Unknown(unknown) => cannot_tell(unknown.reason.clone()),
            _ => answer(Value::Bool(false)),
        }),
    };
    let kernel = given("kernel_shared_with", &|text| OF_THE_TEAM.contains(&text));
    let sandbox = || given("boundary", &|text| !OWN_KERNEL.contains(&text));
    let any = || match judged.resource.facts.get("instances") {
        None => answer(Value::Bool(true)),
        Some(fact) => {
            combined(fact, &answer(Value::Absent), &|fact, _| answer(Value::Bool(fact.as_number() != Some(0.0))))
        }
    };
    both(&kernel, &|| both(&sandbox(), &any))
}

/// A fact's value in a text that is the same for the same value, wherever it stands.
pub(super) fn key(fact: &Fact) -> String {
    let mut text = String::new();
    write_key(fact, &mut text, DEEPEST);
    text
}

fn write_key(fact: &Fact, text: &mut String, deepest: usize) {
    let Some(deeper) = deepest.checked_sub(1) else { return };
    let parts = match &fact.value {
        Value::List(items) => items.as_slice(),
        Value::Choice(choice) => {
            text.push_str(&choice.switch.key);
            choice.options.as_slice()
        }
        Value::Unknown(unknown) => {
            text.push('?');
            text.push_str(&unknown.reason);
            &[]
        }
        plain => {
            // Writing to a text does not fail.
            let _ = write!(text, "{plain:?}");
            &[]
        }
    };
    for part in parts {
        text.push('(');
        write_key(part, text, deeper);
        text.push(')');
    }
}
