//! `format` and `formatlist`.

use super::verbs::verb;
use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::holes::HoledText;
use crate::dialects::terraform::resolve::value::{MOST_ITEMS, MOST_TEXT, Outcome};
use crate::model::tree::Node;

pub(super) static FUNCTIONS: &[Function] = &[
    function("format", Takes::Parts, |call| {
        if let Some(open) = call.open([call.argument(0)?]) {
            return Ok(open);
        }
        let arguments: Vec<&Node> = call.arguments.iter().skip(1).collect();
        formatted(call, &arguments)
    }),
    function("formatlist", Takes::Parts, formatlist),
];

/// A text for each place in the lists; what is no list stands in all of them.
fn formatlist(call: &Call) -> Outcome {
    if let Some(open) = call.open([call.argument(0)?]) {
        return Ok(open);
    }
    let rest = call.arguments.get(1..).unwrap_or_default();
    let mut lengths = rest.iter().filter_map(|argument| argument.as_list().map(<[Node]>::len));
    let rows = lengths.next();
    if lengths.any(|length| Some(length) != rows) {
        return Err(call.wrong("lists of different lengths"));
    }
    let Some(rows) = rows.or_else(|| call.open(rest).is_none().then_some(1)) else {
        // What is not known may be a list.
        return call.open(rest).ok_or_else(|| call.wrong("no lists"));
    };
    let mut lines = Vec::new();
    let mut size = 0;
    for row in 0..rows.min(MOST_ITEMS) {
        let in_row = |argument| Node::as_list(argument).map_or(Some(argument), |items| items.get(row));
        let arguments: Vec<&Node> = rest.iter().filter_map(in_row).collect();
        let line = formatted(call, &arguments)?;
        size += line.as_str().map_or(0, str::len);
        if size > MOST_TEXT {
            return Ok(call.too_much("gives too long a text"));
        }
        lines.push(line);
    }
    call.give_list(lines)
}

/// A pattern filled in; what is not known leaves a hole in it.
fn formatted(call: &Call, arguments: &[&Node]) -> Outcome {
    let pattern = call.text(0)?;
    let mut out = HoledText::default();
    let (mut next, mut used) = (0, 0);
    let mut rest = pattern.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        out.push(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push("%");
            rest = after;
            continue;
        }
        let (verb, tail) = verb(after, &mut next).ok_or_else(|| call.wrong("a pattern that is none"))?;
        let argument = arguments.get(next).ok_or_else(|| call.wrong("too few values for its pattern"))?;
        next += 1;
        used = used.max(next);
        if verb.extent() > MOST_TEXT {
            return Ok(call.too_much("gives too long a text"));
        }
        match call.open([*argument]) {
            Some(_) => out.hole((*argument).clone()),
            None => {
                let wrong = || call.wrong("a value that does not fit its pattern");
                out.push(&verb.written(argument).ok_or_else(wrong)?);
            }
        }
        rest = tail;
        if out.is_too_long() {
            return Ok(call.too_much("gives too long a text"));
        }
    }
    if used < arguments.len() {
        return Err(call.wrong("more values than its pattern has places"));
    }
    out.push(rest);
    Ok(out.finish(call.span))
}
