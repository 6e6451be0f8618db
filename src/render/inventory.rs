//! Inventory: what every workload runs on, without a verdict.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::json::{ProblemShape, VERSION};
use super::shape::{Known, Named, Place};
use super::{Format, Language, Summary, View, WriteReport, concise, model, platform, summary, table};
use crate::model::fact::{Fact, Facts};
use crate::model::report::{Judged, Report};
use crate::model::resource::{Call, Resource, Role, Tag};
use crate::model::source::SourceMap;
use crate::model::vocabulary::{GIVES, Kind, find};
use crate::values::phrase::value_text;

/// The formats of an inventory.
pub static INVENTORY_FORMATS: &[Format<WriteReport>] = &[
    Format { name: "text", purpose: "for people: a table", language: Language::Prose, write: write_text },
    Format {
        name: "json",
        purpose: "for programs: every resource with its facts, tags, needs and axes",
        language: Language::Json,
        write: write_json,
    },
    Format {
        name: "yaml",
        purpose: "for programs and readers: the same as json",
        language: Language::Prose,
        write: write_yaml,
    },
];

/// Axes that have a column of their own: what tells one container or machine from another.
const AXES: &[(&str, &str)] = &[("boundary", "BOUNDARY"), ("hardware", "HARDWARE"), ("interruptible", "INTERRUPTIBLE")];
/// Names of `gives` that an entry says by itself.
const SAID_BY_ITSELF: &[&str] = &["platform", "model", "family"];

fn write_text(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Vec<String>> =
        view.report.resources.iter().filter(|judged| is_listed(&judged.resource)).map(row).collect();
    if !rows.is_empty() {
        let mut heads = vec!["ADDRESS", "MODEL", "PLATFORM", "INSTANCES"];
        heads.extend(AXES.iter().map(|(_, head)| *head));
        heads.push("ALSO");
        table::write(&heads, &rows, view.options.style, out)?;
    }
    if !rows.is_empty() && !view.report.problems.is_empty() {
        writeln!(out)?;
    }
    concise::problems(view, out)?;
    match view.options.summary {
        Summary::Hidden => Ok(()),
        Summary::Shown => {
            writeln!(out)?;
            write_counts(view, out)
        }
    }
}

/// Whether a resource has a row: what runs, what it runs as and what it is placed on. What would only stand beside a workload
/// has none, whether it is there or not.
fn is_listed(resource: &Resource) -> bool {
    !matches!(resource.role, Role::Companion | Role::Patch) && !is_nothing(resource)
}

/// Whether a resource is of no workload, and there are none of it: modules hold many of these for what is not asked of them.
fn is_nothing(resource: &Resource) -> bool {
    resource.role == Role::Disabled && resource.service.is_none()
}

/// The cells of a resource: its address, its model, its platform, its instances, and what sets it apart.
pub(super) fn row(judged: &Judged) -> Vec<String> {
    let is_judged = judged.placement.is_some();
    let mut cells = vec![judged.address()];
    if !is_judged {
        cells.extend([format!("({})", judged.resource.role.name()), judged.resource.kind.to_string()]);
        return cells;
    }
    cells.extend([model(judged).to_owned(), platform_cell(judged), instances_cell(&judged.resource.facts)]);
    cells.extend(AXES.iter().map(|(axis, _)| axis_cell(judged, axis)));
    cells.push(also(judged));
    cells
}

/// `aws-lambda`, and what it may be instead.
fn platform_cell(judged: &Judged) -> String {
    let could_be = judged.placement.iter().flat_map(|placement| &placement.could_be);
    let others: Vec<&str> = could_be.map(|could| could.platform.as_str()).collect();
    let platform = platform(judged);
    if others.is_empty() { platform.to_owned() } else { format!("{platform} or {}", others.join(" or ")) }
}

/// `3`, `2-10`, `?`.
pub(super) fn instances_cell(facts: &Facts) -> String {
    let known = |name| facts.number(name);
    match (known("scale_min"), known("scale_max")) {
        (Some(least), Some(most)) if least != most => return format!("{least}-{most}"),
        _ => {}
    }
    match facts.get("instances") {
        Some(fact) if fact.is_unknown() => "?".to_owned(),
        Some(fact) if !fact.is_absent() => value_text(Kind::Number, &fact.value),
        _ => "-".to_owned(),
    }
}

fn axis_cell(judged: &Judged, axis: &str) -> String {
    let fact = judged.placement.as_ref().and_then(|placement| placement.gives.get(axis));
    match (fact, find(GIVES, axis)) {
        (Some(fact), _) if fact.is_unknown() => "?".to_owned(),
        (Some(fact), Some(word)) if !fact.is_absent() => value_text(word.kind, &fact.value),
        _ => "-".to_owned(),
    }
}

/// What else tells it apart: a scaling group, a sandbox, one on every node, its role where it is no workload.
pub(super) fn also(judged: &Judged) -> String {
    let facts = &judged.resource.facts;
    let mut said = Vec::new();
    if judged.resource.role != Role::Workload {
        said.push(judged.resource.role.name().to_owned());
    }
    if facts.is_true("group") {
        said.push("group".to_owned());
    }
    if facts.is_true("per_node") {
        said.push("per node".to_owned());
    }
    said.extend(facts.text("sandbox").filter(|sandbox| *sandbox != "none").map(str::to_owned));
    said.extend(judged.needs.text("environment").map(str::to_owned));
    said.join(", ")
}

/// `14 workloads · 3 definition, 12 companion`.
fn write_counts(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let roles = [Role::Definition, Role::Capacity, Role::Companion, Role::Disabled, Role::Patch];
    let counted = view.report.resources.iter().filter(|judged| !is_nothing(&judged.resource));
    let count = |role| counted.clone().filter(|judged| judged.resource.role == role).count();
    let beside: Vec<String> = roles
        .into_iter()
        .map(|role| (role, count(role)))
        .filter(|(_, count)| *count > 0)
        .map(|(role, count)| format!("{count} {}", role.name()))
        .collect();
    let mut text = summary::workloads(view);
    if !beside.is_empty() {
        text.push_str(&format!("{}beside them {}", view.options.style.dot(), beside.join(", ")));
    }
    writeln!(out, "{text}")?;
    writeln!(out, "{}", summary::files(view))
}

fn write_json(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Whole::of(view))?;
    writeln!(out)
}

fn write_yaml(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_yaml::to_string(&Whole::of(view)).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    root: String,
    workloads: Vec<Entry<'a>>,
    problems: Vec<ProblemShape<'a>>,
}

impl<'a> Whole<'a> {
    fn of(view: &View<'a>) -> Self {
        Self {
            version: VERSION,
            root: view.options.base.root(),
            workloads: entries(view),
            problems: ProblemShape::all(view),
        }
    }
}

/// Every resource of a report, in its order.
pub(super) fn entries<'a>(view: &View<'a>) -> Vec<Entry<'a>> {
    view.report.resources.iter().map(|judged| Entry::of(judged, view.report)).collect()
}

/// A resource as programs read it.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    address: String,
    unit: &'a str,
    role: &'static str,
    path: &'a str,
    line: u32,
    column: u32,
    calls: Vec<CallShape<'a>>,
    block: Place<'a>,
    dialect: &'static str,
    kind: &'a str,
    name: &'a str,
    model: Option<&'a str>,
    family: Option<&'a str>,
    platform: Option<&'a str>,
    could_be: Vec<CouldBeShape<'a>>,
    instances: Option<Known<'a>>,
    environment: Option<&'a str>,
    axes: Named<'a>,
    needs: Named<'a>,
    facts: Named<'a>,
    tags: Tags<'a>,
}

/// The tags that speak of a resource, by key: of one that is written in several places, what stands nearest.
struct Tags<'a> {
    by_key: BTreeMap<&'a str, &'a Tag>,
    sources: &'a SourceMap,
}

impl<'a> Tags<'a> {
    fn of(resource: &'a Resource, sources: &'a SourceMap) -> Self {
        let mut by_key: BTreeMap<&str, &Tag> = BTreeMap::new();
        for tag in resource.own_tags() {
            let nearest = by_key.entry(tag.key.as_str()).or_insert(tag);
            if tag.scope < nearest.scope {
                *nearest = tag;
            }
        }
        Self { by_key, sources }
    }
}

impl Serialize for Tags<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let said = self.by_key.iter().map(|(key, tag)| (key, Known { fact: &tag.value, sources: self.sources }));
        serializer.collect_map(said)
    }
}

/// A module call that a resource came through.
#[derive(Serialize)]
struct CallShape<'a> {
    name: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> CallShape<'a> {
    fn of(call: &'a Call, sources: &'a SourceMap) -> Self {
        Self { name: &call.name, place: Place::of(call.name_span, sources) }
    }
}

#[derive(Serialize)]
struct CouldBeShape<'a> {
    platform: &'a str,
    reason: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

static NO_FACTS: Facts = Facts::new();

impl<'a> Entry<'a> {
    /// A resource of a report.
    pub(super) fn of(judged: &'a Judged, report: &'a Report) -> Self {
        let (resource, sources) = (&judged.resource, &report.sources);
        let gives = judged.placement.as_ref().map_or(&NO_FACTS, |placement| &placement.gives);
        let at = sources.start(resource.place());
        Self {
            address: judged.address(),
            unit: &resource.unit.0,
            role: resource.role.name(),
            path: sources.path(resource.place()),
            line: at.line,
            column: at.column,
            calls: resource.calls.iter().map(|call| CallShape::of(call, sources)).collect(),
            block: Place::of(resource.name_span, sources),
            dialect: resource.dialect,
            kind: &resource.kind,
            name: &resource.name,
            model: gives.text("model"),
            family: gives.text("family"),
            platform: judged.placement.as_ref().and_then(|placement| placement.platform.as_deref()),
            could_be: could_be(judged, sources),
            instances: resource.facts.get("instances").map(|fact: &Fact| Known { fact, sources }),
            environment: judged.needs.text("environment"),
            axes: Named { facts: gives, sources, without: SAID_BY_ITSELF },
            needs: Named { facts: &judged.needs, sources, without: &[] },
            facts: Named { facts: &resource.facts, sources, without: &["instances"] },
            tags: Tags::of(resource, sources),
        }
    }
}

fn could_be<'a>(judged: &'a Judged, sources: &'a SourceMap) -> Vec<CouldBeShape<'a>> {
    let all = judged.placement.iter().flat_map(|placement| &placement.could_be);
    all.map(|could| CouldBeShape {
        platform: &could.platform,
        reason: &could.reason,
        place: Place::of(could.at, sources),
    })
    .collect()
}
