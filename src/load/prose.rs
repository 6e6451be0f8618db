//! The prose of policies and platforms, checked: it is read only to print it, by the page of whoever prints.

use super::axes;
use super::reader::Reader;
use crate::model::source::Span;
use crate::model::tree::{Map, Node};
use crate::model::vocabulary::FACTS;

/// Checks the prose of a policy: why, where it is said, and since when.
pub(super) fn check_policy(reader: &mut Reader<'_>, map: &Map, at: Span) {
    reader.required_text(map, "why", at);
    reader.required_text(map, "since", at);
    if let Some(see) = reader.required(map, "see", at) {
        links(reader, see);
    }
}

/// Checks the prose of a platform: what it asks and trades, and what can be turned.
pub(super) fn check_platform(reader: &mut Reader<'_>, map: &Map, at: Span) {
    for key in ["asks", "trades"] {
        if let Some(node) = map.get(key) {
            for item in reader.list(node) {
                reader.text(item, key);
            }
        }
    }
    if let Some(see) = reader.required(map, "see", at) {
        links(reader, see);
    }
    let axes: Vec<&str> = axes::axis_words().map(|word| word.name).collect();
    let facts: Vec<&str> = FACTS.iter().map(|word| word.name).collect();
    for item in map.get("settings").map(Node::items).unwrap_or_default() {
        let Some(map) = reader.map(item, "a setting", &["name", "fact", "changes", "price"]) else { continue };
        reader.required_text(map, "name", item.span);
        reader.required_text(map, "price", item.span);
        if let Some(fact) = reader.required(map, "fact", item.span) {
            reader.one_of(fact, "fact", &facts);
        }
        if let Some(changes) = reader.required(map, "changes", item.span) {
            for axis in reader.list(changes) {
                reader.one_of(axis, "axis", &axes);
            }
        }
    }
}

fn links(reader: &mut Reader<'_>, node: &Node) {
    let items = reader.list(node);
    if items.is_empty() {
        reader.report(node.span, "`see` names at least one source");
    }
    for item in items {
        if !item.as_text().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://")) {
            reader.report(item.span, "a source is a link: https://...");
        }
    }
}
