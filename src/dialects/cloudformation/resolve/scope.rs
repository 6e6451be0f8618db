//! A template being worked out: what it declares, what it is given, and what was found wrong with it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::beside::Beside;
use super::budget::{Budget, MOST_MADE};
use super::conditions::Conditions;
use super::given::Given;
use super::globals::Globals;
use super::is_sam;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Map, MapEntry, Node, Switch, Unknown};

/// A template being worked out: its parameters, mappings, conditions, resources.
pub(crate) struct Scope<'t> {
    pub(super) root: &'t Node,
    pub(super) given: &'t Given,
    /// What leads to the files beside it, where these are read.
    pub(super) beside: Option<Beside<'t>>,
    /// A file that stands beside it is being worked out.
    pub(super) is_including: Cell<bool>,
    pub(super) budget: Budget,
    /// The parameters that are declared, by name.
    pub(super) parameters: HashMap<&'t str, &'t MapEntry>,
    /// The mappings that are declared, by name.
    pub(super) mappings: HashMap<&'t str, &'t Map>,
    /// The conditions that are declared, found when the first is asked for: a loop may declare some.
    pub(super) conditions: OnceCell<Conditions<'t>>,
    /// Where each resource is declared, by logical id.
    pub(super) ids: HashMap<&'t str, Span>,
    /// Those that loops make, found when the first is asked for.
    made: RefCell<Option<HashMap<SmolStr, Span>>>,
    /// The loop at which there were as many as are read.
    pub(super) full_at: Cell<Option<Span>>,
    /// Values of parameters that were worked out.
    pub(super) values: RefCell<HashMap<SmolStr, Node>>,
    /// Switches over the keys of mappings, by what is asked.
    pub(super) asked: RefCell<HashMap<SmolStr, Arc<Switch>>>,
    /// The loops that are gone through: names and what each stands for, the innermost last.
    pub(super) loops: RefCell<Vec<(SmolStr, Node)>>,
    /// Macros may change the template; what is missing in it may come from them.
    pub(super) has_macros: bool,
    /// Whether the SAM transform reads it.
    pub(super) is_sam: bool,
    /// What SAM gives to every resource of a type.
    pub(super) globals: Globals<'t>,
    pub(super) problems: RefCell<Vec<Problem>>,
    told: RefCell<HashSet<String>>,
}

impl<'t> Scope<'t> {
    /// A template of which nothing was worked out yet.
    pub(crate) fn new(root: &'t Node, given: &'t Given) -> Self {
        let mut problems = Vec::new();
        let is_sam = is_sam(root);
        let globals = if is_sam { Globals::of(root, &mut problems) } else { Globals::default() };
        let mut scope = Self {
            root,
            given,
            beside: None,
            is_including: Cell::default(),
            budget: Budget::default(),
            parameters: section(root, "Parameters").map(|entry| (entry.key.text.as_str(), entry)).collect(),
            mappings: section(root, "Mappings")
                .filter_map(|entry| Some((entry.key.text.as_str(), entry.value.as_map()?)))
                .collect(),
            conditions: OnceCell::new(),
            ids: section(root, "Resources").map(|entry| (entry.key.text.as_str(), entry.key.span)).collect(),
            made: RefCell::default(),
            full_at: Cell::default(),
            values: RefCell::default(),
            asked: RefCell::default(),
            loops: RefCell::default(),
            has_macros: false,
            is_sam,
            globals,
            problems: RefCell::new(problems),
            told: RefCell::default(),
        };
        scope.has_macros = scope.tell_of_macros();
        scope
    }

    /// What was found wrong so far.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.borrow().clone();
        if let Some(span) = self.full_at.get() {
            let message = format!(
                "the loops of this template make more than {MOST_MADE} resources, and no more of them are read"
            );
            let help = "let them go through less, or split the template: a stack holds at most 500 resources";
            problems.push(Problem::at(ProblemKind::Limit, span, message).help(help));
        }
        if let Some(complaint) = self.budget.complaint() {
            problems.push(Problem::at(ProblemKind::Limit, self.root.span, complaint));
        }
        problems
    }

    /// Tells what is wrong at a place, once for all places where it is.
    pub(super) fn tell(&self, span: Span, message: impl Into<String>, help: &str) {
        let message = message.into();
        if self.told.borrow_mut().insert(message.clone()) {
            self.problems.borrow_mut().push(Problem::at(ProblemKind::Unresolvable, span, message).help(help));
        }
    }

    /// Where a resource is declared.
    pub(super) fn declared(&self, id: &str) -> Option<Span> {
        if let Some(span) = self.ids.get(id) {
            return Some(*span);
        }
        if self.made.borrow().is_none() {
            // What a loop goes through is worked out without knowing the resources that loops make.
            *self.made.borrow_mut() = Some(HashMap::new());
            let mut made = HashMap::new();
            if let Some(resources) = self.root.get("Resources").and_then(Node::as_map) {
                self.each_resource(resources, &mut |key, _| {
                    made.insert(key.text.clone(), key.span);
                });
            }
            *self.made.borrow_mut() = Some(made);
        }
        self.made.borrow().as_ref().and_then(|made| made.get(id).copied())
    }
}

/// The entries of a section of a template.
pub(super) fn section<'t>(root: &'t Node, name: &str) -> impl Iterator<Item = &'t MapEntry> {
    root.get(name).and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default().iter()
}

/// An unknown of which only the reason is known.
pub(super) fn unknown(reason: impl Into<SmolStr>, span: Span) -> Node {
    Node::unknown(Unknown::because(reason), span)
}

/// An unknown of which it is known that it is there.
pub(super) fn present(reason: impl Into<SmolStr>, span: Span) -> Node {
    Node::unknown(Unknown { not_null: true, ..Unknown::because(reason) }, span)
}
