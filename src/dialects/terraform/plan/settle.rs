//! One value settled: what is written, with what the plan knows of it put where the source does not know or disagrees.

use std::collections::HashSet;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::agree::{agree, by_name, is_digest, is_open, is_unset, pairs};
use super::disagreements::{About, Disagreements, Stands};
use super::planned::Planned;
use super::read::Kind;
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Key, Map, MapEntry, Node, Origin, Step, SwitchKind, Unknown};

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
    /// The address of the instance that is being settled.
    pub(super) instance: SmolStr,
    /// Whether the plan says which of its values are secret; else none of them is told.
    pub(super) tells_secrets: bool,
    /// Where the two disagree.
    pub(super) disagreements: Disagreements,
}

/// A value that is being settled: its path in the block, and whether a disagreement is to be told.
#[derive(Clone, Copy)]
struct Place<'p> {
    path: &'p str,
    is_ignored: bool,
    is_secret: bool,
}

impl Settling<'_> {
    /// Settles the body of a block.
    pub(super) fn body(&mut self, body: &Node, planned: &Planned) -> Node {
        let Some(map) = body.as_map() else { return body.clone() };
        let is_ignored = |name: &str| self.ignored.iter().any(|ignored| ignored == name || ignored == "all");
        let ignored: Vec<SmolStr> = by_name(planned).into_keys().filter(|name| is_ignored(name)).cloned().collect();
        self.map(map, planned, body, Place { path: "", is_ignored: false, is_secret: false }, &ignored)
    }

    /// Tells that the values of an instance cannot be read.
    pub(super) fn unreadable(&mut self, at: Span) {
        self.disagreements.tell(at, About::Depth, String::new(), &self.instance);
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
            return self.choice(choice, written, planned, place);
        }
        if let Content::Sealed(inner) = &written.content {
            let settled = self.settle(inner, planned, Place { is_secret: true, ..place });
            return Node { content: Content::Sealed(Box::new(settled)), ..written.clone() };
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
            let value = self.settle(&entry.value, other, Place { path: &path, is_ignored, ..place });
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
    fn choice(&mut self, choice: &Choice<Node>, written: &Node, planned: &Planned, place: Place<'_>) -> Node {
        let mut leaves = Vec::new();
        gather(choice, "", &mut leaves);
        let fits = |leaf: &&Leaf<'_>| !is_open(leaf.node) && !is_unset(leaf.node) && agree(leaf.node, planned);
        let meant = leaves.iter().find(fits).or_else(|| leaves.iter().find(|leaf| agree(leaf.node, planned)));
        let settled = match (meant, leaves.as_slice()) {
            (Some(leaf), _) => self.settle(leaf.node, planned, place),
            (None, [first, ..]) => {
                self.tell(&leaves, written.span, planned, place);
                self.taken(first.node, planned, false)
            }
            (None, []) => self.taken(written, planned, false),
        };
        self.told_by(settled, written.span)
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
        if !is_open(written) {
            self.tell(&[Leaf { node: written, branch: SmolStr::default() }], written.span, planned, place);
        }
        self.taken(written, planned, false)
    }

    /// Tells that the plan has none of these, which stand or are decided between at `at`.
    fn tell(&mut self, leaves: &[Leaf<'_>], at: Span, planned: &Planned, place: Place<'_>) {
        if place.is_ignored {
            return;
        }
        let path = place.path.to_owned();
        // Where a person changes it: of several values, where it is decided between them.
        let (at, stands) = match leaves {
            [Leaf { node, .. }] => match node.origin.as_deref().and_then(|origin| origin.steps.last()) {
                Some(step) if step.span != node.span => (step.span, Stands::CameFrom),
                _ => (node.span, Stands::There),
            },
            _ => (at, Stands::There),
        };
        let is_told = self.tells_secrets && !place.is_secret;
        let values = is_told.then(|| told_all(leaves).zip(told_planned(planned))).flatten();
        let (about, planned) = match values {
            Some((written, planned)) => (About::Value(path, written, stands), planned),
            None => (About::Untold(path, stands), String::new()),
        };
        self.disagreements.tell(at, about, planned, &self.instance);
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
        Node { origin: Some(way.clone()), ..Node::new(content, at) }
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

/// The end of a branch.
struct Leaf<'n> {
    node: &'n Node,
    /// What the branch is called, where it is a variant.
    branch: SmolStr,
}

/// The ends of all branches, below a variant's where one is named.
fn gather<'n>(choice: &'n Choice<Node>, variant: &str, leaves: &mut Vec<Leaf<'n>>) {
    for (place, option) in choice.options.iter().enumerate() {
        let own = choice.switch.branches.get(place).filter(|_| choice.switch.kind == SwitchKind::Variant);
        let branch = own.map_or(variant, SmolStr::as_str);
        match &option.content {
            Content::Choice(inner) => gather(inner, branch, leaves),
            _ => leaves.push(Leaf { node: option, branch: branch.into() }),
        }
    }
}

/// `"a" in dev or "b" in prod`; nothing where one of them is not told.
fn told_all(leaves: &[Leaf<'_>]) -> Option<String> {
    let said = |leaf: &Leaf<'_>| {
        let value = told(leaf.node)?;
        Some(if leaf.branch.is_empty() { value } else { format!("{value} in {}", leaf.branch) })
    };
    let mut all: Vec<String> = leaves.iter().map(said).collect::<Option<_>>()?;
    let mut seen = HashSet::new();
    all.retain(|said| seen.insert(said.clone()));
    Some(all.join(" or "))
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
