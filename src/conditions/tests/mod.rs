//! Conditions, held against every rule of the language: text in, judgement out.

mod choices;
mod judgements;
mod mistakes;
mod mutations;
mod neighbours;

use std::sync::Arc;

use smol_str::SmolStr;

use super::{ask, compile, grounds};
use crate::model::condition::{Holds, Judgement, Scope};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::neighbours::Neighbours;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Switch, SwitchKind, Unknown};
use crate::model::vocabulary::{CONTAINER, FACTS, GIVES, LIMITS, NEEDS, Word, find};

/// Values by the full path of their words.
type Values = Vec<(&'static str, Value)>;

/// A place, by number, to tell facts apart.
fn at(place: usize) -> Span {
    Span::new(SourceId(1), place, place + 1)
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn number(number: f64) -> Value {
    Value::Number(number)
}

fn unknown(reason: &str) -> Value {
    Value::Unknown(Unknown::because(reason))
}

fn list(items: Vec<Value>) -> Value {
    Value::List(items.into_iter().enumerate().map(|(place, item)| Fact::written(item, at(100 + place))).collect())
}

fn switch(key: &str, branches: &[&str]) -> Arc<Switch> {
    let branches = branches.iter().map(|branch| (*branch).into()).collect();
    Arc::new(Switch {
        key: key.into(),
        branches,
        kind: if key == "variant" { SwitchKind::Variant } else { SwitchKind::Condition },
    })
}

fn choice(switch: &Arc<Switch>, options: Vec<Value>) -> Value {
    let options = options.into_iter().enumerate().map(|(place, value)| Fact::written(value, at(200 + place))).collect();
    Value::Choice(Choice { switch: switch.clone(), options })
}

fn words(table: &'static [Word], values: Vec<(&str, Value)>) -> Facts {
    let mut facts = Facts::new();
    for (place, (name, value)) in values.into_iter().enumerate() {
        let Some(word) = find(table, name) else { panic!("no word {name}") };
        facts.set(word.name, Fact::written(value, at(10 + place)));
    }
    facts
}

fn container(values: Vec<(&str, Value)>) -> Value {
    Value::Record(words(CONTAINER, values))
}

fn limits(values: Vec<(&str, Value)>) -> Value {
    Value::Record(words(LIMITS, values))
}

/// Asks over facts, needs and gives.
fn asked(condition: &str, facts: &Facts, needs: &Facts, gives: &Facts) -> Judgement {
    let condition = compile(condition).unwrap_or_else(|mistakes| panic!("{condition}: {mistakes:?}"));
    ask(&condition, &Scope { facts, needs, gives, neighbours: &Neighbours::default(), name_span: at(0) })
}

/// Values named by their full path, as facts, needs and gives.
fn tables(values: Vec<(&str, Value)>) -> [Facts; 3] {
    let (mut facts, mut needs, mut gives) = (Vec::new(), Vec::new(), Vec::new());
    for (path, value) in values {
        match path.split_once('.') {
            Some(("facts", name)) => facts.push((name, value)),
            Some(("needs", name)) => needs.push((name, value)),
            Some(("gives", name)) => gives.push((name, value)),
            _ => panic!("no table: {path}"),
        }
    }
    [words(FACTS, facts), words(NEEDS, needs), words(GIVES, gives)]
}

/// Asks over values named by their full path.
fn asked_of(condition: &str, values: Vec<(&str, Value)>) -> Judgement {
    let [facts, needs, gives] = tables(values);
    asked(condition, &facts, &needs, &gives)
}

/// The paths of all that a condition rests on.
fn grounds_of(condition: &str, values: Vec<(&str, Value)>) -> String {
    let [facts, needs, gives] = &tables(values);
    let condition = compile(condition).unwrap_or_else(|mistakes| panic!("{condition}: {mistakes:?}"));
    let scope = Scope { facts, needs, gives, neighbours: &Neighbours::default(), name_span: at(0) };
    let paths: Vec<SmolStr> = grounds(&condition, &scope).into_iter().map(|evidence| evidence.path).collect();
    paths.join(" ")
}

/// A judgement in short: `yes`, `no`, `when ...` or `? reasons`.
fn short(judgement: &Judgement) -> String {
    match &judgement.holds {
        Holds::Yes => "yes".to_owned(),
        Holds::No => "no".to_owned(),
        Holds::CannotTell => {
            let missing: Vec<String> =
                judgement.missing.iter().map(|missing| format!("{}: {}", missing.path, missing.reason)).collect();
            format!("? {}", missing.join("; "))
        }
        Holds::When(assignments) => {
            let one = |branches: &crate::model::condition::Assignment| {
                let branches: Vec<String> = branches
                    .branches
                    .iter()
                    .map(|b| format!("{}={}{}", b.switch, b.name, if b.kind == SwitchKind::Variant { "!" } else { "" }))
                    .collect();
                branches.join(" & ")
            };
            format!("when {}", assignments.iter().map(one).collect::<Vec<_>>().join(" | "))
        }
    }
}

/// The evidence in short: paths, each with the byte that its fact stands at.
fn evidence(judgement: &Judgement) -> String {
    let shown: Vec<String> =
        judgement.evidence.iter().map(|evidence| format!("{}@{}", evidence.path, evidence.fact.at.start)).collect();
    shown.join(" ")
}
