//! Jobs of AWS Batch: their containers, and what they are placed on.

use super::containers::containers;
use crate::dialects::draft::Draft;
use crate::model::fact::{Fact, Value};
use crate::model::tree::{Content, Node};
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{cases, read};

/// What a job is placed on, by the one platform that it is capable of.
pub(crate) fn job_kind(capabilities: &Node) -> Option<Value> {
    match capabilities.as_list()? {
        [one] => Some(word(match one.as_str()? {
            "FARGATE" => "fargate",
            "MANAGED_INSTANCES" => "managed-instances",
            _ => "nodes",
        })),
        _ => None,
    }
}

/// What jobs are placed on, by the type of a compute environment's resources.
pub(crate) fn environment_kind(kind: &Fact) -> Fact {
    cases::derived(kind, &|value| match value {
        Value::Text(text) if text.starts_with("FARGATE") => word("fargate"),
        _ => word("nodes"),
    })
}

/// Container properties: a tree, or JSON in text, of one container with what ECS keeps of the task.
pub(crate) fn container<Here>(draft: &mut Draft<'_, Here>, node: &Node) {
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
