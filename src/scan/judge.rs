//! Judging: what every workload runs on and needs, and what the policies say of that.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use smol_str::SmolStr;

use super::baseline::Accepted;
use super::pieces::Planned;
use super::settings::InEffect;
use super::walked::EXCLUDED;
use super::{WORTH_THREADS, each};
use crate::classify::{self, classify, hold_up};
use crate::evaluate::suppress::{self, Context, Wish};
use crate::evaluate::{self, InForce, Verdicts, baseline};
use crate::infer;
use crate::load::Beliefs;
use crate::memo::{Judgements, Memo, Opinion};
use crate::model::fact::Facts;
use crate::model::neighbours::Neighbours;
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::report::{Judged, Report};
use crate::model::resource::{Resource, Role, Suppression};
use crate::model::source::{SourceMap, Span};

/// Works out the platform and the needs of every resource that a service runs, on threads where there are many; of those
/// that are as they were, takes over what the memo holds.
pub(super) fn judge(
    report: &mut Report,
    resources: Vec<Arc<Resource>>,
    beliefs: &Beliefs,
    in_effect: &InEffect,
    overrides: &Overrides,
    memo: &mut Memo,
) {
    memo.judgements.under(in_effect.circumstances(overrides));
    let words = infer::TagWords::built_in();
    let bench = Bench { beliefs, in_effect, overrides, words: &words, sources: &report.sources };
    if !memo.is_kept() {
        let judged: Vec<(Judged, Vec<Problem>)> = if resources.len() > WORTH_THREADS {
            resources.into_par_iter().map(|resource| bench.judge(resource)).collect()
        } else {
            resources.into_iter().map(|resource| bench.judge(resource)).collect()
        };
        for (judged, problems) in judged {
            report.resources.push(judged);
            report.problems.extend(problems);
        }
        return;
    }
    let known = &memo.judgements;
    let count = resources.len();
    let opinions = each(&resources, |at, of| match known.opinion(of, (at, count)) {
        Some(known) => known.clone(),
        None => {
            let (judged, problems) = bench.judge(of.clone());
            Arc::new(Opinion { of: of.clone(), judged, problems })
        }
    });
    for opinion in &opinions {
        report.resources.push(opinion.judged.clone());
        report.problems.extend(opinion.problems.iter().cloned());
    }
    outlived(memo.judgements.keep_opinions(opinions));
}

/// Lets go of what nobody needs any more. Where there is much of it, that takes longer than somebody who types should wait.
fn outlived<T: Send + 'static>(things: Vec<T>) {
    if things.len() > WORTH_THREADS {
        rayon::spawn(move || drop(things));
    }
}

/// All that a resource is judged by.
struct Bench<'a> {
    beliefs: &'a Beliefs,
    in_effect: &'a InEffect,
    overrides: &'a Overrides,
    words: &'a infer::TagWords,
    sources: &'a SourceMap,
}

impl Bench<'_> {
    /// What a resource runs on and needs, and what is wrong in what was declared of it.
    fn judge(&self, mut resource: Arc<Resource>) -> (Judged, Vec<Problem>) {
        let path = self.sources.path(resource.place());
        let mut placement = resource.service.map(|service| classify(&resource, self.beliefs.platforms_of(service)));
        if let Some(placement) = &mut placement
            && classify::is_called(&resource.facts)
        {
            hold_up(&mut Arc::make_mut(&mut resource).facts, placement, &|| self.beliefs.doors());
        }
        let mut needs = Facts::new();
        let mut problems = Vec::new();
        if matches!(resource.role, Role::Workload | Role::Definition | Role::Disabled) {
            let environment = infer::environment_of_path(below_the_named(path, self.overrides));
            let declared = self.in_effect.declared(&resource, self.sources);
            (needs, problems) = infer::infer(&resource, &declared, self.words, environment);
        }
        for problem in problems.iter_mut().filter(|problem| problem.path.is_empty()) {
            problem.path = problem.span.map_or(String::new(), |span| self.sources.path(span).to_owned());
        }
        let (placement, needs) = (placement.map(Arc::new), Arc::new(needs));
        (Judged { resource, placement, needs, neighbours: Neighbours::default() }, problems)
    }
}

/// The part of a path below the folder that was named: `examples/shop`, once named, is no example any more. That somebody
/// stands in it names nothing.
fn below_the_named<'p>(path: &'p str, overrides: &Overrides) -> &'p str {
    let named = overrides.paths.iter().filter(|named| paths::is_below(path, named) && named.as_str() != path);
    let longest = named.map(String::len).max().unwrap_or(0);
    path.get(longest..).unwrap_or(path).trim_start_matches('/')
}

/// Asks every policy in force of every workload, and takes out what was accepted.
pub(super) fn evaluate(
    report: &mut Report,
    pieces: &[Planned],
    beliefs: &Beliefs,
    in_effect: &InEffect,
    accepted: Option<Accepted>,
    overrides: &Overrides,
    memo: &mut Memo,
) {
    let policies = beliefs.policies();
    let ids: Vec<SmolStr> = policies.iter().map(|policy| policy.id.clone()).collect();
    let in_force: Vec<InForce<'_>> = policies
        .iter()
        .filter_map(|policy| match in_effect.severity(&policy.id) {
            Some(None) => None,
            said => Some(InForce { policy, set_to: said.flatten() }),
        })
        .collect();
    let mut problems = in_effect.unknown_policies(&ids);
    problems.extend(in_effect.idle_declarations(report));
    let all = ask(&report.resources, &in_force, &memo.judgements);
    let mut findings = Vec::new();
    for verdicts in &all {
        findings.extend(verdicts.findings.iter().cloned());
        report.undecided.extend(verdicts.undecided.iter().cloned());
    }
    if memo.is_kept() {
        outlived(memo.judgements.keep_verdicts(report.resources.iter().zip(all)));
    }
    let turned_off: Vec<SmolStr> = ids.iter().filter(|id| in_effect.severity(id) == Some(None)).cloned().collect();
    let context = Context {
        today: overrides.today.as_deref(),
        policy_ids: &ids,
        turned_off: &turned_off,
        judged: &report.resources,
        undecided: &report.undecided,
        sources: &report.sources,
    };
    let sorted = suppress::sort(findings, wishes(report, pieces, in_effect, &ids), &context);
    problems.extend(sorted.problems);
    for mut problem in problems {
        if let (true, Some(span)) = (problem.path.is_empty(), problem.span) {
            problem.path = report.sources.path(span).to_owned();
        }
        report.problems.push(problem);
    }
    report.findings = sorted.open;
    report.suppressed = sorted.suppressed;
    report.policies = in_force.iter().map(|in_force| in_force.policy.id.clone()).collect();
    order(report);
    if let Some(Accepted { path, entries }) = accepted {
        let context = baseline::Context {
            policies,
            turned_off: &turned_off,
            judged: &report.resources,
            suppressed: &report.suppressed,
            undecided: &report.undecided,
            problems: &report.problems,
            excluded: report.coverage.passed_by.get(EXCLUDED).map_or(&[], Vec::as_slice),
            called: pieces.iter().filter_map(Planned::calls).collect(),
        };
        let held = baseline::hold(std::mem::take(&mut report.findings), &path, entries, &context);
        report.findings = held.open;
        report.baselined = held.baselined;
        report.baseline = Some(held.baseline);
    }
}

/// What the policies say of each resource, asked on threads where there are many.
fn ask(resources: &[Judged], in_force: &[InForce<'_>], known: &Judgements) -> Vec<Arc<Verdicts>> {
    each(resources, |index, judged| match known.verdicts(judged, (index, resources.len())) {
        Some(known) if known.resource == index => known.clone(),
        Some(known) => Arc::new(Verdicts::clone(known).at(index)),
        None => Arc::new(evaluate::evaluate(index, judged, in_force)),
    })
}

/// Everything that somebody asked not to be told: in comments, by annotations, in the settings.
fn wishes(report: &Report, pieces: &[Planned], in_effect: &InEffect, ids: &[SmolStr]) -> Vec<Wish> {
    let written = pieces.iter().filter_map(|piece| piece.made.as_ref()).flat_map(|made| &made.directives);
    // A file that several pieces read is asked once.
    let mut met = HashSet::new();
    let comments = written
        .filter(move |directive| met.insert((directive.suppression.span, directive.suppression.policy.as_str())))
        .map(|directive| Wish::of_comment(directive.clone(), &report.sources));
    // What a template asks for all its resources is one wish, used where one of them uses it.
    let mut own: Vec<(&Suppression, Vec<usize>)> = Vec::new();
    let mut places: HashMap<(Span, &str), usize> = HashMap::new();
    for (index, judged) in report.resources.iter().enumerate() {
        for one in &judged.resource.suppressions {
            let place = *places.entry((one.span, one.policy.as_str())).or_insert(own.len());
            match own.get_mut(place) {
                Some((_, of)) => of.push(index),
                None => own.push((one, vec![index])),
            }
        }
    }
    let own = own.into_iter().map(|(one, of)| Wish::of_resources(one.clone(), of));
    let accepted = in_effect.accepted(report, ids).into_iter().map(|(one, of)| Wish::of_resources(one, of));
    comments.chain(own).chain(accepted).collect()
}

/// Everything by path and place, so that equal sources give equal reports.
pub(super) fn order(report: &mut Report) {
    let sources = &report.sources;
    let place = |span: Span| (sources.path(span).to_owned(), span.start);
    report.findings.sort_by_cached_key(|finding| (place(finding.primary), finding.policy.clone()));
    report.suppressed.sort_by_cached_key(|(finding, _)| (place(finding.primary), finding.policy.clone()));
    report.problems.sort_by_cached_key(|problem| {
        (problem.path.clone(), problem.span.map_or(0, |span| span.start), problem.message.clone())
    });
    report.problems.dedup();
}
