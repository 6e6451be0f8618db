//! Tags, in the forms that CloudFormation's types write them.

use smol_str::SmolStr;

use crate::dialects::cloudformation::resolved::{ResolvedResource, ResolvedTemplate};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::source::Span;
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
            (Some(key), Some(value)) if map.entries.len() > 1 => vec![tag(key, value)],
            _ => map.entries.iter().map(|entry| tag(entry.key.text.clone(), &entry.value)).collect(),
        },
        Content::List(items) => items.iter().flat_map(read_tags).collect(),
        Content::Choice(choice) => {
            let options: Vec<Vec<Tag>> = choice.options.iter().map(read_tags).collect();
            let mut keys: Vec<&SmolStr> = options.iter().flatten().map(|tag| &tag.key).collect();
            keys.sort_unstable();
            keys.dedup();
            let of_key = |key: &SmolStr| {
                let in_option = |tags: &Vec<Tag>| tags.iter().find(|tag| tag.key == *key).cloned();
                together(key, choice, options.iter().map(in_option).collect(), node.span)
            };
            keys.into_iter().map(of_key).collect()
        }
        _ => Vec::new(),
    }
}

/// A tag as it is in each branch of a choice; as it is where it is the same in all.
fn together(key: &SmolStr, choice: &Choice<Node>, found: Vec<Option<Tag>>, at: Span) -> Tag {
    let mut values = found.iter().map(|tag| tag.as_ref().map(|tag| &tag.value.value));
    let first = values.next().flatten();
    if let (Some(_), true) = (first, values.all(|value| value == first))
        && let Some(tag) = found.iter().flatten().next()
    {
        return tag.clone();
    }
    let scope = found.iter().flatten().map(|tag| tag.scope).min().unwrap_or(TagScope::Own);
    let options = found.into_iter().map(|tag| tag.map_or_else(|| Fact::absent(at), |tag| tag.value)).collect();
    let value = Value::Choice(Choice { switch: choice.switch.clone(), options });
    Tag { key: key.clone(), value: Fact::written(value, at), scope }
}

fn tag(key: SmolStr, value: &Node) -> Tag {
    let mut steps = value.origin.iter().flat_map(|origin| &origin.steps);
    let scope = if steps.any(|step| step.name.starts_with(GLOBALS)) { TagScope::Inherited } else { TagScope::Own };
    Tag { key, value: read::fact(value, read::text), scope }
}
