//! From a judgement to a finding: severity, confidence, places and words.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::places::{label, primary, related};
use super::{InForce, message};
use crate::model::condition::{Assignment, Evidence, Holds, Judgement, NEIGHBOURS};
use crate::model::fact::{Fact, Known, Value};
use crate::model::platform::Checked;
use crate::model::policy::{Concern, Policy, Severity};
use crate::model::report::{Confidence, Finding, Judged};
use crate::model::tree::SwitchKind;
use crate::values::environment::environment_of;

/// The finding of a policy that holds.
pub(super) fn finding(index: usize, judged: &Judged, in_force: &InForce<'_>, judgement: &Judgement) -> Finding {
    let policy = in_force.policy;
    let confidence = confidence(&judgement.evidence);
    let holds_in = guards(&judgement.holds);
    let severity = severity(judged, in_force, judgement, confidence, holds_in.only_when.is_some());
    let mut needs = Vec::new();
    let mut gives = Vec::new();
    // What is not set decides, but shows nothing; `why` lists it.
    for evidence in judgement.evidence.iter().filter(|evidence| !evidence.fact.is_absent() && !is_beside(evidence)) {
        let side = if evidence.path.starts_with("gives.") { &mut gives } else { &mut needs };
        side.push(label(judged, evidence));
    }
    let primary = primary(judged, &judgement.evidence);
    Finding {
        policy: policy.id.clone(),
        title: policy.title.clone(),
        severity,
        confidence,
        concern: policy.concern,
        resource: index,
        variants: holds_in.variants,
        instances: holds_in.instances,
        only_when: holds_in.only_when,
        primary,
        message: said(judged, policy, &judgement.evidence),
        related: related(judged, &judgement.evidence, primary),
        needs,
        gives,
        instead: policy.instead.clone(),
        fingerprint: format!("{}@{}", policy.id, judged.resource.local),
    }
}

/// The policy's sentence; where a need is only assumed, it says so.
fn said(judged: &Judged, policy: &Policy, evidence: &[Evidence]) -> String {
    let mut needs = evidence.iter().filter(|evidence| evidence.path.starts_with("needs."));
    let is_assumed = needs.any(|need| need.fact.known == Known::Assumed && !need.fact.is_absent());
    let sentence = message(judged, evidence, &policy.message);
    if is_assumed { format!("assumed from its name: {sentence}") } else { sentence }
}

/// Whether it is said of what stands beside the workload.
pub(super) fn is_beside(evidence: &Evidence) -> bool {
    evidence.path.starts_with(NEIGHBOURS)
}

/// Whether a kernel is shared with a neighbour: that is given, all else of a neighbour is asked for.
fn is_given(evidence: &Evidence) -> bool {
    evidence.path.starts_with("gives.") || evidence.path == "neighbours.shares_kernel"
}

/// The neighbour that a fact is of, which is the first step of its way.
pub(super) fn neighbour(evidence: &Evidence) -> Option<&SmolStr> {
    evidence.fact.chain.first().filter(|_| is_beside(evidence)).map(|step| &step.name)
}

/// High when both sides are declared, written or inherited; medium when one is defaulted or inferred; else low.
fn confidence(evidence: &[Evidence]) -> Confidence {
    let weakest = |given: bool| {
        evidence
            .iter()
            .filter(|evidence| is_given(evidence) == given)
            .map(|evidence| evidence.fact.known)
            .max()
            .unwrap_or(Known::Written)
    };
    let sides = [weakest(true), weakest(false)];
    if sides.contains(&Known::Assumed) {
        return Confidence::Low;
    }
    match sides.iter().filter(|side| **side > Known::Inherited).count() {
        0 => Confidence::High,
        1 => Confidence::Medium,
        _ => Confidence::Low,
    }
}

fn severity(
    judged: &Judged,
    in_force: &InForce<'_>,
    judgement: &Judgement,
    confidence: Confidence,
    guarded: bool,
) -> Severity {
    let is_need = |evidence: &&Evidence| evidence.path.starts_with("needs.") || is_beside(evidence);
    let needs = judgement.evidence.iter().filter(|evidence| is_need(evidence) && !is_given(evidence));
    let weakest = needs.map(|evidence| evidence.fact.known).max().unwrap_or(Known::Declared);
    let mut severity = in_force.set_to.unwrap_or_else(|| in_force.policy.severity_for(weakest));
    if in_force.set_to.is_none() && !numbers_allow_error(judged, judgement) {
        severity = severity.min(Severity::Warning);
    }
    if guarded {
        severity = severity.lower();
    }
    if confidence == Confidence::Low {
        severity = Severity::Note;
    }
    let environments = environments(judged, &judgement.holds);
    let only = |names: &[&str]| !environments.is_empty() && environments.iter().all(|name| names.contains(name));
    if only(&["example"]) {
        return Severity::Note;
    }
    if only(&["dev", "test", "example"]) && eased_outside_production(in_force.policy.concern) {
        return severity.lower();
    }
    severity
}

/// The environment that the variant of a way is called after.
fn variants_environment(assignment: &Assignment) -> Option<&'static str> {
    let mut variants = assignment.branches.iter().filter(|branch| branch.kind == SwitchKind::Variant);
    environment_of(&variants.next()?.name)
}

/// The environments that a workload is deployed to where a finding holds; none where one of them is not known.
fn environments<'a>(judged: &'a Judged, holds: &Holds) -> Vec<&'a str> {
    let everywhere = [Assignment { branches: Vec::new() }];
    let assignments = if let Holds::When(assignments) = holds { assignments.as_slice() } else { &everywhere };
    let mut names = Vec::new();
    let Some(environment) = judged.needs.get("environment") else {
        let named: Option<Vec<&str>> = assignments.iter().map(variants_environment).collect();
        return named.unwrap_or_default();
    };
    let all_known = assignments.iter().all(|assignment| gather_under(environment, assignment, &mut names));
    if all_known { names } else { Vec::new() }
}

/// Gathers the texts that a fact has under an assignment; says whether all of them are known.
fn gather_under<'a>(fact: &'a Fact, assignment: &Assignment, names: &mut Vec<&'a str>) -> bool {
    let Value::Choice(choice) = &fact.value else {
        names.extend(fact.as_text());
        return fact.as_text().is_some();
    };
    let taken = assignment.branches.iter().find(|branch| branch.switch == choice.switch.key);
    let mut options = choice.switch.branches.iter().zip(&choice.options);
    match taken.and_then(|branch| options.clone().find(|(name, _)| **name == branch.name)) {
        Some((_, option)) => gather_under(option, assignment, names),
        None => options.all(|(_, option)| gather_under(option, assignment, names)),
    }
}

/// Limits and state matter everywhere; money, presence and speed less so where nobody depends on them.
fn eased_outside_production(concern: Concern) -> bool {
    matches!(concern, Concern::Cost | Concern::Availability | Concern::Latency)
}

/// A finding may be an error only when every number it rests on was read and is hard.
fn numbers_allow_error(judged: &Judged, judgement: &Judgement) -> bool {
    let limits = judgement.evidence.iter().filter_map(|evidence| evidence.path.strip_prefix("gives.limits."));
    let known = judged.placement.as_ref().map_or(&[][..], |placement| &placement.limits);
    limits.into_iter().all(|name| {
        // Of a workload that may be on several platforms, the number may be any of theirs.
        let mut of_that_name = known.iter().filter(|limit| limit.name == name).peekable();
        of_that_name.peek().is_some() && of_that_name.all(|limit| limit.hard && limit.checked == Checked::Read)
    })
}

/// Where it holds: variants and instances by name, and in words the guard under which alone it does.
#[derive(Default)]
struct Where {
    variants: Vec<SmolStr>,
    instances: Vec<SmolStr>,
    only_when: Option<String>,
}

fn guards(holds: &Holds) -> Where {
    let Holds::When(assignments) = holds else { return Where::default() };
    let guarded = assignments.iter().any(|a| a.branches.iter().any(|branch| branch.kind == SwitchKind::Condition));
    if guarded {
        let guards: Vec<String> = assignments.iter().map(in_words).collect();
        return Where { only_when: Some(guards.join(", or ")), ..Where::default() };
    }
    let named = |kind: SwitchKind| {
        let branches = assignments.iter().flat_map(|assignment| &assignment.branches);
        let names: BTreeSet<SmolStr> =
            branches.filter(|branch| branch.kind == kind).map(|branch| branch.name.clone()).collect();
        // An assignment that leaves them open holds in all of them.
        let in_each = assignments.iter().all(|one| one.branches.iter().any(|branch| branch.kind == kind));
        if in_each { names.into_iter().collect() } else { Vec::new() }
    };
    Where { variants: named(SwitchKind::Variant), instances: named(SwitchKind::Instance), only_when: None }
}

fn in_words(assignment: &Assignment) -> String {
    let branches = assignment.branches.iter().map(|branch| match branch.name.as_str() {
        "true" => branch.switch.to_string(),
        "false" => format!("not ({})", branch.switch),
        name => format!("{} is {name}", branch.switch),
    });
    branches.collect::<Vec<_>>().join(" and ")
}
