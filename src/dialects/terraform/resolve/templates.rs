//! Templates: texts put together from parts, directives among them, and files and texts that are filled in.

use smol_str::{SmolStr, format_smolstr};

use super::choices::{lifted, unknown_among};
use super::holes::HoledText;
use super::loops::{elements, names_of};
use super::scope::{Frame, Scope};
use super::value::{Fault, MOST_ITEMS, Outcome, json_text, to_bool, to_text};
use super::ways::{joined, made_of};
use crate::model::expression::{Expression, ForExpression};
use crate::model::library::Footing;
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Sort, Unknown};
use crate::values::choices::Reach;

/// The values of a template's parts in order, and those that decided which parts there are.
#[derive(Default)]
struct Parts {
    values: Vec<Node>,
    deciders: Vec<Node>,
}

impl Scope<'_> {
    /// The text of a template.
    pub(super) fn template(&self, parts: &[Node], span: Span, frame: &Frame) -> Outcome {
        let mut made = Parts::default();
        for part in parts {
            self.gather(part, frame, &mut made)?;
        }
        self.joined_text(&made, span)
    }

    /// The text of all rounds of `%{ for }`.
    pub(super) fn repetition(&self, each: &ForExpression, span: Span, frame: &Frame) -> Outcome {
        let mut made = Parts::default();
        self.gather_rounds(each, span, frame, &mut made)?;
        self.joined_text(&made, span)
    }

    /// Adds the values of a part. Of a directive that is decided, those of its own parts: what is not known in these
    /// leaves a hole no larger than it is.
    fn gather(&self, part: &Node, frame: &Frame, made: &mut Parts) -> Result<(), Fault> {
        let Content::Expression(expression) = &part.content else {
            made.values.push(self.evaluate(part, frame)?);
            return Ok(());
        };
        let _level = self.world.budget.enter()?;
        match &**expression {
            Expression::Template(parts) => parts.iter().try_for_each(|part| self.gather(part, frame, made)),
            Expression::Repetition(each) => self.gather_rounds(each, part.span, frame, made),
            Expression::Conditional { condition, yes, no } => {
                let decider = self.evaluate(condition, frame)?;
                match to_bool(&decider) {
                    Some(holds) => {
                        made.deciders.push(decider);
                        self.gather(if holds { yes } else { no }, frame, made)
                    }
                    None => {
                        made.values.push(self.decided((condition, decider), (yes, no), part.span, frame)?);
                        Ok(())
                    }
                }
            }
            _ => {
                made.values.push(self.evaluate(part, frame)?);
                Ok(())
            }
        }
    }

    fn gather_rounds(&self, each: &ForExpression, span: Span, frame: &Frame, made: &mut Parts) -> Result<(), Fault> {
        let collection = self.evaluate(&each.collection, frame)?;
        if let Content::Choice(_) | Content::Sealed(_) = &collection.content {
            let text = lifted(std::slice::from_ref(&collection), Reach::Top, span, &mut |collection| {
                let mut made = Parts::default();
                collection.iter().try_for_each(|one| self.rounds(each, one, (span, frame), &mut made))?;
                self.joined_text(&made, span)
            })?;
            made.values.push(text);
            return Ok(());
        }
        self.rounds(each, &collection, (span, frame), made)
    }

    fn rounds(
        &self,
        each: &ForExpression,
        collection: &Node,
        (span, frame): (Span, &Frame),
        made: &mut Parts,
    ) -> Result<(), Fault> {
        if let Some(unknown) = unknown_among(std::slice::from_ref(collection), Reach::Top, span) {
            made.values.push(unknown);
            return Ok(());
        }
        let elements =
            elements(collection).ok_or_else(|| Fault::wrong("what is gone through here is no collection"))?;
        if elements.len() > MOST_ITEMS {
            made.values.push(self.world.too_much("there is too much to go through here", span));
            return Ok(());
        }
        made.deciders.push(Node { origin: joined(std::iter::once(collection)), ..Node::new(Content::Null, span) });
        for element in elements {
            let names = names_of(each, element);
            let frame = Frame { outer: Some(frame), names: &names, ..Frame::default() };
            self.gather(&each.value, &frame, made)?;
        }
        Ok(())
    }

    /// The text that values make; where it is JSON with something unknown in it, the tree that it is.
    fn joined_text(&self, made: &Parts, span: Span) -> Outcome {
        lifted(&made.values, Reach::Whole, span, &mut |parts| {
            let mut out = HoledText::default();
            for part in parts {
                if unknown_among(std::slice::from_ref(part), Reach::Whole, span).is_some() {
                    out.hole(part.clone());
                    continue;
                }
                // What a template has made a structure of stands for the JSON that it was.
                let written = to_text(part).or_else(|| json_text(part).filter(|_| part.sort == Sort::Unsaid));
                let wrong = |what| Fault::wrong(format_smolstr!("a part of the template is {what}"));
                if part.is_null() {
                    return Err(wrong("null"));
                }
                out.push(&written.ok_or_else(|| wrong("no text"))?);
                if out.is_too_long() {
                    return Ok(self.world.too_much("the text here grows too long", span));
                }
            }
            self.world.budget.spend(out.len() / 64)?;
            let text = out.finish(span);
            Ok(match &text.content {
                Content::Text(_) => made_of(text, parts.iter().chain(&made.deciders)),
                // It came through all its parts, also those that are known.
                Content::Unknown(_) => {
                    let (open, known): (Vec<&Node>, Vec<&Node>) =
                        parts.iter().partition(|part| matches!(part.content, Content::Unknown(_)));
                    Node { origin: joined(open.into_iter().chain(known)), ..text }
                }
                _ => text,
            })
        })
    }

    /// A template that stands elsewhere, filled in: nothing but its variables has a name in it. `what` is its file, or
    /// whatever else it is.
    pub(super) fn filled(&self, template: &str, vars: &Node, what: &SmolStr, span: Span) -> Outcome {
        let parsed = self.world.templates.get((template.into(), span), |_| {
            self.world.budget.spend(template.len() / 4)?;
            Ok(self.world.library.template(template, Footing::At(span)))
        })?;
        let parsed = match &*parsed {
            Ok(parsed) => parsed,
            Err(reason) => {
                let reason = format_smolstr!("{what} is no template that can be read: {reason}");
                return Ok(Node::unknown(Unknown::because(reason), span));
            }
        };
        lifted(std::slice::from_ref(vars), Reach::Top, span, &mut |vars| {
            let Some(vars) = vars.first() else { return Err(Fault::wrong("the template here has no variables")) };
            if let Content::Unknown(_) = vars.content {
                let nothing: &[(SmolStr, Node)] = &[];
                return self.in_template(parsed, nothing, (what, Some(vars)), span);
            }
            let map = vars.as_map().ok_or_else(|| Fault::wrong(format_smolstr!("{what} is filled in from no map")))?;
            let names: Vec<(SmolStr, Node)> =
                map.entries.iter().map(|entry| (entry.key.text.clone(), entry.value.clone())).collect();
            self.in_template(parsed, &names, (what, super::value::rest(map)), span)
        })
    }

    fn in_template(
        &self,
        parsed: &Node,
        names: &[(SmolStr, Node)],
        (what, rest): (&SmolStr, Option<&Node>),
        span: Span,
    ) -> Outcome {
        let frame = Frame { names, template: Some(Enclosing { what, rest }), ..Frame::default() };
        match &parsed.content {
            Content::Expression(expression) => match &**expression {
                Expression::Template(parts) => self.template(parts, span, &frame),
                // One expression alone keeps its type in a template's file, too.
                _ => self.evaluate(parsed, &frame),
            },
            _ => Ok(parsed.clone()),
        }
    }
}

/// A template that stands elsewhere: no name leads out of it.
#[derive(Clone, Copy)]
pub(super) struct Enclosing<'f> {
    /// What it is called.
    pub(super) what: &'f SmolStr,
    /// The value of every name that it may be given and that is not known.
    pub(super) rest: Option<&'f Node>,
}
