//! Types of a condition's parts: which may be compared, and what arithmetic makes of them.

use super::Mistake;
use super::parse::{Expression, ExpressionKind};
use crate::model::condition::Arithmetic;
use crate::model::vocabulary::{Enumeration, Kind, Word};
use crate::values::nearest::nearest;

/// The type of a part.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Bool,
    Number,
    Duration,
    Bytes,
    Rate,
    Text,
    Enumeration(&'static Enumeration),
    List(Box<Type>),
    Record(&'static [Word]),
    /// A literal text: free text or a value of an enumeration, as the other side is.
    Literal,
    /// Already reported, or the item of an empty list: fits everything.
    Anything,
}

impl From<Kind> for Type {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Bool => Self::Bool,
            Kind::Number => Self::Number,
            Kind::Duration => Self::Duration,
            Kind::Bytes => Self::Bytes,
            Kind::Rate => Self::Rate,
            Kind::Text => Self::Text,
            Kind::Enumeration(enumeration) => Self::Enumeration(enumeration),
            Kind::List(item) => Self::List(Box::new(Self::from(*item))),
            Kind::Record(words) => Self::Record(words),
        }
    }
}

impl Type {
    /// What it is called in messages.
    pub(super) fn called(&self) -> String {
        match self {
            Self::Bool => "a boolean".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Duration => "a duration".to_owned(),
            Self::Bytes => "a size in bytes".to_owned(),
            Self::Rate => "a rate".to_owned(),
            Self::Text | Self::Literal => "text".to_owned(),
            Self::Enumeration(enumeration) => format!("a value of {}", enumeration.name),
            Self::List(_) => "a list".to_owned(),
            Self::Record(_) => "a record".to_owned(),
            Self::Anything => "anything".to_owned(),
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Literal | Self::Enumeration(_) | Self::Anything)
    }

    pub(super) fn is_quantity(&self) -> bool {
        matches!(self, Self::Number | Self::Duration | Self::Bytes | Self::Rate | Self::Anything)
    }

    /// How a quantity of this type is written.
    fn example(&self) -> Option<&'static str> {
        match self {
            Self::Duration => Some("duration('15m')"),
            Self::Bytes => Some("bytes('512Mi')"),
            Self::Rate => Some("rate('5/s')"),
            _ => None,
        }
    }
}

/// What is wrong with asking whether two parts are equal, if anything is.
pub(super) fn comparable(left: (&Expression, &Type), right: (&Expression, &Type)) -> Option<Mistake> {
    let (start, end) = (left.0.start, right.0.end);
    let mistake = |message: String| Mistake::new(start, end, message);
    match (left.1, right.1) {
        (Type::Anything, _) | (_, Type::Anything) => None,
        (Type::List(_), _) | (_, Type::List(_)) => Some(
            mistake("lists are not compared".to_owned()).help("ask `x in list`, size(list), or list.exists(x, ...)"),
        ),
        (Type::Record(_), _) | (_, Type::Record(_)) => Some(mistake("records are not compared".to_owned())),
        (Type::Enumeration(one), Type::Enumeration(other)) if one != other => {
            Some(mistake(format!("{} and {} have no values in common to compare", one.name, other.name)))
        }
        (Type::Enumeration(enumeration), Type::Literal) => value_of(enumeration, right.0),
        (Type::Literal, Type::Enumeration(enumeration)) => value_of(enumeration, left.0),
        (Type::Text, Type::Literal) | (Type::Literal, Type::Text) => None,
        (one, other) if one == other => None,
        // Nothing is nothing in every unit.
        (quantity, Type::Number) if quantity.is_quantity() && is_zero(right.0) => None,
        (Type::Number, quantity) if quantity.is_quantity() && is_zero(left.0) => None,
        (one, other) => {
            let told = mistake(format!("this compares {} with {}", one.called(), other.called()));
            Some(match one.example().or_else(|| other.example()) {
                Some(example) => told.help(format!("quantities are written like {example}")),
                None => told,
            })
        }
    }
}

/// What is wrong with a literal as a value of an enumeration.
pub(super) fn value_of(enumeration: &'static Enumeration, literal: &Expression) -> Option<Mistake> {
    let text = match &literal.kind {
        ExpressionKind::Text(text) => text,
        // Of a literal in two branches each is looked at.
        ExpressionKind::Ternary(parts) => {
            let [_, yes, no] = &**parts;
            return value_of(enumeration, yes).or_else(|| value_of(enumeration, no));
        }
        _ => return None,
    };
    if enumeration.index(text).is_some() {
        return None;
    }
    let message = format!("'{text}' is no value of {}", enumeration.name);
    let help = match nearest(text, enumeration.values.iter().copied()) {
        Some(near) => format!("did you mean '{near}'?"),
        None => format!("its values are {}", enumeration.values.join(", ")),
    };
    Some(Mistake::new(literal.start, literal.end, message).help(help))
}

fn is_zero(expression: &Expression) -> bool {
    matches!(expression.kind, ExpressionKind::Number(number) if number == 0.0)
}

/// The type of an arithmetic result; nothing where the two do not go together.
pub(super) fn arithmetic(operation: Arithmetic, left: &Type, right: &Type) -> Option<Type> {
    use Type::{Anything, Duration, Number, Rate};
    if !left.is_quantity() || !right.is_quantity() {
        return None;
    }
    Some(match (operation, left, right) {
        (_, Anything, _) | (_, _, Anything) => Anything,
        (Arithmetic::Add | Arithmetic::Subtract, one, other) if one == other => one.clone(),
        (Arithmetic::Multiply | Arithmetic::Divide, one, Number) => one.clone(),
        (Arithmetic::Multiply, Number, other) => other.clone(),
        (Arithmetic::Multiply, Rate, Duration) | (Arithmetic::Multiply, Duration, Rate) => Number,
        (Arithmetic::Divide, one, other) if one == other => Number,
        (Arithmetic::Divide, Number, Duration) => Rate,
        (Arithmetic::Divide, Number, Rate) => Duration,
        _ => return None,
    })
}
