//! Adjoin: which workloads may share a kernel, and what each is to the others.
//!
//! Two are neighbours where something written joins them on one kernel: one cluster, one group of machines. Nothing is
//! guessed: where it is not written, or where what decides is not known, the neighbour stands in the list and that a
//! kernel is shared with it is unknown. Of those that are placed alike and say the same, one stands for all, so that a
//! crowd costs little and hides nobody.

mod agents;
mod apart;
mod crowd;
mod facts;
mod ground;
mod nodes;
mod record;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::report::Judged;
use crate::model::resource::Role;

/// Sets the neighbours of every workload.
pub fn adjoin(judged: &mut [Judged]) {
    let kinds = ground::kinds(judged);
    let mut set = Vec::new();
    for members in by_unit(judged).into_values() {
        let tells: Vec<usize> =
            members.iter().copied().filter(|&at| judged.get(at).is_some_and(record::says_something)).collect();
        // Where nobody says anything, or there is nobody else, there is nothing to be told.
        if tells.is_empty() || members.len() < 2 {
            continue;
        }
        set.extend(crowd::neighbours(judged, &members, &tells, &kinds));
    }
    for (at, neighbours) in set {
        if let Some(judged) = judged.get_mut(at) {
            judged.neighbours = neighbours;
        }
    }
}

/// The workloads on a kernel that others of the team may share, by unit and by what runs them.
fn by_unit(judged: &[Judged]) -> BTreeMap<(&str, &str), Vec<usize>> {
    let mut units: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, one) in judged.iter().enumerate().filter(|(_, one)| one.resource.role == Role::Workload) {
        if facts::shares_its_kernel(one).as_bool() != Some(false)
            && let Some(family) = ground::family(&one.resource)
        {
            units.entry((&*one.resource.unit.0, family)).or_default().push(at);
        }
    }
    units
}
