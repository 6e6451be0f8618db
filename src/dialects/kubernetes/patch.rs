//! Patches: what a kustomization changes of a resource. Only what it writes is read, not what becomes of it.

use std::sync::Arc;

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

/// Operations on items behind this one are taken for its own; no pod has so many containers.
const MOST_ITEMS: usize = 64;

/// Reads one settled document of a patch: an object in part, or a list of JSON Patch operations.
///
/// Gives a resource of [`Role::Patch`] with the facts that the patch writes, tied to what it changes; nothing where it
/// changes none of the kinds that are read. `files` are those that its kustomization is made of: a patch reaches no
/// other.
pub fn patch_resource(
    document: &Node,
    target: Option<&PatchTarget>,
    files: &Arc<[SmolStr]>,
    context: &Context<'_>,
) -> Option<Resource> {
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
    let context = Context { name: Some(named.unwrap_or_else(any_name)), ..context.clone() };
    let mut object = Object::of(partial, row, &context)?;
    let name_span = object.name_span;
    // What the kind or a default says is not of the patch: it is known by a place where nothing is written. Within an
    // inline patch all else has one place.
    let nowhere = Span::new(document.span.source, usize::MAX, usize::MAX);
    (object.name_span, object.kind_span) = (nowhere, nowhere);
    let mut resource = object.resource(&context);
    (row.read)(&object, &mut resource);

    let tie = tie(&object, target, files);
    let changed = resource.facts.iter().chain(resource.lends.iter());
    resource.facts = touched(changed, nowhere);
    resource.name_span = name_span;
    become_patch(&mut resource, tie, document.span);
    Some(resource)
}

/// The patches that a kustomization's own fields are: numbers of instances set by name, and what is put on everything.
pub fn field_patches(kustomization: &Kustomization, files: &Arc<[SmolStr]>, context: &Context<'_>) -> Vec<Resource> {
    let replicas = kustomization.replicas.iter().filter_map(|replicas| {
        let Replicas { name, count } = replicas;
        let mut resource = field_patch(Some(&name.text), name.span, REPLICATED, files, context)?;
        resource.facts.set("instances", count.clone());
        Some(resource)
    });
    let tags = kustomization.tags.first().and_then(|first| {
        let mut resource = field_patch(None, first.value.at, &[], files, context)?;
        resource.tags.clone_from(&kustomization.tags);
        Some(resource)
    });
    replicas.chain(tags).collect()
}

/// A patch that says nothing yet, of what bears a name, or of everything.
fn field_patch(
    name: Option<&SmolStr>,
    at: Span,
    kinds: &'static [&'static str],
    files: &Arc<[SmolStr]>,
    context: &Context<'_>,
) -> Option<Resource> {
    let root = Node::new(Content::Map(Map::default()), at);
    let context =
        Context { name: Some(name.cloned().unwrap_or_else(any_name)), name_span: Some(at), ..context.clone() };
    let object = Object::of(&root, kinds::workload("Deployment")?, &context)?;
    let mut resource = object.resource(&context);
    resource.facts = Facts::new();
    let target = Target::Built { files: files.clone(), kinds, name: name.cloned(), namespace: None };
    become_patch(&mut resource, target, at);
    Some(resource)
}

/// What a patch of more than one object is called.
fn any_name() -> SmolStr {
    SmolStr::new_static("*")
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
    resource.links = vec![Link::new(Relation::Patches, target, span)];
}

/// What a patch changes: by its target, else the object that it names.
fn tie(object: &Object<'_>, target: Option<&PatchTarget>, files: &Arc<[SmolStr]>) -> Target {
    let files = files.clone();
    let Some(target) = target else {
        let (kinds, name) = (object.row.kinds(), Some(object.name.clone()));
        return Target::Built { files, kinds, name, namespace: object.namespace.clone() };
    };
    // An expression may mean any, and so may labels of the objects themselves: none is known to be untouched.
    let kinds = if target.kind.as_deref().is_some_and(is_plain) { object.row.kinds() } else { &[] };
    let name = target.name.clone().filter(|name| is_plain(name) && !target.by_labels);
    Target::Built { files, kinds, name, namespace: target.namespace.clone() }
}

/// Whether a name stands for itself alone.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The facts that the patch itself writes: not those that a default or the kind alone says, which stand nowhere. One
/// that is set to null is written too.
fn touched<'a>(all: impl Iterator<Item = (&'static str, &'a Fact)>, nowhere: Span) -> Facts {
    let mut facts = Facts::new();
    for (name, fact) in all {
        if fact.at != nowhere {
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
            Some("remove") if path.rsplit('/').next().is_some_and(is_index) => {
                Some(Node::unknown(Unknown::because("a patch takes it away"), operation.span))
            }
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

/// Writes a value at the end of a JSON Pointer.
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
    if token == "-" || is_index(token) {
        if let Some(item) = item(place, token, value.span) {
            write_below(item, rest, value);
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

/// The item of a list at an index, or a new one at its end; what lies before it and is not written is empty.
fn item<'a>(place: &'a mut Node, token: &str, at: Span) -> Option<&'a mut Node> {
    if place.as_list().is_none() {
        place.content = Content::List(Vec::new());
    }
    let Content::List(items) = &mut place.content else { return None };
    let index = token.parse().unwrap_or(items.len()).min(MOST_ITEMS);
    if items.len() <= index {
        items.resize_with(index + 1, || empty(at));
    }
    items.get_mut(index)
}

fn is_index(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
}

fn empty(at: Span) -> Node {
    Node::new(Content::Null, at)
}
