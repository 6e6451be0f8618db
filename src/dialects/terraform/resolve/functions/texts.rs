//! Functions of text.

use smol_str::SmolStr;

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::{MOST_TEXT, Outcome, text};

pub(super) static FUNCTIONS: &[Function] = &[
    function("basename", Takes::Whole, |call| {
        let path = call.text(0)?;
        call.give_text(path.rsplit('/').next().unwrap_or(&path))
    }),
    function("chomp", Takes::Whole, |call| call.give_text(call.text(0)?.trim_end_matches(['\r', '\n']))),
    function("dirname", Takes::Whole, |call| {
        let path = call.text(0)?;
        call.give_text(path.rsplit_once('/').map_or(".", |(folder, _)| folder))
    }),
    function("endswith", Takes::Whole, |call| call.give_bool(call.text(0)?.ends_with(call.text(1)?.as_str()))),
    function("indent", Takes::Whole, indent),
    function("join", Takes::Whole, join),
    function("lower", Takes::Whole, |call| call.give_text(&call.text(0)?.to_lowercase())),
    function("replace", Takes::Whole, replace),
    function("split", Takes::Whole, split),
    function("startswith", Takes::Whole, |call| call.give_bool(call.text(0)?.starts_with(call.text(1)?.as_str()))),
    function("strcontains", Takes::Whole, |call| call.give_bool(call.text(0)?.contains(call.text(1)?.as_str()))),
    function("strrev", Takes::Whole, |call| call.give_text(&call.text(0)?.chars().rev().collect::<String>())),
    function("substr", Takes::Whole, substr),
    function("title", Takes::Whole, title),
    function("trim", Takes::Whole, trim),
    function("trimprefix", Takes::Whole, |call| {
        let (whole, prefix) = (call.text(0)?, call.text(1)?);
        call.give_text(whole.strip_prefix(prefix.as_str()).unwrap_or(&whole))
    }),
    function("trimspace", Takes::Whole, |call| call.give_text(call.text(0)?.trim())),
    function("trimsuffix", Takes::Whole, |call| {
        let (whole, suffix) = (call.text(0)?, call.text(1)?);
        call.give_text(whole.strip_suffix(suffix.as_str()).unwrap_or(&whole))
    }),
    function("upper", Takes::Whole, |call| call.give_text(&call.text(0)?.to_uppercase())),
];

fn indent(call: &Call) -> Outcome {
    let (spaces, whole) = (call.number(0)?, call.text(1)?);
    let padding = " ".repeat((spaces.max(0.0) as usize).min(256));
    if whole.matches('\n').count() * padding.len() + whole.len() > MOST_TEXT {
        return Ok(call.unknown("gives too long a text"));
    }
    call.give_text(&whole.replace('\n', &format!("\n{padding}")))
}

fn join(call: &Call) -> Outcome {
    let separator = call.text(0)?;
    let mut out = String::new();
    let mut first = true;
    for place in 1..call.arguments.len() {
        for item in call.items(place)? {
            if !first {
                out.push_str(&separator);
            }
            first = false;
            let item = super::super::value::to_text(item);
            out.push_str(&item.ok_or_else(|| call.wrong("a list of something that is no text"))?);
            if out.len() > MOST_TEXT {
                return Ok(call.unknown("gives too long a text"));
            }
        }
    }
    call.give_text(&out)
}

fn replace(call: &Call) -> Outcome {
    let (whole, from, to) = (call.text(0)?, call.text(1)?, call.text(2)?);
    // Between slashes stands a regular expression.
    if from.len() > 1 && from.starts_with('/') && from.ends_with('/') {
        return Ok(call.unknown("with a regular expression is not evaluated"));
    }
    if whole.matches(from.as_str()).count().saturating_mul(to.len()).saturating_add(whole.len()) > 2 * MOST_TEXT {
        return Ok(call.unknown("gives too long a text"));
    }
    call.give_text(&whole.replace(from.as_str(), &to))
}

fn split(call: &Call) -> Outcome {
    let (separator, whole) = (call.text(0)?, call.text(1)?);
    if separator.is_empty() {
        return call.give_list(whole.chars().map(|part| text(SmolStr::from_iter([part]), call.span)).collect());
    }
    if whole.is_empty() {
        return call.give_list(vec![text("", call.span)]);
    }
    call.give_list(whole.split(separator.as_str()).map(|part| text(part, call.span)).collect())
}

fn substr(call: &Call) -> Outcome {
    let (whole, start, length) = (call.text(0)?, call.number(1)?, call.number(2)?);
    let chars: Vec<char> = whole.chars().collect();
    let start = if start < 0.0 { (chars.len() as f64 + start).max(0.0) } else { start } as usize;
    let length = if length < 0.0 { chars.len() } else { length as usize };
    call.give_text(&chars.into_iter().skip(start).take(length).collect::<String>())
}

fn title(call: &Call) -> Outcome {
    let mut out = String::new();
    let mut starts = true;
    for letter in call.text(0)?.chars() {
        if starts {
            out.extend(letter.to_uppercase())
        } else {
            out.push(letter)
        }
        starts = !letter.is_alphanumeric() && letter != '_' && letter != '\'';
    }
    call.give_text(&out)
}

fn trim(call: &Call) -> Outcome {
    let (whole, cut) = (call.text(0)?, call.text(1)?);
    call.give_text(whole.trim_matches(|letter| cut.contains(letter)))
}
