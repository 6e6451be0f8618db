//! From a service file's tree to one without variables: each stage worked out by itself, then all as variants.

mod files;
mod resolver;
mod shape;
mod sightings;
mod sources;
mod syntax;
#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may panic")]
mod tests;
mod variants;
mod ways;

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::resolved::ResolvedService;
use crate::model::library::{Library, Volume};
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::{Node, Schema};
use crate::values::variants::{Variants, ordered};
use resolver::{Answer, MOST_WORK, Resolver, ServiceFile, Stage};
use variants::Stages;
use ways::Way;

/// More stages are not told apart, and not looked at.
const MOST_STAGES: usize = 32;

/// Resolves a service file; nothing where it holds none. `path` and `library` lead to the files that it names.
pub(crate) fn resolve(path: &str, volume: &Volume, library: &dyn Library) -> (Option<ResolvedService>, Vec<Problem>) {
    let Some(document) = volume.parsed.documents.first().filter(|document| super::recognises(&document.root)) else {
        return (None, Vec::new());
    };
    let mut root = document.root.clone();
    root.settle(Schema::Yaml12);
    let service = ServiceFile { path, folder: paths::folder(path), root, library };
    let mut left = MOST_WORK;
    let stages = stages(&service, &mut left);
    let mut problems: Vec<Problem> = Vec::new();
    let mut services = Vec::with_capacity(stages.len());
    for (_, stage) in &stages {
        let mut resolver = Resolver::new(&service, stage.clone(), left);
        services.push(resolver.shaped());
        left = resolver.left;
        let new = resolver.problems.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>();
        problems.extend(new);
    }
    if left == 0 {
        let message = "the variables of this service take more work than is spent on one";
        problems.push(Problem::with(ProblemKind::Limit, path, message));
    }
    let names: Vec<SmolStr> = stages.into_iter().filter_map(|(name, _)| name).collect();
    let stages = Stages(Variants::of("stage", &names));
    let Some(root) = stages.together(&services) else { return (None, problems) };
    let framework_version = root.get("frameworkVersion").and_then(major_version);
    (Some(ResolvedService { root, stages: stages.0.names().to_vec(), framework_version }), problems)
}

/// The stages of a service: those that it names, else the one that it has where none is asked for, by its name if that
/// is known.
fn stages(service: &ServiceFile<'_>, left: &mut usize) -> Vec<(Option<SmolStr>, Stage)> {
    let mut seeker = Resolver::new(service, Stage::Sought, *left);
    seeker.shaped();
    *left = seeker.left;
    let mut names = sightings::declared(&service.root);
    names.extend(seeker.sightings.names());
    let mut asker = Resolver::new(service, Stage::NotGiven, *left);
    let own = match asker.current_stage(&SmolStr::new_static("sls:stage"), service.root.span) {
        Answer::Found(met) => met.node.as_text(),
        _ => None,
    };
    if names.is_empty() {
        return vec![(own, Stage::NotGiven)];
    }
    // The framework's own stage is none of a service that names others and not this one.
    let is_written =
        !matches!(asker.walk(&service.root, &sources::keys("provider.stage"), Way::default()), Answer::Missing(_));
    names.splice(0..0, own.filter(|_| is_written));
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    let mut names = ordered(names, |name| name.as_str());
    names.truncate(MOST_STAGES);
    names.into_iter().map(|name| (Some(name.clone()), Stage::Given(name))).collect()
}

/// The framework's major version, where the service asks for one alone.
fn major_version(range: &Node) -> Option<u32> {
    let text = range.as_text()?;
    let range = text.trim().trim_start_matches(['^', '~', '=', 'v', ' ']);
    let is_one = range.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".*-".contains(&byte));
    range.split('.').next().filter(|_| is_one)?.parse().ok()
}
