//! Grounds: what is written of the cluster or the group of machines that a workload runs on.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

use super::facts::{answer, cannot_tell};
use crate::model::fact::{Fact, Value};
use crate::model::report::Judged;
use crate::model::resource::{Relation, Resource, Role, Target, Which};
use crate::model::source::SourceId;

/// Services whose pods share the nodes of one cluster.
const PODS: &[&str] = &["kubernetes-pod", "knative"];

/// Services of which two workloads may share a machine, by what they share it under; nothing where none can.
pub(super) fn family(resource: &Resource) -> Option<&'static str> {
    let service = resource.service?;
    Some(if PODS.contains(&service) { "pods" } else { service })
}

/// What a workload runs on, as far as that is written.
pub(super) enum Ground {
    /// The cluster that all manifests of its unit are applied to.
    Unit {
        /// The file it stands in, where another file of the unit declares the same objects again.
        alternative: Option<SourceId>,
        /// Its environment, where that is known.
        environment: Option<SmolStr>,
    },
    /// What is written of clusters, providers and groups.
    Capacity(Capacity),
}

/// Clusters, providers and groups.
#[derive(Debug, Default)]
pub(super) struct Capacity {
    by_kind: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
    /// What is the value of something that has none here, and why it has none: who names the same has the same.
    named_alike: BTreeMap<SmolStr, SmolStr>,
    /// Why there may be others than these.
    open: Option<SmolStr>,
}

/// The kinds of all capacity, by unit and address.
pub(super) type Kinds<'a> = HashMap<(&'a str, &'a str), &'a SmolStr>;

/// The kinds of all capacity.
pub(super) fn kinds(judged: &[Judged]) -> Kinds<'_> {
    let capacity = judged.iter().map(|one| &one.resource).filter(|resource| resource.role == Role::Capacity);
    capacity.map(|resource| ((&*resource.unit.0, resource.local.as_str()), &resource.kind)).collect()
}

/// What is known of a unit as a whole.
pub(super) struct Index<'a> {
    kinds: &'a Kinds<'a>,
    alternatives: HashSet<SourceId>,
}

impl<'a> Index<'a> {
    /// Looks at the workloads of one unit.
    pub(super) fn new(judged: &[Judged], members: &[usize], kinds: &'a Kinds<'a>) -> Self {
        let mut files: HashMap<&SmolStr, HashSet<SourceId>> = HashMap::new();
        for resource in members.iter().filter_map(|&at| judged.get(at)).map(|one| &one.resource) {
            files.entry(&resource.local).or_default().insert(resource.name_span.source);
        }
        let alternatives = files.into_values().filter(|files| files.len() > 1).flatten().collect();
        Self { kinds, alternatives }
    }

    /// The ground that a workload stands on.
    pub(super) fn ground(&self, judged: &Judged) -> Ground {
        let resource = &judged.resource;
        if resource.dialect == "kubernetes" {
            let source = resource.name_span.source;
            let alternative = self.alternatives.contains(&source).then_some(source);
            let environment = judged.needs.text("environment").map(SmolStr::from);
            return Ground::Unit { alternative, environment };
        }
        let mut capacity = Capacity::default();
        for link in resource.links.iter().filter(|link| link.relation == Relation::Capacity) {
            if let Some(switch) = link.which.hangs_on() {
                capacity.open.get_or_insert_with(|| format_smolstr!("it depends on {}", switch.key));
                continue;
            }
            let (kind, names) = match &link.target {
                Target::Local(address) => {
                    let kind = self.kinds.get(&(&*resource.unit.0, address.as_str())).copied().cloned();
                    let written = || address.rsplit_once('.').map_or(address.as_str(), |(kind, _)| kind);
                    (kind.unwrap_or_else(|| written().into()), instances_at(address, &link.which))
                }
                Target::Named { kinds, name, .. } => {
                    (SmolStr::new(kinds.first().copied().unwrap_or_default()), vec![name.clone()])
                }
                Target::Unknown(unknown) => {
                    match &unknown.value_of {
                        Some(of) => _ = capacity.named_alike.insert(of.clone(), unknown.reason.clone()),
                        None => _ = capacity.open.get_or_insert_with(|| unknown.reason.clone()),
                    }
                    continue;
                }
                // Labels of nodes say which nodes of a cluster, never which cluster.
                Target::Labelled { .. } | Target::Selected { .. } | Target::Built { .. } => continue,
            };
            capacity.by_kind.entry(kind).or_default().extend(names);
        }
        if capacity.by_kind.is_empty() && capacity.named_alike.is_empty() && capacity.open.is_none() {
            capacity.open = Some("nothing written says which cluster or group it runs on".into());
        }
        Ground::Capacity(capacity)
    }
}

/// The addresses of the instances that a link means, where it means some.
fn instances_at(address: &SmolStr, which: &Which) -> Vec<SmolStr> {
    match which {
        Which::All => vec![address.clone()],
        Which::None => Vec::new(),
        Which::One(switch, branch) => {
            let key = switch.branches.get(*branch).map_or("", SmolStr::as_str);
            vec![format_smolstr!("{address}[{key}]")]
        }
        Which::Chosen(choice) => choice.options.iter().flat_map(|option| instances_at(address, option)).collect(),
    }
}

impl Ground {
    /// A text that is the same for the same ground.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Unit { alternative, environment } => format!("{alternative:?} {environment:?}"),
            Self::Capacity(capacity) => format!("{capacity:?}"),
        }
    }
}

/// Whether two grounds of one unit are one.
pub(super) fn joined(one: &Ground, other: &Ground) -> Fact {
    match (one, other) {
        (
            Ground::Unit { alternative, environment },
            Ground::Unit { alternative: beside, environment: environment_beside },
        ) => match (environment, environment_beside) {
            (Some(one), Some(other)) if one != other => {
                cannot_tell(format_smolstr!("nothing written says that {one} and {other} share a cluster"))
            }
            _ => match (alternative, beside) {
                (Some(one), Some(other)) if one != other => {
                    cannot_tell("the two stand in files that declare the same objects, as for clusters of their own")
                }
                _ => answer(Value::Bool(true)),
            },
        },
        (Ground::Capacity(one), Ground::Capacity(other)) => one.joined(other),
        _ => cannot_tell("nothing written says that the two run on the same cluster"),
    }
}

impl Capacity {
    fn joined(&self, other: &Self) -> Fact {
        let in_common = || self.by_kind.iter().filter_map(|(kind, names)| Some((names, other.by_kind.get(kind)?)));
        if in_common().any(|(names, beside)| names.is_disjoint(beside)) {
            return answer(Value::Bool(false));
        }
        let sides = [(self, other), (other, self)];
        let alone = |(one, other): &(&Self, &Self)| {
            let mut named = one.named_alike.iter().filter(|(of, _)| !other.named_alike.contains_key(*of));
            one.open.clone().or_else(|| named.next().map(|(_, reason)| reason.clone()))
        };
        if let Some(reason) = sides.iter().find_map(alone) {
            return cannot_tell(reason);
        }
        if in_common().next().is_some() || !self.named_alike.is_empty() {
            return answer(Value::Bool(true));
        }
        cannot_tell("nothing written says that the two run on the same cluster or group")
    }
}
