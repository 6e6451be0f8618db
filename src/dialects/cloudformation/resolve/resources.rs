//! The resources of a template, each with its properties worked out and how many there are of it.

use std::borrow::Cow;
use std::collections::HashMap;

use smol_str::SmolStr;

use super::super::resolved::ResolvedResource;
use super::evaluate::settled;
use super::macros::is_rain;
use super::scope::{Scope, unknown};
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::tree::{Choice, Content, Key, Map, Node, Number};
use crate::values::body;
use crate::values::choices::{Reach, choose, restricted};
use crate::values::read;
use crate::values::ways::made_of;

impl Scope<'_> {
    /// The resources in the order they are written.
    pub(crate) fn resources(&self) -> Vec<ResolvedResource> {
        let mut resources: Vec<ResolvedResource> = Vec::new();
        match self.root.get("Resources") {
            Some(Node { content: Content::Map(map), .. }) => {
                self.each_resource(map, &mut |key, node| resources.extend(self.in_all_branches(key, node)));
            }
            Some(other) if settled(other).is_null() => {
                self.tell(other.span, "this template has no resources", "remove it, or write what it deploys");
            }
            Some(other) => {
                let message = "the resources of this template are no map, so they are not read";
                self.tell(other.span, message, "write each resource under its logical id");
            }
            None => {}
        }
        // Of an id that is written twice the last holds, and the parser told of it.
        let last: HashMap<SmolStr, usize> =
            resources.iter().enumerate().map(|(place, resource)| (resource.id.clone(), place)).collect();
        let mut place = 0..;
        resources.retain(|resource| place.next() == last.get(&resource.id).copied());
        resources
    }

    /// A resource of which what it is, or whether it is there, may differ between variants.
    fn in_all_branches(&self, key: &Key, node: &Node) -> Option<ResolvedResource> {
        let Content::Choice(choice) = &node.content else { return self.resolved(key, node) };
        let is_nothing = |option: &Node| {
            option.is_null() || matches!(option.content, Content::Plain(_)) && settled(option).is_null()
        };
        let branch = |option: &Node| if is_nothing(option) { None } else { self.in_all_branches(key, option) };
        let branches: Vec<Option<ResolvedResource>> = choice.options.iter().map(branch).collect();
        let first = branches.iter().flatten().next()?;
        if branches.iter().flatten().any(|other| other.kind != first.kind) {
            let message =
                format!("{} is of another type in another {}, so it is not read", key.text, choice.switch.key);
            self.tell(key.span, message, "give resources of different types different ids");
            return None;
        }
        let bodies = branches.iter().map(|branch| branch.as_ref().unwrap_or(first).body.clone()).collect();
        let none = || Fact::written(Value::Number(0.0), key.span);
        let numbers: Vec<Fact> =
            branches.iter().map(|branch| branch.as_ref().map_or_else(none, |own| own.instances.clone())).collect();
        let is_first = |number: &Fact| number.value == first.instances.value;
        let instances = if numbers.iter().all(is_first) {
            first.instances.clone()
        } else {
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options: numbers }), key.span)
        };
        Some(ResolvedResource { body: choose(&choice.switch, bodies, node.span), instances, ..first.clone() })
    }

    fn resolved(&self, key: &Key, node: &Node) -> Option<ResolvedResource> {
        let kind = body::at(node, &["Type"]);
        let Some((header, kind)) = kind.and_then(|kind| Some((kind.span, self.filled_text(&kind)?))) else {
            // Of what is not known at all, and of modules, it was told why.
            let is_told = node.get("Type").is_some_and(is_rain) || matches!(node.content, Content::Unknown(_));
            if !is_told {
                let help = "every resource has a `Type`, such as `AWS::Lambda::Function`";
                self.tell(key.span, format!("the resource {} has no type, so it is not read", key.text), help);
            }
            return None;
        };
        let nothing = || Node::new(Content::Map(Map::default()), node.span);
        let with_globals = self.globals.properties(&kind, node, &mut self.problems.borrow_mut());
        let written = with_globals.map(Cow::Owned).or_else(|| body::at(node, &["Properties"]));
        let mut properties = match written.map(|properties| self.value(&properties)) {
            None | Some(Node { content: Content::Null, .. }) => nothing(),
            Some(map @ Node { content: Content::Map(_) | Content::Unknown(_) | Content::Choice(_), .. }) => map,
            Some(other) => {
                let message = format!("the properties of {} are no map, so they are not read", key.text);
                self.tell(other.span, message, "write each property under its name");
                unknown("the properties are no map", other.span)
            }
        };
        self.globals.mark(&kind, &mut properties);
        self.open_named(&kind, &mut properties);
        let condition = body::at(node, &["Condition"]).map(|condition| self.condition_of(&condition, condition.span));
        // Where it is not there, nothing that is written of it matters.
        if let Some(Node { content: Content::Choice(choice), .. }) = &condition {
            let mut there = (0..choice.options.len())
                .filter(|&branch| choice.options.get(branch).and_then(Node::as_bool) != Some(false));
            if let (Some(only), None) = (there.next(), there.next()) {
                properties = restricted(properties, &choice.switch.key, only);
            }
        }
        let instances = match condition {
            Some(condition) => read::fact(&number_of(condition), read::number),
            None => Fact::new(Value::Number(1.0), Known::Defaulted, key.span),
        };
        Some(ResolvedResource {
            id: key.text.clone(),
            kind,
            body: properties,
            metadata: body::at(node, &["Metadata"]).map(|node| self.value(&node)),
            name_span: key.span,
            header,
            span: key.span.join(node.span),
            instances,
        })
    }

    /// The tags that the stack puts on all its resources, in each way that it is deployed.
    pub(super) fn stack_tags(&self) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for (key, _) in self.given.deployments.iter().flat_map(|deployment| &deployment.tags) {
            if tags.iter().any(|tag| tag.key == key.text) {
                continue;
            }
            let value = self.by_deployment(key.span, &|deployment| {
                let own = deployment.tags.iter().rev().find(|(own, _)| own.text == key.text);
                own.map_or_else(|| Node::new(Content::Null, key.span), |(_, node)| settled(node))
            });
            let value = read::fact(&value, read::text);
            tags.push(Tag { key: key.text.clone(), value, scope: TagScope::Inherited });
        }
        tags
    }
}

/// How many there are of what is there on a condition.
fn number_of(condition: Node) -> Node {
    let span = condition.span;
    super::evaluate::lifted(&[condition], Reach::Top, span, &mut |condition| match condition {
        [Node { content: Content::Bool(yes), .. }] => {
            let (value, raw) = if *yes { (1.0, "1") } else { (0.0, "0") };
            made_of(Node::new(Content::Number(Number { value, raw: raw.into() }), span), condition.iter())
        }
        _ => condition.first().cloned().unwrap_or_else(|| Node::new(Content::Null, span)),
    })
}
