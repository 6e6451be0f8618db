//! Nodes: what labels must hold on them, how they are bought, and the pools that make them.

use smol_str::{SmolStr, format_smolstr};

use super::apart;
use super::object::{self, Object};
use super::walk::{follow, pairs};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::Resource;
use crate::model::source::Span;
use crate::model::tree::Node;
use crate::values::read::{self, Reader};

/// What a node's label must be.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// The label.
    pub(super) key: SmolStr,
    /// Where it is written.
    pub(super) span: Span,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    In(Vec<Node>),
    NotIn(Vec<Node>),
    Exists,
    DoesNotExist,
}

/// What a node selector wants; entries whose value is not known are left out.
pub(super) fn of_selector(selector: &Node) -> Vec<Wanted> {
    let entries = selector.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    let known = entries.iter().filter(|entry| entry.value.as_text().is_some());
    known
        .map(|entry| Wanted {
            key: entry.key.text.clone(),
            span: entry.key.span.join(entry.value.span),
            test: Test::In(vec![entry.value.clone()]),
        })
        .collect()
}

/// What a list of expressions wants: of an affinity, or the requirements of a Karpenter pool.
pub(super) fn of_expressions(expressions: &Node) -> Vec<Wanted> {
    let wanted = |expression: &Node| {
        let values = || expression.get("values").map(|values| values.items().to_vec()).unwrap_or_default();
        let test = match expression.get("operator")?.as_str()? {
            "In" => Test::In(values()),
            "NotIn" => Test::NotIn(values()),
            "Exists" => Test::Exists,
            "DoesNotExist" => Test::DoesNotExist,
            _ => return None,
        };
        Some(Wanted { key: expression.get("key")?.as_text()?, span: expression.span, test })
    };
    expressions.items().iter().filter_map(wanted).collect()
}

impl Wanted {
    /// The one value that the label must have.
    pub(super) fn only_value(&self) -> Option<SmolStr> {
        match &self.test {
            Test::In(values) => match values.as_slice() {
                [value] => value.as_text(),
                _ => None,
            },
            _ => None,
        }
    }

    /// What it asks, as `key in a b`, `key not in a b`, `key exists` or `key missing`; nothing where a value is not known.
    pub(super) fn said(&self) -> Option<SmolStr> {
        let values = |values: &[Node]| {
            let texts = values.iter().map(Node::as_text).collect::<Option<Vec<SmolStr>>>()?;
            Some(texts.join(" "))
        };
        let key = &self.key;
        Some(match &self.test {
            Test::In(list) => format_smolstr!("{key} in {}", values(list)?),
            Test::NotIn(list) => format_smolstr!("{key} not in {}", values(list)?),
            Test::Exists => format_smolstr!("{key} exists"),
            Test::DoesNotExist => format_smolstr!("{key} missing"),
        })
    }

    /// The ways in which a node may be bought that passes this test; nothing where the test does not say.
    pub(super) fn bought(&self) -> Option<Vec<SmolStr>> {
        let reader = bought_reader(&self.key)?;
        let read_all = |values: &[Node]| {
            let read = values.iter().map(|value| match reader(value) {
                Some(Value::Text(kind)) => Some(kind),
                _ => None,
            });
            read.collect::<Option<Vec<SmolStr>>>()
        };
        let on_demand = || Some(vec![SmolStr::new_static("on-demand")]);
        match &self.test {
            Test::In(values) => read_all(values).filter(|kinds| !kinds.is_empty()),
            Test::NotIn(values) if read_all(values)?.iter().any(|kind| is_taken_away(kind)) => on_demand(),
            Test::Exists => flag_of(&self.key).map(|kind| vec![SmolStr::new_static(kind)]),
            Test::DoesNotExist if flag_of(&self.key).is_some() => on_demand(),
            Test::NotIn(_) | Test::DoesNotExist => None,
        }
    }
}

fn is_taken_away(kind: &str) -> bool {
    matches!(kind, "spot" | "preemptible")
}

/// What a label says that stands only on nodes bought in one way.
fn flag_of(key: &str) -> Option<&'static str> {
    match key {
        "cloud.google.com/gke-spot" => Some("spot"),
        "cloud.google.com/gke-preemptible" => Some("preemptible"),
        _ => None,
    }
}

/// How to read the value of a label that says how a node is bought; nothing for any other label.
pub(super) fn bought_reader(key: &str) -> Option<Reader> {
    match key {
        "cloud.google.com/gke-spot" => Some(|node| flag(node, "spot")),
        "cloud.google.com/gke-preemptible" => Some(|node| flag(node, "preemptible")),
        "karpenter.sh/capacity-type"
        | "eks.amazonaws.com/capacityType"
        | "cloud.google.com/gke-provisioning"
        | "kubernetes.azure.com/scalesetpriority"
        | "node.kubernetes.io/lifecycle" => Some(named),
        _ => None,
    }
}

fn flag(node: &Node, kind: &'static str) -> Option<Value> {
    let kind = if node.as_text()? == "true" { kind } else { "on-demand" };
    Some(Value::Text(SmolStr::new_static(kind)))
}

fn named(node: &Node) -> Option<Value> {
    let kind = match node.as_str()?.to_ascii_lowercase().replace('_', "-").as_str() {
        "spot" => "spot",
        "preemptible" => "preemptible",
        "on-demand" | "standard" | "regular" | "normal" => "on-demand",
        "reserved" | "capacity-block" => "reserved",
        _ => return None,
    };
    Some(Value::Text(SmolStr::new_static(kind)))
}

/// How capacity is bought that may be any of some kinds; nothing for none.
pub(super) fn together(kinds: &[SmolStr]) -> Option<&'static str> {
    let has = |kind: &str| kinds.iter().any(|candidate| candidate == kind);
    let kept = has("on-demand") || has("reserved");
    match (has("spot"), has("preemptible")) {
        (false, false) if has("on-demand") => Some("on-demand"),
        (false, false) if kept => Some("reserved"),
        (false, false) => None,
        _ if kept => Some("mixed"),
        (true, _) => Some("spot"),
        (false, true) => Some("preemptible"),
    }
}

/// Reads a Karpenter NodePool, or the Provisioner that came before it.
pub(super) fn node_pool(object: &Object<'_>, resource: &mut Resource) {
    let template = object.at(&["spec", "template"]);
    let spec = template.as_deref().and_then(|template| follow(template, &["spec"])).or_else(|| object.at(&["spec"]));
    let requirements = spec.as_deref().and_then(|spec| follow(spec, &["requirements"]));
    let wanted = requirements.as_deref().map(of_expressions).unwrap_or_default();

    let mut lends = Facts::new();
    lends.set("capacity_kind", object.implied(Value::Text(SmolStr::new_static("nodes"))));
    lends.set("capacity_type", bought_by_pool(object, requirements.as_deref(), &wanted));
    for (name, label) in
        [("tenancy", "karpenter.k8s.aws/instance-tenancy"), ("instance_type", "node.kubernetes.io/instance-type")]
    {
        let found = wanted.iter().find(|wanted| wanted.key == label);
        if let Some((value, span)) = found.and_then(|wanted| Some((wanted.only_value()?, wanted.span))) {
            lends.set(name, Fact::written(Value::Text(value), span));
        }
    }
    let taints = spec.as_deref().and_then(|spec| follow(spec, &["taints"]));
    lends.set("taints", apart::taints(taints.as_deref(), object.defaulted(Value::List(Vec::new()))));
    resource.lends = lends;

    resource.labels = template.as_deref().map(object::labels).unwrap_or_default();
    // A Provisioner keeps its nodes' labels in its own specification.
    resource.labels.extend(pairs(object.at(&["spec", "labels"]).as_deref()));
    resource.labels.extend(wanted.iter().filter_map(|wanted| Some((wanted.key.clone(), wanted.only_value()?))));
    let own = if resource.kind == "Provisioner" { "provisioner-name" } else { "nodepool" };
    resource.labels.push((format_smolstr!("karpenter.sh/{own}"), object.name.clone()));
}

/// How a pool buys: as its requirement says, else on demand.
fn bought_by_pool(object: &Object<'_>, requirements: Option<&Node>, wanted: &[Wanted]) -> Fact {
    let said = wanted.iter().find(|wanted| wanted.key == "karpenter.sh/capacity-type");
    match said {
        Some(said) => match said.bought().as_deref().and_then(together) {
            Some(kind) => Fact::written(Value::Text(SmolStr::new_static(kind)), said.span),
            None => Fact::unknown("the pool's capacity type is not known here", said.span),
        },
        None => match requirements.map(|requirements| read::fact(requirements, |_| Some(Value::Absent))) {
            Some(unread) if !unread.is_absent() => unread,
            _ => Fact::new(Value::Text(SmolStr::new_static("on-demand")), Known::Defaulted, object.name_span),
        },
    }
}
