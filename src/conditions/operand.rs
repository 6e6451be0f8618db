//! Values that conditions compare: numbers as ranges, so that a bound can decide what the number would.

use std::cmp::Ordering;

use smol_str::SmolStr;

use super::evaluate::Truth;
use crate::model::condition::{Arithmetic, Comparison, Function};
use crate::model::fact::{Fact, Value};

/// A value as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Number(Range),
    Text(SmolStr),
    /// Known not to be there.
    Absent,
    Unknown,
}

/// All numbers from `low` to `high`; one number where they are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    const ALL: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    pub(super) fn point(number: f64) -> Self {
        Self { low: number, high: number }
    }

    fn is_point(self) -> bool {
        self.low == self.high
    }

    /// The smallest range over some numbers; everything where one of them is none.
    fn over(numbers: [f64; 4]) -> Self {
        if numbers.iter().any(|number| number.is_nan()) {
            return Self::ALL;
        }
        let low = numbers.into_iter().fold(f64::INFINITY, f64::min);
        let high = numbers.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Self { low, high }
    }
}

impl Operand {
    /// What a fact is as an operand; choices are picked before.
    pub(super) fn of(fact: Option<&Fact>) -> Self {
        match fact.map(|fact| fact.value.weighed()) {
            None | Some(Value::Absent) => Self::Absent,
            Some(Value::Number(number)) => Self::Number(Range::point(*number)),
            Some(Value::Text(text)) => Self::Text(text.clone()),
            Some(Value::Unknown(unknown)) if unknown.at_least.is_some() || unknown.at_most.is_some() => {
                Self::Number(Range {
                    low: unknown.at_least.unwrap_or(f64::NEG_INFINITY),
                    high: unknown.at_most.unwrap_or(f64::INFINITY),
                })
            }
            Some(_) => Self::Unknown,
        }
    }

    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Number(range) => range.is_point(),
            Self::Text(_) => true,
            Self::Absent | Self::Unknown => false,
        }
    }
}

/// Whether a comparison holds, as far as both sides are known.
pub(super) fn compare(comparison: Comparison, left: &Operand, right: &Operand) -> Truth {
    match (left, right) {
        (Operand::Number(left), Operand::Number(right)) => compare_ranges(comparison, *left, *right),
        (Operand::Text(left), Operand::Text(right)) => match comparison {
            Comparison::Equal => Truth::of(left == right),
            Comparison::NotEqual => Truth::of(left != right),
            _ => Truth::Unknown,
        },
        _ => Truth::Unknown,
    }
}

fn compare_ranges(comparison: Comparison, left: Range, right: Range) -> Truth {
    // Every number of the one lies below every number of the other, or not above it.
    let below = |one: Range, other: Range| one.high < other.low;
    let not_above = |one: Range, other: Range| one.high <= other.low;
    let told = |yes: bool, no: bool| match (yes, no) {
        (true, _) => Truth::Yes,
        (_, true) => Truth::No,
        _ => Truth::Unknown,
    };
    match comparison {
        Comparison::Less => told(below(left, right), not_above(right, left)),
        Comparison::LessOrEqual => told(not_above(left, right), below(right, left)),
        Comparison::Greater => told(below(right, left), not_above(left, right)),
        Comparison::GreaterOrEqual => told(not_above(right, left), below(left, right)),
        Comparison::Equal | Comparison::NotEqual => {
            let apart = below(left, right) || below(right, left);
            let equal = told(left.is_point() && right.is_point() && left.low == right.low, apart);
            if comparison == Comparison::Equal { equal } else { equal.not() }
        }
    }
}

/// The result of an operation, as far as both sides are known.
pub(super) fn reckon(operation: Arithmetic, left: &Operand, right: &Operand) -> Operand {
    let (Operand::Number(left), Operand::Number(right)) = (left, right) else { return Operand::Unknown };
    let corners = |operation: fn(f64, f64) -> f64| {
        Range::over([
            operation(left.low, right.low),
            operation(left.low, right.high),
            operation(left.high, right.low),
            operation(left.high, right.high),
        ])
    };
    let holds_zero = right.low <= 0.0 && right.high >= 0.0;
    match operation {
        Arithmetic::Add => Operand::Number(corners(|a, b| a + b)),
        Arithmetic::Subtract => Operand::Number(corners(|a, b| a - b)),
        Arithmetic::Multiply => Operand::Number(corners(|a, b| a * b)),
        Arithmetic::Divide if holds_zero => Operand::Unknown,
        Arithmetic::Divide => Operand::Number(corners(|a, b| a / b)),
    }
}

/// Whether a test of texts holds.
pub(super) fn test_texts(function: Function, text: &Operand, other: &Operand) -> Truth {
    let (Operand::Text(text), Operand::Text(other)) = (text, other) else { return Truth::Unknown };
    match function {
        Function::StartsWith => Truth::of(text.starts_with(other.as_str())),
        Function::EndsWith => Truth::of(text.ends_with(other.as_str())),
        Function::Contains => Truth::of(text.contains(other.as_str())),
        Function::LowerAscii | Function::Size => Truth::Unknown,
    }
}

/// The number of scalar values of a text.
pub(super) fn length(text: &Operand) -> Operand {
    match text {
        Operand::Text(text) => Operand::Number(Range::point(text.chars().count() as f64)),
        _ => Operand::Unknown,
    }
}

/// Whether an ordered value is at least another: by their places in the enumeration's list.
pub(super) fn at_least(value: Option<usize>, bound: Option<usize>) -> Truth {
    match (value, bound) {
        (Some(value), Some(bound)) => Truth::of(value.cmp(&bound) != Ordering::Less),
        // Nothing is below the first value.
        (None, Some(0)) => Truth::Yes,
        _ => Truth::Unknown,
    }
}
