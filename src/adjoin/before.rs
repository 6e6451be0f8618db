//! What was adjoined before: of a unit in which nothing has changed, the neighbours are those that they were.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{ground, of_unit};
use crate::model::neighbours::Neighbours;
use crate::model::report::Judged;
use crate::model::resource::{Resource, Role, UnitPath};

/// The neighbours of each unit, for a program that adjoins again and again.
///
/// It holds for resources that are judged by the same beliefs and settings: where those change, start with none.
#[derive(Debug, Default)]
pub struct Before {
    /// All resources, in their order.
    resources: Vec<Arc<Resource>>,
    units: HashMap<UnitPath, Unit>,
}

/// A unit as it was.
#[derive(Debug)]
struct Unit {
    members: Members,
    /// The neighbours of each of its workloads that has any, by its number among them.
    neighbours: Vec<(usize, Neighbours)>,
}

/// The resources of a unit that bear on who stands beside whom, by number.
#[derive(Clone, Debug, Default)]
struct Members {
    workloads: Vec<usize>,
    capacity: Vec<usize>,
}

impl Before {
    /// The neighbours of every workload that has any.
    pub(super) fn neighbours(&mut self, judged: &[Judged]) -> Vec<(usize, Neighbours)> {
        match self.changed(judged) {
            Some(changed) => {
                let kinds = OnceCell::new();
                for path in changed {
                    if let Some(unit) = self.units.get_mut(path) {
                        let now = Unit::new(judged, unit.members.clone(), &kinds);
                        let before = std::mem::replace(unit, now);
                        unit.take_over(&before, &self.resources, judged);
                    }
                }
            }
            None => self.adjoin_all(judged),
        }
        self.resources = judged.iter().map(|one| one.resource.clone()).collect();
        let all = self.units.values().flat_map(|unit| {
            unit.neighbours
                .iter()
                .filter_map(|(number, neighbours)| Some((*unit.members.workloads.get(*number)?, neighbours.clone())))
        });
        all.collect()
    }

    /// The units in which something changed, where every place is one of the same unit and part as it was.
    fn changed<'j>(&self, judged: &'j [Judged]) -> Option<HashSet<&'j UnitPath>> {
        if judged.len() != self.resources.len() {
            return None;
        }
        let pairs = self.resources.iter().zip(judged.iter().map(|one| &one.resource));
        let mut changed = HashSet::new();
        for (before, now) in pairs.filter(|(before, now)| !Arc::ptr_eq(before, now)) {
            if before.unit != now.unit || before.role != now.role {
                return None;
            }
            changed.insert(&now.unit);
        }
        Some(changed)
    }

    fn adjoin_all(&mut self, judged: &[Judged]) {
        let kinds = OnceCell::new();
        let mut units = HashMap::new();
        for (path, members) in by_unit(judged) {
            let unit = match self.units.remove(path) {
                Some(before) if before.is_as_it_was(&members, &self.resources, judged) => {
                    Unit { members, neighbours: before.neighbours }
                }
                Some(before) => {
                    let mut unit = Unit::new(judged, members, &kinds);
                    unit.take_over(&before, &self.resources, judged);
                    unit
                }
                None => Unit::new(judged, members, &kinds),
            };
            units.insert(path.clone(), unit);
        }
        self.units = units;
    }
}

impl Unit {
    fn new<'j>(judged: &'j [Judged], members: Members, kinds: &OnceCell<ground::Kinds<'j>>) -> Self {
        let mut neighbours = of_unit(judged, &members.workloads, kinds.get_or_init(|| ground::kinds(judged)));
        let number = |at: usize| members.workloads.binary_search(&at).unwrap_or_default();
        neighbours.iter_mut().for_each(|(at, _)| *at = number(*at));
        Self { members, neighbours }
    }

    /// Whether its resources are the very same as before.
    fn is_as_it_was(&self, members: &Members, before: &[Arc<Resource>], judged: &[Judged]) -> bool {
        let alike = |stood: &[usize], stand: &[usize]| {
            stood.len() == stand.len()
                && stood.iter().zip(stand).all(|(stood, stand)| match (before.get(*stood), judged.get(*stand)) {
                    (Some(before), Some(now)) => Arc::ptr_eq(before, &now.resource),
                    _ => false,
                })
        };
        alike(&self.members.workloads, &members.workloads) && alike(&self.members.capacity, &members.capacity)
    }

    /// Takes over each list that says what it said: who compares them need not look into them.
    fn take_over(&mut self, before: &Self, stood: &[Arc<Resource>], judged: &[Judged]) {
        let stood = |number: usize| Some(&stood.get(*before.members.workloads.get(number)?)?.local);
        let known: HashMap<_, &Neighbours> =
            before.neighbours.iter().map(|(number, list)| (stood(*number), list)).collect();
        let mut compared: Vec<(Neighbours, Neighbours, bool)> = Vec::new();
        let stands = |number: usize| Some(&judged.get(*self.members.workloads.get(number)?)?.resource.local);
        let addresses: Vec<_> = self.neighbours.iter().map(|(number, _)| stands(*number)).collect();
        for ((_, list), address) in self.neighbours.iter_mut().zip(addresses) {
            let Some(before) = known.get(&address) else { continue };
            // Those that are placed alike share one list, which is compared once.
            let met = compared.iter().find(|(one, other, _)| one.shares(list) && other.shares(before));
            let says_the_same = met.map(|(_, _, same)| *same).unwrap_or_else(|| {
                let same = list.says_what(before);
                compared.push((list.clone(), (*before).clone(), same));
                same
            });
            if says_the_same {
                *list = (*before).clone();
            }
        }
    }
}

fn by_unit(judged: &[Judged]) -> BTreeMap<&UnitPath, Members> {
    let mut units: BTreeMap<&UnitPath, Members> = BTreeMap::new();
    for (at, resource) in judged.iter().map(|one| &one.resource).enumerate() {
        match resource.role {
            Role::Workload => units.entry(&resource.unit).or_default().workloads.push(at),
            Role::Capacity => units.entry(&resource.unit).or_default().capacity.push(at),
            _ => {}
        }
    }
    units
}
