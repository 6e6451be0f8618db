//! Kubernetes objects in Terraform: blocks in snake case, put into the shape that manifests have.

use smol_str::{SmolStr, format_smolstr};

use super::refer::Unit;
use crate::dialects::kubernetes::{self, Context};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::resource::{Link, Relation, Resource, Role, Target};
use crate::model::tree::{Choice, Content, Key, Map, MapEntry, Node};
use crate::values::cases;

/// A type that stands for a kind of object, its version left out: `kubernetes_deployment_v1` is one too.
struct Kind {
    name: &'static str,
    api_version: &'static str,
    kind: &'static str,
}

const fn kind(name: &'static str, api_version: &'static str, kind: &'static str) -> Kind {
    Kind { name, api_version, kind }
}

static KINDS: &[Kind] = &[
    kind("kubernetes_deployment", "apps/v1", "Deployment"),
    kind("kubernetes_stateful_set", "apps/v1", "StatefulSet"),
    kind("kubernetes_daemonset", "apps/v1", "DaemonSet"),
    kind("kubernetes_daemon_set", "apps/v1", "DaemonSet"),
    kind("kubernetes_job", "batch/v1", "Job"),
    kind("kubernetes_cron_job", "batch/v1", "CronJob"),
    kind("kubernetes_pod", "v1", "Pod"),
    kind("kubernetes_replication_controller", "v1", "ReplicationController"),
    kind("kubernetes_horizontal_pod_autoscaler", "autoscaling/v2", "HorizontalPodAutoscaler"),
    kind("kubernetes_service", "v1", "Service"),
    kind("kubernetes_ingress", "networking.k8s.io/v1", "Ingress"),
    kind("kubernetes_pod_disruption_budget", "policy/v1", "PodDisruptionBudget"),
    kind("kubernetes_namespace", "v1", "Namespace"),
    kind("kubernetes_runtime_class", "node.k8s.io/v1", "RuntimeClass"),
    kind("kubernetes_persistent_volume_claim", "v1", "PersistentVolumeClaim"),
];

/// Types that hold a whole object, and the argument it stands under.
const WHOLE: &[(&str, &str)] = &[("kubernetes_manifest", "manifest"), ("kubectl_manifest", "yaml_body")];

/// Parts of an object that are read; the rest is Terraform's own or no part of what runs.
const PARTS: &[&str] = &["metadata", "spec", "handler"];

/// Every type that stands for a kind, with the kind's role.
pub(super) fn roles() -> impl Iterator<Item = (&'static str, Role, Option<&'static str>)> {
    KINDS.iter().filter_map(|row| {
        let (_, _, role) = kubernetes::roles().find(|(_, kind, _)| *kind == row.kind)?;
        Some((row.name, role, (role == Role::Workload).then_some("kubernetes-pod")))
    })
}

/// Whether blocks of a type stand for an object, or hold one.
pub(super) fn is_read(kind: &str) -> bool {
    WHOLE.iter().any(|(name, _)| *name == kind) || KINDS.iter().any(|row| row.name == without_version(kind))
}

/// The resources of a block that stands for an object, or holds one; nothing where it is of another type.
pub(super) fn extract(unit: &Unit<'_>, block: &ResolvedBlock) -> Vec<Resource> {
    let Some(object) = object(block) else { return Vec::new() };
    let context = Context {
        unit: unit.path,
        dialect: super::super::DIALECT,
        address: Some(block.address.clone()),
        name: Some(block.name.clone()),
        name_span: Some(block.name_span),
        span: Some(block.span),
    };
    let mut resources = kubernetes::extract_object(&object, &context);
    for resource in &mut resources {
        if unit.has_none_of(block) {
            resource.role = Role::Disabled;
            resource.lends = crate::model::fact::Facts::new();
        } else if unit.resolved.is_library && resource.role == Role::Workload {
            resource.role = Role::Definition;
        }
        if let Some(cluster) = block.cluster.as_ref().filter(|_| resource.role == Role::Workload) {
            let target = Target::Local(cluster.clone());
            resource.links.push(Link::new(Relation::Capacity, target, block.name_span));
        }
        let lends = std::mem::take(&mut resource.lends);
        resource.lends = cases::where_there_are(lends, &block.instances);
    }
    resources
}

fn object(block: &ResolvedBlock) -> Option<Node> {
    if let Some((_, argument)) = WHOLE.iter().find(|(name, _)| block.kind == *name) {
        return block.body.get(argument).cloned();
    }
    let row = KINDS.iter().find(|row| row.name == without_version(&block.kind))?;
    let text = |text| Node::new(Content::Text(SmolStr::new_static(text)), block.header);
    let key = |text| Key { text: SmolStr::new_static(text), span: block.header };
    let mut entries = vec![
        MapEntry { key: key("apiVersion"), value: text(row.api_version) },
        MapEntry { key: key("kind"), value: text(row.kind) },
    ];
    for part in &block.body.as_map()?.entries {
        if PARTS.contains(&part.key.text.as_str()) {
            entries.push(MapEntry { key: part.key.clone(), value: shaped(&part.value, &part.key.text) });
        }
    }
    Some(Node::new(Content::Map(Map { entries }), block.span))
}

/// `kubernetes_deployment` of `kubernetes_deployment_v1` and of `kubernetes_deployment_v2beta2`.
fn without_version(kind: &str) -> &str {
    match kind.rsplit_once("_v") {
        Some((name, version)) if version.starts_with(|c: char| c.is_ascii_digit()) => name,
        _ => kind,
    }
}

/// Blocks that stand for the items of a list, and the list's key.
const LISTS: &[(&str, &str)] = &[
    ("container", "containers"),
    ("init_container", "initContainers"),
    ("volume", "volumes"),
    ("volume_mount", "volumeMounts"),
    ("volume_device", "volumeDevices"),
    ("volume_claim_template", "volumeClaimTemplates"),
    ("env", "env"),
    ("env_from", "envFrom"),
    ("port", "ports"),
    ("toleration", "tolerations"),
    ("image_pull_secrets", "imagePullSecrets"),
    ("host_aliases", "hostAliases"),
    ("topology_spread_constraint", "topologySpreadConstraints"),
    ("readiness_gate", "readinessGates"),
    ("match_expressions", "matchExpressions"),
    ("match_fields", "matchFields"),
    ("node_selector_term", "nodeSelectorTerms"),
    ("preferred_during_scheduling_ignored_during_execution", "preferredDuringSchedulingIgnoredDuringExecution"),
    ("metric", "metrics"),
    ("policy", "policies"),
    ("rule", "rules"),
    ("tls", "tls"),
    ("items", "items"),
    ("sources", "sources"),
];

/// Arguments whose keys are data and stay as they are.
const DATA: &[&str] = &["labels", "annotations", "match_labels", "node_selector", "limits", "requests", "parameters"];

/// Words that are written in capitals.
const CAPITALS: &[(&str, &str)] = &[("ipc", "IPC"), ("pid", "PID"), ("ip", "IP"), ("ips", "IPs"), ("id", "ID")];

/// The value under a key, in the shape that manifests give it: a block that may stand once is no list there.
fn shaped(node: &Node, key: &str) -> Node {
    let content = match &node.content {
        Content::List(items) => match items.as_slice() {
            [one] if matches!(one.content, Content::Map(_)) && !is_list(key) => return shaped(one, key),
            // An empty block is written as `{}`, and its list holds one empty map; no block at all is nothing.
            [] if !is_list(key) && key != "command" && key != "args" => Content::Null,
            items => Content::List(items.iter().map(|item| shaped_item(item, key)).collect()),
        },
        Content::Map(map) if is_data(key, map) => return node.clone(),
        Content::Map(_) if is_list(key) => Content::List(vec![shaped_item(node, key)]),
        Content::Map(map) => Content::Map(shaped_map(map, key)),
        Content::Choice(choice) => Content::Choice(Box::new(Choice {
            switch: choice.switch.clone(),
            options: choice.options.iter().map(|option| shaped(option, key)).collect(),
        })),
        _ => return node.clone(),
    };
    Node { origin: node.origin.clone(), ..Node::new(content, node.span) }
}

/// An item of a list: never a list itself.
fn shaped_item(node: &Node, key: &str) -> Node {
    match &node.content {
        Content::Map(map) => {
            Node { origin: node.origin.clone(), ..Node::new(Content::Map(shaped_map(map, key)), node.span) }
        }
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| shaped_item(option, key)).collect();
            let content = Content::Choice(Box::new(Choice { switch: choice.switch.clone(), options }));
            Node { origin: node.origin.clone(), ..Node::new(content, node.span) }
        }
        _ => node.clone(),
    }
}

fn shaped_map(map: &Map, parent: &str) -> Map {
    let entries = map.entries.iter().map(|entry| {
        let name = entry.key.text.as_str();
        // The paths of an ingress are blocks; the path of a volume is text.
        let is_paths = parent == "http" && name == "path";
        let key = Key { text: if is_paths { "paths".into() } else { manifest_key(name) }, span: entry.key.span };
        let value = match &entry.value.content {
            Content::List(items) if is_paths => {
                let items = items.iter().map(|item| shaped_item(item, name)).collect();
                Node::new(Content::List(items), entry.value.span)
            }
            // Of pods it is a list, of nodes one block.
            Content::List(items) if name == "required_during_scheduling_ignored_during_execution" => {
                let of_pods = parent != "node_affinity";
                let items: Vec<Node> = items.iter().map(|item| shaped_item(item, name)).collect();
                match items.as_slice() {
                    [one] if !of_pods => one.clone(),
                    _ => Node::new(Content::List(items), entry.value.span),
                }
            }
            _ => shaped(&entry.value, name),
        };
        MapEntry { key, value }
    });
    Map { entries: entries.collect() }
}

fn is_list(key: &str) -> bool {
    LISTS.iter().any(|(block, _)| *block == key)
}

/// Whether a map's keys are data. The selector of a service is, that of a Deployment holds blocks.
fn is_data(key: &str, map: &Map) -> bool {
    let of_blocks = map.get("match_labels").is_some() || map.get("match_expressions").is_some();
    DATA.contains(&key) || (key == "selector" && !of_blocks)
}

/// The key that a manifest has: `hostNetwork` of `host_network`, `containers` of `container`.
fn manifest_key(name: &str) -> SmolStr {
    if let Some((_, list)) = LISTS.iter().find(|(block, _)| *block == name) {
        return SmolStr::new_static(list);
    }
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default();
    parts.fold(SmolStr::new(first), |key, part| {
        if let Some((_, capitals)) = CAPITALS.iter().find(|(word, _)| *word == part) {
            return format_smolstr!("{key}{capitals}");
        }
        let mut letters = part.chars();
        match letters.next() {
            Some(letter) => format_smolstr!("{key}{}{}", letter.to_ascii_uppercase(), letters.as_str()),
            None => key,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{manifest_key, without_version};

    #[test]
    fn names_become_those_of_manifests() {
        let keys = [
            ("host_network", "hostNetwork"),
            ("host_ipc", "hostIPC"),
            ("container", "containers"),
            ("runtime_class_name", "runtimeClassName"),
            ("aws_elastic_block_store", "awsElasticBlockStore"),
        ];
        for (name, expected) in keys {
            assert_eq!(manifest_key(name), expected);
        }
        assert_eq!(
            without_version("kubernetes_horizontal_pod_autoscaler_v2beta2"),
            "kubernetes_horizontal_pod_autoscaler"
        );
        assert_eq!(without_version("kubernetes_persistent_volume_claim"), "kubernetes_persistent_volume_claim");
    }
}
