//! SARIF: a log for code scanning, of the fields that GitHub reads and a few that others do.
//!
//! The rules are all policies in force whatever was found, so that what a log says of them never depends on the findings.
//! What a team has accepted is left out: code scanning knows no suppressions and would open an alert for each. Nothing in a
//! log depends on the machine or the hour.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use serde::Serialize;

use super::line_hash::line_hashes;
use super::pages::PolicyPage;
use super::style::plain;
use super::text::whole_message;
use super::{Ending, View};
use crate::model::paths::percent_encoded;
use crate::model::policy::Severity;
use crate::model::problem::Problem;
use crate::model::report::Finding;
use crate::model::source::{SourceId, Span};

/// Of more results, code scanning keeps so many; so the loudest come first.
const MOST_KEPT: usize = 5_000;
/// A run of more results is refused.
const MOST_RESULTS: usize = 25_000;
/// Longer descriptions are refused.
const MOST_DESCRIBED: usize = 1_024;
/// What paths are from.
const ROOT: &str = "%SRCROOT%";

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run(view)] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn run<'a>(view: &View<'a>) -> Run<'a> {
    let mut findings: Vec<&Finding> = view.report.findings.iter().map(AsRef::as_ref).collect();
    if findings.len() > MOST_KEPT {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
    let left_out = findings.len().saturating_sub(MOST_RESULTS);
    findings.truncate(MOST_RESULTS);
    let hashes = primary_hashes(view, &findings);
    let places: HashMap<&str, usize> =
        view.report.policies.iter().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
    let results = findings.into_iter().map(|finding| {
        let line = view.report.sources.start(finding.primary).line;
        let hash = hashes.get(&finding.primary.source).and_then(|lines| lines.get(&line)).cloned();
        Outcome::of(view, finding, places.get(finding.policy.as_str()).copied(), hash)
    });
    let results: Vec<Outcome<'a>> = results.collect();
    let mut notifications: Vec<Notification> =
        view.report.problems.iter().map(|problem| Notification::of(view, problem)).collect();
    if left_out > 0 {
        let text = format!("{left_out} findings are not in this log, which holds the {MOST_RESULTS} loudest");
        notifications.push(Notification { level: "warning", message: Message { text }, locations: Vec::new() });
    }
    Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: view.report.policies.iter().map(|id| Rule::of(id, (view.options.page)(id))).collect(),
            },
        },
        automation_details: AutomationDetails { id: "misfit/" },
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: BTreeMap::from([(
            ROOT,
            Base { description: Message { text: "The top of the repository.".to_owned() } },
        )]),
        invocations: [Invocation {
            execution_successful: view.options.ending != Ending::Untrusted,
            tool_execution_notifications: notifications,
        }],
        results,
    }
}

/// The hash of every line that a finding stands at.
fn primary_hashes(view: &View<'_>, findings: &[&Finding]) -> HashMap<SourceId, HashMap<u32, String>> {
    let mut lines: HashMap<SourceId, BTreeSet<u32>> = HashMap::new();
    for finding in findings {
        lines.entry(finding.primary.source).or_default().insert(view.report.sources.start(finding.primary).line);
    }
    let hashed = lines.into_iter().filter_map(|(id, lines)| {
        let source = view.report.sources.get(id)?;
        Some((id, line_hashes(&source.text, &lines)))
    });
    hashed.collect()
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    automation_details: AutomationDetails,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    invocations: [Invocation; 1],
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct AutomationDetails {
    id: &'static str,
}

#[derive(Serialize)]
struct Base {
    description: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

impl Notification {
    fn of(view: &View<'_>, problem: &Problem) -> Self {
        let help = problem.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        let physical_location = PhysicalLocation {
            artifact_location: ArtifactLocation::of(view, &problem.path),
            region: problem.span.map(|span| Region::of(view, span)),
        };
        Self {
            level: view.loudness(problem).name(),
            message: Message { text: ended(&unlinked(&format!("{}: {}{help}", problem.kind.name(), problem.message))) },
            locations: vec![Location { physical_location, ..Location::default() }],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<String>,
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
}

impl Rule {
    /// The rule of a policy; of one without a page, with what its id says.
    fn of(id: &str, page: Option<PolicyPage>) -> Self {
        let title = page.as_ref().map_or_else(|| id.replace('-', " "), |page| page.title.clone());
        let title = ended(&capitalised(&title));
        let severity = page.as_ref().and_then(|page| page.severity.loudest()).unwrap_or(Severity::Warning);
        let mut tags = vec!["architecture".to_owned()];
        tags.extend(page.as_ref().map(|page| page.concern.clone()));
        let why = page.as_ref().map_or_else(|| title.clone(), |page| page.why.trim().to_owned());
        Self {
            id: id.to_owned(),
            name: pascal(id),
            short_description: Message { text: shortened(&title) },
            full_description: Message { text: shortened(&why) },
            help: page.as_ref().map_or_else(|| Help { text: title.clone(), markdown: title.clone() }, Help::of),
            default_configuration: Configuration { level: severity.name() },
            properties: RuleProperties {
                tags,
                // A finding rests on facts alone: what is not known is undecided, and no result.
                precision: "high",
                problem_severity: match severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "recommendation",
                },
            },
        }
    }
}

impl Help {
    fn of(page: &PolicyPage) -> Self {
        let why = page.why.trim();
        let (mut text, mut markdown) = (format!("{why}\n\nWays out:\n"), format!("{why}\n\n## Ways out\n\n"));
        for out_of_it in &page.instead {
            let (way, price) = (out_of_it.way.trim(), out_of_it.price.trim());
            text.push_str(&format!("- {way}. Costs: {price}.\n"));
            markdown.push_str(&format!("- **{way}**. Costs: {price}.\n"));
        }
        text.push_str("\nSee:\n");
        markdown.push_str("\n## See\n\n");
        for link in &page.see {
            text.push_str(&format!("- {link}\n"));
            markdown.push_str(&format!("- <{link}>\n"));
        }
        Self { text, markdown }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints<'a>,
    properties: ResultProperties,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "primaryLocationLineHash", skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(rename = "misfitFinding/v1")]
    finding: &'a str,
}

#[derive(Serialize)]
struct ResultProperties {
    confidence: &'static str,
    concern: &'static str,
}

impl<'a> Outcome<'a> {
    fn of(view: &View<'a>, finding: &'a Finding, rule_index: Option<usize>, line: Option<String>) -> Self {
        let mut text = ended(&unlinked(&whole_message(finding)));
        let mut related: Vec<Location> = Vec::new();
        for (span, said) in by_place(finding) {
            let id = related.len() + 1;
            text.push_str(&format!(" [{}]({id})", link_text(&said)));
            related.push(Location {
                id: Some(id),
                physical_location: PhysicalLocation::of(view, span),
                logical_locations: Vec::new(),
                message: Some(Message { text: unlinked(&said) }),
            });
        }
        let address = view.judged(finding.resource).map(|judged| judged.address()).unwrap_or_default();
        Self {
            rule_id: &finding.policy,
            rule_index,
            level: finding.severity.name(),
            message: Message { text },
            locations: [Location {
                physical_location: PhysicalLocation::of(view, finding.primary),
                logical_locations: vec![LogicalLocation { fully_qualified_name: address, kind: "resource" }],
                ..Location::default()
            }],
            related_locations: related,
            partial_fingerprints: Fingerprints { line, finding: &finding.fingerprint },
            properties: ResultProperties { confidence: finding.confidence.name(), concern: finding.concern.name() },
        }
    }
}

/// What a finding shows, with all that is said of one place together.
fn by_place(finding: &Finding) -> Vec<(Span, String)> {
    let mut places: Vec<(Span, String)> = Vec::new();
    for label in finding.labels() {
        match places.iter_mut().find(|(span, _)| *span == label.span) {
            Some((_, said)) => {
                said.push_str("; ");
                said.push_str(&label.text);
            }
            None => places.push((label.span, label.text.clone())),
        }
    }
    places
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

impl PhysicalLocation {
    fn of(view: &View<'_>, span: Span) -> Self {
        Self {
            artifact_location: ArtifactLocation::of(view, view.report.sources.path(span)),
            region: Some(Region::of(view, span)),
        }
    }
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

impl ArtifactLocation {
    fn of(view: &View<'_>, path: &str) -> Self {
        Self { uri: percent_encoded(&view.path(path)), uri_base_id: ROOT }
    }
}

/// Lines and columns from 1, columns in UTF-16 code units: those who disregard `columnKind` count so as well.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: usize,
    end_line: u32,
    end_column: usize,
}

impl Region {
    fn of(view: &View<'_>, span: Span) -> Self {
        let sources = &view.report.sources;
        let column = |offset: u32| sources.get(span.source).map_or(1, |source| source.utf16_column(offset));
        Self {
            start_line: sources.start(span).line,
            start_column: column(span.start),
            end_line: sources.end(span).line,
            end_column: column(span.end),
        }
    }
}

/// `state-on-spot` as `StateOnSpot`.
fn pascal(id: &str) -> String {
    id.split('-').map(capitalised).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A clause with a full stop.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// No longer than a description may be, cut between words.
fn shortened(text: &str) -> String {
    if text.chars().count() <= MOST_DESCRIBED {
        return text.to_owned();
    }
    let most: String = text.chars().take(MOST_DESCRIBED - 3).collect();
    let cut = most.rfind(' ').unwrap_or(most.len());
    format!("{}...", most.get(..cut).unwrap_or_default())
}

/// Text in which nothing is a link: a scanned file must not put one into a message.
fn unlinked(text: &str) -> String {
    plain(text).replace("](", "] (")
}

/// Text inside a link's brackets.
fn link_text(text: &str) -> String {
    unlinked(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}
