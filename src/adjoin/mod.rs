//! Adjoin: which workloads may share a kernel, and what each is to the others.
//!
//! Two are neighbours where something written joins them on one kernel: one cluster, one group of machines. Nothing is
//! guessed: where it is not written, or where what decides is not known, the neighbour stands in the list and that a
//! kernel is shared with it is unknown.

mod agents;
mod facts;
mod ground;
mod nodes;
mod record;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::fact::{Fact, Value};
use crate::model::neighbours::{Neighbour, Neighbours};
use crate::model::report::Judged;
use crate::model::resource::Role;
use crate::model::tree::Step;
use ground::Ground;
use nodes::{Labels, Nodes};

/// More neighbours than this are not gathered for a workload: that there are more is said in their place.
const MOST_NEIGHBOURS: usize = 64;

/// So many that say something are looked at on one ground, and no more.
const MOST_LOOKED_AT: usize = 1_000;

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
        set.extend(of_one_unit(judged, &members, &tells, &kinds));
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

/// A workload as it stands on its ground.
struct Standing<'a> {
    judged: &'a Judged,
    ground: Ground,
    nodes: Nodes<'a>,
    /// Whether it shares the kernel that it runs on at all.
    shares: Fact,
}

fn of_one_unit(
    judged: &[Judged],
    members: &[usize],
    tells: &[usize],
    kinds: &ground::Kinds<'_>,
) -> Vec<(usize, Neighbours)> {
    let index = ground::Index::new(judged, members, kinds);
    let standing = |at: usize| {
        let judged = judged.get(at)?;
        let ground = index.ground(judged);
        Some(Standing { judged, ground, nodes: Nodes::of(&judged.resource), shares: facts::shares_its_kernel(judged) })
    };
    // Those that have the host come first: of too many, they are the ones to be told.
    let mut others: Vec<Standing<'_>> = tells.iter().take(MOST_LOOKED_AT).filter_map(|&at| standing(at)).collect();
    others.sort_by_key(|other| !record::has_the_host(other.judged));
    let said: Vec<Arc<Fact>> = others.iter().map(|other| Arc::new(record::of(other.judged))).collect();
    let left_out = tells.len().saturating_sub(MOST_LOOKED_AT);
    let labels = if others.iter().any(|other| other.nodes.tells_by_label()) { Labels::Count } else { Labels::Idle };
    // Workloads that are placed alike have the same neighbours.
    let mut lists: HashMap<String, Arc<[Neighbour]>> = HashMap::new();
    let mut set = Vec::new();
    for (at, own) in members.iter().filter_map(|&at| Some((at, standing(at)?))) {
        let key = format!("{} {} {}", own.ground.key(), own.nodes.key(labels), facts::key(&own.shares));
        let list = lists.entry(key).or_insert_with(|| beside(&own, &others, &said, left_out));
        if !list.is_empty() {
            set.push((at, Neighbours::new(list.clone(), own.judged.resource.local.clone())));
        }
    }
    set
}

/// All that stand where a workload does, itself too if it says something.
fn beside(own: &Standing<'_>, others: &[Standing<'_>], said: &[Arc<Fact>], left_out: usize) -> Arc<[Neighbour]> {
    let mut found: Vec<Neighbour> = Vec::new();
    let mut left_out = left_out;
    for (other, said) in others.iter().zip(said) {
        let shares = shares_kernel(own, other);
        if shares.as_bool() == Some(false) {
            continue;
        }
        if found.len() == MOST_NEIGHBOURS {
            left_out += 1;
            continue;
        }
        let address = other.judged.resource.local.clone();
        found.push(Neighbour { address, said: said.clone(), shares_kernel: shares });
    }
    if left_out > 0 {
        let at = own.judged.resource.name_span;
        let unknown = Fact::unknown(format!("{left_out} more stand beside it than are looked at"), at);
        let address = SmolStr::new_static("more");
        found.push(Neighbour { address, said: Arc::new(unknown.clone()), shares_kernel: unknown });
    }
    found.into()
}

/// Whether two share a kernel, told at the other's name.
fn shares_kernel(own: &Standing<'_>, other: &Standing<'_>) -> Fact {
    let joined = facts::both(&ground::joined(&own.ground, &other.ground), &|| own.nodes.met(&other.nodes));
    let sides = facts::both(&own.shares, &|| other.shares.clone());
    let mut shares = facts::both(&joined, &|| sides.clone());
    let resource = &other.judged.resource;
    if let Value::Unknown(unknown) = &mut shares.value {
        unknown.reason = format_smolstr!("of {}: {}", resource.local, unknown.reason);
    }
    let step = Step { span: resource.name_span, name: resource.local.clone() };
    Fact { at: resource.name_span, chain: Vec::new(), ..shares }.through(step)
}
