//! Library modules: folders that others instantiate, and which folders a folder calls.

use super::declared::Declared;
use super::walk::variables_reach_resources;
use crate::model::paths;
use crate::model::resource::UnitKind;

/// Whether a folder is a library module by what stands in it. `has_values` says that files set its variables.
pub(super) fn is_library(declared: &Declared, has_values: bool) -> bool {
    kind(declared, has_values) == UnitKind::Part && variables_reach_resources(declared)
}

/// What a folder is by what stands in it. `has_values` says that files set its variables.
pub(super) fn kind(declared: &Declared, has_values: bool) -> UnitKind {
    if declared.has_backend || has_values {
        UnitKind::Root
    } else if declared.providers.is_empty() {
        UnitKind::Part
    } else {
        UnitKind::Configured
    }
}

/// The folders under the root that a folder's module calls lead to.
pub(super) fn calls(folder: &str, declared: &Declared) -> Vec<String> {
    let is_local = |source: &&str| source.starts_with("./") || source.starts_with("../");
    let sources = declared.modules.iter().filter_map(|module| module.body.get("source")?.as_str().filter(is_local));
    sources.filter_map(|source| paths::join(folder, source)).collect()
}
