//! EKS: clusters, node groups and Fargate profiles.

use super::ec2::MACHINE_DEFINITIONS;
use crate::dialects::aws::machines::count_accelerators;
use crate::dialects::aws::nodes;
use crate::dialects::taints;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, companion, tags};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::values::body;
use crate::values::read;
use crate::values::read::word;
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    capacity("aws_eks_cluster", cluster),
    capacity("aws_eks_node_group", node_group),
    companion("aws_eks_fargate_profile", fargate_profile),
];

/// The type of a cluster.
pub(super) const CLUSTERS: &[&str] = &["aws_eks_cluster"];

fn cluster(draft: &mut Draft<'_>) {
    let auto = draft.read(&["compute_config", "enabled"], read::boolean);
    if !auto.is_absent() {
        let kind = |value: &Value| match value {
            Value::Bool(true) => word("managed-instances"),
            _ => Value::Absent,
        };
        draft.lend("capacity_kind", cases::derived(&auto, &kind));
    }
}

fn node_group(draft: &mut Draft<'_>) {
    let from_template = draft.link(Relation::Definition, &["launch_template", "id"], MACHINE_DEFINITIONS)
        || draft.link(Relation::Definition, &["launch_template", "name"], MACHINE_DEFINITIONS);
    draft.link(Relation::Capacity, &["cluster_name"], CLUSTERS);
    draft.is("capacity_kind", word("nodes"));
    draft.fact_or("capacity_type", &["capacity_type"], readers::capacity_type, word("on-demand"));
    draft.fact("instances", &["scaling_config", "desired_size"], read::number);
    draft.fact("scale_min", &["scaling_config", "min_size"], read::number);
    draft.fact("scale_max", &["scaling_config", "max_size"], read::number);
    match draft.at(&["instance_types"]) {
        Some(types) => draft.set("instance_type", nodes::only(&types)),
        None if !from_template || template_has_no_type(draft) => draft.defaults("instance_type", word("t3.medium")),
        None => {}
    }
    count_accelerators(draft);
    draft.resource.labels = tags::labels(draft.at(&["labels"]).as_deref());
    let name = draft.read(&["node_group_name"], read::text);
    nodes::imply_labels(draft, &name);
    taints::lend(draft, &["taint"], None);
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type"]);
    draft.lend("autopilot", draft.default_fact(Value::Bool(false)));
}

/// Whether the template that a node group is started from is here, and leaves it to EKS of what type its machines are.
fn template_has_no_type(draft: &Draft<'_>) -> bool {
    let paths: [&[&str]; 2] = [&["launch_template", "id"], &["launch_template", "name"]];
    let template = paths.into_iter().find_map(|path| draft.referred(path, MACHINE_DEFINITIONS));
    let says = |block: &ResolvedBlock, argument| body::at(&block.body, &[argument]).is_some_and(|node| !node.is_null());
    template.is_some_and(|block| !says(block, "instance_type") && !says(block, "instance_requirements"))
}

/// The arguments of a profile's selector.
const SELECTOR: nodes::SelectorNames = nodes::SelectorNames { namespace: "namespace", labels: "labels" };

/// A profile takes over the pods of its selectors.
fn fargate_profile(draft: &mut Draft<'_>) {
    for selector in body::each(draft.body, "selector") {
        for selector in cases::instances(selector) {
            draft.link_target(Relation::Captures, nodes::selected(&selector, &SELECTOR), selector.span);
        }
    }
    let name = match draft.at(&["fargate_profile_name"]) {
        Some(node) if node.as_str().is_some() => read::fact(&node, read::text),
        _ => Fact::written(Value::Text(draft.here.block.name.clone()), draft.name_span),
    };
    draft.lend("capacity_profile", name);
    draft.lend("capacity_kind", Fact::written(word("fargate"), draft.header));
}
