//! Reports: what a scan says.

use std::collections::BTreeMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::baseline::{Baseline, Entry};
use super::condition::Missing;
use super::fact::Facts;
use super::neighbours::Neighbours;
use super::paths;
use super::platform::Placement;
use super::policy::{Concern, Severity, WayOut};
use super::problem::{Problem, Spoils};
use super::resource::{Resource, Suppression};
use super::source::{SourceMap, Span};

/// What a scan says of a tree of sources. Everything in it is in a fixed order.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything declared, by path and place.
    pub resources: Vec<Judged>,
    /// Mismatches, by path and place.
    pub findings: Vec<Arc<Finding>>,
    /// Mismatches that were accepted.
    pub suppressed: Vec<(Arc<Finding>, Suppression)>,
    /// Mismatches that the baseline has, and that are no worse than it says.
    pub baselined: Vec<(Arc<Finding>, Entry)>,
    /// The baseline, where there is one, and what has become of its entries.
    pub baseline: Option<Baseline>,
    /// What could not be told.
    pub undecided: Vec<Undecided>,
    /// What could not be read or decided.
    pub problems: Vec<Problem>,
    /// What was walked and how much of it was read.
    pub coverage: Coverage,
    /// Ids of the policies that were in force.
    pub policies: Vec<SmolStr>,
    /// The texts behind all spans.
    pub sources: SourceMap,
}

impl Report {
    /// Whether a problem is of a path itself: of the file or folder as a whole, or, of a file that was read, of the folder
    /// that was read with it as one unit.
    pub fn is_of(&self, problem: &Problem, path: &str) -> bool {
        let is_read = || self.coverage.read.iter().any(|read| read == path);
        problem.path == path || (problem.path == paths::folder(path) && is_read())
    }
}

/// Which problems spoil the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spoiling {
    /// Those that always do, and those of these paths.
    Named(Vec<String>),
    /// Any.
    All,
}

impl Spoiling {
    /// Whether a problem of a report is one of them.
    pub fn includes(&self, problem: &Problem, report: &Report) -> bool {
        match (self, problem.kind.spoils()) {
            (Self::All, _) | (_, Spoils::Always) => true,
            (Self::Named(named), Spoils::WhereNamed) => named.iter().any(|path| report.is_of(problem, path)),
            (_, Spoils::Never) => false,
        }
    }
}

/// What was walked and what became of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Files read and understood.
    pub read: Vec<String>,
    /// Files passed by: by reason, their paths.
    pub passed_by: BTreeMap<&'static str, Vec<String>>,
}

/// A resource with what misfit worked out of it.
///
/// Its parts are shared with whoever keeps them from scan to scan.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The resource, its companions' facts joined to it.
    pub resource: Arc<Resource>,
    /// Of a workload, what it runs on.
    pub placement: Option<Arc<Placement>>,
    /// Of a workload, what it needs.
    pub needs: Arc<Facts>,
    /// Of a workload, what may share a kernel with it.
    pub neighbours: Neighbours,
}

impl Judged {
    /// The whole address: `<unit>::<local>`; of the root unit, the local address alone.
    pub fn address(&self) -> String {
        address(&self.resource)
    }
}

/// The whole address of a resource.
pub fn address(resource: &Resource) -> String {
    if resource.unit.0.is_empty() {
        resource.local.to_string()
    } else {
        format!("{}::{}", resource.unit.0, resource.local)
    }
}

/// How sure a finding is, least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// A side is assumed, or both are inferred.
    Low,
    /// One side is defaulted or inferred.
    Medium,
    /// Both sides are declared, written or inherited.
    High,
}

impl Confidence {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A policy that holds for a workload.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The policy's id.
    pub policy: SmolStr,
    /// The policy's title.
    pub title: String,
    /// How loud.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What about.
    pub concern: Concern,
    /// The workload: an index of [`Report::resources`].
    pub resource: usize,
    /// The variants in which it holds; empty: in all.
    pub variants: Vec<SmolStr>,
    /// The instances of its block in which it holds, by key or index; empty: in all.
    pub instances: Vec<SmolStr>,
    /// The guard under which alone it holds, in words.
    pub only_when: Option<String>,
    /// The deciding fact of the given side, or the workload's name.
    pub primary: Span,
    /// One sentence: what is needed and what is given.
    pub message: String,
    /// What is needed, each with the place that says so.
    pub needs: Vec<Label>,
    /// What is given, each with the place that says so.
    pub gives: Vec<Label>,
    /// Further places: the line to edit first.
    pub related: Vec<Label>,
    /// Ways out.
    pub instead: Vec<WayOut>,
    /// Stays the same while policy and workload do: of both names alone.
    pub fingerprint: String,
}

impl Finding {
    /// All that it rests on, each with its place: what is given, what is needed, then the further places.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.gives.iter().chain(&self.needs).chain(&self.related)
    }
}

/// How the label of a line begins that alone has to be changed: the literal that a fact came from.
pub const SET_HERE: &str = "set here";

/// A place and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said: `needs: data under pci`.
    pub text: String,
    /// The vocabulary's path behind it, `needs.regimes`; none, of what only leads from a module's call to what it makes.
    pub path: SmolStr,
}

impl Label {
    /// Whether it is of the literal that a fact came from, and that stands apart from where it is used.
    pub fn is_set_here(&self) -> bool {
        self.text.starts_with(SET_HERE)
    }
}

/// A policy of which it cannot be told whether it holds for a workload.
#[derive(Debug, Clone)]
pub struct Undecided {
    /// The policy's id.
    pub policy: SmolStr,
    /// The workload: an index of [`Report::resources`].
    pub resource: usize,
    /// What would decide it.
    pub missing: Vec<Missing>,
}

/// What one policy says of one workload, whether it holds or not.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The policy's id.
    pub policy: SmolStr,
    /// The policy's title.
    pub title: String,
    /// Whether the workload is in this mismatch.
    pub answer: Answer,
    /// The facts that decide, each with its place; of an answer that is not told, those known so far.
    pub evidence: Vec<Label>,
    /// What would decide it, where it cannot be told.
    pub missing: Vec<Missing>,
}

/// Whether a workload is in a mismatch.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Answer {
    /// It is, in at least one variant.
    Holds,
    /// It is not.
    DoesNotHold,
    /// What would decide it is not known.
    CannotTell,
}

impl Answer {
    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::DoesNotHold => "does-not-hold",
            Self::CannotTell => "cannot-tell",
        }
    }
}
