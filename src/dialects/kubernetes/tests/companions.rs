//! Companions and capacity: what each lends and to what it is tied.

use super::{assert_facts, one, ties};

#[test]
fn horizontal_scalers_of_every_version_lend_their_bounds() {
    for version in ["v1", "v2", "v2beta2"] {
        let scaler = one(&format!(
            "apiVersion: autoscaling/{version}\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h, namespace: shop}}\n\
             spec: {{maxReplicas: 9, scaleTargetRef: {{apiVersion: apps/v1, kind: StatefulSet, name: web}}}}\n"
        ));
        assert_facts(
            &scaler.lends,
            &[
                ("scale_min", "1~"),
                ("scale_max", "9"),
                ("scaler", "HorizontalPodAutoscaler h"),
                ("instances", "unknown >=1 <=9~"),
            ],
        );
        assert_eq!(ties(&scaler), ["namespace Namespace/shop", "scaler StatefulSet/web in shop"]);
    }
}

#[test]
fn keda_lends_bounds_triggers_and_schedules() {
    let queue = one(
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: k}\nspec:\n  scaleTargetRef: {name: worker}\n  \
         triggers: [{type: kafka, metadata: {topic: t}}, {type: cpu}]\n",
    );
    assert_facts(
        &queue.lends,
        &[
            ("scale_min", "0~"),
            ("scale_max", "100~"),
            ("triggers", "[{kind: stream, name: t, sync: false}]"),
            ("scale_schedule", "-"),
        ],
    );
    assert_eq!(ties(&queue), ["scaler Deployment/worker"]);

    let cron = |more: &str| {
        one(&format!(
            "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{name: k}}\nspec:\n  minReplicaCount: 0\n  \
             scaleTargetRef: {{name: worker}}\n  triggers:\n  \
             - {{type: cron, metadata: {{start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: '3'}}}}\n{more}"
        ))
    };
    let by_day = cron("");
    assert_facts(
        &by_day.lends,
        &[("scale_schedule", "0 8 * * * to 0 18 * * *"), ("scale_to_zero_schedule", "true"), ("scale_min", "0")],
    );
    assert_facts(&cron("  - {type: aws-sqs-queue}\n").lends, &[("scale_to_zero_schedule", "-")]);

    let job = one(
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledJob\nmetadata: {name: j}\nspec:\n  maxReplicaCount: 5\n  jobTargetRef: \
         {template: {spec: {containers: [{name: a}]}}}\n  triggers: [{type: rabbitmq}]\n",
    );
    assert_facts(
        &job.facts,
        &[
            ("run_to_completion", "true"),
            ("containers", "[{name: a}]"),
            ("scale_max", "5"),
            ("instances", "unknown >=0 <=5~"),
            ("triggers", "[{kind: queue, sync: false}]"),
        ],
    );
}

#[test]
fn a_trigger_is_called_after_what_it_waits_for() {
    for (trigger, expected) in [
        (
            "type: aws-sqs-queue, metadata: {queueURL: 'https://sqs.example/orders', queueLength: '5'}",
            "https://sqs.example/orders",
        ),
        ("type: rabbitmq, metadata: {queueName: mail, mode: QueueLength}", "mail"),
        ("type: redis, metadata: {listName: jobs}", "jobs"),
        ("type: azure-servicebus, metadata: {topicName: events, subscriptionName: all}", "events"),
        ("type: gcp-pubsub, metadata: {subscriptionName: all}", "all"),
        ("type: aws-kinesis-stream, metadata: {streamName: clicks}", "clicks"),
        ("type: aws-sqs-queue, metadata: {queueURLFromEnv: QUEUE}", "-"),
        ("type: aws-sqs-queue", "-"),
    ] {
        let scaler = one(&format!(
            "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {{name: k}}\nspec:\n  \
             scaleTargetRef: {{name: worker}}\n  triggers: [{{{trigger}}}]\n"
        ));
        let name = scaler
            .lends
            .list("triggers")
            .first()
            .and_then(|trigger| trigger.as_record())
            .and_then(|record| record.text("name"));
        assert_eq!(name.unwrap_or("-"), expected, "{trigger}");
    }
}

#[test]
fn front_doors_lead_to_pods_and_services() {
    let service = one(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {selector: {app: web, tier: 1}}\n",
    );
    assert_facts(&service.lends, &[("routes", "[Service web]")]);
    assert_eq!(ties(&service), ["namespace Namespace/shop", "route [app=web,tier=1] in shop"]);
    for spec in ["{}", "{selector: null}", "{selector: {}}", "{type: ExternalName, externalName: x.example}"] {
        let filled_by_others = one(&format!("apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {spec}\n"));
        assert_eq!(ties(&filled_by_others), [""; 0], "{spec}");
    }

    let rules = "rules:\n  - http: {paths: [{backend: {service: {name: a}}}, {backend: {service: {name: a}}}]}\n  \
                 - http: {paths: [{backend: {serviceName: b}}]}\n";
    let ingress = one(&format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i}}\nspec:\n  defaultBackend: {{service: \
         {{name: c}}}}\n  {rules}"
    ));
    assert_eq!(ties(&ingress), ["route Service/c", "route Service/a", "route Service/b"]);
    assert_facts(&ingress.lends, &[("routes", "[Ingress i]")]);

    let route = one(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r}\nspec: {rules: [{backendRefs: \
         [{name: a}, {name: b, kind: Bucket}]}]}\n",
    );
    assert_eq!(ties(&route), ["route Service/a"]);
}

#[test]
fn budgets_guard_what_they_select() {
    let cases = [
        ("{selector: {matchLabels: {app: web}}, minAvailable: 1}", "true", vec!["disruption budget [app=web]"]),
        ("{selector: {}}", "true", vec!["disruption budget []"]),
        (
            "{selector: {matchExpressions: [{key: app, operator: In, values: [web]}]}}",
            "true",
            vec!["disruption budget [app=web]"],
        ),
        (
            "{selector: {matchExpressions: [{key: app, operator: Exists}]}}",
            "true",
            vec!["disruption budget unknown: its selector asks for more than labels of one value"],
        ),
        ("{selector: {matchLabels: {app: web}}, maxUnavailable: 100%}", "false", vec!["disruption budget [app=web]"]),
        ("{minAvailable: 1}", "-", vec![]),
    ];
    for (spec, guards, expected) in cases {
        let budget =
            one(&format!("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {spec}\n"));
        assert_facts(&budget.lends, &[("disruption_budget", guards)]);
        assert_eq!(ties(&budget), expected, "{spec}");
    }
}

#[test]
fn runtime_classes_lend_handler_and_sandbox() {
    let class = |handler: &str| {
        one(&format!(
            "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: strict}}\nhandler: {handler}\n"
        ))
    };
    assert_facts(&class("kata-qemu").lends, &[("runtime_handler", "kata-qemu"), ("sandbox", "kata")]);
    assert_facts(&class("odd").lends, &[("runtime_handler", "odd"), ("sandbox", "unknown")]);
}

#[test]
fn node_pools_lend_how_they_buy() {
    let pool = |requirements: &str| {
        one(&format!(
            "apiVersion: karpenter.sh/v1\nkind: NodePool\nmetadata: {{name: p}}\nspec:\n  template:\n    metadata: \
             {{labels: {{team: cards}}}}\n    spec: {{requirements: [{requirements}]}}\n"
        ))
    };
    let spot = pool("{key: karpenter.sh/capacity-type, operator: In, values: [spot]}");
    assert_facts(&spot.lends, &[("capacity_type", "spot"), ("capacity_kind", "nodes")]);
    let labels: Vec<_> = spot.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(labels, ["team=cards", "karpenter.sh/capacity-type=spot", "karpenter.sh/nodepool=p"]);
    let either = pool("{key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand]}");
    assert_facts(&either.lends, &[("capacity_type", "mixed")]);
    assert_facts(&pool("").lends, &[("capacity_type", "on-demand~")]);
    let own = pool("{key: karpenter.k8s.aws/instance-tenancy, operator: In, values: [dedicated]}");
    assert_facts(&own.lends, &[("tenancy", "dedicated")]);
}
