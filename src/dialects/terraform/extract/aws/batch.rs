//! AWS Batch: job definitions, queues and compute environments.

use super::ec2::MACHINE_DEFINITIONS;
use crate::dialects::aws::jobs::{container, environment_kind, job_kind};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, companion, workload};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::Value;
use crate::model::resource::{Relation, Target};
use crate::values::body::{self, items};
use crate::values::read;
use crate::values::readers;

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
    draft.fact("capacity_kind", &["platform_capabilities"], job_kind);
    if let Some(node) = draft.at(&["container_properties"]) {
        container(draft, &node);
    }
    place(draft);
}

/// Ties a job to the compute environments of the queue it is sent to; where none says, to the unit's only one.
fn place(draft: &mut Draft<'_>) {
    let unit = draft.here.unit;
    let queue = unit.of_kind("aws_cloudwatch_event_target").find_map(|target| {
        let definition = body::at(&target.body, &["batch_target", "job_definition"])?;
        let named = unit.referred(&definition, &["aws_batch_job_definition"])?;
        let sent = named.address == draft.here.block.address;
        if sent { unit.referred(target.body.get("arn")?, QUEUES) } else { None }
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
        if let Some(target) = draft.here.unit.target(node, ENVIRONMENTS) {
            draft.link_target(Relation::Capacity, target, draft.name_span);
        }
    }
}

fn compute_environment(draft: &mut Draft<'_>) {
    let kind = draft.read(&["compute_resources", "type"], read::text);
    if !kind.is_absent() {
        draft.set("capacity_kind", environment_kind(&kind));
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
