//! Gathering: what the pieces of a scan hold, put together in the order of their names.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::pieces::{Planned, unread};
use crate::discover::walk::Walked;
use crate::memo::Outcome;
use crate::model::given::Given;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Coverage, Report};
use crate::model::resource::Resource;
use crate::model::source::{SourceId, Span};
use crate::values::nearest::nearest;

/// Puts together what the pieces hold, in the order of their names.
pub(super) fn gather(
    report: &mut Report,
    pieces: &mut [Planned],
    walked: &Walked,
    settings: Option<&str>,
    given: &Given,
) -> Vec<Arc<Resource>> {
    let mut read = BTreeSet::new();
    report.problems.extend(walked.problems.iter().cloned());
    report.coverage.passed_by = walked.passed_by.clone();
    for (reason, paths) in unread(walked, pieces, settings) {
        report.coverage.passed_by.entry(reason).or_default().extend(paths);
    }
    let hidden = secrets(pieces);
    for piece in pieces.iter().filter_map(|piece| piece.made.as_ref()) {
        for (id, source) in &piece.sources {
            let shown = hidden.get(id).map_or_else(|| source.clone(), |spans| Arc::new(source.blotted(spans)));
            report.sources.insert(*id, shown);
        }
        for (path, outcome) in &piece.outcomes {
            match outcome {
                Outcome::Read => {
                    read.insert(path.as_str());
                }
                Outcome::PassedBy(reason) => pass_by(&mut report.coverage, reason, path),
            }
        }
        report.problems.extend(piece.inventory.problems.iter().cloned().map(|problem| as_given(problem, given)));
    }
    // What has no marks of its own, or is ignored, may be read because another file refers to it.
    report.coverage.passed_by.retain(|_, paths| {
        paths.retain(|path| !read.contains(path.as_str()));
        !paths.is_empty()
    });
    report.coverage.read = read.into_iter().map(str::to_owned).collect();
    report.problems.extend(undeclared(pieces, given));
    let mut told: HashSet<Problem> = HashSet::new();
    // A file that several pieces read is wrong once.
    report.problems.retain(|problem| told.insert(problem.clone()));
    let mut resources = Vec::new();
    for made in pieces.iter_mut().filter_map(|piece| piece.made.as_mut()) {
        match Arc::get_mut(made) {
            // No memo keeps it: what it holds is moved out, since facts are most of what a scan holds.
            Some(own) => {
                own.reads = Vec::new();
                resources.append(&mut own.resources);
            }
            None => resources.extend(made.resources.iter().cloned()),
        }
    }
    resources
}

/// Where each source holds what is shown to nobody, whichever piece says so.
fn secrets(pieces: &[Planned]) -> HashMap<SourceId, Vec<Span>> {
    let mut hidden: HashMap<SourceId, Vec<Span>> = HashMap::new();
    let made = pieces.iter().filter_map(|piece| piece.made.as_ref());
    for span in made.flat_map(|made| &made.inventory.secrets) {
        hidden.entry(span.source).or_default().push(*span);
    }
    hidden
}

/// A problem; in a values file that the command line names, it is a mistake of the command line's.
fn as_given(problem: Problem, given: &Given) -> Problem {
    let is_given = given.files().any(|path| path == problem.path);
    if is_given { Problem { kind: ProblemKind::Settings, ..problem } } else { problem }
}

/// Variables that the command line sets and no root has: each was misspelt, or meant for another project.
fn undeclared(pieces: &[Planned], given: &Given) -> Vec<Problem> {
    let made = pieces.iter().filter_map(|piece| piece.made.as_ref());
    let inputs: BTreeSet<&str> = made.flat_map(|made| &made.inventory.inputs).map(SmolStr::as_str).collect();
    let told: BTreeSet<&str> = given.names().filter(|name| !inputs.contains(name)).collect();
    let problem = |name: &str| {
        let message = format!("--var {name}: no Terraform root here declares this variable");
        let problem = Problem::with(ProblemKind::Settings, "", message);
        match nearest(name, inputs.iter().copied()) {
            Some(near) => problem.help(format!("{near} is declared")),
            None => problem,
        }
    };
    told.into_iter().map(problem).collect()
}

fn pass_by(coverage: &mut Coverage, reason: &'static str, path: &str) {
    coverage.passed_by.entry(reason).or_default().push(path.to_owned());
}
