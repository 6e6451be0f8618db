//! References: to parameters, pseudo parameters, what a loop stands at, resources and their attributes.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::scope::{Scope, present, unknown};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Origin, Step, Unknown};
use crate::values::ways::moved;

impl Scope<'_> {
    /// `Ref`: the value of a name.
    pub(super) fn reference(&self, argument: &Node, span: Span) -> Node {
        match self.filled_text(argument) {
            Some(name) => self.named(&name, span),
            None => named_by(&self.value(argument), span),
        }
    }

    /// `Fn::GetAtt`: an attribute of a resource, as `Queue.Arn` or as a list of both.
    pub(super) fn attribute(&self, argument: &Node, span: Span) -> Node {
        let parts = self.value(argument);
        if let Content::Unknown(_) = parts.content {
            return named_by(&parts, span);
        }
        // Of an attribute that is not known, the resource is all the same.
        let texts: Vec<SmolStr> = match parts.as_list() {
            Some(items) => items.iter().map_while(Node::as_text).collect(),
            None => parts.as_text().into_iter().collect(),
        };
        match texts.as_slice() {
            [] => unknown("what Fn::GetAtt names here is not known", span),
            texts => self.resource(&texts.join("."), span),
        }
    }

    /// What a name stands for: `Size`, `AWS::Region`, `Queue`.
    pub(super) fn named(&self, name: &str, span: Span) -> Node {
        if let Some((_, value)) = self.loops.borrow().iter().rev().find(|(own, _)| own == name) {
            return moved(value, span);
        }
        if name.starts_with("AWS::") {
            return self.pseudo(name, span);
        }
        self.parameter(name, span).unwrap_or_else(|| self.resource(name, span))
    }

    /// A resource by its id, or an attribute of one: `Queue.Arn`.
    pub(super) fn resource(&self, name: &str, span: Span) -> Node {
        let id = name.split('.').next().unwrap_or(name);
        let at = self.declared(id);
        let reason = if at.is_some() || self.may_be_made(id) {
            format_smolstr!("{name} is known when it is deployed")
        } else if self.parameters.contains_key(id) {
            format_smolstr!("{name} is an attribute of a parameter")
        } else {
            self.tell(span, format!("nothing in this template is called {id}"), NOTHING_HELP);
            format_smolstr!("nothing in the template is called {id}")
        };
        let name = SmolStr::new(name);
        let step = Step { span: at.unwrap_or(span), name: name.clone() };
        let origin = Some(Arc::new(Origin { steps: vec![step], defaulted: false }));
        let unknown = Unknown { refers: Some(name), not_null: true, ..Unknown::because(reason) };
        Node { origin, ..Node::unknown(unknown, span) }
    }

    /// Whether something that the template does not write may make a resource of this id: Serverless, the SAM transform,
    /// a macro, a module, a loop that is not gone through to its end.
    fn may_be_made(&self, id: &str) -> bool {
        if self.has_macros || self.full_at.get().is_some() || self.given.is_open {
            return true;
        }
        self.is_sam && (id.starts_with("Serverless") || self.begins_with_declared(id))
    }

    /// Whether an id begins with one that is declared, as those do that SAM makes of a resource: `CartRole`.
    fn begins_with_declared(&self, id: &str) -> bool {
        let ends = id.char_indices().map(|(end, _)| end).take(LONGEST_ID).skip(1);
        ends.filter_map(|end| id.get(..end)).any(|start| self.declared(start).is_some())
    }
}

/// The most letters of a logical id.
const LONGEST_ID: usize = 255;

const NOTHING_HELP: &str = "declare a resource or a parameter of this name, or refer to one that is there";

/// What is named by something that is no known text.
fn named_by(name: &Node, span: Span) -> Node {
    match &name.content {
        Content::Unknown(because) => present(format_smolstr!("its name is not known: {}", because.reason), span),
        Content::Choice(choice) => present(format_smolstr!("what it names depends on {}", choice.switch.key), span),
        _ => unknown("what is referred to here has no name", span),
    }
}
