//! The dialect at its boundary: manifests in, resources out, each shown as text.

mod companions;
mod patches;
mod shapes;
mod workloads;

use std::sync::Arc;

use super::{Context, extract};
use crate::model::document::Syntax;
use crate::model::fact::{Fact, Facts, Known, SEALED, Value};
use crate::model::resource::{Inventory, Link, Resource, Target, UnitPath};
use crate::model::source::SourceId;
use crate::model::tree::{Node, Schema};
use crate::parse;

/// Reads manifests.
fn read(text: &str) -> Inventory {
    let parsed = parse::parse(SourceId(0), text, Syntax::Yaml);
    extract(parsed.documents, &unit())
}

/// Reads a manifest of one object.
fn one(text: &str) -> Resource {
    let mut resources = read(text).resources;
    assert_eq!(resources.len(), 1, "{text}");
    resources.remove(0)
}

/// A settled tree.
fn tree(text: &str) -> Node {
    let mut root = parse::parse(SourceId(0), text, Syntax::Yaml).documents.remove(0).root;
    root.settle(Schema::Yaml11);
    root
}

fn unit() -> UnitPath {
    UnitPath(Arc::from("deploy"))
}

/// A resource's address and role.
fn head(resource: &Resource) -> String {
    format!("{} {}", resource.local, resource.role.name())
}

/// A fact as text; `~` marks what is not written.
fn shown(facts: &Facts, name: &str) -> String {
    facts.get(name).map_or_else(|| "-".to_owned(), fact)
}

fn fact(fact: &Fact) -> String {
    let list = |facts: Vec<String>| facts.join(", ");
    let value = match &fact.value {
        Value::Absent => "absent".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => format!("[{}]", list(items.iter().map(self::fact).collect())),
        Value::Record(facts) => {
            format!("{{{}}}", list(facts.iter().map(|(name, item)| format!("{name}: {}", self::fact(item))).collect()))
        }
        Value::Unknown(unknown) => {
            let bound = |sign, bound: Option<f64>| bound.map(|bound| format!(" {sign}{bound}")).unwrap_or_default();
            format!("unknown{}{}", bound(">=", unknown.at_least), bound("<=", unknown.at_most))
        }
        Value::Sealed(_) => SEALED.to_owned(),
        Value::Choice(choice) => {
            format!("{} ? {}", choice.switch.key, list(choice.options.iter().map(self::fact).collect()))
        }
    };
    if fact.known == Known::Written { value } else { format!("{value}~") }
}

/// A tie as text.
fn tie(link: &Link) -> String {
    let labels = |labels: &[(smol_str::SmolStr, smol_str::SmolStr)]| {
        labels.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
    };
    let place =
        |namespace: &Option<smol_str::SmolStr>| namespace.as_ref().map(|n| format!(" in {n}")).unwrap_or_default();
    let target = match &link.target {
        Target::Local(address) => address.to_string(),
        Target::Named { kinds, name, namespace } => format!("{}/{name}{}", kinds.join("|"), place(namespace)),
        Target::Selected { namespace, labels: of } => format!("[{}]{}", labels(of), place(namespace)),
        Target::Labelled { labels: of, .. } => format!("pool [{}]", labels(of)),
        Target::Built { kinds, name, namespace, .. } => {
            let (kinds, name) = (kinds.join("|"), name.as_deref().unwrap_or("*"));
            format!("{kinds}/{name}{}", place(namespace))
        }
        Target::Unknown(unknown) => format!("unknown: {}", unknown.reason),
    };
    format!("{} {target}", link.relation.name())
}

fn ties(resource: &Resource) -> Vec<String> {
    resource.links.iter().map(tie).collect()
}

/// Asserts facts of a resource, each as `name: value`.
fn assert_facts(facts: &Facts, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert_eq!(shown(facts, name), *value, "{name}");
    }
}

/// A Deployment around lines of a pod's specification.
fn deployment(spec: &str) -> Resource {
    let lines: String = spec.lines().map(|line| format!("      {line}\n")).collect();
    one(&format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n{lines}"
    ))
}

fn context(unit: &UnitPath) -> Context<'_> {
    Context::manifest(unit)
}
