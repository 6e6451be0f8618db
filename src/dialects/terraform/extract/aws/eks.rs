//! EKS: clusters, node groups and Fargate profiles.

use smol_str::SmolStr;

use super::ec2::MACHINE_DEFINITIONS;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, companion, tags};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, Node, Unknown};
use crate::values::body;
use crate::values::read;
use crate::values::read::word;
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    capacity("aws_eks_cluster", cluster),
    capacity("aws_eks_node_group", node_group),
    companion("aws_eks_fargate_profile", fargate_profile),
];

const CLUSTERS: &[&str] = &["aws_eks_cluster"];

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
        Some(types) => draft.set("instance_type", only(&types)),
        None if !from_template => draft.defaults("instance_type", word("t3.medium")),
        None => {}
    }
    if let Some(instance_type) = draft.resource.facts.get("instance_type") {
        let gpus = readers::accelerators(instance_type, super::ec2::has_accelerators);
        draft.set("gpus", gpus);
    }
    draft.resource.labels = tags::labels(draft.at(&["labels"]).as_deref());
    let name = draft.read(&["node_group_name"], read::text);
    let bought = match draft.resource.facts.text("capacity_type") {
        Some("spot") => Some("SPOT"),
        Some("on-demand") => Some("ON_DEMAND"),
        _ => None,
    };
    let implied = [
        ("eks.amazonaws.com/nodegroup", name.as_text().map(SmolStr::new)),
        ("eks.amazonaws.com/capacityType", bought.map(SmolStr::new_static)),
    ];
    for (key, value) in implied {
        draft.resource.labels.extend(value.map(|value| (SmolStr::new_static(key), value)));
    }
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type"]);
    draft.lend("autopilot", draft.default_fact(Value::Bool(false)));
}

/// The one type of a list, or unknown.
fn only(types: &Node) -> Fact {
    match &types.content {
        Content::List(items) => match items.as_slice() {
            [one] => read::fact(one, read::text),
            _ => Fact::unknown("the node group allows several machine types", types.span),
        },
        _ => read::fact(types, read::text),
    }
}

/// A profile takes over the pods of its selectors.
fn fargate_profile(draft: &mut Draft<'_>) {
    for selector in body::each(draft.body, "selector") {
        for selector in cases::instances(selector) {
            draft.link_target(Relation::Captures, selected(&selector), selector.span);
        }
    }
    let name = match draft.at(&["fargate_profile_name"]) {
        Some(node) if node.as_str().is_some() => read::fact(&node, read::text),
        _ => Fact::written(Value::Text(draft.here.block.name.clone()), draft.name_span),
    };
    draft.lend("capacity_profile", name);
    draft.lend("capacity_kind", Fact::written(word("fargate"), draft.header));
}

fn selected(selector: &Node) -> Target {
    if let Content::Unknown(unknown) = &selector.content {
        return Target::Unknown((**unknown).clone());
    }
    let exact = |node: &Node| node.as_str().filter(|text| !text.contains(['*', '?'])).map(SmolStr::new);
    let unknown = |node: Option<&Node>| match node.map(|node| &node.content) {
        Some(Content::Unknown(unknown)) => Target::Unknown((**unknown).clone()),
        Some(Content::Choice(choice)) => {
            Target::Unknown(Unknown::because(format!("its selector depends on {}", choice.switch.key)))
        }
        _ => Target::Unknown(Unknown::because("its selector holds a pattern")),
    };
    let namespace = selector.get("namespace");
    let Some(name) = namespace.and_then(exact) else { return unknown(namespace) };
    let mut labels = Vec::new();
    match selector.get("labels").map(|node| (&node.content, node)) {
        None | Some((Content::Null, _)) => {}
        Some((Content::Map(map), _)) => {
            for entry in &map.entries {
                match exact(&entry.value) {
                    Some(value) if !entry.key.text.contains(['*', '?']) => labels.push((entry.key.text.clone(), value)),
                    _ => return unknown(Some(&entry.value)),
                }
            }
        }
        Some((_, node)) => return unknown(Some(node)),
    }
    Target::Selected { namespace: Some(name), labels }
}
