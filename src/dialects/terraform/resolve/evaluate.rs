//! Evaluating expressions as far as they can be known.

use smol_str::{SmolStr, format_smolstr};

use super::asked::speaks_of_secrets;
use super::choices::{lifted, unknown_among};
use super::operators;
use super::scope::{Frame, Scope};
use super::seals::{closed, is_sealed, literals, opened};
use super::unify::{Type, converted, unified};
use super::value::{Fault, MapBuilder, Outcome, REST, settled, to_bool, to_text};
use super::walk::{root_name, second_name, traversals};
use super::ways::{chosen, made_of};
use crate::model::expression::{BinaryOperator, Expression, TraversalRoot, UnaryOperator};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Node, Sort, Unknown};
use crate::values::choices::{Reach, choose, condition_switch};

/// So many names are followed to see whether a value is another in each instance.
const MOST_FOLLOWED: usize = 8;

impl Scope<'_> {
    /// The value of a node. What cannot be known is an unknown with its reason; a fault is what Terraform would refuse.
    pub(super) fn evaluate(&self, node: &Node, frame: &Frame) -> Outcome {
        let is_own = self.called.as_ref().is_none_or(|called| called.brought.is_none());
        let _level = self.world.budget.enter_at(is_own.then_some(node.span))?;
        match &node.content {
            Content::List(items) => {
                let items: Result<Vec<Node>, Fault> = items.iter().map(|item| self.part(item, frame)).collect();
                Ok(Node {
                    origin: node.origin.clone(),
                    ..Node::new(Content::List(items?), node.span).of_sort(Sort::Tuple)
                })
            }
            Content::Map(map) => {
                let mut made = MapBuilder::default();
                for entry in &map.entries {
                    made.set(entry.key.clone(), self.part(&entry.value, frame)?);
                }
                let content = Content::Map(made.build());
                Ok(Node { origin: node.origin.clone(), ..Node::new(content, node.span).of_sort(Sort::Object) })
            }
            Content::Expression(expression) => self.expression(expression, node.span, frame),
            Content::Block(_) => Ok(Node::unknown(Unknown::because("what stands here is no expression"), node.span)),
            _ => Ok(node.clone()),
        }
    }

    /// The value of a part of a list or an object: a fault in it is the part's own, except under `try` and `can`.
    pub(super) fn part(&self, node: &Node, frame: &Frame) -> Outcome {
        match self.evaluate(node, frame) {
            Err(Fault::Wrong(reason)) if self.world.trying.get() == 0 => {
                Ok(settled(Err(Fault::Wrong(reason)), node.span))
            }
            outcome => outcome,
        }
    }

    fn expression(&self, expression: &Expression, span: Span, frame: &Frame) -> Outcome {
        match expression {
            Expression::Template(parts) => self.template(parts, span, frame),
            Expression::Repetition(each) => self.repetition(each, span, frame),
            Expression::Traversal(traversal) => self.traversal(traversal, span, frame),
            Expression::Call { name, arguments, expands } => self.call(name, arguments, *expands, (span, frame)),
            Expression::Conditional { condition, yes, no } => self.conditional((condition, yes, no), span, frame),
            Expression::Unary(operator, operand) => {
                let operand = self.evaluate(operand, frame)?;
                self.operation(&[operand], span, &|operands| match operands {
                    [one] => operators::unary(*operator, one, span),
                    _ => Err(Fault::wrong("the operator here lacks its operand")),
                })
            }
            Expression::Binary(operator, one, other) => self.binary(*operator, (one, other), span, frame),
            Expression::For(each) => self.for_each_of(each, span, frame),
            Expression::Object(pairs) => self.object(pairs, span, frame),
        }
    }

    /// Applies an operator to whatever its operands may be.
    fn operation(&self, operands: &[Node], span: Span, apply: &dyn Fn(&[Node]) -> Outcome) -> Outcome {
        let lift = |operands: &[Node]| {
            let mut apply = |operands: &[Node]| apply(operands).map(|node| made_of(node, operands.iter()));
            lifted(operands, Reach::Top, span, &mut apply)
        };
        // Two lists are compared with all that they hold.
        if !operands.iter().any(|operand| is_sealed(operand, Reach::Whole)) {
            return lift(operands);
        }
        let open: Vec<Node> = operands.iter().map(|operand| opened(operand.clone(), Reach::Whole)).collect();
        closed(lift(&open), operands)
    }

    fn binary(&self, operator: BinaryOperator, (one, other): (&Node, &Node), span: Span, frame: &Frame) -> Outcome {
        let held_against = one;
        let one = self.evaluate(one, frame)?;
        let decided = match operator {
            BinaryOperator::And => to_bool(&one) == Some(false),
            BinaryOperator::Or => to_bool(&one) == Some(true),
            _ => false,
        };
        // Newer releases do not evaluate the other side of a decided `&&` or `||`: it may hold a fault.
        if decided {
            return Ok(one);
        }
        let written = other;
        let other = self.evaluate(other, frame)?;
        if is_sealed(&one, Reach::Whole) || is_sealed(&other, Reach::Whole) {
            [held_against, written].into_iter().for_each(|side| self.hide_literals(side));
        }
        self.operation(&[one, other], span, &|operands| match operands {
            [one, other] => operators::binary(operator, one, other, span),
            _ => Err(Fault::wrong("the operator here lacks an operand")),
        })
    }

    fn object(&self, pairs: &[(Node, Node)], span: Span, frame: &Frame) -> Outcome {
        let mut values = Vec::with_capacity(pairs.len());
        let mut keys = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            keys.push(self.evaluate(key, frame)?);
            values.push(self.part(value, frame)?);
        }
        lifted(&keys, Reach::Top, span, &mut |keys| {
            let mut map = MapBuilder::default();
            let mut open: Option<Node> = None;
            for (key, value) in keys.iter().zip(&values) {
                // It may be any key: one that stands before is perhaps another's value now.
                if let Some(unknown) = unknown_among(std::slice::from_ref(key), Reach::Top, span) {
                    map.values_mut().for_each(|value| *value = Node { span: value.span, ..unknown.clone() });
                    open.get_or_insert(unknown);
                    continue;
                }
                let text = to_text(key).ok_or_else(|| Fault::wrong("a key of the object here is no text"))?;
                map.set(Key { text, span: key.span }, value.clone());
            }
            if let Some(open) = open {
                map.set(Key { text: REST.into(), span }, open);
            }
            Ok(Node::new(Content::Map(map.build()), span).of_sort(Sort::Object))
        })
    }

    fn conditional(&self, (condition, yes, no): (&Node, &Node, &Node), span: Span, frame: &Frame) -> Outcome {
        let decider = match &self.called {
            Some(called) if called.brought.is_some() => super::brought::decided(self.evaluate(condition, frame)?),
            _ => self.evaluate(condition, frame)?,
        };
        if let Some(holds) = to_bool(&decider) {
            let (taken, other) = if holds { (yes, no) } else { (no, yes) };
            let mut value = self.evaluate(taken, frame)?;
            // Both branches have one type, also where but one of them is taken.
            if may_become_another(&value) && !other.is_null() {
                value = beside_each(value, self.evaluate(other, frame).as_ref().ok(), span)?;
            }
            return Ok(chosen(value, &decider));
        }
        self.decided((condition, decider), (yes, no), span, frame)
    }

    /// A conditional whose condition is not simply true or false.
    pub(super) fn decided(
        &self,
        (condition, decider): (&Node, Node),
        (yes, no): (&Node, &Node),
        span: Span,
        frame: &Frame,
    ) -> Outcome {
        let (mut yes, mut no) = (self.evaluate(yes, frame), self.evaluate(no, frame));
        if let (Ok(one), Ok(other)) = (&yes, &no) {
            let both = (beside_each(one.clone(), Some(other), span), beside_each(other.clone(), Some(one), span));
            (yes, no) = both;
        }
        // What is the value of something, unchanged, is asked whatever it is called here.
        let value_of = || match &decider.content {
            Content::Unknown(unknown) => unknown.value_of.clone().map(|name| (name, false)),
            _ => None,
        };
        let key = self.condition_key(condition, frame).or_else(value_of);
        let value = lifted(&[decider], Reach::Top, span, &mut |decider| {
            let [decider] = decider else { return Err(Fault::wrong("there is no condition here")) };
            match to_bool(decider) {
                Some(holds) => {
                    let value = if holds { yes.clone() } else { no.clone() }?;
                    Ok(chosen(value, decider))
                }
                None => Ok(undecided(decider, (&yes, &no), key.as_ref(), span)),
            }
        })?;
        Ok(self.as_assumed(value))
    }

    /// What an undecided condition is called, and whether it is asked the other way round. Nothing where it speaks
    /// of one element of a `for`: it has as many answers as there are elements.
    pub(super) fn condition_key(&self, condition: &Node, frame: &Frame) -> Option<(SmolStr, bool)> {
        let mut node = condition;
        let mut flipped = false;
        // Locals that stand for locals end somewhere; a circle of them does not.
        for _ in 0..16 {
            let Content::Expression(expression) = &node.content else { break };
            match &**expression {
                Expression::Unary(UnaryOperator::Not, inner) => {
                    flipped = !flipped;
                    node = inner;
                }
                Expression::Traversal(traversal) => match (&traversal.root, traversal.steps.as_slice()) {
                    (TraversalRoot::Value(inner), []) => node = inner,
                    (TraversalRoot::Name(root), [_]) if root.text == "var" => {
                        // What a caller gives is its question, under its name: so that both go together.
                        let Some(called) = &self.called else { break };
                        let Some(by) = called.by.upgrade() else { break };
                        let argument = || {
                            let name =
                                second_name(traversal).filter(|name| self.declared.variables.contains_key(*name))?;
                            by.declared.modules.get(called.call)?.body.get(name)
                        };
                        let Some(argument) = argument() else { break };
                        let frame = Frame { block: Some((&called.address, &called.instance)), ..Frame::default() };
                        return by.condition_key(argument, &frame).map(|(key, inner)| (key, inner != flipped));
                    }
                    (TraversalRoot::Name(root), [_]) if root.text == "local" => {
                        match second_name(traversal).and_then(|name| self.declared.locals.get(name)) {
                            Some(local) if matches!(local.content, Content::Expression(_)) => node = local,
                            _ => break,
                        }
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        let key = self.key_text(node, frame)?;
        match &node.content {
            Content::Expression(expression) => match &**expression {
                Expression::Binary(BinaryOperator::NotEqual, one, other) => {
                    let equal = format_smolstr!("{} == {}", self.key_text(one, frame)?, self.source_text(other)?);
                    Some((equal, !flipped))
                }
                _ => Some((key, flipped)),
            },
            _ => Some((key, flipped)),
        }
    }

    /// An expression's text, where it means the same wherever it stands in the unit; else with what it is said of.
    pub(super) fn key_text(&self, node: &Node, frame: &Frame) -> Option<SmolStr> {
        // A template that stands elsewhere has other names, and its text is none of the unit's.
        let mut of_element = frame.template().is_some();
        let mut of_instance = false;
        // What stands beside a secret in a guard may be what it is held against.
        if speaks_of_secrets(node, &self.declared) {
            self.hide_literals(node);
            return None;
        }
        traversals(node, &mut |traversal| {
            let Some(root) = root_name(traversal) else { return };
            of_element |= frame.name(root).is_some();
            of_instance |= matches!(root.as_str(), "each" | "count");
        });
        let text = self.source_text(node).filter(|_| !of_element && !self.varies(node, MOST_FOLLOWED))?;
        match (frame.block().filter(|_| of_instance), &self.called) {
            (Some((address, _)), _) => Some(format_smolstr!("{text} of {address}")),
            (None, Some(called)) if !called.address.is_empty() => Some(format_smolstr!("{text} in {}", called.address)),
            (None, _) => Some(text),
        }
    }

    /// Whether a value is another in each instance of a module of which the instances are not told apart: then what is asked
    /// of it has as many answers.
    fn varies(&self, node: &Node, left: usize) -> bool {
        let Some(called) = self.called.as_ref().filter(|_| left > 0) else { return false };
        let Some(by) = called.by.upgrade() else { return false };
        let mut varies = false;
        traversals(node, &mut |traversal| {
            let (Some(root), Some(name)) = (root_name(traversal), second_name(traversal)) else { return };
            varies |= match root.as_str() {
                "local" => self.declared.locals.get(name).is_some_and(|local| self.varies(local, left - 1)),
                "var" => {
                    by.declared.modules.get(called.call).and_then(|call| call.body.get(name)).is_some_and(|given| {
                        let mut of_instance = false;
                        traversals(given, &mut |traversal| {
                            of_instance |=
                                root_name(traversal).is_some_and(|root| matches!(root.as_str(), "each" | "count"));
                        });
                        (of_instance && called.instance.is_any_of_many()) || by.varies(given, left - 1)
                    })
                }
                _ => false,
            };
        });
        varies
    }

    /// Takes down where literals stand that a secret is held against.
    pub(super) fn hide_literals(&self, node: &Node) {
        literals(node, &mut |span| self.world.hide(span));
    }

    /// The text that a node is written as, its white space made single and without parentheses around it.
    fn source_text(&self, node: &Node) -> Option<SmolStr> {
        let source = self.world.source(node.span.source)?;
        let words: Vec<&str> = without_parentheses(source.slice(node.span)).split_whitespace().collect();
        (!words.is_empty()).then(|| SmolStr::new(words.join(" ")))
    }
}

/// What a condition that cannot be decided leaves: a choice, if the condition has a name.
fn undecided(decider: &Node, (yes, no): (&Outcome, &Outcome), key: Option<&(SmolStr, bool)>, span: Span) -> Node {
    let branch = |outcome: &Outcome| settled(outcome.clone(), span);
    let (yes, no) = (branch(yes), branch(no));
    let Content::Unknown(unknown) = &decider.content else {
        return Node::unknown(Unknown::because("the condition here is no boolean"), span);
    };
    let (key, flipped) = match key {
        Some((key, flipped)) => (key.clone(), *flipped),
        None if crate::values::choices::same(&yes, &no) => return yes,
        None => {
            return Node {
                origin: decider.origin.clone(),
                ..Node::unknown(Unknown::because(unknown.reason.clone()), span)
            };
        }
    };
    let options = if flipped { vec![no, yes] } else { vec![yes, no] };
    choose(&condition_switch(key), options, span)
}

/// Whether a value beside it may make it one of another type.
fn may_become_another(value: &Node) -> bool {
    match &value.content {
        Content::Number(_) | Content::Bool(_) | Content::List(_) | Content::Map(_) => true,
        Content::Choice(choice) => choice.options.iter().any(may_become_another),
        Content::Sealed(inner) => may_become_another(inner),
        _ => false,
    }
}

/// A value beside another one, either of which may be one of several.
fn beside_each(value: Node, other: Option<&Node>, span: Span) -> Outcome {
    let is_choice = |node: &Node| matches!(node.content, Content::Choice(_));
    let several = other.filter(|other| is_choice(other) || is_choice(&value));
    let is_open = |other: &&Node| ![&value, *other].into_iter().any(|side| is_sealed(side, Reach::Top));
    let Some(other) = several.filter(is_open).filter(|_| may_become_another(&value)) else {
        return Ok(beside(value, other));
    };
    lifted(&[value, other.clone()], Reach::Top, span, &mut |pair| match pair {
        [value, other] => Ok(beside(value.clone(), Some(other))),
        _ => Err(Fault::wrong("there is nothing beside what stands here")),
    })
}

/// A value as one of the type that it has together with the one beside it.
fn beside(value: Node, other: Option<&Node>) -> Node {
    let Some(other) = other.filter(|other| !other.is_null() && may_become_another(&value)) else { return value };
    let together = unified(&[Type::of(&value), Type::of(other)]);
    converted(value, &together.unwrap_or(Type::Open))
}

/// A text without the parentheses that stand around the whole of it.
fn without_parentheses(text: &str) -> &str {
    let text = text.trim();
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else { return text };
    let mut open = 0_usize;
    for letter in inner.chars() {
        match letter {
            '(' => open += 1,
            // The first one is closed before the end: `(a) == (b)`.
            ')' if open == 0 => return text,
            ')' => open -= 1,
            _ => {}
        }
    }
    without_parentheses(inner)
}
