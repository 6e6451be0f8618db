//! Node pools that are written inside a cluster's block: each is what a block of its own would be.

use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use super::refer::Unit;
use crate::dialects::terraform::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::resource::{Link, Relation, Resource, Role, Target};
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Unknown};
use crate::values::body;

/// How a cluster of a type writes pools inside itself, and the type that writes one by itself.
struct Inside {
    cluster: &'static str,
    block: &'static str,
    pool: &'static str,
}

static INSIDE: &[Inside] = &[
    Inside {
        cluster: "azurerm_kubernetes_cluster",
        block: "default_node_pool",
        pool: "azurerm_kubernetes_cluster_node_pool",
    },
    Inside { cluster: "google_container_cluster", block: "node_pool", pool: "google_container_node_pool" },
];

/// Types of pools, and where each names its cluster.
const POOLS: &[(&str, &str)] = &[
    ("aws_eks_node_group", "cluster_name"),
    ("azurerm_kubernetes_cluster_node_pool", "kubernetes_cluster_id"),
    ("google_container_node_pool", "cluster"),
];

/// The type of groups that are pools where their machines join a cluster by themselves.
const OWN_GROUPS: &str = "aws_autoscaling_group";

/// The pools that are written inside the clusters of a unit, as blocks of their own.
pub(super) fn inside(unit: &ResolvedUnit) -> Vec<ResolvedBlock> {
    let mut pools = Vec::new();
    for inside in INSIDE {
        for cluster in unit.blocks.iter().filter(|block| block.kind == inside.cluster) {
            for (number, node) in body::each(&cluster.body, inside.block).into_iter().enumerate() {
                pools.extend(pool_of(cluster, node, inside, number));
            }
        }
    }
    pools
}

fn pool_of(cluster: &ResolvedBlock, node: &Node, inside: &Inside, number: usize) -> Option<ResolvedBlock> {
    let mut entries = node.as_map()?.entries.clone();
    let (_, argument) = POOLS.iter().find(|(kind, _)| *kind == inside.pool)?;
    let belongs = Unknown {
        refers: Some(cluster.address.clone()),
        not_null: true,
        ..Unknown::because("it is known after apply")
    };
    let key = Key { text: SmolStr::new_static(argument), span: node.span };
    entries.push(MapEntry { key, value: Node::unknown(belongs, node.span) });
    let index = if number == 0 { SmolStr::default() } else { format_smolstr!("[{number}]") };
    Some(ResolvedBlock {
        address: format_smolstr!("{}.{}{index}", cluster.address, inside.block),
        kind: SmolStr::new_static(inside.pool),
        body: Node { origin: node.origin.clone(), ..Node::new(Content::Map(Map { entries }), node.span) },
        ..cluster.clone()
    })
}

/// Places pods that choose no nodes on the only pool of their cluster: there is nowhere else to be.
pub(super) fn place(unit: &Unit<'_>, resources: &mut [Resource]) {
    if has_other_nodes(unit, resources) {
        return;
    }
    let mut pools: HashMap<SmolStr, Vec<Option<SmolStr>>> = HashMap::new();
    for resource in resources.iter() {
        if let Some(cluster) = cluster_of(resource) {
            pools.entry(cluster).or_default().push(is_one_for_all(unit, resource).then(|| resource.local.clone()));
        }
    }
    for pod in resources.iter_mut().filter(|one| one.service == Some("kubernetes-pod") && !chooses(one)) {
        let mut clusters = pod.links.iter().filter(|link| link.relation == Relation::Capacity);
        let Some(Target::Local(cluster)) = clusters.next().map(|link| &link.target) else { continue };
        let pool = match pools.get(cluster).map(Vec::as_slice) {
            Some([Some(pool)]) if is_all_there_is(unit, cluster) => pool.clone(),
            _ => continue,
        };
        // What the pool says is nearer than what the cluster does.
        let link = Link::new(Relation::Capacity, Target::Local(pool), pod.name_span);
        pod.links.insert(0, link);
    }
}

/// Whether pods may be on nodes that are no pool of a cluster's: of profiles, of an autoscaler, of groups that join
/// who knows which.
fn has_other_nodes(unit: &Unit<'_>, resources: &[Resource]) -> bool {
    let joins_another = |one: &Resource| one.role == Role::Capacity && cluster_of(one).is_none();
    unit.of_kind("aws_eks_fargate_profile").any(|profile| !unit.has_none_of(profile))
        || resources.iter().any(|one| one.kind == "NodePool" || (one.kind == OWN_GROUPS && joins_another(one)))
}

/// Whether a pool is one, and takes every pod.
fn is_one_for_all(unit: &Unit<'_>, pool: &Resource) -> bool {
    let is_one = unit.block(&pool.local).is_none_or(|block| block.instances.as_number() == Some(1.0));
    is_one && pool.lends.list("taints").is_empty() && pool.lends.get("taints").is_none_or(|taints| !taints.is_unknown())
}

/// Whether a cluster has no nodes besides its written pools: none that its service makes.
fn is_all_there_is(unit: &Unit<'_>, cluster: &str) -> bool {
    let Some(block) = unit.block(cluster) else { return false };
    let says = |path: &[&str]| {
        body::at(&block.body, path).is_some_and(|node| !node.is_null() && node.as_bool() != Some(false))
    };
    match block.kind.as_str() {
        "google_container_cluster" => says(&["node_pool"]) || says(&["remove_default_node_pool"]),
        "aws_eks_cluster" => !says(&["compute_config", "enabled"]),
        _ => true,
    }
}

fn chooses(pod: &Resource) -> bool {
    ["node_selector", "node_affinity"].iter().any(|name| pod.facts.get(name).is_some_and(|fact| !fact.is_absent()))
}

/// The cluster of this unit that a pool belongs to.
fn cluster_of(resource: &Resource) -> Option<SmolStr> {
    let is_kind = resource.kind == OWN_GROUPS || POOLS.iter().any(|(kind, _)| resource.kind == *kind);
    let is_pool = resource.role == Role::Capacity && is_kind;
    let targets = resource.links.iter().filter(|link| is_pool && link.relation == Relation::Capacity);
    targets.map(|link| &link.target).find_map(|target| match target {
        Target::Local(address) => Some(address.clone()),
        _ => None,
    })
}
