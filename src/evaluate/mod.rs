//! Evaluate: policies over workloads, which gives findings and what cannot be told.

pub mod baseline;
mod finding;
mod places;
pub mod suppress;

use std::sync::Arc;

use smol_str::SmolStr;

use crate::conditions;
use crate::model::condition::{Evidence, Holds, Judgement, Scope};
use crate::model::fact::{Fact, Facts};
use crate::model::policy::{Policy, Severity};
use crate::model::report::{Answer, Finding, Judged, Undecided, Verdict};
use crate::model::resource::Role;
use crate::values::phrase;

/// A policy with what the team's settings make of its severity.
#[derive(Clone, Debug)]
pub struct InForce<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The severity that settings give it, over its own.
    pub set_to: Option<Severity>,
}

/// What the policies in force say of one workload.
#[derive(Clone, Debug, Default)]
pub struct Verdicts {
    /// The workload: an index of the report's resources.
    pub resource: usize,
    /// Those that hold.
    pub findings: Vec<Arc<Finding>>,
    /// Those of which it cannot be told.
    pub undecided: Vec<Undecided>,
}

impl Verdicts {
    /// The same of a workload that stands elsewhere in the report.
    pub fn at(mut self, resource: usize) -> Self {
        self.resource = resource;
        self.findings.iter_mut().for_each(|finding| Arc::make_mut(finding).resource = resource);
        self.undecided.iter_mut().for_each(|undecided| undecided.resource = resource);
        self
    }
}

/// Asks every policy in force of the workload at `index`. Only workloads are judged, and only on a known service.
pub fn evaluate(index: usize, judged: &Judged, policies: &[InForce<'_>]) -> Verdicts {
    let mut verdicts = Verdicts { resource: index, ..Verdicts::default() };
    if judged.resource.role != Role::Workload {
        return verdicts;
    }
    for in_force in policies {
        let judgement = ask(judged, in_force.policy);
        match &judgement.holds {
            Holds::Yes | Holds::When(_) => {
                verdicts.findings.push(Arc::new(finding::finding(index, judged, in_force, &judgement)));
            }
            Holds::CannotTell => verdicts.undecided.push(Undecided {
                policy: in_force.policy.id.clone(),
                resource: index,
                missing: places::missing(judged, judgement.missing),
            }),
            Holds::No => {}
        }
    }
    verdicts
}

/// What one policy says of one workload, and why or why not.
pub fn verdict(judged: &Judged, policy: &Policy) -> Verdict {
    let judgement = ask(judged, policy);
    Verdict {
        policy: policy.id.clone(),
        title: policy.title.clone(),
        evidence: judgement.evidence.iter().map(|evidence| places::label(judged, evidence)).collect(),
        answer: match judgement.holds {
            Holds::Yes | Holds::When(_) => Answer::Holds,
            Holds::No => Answer::DoesNotHold,
            Holds::CannotTell => Answer::CannotTell,
        },
        missing: places::missing(judged, judgement.missing),
    }
}

fn ask(judged: &Judged, policy: &Policy) -> Judgement {
    let nothing = Facts::new();
    conditions::ask(&policy.when, &scope(judged, &nothing))
}

/// What a condition may read of a workload.
fn scope<'a>(judged: &'a Judged, nothing: &'a Facts) -> Scope<'a> {
    let resource = &judged.resource;
    Scope {
        facts: &resource.facts,
        needs: &judged.needs,
        gives: judged.placement.as_ref().map_or(nothing, |placement| &placement.gives),
        neighbours: &judged.neighbours,
        name_span: resource.name_span,
    }
}

/// The word's value in prose, for a message's `{path}`.
fn filled(judged: &Judged, evidence: &[Evidence], path: &str) -> Option<String> {
    let kind = phrase::word(path).map(|word| word.kind)?;
    // What decided is said as it decided: of a choice, the alternative.
    if let Some(decided) = evidence.iter().find(|evidence| evidence.path == path) {
        return Some(phrase::value_text(kind, &decided.fact.value));
    }
    fact_of(judged, path).map(|fact| phrase::value_text(kind, &fact.value))
}

/// The fact of a word of the vocabulary.
fn fact_of<'a>(judged: &'a Judged, path: &str) -> Option<&'a Fact> {
    let (facts, name): (&Facts, &str) = match path.split_once('.') {
        Some(("needs", name)) => (&judged.needs, name),
        Some(("facts", name)) => (&judged.resource.facts, name),
        Some(("gives", name)) => (&judged.placement.as_ref()?.gives, name),
        _ => return None,
    };
    let mut parts = name.split('.');
    let mut fact = facts.get(parts.next()?)?;
    for part in parts {
        fact = fact.as_record()?.get(part)?;
    }
    Some(fact)
}

/// A message with its `{...}` filled in. What has no value reads as its word.
fn message(judged: &Judged, evidence: &[Evidence], template: &str) -> String {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((path, next)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        match path {
            "workload" => text.push_str(&judged.resource.local),
            "neighbour" => {
                let name = evidence.iter().find_map(finding::neighbour);
                text.push_str(name.map_or("what runs beside it", SmolStr::as_str));
            }
            "platform" => {
                let title = judged.placement.as_ref().map(|placement| &placement.title);
                text.push_str(title.map_or("an unknown platform", SmolStr::as_str));
            }
            _ => match filled(judged, evidence, path) {
                Some(value) => text.push_str(&value),
                None => text.push_str(&path.rsplit('.').next().unwrap_or(path).replace('_', " ")),
            },
        }
        rest = next;
    }
    text.push_str(rest);
    text
}
