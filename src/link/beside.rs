//! Who stands beside whom: consumers of one front door or queue, of which one scales and another does not.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Resource, Role};
use crate::model::tree::Step;

/// Sets `range_beside` on every workload beside whose scaling neighbour it stands: what comes to the one comes to the
/// other.
pub(super) fn mark(resources: &mut [Resource]) {
    let mut consumers: HashMap<(SmolStr, SmolStr), Vec<usize>> = HashMap::new();
    for (at, resource) in resources.iter().enumerate().filter(|(_, resource)| resource.role == Role::Workload) {
        for source in sources(resource) {
            let unit = SmolStr::from(&*resource.unit.0);
            consumers.entry((unit, source)).or_default().push(at);
        }
    }
    let mut marks = Vec::new();
    for beside in consumers.values().filter(|beside| beside.len() > 1) {
        for &at in beside {
            let others = beside.iter().copied().filter(|&other| other != at);
            let widest = others.filter_map(|other| Some((other, range(resources.get(other)?)?)));
            if let Some((other, range)) = widest.max_by(|one, two| one.1.total_cmp(&two.1)) {
                marks.push((at, other, range));
            }
        }
    }
    // The widest first, since the first stays; ties in the order of the resources.
    marks.sort_by(|one, two| one.0.cmp(&two.0).then(two.2.total_cmp(&one.2)).then(one.1.cmp(&two.1)));
    for (at, other, range) in marks {
        let Some(neighbour) = resources.get(other) else { continue };
        let place = neighbour.facts.get("scale_max").map_or(neighbour.name_span, Fact::literal);
        let step = Step { span: place, name: neighbour.local.clone() };
        let Some(resource) = resources.get_mut(at) else { continue };
        if resource.facts.get("range_beside").is_none() {
            let mut fact = Fact::new(Value::Number(range), Known::Inferred, resource.name_span);
            fact.chain.push(step);
            resource.facts.set("range_beside", fact);
        }
    }
}

/// The front doors and queues that a workload serves, by name.
fn sources(resource: &Resource) -> Vec<SmolStr> {
    let routes = resource.facts.list("routes").iter().filter_map(Fact::as_text).map(SmolStr::from);
    let queues = resource.facts.list("triggers").iter().filter_map(Fact::as_record).filter_map(|trigger| {
        let kind = trigger.text("kind").filter(|kind| matches!(*kind, "queue" | "stream"))?;
        Some(SmolStr::from(format!("{kind} {}", trigger.text("name")?)))
    });
    let mut sources: Vec<SmolStr> = routes.chain(queues).collect();
    sources.sort();
    sources.dedup();
    sources
}

/// How many times a workload grows; from none at all it counts from one.
fn range(resource: &Resource) -> Option<f64> {
    let most = resource.facts.number("scale_max")?;
    let least = resource.facts.number("scale_min").unwrap_or(1.0).max(1.0);
    (most > least).then_some(most / least)
}
