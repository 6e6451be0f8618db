//! From a template's tree to its resources, every function worked out as far as it can be.

mod asked;
mod beside;
mod budget;
mod calls;
mod conditions;
mod environments;
mod evaluate;
mod given;
mod globals;
mod implicit;
mod lists;
mod loops;
mod macros;
mod mappings;
mod parameters;
mod references;
mod resources;
mod samconfig;
mod scope;
mod texts;
mod unknowns;

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may panic")]
mod tests;

use beside::Beside;
pub(crate) use given::Given;
pub(crate) use implicit::REST_API;
pub(crate) use scope::Scope;

use super::resolved::ResolvedTemplate;
use super::{DIALECT, SAM};
use crate::model::library::Library;
use crate::model::problem::Problem;
use crate::model::tree::Node;

/// Resolves a template. `path` and `library` lead to what stands beside it.
pub(crate) fn resolve(path: &str, root: &Node, library: &dyn Library) -> (ResolvedTemplate, Vec<Problem>) {
    let mut problems = Vec::new();
    let deployments = environments::deployments(root, samconfig::deployments(path, library, &mut problems));
    let (template, told) = template(root, &Given { deployments, ..Given::default() }, Some(Beside { path, library }));
    problems.extend(told);
    (template, problems)
}

/// Resolves a template that is given values from outside, and that may have files beside it.
fn template(root: &Node, given: &Given, beside: Option<Beside<'_>>) -> (ResolvedTemplate, Vec<Problem>) {
    let mut scope = Scope::new(root, given);
    scope.beside = beside;
    let dialect = if scope.is_sam { SAM } else { DIALECT };
    let mut resources = scope.resources();
    resources.extend(scope.implicit_api(&resources));
    let tags = scope.stack_tags();
    (ResolvedTemplate { resources, dialect, tags }, scope.problems())
}

/// Whether the SAM transform reads a template: it says so, or has resources of its types, which none else reads.
fn is_sam(root: &Node) -> bool {
    let is_transform = |node: &Node| node.as_str().is_some_and(|name| name.starts_with("AWS::Serverless"));
    let is_type = |node: &Node| node.as_str().is_some_and(|kind| kind.starts_with("AWS::Serverless::"));
    root.get("Transform").is_some_and(|node| is_transform(node) || node.items().iter().any(is_transform))
        || scope::section(root, "Resources").any(|entry| entry.value.get("Type").is_some_and(is_type))
}
