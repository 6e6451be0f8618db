//! A resource in the making: what its block says, put into the words of the model.

use super::super::DIALECT;
use super::refer::{Unit, addresses, cloud_name};
use super::which::Tie;
use super::{Row, tags};
use crate::dialects::draft;
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::{Link, Relation, Resource, Role, Target};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Step, Switch, SwitchKind};
use crate::values::read::{self, Reader};
use crate::values::{body, cases, lists};

/// A resource in the making, read from a block.
pub(super) type Draft<'a> = draft::Draft<'a, Here<'a>>;

/// Where a block stands.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    /// The unit it stands in.
    pub(super) unit: &'a Unit<'a>,
    /// The block itself.
    pub(super) block: &'a ResolvedBlock,
}

impl<'a> Draft<'a> {
    /// A resource of which only its address and its row of the table are known.
    pub(super) fn new(unit: &'a Unit<'a>, block: &'a ResolvedBlock, row: &Row) -> Self {
        let resource = Resource {
            unit: unit.path.clone(),
            local: block.address.clone(),
            dialect: DIALECT,
            kind: block.kind.clone(),
            name: block.name.clone(),
            role: row.role,
            service: row.service,
            name_span: block.name_span,
            span: block.span,
            namespace: None,
            labels: Vec::new(),
            facts: Facts::new(),
            lends: Facts::new(),
            tags: tags::of(block),
            links: Vec::new(),
            suppressions: Vec::new(),
            calls: block.calls.clone(),
        };
        Self {
            here: Here { unit, block },
            body: &block.body,
            name_span: block.name_span,
            header: block.header,
            resource,
        }
    }

    /// Ties it to what an argument refers to; says whether there is something to tie to.
    pub(super) fn link(&mut self, relation: Relation, path: &[&str], kinds: &'static [&'static str]) -> bool {
        match self.at(path) {
            Some(node) => self.link_node(relation, &node, kinds),
            None => false,
        }
    }

    /// Ties it to what a value refers to; says whether there is something to tie to.
    pub(super) fn link_node(&mut self, relation: Relation, node: &Node, kinds: &'static [&'static str]) -> bool {
        let ties = self.here.unit.ties(node, kinds);
        self.link_ties(relation, ties, node.span)
    }

    /// Ties it to all that a value refers to; says whether there is something to tie to.
    pub(super) fn link_ties(&mut self, relation: Relation, ties: Vec<Tie>, span: Span) -> bool {
        let is_tied = !ties.is_empty();
        for tie in ties {
            let Tie { target, which } = self.here.unit.as_meant_by(self.here.block, tie);
            let link = Link { which, ..Link::new(relation, target, span) };
            self.link_to(link);
        }
        is_tied
    }

    /// What a value refers to.
    pub(super) fn target(&self, node: &Node, kinds: &'static [&'static str]) -> Option<Target> {
        self.here.unit.target(node, kinds)
    }

    /// The block that an argument refers to, where the unit holds it.
    pub(super) fn referred(&self, path: &[&str], kinds: &'static [&'static str]) -> Option<&'a ResolvedBlock> {
        self.here.unit.referred(self.at(path)?.as_ref(), kinds)
    }

    /// Reads an argument of another block of the unit, to which an argument here refers.
    pub(super) fn read_there(&self, here: &Node, there: &ResolvedBlock, path: &[&str], reader: Reader) -> Fact {
        let mut fact = of_its_instance(here, there, body::read(&there.body, path, reader, there.name_span));
        let step = Step { span: fact.at, name: there.address.clone() };
        fact.at = here.span;
        fact.through(step)
    }

    /// The name of what a value refers to, as a fact; a reference to a resource is known by that resource's name.
    pub(super) fn name_fact(&self, node: &Node, kinds: &'static [&'static str]) -> Fact {
        let fact = read::fact(node, read::text);
        let Some(name) = self.target(node, kinds).and_then(|target| self.here.unit.name_of(&target)) else {
            return refers_elsewhere(fact, node);
        };
        match fact.value {
            Value::Unknown(_) | Value::Text(_) => Fact { value: Value::Text(name), ..fact },
            _ => fact,
        }
    }

    /// Finishes the resource.
    pub(super) fn finish(mut self) -> Resource {
        let block = self.here.block;
        let runs = matches!(self.resource.role, Role::Workload);
        if runs {
            self.count(&block.instances);
        }
        match cloud_name(block) {
            Some(name) => self.call(name),
            None => self.call_by_label(block.name.clone()),
        }
        if self.here.unit.has_none_of(block) {
            self.resource.role = Role::Disabled;
            self.resource.lends = Facts::new();
            if !runs {
                self.resource.links.clear();
            }
        } else if runs && self.here.unit.resolved.is_library {
            self.resource.role = Role::Definition;
        }
        self.resource.lends = cases::where_there_are(self.resource.lends, &block.instances);
        self.resource
    }
}

/// A fact of a block, as it is in the instance to which a value refers, by its key or by the name that only it bears.
pub(super) fn of_its_instance(here: &Node, there: &ResolvedBlock, fact: Fact) -> Fact {
    let Value::Choice(own) = &fact.value else { return fact };
    let switch = own.switch.clone();
    if switch.kind != SwitchKind::Instance {
        return fact;
    }
    if let Content::Choice(choice) = &here.content {
        let options: Vec<Fact> =
            choice.options.iter().map(|option| of_its_instance(option, there, fact.clone())).collect();
        return cases::chosen(&choice.switch, options, fact.at);
    }
    let address = addresses(here).find(|address| address.kind == there.kind);
    let by_key = address.and_then(|address| switch.branches.iter().position(|own| address.is_at(own)));
    match by_key.or_else(|| bearing(there, &here.as_text()?, &switch)) {
        Some(branch) => lists::in_branch(fact, &switch, branch),
        None => fact,
    }
}

/// The one branch of a block's instances in which it has a name.
fn bearing(block: &ResolvedBlock, name: &str, switch: &Switch) -> Option<usize> {
    let names = block.body.get("name")?;
    let Content::Choice(choice) = &names.content else { return None };
    let mut bearers = choice.options.iter().enumerate().filter(|(_, option)| option.as_str() == Some(name));
    let (branch, _) = bearers.next()?;
    (*choice.switch == *switch && bearers.next().is_none()).then_some(branch)
}

/// A reference to something that is no resource of these types is known to be set, even where its value is not.
fn refers_elsewhere(mut fact: Fact, node: &Node) -> Fact {
    let refers = matches!(&node.content, Content::Unknown(unknown) if unknown.refers.is_some());
    if let (true, Value::Unknown(unknown)) = (refers, &mut fact.value) {
        unknown.not_null = true;
    }
    fact
}
