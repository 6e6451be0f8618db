//! Comparing: whether a finding is as it was, better or worse, in the direction that its policy's condition gives.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::conditions::Direction;
use crate::model::baseline::{Entry, Kept};
use crate::model::fact::{Fact, Value};
use crate::model::policy::Severity;
use crate::model::source::Span;
use crate::model::tree::Unknown;
use crate::model::vocabulary::Kind;
use crate::values::phrase;

/// More differences are not said one by one.
const MOST_SAID: usize = 3;

/// What a finding is, beside its entry.
#[derive(Debug, PartialEq)]
pub(super) enum Compared {
    Same,
    Better,
    /// Worse, or not certainly no worse; in what.
    Worse(Vec<Difference>),
}

impl Compared {
    /// How well the two fit, best first.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Same => 0,
            Self::Better => 1,
            Self::Worse(_) => 2,
        }
    }
}

/// Something in which a finding is worse.
#[derive(Debug, PartialEq)]
pub(super) enum Difference {
    Severity(Severity, Severity),
    Variants(Vec<SmolStr>, Vec<SmolStr>),
    Instances(Vec<SmolStr>, Vec<SmolStr>),
    Guard(Option<SmolStr>, Option<SmolStr>),
    /// A word's values; nothing where it did not decide.
    Values(SmolStr, Option<Vec<Kept>>, Vec<Kept>),
}

/// Holds a finding against an entry.
pub(super) fn compare(then: &Entry, now: &Entry, directions: &BTreeMap<SmolStr, Direction>) -> Compared {
    let mut worse = Vec::new();
    let mut better = now.severity < then.severity;
    if now.severity > then.severity {
        worse.push(Difference::Severity(then.severity, now.severity));
    }
    match reach(&then.variants, &now.variants) {
        Change::Worse => worse.push(Difference::Variants(then.variants.clone(), now.variants.clone())),
        change => better |= change == Change::Better,
    }
    match reach(&then.instances, &now.instances) {
        Change::Worse => worse.push(Difference::Instances(then.instances.clone(), now.instances.clone())),
        change => better |= change == Change::Better,
    }
    match (&then.only_when, &now.only_when) {
        (None, Some(_)) => better = true,
        (then, now) if then != now => worse.push(Difference::Guard(then.clone(), now.clone())),
        _ => {}
    }
    for (path, is) in &now.values {
        let Some(direction) = directions.get(path) else { continue };
        let was = then.values.get(path);
        let change = was.map_or(Change::Worse, |was| values(path, was, is, *direction));
        match change {
            Change::Worse => worse.push(Difference::Values(path.clone(), was.cloned(), is.clone())),
            change => better |= change == Change::Better,
        }
    }
    // What does not decide any more is one ground less.
    better |= then.values.keys().any(|path| directions.contains_key(path) && !now.values.contains_key(path));
    worse.truncate(MOST_SAID);
    match (worse.is_empty(), better) {
        (false, _) => Compared::Worse(worse),
        (true, true) => Compared::Better,
        (true, false) => Compared::Same,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Same,
    Better,
    Worse,
}

/// Where it holds: in the named ones, or in all where none is named.
fn reach(then: &[SmolStr], now: &[SmolStr]) -> Change {
    match (then.is_empty(), now.is_empty()) {
        (true, true) => Change::Same,
        (true, false) => Change::Better,
        (false, true) => Change::Worse,
        (false, false) if !now.iter().all(|name| then.contains(name)) => Change::Worse,
        (false, false) if then.len() > now.len() => Change::Better,
        (false, false) => Change::Same,
    }
}

fn values(path: &str, then: &[Kept], now: &[Kept], direction: Direction) -> Change {
    let ordered = match direction {
        Direction::Higher => worst(path, then, upper).zip(worst(path, now, upper)),
        Direction::Lower => {
            let lowest = |values| worst(path, values, |path, kept| lower(path, kept).map(|bound| -bound));
            lowest(then).zip(lowest(now))
        }
        Direction::Fewer | Direction::Other => None,
    };
    if let Some((then, now)) = ordered {
        return if now > then {
            Change::Worse
        } else if now < then {
            Change::Better
        } else {
            Change::Same
        };
    }
    let (less, more) = if direction == Direction::Fewer { (then, now) } else { (now, then) };
    if !less.iter().all(|one| more.iter().any(|other| other.covers(one))) {
        return Change::Worse;
    }
    if more.iter().all(|one| less.iter().any(|other| other.covers(one))) { Change::Same } else { Change::Better }
}

/// The worst that some values may be; nothing where one of them has no order.
fn worst(path: &str, values: &[Kept], bound: impl Fn(&str, &Kept) -> Option<f64>) -> Option<f64> {
    let bounds: Option<Vec<f64>> = values.iter().map(|kept| bound(path, kept)).collect();
    bounds?.into_iter().reduce(f64::max)
}

fn upper(path: &str, kept: &Kept) -> Option<f64> {
    match kept {
        Kept::Unknown { at_most, .. } => Some(at_most.unwrap_or(f64::INFINITY)),
        kept => place(path, kept),
    }
}

fn lower(path: &str, kept: &Kept) -> Option<f64> {
    match kept {
        Kept::Unknown { at_least, .. } => Some(at_least.unwrap_or(f64::NEG_INFINITY)),
        kept => place(path, kept),
    }
}

/// Where a known value stands in its order: a number by itself, a value of an enumeration by its place in the list.
fn place(path: &str, kept: &Kept) -> Option<f64> {
    match (kept, phrase::word(path)?.kind) {
        (Kept::Number(number), _) => Some(*number),
        (Kept::Text(text), Kind::Enumeration(enumeration)) => enumeration.index(text).map(|place| place as f64),
        _ => None,
    }
}

impl Difference {
    /// The vocabulary's path behind it.
    pub(super) fn path(&self) -> Option<SmolStr> {
        if let Self::Values(path, ..) = self { Some(path.clone()) } else { None }
    }

    /// How it was: `as a note`, `with a timeout of 15m`.
    pub(super) fn was(&self, at: Span) -> String {
        match self {
            Self::Severity(then, _) => with_article(*then),
            Self::Variants(then, _) => named("in", then, "in every variant"),
            Self::Instances(then, _) => named("of", then, "of every instance"),
            Self::Guard(then, _) => guard(then.as_ref()),
            Self::Values(_, None, _) => "for another reason".to_owned(),
            Self::Values(path, Some(then), _) => with(path, then, at),
        }
    }

    /// How it is.
    pub(super) fn is(&self, at: Span) -> String {
        match self {
            Self::Severity(_, now) => with_article(*now),
            Self::Variants(_, now) => named("in", now, "in every variant"),
            Self::Instances(_, now) => named("of", now, "of every instance"),
            Self::Guard(_, now) => guard(now.as_ref()),
            Self::Values(path, _, now) => with(path, now, at),
        }
    }
}

fn with_article(severity: Severity) -> String {
    let article = if severity == Severity::Error { "an" } else { "a" };
    format!("as {article} {}", severity.name())
}

fn named(word: &str, names: &[SmolStr], all: &str) -> String {
    if names.is_empty() { all.to_owned() } else { format!("{word} {}", names.join(", ")) }
}

fn guard(guard: Option<&SmolStr>) -> String {
    guard.map_or_else(|| "in every case".to_owned(), |guard| format!("only when {guard}"))
}

/// `with a timeout of 15m`; of several values, of a list all, else one or the other.
fn with(path: &str, values: &[Kept], at: Span) -> String {
    let facts = values.iter().map(|kept| Fact::written(value(kept), at));
    let is_list = phrase::word(path).is_some_and(|word| matches!(word.kind, Kind::List(_)));
    let texts: Vec<String> = if is_list {
        vec![phrase::phrase(path, &Value::List(facts.collect()))]
    } else {
        facts.map(|fact| phrase::phrase(path, &fact.value)).collect()
    };
    format!("with {}", texts.join(" or "))
}

fn value(kept: &Kept) -> Value {
    match kept {
        Kept::Absent => Value::Absent,
        Kept::Bool(yes) => Value::Bool(*yes),
        Kept::Number(number) => Value::Number(*number),
        Kept::Text(text) => Value::Text(text.clone()),
        Kept::Unknown { at_least, at_most } => {
            let unknown = Unknown::because("what it is could not be told");
            Value::Unknown(Unknown { at_least: *at_least, at_most: *at_most, ..unknown })
        }
    }
}
