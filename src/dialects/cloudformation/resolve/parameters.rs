//! Parameters: what is given, else their default, else one of what they allow.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::budget::SPENT;
use super::evaluate::settled;
use super::given::Deployment;
use super::scope::{Scope, present};
use crate::model::source::Span;
use crate::model::tree::{
    Content, MOST_ALTERNATIVES, MapEntry, Node, Number, Origin, Step, Switch, SwitchKind, Unknown,
};
use crate::values::choices::{choose, same};
use crate::values::variants::Variants;
use crate::values::ways::{marked, moved};

impl Scope<'_> {
    /// The value of a parameter as it stands at `at`; nothing where none is called so.
    pub(super) fn parameter(&self, name: &str, at: Span) -> Option<Node> {
        if let Some(value) = self.values.borrow().get(name) {
            self.budget.spend(value.items().len());
            return Some(if self.budget.is_spent() { present(SPENT, at) } else { moved(value, at) });
        }
        let entry = self.parameters.get(name)?;
        let value = self.over_deployments(&called(name), entry.key.span, &|given| declared(entry, given));
        self.values.borrow_mut().insert(SmolStr::new(name), value.clone());
        Some(moved(&value, at))
    }

    /// The value of a pseudo parameter such as `AWS::Region`.
    pub(super) fn pseudo(&self, name: &str, at: Span) -> Node {
        if name == "AWS::NoValue" {
            return Node::new(Content::Null, at);
        }
        let key = SmolStr::new(name);
        let value = self.over_deployments(&key, at, &|given| match given {
            Some(node) => marked(&settled(node), &key, false),
            None => present(format_smolstr!("{name} is known when it is deployed"), at),
        });
        moved(&value, at)
    }

    /// A value in each way that the stack is deployed; the argument of `value` is what is given there.
    fn over_deployments(&self, key: &SmolStr, span: Span, value: &dyn Fn(Option<&Node>) -> Node) -> Node {
        let name = key.strip_prefix(CALLED).unwrap_or(key);
        let deployments = &self.given.deployments;
        let Some(set) = deployments.iter().find(|deployment| deployment.parameter(name).is_some()) else {
            return value(None);
        };
        // A value that somebody sets is better evidence than an equal default.
        let set = value(set.parameter(name));
        if deployments.iter().all(|deployment| same(&value(deployment.parameter(name)), &set)) {
            return set;
        }
        self.by_deployment(span, &|deployment| value(deployment.parameter(name)))
    }

    /// A choice between what a value is in each way that the stack is deployed.
    pub(super) fn by_deployment(&self, span: Span, value: &dyn Fn(&Deployment) -> Node) -> Node {
        let deployments = &self.given.deployments;
        let names: Vec<SmolStr> = deployments.iter().map(|deployment| deployment.name.clone()).collect();
        Variants::of("variant", &names).choose(deployments.iter().map(value).collect(), span)
    }
}

/// What stands before a parameter's name in reports.
const CALLED: &str = "parameter ";

/// What a parameter is called in reports.
pub(super) fn called(name: &str) -> SmolStr {
    format_smolstr!("{CALLED}{name}")
}

/// The value that a declaration gives a parameter, where this is given from outside.
fn declared(entry: &MapEntry, given: Option<&Node>) -> Node {
    let key = called(&entry.key.text);
    let of = |name: &str| entry.value.get(name);
    let text_of = |name: &str| of(name).and_then(Node::as_text);
    let kind = text_of("Type").unwrap_or_default();
    let without = |unknown: Unknown| {
        let step = Step { span: entry.key.span, name: key.clone() };
        let origin = Some(Arc::new(Origin { steps: vec![step], defaulted: false }));
        Node {
            origin,
            ..Node::unknown(Unknown { value_of: Some(key.clone()), not_null: true, ..unknown }, entry.key.span)
        }
    };
    let because = |reason: SmolStr| without(Unknown::because(reason));
    if text_of("NoEcho").as_deref() == Some("true") {
        return because(format_smolstr!("{key} is a secret"));
    }
    if kind.starts_with("AWS::SSM::Parameter::Value<") {
        return because(format_smolstr!("{key} is read from Systems Manager when it is deployed"));
    }
    if let Some(given) = given {
        return marked(&typed(given, &kind), &key, false);
    }
    if let Some(default) = of("Default") {
        return marked(&typed(default, &kind), &key, true);
    }
    let allowed: Vec<Node> = of("AllowedValues").map(Node::items).unwrap_or_default().iter().map(settled).collect();
    let names: Vec<SmolStr> = allowed.iter().filter_map(Node::as_text).collect();
    if !allowed.is_empty() && names.len() == allowed.len() && allowed.len() <= MOST_ALTERNATIVES {
        let switch = Arc::new(Switch { key: key.clone(), branches: names, kind: SwitchKind::Condition });
        let options = allowed.iter().map(|node| marked(&typed(node, &kind), &key, false)).collect();
        return choose(&switch, options, entry.key.span);
    }
    let number = |name: &str| of(name).and_then(|node| to_number(&settled(node)));
    let numbers: Option<Vec<f64>> = allowed.iter().map(to_number).collect();
    let numbers = numbers.unwrap_or_default();
    without(Unknown {
        at_least: number("MinValue").or_else(|| numbers.iter().copied().reduce(f64::min)),
        at_most: number("MaxValue").or_else(|| numbers.iter().copied().reduce(f64::max)),
        ..Unknown::because(format_smolstr!("{key} has no value here"))
    })
}

/// A value as a parameter of a type takes it: lists are written as one text, everything else is text or a number.
fn typed(node: &Node, kind: &str) -> Node {
    let mut node = settled(node);
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        if let Some(text) = node.as_text() {
            let item = |part: &str| Node::new(Content::Text(part.trim().into()), node.span);
            node.content = Content::List(text.split(',').map(item).collect());
        }
        return node;
    }
    match (kind, to_number(&node), node.as_text()) {
        ("Number", Some(value), Some(raw)) => node.content = Content::Number(Number { value, raw }),
        (_, _, Some(text)) => node.content = Content::Text(text),
        _ => {}
    }
    node
}

/// The number that a number or a text is.
pub(super) fn to_number(node: &Node) -> Option<f64> {
    let parsed = || node.as_str().and_then(|text| text.trim().parse::<f64>().ok());
    node.as_number().or_else(parsed).filter(|number| number.is_finite())
}
