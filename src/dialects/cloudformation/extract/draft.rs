//! A resource in the making, read from a template.

use std::sync::Arc;

use smol_str::SmolStr;

use super::refer::{Unit, cloud_name};
use super::{Row, suppressions, tags};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::dialects::draft;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::{Relation, Resource, Role};
use crate::model::tree::{Content, MapEntry, Node, Step};
use crate::values::read::{self, Reader};
use crate::values::{body, cases};

/// A resource in the making, read from a template.
pub(super) type Draft<'a> = draft::Draft<'a, Here<'a>>;

/// Where a resource stands.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    /// The template it stands in.
    pub(super) unit: &'a Unit<'a>,
    /// What is written of it.
    pub(super) resolved: &'a ResolvedResource,
}

/// A resource of which only its id and its row of the table are known.
pub(super) fn new<'a>(unit: &'a Unit<'a>, resolved: &'a ResolvedResource, row: &Row) -> Draft<'a> {
    let resource = Resource {
        unit: unit.path.clone(),
        local: resolved.id.clone(),
        dialect: unit.template.dialect,
        kind: resolved.kind.clone(),
        name: resolved.id.clone(),
        role: row.role,
        service: row.service,
        name_span: resolved.name_span,
        span: resolved.span,
        namespace: None,
        labels: Vec::new(),
        facts: Facts::new(),
        lends: Facts::new(),
        tags: tags::of(resolved, unit.template),
        links: Vec::new(),
        suppressions: suppressions::of(resolved),
        calls: Arc::default(),
    };
    Draft {
        here: Here { unit, resolved },
        body: &resolved.body,
        name_span: resolved.name_span,
        header: resolved.header,
        resource,
    }
}

/// A part of a resource that is a companion by itself: an operation of an API.
pub(super) fn part<'a>(
    unit: &'a Unit<'a>,
    resolved: &'a ResolvedResource,
    row: &Row,
    local: SmolStr,
    entry: &MapEntry,
) -> Draft<'a> {
    let mut draft = new(unit, resolved, row);
    let at = entry.key.span;
    (draft.name_span, draft.header) = (at, at);
    draft.resource.role = Role::Companion;
    (draft.resource.local, draft.resource.name) = (local.clone(), local);
    (draft.resource.name_span, draft.resource.span) = (at, at.join(entry.value.span));
    draft
}

impl<'a> draft::Draft<'a, Here<'a>> {
    /// Ties it to what a property refers to; says whether there is something to tie to.
    pub(super) fn link(&mut self, relation: Relation, path: &[&str], kinds: &'static [&'static str]) -> bool {
        match self.at(path) {
            Some(node) => self.link_node(relation, &node, kinds),
            None => false,
        }
    }

    /// Ties it to what a value refers to; says whether there is something to tie to.
    pub(super) fn link_node(&mut self, relation: Relation, node: &Node, kinds: &'static [&'static str]) -> bool {
        let Some(target) = self.here.unit.target(node, kinds) else { return false };
        self.link_target(relation, target, node.span);
        true
    }

    /// The resource that a property refers to, where the template holds it.
    pub(super) fn referred(&self, path: &[&str], kinds: &'static [&'static str]) -> Option<&'a ResolvedResource> {
        self.here.unit.referred(self.at(path)?.as_ref(), kinds)
    }

    /// Reads a property of another resource of the template, to which a property here refers.
    pub(super) fn read_there(&self, here: &Node, there: &ResolvedResource, path: &[&str], reader: Reader) -> Fact {
        let mut fact = body::read(&there.body, path, reader, there.name_span);
        let step = Step { span: fact.at, name: there.id.clone() };
        fact.at = here.span;
        fact.through(step)
    }

    /// The name of what a value refers to, as a fact; a reference to a resource is known by that resource's name.
    pub(super) fn name_fact(&self, node: &Node, kinds: &'static [&'static str]) -> Fact {
        let fact = read::fact(node, read::text);
        let name = self.here.unit.target(node, kinds).and_then(|target| self.here.unit.name_of(&target));
        match (name, fact.value) {
            (Some(name), Value::Unknown(_) | Value::Text(_)) => Fact { value: Value::Text(name), ..fact },
            (None, Value::Unknown(mut unknown)) => {
                // A reference to something else is known to be set, even where its value is not.
                unknown.not_null |= matches!(&node.content, Content::Unknown(unknown) if unknown.refers.is_some());
                Fact { value: Value::Unknown(unknown), ..fact }
            }
            (_, value) => Fact { value, ..fact },
        }
    }

    /// Finishes the resource.
    pub(super) fn finish(mut self) -> Resource {
        let resolved = self.here.resolved;
        if self.resource.role == Role::Workload {
            self.count(&resolved.instances);
        }
        match cloud_name(resolved) {
            Some(name) => self.call(name),
            None => self.call_by_label(resolved.id.clone()),
        }
        if resolved.instances.as_number() == Some(0.0) {
            self.resource.role = Role::Disabled;
            self.resource.lends = Facts::new();
        }
        self.resource.lends = cases::where_there_are(self.resource.lends, &resolved.instances);
        self.resource
    }
}
