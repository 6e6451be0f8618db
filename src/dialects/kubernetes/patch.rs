//! Patches: what a kustomization changes of a resource. Only which facts it touches is read, not what becomes of them.

use smol_str::{SmolStr, format_smolstr};

use super::Context;
use super::kinds::{self, REPLICATED, Row};
use super::kustomize::{Kustomization, PatchTarget, Replicas};
use super::object::{self, Object};
use crate::model::fact::{Fact, Facts};
use crate::model::resource::{Link, Relation, Resource, Role, Target};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Unknown};

/// Facts that follow from another: who writes the first touches the rest.
const FOLLOW: &[(&str, &[&str])] = &[
    ("runtime_class", &["runtime_handler", "sandbox"]),
    ("node_selector", &["capacity_type", "capacity_kind", "node_pool", "tenancy", "instance_type"]),
    ("capacity_type", &["node_selector"]),
    ("scale_min", &["instances"]),
    ("scale_max", &["instances"]),
];

/// The deepest path of an operation that is read; no pod has a field below it.
const DEEPEST: usize = 32;

/// Reads one settled document of a patch: an object in part, or a list of JSON Patch operations.
///
/// Gives a resource of [`Role::Patch`] with the facts that the patch writes, tied to what it changes; nothing where it
/// changes none of the kinds that are read.
pub fn patch_resource(document: &Node, target: Option<&PatchTarget>, context: &Context<'_>) -> Option<Resource> {
    if document.as_list().is_some() && target.is_none() {
        return None;
    }
    let row = match target.and_then(|target| target.kind.as_deref()) {
        Some(kind) if is_plain(kind) => patched_row(target.and_then(|target| target.group.as_deref()), kind)?,
        None if let Some((api_version, kind)) = object::head(document) => kinds::find(api_version, kind)?,
        // Any of several kinds: all that is read of pods stands where a Deployment has it.
        _ => kinds::workload("Deployment")?,
    };
    let operations = document.as_list().map(|operations| partial(operations, document.span));
    let partial = operations.as_ref().unwrap_or(document);
    let named = target.and_then(|target| target.name.clone());
    let context = Context { name: named.clone().or_else(|| Some(SmolStr::new_static("*"))), ..context.clone() };
    let object = Object::of(partial, row, &context)?;
    let mut resource = object.resource(&context);
    (row.read)(&object, &mut resource);

    let tie = tie(&object, target);
    let changed = resource.facts.iter().chain(resource.lends.iter());
    resource.facts = touched(changed, &object);
    become_patch(&mut resource, tie, document.span);
    Some(resource)
}

/// The patches that a kustomization's own fields are: numbers of instances set by name.
pub fn field_patches(kustomization: &Kustomization, context: &Context<'_>) -> Vec<Resource> {
    kustomization.replicas.iter().filter_map(|replicas| replica_patch(replicas, context)).collect()
}

fn replica_patch(replicas: &Replicas, context: &Context<'_>) -> Option<Resource> {
    let Replicas { name, count } = replicas;
    let root = Node::new(Content::Map(Map::default()), name.span);
    let context = Context { name: Some(name.text.clone()), name_span: Some(name.span), ..context.clone() };
    let object = Object::of(&root, kinds::workload("Deployment")?, &context)?;
    let mut resource = object.resource(&context);
    resource.facts = Facts::new();
    resource.facts.set("instances", count.clone());
    let target = Target::Named { kinds: REPLICATED, name: name.text.clone(), namespace: None };
    become_patch(&mut resource, target, name.span);
    Some(resource)
}

/// The row of the kind that a target names.
fn patched_row(group: Option<&str>, kind: &str) -> Option<&'static Row> {
    match group {
        Some("") => kinds::find("v1", kind),
        Some(group) => kinds::find(&format!("{group}/v1"), kind),
        None => kinds::any(kind),
    }
}

fn become_patch(resource: &mut Resource, target: Target, span: Span) {
    resource.role = Role::Patch;
    resource.service = None;
    resource.labels = Vec::new();
    resource.lends = Facts::new();
    resource.local = format_smolstr!("{} (patch)", resource.local);
    resource.links = vec![Link { relation: Relation::Patches, target, span }];
}

/// What a patch changes: by its target, else the object that it names.
fn tie(object: &Object<'_>, target: Option<&PatchTarget>) -> Target {
    let all = |namespace| Target::Selected { namespace, labels: Vec::new() };
    let Some(target) = target else {
        return Target::Named {
            kinds: object.row.kinds(),
            name: object.name.clone(),
            namespace: object.namespace.clone(),
        };
    };
    match &target.name {
        // An expression over names, or labels of the objects themselves, may take any: none is known to be untouched.
        Some(name) if is_plain(name) && !target.by_labels && target.kind.as_deref().is_none_or(is_plain) => {
            let kinds = if target.kind.is_some() { object.row.kinds() } else { REPLICATED };
            Target::Named { kinds, name: name.clone(), namespace: target.namespace.clone() }
        }
        _ => all(target.namespace.clone()),
    }
}

/// Whether a name stands for itself alone.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The facts that the patch itself writes: not those that a default or the kind alone says, which stand at the name
/// or the kind. One that is set to null is written too.
fn touched<'a>(all: impl Iterator<Item = (&'static str, &'a Fact)>, object: &Object<'_>) -> Facts {
    let mut facts = Facts::new();
    for (name, fact) in all {
        if fact.at != object.kind_span && fact.at != object.name_span {
            facts.set(name, fact.clone());
        }
    }
    for (first, followers) in FOLLOW {
        let Some(at) = facts.get(first).map(|fact| fact.at) else { continue };
        for name in *followers {
            facts.fill(name, Fact::unknown(format!("it follows from {first}"), at));
        }
    }
    facts
}

/// The object in part that JSON Patch operations write: each value at the end of its path.
fn partial(operations: &[Node], span: Span) -> Node {
    let mut root = Node::new(Content::Map(Map::default()), span);
    for operation in operations {
        let Some(path) = operation.get("path").and_then(Node::as_str) else { continue };
        let value = match operation.get("op").and_then(Node::as_str) {
            Some("add" | "replace") => operation.get("value").cloned(),
            Some("remove") => Some(Node::new(Content::Null, operation.span)),
            Some("move" | "copy") => {
                Some(Node::unknown(Unknown::because("a patch brings it from elsewhere"), operation.span))
            }
            _ => None,
        };
        if let Some(value) = value {
            write(&mut root, path, value);
        }
    }
    root
}

/// Writes a value at the end of a JSON Pointer; an index, whichever it is, is the list's one item.
fn write(root: &mut Node, pointer: &str, value: Node) {
    let tokens: Vec<String> =
        pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    if tokens.len() <= DEEPEST {
        write_below(root, &tokens, value);
    }
}

fn write_below(place: &mut Node, tokens: &[String], value: Node) {
    let Some((token, rest)) = tokens.split_first() else {
        *place = value;
        return;
    };
    let is_index = token == "-" || (!token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()));
    if is_index {
        if place.as_list().is_none_or(<[Node]>::is_empty) {
            place.content = Content::List(vec![empty(value.span)]);
        }
        if let Content::List(items) = &mut place.content
            && let Some(first) = items.first_mut()
        {
            write_below(first, rest, value);
        }
        return;
    }
    if place.get(token).is_none() {
        if place.as_map().is_none() {
            place.content = Content::Map(Map::default());
        }
        if let Content::Map(map) = &mut place.content {
            let key = Key { text: token.into(), span: value.span };
            map.entries.push(MapEntry { key, value: empty(value.span) });
        }
    }
    if let Content::Map(map) = &mut place.content
        && let Some(entry) = map.entries.iter_mut().rev().find(|entry| entry.key.text == *token)
    {
        write_below(&mut entry.value, rest, value);
    }
}

fn empty(at: Span) -> Node {
    Node::new(Content::Null, at)
}
