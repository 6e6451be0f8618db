//! Conditions: those that are decided, and those that stay open as switches.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use super::calls::{Call, call};
use super::evaluate::lifted;
use super::scope::{Scope, unknown};
use super::unknowns::among;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node};
use crate::values::choices::{Reach, choose, condition_switch, same};
use crate::values::ways::{joined, made_of};

/// What it costs to keep a condition that a loop makes.
const COPY: usize = 16;

/// The conditions of a template.
#[derive(Default)]
pub(super) struct Conditions<'t> {
    by_name: HashMap<SmolStr, Condition<'t>>,
    /// Conditions that are a comparison and nothing else, by what they compare: it is called by their name everywhere.
    names: HashMap<SmolStr, SmolStr>,
    /// What was worked out; nothing for those at which it is being done.
    values: RefCell<HashMap<SmolStr, Option<Node>>>,
}

/// A condition as it is written, and the loops that it stands in.
struct Condition<'t> {
    node: Cow<'t, Node>,
    key: Key,
    loops: Vec<(SmolStr, Node)>,
}

impl<'t> Scope<'t> {
    fn conditions(&self) -> &Conditions<'t> {
        if let Some(conditions) = self.conditions.get() {
            return conditions;
        }
        let mut found = Conditions::default();
        let section: Option<&'t Map> = self.root.get("Conditions").and_then(Node::as_map);
        for entry in section.map(|map| map.entries.as_slice()).unwrap_or_default() {
            let condition = Condition { node: Cow::Borrowed(&entry.value), key: entry.key.clone(), loops: Vec::new() };
            found.by_name.insert(entry.key.text.clone(), condition);
        }
        if let Some(section) = section {
            self.each_made(section, &mut |key, node| {
                self.budget.spend(COPY);
                let node = Cow::Owned(node.clone());
                let loops = self.loops.borrow().clone();
                found.by_name.insert(key.text.clone(), Condition { node, key: key.clone(), loops });
            });
            for MapEntry { key, value } in &section.entries {
                if let Some(Call { name: "Equals", argument, .. }) = call(value)
                    && let Some(compared) = self.comparison(argument)
                {
                    found.names.entry(compared).or_insert_with(|| key.text.clone());
                }
            }
        }
        self.conditions.get_or_init(|| found)
    }

    /// Whether a condition holds: a boolean, a choice of such, or unknown.
    pub(super) fn condition(&self, name: &str, at: Span) -> Node {
        let conditions = self.conditions();
        let Some((name, condition)) = conditions.by_name.get_key_value(name) else {
            if !self.has_macros {
                let help = "write it in the template's `Conditions`";
                self.tell(at, format!("there is no condition {name} in this template"), help);
            }
            return unknown(format_smolstr!("there is no condition {name} in the template"), at);
        };
        match conditions.values.borrow().get(name) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                let help = "break the circle: something in it must be decided by itself";
                self.tell(condition.key.span, format!("the condition {name} refers to itself"), help);
                return unknown(format_smolstr!("the condition {name} refers to itself"), at);
            }
            None => {}
        }
        conditions.values.borrow_mut().insert(name.clone(), None);
        let outer = self.loops.replace(condition.loops.clone());
        let value = self.truth(&condition.node, Some(name));
        self.loops.replace(outer);
        conditions.values.borrow_mut().insert(name.clone(), Some(value.clone()));
        value
    }

    /// Whether what is written in a condition holds.
    fn truth(&self, node: &Node, name: Option<&SmolStr>) -> Node {
        let _level = match self.budget.enter() {
            Ok(level) => level,
            Err(reason) => return unknown(reason, node.span),
        };
        if let Some(call) = call(node) {
            return self.truth_named(&call, name);
        }
        if let Content::Map(map) = &node.content
            && let [MapEntry { key, value }] = map.entries.as_slice()
            && key.text == "Condition"
        {
            return self.condition_of(value, node.span);
        }
        as_truth(self.value(node))
    }

    /// Whether what a call asks is so.
    pub(super) fn truth_of(&self, call: &Call<'_>) -> Node {
        self.truth_named(call, None)
    }

    fn truth_named(&self, call: &Call<'_>, name: Option<&SmolStr>) -> Node {
        let span = call.span;
        match call.name {
            "Equals" => self.equals(call.argument, name, span),
            "Condition" => self.condition_of(call.argument, span),
            "Not" => {
                let [operand] = call.argument.items() else {
                    return unknown("Fn::Not takes a list of one condition", span);
                };
                let operand = self.truth(operand, None);
                lifted(&[operand], Reach::Top, span, &mut |operands| negated(operands, span))
            }
            "And" => self.all(call, false, name),
            "Or" => self.all(call, true, name),
            _ => as_truth(self.worked_out(call)),
        }
    }

    /// A condition by what names it.
    pub(super) fn condition_of(&self, argument: &Node, span: Span) -> Node {
        let name = match argument.as_str() {
            Some(_) => self.filled_text(argument),
            // A boolean is no name, though it can be written as a text.
            None => match self.value(argument) {
                // Why it is not known is said already.
                open @ Node { content: Content::Unknown(_), .. } => return open,
                known => known.as_str().map(SmolStr::new),
            },
        };
        match name {
            Some(name) => self.condition(&name, span),
            None => {
                self.tell(span, "a condition is called by its name here", "give it a name in `Conditions`");
                unknown("the condition here has no name", span)
            }
        }
    }

    /// `Fn::And` and `Fn::Or`: one operand that is `deciding` decides, whatever the others are.
    fn all(&self, call: &Call<'_>, deciding: bool, name: Option<&SmolStr>) -> Node {
        let span = call.span;
        let operands: Vec<Node> = call.argument.items().iter().map(|item| self.truth(item, None)).collect();
        if operands.is_empty() {
            return unknown(format_smolstr!("Fn::{} takes a list of conditions", call.name), span);
        }
        let has_unknown = operands.iter().any(leaves_unknown);
        let first = Node::new(Content::Bool(!deciding), span);
        let whole = operands
            .into_iter()
            .rev()
            .fold(first, |rest, one| lifted(&[one, rest], Reach::Top, span, &mut |sides| both(sides, deciding, span)));
        // Of more switches than are followed, it is one of its own.
        if leaves_unknown(&whole) && !has_unknown {
            let asked = || self.asked_text(call.argument).map(|text| format_smolstr!("Fn::{}({text})", call.name));
            if let Some(key) = name.cloned().or_else(asked) {
                return open(key, span);
            }
        }
        whole
    }

    fn equals(&self, argument: &Node, name: Option<&SmolStr>, span: Span) -> Node {
        let sides = self.arguments(argument);
        if sides.len() != 2 {
            return unknown("Fn::Equals takes a list of two values", span);
        }
        let key = self.comparison(argument);
        lifted(&sides, Reach::Top, span, &mut |sides| {
            if let [one, other] = sides
                && let Some(equal) = are_equal(one, other)
            {
                return made_of(Node::new(Content::Bool(equal), span), sides.iter());
            }
            let known = || key.as_ref().and_then(|key| self.conditions.get()?.names.get(key)).cloned();
            match known().or_else(|| name.cloned().filter(|_| key.is_none())).or_else(|| key.clone()) {
                Some(key) => open(key, span),
                None => among(sides, Reach::Whole, span).unwrap_or_else(|| unknown("it cannot be compared", span)),
            }
        })
    }

    /// What a comparison compares, the same for all that compare it: `parameter Env == "prod"`.
    fn comparison(&self, argument: &Node) -> Option<SmolStr> {
        let [one, other] = argument.items() else { return None };
        let (left, right) = (self.asked_text(one)?, self.asked_text(other)?);
        let swaps = left.starts_with('"') && !right.starts_with('"');
        let (left, right) = if swaps { (right, left) } else { (left, right) };
        Some(format_smolstr!("{left} == {right}"))
    }
}

/// Whether a condition is unknown, in some branch at least.
fn leaves_unknown(node: &Node) -> bool {
    match &node.content {
        Content::Choice(choice) => choice.options.iter().any(leaves_unknown),
        content => matches!(content, Content::Unknown(_)),
    }
}

/// A switch that nothing decides.
fn open(key: SmolStr, span: Span) -> Node {
    let answers = [true, false].map(|answer| Node::new(Content::Bool(answer), span));
    choose(&condition_switch(key), answers.to_vec(), span)
}

fn negated(operands: &[Node], span: Span) -> Node {
    match operands {
        [Node { content: Content::Bool(yes), .. }] => made_of(Node::new(Content::Bool(!yes), span), operands.iter()),
        _ => among(operands, Reach::Top, span).unwrap_or_else(|| unknown("what is negated here is no condition", span)),
    }
}

fn both(sides: &[Node], deciding: bool, span: Span) -> Node {
    if let Some(side) = sides.iter().find(|side| side.as_bool() == Some(deciding)) {
        return Node { span, origin: side.origin.clone(), ..side.clone() };
    }
    let decided = || Node { origin: joined(sides.iter()), ..Node::new(Content::Bool(!deciding), span) };
    among(sides, Reach::Top, span).unwrap_or_else(decided)
}

/// Whether two values are equal; nothing where that cannot be known.
fn are_equal(one: &Node, other: &Node) -> Option<bool> {
    if let (Some(one), Some(other)) = (one.as_text(), other.as_text()) {
        return Some(one == other);
    }
    match among(&[one.clone(), other.clone()], Reach::Whole, one.span) {
        Some(_) => None,
        None => Some(same(one, other)),
    }
}

/// A value as the answer to a condition.
fn as_truth(node: Node) -> Node {
    let answer = match (&node.content, node.as_text().as_deref()) {
        (Content::Unknown(_) | Content::Choice(_), _) => return node,
        (_, Some("true")) => Content::Bool(true),
        (_, Some("false")) => Content::Bool(false),
        _ => return unknown("what is asked here is no condition", node.span),
    };
    Node { content: answer, ..node }
}
