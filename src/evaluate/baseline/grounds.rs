//! Grounds: the values that a finding rests on, as a baseline keeps them.

use super::super::scope;
use crate::conditions::{self, directions};
use crate::model::baseline::{Entry, Grounds, Kept};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::policy::Policy;
use crate::model::report::{Finding, Judged};
use crate::model::tree::Unknown;
use crate::model::vocabulary::Kind;
use crate::values::phrase;

/// Facts that lie deeper in each other than this are not kept.
const DEEPEST: usize = 32;

/// A finding as a baseline keeps it now.
pub fn entry(judged: &Judged, policy: &Policy, finding: &Finding) -> Entry {
    Entry {
        unit: (&*judged.resource.unit.0).into(),
        fingerprint: finding.fingerprint.as_str().into(),
        severity: finding.severity,
        variants: finding.variants.clone(),
        instances: finding.instances.clone(),
        only_when: finding.only_when.as_deref().map(Into::into),
        values: grounds(judged, policy),
        span: None,
    }
}

/// The values that decide, and those that would without them, of words that the policy compares.
fn grounds(judged: &Judged, policy: &Policy) -> Grounds {
    let directions = directions(&policy.when);
    let mut grounds = Grounds::new();
    let nothing = Facts::new();
    for evidence in conditions::grounds(&policy.when, &scope(judged, &nothing)) {
        if !directions.contains_key(&evidence.path) {
            continue;
        }
        let kind = phrase::word(&evidence.path).map_or(Kind::Text, |word| word.kind);
        keep(kind, &evidence.fact.value, grounds.entry(evidence.path).or_default(), DEEPEST);
    }
    for values in grounds.values_mut() {
        values.sort_by(Kept::order);
        values.dedup();
    }
    grounds
}

fn keep(kind: Kind, value: &Value, values: &mut Vec<Kept>, deepest: usize) {
    let Some(deeper) = deepest.checked_sub(1) else { return };
    match value {
        // What is not set is not true, and a list that is not set has no items: conditions read it so.
        Value::Absent => match kind {
            Kind::Bool => values.push(Kept::Bool(false)),
            Kind::List(_) => {}
            _ => values.push(Kept::Absent),
        },
        Value::Bool(yes) => values.push(Kept::Bool(*yes)),
        Value::Number(number) if number.is_finite() => values.push(Kept::Number(*number)),
        Value::Number(_) => values.push(Kept::Unknown { at_least: None, at_most: None }),
        Value::Text(text) => values.push(Kept::Text(text.clone())),
        Value::List(items) => items.iter().for_each(|item: &Fact| keep(kind, &item.value, values, deeper)),
        Value::Record(facts) => values.extend(name(facts).map(Kept::Text)),
        Value::Unknown(Unknown { at_least, at_most, .. }) => {
            values.push(Kept::Unknown { at_least: *at_least, at_most: *at_most });
        }
        Value::Choice(choice) => choice.options.iter().for_each(|option| keep(kind, &option.value, values, deeper)),
        // A baseline is shown to whoever reads the repository.
        Value::Sealed(_) => values.push(Kept::Unknown { at_least: None, at_most: None }),
    }
}

/// What a record is called.
fn name(facts: &Facts) -> Option<smol_str::SmolStr> {
    ["name", "kind", "image"].iter().find_map(|key| facts.text(key).map(Into::into))
}
