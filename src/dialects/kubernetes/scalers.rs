//! Scalers: HorizontalPodAutoscaler and KEDA, what they lend to the workload that they scale.

use smol_str::SmolStr;

use super::kinds::{self, Row};
use super::object::Object;
use super::walk::{follow, text};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Link, Relation, Resource};
use crate::model::source::Span;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::read;

/// KEDA's most where none is written.
const KEDA_MOST: f64 = 100.0;

/// What KEDA's scalers wait for, by their type; those that only measure (`cpu`, `prometheus`) start nothing.
const TRIGGERS: &[(&str, &[&str])] = &[
    ("schedule", &["cron"]),
    (
        "queue",
        &[
            "activemq",
            "artemis-queue",
            "aws-sqs-queue",
            "azure-queue",
            "azure-servicebus",
            "beanstalkd",
            "gcp-cloudtasks",
            "gcp-pubsub",
            "ibmmq",
            "rabbitmq",
            "redis",
            "redis-cluster",
            "redis-sentinel",
            "solace-event-queue",
            "sumologic",
        ],
    ),
    (
        "stream",
        &[
            "apache-kafka",
            "aws-dynamodb-streams",
            "aws-kinesis-stream",
            "azure-eventhub",
            "kafka",
            "liiklus",
            "nats-jetstream",
            "pulsar",
            "redis-cluster-streams",
            "redis-sentinel-streams",
            "redis-streams",
            "stan",
        ],
    ),
    ("storage", &["azure-blob", "gcp-storage"]),
    ("event", &["azure-pipelines", "forgejo-runner", "github-runner"]),
];

/// Where KEDA's scalers write which queue, stream or store they wait for. A topic stands before a subscription to it:
/// what comes to the topic comes to all of its subscriptions.
const SOURCES: &[&str] = &[
    "queueURL",
    "queueName",
    "queue",
    "destinationName",
    "tube",
    "listName",
    "topic",
    "topicName",
    "subscriptionName",
    "streamName",
    "stream",
    "subject",
    "eventHubName",
    "tableName",
    "bucketName",
    "blobContainerName",
];

/// A HorizontalPodAutoscaler, of any version.
pub(super) fn horizontal(object: &Object<'_>, resource: &mut Resource) {
    let least = object.at(&["spec", "minReplicas"]);
    let least = read::or_default(least.as_deref(), read::number, Value::Number(1.0), object.name_span);
    let most = object.at(&["spec", "maxReplicas"]).map(|node| read::fact(&node, read::number));
    lend(object, least, most, &mut resource.lends);
    if let Some(reference) = object.at(&["spec", "scaleTargetRef"]) {
        resource.links.extend(tie(object, &reference));
    }
}

/// KEDA's ScaledObject.
pub(super) fn scaled_object(object: &Object<'_>, resource: &mut Resource) {
    read_keda(object, &mut resource.lends);
    if let Some(reference) = object.at(&["spec", "scaleTargetRef"]) {
        resource.links.extend(tie(object, &reference));
    }
}

/// KEDA's scaler by requests.
pub(super) fn http_scaled_object(object: &Object<'_>, resource: &mut Resource) {
    let bound = |key: &str, default: f64| {
        let node = object.at(&["spec", "replicas", key]);
        read::or_default(node.as_deref(), read::number, Value::Number(default), object.name_span)
    };
    lend(object, bound("min", 0.0), Some(bound("max", KEDA_MOST)), &mut resource.lends);
    let trigger = trigger("http", None, object.kind_span);
    resource.lends.set("triggers", Fact::written(Value::List(vec![trigger]), object.kind_span));
    if let Some(reference) = object.at(&["spec", "scaleTargetRef"]) {
        resource.links.extend(tie(object, &reference));
    }
}

/// Reads what KEDA's kinds have in common: bounds and triggers.
pub(super) fn read_keda(object: &Object<'_>, facts: &mut Facts) {
    let least = ["idleReplicaCount", "minReplicaCount"].into_iter().find_map(|key| object.at(&["spec", key]));
    let least = read::or_default(least.as_deref(), read::number, Value::Number(0.0), object.name_span);
    let most = object.at(&["spec", "maxReplicaCount"]);
    let most = read::or_default(most.as_deref(), read::number, Value::Number(KEDA_MOST), object.name_span);
    let rests_at_zero = least.as_number() == Some(0.0);
    lend(object, least, Some(most), facts);

    let Some(written) = object.at(&["spec", "triggers"]) else { return };
    let started = triggers(&written);
    if started.as_list().is_none_or(|items| !items.is_empty()) {
        facts.set("triggers", started);
    }
    let crons: Vec<&Node> = written.items().iter().filter(|item| kind_of(item) == Some("cron")).collect();
    let Some(first) = crons.first() else { return };
    let schedules: Vec<SmolStr> = crons.iter().filter_map(|cron| cron_text(cron.get("metadata")?)).collect();
    facts.set("scale_schedule", Fact::written(Value::Text(schedules.join("; ").into()), first.span));
    if rests_at_zero && crons.len() == written.items().len() {
        facts.set("scale_to_zero_schedule", Fact::written(Value::Bool(true), first.span));
    }
}

/// Lends bounds, the scaler's name, and a number of instances that is between the bounds.
fn lend(object: &Object<'_>, least: Fact, most: Option<Fact>, facts: &mut Facts) {
    let called = object.called();
    facts.set("instances", between(&format!("{called} sets it"), &least, most.as_ref(), object.name_span));
    facts.set("scale_min", least);
    if let Some(most) = most {
        facts.set("scale_max", most);
    }
    facts.set("scaler", Fact::written(Value::Text(called), object.name_span));
}

/// A number of instances that something else sets between bounds.
pub(super) fn between(reason: &str, least: &Fact, most: Option<&Fact>, at: Span) -> Fact {
    let unknown = Unknown {
        not_null: true,
        at_least: least.as_number(),
        at_most: most.and_then(Fact::as_number),
        ..Unknown::because(reason)
    };
    Fact::new(Value::Unknown(unknown), Known::Defaulted, at)
}

/// The tie to what a reference of kind and name leads to; nothing where its kind is not read.
pub(super) fn tie(object: &Object<'_>, reference: &Node) -> Option<Link> {
    if let Content::Unknown(_) | Content::Choice(_) = reference.content {
        return Some(object.tie(Relation::Scales, kinds::REPLICATED, reference));
    }
    let name = follow(reference, &["name"])?;
    let kind = text(reference, &["kind"]).unwrap_or_else(|| SmolStr::new_static("Deployment"));
    let row: &'static Row = kinds::workload(&kind)?;
    Some(object.tie(Relation::Scales, row.kinds(), &name))
}

fn kind_of(trigger: &Node) -> Option<&str> {
    trigger.get("type")?.as_str()
}

/// The triggers that start a workload, as records.
fn triggers(written: &Node) -> Fact {
    if written.as_list().is_none() {
        return read::fact(written, |_| None);
    }
    let started = written.items().iter().filter_map(|item| of_type(kind_of(item)?, item.get("metadata"), item.span));
    Fact::written(Value::List(started.collect()), written.span)
}

/// What a scaler of KEDA's waits for, by its type and its metadata; nothing where it only measures.
pub(in crate::dialects) fn of_type(kind: &str, metadata: Option<&Node>, at: Span) -> Option<Fact> {
    let (class, _) = TRIGGERS.iter().find(|(_, kinds)| kinds.contains(&kind))?;
    let schedule = metadata.filter(|_| kind == "cron").and_then(cron_text);
    let mut fact = trigger(class, schedule.map(|text| Fact::written(Value::Text(text), at)), at);
    // It is called as what it waits for is, where its metadata name that.
    let name = metadata.and_then(|metadata| SOURCES.iter().find_map(|key| metadata.get(key)));
    if let (Value::Record(facts), Some(name)) = (&mut fact.value, name) {
        facts.set("name", read::fact(name, read::text));
    }
    Some(fact)
}

/// A trigger of a kind; callers wait only for answers to requests.
pub(super) fn trigger(kind: &'static str, schedule: Option<Fact>, at: Span) -> Fact {
    let mut facts = Facts::new();
    facts.set("kind", Fact::written(Value::Text(SmolStr::new_static(kind)), at));
    facts.set("sync", Fact::written(Value::Bool(kind == "http"), at));
    if let Some(schedule) = schedule {
        facts.set("schedule", schedule);
    }
    Fact::written(Value::Record(facts), at)
}

/// `0 8 * * * to 0 18 * * *`: when a cron trigger starts and ends.
fn cron_text(metadata: &Node) -> Option<SmolStr> {
    let start = text(metadata, &["start"])?;
    let end = text(metadata, &["end"])?;
    Some(SmolStr::from(format!("{start} to {end}")))
}
