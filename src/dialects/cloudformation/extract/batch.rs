//! AWS Batch: job definitions, queues and compute environments.

use super::draft::Draft;
use super::ec2::starts_from;
use super::{Row, capacity, companion, workload};
use crate::dialects::aws::containers::{as_in_api, containers};
use crate::dialects::aws::jobs::{container, environment_kind, job_kind};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, Node};
use crate::values::body::{self, Record};
use crate::values::read::{self, word};
use crate::values::{cases, lists, readers};

pub(super) static TABLE: &[Row] = &[
    // Jobs are submitted by code: their definition is all that is ever written of them.
    workload("AWS::Batch::JobDefinition", "aws-batch", job_definition),
    capacity("AWS::Batch::ComputeEnvironment", compute_environment),
    companion("AWS::Batch::JobQueue", |_| {}),
];

const DEFINITIONS: &[&str] = &["AWS::Batch::JobDefinition"];
const ENVIRONMENTS: &[&str] = &["AWS::Batch::ComputeEnvironment"];
const QUEUES: &[&str] = &["AWS::Batch::JobQueue"];

fn job_definition(draft: &mut Draft<'_>) {
    draft.is("run_to_completion", Value::Bool(true));
    draft.fact("timeout", &["Timeout", "AttemptDurationSeconds"], read::number);
    draft.fact("capacity_kind", &["PlatformCapabilities"], job_kind);
    if let Some(node) = draft.at(&["ContainerProperties"]) {
        container(draft, &as_in_api(&node));
    }
    let lists: Vec<Fact> = several(draft.body).into_iter().map(|node| containers(&as_in_api(node), None)).collect();
    if let Some(list) = lists::concatenated(lists) {
        draft.set_some("privileged", cases::any_has(&list, "privileged"));
        draft.set("containers", list);
    }
    if let Some(pod) = draft.at(&["EksProperties", "PodProperties"]) {
        on_cluster(draft, &pod);
    }
    place(draft);
}

/// The containers of a job of several tasks or on several nodes.
fn several(body: &Node) -> Vec<&Node> {
    let of_tasks = body.get("EcsProperties").map(|ecs| body::each(ecs, "TaskProperties")).unwrap_or_default();
    let of_tasks = of_tasks.into_iter().filter_map(|task| task.get("Containers"));
    let of_nodes = body.get("NodeProperties").map(|nodes| body::each(nodes, "NodeRangeProperties")).unwrap_or_default();
    of_tasks.chain(of_nodes.into_iter().filter_map(|range| range.get("Container"))).collect()
}

/// A job that is a pod of an EKS cluster.
fn on_cluster(draft: &mut Draft<'_>, pod: &Node) {
    let list = body::records(pod.get("Containers"), &|item| {
        Record::of(item)
            .read("name", &["Name"], read::text)
            .read("image", &["Image"], read::text)
            .read("privileged", &["SecurityContext", "Privileged"], read::boolean)
            .facts()
    });
    draft.set_some("privileged", list.as_ref().and_then(|list| cases::any_has(list, "privileged")));
    draft.set_some("containers", list);
    let network = body::read_or(pod, &["HostNetwork"], read::boolean, &Value::Bool(true), pod.span);
    draft.set("host_network", network);
}

/// Ties a job to the compute environments of the queue it is sent to; where none says, to the template's only one.
fn place(draft: &mut Draft<'_>) {
    let unit = draft.here.unit;
    let targets = unit.of_kind("AWS::Events::Rule").flat_map(|rule| body::each(&rule.body, "Targets"));
    let mut queues = targets.filter_map(|target| {
        let definition = target.at(&["BatchParameters", "JobDefinition"])?;
        let named = unit.referred(definition, DEFINITIONS)?;
        let sent = named.id == draft.here.resolved.id;
        if sent { unit.referred(target.get("Arn")?, QUEUES) } else { None }
    });
    if let Some(queue) = queues.next() {
        link_queue(draft, queue);
        return;
    }
    let environments: Vec<&ResolvedResource> = unit.of_kind("AWS::Batch::ComputeEnvironment").collect();
    match environments.as_slice() {
        [one] => draft.link_target(Relation::Capacity, Target::Local(one.id.clone()), draft.name_span),
        _ => draft.link_unknown(Relation::Capacity, "the job's queue is chosen when it is submitted"),
    }
}

fn link_queue(draft: &mut Draft<'_>, queue: &ResolvedResource) {
    for order in body::each(&queue.body, "ComputeEnvironmentOrder") {
        let named = order.get("ComputeEnvironment");
        if let Some(target) = named.and_then(|named| draft.here.unit.target(named, ENVIRONMENTS)) {
            draft.link_target(Relation::Capacity, target, draft.name_span);
        }
    }
}

fn compute_environment(draft: &mut Draft<'_>) {
    let kind = draft.read(&["ComputeResources", "Type"], read::text);
    if !kind.is_absent() {
        draft.set("capacity_kind", environment_kind(&kind));
        draft.fact("capacity_type", &["ComputeResources", "Type"], readers::capacity_type);
    }
    draft.fact("scale_min", &["ComputeResources", "MinvCpus"], read::number);
    draft.fact("scale_max", &["ComputeResources", "MaxvCpus"], read::number);
    if let Some(types) = draft.at(&["ComputeResources", "InstanceTypes"])
        && let Content::List(items) = &types.content
        && let [one] = items.as_slice()
    {
        draft.set("instance_type", read::fact(one, read::text));
    }
    if let Some(managed) = draft.at(&["ComputeResources", "ManagedInstancesProvider"]) {
        let present = read::fact(&managed, readers::present);
        draft.set("capacity_kind", cases::derived(&present, &|_| word("managed-instances")));
    }
    if let Some(resources) = draft.body.get("ComputeResources") {
        starts_from(draft, resources);
    }
    draft.lend_own(&["capacity_kind", "capacity_type", "instance_type"]);
}
