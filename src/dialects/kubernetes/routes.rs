//! Front doors: Services by selector, and the Ingresses and routes that lead to Services.

use std::borrow::Cow;

use super::companions::selected;
use super::object::Object;
use super::walk::follow;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Link, Relation, Resource, Target};
use crate::model::tree::Node;

const SERVICE: &[&str] = &["Service"];

/// A Service: a front door of the pods that it selects. Without a selector somebody else fills it.
pub(super) fn service(object: &Object<'_>, resource: &mut Resource) {
    let Some(selector) = object.at(&["spec", "selector"]) else { return };
    if selector.as_map().is_some_and(|map| map.entries.is_empty()) || selector.is_null() {
        return;
    }
    lend_route(object, resource);
    let target = selected(&selector, object.namespace.clone());
    resource.links.push(Link::new(Relation::Routes, target, selector.span));
}

/// An Ingress of any version: it leads to Services by name.
pub(super) fn ingress(object: &Object<'_>, resource: &mut Resource) {
    let Some(spec) = object.at(&["spec"]) else { return };
    let mut backends: Vec<Node> =
        ["defaultBackend", "backend"].iter().filter_map(|key| follow(&spec, &[key])).map(Cow::into_owned).collect();
    for rule in spec.get("rules").map(Node::items).unwrap_or_default() {
        let paths = rule.at(&["http", "paths"]).map(Node::items).unwrap_or_default();
        backends.extend(paths.iter().filter_map(|path| path.get("backend").cloned()));
    }
    let names = backends.iter().filter_map(|backend| {
        follow(backend, &["service", "name"]).or_else(|| follow(backend, &["serviceName"])).map(Cow::into_owned)
    });
    lead(object, names.collect(), resource);
}

/// A route of the Gateway API.
pub(super) fn gateway_route(object: &Object<'_>, resource: &mut Resource) {
    let names = named_services(object, "rules", "backendRefs");
    lead(object, names, resource);
}

/// Traefik's route.
pub(super) fn traefik_route(object: &Object<'_>, resource: &mut Resource) {
    let names = named_services(object, "routes", "services");
    lead(object, names, resource);
}

/// OpenShift's route.
pub(super) fn openshift_route(object: &Object<'_>, resource: &mut Resource) {
    let names = object.at(&["spec", "to", "name"]).into_iter().map(Cow::into_owned);
    lead(object, names.collect(), resource);
}

/// The names in `spec.<rules>[].<references>[]`, of references to Services.
fn named_services(object: &Object<'_>, rules: &str, references: &str) -> Vec<Node> {
    let Some(rules) = object.at(&["spec", rules]) else { return Vec::new() };
    let references = rules.items().iter().filter_map(|rule| rule.get(references)).flat_map(Node::items);
    references
        .filter(|reference| reference.get("kind").is_none_or(|kind| kind.as_str() == Some("Service")))
        .filter_map(|reference| reference.get("name").cloned())
        .collect()
}

/// Ties a front door to Services, each once.
fn lead(object: &Object<'_>, names: Vec<Node>, resource: &mut Resource) {
    for name in names {
        let link = object.tie(Relation::Routes, SERVICE, &name);
        if !resource.links.iter().any(|other| other.target == link.target) {
            resource.links.push(link);
        }
    }
    if resource.links.iter().any(|link| matches!(link.target, Target::Named { kinds: SERVICE, .. })) {
        lend_route(object, resource);
    }
}

fn lend_route(object: &Object<'_>, resource: &mut Resource) {
    let route = Fact::written(Value::Text(object.called()), object.name_span);
    resource.lends.set("routes", Fact::written(Value::List(vec![route]), object.name_span));
}
