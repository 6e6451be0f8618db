//! Volumes of a pod: what each is kept on, and the claims that it mounts.

use smol_str::SmolStr;

use super::object::Object;
use super::walk::{follow, joined, put, records};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::{Relation, Resource};
use crate::model::tree::{Node, Unknown};
use crate::values::read;

/// What a volume's source is kept on, by the key that the source stands under; KubeVirt's sources too.
const SOURCES: &[(&str, &str)] = &[
    ("emptyDir", "ephemeral"),
    ("ephemeral", "ephemeral"),
    ("emptyDisk", "ephemeral"),
    ("containerDisk", "ephemeral"),
    ("image", "config"),
    ("hostPath", "host"),
    ("hostDisk", "host"),
    ("persistentVolumeClaim", "claim"),
    ("dataVolume", "claim"),
    ("configMap", "config"),
    ("secret", "config"),
    ("projected", "config"),
    ("downwardAPI", "config"),
    ("downwardMetrics", "config"),
    ("serviceAccount", "config"),
    ("gitRepo", "config"),
    ("cloudInitNoCloud", "config"),
    ("cloudInitConfigDrive", "config"),
    ("sysprep", "config"),
    ("nfs", "network"),
    ("csi", "network"),
    ("cephfs", "network"),
    ("glusterfs", "network"),
    ("azureFile", "network"),
    ("quobyte", "network"),
    ("flexVolume", "network"),
    ("awsElasticBlockStore", "block"),
    ("gcePersistentDisk", "block"),
    ("azureDisk", "block"),
    ("cinder", "block"),
    ("fc", "block"),
    ("flocker", "block"),
    ("iscsi", "block"),
    ("rbd", "block"),
    ("portworxVolume", "block"),
    ("vsphereVolume", "block"),
    ("scaleIO", "block"),
    ("storageos", "block"),
    ("photonPersistentDisk", "block"),
];

/// Drivers whose inline volumes hold secrets and certificates, not data.
const SECRET_DRIVERS: &[&str] = &["secrets-store.csi.k8s.io", "csi.cert-manager.io", "csi.spiffe.io"];

/// One volume's place in one container of a pod.
struct Mount {
    volume: SmolStr,
    path: Option<Fact>,
    read_only: Option<Fact>,
}

/// Reads the volumes of a pod, ties it to the claims it mounts, and adds the claims that a template makes.
pub(super) fn read_all(object: &Object<'_>, spec: &Node, claim_templates: &[&str], resource: &mut Resource) {
    let mounts = mounts(spec);
    let pod_volumes = follow(spec, &["volumes"]);
    let own = pod_volumes.as_deref().map(|volumes| records(volumes, &|item| volume(item, &mounts)));
    let templates = if claim_templates.is_empty() { None } else { object.at(claim_templates) };
    let made = templates.as_deref().map(|templates| records(templates, &|item| claim(item, &mounts)));
    if let Some(all) = own.into_iter().chain(made).reduce(joined) {
        resource.facts.set("volumes", all);
    }
    for item in pod_volumes.as_deref().map(Node::items).unwrap_or_default() {
        let claim = follow(item, &["persistentVolumeClaim", "claimName"]);
        if let Some(claim) = claim.filter(|claim| !claim.is_null()) {
            resource.links.push(object.tie(Relation::Claim, &["PersistentVolumeClaim"], &claim));
        }
    }
}

fn mounts(spec: &Node) -> Vec<Mount> {
    let containers = ["containers", "initContainers"].into_iter().filter_map(|key| spec.get(key));
    let mounts = containers.flat_map(Node::items).filter_map(|container| container.get("volumeMounts"));
    mounts
        .flat_map(Node::items)
        .filter_map(|mount| {
            Some(Mount {
                volume: mount.get("name")?.as_text()?,
                path: mount.get("mountPath").map(|path| read::fact(path, read::text)),
                read_only: mount.get("readOnly").map(|only| read::fact(only, read::boolean)),
            })
        })
        .collect()
}

/// Sets what the mounts of a volume say: the first path, and that every one of them only reads.
fn read_mounts(name: Option<&Node>, mounts: &[Mount], facts: &mut Facts) {
    let Some(name) = name.and_then(Node::as_text) else { return };
    let own: Vec<&Mount> = mounts.iter().filter(|mount| mount.volume == name).collect();
    if let Some(path) = own.iter().find_map(|mount| mount.path.clone()) {
        facts.fill("path", path);
    }
    let only_reads = |mount: &&Mount| mount.read_only.as_ref().and_then(Fact::as_bool) == Some(true);
    if let Some(first) = own.first().and_then(|mount| mount.read_only.clone())
        && own.iter().all(only_reads)
        && !facts.is_true("read_only")
    {
        facts.set("read_only", first);
    }
}

fn volume(node: &Node, mounts: &[Mount]) -> Facts {
    let mut facts = Facts::new();
    put(&mut facts, "name", node, &["name"], read::text);
    facts.set("kind", kind(node));
    for path in [
        &["emptyDir", "sizeLimit"][..],
        &["ephemeral", "volumeClaimTemplate", "spec", "resources", "requests", "storage"],
        &["emptyDisk", "capacity"],
    ] {
        put(&mut facts, "size", node, path, read::bytes);
    }
    for path in [["hostPath", "path"], ["hostDisk", "path"]] {
        put(&mut facts, "path", node, &path, read::text);
    }
    // A volume that is read only itself cannot be mounted otherwise.
    let sources = node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    for source in sources {
        put(&mut facts, "read_only", &source.value, &["readOnly"], read::boolean);
    }
    read_mounts(node.get("name"), mounts, &mut facts);
    facts
}

/// What a volume is kept on; without a source it is an empty folder.
fn kind(node: &Node) -> Fact {
    let entries = node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    let Some(source) = entries.iter().rev().find(|entry| entry.key.text != "name" && !entry.value.is_null()) else {
        return Fact::written(Value::Text(SmolStr::new_static("ephemeral")), node.span);
    };
    let at = source.key.span.join(source.value.span);
    let settled = match source.key.text.as_str() {
        "emptyDir" => source.value.get("medium").map(|medium| read::fact(medium, medium_kind)),
        "csi" => source.value.get("driver").map(|driver| read::fact(driver, driver_kind)),
        _ => None,
    };
    if let Some(settled) = settled.filter(|kind| !kind.is_absent()) {
        return settled;
    }
    match SOURCES.iter().find(|(key, _)| source.key.text == *key) {
        Some((_, kind)) => Fact::written(Value::Text(SmolStr::new_static(kind)), at),
        None => {
            let reason = format!("`{}` is no volume source that is known here", source.key.text);
            Fact::written(Value::Unknown(Unknown::because(reason)), at)
        }
    }
}

fn medium_kind(node: &Node) -> Option<Value> {
    let kind = if node.as_str()?.is_empty() { "ephemeral" } else { "memory" };
    Some(Value::Text(SmolStr::new_static(kind)))
}

fn driver_kind(node: &Node) -> Option<Value> {
    let kind = if SECRET_DRIVERS.contains(&node.as_str()?) { "config" } else { "network" };
    Some(Value::Text(SmolStr::new_static(kind)))
}

/// A claim that is made for each instance from a template.
fn claim(node: &Node, mounts: &[Mount]) -> Facts {
    let mut facts = Facts::new();
    put(&mut facts, "name", node, &["metadata", "name"], read::text);
    facts.set("kind", Fact::written(Value::Text(SmolStr::new_static("claim")), node.span));
    for path in
        [&["spec", "resources", "requests", "storage"][..], &["spec", "storage", "resources", "requests", "storage"]]
    {
        put(&mut facts, "size", node, path, read::bytes);
    }
    read_mounts(follow(node, &["metadata", "name"]).as_deref(), mounts, &mut facts);
    facts
}
