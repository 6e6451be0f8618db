//! Placement: the nodes that a pod must be placed on, by selector and required affinity.
//!
//! Only what must hold counts. A toleration lets a pod be placed somewhere and a preference asks for it; neither says
//! that it is.

use smol_str::{SmolStr, format_smolstr};

use super::nodes::{self, Wanted};
use super::walk::{follow, text_list, undecided_reason};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Link, Relation, Resource, Target};
use crate::model::source::Span;
use crate::model::tree::{Content, Node};
use crate::values::read;

/// Kinds of node pools whose labels a selector can match.
const POOLS: &[&str] = &[
    "NodePool",
    "aws_eks_node_group",
    "aws_autoscaling_group",
    "google_container_node_pool",
    "azurerm_kubernetes_cluster_node_pool",
];

/// Labels that name the pool itself.
const POOL_NAMES: &[&str] = &[
    "karpenter.sh/nodepool",
    "karpenter.sh/provisioner-name",
    "eks.amazonaws.com/nodegroup",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
    "agentpool",
];

/// Domains of the labels that clouds and kubelets put on nodes: they tell no pool of a team's own from another.
const CLOUD_DOMAINS: &[&str] =
    &["kubernetes.io", "k8s.io", "karpenter.sh", "k8s.aws", "cloud.google.com", "amazonaws.com", "azure.com"];

/// A label with the one value that a node must have for it.
struct Pair {
    key: SmolStr,
    value: SmolStr,
    span: Span,
}

/// Facts that are beyond knowing where the selector or the affinity is.
const PLACED: &[&str] = &["node_selector", "node_affinity", "capacity_type", "capacity_kind"];

/// Reads where a pod must be placed.
pub(super) fn read(spec: &Node, resource: &mut Resource) {
    let selector = follow(spec, &["nodeSelector"]);
    let terms = follow(spec, &["affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"]);
    for part in [selector.as_deref(), terms.as_deref()].into_iter().flatten() {
        if let Some(reason) = undecided(part) {
            for name in PLACED {
                resource.facts.set(name, Fact::unknown(reason.clone(), part.span));
            }
            return;
        }
    }
    let wanted = alternatives(selector.as_deref(), terms.as_deref());
    if let Some(fact) = capacity_type(selector.as_deref(), &wanted) {
        resource.facts.set("capacity_type", fact);
    }
    let pairs = common_pairs(&wanted);
    for pair in &pairs {
        read_pair(pair, resource);
    }
    if let Some(affinity) = beside_pairs(&wanted, &pairs, terms.as_deref()) {
        resource.facts.set("node_affinity", affinity);
    }
    let unread = selector.as_deref().and_then(unread_entry);
    let list = pairs.iter().map(|pair| (format_smolstr!("{}={}", pair.key, pair.value), pair.span)).collect();
    if let Some(mut list) = text_list(list) {
        if let (Value::List(items), Some(unread)) = (&mut list.value, unread.clone()) {
            items.push(unread);
        }
        resource.facts.set("node_selector", list);
    } else if let Some(unread) = unread {
        resource.facts.set("node_selector", Fact { value: Value::List(vec![unread.clone()]), ..unread });
    }
    resource.links.extend(pool_tie(&pairs));
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

fn undecided(node: &Node) -> Option<SmolStr> {
    match &node.content {
        Content::Unknown(_) | Content::Choice(_) => Some(undecided_reason(&read::fact(node, read::text).value)),
        _ => None,
    }
}

/// The ways in which a node can do, each a list of what must hold together: terms of an affinity are alternatives,
/// and the selector holds beside each.
fn alternatives(selector: Option<&Node>, terms: Option<&Node>) -> Vec<Vec<Wanted>> {
    let selected = selector.map(nodes::of_selector).unwrap_or_default();
    let terms = terms.map(Node::items).unwrap_or_default();
    if terms.is_empty() {
        return vec![selected];
    }
    let with_term = |term: &Node| {
        let mut all = selected.clone();
        all.extend(term.get("matchExpressions").map(nodes::of_expressions).unwrap_or_default());
        all
    };
    terms.iter().map(with_term).collect()
}

/// How the capacity is bought; nothing where a node of either kind will do.
fn capacity_type(selector: Option<&Node>, wanted: &[Vec<Wanted>]) -> Option<Fact> {
    // A value of a selector that is unknown or a choice stays one.
    let entries = selector.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    for entry in entries {
        if let Some(reader) = nodes::bought_reader(&entry.key.text)
            && !entry.value.is_null()
        {
            return Some(read::fact(&entry.value, reader));
        }
    }
    let mut at = None;
    let mut types: Vec<SmolStr> = Vec::new();
    for alternative in wanted {
        let (allowed, span) = alternative.iter().find_map(|wanted| Some((wanted.bought()?, wanted.span)))?;
        at = at.or(Some(span));
        types.extend(allowed);
    }
    let kind = nodes::together(&types)?;
    Some(Fact::written(Value::Text(SmolStr::new_static(kind)), at?))
}

/// Labels that have one and the same value in every alternative.
fn common_pairs(wanted: &[Vec<Wanted>]) -> Vec<Pair> {
    let Some((first, others)) = wanted.split_first() else { return Vec::new() };
    let single = |wanted: &Wanted| Some((wanted.key.clone(), wanted.only_value()?.clone()));
    let everywhere = |pair: &(SmolStr, SmolStr)| {
        others.iter().all(|alternative| alternative.iter().any(|wanted| single(wanted).as_ref() == Some(pair)))
    };
    first
        .iter()
        .filter_map(|wanted| Some((single(wanted)?, wanted.span)))
        .filter(|(pair, _)| everywhere(pair))
        .map(|((key, value), span)| Pair { key, value, span })
        .collect()
}

/// What an affinity asks beside labels of one value; of alternatives that differ, only that there are such.
fn beside_pairs(wanted: &[Vec<Wanted>], pairs: &[Pair], terms: Option<&Node>) -> Option<Fact> {
    let at = terms?.span;
    let is_pair =
        |one: &Wanted| pairs.iter().any(|pair| pair.key == one.key && one.only_value().as_ref() == Some(&pair.value));
    let rest: Vec<&Wanted> = wanted.iter().flatten().filter(|one| !is_pair(one)).collect();
    let by_fields = terms?.items().iter().any(|term| term.get("matchFields").is_some());
    let items: Vec<Fact> = match (wanted, by_fields) {
        ([_], false) if rest.is_empty() => return None,
        ([_], false) => rest.into_iter().map(asked).collect(),
        _ if rest.is_empty() && !by_fields => return None,
        _ => vec![Fact::unknown("its affinity allows several kinds of nodes", at)],
    };
    Some(Fact::written(Value::List(items), at))
}

fn asked(wanted: &Wanted) -> Fact {
    match wanted.said() {
        Some(text) => Fact::written(Value::Text(text), wanted.span),
        None => Fact::unknown(format!("what its affinity asks of {} is not known", wanted.key), wanted.span),
    }
}

/// An entry of the selector whose value is not known, as an item of the list.
fn unread_entry(selector: &Node) -> Option<Fact> {
    let entry = selector.as_map()?.entries.iter().find(|entry| undecided(&entry.value).is_some())?;
    let reason = format!("the value of {}: {}", entry.key.text, undecided(&entry.value)?);
    Some(Fact::unknown(reason, entry.value.span))
}

fn read_pair(pair: &Pair, resource: &mut Resource) {
    let fact = |text: SmolStr| Fact::written(Value::Text(text), pair.span);
    match (pair.key.as_str(), pair.value.as_str()) {
        ("eks.amazonaws.com/compute-type", "fargate") => {
            resource.facts.set("capacity_kind", fact(SmolStr::new_static("fargate")));
        }
        ("type", "virtual-kubelet") => {
            resource.facts.set("capacity_kind", fact(SmolStr::new_static("virtual-node")));
        }
        // The two classes whose nodes are Autopilot's in any cluster; a class of another name may be a team's own.
        ("cloud.google.com/compute-class", "autopilot" | "autopilot-spot") => {
            resource.facts.set("capacity_kind", fact(SmolStr::new_static("autopilot")));
            if pair.value == "autopilot-spot" {
                resource.facts.set("capacity_type", fact(SmolStr::new_static("spot")));
            }
        }
        ("karpenter.k8s.aws/instance-tenancy", "default" | "dedicated") => {
            resource.facts.set("tenancy", fact(pair.value.clone()));
        }
        ("node.kubernetes.io/instance-type" | "beta.kubernetes.io/instance-type", _) => {
            resource.facts.set("instance_type", fact(pair.value.clone()));
        }
        (key, _) if POOL_NAMES.contains(&key) => {
            resource.facts.set("node_pool", fact(pair.value.clone()));
        }
        _ => {}
    }
}

/// Reads the label by which a pod picks a Fargate profile by name.
pub(super) fn read_profile(pod: &Node, resource: &mut Resource) {
    let Some(profile) = follow(pod, &["metadata", "labels", "eks.amazonaws.com/fargate-profile"]) else { return };
    let fargate = Fact { value: Value::Text(SmolStr::new_static("fargate")), ..read::fact(&profile, read::text) };
    resource.facts.set("capacity_kind", fargate);
    resource.facts.set("capacity_profile", read::fact(&profile, read::text));
}

/// The tie to the node pool whose labels are selected, where labels of a team's own are.
fn pool_tie(pairs: &[Pair]) -> Option<Link> {
    let of_a_pool: Vec<&Pair> = pairs.iter().filter(|pair| tells_pools_apart(&pair.key, &pair.value)).collect();
    let span = of_a_pool.first()?.span;
    let labels: Vec<_> = of_a_pool.iter().map(|pair| (pair.key.clone(), pair.value.clone())).collect();
    let target = match labels.as_slice() {
        [(key, name)] if key == "karpenter.sh/nodepool" => {
            Target::Named { kinds: &["NodePool"], name: name.clone(), namespace: None }
        }
        _ => Target::Labelled { kinds: POOLS, labels },
    };
    Some(Link::new(Relation::Capacity, target, span))
}

fn tells_pools_apart(key: &str, value: &str) -> bool {
    if POOL_NAMES.contains(&key) {
        return true;
    }
    if key == "type" && value == "virtual-kubelet" {
        return false;
    }
    let domain = key.split_once('/').map_or("", |(domain, _)| domain);
    !CLOUD_DOMAINS
        .iter()
        .any(|cloud| domain == *cloud || domain.strip_suffix(cloud).is_some_and(|sub| sub.ends_with('.')))
}
