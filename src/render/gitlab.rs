//! GitLab: a Code Quality report, which is one array whatever was found.
//!
//! Of two entries with one fingerprint GitLab shows the first, so those that are alike are numbered.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::View;
use super::text::whole_message;
use crate::model::policy::Severity;
use crate::model::problem::Problem;
use crate::model::report::Finding;
use crate::model::source::Span;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut entries: Vec<Entry> = view.report.findings.iter().map(|finding| Entry::of_finding(view, finding)).collect();
    entries.extend(view.report.problems.iter().map(|problem| Entry::of_problem(view, problem)));
    let mut seen: HashMap<String, usize> = HashMap::new();
    for entry in &mut entries {
        let count = seen.entry(entry.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            entry.fingerprint.push_str(&format!("#{count}"));
        }
    }
    serde_json::to_writer_pretty(&mut *out, &entries)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl Entry {
    fn of_finding(view: &View<'_>, finding: &Finding) -> Self {
        let address = view.judged(finding.resource).map(|judged| judged.address()).unwrap_or_default();
        Self {
            description: whole_message(finding),
            check_name: finding.policy.to_string(),
            fingerprint: format!("{}@{address}", finding.policy),
            severity: severity(finding.severity),
            location: Location::of(view, view.report.sources.path(finding.primary), Some(finding.primary)),
        }
    }

    fn of_problem(view: &View<'_>, problem: &Problem) -> Self {
        let kind = problem.kind.name();
        let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        Self {
            description: format!("{}{help}", problem.message),
            check_name: format!("problem-{kind}"),
            fingerprint: format!("problem-{kind}@{}: {}", problem.path, problem.message),
            severity: severity(view.loudness(problem)),
            location: Location::of(view, &problem.path, problem.span),
        }
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    }
}

impl Location {
    /// What has no place of its own stands at the first line.
    fn of(view: &View<'_>, path: &str, span: Option<Span>) -> Self {
        let line = |at: fn(&View<'_>, Span) -> u32| span.map_or(1, |span| at(view, span));
        let begin = line(|view, span| view.report.sources.start(span).line);
        let end = line(|view, span| view.report.sources.end(span).line);
        Self { path: view.path(path), lines: Lines { begin, end } }
    }
}
