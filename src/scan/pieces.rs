//! Pieces: the work of a scan, cut so that each part can be done alone and kept until one of its files changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::library::{Desk, View, unchanged};
use super::{each, make};
use crate::dialects::terraform::Standing;
use crate::discover::marks::{Candidate, candidate};
use crate::discover::walk::Walked;
use crate::infer::environment_of_path;
use crate::memo::{Memo, Outcome, Piece, Read};
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::model::plan::GivenPlan;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::{Resource, UnitKind};

/// A piece of work, and what was made of it.
pub(super) struct Planned {
    /// Its name in the memo; pieces are in the order of their names.
    pub(super) key: String,
    work: Work,
    /// What was made of it.
    pub(super) made: Option<Arc<Piece>>,
}

enum Work {
    /// What a folder of Terraform files is, and which folders it calls.
    Outline(String),
    /// A folder of Terraform files, and how it comes to run.
    Terraform(String, Standing),
    /// Which module a folder's Terragrunt configuration runs.
    TerragruntOutline(String),
    /// The module that a folder's Terragrunt configuration runs.
    Terragrunt(String),
    /// A kustomization, with the patches that it lists.
    Kustomization(String),
    /// A service of the Serverless Framework, with the files that it names.
    Serverless(String),
    /// A file of manifests that stand for themselves.
    Manifests(Manifests),
}

/// A file of manifests, and how it came to be looked at.
#[derive(Clone)]
pub(super) struct Manifests {
    pub(super) path: String,
    pub(super) place: Place,
    pub(super) met: Met,
}

/// Where a manifest stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Below a Helm chart's folder.
    InChart,
    /// Anywhere else.
    Loose,
}

/// How a file came to be looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// It was asked for by its own name: what is wrong with it is told, whatever it is.
    Named,
    /// On a walk: without a dialect's marks it is nobody's.
    Walking,
}

/// Cuts what was walked into pieces, in the order of their names.
///
/// Kustomizations and services are made here already: which files are parts of them must be known before any file is taken
/// for a manifest.
pub(super) fn plan(view: &View<'_>, walked: &Walked, named: &[String], memo: &Memo) -> Vec<Planned> {
    let of = |wanted: Candidate| {
        walked.files.iter().filter(move |file| file.candidate == wanted).map(|file| file.path.as_str())
    };
    let mut planned: Vec<Planned> =
        of(Candidate::Kustomization).map(|path| Planned::new(Work::Kustomization(path.to_owned()))).collect();
    let services = || of(Candidate::Serverless).chain(of(Candidate::ServerlessLike));
    planned.extend(services().map(|path| Planned::new(Work::Serverless(path.to_owned()))));
    let mut parts = BTreeSet::new();
    let mut others = Vec::new();
    for piece in &mut planned {
        let made = piece.make(view, memo);
        if let Some(path) = piece.is_no_service(&made) {
            others.push(path.to_owned());
            continue;
        }
        parts.extend(made.reads.iter().filter_map(|read| match read {
            Read::File(path, ..) => Some(path.clone()),
            _ => None,
        }));
        piece.made = Some(made);
    }
    planned.retain(|piece| piece.made.is_some());
    let folders: BTreeSet<&str> = of(Candidate::Terraform).map(paths::folder).collect();
    let runs: BTreeSet<&str> = of(Candidate::Terragrunt).map(paths::folder).collect();
    planned.extend(terraform((folders, runs), view, memo));
    let charts: BTreeSet<&str> = of(Candidate::Chart).map(paths::folder).collect();
    // A configuration of the SAM CLI is read by its template; one that was named is told what is wrong with it all the same.
    let asked = of(Candidate::SamConfig).filter(|path| named.iter().any(|named| named == path));
    let loose = of(Candidate::Unmarked).chain(others.iter().map(String::as_str)).chain(asked);
    for path in loose.filter(|path| !parts.contains(*path)) {
        let in_chart = charts.iter().any(|chart| paths::is_below(path, chart));
        let place = if in_chart { Place::InChart } else { Place::Loose };
        let met = if named.iter().any(|named| named == path) { Met::Named } else { Met::Walking };
        planned.push(Planned::new(Work::Manifests(Manifests { path: path.to_owned(), place, met })));
    }
    planned.sort_by(|one, other| one.key.cmp(&other.key));
    planned
}

/// The folders of Terraform files, each with how it comes to run. Their outlines are made here: which folders are called
/// must be known before any is resolved.
fn terraform((folders, runs): (BTreeSet<&str>, BTreeSet<&str>), view: &View<'_>, memo: &Memo) -> Vec<Planned> {
    let of_folders = folders.iter().map(|folder| Planned::new(Work::Outline((*folder).to_owned())));
    let of_runs = runs.iter().map(|folder| Planned::new(Work::TerragruntOutline((*folder).to_owned())));
    let mut outlines: Vec<Planned> = of_folders.chain(of_runs).collect();
    make_all(view, &mut outlines, memo);
    let parts = parts(&outlines);
    let standing = |folder: &str| if parts.contains(folder) { Standing::Called } else { Standing::ByItself };
    // What Terragrunt runs in its own folder is read as that.
    let is_run_here = |folder: &&str| {
        let run = outlines.iter().find(|piece| matches!(&piece.work, Work::TerragruntOutline(run) if run == folder));
        run.and_then(|run| run.made.as_ref())
            .is_some_and(|made| made.inventory.calls.iter().any(|called| called == folder))
    };
    let by_itself = folders.into_iter().filter(|folder| !(runs.contains(folder) && is_run_here(folder)));
    let mut planned: Vec<Planned> =
        by_itself.map(|folder| Planned::new(Work::Terraform(folder.to_owned(), standing(folder)))).collect();
    planned.extend(runs.iter().map(|folder| Planned::new(Work::Terragrunt((*folder).to_owned()))));
    planned.append(&mut outlines);
    planned
}

/// What the name of a folder's Terragrunt configuration is, as one that calls a folder.
const RUN: &str = "terragrunt.hcl";

/// The Terraform folders that run only through a caller: with the caller's values, not with their own defaults.
///
/// A root stays one, whoever calls it; one that a trial calls, too, where it can run without the trial.
fn parts(outlines: &[Planned]) -> BTreeSet<String> {
    let of = |piece: &Planned| match &piece.work {
        Work::Outline(folder) => piece.made.clone().map(|made| (folder.clone(), made)),
        Work::TerragruntOutline(folder) => piece.made.clone().map(|made| (paths::child(folder, RUN), made)),
        _ => None,
    };
    let units: BTreeMap<String, Arc<Piece>> = outlines.iter().filter_map(of).collect();
    let calls = units.iter().flat_map(|(caller, made)| made.inventory.calls.iter().map(move |called| (caller, called)));
    // What Terragrunt runs often has a backend that Terragrunt fills in.
    let is_run = |caller: &str| paths::name(caller) == RUN;
    let is_part = |(caller, called): &(&String, &String)| match units.get(*called).map(|made| made.inventory.kind) {
        _ if is_run(caller) => true,
        Some(UnitKind::Root) => false,
        Some(UnitKind::Configured) => !is_trial(caller, called),
        Some(UnitKind::Part) | None => caller != called,
    };
    let parts: BTreeSet<&String> = calls.filter(is_part).map(|(_, called)| called).collect();
    // Folders that call each other in turn are called by nobody who runs: of these the circle is told.
    let mut waiting: Vec<&String> = units.keys().filter(|folder| !parts.contains(folder)).collect();
    let mut reached: BTreeSet<&String> = waiting.iter().copied().collect();
    while let Some(made) = waiting.pop().map(|folder| units.get(folder)) {
        let called = made.iter().flat_map(|made| &made.inventory.calls);
        waiting.extend(called.filter(|called| reached.insert(called)));
    }
    parts.intersection(&reached).map(|folder| (*folder).clone()).collect()
}

/// Whether a caller only tries out what it calls: an example, or the folder `test` in it.
fn is_trial(caller: &str, called: &str) -> bool {
    environment_of_path(caller) == Some("example") || caller == paths::child(called, "test")
}

/// Makes every piece that the memo does not hold, on threads where there are many.
pub(super) fn make_all(view: &View<'_>, pieces: &mut [Planned], memo: &Memo) {
    let made = each(pieces, |_, piece| piece.make(view, memo));
    for (piece, made) in pieces.iter_mut().zip(made) {
        piece.made = Some(made);
    }
}

/// Plans of what is no root here: without a word, they would seem to be in force.
pub(super) fn idle_plans(overrides: &Overrides, pieces: &[Planned]) -> Vec<Problem> {
    let is_of = |piece: &Planned, of: &str| matches!(&piece.work, Work::Terraform(folder, _) if folder == of);
    let is_idle = |plan: &&Arc<GivenPlan>| !pieces.iter().any(|piece| is_of(piece, &plan.folder));
    let problem = |plan: &Arc<GivenPlan>| {
        let message = format!("no Terraform root is read in {}, of which this is a plan", plan.folder);
        let problem = Problem::with(ProblemKind::Settings, plan.path.as_str(), message);
        problem.help("what is ignored or excluded is not read")
    };
    overrides.plans.iter().filter(is_idle).map(problem).collect()
}

/// Files that only another file's piece reads, by path: those of them that no piece read say nothing to anybody.
pub(super) fn unread(
    walked: &Walked,
    pieces: &[Planned],
    in_force: Option<&str>,
) -> BTreeMap<&'static str, Vec<String>> {
    let read: BTreeSet<&str> = pieces
        .iter()
        .filter_map(|piece| piece.made.as_ref())
        .flat_map(|made| made.outcomes.iter().map(|(path, _)| path.as_str()))
        .collect();
    let mut unread: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for file in &walked.files {
        let reason = match file.candidate {
            Candidate::TerraformVariables => "variables of no Terraform root",
            Candidate::Chart => "the description of a Helm chart",
            Candidate::SamConfig => "what the SAM CLI deploys no template here with",
            Candidate::Settings => "settings below the root, which are not in force",
            Candidate::Baseline => "a baseline that is not in force",
            _ => continue,
        };
        if !read.contains(file.path.as_str()) && in_force != Some(file.path.as_str()) {
            unread.entry(reason).or_default().push(file.path.clone());
        }
    }
    unread
}

impl Planned {
    fn new(work: Work) -> Self {
        let key = match &work {
            Work::Terraform(folder, Standing::ByItself) => format!("{folder}/*.tf"),
            Work::Terraform(folder, Standing::Called) => format!("{folder}/*.tf called"),
            Work::Outline(folder) => format!("{folder}/*.tf outline"),
            Work::Terragrunt(folder) => format!("{folder}/terragrunt.hcl"),
            Work::TerragruntOutline(folder) => format!("{folder}/terragrunt.hcl outline"),
            Work::Kustomization(path) | Work::Serverless(path) => path.clone(),
            Work::Manifests(Manifests { path, place, met }) => {
                // What is made of it depends on both, and may be kept only for the like.
                let place = if *place == Place::InChart { " in a chart" } else { "" };
                let met = if *met == Met::Named { " by name" } else { "" };
                format!("{path}{place}{met}")
            }
        };
        Self { key, work, made: None }
    }

    /// The path of a file that is only called much as a service is, and holds none.
    fn is_no_service(&self, made: &Piece) -> Option<&str> {
        let Work::Serverless(path) = &self.work else { return None };
        let is_like = candidate(path) == Candidate::ServerlessLike;
        let is_service = made.outcomes.iter().any(|(read, outcome)| read == path && *outcome == Outcome::Read);
        (is_like && !is_service).then_some(path)
    }

    /// The folder, of a piece of Terraform.
    pub(super) fn terraform(&self) -> Option<&str> {
        match &self.work {
            Work::Terraform(folder, _) | Work::Terragrunt(folder) => Some(folder),
            _ => None,
        }
    }

    /// Of an outline, the folder, and those of the modules that it calls.
    pub(super) fn calls(&self) -> Option<(&str, &[String])> {
        let (Work::Outline(folder) | Work::TerragruntOutline(folder)) = &self.work else { return None };
        Some((folder, self.made.as_ref()?.inventory.calls.as_slice()))
    }

    /// Makes the piece, or takes it over from the memo where nothing that it was made of has changed.
    pub(super) fn make(&self, view: &View<'_>, memo: &Memo) -> Arc<Piece> {
        if let Some(made) = &self.made {
            return made.clone();
        }
        // What was made without a look that was noted was made of nothing that could be compared.
        if let Some(kept) = memo.piece(&self.key)
            && !kept.reads.is_empty()
            && unchanged(view, &kept.reads)
        {
            return kept.clone();
        }
        let desk = Desk::new(view, memo);
        let mut made = match &self.work {
            Work::Outline(folder) => make::outline(folder, desk),
            Work::Terragrunt(folder) => make::terragrunt(folder, desk),
            Work::TerragruntOutline(folder) => make::terragrunt_outline(folder, desk),
            Work::Terraform(folder, standing) => make::terraform(folder, *standing, desk),
            Work::Kustomization(path) => make::kustomization(path, desk),
            Work::Serverless(path) => make::serverless(path, desk),
            Work::Manifests(manifests) => make::manifests(manifests, desk),
        };
        let resources = std::mem::take(&mut made.inventory.resources);
        made.resources = match memo.piece(&self.key) {
            Some(before) => as_before(resources, &before.resources),
            None => resources.into_iter().map(Arc::new).collect(),
        };
        Arc::new(made)
    }
}

/// Resources that were made anew; those that came out as they were before are the same, so that nobody judges them again.
fn as_before(made: Vec<Resource>, before: &[Arc<Resource>]) -> Vec<Arc<Resource>> {
    let mut by_address: HashMap<&str, &Arc<Resource>> = HashMap::with_capacity(before.len());
    for resource in before {
        by_address.entry(&resource.local).or_insert(resource);
    }
    let kept = |resource: &Resource| by_address.get(resource.local.as_str()).filter(|before| ****before == *resource);
    let keep = |resource: Resource| match kept(&resource) {
        Some(known) => Arc::clone(known),
        None => Arc::new(resource),
    };
    made.into_iter().map(keep).collect()
}
