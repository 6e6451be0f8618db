//! Google Kubernetes Engine: clusters and node pools.

use smol_str::SmolStr;

use super::compute::{bought, has_accelerators};
use crate::dialects::taints;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, tags};
use crate::model::fact::Value;
use crate::model::resource::Relation;
use crate::values::read;
use crate::values::read::word;
use crate::values::{body, cases, readers};

pub(super) static TABLE: &[Row] =
    &[capacity("google_container_cluster", cluster), capacity("google_container_node_pool", node_pool)];

fn cluster(draft: &mut Draft<'_>) {
    draft.fact_or("autopilot", &["enable_autopilot"], read::boolean, Value::Bool(false));
    let Some(autopilot) = draft.resource.facts.get("autopilot") else { return };
    let kind = cases::derived(autopilot, &|value| match value {
        Value::Bool(true) => word("autopilot"),
        _ => word("nodes"),
    });
    draft.set("capacity_kind", kind);
    draft.lend_own(&["autopilot", "capacity_kind"]);
}

fn node_pool(draft: &mut Draft<'_>) {
    draft.link(Relation::Capacity, &["cluster"], &["google_container_cluster"]);
    draft.is("capacity_kind", word("nodes"));
    let spot = bought(draft.body, &["node_config"]);
    let on_demand = draft.default_fact(word("on-demand"));
    let spot = spot.map_or(on_demand, |fact| body::or_default(fact, &word("on-demand")));
    draft.set("capacity_type", spot);
    draft.fact_or("instance_type", &["node_config", "machine_type"], read::text, word("e2-medium"));
    draft.first_fact("instances", &[&["node_count"], &["initial_node_count"]], read::number);
    draft.first_fact(
        "scale_min",
        &[&["autoscaling", "min_node_count"], &["autoscaling", "total_min_node_count"]],
        read::number,
    );
    draft.first_fact(
        "scale_max",
        &[&["autoscaling", "max_node_count"], &["autoscaling", "total_max_node_count"]],
        read::number,
    );
    draft.fact("sandbox", &["node_config", "sandbox_config", "sandbox_type"], sandbox);
    draft.fact("sandbox", &["node_config", "sandbox_config", "type"], sandbox);
    draft.fact("confidential", &["node_config", "confidential_nodes", "enabled"], read::boolean);
    draft.fact("gpus", &["node_config", "guest_accelerator", "count"], read::number);
    if let (None, Some(kind)) = (draft.resource.facts.get("gpus"), draft.resource.facts.get("instance_type")) {
        let gpus = readers::accelerators(kind, has_accelerators);
        draft.set("gpus", gpus);
    }
    if let Some(node) = draft.at(&["node_config", "node_group"]) {
        draft.set("dedicated_host", draft.name_fact(&node, &["google_compute_node_group"]));
        draft.is("tenancy", word("host"));
    }
    labels(draft);
    taints::lend(draft, &["node_config", "taint"], None);
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type", "tenancy", "dedicated_host", "confidential"]);
    // Autopilot clusters refuse node pools.
    draft.lend("autopilot", draft.default_fact(Value::Bool(false)));
}

fn sandbox(node: &crate::model::tree::Node) -> Option<Value> {
    node.as_str().filter(|kind| kind.eq_ignore_ascii_case("gvisor")).map(|_| word("gvisor"))
}

/// The labels of its nodes: those that are written, and those that the service adds.
fn labels(draft: &mut Draft<'_>) {
    draft.resource.labels = tags::labels(draft.at(&["node_config", "labels"]).as_deref());
    let name = draft.read(&["name"], read::text);
    let facts = &draft.resource.facts;
    let implied = [
        ("cloud.google.com/gke-nodepool", name.as_text().map(SmolStr::new)),
        ("cloud.google.com/gke-spot", (facts.text("capacity_type") == Some("spot")).then(|| "true".into())),
        (
            "cloud.google.com/gke-preemptible",
            (facts.text("capacity_type") == Some("preemptible")).then(|| "true".into()),
        ),
        ("sandbox.gke.io/runtime", facts.text("sandbox").map(SmolStr::new)),
    ];
    for (key, value) in implied {
        draft.resource.labels.extend(value.map(|value| (SmolStr::new_static(key), value)));
    }
}
