//! Tags: a function's own, those that the provider's block puts on all, and those of the stack.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::service::{Draft, LAID_OVER, Service, fallback};
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Step, Switch, SwitchKind};
use crate::values::{body, read};

/// The tag that the framework puts on the stack, and so on everything in it.
const STAGE: &str = "STAGE";

/// Reads the tags of a function of AWS, the nearest first.
pub(super) fn of_aws(draft: &mut Draft<'_>) {
    add(draft, "tags");
    let service = draft.here.service;
    let inherited = of_provider(service, "tags", draft.name_span);
    inherited.into_iter().for_each(|tag| push(&mut draft.resource.tags, tag));
    for tag in of_stack(service) {
        let value = Fact { at: draft.name_span, ..tag.value };
        push(&mut draft.resource.tags, Tag { value, ..tag });
    }
}

/// The tags of the stack, which are on everything in it.
pub(super) fn of_stack(service: &Service<'_>) -> Vec<Tag> {
    let at = service.root.span;
    let mut tags = of_provider(service, "stackTags", at);
    if let Some(stage) = stage(service, at) {
        push(&mut tags, Tag { key: SmolStr::new_static(STAGE), value: stage, scope: TagScope::Inherited });
    }
    tags
}

/// The stage that a service is deployed as, in each of its variants.
///
/// One that only defaults is where it is tried out: which it is deployed to is said when it is.
fn stage(service: &Service<'_>, at: Span) -> Option<Fact> {
    let written = service.inherited(&["stage"], read::text, at);
    if let [_, _, ..] = service.stages {
        let options = service.stages.iter().map(|stage| Fact { value: Value::Text(stage.clone()), ..written.clone() });
        let switch = Switch { key: "stage".into(), branches: service.stages.to_vec(), kind: SwitchKind::Variant };
        let choice = Choice { switch: Arc::new(switch), options: options.collect() };
        return Some(Fact::new(Value::Choice(choice), Known::Inherited, at));
    }
    (written.as_text().is_some() && written.known != Known::Defaulted).then_some(written)
}

/// Reads the labels of a function of Google's.
pub(super) fn of_google(draft: &mut Draft<'_>) {
    add(draft, "labels");
    let inherited = of_provider(draft.here.service, "labels", draft.name_span);
    inherited.into_iter().for_each(|tag| push(&mut draft.resource.tags, tag));
}

/// Adds a map of the function's own.
fn add(draft: &mut Draft<'_>, name: &str) {
    let Some(node) = draft.at(&[name]) else { return };
    for key in keys(&node) {
        let value = body::read(&node, &[&key], read::text, node.span);
        push(&mut draft.resource.tags, Tag { key, value, scope: TagScope::Own });
    }
}

/// A map of the provider's block, as it is seen from a place.
fn of_provider(service: &Service<'_>, name: &str, at: Span) -> Vec<Tag> {
    let Some(node) = service.provider(&[name]) else { return Vec::new() };
    let tag =
        |key: SmolStr| Tag { value: service.inherited(&[name, &key], read::text, at), key, scope: TagScope::Inherited };
    keys(&node).into_iter().map(tag).collect()
}

/// Adds a tag; where a nearer one of its key is only set in some branches, it holds in the others.
fn push(tags: &mut Vec<Tag>, tag: Tag) {
    match tags.iter_mut().find(|near| near.key == tag.key) {
        Some(near) => near.value = fallback(near.value.clone(), &tag.value),
        None => tags.push(tag),
    }
}

/// The keys of a map, of a choice those of all its maps, each once.
fn keys(node: &Node) -> Vec<SmolStr> {
    let mut found: Vec<SmolStr> = Vec::new();
    gather(node, &mut found);
    let mut known = std::collections::HashSet::new();
    found.retain(|key| !key.is_empty() && known.insert(key.clone()));
    found
}

fn gather(node: &Node, found: &mut Vec<SmolStr>) {
    match &node.content {
        Content::Map(map) => found.extend(map.entries.iter().map(|entry| entry.key.text.clone())),
        Content::Choice(choice) => choice.options.iter().for_each(|option| gather(option, found)),
        _ => {}
    }
}

/// Reads tags that the service's resources lay over those of a function: a list of `Key` and `Value`.
pub(super) fn laid_over(draft: &mut Draft<'_>) {
    for part in LAID_OVER {
        let path = ["resources", part, draft.here.id, "Properties", "Tags"];
        let Some(node) = body::at(draft.here.service.root, &path) else { continue };
        for item in body::items(&node) {
            let (Some(key), Some(value)) = (item.get("Key").and_then(Node::as_text), item.get("Value")) else {
                continue;
            };
            let step = Step { span: value.span, name: format_smolstr!("resources.{part}.{}", draft.here.id) };
            let value = Fact { at: draft.name_span, ..read::fact(value, read::text) }.through(step);
            push(&mut draft.resource.tags, Tag { key, value, scope: TagScope::Own });
        }
    }
}
