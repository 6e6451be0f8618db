//! Kustomizations, and what their patches touch.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{context, head, shown, ties, tree, unit};
use crate::dialects::kubernetes::kustomize::{self, PatchBody, PatchTarget};
use crate::dialects::kubernetes::patch::{field_patches, patch_resource};
use crate::model::resource::Resource;

const KUSTOMIZATION: &str = "\
resources: [../base, deploy.yaml, 'https://example.com/x//y?ref=v1']
bases: [../../more]
components: [../parts]
patches:
- path: replicas.yaml
- target: {kind: Deployment, name: web}
  patch: |
    - op: replace
      path: /spec/replicas
      value: 4
patchesStrategicMerge:
- memory.yaml
- |
  apiVersion: apps/v1
  kind: Deployment
patchesJson6902:
- {target: {group: apps, version: v1, kind: Deployment, name: web}, path: sub/ops.json}
replicas: [{name: web, count: 5}]
images: [{name: a, newTag: '2'}, {name: b, newName: c}]
namespace: shop
commonLabels: {team: cards}
labels: [{pairs: {tier: gold}}]
";

#[test]
fn a_kustomization_lists_what_it_is_made_of() {
    let read = kustomize::read(&tree(KUSTOMIZATION));
    let texts = |references: &[kustomize::Reference]| -> Vec<String> {
        references.iter().map(|reference| reference.text.to_string()).collect()
    };
    assert_eq!(texts(&read.resources), ["../base", "deploy.yaml", "https://example.com/x//y?ref=v1", "../../more"]);
    assert_eq!(texts(&read.components), ["../parts"]);
    assert_eq!(texts(&read.images), ["b"]);
    assert_eq!(read.patches.len(), 5);
    assert_eq!(read.patches.iter().filter(|patch| matches!(patch.body, PatchBody::Inline(_))).count(), 2);
    assert_eq!(
        kustomize::patch_paths("shop/prod", &read),
        ["shop/prod/replicas.yaml", "shop/prod/sub/ops.json", "shop/prod/memory.yaml"]
    );
    let tags: Vec<_> = read.tags.iter().map(|tag| tag.key.as_str()).collect();
    assert_eq!(tags, ["team", "tier"]);
    assert_eq!(kustomize::below("a/b", "../base"), Some("a/base".to_owned()));
    assert_eq!(kustomize::below("a", "../../base"), None);
    assert_eq!(kustomize::below("a", "github.com/x/y"), None);

    let unit = unit();
    let fields = field_patches(&read, &files(), &context(&unit));
    let [replicas, everything] = fields.as_slice() else { panic!("a number and labels are set: {fields:?}") };
    assert_eq!(head(replicas), "apps/Deployment/web (patch) patch");
    assert_eq!(written(replicas), ["instances"]);
    assert_eq!(ties(replicas), ["patch Deployment|StatefulSet|ReplicaSet|ReplicationController|Rollout/web"]);
    assert_eq!((written(everything).len(), everything.tags.len()), (0, 2));
    assert_eq!(ties(everything), ["patch /*"]);
}

/// What the kustomization is made of.
fn files() -> Arc<[SmolStr]> {
    Arc::from([SmolStr::new("deploy/web.yaml")])
}

fn written(resource: &Resource) -> Vec<&'static str> {
    resource.facts.iter().map(|(name, _)| name).collect()
}

#[test]
fn a_merge_patch_touches_what_it_writes_and_nothing_else() {
    let unit = unit();
    let cases: [(&str, &[&str]); 6] = [
        ("spec: {replicas: 3}", &["instances"]),
        ("spec: {replicas: null}", &["instances"]),
        ("spec: {template: {spec: {hostNetwork: true}}}", &["host_network"]),
        (
            "spec: {template: {spec: {containers: [{name: a, resources: {limits: {memory: 1Gi}}}]}}}",
            &["containers", "memory"],
        ),
        ("spec: {template: {spec: {runtimeClassName: kata}}}", &["runtime_class", "runtime_handler", "sandbox"]),
        ("metadata: {name: web, annotations: {a: b}}", &[]),
    ];
    for (body, facts) in cases {
        let name = if body.starts_with("metadata") { "" } else { "metadata: {name: web}\n" };
        let document = tree(&format!("apiVersion: apps/v1\nkind: Deployment\n{name}{body}\n"));
        let Some(patch) = patch_resource(&document, None, &files(), &context(&unit)) else { panic!("a patch: {body}") };
        assert_eq!(head(&patch), "apps/Deployment/web (patch) patch");
        assert_eq!(written(&patch), facts, "{body}");
        assert_eq!(ties(&patch), ["patch Deployment/web"]);
        assert!(patch.labels.is_empty());
    }
    let other = tree("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}");
    assert!(patch_resource(&other, None, &files(), &context(&unit)).is_none());
}

#[test]
fn operations_touch_the_facts_at_the_ends_of_their_paths() {
    let unit = unit();
    let target = |kind: Option<&str>, name: Option<&str>| PatchTarget {
        kind: kind.map(Into::into),
        name: name.map(Into::into),
        ..PatchTarget::default()
    };
    let operations = tree(
        "- {op: replace, path: /spec/replicas, value: 4}\n\
         - {op: add, path: /spec/template/spec/containers/0/securityContext/privileged, value: true}\n\
         - {op: remove, path: /spec/template/spec/hostPID}\n\
         - {op: add, path: '/spec/template/spec/nodeSelector/karpenter.sh~1capacity-type', value: spot}\n\
         - {op: test, path: /spec/template/spec/hostIPC, value: true}\n\
         - {op: add, path: 3}\n- 4\n",
    );
    let cases = [
        (target(Some("Deployment"), Some("web")), "patch Deployment/web"),
        (target(Some("Deployment"), Some("web.*")), "patch Deployment/*"),
        (target(Some("Deployment|StatefulSet"), Some("web")), "patch /web"),
        (target(Some("Deployment"), None), "patch Deployment/*"),
        (target(None, Some("web")), "patch /web"),
    ];
    for (target, expected) in cases {
        let Some(patch) = patch_resource(&operations, Some(&target), &files(), &context(&unit)) else {
            panic!("{expected}")
        };
        assert_eq!(ties(&patch), [expected]);
        for name in ["instances", "containers", "privileged", "host_pid", "capacity_type", "node_selector"] {
            assert_ne!(shown(&patch.facts, name), "-", "{name}");
        }
        assert_eq!(shown(&patch.facts, "host_ipc"), "-");
        assert_eq!(shown(&patch.facts, "host_network"), "-");
    }
    assert!(patch_resource(&operations, None, &files(), &context(&unit)).is_none());
    assert!(patch_resource(&operations, Some(&target(Some("ConfigMap"), None)), &files(), &context(&unit)).is_none());

    let deep = format!("- {{op: add, path: '{}', value: 1}}", "/0".repeat(5000));
    let Some(patch) = patch_resource(&tree(&deep), Some(&target(None, Some("web"))), &files(), &context(&unit)) else {
        panic!("a patch without facts")
    };
    assert!(patch.facts.is_empty());

    let scaler = tree("- {op: replace, path: /spec/maxReplicas, value: 4}");
    let scaler =
        patch_resource(&scaler, Some(&target(Some("HorizontalPodAutoscaler"), Some("h"))), &files(), &context(&unit));
    assert_eq!(scaler.map(|patch| written(&patch)), Some(vec!["instances", "scale_max"]));
}
