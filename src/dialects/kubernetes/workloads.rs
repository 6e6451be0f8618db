//! Workloads made of pods: where each kind keeps its template, how many there are, and what starts them.

use smol_str::SmolStr;

use super::object::{self, Object};
use super::pods::{self, Template};
use super::scalers;
use super::walk::{follow, put};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Resource, Role};
use crate::model::source::Span;
use crate::model::tree::{Node, Unknown};
use crate::values::read;

const POD: Template<'_> = Template { path: &[], claims: &[] };
const TEMPLATE: Template<'_> = Template { path: &["spec", "template"], claims: &[] };

/// A pod that nothing starts again.
pub(super) fn pod(object: &Object<'_>, resource: &mut Resource) {
    pods::read(object, &POD, resource);
    resource.facts.set("instances", object.defaulted(Value::Number(1.0)));
    if let Some(policy) = object.at(&["spec", "restartPolicy"])
        && matches!(policy.as_str(), Some("Never" | "OnFailure"))
    {
        resource.facts.set("run_to_completion", Fact::written(Value::Bool(true), policy.span));
    }
}

/// Pods of which a number is kept running.
pub(super) fn replicated(object: &Object<'_>, resource: &mut Resource) {
    pods::read(object, &TEMPLATE, resource);
    set_instances(object, &["spec", "replicas"], resource);
}

/// Pods with names and claims of their own.
pub(super) fn stateful_set(object: &Object<'_>, resource: &mut Resource) {
    let claims = &["spec", "volumeClaimTemplates"];
    pods::read(object, &Template { claims, ..TEMPLATE }, resource);
    set_instances(object, &["spec", "replicas"], resource);
}

/// One pod on every node.
pub(super) fn daemon_set(object: &Object<'_>, resource: &mut Resource) {
    pods::read(object, &TEMPLATE, resource);
    resource.facts.set("per_node", object.implied(Value::Bool(true)));
    let unknown = Unknown::because("it runs on every node, and how many there are is not written here");
    resource.facts.set("instances", object.defaulted(Value::Unknown(unknown)));
}

/// Pods that run to their end.
pub(super) fn job(object: &Object<'_>, resource: &mut Resource) {
    read_job(object, &["spec"], resource);
    let queued = resource.tags.iter().any(|tag| tag.key == "kueue.x-k8s.io/queue-name");
    // A queue suspends a job until there is room for it: such a job does run.
    if !queued {
        disable_where(object.at(&["spec", "suspend"]).as_deref(), resource);
    }
}

/// A job on a schedule.
pub(super) fn cron_job(object: &Object<'_>, resource: &mut Resource) {
    read_job(object, &["spec", "jobTemplate", "spec"], resource);
    if let Some(metadata) = object.at(&["spec", "jobTemplate", "metadata"]) {
        object::read_metadata(&metadata, resource);
    }
    if let Some(schedule) = object.at(&["spec", "schedule"]) {
        let schedule = read::fact(&schedule, read::text);
        resource.facts.set("triggers", one_trigger(scalers::trigger("schedule", Some(schedule.clone()), schedule.at)));
        resource.facts.set("schedule", schedule);
    }
    disable_where(object.at(&["spec", "suspend"]).as_deref(), resource);
}

/// A Job's specification, at a path.
fn read_job(object: &Object<'_>, spec: &[&str], resource: &mut Resource) {
    pods::read(object, &Template { path: &[spec, &["template"]].concat(), claims: &[] }, resource);
    set_instances(object, &[spec, &["parallelism"]].concat(), resource);
    put(&mut resource.facts, "timeout", object.root, &[spec, &["activeDeadlineSeconds"]].concat(), read::seconds);
    resource.facts.set("run_to_completion", object.implied(Value::Bool(true)));
}

/// Argo's Rollout: pods of its own, or those of a Deployment that it takes the replicas of.
pub(super) fn rollout(object: &Object<'_>, resource: &mut Resource) {
    let Some(reference) = object.at(&["spec", "workloadRef"]).filter(|reference| !reference.is_null()) else {
        replicated(object, resource);
        return;
    };
    resource.role = Role::Companion;
    resource.service = None;
    set_instances(object, &["spec", "replicas"], resource);
    if let Some(instances) = resource.facts.remove("instances") {
        resource.lends.set("instances", instances);
    }
    resource.links.extend(scalers::tie(object, &reference));
}

/// KEDA's ScaledJob: jobs as many as there is work.
pub(super) fn scaled_job(object: &Object<'_>, resource: &mut Resource) {
    read_job(object, &["spec", "jobTargetRef"], resource);
    resource.facts.remove("instances");
    let mut scaling = Facts::new();
    scalers::read_keda(object, &mut scaling);
    for (name, fact) in scaling.iter() {
        resource.facts.set(name, fact.clone());
    }
}

/// A Knative service: pods as many as there are requests.
pub(super) fn knative(object: &Object<'_>, resource: &mut Resource) {
    pods::read(object, &TEMPLATE, resource);
    resource.labels.push((SmolStr::new_static("serving.knative.dev/service"), object.name.clone()));
    let annotation = |names: [&str; 2]| {
        let annotations = object.at(&["spec", "template", "metadata", "annotations"])?;
        names.into_iter().find_map(|name| {
            let key = format!("autoscaling.knative.dev/{name}");
            follow(&annotations, &[&key]).map(|node| read::fact(&node, read::number))
        })
    };
    let least = annotation(["min-scale", "minScale"]).filter(|fact| !fact.is_absent());
    let least = least.unwrap_or_else(|| object.defaulted(Value::Number(0.0)));
    let most = annotation(["max-scale", "maxScale"]).filter(|fact| fact.as_number() != Some(0.0));
    let reason = "Knative starts as many as there are requests for";
    resource.facts.set("instances", scalers::between(reason, &least, most.as_ref(), object.name_span));
    resource.facts.set("scale_min", least);
    if let Some(most) = most {
        resource.facts.set("scale_max", most);
    }
    let spec = ["spec", "template", "spec"];
    let concurrency = object.at(&[&spec[..], &["containerConcurrency"]].concat());
    // Zero is no limit.
    if let Some(concurrency) = concurrency.filter(|node| node.as_number() != Some(0.0)) {
        resource.facts.set("concurrency", read::fact(&concurrency, read::number));
    }
    let timeout = object.at(&[&spec[..], &["timeoutSeconds"]].concat());
    let default = Value::Number(REVISION_TIMEOUT_SECONDS);
    resource.facts.set("timeout", read::or_default(timeout.as_deref(), read::seconds, default, object.name_span));
    resource.facts.set("triggers", one_trigger(scalers::trigger("http", None, object.kind_span)));
}

/// The time a Knative revision is given to answer where it does not say.
const REVISION_TIMEOUT_SECONDS: f64 = 300.0;

fn one_trigger(trigger: Fact) -> Fact {
    let at = trigger.at;
    Fact::written(Value::List(vec![trigger]), at)
}

/// Sets how many there are: as written, else one.
pub(super) fn set_instances(object: &Object<'_>, path: &[&str], resource: &mut Resource) {
    let written = object.at(path);
    let one = Value::Number(1.0);
    resource.facts.set("instances", read::or_default(written.as_deref(), read::number, one, object.name_span));
}

/// Takes a workload out of play where a switch is known to be on.
fn disable_where(switch: Option<&Node>, resource: &mut Resource) {
    if let Some(switch) = switch
        && switch.as_bool() == Some(true)
    {
        resource.role = Role::Disabled;
    }
}

/// A workload that is defined and does not run.
pub(super) fn disable(resource: &mut Resource, at: Span) {
    resource.role = Role::Disabled;
    resource.facts.set("instances", Fact::new(Value::Number(0.0), Known::Written, at));
}
