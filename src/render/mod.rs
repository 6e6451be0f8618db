//! Reports as text: for people, for the line-minded, for programs.

pub mod baseline;
mod boxes;
pub mod card;
mod concise;
mod excerpt;
mod github;
mod gitlab;
pub mod inventory;
mod json;
mod junit;
mod line_hash;
mod markdown;
pub mod markup;
pub mod pages;
pub mod paths;
mod sarif;
mod shape;
pub mod shield;
pub mod style;
mod summary;
pub mod table;
#[cfg(test)]
pub(crate) mod tests;
mod text;
pub mod undecided;
mod ways;
pub mod why;

use std::io;

use smol_str::SmolStr;

use crate::model::policy::Severity;
use crate::model::problem::Problem;
use crate::model::report::{Finding, Judged, Report, Spoiling};
use crate::model::resource::Role;
use pages::PolicyPage;
use paths::Base;
use style::Style;

pub use summary::DECLARED_NEEDS;
pub use text::whole_message;

/// The schema of `--format json`.
pub const SCHEMA: &str = include_str!("report.schema.json");

/// A way to write something down.
#[derive(Debug)]
pub struct Format<W> {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in one line.
    pub purpose: &'static str,
    /// What it is written in.
    pub language: Language,
    /// What writes it.
    pub write: W,
}

/// What a format is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Text for people, and what people and programs read alike.
    Prose,
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// Commands to whoever runs the step.
    Commands,
}

/// Writes a report.
pub type WriteReport = fn(&View<'_>, &mut dyn io::Write) -> io::Result<()>;

/// A report and how it is to be shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What was found.
    pub report: &'a Report,
    /// How it is to be shown.
    pub options: &'a Options,
}

/// How a report is to be shown.
#[derive(Clone, Debug)]
pub struct Options {
    /// How text looks.
    pub style: Style,
    /// Where the reader stands.
    pub base: Base,
    /// Where the repository's top is: those who host it know paths from there.
    pub top: Base,
    /// Quieter findings are counted and not shown to people; programs get all.
    pub quietest: Severity,
    /// The quietest finding that makes the run fail; `None`: none does.
    pub fails_on: Option<Severity>,
    /// How the run ends.
    pub ending: Ending,
    /// The problems for which it ends as one that cannot be trusted.
    pub spoiling: Spoiling,
    /// The page of a policy: asked for by the formats that print prose, and by no other.
    pub page: fn(&str) -> Option<PolicyPage>,
    /// Whether findings are followed by what was covered.
    pub summary: Summary,
    /// Policies that can speak only where something is declared.
    pub need_declarations: Vec<SmolStr>,
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// No finding makes it fail.
    Clean,
    /// A finding makes it fail.
    Findings,
    /// The answer cannot be trusted.
    Untrusted,
}

/// Whether findings are followed by what was covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// They are.
    Shown,
    /// They are not.
    Hidden,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            style: Style::default(),
            base: Base::Root,
            top: Base::Root,
            quietest: Severity::Warning,
            fails_on: Some(Severity::Warning),
            ending: Ending::Clean,
            spoiling: Spoiling::Named(Vec::new()),
            page: |_| None,
            summary: Summary::Shown,
            need_declarations: Vec::new(),
        }
    }
}

impl Options {
    /// The same in another look.
    #[must_use]
    pub fn styled(&self, style: Style) -> Self {
        Self { style, ..self.clone() }
    }
}

/// The formats of a report.
pub static REPORT_FORMATS: &[Format<WriteReport>] = &[
    Format {
        name: "text",
        purpose: "for people: every finding with the lines that say so",
        language: Language::Prose,
        write: text::write,
    },
    Format {
        name: "concise",
        purpose: "for grep and editors: one line a finding",
        language: Language::Prose,
        write: concise::write,
    },
    Format {
        name: "json",
        purpose: "for programs: workloads, findings and all else, by a fixed schema",
        language: Language::Json,
        write: json::write,
    },
    Format {
        name: "sarif",
        purpose: "for code scanning: SARIF 2.1.0 with every policy in force",
        language: Language::Json,
        write: sarif::write,
    },
    Format {
        name: "github",
        purpose: "for GitHub's runners: annotations of the lines",
        language: Language::Commands,
        write: github::write,
    },
    Format {
        name: "markdown",
        purpose: "for a job's summary: findings, what they rest on, and what runs where",
        language: Language::Prose,
        write: markdown::write,
    },
    Format {
        name: "junit",
        purpose: "for test reports: a case for each workload and finding, in XML",
        language: Language::Xml,
        write: junit::write,
    },
    Format {
        name: "gitlab",
        purpose: "for GitLab: a Code Quality report",
        language: Language::Json,
        write: gitlab::write,
    },
];

/// The format of a name.
pub fn format<W>(formats: &'static [Format<W>], name: &str) -> Option<&'static Format<W>> {
    formats.iter().find(|format| format.name == name)
}

impl<'a> View<'a> {
    /// The workloads of the report, in its order.
    pub fn workloads(&self) -> impl Iterator<Item = &'a Judged> + use<'a> {
        self.report.resources.iter().filter(|judged| judged.resource.role == Role::Workload)
    }

    /// The findings that are loud enough to be shown.
    fn shown(&self) -> impl Iterator<Item = &'a Finding> + use<'a, '_> {
        self.report
            .findings
            .iter()
            .map(AsRef::as_ref)
            .filter(|finding: &&Finding| finding.severity >= self.options.quietest)
    }

    /// A path from the repository's top.
    fn path(&self, path: &str) -> String {
        let shown = self.options.top.show(path);
        let shown = shown.trim_end_matches('/');
        if shown.is_empty() { ".".to_owned() } else { shown.to_owned() }
    }

    /// The workload that a finding is about, by its index.
    fn judged(&self, resource: usize) -> Option<&'a Judged> {
        self.report.resources.get(resource)
    }

    /// How loud a problem is beside findings: an error where it spoils the answer.
    fn loudness(&self, problem: &Problem) -> Severity {
        if self.options.spoiling.includes(problem, self.report) { Severity::Error } else { Severity::Warning }
    }
}

/// The compute model of a judged resource.
pub fn model(judged: &Judged) -> &str {
    judged.placement.as_ref().and_then(|placement| placement.gives.text("model")).unwrap_or("unknown")
}

/// The platform's id of a judged resource.
pub fn platform(judged: &Judged) -> &str {
    judged.placement.as_ref().and_then(|placement| placement.platform.as_deref()).unwrap_or("unknown")
}
