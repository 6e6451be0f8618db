//! ECS task definitions, also those that a rule or a schedule starts.

use super::draft::Draft;
use super::ecs::{constrain, draw_from_cluster};
use super::placement::place;
use super::{Row, definition};
use crate::dialects::aws::containers::{as_in_api, containers};
use crate::dialects::aws::tasks::{VolumeNames, task_cpu, task_memory, volume};
use crate::model::fact::Value;
use crate::model::resource::Role;
use crate::model::tree::Node;
use crate::values::{body, cases, read};

pub(super) static TABLE: &[Row] = &[definition("AWS::ECS::TaskDefinition", "aws-ecs", task_definition)];

/// The type of a task definition.
pub(super) const TASKS: &[&str] = &["AWS::ECS::TaskDefinition"];

/// The properties of a task's volume.
const VOLUMES: VolumeNames = VolumeNames {
    name: "Name",
    network: &["EFSVolumeConfiguration", "FSxWindowsFileServerVolumeConfiguration", "S3FilesVolumeConfiguration"],
    scope: &["DockerVolumeConfiguration", "Scope"],
    at_launch: "ConfiguredAtLaunch",
    host: &["Host", "SourcePath"],
};

fn task_definition(draft: &mut Draft<'_>) {
    draft.fact("cpu", &["Cpu"], task_cpu);
    draft.fact("memory", &["Memory"], task_memory);
    draft.fact("ephemeral_storage", &["EphemeralStorage", "SizeInGiB"], read::gibibytes);
    draft.fact("host_network", &["NetworkMode"], |node| Some(Value::Bool(node.as_str()? == "host")));
    draft.fact("host_pid", &["PidMode"], |node| Some(Value::Bool(node.as_str()? == "host")));
    draft.fact("host_ipc", &["IpcMode"], |node| Some(Value::Bool(node.as_str()? == "host")));
    if let Some(node) = draft.at(&["ContainerDefinitions"]) {
        let list = containers(&as_in_api(&node), draft.resource.facts.get("host_network"));
        draft.set_some("privileged", cases::any_has(&list, "privileged"));
        draft.set_some("gpus", cases::sum_of(&list, "gpus"));
        draft.set("containers", list);
    }
    draft.set_some("volumes", body::records(draft.body.get("Volumes"), &|item| volume(item, &VOLUMES)));
    draft.lend_everything();
    let starters = starters(draft);
    if !starters.is_empty() {
        draft.resource.role = Role::Workload;
        draft.is("run_to_completion", Value::Bool(true));
        for starter in starters {
            start(draft, &starter);
        }
    }
}

/// The types that tell ECS of tasks to start, and where they list what they start.
const STARTERS: &[(&str, &str)] = &[("AWS::Events::Rule", "Targets"), ("AWS::Scheduler::Schedule", "Target")];

/// What starts tasks of this definition in the same template.
struct Starter<'a> {
    /// What ECS is told of them.
    parameters: &'a Node,
    /// The cluster they are started in.
    cluster: Option<&'a Node>,
}

fn starters<'a>(draft: &Draft<'a>) -> Vec<Starter<'a>> {
    let unit = draft.here.unit;
    let mut found = Vec::new();
    for (kind, targets) in STARTERS {
        for target in unit.of_kind(kind).flat_map(|resource| body::each(&resource.body, targets)) {
            let parameters = target.get("EcsParameters");
            found.extend(parameters.map(|parameters| Starter { parameters, cluster: target.get("Arn") }));
        }
    }
    for pipe in unit.of_kind("AWS::Pipes::Pipe") {
        let parameters = pipe.body.at(&["TargetParameters", "EcsTaskParameters"]);
        found.extend(parameters.map(|parameters| Starter { parameters, cluster: pipe.body.get("Target") }));
    }
    found.retain(|starter| {
        let named = starter.parameters.get("TaskDefinitionArn").and_then(|named| unit.referred(named, TASKS));
        named.is_some_and(|named| named.id == draft.here.resolved.id)
    });
    found
}

fn start(draft: &mut Draft<'_>, starter: &Starter<'_>) {
    place(draft, starter.parameters);
    constrain(draft, starter.parameters);
    let one = Value::Number(1.0);
    let count = body::read_or(starter.parameters, &["TaskCount"], read::number, &one, draft.name_span);
    draft.set("instances", count);
    if let Some(cluster) = starter.cluster {
        draw_from_cluster(draft, cluster);
    }
}
