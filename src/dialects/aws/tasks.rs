//! ECS tasks: their CPU, their memory and their volumes.

use crate::model::fact::{Facts, Value};
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{read, units};

/// CPU of a task: units of which a CPU has 1024, or `1 vCPU`.
pub(crate) fn task_cpu(node: &Node) -> Option<Value> {
    let text = node.as_text()?.to_ascii_lowercase();
    let cpus = match text.strip_suffix("vcpu") {
        Some(cpus) => cpus.trim().parse::<f64>().ok()?,
        None => text.trim().parse::<f64>().ok()? / 1024.0,
    };
    cpus.is_finite().then_some(Value::Number(cpus))
}

/// Memory of a task: mebibytes, or `2 GB`, by which ECS means gibibytes.
pub(crate) fn task_memory(node: &Node) -> Option<Value> {
    let text = node.as_text()?.to_ascii_lowercase();
    let bytes = match text.strip_suffix("gb") {
        Some(size) => units::bytes(&format!("{}Gi", size.trim())),
        None => units::bytes(&format!("{}Mi", text.trim())),
    };
    bytes.map(Value::Number)
}

/// What a dialect calls the properties of a task's volume.
pub(crate) struct VolumeNames {
    /// Its name.
    pub(crate) name: &'static str,
    /// What is there where it is kept on a network's file system.
    pub(crate) network: &'static [&'static str],
    /// Where it says whether Docker keeps it for several tasks.
    pub(crate) scope: &'static [&'static str],
    /// Whether a service gives it a disk at launch.
    pub(crate) at_launch: &'static str,
    /// The path of the host that it is.
    pub(crate) host: &'static [&'static str],
}

/// A volume of a task.
pub(crate) fn volume(item: &Node, names: &VolumeNames) -> Facts {
    let has = |path: &[&str]| body::at(item, path).is_some_and(|node| !node.is_null() && !is_empty(&node));
    let shared = body::at(item, names.scope).is_some_and(|scope| scope.as_str() == Some("shared"));
    let at_launch = item.get(names.at_launch).and_then(Node::as_bool) == Some(true);
    let kind = if names.network.iter().any(|name| has(&[name])) {
        "network"
    } else if at_launch {
        "block"
    } else if has(names.host) || shared {
        "host"
    } else {
        "ephemeral"
    };
    let record = Record::of(item).read("name", &[names.name], read::text).is("kind", word(kind));
    record.read("path", names.host, read::text).facts()
}

fn is_empty(node: &Node) -> bool {
    node.as_list().is_some_and(<[Node]>::is_empty)
}
