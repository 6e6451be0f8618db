//! Concise: one line a finding or problem, for grep and editors.

use std::io::{self, Write};

use super::style::{Ink, plain};
use super::{Summary, View, summary};
use crate::model::problem::Problem;
use crate::model::report::Finding;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    lines(view, out)?;
    if view.options.summary == Summary::Shown { summary::write(view, out) } else { Ok(()) }
}

/// Writes problems and findings alone.
pub(super) fn lines(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    problems(view, out)?;
    view.shown().try_for_each(|finding| finding_line(view, finding, out))
}

/// Writes problems alone.
pub(super) fn problems(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    view.report.problems.iter().try_for_each(|problem| problem_line(view, problem, out))
}

fn problem_line(view: &View<'_>, problem: &Problem, out: &mut dyn Write) -> io::Result<()> {
    let place = problem.span.map(|span| view.report.sources.start(span));
    let path = view.options.base.show(&problem.path);
    let place = place.map_or_else(String::new, |at| format!(":{}:{}", at.line, at.column));
    let word = view.options.style.paint(Ink::Error, "problem");
    writeln!(out, "{}{place}: {word}: {} [{}]", plain(&path), plain(&problem.message), problem.kind.name())
}

fn finding_line(view: &View<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let at = view.report.sources.start(finding.primary);
    let path = view.options.base.show(view.report.sources.path(finding.primary));
    let severity = view.options.style.paint(finding.severity.into(), finding.severity.name());
    let message = super::text::whole_message(finding);
    writeln!(out, "{}:{}:{}: {severity}: {} [{}]", plain(&path), at.line, at.column, plain(&message), finding.policy)
}
