//! Baselines: the findings that a team started with, each as it was when it was taken in.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::policy::Severity;
use super::source::Span;

/// The name that a baseline goes by, at the root.
pub const FILE: &str = "misfit-baseline.json";

/// The version of the file: another one only where a key is renamed or removed.
pub const VERSION: u32 = 1;

/// What to add to a command that is to work on the baseline at a path: it must be named, unless it is the root's.
///
/// The path itself is not said: it is one from the root, and a flag takes one from where its reader stands.
pub fn named(path: &str) -> &'static str {
    if path == FILE { "" } else { ", with the same `--baseline`" }
}

/// A baseline, and what has become of each of its entries.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// Where it stands, from the root.
    pub path: String,
    /// Its entries in the order of the file.
    pub entries: Vec<(Entry, State)>,
}

impl Baseline {
    /// How many of its entries are in no finding any more.
    pub fn stale(&self) -> usize {
        self.entries.iter().filter(|(_, state)| matches!(state, State::Stale(_))).count()
    }
}

/// A finding as a baseline keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Path of the workload's unit, from the root.
    pub unit: SmolStr,
    /// The finding's: policy and address in the unit.
    pub fingerprint: SmolStr,
    /// How loud it was.
    pub severity: Severity,
    /// The variants in which it held; empty: in all.
    pub variants: Vec<SmolStr>,
    /// The instances of its block in which it held; empty: in all.
    pub instances: Vec<SmolStr>,
    /// The guard under which alone it held, in words.
    pub only_when: Option<SmolStr>,
    /// The values that decided, as far as the policy compares them.
    pub values: Grounds,
    /// Where the file says it; nothing for what is not written yet.
    pub span: Option<Span>,
}

/// By the vocabulary's path, the values that decide: one, those of several variants or items, or none of an empty list.
pub type Grounds = BTreeMap<SmolStr, Vec<Kept>>;

/// A value as a baseline keeps it, with nothing of where it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Not there.
    Absent,
    /// Yes or no.
    Bool(bool),
    /// A number, in the unit of its word.
    Number(f64),
    /// Text, a value of an enumeration, or the name of what has one.
    Text(SmolStr),
    /// Not known, but perhaps its bounds.
    Unknown {
        /// It is at least this.
        at_least: Option<f64>,
        /// It is at most this.
        at_most: Option<f64>,
    },
}

impl Kept {
    /// Whether whoever took this in took in the other as well: the same value, or one that this may have been all along.
    ///
    /// What is not known now and was known then is not covered, for it may be anything.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown { at_least: None, at_most: None }, _) => true,
            (Self::Unknown { at_least, at_most }, Self::Number(number)) => {
                at_least.is_none_or(|least| least <= *number) && at_most.is_none_or(|most| *number <= most)
            }
            (Self::Unknown { at_least, at_most }, Self::Unknown { at_least: least, at_most: most }) => {
                at_least.is_none_or(|bound| least.is_some_and(|least| bound <= least))
                    && at_most.is_none_or(|bound| most.is_some_and(|most| most <= bound))
            }
            _ => self == other,
        }
    }

    /// The order in which a baseline writes values.
    pub fn order(&self, other: &Self) -> Ordering {
        let number = |of: &Option<f64>| of.unwrap_or(f64::NEG_INFINITY);
        match (self, other) {
            (Self::Bool(one), Self::Bool(other)) => one.cmp(other),
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Unknown { at_least, at_most }, Self::Unknown { at_least: least, at_most: most }) => {
                number(at_least).total_cmp(&number(least)).then(number(at_most).total_cmp(&number(most)))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
            Self::Unknown { .. } => 4,
        }
    }
}

/// What has become of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Its finding is there, and no worse.
    Taken,
    /// Its finding is there and not as bad as it was: as it is now.
    Better(Box<Entry>),
    /// Its finding is there and worse, which makes it a new one: how it was and is.
    Worse(String),
    /// Its finding is not there any more, and why.
    Stale(String),
    /// It cannot be told whether its finding is there, and why.
    NotTold(String),
    /// Its workload is not in the paths that are reported.
    Elsewhere,
}

impl State {
    /// Its name in output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Better(_) => "better",
            Self::Worse(_) => "worse",
            Self::Stale(_) => "stale",
            Self::NotTold(_) => "cannot-tell",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// Why it is so, where that is worth a word.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Worse(reason) | Self::Stale(reason) | Self::NotTold(reason) => Some(reason),
            Self::Taken | Self::Better(_) | Self::Elsewhere => None,
        }
    }
}

impl Entry {
    /// The policy's id.
    pub fn policy(&self) -> &str {
        self.fingerprint.split_once('@').map_or(&self.fingerprint, |(policy, _)| policy)
    }

    /// The workload's address in its unit.
    pub fn local(&self) -> &str {
        self.fingerprint.split_once('@').map_or("", |(_, local)| local)
    }

    /// The workload's whole address.
    pub fn address(&self) -> String {
        let local = self.local();
        if self.unit.is_empty() { local.to_owned() } else { format!("{}::{local}", self.unit) }
    }

    /// What a finding must have in common with it to be its finding.
    pub fn key(&self) -> (&str, &str) {
        (&self.unit, &self.fingerprint)
    }
}
