//! Facts of two workloads put together, branch by branch of their choices.

use std::fmt::Write;

use crate::model::fact::{Fact, Known, Value};
use crate::model::report::Judged;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Unknown};
use crate::values::branches::combine;

/// Values within values that are told apart; deeper ones are alike.
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

/// Makes one answer of two facts, branch by branch; choices on one switch go together.
pub(super) fn combined(one: &Fact, other: &Fact, make: &dyn Fn(&Fact, &Fact) -> Fact) -> Fact {
    settled(combine(one, other, make))
}

/// An answer that is the same in every branch hangs on nothing.
fn settled(fact: Fact) -> Fact {
    let Value::Choice(choice) = fact.value else { return answer(fact.value) };
    let options: Vec<Fact> = choice.options.into_iter().map(settled).collect();
    match options.first() {
        Some(first) if options.iter().all(|option| option.value == first.value) => first.clone(),
        _ => answer(Value::Choice(Choice { switch: choice.switch, options })),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{answer, both};
    use crate::model::fact::{Fact, Value};
    use crate::model::tree::{Choice, Switch, SwitchKind};

    fn choice(key: &str, options: &[bool]) -> Fact {
        let branches = (0..options.len()).map(|branch| branch.to_string().into()).collect();
        let switch = Arc::new(Switch { key: key.into(), branches, kind: SwitchKind::Condition });
        let options = options.iter().map(|holds| answer(Value::Bool(*holds))).collect();
        answer(Value::Choice(Choice { switch, options }))
    }

    fn shown(fact: &Fact) -> String {
        match &fact.value {
            Value::Choice(choice) => {
                let options: Vec<String> = choice.options.iter().map(shown).collect();
                format!("{}({})", choice.switch.key, options.join(" "))
            }
            value => format!("{:?}", *value == Value::Bool(true)),
        }
    }

    #[test]
    fn both_hold_where_each_of_the_two_does() {
        for (one, other, expected) in [
            (choice("v", &[true, false]), choice("v", &[true, false]), "v(true false)"),
            (choice("v", &[true, false]), choice("v", &[false, true]), "false"),
            (choice("v", &[true, false]), choice("w", &[true, false]), "v(w(true false) false)"),
            // Of one key, and yet two: the third branch of the second is not lost.
            (choice("v", &[true, false]), choice("v", &[false, false, true]), "v(v(false false true) false)"),
        ] {
            assert_eq!(shown(&both(&one, &|| other.clone())), expected);
        }
    }
}
