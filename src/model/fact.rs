//! Facts: typed values, how each is known, and the places that each came through.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::source::Span;
use super::tree::{Choice, Step, Unknown};

/// How a fact is known, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Known {
    /// Said to misfit, or by a data-class tag.
    Declared,
    /// Written in the workload itself, or in what it refers to.
    Written,
    /// Written on what the workload belongs to: a module, a stack, a namespace.
    Inherited,
    /// The dialect's or the platform's default.
    Defaulted,
    /// Worked out from structure.
    Inferred,
    /// Only the running system knows. Never carries a warning.
    Assumed,
}

impl Known {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Written => "written",
            Self::Inherited => "inherited",
            Self::Defaulted => "defaulted",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
        }
    }
}

/// A typed value, how it is known and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The value.
    pub value: Value,
    /// How it is known.
    pub known: Known,
    /// Where it stands in the workload; for an absent fact, where it would be written.
    pub at: Span,
    /// The places it came through, from its use to its literal; empty where it is written where it is used.
    pub chain: Vec<Step>,
}

/// The value of a fact. Its type is the vocabulary's: a duration is a number of seconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Known not to be there.
    Absent,
    /// Yes or no.
    Bool(bool),
    /// A number; seconds, bytes or a rate per second where the vocabulary says so.
    Number(f64),
    /// Text, or a value of an enumeration.
    Text(SmolStr),
    /// Values in order.
    List(Vec<Fact>),
    /// Named values: a container, a volume, a trigger.
    Record(Facts),
    /// Not known, and why.
    Unknown(Unknown),
    /// One of several, as a switch decides.
    Choice(Choice<Fact>),
    /// A value that decides what it decides and is shown to nobody.
    Sealed(Box<Value>),
}

/// What stands where a value is shown to nobody.
pub const SEALED: &str = "(sensitive)";

impl Value {
    /// What a condition weighs: of what is sealed, what is in it.
    pub fn weighed(&self) -> &Self {
        match self {
            Self::Sealed(inner) => inner,
            other => other,
        }
    }
}

/// Facts by name. The names are the vocabulary's: see [`super::vocabulary`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    by_name: BTreeMap<&'static str, Fact>,
}

impl Facts {
    /// No facts.
    pub const fn new() -> Self {
        Self { by_name: BTreeMap::new() }
    }

    /// The fact of a name; nothing where nobody said anything of it, which means absent.
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.by_name.get(name)
    }

    /// Sets a fact, over any that was there.
    pub fn set(&mut self, name: &'static str, fact: Fact) {
        self.by_name.insert(name, fact);
    }

    /// Sets a fact where there is none yet or the one there is absent; says whether it did.
    pub fn fill(&mut self, name: &'static str, fact: Fact) -> bool {
        let free = self.by_name.get(name).is_none_or(Fact::is_absent);
        if free {
            self.by_name.insert(name, fact);
        }
        free
    }

    /// Takes a fact out.
    pub fn remove(&mut self, name: &str) -> Option<Fact> {
        self.by_name.remove(name)
    }

    /// All facts in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Fact)> {
        self.by_name.iter().map(|(name, fact)| (*name, fact))
    }

    /// All facts in the order of their names, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&'static str, &mut Fact)> {
        self.by_name.iter_mut().map(|(name, fact)| (*name, fact))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The text of a fact that is known text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// The number of a fact that is a known number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.as_number()
    }

    /// Whether a fact is known to be true.
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).and_then(Fact::as_bool) == Some(true)
    }

    /// The items of a list fact, or none.
    pub fn list(&self, name: &str) -> &[Fact] {
        self.get(name).and_then(Fact::as_list).unwrap_or_default()
    }
}

impl FromIterator<(&'static str, Fact)> for Facts {
    fn from_iter<T: IntoIterator<Item = (&'static str, Fact)>>(facts: T) -> Self {
        Self { by_name: facts.into_iter().collect() }
    }
}

impl Fact {
    /// A fact without a way behind it.
    pub fn new(value: Value, known: Known, at: Span) -> Self {
        Self { value, known, at, chain: Vec::new() }
    }

    /// A fact that is written here.
    pub fn written(value: Value, at: Span) -> Self {
        Self::new(value, Known::Written, at)
    }

    /// A fact that is known not to be there; `at` is where it would be written.
    pub fn absent(at: Span) -> Self {
        Self::new(Value::Absent, Known::Written, at)
    }

    /// A fact that cannot be known.
    pub fn unknown(reason: impl Into<SmolStr>, at: Span) -> Self {
        Self::new(Value::Unknown(Unknown::because(reason)), Known::Written, at)
    }

    /// The same fact, with one more place in front of its chain.
    #[must_use]
    pub fn through(mut self, step: Step) -> Self {
        self.chain.insert(0, step);
        self
    }

    /// The same fact, known no better than `known`.
    #[must_use]
    pub fn known_at_best(mut self, known: Known) -> Self {
        self.known = self.known.max(known);
        self
    }

    /// Where the literal stands: the end of the chain, else where it is used.
    pub fn literal(&self) -> Span {
        self.chain.last().map_or(self.at, |step| step.span)
    }

    /// Whether it is known not to be there.
    pub fn is_absent(&self) -> bool {
        matches!(self.value, Value::Absent)
    }

    /// Whether it cannot be known.
    pub fn is_unknown(&self) -> bool {
        matches!(self.value, Value::Unknown(_))
    }

    /// Its text, if it is known text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its number, if it is a known number.
    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Its boolean, if it is a known boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(yes) => Some(yes),
            _ => None,
        }
    }

    /// Its items, if it is a known list.
    pub fn as_list(&self) -> Option<&[Fact]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Its facts, if it is a record.
    pub fn as_record(&self) -> Option<&Facts> {
        match &self.value {
            Value::Record(facts) => Some(facts),
            _ => None,
        }
    }
}
