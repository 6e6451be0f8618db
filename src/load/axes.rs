//! Axes and limits of a platform's file.

use smol_str::SmolStr;

use super::reader::Reader;
use super::values;
use crate::conditions::compile_over_facts;
use crate::model::fact::{Known, Value};
use crate::model::platform::{Axis, Case, Checked, Limit};
use crate::model::tree::{Map, Node, Unknown};
use crate::model::vocabulary::{GIVES, Kind, LIMITS, Word, find};

/// Words of `gives` that are no axes: the platform's own names, and its limits.
const NO_AXES: &[&str] = &["platform", "model", "family", "limits"];

/// The words of `gives` that are axes.
pub(super) fn axis_words() -> impl Iterator<Item = &'static Word> {
    GIVES.iter().filter(|word| !NO_AXES.contains(&word.name))
}

/// The axes under `axes:`.
pub(super) fn axes(reader: &mut Reader<'_>, node: &Node) -> Vec<(&'static str, Axis)> {
    let names: Vec<&str> = axis_words().map(|word| word.name).collect();
    let Some(map) = reader.map(node, "`axes`", &names) else { return Vec::new() };
    axis_words().filter_map(|word| Some((word.name, axis(reader, word, map.get(word.name)?)?))).collect()
}

/// A value, `unknown`, `{unknown: reason}`, or `{cases: [...]}`.
fn axis(reader: &mut Reader<'_>, word: &Word, node: &Node) -> Option<Axis> {
    let Some(list) = node.get("cases") else {
        let value = given(reader, word, node)?;
        return Some(Axis { cases: vec![Case { when: None, value }] });
    };
    reader.map(node, "an axis", &["cases"]);
    let items = list.items();
    if items.is_empty() {
        reader.report(list.span, "`cases` is a list of values, all but the last with `when`");
        return None;
    }
    let mut cases = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let map = reader.map(item, "a case", &["when", "value"])?;
        let value = reader.required(map, "value", item.span).and_then(|value| given(reader, word, value))?;
        let when = match (map.get("when"), place + 1 == items.len()) {
            (Some(when), false) => Some(reader.condition(when, compile_over_facts)?),
            (None, true) => None,
            (Some(when), true) => {
                reader.report(when.span, "the last case has no `when`: it holds where no other does");
                return None;
            }
            (None, false) => {
                reader.report(item.span, "a case before the last has a `when`");
                return None;
            }
        };
        cases.push(Case { when, value });
    }
    Some(Axis { cases })
}

fn given(reader: &mut Reader<'_>, word: &Word, node: &Node) -> Option<Value> {
    if node.as_str() == Some("unknown") {
        return Some(Value::Unknown(Unknown::because("only the running system knows")));
    }
    if node.as_map().is_some() {
        let map = reader.map(node, "a value that is not known", &["unknown"])?;
        let reason = reader.required_text(map, "unknown", node.span)?;
        return Some(Value::Unknown(Unknown::because(reason)));
    }
    match values::value(node, word.kind, Known::Written) {
        Ok(value) => Some(value),
        Err((message, help)) => {
            reader.report_with_help(node.span, format!("{}: {message}", word.name), help);
            None
        }
    }
}

/// The limits under `limits:`.
pub(super) fn limits(reader: &mut Reader<'_>, node: &Node) -> Vec<Limit> {
    let names: Vec<&str> = LIMITS.iter().map(|word| word.name).collect();
    let Some(map) = reader.map(node, "`limits`", &names) else { return Vec::new() };
    map.entries.iter().filter_map(|entry| limit(reader, find(LIMITS, &entry.key.text)?, &entry.value)).collect()
}

fn limit(reader: &mut Reader<'_>, word: &'static Word, node: &Node) -> Option<Limit> {
    let map = reader.map(node, "a limit", &["value", "kind", "checked", "as_of", "source"])?;
    let value = reader.required(map, "value", node.span).and_then(|node| amount(reader, node, word.kind));
    let kind = reader.required(map, "kind", node.span);
    let hard = kind.and_then(|kind| reader.one_of(kind, "kind of limit", &["hard", "soft"]));
    let checked = reader.required(map, "checked", node.span);
    let checked = checked.and_then(|node| reader.one_of(node, "way of checking", &["read", "general-knowledge"]));
    let as_of = reader.required_text(map, "as_of", node.span).filter(|text| is_month_or_day(reader, map, text));
    let source = reader.required_text(map, "source", node.span);
    Some(Limit {
        name: word.name,
        value: value?,
        hard: hard? == "hard",
        checked: if checked? == "read" { Checked::Read } else { Checked::GeneralKnowledge },
        as_of: as_of?,
        source: source?,
    })
}

/// A number, or `none`: there is no limit.
#[expect(clippy::option_option, reason = "the outer says whether it was read, the inner whether there is a limit")]
fn amount(reader: &mut Reader<'_>, node: &Node, kind: Kind) -> Option<Option<f64>> {
    if node.as_str() == Some("none") {
        return Some(None);
    }
    match values::value(node, kind, Known::Written) {
        Ok(Value::Number(number)) => Some(Some(number)),
        Ok(_) => None,
        Err((message, help)) => {
            reader.report_with_help(node.span, message, help);
            None
        }
    }
}

fn is_month_or_day(reader: &mut Reader<'_>, map: &Map, text: &SmolStr) -> bool {
    let whole = if text.len() == 7 { format!("{text}-01") } else { text.to_string() };
    let good = whole.len() == 10 && whole.parse::<jiff::civil::Date>().is_ok();
    if let (false, Some(node)) = (good, map.get("as_of")) {
        reader.report_with_help(node.span, format!("`{text}` is no month or day"), "write it as 2026-08 or 2026-08-14");
    }
    good
}
