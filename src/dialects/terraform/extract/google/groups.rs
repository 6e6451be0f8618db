//! Managed instance groups and their autoscalers.

use smol_str::SmolStr;

use super::compute::TEMPLATES;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, workload};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body;
use crate::values::cases;
use crate::values::lists::joined;
use crate::values::read;
use crate::values::read::word;

pub(super) static TABLE: &[Row] = &[
    workload("google_compute_instance_group_manager", "gcp-managed-instance-group", manager),
    workload("google_compute_region_instance_group_manager", "gcp-managed-instance-group", manager),
    companion("google_compute_autoscaler", autoscaler),
    companion("google_compute_region_autoscaler", autoscaler),
    companion("google_compute_backend_service", backend),
    companion("google_compute_region_backend_service", backend),
    companion("google_compute_node_group", |_| {}),
];

const MANAGERS: &[&str] = &["google_compute_instance_group_manager", "google_compute_region_instance_group_manager"];

fn manager(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("instances", &["target_size"], read::number);
    for version in body::each(draft.body, "version") {
        if let Some(node) = version.get("instance_template") {
            draft.link_node(Relation::Definition, node, TEMPLATES);
        }
    }
    draft.link(Relation::Definition, &["instance_template"], TEMPLATES);
}

fn autoscaler(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["target"], MANAGERS);
    let switched = draft.read(&["autoscaling_policy", "mode"], |node| Some(Value::Bool(node.as_str()? != "OFF")));
    if switched.as_bool() == Some(false) {
        return;
    }
    let fewest = draft.read(&["autoscaling_policy", "min_replicas"], read::number);
    let most = draft.read(&["autoscaling_policy", "max_replicas"], read::number);
    draft.lend("scale_min", fewest);
    draft.lend("scale_max", most);
    let on = ["cpu_utilization", "load_balancing_utilization", "metric"];
    let on = on.into_iter().find(|metric| draft.at(&["autoscaling_policy", metric]).is_some());
    let name = on.map_or_else(
        || SmolStr::new_static("an autoscaler"),
        |metric| smol_str::format_smolstr!("an autoscaler on {}", metric.replace('_', " ")),
    );
    draft.lend("scaler", Fact::written(Value::Text(name), draft.header));
    let policies = body::each(draft.body, "autoscaling_policy").into_iter();
    let schedules = policies.flat_map(|policy| body::each(policy, "scaling_schedules"));
    let is_on = |one: &&Node| one.get("disabled").and_then(Node::as_bool) != Some(true);
    let schedules: Vec<Fact> =
        schedules.filter(is_on).map(|one| body::read(one, &["schedule"], read::text, one.span)).collect();
    if let Some(first) = schedules.first().cloned() {
        draft.lend("scale_schedule", joined(first, &schedules));
    }
    draft.resource.lends = cases::where_on(std::mem::take(&mut draft.resource.lends), &switched);
}

/// A backend names the groups that it sends requests to.
fn backend(draft: &mut Draft<'_>) {
    for backend in body::each(draft.body, "backend") {
        if let Some(node) = backend.get("group") {
            draft.link_node(Relation::Routes, node, MANAGERS);
        }
    }
    let name = match draft.at(&["name"]) {
        Some(node) => read::fact(&node, read::text),
        None => Fact::written(word("a backend service"), draft.header),
    };
    draft.lend("routes", Fact::written(Value::List(vec![name]), draft.header));
}
