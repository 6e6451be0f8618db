//! What is read from structure, and the hard negatives that must not be.

use super::{choice, list, needs, record, short, shorts, tagged, texts, unknown, workload};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Resource, TagScope};

fn container(facts: &[(&'static str, Value)]) -> Value {
    record(facts)
}

fn pod(kind: &str, containers: Vec<Value>, more: &[(&'static str, Value)]) -> Resource {
    let mut facts = more.to_vec();
    facts.push(("containers", list(containers)));
    workload(kind, "kubernetes-pod", &facts)
}

fn image(name: &str, command: &[&str]) -> Value {
    container(&[("image", name.into()), ("command", texts(command))])
}

fn volumes(kinds: &[&str]) -> (&'static str, Value) {
    ("volumes", list(kinds.iter().map(|kind| record(&[("kind", (*kind).into())])).collect()))
}

#[test]
fn state_is_what_images_and_volumes_say_together() {
    let cases = [
        ("redis on scratch space", pod("Deployment", vec![image("redis:7", &[])], &[volumes(&["ephemeral"])]), "cache"),
        (
            "redis appendonly",
            pod("Deployment", vec![image("redis", &["redis-server", "--appendonly", "yes"])], &[]),
            "durable",
        ),
        ("redis appendonly no", pod("Deployment", vec![image("redis", &["--appendonly", "no"])], &[]), "cache"),
        (
            "redis with a claim",
            pod("StatefulSet", vec![image("bitnami/redis:7", &[])], &[volumes(&["claim"])]),
            "durable",
        ),
        ("memcached", pod("Deployment", vec![image("memcached@sha256:0", &[])], &[]), "cache"),
        (
            "a database",
            pod("Deployment", vec![image("reg.io/a/postgres:16", &["-c", "max_connections=9"])], &[]),
            "durable",
        ),
        ("its exporter", pod("Deployment", vec![image("a/postgres-exporter:1", &[])], &[]), "-"),
        ("its client", pod("Deployment", vec![image("postgres:16", &["sh", "-c", "pg_dump x"])], &[]), "-"),
        ("a job", pod("Job", vec![image("mysql:8", &[])], &[("run_to_completion", true.into())]), "-"),
        ("sql server", pod("Deployment", vec![image("mcr.microsoft.com/mssql/server:2022", &[])], &[]), "durable"),
        ("nats", pod("StatefulSet", vec![image("nats:2", &[])], &[]), "-"),
        ("nats jetstream", pod("StatefulSet", vec![image("nats:2", &["-js"])], &[]), "durable"),
        (
            "an image of either",
            pod("Deployment", vec![record(&[("image", choice(vec!["redis".into(), "mysql".into()]))])], &[]),
            "cache|durable",
        ),
        (
            "a volume not known",
            pod("Deployment", vec![], &[("volumes", list(vec![record(&[("kind", unknown("x"))])]))]),
            "?",
        ),
        ("a web server", pod("Deployment", vec![image("nginx", &[])], &[volumes(&["config", "memory"])]), "-"),
        ("a machine's disk", workload("aws_instance", "aws-ec2", &[volumes(&["block"])]), "durable"),
        (
            "a machine's script",
            workload("aws_instance", "aws-ec2", &[("start_script", "apt-get install -y postgresql-16".into())]),
            "durable",
        ),
        (
            "a machine's client",
            workload("aws_instance", "aws-ec2", &[("start_script", "apt-get install -y postgresql-client".into())]),
            "-",
        ),
    ];
    for (name, resource, expected) in cases {
        let found = needs(&resource);
        assert_eq!(short(found.get("state")), expected, "{name}");
        assert!(found.get("state").is_none_or(|state| state.known == Known::Inferred), "{name}");
    }
    let mut called = pod("Deployment", vec![image("redis", &[])], &[]);
    called.name = "session-db".into();
    assert_eq!(short(needs(&called).get("state")), "durable");
}

#[test]
fn a_replicated_store_is_a_stateful_set_of_three_that_replicates_by_itself() {
    let set = |kind: &str, image_name: &str, command: &[&str], instances: Value| {
        short(needs(&pod(kind, vec![image(image_name, command)], &[("instances", instances)])).get("replicated"))
    };
    assert_eq!(set("StatefulSet", "cassandra:4", &[], 3.0.into()), "true");
    assert_eq!(set("StatefulSet", "cassandra:4", &[], 2.0.into()), "-");
    assert_eq!(set("Deployment", "cassandra:4", &[], 3.0.into()), "-");
    assert_eq!(set("StatefulSet", "mongo:7", &[], 3.0.into()), "-");
    assert_eq!(set("StatefulSet", "mongo:7", &["mongod", "--replSet", "rs0"], 3.0.into()), "true");
    assert_eq!(set("StatefulSet", "postgres:16", &[], 3.0.into()), "-");
    assert_eq!(set("StatefulSet", "etcd", &[], unknown("x")), "?");
    assert_eq!(set("StatefulSet", "etcd", &[], choice(vec![3.0.into(), 1.0.into()])), "true|-");
}

#[test]
fn kernel_access_is_what_stays_and_touches_the_host() {
    let privileged = |init: bool| container(&[("privileged", true.into()), ("init", init.into())]);
    let adds = |capability: &str| container(&[("capabilities", texts(&[capability]))]);
    let host = |path: &str| ("volumes", list(vec![record(&[("kind", "host".into()), ("path", path.into())])]));
    let cases = [
        (pod("Deployment", vec![privileged(false)], &[]), "true"),
        // An init container that sets sysctls is gone when the pod serves.
        (pod("Deployment", vec![privileged(true), image("app", &[])], &[("privileged", true.into())]), "-"),
        (pod("Deployment", vec![adds("SYS_ADMIN")], &[]), "true"),
        (pod("Deployment", vec![adds("NET_BIND_SERVICE")], &[]), "-"),
        (pod("Deployment", vec![], &[("host_pid", true.into())]), "true"),
        (pod("Deployment", vec![], &[("host_network", false.into())]), "-"),
        (pod("Deployment", vec![], &[("host_network", unknown("x"))]), "?"),
        (pod("Deployment", vec![], &[host("/var/run/docker.sock")]), "true"),
        (pod("Deployment", vec![], &[host("/sys/fs/cgroup")]), "true"),
        (pod("Deployment", vec![], &[host("/device-data")]), "-"),
        (workload("aws_ecs_service", "aws-ecs", &[("containers", unknown("x"))]), "?"),
    ];
    for (resource, expected) in cases {
        assert_eq!(short(needs(&resource).get("kernel_access")), expected, "{:?}", resource.facts);
    }
}

#[test]
fn schedules_are_needs_only_where_all_work_is_on_them() {
    let schedule = |text: &str| record(&[("kind", "schedule".into()), ("schedule", text.into())]);
    let http = || record(&[("kind", "http".into()), ("sync", true.into())]);
    let function =
        |triggers: Vec<Value>| workload("f", "aws-lambda", &[("triggers", list(triggers)), ("timeout", 900.0.into())]);
    let crond = || image("alpine", &["crond", "-f"]);
    let names = ["schedule", "schedule_interval", "duty", "traffic", "latency"];
    let cases = [
        (
            workload("CronJob", "kubernetes-pod", &[("schedule", "0 * * * *".into())]),
            "0 * * * *, 3600, -, scheduled, -",
        ),
        (workload("CronJob", "kubernetes-pod", &[("schedule", "whenever".into())]), "whenever, ?, -, scheduled, -"),
        (
            function(vec![schedule("rate(1 hour)"), schedule("rate(5 minutes)")]),
            "rate(5 minutes), 300, ?, scheduled, -",
        ),
        (function(vec![schedule("rate(1 hour)"), http()]), "-, -, -, -, interactive"),
        (pod("Deployment", vec![crond()], &[]), "crond -f, ?, -, scheduled, -"),
        (
            pod("Deployment", vec![image("mcuadros/ofelia:latest", &["daemon"])], &[]),
            "mcuadros/ofelia:latest, ?, -, scheduled, -",
        ),
        // A sidecar, a front door: not only scheduled work.
        (pod("Deployment", vec![image("app", &[]), crond()], &[]), "-, -, -, -, -"),
        (pod("Deployment", vec![crond()], &[("routes", texts(&["Service/a"]))]), "-, -, -, -, interactive"),
        (
            workload(
                "aws_instance",
                "aws-ec2",
                &[("start_script", "echo '5 4 * * * root /opt/x' > /etc/cron.d/x".into())],
            ),
            "5 4 * * *, 86400, -, scheduled, -",
        ),
        (workload("aws_instance", "aws-ec2", &[("start_script", unknown("x"))]), "-, -, -, -, -"),
    ];
    for (resource, expected) in cases {
        let found = needs(&resource);
        assert_eq!(shorts(&found, &names), expected, "{:?}", resource.facts);
    }
}

#[test]
fn a_timeout_bounds_the_duration_and_the_duty() {
    let facts = [("timeout", 900.0.into()), ("schedule", "0 * * * *".into())];
    let bounded = needs(&workload("f", "aws-lambda", &facts));
    let unknown_of = |needs: &Facts, name: &str| match needs.get(name).map(|fact| &fact.value) {
        Some(Value::Unknown(unknown)) => Some((unknown.reason.to_string(), unknown.at_most)),
        _ => None,
    };
    let reason = "only the timeout of 15m is written".to_owned();
    assert_eq!(unknown_of(&bounded, "duration"), Some((reason.clone(), Some(900.0))));
    assert_eq!(unknown_of(&bounded, "duty"), Some((reason, Some(0.25))));
    let mut defaulted = workload("f", "aws-lambda", &[]);
    defaulted.facts.set("timeout", Fact::new(3.0.into(), Known::Defaulted, defaulted.name_span));
    let reason = "only the default timeout of 3s is known".to_owned();
    assert_eq!(unknown_of(&needs(&defaulted), "duration"), Some((reason, Some(3.0))));
    let mut declared = workload("f", "aws-lambda", &facts);
    declared.tags = tagged(&[("misfit/duration", "6m".into(), TagScope::Own)]).tags;
    assert_eq!(shorts(&needs(&declared), &["duration", "duty"]), "360, 0.1");
    assert_eq!(needs(&workload("f", "aws-lambda", &[])).get("duration"), None);
}

#[test]
fn traffic_is_read_from_scalers_and_triggers() {
    let range = |least: Value, most: Value| {
        short(needs(&workload("d", "kubernetes-pod", &[("scale_min", least), ("scale_max", most)])).get("traffic"))
    };
    assert_eq!(range(2.0.into(), 10.0.into()), "spiky");
    assert_eq!(range(2.0.into(), 9.0.into()), "-");
    assert_eq!(range(1.0.into(), 6.0.into()), "-");
    assert_eq!(range(0.0.into(), 10.0.into()), "spiky");
    assert_eq!(range(2.0.into(), unknown("x")), "?");
    assert_eq!(range(choice(vec![1.0.into(), 8.0.into()]), 20.0.into()), "spiky|-");
    let queue = list(vec![record(&[("kind", "queue".into())])]);
    let of_queue = workload("f", "aws-lambda", &[("triggers", queue)]);
    assert_eq!(shorts(&needs(&of_queue), &["traffic", "latency"]), "event-driven, -");
}

#[test]
fn machines_kept_by_hand_are_known_by_name_disk_or_script() {
    let machine = |name: &str, facts: &[(&'static str, Value)]| {
        let mut resource = workload("aws_instance", "aws-ec2", facts);
        resource.name = name.into();
        let found = needs(&resource);
        found.get("pet").map(|fact| (fact.as_bool(), fact.known))
    };
    assert_eq!(machine("prod_bastion", &[]), Some((Some(true), Known::Assumed)));
    for name in ["BastionHost", "OpenVPN", "PrimaryDomainController", "RDGatewayInstance"] {
        assert_eq!(machine(name, &[]), Some((Some(true), Known::Assumed)), "{name}");
    }
    assert_eq!(machine("web", &[volumes(&["block"])]), Some((Some(true), Known::Inferred)));
    assert_eq!(
        machine("dc", &[("start_script", "Install-ADDSForest -Domain x".into())]),
        Some((Some(true), Known::Assumed))
    );
    assert_eq!(machine("jumpy_castle_web", &[]), None);
    assert_eq!(needs(&pod("Deployment", vec![], &[volumes(&["claim"])])).get("pet"), None);
}

#[test]
fn others_code_is_untrusted_where_a_tenant_is_named() {
    let runner = || pod("Deployment", vec![image("ghcr.io/actions/actions-runner:2.330.0", &[])], &[]);
    let labelled = |mut resource: Resource, key: &str, value: &str| {
        resource.tags = tagged(&[(key, value.into(), TagScope::Own)]).tags;
        resource
    };
    let notebook = pod("Pod", vec![image("quay.io/jupyter/scipy-notebook:2026-09-01", &[])], &[]);
    let web = pod("Deployment", vec![image("nginx", &[])], &[]);
    let kaniko = pod("Pod", vec![image("gcr.io/kaniko-project/executor:v1.24.0", &[])], &[]);
    let spark = pod("Pod", vec![image("example.com/spark/executor:4", &[])], &[]);
    for (name, resource, expected) in [
        ("a team's own runner", runner(), "-"),
        ("a tenant's runner", labelled(runner(), "tenant", "acme"), "untrusted"),
        ("a tenant's notebook", labelled(notebook, "example.com/customer-id", "42"), "untrusted"),
        ("a tenant's build", labelled(kaniko, "tenant", "acme"), "untrusted"),
        ("a tenant that is none", labelled(runner(), "tenant", "Shared"), "-"),
        ("another label", labelled(runner(), "team", "acme"), "-"),
        ("a tenant's web server", labelled(web, "tenant", "acme"), "-"),
        ("another executor", labelled(spark, "tenant", "acme"), "-"),
    ] {
        let found = needs(&resource);
        assert_eq!(short(found.get("trust")), expected, "{name}");
        assert!(found.get("trust").is_none_or(|trust| trust.known == Known::Inferred), "{name}");
    }
}
