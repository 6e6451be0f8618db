//! The prose of policies and platforms: checked in a team's own files, read from the full text only to print it.

use smol_str::SmolStr;

use super::axes;
use super::reader::Reader;
use crate::model::policy::WayOut;
use crate::model::source::Span;
use crate::model::tree::{Content, Map, Node, Schema};
use crate::model::vocabulary::FACTS;

/// What a policy's or platform's file says beside what a run needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// Its title.
    pub title: String,
    /// Of a policy, why it matters.
    pub why: Option<String>,
    /// Of a policy, the ways out.
    pub instead: Vec<WayOut>,
    /// Where it is said.
    pub see: Vec<String>,
    /// Of a policy, the version that brought it.
    pub since: Option<String>,
    /// Of a platform, what it asks of a team.
    pub asks: Vec<String>,
    /// Of a platform, what a move to it trades.
    pub trades: Vec<String>,
    /// Of a platform, what can be turned there.
    pub settings: Vec<Knob>,
}

/// Something that a team can turn on a platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// What it is called.
    pub name: String,
    /// The fact that records it.
    pub fact: SmolStr,
    /// The axes that it changes.
    pub changes: Vec<SmolStr>,
    /// What it costs, in words.
    pub price: String,
}

/// Reads the prose of a policy's or platform's file; what is not there is empty.
pub fn prose(full: &Node) -> Prose {
    let mut full = full.clone();
    full.settle(Schema::Yaml12);
    let text = |key: &str| full.get(key).and_then(Node::as_text).map(|text| text.trim().to_owned());
    Prose {
        title: text("title").unwrap_or_default(),
        why: text("why"),
        instead: full.get("instead").map(ways_out).unwrap_or_default(),
        see: full.get("see").map(texts).unwrap_or_default(),
        since: text("since"),
        asks: full.get("asks").map(texts).unwrap_or_default(),
        trades: full.get("trades").map(texts).unwrap_or_default(),
        settings: full.get("settings").map(knobs).unwrap_or_default(),
    }
}

fn texts(node: &Node) -> Vec<String> {
    let items = match &node.content {
        Content::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    items.iter().filter_map(Node::as_text).map(|text| text.trim().to_owned()).collect()
}

fn ways_out(node: &Node) -> Vec<WayOut> {
    let text = |item: &Node, key: &str| item.get(key).and_then(Node::as_text).map(|text| text.trim().to_owned());
    node.items()
        .iter()
        .filter_map(|item| Some(WayOut { way: text(item, "way")?, price: text(item, "price")? }))
        .collect()
}

fn knobs(node: &Node) -> Vec<Knob> {
    let text = |item: &Node, key: &str| item.get(key).and_then(Node::as_text);
    let knob = |item: &Node| {
        Some(Knob {
            name: text(item, "name")?.to_string(),
            fact: text(item, "fact")?,
            changes: item.get("changes").map(texts).unwrap_or_default().iter().map(SmolStr::from).collect(),
            price: text(item, "price")?.trim().to_owned(),
        })
    };
    node.items().iter().filter_map(knob).collect()
}

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
