//! `misfit baseline`: start with the findings that there are, take out what is mended, and show what is left.

use std::collections::BTreeSet;
use std::path::Path;

use super::arguments::{BaselineArguments, BaselineCommand, CreateArguments, ScanArguments, ShowArguments};
use super::check::named;
use super::exit::Exit;
use super::look;
use super::output::{distinct, replace, write, write_all};
use super::run::{Run, run_everything};
use crate::evaluate::baseline::entry;
use crate::load::Beliefs;
use crate::model::baseline::{self, Baseline, Entry, FILE, State};
use crate::model::problem::ProblemKind;
use crate::model::report::Finding;
use crate::render::Language;
use crate::render::baseline::{BASELINE_FORMATS, BaselineView, write_file};

/// Answers a command about the baseline.
///
/// # Errors
/// A sentence of what kept it from answering.
pub(super) fn baseline(arguments: &BaselineArguments) -> Result<Exit, String> {
    match &arguments.command {
        BaselineCommand::Create(arguments) => create(arguments),
        BaselineCommand::Prune(arguments) => prune(arguments),
        BaselineCommand::Show(arguments) => show(arguments),
    }
}

/// Writes a baseline of the findings that there are now. The only way by which one grows.
fn create(arguments: &CreateArguments) -> Result<Exit, String> {
    let run = run_on_baseline(&arguments.scan)?;
    let path = path(&run);
    let file = run.scene.root.join(path);
    let is_there = file.exists();
    if is_there && !arguments.replace {
        return Err(format!(
            "{path} is there already, and nothing was written\n`misfit baseline prune` takes out what no longer occurs; \
             `misfit baseline create --replace` writes it anew, with what is new{}",
            baseline::named(path)
        ));
    }
    // A baseline that cannot be read is no reason not to write another; one that is kept in part must be whole.
    let keeps_others = is_there && !run.scene.overrides.reported().is_empty();
    trusted(&run, path, if keeps_others { Old::Kept } else { Old::Replaced }).map_err(unwritten)?;
    let old = || run.report.baseline.iter().flat_map(|old| &old.entries);
    let elsewhere = old().filter(|(_, state)| *state == State::Elsewhere).count();
    // What is not seen is not mended.
    let not_told = old().filter(|(_, state)| matches!(state, State::NotTold(_))).count();
    let stay = old().filter(|(_, state)| matches!(state, State::Elsewhere | State::NotTold(_)));
    let mut entries: Vec<Entry> = stay.map(|(entry, _)| entry.clone()).collect();
    let open = run.report.findings.iter();
    let found: Vec<Entry> = open
        .chain(run.report.baselined.iter().map(|(finding, _)| finding))
        .filter_map(|one| entry_of(&run, one))
        .collect();
    let count = found.len();
    entries.extend(found);
    if entries.is_empty() && !is_there {
        write(Language::Prose, |out| {
            writeln!(out, "no findings: there is nothing to start with, and no {path} was written")?;
            hidden(&run).iter().try_for_each(|hidden| writeln!(out, "{hidden}"))
        })?;
        return Ok(Exit::Clean);
    }
    keep(&file, &entries)?;
    write(Language::Prose, |out| {
        writeln!(out, "{path} has {} now; commit it", findings(count))?;
        for (count, which) in [(elsewhere, "of other paths"), (not_told, "that cannot be told now")] {
            if count > 0 {
                let stay = if count == 1 { "stays as it was" } else { "stay as they were" };
                writeln!(out, "{} {which} {stay}", findings(count))?;
            }
        }
        hidden(&run).iter().try_for_each(|hidden| writeln!(out, "{hidden}"))
    })?;
    Ok(Exit::Clean)
}

/// Says that there is more than what could be read; nothing where all was.
fn hidden(run: &Run) -> Option<String> {
    let problems = run.report.problems.iter().filter(|problem| problem.kind.hides());
    let paths: BTreeSet<&str> = problems.map(|problem| &*problem.path).collect();
    let first = match *paths.first()? {
        "" => ".",
        first => first,
    };
    let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
    Some(format!("there are problems in {first}{more}: what they hide is not taken in; `misfit check` shows them"))
}

/// Takes out what no longer occurs and keeps what got better as it is now; adds nothing.
fn prune(arguments: &ScanArguments) -> Result<Exit, String> {
    let run = run_on_baseline(arguments)?;
    let path = path(&run);
    trusted(&run, path, Old::Kept).map_err(unwritten)?;
    let baseline = there(&run)?;
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for (entry, state) in &baseline.entries {
        let name = format!("{} of {}", entry.policy(), entry.address());
        match state {
            State::Stale(why) => lines.push(format!("took out {name}: {why}")),
            State::Better(now) => {
                lines.push(format!("tightened {name}: it is not as bad as it was"));
                entries.push((**now).clone());
            }
            State::Taken | State::Worse(_) | State::NotTold(_) | State::Elsewhere => entries.push(entry.clone()),
        }
    }
    if lines.is_empty() {
        lines.push(format!("{path} has nothing to take out"));
    } else {
        keep(&run.scene.root.join(path), &entries)?;
    }
    lines.push(if entries.is_empty() {
        format!("{path} is empty; remove it")
    } else {
        format!("{path} has {}", findings(entries.len()))
    });
    write(Language::Prose, |out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(Exit::Clean)
}

/// Shows what has become of each entry.
fn show(arguments: &ShowArguments) -> Result<Exit, String> {
    distinct(&arguments.output)?;
    let run = run_on_baseline(&arguments.scan)?;
    let baseline = there(&run)?;
    let screen = (named(BASELINE_FORMATS, &arguments.format)?, look::style(&arguments.scan.look));
    write_all(screen, &arguments.output, BASELINE_FORMATS, |writer, style, out| {
        writer(&BaselineView { baseline, style }, out)
    })?;
    trusted(&run, path(&run), Old::Kept)?;
    Ok(Exit::Clean)
}

/// Writes the file, all of it or nothing.
fn keep(file: &Path, entries: &[Entry]) -> Result<(), String> {
    let mut text = Vec::new();
    write_file(entries, &mut text)
        .and_then(|()| replace(file, &text))
        .map_err(|error| format!("cannot write to {}: {error}", file.display()))
}

fn run_on_baseline(arguments: &ScanArguments) -> Result<Run, String> {
    if arguments.no_baseline {
        return Err("--no-baseline leaves `misfit baseline` nothing to work on".to_owned());
    }
    run_everything(arguments)
}

/// Where the baseline stands, from the root.
fn path(run: &Run) -> &str {
    run.scene.overrides.baseline.as_deref().unwrap_or(FILE)
}

fn there(run: &Run) -> Result<&Baseline, String> {
    let path = path(run);
    let none = || format!("there is no {path}; `misfit baseline create` writes one{}", baseline::named(path));
    run.report.baseline.as_ref().ok_or_else(none)
}

/// What becomes of the baseline that there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Old {
    Kept,
    Replaced,
}

/// Refuses where the findings cannot be trusted: what is not seen would be taken for mended, or never be taken in.
fn trusted(run: &Run, path: &str, old: Old) -> Result<(), String> {
    let spoiling = run.spoiling();
    let counts = |problem: &&crate::model::problem::Problem| {
        spoiling.includes(problem, &run.report)
            && !(old == Old::Replaced && problem.path == path && problem.kind == ProblemKind::Settings)
    };
    let wrong: Vec<String> = run
        .report
        .problems
        .iter()
        .filter(counts)
        .map(|problem| {
            let line =
                problem.span.map_or_else(String::new, |span| format!(":{}", run.report.sources.start(span).line));
            let help = problem.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
            format!("{}{line}: {}{help}", problem.path, problem.message)
        })
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{}\nthe answer cannot be trusted", wrong.join("\n")))
}

fn unwritten(message: String) -> String {
    format!("{message}, and nothing was written")
}

fn entry_of(run: &Run, finding: &Finding) -> Option<Entry> {
    let policies = Beliefs::builtin().policies();
    let policy = policies.iter().find(|policy| policy.id == finding.policy)?;
    Some(entry(run.report.resources.get(finding.resource)?, policy, finding))
}

fn findings(count: usize) -> String {
    format!("{count} {}", if count == 1 { "finding" } else { "findings" })
}
