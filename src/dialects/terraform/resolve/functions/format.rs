//! `format` and `formatlist`.

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::{
    Fault, MOST_ITEMS, MOST_TEXT, Outcome, bounded_text, json_text, number_text, to_number, to_text,
};
use crate::model::tree::Node;

pub(super) static FUNCTIONS: &[Function] = &[
    function("format", Takes::Whole, |call| {
        let arguments: Vec<&Node> = call.arguments.iter().skip(1).collect();
        call.give_text(&formatted(call, &arguments)?)
    }),
    function("formatlist", Takes::Whole, formatlist),
];

/// Wider than this nothing is padded.
const MOST_WIDTH: usize = 1000;

fn formatlist(call: &Call) -> Outcome {
    let rest = call.arguments.get(1..).unwrap_or_default();
    let lengths = rest.iter().filter_map(|argument| argument.as_list().map(<[Node]>::len));
    let rows = lengths.min().unwrap_or(1);
    let mut lines = Vec::new();
    let mut size = 0;
    for row in 0..rows.min(MOST_ITEMS) {
        let in_row = |argument| Node::as_list(argument).map_or(Some(argument), |items| items.get(row));
        let arguments: Vec<&Node> = rest.iter().filter_map(in_row).collect();
        let line = formatted(call, &arguments)?;
        size += line.len();
        if size > MOST_TEXT {
            return Ok(call.unknown("gives too long a text"));
        }
        lines.push(bounded_text(&line, call.span));
    }
    call.give_list(lines)
}

/// A verb with its flags: `%-05.2f`, `%[1]s`.
#[derive(Default)]
struct Verb {
    zero: bool,
    left: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

fn formatted(call: &Call, arguments: &[&Node]) -> Result<String, Fault> {
    let pattern = call.text(0)?;
    let mut out = String::new();
    let mut next = 0;
    let mut rest = pattern.as_str();
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            out.push('%');
            rest = after;
            continue;
        }
        let (verb, tail) = verb(after, &mut next).ok_or_else(|| call.wrong("a pattern that is none"))?;
        let argument = arguments.get(next).ok_or_else(|| call.wrong("too few values for its pattern"))?;
        next += 1;
        let text = written(&verb, argument).ok_or_else(|| call.wrong("a value that does not fit its pattern"))?;
        out.push_str(&padded(&verb, &text));
        rest = tail;
        if out.len() > MOST_TEXT {
            break;
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Reads a verb behind its `%`; an index in it sets which value is next.
fn verb<'p>(text: &'p str, next: &mut usize) -> Option<(Verb, &'p str)> {
    let mut verb = Verb::default();
    let mut rest = text;
    if let Some(indexed) = rest.strip_prefix('[') {
        let (index, tail) = indexed.split_once(']')?;
        *next = index.parse::<usize>().ok()?.checked_sub(1)?;
        rest = tail;
    }
    while let Some(flag) = rest.chars().next().filter(|flag| matches!(flag, '0' | '-' | '+' | ' ' | '#')) {
        verb.zero |= flag == '0';
        verb.left |= flag == '-';
        verb.plus |= flag == '+';
        rest = rest.get(1..)?;
    }
    let digits = |text: &'p str| text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let (width, tail) = digits(rest);
    verb.width = width.parse().unwrap_or(0).min(MOST_WIDTH);
    rest = tail;
    if let Some(fraction) = rest.strip_prefix('.') {
        let (precision, tail) = digits(fraction);
        verb.precision = Some(precision.parse().unwrap_or(0).min(MOST_WIDTH));
        rest = tail;
    }
    verb.letter = rest.chars().next()?;
    let tail = rest.get(verb.letter.len_utf8()..)?;
    Some((verb, tail))
}

fn written(verb: &Verb, node: &Node) -> Option<String> {
    let signed = |text: String, value: f64| if verb.plus && value >= 0.0 { format!("+{text}") } else { text };
    match verb.letter {
        's' => {
            let text = to_text(node)?;
            Some(text.chars().take(verb.precision.unwrap_or(usize::MAX)).collect())
        }
        'v' => to_text(node).or_else(|| json_text(node)).map(String::from),
        'q' => serde_json::to_string(to_text(node)?.as_str()).ok(),
        't' => node.as_bool().map(|yes| yes.to_string()),
        'd' => to_number(node).map(|value| signed(number_text(value.trunc()).into(), value)),
        'f' => to_number(node).map(|value| signed(format!("{value:.*}", verb.precision.unwrap_or(6)), value)),
        'g' => to_number(node).map(|value| signed(number_text(value).into(), value)),
        'x' => to_number(node).map(|value| format!("{:x}", value as i64)),
        'X' => to_number(node).map(|value| format!("{:X}", value as i64)),
        'o' => to_number(node).map(|value| format!("{:o}", value as i64)),
        'b' => to_number(node).map(|value| format!("{:b}", value as i64)),
        _ => None,
    }
}

fn padded(verb: &Verb, text: &str) -> String {
    let missing = verb.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return text.to_owned();
    }
    if verb.left {
        return format!("{text}{}", " ".repeat(missing));
    }
    let is_number = !matches!(verb.letter, 's' | 'q' | 'v' | 't');
    match text.strip_prefix(['-', '+']) {
        Some(digits) if verb.zero && is_number => {
            format!("{}{}{digits}", text.chars().next().unwrap_or_default(), "0".repeat(missing))
        }
        _ => format!("{}{text}", if verb.zero { "0" } else { " " }.repeat(missing)),
    }
}
