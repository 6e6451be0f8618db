//! Gathering: what the pieces of a scan hold, put together in the order of their names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pieces::{Planned, unread};
use crate::dialects::terraform;
use crate::discover::walk::Walked;
use crate::infer::environment_of_path;
use crate::memo::{Outcome, Piece};
use crate::model::paths;
use crate::model::report::{Coverage, Report};
use crate::model::resource::{Resource, Role, UnitKind};

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
    let parts: BTreeSet<String> = parts(pieces).into_iter().map(str::to_owned).collect();
    let is_part = |piece: &Planned| piece.terraform().is_some_and(|folder| parts.contains(folder));
    let mut resources = Vec::new();
    for piece in pieces {
        let is_part = is_part(piece);
        let Some(made) = piece.made.as_mut() else { continue };
        match Arc::get_mut(made) {
            // No memo keeps it: what it holds is moved out, since facts are most of what a scan holds.
            Some(own) => {
                own.reads = Vec::new();
                let own = own.resources.drain(..);
                resources.extend(own.map(|resource| if is_part { definition(resource) } else { resource }));
            }
            None if is_part => resources.extend(as_definitions(made).iter().cloned()),
            None => resources.extend(made.resources.iter().cloned()),
        }
    }
    resources
}

/// What a piece holds, where it runs only through a caller.
fn as_definitions(made: &Piece) -> &[Arc<Resource>] {
    made.definitions.get_or_init(|| made.resources.iter().cloned().map(definition).collect())
}

/// A workload of Terraform as what another has to start.
fn definition(mut resource: Arc<Resource>) -> Arc<Resource> {
    if resource.role == Role::Workload && resource.dialect == terraform::DIALECT {
        Arc::make_mut(&mut resource).role = Role::Definition;
    }
    resource
}

/// The Terraform folders that run only through a caller: with the caller's values, not with their own defaults.
///
/// A root stays one, whoever calls it; one that a trial calls, too, where it can run without the trial.
fn parts(pieces: &[Planned]) -> BTreeSet<&str> {
    let units = || pieces.iter().filter_map(|piece| Some((piece.terraform()?, &piece.made.as_ref()?.inventory)));
    let kinds: BTreeMap<&str, UnitKind> = units().map(|(folder, inventory)| (folder, inventory.kind)).collect();
    let calls = units().flat_map(|(caller, inventory)| inventory.calls.iter().map(move |called| (caller, &**called)));
    let is_part = |(caller, called): &(&str, &str)| match kinds.get(called) {
        Some(UnitKind::Root) => false,
        Some(UnitKind::Configured) => !is_trial(caller, called),
        Some(UnitKind::Part) | None => true,
    };
    calls.filter(is_part).map(|(_, called)| called).collect()
}

/// Whether a caller only tries out what it calls: an example, or the folder `test` in it.
fn is_trial(caller: &str, called: &str) -> bool {
    environment_of_path(caller) == Some("example") || caller == paths::child(called, "test")
}

fn pass_by(coverage: &mut Coverage, reason: &'static str, path: &str) {
    coverage.passed_by.entry(reason).or_default().push(path.to_owned());
}
