//! Companions that set one thing: disruption budgets, runtime classes, namespaces and claims.

use smol_str::SmolStr;

use super::object::{self, Object};
use super::sandbox::sandbox_of;
use super::walk::{follow, text};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Link, Relation, Resource, Target};
use crate::model::tree::{Content, Node, Unknown};
use crate::values::read;

/// Kinds of which the name, the labels and the annotations say all that is asked.
pub(super) fn nothing_more(_object: &Object<'_>, _resource: &mut Resource) {}

/// A budget guards the pods that it selects, unless it lets all of them go at once.
pub(super) fn disruption_budget(object: &Object<'_>, resource: &mut Resource) {
    let Some(selector) = object.at(&["spec", "selector"]).filter(|selector| !selector.is_null()) else { return };
    let lets_all_go =
        [("maxUnavailable", &["100%"][..]), ("minAvailable", &["0", "0%"])].into_iter().find_map(|(key, values)| {
            let written = object.at(&["spec", key])?;
            values.contains(&written.as_text()?.as_str()).then_some(written.span)
        });
    let guards = match lets_all_go {
        Some(span) => Fact::written(Value::Bool(false), span),
        None => Fact::written(Value::Bool(true), object.name_span),
    };
    resource.lends.set("disruption_budget", guards);
    let target = match &selector.content {
        Content::Map(_) => by_label_selector(&selector, object.namespace.clone()),
        _ => object::target(&selector, None),
    };
    resource.links.push(Link::new(Relation::Guards, target, selector.span));
}

/// A runtime class says which handler its pods run under.
pub(super) fn runtime_class(object: &Object<'_>, resource: &mut Resource) {
    let Some(handler) = object.at(&["handler"]) else { return };
    resource.lends.set("runtime_handler", read::fact(&handler, read::text));
    let sandbox = match handler.as_text().as_deref().and_then(sandbox_of) {
        Some(sandbox) => Fact::written(Value::Text(SmolStr::new_static(sandbox)), handler.span),
        None => Fact::unknown("what the runtime's handler puts around a pod is not known", handler.span),
    };
    resource.lends.set("sandbox", sandbox);
}

/// What a `selector` with `matchLabels` and `matchExpressions` selects.
fn by_label_selector(selector: &Node, namespace: Option<SmolStr>) -> Target {
    let mut labels = match follow(selector, &["matchLabels"]) {
        Some(written) => match selected(&written, namespace.clone()) {
            Target::Selected { labels, .. } => labels,
            other => return other,
        },
        None => Vec::new(),
    };
    for expression in selector.get("matchExpressions").map(Node::items).unwrap_or_default() {
        let values = expression.get("values").map(Node::items).unwrap_or_default();
        let (Some(key), Some("In"), [value]) =
            (text(expression, &["key"]), expression.get("operator").and_then(Node::as_str), values)
        else {
            return Target::Unknown(Unknown::because("its selector asks for more than labels of one value"));
        };
        match value.as_text() {
            Some(value) => labels.push((key, value)),
            None => return object::target(value, None),
        }
    }
    Target::Selected { namespace, labels }
}

/// What a map of labels selects; unknown where one of them is.
pub(super) fn selected(labels: &Node, namespace: Option<SmolStr>) -> Target {
    let Some(map) = labels.as_map() else {
        return if labels.is_null() {
            Target::Selected { namespace, labels: Vec::new() }
        } else {
            object::target(labels, None)
        };
    };
    let mut known = Vec::new();
    for entry in &map.entries {
        match entry.value.as_text() {
            Some(value) => known.push((entry.key.text.clone(), value)),
            None => return object::target(&entry.value, None),
        }
    }
    Target::Selected { namespace, labels: known }
}
