//! Tags: a function's own, those that the provider's block puts on all, and those of the stack.

use smol_str::{SmolStr, format_smolstr};

use super::service::{Draft, fallback};
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Step, SwitchKind};
use crate::values::{body, read};

/// The tag that the framework puts on the stack, and so on everything in it.
const STAGE: &str = "STAGE";

/// Reads the tags of a function of AWS, the nearest first.
pub(super) fn of_aws(draft: &mut Draft<'_>) {
    add(draft, "tags", TagScope::Own);
    inherit(draft, "tags");
    inherit(draft, "stackTags");
    // A stage that only defaults is the one it is tried out in: which it is deployed to is said when it is.
    let stage = draft.here.service.inherited(&["stage"], read::text, draft.name_span);
    let is_named = match &stage.value {
        Value::Text(_) => stage.known != Known::Defaulted,
        Value::Choice(choice) => choice.switch.kind == SwitchKind::Variant,
        _ => false,
    };
    if is_named {
        push(draft, SmolStr::new_static(STAGE), stage, TagScope::Inherited);
    }
}

/// Reads the labels of a function of Google's.
pub(super) fn of_google(draft: &mut Draft<'_>) {
    add(draft, "labels", TagScope::Own);
    inherit(draft, "labels");
}

/// Adds a map of the function's own.
fn add(draft: &mut Draft<'_>, name: &str, scope: TagScope) {
    let Some(node) = draft.at(&[name]) else { return };
    for key in keys(&node) {
        let value = body::read(&node, &[&key], read::text, node.span);
        push(draft, key, value, scope);
    }
}

/// Adds a map of the provider's block.
fn inherit(draft: &mut Draft<'_>, name: &str) {
    let Some(node) = draft.here.service.provider(&[name]) else { return };
    for key in keys(&node) {
        let value = body::read(&node, &[&key], read::text, node.span);
        let step = Step { span: value.at, name: format_smolstr!("provider.{name}") };
        let value = Fact { at: draft.name_span, ..value }.known_at_best(Known::Inherited).through(step);
        push(draft, key, value, TagScope::Inherited);
    }
}

/// Adds a tag; where a nearer one of its key is only set in some branches, it holds in the others.
fn push(draft: &mut Draft<'_>, key: SmolStr, value: Fact, scope: TagScope) {
    let near = draft.resource.tags.iter_mut().find(|tag| tag.key == key);
    match near {
        Some(tag) => tag.value = fallback(tag.value.clone(), &value),
        None => draft.resource.tags.push(Tag { key, value, scope }),
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

/// Tags that the service's resources lay over those of a function: a list of `Key` and `Value`.
pub(super) fn laid_over(draft: &mut Draft<'_>) {
    let pairs = |part: &&str| {
        let service = draft.here.service;
        let node = body::at(service.root, &["resources", part, draft.here.id, "Properties", "Tags"])?;
        Some((pairs(&node, draft.name_span, part, draft.here.id), ()))
    };
    let found: Vec<Tag> = ["extensions", "Resources"].iter().filter_map(pairs).flat_map(|(tags, ())| tags).collect();
    for tag in found {
        push(draft, tag.key, tag.value, tag.scope);
    }
}

fn pairs(node: &Node, at: Span, part: &str, id: &str) -> Vec<Tag> {
    let pair = |item: &Node| {
        let value = read::fact(item.get("Value")?, read::text);
        let step = Step { span: value.at, name: format_smolstr!("resources.{part}.{id}") };
        let value = Fact { at, ..value }.through(step);
        Some(Tag { key: item.get("Key")?.as_text()?, value, scope: TagScope::Own })
    };
    node.items().iter().filter_map(pair).collect()
}
