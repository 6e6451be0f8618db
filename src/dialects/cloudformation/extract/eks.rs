//! EKS: clusters, node groups and Fargate profiles.

use smol_str::SmolStr;

use super::draft::Draft;
use super::ec2::MACHINE_DEFINITIONS;
use super::{Row, capacity, companion};
use crate::dialects::aws::machines::count_accelerators;
use crate::dialects::aws::nodes;
use crate::dialects::taints;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::{Content, Key, Map, MapEntry, Node};
use crate::values::body;
use crate::values::read::{self, word};
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    capacity("AWS::EKS::Cluster", cluster),
    capacity("AWS::EKS::Nodegroup", node_group),
    companion("AWS::EKS::FargateProfile", fargate_profile),
];

const CLUSTERS: &[&str] = &["AWS::EKS::Cluster"];

/// The properties of a profile's selector.
const SELECTOR: nodes::SelectorNames = nodes::SelectorNames { namespace: "Namespace", labels: "Labels" };

fn cluster(draft: &mut Draft<'_>) {
    let auto = draft.read(&["ComputeConfig", "Enabled"], read::boolean);
    if !auto.is_absent() {
        let kind = |value: &Value| match value {
            Value::Bool(true) => word("managed-instances"),
            _ => Value::Absent,
        };
        draft.lend("capacity_kind", cases::derived(&auto, &kind));
    }
}

fn node_group(draft: &mut Draft<'_>) {
    let from_template = draft.link(Relation::Definition, &["LaunchTemplate", "Id"], MACHINE_DEFINITIONS)
        || draft.link(Relation::Definition, &["LaunchTemplate", "Name"], MACHINE_DEFINITIONS);
    draft.link(Relation::Capacity, &["ClusterName"], CLUSTERS);
    draft.is("capacity_kind", word("nodes"));
    draft.fact_or("capacity_type", &["CapacityType"], readers::capacity_type, word("on-demand"));
    draft.fact("instances", &["ScalingConfig", "DesiredSize"], read::number);
    draft.fact("scale_min", &["ScalingConfig", "MinSize"], read::number);
    draft.fact("scale_max", &["ScalingConfig", "MaxSize"], read::number);
    match draft.at(&["InstanceTypes"]) {
        Some(types) => draft.set("instance_type", nodes::only(&types)),
        None if !from_template => draft.defaults("instance_type", word("t3.medium")),
        None => {}
    }
    count_accelerators(draft);
    if let Some(labels) = draft.at(&["Labels"])
        && let Some(map) = labels.as_map()
    {
        let label = |entry: &MapEntry| Some((entry.key.text.clone(), entry.value.as_text()?));
        draft.resource.labels = map.entries.iter().filter_map(label).collect();
    }
    let name = draft.read(&["NodegroupName"], read::text);
    nodes::imply_labels(draft, &name);
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type"]);
    taints::lend(draft, &["Taints"], None);
    draft.lend("autopilot", draft.default_fact(Value::Bool(false)));
}

/// A profile takes over the pods of its selectors.
fn fargate_profile(draft: &mut Draft<'_>) {
    for selector in body::each(draft.body, "Selectors") {
        let target = nodes::selected(&with_labels(selector), &SELECTOR);
        draft.link_target(Relation::Captures, target, selector.span);
    }
    let name = match draft.at(&["FargateProfileName"]) {
        Some(node) if node.as_str().is_some() => read::fact(&node, read::text),
        _ => Fact::written(Value::Text(draft.here.resolved.id.clone()), draft.name_span),
    };
    draft.lend("capacity_profile", name);
    draft.lend("capacity_kind", Fact::written(word("fargate"), draft.header));
}

/// A selector with its labels as a map, where they are a list of keys and values.
fn with_labels(selector: &Node) -> Node {
    let mut selector = selector.clone();
    if let Content::Map(map) = &mut selector.content {
        for entry in map.entries.iter_mut().filter(|entry| entry.key.text == SELECTOR.labels) {
            let pairs: Option<Vec<MapEntry>> =
                entry.value.as_list().and_then(|items| items.iter().map(label).collect());
            if let Some(entries) = pairs {
                entry.value.content = Content::Map(Map { entries });
            }
        }
    }
    selector
}

fn label(item: &Node) -> Option<MapEntry> {
    let key: SmolStr = item.get("Key")?.as_text()?;
    Some(MapEntry { key: Key { text: key, span: item.span }, value: item.get("Value")?.clone() })
}
