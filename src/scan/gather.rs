//! Gathering: what the pieces of a scan hold, put together in the order of their names.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::pieces::{Planned, unread};
use crate::discover::walk::Walked;
use crate::memo::Outcome;
use crate::model::problem::Problem;
use crate::model::report::{Coverage, Report};
use crate::model::resource::Resource;

/// Puts together what the pieces hold, in the order of their names.
pub(super) fn gather(
    report: &mut Report,
    pieces: &mut [Planned],
    walked: &Walked,
    settings: Option<&str>,
) -> Vec<Arc<Resource>> {
    let mut read = BTreeSet::new();
    report.problems.extend(walked.problems.iter().cloned());
    report.coverage.passed_by = walked.passed_by.clone();
    for (reason, paths) in unread(walked, pieces, settings) {
        report.coverage.passed_by.entry(reason).or_default().extend(paths);
    }
    for piece in pieces.iter().filter_map(|piece| piece.made.as_ref()) {
        for (id, source) in &piece.sources {
            report.sources.insert(*id, source.clone());
        }
        for (path, outcome) in &piece.outcomes {
            match outcome {
                Outcome::Read => {
                    read.insert(path.as_str());
                }
                Outcome::PassedBy(reason) => pass_by(&mut report.coverage, reason, path),
            }
        }
        report.problems.extend(piece.inventory.problems.iter().cloned());
    }
    // What has no marks of its own, or is ignored, may be read because another file refers to it.
    report.coverage.passed_by.retain(|_, paths| {
        paths.retain(|path| !read.contains(path.as_str()));
        !paths.is_empty()
    });
    report.coverage.read = read.into_iter().map(str::to_owned).collect();
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

fn pass_by(coverage: &mut Coverage, reason: &'static str, path: &str) {
    coverage.passed_by.entry(reason).or_default().push(path.to_owned());
}
