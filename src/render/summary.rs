//! The last lines: what was found, and the proof of what was looked at.

use std::io::{self, Write};

use super::style::{Ink, wrapped};
use super::{View, model};
use crate::model::fact::Known;
use crate::model::policy::Severity;
use crate::model::report::Judged;
use crate::model::resource::Role;
use crate::model::vocabulary::MODELS;

/// Needs that only a declaration or a data-class tag can say for sure.
pub const DECLARED_NEEDS: &[&str] = &["data_level", "regimes", "regulated", "trust"];

/// More policies are not named one by one.
const MOST_NAMED: usize = 6;

/// Writes what was found and what was covered.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(text) = undeclared(view) {
        for line in wrapped(&text, view.options.style.width) {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "{}", parts(view).join(view.options.style.dot()))?;
    writeln!(out, "{}", view.options.style.paint(Ink::Faint, &files(view)))
}

/// What was found and of how much, a part each.
pub(super) fn parts(view: &View<'_>) -> Vec<String> {
    let mut parts = vec![findings(view), workloads(view)];
    parts.extend(definitions(view));
    parts.extend(counted(view.report.undecided.len(), "undecided", "undecided"));
    parts.extend(ignored(view));
    parts.extend(baselined(view));
    parts.extend(counted(view.report.problems.len(), "problem", "problems"));
    parts
}

/// `1 file`, `2 files`.
pub(super) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    (count > 0).then(|| plural(count, one, many))
}

/// `1 error, 2 warnings`.
pub(super) fn findings(view: &View<'_>) -> String {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter_map(|severity| {
            let count = view.report.findings.iter().filter(|finding| finding.severity == severity).count();
            let text = counted(count, severity.name(), &format!("{}s", severity.name()))?;
            let hidden = severity < view.options.quietest;
            Some(if hidden { format!("{text} not shown") } else { text })
        })
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

pub(super) fn workloads(view: &View<'_>) -> String {
    let total = view.workloads().count();
    let by_model: Vec<String> = MODELS
        .values
        .iter()
        .map(|name| (name, view.workloads().filter(|judged| model(judged) == *name).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{count} {name}"))
        .collect();
    let total = plural(total, "workload", "workloads");
    if by_model.is_empty() { total } else { format!("{total}: {}", by_model.join(", ")) }
}

/// What only runs once something starts it is judged with that, and not by itself: a library's function, a template.
fn definitions(view: &View<'_>) -> Option<String> {
    let is_definition = |judged: &&Judged| judged.resource.role == Role::Definition;
    let count = view.report.resources.iter().filter(is_definition).count();
    counted(count, "definition not judged by itself", "definitions not judged by themselves")
}

fn ignored(view: &View<'_>) -> Option<String> {
    let count = view.report.suppressed.len();
    let mut ends: Vec<&str> =
        view.report.suppressed.iter().filter_map(|(_, suppression)| suppression.until.as_deref()).collect();
    ends.sort_unstable();
    let text = counted(count, "ignored", "ignored")?;
    Some(match ends.as_slice() {
        [] => text,
        [only] => format!("{text} (1 expires {only})"),
        [first, ..] => format!("{text} ({} expire, the first {first})", ends.len()),
    })
}

/// `3 in the baseline (1 stale)`.
fn baselined(view: &View<'_>) -> Option<String> {
    let baseline = view.report.baseline.as_ref().filter(|baseline| !baseline.entries.is_empty())?;
    let text = format!("{} in the baseline", view.report.baselined.len());
    Some(match baseline.stale() {
        0 => text,
        stale => format!("{text} ({stale} stale)"),
    })
}

pub(super) fn files(view: &View<'_>) -> String {
    let coverage = &view.report.coverage;
    let mut text = format!("{} read", plural(coverage.read.len(), "file", "files"));
    let passed: Vec<String> =
        coverage.passed_by.iter().map(|(reason, paths)| format!("{} {reason}", paths.len())).collect();
    if !passed.is_empty() {
        text.push_str(&format!("{}passed by: {}", view.options.style.dot(), passed.join(", ")));
    }
    text
}

/// Where nothing says what data is handled, some policies cannot speak: silence must not look like a clean bill.
pub(super) fn undeclared(view: &View<'_>) -> Option<String> {
    let says = |known| matches!(known, Known::Declared | Known::Inherited);
    let declared = view.workloads().any(|judged| {
        DECLARED_NEEDS
            .iter()
            .any(|need| judged.needs.get(need).is_some_and(|fact| !fact.is_absent() && says(fact.known)))
    });
    let silent = &view.options.need_declarations;
    if declared || silent.is_empty() || view.workloads().next().is_none() {
        return None;
    }
    let named: Vec<&str> = silent.iter().take(MOST_NAMED).map(AsRef::as_ref).collect();
    let more = silent.len().saturating_sub(named.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!(
        "Nothing says what data these workloads handle, so {} could not speak: {}{more}. To say it: annotation \
         misfit/regimes: pci, tag misfit:regimes, or `declare` in misfit.yaml.",
        plural(silent.len(), "policy", "policies"),
        named.join(", "),
    ))
}
