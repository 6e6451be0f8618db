//! Tags, in the forms that CloudFormation's types write them.

use crate::dialects::cloudformation::resolved::{ResolvedResource, ResolvedTemplate};
use crate::model::resource::{Tag, TagScope};
use crate::model::tree::{Content, Node};
use crate::values::read;

/// The tags of a resource, those that its stack puts on everything last.
pub(super) fn of(resource: &ResolvedResource, template: &ResolvedTemplate) -> Vec<Tag> {
    let mut tags = Vec::new();
    if let Some(node) = resource.body.get("Tags") {
        add_all(&mut tags, node);
    }
    for tag in &template.tags {
        if tags.iter().all(|own| own.key != tag.key) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Adds tags written as a map, or as a list of `Key` and `Value`.
fn add_all(tags: &mut Vec<Tag>, node: &Node) {
    match &node.content {
        Content::Map(map) => {
            for entry in &map.entries {
                tags.push(Tag {
                    key: entry.key.text.clone(),
                    value: read::fact(&entry.value, read::text),
                    scope: TagScope::Own,
                });
            }
        }
        Content::List(items) => {
            for item in items {
                if let (Some(key), Some(value)) = (item.get("Key").and_then(Node::as_text), item.get("Value")) {
                    tags.push(Tag { key, value: read::fact(value, read::text), scope: TagScope::Own });
                }
            }
        }
        _ => {}
    }
}
