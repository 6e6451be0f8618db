//! Patches that several kustomizations take in by one component: each is one change, to all that any of them builds.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::resource::{Resource, Role, Target, UnitPath};
use crate::model::source::Span;

/// Makes one of all patches that are written at one place, with the files of all.
pub(super) fn merge(resources: Vec<Arc<Resource>>) -> Vec<Arc<Resource>> {
    let mut known: HashMap<(UnitPath, SmolStr, Span), usize> = HashMap::new();
    let mut merged: Vec<Arc<Resource>> = Vec::with_capacity(resources.len());
    for resource in resources {
        if resource.role == Role::Patch {
            let key = (resource.unit.clone(), resource.local.clone(), resource.span);
            if let Some(earlier) = known.get(&key).and_then(|&at| merged.get_mut(at)) {
                reach_too(Arc::make_mut(earlier), &resource);
                continue;
            }
            known.insert(key, merged.len());
        }
        merged.push(resource);
    }
    merged
}

fn reach_too(patch: &mut Resource, other: &Resource) {
    for (link, other) in patch.links.iter_mut().zip(&other.links) {
        if let (Target::Built { files, .. }, Target::Built { files: more, .. }) = (&mut link.target, &other.target) {
            let mut all = files.to_vec();
            all.extend(more.iter().cloned());
            all.sort_unstable();
            all.dedup();
            *files = Arc::from(all);
        }
    }
}
