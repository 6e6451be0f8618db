//! Declared needs: what settings say, and misfit's own annotations, tags and labels.

use smol_str::SmolStr;

use super::derive::{each, each_known, offer, unknown, valued};
use super::words::{Meaning, TagWords, words_of};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::{Resource, Tag, TagScope};
use crate::model::settings::Declaration;
use crate::model::vocabulary::{self, Enumeration, Kind, NEEDS, Word};
use crate::values::environment::environment_of;
use crate::values::units;

/// Seconds below which an answer is wanted sooner than a new instance can start.
const CRITICAL_BELOW: f64 = 1.0;
/// Seconds for which a person waits.
const INTERACTIVE_BELOW: f64 = 10.0;

/// Sets what settings declare: later entries win.
pub(super) fn set_settings(needs: &mut Facts, declared: &[&Declaration]) {
    for declaration in declared {
        for (name, fact) in declaration.needs.iter() {
            needs.set(name, fact.clone());
        }
    }
}

/// Sets what the resource's own `misfit/<need>` annotations, `misfit:<need>` tags and `misfit_<need>` labels declare.
pub(super) fn offer_annotations(needs: &mut Facts, resource: &Resource, words: &TagWords) -> Vec<Problem> {
    offer_tags(needs, resource.own_tags(), words)
}

/// Sets what such tags of the stores that it refers to declare of the data; what else they declare is the store's own.
pub(super) fn offer_of_stores(needs: &mut Facts, resource: &Resource, words: &TagWords) {
    let of_data = |tag: &&Tag| need_of_key(&tag.key).is_some_and(|need| matches!(&*need, "data_level" | "regimes"));
    let of_stores = resource.tags.iter().filter(|tag| tag.scope == TagScope::Store).filter(of_data);
    // What is wrong in one makes the need unknown for a reason of its own.
    offer_tags(needs, of_stores, words);
}

fn offer_tags<'t>(needs: &mut Facts, tags: impl Iterator<Item = &'t Tag>, words: &TagWords) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut own: Vec<(&Tag, String)> = tags.filter_map(|tag| Some((tag, need_of_key(&tag.key)?))).collect();
    own.sort_by_key(|(tag, _)| tag.scope);
    for (tag, name) in own {
        let Some(word) = vocabulary::find(NEEDS, &name) else {
            problems.push(no_such_need(tag, &name));
            continue;
        };
        let fact = each(&tag.value, &|fact| match &fact.value {
            Value::Absent | Value::Unknown(_) => fact.clone(),
            _ => {
                let read = read(fact, word, words);
                valued(fact, read.unwrap_or_else(|| unknown(format!("{} is not {}", tag.key, wanted(&word.kind)))))
            }
        });
        problems.extend(misread(tag, word, &fact));
        let at_best = super::scope_known(tag.scope);
        let declared = |known: Known| if known <= Known::Written { at_best } else { known.max(at_best) };
        offer(needs, word.name, each_known(fact, &declared));
    }
    problems
}

/// The need that a key of misfit's own names, in snake case; suppressions are not needs.
fn need_of_key(key: &str) -> Option<String> {
    let lower = key.to_ascii_lowercase();
    let name = lower.strip_prefix("misfit/").or_else(|| lower.strip_prefix("misfit:"));
    let name = name.or_else(|| lower.strip_prefix("misfit_"))?.replace(['-', '.'], "_");
    (!name.starts_with("ignore")).then_some(name)
}

fn no_such_need(tag: &Tag, name: &str) -> Problem {
    let names: Vec<&str> = NEEDS.iter().map(|word| word.name).collect();
    Problem::at(ProblemKind::Declaration, tag.value.at, format!("{} names no need: {name:?}", tag.key))
        .help(format!("needs are {}", names.join(", ")))
}

/// A problem where a written value could not be read. What was unknown before it was read is none.
fn misread(tag: &Tag, word: &Word, read: &Fact) -> Option<Problem> {
    fn first_misread<'a>(before: &'a Fact, after: &Fact) -> Option<&'a Fact> {
        match (&before.value, &after.value) {
            (Value::Choice(before), Value::Choice(after)) => {
                before.options.iter().zip(&after.options).find_map(|(before, after)| first_misread(before, after))
            }
            (Value::Unknown(_) | Value::Absent, _) => None,
            (_, Value::Unknown(_)) => Some(before),
            _ => None,
        }
    }
    let written = first_misread(&tag.value, read)?;
    let text = written.as_text().map(|text| format!(" {text:?}")).unwrap_or_default();
    Some(
        Problem::at(ProblemKind::Declaration, written.at, format!("{}{text} is not {}", tag.key, wanted(&word.kind)))
            .help(word.meaning),
    )
}

fn read(fact: &Fact, word: &Word, words: &TagWords) -> Option<Value> {
    let text = match &fact.value {
        Value::Bool(yes) => SmolStr::new_static(if *yes { "true" } else { "false" }),
        Value::Number(number) => number.to_string().into(),
        Value::Text(text) => text.clone(),
        _ => return None,
    };
    let text = text.trim();
    match &word.kind {
        Kind::List(item) => listed(text, item, words, fact),
        single => read_text(text, single, words).or_else(|| in_other_words(word.name, text)),
    }
}

/// What people write in the place of a need's own values: a kind of accelerator, the time that an answer may take.
fn in_other_words(name: &str, text: &str) -> Option<Value> {
    let lower = text.to_ascii_lowercase();
    match name {
        "accelerator" if lower == "none" => Some(Value::Bool(false)),
        "accelerator" if matches!(lower.as_str(), "gpu" | "nvidia" | "tpu" | "neuron") => Some(Value::Bool(true)),
        "latency" => {
            let seconds = units::seconds(text).filter(|seconds| *seconds > 0.0)?;
            let level = match seconds {
                ..CRITICAL_BELOW => "critical",
                ..INTERACTIVE_BELOW => "interactive",
                _ => "tolerant",
            };
            Some(Value::Text(SmolStr::new_static(level)))
        }
        _ => None,
    }
}

fn read_text(text: &str, kind: &Kind, words: &TagWords) -> Option<Value> {
    match kind {
        Kind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(Value::Bool(true)),
            "false" | "no" => Some(Value::Bool(false)),
            _ => None,
        },
        Kind::Number => finite(text.parse().ok()),
        Kind::Duration => finite(units::seconds(text)),
        Kind::Bytes => finite(units::bytes(text)),
        Kind::Rate => finite(units::per_second(text)),
        Kind::Text => Some(Value::Text(text.into())),
        Kind::Enumeration(names) => enumerated(text, names, words).map(|name| Value::Text(SmolStr::new_static(name))),
        Kind::List(_) | Kind::Record(_) => None,
    }
}

fn finite(number: Option<f64>) -> Option<Value> {
    number.filter(|number| number.is_finite() && *number >= 0.0).map(Value::Number)
}

/// A list: AWS tag values hold no commas and GCP labels nothing but `-` and `_`, so any separator will do.
fn listed(text: &str, item: &Kind, words: &TagWords, written: &Fact) -> Option<Value> {
    if text.eq_ignore_ascii_case("none") || text.is_empty() {
        return Some(Value::List(Vec::new()));
    }
    let parts = text.split(|c: char| c.is_whitespace() || ",;/+|_".contains(c)).filter(|part| !part.is_empty());
    let items: Option<Vec<Fact>> = parts.map(|part| Some(valued(written, read_text(part, item, words)?))).collect();
    items.map(Value::List)
}

/// A value of an enumeration, also in another case, with `_` for `-`, or by a word that means it: `phi`, `production`.
fn enumerated(text: &str, names: &'static Enumeration, words: &TagWords) -> Option<&'static str> {
    let name = text.to_ascii_lowercase().replace(['_', ' '], "-");
    if let Some(exact) = names.values.iter().find(|value| **value == name) {
        return Some(exact);
    }
    let meant = match names.name {
        "environment" => environment_of(text)?,
        _ => match words.phrase(&words_of(text).join(" "))? {
            Meaning::Level(name) | Meaning::Regime(name) => name,
            _ => return None,
        },
    };
    names.values.contains(&meant).then_some(meant)
}

fn wanted(kind: &Kind) -> String {
    match kind {
        Kind::Bool => "true or false".to_owned(),
        Kind::Number => "a number".to_owned(),
        Kind::Duration => "a duration such as 15m".to_owned(),
        Kind::Bytes => "a size such as 512Mi".to_owned(),
        Kind::Rate => "a rate such as 100/s".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Enumeration(names) => format!("one of {}", names.values.join(", ")),
        Kind::List(item) => format!("a list, each {}", wanted(item)),
        Kind::Record(_) => "something that can be declared here".to_owned(),
    }
}
