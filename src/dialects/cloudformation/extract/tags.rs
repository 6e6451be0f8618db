//! Tags, in the forms that CloudFormation's types write them.

use smol_str::SmolStr;

use crate::dialects::cloudformation::resolved::{ResolvedResource, ResolvedTemplate};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::tree::{Choice, Content, Node};
use crate::values::read;

/// How the step of an origin is named that leads to what holds for all resources of a type.
const GLOBALS: &str = "Globals.";

/// The tags of a resource, those that its stack puts on everything last.
pub(super) fn of(resource: &ResolvedResource, template: &ResolvedTemplate) -> Vec<Tag> {
    let mut tags = resource.body.get("Tags").map(read_tags).unwrap_or_default();
    for tag in &template.tags {
        if tags.iter().all(|own| own.key != tag.key) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Tags written as a map, or as a list of `Key` and `Value`; what a condition decides is a choice of each tag.
pub(super) fn read_tags(node: &Node) -> Vec<Tag> {
    match &node.content {
        Content::Map(map) => match (node.get("Key").and_then(Node::as_text), node.get("Value")) {
            (Some(key), Some(value)) if map.entries.len() > 1 => vec![tag(key, value, node)],
            _ => map.entries.iter().map(|entry| tag(entry.key.text.clone(), &entry.value, node)).collect(),
        },
        Content::List(items) => items.iter().flat_map(read_tags).collect(),
        Content::Choice(choice) => {
            let options: Vec<Vec<Tag>> = choice.options.iter().map(read_tags).collect();
            let mut keys: Vec<&SmolStr> = options.iter().flatten().map(|tag| &tag.key).collect();
            keys.sort_unstable();
            keys.dedup();
            let of_key = |key: &SmolStr| {
                let in_option = |tags: &Vec<Tag>| tags.iter().find(|tag| tag.key == *key).cloned();
                let found: Vec<Option<Tag>> = options.iter().map(in_option).collect();
                let scope = found.iter().flatten().map(|tag| tag.scope).min().unwrap_or(TagScope::Own);
                let values = found.into_iter().map(|tag| tag.map_or_else(|| Fact::absent(node.span), |tag| tag.value));
                let choice = Choice { switch: choice.switch.clone(), options: values.collect() };
                Tag { key: key.clone(), value: Fact::written(Value::Choice(choice), node.span), scope }
            };
            keys.into_iter().map(of_key).collect()
        }
        _ => Vec::new(),
    }
}

fn tag(key: SmolStr, value: &Node, within: &Node) -> Tag {
    let origins = [value, within].into_iter().filter_map(|node| node.origin.as_ref());
    let is_global = origins.flat_map(|origin| &origin.steps).any(|step| step.name.starts_with(GLOBALS));
    let scope = if is_global { TagScope::Inherited } else { TagScope::Own };
    Tag { key, value: read::fact(value, read::text), scope }
}
