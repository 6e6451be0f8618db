//! Records: what a neighbour is to those beside it.

use super::{agents, facts};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::report::Judged;
use crate::model::tree::Step;

/// Needs that a neighbour is asked for.
const OF_NEEDS: [&str; 6] = ["kernel_access", "regulated", "data_level", "regimes", "trust", "environment"];

/// Those of them that make it worth being told of.
const TELLING: [&str; 4] = ["kernel_access", "data_level", "regimes", "trust"];

/// A fact of a neighbour as others may read it. What its name hints at says nothing of it to others.
fn need<'a>(judged: &'a Judged, name: &str) -> Option<&'a Fact> {
    judged.needs.get(name).filter(|fact| !fact.is_absent() && fact.known != Known::Assumed)
}

/// Whether a workload asks for the host, or says what data it handles or whose code it runs.
pub(super) fn says_something(judged: &Judged) -> bool {
    TELLING.iter().any(|name| need(judged, name).is_some_and(|fact| fact.as_bool() != Some(false)))
}

/// How soon a neighbour is told of, of too many: first those that are known to have the host and are no agents of the
/// platform, last those of which something is open.
pub(super) type Weight = (bool, bool);

pub(super) fn weight(judged: &Judged) -> Weight {
    let has_the_host = need(judged, "kernel_access").and_then(Fact::as_bool) == Some(true);
    let is_open =
        |name: &&str| need(judged, name).is_some_and(|fact| matches!(fact.value, Value::Unknown(_) | Value::Choice(_)));
    (!has_the_host || agents::agent(&judged.resource).is_some(), OF_NEEDS.iter().any(is_open))
}

/// A text that is the same for those that say the same with the same strength.
pub(super) fn key(judged: &Judged) -> String {
    let mut text = String::new();
    let agent = agents::agent(&judged.resource);
    let needs = OF_NEEDS.iter().map(|name| need(judged, name));
    for fact in needs.chain([agent.as_ref()]) {
        match fact {
            Some(fact) => text.push_str(&format!("{:?} {};", fact.known, facts::key(fact))),
            None => text.push(';'),
        }
    }
    text
}

/// All that is said of a neighbour, as a record.
pub(super) fn of(judged: &Judged) -> Fact {
    let resource = &judged.resource;
    let mut said = Facts::new();
    for name in OF_NEEDS {
        if let Some(fact) = need(judged, name) {
            said.set(name, fact.clone());
        }
    }
    if let Some(agent) = agents::agent(resource) {
        said.set("agent", agent);
    }
    let step = Step { span: resource.place(), name: resource.local.clone() };
    for (_, fact) in said.iter_mut() {
        fact.chain.insert(0, step.clone());
    }
    Fact::new(Value::Record(said), Known::Declared, resource.place()).through(step)
}
