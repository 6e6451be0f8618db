//! Functions of numbers, and conversions to primitive types.

use smol_str::format_smolstr;

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::{Fault, MOST_ITEMS, Outcome, number, to_bool, to_number, to_text};
use crate::model::tree::Node;

pub(super) static FUNCTIONS: &[Function] = &[
    function("abs", Takes::Whole, |call| call.give_number(call.number(0)?.abs())),
    function("ceil", Takes::Whole, |call| call.give_number(call.number(0)?.ceil())),
    function("floor", Takes::Whole, |call| call.give_number(call.number(0)?.floor())),
    function("log", Takes::Whole, |call| finite(call, call.number(0)?.log(call.number(1)?))),
    function("max", Takes::Whole, |call| extreme(call, f64::max)),
    function("min", Takes::Whole, |call| extreme(call, f64::min)),
    function("parseint", Takes::Whole, parseint),
    function("pow", Takes::Whole, |call| finite(call, call.number(0)?.powf(call.number(1)?))),
    function("range", Takes::Whole, range),
    function("signum", Takes::Whole, |call| {
        let value = call.number(0)?;
        call.give_number(if value == 0.0 { 0.0 } else { value.signum() })
    }),
    function("sum", Takes::Whole, sum),
    function("tobool", Takes::Tops, |call| convert(call, "boolean", to_bool, |call, value| call.give_bool(value))),
    function("tonumber", Takes::Tops, |call| convert(call, "number", to_number, |call, value| call.give_number(value))),
    function("tostring", Takes::Tops, |call| convert(call, "text", to_text, |call, value| call.give_text(&value))),
];

fn finite(call: &Call, value: f64) -> Outcome {
    if value.is_finite() { call.give_number(value) } else { Err(call.wrong("numbers without a result")) }
}

fn numbers(call: &Call, nodes: &[Node]) -> Result<Vec<f64>, Fault> {
    let read = |node| to_number(node).ok_or_else(|| call.wrong("something that is no number"));
    nodes.iter().map(read).collect()
}

fn extreme(call: &Call, better: fn(f64, f64) -> f64) -> Outcome {
    let all = numbers(call, call.arguments)?;
    call.give_number(all.into_iter().reduce(better).ok_or_else(|| call.wrong("no numbers"))?)
}

fn sum(call: &Call) -> Outcome {
    let all = numbers(call, call.items(0)?)?;
    if all.is_empty() { Err(call.wrong("no numbers")) } else { finite(call, all.into_iter().sum()) }
}

fn parseint(call: &Call) -> Outcome {
    let (digits, base) = (call.text(0)?, call.number(1)?);
    if !(2.0..=36.0).contains(&base) {
        return Err(call.wrong("a base that is none"));
    }
    let parsed = i64::from_str_radix(&digits, base as u32);
    let value = parsed.map_err(|_| call.wrong(&format_smolstr!("{digits:?}, which is no number of that base")))?;
    call.give_number(value as f64)
}

fn range(call: &Call) -> Outcome {
    let all = numbers(call, call.arguments)?;
    let (start, end, step) = match all.as_slice() {
        [end] => (0.0, *end, if *end < 0.0 { -1.0 } else { 1.0 }),
        [start, end] => (*start, *end, if end < start { -1.0 } else { 1.0 }),
        [start, end, step] => (*start, *end, *step),
        _ => return Err(call.wrong("no limits")),
    };
    if step == 0.0 || (end - start) * step < 0.0 {
        return if step == 0.0 { Err(call.wrong("a step of nothing")) } else { call.give_list(Vec::new()) };
    }
    let count = ((end - start) / step).ceil();
    if count > MOST_ITEMS as f64 {
        return Ok(call.unknown("gives too many values"));
    }
    call.give_list((0..count as usize).map(|place| number(start + step * place as f64, call.span)).collect())
}

fn convert<T>(call: &Call, kind: &str, read: fn(&Node) -> Option<T>, give: fn(&Call, T) -> Outcome) -> Outcome {
    let node = call.argument(0)?;
    if node.is_null() {
        return Ok(node.clone());
    }
    let value = read(node).ok_or_else(|| call.wrong(&format_smolstr!("something that is no {kind}")))?;
    give(call, value)
}
