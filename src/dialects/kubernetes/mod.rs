//! Kubernetes: manifests in YAML and JSON, and objects of that shape that other dialects hold.
//!
//! Only objects whose group and kind stand in the table of kinds are read; all else is not ours and is passed over
//! without a word: values files, charts, custom resources, their definitions, and text inside ConfigMaps.

use smol_str::SmolStr;

use crate::model::document::Document;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::{Inventory, Resource, UnitPath};
use crate::model::source::Span;
use crate::model::tree::{Node, Schema};

mod aggregate;
mod apart;
pub mod build;
mod companions;
mod containers;
pub mod helm;
mod kinds;
pub mod kustomize;
mod nodes;
mod object;
pub mod patch;
mod placement;
mod pods;
mod routes;
mod sandbox;
mod scalers;
mod virtual_machines;
mod volumes;
mod walk;
mod workloads;

#[cfg(test)]
mod tests;

pub use kinds::roles;
pub use sandbox::sandbox_of;
pub(in crate::dialects) use scalers::of_type;

/// The dialect's name.
pub const DIALECT: &str = "kubernetes";

/// Where an object is read, and what its holder knows better than it does.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The unit that it is of.
    pub unit: &'a UnitPath,
    /// The dialect that it is written in.
    pub dialect: &'static str,
    /// Its address, where the holder has one of its own.
    pub address: Option<SmolStr>,
    /// What it is called where its own name cannot be known.
    pub name: Option<SmolStr>,
    /// Where it is named, where that is not in its metadata.
    pub name_span: Option<Span>,
    /// The whole of it, where that is more than its tree.
    pub span: Option<Span>,
}

impl<'a> Context<'a> {
    /// The context of a manifest of its own.
    pub fn manifest(unit: &'a UnitPath) -> Self {
        Self { unit, dialect: DIALECT, address: None, name: None, name_span: None, span: None }
    }
}

/// Whether a document is an object of a kind that is known, or a list of objects.
pub fn recognises(root: &Node) -> bool {
    object::row(root).is_some() || list_items(root).is_some()
}

/// Reads the documents of one source; those that are no Kubernetes objects are passed over.
pub fn extract(documents: Vec<Document>, unit: &UnitPath) -> Inventory {
    let context = Context::manifest(unit);
    let mut inventory = Inventory::default();
    for mut document in documents {
        if !recognises(&document.root) {
            continue;
        }
        document.root.settle(Schema::Yaml11);
        for found in objects(&document.root) {
            let resources = extract_object(found, &context);
            if resources.is_empty() {
                inventory.problems.extend(nameless(found));
            }
            inventory.resources.extend(resources);
        }
    }
    inventory
}

/// Reads one settled object; nothing where its kind is not known or it has no name.
pub fn extract_object(object: &Node, context: &Context<'_>) -> Vec<Resource> {
    let Some(row) = object::row(object) else { return Vec::new() };
    let Some(object) = object::Object::of(object, row, context) else { return Vec::new() };
    let mut resource = object.resource(context);
    (row.read)(&object, &mut resource);
    vec![resource]
}

/// The objects of a document in order, lists taken apart, lists of lists too.
fn objects(root: &Node) -> Vec<&Node> {
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(node) = waiting.pop() {
        match list_items(node) {
            Some(items) => waiting.extend(items.iter().rev()),
            None => found.push(node),
        }
    }
    found
}

/// The items of a `List`, or of a list of one kind such as `DeploymentList`.
fn list_items(root: &Node) -> Option<&[Node]> {
    let (_, kind) = object::head(root)?;
    if kind.ends_with("List") { root.get("items")?.as_list() } else { None }
}

fn nameless(root: &Node) -> Option<Problem> {
    let row = object::row(root)?;
    let span = root.get("kind").map_or(root.span, |kind| kind.span);
    let message = format!("this {} has no name, so it is not read", row.kind);
    Some(Problem::at(ProblemKind::Unresolvable, span, message).help("write `metadata.name`, or `generateName`"))
}
