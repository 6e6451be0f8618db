//! ECS task definitions, also those that a schedule starts.

use super::ecs::{constrain, draw_from_cluster};
use super::placement::place;
use crate::dialects::aws::containers::containers;
use crate::dialects::aws::tasks::{VolumeNames, task_cpu, task_memory, volume};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, definition};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::Value;
use crate::model::resource::Role;
use crate::values::body::{self};
use crate::values::cases;
use crate::values::read;

pub(super) static TABLE: &[Row] = &[definition("aws_ecs_task_definition", "aws-ecs", task_definition)];

/// The type of a task definition.
pub(super) const TASKS: &[&str] = &["aws_ecs_task_definition"];

/// The arguments of a task's volume.
const VOLUMES: VolumeNames = VolumeNames {
    name: "name",
    network: &["efs_volume_configuration", "fsx_windows_file_server_volume_configuration"],
    scope: &["docker_volume_configuration", "scope"],
    at_launch: "configure_at_launch",
    host: &["host_path"],
};

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
    draft.set_some("volumes", body::records(draft.body.get("volume"), &|item| volume(item, &VOLUMES)));
    constrain(draft, draft.body);
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
                .and_then(|node| draft.here.unit.referred(&node, TASKS));
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
    constrain(draft, &node);
    let count = body::read_or(&node, &["task_count"], read::number, &Value::Number(1.0), draft.name_span);
    draft.set("instances", count);
    if let Some(node) = body::at(&block.body, cluster) {
        draw_from_cluster(draft, &node);
    }
}
