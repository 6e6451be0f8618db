//! The resources of a template, each with its properties worked out and how many there are of it.

use std::borrow::Cow;

use super::super::resolved::ResolvedResource;
use super::evaluate::settled;
use super::scope::Scope;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::tree::{Content, Key, Map, Node, Number};
use crate::values::body;
use crate::values::choices::{Reach, restricted};
use crate::values::read;
use crate::values::ways::made_of;

impl Scope<'_> {
    /// The resources in the order they are written.
    pub(crate) fn resources(&self) -> Vec<ResolvedResource> {
        let mut resources = Vec::new();
        if let Some(map) = self.root.get("Resources").and_then(Node::as_map) {
            self.each_entry(map, &mut |key, node| resources.extend(self.resolved(key, node)));
        }
        resources
    }

    fn resolved(&self, key: &Key, node: &Node) -> Option<ResolvedResource> {
        let kind = body::at(node, &["Type"])?;
        let nothing = || Node::new(Content::Map(Map::default()), node.span);
        let kind_text = self.filled_text(&kind)?;
        let with_globals = self.globals.properties(&kind_text, node, &mut self.problems.borrow_mut());
        let written = with_globals.map(Cow::Owned).or_else(|| body::at(node, &["Properties"]));
        let mut properties = written.map_or_else(nothing, |node| self.value(&node));
        self.globals.mark(&kind_text, &mut properties);
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
            kind: kind_text,
            body: properties,
            metadata: body::at(node, &["Metadata"]).map(|node| self.value(&node)),
            name_span: key.span,
            header: kind.span,
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
