//! Azure Kubernetes Service: clusters and node pools.

use smol_str::SmolStr;

use super::machines::has_accelerators;
use crate::dialects::taints;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, tags};
use crate::model::fact::Value;
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::read;
use crate::values::read::word;
use crate::values::readers;

pub(super) static TABLE: &[Row] = &[
    capacity("azurerm_kubernetes_cluster", cluster),
    capacity("azurerm_kubernetes_automatic_cluster", |draft| {
        draft.lend("capacity_kind", draft.default_fact(word("managed-instances")));
    }),
    capacity("azurerm_kubernetes_cluster_node_pool", node_pool),
];

fn cluster(draft: &mut Draft<'_>) {
    pool(draft, DEFAULT_POOL);
    labels(draft, DEFAULT_POOL);
}

/// The block of the pool that every cluster has.
const DEFAULT_POOL: &[&str] = &["default_node_pool"];

fn node_pool(draft: &mut Draft<'_>) {
    draft.link(Relation::Capacity, &["kubernetes_cluster_id"], &["azurerm_kubernetes_cluster"]);
    pool(draft, &[]);
    draft.fact("sandbox", &["workload_runtime"], sandbox);
    draft.is("capacity_kind", word("nodes"));
    labels(draft, &[]);
    let is_spot = draft.resource.facts.text("capacity_type") == Some("spot");
    taints::lend(draft, &["node_taints"], is_spot.then_some("kubernetes.azure.com/scalesetpriority=spot:NoSchedule"));
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type", "dedicated_host", "tenancy"]);
    draft.lend("autopilot", draft.default_fact(Value::Bool(false)));
}

fn sandbox(node: &Node) -> Option<Value> {
    Some(match node.as_str()? {
        "KataMshvVmIsolation" | "KataVmIsolation" => word("kata"),
        "KataCcIsolation" => word("kata-confidential"),
        "OCIContainer" => word("none"),
        _ => return None,
    })
}

/// What is written of a pool, in a block of the cluster's or in a resource of its own.
fn pool(draft: &mut Draft<'_>, block: &[&'static str]) {
    let path = |argument: &'static str| [block, &[argument]].concat();
    draft.fact_or("capacity_type", &path("priority"), readers::capacity_type, word("on-demand"));
    draft.fact("instance_type", &path("vm_size"), read::text);
    draft.fact("instances", &path("node_count"), read::number);
    draft.fact("scale_min", &path("min_count"), read::number);
    draft.fact("scale_max", &path("max_count"), read::number);
    if let Some(size) = draft.resource.facts.get("instance_type") {
        let gpus = readers::accelerators(size, has_accelerators);
        draft.set("gpus", gpus);
    }
    if let Some(host) = draft.at(&path("host_group_id")) {
        draft.set("dedicated_host", draft.name_fact(&host, &["azurerm_dedicated_host_group"]));
        draft.set("tenancy", crate::model::fact::Fact::written(word("host"), host.span));
    }
}

/// The labels of its nodes: those that are written, and those that the service adds.
fn labels(draft: &mut Draft<'_>, block: &[&'static str]) {
    let path = |argument: &'static str| [block, &[argument]].concat();
    draft.resource.labels = tags::labels(draft.at(&path("node_labels")).as_deref());
    let name = draft.read(&path("name"), read::text);
    let spot = draft.resource.facts.text("capacity_type") == Some("spot");
    let implied = [
        ("agentpool", name.as_text().map(SmolStr::new)),
        ("kubernetes.azure.com/agentpool", name.as_text().map(SmolStr::new)),
        ("kubernetes.azure.com/scalesetpriority", spot.then(|| SmolStr::new_static("spot"))),
    ];
    for (key, value) in implied {
        draft.resource.labels.extend(value.map(|value| (SmolStr::new_static(key), value)));
    }
}
