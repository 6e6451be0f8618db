//! Text for people: every finding with both its sides, each at the line that says so, and the ways out with their prices.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::{self, Write};

use super::boxes::Places;
use super::style::{Ink, plain, wrapped};
use super::summary::plural;
use super::{Summary, View, concise, model, platform, summary};
use crate::model::problem::Problem;
use crate::model::report::{Finding, Judged, Label};
use crate::model::source::Span;

/// More findings than this are written one a line.
const MOST_DRAWN: usize = 200;
/// Columns before the text of a paragraph under a finding.
const INDENT: usize = 8;

/// Writes the report.
pub(super) fn write(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let count = view.shown().count() + view.report.problems.len();
    if count > MOST_DRAWN {
        concise::lines(view, out)?;
        writeln!(out, "\n{count} findings and problems are one line each; fewer than {MOST_DRAWN} are drawn in full")?;
    } else {
        for problem in &view.report.problems {
            write_problem(view, problem, out)?;
        }
        for (finding, alike) in by_cause(view) {
            write_finding(view, finding, &alike, out)?;
        }
    }
    if view.options.summary == Summary::Shown { summary::write(view, out) } else { Ok(()) }
}

/// The findings in their order, each with those of other workloads that the same line causes: they are drawn once.
pub(super) fn by_cause<'a>(view: &View<'a>) -> Vec<(&'a Finding, Vec<&'a Finding>)> {
    let mut groups: Vec<(&Finding, Vec<&Finding>)> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for finding in view.shown() {
        let place = groups.len();
        match line_of_cause(view, finding) {
            Some(line) => {
                let entry = line_of_baseline(view, finding);
                let cause = (line, entry, &finding.policy, finding.severity, &finding.variants, &finding.only_when);
                match known.entry(cause) {
                    Entry::Occupied(first) => {
                        if let Some((_, alike)) = groups.get_mut(*first.get()) {
                            alike.push(finding);
                        }
                    }
                    Entry::Vacant(free) => {
                        free.insert(place);
                        groups.push((finding, Vec::new()));
                    }
                }
            }
            None => groups.push((finding, Vec::new())),
        }
    }
    groups
}

/// The line that causes a finding, and may cause others: one outside its workload that it rests on, a default for all of a
/// template, a local of all blocks. A module's call makes several workloads, so there it may be one in the call as well.
fn line_of_cause(view: &View<'_>, finding: &Finding) -> Option<Span> {
    let resource = &view.judged(finding.resource)?.resource;
    let own = resource.extent();
    let is_outside = |label: &&Label| !own.contains(label.span) && !label.path.starts_with("neighbours");
    if resource.calls.is_empty() {
        return finding.labels().find(is_outside).map(|label| label.span);
    }
    // Further lines lead through the module, or are a literal that the call hands over.
    let rests_on = finding.gives.iter().chain(&finding.needs).chain(finding.related.iter().filter(|l| l.is_set_here()));
    Some(rests_on.into_iter().find(is_outside).map_or(finding.primary, |label| label.span))
}

/// The baseline's entry that a finding is worse than: what it is worse in is said of it alone.
fn line_of_baseline(view: &View<'_>, finding: &Finding) -> Option<Span> {
    let baseline = view.report.baseline.as_ref()?;
    let sources = &view.report.sources;
    finding.related.iter().map(|label| label.span).find(|span| sources.path(*span) == baseline.path)
}

/// A finding's sentence, with what it is limited to.
pub fn whole_message(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    if !finding.variants.is_empty() {
        text.push_str(&format!(" (in {})", finding.variants.join(", ")));
    }
    if !finding.instances.is_empty() {
        text.push_str(&format!(" (of {})", finding.instances.join(", ")));
    }
    if let Some(guard) = &finding.only_when {
        text.push_str(&format!(" (only when {guard})"));
    }
    text
}

/// What a finding rests on, each with its place from the repository's top, then the ways out: a line each.
pub(super) fn places_and_ways_out(view: &View<'_>, finding: &Finding) -> Vec<String> {
    let labels = finding.labels().map(|label| {
        let at = view.report.sources.start(label.span);
        let path = view.path(view.report.sources.path(label.span));
        format!("{} ({path}:{}:{})", label.text, at.line, at.column)
    });
    let instead = &finding.instead;
    let ways_out = instead.iter().map(|out| format!("way out: {}; costs: {}", out.way.trim(), out.price.trim()));
    labels.chain(ways_out).collect()
}

fn write_finding(view: &View<'_>, finding: &Finding, alike: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let style = view.options.style;
    write_title(view, finding, out)?;
    for line in wrapped(&plain(&whole_message(finding)), style.width.saturating_sub(2)) {
        writeln!(out, "  {line}")?;
    }
    let places = Places {
        primary: finding.primary,
        labels: finding.labels().collect(),
        caption: view.judged(finding.resource).map(caption).unwrap_or_default(),
    };
    out.write_all(places.draw(&view.report.sources, &view.options.base, style).as_bytes())?;
    for (index, out_of_it) in finding.instead.iter().enumerate() {
        let text = format!("{}\ncosts: {}", out_of_it.way.trim(), out_of_it.price.trim());
        write_paragraph(view, if index == 0 { "help" } else { "  or" }, &text, out)?;
    }
    // A comment cannot be written in JSON: there it is accepted in the settings.
    if !view.report.sources.path(finding.primary).ends_with(".json") {
        let note = style.paint(Ink::Key, "note");
        // Not wrapped: it is there to be copied.
        writeln!(out, "  {note}: to accept it, write why:  # misfit: ignore[{}] reason", finding.policy)?;
    }
    write_alike(view, alike, out)?;
    writeln!(out)
}

/// `2 more workloads are in the same mismatch, by the same line`.
pub(super) fn same_mismatch(alike: &[&Finding]) -> String {
    let what = plural(alike.len(), "more workload is", "more workloads are");
    format!("{what} in the same mismatch, by the same line")
}

/// The workloads of which the same is true through the same line.
fn write_alike(view: &View<'_>, alike: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    if alike.is_empty() {
        return Ok(());
    }
    let style = view.options.style;
    writeln!(out, "  {}: {}:", style.paint(Ink::Key, "also"), same_mismatch(alike))?;
    for finding in alike {
        let at = view.report.sources.start(finding.primary);
        let path = view.options.base.show(view.report.sources.path(finding.primary));
        let name = view.judged(finding.resource).map_or("", |judged| judged.resource.local.as_str());
        writeln!(out, "{:INDENT$}{} ({}:{}:{})", "", plain(name), plain(&path), at.line, at.column)?;
    }
    Ok(())
}

/// `warning: title [policy]`, and at the line's end how sure it is.
fn write_title(view: &View<'_>, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let style = view.options.style;
    let severity = finding.severity.name();
    let confidence = format!("confidence: {}", finding.confidence.name());
    let used = severity.len() + 2 + finding.title.chars().count() + 3 + finding.policy.len() + confidence.len();
    let gap = style.width.saturating_sub(used).max(2);
    writeln!(
        out,
        "{}: {} {}{:gap$}{}",
        style.paint(finding.severity.into(), severity),
        style.paint(Ink::Strong, &finding.title),
        style.paint(Ink::Faint, &format!("[{}]", finding.policy)),
        "",
        style.paint(Ink::Faint, &confidence),
    )
}

/// `aws_lambda_function.f  (function, aws-lambda, prod)`.
fn caption(judged: &Judged) -> String {
    let mut known = vec![model(judged), platform(judged)];
    known.extend(judged.needs.text("environment"));
    plain(&format!("{}  ({})", judged.resource.local, known.join(", "))).into_owned()
}

fn write_paragraph(view: &View<'_>, key: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let style = view.options.style;
    for (index, line) in wrapped(text, style.width.saturating_sub(INDENT)).iter().enumerate() {
        let line = plain(line);
        if index == 0 {
            writeln!(out, "  {}: {line}", style.paint(Ink::Key, key))?;
        } else {
            writeln!(out, "{:INDENT$}{line}", "")?;
        }
    }
    Ok(())
}

fn write_problem(view: &View<'_>, problem: &Problem, out: &mut dyn Write) -> io::Result<()> {
    let style = view.options.style;
    let word = style.paint(Ink::Error, "problem");
    let kind = style.paint(Ink::Faint, problem.kind.name());
    let mut lines = wrapped(&plain(&problem.message), style.width.saturating_sub(INDENT)).into_iter();
    writeln!(out, "{word}: {} [{kind}]", lines.next().unwrap_or_default())?;
    for line in lines {
        writeln!(out, "  {line}")?;
    }
    match problem.span {
        Some(span) => {
            let places = Places { primary: span, labels: Vec::new(), caption: String::new() };
            out.write_all(places.draw(&view.report.sources, &view.options.base, style).as_bytes())?;
        }
        None => writeln!(out, "  in {}", plain(&view.options.base.show(&problem.path)))?,
    }
    if let Some(help) = &problem.help {
        write_paragraph(view, "help", help, out)?;
    }
    writeln!(out)
}
