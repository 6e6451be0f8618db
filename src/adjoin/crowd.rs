//! Crowds: workloads that are placed alike are looked at once, and of those that say the same one stands for all.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::apart::Apart;
use super::ground::{self, Ground};
use super::nodes::Nodes;
use super::{facts, record};
use crate::model::fact::{Fact, Value};
use crate::model::neighbours::{Neighbour, Neighbours};
use crate::model::report::Judged;
use crate::model::tree::Step;

/// Neighbours that differ, more than this, are not gathered for a workload: that there are more is said in their place.
pub(super) const MOST_NEIGHBOURS: usize = 64;

/// A place: what is written of where a workload stands.
struct Place<'a> {
    ground: Ground,
    nodes: Nodes<'a>,
    /// Whether a kernel is shared there at all.
    shares: Fact,
}

/// Workloads of one place that say the same.
struct Alike {
    place: usize,
    members: Vec<usize>,
}

/// A list of neighbours by the place of those whose it is, what they keep away from, and, of one that stands for others
/// itself, its address.
type Key<'a> = (usize, String, Option<&'a SmolStr>);

struct Crowd<'a> {
    judged: &'a [Judged],
    places: Vec<Place<'a>>,
    alike: Vec<Alike>,
    apart: Apart<'a>,
    /// What is said of those that stand for others.
    said: HashMap<usize, Arc<Fact>>,
}

/// The neighbours of the workloads of one unit, of which those at `tells` say something.
pub(super) fn neighbours(
    judged: &[Judged],
    members: &[usize],
    tells: &[usize],
    kinds: &ground::Kinds<'_>,
) -> Vec<(usize, Neighbours)> {
    let index = ground::Index::new(judged, members, kinds);
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut places = Vec::new();
    let mut standing = BTreeMap::new();
    for (at, one) in members.iter().filter_map(|&at| Some((at, judged.get(at)?))) {
        let ground = index.ground(one);
        let (nodes, shares) = (Nodes::of(&one.resource), facts::shares_its_kernel(one));
        let key = format!("{} {} {}", ground.key(), nodes.key(), facts::key(&shares));
        let place = *by_key.entry(key).or_insert_with(|| {
            places.push(Place { ground, nodes, shares });
            places.len() - 1
        });
        standing.insert(at, place);
    }
    let alike = alike(judged, tells, &standing);
    let apart = Apart::new(judged, members, tells);
    let mut crowd = Crowd { judged, places, alike, apart, said: HashMap::new() };
    crowd.lists(&standing)
}

/// Those that say the same in one place. What has the host comes first, and what leaves something open last: of too many,
/// they are told in this order.
fn alike(judged: &[Judged], tells: &[usize], standing: &BTreeMap<usize, usize>) -> Vec<Alike> {
    let mut by_saying: HashMap<(usize, String), usize> = HashMap::new();
    let mut all: Vec<(record::Weight, Alike)> = Vec::new();
    for &at in tells {
        let (Some(one), Some(&place)) = (judged.get(at), standing.get(&at)) else { continue };
        let number = *by_saying.entry((place, record::key(one))).or_insert_with(|| {
            all.push((record::weight(one), Alike { place, members: Vec::new() }));
            all.len() - 1
        });
        if let Some((_, alike)) = all.get_mut(number) {
            alike.members.push(at);
        }
    }
    all.sort_by_key(|(weight, _)| *weight);
    all.into_iter().map(|(_, alike)| alike).collect()
}

impl<'a> Crowd<'a> {
    /// The neighbours of each that has any.
    fn lists(&mut self, standing: &BTreeMap<usize, usize>) -> Vec<(usize, Neighbours)> {
        let judged = self.judged;
        let local = |at: usize| judged.get(at).map(|one| &one.resource.local);
        let firsts: HashSet<&SmolStr> =
            self.alike.iter().filter_map(|alike| alike.members.first().and_then(|&at| local(at))).collect();
        let mut met: HashMap<usize, Vec<(usize, Fact)>> = HashMap::new();
        let mut lists: HashMap<Key<'_>, Arc<[Neighbour]>> = HashMap::new();
        let mut set = Vec::new();
        for (&at, &place) in standing {
            let Some(one) = judged.get(at) else { continue };
            let own = &one.resource.local;
            let key = (place, self.apart.key(&one.resource), firsts.get(own).copied());
            let list = match lists.get(&key) {
                Some(list) => list.clone(),
                None => {
                    let met = met.entry(place).or_insert_with(|| self.met(place));
                    let list = self.beside(one, &key.1, met);
                    lists.insert(key, list.clone());
                    list
                }
            };
            if !list.is_empty() {
                set.push((at, Neighbours::new(list, own.clone())));
            }
        }
        set
    }

    /// Those that a kernel may be shared with from a place, and whether it is: one more than are told, at most.
    fn met(&self, place: usize) -> Vec<(usize, Fact)> {
        let Some(own) = self.places.get(place) else { return Vec::new() };
        let mut known: HashMap<usize, Fact> = HashMap::new();
        let mut met = Vec::new();
        for (number, alike) in self.alike.iter().enumerate() {
            let Some(other) = self.places.get(alike.place) else { continue };
            let shares = known.entry(alike.place).or_insert_with(|| own.shares_kernel(other));
            if shares.as_bool() != Some(false) {
                met.push((number, shares.clone()));
            }
            if met.len() > MOST_NEIGHBOURS {
                break;
            }
        }
        met
    }

    /// One of each that a workload meets, but for itself and for those that it is on no node with.
    fn beside(&mut self, own: &'a Judged, key: &str, met: &[(usize, Fact)]) -> Arc<[Neighbour]> {
        let judged = self.judged;
        let away = self.apart.from(&own.resource, key, judged);
        let mut found = Vec::new();
        for (number, shares) in met.iter().take(MOST_NEIGHBOURS) {
            let Some(alike) = self.alike.get(*number) else { continue };
            let others = alike.members.iter().filter(|at| !away.contains(at));
            let mut others = others.filter_map(|&at| Some((at, judged.get(at)?)));
            let Some((at, other)) = others.find(|(_, other)| other.resource.local != own.resource.local) else {
                continue;
            };
            let said = self.said.entry(at).or_insert_with(|| Arc::new(record::of(other))).clone();
            let address = other.resource.local.clone();
            found.push(Neighbour { address, said, shares_kernel: told_of(other, shares) });
        }
        if met.len() > MOST_NEIGHBOURS {
            let reason = format!("more than {MOST_NEIGHBOURS} that differ may stand beside it");
            let unknown = Fact::unknown(reason, own.resource.name_span);
            let address = SmolStr::new_static("more");
            found.push(Neighbour { address, said: Arc::new(unknown.clone()), shares_kernel: unknown });
        }
        found.into()
    }
}

impl Place<'_> {
    /// Whether a kernel is shared with what stands in another place.
    fn shares_kernel(&self, other: &Self) -> Fact {
        let joined = facts::both(&ground::joined(&self.ground, &other.ground), &|| self.nodes.met(&other.nodes));
        let sides = facts::both(&self.shares, &|| other.shares.clone());
        facts::both(&joined, &|| sides.clone())
    }
}

/// Whether a kernel is shared with another, told at its name.
fn told_of(other: &Judged, shares: &Fact) -> Fact {
    let resource = &other.resource;
    let mut shares = Fact { at: resource.place(), chain: Vec::new(), ..shares.clone() };
    if let Value::Unknown(unknown) = &mut shares.value {
        unknown.reason = format_smolstr!("of {}: {}", resource.local, unknown.reason);
    }
    let step = Step { span: resource.place(), name: resource.local.clone() };
    shares.through(step)
}
