//! KubeVirt: virtual machines that run in pods.

use smol_str::SmolStr;

use super::object::{self, Object};
use super::placement;
use super::volumes;
use super::walk::{follow, put};
use super::workloads::{disable, set_instances};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Resource;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::read;

/// A machine that is kept, running or not.
pub(super) fn machine(object: &Object<'_>, resource: &mut Resource) {
    read_template(object, &["spec", "template"], &["spec", "dataVolumeTemplates"], resource);
    resource.facts.set("instances", object.defaulted(Value::Number(1.0)));
    if let Some(running) = object.at(&["spec", "running"])
        && running.as_bool() == Some(false)
    {
        disable(resource, running.span);
    }
    let Some(strategy) = object.at(&["spec", "runStrategy"]) else { return };
    match strategy.as_str() {
        Some("Halted") => disable(resource, strategy.span),
        Some("Manual") => {
            let unknown = Unknown { at_most: Some(1.0), ..Unknown::because("it is started and stopped by hand") };
            resource.facts.set("instances", Fact::written(Value::Unknown(unknown), strategy.span));
        }
        _ => {}
    }
}

/// A machine that runs.
pub(super) fn instance(object: &Object<'_>, resource: &mut Resource) {
    read_template(object, &[], &[], resource);
    resource.facts.set("instances", object.defaulted(Value::Number(1.0)));
}

/// Machines of which a number is kept running.
pub(super) fn replica_set(object: &Object<'_>, resource: &mut Resource) {
    read_template(object, &["spec", "template"], &[], resource);
    set_instances(object, &["spec", "replicas"], resource);
    resource.facts.set("group", object.implied(Value::Bool(true)));
}

/// Machines with names and disks of their own, of which a number is kept.
pub(super) fn pool(object: &Object<'_>, resource: &mut Resource) {
    let machine = ["spec", "virtualMachineTemplate", "spec"];
    let template = [&machine[..], &["template"]].concat();
    let disks = [&machine[..], &["dataVolumeTemplates"]].concat();
    read_template(object, &template, &disks, resource);
    set_instances(object, &["spec", "replicas"], resource);
    resource.facts.set("group", object.implied(Value::Bool(true)));
}

fn read_template(object: &Object<'_>, template: &[&str], disks: &[&str], resource: &mut Resource) {
    let Some(machine) = object.at(template) else { return };
    resource.labels = object::labels(&machine);
    if !template.is_empty()
        && let Some(metadata) = follow(&machine, &["metadata"])
    {
        object::read_metadata(&metadata, resource);
    }
    let Some(spec) = follow(&machine, &["spec"]) else { return };
    read_domain(&spec, &mut resource.facts);
    read_first_start(&spec, &mut resource.facts);
    volumes::read_all(object, &spec, disks, resource);
    placement::read(&spec, resource);
}

fn read_domain(spec: &Node, facts: &mut Facts) {
    put(facts, "grace_period", spec, &["terminationGracePeriodSeconds"], read::seconds);
    for side in ["limits", "requests"] {
        put(facts, "memory", spec, &["domain", "resources", side, "memory"], read::bytes);
        put(facts, "cpu", spec, &["domain", "resources", side, "cpu"], read::cpus);
    }
    put(facts, "memory", spec, &["domain", "memory", "guest"], read::bytes);
    if let Some(cpus) = follow(spec, &["domain", "cpu"]).as_deref().and_then(virtual_cpus) {
        facts.set("cpu", cpus);
    }
    if let Some(devices) = follow(spec, &["domain", "devices", "gpus"]) {
        facts.set("gpus", read::fact(&devices, |node| Some(Value::Number(node.as_list()?.len() as f64))));
    }
    if let Some(security) = follow(spec, &["domain", "launchSecurity"]) {
        facts.set("confidential", read::fact(&security, |node| node.as_map().map(|_| Value::Bool(true))));
    }
}

/// Virtual CPUs: sockets times cores times threads, each one where it is not written.
fn virtual_cpus(cpu: &Node) -> Option<Fact> {
    let parts: Vec<_> = ["sockets", "cores", "threads"].into_iter().filter_map(|part| follow(cpu, &[part])).collect();
    let mut parts = parts.iter().map(|part| read::fact(part, read::number));
    let first = parts.next()?;
    let times = |product: Fact, part: Fact| match (product.as_number(), part.as_number()) {
        (Some(a), Some(b)) => Fact { value: Value::Number(a * b), ..product },
        (None, _) => product,
        (_, None) => part,
    };
    Some(parts.fold(first, times))
}

/// Reads the image that a machine starts from and the script that it runs at its first start.
fn read_first_start(spec: &Node, facts: &mut Facts) {
    for volume in spec.get("volumes").map(Node::items).unwrap_or_default() {
        put(facts, "machine_image", volume, &["containerDisk", "image"], read::text);
        for source in ["cloudInitNoCloud", "cloudInitConfigDrive"] {
            let Some(script) = follow(volume, &[source, "userData"]) else { continue };
            let is_text = |node: &Node| match &node.content {
                Content::Text(text) => Some(Value::Text(SmolStr::new(text))),
                _ => None,
            };
            facts.set("start_script", read::fact(&script, is_text));
        }
    }
}
