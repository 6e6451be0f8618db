//! Reports as text: for people, for the line-minded, for programs.

mod boxes;
pub mod card;
mod concise;
mod excerpt;
pub mod inventory;
mod json;
pub mod pages;
pub mod paths;
mod shape;
pub mod style;
mod summary;
pub mod table;
#[cfg(test)]
pub(crate) mod tests;
mod text;
pub mod undecided;
pub mod why;

use std::io;

use smol_str::SmolStr;

use crate::model::policy::Severity;
use crate::model::report::{Finding, Judged, Report};
use crate::model::resource::Role;
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
    /// What writes it.
    pub write: W,
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
    /// Quieter findings are counted and not shown to people; programs get all.
    pub quietest: Severity,
    /// Whether findings are followed by what was covered.
    pub summary: Summary,
    /// Policies that can speak only where something is declared.
    pub need_declarations: Vec<SmolStr>,
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
            quietest: Severity::Warning,
            summary: Summary::Shown,
            need_declarations: Vec::new(),
        }
    }
}

/// The formats of a report.
pub static REPORT_FORMATS: &[Format<WriteReport>] = &[
    Format { name: "text", purpose: "for people: every finding with the lines that say so", write: text::write },
    Format { name: "concise", purpose: "for grep and editors: one line a finding", write: concise::write },
    Format {
        name: "json",
        purpose: "for programs: workloads, findings and all else, by a fixed schema",
        write: json::write,
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
        self.report.findings.iter().filter(|finding| finding.severity >= self.options.quietest)
    }

    /// The workload that a finding is about, by its index.
    fn judged(&self, resource: usize) -> Option<&'a Judged> {
        self.report.resources.get(resource)
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
