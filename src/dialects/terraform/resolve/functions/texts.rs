//! Functions of text. Its letters are those that people see: a letter with its accents is one.

use std::collections::HashSet;

use smol_str::SmolStr;
use unicode_segmentation::UnicodeSegmentation;

use super::patterns;
use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::holes::HoledText;
use crate::dialects::terraform::resolve::value::{MOST_TEXT, Outcome, text, to_text};
use crate::model::tree::{Content, Node};

pub(super) static FUNCTIONS: &[Function] = &[
    function("chomp", Takes::Whole, |call| call.give_text(call.text(0)?.trim_end_matches(['\r', '\n']))),
    function("endswith", Takes::Whole, |call| call.give_bool(call.text(0)?.ends_with(call.text(1)?.as_str()))),
    function("indent", Takes::Whole, indent),
    function("join", Takes::Items, join),
    function("lower", Takes::Parts, |call| cased(call, |letter| single(letter, letter.to_lowercase()))),
    function("replace", Takes::Whole, replace),
    function("split", Takes::Whole, split),
    function("startswith", Takes::Whole, |call| call.give_bool(call.text(0)?.starts_with(call.text(1)?.as_str()))),
    function("strcontains", Takes::Whole, |call| call.give_bool(call.text(0)?.contains(call.text(1)?.as_str()))),
    function("strrev", Takes::Whole, |call| call.give_text(&call.text(0)?.graphemes(true).rev().collect::<String>())),
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
    function("upper", Takes::Parts, |call| cased(call, |letter| single(letter, letter.to_uppercase()))),
];

/// The other case of a letter, where that is one letter.
fn single(letter: char, mut others: impl Iterator<Item = char>) -> char {
    match (others.next(), others.next()) {
        (Some(other), None) => other,
        _ => letter,
    }
}

/// A text in another case; of one that is known in part, that part.
fn cased(call: &Call, other: fn(char) -> char) -> Outcome {
    let argument = call.argument(0)?;
    let Some(mut open) = call.open([argument]) else {
        return call.give_text(&call.text(0)?.chars().map(other).collect::<String>());
    };
    if let (Content::Unknown(made), Content::Unknown(given)) = (&mut open.content, &argument.content) {
        made.outline = given.outline.as_ref().map(|outline| outline.chars().map(other).collect());
    }
    Ok(open)
}

fn indent(call: &Call) -> Outcome {
    let (spaces, whole) = (call.whole_number(0)?, call.text(1)?);
    let spaces = usize::try_from(spaces).map_err(|_| call.wrong("an indent below nothing"))?;
    if whole.matches('\n').count().saturating_mul(spaces).saturating_add(whole.len()) > MOST_TEXT {
        return Ok(call.too_much("gives too long a text"));
    }
    // Where no line ends there is nothing to indent, however far.
    let spaces = spaces.min(MOST_TEXT);
    call.give_text(&whole.replace('\n', &format!("\n{}", " ".repeat(spaces))))
}

/// Items in one text; what is not known leaves a hole in it.
fn join(call: &Call) -> Outcome {
    let is_open = |node: &&Node| matches!(node.content, Content::Unknown(_));
    if let Some(open) = call.open(call.arguments.iter().filter(is_open)) {
        return Ok(open);
    }
    let Some(separator) = to_text(call.argument(0)?) else {
        return call.open([call.argument(0)?]).ok_or_else(|| call.wrong("something that is no text"));
    };
    let mut out = HoledText::default();
    let mut first = true;
    for place in 1..call.arguments.len() {
        for item in call.items(place)? {
            if !first {
                out.push(&separator);
            }
            first = false;
            match to_text(item) {
                Some(written) => out.push(&written),
                None if call.open([item]).is_some() => out.hole(item.clone()),
                None => return Err(call.wrong("a list of something that is no text")),
            }
            if out.is_too_long() {
                return Ok(call.too_much("gives too long a text"));
            }
        }
    }
    Ok(out.finish(call.span))
}

fn replace(call: &Call) -> Outcome {
    let (whole, from, to) = (call.text(0)?, call.text(1)?, call.text(2)?);
    // Between slashes stands a regular expression.
    if let Some(pattern) = from.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
        return patterns::replaced(call, &whole, pattern, &to);
    }
    if whole.matches(from.as_str()).count().saturating_mul(to.len()).saturating_add(whole.len()) > 2 * MOST_TEXT {
        return Ok(call.too_much("gives too long a text"));
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
    let (whole, start, length) = (call.text(0)?, call.whole_number(1)?, call.whole_number(2)?);
    let (start, length) = if start < 0 {
        let all = i64::try_from(whole.graphemes(true).count()).unwrap_or(i64::MAX);
        // From behind, Terraform takes nothing for all that follows.
        (start.saturating_add(all).max(0), if length == 0 { -1 } else { length })
    } else {
        (start, length)
    };
    let (start, length) = (usize::try_from(start).unwrap_or(usize::MAX), usize::try_from(length).unwrap_or(usize::MAX));
    call.give_text(&whole.graphemes(true).skip(start).take(length).collect::<String>())
}

/// Every word with a capital; a word starts behind white space, and behind any mark of ASCII but `_`.
fn title(call: &Call) -> Outcome {
    let mut out = String::new();
    let mut starts = true;
    for letter in call.text(0)?.chars() {
        out.push(if starts { single(letter, letter.to_uppercase()) } else { letter });
        starts = match letter {
            '_' => false,
            letter if letter.is_ascii() => !letter.is_ascii_alphanumeric(),
            letter => letter.is_whitespace(),
        };
    }
    call.give_text(&out)
}

fn trim(call: &Call) -> Outcome {
    let (whole, cut) = (call.text(0)?, call.text(1)?);
    let cut: HashSet<char> = cut.chars().collect();
    call.give_text(whole.trim_matches(|letter| cut.contains(&letter)))
}
