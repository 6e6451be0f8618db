//! Siblings exclude each other: no workload is two refinements of one platform. Every assignment of the facts that their
//! conditions read is tried, with the values that the conditions could tell apart.

use std::collections::{BTreeMap, BTreeSet};

use misfit::conditions::ask;
use misfit::load::Beliefs;
use misfit::model::condition::{Condition, Holds, Scope, Term, TermKind};
use misfit::model::fact::{Fact, Facts, Known, Value};
use misfit::model::neighbours::Neighbours;
use misfit::model::platform::Platform;
use misfit::model::source::{SourceId, Span};
use misfit::model::vocabulary::{FACTS, Kind, find};

use crate::chance::Chance;

/// More assignments than this are not all tried: so many of them are, by chance.
const MOST_TRIED: usize = 50_000;
/// So many values of one fact are tried.
const MOST_VALUES: usize = 600;
/// Lists of two are made of so many items.
const MOST_PAIRED: usize = 12;

/// What conditions read and compare with.
#[derive(Default)]
struct Read {
    /// `facts.plan_sku`, and of a macro's variable `t.kind`.
    paths: BTreeSet<Vec<String>>,
    texts: BTreeSet<String>,
    numbers: Vec<f64>,
}

impl Read {
    fn of(conditions: &[&Condition]) -> Self {
        let mut read = Self::default();
        conditions.iter().for_each(|condition| read.term(&condition.term));
        read
    }

    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Bool(_) => {}
            TermKind::Number(number) => self.numbers.push(*number),
            TermKind::Text(text) => {
                self.texts.insert(text.to_string());
            }
            TermKind::Path(path) | TermKind::Has(path) => {
                self.paths.insert(path.iter().map(ToString::to_string).collect());
            }
            TermKind::Not(one) => self.term(one),
            TermKind::List(all) | TermKind::And(all) | TermKind::Or(all) | TermKind::Call(_, all) => {
                all.iter().for_each(|one| self.term(one));
            }
            TermKind::Ternary(one, two, three) => [one, two, three].into_iter().for_each(|one| self.term(one)),
            TermKind::Compare(_, one, two)
            | TermKind::Arithmetic(_, one, two)
            | TermKind::In(one, two)
            | TermKind::AtLeast(one, two, _)
            | TermKind::Macro { list: one, test: two, .. } => [one, two].into_iter().for_each(|one| self.term(one)),
        }
    }

    /// The facts that are read, by name.
    fn facts(&self) -> BTreeSet<&str> {
        self.paths.iter().filter(|path| path[0] == "facts").filter_map(|path| path.get(1)).map(String::as_str).collect()
    }

    /// Whether the field of an item is read, of whichever list.
    fn reads_field(&self, name: &str) -> bool {
        self.paths.iter().any(|path| path.last().is_some_and(|last| last == name))
    }

    /// Values of a kind that the conditions could tell apart; absent is one of them.
    fn values(&self, kind: &Kind) -> Vec<Value> {
        let mut values = vec![Value::Absent];
        match kind {
            Kind::Bool => values.extend([Value::Bool(true), Value::Bool(false)]),
            Kind::Number | Kind::Duration | Kind::Bytes | Kind::Rate => {
                let near = self.numbers.iter().flat_map(|number| [number - 1.0, *number, number + 1.0]);
                values.extend(near.chain([0.0, 1.0]).map(Value::Number));
            }
            Kind::Enumeration(enumeration) => {
                values.extend(enumeration.values.iter().map(|value| Value::Text((*value).into())));
            }
            Kind::Text => values.extend(self.texts().into_iter().map(|text| Value::Text(text.into()))),
            Kind::Record(_) => values.extend(self.items(kind)),
            Kind::List(item) => {
                let items: Vec<Value> = self.items(item).into_iter().filter(|item| *item != Value::Absent).collect();
                let list = |items: &[&Value]| Value::List(items.iter().map(|item| fact((*item).clone())).collect());
                values.push(list(&[]));
                values.extend(items.iter().map(|item| list(&[item])));
                let paired = &items[..items.len().min(MOST_PAIRED)];
                values.extend(paired.iter().flat_map(|one| paired.iter().map(move |two| list(&[one, two]))));
            }
        }
        values.truncate(MOST_VALUES);
        values
    }

    /// Values of the items of a list: of records, every way in which the fields that are read can be set.
    fn items(&self, kind: &Kind) -> Vec<Value> {
        let Kind::Record(words) = kind else { return self.values(kind) };
        let mut records = vec![Facts::new()];
        for word in words.iter().filter(|word| self.reads_field(word.name)) {
            let values = self.values(&word.kind);
            let with = |record: &Facts, value: &Value| {
                let mut record = record.clone();
                record.set(word.name, fact(value.clone()));
                record
            };
            records = records.iter().flat_map(|record| values.iter().map(move |value| with(record, value))).collect();
            records.truncate(MOST_VALUES);
        }
        records.into_iter().map(Value::Record).collect()
    }

    /// The literals, what begins or ends with one, what holds two, and something else.
    fn texts(&self) -> BTreeSet<String> {
        let mut texts: BTreeSet<String> = self.texts.iter().cloned().collect();
        texts.insert("zz".to_owned());
        let alone: Vec<String> = texts.iter().cloned().collect();
        for text in &alone {
            texts.extend([format!("{text}zz"), format!("zz{text}"), text.to_uppercase(), text.to_lowercase()]);
        }
        for one in &alone {
            texts.extend(alone.iter().map(|two| format!("{one}{two}")));
        }
        texts
    }
}

fn nowhere() -> Span {
    Span::new(SourceId(0), 0, 0)
}

fn fact(value: Value) -> Fact {
    Fact::new(value, Known::Written, nowhere())
}

/// Tries assignments of some facts until one makes two conditions hold.
fn both_hold(siblings: &[(&Platform, &Condition)]) -> Option<String> {
    let conditions: Vec<&Condition> = siblings.iter().map(|(_, condition)| *condition).collect();
    let read = Read::of(&conditions);
    let choices: Vec<(&'static str, Vec<Value>)> = read
        .facts()
        .into_iter()
        .map(|name| {
            let word = find(FACTS, name).unwrap_or_else(|| panic!("{name} is no fact"));
            (word.name, read.values(&word.kind))
        })
        .collect();
    let all = choices.iter().fold(1_usize, |all, (_, values)| all.saturating_mul(values.len()));
    let mut chance = Chance::new(all as u64);
    let nothing = Facts::new();
    let mut held = BTreeSet::new();
    for number in 0..all.min(MOST_TRIED) {
        let mut rest = number;
        let mut facts = Facts::new();
        for (name, values) in &choices {
            let place = if all > MOST_TRIED { chance.below(values.len()) } else { rest % values.len() };
            rest /= values.len();
            facts.set(name, fact(values[place].clone()));
        }
        let alone = Neighbours::default();
        let scope = Scope { facts: &facts, needs: &nothing, gives: &nothing, neighbours: &alone, name_span: nowhere() };
        let holding: Vec<&str> = siblings
            .iter()
            .filter(|(_, condition)| ask(condition, &scope).holds == Holds::Yes)
            .map(|(platform, _)| platform.id.as_str())
            .collect();
        held.extend(holding.iter().copied());
        if holding.len() > 1 {
            let said: Vec<String> = facts.iter().map(|(name, fact)| format!("{name} = {:?}", fact.value)).collect();
            return Some(format!("{} where {}", holding.join(" and "), said.join(", ")));
        }
    }
    let never = siblings.iter().find(|(platform, _)| !held.contains(platform.id.as_str()));
    never.map(|(platform, _)| format!("{} holds nowhere: the values that are tried are too few", platform.id))
}

#[test]
fn no_workload_is_two_refinements_of_one_platform() {
    let platforms = Beliefs::builtin().platforms();
    let mut families: BTreeMap<&str, Vec<(&Platform, &Condition)>> = BTreeMap::new();
    for platform in platforms {
        if let (Some(parent), Some(when)) = (&platform.refines, &platform.when) {
            families.entry(parent.as_str()).or_default().push((platform, when));
        }
    }
    assert!(families.values().any(|siblings| siblings.len() > 1), "no platform has two refinements");
    let wrong: Vec<String> =
        families.iter().filter_map(|(parent, siblings)| Some(format!("{parent}: {}", both_hold(siblings)?))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_that_overlap_are_found() {
    let platforms = Beliefs::builtin().platforms();
    let any = platforms.first().unwrap();
    for (one, two, overlap) in [
        (
            "has(facts.plan_sku) && facts.plan_sku.startsWith('P')",
            "has(facts.plan_sku) && facts.plan_sku in ['P1', 'S1']",
            true,
        ),
        (
            "has(facts.plan_sku) && facts.plan_sku.startsWith('B')",
            "has(facts.plan_sku) && facts.plan_sku in ['P1', 'S1']",
            false,
        ),
        (
            "has(facts.plan_sku) && facts.plan_sku.startsWith('B')",
            "has(facts.plan_sku) && facts.plan_sku.contains('xl')",
            true,
        ),
        ("has(facts.gpus) && facts.gpus > 2", "has(facts.gpus) && facts.gpus < 4", true),
        ("has(facts.gpus) && facts.gpus > 2", "!has(facts.gpus) || facts.gpus <= 2", false),
        (
            "facts.triggers.exists(t, has(t.kind) && t.kind == 'queue')",
            "facts.triggers.exists(t, has(t.kind) && t.kind == 'http')",
            true,
        ),
        ("facts.durable", "facts.edge", true),
        ("facts.durable && !facts.edge", "facts.edge", false),
    ] {
        let [one, two] = [one, two].map(|text| misfit::conditions::compile_over_facts(text).unwrap());
        let found = both_hold(&[(*any, &one), (*any, &two)]);
        assert_eq!(found.is_some(), overlap, "{} and {}: {found:?}", one.text, two.text);
    }
}
