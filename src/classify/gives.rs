//! What a platform gives a workload: each axis a fact, with the line that made it so.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::conditions::ask_under;
use crate::model::condition::{Branch, Evidence, Holds, Missing, Scope};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::platform::{Axis, Case};
use crate::model::resource::Resource;
use crate::model::source::Span;
use crate::model::tree::{Choice, Step, Switch, Unknown};
use crate::model::vocabulary::{GIVES, Kind, LIMITS, Word};

use super::descent::{Course, Standing, branch, single_switch, why_not_told};
use super::same::all_same;

/// All that a course gives, in the vocabulary of `gives`.
pub(super) fn of(course: &Course<'_>, scope: &Scope<'_>, resource: &Resource) -> Facts {
    let workload = Workload { scope, span: resource.span };
    let limit = |name| (name, workload.along(course, &|standing| workload.limit(standing, name)));
    let given = |word: &Word| match word.kind {
        Kind::Record(_) => {
            // A limit that no platform speaks of stays unsaid: absent, as one that there is none of.
            let limits = LIMITS.iter().map(|word| limit(word.name)).filter(|(_, fact)| !fact.is_absent());
            Fact::written(Value::Record(limits.collect()), scope.name_span)
        }
        _ => workload.along(course, &|standing| workload.given(standing, word.name)),
    };
    GIVES.iter().map(|word| (word.name, given(word))).collect()
}

/// Why something cannot be told, in one clause.
pub(super) fn reason(missing: &[Missing]) -> SmolStr {
    match missing {
        [] => SmolStr::new_static("it cannot be told"),
        [one] => one.reason.clone(),
        [one, rest @ ..] => {
            let others = rest.iter().filter(|other| other.reason != one.reason);
            others.fold(one.reason.clone(), |all, other| format_smolstr!("{all}, and {}", other.reason))
        }
    }
}

struct Workload<'s> {
    scope: &'s Scope<'s>,
    span: Span,
}

impl Workload<'_> {
    /// One fact over all that a course may lead to.
    fn along(&self, course: &Course<'_>, settled: &dyn Fn(&Standing<'_>) -> Fact) -> Fact {
        match course {
            Course::Settled(standing) => settled(standing),
            Course::Perhaps(standing, candidates) => {
                let mut facts = vec![settled(standing)];
                facts.extend(candidates.iter().map(|(candidate, _)| self.along(candidate, settled)));
                let missing = candidates.iter().flat_map(|(_, missing)| missing).cloned().collect::<Vec<_>>();
                self.one_of(facts, &missing)
            }
            Course::Either(_, switch, branches) => {
                self.either(switch, branches.iter().map(|branch| self.along(branch, settled)).collect())
            }
        }
    }

    /// One of several facts, and it cannot be told which.
    fn one_of(&self, facts: Vec<Fact>, missing: &[Missing]) -> Fact {
        if let Some(fact) = all_same(&facts) {
            return fact.clone();
        }
        let mut unknown = Unknown::because(reason(missing));
        unknown.not_null = facts.iter().all(|fact| !fact.is_absent() && !fact.is_unknown());
        // All are numbers: it lies between them.
        if let Some(numbers) = facts.iter().map(Fact::as_number).collect::<Option<Vec<f64>>>() {
            unknown.at_least = numbers.iter().copied().reduce(f64::min);
            unknown.at_most = numbers.iter().copied().reduce(f64::max);
        }
        let inside = missing.iter().map(|missing| missing.at).find(|at| self.span.contains(*at));
        Fact::written(Value::Unknown(unknown), inside.unwrap_or(self.scope.name_span))
    }

    /// One fact a branch of a switch.
    fn either(&self, switch: &Arc<Switch>, options: Vec<Fact>) -> Fact {
        if let Some(fact) = all_same(&options) {
            return fact.clone();
        }
        // Each alternative says for itself how it is known: the choice between them is no weaker than the strongest.
        let known = options.iter().map(|option| option.known).min().unwrap_or(Known::Written);
        let choice = Choice { switch: switch.clone(), options };
        Fact::new(Value::Choice(choice), known, self.scope.name_span)
    }

    /// What a platform gives under one word other than `limits`.
    fn given(&self, standing: &Standing<'_>, name: &str) -> Fact {
        match name {
            "platform" => {
                let evidence = standing.rungs.last().map_or(&[][..], |rung| &rung.evidence);
                match standing.leaf() {
                    Some(platform) => self.fact(Value::Text(platform.id.clone()), evidence),
                    None => Fact::unknown("no platform stands", self.scope.name_span),
                }
            }
            "model" => self.model(standing, |model| model),
            "family" => self.model(standing, family),
            _ => self.axis(standing, name),
        }
    }

    fn model(&self, standing: &Standing<'_>, named: fn(&'static str) -> &'static str) -> Fact {
        let found = standing.rungs.iter().rev().find_map(|rung| Some((rung.platform.model?, &rung.evidence)));
        match found {
            Some((model, evidence)) => self.fact(Value::Text(SmolStr::new_static(named(model))), evidence),
            None => Fact::unknown("its platform names no compute model", self.scope.name_span),
        }
    }

    fn limit(&self, standing: &Standing<'_>, name: &str) -> Fact {
        let found = standing
            .rungs
            .iter()
            .rev()
            .find_map(|rung| Some((rung.platform.limits.iter().find(|limit| limit.name == name)?, &rung.evidence)));
        match found {
            Some((limit, evidence)) => self.fact(limit.value.map_or(Value::Absent, Value::Number), evidence),
            None => Fact::absent(self.scope.name_span),
        }
    }

    fn axis(&self, standing: &Standing<'_>, name: &str) -> Fact {
        let found = standing.rungs.iter().rev().find_map(|rung| {
            let (_, axis) = rung.platform.axes.iter().find(|(axis, _)| *axis == name)?;
            Some((axis, &rung.evidence))
        });
        match found {
            Some((axis, evidence)) => self.cases(axis, evidence, &standing.given),
            None => Fact::unknown("its platform does not say", self.scope.name_span),
        }
    }

    /// The value of the first case that holds, or what is left where that cannot be told.
    fn cases(&self, axis: &Axis, because: &[Evidence], given: &[Branch]) -> Fact {
        let mut possible = Vec::new();
        let mut missing = Vec::new();
        // What the earlier cases were refused for is why a later one is read.
        let mut refused: Vec<Evidence> = because.to_vec();
        for Case { when, value } in &axis.cases {
            let Some(when) = when else {
                possible.push(self.fact(value.clone(), &refused));
                break;
            };
            let judgement = ask_under(when, self.scope, given);
            if let Some(switch) = single_switch(std::iter::once((when, &judgement)), self.scope, given) {
                let options = switch.branches.iter().map(|name| {
                    let given = [given, &[branch(&switch, name)]].concat();
                    self.cases(axis, because, &given)
                });
                let options = options.collect();
                return self.either(&switch, options);
            }
            match judgement.holds {
                Holds::Yes => {
                    possible.push(self.fact(value.clone(), &[judgement.evidence.as_slice(), because].concat()));
                    break;
                }
                Holds::No => refused.extend(judgement.evidence),
                Holds::CannotTell | Holds::When(_) => {
                    missing.extend(why_not_told(&judgement, self.scope).unwrap_or_default());
                    possible.push(self.fact(value.clone(), because));
                }
            }
        }
        if possible.is_empty() {
            return Fact::unknown("none of its cases holds", self.scope.name_span);
        }
        self.one_of(possible, &missing)
    }

    /// A value as the evidence makes it: where the deciding fact stands in the workload, and as well known.
    ///
    /// Without evidence the resource's type says so: it is written, at the name.
    fn fact(&self, value: Value, evidence: &[Evidence]) -> Fact {
        let known = evidence.iter().map(|evidence| evidence.fact.known).max().unwrap_or(Known::Written);
        let said = || evidence.iter().filter(|evidence| !evidence.fact.is_absent());
        if let Some(inside) = said().find(|evidence| self.span.contains(evidence.fact.at)) {
            return Fact { value, known, at: inside.fact.at, chain: inside.fact.chain.clone() };
        }
        let chain = said().next().map_or_else(Vec::new, |elsewhere| {
            let step = Step { span: elsewhere.fact.at, name: elsewhere.path.clone() };
            std::iter::once(step).chain(elsewhere.fact.chain.iter().cloned()).collect()
        });
        Fact { value, known, at: self.scope.name_span, chain }
    }
}

/// The family of a compute model.
fn family(model: &'static str) -> &'static str {
    match model {
        "vm" | "container" | "unknown" => model,
        _ => "serverless",
    }
}
