//! Records: what a neighbour is to those beside it.

use smol_str::SmolStr;

use super::agents;
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

/// Whether it is known to have the host and to be no agent of the platform.
pub(super) fn has_the_host(judged: &Judged) -> bool {
    need(judged, "kernel_access").and_then(Fact::as_bool) == Some(true) && agents::agent(&judged.resource).is_none()
}

/// All that is said of a neighbour, as a record.
pub(super) fn of(judged: &Judged) -> Fact {
    let resource = &judged.resource;
    let mut said = Facts::new();
    let text = |text: &SmolStr| Fact::written(Value::Text(text.clone()), resource.name_span);
    said.set("name", text(&resource.name));
    said.set("kind", text(&resource.kind));
    if let Some(namespace) = &resource.namespace {
        said.set("namespace", text(namespace));
    }
    for name in OF_NEEDS {
        if let Some(fact) = need(judged, name) {
            said.set(name, fact.clone());
        }
    }
    if let Some(agent) = agents::agent(resource) {
        said.set("agent", agent);
    }
    let step = Step { span: resource.name_span, name: resource.local.clone() };
    for (_, fact) in said.iter_mut() {
        fact.chain.insert(0, step.clone());
    }
    Fact::new(Value::Record(said), Known::Declared, resource.name_span).through(step)
}
