//! ECS task definitions, also those that a schedule starts.

use super::containers::containers;
use super::ecs::draw_from_cluster;
use super::placement::place;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, definition};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Facts, Value};
use crate::model::resource::Role;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::cases;
use crate::values::read::word;
use crate::values::{read, units};

pub(super) static TABLE: &[Row] = &[definition("aws_ecs_task_definition", "aws-ecs", task_definition)];

/// The type of a task definition.
pub(super) const TASKS: &[&str] = &["aws_ecs_task_definition"];

fn task_definition(draft: &mut Draft<'_>) {
    draft.fact("cpu", &["cpu"], task_cpu);
    draft.fact("memory", &["memory"], task_memory);
    draft.fact("ephemeral_storage", &["ephemeral_storage", "size_in_gib"], read::gibibytes);
    draft.fact("host_network", &["network_mode"], |node| Some(Value::Bool(node.as_str()? == "host")));
    draft.fact("host_pid", &["pid_mode"], |node| Some(Value::Bool(node.as_str()? == "host")));
    draft.fact("host_ipc", &["ipc_mode"], |node| Some(Value::Bool(node.as_str()? == "host")));
    if let Some(node) = draft.at(&["container_definitions"]) {
        let list = containers(&node, draft.resource.facts.get("host_network"));
        draft.set_some("privileged", cases::any_has(&list, "privileged"));
        draft.set_some("gpus", cases::sum_of(&list, "gpus"));
        draft.set("containers", list);
    }
    draft.set_some("volumes", body::records(draft.body.get("volume"), &volume));
    draft.lend_everything();
    let starters = starters(draft);
    if !starters.is_empty() {
        draft.resource.role = Role::Workload;
        draft.is("run_to_completion", Value::Bool(true));
        for starter in starters {
            start(draft, starter);
        }
    }
}

/// Paths to the block that says how ECS starts a task, and to the cluster, by the type that starts it.
const STARTERS: &[(&str, &[&str], &[&str])] = &[
    ("aws_cloudwatch_event_target", &["ecs_target"], &["arn"]),
    ("aws_scheduler_schedule", &["target", "ecs_parameters"], &["target", "arn"]),
    ("aws_pipes_pipe", &["target_parameters", "ecs_task_parameters"], &["target"]),
];

/// What starts tasks of this definition in the same unit: the block, and the paths to its parameters and cluster.
type Starter<'a> = (&'a ResolvedBlock, &'static [&'static str], &'static [&'static str]);

fn starters<'a>(draft: &Draft<'a>) -> Vec<Starter<'a>> {
    let mut found = Vec::new();
    for (kind, parameters, cluster) in STARTERS {
        for block in draft.here.unit.of_kind(kind) {
            let named = body::at(&block.body, parameters)
                .and_then(|node| body::at(&node, &["task_definition_arn"]).map(std::borrow::Cow::into_owned))
                .and_then(|node| draft.here.unit.referred(&node, &block.address, TASKS));
            if named.is_some_and(|named| named.address == draft.here.block.address) {
                found.push((block, *parameters, *cluster));
            }
        }
    }
    found
}

fn start(draft: &mut Draft<'_>, (block, parameters, cluster): Starter<'_>) {
    let Some(node) = body::at(&block.body, parameters) else { return };
    place(draft, &node);
    let count = body::read_or(&node, &["task_count"], read::number, &Value::Number(1.0), draft.name_span);
    draft.set("instances", count);
    if let Some(node) = body::at(&block.body, cluster) {
        draw_from_cluster(draft, &node);
    }
}

/// CPU of a task: units of which a CPU has 1024, or `1 vCPU`.
pub(super) fn task_cpu(node: &Node) -> Option<Value> {
    let text = node.as_text()?.to_ascii_lowercase();
    let cpus = match text.strip_suffix("vcpu") {
        Some(cpus) => cpus.trim().parse::<f64>().ok()?,
        None => text.trim().parse::<f64>().ok()? / 1024.0,
    };
    cpus.is_finite().then_some(Value::Number(cpus))
}

/// Memory of a task: mebibytes, or `2 GB`, by which ECS means gibibytes.
pub(super) fn task_memory(node: &Node) -> Option<Value> {
    let text = node.as_text()?.to_ascii_lowercase();
    let bytes = match text.strip_suffix("gb") {
        Some(size) => units::bytes(&format!("{}Gi", size.trim())),
        None => units::bytes(&format!("{}Mi", text.trim())),
    };
    bytes.map(Value::Number)
}

fn volume(item: &Node) -> Facts {
    let has = |name: &str| item.get(name).is_some_and(|node| !node.is_null() && !is_empty(node));
    let record = Record::of(item).read("name", &["name"], read::text);
    let shared =
        body::at(item, &["docker_volume_configuration", "scope"]).is_some_and(|s| s.as_str() == Some("shared"));
    let at_launch = item.get("configure_at_launch").and_then(Node::as_bool) == Some(true);
    let kind = if has("efs_volume_configuration") || has("fsx_windows_file_server_volume_configuration") {
        "network"
    } else if at_launch {
        "block"
    } else if has("host_path") || shared {
        "host"
    } else {
        "ephemeral"
    };
    record.is("kind", word(kind)).read("path", &["host_path"], read::text).facts()
}

fn is_empty(node: &Node) -> bool {
    node.as_list().is_some_and(<[Node]>::is_empty)
}
