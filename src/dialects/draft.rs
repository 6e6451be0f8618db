//! A resource in the making: what its body says, put into the words of the model. Each dialect adds how it refers.

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Link, Relation, Resource, Target};
use crate::model::source::Span;
use crate::model::tree::{Node, Unknown};
use crate::values::read::{self, Reader};
use crate::values::{body, cases, readers};

/// A resource in the making, and where its dialect found it.
pub(crate) struct Draft<'a, Here> {
    /// What the dialect knows of the place: its unit, and what stands beside it.
    pub(crate) here: Here,
    /// What it is read from.
    pub(crate) body: &'a Node,
    /// Its name's token: where a fact would be written that is absent.
    pub(crate) name_span: Span,
    /// Its type and name: where a fact stands that its type says by itself.
    pub(crate) header: Span,
    /// What was made of it so far.
    pub(crate) resource: Resource,
}

impl<'a, Here> Draft<'a, Here> {
    /// What stands at a path of the body.
    pub(crate) fn at(&self, path: &[&str]) -> Option<Cow<'a, Node>> {
        body::at(self.body, path).filter(|node| !node.is_null())
    }

    /// Reads what stands at a path of the body; absent where nothing does.
    pub(crate) fn read(&self, path: &[&str], reader: Reader) -> Fact {
        body::read(self.body, path, reader, self.name_span)
    }

    /// Sets a fact from what stands at a path, where something does.
    pub(crate) fn fact(&mut self, name: &'static str, path: &[&str], reader: Reader) {
        if let Some(node) = self.at(path) {
            self.set(name, read::fact(&node, reader));
        }
    }

    /// Sets a fact from what stands at a path; where nothing does, the default holds.
    pub(crate) fn fact_or(&mut self, name: &'static str, path: &[&str], reader: Reader, default: Value) {
        let fact = body::or_default(self.read(path, reader), &default);
        self.set(name, fact);
    }

    /// Sets a fact from the first of several paths at which something stands.
    pub(crate) fn first_fact(&mut self, name: &'static str, paths: &[&[&str]], reader: Reader) {
        if let Some(path) = paths.iter().find(|path| self.at(path).is_some()) {
            self.fact(name, path, reader);
        }
    }

    /// Sets the start-up script from the first of several paths at which one stands.
    pub(crate) fn script(&mut self, paths: &[&[&str]], reader: Reader) {
        if let Some(node) = paths.iter().find_map(|path| self.at(path)) {
            let fact = read::fact(&readers::outlined(&node), reader);
            self.set("start_script", fact);
        }
    }

    /// Sets a fact.
    pub(crate) fn set(&mut self, name: &'static str, fact: Fact) {
        self.resource.facts.set(name, fact);
    }

    /// Sets a fact that may not be there.
    pub(crate) fn set_some(&mut self, name: &'static str, fact: Option<Fact>) {
        if let Some(fact) = fact {
            self.set(name, fact);
        }
    }

    /// Sets all facts of a set.
    pub(crate) fn set_all(&mut self, facts: &Facts) {
        for (name, fact) in facts.iter() {
            self.set(name, fact.clone());
        }
    }

    /// Sets a fact that the resource's type says by itself.
    pub(crate) fn is(&mut self, name: &'static str, value: Value) {
        self.set(name, Fact::written(value, self.header));
    }

    /// Sets a fact that holds because nothing else is written.
    pub(crate) fn defaults(&mut self, name: &'static str, value: Value) {
        self.set(name, self.default_fact(value));
    }

    /// A fact that holds because nothing else is written.
    pub(crate) fn default_fact(&self, value: Value) -> Fact {
        Fact::new(value, Known::Defaulted, self.name_span)
    }

    /// Lends a fact to what is linked.
    pub(crate) fn lend(&mut self, name: &'static str, fact: Fact) {
        self.resource.lends.set(name, fact);
    }

    /// Lends some of its own facts to what is linked.
    pub(crate) fn lend_own(&mut self, names: &[&'static str]) {
        for name in names {
            if let Some(fact) = self.resource.facts.get(name).cloned() {
                self.lend(name, fact);
            }
        }
    }

    /// Lends every fact of its own.
    pub(crate) fn lend_everything(&mut self) {
        self.resource.lends = self.resource.facts.clone();
    }

    /// Ties it to a target, once.
    pub(crate) fn link_target(&mut self, relation: Relation, target: Target, span: Span) {
        self.link_to(Link::new(relation, target, span));
    }

    /// Ties it by a link, once.
    pub(crate) fn link_to(&mut self, link: Link) {
        let is_the_same =
            |known: &Link| known.relation == link.relation && known.target == link.target && known.which == link.which;
        if !self.resource.links.iter().any(is_the_same) {
            self.resource.links.push(link);
        }
    }

    /// Ties it to something that is not known.
    pub(crate) fn link_unknown(&mut self, relation: Relation, reason: &'static str) {
        let target = Target::Unknown(Unknown::because(SmolStr::new_static(reason)));
        self.link_target(relation, target, self.name_span);
    }

    /// Whether one block may run as many instances, by its nature or by what it says.
    fn scales_by_itself(&self) -> bool {
        let facts = &self.resource.facts;
        let functions = ["aws-lambda", "gcp-cloud-functions", "gcp-cloud-functions-1", "azure-functions"];
        facts.is_true("group")
            || ["scale_min", "scale_max", "scaler"].iter().any(|name| facts.get(name).is_some())
            || self.resource.service.is_some_and(|service| functions.contains(&service))
    }

    /// Sets how many run, of how many are declared of its block and what it says itself.
    pub(crate) fn count(&mut self, declared: &Fact) {
        let counted = declared.known != Known::Defaulted || !self.scales_by_itself();
        let own = self.resource.facts.remove("instances");
        let own = own.map(|own| cases::none_where_there_are_none(own, declared));
        self.set_some("instances", own.or_else(|| counted.then(|| declared.clone())));
    }

    /// Sets what it is, of what has no name of its own here: its cloud knows it by another than its label.
    pub(crate) fn call_by_label(&mut self, label: SmolStr) {
        self.call(label);
        if let Some(name) = self.resource.facts.remove("name") {
            self.set("name", name.known_at_best(Known::Defaulted));
        }
    }

    /// Sets what it is: its type, its dialect and the name that its cloud knows it by.
    pub(crate) fn call(&mut self, name: SmolStr) {
        self.is("kind", Value::Text(self.resource.kind.clone()));
        self.is("dialect", Value::Text(SmolStr::new_static(self.resource.dialect)));
        self.set("name", Fact::written(Value::Text(name), self.name_span));
    }
}
