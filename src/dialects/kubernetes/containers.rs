//! Containers of a pod: what is written of each.

use smol_str::SmolStr;

use super::walk::{follow, joined, pluck, put, records, undecided_reason};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::tree::{Content, Node};
use crate::values::read::{self, Reader};

/// All containers of a pod in one list: those that serve, then init containers, then ephemeral ones.
pub(super) fn read_all(spec: &Node) -> Option<Fact> {
    let lists = ["containers", "initContainers", "ephemeralContainers"].into_iter().filter_map(|key| {
        let node = follow(spec, &[key])?;
        Some(records(&node, &|item| container(item, key)))
    });
    lists.reduce(joined)
}

fn container(node: &Node, list: &str) -> Facts {
    let mut facts = Facts::new();
    put(&mut facts, "name", node, &["name"], read::text);
    put(&mut facts, "image", node, &["image"], read::text);
    put(&mut facts, "privileged", node, &["securityContext", "privileged"], read::boolean);
    if let Some(added) = follow(node, &["securityContext", "capabilities", "add"]) {
        facts.set("capabilities", read::list(&added, capability));
    }
    if list == "initContainers" {
        facts.set("init", init(node));
    }
    read_command(node, &mut facts);
    read_resources(node, &mut facts);
    if let Some(ports) = follow(node, &["ports"]) {
        facts.set("ports", pluck(&ports, &["containerPort"], read::number));
        let taken = pluck(&ports, &["hostPort"], read::number);
        if taken.as_list().is_none_or(|ports| !ports.is_empty()) {
            facts.set("host_ports", taken);
        }
    }
    if let Some(mounts) = follow(node, &["volumeMounts"]) {
        facts.set("mounts", pluck(&mounts, &["mountPath"], read::text));
    }
    if let Some(variables) = follow(node, &["env"]) {
        facts.set("environment_names", pluck(&variables, &["name"], read::text));
    }
    facts
}

/// An init container that is always restarted is a sidecar: it runs beside the others.
fn init(node: &Node) -> Fact {
    match follow(node, &["restartPolicy"]) {
        Some(policy) => read::fact(&policy, |node| Some(Value::Bool(node.as_str() != Some("Always")))),
        None => Fact::written(Value::Bool(true), node.span),
    }
}

fn capability(node: &Node) -> Option<Value> {
    let name = node.as_str()?;
    Some(Value::Text(SmolStr::new(name.strip_prefix("CAP_").unwrap_or(name))))
}

fn read_command(node: &Node, facts: &mut Facts) {
    let parts = ["command", "args"].into_iter().filter_map(|key| follow(node, &[key]));
    if let Some(command) = parts.map(|part| read::list(&part, read::text)).reduce(joined) {
        facts.set("command", command);
    }
}

/// Reads what a container asks for, or a whole pod; where it only sets a limit, the cluster asks for as much.
pub(super) fn read_resources(node: &Node, facts: &mut Facts) {
    let wanted: [(&'static str, &str, Reader); 3] = [
        ("cpu", "cpu", read::cpus),
        ("memory", "memory", read::bytes),
        ("ephemeral_storage", "ephemeral-storage", read::bytes),
    ];
    for (name, resource, reader) in wanted {
        let written = ["requests", "limits"].into_iter().find_map(|side| follow(node, &["resources", side, resource]));
        if let Some(written) = written {
            facts.set(name, read::fact(&written, reader));
        }
    }
    if let Some(gpus) = ["limits", "requests"].into_iter().find_map(|side| gpus(node, side)) {
        facts.set("gpus", gpus);
    }
}

/// The accelerators among the resources of one side; a partitioned one counts by its parts.
fn gpus(node: &Node, side: &str) -> Option<Fact> {
    let resources = follow(node, &["resources", side])?;
    if let Content::Unknown(_) = resources.content {
        return Some(read::fact(&resources, read::number));
    }
    let entries = &resources.as_map()?.entries;
    let mut counts = entries.iter().filter(|entry| is_accelerator(&entry.key.text));
    let first = counts.next().map(|entry| read::fact(&entry.value, read::number))?;
    Some(counts.map(|entry| read::fact(&entry.value, read::number)).fold(first, added))
}

fn added(sum: Fact, more: Fact) -> Fact {
    match (sum.as_number(), more.as_number()) {
        (Some(a), Some(b)) => Fact { value: Value::Number(a + b), ..sum },
        (None, _) => Fact { known: Known::Written, ..Fact::unknown(undecided_reason(&sum.value), sum.at) },
        (_, None) => Fact::unknown(undecided_reason(&more.value), more.at),
    }
}

/// Whether an extended resource is a device that computes, by the names of the vendors' device plugins.
fn is_accelerator(resource: &str) -> bool {
    let Some((vendor, device)) = resource.split_once('/') else { return false };
    device == "gpu"
        || device.starts_with("gpu.")
        || matches!(resource, "google.com/tpu" | "cloud-tpus.google.com/v2" | "cloud-tpus.google.com/v3")
        || match vendor {
            "nvidia.com" => device.starts_with("mig-") || device.starts_with("vgpu"),
            "aws.amazon.com" => device.starts_with("neuron"),
            "gpu.intel.com" | "habana.ai" => true,
            _ => false,
        }
}
