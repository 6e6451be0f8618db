//! The descent: from a service's root platform through the refinements that hold.

use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::conditions::{ask_under, switches};
use crate::model::condition::{Branch, Condition, Evidence, Holds, Judgement, Missing, Scope};
use crate::model::platform::{Limit, Platform};
use crate::model::tree::Switch;

/// Refinements deeper than this are not followed: the loader refuses circles, and this holds without it.
const DEEPEST: usize = 16;

/// A platform and what made it this one.
#[derive(Clone, Debug)]
pub(super) struct Rung<'p> {
    pub(super) platform: &'p Platform,
    /// Why it is this one; of a root nothing, the service says so.
    pub(super) evidence: Vec<Evidence>,
}

/// A platform that stands: all rungs from the root to it, and the branches under which it does.
#[derive(Clone, Debug)]
pub(super) struct Standing<'p> {
    pub(super) rungs: Vec<Rung<'p>>,
    pub(super) given: Vec<Branch>,
}

/// Where a descent leads.
#[derive(Clone, Debug)]
pub(super) enum Course<'p> {
    /// To this platform.
    Settled(Standing<'p>),
    /// To this platform or to a candidate below it; with each, why that cannot be told.
    Perhaps(Standing<'p>, Vec<(Course<'p>, Vec<Missing>)>),
    /// As a switch decides: one course a branch, in the switch's order. The platform above them stands.
    Either(Standing<'p>, Arc<Switch>, Vec<Course<'p>>),
}

impl<'p> Standing<'p> {
    pub(super) fn leaf(&self) -> Option<&'p Platform> {
        self.rungs.last().map(|rung| rung.platform)
    }

    pub(super) fn platform(&self, root: &'p Platform) -> &'p Platform {
        self.leaf().unwrap_or(root)
    }

    /// Its limits: a platform's own over those of the platform that it refines.
    pub(super) fn limits(&self) -> Vec<&'p Limit> {
        let mut found: Vec<&Limit> = Vec::new();
        for limit in self.rungs.iter().rev().flat_map(|rung| &rung.platform.limits) {
            if !found.iter().any(|other| other.name == limit.name) {
                found.push(limit);
            }
        }
        found
    }

    fn with(&self, rung: Rung<'p>) -> Self {
        let mut longer = self.clone();
        longer.rungs.push(rung);
        longer
    }
}

impl<'p> Course<'p> {
    /// The platform that stands, whatever it may be instead.
    pub(super) fn standing(&self) -> &Standing<'p> {
        match self {
            Self::Settled(standing) | Self::Perhaps(standing, _) | Self::Either(standing, ..) => standing,
        }
    }

    /// Visits every platform that it leads to, the one that stands first.
    pub(super) fn each_standing(&self, visit: &mut impl FnMut(&Standing<'p>)) {
        match self {
            Self::Settled(standing) => visit(standing),
            Self::Perhaps(standing, candidates) => {
                visit(standing);
                candidates.iter().for_each(|(candidate, _)| candidate.each_standing(visit));
            }
            Self::Either(_, _, branches) => branches.iter().for_each(|branch| branch.each_standing(visit)),
        }
    }
}

/// Descends from a root platform.
pub(super) fn descend<'p>(scope: &Scope<'_>, platforms: &'p [Platform], root: &'p Platform) -> Course<'p> {
    let rungs = vec![Rung { platform: root, evidence: Vec::new() }];
    below(scope, platforms, Standing { rungs, given: Vec::new() })
}

fn below<'p>(scope: &Scope<'_>, platforms: &'p [Platform], standing: Standing<'p>) -> Course<'p> {
    let leaf = standing.leaf().filter(|_| standing.rungs.len() < DEEPEST);
    let asked: Vec<(&Platform, &Condition, Judgement)> = platforms
        .iter()
        .filter(|platform| leaf.is_some() && platform.refines.as_ref() == leaf.map(|leaf| &leaf.id))
        .filter_map(|platform| platform.when.as_ref().map(|when| (platform, when)))
        .map(|(platform, when)| (platform, when, ask_under(when, scope, &standing.given)))
        .collect();
    // Siblings exclude each other: one that is it settles all.
    if let Some((platform, _, judgement)) = asked.iter().find(|(_, _, judgement)| judgement.holds == Holds::Yes) {
        let rung = Rung { platform, evidence: judgement.evidence.clone() };
        return below(scope, platforms, standing.with(rung));
    }
    let deciding = asked.iter().filter(|(_, _, judgement)| matches!(judgement.holds, Holds::When(_)));
    if let Some(switch) = single_switch(deciding.map(|(_, when, judgement)| (*when, judgement)), scope, &standing.given)
    {
        let branches = switch.branches.iter().map(|name| {
            let mut standing = standing.clone();
            standing.given.push(branch(&switch, name));
            below(scope, platforms, standing)
        });
        let branches = branches.collect();
        return Course::Either(standing, switch, branches);
    }
    let candidates: Vec<_> = asked
        .iter()
        .filter_map(|(platform, _, judgement)| Some((*platform, why_not_told(judgement, scope)?)))
        .map(|(platform, missing)| {
            let rung = Rung { platform, evidence: Vec::new() };
            (below(scope, platforms, standing.with(rung)), missing)
        })
        .collect();
    if candidates.is_empty() { Course::Settled(standing) } else { Course::Perhaps(standing, candidates) }
}

pub(super) fn branch(switch: &Switch, name: &SmolStr) -> Branch {
    Branch { switch: switch.key.clone(), name: name.clone(), kind: switch.kind }
}

/// The one switch that all of some judgements depend on, if it is one.
pub(super) fn single_switch<'c>(
    judgements: impl Iterator<Item = (&'c Condition, &'c Judgement)>,
    scope: &Scope<'_>,
    given: &[Branch],
) -> Option<Arc<Switch>> {
    let mut keys = BTreeSet::new();
    let mut read = Vec::new();
    for (condition, judgement) in judgements {
        keys.extend(keys_of(judgement));
        read.extend(switches(condition, scope, given));
    }
    let only = keys.first().filter(|_| keys.len() == 1)?;
    read.into_iter().find(|switch| switch.key == *only)
}

fn keys_of(judgement: &Judgement) -> BTreeSet<SmolStr> {
    match &judgement.holds {
        Holds::When(assignments) => {
            assignments.iter().flat_map(|assignment| &assignment.branches).map(|branch| branch.switch.clone()).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// What is missing for an answer that is neither yes nor no; nothing where it is one of these.
pub(super) fn why_not_told(judgement: &Judgement, scope: &Scope<'_>) -> Option<Vec<Missing>> {
    match &judgement.holds {
        Holds::Yes | Holds::No => None,
        Holds::CannotTell => Some(judgement.missing.clone()),
        Holds::When(_) => {
            let keys: Vec<SmolStr> = keys_of(judgement).into_iter().collect();
            let reason = format_smolstr!("it depends on {}", keys.join(" and "));
            let first = judgement.evidence.first();
            let path = first.map_or_else(SmolStr::default, |evidence| evidence.path.clone());
            let at = first.map_or(scope.name_span, |evidence| evidence.fact.at);
            Some(vec![Missing { path, reason, at }])
        }
    }
}
