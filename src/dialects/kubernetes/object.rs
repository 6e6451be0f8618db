//! An object's head: its kind, name, namespace, labels and annotations, and the resource that starts from them.

use std::sync::Arc;

use std::borrow::Cow;

use smol_str::{SmolStr, format_smolstr};

use super::Context;
use super::kinds::{self, Row};
use super::walk::{follow, pairs, text};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Link, Relation, Resource, Suppression, Tag, TagScope, Target};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::read;
use crate::values::reason::reason_and_end;

/// What an annotation's key starts with that asks not to be told of a policy's findings.
const IGNORE: &str = "misfit/ignore.";

/// A whole earlier version of the object: it says nothing new and is long.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// An object of a kind that is known, with its name.
pub(super) struct Object<'a> {
    /// The whole of it.
    pub(super) root: &'a Node,
    /// What its kind is.
    pub(super) row: &'static Row,
    /// Its name; with a `*` at its end where the cluster makes up the rest.
    pub(super) name: SmolStr,
    /// Its name's token.
    pub(super) name_span: Span,
    /// Where its kind is written: what the kind alone says is written there.
    pub(super) kind_span: Span,
    /// Its namespace, if one is written.
    pub(super) namespace: Option<SmolStr>,
}

/// Group and version, and the kind, of anything that says both.
pub(super) fn head(root: &Node) -> Option<(&str, &str)> {
    Some((root.get("apiVersion")?.as_str()?, root.get("kind")?.as_str()?))
}

impl<'a> Object<'a> {
    /// The object of a tree, if its kind is known and it has a name.
    pub(super) fn of(root: &'a Node, row: &'static Row, context: &Context<'_>) -> Option<Self> {
        let kind_span = root.get("kind").map_or(root.span, |kind| kind.span);
        let (name, name_span) = named(root).or_else(|| Some((context.name.clone()?, kind_span)))?;
        let namespace = text(root, &["metadata", "namespace"]).filter(|namespace| !namespace.is_empty());
        Some(Self { root, row, name, name_span: context.name_span.unwrap_or(name_span), kind_span, namespace })
    }

    /// The value at the end of a path.
    pub(super) fn at(&self, path: &[&str]) -> Option<Cow<'a, Node>> {
        follow(self.root, path)
    }

    /// A fact that the kind alone says.
    pub(super) fn implied(&self, value: Value) -> Fact {
        Fact::written(value, self.kind_span)
    }

    /// A fact that holds where nothing else is written.
    pub(super) fn defaulted(&self, value: Value) -> Fact {
        Fact::new(value, Known::Defaulted, self.name_span)
    }

    /// Its kind and name, as a person would call it.
    pub(super) fn called(&self) -> SmolStr {
        format_smolstr!("{} {}", self.row.kind, self.name)
    }

    /// Its address: group, kind, namespace and name, without what is empty.
    pub(super) fn address(&self) -> SmolStr {
        let parts = [self.row.group, self.row.kind, self.namespace.as_deref().unwrap_or_default(), &self.name];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        SmolStr::from(parts.join("/"))
    }

    /// The resource that it is, with nothing but its head.
    pub(super) fn resource(&self, context: &Context<'_>) -> Resource {
        let mut resource = Resource {
            unit: context.unit.clone(),
            local: context.address.clone().unwrap_or_else(|| self.address()),
            dialect: context.dialect,
            kind: SmolStr::new_static(self.row.kind),
            name: self.name.clone(),
            role: self.row.role,
            service: self.row.service,
            name_span: self.name_span,
            span: context.span.unwrap_or(self.root.span),
            namespace: self.namespace.clone(),
            labels: Vec::new(),
            facts: Facts::new(),
            lends: Facts::new(),
            tags: Vec::new(),
            links: Vec::new(),
            suppressions: Vec::new(),
            calls: Arc::default(),
        };
        resource.facts.set("kind", self.implied(Value::Text(resource.kind.clone())));
        resource.facts.set("dialect", self.implied(Value::Text(SmolStr::new_static(context.dialect))));
        resource.facts.set("name", Fact::written(Value::Text(self.name.clone()), self.name_span));
        if let Some(metadata) = self.at(&["metadata"]) {
            read_metadata(&metadata, &mut resource);
        }
        if let Some(name) = &self.namespace {
            let span = self.at(&["metadata", "namespace"]).map_or(self.name_span, |node| node.span);
            let target = Target::Named { kinds: &["Namespace"], name: name.clone(), namespace: None };
            resource.links.push(Link::new(Relation::Namespace, target, span));
        }
        resource
    }

    /// A tie to an object of the same namespace whose name stands at a node.
    pub(super) fn tie(&self, relation: Relation, kinds: &'static [&'static str], name: &Node) -> Link {
        let named = |name| Target::Named { kinds, name, namespace: self.namespace.clone() };
        Link::new(relation, target(name, name.as_text().map(named)), name.span)
    }
}

/// The target that a node names: as it reads, else the resource that it refers to, else unknown.
pub(super) fn target(node: &Node, known: Option<Target>) -> Target {
    match (known, &node.content) {
        (Some(target), _) => target,
        (None, Content::Unknown(unknown)) => match &unknown.refers {
            Some(address) => Target::Local(address.clone()),
            None => Target::Unknown((**unknown).clone()),
        },
        (None, Content::Choice(choice)) => {
            Target::Unknown(Unknown::because(format!("it depends on {}", choice.switch.key)))
        }
        (None, _) => Target::Unknown(Unknown::because("what is written here is no such value")),
    }
}

fn named(root: &Node) -> Option<(SmolStr, Span)> {
    let of = |key| {
        let node = follow(root, &["metadata", key])?;
        let name = node.as_text().filter(|name| !name.is_empty())?;
        Some((name, node.span))
    };
    of("name").or_else(|| of("generateName").map(|(name, span)| (format_smolstr!("{name}*"), span)))
}

/// Reads the labels and annotations of a `metadata`: the object's own, or those of its pods.
pub(super) fn read_metadata(metadata: &Node, resource: &mut Resource) {
    for key in ["labels", "annotations"] {
        let Some(written) = follow(metadata, &[key]) else { continue };
        let entries = written.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.key.text != LAST_APPLIED) {
            if let Some(policy) = entry.key.text.strip_prefix(IGNORE) {
                let span = entry.key.span.join(entry.value.span);
                resource.suppressions.push(suppression(policy, &entry.value.as_text().unwrap_or_default(), span));
                continue;
            }
            let value = read::fact(&entry.value, read::text);
            let known_already =
                resource.tags.iter().any(|tag| tag.key == entry.key.text && tag.value.value == value.value);
            if !known_already {
                resource.tags.push(Tag { key: entry.key.text.clone(), value, scope: TagScope::Own });
            }
        }
    }
}

/// The labels of a pod template, which selectors match.
pub(super) fn labels(template: &Node) -> Vec<(SmolStr, SmolStr)> {
    pairs(follow(template, &["metadata", "labels"]).as_deref())
}

fn suppression(policy: &str, text: &str, span: Span) -> Suppression {
    let (reason, until) = reason_and_end(text);
    Suppression { policy: policy.into(), reason, until, span }
}

/// Whether a tree is an object of a kind that is known.
pub(super) fn row(root: &Node) -> Option<&'static Row> {
    let (api_version, kind) = head(root)?;
    kinds::find(api_version, kind)
}
