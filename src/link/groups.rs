//! Groups: resources that links or a common front door join, apart from all others; one that is as it was is not linked anew.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::beside;
use super::find::{Edge, End};
use super::flow::Flow;
use crate::model::fact::Facts;
use crate::model::resource::{Resource, Role};
use crate::model::source::Span;

/// What was linked before, for a program that links again and again.
#[derive(Debug, Default)]
pub struct Before {
    groups: Vec<Group>,
    /// Where the resources stood, by which they are.
    places: HashMap<usize, (usize, usize)>,
}

/// Resources that are joined, and what came of it.
#[derive(Debug)]
struct Group {
    /// As they were before they were linked.
    unlinked: Vec<Arc<Resource>>,
    /// What joins them, their ends by number in the group.
    edges: Vec<Edge>,
    linked: Vec<Arc<Resource>>,
}

impl Before {
    /// Joins the resources group by group, and takes over from before what is as it was.
    pub(super) fn link(&mut self, resources: &mut [Arc<Resource>], edges: Vec<Edge>, path_of: &dyn Fn(Span) -> String) {
        let mut now = Self::default();
        for (members, edges) in groups(resources, edges) {
            let unlinked: Vec<Arc<Resource>> = members.iter().filter_map(|&at| resources.get(at).cloned()).collect();
            let linked = match self.as_it_was(&unlinked, &edges) {
                Some(linked) => linked.to_vec(),
                None => {
                    let mut linked = unlinked.clone();
                    Flow::new(&mut linked, edges.clone(), path_of).run();
                    beside::mark(&mut linked);
                    self.take_over(&unlinked, &mut linked);
                    linked
                }
            };
            for (at, linked) in members.into_iter().zip(&linked) {
                if let Some(resource) = resources.get_mut(at) {
                    *resource = linked.clone();
                }
            }
            now.keep(Group { unlinked, edges, linked });
        }
        *self = now;
    }

    fn keep(&mut self, group: Group) {
        let number = self.groups.len();
        let places = group.unlinked.iter().enumerate();
        self.places.extend(places.map(|(at, resource)| (identity(resource), (number, at))));
        self.groups.push(group);
    }

    fn place(&self, unlinked: &Arc<Resource>) -> Option<(&Group, usize)> {
        let (group, at) = self.places.get(&identity(unlinked))?;
        Some((self.groups.get(*group)?, *at))
    }

    /// What came of the same resources, joined by the same edges.
    fn as_it_was(&self, unlinked: &[Arc<Resource>], edges: &[Edge]) -> Option<&[Arc<Resource>]> {
        let (group, _) = self.place(unlinked.first()?)?;
        let same = group.unlinked.len() == unlinked.len()
            && group.unlinked.iter().zip(unlinked).all(|(one, other)| Arc::ptr_eq(one, other))
            && group.edges == edges;
        same.then_some(&*group.linked)
    }

    /// Takes over each resource of which the same came as before: who compares them need not look into them.
    fn take_over(&self, unlinked: &[Arc<Resource>], linked: &mut [Arc<Resource>]) {
        for (unlinked, linked) in unlinked.iter().zip(linked) {
            let before = self.place(unlinked).and_then(|(group, at)| group.linked.get(at));
            if let Some(before) = before.filter(|before| **before == *linked) {
                *linked = before.clone();
            }
        }
    }
}

/// Which one a resource is, for as long as somebody keeps it.
fn identity(resource: &Arc<Resource>) -> usize {
    Arc::as_ptr(resource).addr()
}

/// Groups of two and more, with what joins each.
fn groups(resources: &[Arc<Resource>], edges: Vec<Edge>) -> Vec<(Vec<usize>, Vec<Edge>)> {
    let mut forest = Forest::new(resources.len());
    for edge in &edges {
        forest.join(edge.holder, edge.holder);
        ends(&edge.end).iter().for_each(|&end| forest.join(edge.holder, end));
    }
    join_consumers(resources, &mut forest);
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<(Vec<usize>, Vec<Edge>)> = Vec::new();
    let mut places = vec![0; resources.len()];
    for at in 0..resources.len() {
        let Some(root) = forest.root_of_joined(at) else { continue };
        let number = *numbers.entry(root).or_insert_with(|| {
            groups.push((Vec::new(), Vec::new()));
            groups.len() - 1
        });
        if let (Some((members, _)), Some(place)) = (groups.get_mut(number), places.get_mut(at)) {
            *place = members.len();
            members.push(at);
        }
    }
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    for edge in edges {
        let group = numbers.get(&forest.root(edge.holder)).and_then(|&number| groups.get_mut(number));
        if let Some((_, of_group)) = group {
            of_group.push(renumbered(edge, &place));
        }
    }
    groups
}

/// Joins the workloads of a unit that requests or messages may come to, by whatever way: what comes to one may come to the
/// other.
fn join_consumers(resources: &[Arc<Resource>], forest: &mut Forest) {
    let says = |facts: &Facts| facts.get("triggers").or_else(|| facts.get("routes")).is_some();
    let saying = resources.iter().enumerate().filter(|(_, one)| says(&one.facts) || says(&one.lends));
    let saying: HashSet<usize> = saying.map(|(at, _)| forest.root(at)).collect();
    let workloads = resources.iter().enumerate().filter(|(_, one)| one.role == Role::Workload);
    let consumers: Vec<(usize, &str)> =
        workloads.filter(|(at, _)| saying.contains(&forest.root(*at))).map(|(at, one)| (at, &*one.unit.0)).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, unit) in consumers {
        let first = *first.entry(unit).or_insert(at);
        forest.join(first, at);
    }
}

fn ends(end: &End) -> &[usize] {
    match end {
        End::Found(ends) | End::OneOf(ends) | End::Perhaps(ends, _) => ends,
        End::Missing(_) => &[],
    }
}

fn renumbered(edge: Edge, place: &dyn Fn(usize) -> usize) -> Edge {
    let all = |ends: Vec<usize>| ends.into_iter().map(place).collect();
    let end = match edge.end {
        End::Found(ends) => End::Found(all(ends)),
        End::OneOf(ends) => End::OneOf(all(ends)),
        End::Perhaps(ends, reason) => End::Perhaps(all(ends), reason),
        End::Missing(reason) => End::Missing(reason),
    };
    Edge { holder: place(edge.holder), end, ..edge }
}

/// Which resources are joined, however far apart.
struct Forest {
    above: Vec<usize>,
    is_joined: Vec<bool>,
}

impl Forest {
    fn new(count: usize) -> Self {
        Self { above: (0..count).collect(), is_joined: vec![false; count] }
    }

    fn join(&mut self, one: usize, other: usize) {
        let (root, below) = (self.root(one), self.root(other));
        // The lowest number is the root, so that equal resources make equal groups.
        let (root, below) = (root.min(below), root.max(below));
        if let Some(above) = self.above.get_mut(below) {
            *above = root;
        }
        for at in [one, other] {
            if let Some(joined) = self.is_joined.get_mut(at) {
                *joined = true;
            }
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(&above) = self.above.get(at).filter(|&&above| above != at) {
            let further = self.above.get(above).copied().unwrap_or(above);
            if let Some(slot) = self.above.get_mut(at) {
                *slot = further;
            }
            at = further;
        }
        at
    }

    /// The root of what something is joined to; nothing of what stands by itself.
    fn root_of_joined(&mut self, at: usize) -> Option<usize> {
        self.is_joined.get(at).copied().unwrap_or_default().then(|| self.root(at))
    }
}
