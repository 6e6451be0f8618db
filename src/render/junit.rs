//! JUnit: a test report, with a case for every finding, every problem, and every workload without a finding.
//!
//! What makes the run fail is a failure or an error. A quieter finding, or a problem that was walked past, is a case that
//! passes and says it, so that a report is red where
//! its run is. The XML is written here: a dozen lines need no library.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::View;
use super::markup::{attribute, xml};
use super::text::{places_and_ways_out, whole_message};
use crate::model::policy::Severity;
use crate::model::problem::Problem;
use crate::model::report::Finding;
use crate::model::resource::Role;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(view);
    let all = || suites.values().flatten();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="misfit" {}>"#, counts(all()))?;
    for (path, cases) in &suites {
        writeln!(out, r#"  <testsuite name="{}" {}>"#, attribute(path), counts(cases.iter()))?;
        for case in cases {
            case.write(path, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// The cases by the path of their file.
fn suites(view: &View<'_>) -> BTreeMap<String, Vec<Case>> {
    let mut suites: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for problem in &view.report.problems {
        suites.entry(view.path(&problem.path)).or_default().push(Case::of_problem(view, problem));
    }
    let mut found: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
    for finding in &view.report.findings {
        found.entry(finding.resource).or_default().push(finding);
    }
    for (index, judged) in view.report.resources.iter().enumerate() {
        let findings = found.get(&index).map(Vec::as_slice).unwrap_or_default();
        if findings.is_empty() && judged.resource.role != Role::Workload {
            continue;
        }
        let span = judged.resource.place();
        let cases = suites.entry(view.path(view.report.sources.path(span))).or_default();
        if findings.is_empty() {
            let line = Some(view.report.sources.start(span).line);
            cases.push(Case { name: judged.address(), line, answer: Answer::Passed });
        }
        cases.extend(findings.iter().map(|finding| Case::of_finding(view, finding, &judged.address())));
    }
    suites
}

struct Case {
    name: String,
    line: Option<u32>,
    answer: Answer,
}

/// What became of a case.
enum Answer {
    Passed,
    /// It passes, and something is to be said of it.
    Said(String),
    Failed {
        kind: &'static str,
        message: String,
        text: String,
    },
    Error {
        kind: &'static str,
        message: String,
        text: String,
    },
}

impl Case {
    fn of_finding(view: &View<'_>, finding: &Finding, address: &str) -> Self {
        let (message, text) = (whole_message(finding), places_and_ways_out(view, finding).join("\n"));
        let kind = finding.severity.name();
        let fails = view.options.fails_on.is_some_and(|least| finding.severity >= least);
        Self {
            name: format!("{}: {address}", finding.policy),
            line: Some(view.report.sources.start(finding.primary).line),
            answer: if fails {
                Answer::Failed { kind, message, text }
            } else {
                Answer::Said(format!("{kind}: {message}\n{text}"))
            },
        }
    }

    fn of_problem(view: &View<'_>, problem: &Problem) -> Self {
        let (kind, message) = (problem.kind.name(), problem.message.clone());
        let text = problem.help.clone().unwrap_or_default();
        Self {
            name: format!("problem: {kind}"),
            line: problem.span.map(|span| view.report.sources.start(span).line),
            answer: if view.loudness(problem) == Severity::Error {
                Answer::Error { kind, message, text }
            } else {
                // It takes nothing from the answer, and a passing run has no red case.
                Answer::Said(format!("{kind}: {message}\n{text}"))
            },
        }
    }

    fn write(&self, path: &str, out: &mut dyn Write) -> io::Result<()> {
        let path = attribute(path);
        write!(out, r#"    <testcase name="{}" classname="{path}" file="{path}""#, attribute(&self.name))?;
        if let Some(line) = self.line {
            write!(out, r#" line="{line}""#)?;
        }
        let (element, kind, message, text) = match &self.answer {
            Answer::Passed => return writeln!(out, "/>"),
            Answer::Said(text) => {
                writeln!(out, ">\n      <system-out>{}</system-out>\n    </testcase>", xml(text))?;
                return Ok(());
            }
            Answer::Failed { kind, message, text } => ("failure", kind, message, text),
            Answer::Error { kind, message, text } => ("error", kind, message, text),
        };
        let (message, text) = (attribute(message), xml(text));
        writeln!(out, ">\n      <{element} type=\"{kind}\" message=\"{message}\">{text}</{element}>\n    </testcase>")
    }
}

/// `tests="3" failures="1" errors="0"`.
fn counts<'a>(cases: impl Iterator<Item = &'a Case>) -> String {
    let (mut all, mut failures, mut errors) = (0, 0, 0);
    for case in cases {
        all += 1;
        match case.answer {
            Answer::Failed { .. } => failures += 1,
            Answer::Error { .. } => errors += 1,
            Answer::Passed | Answer::Said(_) => {}
        }
    }
    format!(r#"tests="{all}" failures="{failures}" errors="{errors}""#)
}
