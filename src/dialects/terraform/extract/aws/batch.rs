//! AWS Batch: job definitions, queues and compute environments.

use super::containers::containers;
use super::ec2::MACHINE_DEFINITIONS;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, companion, workload};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::Value;
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, Node};
use crate::values::body::{self, Record, items};
use crate::values::read;
use crate::values::read::word;
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    // Jobs are submitted by code: their definition is all that is ever written of them.
    workload("aws_batch_job_definition", "aws-batch", job_definition),
    capacity("aws_batch_compute_environment", compute_environment),
    companion("aws_batch_job_queue", |_| {}),
];

const ENVIRONMENTS: &[&str] = &["aws_batch_compute_environment"];
const QUEUES: &[&str] = &["aws_batch_job_queue"];

fn job_definition(draft: &mut Draft<'_>) {
    draft.is("run_to_completion", Value::Bool(true));
    draft.fact("timeout", &["timeout", "attempt_duration_seconds"], read::number);
    draft.fact("capacity_kind", &["platform_capabilities"], |node| match node.as_list()? {
        [one] => Some(word(match one.as_str()? {
            "FARGATE" => "fargate",
            "MANAGED_INSTANCES" => "managed-instances",
            _ => "nodes",
        })),
        _ => None,
    });
    if let Some(node) = draft.at(&["container_properties"]) {
        container(draft, &node);
    }
    place(draft);
}

/// Container properties: a tree, or JSON in text, of one container with what ECS keeps of the task.
fn container(draft: &mut Draft<'_>, node: &Node) {
    let list = containers(node, None);
    draft.set_some("privileged", cases::any_has(&list, "privileged"));
    draft.set("containers", list);
    if matches!(node.content, Content::Map(_)) {
        let resources = body::each(node, "resourceRequirements");
        let of = |kind: &str| {
            let need = resources.iter().find(|need| need.get("type").and_then(Node::as_str) == Some(kind))?;
            need.get("value")
        };
        draft.set_some("cpu", of("VCPU").map(|value| read::fact(value, read::number)));
        draft.set_some("memory", of("MEMORY").map(|value| read::fact(value, read::mebibytes)));
        draft.set_some("gpus", of("GPU").map(|value| read::fact(value, read::number)));
        let scratch = body::at(node, &["ephemeralStorage", "sizeInGiB"]);
        draft.set_some("ephemeral_storage", scratch.map(|size| read::fact(&size, read::gibibytes)));
        draft.set_some(
            "volumes",
            body::records(node.get("volumes"), &|item| {
                let kind = if item.get("efsVolumeConfiguration").is_some() { "network" } else { "host" };
                Record::of(item)
                    .is("kind", word(kind))
                    .read("name", &["name"], read::text)
                    .read("path", &["host", "sourcePath"], read::text)
                    .facts()
            }),
        );
    } else {
        draft.set_some("gpus", draft.resource.facts.get("containers").and_then(|list| cases::sum_of(list, "gpus")));
    }
}

/// Ties a job to the compute environments of the queue it is sent to; where none says, to the unit's only one.
fn place(draft: &mut Draft<'_>) {
    let unit = draft.here.unit;
    let queue = unit.of_kind("aws_cloudwatch_event_target").find_map(|target| {
        let definition = body::at(&target.body, &["batch_target", "job_definition"])?;
        let named = unit.referred(&definition, &target.address, &["aws_batch_job_definition"])?;
        let sent = named.address == draft.here.block.address;
        if sent { unit.referred(target.body.get("arn")?, &target.address, QUEUES) } else { None }
    });
    if let Some(queue) = queue {
        link_queue(draft, queue);
        return;
    }
    let environments: Vec<&ResolvedBlock> = unit.of_kind("aws_batch_compute_environment").collect();
    match environments.as_slice() {
        [one] => draft.link_target(Relation::Capacity, Target::Local(one.address.clone()), draft.name_span),
        _ => draft.link_unknown(Relation::Capacity, "the job's queue is chosen when it is submitted"),
    }
}

fn link_queue(draft: &mut Draft<'_>, queue: &ResolvedBlock) {
    let mut environments = Vec::new();
    for order in body::each(&queue.body, "compute_environment_order") {
        environments.extend(order.get("compute_environment"));
    }
    environments.extend(body::each(&queue.body, "compute_environments").into_iter().flat_map(items));
    for node in environments {
        if let Some(target) = draft.here.unit.target(node, &queue.address, ENVIRONMENTS) {
            draft.link_target(Relation::Capacity, target, draft.name_span);
        }
    }
}

fn compute_environment(draft: &mut Draft<'_>) {
    let kind = draft.read(&["compute_resources", "type"], read::text);
    if !kind.is_absent() {
        let placed = |value: &Value| match value {
            Value::Text(text) if text.starts_with("FARGATE") => word("fargate"),
            _ => word("nodes"),
        };
        draft.set("capacity_kind", cases::derived(&kind, &placed));
        draft.fact("capacity_type", &["compute_resources", "type"], readers::capacity_type);
    }
    draft.fact("scale_min", &["compute_resources", "min_vcpus"], read::number);
    draft.fact("scale_max", &["compute_resources", "max_vcpus"], read::number);
    if let Some(types) = draft.at(&["compute_resources", "instance_type"])
        && let [one] = types.items()
    {
        draft.set("instance_type", read::fact(one, read::text));
    }
    draft.link(
        Relation::Definition,
        &["compute_resources", "launch_template", "launch_template_id"],
        MACHINE_DEFINITIONS,
    );
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type"]);
}
