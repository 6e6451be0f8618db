//! Asking a condition of a workload, however its choices fall.

use super::choices::{self, Courses};
use super::evaluate::{Answer, Evaluator, Gather, Truth};
use super::sight::Sight;
use crate::model::condition::{Branch, Condition, Evidence, Holds, Judgement, Missing, Scope};
use crate::model::fact::Fact;

/// Asks a condition of a workload.
pub fn ask(condition: &Condition, scope: &Scope<'_>) -> Judgement {
    ask_under(condition, scope, &[])
}

/// Asks a condition of a workload where some switches are known to take a branch.
pub fn ask_under(condition: &Condition, scope: &Scope<'_>, given: &[Branch]) -> Judgement {
    judge(condition, scope, given, Gather::Smallest)
}

/// All that a condition which holds rests on: beside what decides, what would decide without it.
///
/// Of a mismatch that has two grounds the smallest evidence shows one, and would not show that the other came later.
pub fn grounds(condition: &Condition, scope: &Scope<'_>) -> Vec<Evidence> {
    let all = judge(condition, scope, &[], Gather::All);
    match all.holds {
        Holds::Yes | Holds::When(_) => all.evidence,
        // There is too much of it to look at.
        Holds::No | Holds::CannotTell => ask(condition, scope).evidence,
    }
}

fn judge(condition: &Condition, scope: &Scope<'_>, given: &[Branch], gather: Gather) -> Judgement {
    let mut courses = Courses::given(given);
    // Often the choices do not matter: then nothing has to be tried, unless for what would decide in some of them only.
    let at_once = Evaluator::new(scope, &courses, gather).answer(&condition.term);
    let is_decided = at_once.truth != Truth::Unknown;
    let switches = match gather {
        Gather::Smallest if is_decided => Vec::new(),
        Gather::Smallest | Gather::All => choices::undecided(condition, scope, &courses),
    };
    let assignments = choices::assignments(&switches);
    if is_decided && (switches.is_empty() || assignments.is_none()) {
        let holds = if at_once.truth == Truth::Yes { Holds::Yes } else { Holds::No };
        return Judgement { holds, evidence: shown(at_once.evidence, gather), missing: Vec::new() };
    }
    if switches.is_empty() {
        return cannot_tell(at_once.missing);
    }
    let Some(assignments) = assignments else {
        let mut missing = at_once.missing;
        if let Some(first) = missing.first_mut() {
            first.reason = choices::too_many(&switches);
        }
        return cannot_tell(missing);
    };
    let mut answers = Vec::with_capacity(assignments.len());
    // Where there are none of the workload, nothing can be said of it.
    let mut assignments_with_any = Vec::with_capacity(assignments.len());
    for assignment in assignments {
        courses.take(&switches, &assignment);
        if courses.leaves_any(scope.facts.get("instances")) {
            answers.push(Evaluator::new(scope, &courses, gather).answer(&condition.term));
            assignments_with_any.push(assignment);
        }
    }
    let all_are = |truth: Truth| answers.iter().all(|answer| answer.truth == truth);
    let of_those = |truth: Truth| answers.iter().filter(move |answer| answer.truth == truth);
    if all_are(Truth::No) {
        return Judgement { holds: Holds::No, evidence: evidence_of(of_those(Truth::No), gather), missing: Vec::new() };
    }
    let evidence = evidence_of(of_those(Truth::Yes), gather);
    if all_are(Truth::Yes) {
        return Judgement { holds: Holds::Yes, evidence, missing: Vec::new() };
    }
    let holding: Vec<Vec<usize>> = assignments_with_any
        .iter()
        .zip(&answers)
        .filter(|(_, answer)| answer.truth == Truth::Yes)
        .map(|(a, _)| a.clone())
        .collect();
    let missing = unique(of_those(Truth::Unknown).flat_map(|answer| answer.missing.clone()).collect());
    if holding.is_empty() {
        return cannot_tell(missing);
    }
    Judgement { holds: Holds::When(choices::described(&holding, &switches)), evidence, missing }
}

fn cannot_tell(missing: Vec<Missing>) -> Judgement {
    Judgement { holds: Holds::CannotTell, evidence: Vec::new(), missing: unique(missing) }
}

fn unique(missing: Vec<Missing>) -> Vec<Missing> {
    let mut kept: Vec<Missing> = Vec::new();
    for one in missing {
        if !kept.iter().any(|other| other.path == one.path && other.reason == one.reason) {
            kept.push(one);
        }
    }
    kept
}

fn evidence_of<'a, 'b: 'a>(answers: impl Iterator<Item = &'a Answer<'b>>, gather: Gather) -> Vec<Evidence> {
    let sights: Vec<Sight<'b>> = answers.flat_map(|answer| answer.evidence.iter().cloned()).collect();
    shown(sights, gather)
}

/// Evidence as others keep it, each fact once.
fn shown(mut sights: Vec<Sight<'_>>, gather: Gather) -> Vec<Evidence> {
    let evidence = |sight: &Sight<'_>| {
        let fact = match sight.fact {
            Some(fact) => fact.clone().known_at_best(sight.known),
            None => Fact::absent(sight.at),
        };
        Evidence { path: sight.path.clone(), fact }
    };
    if gather == Gather::All {
        // All of a long list in every assignment: nobody reads it in order.
        sights.sort_unstable_by(|one, other| one.path.cmp(&other.path).then(place(one).cmp(&place(other))));
        sights.dedup_by(|one, other| one.path == other.path && place(one) == place(other));
        return sights.iter().map(evidence).collect();
    }
    let mut shown: Vec<Evidence> = Vec::new();
    for evidence in sights.iter().map(evidence) {
        if !shown.contains(&evidence) {
            shown.push(evidence);
        }
    }
    shown
}

/// Where a fact lies, which is what tells it from others; absent ones of a path are one.
fn place(sight: &Sight<'_>) -> Option<*const Fact> {
    sight.fact.map(std::ptr::from_ref)
}
