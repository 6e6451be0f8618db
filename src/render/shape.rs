//! Shapes: values, facts and places as programs read them, the same in JSON and YAML.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::model::fact::{Fact, Facts, SEALED, Value};
use crate::model::report::Label;
use crate::model::source::{SourceMap, Span};
use crate::model::tree::{Choice, Step};

/// A number that is written without `.0` where it is whole.
pub(super) struct Number(pub(super) f64);

/// The largest whole number below which every whole number is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < EXACT {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

/// Where something stands: lines and columns from 1, columns in Unicode scalar values.
#[derive(serde::Serialize)]
pub(super) struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> Place<'a> {
    pub(super) fn of(span: Span, sources: &'a SourceMap) -> Self {
        let (start, end) = (sources.start(span), sources.end(span));
        Self {
            path: sources.path(span),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

/// A label: what is said, the vocabulary's path behind it, and its place.
#[derive(serde::Serialize)]
pub(super) struct Said<'a> {
    text: &'a str,
    fact: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Said<'a> {
    pub(super) fn all(labels: &'a [Label], sources: &'a SourceMap) -> Vec<Self> {
        let said =
            |label: &'a Label| Self { text: &label.text, fact: &label.path, place: Place::of(label.span, sources) };
        labels.iter().map(said).collect()
    }
}

/// Facts by name.
pub(super) struct Named<'a> {
    pub(super) facts: &'a Facts,
    pub(super) sources: &'a SourceMap,
    /// Names that are said elsewhere.
    pub(super) without: &'static [&'static str],
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let said = self.facts.iter().filter(|(name, _)| !self.without.contains(name));
        serializer.collect_map(said.map(|(name, fact)| (name, Known { fact, sources: self.sources })))
    }
}

/// A fact with how it is known and the way it came.
pub(super) struct Known<'a> {
    pub(super) fact: &'a Fact,
    pub(super) sources: &'a SourceMap,
}

impl Serialize for Known<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.fact.value {
            Value::Unknown(unknown) => {
                map.serialize_entry("unknown", &unknown.reason)?;
                if let Some(least) = unknown.at_least {
                    map.serialize_entry("at_least", &Number(least))?;
                }
                if let Some(most) = unknown.at_most {
                    map.serialize_entry("at_most", &Number(most))?;
                }
            }
            Value::Choice(choice) => map.serialize_entry("choice", &Alternatives { choice, sources: self.sources })?,
            value => map.serialize_entry("value", &Plain { value, sources: self.sources })?,
        }
        map.serialize_entry("known", self.fact.known.name())?;
        map.serialize_entry("path", self.sources.path(self.fact.at))?;
        map.serialize_entry("line", &self.sources.start(self.fact.at).line)?;
        map.serialize_entry("chain", &Chain { steps: &self.fact.chain, sources: self.sources })?;
        map.end()
    }
}

/// A value; of what it holds, records keep the places of their facts.
struct Plain<'a> {
    value: &'a Value,
    sources: &'a SourceMap,
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Absent => serializer.serialize_unit(),
            Value::Bool(yes) => serializer.serialize_bool(*yes),
            Value::Number(number) => Number(*number).serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Self { value: &item.value, sources: self.sources })?;
                }
                list.end()
            }
            Value::Record(facts) => Named { facts, sources: self.sources, without: &[] }.serialize(serializer),
            Value::Unknown(unknown) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("unknown", &unknown.reason)?;
                map.end()
            }
            Value::Choice(choice) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("choice", &Alternatives { choice, sources: self.sources })?;
                map.end()
            }
            Value::Sealed(_) => serializer.serialize_str(SEALED),
        }
    }
}

/// `{switch, options: {branch: Fact}}`.
struct Alternatives<'a> {
    choice: &'a Choice<Fact>,
    sources: &'a SourceMap,
}

impl Serialize for Alternatives<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("switch", &self.choice.switch.key)?;
        map.serialize_entry("options", &Branches { choice: self.choice, sources: self.sources })?;
        map.end()
    }
}

struct Branches<'a> {
    choice: &'a Choice<Fact>,
    sources: &'a SourceMap,
}

impl Serialize for Branches<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let branches = self.choice.switch.branches.iter().zip(&self.choice.options);
        serializer.collect_map(branches.map(|(branch, fact)| (branch, Known { fact, sources: self.sources })))
    }
}

/// The places that a value came through.
struct Chain<'a> {
    steps: &'a [Step],
    sources: &'a SourceMap,
}

impl Serialize for Chain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.steps.iter().map(|step| Through {
            name: &step.name,
            path: self.sources.path(step.span),
            line: self.sources.start(step.span).line,
        }))
    }
}

#[derive(serde::Serialize)]
struct Through<'a> {
    name: &'a str,
    path: &'a str,
    line: u32,
}
