//! Code actions: for a finding under the cursor, the suppression that a person then gives its reason.
//!
//! A suppression is offered only where it works: each is tried by a scan, with a reason in the place that is left for one.

mod comments;
mod settings;

use std::ops::Range;

use smol_str::SmolStr;

use super::World;
use crate::evaluate::suppress::TO_DO;
use crate::model::report::{Finding, Report};
use crate::model::source::{ReadError, Source, Span};
use settings::Entry;

/// A suppression that may be written: one insertion into one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suppress {
    /// What an editor calls it.
    pub(super) title: String,
    /// The finding's policy.
    pub(super) policy: SmolStr,
    /// The finding's.
    pub(super) fingerprint: String,
    /// The file, from the root; it need not be there yet.
    pub(super) path: String,
    /// Where, in bytes of the file's text without a byte order mark.
    pub(super) at: u32,
    /// What is inserted there.
    pub(super) text: String,
}

/// What is written where the reason goes.
fn place_of_reason() -> String {
    format!("{TO_DO}: why this is accepted")
}

/// A reason to try a suppression with.
const TRIED: &str = "tried";

/// For no more findings than this is one offered: each costs scans, and who selects a whole file reads no list of hundreds.
const MOST_OFFERED: usize = 8;

/// The suppressions that can be offered for the findings in the lines of a range of bytes, at most one a finding: for the
/// first ones, as they stand.
pub(super) fn suppress(world: &mut World, path: &str, range: Range<u32>) -> Vec<Suppress> {
    let Some(source) = world.source(path).cloned() else { return Vec::new() };
    let mut found: Vec<&Finding> = under(world.report(), &source, &range).collect();
    found.sort_by_key(|finding| finding.primary.start);
    let asked: Vec<Asked> = found.into_iter().take(MOST_OFFERED).map(|finding| Asked::of(world, finding)).collect();
    asked.iter().filter_map(|asked| offered(world, asked)).collect()
}

/// The findings whose primary place is in the lines of a range.
fn under<'a>(report: &'a Report, source: &'a Source, range: &Range<u32>) -> impl Iterator<Item = &'a Finding> {
    let lines_of = |from: u32, to: u32| source.line_of(from as usize)..=source.line_of(to.max(from) as usize);
    let asked = lines_of(range.start, range.end);
    report.findings.iter().map(AsRef::as_ref).filter(move |finding: &&Finding| {
        let Span { start, end, .. } = finding.primary;
        let own = lines_of(start, end);
        report.sources.path(finding.primary) == &*source.path
            && own.start() <= asked.end()
            && asked.start() <= own.end()
    })
}

/// A finding that a suppression is asked for, and what tells it from others.
struct Asked {
    policy: SmolStr,
    fingerprint: String,
    /// The workload's address in its unit, which a title names.
    local: SmolStr,
    told: Told,
    /// The same mismatch in what else a module's call makes, by the same line: a comment there is for all of them.
    alike: Vec<Told>,
    /// The file that the workload stands in.
    path: String,
    /// Where a comment may stand, best first: paths and offsets in the line that it would speak of.
    places: Vec<(String, u32)>,
}

impl Asked {
    fn of(world: &World, finding: &Finding) -> Self {
        let report = world.report();
        let own = report.resources.get(finding.resource).map(|judged| &judged.resource);
        let mut places: Vec<(String, u32)> = Vec::new();
        // At the outermost call first: that is of this unit alone.
        let calls = own.into_iter().flat_map(|own| own.calls.iter()).flat_map(|call| [call.span, call.name_span]);
        let spans = own.into_iter().flat_map(|own| [own.span, own.name_span]);
        for span in std::iter::once(finding.primary).chain(calls).chain(spans) {
            let Some(source) = report.sources.get(span.source) else { continue };
            let line = source.line_of(span.start as usize);
            let start = source.line_starts().get(line).copied().unwrap_or_default();
            let place = (source.path.to_string(), start);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        Self {
            policy: finding.policy.clone(),
            fingerprint: finding.fingerprint.clone(),
            local: own.map(|own| own.local.clone()).unwrap_or_default(),
            told: told(report, finding),
            alike: alike(report, finding),
            path: own.map(|own| report.sources.path(own.place()).to_owned()).unwrap_or_default(),
            places,
        }
    }
}

/// An insertion into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Insertion {
    at: usize,
    text: String,
}

impl Insertion {
    /// The text with the insertion in it.
    fn applied(&self, text: &str) -> Option<String> {
        let (before, after) = text.split_at_checked(self.at)?;
        Some([before, &self.text, after].concat())
    }
}

/// The first suppression that works: a comment where it can stand, else an entry of the settings. Nothing where one is
/// written already and waits for its reason.
fn offered(world: &mut World, asked: &Asked) -> Option<Suppress> {
    let is_asked =
        |(path, at): &(String, u32)| world.source(path).is_some_and(|it| comments::is_asked(it, *at, &asked.policy));
    if asked.places.iter().any(is_asked) {
        return None;
    }
    for (path, at) in &asked.places {
        let Some(source) = world.source(path).cloned() else { continue };
        let written = |reason: &str| comments::above(&source, *at, &asked.policy, reason);
        let Some(with_reason) = written(TRIED) else { continue };
        let taken: Vec<&Told> = std::iter::once(&asked.told).chain(&asked.alike).collect();
        if works(world, &taken, path, with_reason.applied(&source.text)?) {
            let title = format!("Accept {}, with a comment that says why", asked.policy);
            return asked.offer(title, path, written(&place_of_reason())?);
        }
    }
    let (path, text) = settings_of(world)?;
    if text.as_deref().is_some_and(|text| settings::is_asked(text, &asked.policy, &asked.told.address)) {
        return None;
    }
    // Of two workloads with one address, the file tells them apart.
    for file in [None, Some(asked.path.as_str())] {
        let written = |reason: &str| {
            let entry = Entry { policy: &asked.policy, address: &asked.told.address, path: file, reason };
            settings::entry(text.as_deref(), &entry)
        };
        let Some(with_reason) = written(TRIED) else { continue };
        if works(world, &[&asked.told], &path, with_reason.applied(text.as_deref().unwrap_or_default())?) {
            let title = format!("Accept {} of {} in {path}, with a reason", asked.policy, asked.local);
            return asked.offer(title, &path, written(&place_of_reason())?);
        }
    }
    None
}

impl Asked {
    fn offer(&self, title: String, path: &str, insertion: Insertion) -> Option<Suppress> {
        Some(Suppress {
            title,
            policy: self.policy.clone(),
            fingerprint: self.fingerprint.clone(),
            path: path.to_owned(),
            at: u32::try_from(insertion.at).ok()?,
            text: insertion.text,
        })
    }
}

/// Where the settings are, and their text where they are there; nothing where they cannot be read.
fn settings_of(world: &World) -> Option<(String, Option<String>)> {
    if world.overrides.no_settings {
        return None;
    }
    let names = world.overrides.settings_paths();
    let read = names.iter().find_map(|name| world.source(name));
    if let Some(source) = read {
        return Some((source.path.to_string(), Some(source.text.to_string())));
    }
    let is_there = |name: &&str| !matches!(world.sources.read(name), Err(ReadError::NotFound));
    let first = names.first()?;
    if names.iter().any(is_there) { None } else { Some(((*first).to_owned(), None)) }
}

/// Whether with another text of a file these findings are suppressed, and all else is as it was.
fn works(world: &mut World, wanted: &[&Told], path: &str, text: String) -> bool {
    let tried = world.try_with(path, &text);
    let report = world.report();
    let open = |report: &Report| sorted(report.findings.iter().map(|finding| told(report, finding)));
    let accepted = |report: &Report| sorted(report.suppressed.iter().map(|(finding, _)| told(report, finding)));
    let (mut left, mut taken) = (open(report), accepted(report));
    for wanted in wanted {
        let Some(own) = left.iter().position(|one| one == *wanted) else { return false };
        taken.push(left.remove(own));
    }
    left == open(&tried)
        && sorted(taken.into_iter()) == accepted(&tried)
        && rest(report) == rest(&tried)
        && nothing_new(&problems(report), &problems(&tried))
}

/// What tells a finding from others, wherever it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    address: String,
    path: String,
    policy: SmolStr,
    severity: &'static str,
}

fn told(report: &Report, finding: &Finding) -> Told {
    Told {
        address: report.resources.get(finding.resource).map(|judged| judged.address()).unwrap_or_default(),
        path: report.sources.path(finding.primary).to_owned(),
        policy: finding.policy.clone(),
        severity: finding.severity.name(),
    }
}

/// What a finding's line causes in others that its module's call makes.
fn alike(report: &Report, finding: &Finding) -> Vec<Told> {
    let is_called =
        |finding: &Finding| report.resources.get(finding.resource).is_some_and(|own| !own.resource.calls.is_empty());
    let is_alike = |other: &&Finding| {
        other.policy == finding.policy
            && other.primary == finding.primary
            && other.resource != finding.resource
            && is_called(other)
    };
    let others = report.findings.iter().map(AsRef::as_ref).filter(is_alike);
    if is_called(finding) { others.map(|other| told(report, other)).collect() } else { Vec::new() }
}

/// All that a suppression must leave as it is: what there is, and what could not be told.
fn rest(report: &Report) -> [Vec<(String, String)>; 2] {
    let address = |index: usize| report.resources.get(index).map(|judged| judged.address()).unwrap_or_default();
    let resources = report.resources.iter().map(|judged| (judged.address(), judged.resource.kind.to_string()));
    let undecided = report.undecided.iter().map(|one| (one.policy.to_string(), address(one.resource)));
    [sorted(resources), sorted(undecided)]
}

/// What is wrong, each with its file; lines change.
fn problems(report: &Report) -> Vec<(&'static str, &str)> {
    sorted(report.problems.iter().map(|problem| (problem.kind.name(), problem.path.as_str())))
}

/// Whether all that is wrong in the end was wrong before: an entry may mend an `accept` that had none.
fn nothing_new<T: Ord>(before: &[T], after: &[T]) -> bool {
    let mut before = before.iter();
    after.iter().all(|one| before.by_ref().any(|other| other == one))
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort();
    items
}

#[cfg(test)]
mod tests;
