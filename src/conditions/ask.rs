//! Asking a condition of a workload, however its choices fall.

use super::choices::{self, Courses};
use super::evaluate::{Answer, Evaluator, Truth};
use super::sight::Sight;
use crate::model::condition::{Branch, Condition, Evidence, Holds, Judgement, Missing, Scope};
use crate::model::fact::Fact;

/// Asks a condition of a workload.
pub fn ask(condition: &Condition, scope: &Scope<'_>) -> Judgement {
    ask_under(condition, scope, &[])
}

/// Asks a condition of a workload where some switches are known to take a branch.
pub fn ask_under(condition: &Condition, scope: &Scope<'_>, given: &[Branch]) -> Judgement {
    let mut courses = Courses::given(given);
    // Often the choices do not matter: then nothing has to be tried.
    let at_once = Evaluator::new(scope, &courses).answer(&condition.term);
    if at_once.truth != Truth::Unknown {
        let holds = if at_once.truth == Truth::Yes { Holds::Yes } else { Holds::No };
        return Judgement { holds, evidence: shown(&at_once.evidence), missing: Vec::new() };
    }
    let switches = choices::undecided(condition, scope, &courses);
    if switches.is_empty() {
        return cannot_tell(at_once.missing);
    }
    let Some(assignments) = choices::assignments(&switches) else {
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
            answers.push(Evaluator::new(scope, &courses).answer(&condition.term));
            assignments_with_any.push(assignment);
        }
    }
    let all_are = |truth: Truth| answers.iter().all(|answer| answer.truth == truth);
    let of_those = |truth: Truth| answers.iter().filter(move |answer| answer.truth == truth);
    if all_are(Truth::No) {
        return Judgement { holds: Holds::No, evidence: evidence_of(of_those(Truth::No)), missing: Vec::new() };
    }
    let evidence = evidence_of(of_those(Truth::Yes));
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

fn evidence_of<'a, 'b: 'a>(answers: impl Iterator<Item = &'a Answer<'b>>) -> Vec<Evidence> {
    let sights: Vec<Sight<'b>> = answers.flat_map(|answer| answer.evidence.iter().cloned()).collect();
    shown(&sights)
}

/// Evidence as others keep it, each fact once.
fn shown(sights: &[Sight<'_>]) -> Vec<Evidence> {
    let mut shown: Vec<Evidence> = Vec::new();
    for sight in sights {
        let fact = match sight.fact {
            Some(fact) => fact.clone().known_at_best(sight.known),
            None => Fact::absent(sight.at),
        };
        let evidence = Evidence { path: sight.path.clone(), fact };
        if !shown.contains(&evidence) {
            shown.push(evidence);
        }
    }
    shown
}
