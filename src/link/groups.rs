//! Groups: resources that links or a common front door join, apart from all others; one that is as it was is not linked anew.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::beside;
use super::find::{Edge, End, Index, name_of};
use super::flow::Flow;
use crate::model::fact::Facts;
use crate::model::resource::{Link, Resource, Role};
use crate::model::source::Span;

/// What was linked before, for a program that links again and again.
#[derive(Debug, Default)]
pub struct Before {
    /// All resources as they were before they were linked, in their order.
    unlinked: Vec<Arc<Resource>>,
    /// What came of each.
    linked: Vec<Arc<Resource>>,
    groups: Vec<Group>,
    /// For every resource, its group, if it is in one.
    group_of: Vec<Option<usize>>,
}

/// Resources that are joined.
#[derive(Debug, PartialEq)]
struct Group {
    members: Vec<usize>,
    /// What joins them, their ends by number in the group.
    edges: Vec<Edge>,
}

impl Before {
    /// Joins the resources group by group, and takes over from before what is as it was.
    pub(super) fn link(&mut self, resources: &mut [Arc<Resource>], path_of: &dyn Fn(Span) -> String) {
        let unlinked = resources.to_vec();
        match self.changed(&unlinked) {
            Some(changed) => self.link_changed(&changed, resources, path_of),
            None => self.link_all(resources, path_of),
        }
        self.unlinked = unlinked;
        self.linked = resources.to_vec();
    }

    /// The numbers of the resources that changed, where the same joins them as before: what is typed seldom joins others.
    fn changed(&self, now: &[Arc<Resource>]) -> Option<Vec<usize>> {
        if now.len() != self.unlinked.len() {
            return None;
        }
        let pairs = self.unlinked.iter().zip(now).enumerate();
        let mut changed = Vec::new();
        for (at, (before, now)) in pairs.filter(|(_, (before, now))| !Arc::ptr_eq(before, now)) {
            if !is_joined_alike(before, now) {
                return None;
            }
            changed.push(at);
        }
        Some(changed)
    }

    /// Links the groups of what changed.
    fn link_changed(&self, changed: &[usize], resources: &mut [Arc<Resource>], path_of: &dyn Fn(Span) -> String) {
        let groups: BTreeSet<usize> =
            changed.iter().filter_map(|&at| self.group_of.get(at).copied().flatten()).collect();
        let unlinked: Vec<(usize, Arc<Resource>)> =
            changed.iter().filter_map(|&at| Some((at, resources.get(at)?.clone()))).collect();
        let mut linked = self.linked.clone();
        for (at, resource) in unlinked {
            if let Some(slot) = linked.get_mut(at) {
                *slot = resource;
            }
        }
        for group in groups.into_iter().filter_map(|number| self.groups.get(number)) {
            let of_group = self.link_group(group, resources, path_of, &|at| Some(at));
            put(&mut linked, &group.members, of_group);
        }
        resources.clone_from_slice(&linked);
    }

    /// Finds anew what joins the resources, and links the groups that are not as they were.
    fn link_all(&mut self, resources: &mut [Arc<Resource>], path_of: &dyn Fn(Span) -> String) {
        let edges = Index::new(resources, path_of).edges(resources);
        let (groups, group_of) = groups(resources, edges);
        let places = self.unlinked.iter().enumerate().map(|(at, one)| (Arc::as_ptr(one).addr(), at));
        let places: HashMap<usize, usize> = places.collect();
        let place = |resource: &Arc<Resource>| places.get(&Arc::as_ptr(resource).addr()).copied();
        let mut linked = resources.to_vec();
        for group in &groups {
            let before = |number: usize| resources.get(*group.members.get(number)?).and_then(place);
            let of_group = match self.as_it_was(group, &before) {
                Some(of_group) => of_group,
                None => self.link_group(group, resources, path_of, &|at| resources.get(at).and_then(place)),
            };
            put(&mut linked, &group.members, of_group);
        }
        resources.clone_from_slice(&linked);
        self.groups = groups;
        self.group_of = group_of;
    }

    /// What came of a group, where it is the very same and the same joins it. `before` tells where its members stood.
    fn as_it_was(&self, group: &Group, before: &dyn Fn(usize) -> Option<usize>) -> Option<Vec<Arc<Resource>>> {
        let known = self.groups.get(self.group_of.get(before(0)?).copied().flatten()?)?;
        let stood = (0..group.members.len()).map(before);
        let is_the_same = known.members.len() == group.members.len()
            && stood.eq(known.members.iter().copied().map(Some))
            && known.edges == group.edges;
        if !is_the_same {
            return None;
        }
        known.members.iter().map(|&at| self.linked.get(at).cloned()).collect()
    }

    /// Links a group. Of each resource of which the same came as before, takes over what came then: who compares them need
    /// not look into them.
    fn link_group(
        &self,
        group: &Group,
        resources: &[Arc<Resource>],
        path_of: &dyn Fn(Span) -> String,
        stood: &dyn Fn(usize) -> Option<usize>,
    ) -> Vec<Arc<Resource>> {
        let mut linked: Vec<Arc<Resource>> =
            group.members.iter().filter_map(|&at| resources.get(at).cloned()).collect();
        Flow::new(&mut linked, group.edges.clone(), path_of).run();
        beside::mark(&mut linked);
        for (&at, linked) in group.members.iter().zip(&mut linked) {
            let before = stood(at).and_then(|before| self.linked.get(before));
            if let Some(before) = before.filter(|before| **before == *linked) {
                *linked = before.clone();
            }
        }
        linked
    }
}

/// Puts each of a group into its place.
fn put(all: &mut [Arc<Resource>], members: &[usize], of_group: Vec<Arc<Resource>>) {
    for (&at, resource) in members.iter().zip(of_group) {
        if let Some(slot) = all.get_mut(at) {
            *slot = resource;
        }
    }
}

/// Whether two resources at one place would be joined to others by the same links, and others to them.
fn is_joined_alike(one: &Resource, other: &Resource) -> bool {
    let links_alike = |one: &[Link], other: &[Link]| {
        one.len() == other.len()
            && one.iter().zip(other).all(|(one, other)| one.relation == other.relation && one.target == other.target)
    };
    one.unit == other.unit
        && one.local == other.local
        && one.role == other.role
        && one.kind == other.kind
        && one.name == other.name
        && name_of(one) == name_of(other)
        && one.namespace == other.namespace
        && one.labels == other.labels
        && one.name_span.source == other.name_span.source
        && is_called(one) == is_called(other)
        && links_alike(&one.links, &other.links)
}

/// Whether requests or messages may come to a resource, or through it.
fn is_called(resource: &Resource) -> bool {
    let says = |facts: &Facts| facts.get("triggers").or_else(|| facts.get("routes")).is_some();
    says(&resource.facts) || says(&resource.lends)
}

/// Groups, with what joins each; and for every resource, its group, if it is in one.
fn groups(resources: &[Arc<Resource>], edges: Vec<Edge>) -> (Vec<Group>, Vec<Option<usize>>) {
    let mut forest = Forest::new(resources.len());
    for edge in &edges {
        forest.join(edge.holder, edge.holder);
        ends(&edge.end).iter().for_each(|&end| forest.join(edge.holder, end));
    }
    join_consumers(resources, &mut forest);
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of = vec![None; resources.len()];
    let mut places = vec![0; resources.len()];
    for at in 0..resources.len() {
        let Some(root) = forest.root_of_joined(at) else { continue };
        let number = *numbers.entry(root).or_insert_with(|| {
            groups.push(Group { members: Vec::new(), edges: Vec::new() });
            groups.len() - 1
        });
        if let (Some(group), Some(place), Some(of)) = (groups.get_mut(number), places.get_mut(at), group_of.get_mut(at))
        {
            *place = group.members.len();
            *of = Some(number);
            group.members.push(at);
        }
    }
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    for edge in edges {
        let group = numbers.get(&forest.root(edge.holder)).and_then(|&number| groups.get_mut(number));
        if let Some(group) = group {
            group.edges.push(renumbered(edge, &place));
        }
    }
    (groups, group_of)
}

/// Joins the workloads of a unit that requests or messages may come to, by whatever way: what comes to one may come to the
/// other.
fn join_consumers(resources: &[Arc<Resource>], forest: &mut Forest) {
    let called = resources.iter().enumerate().filter(|(_, one)| is_called(one));
    let called: HashSet<usize> = called.map(|(at, _)| forest.root(at)).collect();
    let workloads = resources.iter().enumerate().filter(|(_, one)| one.role == Role::Workload);
    let consumers: Vec<(usize, &str)> =
        workloads.filter(|(at, _)| called.contains(&forest.root(*at))).map(|(at, one)| (at, &*one.unit.0)).collect();
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
