//! Link: joins companions, capacity and definitions to the workloads they belong to.
//!
//! Facts flow along links. A holder *draws* what its target lends (an instance from its launch template), or *lends* its
//! own to its targets (a scaler to a Deployment). What is written on a resource wins over what flows to it; where two
//! could be meant, nobody guesses: the facts in question are unknown.

mod beside;
mod find;
mod flow;
mod groups;
mod patched;
mod take;
mod when;

use std::sync::Arc;

use crate::model::resource::Resource;
use crate::model::source::Span;

pub use groups::Before;

/// Joins all resources of a scan. `path_of` names the file of a span, for reasons.
pub fn link(resources: &mut [Arc<Resource>], path_of: &dyn Fn(Span) -> String) {
    let edges = find::Index::new(resources, path_of).edges(resources);
    flow::Flow::new(resources, edges, path_of).run();
    beside::mark(resources);
}

/// Joins them as [`link`] does, and takes over from before what is as it was: the very same resources, which nobody needs
/// to look into.
pub fn link_again(resources: &mut [Arc<Resource>], path_of: &dyn Fn(Span) -> String, before: &mut Before) {
    before.link(resources, path_of);
}
