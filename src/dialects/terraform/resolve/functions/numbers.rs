//! Functions of numbers.

use smol_str::format_smolstr;

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::decimal::Decimal;
use crate::dialects::terraform::resolve::value::{Fault, Outcome, to_number, to_number_node};
use crate::model::tree::{Content, Node};

pub(super) static FUNCTIONS: &[Function] = &[
    function("abs", Takes::Whole, |call| {
        rounded(call, |exact| if exact.is_negative() { exact.negated() } else { exact }, f64::abs)
    }),
    function("ceil", Takes::Whole, |call| rounded(call, Decimal::ceil, f64::ceil)),
    function("floor", Takes::Whole, |call| rounded(call, Decimal::floor, f64::floor)),
    function("log", Takes::Whole, |call| finite(call, call.number(0)?.ln() / call.number(1)?.ln())),
    function("max", Takes::Anything, |call| extreme(call, true)),
    function("min", Takes::Anything, |call| extreme(call, false)),
    function("parseint", Takes::Whole, parseint),
    function("pow", Takes::Whole, |call| finite(call, call.number(0)?.powf(call.number(1)?))),
    function("range", Takes::Whole, range),
    function("signum", Takes::Whole, |call| {
        let value = call.number(0)?;
        call.give_number(if value == 0.0 { 0.0 } else { value.signum() })
    }),
    function("sum", Takes::Whole, sum),
];

/// Terraform makes no longer ranges.
const MOST_IN_RANGE: usize = 1024;

fn finite(call: &Call, value: f64) -> Outcome {
    if value.is_finite() { call.give_number(value) } else { Err(call.wrong("numbers without a result")) }
}

/// Of what is written in decimal, exactly.
fn rounded(call: &Call, exact: fn(Decimal) -> Decimal, near: fn(f64) -> f64) -> Outcome {
    let value = call.number(0)?;
    match Decimal::of(call.argument(0)?) {
        Some(number) => Ok(exact(number).node(call.span)),
        None => call.give_number(near(value)),
    }
}

/// The largest or smallest number. Of those that are not known, only a bound.
fn extreme(call: &Call, is_largest: bool) -> Outcome {
    let better = if is_largest { f64::max } else { f64::min };
    let mut best: Option<&Node> = None;
    for argument in call.arguments.iter().filter(|node| !matches!(node.content, Content::Unknown(_))) {
        let value = to_number(argument).ok_or_else(|| call.wrong("something that is no number"))?;
        if best.and_then(to_number).is_none_or(|best| better(best, value) != best) {
            best = Some(argument);
        }
    }
    if let Some(mut open) = call.open(call.arguments) {
        let bound = |node: &Node, least: bool| match &node.content {
            Content::Unknown(unknown) => {
                if least {
                    unknown.at_least
                } else {
                    unknown.at_most
                }
            }
            _ => to_number(node),
        };
        // One bound holds as soon as one number has it, the other only where all have it.
        let near = call.arguments.iter().filter_map(|node| bound(node, is_largest)).reduce(better);
        let far: Option<Vec<f64>> = call.arguments.iter().map(|node| bound(node, !is_largest)).collect();
        let far = far.and_then(|bounds| bounds.into_iter().reduce(better));
        if let Content::Unknown(unknown) = &mut open.content {
            (unknown.at_least, unknown.at_most) = if is_largest { (near, far) } else { (far, near) };
        }
        return Ok(open);
    }
    let best = best.and_then(to_number_node).ok_or_else(|| call.wrong("no numbers"))?;
    Ok(Node { span: call.span, ..best })
}

fn sum(call: &Call) -> Outcome {
    let items = call.items(0)?;
    if items.is_empty() {
        return Err(call.wrong("no numbers"));
    }
    let read = |node| to_number(node).ok_or_else(|| call.wrong("something that is no number"));
    let near: Vec<f64> = items.iter().map(read).collect::<Result<_, Fault>>()?;
    let exact = items.iter().try_fold(Decimal::whole(0), |total, item| total.add(Decimal::of(item)?));
    match exact {
        Some(total) => Ok(total.node(call.span)),
        None => finite(call, near.into_iter().sum()),
    }
}

/// A whole number in a base of up to 62: beyond 36, the capital letters follow the small ones.
fn parseint(call: &Call) -> Outcome {
    let written = match call.argument(0)?.as_number() {
        None => call.text(0)?,
        Some(_) => return Err(call.wrong("a number where text is wanted")),
    };
    let base = call.whole_number(1)?;
    let base = u32::try_from(base).ok().filter(|base| (2..=62).contains(base));
    let base = base.ok_or_else(|| call.wrong("a base that is none"))?;
    let wrong = || call.wrong(&format_smolstr!("{written:?}, which is no number of that base"));
    let digits = written.strip_prefix(['-', '+']).unwrap_or(&written);
    let mut value: Option<i128> = Some(0);
    for digit in digits.bytes() {
        let digit = match digit {
            b'0'..=b'9' => u32::from(digit - b'0'),
            b'a'..=b'z' => u32::from(digit - b'a') + 10,
            b'A'..=b'Z' if base <= 36 => u32::from(digit - b'A') + 10,
            b'A'..=b'Z' => u32::from(digit - b'A') + 36,
            _ => return Err(wrong()),
        };
        if digit >= base {
            return Err(wrong());
        }
        value = value.and_then(|value| value.checked_mul(base.into())?.checked_add(digit.into()));
    }
    if digits.is_empty() {
        return Err(wrong());
    }
    match value {
        Some(value) => Ok(Decimal::whole(if written.starts_with('-') { -value } else { value }).node(call.span)),
        None => Ok(call.unknown("gives a number of more digits than are kept")),
    }
}

fn range(call: &Call) -> Outcome {
    let read = |node| Decimal::of(node).ok_or_else(|| call.wrong("something that is no number"));
    let all: Vec<Decimal> = call.arguments.iter().map(read).collect::<Result<_, Fault>>()?;
    let (zero, one) = (Decimal::whole(0), Decimal::whole(1));
    let is_below = |one: Decimal, other: Decimal| one.compare(other) == Some(std::cmp::Ordering::Less);
    let towards = |start, end| if is_below(end, start) { one.negated() } else { one };
    let (start, end, step) = match all.as_slice() {
        [end] => (zero, *end, towards(zero, *end)),
        [start, end] => (*start, *end, towards(*start, *end)),
        [start, end, step] => (*start, *end, *step),
        _ => return Err(call.wrong("no limits")),
    };
    let goes_down = step.is_negative();
    if step.integer() == Some(0) {
        return Err(call.wrong("a step of nothing"));
    }
    if if goes_down { is_below(start, end) } else { is_below(end, start) } {
        return Err(call.wrong("a step that leads away from the end"));
    }
    let mut numbers = Vec::new();
    let mut next = start;
    while if goes_down { is_below(end, next) } else { is_below(next, end) } {
        if numbers.len() >= MOST_IN_RANGE {
            return Err(Fault::wrong("range() gives too many values"));
        }
        numbers.push(next.node(call.span));
        next = next.add(step).ok_or_else(|| call.wrong("numbers without a result"))?;
    }
    call.give_list(numbers)
}
