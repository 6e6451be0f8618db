//! Data sources: most are known when they are run; some say nothing but what is written beside them.

use smol_str::{SmolStr, format_smolstr};

use super::choices::{lifted, unknown_among};
use super::scope::{Frame, Scope};
use super::traverse::refers;
use super::value::{Fault, Outcome, settled, text, to_text};
use super::walk::{root_name, second_name, traversals};
use super::ways::{made_of, through};
use crate::model::expression::TraversalStep;
use crate::model::source::Span;
use crate::model::tree::{Map, Node};
use crate::values::choices::Reach;

impl Scope<'_> {
    /// What a data source, or an attribute of one, says: `steps` are those behind its type.
    pub(super) fn of_data(&self, kind: &SmolStr, steps: &[TraversalStep], span: Span) -> Outcome {
        let Some((TraversalStep::Attribute(name), steps)) = steps.split_first() else {
            return Ok(when_run(&format_smolstr!("data.{kind}"), None, span));
        };
        let address = format_smolstr!("data.{kind}.{}", name.text);
        let Some(body) = self.declared.data.get(&address) else { return Ok(when_run(&address, None, span)) };
        let attribute = steps.iter().find_map(|step| match step {
            TraversalStep::Attribute(name) => Some(name.text.as_str()),
            _ => None,
        });
        let known = match (kind.as_str(), attribute) {
            ("template_file", Some("rendered")) => {
                self.value(&address, span, || settled(self.rendered(&address, body, span), span))
            }
            ("local_file", Some("content")) => self.value(&address, span, || settled(self.content(body, span), span)),
            _ => return Ok(when_run(&address, self.looked_up(kind, body).as_ref(), span)),
        };
        Ok(through(&known, &address, false, span))
    }

    /// The old way to fill in a template.
    fn rendered(&self, address: &SmolStr, body: &Map, span: Span) -> Outcome {
        let frame = Frame::default();
        let of = |name: &str| body.get(name).map(|node| self.evaluate(node, &frame)).transpose();
        let template = of("template")?.ok_or_else(|| Fault::wrong(format_smolstr!("{address} has no template")))?;
        let vars = of("vars")?.unwrap_or_else(|| Node::new(crate::model::tree::Content::Map(Map::default()), span));
        lifted(&[template, vars], Reach::Top, span, &mut |parts| {
            let [template, vars] = parts else { return Err(Fault::wrong("the template here is not there")) };
            if let Some(unknown) = unknown_among(std::slice::from_ref(template), Reach::Top, span) {
                return Ok(unknown);
            }
            let written = to_text(template).ok_or_else(|| Fault::wrong("the template here is no text"))?;
            Ok(made_of(self.filled(&written, vars, address, span)?, parts.iter()))
        })
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

/// The unknown that a data source is, and what it refers to: the resource that it looks up, else itself.
fn when_run(address: &SmolStr, looked_up: Option<&SmolStr>, span: Span) -> Node {
    refers(format_smolstr!("{address} is read when it is run"), looked_up.unwrap_or(address).clone(), span)
}
