//! JSON: the whole report for programs, by the schema that stands beside this file.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::inventory;
use super::shape::{Place, Said};
use super::{View, model};
use crate::model::baseline::Baseline;
use crate::model::condition::Missing;
use crate::model::policy::Severity;
use crate::model::problem::Problem;
use crate::model::report::{Finding, Undecided};
use crate::model::resource::Suppression;
use crate::model::source::SourceMap;

/// The version of the format: another one only where a key is renamed or removed.
pub(super) const VERSION: u32 = 1;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let sources = &view.report.sources;
    let address = |resource: usize| view.judged(resource).map(|judged| judged.address()).unwrap_or_default();
    let finding = |finding| FindingShape::of(finding, address(finding.resource), sources);
    let whole = Whole {
        version: VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        root: view.options.base.root(),
        workloads: inventory::entries(view),
        findings: view.report.findings.iter().map(AsRef::as_ref).map(finding).collect(),
        suppressed: view
            .report
            .suppressed
            .iter()
            .map(|(found, suppression)| SuppressedShape {
                finding: finding(found),
                suppression: SuppressionShape::of(suppression, sources),
            })
            .collect(),
        baselined: view
            .report
            .baselined
            .iter()
            .map(|(found, entry)| BaselinedShape {
                finding: finding(found),
                baseline: entry.span.map(|span| Place::of(span, sources)),
            })
            .collect(),
        undecided: view
            .report
            .undecided
            .iter()
            .map(|undecided| UndecidedShape::of(undecided, address(undecided.resource), sources))
            .collect(),
        problems: ProblemShape::all(view),
        summary: SummaryShape::of(view),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    tool: Tool,
    root: String,
    workloads: Vec<inventory::Entry<'a>>,
    findings: Vec<FindingShape<'a>>,
    suppressed: Vec<SuppressedShape<'a>>,
    baselined: Vec<BaselinedShape<'a>>,
    undecided: Vec<UndecidedShape<'a>>,
    problems: Vec<ProblemShape<'a>>,
    summary: SummaryShape<'a>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct FindingShape<'a> {
    policy: &'a str,
    severity: &'static str,
    confidence: &'static str,
    concern: &'static str,
    address: String,
    variants: &'a [smol_str::SmolStr],
    instances: &'a [smol_str::SmolStr],
    only_when: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    message: String,
    needs: Vec<Said<'a>>,
    gives: Vec<Said<'a>>,
    related: Vec<Said<'a>>,
    instead: Vec<WayOutShape<'a>>,
    fingerprint: &'a str,
}

impl<'a> FindingShape<'a> {
    fn of(finding: &'a Finding, address: String, sources: &'a SourceMap) -> Self {
        Self {
            policy: &finding.policy,
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            concern: finding.concern.name(),
            address,
            variants: &finding.variants,
            instances: &finding.instances,
            only_when: finding.only_when.as_deref(),
            place: Place::of(finding.primary, sources),
            message: super::text::whole_message(finding),
            needs: Said::all(&finding.needs, sources),
            gives: Said::all(&finding.gives, sources),
            related: Said::all(&finding.related, sources),
            instead: finding
                .instead
                .iter()
                .map(|out_of_it| WayOutShape { way: &out_of_it.way, price: &out_of_it.price })
                .collect(),
            fingerprint: &finding.fingerprint,
        }
    }
}

#[derive(Serialize)]
struct WayOutShape<'a> {
    way: &'a str,
    price: &'a str,
}

#[derive(Serialize)]
struct SuppressedShape<'a> {
    #[serde(flatten)]
    finding: FindingShape<'a>,
    suppression: SuppressionShape<'a>,
}

#[derive(Serialize)]
struct SuppressionShape<'a> {
    reason: &'a str,
    until: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> SuppressionShape<'a> {
    fn of(suppression: &'a Suppression, sources: &'a SourceMap) -> Self {
        Self {
            reason: &suppression.reason,
            until: suppression.until.as_deref(),
            place: Place::of(suppression.span, sources),
        }
    }
}

/// A finding, and the entry of the baseline that takes it.
#[derive(Serialize)]
struct BaselinedShape<'a> {
    #[serde(flatten)]
    finding: FindingShape<'a>,
    baseline: Option<Place<'a>>,
}

#[derive(Serialize)]
struct UndecidedShape<'a> {
    policy: &'a str,
    address: String,
    missing: Vec<MissingShape<'a>>,
}

impl<'a> UndecidedShape<'a> {
    fn of(undecided: &'a Undecided, address: String, sources: &'a SourceMap) -> Self {
        let missing = undecided.missing.iter().map(|missing| MissingShape::of(missing, sources)).collect();
        Self { policy: &undecided.policy, address, missing }
    }
}

/// What would decide a policy.
#[derive(Serialize)]
pub(super) struct MissingShape<'a> {
    fact: &'a str,
    reason: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> MissingShape<'a> {
    pub(super) fn of(missing: &'a Missing, sources: &'a SourceMap) -> Self {
        Self { fact: &missing.path, reason: &missing.reason, place: Place::of(missing.at, sources) }
    }
}

/// Something that could not be read or decided.
#[derive(Serialize)]
pub(super) struct ProblemShape<'a> {
    kind: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    path: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

impl<'a> ProblemShape<'a> {
    /// All problems of a report.
    pub(super) fn all(view: &View<'a>) -> Vec<Self> {
        let report = view.report;
        report.problems.iter().map(|problem| Self::of(problem, &report.sources)).collect()
    }

    fn of(problem: &'a Problem, sources: &SourceMap) -> Self {
        let start = problem.span.map(|span| sources.start(span));
        let end = problem.span.map(|span| sources.end(span));
        Self {
            kind: problem.kind.name(),
            message: &problem.message,
            help: problem.help.as_deref(),
            path: &problem.path,
            line: start.map(|at| at.line),
            column: start.map(|at| at.column),
            end_line: end.map(|at| at.line),
            end_column: end.map(|at| at.column),
        }
    }
}

#[derive(Serialize)]
struct SummaryShape<'a> {
    errors: usize,
    warnings: usize,
    notes: usize,
    ignored: usize,
    baselined: usize,
    stale: usize,
    undecided: usize,
    problems: usize,
    workloads: usize,
    models: BTreeMap<&'a str, usize>,
    files_read: usize,
    passed_by: BTreeMap<&'static str, usize>,
}

impl<'a> SummaryShape<'a> {
    fn of(view: &View<'a>) -> Self {
        let report = view.report;
        let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
        let mut models = BTreeMap::new();
        for judged in view.workloads() {
            *models.entry(model(judged)).or_default() += 1;
        }
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            ignored: report.suppressed.len(),
            baselined: report.baselined.len(),
            stale: report.baseline.as_ref().map_or(0, Baseline::stale),
            undecided: report.undecided.len(),
            problems: report.problems.len(),
            workloads: view.workloads().count(),
            models,
            files_read: report.coverage.read.len(),
            passed_by: report.coverage.passed_by.iter().map(|(reason, paths)| (*reason, paths.len())).collect(),
        }
    }
}
