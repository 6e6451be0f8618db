//! Lists and what is taken out of them; what a condition decides between.

use smol_str::format_smolstr;

use super::evaluate::lifted;
use super::parameters::to_number;
use super::scope::{Scope, unknown};
use super::unknowns::among;
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, MOST_ALTERNATIVES, MapEntry, Node, Number, Unknown};
use crate::values::choices::{Reach, choose, restricted, too_many};
use crate::values::ways::{made_of, moved};

impl Scope<'_> {
    /// `Fn::If`: one of two values, as a condition decides.
    pub(super) fn decided(&self, argument: &Node, span: Span) -> Node {
        let [condition, yes, no] = argument.items() else {
            return unknown("Fn::If takes a condition and two values", span);
        };
        let decider = self.condition_of(condition, condition.span);
        if let Some(holds) = decider.as_bool() {
            return decided_by(self.value(if holds { yes } else { no }), &decider);
        }
        let (yes, no) = (self.value(yes), self.value(no));
        lifted(&[decider], Reach::Top, span, &mut |decider| match decider {
            [decider @ Node { content: Content::Bool(holds), .. }] => {
                decided_by(if *holds { yes.clone() } else { no.clone() }, decider)
            }
            _ => among(decider, Reach::Top, span).unwrap_or_else(|| unknown("nothing decides here", span)),
        })
    }

    /// `Fn::Select`: an item of a list.
    pub(super) fn selected(&self, argument: &Node, span: Span) -> Node {
        let arguments = self.arguments(argument);
        lifted(&arguments, Reach::Top, span, &mut |arguments| {
            let [index, list] = arguments else { return unknown("Fn::Select takes a number and a list", span) };
            let (Some(place), Some(items)) = (to_number(index), list.as_list()) else {
                return among(arguments, Reach::Top, span)
                    .unwrap_or_else(|| unknown("Fn::Select takes a number and a list", span));
            };
            match items.get(place as usize).filter(|_| place >= 0.0) {
                Some(item) => made_of(moved(item, span), arguments.iter()),
                None => {
                    let reason = format_smolstr!("there is no item {place} in the list here");
                    Node::unknown(Unknown { refused: true, ..Unknown::because(reason) }, span)
                }
            }
        })
    }

    /// `Fn::Split`: the parts of a text.
    pub(super) fn split(&self, argument: &Node, span: Span) -> Node {
        let arguments = self.arguments(argument);
        lifted(&arguments, Reach::Top, span, &mut |arguments| {
            let [between, text] = arguments else { return unknown("Fn::Split takes two texts", span) };
            let (Some(between), Some(whole)) = (between.as_text().filter(|text| !text.is_empty()), text.as_text())
            else {
                return among(arguments, Reach::Top, span)
                    .unwrap_or_else(|| unknown("Fn::Split takes two texts", span));
            };
            let part = |part: &str| Node { content: Content::Text(part.into()), ..text.clone() };
            let parts = whole.split(between.as_str()).map(part).collect();
            made_of(Node::new(Content::List(parts), span), arguments.iter())
        })
    }

    /// `Fn::Length`: how many items a list has.
    pub(super) fn length(&self, argument: &Node, span: Span) -> Node {
        lifted(&[self.value(argument)], Reach::Top, span, &mut |list| {
            let Some(items) = list.first().and_then(Node::as_list) else {
                return among(list, Reach::Top, span).unwrap_or_else(|| unknown("Fn::Length takes a list", span));
            };
            let (value, raw) = (items.len() as f64, format_smolstr!("{}", items.len()));
            made_of(Node::new(Content::Number(Number { value, raw }), span), list.iter())
        })
    }
}

/// A value that a condition decided for: whatever is in it holds no more surely than the condition.
fn decided_by(node: Node, decider: &Node) -> Node {
    if decider.origin.is_none() {
        return node;
    }
    let inner = |node: Node| decided_by(node, decider);
    let content = match node.content {
        Content::List(items) => Content::List(items.into_iter().map(inner).collect()),
        Content::Map(mut map) => {
            map.entries =
                map.entries.into_iter().map(|entry| MapEntry { value: inner(entry.value), ..entry }).collect();
            Content::Map(map)
        }
        Content::Choice(choice) => {
            let options = choice.options.into_iter().map(inner).collect();
            Content::Choice(Box::new(Choice { switch: choice.switch, options }))
        }
        other => other,
    };
    made_of(Node { content, ..node }, std::iter::once(decider))
}

/// A list from which a condition may take items out: a choice between what is left of it.
pub(super) fn without_nothing(items: Vec<Node>, span: Span) -> Node {
    spread(items, span, &mut { MOST_ALTERNATIVES }).unwrap_or_else(|| too_many(span))
}

fn spread(items: Vec<Node>, span: Span, left: &mut usize) -> Option<Node> {
    let taking = items.iter().find_map(|item| match &item.content {
        Content::Choice(choice) if may_be_nothing(item) => Some(choice.switch.clone()),
        _ => None,
    });
    let Some(switch) = taking else {
        *left = left.checked_sub(1)?;
        return Some(Node::new(Content::List(items), span));
    };
    let mut options = Vec::with_capacity(switch.branches.len());
    for branch in 0..switch.branches.len() {
        let taken = |item: &Node| {
            let item = restricted(item.clone(), &switch.key, branch);
            (!item.is_null()).then_some(item)
        };
        options.push(spread(items.iter().filter_map(taken).collect(), span, left)?);
    }
    Some(choose(&switch, options, span))
}

fn may_be_nothing(node: &Node) -> bool {
    match &node.content {
        Content::Choice(choice) => choice.options.iter().any(may_be_nothing),
        _ => node.is_null(),
    }
}
