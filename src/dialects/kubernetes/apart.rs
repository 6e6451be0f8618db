//! Apart: the taints that nodes bear, what bears them, and the pods that a pod must be on no node with.

use std::fmt::Write;

use smol_str::{SmolStr, format_smolstr};

use super::walk::{follow, undecided_reason};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::tree::{Content, Node};
use crate::values::read;

/// Reads what a pod bears, and what it stays away from. What is only preferred keeps nothing apart.
pub(super) fn read(spec: &Node, facts: &mut Facts) {
    if let Some(tolerations) = follow(spec, &["tolerations"]).filter(|list| !list.is_null()) {
        facts.set("tolerations", read::list(&tolerations, toleration));
    }
    let required = ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
    if let Some(terms) = follow(spec, &required).filter(|terms| !terms.is_null()) {
        facts.set("apart_from", apart_from(&terms));
    }
}

/// The taints of a pool's nodes, of a list of them; none where none is written.
pub(super) fn taints(list: Option<&Node>, otherwise: Fact) -> Fact {
    match list.filter(|list| !list.is_null()) {
        Some(list) => read::list(list, taint),
        None => otherwise,
    }
}

fn taint(node: &Node) -> Option<Value> {
    let part = |key: &str| node.get(key).and_then(Node::as_text).filter(|text| !text.is_empty());
    let key = part("key")?;
    let pair = part("value").map_or_else(|| key.clone(), |value| format_smolstr!("{key}={value}"));
    Some(Value::Text(format_smolstr!("{pair}:{}", part("effect")?)))
}

fn toleration(node: &Node) -> Option<Value> {
    let written = |key: &str| node.get(key).filter(|node| !node.is_null());
    // Of a part that is written and not known, nothing is guessed.
    let known = ["key", "operator", "value", "effect"]
        .iter()
        .all(|key| written(key).is_none_or(|node| node.as_text().is_some()));
    if !known || !matches!(node.content, Content::Map(_)) {
        return None;
    }
    let part = |key: &str| written(key).and_then(Node::as_text).filter(|text| !text.is_empty());
    let pair = match (part("key"), part("operator").as_deref()) {
        (None, _) => SmolStr::new_static("*"),
        (Some(key), Some("Exists")) => key,
        (Some(key), _) => format_smolstr!("{key}={}", part("value").unwrap_or_default()),
    };
    Some(Value::Text(part("effect").map_or_else(|| pair.clone(), |effect| format_smolstr!("{pair}:{effect}"))))
}

fn apart_from(terms: &Node) -> Fact {
    let Content::List(items) = &terms.content else {
        return Fact::unknown(undecided_reason(&read::fact(terms, |_| None).value), terms.span);
    };
    let items = items.iter().map(|term| match selected(term) {
        Some(labels) => Fact::written(Value::Text(labels), term.span),
        None => {
            Fact::unknown("the pods that it stays away from are not told by single labels of its namespace", term.span)
        }
    });
    Fact::written(Value::List(items.collect()), terms.span)
}

/// The labels of the pods of the same namespace that a term means, `key=value,key=value`; nothing where that is not all.
fn selected(term: &Node) -> Option<SmolStr> {
    let selector = term.get("labelSelector")?;
    if term.get("namespaces").is_some() || term.get("namespaceSelector").is_some() {
        return None;
    }
    let mut labels = String::new();
    let mut add = |key: &str, value: &str| {
        let comma = if labels.is_empty() { "" } else { "," };
        // Writing to a text does not fail.
        let _ = write!(labels, "{comma}{key}={value}");
    };
    for entry in selector.get("matchLabels").and_then(Node::as_map).iter().flat_map(|map| &map.entries) {
        add(&entry.key.text, &entry.value.as_text()?);
    }
    for expression in selector.get("matchExpressions").map(Node::items).unwrap_or_default() {
        let [value] = expression.get("values").map(Node::items).unwrap_or_default() else { return None };
        if expression.get("operator")?.as_str()? != "In" {
            return None;
        }
        add(&expression.get("key")?.as_text()?, &value.as_text()?);
    }
    Some(labels.into())
}
