//! A resource in the making: what its block says, put into the words of the model.

use std::borrow::Cow;

use smol_str::SmolStr;

use super::super::DIALECT;
use super::refer::{Unit, cloud_name};
use super::{Row, tags};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Link, Relation, Resource, Role, Target};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Step, Unknown};
use crate::values::read::{self, Reader};
use crate::values::{body, cases, readers};

/// A resource in the making.
pub(super) struct Draft<'a> {
    /// The unit it stands in.
    pub(super) unit: &'a Unit<'a>,
    /// The block it is read from.
    pub(super) block: &'a ResolvedBlock,
    /// What was made of it so far.
    pub(super) resource: Resource,
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
        };
        Self { unit, block, resource }
    }

    /// What stands at a path of the body.
    pub(super) fn at(&self, path: &[&str]) -> Option<Cow<'a, Node>> {
        let block = self.block;
        body::at(&block.body, path).filter(|node| !node.is_null())
    }

    /// Reads what stands at a path of the body; absent where nothing does.
    pub(super) fn read(&self, path: &[&str], reader: Reader) -> Fact {
        body::read(&self.block.body, path, reader, self.block.name_span)
    }

    /// Sets a fact from what stands at a path, where something does.
    pub(super) fn fact(&mut self, name: &'static str, path: &[&str], reader: Reader) {
        if let Some(node) = body::at(&self.block.body, path) {
            self.set(name, read::fact(&node, reader));
        }
    }

    /// Sets a fact from what stands at a path; where nothing does, the default holds.
    pub(super) fn fact_or(&mut self, name: &'static str, path: &[&str], reader: Reader, default: Value) {
        let fact = body::or_default(self.read(path, reader), &default);
        self.set(name, fact);
    }

    /// Sets a fact from the first of several paths at which something stands.
    pub(super) fn first_fact(&mut self, name: &'static str, paths: &[&[&str]], reader: Reader) {
        if let Some(path) = paths.iter().find(|path| self.at(path).is_some()) {
            self.fact(name, path, reader);
        }
    }

    /// Sets the start-up script from the first of several paths at which one stands.
    pub(super) fn script(&mut self, paths: &[&[&str]], reader: Reader) {
        if let Some(node) = paths.iter().find_map(|path| self.at(path)) {
            let fact = read::fact(&readers::outlined(&node), reader);
            self.set("start_script", fact);
        }
    }

    /// Sets a fact.
    pub(super) fn set(&mut self, name: &'static str, fact: Fact) {
        self.resource.facts.set(name, fact);
    }

    /// Sets a fact that may not be there.
    pub(super) fn set_some(&mut self, name: &'static str, fact: Option<Fact>) {
        if let Some(fact) = fact {
            self.set(name, fact);
        }
    }

    /// Sets all facts of a set.
    pub(super) fn set_all(&mut self, facts: &Facts) {
        for (name, fact) in facts.iter() {
            self.set(name, fact.clone());
        }
    }

    /// Sets a fact that the resource's type says by itself.
    pub(super) fn is(&mut self, name: &'static str, value: Value) {
        self.set(name, Fact::written(value, self.block.header));
    }

    /// Sets a fact that holds because nothing else is written.
    pub(super) fn defaults(&mut self, name: &'static str, value: Value) {
        self.set(name, self.default_fact(value));
    }

    /// A fact that holds because nothing else is written.
    pub(super) fn default_fact(&self, value: Value) -> Fact {
        Fact::new(value, Known::Defaulted, self.block.name_span)
    }

    /// Lends a fact to what is linked.
    pub(super) fn lend(&mut self, name: &'static str, fact: Fact) {
        self.resource.lends.set(name, fact);
    }

    /// Lends some of its own facts to what is linked.
    pub(super) fn lend_own(&mut self, names: &[&'static str]) {
        for name in names {
            if let Some(fact) = self.resource.facts.get(name).cloned() {
                self.lend(name, fact);
            }
        }
    }

    /// Lends every fact of its own.
    pub(super) fn lend_everything(&mut self) {
        self.resource.lends = self.resource.facts.clone();
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
        let Some(target) = self.unit.target(node, &self.block.address, kinds) else { return false };
        self.link_target(relation, target, node.span);
        true
    }

    /// Ties it to a target, once.
    pub(super) fn link_target(&mut self, relation: Relation, target: Target, span: Span) {
        let known = |link: &Link| link.relation == relation && link.target == target;
        if !self.resource.links.iter().any(known) {
            self.resource.links.push(Link { relation, target, span });
        }
    }

    /// Ties it to something that is not known.
    pub(super) fn link_unknown(&mut self, relation: Relation, reason: &'static str) {
        let target = Target::Unknown(Unknown::because(SmolStr::new_static(reason)));
        self.link_target(relation, target, self.block.name_span);
    }

    /// What a value refers to.
    pub(super) fn target(&self, node: &Node, kinds: &'static [&'static str]) -> Option<Target> {
        self.unit.target(node, &self.block.address, kinds)
    }

    /// The block that an argument refers to, where the unit holds it.
    pub(super) fn referred(&self, path: &[&str], kinds: &'static [&'static str]) -> Option<&'a ResolvedBlock> {
        self.unit.referred(self.at(path)?.as_ref(), &self.block.address, kinds)
    }

    /// Reads an argument of another block of the unit, to which an argument here refers.
    pub(super) fn read_there(&self, here: &Node, there: &ResolvedBlock, path: &[&str], reader: Reader) -> Fact {
        let mut fact = body::read(&there.body, path, reader, there.name_span);
        let step = Step { span: fact.at, name: there.address.clone() };
        fact.at = here.span;
        fact.through(step)
    }

    /// The name of what a value refers to, as a fact; a reference to a resource is known by that resource's name.
    pub(super) fn name_fact(&self, node: &Node, kinds: &'static [&'static str]) -> Fact {
        let fact = read::fact(node, read::text);
        let Some(name) = self.target(node, kinds).and_then(|target| self.unit.name_of(&target)) else {
            return refers_elsewhere(fact, node);
        };
        match fact.value {
            Value::Unknown(_) | Value::Text(_) => Fact { value: Value::Text(name), ..fact },
            _ => fact,
        }
    }

    /// Whether one block may run as many instances, by its nature or by what it says.
    fn scales_by_itself(&self) -> bool {
        let facts = &self.resource.facts;
        let functions = ["aws-lambda", "gcp-cloud-functions", "gcp-cloud-functions-1", "azure-functions"];
        facts.is_true("group")
            || ["scale_min", "scale_max", "scaler"].iter().any(|name| facts.get(name).is_some())
            || self.resource.service.is_some_and(|service| functions.contains(&service))
    }

    /// Finishes the resource.
    pub(super) fn finish(mut self) -> Resource {
        let block = self.block;
        let runs = matches!(self.resource.role, Role::Workload);
        let counted = block.instances.known != Known::Defaulted || !self.scales_by_itself();
        if runs {
            let own = self.resource.facts.remove("instances");
            let own = own.map(|own| cases::none_where_there_are_none(own, &block.instances));
            self.set_some("instances", own.or_else(|| counted.then(|| block.instances.clone())));
        }
        let name = cloud_name(block).unwrap_or_else(|| block.name.clone());
        self.is("kind", Value::Text(block.kind.clone()));
        self.is("dialect", Value::Text(SmolStr::new_static(DIALECT)));
        self.set("name", Fact::written(Value::Text(name), block.name_span));
        if self.unit.has_none_of(block) {
            self.resource.role = Role::Disabled;
            self.resource.lends = Facts::new();
            if !runs {
                self.resource.links.clear();
            }
        } else if runs && self.unit.resolved.is_library {
            self.resource.role = Role::Definition;
        }
        self.resource.lends = cases::where_there_are(self.resource.lends, &block.instances);
        self.resource
    }
}

/// A reference to something that is no resource of these types is known to be set, even where its value is not.
fn refers_elsewhere(mut fact: Fact, node: &Node) -> Fact {
    let refers = matches!(&node.content, Content::Unknown(unknown) if unknown.refers.is_some());
    if let (true, Value::Unknown(unknown)) = (refers, &mut fact.value) {
        unknown.not_null = true;
    }
    fact
}
