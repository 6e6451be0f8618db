//! Working out one stage's values: variables expanded, and what they lead to put where it is used.

use std::collections::HashMap;
use std::rc::Rc;

use smol_str::{SmolStr, format_smolstr};

use super::files::Opened;
use super::sightings::Sightings;
use super::syntax::{self, Literal, Part, Source, Template, Variable};
use super::ways::{Met, Way, before};
use crate::model::library::Library;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Content, HOLE, Map, MapEntry, Node, Number, Step, Tagged, Unknown};

/// Values made for one service, in all its stages. Real services need some ten thousand.
pub(super) const MOST_WORK: usize = 400_000;

/// How deep the work may nest: trees, and variables that lead to variables.
const MOST_LEVELS: usize = 260;

/// A variable takes as much stack as this many levels of a tree.
const LEVELS_OF_A_VARIABLE: usize = 5;

/// How deep a resolved tree may be.
const MOST_DEPTH: usize = 200;

/// Longer text is not put together.
const MOST_TEXT: usize = 1_000_000;

/// A service file.
pub(super) struct ServiceFile<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// Its folder.
    pub(super) folder: &'a str,
    /// Its tree, every scalar of a type.
    pub(super) root: Node,
    /// The files that it may name.
    pub(super) library: &'a dyn Library,
}

/// The stage that values are worked out for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// None is asked for: what the service says itself, or the framework's own.
    NotGiven,
    /// The one that is asked for.
    Given(SmolStr),
    /// None: it is looked for what stages the service names.
    Sought,
}

/// One stage's values in the making.
pub(super) struct Resolver<'a> {
    pub(super) service: &'a ServiceFile<'a>,
    pub(super) stage: Stage,
    /// Work that may still be done.
    pub(super) left: usize,
    /// What is wrong with what is written.
    pub(super) problems: Vec<Problem>,
    /// Names of stages that were seen.
    pub(super) sightings: Sightings,
    pub(super) files: HashMap<String, Rc<Opened>>,
    /// A variable's value depends on nothing but its text.
    expanded: HashMap<SmolStr, Rc<Met>>,
    unfolded: HashMap<SmolStr, Rc<Node>>,
    expanding: Vec<SmolStr>,
    unfolding: Vec<SmolStr>,
    levels: usize,
}

/// What a source answers.
pub(super) enum Answer {
    /// A value.
    Found(Met),
    /// There is none, so that the next source is asked.
    Missing(Missing),
    /// It cannot be known whether there is one.
    Unknown(Met),
}

/// That there is no value.
pub(super) struct Missing {
    /// Why, as a clause.
    pub(super) reason: SmolStr,
    /// Whoever deploys may set it all the same.
    pub(super) is_open: bool,
}

/// The text of a node that may hold variables.
pub(super) fn variable_text(node: &Node) -> Option<&str> {
    node.as_str().filter(|text| text.contains("${"))
}

impl<'a> Resolver<'a> {
    pub(super) fn new(service: &'a ServiceFile<'a>, stage: Stage, left: usize) -> Self {
        Self {
            service,
            stage,
            left,
            problems: Vec::new(),
            sightings: Sightings::default(),
            files: HashMap::new(),
            expanded: HashMap::new(),
            unfolded: HashMap::new(),
            expanding: Vec::new(),
            unfolding: Vec::new(),
            levels: 0,
        }
    }

    /// Takes work off what is left; says whether there was enough.
    pub(super) fn spend(&mut self, work: usize) -> bool {
        self.left = self.left.saturating_sub(work);
        self.left > 0
    }

    /// A written value where it stands, with every variable in it worked out.
    pub(super) fn resolved(&mut self, node: &Node) -> Node {
        self.place(node, &Way::default(), None, 0)
    }

    /// What a variable leads to, as it is written: only a scalar is worked out.
    pub(super) fn expand(&mut self, text: &str, span: Span) -> Rc<Met> {
        if let Some(known) = self.expanded.get(text) {
            return known.clone();
        }
        if self.expanding.iter().any(|open| open == text) {
            return Rc::new(self.circular(text, span));
        }
        if self.levels >= MOST_LEVELS || !self.spend(1 + text.len() / 64) {
            return Rc::new(too_much(span));
        }
        self.levels += LEVELS_OF_A_VARIABLE;
        self.expanding.push(text.into());
        let met = match syntax::read(text) {
            Ok(template) => self.evaluate(&template, span),
            Err(syntax::Refused) => unknown("the variables here are not written as the framework reads them", span),
        };
        self.expanding.pop();
        self.levels -= LEVELS_OF_A_VARIABLE;
        let met = Rc::new(met);
        self.expanded.insert(text.into(), met.clone());
        met
    }

    /// The text that a part of a variable makes; where it cannot be known, what is known of it.
    pub(super) fn text_of(&mut self, template: &Template, span: Span) -> Result<SmolStr, Box<Met>> {
        let met = self.evaluate(template, span);
        met.node.as_text().ok_or_else(|| match met.node.content {
            Content::Unknown(_) => Box::new(met),
            _ => Box::new(unknown("a variable here is asked for by what is no text", span)),
        })
    }

    fn evaluate(&mut self, template: &Template, span: Span) -> Met {
        match template.parts.as_slice() {
            [Part::Variable(variable)] => self.variable(variable, span),
            parts if template.is_plain() => {
                let text: String =
                    parts.iter().map(|part| if let Part::Text(text) = part { text } else { "" }).collect();
                Met { node: Node::new(Content::Text(text.into()), span), way: Way::default() }
            }
            parts => self.concatenated(parts, span),
        }
    }

    fn concatenated(&mut self, parts: &[Part], span: Span) -> Met {
        let mut text = String::new();
        let mut open: Option<Unknown> = None;
        let mut ways: Vec<(Way, Span)> = Vec::new();
        for part in parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Variable(variable) => {
                    let met = self.variable(variable, span);
                    match &met.node.content {
                        Content::Number(number) => text.push_str(&number_text(number)),
                        Content::Unknown(unknown) => {
                            text.push_str(unknown.outline.as_deref().unwrap_or(HOLE.encode_utf8(&mut [0; 4])));
                            let refused = unknown.refused || open.as_ref().is_some_and(|open| open.refused);
                            let reason = open.map_or_else(|| unknown.reason.clone(), |open| open.reason);
                            open = Some(Unknown { refused, not_null: true, ..Unknown::because(reason) });
                        }
                        _ => match met.node.as_text() {
                            Some(part) => text.push_str(&part),
                            None => return refused("a list, a map or nothing stands in a text here", span),
                        },
                    }
                    ways.push((met.way, met.node.span));
                }
            }
            if text.len() > MOST_TEXT || !self.spend(text.len() / 256) {
                return too_much(span);
            }
        }
        let way = Way::joined(ways.iter().map(|(way, written)| (way, *written)));
        let content = match open {
            Some(open) => Content::Unknown(Box::new(Unknown { outline: Some(text.into()), ..open })),
            None => Content::Text(text.into()),
        };
        Met { node: Node::new(content, span), way }
    }

    fn variable(&mut self, variable: &Variable, span: Span) -> Met {
        let mut missing: Option<Missing> = None;
        self.sightings.note_others(variable);
        for source in &variable.sources {
            let is_default = missing.as_ref().is_some_and(|missing| missing.is_open);
            let mut met = match source {
                Source::Literal(literal) => {
                    Met { node: Node::new(content(literal), span), way: fallback_way(variable) }
                }
                Source::Call(call) => match self.ask(call, span) {
                    Answer::Found(met) => met,
                    Answer::Unknown(met) => return met,
                    Answer::Missing(more) => {
                        // What whoever deploys may set is the better reason.
                        missing = missing.filter(|missing| missing.is_open).or(Some(more));
                        continue;
                    }
                },
            };
            met.way.defaulted |= is_default;
            return met;
        }
        match missing {
            Some(missing) if !missing.is_open => refused(missing.reason, span),
            Some(missing) => unknown(missing.reason, span),
            None => refused("the variable here names no source", span),
        }
    }

    /// The value at the end of keys in a written tree.
    pub(super) fn walk(&mut self, node: &Node, keys: &[SmolStr], way: Way) -> Answer {
        let Some(text) = variable_text(node) else { return self.walk_in(node, keys, way) };
        let met = self.expand(text, node.span);
        let way = way.then(node.span, &met.way);
        self.walk_in(&met.node, keys, way)
    }

    fn walk_in(&mut self, node: &Node, keys: &[SmolStr], way: Way) -> Answer {
        if let Content::Unknown(_) = node.content {
            return Answer::Unknown(Met { node: node.clone(), way });
        }
        let Some((key, rest)) = keys.split_first() else {
            let weight = weight(node);
            return match node.content {
                Content::Null => nothing_there(),
                _ if !self.spend(weight) => Answer::Unknown(too_much(node.span)),
                _ => Answer::Found(Met { node: node.clone(), way }),
            };
        };
        if self.stage == Stage::Sought && super::sightings::is_sought(key) {
            self.sight_keys(node, key, rest);
            return Answer::Missing(Missing { reason: SmolStr::default(), is_open: true });
        }
        let child = match &node.content {
            Content::List(items) => key.parse().ok().and_then(|index: usize| items.get(index)),
            _ => node.get(key),
        };
        child.map_or_else(nothing_there, |child| self.walk(child, rest, way))
    }

    /// A written value put where it is used, or left where it stands; all that is in it came the same way.
    fn place(&mut self, node: &Node, way: &Way, at: Option<Span>, depth: usize) -> Node {
        let span = at.unwrap_or(node.span);
        if depth > MOST_DEPTH || self.levels >= MOST_LEVELS || !self.spend(1) {
            return too_much(span).node;
        }
        if let Some(text) = variable_text(node) {
            let resolved = self.unfold(text, node.span);
            return self.carried(&resolved, &way.steps(node.span), way.defaulted, span, depth);
        }
        self.levels += 1;
        let content = match &node.content {
            Content::List(items) => {
                Content::List(items.iter().map(|item| self.place(item, way, at, depth + 1)).collect())
            }
            Content::Map(map) => {
                let placed = |entry: &MapEntry| MapEntry {
                    key: entry.key.clone(),
                    value: self.place(&entry.value, way, at, depth + 1),
                };
                Content::Map(Map { entries: map.entries.iter().map(placed).collect() })
            }
            Content::Tagged(tagged) => {
                let node = self.place(&tagged.node, way, at, depth + 1);
                Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node }))
            }
            other => other.clone(),
        };
        self.levels -= 1;
        Node { origin: way.origin(node.span), ..Node::new(content, span) }
    }

    /// What a variable leads to, with every variable in that worked out, too.
    fn unfold(&mut self, text: &str, span: Span) -> Rc<Node> {
        if let Some(known) = self.unfolded.get(text) {
            return known.clone();
        }
        if self.unfolding.iter().any(|open| open == text) {
            return Rc::new(self.circular(text, span).node);
        }
        let met = self.expand(text, span);
        let node = match met.node.content {
            Content::List(_) | Content::Map(_) | Content::Tagged(_) => {
                self.unfolding.push(text.into());
                let node = self.place(&met.node, &met.way, Some(span), 0);
                self.unfolding.pop();
                node
            }
            // A scalar is worked out; text of another syntax in it stays.
            _ => Node { origin: met.way.origin(met.node.span), ..Node::new(met.node.content.clone(), span) },
        };
        let node = Rc::new(node);
        self.unfolded.insert(text.into(), node.clone());
        node
    }

    /// A resolved value put where it is used, after the steps that lead to it.
    fn carried(&mut self, node: &Node, steps: &[Step], defaulted: bool, at: Span, depth: usize) -> Node {
        if depth > MOST_DEPTH || !self.spend(1) {
            return too_much(at).node;
        }
        let mut inner = |node: &Node| self.carried(node, steps, defaulted, at, depth + 1);
        let content = match &node.content {
            Content::List(items) => Content::List(items.iter().map(inner).collect()),
            Content::Map(map) => {
                let carried = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: inner(&entry.value) };
                Content::Map(Map { entries: map.entries.iter().map(carried).collect() })
            }
            Content::Tagged(tagged) => {
                Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node: inner(&tagged.node) }))
            }
            other => other.clone(),
        };
        Node { origin: before(steps, defaulted, node.origin.as_ref()), ..Node::new(content, at) }
    }

    fn circular(&mut self, text: &str, span: Span) -> Met {
        let message = format!("{text} refers to itself");
        self.complain(Problem::at(ProblemKind::Unresolvable, span, message));
        refused(format_smolstr!("{text} refers to itself"), span)
    }

    /// Tells of a problem, once.
    pub(super) fn complain(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// A value that is not known.
pub(super) fn unknown(reason: impl Into<SmolStr>, span: Span) -> Met {
    Met { node: Node::unknown(Unknown::because(reason), span), way: Way::default() }
}

/// A value with which the framework refuses the service.
pub(super) fn refused(reason: impl Into<SmolStr>, span: Span) -> Met {
    let unknown = Unknown { refused: true, ..Unknown::because(reason) };
    Met { node: Node::unknown(unknown, span), way: Way::default() }
}

fn too_much(span: Span) -> Met {
    unknown("the variables here take too much work or nest too deeply", span)
}

/// That a key is not there. Whoever asks says what was asked for.
fn nothing_there() -> Answer {
    Answer::Missing(Missing { reason: SmolStr::default(), is_open: false })
}

fn weight(node: &Node) -> usize {
    1 + match &node.content {
        Content::List(items) => items.iter().map(weight).sum(),
        Content::Map(map) => map.entries.iter().map(|entry| weight(&entry.value)).sum(),
        Content::Tagged(tagged) => weight(&tagged.node),
        _ => 0,
    }
}

/// The way of a value that stands in a variable: it holds instead of the variable's first source.
fn fallback_way(variable: &Variable) -> Way {
    let first = variable.sources.iter().find_map(|source| match source {
        Source::Call(call) => Some(call),
        Source::Literal(_) => None,
    });
    first.map(|call| Way::through(written_name(call))).unwrap_or_default()
}

/// A source as it is written, as far as it is without variables.
fn written_name(call: &syntax::Call) -> SmolStr {
    let text = |template: &Template| {
        template
            .parts
            .iter()
            .map(|part| if let Part::Text(text) = part { text.as_str() } else { "…" })
            .collect::<String>()
    };
    let params = call.params.iter().map(text).collect::<Vec<_>>().join(", ");
    let address = call.address.as_ref().map(|address| format!(":{}", text(address))).unwrap_or_default();
    if call.params.is_empty() {
        format_smolstr!("{}{address}", call.kind)
    } else {
        format_smolstr!("{}({params}){address}", call.kind)
    }
}

fn content(literal: &Literal) -> Content {
    match literal {
        Literal::Null => Content::Null,
        Literal::Bool(yes) => Content::Bool(*yes),
        Literal::Number(value, raw) => Content::Number(Number { value: *value, raw: raw.clone() }),
        Literal::Text(text) => Content::Text(text.clone()),
    }
}

/// A number as it stands in text: `1.10` is the number 1.1.
fn number_text(number: &Number) -> String {
    if number.value.is_finite() { number.value.to_string() } else { number.raw.to_string() }
}
