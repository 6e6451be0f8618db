//! Why: one workload with its facts, its platform, its needs, and what each policy says of it.

use std::io::{self, Write};

use serde::Serialize;

use super::inventory::Entry;
use super::json::{MissingShape, ProblemShape};
use super::shape;
use super::style::{Ink, plain, wrapped};
use super::ways::{self, Way, at, expressed};
use super::{Format, Language, View, concise, undecided};
use crate::model::fact::{Fact, Facts, Known};
use crate::model::platform::{CouldBe, Limit, Placement};
use crate::model::report::{Answer, Judged, Verdict};
use crate::model::resource::Resource;
use crate::model::source::Span;
use crate::model::vocabulary::{FACTS, GIVES, LIMITS, NEEDS, Word, find};
use crate::values::phrase::{number_text, value_text};

/// One workload and what the policies say of it.
pub struct Portrait<'a> {
    /// The report that it is of.
    pub view: View<'a>,
    /// The workload.
    pub judged: &'a Judged,
    /// What each policy that was asked says.
    pub verdicts: &'a [Verdict],
    /// How much is said of those that do not hold.
    pub depth: Depth,
}

/// How much is said of a policy that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// They are counted.
    Counted,
    /// What decides is shown as well.
    WhyNot,
}

/// Names of `gives` that are said before the others or with their sources.
const SAID_APART: &[&str] = &["platform", "model", "family", "limits"];

/// Writes a portrait.
pub type WritePortrait = fn(&Portrait<'_>, &mut dyn Write) -> io::Result<()>;

/// The formats of a portrait.
pub static WHY_FORMATS: &[Format<WritePortrait>] = &[
    Format { name: "text", purpose: "for people", language: Language::Prose, write: write_text },
    Format { name: "json", purpose: "for programs", language: Language::Json, write: write_json },
];

fn write_text(portrait: &Portrait<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (view, judged) = (&portrait.view, portrait.judged);
    let style = view.options.style;
    writeln!(out, "{}", style.paint(Ink::Strong, &plain(&judged.address())))?;
    write_place(view, &judged.resource, out)?;
    head(view, "runs on", out)?;
    match &judged.placement {
        Some(placement) => write_placement(view, placement, &judged.resource, out)?,
        None => writeln!(out, "  nothing by itself: it is a {}", judged.resource.role.name())?,
    }
    head(view, "needs", out)?;
    let resource = &judged.resource;
    write_facts(view, &judged.needs, Said { words: NEEDS, of: resource, stated_at: None }, out)?;
    head(view, "is written as", out)?;
    write_facts(view, &resource.facts, Said { words: FACTS, of: resource, stated_at: None }, out)?;
    head(view, "policies", out)?;
    write_verdicts(portrait, out)?;
    if view.report.problems.is_empty() {
        return Ok(());
    }
    head(view, "problems of the run", out)?;
    concise::problems(view, out)
}

fn head(view: &View<'_>, text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{}", view.options.style.paint(Ink::Key, text))
}

/// What it is and where it stands, with the calls that lead from there to its block.
fn write_place(view: &View<'_>, resource: &Resource, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {} {}{}", resource.dialect, plain(&resource.kind), at(view, resource.place()))?;
    for call in resource.calls.iter() {
        writeln!(out, "    made through {}{}", plain(&call.name), at(view, call.name_span))?;
    }
    if !resource.calls.is_empty() {
        writeln!(out, "    made by its block{}", at(view, resource.name_span))?;
    }
    Ok(())
}

fn write_placement(view: &View<'_>, placement: &Placement, resource: &Resource, out: &mut dyn Write) -> io::Result<()> {
    let id = placement.platform.as_deref().unwrap_or("no platform that misfit knows");
    let model = placement.gives.text("model").unwrap_or("unknown");
    writeln!(out, "  {} ({id}, {model})", placement.title)?;
    for CouldBe { platform, reason, at: span } in &placement.could_be {
        writeln!(out, "  or {platform}, cannot tell: {}{}", plain(reason), at(view, *span))?;
    }
    let stated_at = Some(resource.name_span);
    write_facts(view, &placement.gives, Said { words: GIVES, of: resource, stated_at }, out)?;
    for limit in &placement.limits {
        writeln!(out, "  {}", limit_text(limit))?;
    }
    for door in &placement.doors {
        writeln!(out, "  front door {}: {}", door.title, limit_text(&door.request_timeout))?;
    }
    Ok(())
}

/// `limit timeout: 15m, hard, read 2026-08, https://...`.
pub(super) fn limit_text(limit: &Limit) -> String {
    let kind = find(LIMITS, limit.name).map(|word| word.kind);
    let value = match (limit.value, kind) {
        (Some(value), Some(kind)) => number_text(kind, value),
        (Some(value), None) => value.to_string(),
        (None, _) => "none".to_owned(),
    };
    format!("limit {}: {value}, {}, {}", limit.name.replace('_', " "), standing(limit), limit.source)
}

/// `hard, read 2026-08`.
pub(super) fn standing(limit: &Limit) -> String {
    let hard = if limit.hard { "hard" } else { "can be raised" };
    format!("{hard}, {} {}", limit.checked.name(), limit.as_of)
}

/// What facts are said of.
struct Said<'a> {
    words: &'static [Word],
    of: &'a Resource,
    /// What stands here is the platform's to say: of it the value alone is told.
    stated_at: Option<Span>,
}

/// Writes facts, each with how it is known and where, and the way that it came, a line for each place of it.
fn write_facts(view: &View<'_>, facts: &Facts, by: Said<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Said { words, of, stated_at } = by;
    let said: Vec<(&'static str, &Fact)> =
        facts.iter().filter(|(name, fact)| !fact.is_absent() && !SAID_APART.contains(name)).collect();
    if said.is_empty() {
        return writeln!(out, "  nothing");
    }
    let widest = said.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, fact) in said {
        let Some(word) = find(words, name) else { continue };
        let mut value = value_text(word.kind, &fact.value);
        let stated = stated_at == Some(fact.at);
        let says_itself = fact.is_unknown() || (stated && fact.known == Known::Written);
        if !says_itself {
            value.push_str(&format!(", {}", fact.known.name()));
        }
        let place = if stated { String::new() } else { expressed(view, of, fact.at) };
        writeln!(out, "  {name:widest$}  {}{place}", plain(&value))?;
        ways::write(&Way { view, of, kind: word.kind }, fact, widest + 6, out)?;
    }
    Ok(())
}

fn write_verdicts(portrait: &Portrait<'_>, out: &mut dyn Write) -> io::Result<()> {
    let view = &portrait.view;
    let mut passed = 0;
    for verdict in portrait.verdicts {
        if verdict.answer == Answer::DoesNotHold && portrait.depth == Depth::Counted {
            passed += 1;
            continue;
        }
        write_verdict(view, verdict, out)?;
    }
    if passed > 0 {
        let verb = if passed == 1 { "does" } else { "do" };
        writeln!(out, "  {passed} {verb} not hold; --policy ID says why not")?;
    }
    Ok(())
}

fn write_verdict(view: &View<'_>, verdict: &Verdict, out: &mut dyn Write) -> io::Result<()> {
    let style = view.options.style;
    let (ink, answer) = match verdict.answer {
        Answer::Holds => (Ink::Warning, "holds"),
        Answer::DoesNotHold => (Ink::Faint, "does not hold"),
        Answer::CannotTell => (Ink::Note, "cannot tell"),
    };
    writeln!(out, "  {}: {} [{}]", style.paint(ink, answer), verdict.title, verdict.policy)?;
    for label in &verdict.evidence {
        let text = format!("{}{}", plain(&label.text), at(view, label.span));
        for (index, line) in wrapped(&text, style.width.saturating_sub(6)).iter().enumerate() {
            writeln!(out, "{:indent$}{line}", "", indent = if index == 0 { 4 } else { 6 })?;
        }
    }
    for missing in &verdict.missing {
        undecided::write_missing(view, missing, 4, out)?;
    }
    Ok(())
}

fn write_json(portrait: &Portrait<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = portrait.view.report;
    let verdicts = portrait.verdicts.iter().map(|verdict| VerdictShape {
        policy: &verdict.policy,
        answer: verdict.answer.name(),
        evidence: shape::Said::all(&verdict.evidence, &report.sources),
        missing: verdict.missing.iter().map(|missing| MissingShape::of(missing, &report.sources)).collect(),
    });
    let whole = Whole {
        root: portrait.view.options.base.root(),
        workload: Entry::of(portrait.judged, report),
        policies: verdicts.collect(),
        problems: ProblemShape::all(&portrait.view),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Whole<'a> {
    root: String,
    workload: Entry<'a>,
    policies: Vec<VerdictShape<'a>>,
    problems: Vec<ProblemShape<'a>>,
}

#[derive(Serialize)]
struct VerdictShape<'a> {
    policy: &'a str,
    answer: &'static str,
    evidence: Vec<shape::Said<'a>>,
    missing: Vec<MissingShape<'a>>,
}
