//! Data sources: most are known when they are run; some say nothing but what is written beside them.

use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use super::choices::{lifted, unknown_among};
use super::scope::{Frame, Scope};
use super::traverse::refers;
use super::value::{Fault, Outcome, settled, text, to_text};
use super::walk::{root_name, second_name, traversals};
use super::ways::{made_of, through};
use crate::model::expression::TraversalStep;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node};
use crate::values::body::items;
use crate::values::choices::Reach;

impl Scope<'_> {
    /// What a data source, or an attribute of one, says: `steps` are those behind its type.
    pub(super) fn of_data(&self, kind: &SmolStr, steps: &[TraversalStep], span: Span) -> Outcome {
        let Some((TraversalStep::Attribute(name), steps)) = steps.split_first() else {
            return Ok(when_run(&format_smolstr!("data.{kind}"), span));
        };
        let address = format_smolstr!("data.{kind}.{}", name.text);
        let Some(body) = self.declared.data.get(&address) else { return Ok(when_run(&address, span)) };
        let attribute = steps.iter().find_map(|step| match step {
            TraversalStep::Attribute(name) => Some(name.text.as_str()),
            _ => None,
        });
        let known = match (kind.as_str(), attribute) {
            ("template_file", Some("rendered")) => {
                self.value(&address, span, || settled(self.rendered(&address, body, span), span))
            }
            ("local_file", Some("content")) => self.value(&address, span, || settled(self.content(body, span), span)),
            ("aws_iam_policy_document", Some("json" | "minified_json")) => {
                self.value(&address, span, || self.policy(body, span))
            }
            _ => {
                let to = self.looked_up(kind, body).unwrap_or_else(|| self.absolute(&address));
                return Ok(refers(format_smolstr!("{address} is read when it is run"), to, span));
            }
        };
        Ok(through(&known, &address, false, span))
    }

    /// The old way to fill in a template.
    fn rendered(&self, address: &SmolStr, body: &Map, span: Span) -> Outcome {
        let frame = Frame::default();
        let of = |name: &str| body.get(name).map(|node| self.evaluate(node, &frame)).transpose();
        let template = of("template")?.ok_or_else(|| Fault::wrong(format_smolstr!("{address} has no template")))?;
        let vars = of("vars")?.unwrap_or_else(|| Node::new(Content::Map(Map::default()), span));
        lifted(&[template, vars], Reach::Top, span, &mut |parts| {
            let [template, vars] = parts else { return Err(Fault::wrong("the template here is not there")) };
            if let Some(unknown) = unknown_among(std::slice::from_ref(template), Reach::Top, span) {
                return Ok(unknown);
            }
            let written = to_text(template).ok_or_else(|| Fault::wrong("the template here is no text"))?;
            Ok(made_of(self.filled(&written, vars, address, span)?, parts.iter()))
        })
    }

    /// A policy that is written in blocks, in the shape that it has as JSON: what it allows or denies, and on what.
    fn policy(&self, body: &Map, span: Span) -> Node {
        let body = self.body(body, &Frame::default());
        let mut statements = Vec::new();
        for name in ["source_policy_documents", "override_policy_documents"] {
            let documents = body.get(name).map(Node::items).unwrap_or_default();
            statements.extend(documents.iter().filter_map(|one| one.get("Statement")).flat_map(Node::items).cloned());
        }
        let blocks = body.get("statement").map(items).unwrap_or_default();
        statements.extend(blocks.into_iter().map(|block| {
            let allow = || text("Allow", block.span);
            let effect = block.get("effect").filter(|effect| !effect.is_null()).cloned().unwrap_or_else(allow);
            let on = |argument: &str| block.get(argument).cloned();
            let parts = [("Effect", Some(effect)), ("Action", on("actions")), ("Resource", on("resources"))];
            map_of(parts.into_iter().filter_map(|(key, value)| Some((key, value?))), block.span)
        }));
        let statements = Node::new(Content::List(statements), span);
        map_of([("Statement", statements)], span)
    }

    /// Where the code stands that each archive is made of, by the archive's address.
    pub(super) fn archives(&self, into: &mut HashMap<SmolStr, Node>) {
        for (address, body) in &self.declared.data {
            let source = body.get("source_dir").filter(|_| address.starts_with("data.archive_file."));
            if let Some(source) = source {
                let folder = settled(self.evaluate(source, &Frame::default()), source.span);
                into.insert(self.absolute(address), folder);
            }
        }
    }

    fn content(&self, body: &Map, span: Span) -> Outcome {
        let path = body.get("filename").map(|node| self.evaluate(node, &Frame::default())).transpose()?;
        self.of_file("file", &[path.unwrap_or_else(|| text("", span))], span)
    }

    /// The one resource of its own type that a data source looks up: the same thing, as it was deployed last.
    fn looked_up(&self, kind: &SmolStr, body: &Map) -> Option<SmolStr> {
        let mut found: Vec<SmolStr> = Vec::new();
        for entry in &body.entries {
            traversals(&entry.value, &mut |traversal| {
                if let (Some(root), Some(name)) = (root_name(traversal), second_name(traversal))
                    && root == kind
                {
                    found.push(format_smolstr!("{kind}.{name}"));
                }
            });
        }
        found.dedup();
        let only = if found.len() == 1 { found.pop() } else { None };
        only.filter(|address| self.declared.resource(address).is_some()).map(|address| self.absolute(&address))
    }
}

fn map_of<'k>(entries: impl IntoIterator<Item = (&'k str, Node)>, span: Span) -> Node {
    let entry = |(key, value): (&str, Node)| MapEntry { key: Key { text: key.into(), span: value.span }, value };
    Node::new(Content::Map(Map { entries: entries.into_iter().map(entry).collect() }), span)
}

/// The unknown that a data source is which is not declared here.
fn when_run(address: &SmolStr, span: Span) -> Node {
    refers(format_smolstr!("{address} is read when it is run"), address.clone(), span)
}
