//! Who stands beside whom: consumers of one front door or queue, of which one scales and another does not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Resource, Role};
use crate::model::tree::Step;

/// Sets `range_beside` on every workload beside whose scaling neighbour it stands: what comes to the one comes to the
/// other.
pub(super) fn mark(resources: &mut [Arc<Resource>]) {
    let ranges: Vec<Option<f64>> = resources.iter().map(|resource| range(resource)).collect();
    let mut widest: Vec<Option<Neighbour>> = vec![None; resources.len()];
    for beside in consumers(resources, &ranges).values() {
        let Some((first, second)) = two_widest(beside, &ranges) else { continue };
        for &at in beside {
            let other = if at == first.at { second } else { Some(first) };
            if let (Some(slot), Some(other)) = (widest.get_mut(at), other)
                && slot.is_none_or(|so_far| other.is_before(so_far))
            {
                *slot = Some(other);
            }
        }
    }
    for (at, neighbour) in widest.into_iter().enumerate() {
        let Some(Neighbour { at: other, range }) = neighbour else { continue };
        let Some(neighbour) = resources.get(other) else { continue };
        let place = neighbour.facts.get("scale_max").map_or(neighbour.place(), Fact::literal);
        let step = Step { span: place, name: neighbour.local.clone() };
        let Some(resource) = resources.get_mut(at) else { continue };
        if resource.facts.get("range_beside").is_none() {
            let resource = Arc::make_mut(resource);
            let mut fact = Fact::new(Value::Number(range), Known::Inferred, resource.name_span);
            fact.chain.push(step);
            resource.facts.set("range_beside", fact);
        }
    }
}

/// A workload that grows, and how many times.
#[derive(Clone, Copy)]
struct Neighbour {
    at: usize,
    range: f64,
}

impl Neighbour {
    /// The widest first; ties in the order of the resources.
    fn is_before(self, other: Self) -> bool {
        other.range.total_cmp(&self.range).then(self.at.cmp(&other.at)).is_lt()
    }
}

/// The workloads of every front door and queue of a unit in which anything grows.
fn consumers<'a>(resources: &'a [Arc<Resource>], ranges: &[Option<f64>]) -> HashMap<(&'a str, SmolStr), Vec<usize>> {
    let workloads =
        || resources.iter().zip(ranges).enumerate().filter(|(_, (resource, _))| resource.role == Role::Workload);
    let growing: HashSet<&str> =
        workloads().filter(|(_, (_, range))| range.is_some()).map(|(_, (resource, _))| &*resource.unit.0).collect();
    let mut consumers: HashMap<(&str, SmolStr), Vec<usize>> = HashMap::new();
    for (at, (resource, _)) in workloads().filter(|(_, (resource, _))| growing.contains(&*resource.unit.0)) {
        for source in sources(resource) {
            consumers.entry((&*resource.unit.0, source)).or_default().push(at);
        }
    }
    consumers
}

/// The two that grow the most times, the first of them before the second; nothing where none grows.
fn two_widest(beside: &[usize], ranges: &[Option<f64>]) -> Option<(Neighbour, Option<Neighbour>)> {
    let mut two: Option<(Neighbour, Option<Neighbour>)> = None;
    for &at in beside {
        let Some(range) = ranges.get(at).copied().flatten() else { continue };
        let one = Neighbour { at, range };
        two = Some(match two {
            None => (one, None),
            Some((first, _)) if one.is_before(first) => (one, Some(first)),
            Some((first, second)) if second.is_none_or(|second| one.is_before(second)) => (first, Some(one)),
            Some(two) => two,
        });
    }
    two
}

/// The front doors and queues that a workload serves, by name.
fn sources(resource: &Resource) -> Vec<SmolStr> {
    let all = |name| resource.facts.get(name).map(items).unwrap_or_default().into_iter();
    let routes = all("routes").filter_map(Fact::as_text).map(SmolStr::from);
    let queues = all("triggers").filter_map(Fact::as_record).filter_map(|trigger| {
        let kind = trigger.text("kind").filter(|kind| matches!(*kind, "queue" | "stream"))?;
        Some(SmolStr::from(format!("{kind} {}", trigger.text("name")?)))
    });
    let mut sources: Vec<SmolStr> = routes.chain(queues).collect();
    sources.sort();
    sources.dedup();
    sources
}

/// The items of a list; where it is another in other instances, of all of them.
fn items(list: &Fact) -> Vec<&Fact> {
    match &list.value {
        Value::List(items) => items.iter().collect(),
        Value::Choice(choice) => choice.options.iter().flat_map(items).collect(),
        _ => Vec::new(),
    }
}

/// How many times a workload grows; from none at all it counts from one.
fn range(resource: &Resource) -> Option<f64> {
    let most = resource.facts.number("scale_max")?;
    let least = resource.facts.number("scale_min").unwrap_or(1.0).max(1.0);
    (most > least).then_some(most / least)
}

#[cfg(test)]
mod tests {
    use super::two_widest;

    #[test]
    fn the_two_widest_are_the_first_of_those_alike() {
        for (ranges, expected) in [
            (vec![None, None], None),
            (vec![None, Some(2.0), None], Some((1, None))),
            (vec![Some(2.0), Some(2.0), Some(2.0)], Some((0, Some(1)))),
            (vec![Some(2.0), Some(9.0), Some(3.0)], Some((1, Some(2)))),
            (vec![Some(9.0), Some(2.0), Some(9.0)], Some((0, Some(2)))),
            (vec![Some(2.0), None, Some(9.0)], Some((2, Some(0)))),
        ] {
            let beside: Vec<usize> = (0..ranges.len()).collect();
            let two = two_widest(&beside, &ranges).map(|(first, second)| (first.at, second.map(|one| one.at)));
            assert_eq!(two, expected, "{ranges:?}");
        }
    }
}
