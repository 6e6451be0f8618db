//! A run: from the command line to a report.

use std::time::Instant;

use super::arguments::{Asker, ScanArguments};
use super::output::say;
use super::scene::Scene;
use super::{catalogue, declarations, look};
use crate::discover::disk::Disk;
use crate::discover::tracked::Tracked;
use crate::memo::Memo;
use crate::model::policy::Severity;
use crate::model::report::{Report, Spoiling};
use crate::render::{Options, Summary};
use crate::scan::scan;

/// What is said where there is nothing to read.
const NOTHING: &str = "there is nothing here that misfit reads: Kubernetes manifests and Kustomize, Terraform, OpenTofu \
                       and Terragrunt, CloudFormation and SAM templates, services of the Serverless Framework; \
                       --allow-empty makes this no error";

/// A report and where it was made.
pub(super) struct Run {
    pub(super) report: Report,
    pub(super) scene: Scene,
}

/// Scans what the command line names.
///
/// # Errors
/// Wrong paths; nothing to read.
pub(super) fn run(arguments: &ScanArguments, asker: Asker) -> Result<Run, String> {
    let start = Instant::now();
    scanned(arguments, Scene::set(arguments, asker)?, asker, start)
}

/// Scans what the command line names; all of the root where it names nothing.
///
/// # Errors
/// As [`run`].
pub(super) fn run_everything(arguments: &ScanArguments) -> Result<Run, String> {
    let start = Instant::now();
    let mut scene = Scene::set(arguments, Asker::Person)?;
    if arguments.paths.is_empty() {
        scene.named = vec![String::new()];
        scene.overrides.here = None;
    }
    scanned(arguments, scene, Asker::Person, start)
}

fn scanned(arguments: &ScanArguments, mut scene: Scene, asker: Asker, start: Instant) -> Result<Run, String> {
    let set = Instant::now();
    let disk = Disk::new(&scene.root).map_err(|error| format!("cannot read {}: {error}", scene.root.display()))?;
    let mut memo = Memo::for_one_scan();
    let report = match scene.tracked.take() {
        Some(files) => scan(&Tracked::new(&disk, files), &scene.overrides, &mut memo),
        None => scan(&disk, &scene.overrides, &mut memo),
    };
    if arguments.timings {
        say(format_args!("root found in {:.1?}, scanned in {:.1?}", set - start, set.elapsed()));
    }
    // Most commits hold nothing that misfit reads.
    let may_be_empty = arguments.allow_empty || asker == Asker::Hook;
    if report.coverage.read.is_empty() && report.problems.is_empty() && !may_be_empty {
        return Err(nothing(&report));
    }
    Ok(Run { report, scene })
}

/// Says that there is nothing to read, and what became of what is there.
fn nothing(report: &Report) -> String {
    let passed_by = report.coverage.passed_by.iter().map(|(reason, paths)| format!("{} {reason}", paths.len()));
    let passed_by: Vec<String> = passed_by.collect();
    if passed_by.is_empty() { NOTHING.to_owned() } else { format!("{NOTHING}\npassed by: {}", passed_by.join(", ")) }
}

impl Run {
    /// How the report is to be shown.
    pub(super) fn options(&self, arguments: &ScanArguments, quietest: Severity) -> Options {
        Options {
            style: look::style(&arguments.look),
            base: self.scene.base.clone(),
            top: self.scene.top.clone(),
            quietest,
            spoiling: self.spoiling(),
            summary: if arguments.quiet { Summary::Hidden } else { Summary::Shown },
            need_declarations: declarations::needing(&self.report.policies),
            page: |id| catalogue::policy(id).ok(),
            ..Options::default()
        }
    }

    /// The problems that spoil the answer, unless any does.
    pub(super) fn spoiling(&self) -> Spoiling {
        Spoiling::Named(self.scene.named.clone())
    }

    /// Whether the answer can be trusted: no mistake in settings or policies, no problem in a path that was named.
    pub(super) fn is_trusted(&self) -> bool {
        self.is_trusted_but_for(&self.spoiling())
    }

    /// Whether the answer can be trusted, where these problems spoil it.
    pub(super) fn is_trusted_but_for(&self, spoiling: &Spoiling) -> bool {
        !self.report.problems.iter().any(|problem| spoiling.includes(problem, &self.report))
    }
}
