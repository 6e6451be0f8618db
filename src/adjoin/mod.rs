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

mod before;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::neighbours::Neighbours;
use crate::model::report::Judged;

pub use before::Before;

/// Sets the neighbours of every workload.
pub fn adjoin(judged: &mut [Judged]) {
    adjoin_again(judged, &mut Before::default());
}

/// Sets them, and takes over from before those of units in which nothing has changed.
pub fn adjoin_again(judged: &mut [Judged], before: &mut Before) {
    for (at, neighbours) in before.neighbours(judged) {
        if let Some(judged) = judged.get_mut(at) {
            judged.neighbours = neighbours;
        }
    }
}

/// The neighbours of the workloads of one unit.
fn of_unit(judged: &[Judged], workloads: &[usize], kinds: &ground::Kinds<'_>) -> Vec<(usize, Neighbours)> {
    let mut set = Vec::new();
    for members in by_family(judged, workloads).into_values() {
        let tells: Vec<usize> =
            members.iter().copied().filter(|&at| judged.get(at).is_some_and(record::says_something)).collect();
        // Where nobody says anything, or there is nobody else, there is nothing to be told.
        if !tells.is_empty() && members.len() > 1 {
            set.extend(crowd::neighbours(judged, &members, &tells, kinds));
        }
    }
    set
}

/// The workloads on a kernel that others of the team may share, by what runs them.
fn by_family(judged: &[Judged], workloads: &[usize]) -> BTreeMap<&'static str, Vec<usize>> {
    let mut families: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, one) in workloads.iter().filter_map(|&at| Some((at, judged.get(at)?))) {
        if facts::shares_its_kernel(one).as_bool() != Some(false)
            && let Some(family) = ground::family(&one.resource)
        {
            families.entry(family).or_default().push(at);
        }
    }
    families
}
