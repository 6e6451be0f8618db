//! Reading our own files: keys, texts and conditions, each mistake at its place with the nearest word.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::place;
use crate::conditions::Mistake;
use crate::model::condition::Condition;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Content, Map, Node};
use crate::values::nearest::nearest;

/// Ids are no longer than this.
const LONGEST_ID: usize = 56;

/// Reads one file and gathers what is wrong with it.
pub(super) struct Reader<'t> {
    kind: ProblemKind,
    /// The file's text; empty where there is none to point into.
    text: &'t str,
    pub(super) problems: Vec<Problem>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(kind: ProblemKind, text: &'t str) -> Self {
        Self { kind, text, problems: Vec::new() }
    }

    pub(super) fn report(&mut self, span: Span, message: impl Into<String>) {
        self.problems.push(Problem::at(self.kind, span, message));
    }

    pub(super) fn report_with_help(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::at(self.kind, span, message).help(help));
    }

    /// A map of known keys; an unknown key or one that is written twice is a problem.
    pub(super) fn map<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Option<&'n Map> {
        let map = self.any_map(node, what)?;
        for entry in &map.entries {
            let key = entry.key.text.as_str();
            if !known.contains(&key) {
                let help = match nearest(key, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", known.join(", ")),
                };
                self.report_with_help(entry.key.span, format!("{what} has no key `{key}`"), help);
            }
        }
        Some(map)
    }

    /// A map of any keys, none of them twice.
    pub(super) fn any_map<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n Map> {
        let Some(map) = node.as_map() else {
            self.report(node.span, format!("{what} is a map of keys and values"));
            return None;
        };
        let mut met = HashSet::new();
        for entry in &map.entries {
            if !met.insert(&entry.key.text) {
                self.report(entry.key.span, format!("`{}` is written twice", entry.key.text));
            }
        }
        Some(map)
    }

    /// The value of a key that must be there; `at` is where it is missing.
    pub(super) fn required<'n>(&mut self, map: &'n Map, key: &str, at: Span) -> Option<&'n Node> {
        let found = map.get(key).filter(|node| !node.is_null());
        if found.is_none() {
            self.report(map.entry(key).map_or(at, |entry| entry.key.span), format!("`{key}` is missing"));
        }
        found
    }

    /// Text that says something.
    pub(super) fn text(&mut self, node: &Node, what: &str) -> Option<SmolStr> {
        let text = node.as_text().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.report(node.span, format!("{what} is text"));
        }
        text
    }

    /// The text of a key that must be there.
    pub(super) fn required_text(&mut self, map: &Map, key: &str, at: Span) -> Option<SmolStr> {
        let node = self.required(map, key, at)?;
        self.text(node, key)
    }

    /// A list, or a single value as a list of one.
    pub(super) fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.content {
            Content::List(items) => items,
            Content::Null => &[],
            _ => std::slice::from_ref(node),
        }
    }

    /// One of some names.
    pub(super) fn one_of<'w>(&mut self, node: &Node, what: &str, names: &[&'w str]) -> Option<&'w str> {
        let text = self.text(node, what)?;
        let found = names.iter().copied().find(|name| *name == text);
        if found.is_none() {
            let help = match nearest(&text, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.len() <= 12 => format!("known are {}", names.join(", ")),
                None => "the dictionary in policies/README.md has all".to_owned(),
            };
            self.report_with_help(node.span, format!("there is no {what} `{text}`"), help);
        }
        found
    }

    /// A condition, its mistakes at their places in the file.
    pub(super) fn condition(
        &mut self,
        node: &Node,
        compile: fn(&str) -> Result<Condition, Vec<Mistake>>,
    ) -> Option<Condition> {
        let text = self.text(node, "a condition")?;
        match compile(&text) {
            Ok(condition) => Some(condition),
            Err(mistakes) => {
                for mistake in mistakes {
                    let span = place::of_part(self.text, node.span, &text, mistake.start, mistake.end);
                    let mut problem = Problem::at(self.kind, span, mistake.message);
                    problem.help = mistake.help;
                    self.problems.push(problem);
                }
                None
            }
        }
    }

    /// Says what is wrong with an id: kebab-case, not too long.
    pub(super) fn check_id(&mut self, id: &str, at: Span) {
        if let Some(wrong) = wrong_id(id) {
            self.report_with_help(at, format!("`{id}` is no id: {wrong}"), "ids are like state-on-spot");
        }
    }
}

/// What is wrong with an id, if anything is.
pub(super) fn wrong_id(id: &str) -> Option<&'static str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if id.len() > LONGEST_ID {
        Some("it is longer than 56 characters")
    } else if !id.starts_with(|first: char| first.is_ascii_lowercase()) {
        Some("it does not begin with a small letter")
    } else if !id.split('-').all(|part| !part.is_empty() && part.bytes().all(is_plain)) {
        Some("it is not of small letters, digits and single dashes")
    } else {
        None
    }
}
