//! ECS task definitions, also those that a rule, a schedule or a state machine starts.

use super::draft::Draft;
use super::ecs::{constrain, draw_from_cluster};
use super::machines::{MACHINES, WRITTEN};
use super::placement::place;
use super::{Row, definition};
use crate::dialects::aws::containers::{as_in_api, containers};
use crate::dialects::aws::tasks::{VolumeNames, task_cpu, task_memory, volume};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Role};
use crate::model::source::Span;
use crate::model::tree::{Content, Node};
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
    constrain(draft, draft.body);
    draft.lend_everything();
    let starters = starters(draft);
    let runs = run_by_machines(draft);
    if !starters.is_empty() || !runs.is_empty() {
        draft.resource.role = Role::Workload;
        draft.is("run_to_completion", Value::Bool(true));
        for starter in starters {
            start(draft, &starter);
        }
        runs.iter().for_each(|run| started_by(draft, run));
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
    /// What says how many of them.
    count: &'static str,
}

fn starters<'a>(draft: &Draft<'a>) -> Vec<Starter<'a>> {
    let unit = draft.here.unit;
    let mut found = Vec::new();
    for (kind, targets) in STARTERS {
        for target in unit.of_kind(kind).flat_map(|resource| body::each(&resource.body, targets)) {
            let parameters = target.get("EcsParameters");
            found.extend(parameters.map(|parameters| Starter {
                parameters,
                cluster: target.get("Arn"),
                count: "TaskCount",
            }));
        }
    }
    for pipe in unit.of_kind("AWS::Pipes::Pipe") {
        let parameters = pipe.body.at(&["TargetParameters", "EcsTaskParameters"]);
        found.extend(parameters.map(|parameters| Starter {
            parameters,
            cluster: pipe.body.get("Target"),
            count: "TaskCount",
        }));
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
    let count = body::read_or(starter.parameters, &[starter.count], read::number, &one, draft.name_span);
    draft.set("instances", count);
    if let Some(cluster) = starter.cluster {
        draw_from_cluster(draft, cluster);
    }
}

/// How a state machine of the same template starts tasks of a definition.
enum Run<'a> {
    /// A state says so.
    Written(Starter<'a>),
    /// Its definition is a text, or stands elsewhere and the task is filled in.
    Somewhere(Span),
}

fn run_by_machines<'a>(draft: &Draft<'a>) -> Vec<Run<'a>> {
    let unit = draft.here.unit;
    let own = draft.here.resolved;
    let is_own = |task: &&ResolvedResource| task.id == own.id;
    let mut found = Vec::new();
    for machine in MACHINES.iter().flat_map(|kind| unit.of_kind(kind)) {
        let mut states = Vec::new();
        let mut mention = None;
        for node in WRITTEN.iter().filter_map(|property| machine.body.get(property)) {
            if unit.mentioned(node, TASKS).iter().any(is_own) {
                running_states(node, &mut states);
                mention = mention.or(Some(node.span));
            }
        }
        states.retain(|state| {
            let named = state.parameters.get("TaskDefinition").and_then(|named| unit.referred(named, TASKS));
            named.as_ref().is_some_and(is_own)
        });
        match (states.is_empty(), mention) {
            (true, Some(at)) => found.push(Run::Somewhere(at)),
            _ => found.extend(states.into_iter().map(Run::Written)),
        }
    }
    found
}

/// Every state under a node that runs tasks of ECS; trees are of bounded depth.
fn running_states<'n>(node: &'n Node, found: &mut Vec<Starter<'n>>) {
    let runs = |resource: &Node| resource.as_str().is_some_and(|resource| resource.contains(":::ecs:runTask"));
    if node.get("Resource").is_some_and(runs)
        && let Some(parameters) = node.get("Parameters").or_else(|| node.get("Arguments"))
    {
        found.push(Starter { parameters, cluster: parameters.get("Cluster"), count: "Count" });
        return;
    }
    match &node.content {
        Content::Map(map) => map.entries.iter().for_each(|entry| running_states(&entry.value, found)),
        Content::List(_) | Content::Choice(_) => {
            body::items(node).into_iter().for_each(|item| running_states(item, found));
        }
        _ => {}
    }
}

fn started_by(draft: &mut Draft<'_>, run: &Run<'_>) {
    match run {
        Run::Written(starter) => start(draft, starter),
        Run::Somewhere(at) => {
            for name in ["capacity_kind", "capacity_type", "instances"] {
                draft.set(name, Fact::unknown(IN_A_MACHINE, *at));
            }
            draft.link_unknown(Relation::Capacity, IN_A_MACHINE);
        }
    }
}

const IN_A_MACHINE: &str = "it stands in the text of a state machine's definition, which is not read";
