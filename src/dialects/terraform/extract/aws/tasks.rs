//! ECS task definitions, also those that a schedule starts.

use super::ecs::{constrain, draw_from_cluster};
use super::placement::place;
use crate::dialects::aws::containers::containers;
use crate::dialects::aws::tasks::{VolumeNames, task_cpu, task_memory, volume};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::which::seen_from;
use crate::dialects::terraform::extract::{Row, definition};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Role, Target};
use crate::model::source::Span;
use crate::model::tree::{Content, Node};
use crate::values::body::{self};
use crate::values::branches::combine;
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

/// What starts tasks of this definition in the same unit: its body, as each instance of the definition is started, and the
/// paths to its parameters and cluster.
type Starter = (Node, &'static [&'static str], &'static [&'static str]);

fn starters(draft: &Draft<'_>) -> Vec<Starter> {
    let own = Target::Local(draft.here.block.address.clone());
    let mut found = Vec::new();
    for (kind, parameters, cluster) in STARTERS {
        for block in draft.here.unit.of_kind(kind) {
            let named = body::at(&block.body, parameters)
                .and_then(|node| body::at(&node, &["task_definition_arn"]).map(std::borrow::Cow::into_owned))
                .map(|node| draft.here.unit.ties(&node, TASKS));
            let tie = named.into_iter().flatten().find(|tie| tie.target == own);
            found.extend(tie.map(|tie| (seen_from(&block.body, &tie.which), *parameters, *cluster)));
        }
    }
    found
}

fn start(draft: &mut Draft<'_>, (starter, parameters, cluster): Starter) {
    let Some(node) = body::at(&starter, parameters) else { return };
    place(draft, &node);
    constrain(draft, &node);
    let count = count(&node, draft.name_span);
    // Of several that start it, each its own instances.
    let before = draft.resource.facts.remove("instances");
    draft.set("instances", before.map_or_else(|| count.clone(), |before| combine(&before, &count, &more)));
    if let Some(node) = body::at(&starter, cluster) {
        draw_from_cluster(draft, &node);
    }
}

/// How many tasks are started at a time; none of what is not started.
fn count(node: &Node, at: Span) -> Fact {
    match &node.content {
        Content::Null => Fact::written(Value::Number(0.0), at),
        Content::Choice(choice) => {
            cases::chosen(&choice.switch, choice.options.iter().map(|option| count(option, at)).collect(), at)
        }
        _ => body::read_or(node, &["task_count"], read::number, &Value::Number(1.0), at),
    }
}

/// The later of two counts, unless it is of none.
fn more(before: &Fact, count: &Fact) -> Fact {
    if count.as_number() == Some(0.0) { before.clone() } else { count.clone() }
}
