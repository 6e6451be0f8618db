//! Agents of the platform: who they are stands in a table of words, not here.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;
use smol_str::format_smolstr;

use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Resource;
use crate::model::tree::HOLE;

const BUILT_IN: &str = include_str!("../../policies/words/platform-agents.yaml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agents {
    /// Namespaces that hold nothing else.
    pub(super) namespaces: BTreeSet<String>,
    /// Images by their last part, or their last two.
    pub(super) images: BTreeSet<String>,
}

/// The table that misfit comes with, read at the first neighbour that may be one.
pub(super) fn built_in() -> &'static Agents {
    static TABLE: OnceLock<Agents> = OnceLock::new();
    // A test reads it: what is built in has no mistake.
    TABLE.get_or_init(|| read(BUILT_IN).unwrap_or_default())
}

pub(super) fn read(text: &str) -> Result<Agents, serde_yaml::Error> {
    serde_yaml::from_str(text)
}

/// That a workload is an agent, or why it may be one; nothing where it is none.
pub(super) fn agent(resource: &Resource) -> Option<Fact> {
    let table = built_in();
    let here = |value| Fact::new(value, Known::Inferred, resource.name_span);
    if resource.namespace.as_ref().is_some_and(|namespace| table.namespaces.contains(namespace.as_str())) {
        return Some(here(Value::Bool(true)));
    }
    if !resource.facts.is_true("per_node") {
        return None;
    }
    let mut open = None;
    for container in resource.facts.list("containers") {
        let image = container.as_record().map_or(Some(container), |facts| facts.get("image"));
        match image.and_then(as_far_as_written) {
            Some(text) if table.is_one(text) => return Some(here(Value::Bool(true))),
            Some(_) => {}
            None => open = open.or(image),
        }
    }
    let unread = open.filter(|image| !image.is_absent())?;
    let reason = match &unread.value {
        Value::Unknown(unknown) => unknown.reason.clone(),
        _ => format_smolstr!("the image of {} depends on its variant", resource.name),
    };
    Some(Fact::unknown(reason, unread.at))
}

/// An image as far as its name goes: where it is pulled from may be open.
fn as_far_as_written(image: &Fact) -> Option<&str> {
    match &image.value {
        Value::Unknown(unknown) => {
            let outline = unknown.outline.as_deref()?;
            (!last_name(outline).contains(HOLE)).then_some(outline)
        }
        _ => image.as_text(),
    }
}

fn last_name(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    let last = image.rsplit('/').next().unwrap_or(image);
    last.split(':').next().unwrap_or(last)
}

impl Agents {
    fn is_one(&self, image: &str) -> bool {
        let image = image.split('@').next().unwrap_or(image).to_ascii_lowercase();
        let name = last_name(&image);
        let with_owner = image.rsplit('/').nth(1).map(|owner| format!("{owner}/{name}"));
        self.images.contains(name) || with_owner.is_some_and(|name| self.images.contains(&name))
    }
}
