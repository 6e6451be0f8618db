//! Texts that are put together: `Fn::Sub`, `Fn::Join`, dynamic references; an outline where a part is not known.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::budget::SPENT;
use super::evaluate::lifted;
use super::scope::{Scope, present, unknown};
use super::unknowns::among;
use crate::model::source::Span;
use crate::model::tree::{Content, HOLE, Node, Origin, Step, Unknown};
use crate::values::choices::Reach;
use crate::values::ways::{made_of, moved};

/// The most bytes that a text may have that was put together.
const MOST_TEXT: usize = 256 * 1024;

/// The most places that such a text remembers.
const MOST_STEPS: usize = 64;

/// What a dynamic reference begins with: `{{resolve:ssm:/shop/size}}`.
const DYNAMIC: &str = "{{resolve:";

impl Scope<'_> {
    /// `Fn::Sub`: a text with names in it, some of which it may declare itself.
    pub(super) fn substituted(&self, argument: &Node, span: Span) -> Node {
        let (written, own) = match argument.items() {
            [] => (argument, None),
            [text, own @ ..] => (text, own.first()),
        };
        let text = match self.filled_text(written) {
            Some(text) => text,
            None => return unknown("what Fn::Sub is given is no text", span),
        };
        let own: HashMap<&str, &Node> = own
            .and_then(Node::as_map)
            .map(|own| own.entries.iter().map(|entry| (entry.key.text.as_str(), &entry.value)).collect())
            .unwrap_or_default();
        let mut parts = Vec::new();
        let literal = |text: &str| Node::new(Content::Text(text.into()), written.span);
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else { break };
            if !before.is_empty() {
                parts.push(literal(before));
            }
            let name = name.trim();
            parts.push(match name.strip_prefix('!') {
                Some(kept) => literal(&format_smolstr!("${{{kept}}}")),
                None => match own.get(name) {
                    Some(value) => self.value(value),
                    None => self.named(name, span),
                },
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(literal(rest));
        }
        match parts.as_slice() {
            [only] => dynamic(moved(only, span)),
            parts => lifted(parts, Reach::Top, span, &mut |parts| self.whole(parts, span)),
        }
    }

    /// `Fn::Join`: texts with another between them.
    pub(super) fn joined(&self, argument: &Node, span: Span) -> Node {
        let arguments = self.arguments(argument);
        lifted(&arguments, Reach::Lists, span, &mut |arguments| {
            let [between, list] = arguments else { return unknown("Fn::Join takes a text and a list", span) };
            match (&list.content, between.as_text()) {
                (Content::List(items), Some(text)) => {
                    let between = Node { content: Content::Text(text), ..between.clone() };
                    let mut parts = Vec::with_capacity(items.len() * 2);
                    for (place, item) in items.iter().enumerate() {
                        if place > 0 && between.as_str() != Some("") {
                            parts.push(between.clone());
                        }
                        parts.push(item.clone());
                    }
                    self.whole(&parts, span)
                }
                _ => among(arguments, Reach::Lists, span)
                    .map_or_else(|| unknown("Fn::Join takes a text and a list", span), not_null),
            }
        })
    }

    /// `Fn::ImportValue` and `Fn::GetStackOutput`: what another stack gives, by its name there.
    pub(super) fn imported(&self, argument: &Node, span: Span) -> Node {
        let name = self.value(argument);
        let reason = match name.as_text() {
            Some(name) => format_smolstr!("another stack exports it as {name}"),
            None => SmolStr::new_static("another stack exports it"),
        };
        let value_of = name.as_text().map(|name| format_smolstr!("import {name}"));
        let unknown = Unknown { value_of, not_null: true, ..Unknown::because(reason) };
        Node { origin: name.origin, ..Node::unknown(unknown, span) }
    }

    /// The text that something is as it is written, with what loops stand at filled in: a name, whatever it looks like.
    pub(super) fn filled_text(&self, node: &Node) -> Option<SmolStr> {
        match &node.content {
            Content::Text(text) | Content::Plain(text) => Some(self.filled(text).unwrap_or_else(|| text.clone())),
            _ => self.value(node).as_text(),
        }
    }

    /// Parts without choices as one text.
    fn whole(&self, parts: &[Node], span: Span) -> Node {
        let made = whole(parts, span);
        self.budget.spend(made.as_str().map_or(0, str::len) / 64);
        if self.budget.is_spent() { unknown(SPENT, span) } else { made }
    }
}

/// An unknown of which it is known that it is there.
fn not_null(mut node: Node) -> Node {
    if let Content::Unknown(unknown) = &mut node.content {
        unknown.not_null = true;
    }
    node
}

/// Parts without choices as one text; one that is nothing adds nothing.
fn whole(parts: &[Node], span: Span) -> Node {
    let mut text = String::new();
    let mut reason: Option<SmolStr> = None;
    for part in parts {
        match (&part.content, part.as_text()) {
            (_, Some(known)) => text.push_str(&known),
            (Content::Null, None) => {}
            (Content::Unknown(unknown), None) => {
                reason.get_or_insert_with(|| unknown.reason.clone());
                match &unknown.outline {
                    Some(outline) => text.push_str(outline),
                    None => text.push(HOLE),
                }
            }
            _ => {
                reason.get_or_insert_with(|| SmolStr::new_static("a part of the text here is no text"));
                text.push(HOLE);
            }
        }
        if text.len() > MOST_TEXT {
            return present("the text here grows too long", span);
        }
    }
    match reason {
        None => dynamic(made_of(Node::new(Content::Text(text.into()), span), parts.iter())),
        Some(reason) => {
            let outline = without_dynamic(&text).map_or_else(|| text.into(), |(outline, _)| outline);
            let unknown = Unknown { not_null: true, outline: Some(outline), ..Unknown::because(reason) };
            Node { origin: ways(parts), ..Node::unknown(unknown, span) }
        }
    }
}

/// The ways of all parts: what a text mentions is found by them, so that more are kept than of other values.
fn ways(parts: &[Node]) -> Option<Arc<Origin>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut defaulted = false;
    for origin in parts.iter().filter_map(|part| part.origin.as_deref()) {
        defaulted |= origin.defaulted;
        for step in &origin.steps {
            if steps.len() < MOST_STEPS && !steps.contains(step) {
                steps.push(step.clone());
            }
        }
    }
    (!steps.is_empty()).then(|| Arc::new(Origin { steps, defaulted }))
}

/// The value, unless it is a text with a dynamic reference in it.
pub(super) fn dynamic(node: Node) -> Node {
    let Some((outline, service)) = node.as_str().and_then(without_dynamic) else { return node };
    let store = match service.as_str() {
        "secretsmanager" => "Secrets Manager",
        _ => "Systems Manager",
    };
    let reason = format_smolstr!("it is read from {store} when it is deployed");
    let unknown = Unknown { not_null: true, outline: Some(outline), ..Unknown::because(reason) };
    Node { content: Content::Unknown(Box::new(unknown)), ..node }
}

/// A text with a hole for each dynamic reference in it, and the service of the first; nothing where there is none.
fn without_dynamic(text: &str) -> Option<(SmolStr, SmolStr)> {
    let (before, mut rest) = text.split_once(DYNAMIC)?;
    let service = rest.split([':', '}']).next().unwrap_or_default().into();
    let mut outline = String::from(before);
    loop {
        outline.push(HOLE);
        let Some((_, after)) = rest.split_once("}}") else { break };
        let Some((before, next)) = after.split_once(DYNAMIC) else {
            outline.push_str(after);
            break;
        };
        outline.push_str(before);
        rest = next;
    }
    Some((outline.into(), service))
}
