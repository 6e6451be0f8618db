//! Who adjoins whom: manifests in, neighbours out.

use super::agents;
use crate::discover::memory::Memory;
use crate::model::fact::Value;
use crate::model::overrides::Overrides;
use crate::scan::{Memo, scan};

/// The neighbours of the workload of a name: `probe` where a kernel is shared, `probe?` where that is not known.
fn beside(files: &[(&str, String)], name: &str) -> Vec<String> {
    let sources: Memory = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let report = scan(&sources, &Overrides::default(), &mut Memo::new());
    let judged = report.resources.iter().find(|judged| judged.resource.name == name);
    let Some(judged) = judged else { panic!("no workload {name}") };
    let said = judged.neighbours.iter().map(|neighbour| {
        let name = neighbour.address.rsplit('/').next().unwrap_or_default();
        match neighbour.shares_kernel.value {
            Value::Bool(true) => name.to_owned(),
            _ => format!("{name}?"),
        }
    });
    said.collect()
}

fn pod(name: &str, spec: &str) -> String {
    let image = "image: registry.example.com/a:1";
    let privileged = "securityContext: {privileged: true}";
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\nspec:\n  {spec}\n  containers:\n    - \
         {{name: c, {image}, {privileged}}}\n---\n"
    )
}

#[test]
fn labels_affinities_and_taints_decide_who_shares_a_node() {
    let in_pool = "nodeSelector: {pool: a}";
    let affinity = |test: &str| {
        format!(
            "affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: \
             [{{matchExpressions: [{{key: pool, {test}}}]}}]}}}}}}"
        )
    };
    let away = |labels: &str| {
        format!(
            "affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: \
             kubernetes.io/hostname, {labels}}}]}}}}"
        )
    };
    let rows: Vec<(&str, String, String, &[&str])> = vec![
        ("nothing is asked", String::new(), String::new(), &["two"]),
        ("the same pool", in_pool.into(), in_pool.into(), &["two"]),
        ("other pools", in_pool.into(), "nodeSelector: {pool: b}".into(), &[]),
        ("a pool that nobody wrote", in_pool.into(), String::new(), &["two?"]),
        ("the same, the other way", String::new(), in_pool.into(), &["two?"]),
        ("labels of two sorts", in_pool.into(), "nodeSelector: {disk: fast}".into(), &["two?"]),
        ("a label that all nodes bear", "nodeSelector: {kubernetes.io/os: linux}".into(), String::new(), &["two"]),
        (
            "other systems",
            "nodeSelector: {kubernetes.io/os: linux}".into(),
            "nodeSelector: {kubernetes.io/os: windows}".into(),
            &[],
        ),
        ("one of several values", in_pool.into(), affinity("operator: In, values: [a, b]"), &["two"]),
        ("none of several values", in_pool.into(), affinity("operator: In, values: [b, c]"), &[]),
        ("a value refused", in_pool.into(), affinity("operator: NotIn, values: [a]"), &[]),
        ("another value refused", in_pool.into(), affinity("operator: NotIn, values: [b]"), &["two?"]),
        ("a label refused", in_pool.into(), affinity("operator: DoesNotExist"), &[]),
        ("any value of a label", in_pool.into(), affinity("operator: Exists"), &["two"]),
        ("kept away by a label", away("labelSelector: {matchLabels: {app: two}}"), String::new(), &[]),
        ("kept away, the other way", String::new(), away("labelSelector: {matchLabels: {app: one}}"), &[]),
        ("away from its own", away("labelSelector: {matchLabels: {app: one}}"), String::new(), &["two"]),
        (
            "away from what is not told by labels",
            away("labelSelector: {matchExpressions: [{key: app, operator: Exists}]}"),
            String::new(),
            &["two?"],
        ),
    ];
    for (name, one, two, expected) in rows {
        let text = pod("one", &one) + &pod("two", &two);
        assert_eq!(beside(&[("pods.yaml", text)], "one"), expected, "{name}");
    }
}

#[test]
fn a_pool_that_is_written_is_open_to_all_that_bear_its_taints() {
    let pool = |taints: &str| {
        format!(
            "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: a}}\nspec: {{template: {{metadata: {{labels: \
             {{pool: a}}}}, spec: {{requirements: [], {taints}}}}}}}\n---\n"
        )
    };
    let taint = "taints: [{key: pool, value: a, effect: NoSchedule}]";
    let rows: [(&str, &str, &str, &[&str]); 9] = [
        ("no taint", "taints: []", "", &["two"]),
        ("a taint", taint, "", &[]),
        ("only preferred", "taints: [{key: pool, value: a, effect: PreferNoSchedule}]", "", &["two"]),
        ("borne", taint, "tolerations: [{key: pool, value: a, effect: NoSchedule}]", &["two"]),
        ("borne whatever its value", taint, "tolerations: [{key: pool, operator: Exists}]", &["two"]),
        ("all are borne", taint, "tolerations: [{operator: Exists}]", &["two"]),
        ("another value is borne", taint, "tolerations: [{key: pool, value: b}]", &[]),
        ("another effect is borne", taint, "tolerations: [{operator: Exists, effect: NoExecute}]", &[]),
        ("another key is borne", taint, "tolerations: [{key: gpu, operator: Exists}]", &[]),
    ];
    for (name, taints, tolerations, expected) in rows {
        let text = pool(taints) + &pod("one", "nodeSelector: {pool: a}") + &pod("two", tolerations);
        assert_eq!(beside(&[("pods.yaml", text)], "one"), expected, "{name}");
    }
}

#[test]
fn a_unit_is_a_cluster_and_what_is_written_twice_is_of_two() {
    let one = || pod("one", "");
    let two = || pod("two", "");
    assert_eq!(beside(&[("a/x.yaml", one()), ("a/y.yaml", two())], "one"), ["two"], "one folder");
    assert!(beside(&[("a/x.yaml", one()), ("b/y.yaml", two())], "one").is_empty(), "two folders");
    let twice = [("a/x.yaml", one() + &pod("three", "")), ("a/y.yaml", two() + &pod("three", ""))];
    assert_eq!(beside(&twice, "one"), ["three", "two?"], "files that declare the same");
}

#[test]
fn of_a_crowd_that_is_alike_one_is_told() {
    let crowd = || -> String { (0..300).map(|number| pod(&format!("p{number}"), "")).collect() };
    assert_eq!(beside(&[("pods.yaml", crowd())], "p299"), ["p0"]);
    assert_eq!(beside(&[("pods.yaml", crowd())], "p0"), ["p1"], "what stands for others has another beside it");
    let last = |text: &str| crowd() + &pod("last", "").replace("labels: {", text);
    assert_eq!(beside(&[("pods.yaml", last("labels: {data-classification: restricted, "))], "p7"), ["p0", "last"]);
    assert_eq!(beside(&[("pods.yaml", last("labels: {environment: prod, "))], "p7"), ["p0", "last"], "what says more");
    let pools = crowd() + &pod("last", "nodeSelector: {pool: a}");
    assert_eq!(beside(&[("pods.yaml", pools)], "p7"), ["p0", "last?"], "what is placed otherwise");
    let silent = crowd().replace("privileged: true", "");
    assert!(beside(&[("pods.yaml", silent)], "p299").is_empty(), "those that say nothing are nobody's neighbours");
}

#[test]
fn what_keeps_pods_apart_leaves_the_others_of_a_crowd() {
    let away = |from: &str| {
        format!(
            "affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: \
             kubernetes.io/hostname, labelSelector: {{matchLabels: {{{from}}}}}}}]}}}}"
        )
    };
    let three = || pod("one", "") + &pod("two", "") + &pod("three", "");
    let rows: [(&str, &str, &[&str]); 5] = [
        ("one of them", "app: one", &["two"]),
        ("the next", "app: two", &["one"]),
        ("labels of none", "app: four", &["one"]),
        ("two labels of which one is borne", "app: one, tier: web", &["one"]),
        ("its own", "app: own", &["one"]),
    ];
    for (name, from, expected) in rows {
        let text = three() + &pod("own", &away(from));
        assert_eq!(beside(&[("pods.yaml", text)], "own"), expected, "{name}");
    }
    let text = pod("one", &away("app: own")) + &pod("two", &away("app: three")) + &pod("three", "") + &pod("own", "");
    assert_eq!(beside(&[("pods.yaml", text.clone())], "own"), ["two"], "one of a crowd keeps away");
    assert_eq!(beside(&[("pods.yaml", text)], "three"), ["one"], "another of it keeps away");
}

#[test]
fn a_crowd_in_which_all_differ_is_cut_short_and_says_so() {
    let crowd: String =
        (0..100).map(|number| pod(&format!("p{number}"), &format!("tolerations: [{{key: t{number}}}]"))).collect();
    let found = beside(&[("pods.yaml", crowd)], "p99");
    assert_eq!(found.len(), super::crowd::MOST_NEIGHBOURS + 1);
    assert_eq!(found.last().map(String::as_str), Some("more?"));
}

#[test]
fn the_table_of_agents_is_read_to_its_end() {
    let table = agents::built_in();
    assert!(table.namespaces.contains("kube-system") && table.images.contains("fluent-bit"));
    let odd = |name: &&String| {
        name.contains([':', '@', ' ']) || name.matches('/').count() > 1 || **name != name.to_lowercase()
    };
    assert_eq!(table.images.iter().find(odd), None, "an image stands here without registry, tag and digest");
    assert!(agents::read("namespaces: []\nimages: []\nothers: []\n").is_err());
}

#[test]
fn agents_are_told_by_images_as_charts_write_them() {
    let per_node = |image: &str, namespace: &str, kind: &str| {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: a, namespace: {namespace}}}\nspec:\n  template:\n    spec:\n      \
             hostPID: true\n      containers:\n        - {{name: c, image: {image:?}}}\n---\n"
        )
    };
    let rows = [
        ("quay.io/prometheus/node-exporter:v1.8.2", "monitoring", "DaemonSet", true),
        ("cr.fluentbit.io/fluent/fluent-bit:3.1.4", "logging", "DaemonSet", true),
        ("gcr.io/datadoghq/agent:7.56.0", "datadog", "DaemonSet", true),
        ("velero/velero:v1.14.0", "backup", "DaemonSet", true),
        ("docker.io/falcosecurity/falco:0.38.1", "security", "DaemonSet", true),
        ("registry.k8s.io/ingress-nginx/controller:v1.11.1@sha256:0a1b", "ingress", "DaemonSet", true),
        ("cr.l5d.io/linkerd/cni-plugin:v1.5.1", "mesh", "DaemonSet", true),
        ("hashicorp/vault-csi-provider:1.4.3", "vault", "DaemonSet", true),
        ("localhost:5000/Fluent/Fluent-Bit:1", "logging", "DaemonSet", true),
        ("registry.example.com/anything:1", "kube-system", "Deployment", true),
        ("registry.example.com/shop/controller:1", "shop", "DaemonSet", false),
        ("registry.example.com/shop/fluent-bit-exporter:1", "shop", "DaemonSet", false),
        ("cr.fluentbit.io/fluent/fluent-bit:3.1.4", "logging", "Deployment", false),
    ];
    for (image, namespace, kind, expected) in rows {
        let sources: Memory = [("a.yaml", per_node(image, namespace, kind).as_str())].into_iter().collect();
        let report = scan(&sources, &Overrides::default(), &mut Memo::new());
        let judged = report.resources.iter().find(|judged| judged.resource.name == "a");
        let agent = judged.and_then(|judged| agents::agent(&judged.resource));
        assert_eq!(agent.is_some_and(|fact| fact.as_bool() == Some(true)), expected, "{image} in {namespace}");
    }
}
