//! One value settled: what is written, with what the plan knows of it put where the source does not know or disagrees.

use std::collections::HashSet;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::agree::{agree, by_name, is_digest, is_open, is_unset, pairs};
use super::planned::Planned;
use super::read::Kind;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Origin, Step, Unknown};

/// Longer values are cut where they are told of.
const MOST_TOLD: usize = 60;

/// What a block is settled with.
pub(super) struct Settling<'a> {
    /// What was handed in.
    pub(super) kind: Kind,
    /// The block's address.
    pub(super) address: &'a str,
    /// Where what is not written would be.
    pub(super) absent_at: Span,
    /// Arguments of which a change is ignored: what is there stands.
    pub(super) ignored: &'a [SmolStr],
    /// Whether the plan says which of its values are secret; else none of them is told.
    pub(super) tells_secrets: bool,
    /// Where the two disagree, in words.
    pub(super) disagreements: Disagreements,
}

/// Where source and plan disagree, each place once.
#[derive(Default)]
pub(super) struct Disagreements {
    pub(super) told: Vec<(Span, String)>,
    seen: HashSet<(Span, SmolStr)>,
}

impl Disagreements {
    /// Tells of one at a place.
    pub(super) fn tell(&mut self, span: Span, path: &str, words: String) {
        if self.seen.insert((span, path.into())) {
            self.told.push((span, words));
        }
    }
}

/// A value that is being settled: its path in the block, and whether a disagreement is to be told.
#[derive(Clone, Copy)]
struct Place<'p> {
    path: &'p str,
    is_ignored: bool,
}

impl Settling<'_> {
    /// Settles the body of a block.
    pub(super) fn body(&mut self, body: &Node, planned: &Planned) -> Node {
        let Some(map) = body.as_map() else { return body.clone() };
        let is_ignored = |name: &str| self.ignored.iter().any(|ignored| ignored == name || ignored == "all");
        let ignored: Vec<SmolStr> = by_name(planned).into_keys().filter(|name| is_ignored(name)).cloned().collect();
        self.map(map, planned, body, Place { path: "", is_ignored: false }, &ignored)
    }

    /// Tells that the values of an instance cannot be read.
    pub(super) fn unreadable(&mut self, at: Span) {
        let words = format!("values that {} has of {} nest too deeply to be read", self.kind.noun(), self.address);
        self.disagreements.tell(at, "", words);
    }

    fn settle(&mut self, written: &Node, planned: &Planned, place: Place<'_>) -> Node {
        match planned {
            Planned::Later => return written.clone(),
            Planned::Secret => return self.secret(written, place),
            _ => {}
        }
        if is_digest(written, planned) {
            return written.clone();
        }
        if let Content::Choice(choice) = &written.content {
            return self.choice(&choice.options, written, planned, place);
        }
        if matches!(written.content, Content::Unknown(_)) {
            return self.taken(written, planned, false);
        }
        if is_unset(written) {
            return if planned.is_empty() { written.clone() } else { self.taken(written, planned, true) };
        }
        match (&written.content, planned) {
            (Content::Map(map), Planned::Map(_)) => self.map(map, planned, written, place, &[]),
            (Content::List(items), Planned::List(others)) => match pairs(items, others) {
                Some(places) => {
                    let mut settled = Vec::with_capacity(items.len());
                    for (item, other) in items.iter().zip(places) {
                        let other = others.get(other).unwrap_or(&Planned::Later);
                        settled.push(self.settle(item, other, place));
                    }
                    Node { content: Content::List(settled), ..written.clone() }
                }
                // What else may stand in the list is not known in the source.
                None if items.iter().any(|item| !is_told(item)) => self.taken(written, planned, false),
                // Of as many, those that differ are told of.
                None if items.len() == others.len() => {
                    let settled =
                        items.iter().zip(others).map(|(item, other)| self.settle(item, other, place)).collect();
                    Node { content: Content::List(settled), ..written.clone() }
                }
                None => self.disagreed(written, planned, place),
            },
            (Content::Map(_), Planned::List(others)) if others.len() == 1 => {
                self.settle(written, others.first().unwrap_or(&Planned::Later), place)
            }
            (Content::List(items), Planned::Map(_)) if items.len() == 1 => {
                let settled = items.iter().map(|item| self.settle(item, planned, place)).collect();
                Node { content: Content::List(settled), ..written.clone() }
            }
            (Content::Map(_) | Content::List(_), Planned::Text(text)) => match Planned::of_json(text) {
                Some(planned) => self.settle(written, &planned, place),
                None => self.disagreed(written, planned, place),
            },
            _ if agree(written, planned) && !is_only_default(written, planned) => written.clone(),
            _ => self.disagreed(written, planned, place),
        }
    }

    fn map(&mut self, map: &Map, planned: &Planned, whole: &Node, place: Place<'_>, ignored: &[SmolStr]) -> Node {
        let others = by_name(planned);
        let mut written = HashSet::new();
        let mut entries = Vec::with_capacity(map.entries.len());
        // What else a map holds that is known in part stands under an empty key: the plan knows all of it.
        for entry in map.entries.iter().filter(|entry| !entry.key.text.is_empty()) {
            let name = &entry.key.text;
            written.insert(name.clone());
            let path = if place.path.is_empty() { name.to_string() } else { format!("{}.{name}", place.path) };
            let is_ignored = place.is_ignored || ignored.contains(name);
            let other = others.get(name).copied().unwrap_or(&Planned::Null);
            let value = self.settle(&entry.value, other, Place { path: &path, is_ignored });
            entries.push(MapEntry { key: entry.key.clone(), value });
        }
        // What the source does not have is filled in by the provider.
        if let Planned::Map(all) = planned {
            let is_top = place.path.is_empty();
            let at = if is_top { self.absent_at } else { whole.span };
            for (name, other) in all.iter().filter(|(name, other)| !written.contains(name) && !other.is_empty()) {
                let value = match other {
                    Planned::Later => continue,
                    Planned::Secret => {
                        let path = if is_top { name.to_string() } else { format!("{}.{name}", place.path) };
                        Node::unknown(self.secrecy(&path), at)
                    }
                    _ => self.made(other, at, &self.way(&[], at, true)),
                };
                entries.push(MapEntry { key: Key { text: name.clone(), span: at }, value });
            }
        }
        Node { content: Content::Map(Map { entries }), ..whole.clone() }
    }

    /// A choice that the plan settles: its branch, with the way that this came.
    fn choice(&mut self, options: &[Node], written: &Node, planned: &Planned, place: Place<'_>) -> Node {
        let mut leaves = Vec::new();
        gather(options, &mut leaves);
        let fits = |leaf: &&&Node| !is_open(leaf) && !is_unset(leaf) && agree(leaf, planned);
        let meant = leaves.iter().find(fits).or_else(|| leaves.iter().find(|leaf| agree(leaf, planned)));
        match meant {
            Some(leaf) => {
                let settled = self.settle(leaf, planned, place);
                self.told_by(settled, written.span)
            }
            None => {
                let first = leaves.first().copied().unwrap_or(written);
                let settled = self.disagreed(first, planned, place);
                self.told_by(settled, written.span)
            }
        }
    }

    /// A value of which the plan says that it is this one of several.
    fn told_by(&self, node: Node, at: Span) -> Node {
        let step = self.step(at);
        let steps = node.origin.as_deref().map(|origin| origin.steps.as_slice()).unwrap_or_default();
        if steps.contains(&step) {
            return node;
        }
        let defaulted = node.origin.as_ref().is_some_and(|origin| origin.defaulted);
        let steps = std::iter::once(step).chain(steps.iter().cloned()).collect();
        Node { origin: Some(Arc::new(Origin { steps, defaulted })), span: at, ..node }
    }

    /// The plan's value in the place of one that is not known or not set.
    fn taken(&self, written: &Node, planned: &Planned, is_default: bool) -> Node {
        let mut steps = written.origin.as_deref().map(|origin| origin.steps.clone()).unwrap_or_default();
        // What it referred to stays what it is tied to, also where its value is known.
        if let Content::Unknown(unknown) = &written.content
            && let Some(refers) = &unknown.refers
            && !steps.iter().any(|step| step.name.starts_with(refers.as_str()))
        {
            steps.push(Step { span: written.span, name: refers.clone() });
        }
        let at = steps.last().map_or(written.span, |step| step.span);
        self.made(planned, written.span, &self.way(&steps, at, is_default))
    }

    /// The plan's value over one that is written: told of, unless something else may have set it.
    fn disagreed(&mut self, written: &Node, planned: &Planned, place: Place<'_>) -> Node {
        if !is_open(written) && !place.is_ignored {
            self.tell(written, planned, place);
        }
        self.taken(written, planned, false)
    }

    fn tell(&mut self, written: &Node, planned: &Planned, place: Place<'_>) {
        let Place { path, .. } = place;
        let noun = self.kind.noun();
        let values = self.tells_secrets.then(|| told(written).zip(told_planned(planned))).flatten();
        let words = match values {
            Some((written, planned)) => format!("{noun} has {planned} for {path}, and {written} is written here"),
            None => format!("{noun} has another value for {path} than is written here"),
        };
        self.disagreements.tell(written.span, path, words);
    }

    fn secret(&self, written: &Node, place: Place<'_>) -> Node {
        match &written.content {
            Content::Unknown(unknown) => {
                let unknown = Unknown { reason: self.secrecy(place.path).reason, ..(**unknown).clone() };
                Node { content: Content::Unknown(Box::new(unknown)), ..written.clone() }
            }
            _ => written.clone(),
        }
    }

    fn secrecy(&self, path: &str) -> Unknown {
        let Self { address, kind, .. } = self;
        Unknown::because(format_smolstr!("{path} of {address} is sensitive, so it is not read from {}", kind.noun()))
    }

    fn step(&self, span: Span) -> Step {
        Step { span, name: SmolStr::new_static(self.kind.noun()) }
    }

    /// The way of a value that the plan says: what it came through in the source, then the plan.
    fn way(&self, steps: &[Step], at: Span, defaulted: bool) -> Arc<Origin> {
        let steps = steps.iter().cloned().chain([self.step(at)]).collect();
        Arc::new(Origin { steps, defaulted })
    }

    /// A value of the plan, standing at a place of the source.
    fn made(&self, planned: &Planned, at: Span, way: &Arc<Origin>) -> Node {
        let content = match planned {
            Planned::List(items) => Content::List(items.iter().map(|item| self.made(item, at, way)).collect()),
            Planned::Map(entries) => {
                let entry = |(name, value): &(SmolStr, Planned)| MapEntry {
                    key: Key { text: name.clone(), span: at },
                    value: self.made(value, at, way),
                };
                Content::Map(Map { entries: entries.iter().map(entry).collect() })
            }
            Planned::Secret => return Node::unknown(self.secrecy("a value"), at),
            Planned::Later => {
                let reason = format_smolstr!("this of {} is known after apply", self.address);
                return Node::unknown(Unknown::because(reason), at);
            }
            _ => planned.content().unwrap_or(Content::Null),
        };
        Node { content, span: at, origin: Some(way.clone()) }
    }
}

/// Whether a value is a default that the plan does not have: what sets it is not in the source.
fn is_only_default(written: &Node, planned: &Planned) -> bool {
    let Some(origin) = written.origin.as_ref().filter(|origin| origin.defaulted) else { return false };
    let plain = Node { origin: Some(Arc::new(Origin { defaulted: false, ..(**origin).clone() })), ..written.clone() };
    !agree(&plain, planned)
}

/// Whether an item of a list is one item, and known to be.
fn is_told(item: &Node) -> bool {
    !matches!(item.content, Content::Unknown(_) | Content::Choice(_))
}

/// The ends of all branches.
fn gather<'n>(options: &'n [Node], leaves: &mut Vec<&'n Node>) {
    for option in options {
        match &option.content {
            Content::Choice(choice) => gather(&choice.options, leaves),
            _ => leaves.push(option),
        }
    }
}

fn told(written: &Node) -> Option<String> {
    match &written.content {
        Content::Text(text) | Content::Plain(text) => quoted(text),
        _ => written.as_text().map(String::from),
    }
}

fn told_planned(planned: &Planned) -> Option<String> {
    match planned {
        Planned::Null => Some("nothing".to_owned()),
        Planned::Text(text) => quoted(text),
        other => other.text().map(str::to_owned),
    }
}

fn quoted(text: &str) -> Option<String> {
    let is_short = text.chars().count() <= MOST_TOLD && !text.contains(['\n', '\r']);
    is_short.then(|| format!("\"{text}\""))
}
