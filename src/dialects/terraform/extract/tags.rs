//! Tags and labels, wherever a resource type keeps them.

use smol_str::SmolStr;

use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::tree::{Choice, Content, Map, MapEntry, Node};
use crate::values::read;
use crate::values::{body, branches};

/// Arguments of Google's types that hold a map of labels; what it calls `tags` are names for its firewalls.
const LABELS: &[&[&str]] = &[
    &["labels"],
    &["resource_labels"],
    &["user_labels"],
    &["settings", "user_labels"],
    &["metadata", "labels"],
    &["template", "labels"],
    &["template", "metadata", "labels"],
    &["node_config", "resource_labels"],
];

/// The argument of AWS's and Azure's types; what they call `labels` are labels of Kubernetes nodes.
const TAGS: &[&[&str]] = &[&["tags"]];

/// The tags of a block, those that the provider puts on everything last.
pub(super) fn of(block: &ResolvedBlock) -> Vec<Tag> {
    let mut tags = Vec::new();
    let maps = if block.kind.starts_with("google_") { LABELS } else { TAGS };
    for path in maps {
        if let Some(node) = body::at(&block.body, path) {
            add_map(&mut tags, &node);
        }
    }
    for item in body::each(&block.body, "tag") {
        add_pair(&mut tags, item);
    }
    for specification in body::each(&block.body, "tag_specifications") {
        let of_machines = specification
            .get("resource_type")
            .and_then(Node::as_str)
            .is_none_or(|kind| matches!(kind, "instance" | "spot-instances-request" | "volume"));
        if let (true, Some(node)) = (of_machines, specification.get("tags")) {
            add_map(&mut tags, node);
        }
    }
    for tag in &block.provider_tags {
        match tags.iter().find(|own| own.key == tag.key) {
            None => tags.push(tag.clone()),
            // Where a branch does not set it, the provider's holds there.
            Some(own) if matches!(own.value.value, Value::Choice(_)) => {
                let there = |own: &Fact| if own.is_absent() { tag.value.clone() } else { Fact::absent(own.at) };
                tags.push(Tag { value: branches::each(&own.value, &there), ..tag.clone() });
            }
            Some(_) => {}
        }
    }
    tags
}

fn add(tags: &mut Vec<Tag>, key: SmolStr, value: Fact) {
    // Maps are read from the resource's own to its template's: what stands first is nearer.
    if tags.iter().all(|tag| tag.key != key) {
        tags.push(Tag { key, value, scope: TagScope::Own });
    }
}

/// The key of what else may be tagged that is not known: no cloud takes it, and no word is it.
static OTHERS: SmolStr = SmolStr::new_static("");

/// Adds the entries of a map, or of a list of maps, as old scaling groups have it.
fn add_map(tags: &mut Vec<Tag>, node: &Node) {
    match &node.content {
        Content::Map(map) => {
            for entry in &map.entries {
                add(tags, entry.key.text.clone(), read::fact(&entry.value, read::text));
            }
        }
        Content::List(items) => items.iter().for_each(|item| add_pair(tags, item)),
        Content::Unknown(_) => add(tags, OTHERS.clone(), read::fact(node, read::text)),
        Content::Choice(choice) => {
            let mut keys: Vec<&SmolStr> = Vec::new();
            for map in choice.options.iter().filter_map(Node::as_map) {
                keys.extend(map.entries.iter().map(|entry| &entry.key.text));
            }
            if choice.options.iter().any(|option| matches!(option.content, Content::Unknown(_))) {
                keys.push(&OTHERS);
            }
            for key in keys {
                let options = choice.options.iter();
                let options =
                    options.map(|option| body::read(option, &[key], read::text, node.span)).collect::<Vec<_>>();
                let value = match options.split_first() {
                    Some((first, rest)) if rest.iter().all(|option| option.value == first.value) => first.clone(),
                    _ => Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), node.span),
                };
                add(tags, key.clone(), value);
            }
        }
        _ => {}
    }
}

/// Adds a block with a key and a value.
fn add_pair(tags: &mut Vec<Tag>, item: &Node) {
    if let Content::Unknown(_) = item.content {
        return add(tags, OTHERS.clone(), read::fact(item, read::text));
    }
    let (Some(key), Some(value)) = (item.get("key"), item.get("value")) else { return };
    match key.as_text() {
        Some(key) => add(tags, key, read::fact(value, read::text)),
        None if matches!(key.content, Content::Unknown(_)) => add(tags, OTHERS.clone(), read::fact(key, read::text)),
        None => {}
    }
}

/// Labels that selectors match, of the text values of a map.
pub(super) fn labels(node: Option<&Node>) -> Vec<(SmolStr, SmolStr)> {
    let Some(map) = node.and_then(Node::as_map) else { return Vec::new() };
    known_entries(map).filter_map(|entry| Some((entry.key.text.clone(), entry.value.as_text()?))).collect()
}

/// Entries by name; what else a map may hold that is known in part stands under an empty key.
fn known_entries(map: &Map) -> impl Iterator<Item = &MapEntry> {
    map.entries.iter().filter(|entry| !entry.key.text.is_empty())
}
