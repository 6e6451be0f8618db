//! Which resources a link leads to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::model::fact::Known;
use crate::model::resource::{Link, Relation, Resource, Role, Target};
use crate::model::source::Span;
use crate::values::environment::{environment_of, is_environment};

/// A link whose ends are found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) relation: Relation,
    /// The resource that holds the link.
    pub(super) holder: usize,
    /// Which of the holder's links it is.
    pub(super) link: usize,
    pub(super) end: End,
}

/// What is at the end of a link.
#[derive(Clone, Debug, PartialEq)]
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
    /// The same, for every unit by itself: most links end where they begin.
    by_own_name: HashMap<(usize, SmolStr, SmolStr), Vec<usize>>,
    /// For every resource, the number of its unit.
    unit_of: Vec<usize>,
    units: Vec<String>,
    pods: Vec<usize>,
    pods_by_label: ByLabel,
    capacity: Vec<usize>,
    /// What stands in a file that a kustomization is made of.
    by_file: HashMap<SmolStr, Vec<usize>>,
}

impl Index {
    pub(super) fn new(resources: &[Arc<Resource>], path_of: &dyn Fn(Span) -> String) -> Self {
        let mut unit_numbers: HashMap<&str, usize> = HashMap::new();
        let mut index = Self {
            by_address: HashMap::new(),
            by_name: HashMap::new(),
            by_own_name: HashMap::new(),
            unit_of: Vec::with_capacity(resources.len()),
            units: Vec::new(),
            pods: Vec::new(),
            pods_by_label: ByLabel::default(),
            capacity: Vec::new(),
            by_file: HashMap::new(),
        };
        let built: HashSet<&SmolStr> = resources.iter().flat_map(|resource| built_files(resource)).collect();
        for (number, resource) in resources.iter().enumerate() {
            let next = unit_numbers.len();
            let unit = *unit_numbers.entry(&resource.unit.0).or_insert(next);
            if unit == index.units.len() {
                index.units.push(resource.unit.0.to_string());
            }
            index.unit_of.push(unit);
            index.by_address.entry((unit, resource.local.clone())).or_insert(number);
            if resource.role != Role::Patch {
                if !built.is_empty()
                    && let Some(file) = built.get(&SmolStr::from(path_of(resource.name_span)))
                {
                    index.by_file.entry((*file).clone()).or_default().push(number);
                }
                if let Some(name) = name_of(resource) {
                    let kind = resource.kind.clone();
                    index.by_own_name.entry((unit, kind.clone(), name.clone())).or_default().push(number);
                    index.by_name.entry((kind, name)).or_default().push(number);
                }
            }
            match resource.role {
                Role::Workload | Role::Disabled if !resource.labels.is_empty() || resource.namespace.is_some() => {
                    index.pods.push(number);
                    index.pods_by_label.add(unit, number, resource);
                }
                Role::Capacity => index.capacity.push(number),
                _ => {}
            }
        }
        index
    }

    /// All links with their ends, in the order of their holders.
    pub(super) fn edges(&self, resources: &[Arc<Resource>]) -> Vec<Edge> {
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

    fn end(&self, resources: &[Arc<Resource>], holder: usize, link: &Link) -> Option<End> {
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
                let named = self.named(resources, unit, (holder, kinds, name, namespace.as_ref()));
                Some(match named.as_slice() {
                    [] => End::Missing(format!("{} {name} is not among the files read", kinds.join(" or ")).into()),
                    [one] => End::Found(vec![*one]),
                    several => End::OneOf(several.to_vec()),
                })
            }
            Target::Labelled { kinds, labels } => {
                let fits = |resource: &Resource| {
                    kinds.contains(&resource.kind.as_str()) && holds_all(&resource.labels, labels)
                };
                let fitting = self
                    .capacity
                    .iter()
                    .copied()
                    .filter(|&at| resources.get(at).is_some_and(|resource| fits(resource)));
                match self.nearest(unit, fitting.collect()).as_slice() {
                    [] => None,
                    [one] => Some(End::Found(vec![*one])),
                    several => Some(End::OneOf(several.to_vec())),
                }
            }
            Target::Built { files, kinds, name, namespace } => {
                let fits = |resource: &Resource| {
                    (kinds.is_empty() || kinds.contains(&resource.kind.as_str()))
                        && name.as_ref().is_none_or(|name| resource.name == *name)
                        && (namespace.is_none() || resource.namespace.is_none() || resource.namespace == *namespace)
                };
                let found: Vec<usize> = files
                    .iter()
                    .filter_map(|file| self.by_file.get(file))
                    .flatten()
                    .copied()
                    .filter(|&at| resources.get(at).is_some_and(|resource| fits(resource)))
                    .collect();
                (!found.is_empty()).then_some(End::Found(found))
            }
            Target::Selected { namespace, labels } => self.selected(resources, unit, link, namespace.as_ref(), labels),
        }
    }

    /// The nearest of a name.
    fn named(
        &self,
        resources: &[Arc<Resource>],
        unit: usize,
        (holder, kinds, name, namespace): (usize, &[&'static str], &SmolStr, Option<&SmolStr>),
    ) -> Vec<usize> {
        let fits = |at: &usize| {
            *at != holder && resources.get(*at).is_some_and(|resource| resource.namespace.as_ref() == namespace)
        };
        let of_kinds = || kinds.iter().map(|kind| SmolStr::new_static(kind));
        let own = of_kinds().filter_map(|kind| self.by_own_name.get(&(unit, kind, name.clone())));
        let own: Vec<usize> = own.flatten().copied().filter(fits).collect();
        if !own.is_empty() {
            return own;
        }
        let all = of_kinds().filter_map(|kind| self.by_name.get(&(kind, name.clone())));
        self.nearest(unit, all.flatten().copied().filter(fits).collect())
    }

    fn selected(
        &self,
        resources: &[Arc<Resource>],
        unit: usize,
        link: &Link,
        namespace: Option<&SmolStr>,
        labels: &[(SmolStr, SmolStr)],
    ) -> Option<End> {
        let holds = |at: &usize| resources.get(*at).is_some_and(|pod| holds_all(&pod.labels, labels));
        let holding = |pods: &[usize]| pods.iter().copied().filter(holds).collect::<Vec<_>>();
        let own = holding(self.pods_by_label.fewest(Some(unit), namespace, labels));
        if !own.is_empty() {
            return Some(End::Found(own));
        }
        let sure = self.nearest(unit, holding(self.pods_by_label.fewest(None, namespace, labels)));
        if !sure.is_empty() {
            return Some(End::Found(sure));
        }
        // A profile names a namespace; a manifest without one may be applied to any.
        if link.relation == Relation::Captures {
            let open = self.nearest(unit, holding(self.pods_by_label.fewest(None, None, labels)));
            if !open.is_empty() {
                let name = namespace.map_or("", SmolStr::as_str);
                let reason = format!("no namespace is written here, and a profile takes pods of namespace {name}");
                return Some(End::Perhaps(open, reason.into()));
            }
        }
        None
    }

    /// Those of the same unit; else those of the same folder tree. The root holds everything, so it makes a tree only
    /// of what has none below it.
    fn nearest(&self, unit: usize, candidates: Vec<usize>) -> Vec<usize> {
        let unit_of = |candidate: &usize| self.unit_of.get(*candidate).copied();
        let (own, others): (Vec<usize>, Vec<usize>) =
            candidates.into_iter().partition(|candidate| unit_of(candidate) == Some(unit));
        if !own.is_empty() {
            return own;
        }
        let path = |unit: usize| self.units.get(unit).map_or("", String::as_str);
        let in_tree = |candidate: &usize| unit_of(candidate).and_then(|other| shared_tree(path(unit), path(other)));
        let (below, of_root): (Vec<usize>, Vec<usize>) = others
            .into_iter()
            .filter(|candidate| in_tree(candidate).is_some())
            .partition(|candidate| in_tree(candidate) == Some(Tree::Folder));
        if below.is_empty() { of_root } else { below }
    }
}

/// The name by which others may mean a resource: the one that its cloud knows it by. Its label in the file is none.
pub(super) fn name_of(resource: &Resource) -> Option<SmolStr> {
    match resource.facts.get("name") {
        Some(name) if name.known == Known::Defaulted => None,
        Some(name) => name.as_text().map(SmolStr::new),
        None => Some(resource.name.clone()),
    }
}

/// Pods by namespace and by each of their labels, of a unit by itself and of all units.
#[derive(Default)]
struct ByLabel {
    pods: HashMap<Place, HashMap<(SmolStr, SmolStr), Vec<usize>>>,
    all: HashMap<Place, Vec<usize>>,
}

/// A unit, or all of them, and a namespace, if one is written.
type Place = (Option<usize>, Option<SmolStr>);

impl ByLabel {
    fn add(&mut self, unit: usize, number: usize, pod: &Resource) {
        for unit in [Some(unit), None] {
            let place = (unit, pod.namespace.clone());
            let by_label = self.pods.entry(place.clone()).or_default();
            for label in &pod.labels {
                by_label.entry(label.clone()).or_default().push(number);
            }
            self.all.entry(place).or_default().push(number);
        }
    }

    /// The fewest pods among which are all of a place that hold these labels: those that hold the rarest of them.
    fn fewest(&self, unit: Option<usize>, namespace: Option<&SmolStr>, labels: &[(SmolStr, SmolStr)]) -> &[usize] {
        let place = (unit, namespace.cloned());
        if labels.is_empty() {
            return self.all.get(&place).map_or(&[], Vec::as_slice);
        }
        let Some(by_label) = self.pods.get(&place) else { return &[] };
        let of = |label| by_label.get(label).map_or(&[][..], Vec::as_slice);
        labels.iter().map(of).min_by_key(|pods| pods.len()).unwrap_or_default()
    }
}

/// The files that a resource reaches as part of a kustomization.
fn built_files(resource: &Resource) -> &[SmolStr] {
    resource
        .links
        .iter()
        .find_map(|link| match &link.target {
            Target::Built { files, .. } => Some(&**files),
            _ => None,
        })
        .unwrap_or_default()
}

/// What two units that stand in one folder tree share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tree {
    /// A folder below the root.
    Folder,
    /// The root.
    Root,
}

/// The folder tree of two units, if they stand in one: one of them, or its parent folder, holds the other. What is
/// called like an environment is no sibling of what is not, nor of another environment.
fn shared_tree(one: &str, other: &str) -> Option<Tree> {
    let root_or_folder = |folder: &str| if folder.is_empty() { Tree::Root } else { Tree::Folder };
    if below(one, other).is_some() {
        return Some(root_or_folder(one));
    }
    if below(other, one).is_some() {
        return Some(root_or_folder(other));
    }
    let parent = |path: &str| path.rsplit_once('/').map_or(0, |(parent, _)| parent.len());
    let folder = [one.get(..parent(one))?, other.get(..parent(other))?]
        .into_iter()
        .filter(|folder| below(folder, one).is_some() && below(folder, other).is_some())
        .max_by_key(|folder| folder.len())?;
    let first = |path| below(folder, path)?.split('/').next();
    of_one_environment(first(one)?, first(other)?).then(|| root_or_folder(folder))
}

/// What is left of a path below a folder that holds it, or that it is.
fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    match path.strip_prefix(folder)? {
        rest if folder.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('/'),
    }
}

/// Whether two folders beside each other are of one environment, or both of none: `shop-prod` and `infra-prod` are,
/// `uat` and `staging` are not, being nothing else.
fn of_one_environment(one: &str, other: &str) -> bool {
    environment_of(one) == environment_of(other) && !(is_environment(one) && is_environment(other))
}

fn holds_all(labels: &[(SmolStr, SmolStr)], wanted: &[(SmolStr, SmolStr)]) -> bool {
    wanted.iter().all(|label| labels.contains(label))
}

#[cfg(test)]
mod tests {
    use super::{Tree, shared_tree};

    #[test]
    fn a_tree_is_a_parent_folder_and_what_it_holds() {
        for (one, other, expected) in [
            ("deploy/base", "deploy/scaling", Some(Tree::Folder)),
            ("shop/base", "shop/overlays/prod", Some(Tree::Folder)),
            ("shop", "shop/overlays/prod", Some(Tree::Folder)),
            ("infra", "k8s", Some(Tree::Root)),
            ("extras/scaling", "k8s", Some(Tree::Root)),
            ("apps/web", "infra/prod", None),
            ("a/b/c", "a/x/y", None),
            ("", "k8s", Some(Tree::Root)),
            ("envs/dev", "envs/dev", Some(Tree::Folder)),
            ("envs", "envs/dev", Some(Tree::Folder)),
            ("envs/dev", "envs/prod", None),
            ("envs/dev", "envs/prod/web", None),
            ("envs/uat", "envs/staging", None),
            ("envs/prod1", "envs/prod2", None),
            ("envs/prod-eu", "envs/staging-eu", None),
            ("staging", "prod", None),
            ("Staging", "Production", None),
            ("k8s/prod", "k8s/shared", None),
            ("shop-prod", "infra-prod", Some(Tree::Root)),
            ("k8s/product", "k8s/developer", Some(Tree::Folder)),
        ] {
            assert_eq!(shared_tree(one, other), expected, "{one} {other}");
            assert_eq!(shared_tree(other, one), expected, "{other} {one}");
        }
    }
}
