//! What was adjoined before: of a unit in which nothing has changed, the neighbours are those that they were.

use std::collections::{BTreeMap, HashMap};
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
    units: HashMap<UnitPath, Unit>,
}

/// A unit as it was.
#[derive(Debug)]
struct Unit {
    /// Its workloads, and what they may be placed on.
    of: Vec<Arc<Resource>>,
    /// The neighbours of each of its workloads that has any, by its number among them.
    neighbours: Vec<(usize, Neighbours)>,
}

impl Before {
    /// The neighbours of every workload that has any.
    pub(super) fn neighbours(&mut self, judged: &[Judged]) -> Vec<(usize, Neighbours)> {
        let mut kinds = None;
        let mut now = HashMap::new();
        let mut set = Vec::new();
        for (path, members) in by_unit(judged) {
            let own = |at: &usize| judged.get(*at).map(|one| &one.resource);
            let before = self.units.remove(path);
            let is_as_it_was = |unit: &Unit| {
                let now = members.workloads.iter().chain(&members.capacity).filter_map(own);
                unit.of.len() == members.workloads.len() + members.capacity.len()
                    && unit.of.iter().zip(now).all(|(one, other)| Arc::ptr_eq(one, other))
            };
            let unit = match before {
                Some(unit) if is_as_it_was(&unit) => unit,
                before => {
                    let kinds = kinds.get_or_insert_with(|| ground::kinds(judged));
                    let mut neighbours = of_unit(judged, &members.workloads, kinds);
                    let number = |at: usize| members.workloads.binary_search(&at).unwrap_or_default();
                    neighbours.iter_mut().for_each(|(at, _)| *at = number(*at));
                    let of: Vec<_> =
                        members.workloads.iter().chain(&members.capacity).filter_map(own).cloned().collect();
                    let mut unit = Unit { of, neighbours };
                    if let Some(before) = before {
                        unit.take_over(&before);
                    }
                    unit
                }
            };
            let placed = unit
                .neighbours
                .iter()
                .filter_map(|(number, neighbours)| Some((*members.workloads.get(*number)?, neighbours.clone())));
            set.extend(placed);
            now.insert(path.clone(), unit);
        }
        self.units = now;
        set
    }
}

impl Unit {
    /// Takes over each list that says what it said: who compares them need not look into them.
    fn take_over(&mut self, before: &Self) {
        let address = |unit: &Self, number: usize| unit.of.get(number).map(|one| one.local.clone());
        let known: HashMap<_, &Neighbours> =
            before.neighbours.iter().map(|(number, list)| (address(before, *number), list)).collect();
        let mut compared: Vec<(Neighbours, Neighbours, bool)> = Vec::new();
        let addresses: Vec<_> = self.neighbours.iter().map(|(number, _)| address(self, *number)).collect();
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

/// The resources of a unit that bear on who stands beside whom, by number.
#[derive(Default)]
struct Members {
    workloads: Vec<usize>,
    capacity: Vec<usize>,
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
