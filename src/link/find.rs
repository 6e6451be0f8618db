//! Which resources a link leads to.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::model::resource::{Link, Relation, Resource, Role, Target};

/// A link whose ends are found.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) relation: Relation,
    /// The resource that holds the link.
    pub(super) holder: usize,
    /// Which of the holder's links it is.
    pub(super) link: usize,
    pub(super) end: End,
}

/// What is at the end of a link.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// These: one, or all that a selector takes.
    Found(Vec<usize>),
    /// One of these, and nothing says which.
    OneOf(Vec<usize>),
    /// It may take these: what would decide is not written on them.
    Perhaps(Vec<usize>, SmolStr),
    /// Something that is written and was not read.
    Missing(SmolStr),
}

/// Resources by address and by name.
pub(super) struct Index {
    by_address: HashMap<(usize, SmolStr), usize>,
    by_name: HashMap<(SmolStr, SmolStr), Vec<usize>>,
    /// For every resource, the number of its unit.
    unit_of: Vec<usize>,
    units: Vec<String>,
    pods: Vec<usize>,
    capacity: Vec<usize>,
}

impl Index {
    pub(super) fn new(resources: &[Resource]) -> Self {
        let mut unit_numbers: HashMap<&str, usize> = HashMap::new();
        let mut index = Self {
            by_address: HashMap::new(),
            by_name: HashMap::new(),
            unit_of: Vec::with_capacity(resources.len()),
            units: Vec::new(),
            pods: Vec::new(),
            capacity: Vec::new(),
        };
        for (number, resource) in resources.iter().enumerate() {
            let next = unit_numbers.len();
            let unit = *unit_numbers.entry(&resource.unit.0).or_insert(next);
            if unit == index.units.len() {
                index.units.push(resource.unit.0.to_string());
            }
            index.unit_of.push(unit);
            index.by_address.entry((unit, resource.local.clone())).or_insert(number);
            if resource.role != Role::Patch {
                index.by_name.entry((resource.kind.clone(), resource.name.clone())).or_default().push(number);
            }
            match resource.role {
                Role::Workload | Role::Disabled if !resource.labels.is_empty() || resource.namespace.is_some() => {
                    index.pods.push(number);
                }
                Role::Capacity => index.capacity.push(number),
                _ => {}
            }
        }
        index
    }

    /// All links with their ends, in the order of their holders.
    pub(super) fn edges(&self, resources: &[Resource]) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (holder, resource) in resources.iter().enumerate() {
            for (number, link) in resource.links.iter().enumerate() {
                if let Some(end) = self.end(resources, holder, link) {
                    edges.push(Edge { relation: link.relation, holder, link: number, end });
                }
            }
        }
        edges
    }

    fn end(&self, resources: &[Resource], holder: usize, link: &Link) -> Option<End> {
        let unit = *self.unit_of.get(holder)?;
        match &link.target {
            Target::Local(address) => Some(match self.by_address.get(&(unit, address.clone())) {
                Some(&found) => End::Found(vec![found]),
                None => End::Missing(format!("{address} is not among the files read").into()),
            }),
            // A profile that takes nobody knows which pods may take any.
            Target::Unknown(unknown) if link.relation == Relation::Captures => {
                let pods = self.nearest(unit, self.pods.clone());
                (!pods.is_empty()).then(|| End::Perhaps(pods, unknown.reason.clone()))
            }
            Target::Unknown(unknown) => Some(End::Missing(unknown.reason.clone())),
            Target::Named { kinds, name, namespace } => {
                let named = kinds
                    .iter()
                    .filter_map(|kind| self.by_name.get(&(SmolStr::new_static(kind), name.clone())))
                    .flatten()
                    .copied()
                    .filter(|&candidate| candidate != holder)
                    .filter(|&candidate| {
                        resources.get(candidate).is_some_and(|resource| resource.namespace == *namespace)
                    })
                    .collect();
                Some(match self.nearest(unit, named).as_slice() {
                    [] => End::Missing(format!("{} {name} is not among the files read", kinds.join(" or ")).into()),
                    [one] => End::Found(vec![*one]),
                    several => End::OneOf(several.to_vec()),
                })
            }
            Target::Labelled { kinds, labels } => {
                let fits = |resource: &Resource| {
                    kinds.contains(&resource.kind.as_str()) && holds_all(&resource.labels, labels)
                };
                let fitting = self.capacity.iter().copied().filter(|&at| resources.get(at).is_some_and(fits));
                match self.nearest(unit, fitting.collect()).as_slice() {
                    [] => None,
                    [one] => Some(End::Found(vec![*one])),
                    several => Some(End::OneOf(several.to_vec())),
                }
            }
            Target::Selected { namespace, labels } => self.selected(resources, unit, link, namespace.as_ref(), labels),
        }
    }

    fn selected(
        &self,
        resources: &[Resource],
        unit: usize,
        link: &Link,
        namespace: Option<&SmolStr>,
        labels: &[(SmolStr, SmolStr)],
    ) -> Option<End> {
        let labelled: Vec<usize> = self
            .pods
            .iter()
            .copied()
            .filter(|&at| resources.get(at).is_some_and(|resource| holds_all(&resource.labels, labels)))
            .collect();
        let in_namespace = |at: &usize| resources.get(*at).is_some_and(|pod| pod.namespace.as_ref() == namespace);
        let (sure, other): (Vec<usize>, Vec<usize>) = labelled.into_iter().partition(in_namespace);
        let sure = self.nearest(unit, sure);
        if !sure.is_empty() {
            return Some(End::Found(sure));
        }
        // A profile names a namespace; a manifest without one may be applied to any.
        if link.relation == Relation::Captures {
            let open = other.into_iter().filter(|&at| resources.get(at).is_some_and(|pod| pod.namespace.is_none()));
            let open = self.nearest(unit, open.collect());
            if !open.is_empty() {
                let name = namespace.map_or("", SmolStr::as_str);
                let reason = format!("no namespace is written here, and a profile takes pods of namespace {name}");
                return Some(End::Perhaps(open, reason.into()));
            }
        }
        None
    }

    /// Those of the same unit; else those of the same folder tree.
    fn nearest(&self, unit: usize, candidates: Vec<usize>) -> Vec<usize> {
        let unit_of = |candidate: &usize| self.unit_of.get(*candidate).copied();
        let (own, others): (Vec<usize>, Vec<usize>) =
            candidates.into_iter().partition(|candidate| unit_of(candidate) == Some(unit));
        if !own.is_empty() {
            return own;
        }
        let path = |unit: usize| self.units.get(unit).map_or("", String::as_str);
        others
            .into_iter()
            .filter(|candidate| unit_of(candidate).is_some_and(|other| same_tree(path(unit), path(other))))
            .collect()
    }
}

/// Whether two units stand in one folder tree: one's parent folder holds the other.
fn same_tree(one: &str, other: &str) -> bool {
    let parent = |path: &str| path.rsplit_once('/').map_or(String::new(), |(parent, _)| parent.to_owned());
    let holds = |folder: &str, path: &str| {
        folder.is_empty() || path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    holds(&parent(one), other) || holds(&parent(other), one)
}

fn holds_all(labels: &[(SmolStr, SmolStr)], wanted: &[(SmolStr, SmolStr)]) -> bool {
    wanted.iter().all(|label| labels.contains(label))
}

#[cfg(test)]
mod tests {
    use super::same_tree;

    #[test]
    fn a_tree_is_a_parent_folder_and_what_it_holds() {
        for (one, other, expected) in [
            ("deploy/base", "deploy/scaling", true),
            ("shop/base", "shop/overlays/prod", true),
            ("infra", "k8s", true),
            ("apps/web", "infra/prod", false),
            ("a/b/c", "a/x/y", false),
            ("", "k8s", true),
        ] {
            assert_eq!(same_tree(one, other), expected, "{one} {other}");
        }
    }
}
