//! CloudFormation and SAM: templates in YAML and JSON.

pub(crate) mod extract;
pub(crate) mod resolve;
pub(crate) mod resolved;

pub use extract::roles;

use crate::model::library::Library;
use crate::model::resource::{Inventory, UnitPath};
use crate::model::tree::Node;

/// The dialect's name.
pub const DIALECT: &str = "cloudformation";

/// The name of the dialect of templates that the SAM transform reads.
pub const SAM: &str = "sam";

/// Whether a document is a template: it says so, or has a map of resources of which one has a type with `::` in it.
pub fn recognises(root: &Node) -> bool {
    let is_typed =
        |resource: &Node| resource.get("Type").and_then(Node::as_str).is_some_and(|kind| kind.contains("::"));
    let Some(resources) = root.get("Resources") else { return false };
    let is_of_aws = |node: &Node| node.as_str().is_some_and(|name| name.starts_with("AWS::"));
    root.get("AWSTemplateFormatVersion").is_some()
        || root.get("Transform").is_some_and(|node| is_of_aws(node) || node.items().iter().any(is_of_aws))
        || resources.as_map().is_some_and(|resources| resources.entries.iter().any(|entry| is_typed(&entry.value)))
}

/// Reads a template: resolved as one stack, each resource of a known type a resource.
///
/// The unit is the template's file, since a folder may hold several of which each is a stack.
pub fn read(path: &str, root: &Node, library: &dyn Library) -> Inventory {
    let unit = UnitPath(path.into());
    let (template, mut problems) = resolve::resolve(path, root, library);
    let mut resources = extract::extract(&template, &unit, &extract::generated(&template));
    let (suppressions, mistakes) = extract::everywhere(root, &template);
    problems.extend(mistakes);
    for resource in &mut resources {
        resource.suppressions.extend(suppressions.iter().cloned());
    }
    Inventory { resources, problems, ..Inventory::default() }
}
