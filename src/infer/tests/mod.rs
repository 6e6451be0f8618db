//! Workloads in, needs out.

mod said;
mod structural;

use std::sync::Arc;

use super::{TagWords, infer};
use crate::model::fact::{Fact, Facts, SEALED, Value};
use crate::model::problem::Problem;
use crate::model::resource::{Resource, Role, Tag, TagScope, UnitPath};
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Switch, SwitchKind, Unknown};

/// Every tag has its value at its number times ten; the name stands at 0.
fn at(place: usize) -> Span {
    Span::new(SourceId(0), place, place + 1)
}

fn fact(value: impl Into<Value>) -> Fact {
    Fact::written(value.into(), at(5))
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

fn list(items: Vec<Value>) -> Value {
    Value::List(items.into_iter().map(fact).collect())
}

fn texts(items: &[&str]) -> Value {
    list(items.iter().map(|item| Value::from(*item)).collect())
}

fn record(facts: &[(&'static str, Value)]) -> Value {
    Value::Record(facts_of(facts))
}

fn facts_of(written: &[(&'static str, Value)]) -> Facts {
    let mut facts = Facts::new();
    for (name, value) in written {
        facts.set(name, fact(value.clone()));
    }
    facts
}

fn unknown(reason: &str) -> Value {
    Value::Unknown(Unknown::because(reason))
}

fn choice(options: Vec<Value>) -> Value {
    let branches = (0..options.len()).map(|index| index.to_string().into()).collect();
    let switch = Arc::new(Switch { key: "var.env".into(), branches, kind: SwitchKind::Condition });
    Value::Choice(Choice { switch, options: options.into_iter().map(fact).collect() })
}

fn workload(kind: &str, service: &'static str, facts: &[(&'static str, Value)]) -> Resource {
    Resource {
        unit: UnitPath("".into()),
        local: "w".into(),
        dialect: "terraform",
        kind: kind.into(),
        name: "w".into(),
        role: Role::Workload,
        service: Some(service),
        name_span: at(0),
        span: at(0),
        namespace: None,
        labels: Vec::new(),
        facts: facts_of(facts),
        lends: Facts::new(),
        tags: Vec::new(),
        links: Vec::new(),
        suppressions: Vec::new(),
        calls: Arc::default(),
    }
}

fn tagged(tags: &[(&str, Value, TagScope)]) -> Resource {
    let mut resource = workload("aws_lambda_function", "aws-lambda", &[]);
    let tag = |(index, (key, value, scope)): (usize, &(&str, Value, TagScope))| Tag {
        key: (*key).into(),
        value: Fact::written(value.clone(), at((index + 1) * 10)),
        scope: *scope,
    };
    resource.tags = tags.iter().enumerate().map(tag).collect();
    resource
}

fn needs_and_problems(resource: &Resource) -> (Facts, Vec<Problem>) {
    infer(resource, &[], &TagWords::built_in(), None)
}

fn needs(resource: &Resource) -> Facts {
    needs_and_problems(resource).0
}

/// A value in a few letters: `-` absent, `?` unknown, `a|b` a choice.
fn short(fact: Option<&Fact>) -> String {
    let Some(fact) = fact else { return "-".to_owned() };
    let joined =
        |facts: &[Fact], between: &str| facts.iter().map(|fact| short(Some(fact))).collect::<Vec<_>>().join(between);
    match &fact.value {
        Value::Absent => "-".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => format!("[{}]", joined(items, " ")),
        Value::Record(_) => "{}".to_owned(),
        Value::Unknown(_) => "?".to_owned(),
        Value::Sealed(_) => SEALED.to_owned(),
        Value::Choice(choice) => joined(&choice.options, "|"),
    }
}

fn shorts(needs: &Facts, names: &[&str]) -> String {
    names.iter().map(|name| short(needs.get(name))).collect::<Vec<_>>().join(", ")
}
