//! What is an object, what is not, and what broken ones come to.

use super::{assert_facts, context, head, one, read, shown, ties, tree, unit};
use crate::dialects::kubernetes::{Context, extract_object};
use crate::model::resource::Role;
use crate::model::tree::{Choice, Content, Node, Switch, SwitchKind, Unknown};

#[test]
fn addresses_and_roles_are_of_group_kind_namespace_and_name() {
    let cases = [
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop}", "Pod/shop/x workload"),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}", "apps/Deployment/cart workload"),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: 123}", "apps/Deployment/123 workload"),
        ("apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: load-}", "batch/Job/load-* workload"),
        ("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}", "Namespace/shop companion"),
        ("apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {name: p}", "karpenter.sh/NodePool/p capacity"),
        (
            "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {suspend: yes}}",
            "batch/CronJob/c disabled",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(head(&one(text)), expected);
    }
}

#[test]
fn what_is_no_object_of_ours_is_passed_over_without_a_word() {
    let texts = [
        "apiVersion: v2\nname: chart\nkind: Pod\nmetadata: {name: x}",
        "replicaCount: 1\nimage: {repository: nginx}",
        "services: {web: {image: nginx, privileged: true}}",
        "apiVersion: example.com/v1\nkind: Deployment\nmetadata: {name: x}",
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  pod.yaml: |\n    apiVersion: v1\n    kind: Pod\n",
        "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [a.yaml]",
        "just text",
        "",
        "- apiVersion: v1\n  kind: Pod\n",
    ];
    for text in texts {
        let inventory = read(text);
        assert!(inventory.resources.is_empty() && inventory.problems.is_empty(), "{text}: {inventory:?}");
    }
}

#[test]
fn lists_are_taken_apart_and_documents_kept_in_order() {
    let inventory = read(
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n\
         - apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: Pod, metadata: {name: b}}\n\
         - {apiVersion: v1, kind: Secret, metadata: {name: no}}\n---\n\
         {apiVersion: apps/v1, kind: DaemonSetList, items: [{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: c}}]}\n\
         ---\n---\n{apiVersion: v1, kind: Pod, metadata: {name: d}}\n",
    );
    let found: Vec<_> = inventory.resources.iter().map(|resource| resource.local.as_str()).collect();
    assert_eq!(found, ["Pod/a", "Pod/b", "apps/DaemonSet/c", "Pod/d"]);
}

#[test]
fn an_object_without_a_name_is_a_problem_at_its_kind() {
    for metadata in ["", "metadata:\n", "metadata: {name: ''}\n", "metadata: {name: {{ app }}}\n", "metadata: [name]\n"]
    {
        let text = format!("apiVersion: apps/v1\nkind: Deployment\n{metadata}");
        let inventory = read(&text);
        assert!(inventory.resources.is_empty(), "{text}");
        let span = inventory.problems.first().and_then(|problem| problem.span);
        assert_eq!(
            span.and_then(|span| text.get(span.start as usize..span.end as usize)),
            Some("Deployment"),
            "{text}"
        );
    }
}

#[test]
fn hostile_shapes_are_read_as_far_as_they_go() {
    let specs = [
        "spec: null",
        "spec: 1",
        "spec: {template: null}",
        "spec: {template: {spec: []}}",
        "spec: {template: {metadata: {labels: [a], annotations: 3}, spec: {containers: {}}}}",
        "spec: {template: {spec: {nodeSelector: [x], affinity: y, volumes: z}}}",
        "spec: {template: {spec: {containers: [null, 1, [a]], volumes: [null, {}, {name: a, emptyDir: null}]}}}",
        "spec: {template: {spec: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: \
         {nodeSelectorTerms: [1, {matchExpressions: [2, {key: a}]}]}}}}}}",
    ];
    for kind in ["apps/v1 Deployment", "apps/v1 StatefulSet", "batch/v1 CronJob", "kubevirt.io/v1 VirtualMachine"] {
        for spec in specs {
            let (api_version, kind) = kind.split_once(' ').unwrap_or_default();
            let text = format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: x}}\n{spec}\n");
            assert_eq!(read(&text).resources.len(), 1, "{text}");
        }
    }
    let wrong = super::deployment("containers: x\nhostNetwork: maybe\nterminationGracePeriodSeconds: soon");
    assert_facts(
        &wrong.facts,
        &[
            ("containers", "unknown"),
            ("privileged", "unknown"),
            ("host_network", "unknown"),
            ("grace_period", "unknown"),
        ],
    );
}

#[test]
fn booleans_are_those_of_yaml_1_1() {
    let web = super::deployment(
        "hostNetwork: on\nhostPID: no\ncontainers:\n- name: a\n  securityContext: {privileged: yes}\n",
    );
    assert_facts(&web.facts, &[("privileged", "true"), ("host_network", "true"), ("host_pid", "false")]);
}

#[test]
fn an_object_of_another_dialect_keeps_its_unknowns_and_choices() {
    let mut root = tree(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec:\n  replicas: 1\n  template:\n    spec:\n      \
         nodeSelector: {karpenter.sh/capacity-type: spot}\n      containers:\n      - name: a\n        \
         securityContext: {privileged: true}\n      - name: b\n",
    );
    let switch = std::sync::Arc::new(Switch {
        key: "var.prod".into(),
        branches: vec!["true".into(), "false".into()],
        kind: SwitchKind::Condition,
    });
    let unknown = |node: &Node| Node::unknown(Unknown::because("var.x has no value here"), node.span);
    replace(&mut root, &["spec", "replicas"], &|node| {
        let options = vec![node.clone(), unknown(node)];
        Node::new(Content::Choice(Box::new(Choice { switch: switch.clone(), options })), node.span)
    });
    replace(&mut root, &["metadata", "name"], &unknown);
    let unit = unit();
    let context = Context {
        dialect: "terraform",
        address: Some("kubernetes_deployment.web".into()),
        name: Some("web".into()),
        ..context(&unit)
    };
    let found = extract_object(&root, &context).remove(0);
    assert_eq!(head(&found), "kubernetes_deployment.web workload");
    assert_eq!((found.name.as_str(), found.dialect), ("web", "terraform"));
    assert_facts(
        &found.facts,
        &[("instances", "var.prod ? 1, unknown"), ("privileged", "true"), ("capacity_type", "spot")],
    );

    let mut in_a_choice = root.clone();
    replace(&mut in_a_choice, &["spec", "template"], &|node| {
        let options = vec![node.clone(), Node::new(Content::Null, node.span)];
        Node::new(Content::Choice(Box::new(Choice { switch: switch.clone(), options })), node.span)
    });
    let found = extract_object(&in_a_choice, &context).remove(0);
    assert_facts(&found.facts, &[("privileged", "var.prod ? true, absent"), ("capacity_type", "unknown")]);

    replace(&mut root, &["spec", "template", "spec"], &unknown);
    let found = extract_object(&root, &context).remove(0);
    for name in ["containers", "privileged", "memory", "volumes", "host_network", "node_selector", "capacity_type"] {
        assert_eq!(shown(&found.facts, name), "unknown", "{name}");
    }
}

fn replace(root: &mut Node, path: &[&str], make: &dyn Fn(&Node) -> Node) {
    let Some((key, rest)) = path.split_first() else {
        *root = make(root);
        return;
    };
    if let Content::Map(map) = &mut root.content {
        for entry in map.entries.iter_mut().filter(|entry| entry.key.text == *key) {
            replace(&mut entry.value, rest, make);
        }
    }
}

#[test]
fn metadata_gives_tags_suppressions_and_the_namespace() {
    let web = one(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n  labels: {app: web, tier: 1}\n  \
         annotations:\n    misfit/data-level: restricted\n    misfit/ignore.some-policy: on its way out until=2027-01-31\n\
         spec:\n  template:\n    metadata:\n      labels: {app: web, team: cards}\n",
    );
    let tags: Vec<_> = web.tags.iter().map(|tag| format!("{}={}", tag.key, super::fact(&tag.value))).collect();
    assert_eq!(tags, ["app=web", "tier=1", "misfit/data-level=restricted", "team=cards"]);
    assert_eq!(web.labels, [("app".into(), "web".into()), ("team".into(), "cards".into())]);
    let ignored =
        web.suppressions.first().map(|ignored| (&*ignored.policy, &*ignored.reason, ignored.until.as_deref()));
    assert_eq!(ignored, Some(("some-policy", "on its way out", Some("2027-01-31"))));
    assert_eq!(ties(&web), ["namespace Namespace/shop"]);
    assert_eq!(web.role, Role::Workload);
}
