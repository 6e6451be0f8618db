//! Operators between values that hold no choices, in three values.

use super::choices::unknown_among;
use super::codes::spelled;
use super::decimal::Decimal;
use super::unify::{equal, is_other};
use super::value::{Fault, Outcome, boolean, number, to_bool, to_number};
use crate::model::expression::{BinaryOperator, UnaryOperator};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::choices::Reach;

/// `-a` and `!a`.
pub(super) fn unary(operator: UnaryOperator, operand: &Node, span: Span) -> Outcome {
    if let Some(unknown) = unknown_among(std::slice::from_ref(operand), Reach::Top, span) {
        return Ok(unknown);
    }
    match operator {
        UnaryOperator::Negate => {
            let value = to_number(operand).ok_or_else(|| Fault::wrong("what is negated here is no number"))?;
            Ok(Decimal::of(operand).map_or_else(|| number(-value, span), |exact| exact.negated().node(span)))
        }
        UnaryOperator::Not => {
            let value = to_bool(operand).ok_or_else(|| Fault::wrong("what is negated here is no boolean"))?;
            Ok(boolean(!value, span))
        }
    }
}

/// `a + b` and so on.
pub(super) fn binary(operator: BinaryOperator, one: &Node, other: &Node, span: Span) -> Outcome {
    match operator {
        BinaryOperator::And => logical(one, other, false, span),
        BinaryOperator::Or => logical(one, other, true, span),
        BinaryOperator::Equal => equality(one, other, true, span),
        BinaryOperator::NotEqual => equality(one, other, false, span),
        _ => arithmetic(operator, one, other, span),
    }
}

/// `&&` and `||`: one side that is `deciding` decides, whatever the other is.
fn logical(one: &Node, other: &Node, deciding: bool, span: Span) -> Outcome {
    for side in [one, other] {
        if to_bool(side) == Some(deciding) {
            return Ok(Node { origin: side.origin.clone(), ..boolean(deciding, span) });
        }
    }
    // Beside what decides nothing the other side is the answer, unchanged.
    for (side, answer) in [(one, other), (other, one)] {
        if to_bool(side).is_some() && matches!(answer.content, Content::Unknown(_)) {
            return Ok(Node { span, ..answer.clone() });
        }
    }
    if let Some(unknown) = unknown_among(&[one.clone(), other.clone()], Reach::Top, span) {
        return Ok(unknown);
    }
    match (to_bool(one), to_bool(other)) {
        (Some(_), Some(_)) => Ok(boolean(!deciding, span)),
        _ => Err(Fault::wrong("a side of the operator here is no boolean")),
    }
}

/// `==` and `!=`; `when_same` is the answer for equal values.
fn equality(one: &Node, other: &Node, when_same: bool, span: Span) -> Outcome {
    let is_something = |node: &Node| match &node.content {
        Content::Unknown(unknown) => unknown.not_null,
        Content::Null => false,
        _ => true,
    };
    if (one.is_null() && is_something(other)) || (other.is_null() && is_something(one)) {
        return Ok(boolean(!when_same, span));
    }
    let (one, other) = (&spelled(one), &spelled(other));
    let sides = [one.clone(), other.clone()];
    // A list is no tuple, whatever it holds; and null, which it may be, is neither.
    let are_open = sides.iter().all(|side| matches!(side.content, Content::Unknown(_)));
    let is_collection = |node: &Node| matches!(node.content, Content::Unknown(_) | Content::List(_) | Content::Map(_));
    if is_collection(one) && is_collection(other) && is_other((one.sort, other.sort)) && !are_open {
        return Ok(boolean(!when_same, span));
    }
    // Maps and lists of different sizes differ, whatever is unknown in them.
    if let (Some(first), Some(second)) = (one.as_list(), other.as_list())
        && first.len() != second.len()
    {
        return Ok(boolean(!when_same, span));
    }
    if let Some(unknown) = unknown_among(&sides, Reach::Whole, span) {
        return Ok(unknown);
    }
    Ok(match equal(one, other) {
        Some(equal) => boolean(equal == when_same, span),
        None => Node::unknown(Unknown::because("whether both sides here are of one type is not known"), span),
    })
}

fn arithmetic(operator: BinaryOperator, one: &Node, other: &Node, span: Span) -> Outcome {
    if let Some(unknown) = unknown_among(&[one.clone(), other.clone()], Reach::Top, span) {
        return Ok(unknown);
    }
    let exact = Decimal::of(one).zip(Decimal::of(other)).and_then(|(one, other)| exactly(operator, one, other));
    let (Some(one), Some(other)) = (to_number(one), to_number(other)) else {
        return Err(Fault::wrong("a side of the operator here is no number"));
    };
    if let Some(exact) = exact {
        return Ok(exact.node(span));
    }
    let computed = match operator {
        BinaryOperator::Add => one + other,
        BinaryOperator::Subtract => one - other,
        BinaryOperator::Multiply => one * other,
        BinaryOperator::Divide => one / other,
        BinaryOperator::Modulo => one % other,
        BinaryOperator::Less => return Ok(boolean(one < other, span)),
        BinaryOperator::LessOrEqual => return Ok(boolean(one <= other, span)),
        BinaryOperator::Greater => return Ok(boolean(one > other, span)),
        BinaryOperator::GreaterOrEqual => return Ok(boolean(one >= other, span)),
        BinaryOperator::Equal | BinaryOperator::NotEqual | BinaryOperator::And | BinaryOperator::Or => {
            return Err(Fault::wrong("the operator here takes no numbers"));
        }
    };
    if computed.is_finite() { Ok(number(computed, span)) } else { Err(Fault::wrong("the division here is by zero")) }
}

/// What the operator makes of two decimal fractions, where that is one.
fn exactly(operator: BinaryOperator, one: Decimal, other: Decimal) -> Option<Decimal> {
    if one.is_rounded() || other.is_rounded() {
        return None;
    }
    match operator {
        BinaryOperator::Add => one.add(other),
        BinaryOperator::Subtract => one.subtract(other),
        BinaryOperator::Multiply => one.multiply(other),
        BinaryOperator::Divide => one.divide(other),
        BinaryOperator::Modulo => one.modulo(other),
        _ => None,
    }
}
