//! Pods: facts of a pod's specification, wherever its kind keeps it.

use smol_str::SmolStr;

use super::aggregate::{self, Unsaid};
use super::apart;
use super::containers;
use super::object::{self, Object};
use super::placement;
use super::sandbox::sandbox_of;
use super::volumes;
use super::walk::{follow, put};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Relation, Resource, Target};
use crate::model::tree::Node;
use crate::values::read;

/// The time that a pod is given to shut down where it does not say.
const GRACE_SECONDS: f64 = 30.0;

/// Where a kind keeps its pods' template, and what goes with it.
pub(super) struct Template<'a> {
    /// Path to what has `metadata` and `spec` of a pod; empty for a Pod.
    pub(super) path: &'a [&'a str],
    /// Path to the templates of claims that are made for each pod; empty where the kind has none.
    pub(super) claims: &'a [&'a str],
}

/// Reads the pod template of a workload: its labels, annotations, facts and ties.
pub(super) fn read(object: &Object<'_>, template: &Template<'_>, resource: &mut Resource) {
    let Some(pod) = object.at(template.path) else { return };
    resource.labels = object::labels(&pod);
    if !template.path.is_empty()
        && let Some(metadata) = follow(&pod, &["metadata"])
    {
        object::read_metadata(&metadata, resource);
    }
    let Some(spec) = follow(&pod, &["spec"]) else { return };
    read_spec(object, &spec, &mut resource.facts);
    volumes::read_all(object, &spec, template.claims, resource);
    placement::read(&spec, resource);
    apart::read(&spec, &mut resource.facts);
    read_runtime(object, &spec, resource);
    placement::read_profile(&pod, resource);
}

fn read_spec(object: &Object<'_>, spec: &Node, facts: &mut Facts) {
    for (name, key) in [("host_network", "hostNetwork"), ("host_pid", "hostPID"), ("host_ipc", "hostIPC")] {
        put(facts, name, spec, &[key], read::boolean);
    }
    put(facts, "timeout", spec, &["activeDeadlineSeconds"], read::seconds);
    let grace = follow(spec, &["terminationGracePeriodSeconds"]);
    let default = Value::Number(GRACE_SECONDS);
    facts.set("grace_period", read::or_default(grace.as_deref(), read::seconds, default, object.name_span));
    let Some(containers) = containers::read_all(spec) else { return };
    let totals = [
        ("privileged", aggregate::any(&containers, "privileged")),
        ("cpu", aggregate::sum(&containers, "cpu", Unsaid::Something)),
        ("memory", aggregate::sum(&containers, "memory", Unsaid::Something)),
        ("ephemeral_storage", aggregate::sum(&containers, "ephemeral_storage", Unsaid::Something)),
        ("gpus", aggregate::sum(&containers, "gpus", Unsaid::Nothing)),
    ];
    for (name, total) in totals {
        if let Some(total) = total {
            facts.set(name, total);
        }
    }
    facts.set("containers", containers);
    // What is asked for the pod as a whole holds over what its containers ask for.
    containers::read_resources(spec, facts);
}

/// Reads the RuntimeClass that a pod names. A class of a well-known name is taken at its word until the object itself
/// says which handler it has.
fn read_runtime(object: &Object<'_>, spec: &Node, resource: &mut Resource) {
    let Some(class) = follow(spec, &["runtimeClassName"]).filter(|class| !class.is_null()) else { return };
    resource.facts.set("runtime_class", read::fact(&class, read::text));
    if let Some(sandbox) = class.as_text().as_deref().and_then(sandbox_of) {
        let sandbox = Value::Text(SmolStr::new_static(sandbox));
        resource.facts.set("sandbox", Fact::new(sandbox, Known::Inferred, class.span));
    }
    let mut link = object.tie(Relation::RuntimeClass, &["RuntimeClass"], &class);
    if let Target::Named { namespace, .. } = &mut link.target {
        *namespace = None;
    }
    resource.links.push(link);
}
