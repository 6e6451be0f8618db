//! Platforms: what workloads run on, how each is known, and what it gives.

use std::sync::Arc;

use smol_str::SmolStr;

use super::condition::Condition;
use super::fact::{Facts, Value};
use super::source::Span;

/// What a workload runs on, e.g. `aws-lambda`.
#[derive(Clone, Debug)]
pub struct Platform {
    /// Its file's stem.
    pub id: SmolStr,
    /// What a person calls it.
    pub title: String,
    /// The services whose workloads start their descent here; empty of a refinement.
    pub services: Vec<&'static str>,
    /// The platform that this one refines.
    pub refines: Option<SmolStr>,
    /// When a workload on the refined platform is on this one.
    pub when: Option<Condition>,
    /// The compute model, `None` where it is the refined platform's.
    pub model: Option<&'static str>,
    /// What it gives, by axis; axes that are not here are the refined platform's.
    pub axes: Vec<(&'static str, Axis)>,
    /// Its limits; those that are not here are the refined platform's.
    pub limits: Vec<Limit>,
}

/// What a platform gives on one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Read in order; the first whose condition holds gives the value. The last has none.
    pub cases: Vec<Case>,
}

/// One case of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// When it is this; `None` of the last case.
    pub when: Option<Condition>,
    /// The value. [`Value::Unknown`] where only the running system knows.
    pub value: Value,
}

/// The most that a platform gives of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What of: one of [`super::vocabulary::LIMITS`].
    pub name: &'static str,
    /// How much, in the vocabulary's unit; `None`: there is no limit.
    pub value: Option<f64>,
    /// It cannot be raised.
    pub hard: bool,
    /// How the number is known.
    pub checked: Checked,
    /// The month or day at which it was so, `YYYY-MM` or `YYYY-MM-DD`.
    pub as_of: SmolStr,
    /// Where it says so.
    pub source: SmolStr,
}

/// A front door: what stands between callers and a workload, and gives up waiting by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Door {
    /// Its file's stem: one of [`super::vocabulary::FRONT_DOORS`].
    pub id: &'static str,
    /// What a person calls it.
    pub title: SmolStr,
    /// How long it waits where nothing is written; where hard, also the longest that can be written.
    pub request_timeout: Limit,
}

/// How a number is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Checked {
    /// Its source was read.
    Read,
    /// It is general knowledge, its source was not read again.
    GeneralKnowledge,
}

impl Checked {
    /// Its name in files and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::GeneralKnowledge => "general-knowledge",
        }
    }
}

/// A workload's platform, and what it gives.
#[derive(Clone, Debug)]
pub struct Placement {
    /// The platform that stands; `None` where no platform is for the service.
    pub platform: Option<SmolStr>,
    /// Its title.
    pub title: SmolStr,
    /// The refinements that may be it instead, and why that cannot be told.
    pub could_be: Vec<CouldBe>,
    /// What it gives, in the vocabulary of `gives`.
    pub gives: Facts,
    /// The limits behind `gives.limits`, for their dates and sources.
    pub limits: Vec<Arc<Limit>>,
    /// The front doors that its callers come through.
    pub doors: Vec<Door>,
}

/// A platform that it may be.
#[derive(Clone, Debug, PartialEq)]
pub struct CouldBe {
    /// The platform's id.
    pub platform: SmolStr,
    /// Why it cannot be told.
    pub reason: SmolStr,
    /// Where that is decided.
    pub at: Span,
}
