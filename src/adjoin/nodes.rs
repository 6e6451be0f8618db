//! Nodes: whether two pods can be placed on one, by labels, affinities, taints and what keeps pods apart.

use smol_str::{SmolStr, format_smolstr};

use super::apart;
use super::facts::{answer, both, cannot_tell, combined, key};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Resource;

/// Labels that every node bears: asking for one value keeps nodes for nobody.
const ON_EVERY_NODE: &[&str] = &[
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "beta.kubernetes.io/os",
    "beta.kubernetes.io/arch",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
];

/// What is written of the nodes that a workload can be placed on.
pub(super) struct Nodes<'a> {
    selector: Fact,
    affinity: Option<&'a Fact>,
    taints: Option<&'a Fact>,
    tolerations: Option<&'a Fact>,
    /// Whether it asks to be on no node with pods that are not known.
    avoids_unknown: bool,
}

/// What one label of a node must be.
struct Wanted<'f> {
    label: &'f str,
    test: Test<'f>,
}

enum Test<'f> {
    In(Vec<&'f str>),
    NotIn(Vec<&'f str>),
    Exists,
    Missing,
}

impl<'a> Nodes<'a> {
    /// What is written of a workload.
    pub(super) fn of(resource: &'a Resource) -> Self {
        let facts = &resource.facts;
        Self {
            selector: facts.get("node_selector").cloned().unwrap_or_else(|| answer(Value::Absent)),
            affinity: facts.get("node_affinity"),
            taints: facts.get("taints"),
            tolerations: facts.get("tolerations"),
            avoids_unknown: apart::avoids_unknown(resource),
        }
    }

    /// A text that is the same for workloads that are placed alike, but for what keeps pods from each other.
    pub(super) fn key(&self) -> String {
        let parts = [Some(&self.selector), self.affinity, self.taints, self.tolerations];
        let text = parts.map(|part| part.map_or_else(|| "-".to_owned(), key)).join(" ");
        format!("{text} {}", self.avoids_unknown)
    }

    /// Whether a node may hold both, if neither is known to keep away from the other.
    pub(super) fn met(&self, other: &Self) -> Fact {
        let met = combined(&self.selector, &other.selector, &|own, beside| self.met_as(own, other, beside));
        both(&met, &|| match self.avoids_unknown || other.avoids_unknown {
            false => answer(Value::Bool(true)),
            true => cannot_tell("the pods that it must be on no node with are not known"),
        })
    }

    /// The same, the selectors being these.
    fn met_as(&self, own: &Fact, other: &Self, beside: &Fact) -> Fact {
        let (own, open) = wanted(own, self.affinity);
        let (beside, open_beside) = wanted(beside, other.affinity);
        for one in &own {
            if beside.iter().any(|other| one.label == other.label && one.test.excludes(&other.test)) {
                return answer(Value::Bool(false));
            }
        }
        if let Some(reason) = open.or(open_beside) {
            return cannot_tell(reason);
        }
        match self.admits(&own, other, &beside) {
            Landing::Yes => match other.admits(&beside, self, &own) {
                Landing::Yes => answer(Value::Bool(true)),
                Landing::No => answer(Value::Bool(false)),
                Landing::Unknown(reason) => cannot_tell(reason),
            },
            Landing::No => answer(Value::Bool(false)),
            Landing::Unknown(reason) => match other.admits(&beside, self, &own) {
                Landing::No => answer(Value::Bool(false)),
                _ => cannot_tell(reason),
            },
        }
    }

    /// Whether another can land on the nodes that this one asks for and the other does not.
    fn admits(&self, own: &[Wanted<'_>], other: &Self, beside: &[Wanted<'_>]) -> Landing {
        let asks = |one: &&Wanted<'_>| one.test.picks() && !ON_EVERY_NODE.contains(&one.label);
        let alone = own
            .iter()
            .filter(asks)
            .find(|one| !beside.iter().any(|other| other.label == one.label && other.test.picks()));
        let Some(alone) = alone else { return Landing::Yes };
        match self.taints.map(|taints| &taints.value) {
            Some(Value::List(taints)) => {
                let mut landing = Landing::Yes;
                // One that is only preferred keeps nobody out.
                let binding = |taint: &&Fact| taint.as_text().is_none_or(|text| !text.ends_with(":PreferNoSchedule"));
                for taint in taints.iter().filter(binding) {
                    match taint.as_text() {
                        Some(taint) => match other.bears(taint) {
                            Some(true) => {}
                            Some(false) => return Landing::No,
                            None => landing = Landing::Unknown("its tolerations are not known".into()),
                        },
                        None => landing = Landing::Unknown(reason_of(taint, "a taint of its nodes is not known")),
                    }
                }
                landing
            }
            Some(_) => Landing::Unknown(
                self.taints
                    .map_or_else(SmolStr::default, |taints| reason_of(taints, "the taints of its nodes are not known")),
            ),
            None => Landing::Unknown(format_smolstr!(
                "nothing written says whether nodes of label {} are kept for it by a taint",
                alone.label
            )),
        }
    }

    /// Whether it bears a taint.
    fn bears(&self, taint: &str) -> Option<bool> {
        let Some(tolerations) = self.tolerations else { return Some(false) };
        let mut open = !matches!(tolerations.value, Value::List(_) | Value::Absent);
        for toleration in tolerations.as_list().unwrap_or_default() {
            match toleration.as_text() {
                Some(text) if tolerates(text, taint) => return Some(true),
                Some(_) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(false) }
    }
}

enum Landing {
    Yes,
    No,
    Unknown(SmolStr),
}

/// What is asked of nodes, and why there may be more than that.
fn wanted<'f>(selector: &'f Fact, affinity: Option<&'f Fact>) -> (Vec<Wanted<'f>>, Option<SmolStr>) {
    let mut all = Vec::new();
    let mut open = None;
    for fact in [Some(selector), affinity].into_iter().flatten() {
        match &fact.value {
            Value::List(items) => {
                for item in items {
                    match item.as_text().and_then(Wanted::read) {
                        Some(wanted) => all.push(wanted),
                        None => open = Some(reason_of(item, "what it asks of nodes is not known")),
                    }
                }
            }
            Value::Absent => {}
            _ => open = Some(reason_of(fact, "what it asks of nodes is not known")),
        }
    }
    (all, open)
}

fn reason_of(fact: &Fact, otherwise: &'static str) -> SmolStr {
    match &fact.value {
        Value::Unknown(unknown) => unknown.reason.clone(),
        Value::Choice(choice) => format_smolstr!("it depends on {}", choice.switch.key),
        _ => SmolStr::new_static(otherwise),
    }
}

impl<'f> Wanted<'f> {
    /// Reads `key=value`, `key in a b`, `key not in a b`, `key exists`, `key missing`.
    fn read(text: &'f str) -> Option<Self> {
        let (label, test) = match text.split_once(' ') {
            None => {
                let (label, value) = text.split_once('=')?;
                (label, Test::In(vec![value]))
            }
            Some((label, "exists")) => (label, Test::Exists),
            Some((label, "missing")) => (label, Test::Missing),
            Some((label, test)) => match test.strip_prefix("not in") {
                Some(values) => (label, Test::NotIn(values.split_whitespace().collect())),
                None => (label, Test::In(test.strip_prefix("in")?.split_whitespace().collect())),
            },
        };
        Some(Self { label, test })
    }
}

impl Test<'_> {
    /// Whether it asks for a label, rather than for its absence.
    fn picks(&self) -> bool {
        matches!(self, Self::In(_) | Self::Exists)
    }

    /// Whether no node passes both.
    fn excludes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::In(one), Self::In(other)) => !one.iter().any(|value| other.contains(value)),
            (Self::In(values), Self::NotIn(refused)) | (Self::NotIn(refused), Self::In(values)) => {
                values.iter().all(|value| refused.contains(value))
            }
            (Self::Missing, other) | (other, Self::Missing) => other.picks(),
            _ => false,
        }
    }
}

/// Whether a toleration bears a taint: `key=value:effect`, `key:effect`, either without its effect, or `*` for all keys.
fn tolerates(toleration: &str, taint: &str) -> bool {
    let (pair, effect) = toleration.split_once(':').unwrap_or((toleration, ""));
    let (taint, taint_effect) = taint.rsplit_once(':').unwrap_or((taint, ""));
    let key = taint.split_once('=').map_or(taint, |(key, _)| key);
    let fits = pair == "*" || pair == taint || pair == key || pair.strip_suffix('=') == Some(taint);
    fits && (effect.is_empty() || effect == taint_effect)
}
