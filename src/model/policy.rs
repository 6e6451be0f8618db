//! Policies: which mismatches misfit speaks of, and how.

use smol_str::SmolStr;

use super::condition::Condition;
use super::fact::Known;
use super::source::Span;

/// How loud a finding is, quietest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// A trade-off that wants a recorded reason.
    Note,
    /// Documented practice is against it, with evidence on both sides.
    Warning,
    /// The platform will refuse or kill it, or the team's own settings forbid it.
    Error,
}

impl Severity {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The severity of a name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|severity| severity.name() == name)
    }

    /// One level quieter; a note stays a note.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Error => Self::Warning,
            Self::Warning | Self::Note => Self::Note,
        }
    }
}

/// What a policy is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Concern {
    /// Who shares what with whom.
    Isolation,
    /// Money.
    Cost,
    /// What the platform refuses or cuts off.
    Limits,
    /// How soon an answer comes.
    Latency,
    /// What is kept.
    State,
    /// Whether it is there.
    Availability,
    /// When it runs.
    Scheduling,
    /// Who looks after it.
    Operations,
    /// Whether it can move.
    Portability,
}

/// All concerns, in the order of the catalogue.
pub const CONCERNS: &[Concern] = &[
    Concern::Isolation,
    Concern::Cost,
    Concern::Limits,
    Concern::Latency,
    Concern::State,
    Concern::Availability,
    Concern::Scheduling,
    Concern::Operations,
    Concern::Portability,
];

impl Concern {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Isolation => "isolation",
            Self::Cost => "cost",
            Self::Limits => "limits",
            Self::Latency => "latency",
            Self::State => "state",
            Self::Availability => "availability",
            Self::Scheduling => "scheduling",
            Self::Operations => "operations",
            Self::Portability => "portability",
        }
    }

    /// The concern of a name.
    pub fn named(name: &str) -> Option<Self> {
        CONCERNS.iter().copied().find(|concern| concern.name() == name)
    }
}

/// A mismatch that misfit looks for.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its file's stem.
    pub id: SmolStr,
    /// The mismatch in a few words.
    pub title: String,
    /// How loud, by how the weakest of the needs that decide is known: see [`Policy::severity_for`].
    pub severity: Vec<(Known, Severity)>,
    /// What it is about.
    pub concern: Concern,
    /// When a workload is in this mismatch.
    pub when: Condition,
    /// What a finding says; `{needs.x}`, `{gives.x}`, `{facts.x}`, `{workload}`,
    /// `{platform}` and `{neighbour}` are filled in.
    pub message: String,
    /// Ways out, each with its price.
    pub instead: Vec<WayOut>,
    /// Where the policy's file says its id, for problems with it.
    pub span: Option<Span>,
}

/// A way out of a mismatch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOut {
    /// What to do.
    pub way: String,
    /// What that costs.
    pub price: String,
}

impl Policy {
    /// The severity for needs of which the weakest is known so: the entry of that strength,
    /// else of the next stronger that has one, else the first.
    pub fn severity_for(&self, weakest: Known) -> Severity {
        self.severity
            .iter()
            .filter(|(known, _)| *known <= weakest)
            .max_by_key(|(known, _)| *known)
            .or_else(|| self.severity.first())
            .map_or(Severity::Note, |(_, severity)| *severity)
    }
}
