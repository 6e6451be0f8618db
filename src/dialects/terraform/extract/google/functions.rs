//! Cloud Functions, App Engine, and the schedules and subscriptions that start them and Cloud Run.

use super::compute::INSTANCES;
use super::run::SERVICES;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::mentioned;
use crate::dialects::terraform::extract::which::{Tie, that_share};
use crate::dialects::terraform::extract::{Row, companion, workload};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::{Relation, Target};
use crate::values::read;
use crate::values::read::word;
use crate::values::{body, cases, readers};

pub(super) static TABLE: &[Row] = &[
    workload("google_cloudfunctions_function", "gcp-cloud-functions-1", first_generation),
    workload("google_cloudfunctions2_function", "gcp-cloud-functions", second_generation),
    workload("google_app_engine_standard_app_version", "gcp-app-engine-standard", standard_app),
    workload("google_app_engine_flexible_app_version", "gcp-app-engine-flexible", flexible_app),
    companion("google_cloud_scheduler_job", scheduler_job),
    companion("google_pubsub_subscription", subscription),
    companion("google_eventarc_trigger", eventarc),
];

const TOPICS: &[&str] = &["google_pubsub_topic"];

/// The types of functions.
pub(super) const FUNCTIONS: &[&str] = &["google_cloudfunctions_function", "google_cloudfunctions2_function"];

/// Everything that a URL of this unit can lead to.
const CALLED: &[&str] = &[
    "google_cloud_run_v2_job",
    "google_cloud_run_v2_service",
    "google_cloud_run_service",
    "google_cloudfunctions2_function",
    "google_cloudfunctions_function",
];

fn first_generation(draft: &mut Draft<'_>) {
    draft.fact_or("timeout", &["timeout"], read::number, Value::Number(60.0));
    draft.fact_or("memory", &["available_memory_mb"], read::mebibytes, Value::Number(256.0 * 1_048_576.0));
    draft.fact_or("scale_min", &["min_instances"], read::number, Value::Number(0.0));
    draft.fact("scale_max", &["max_instances"], read::number);
    draft.fact("runtime", &["runtime"], read::text);
    let event = draft.read(&["event_trigger", "event_type"], read::text);
    let http = draft.read(&["trigger_http"], read::boolean);
    own_trigger(draft, &event, http.as_bool() == Some(true));
}

fn second_generation(draft: &mut Draft<'_>) {
    let config = |name| ["service_config", name];
    draft.fact_or("timeout", &config("timeout_seconds"), read::number, Value::Number(60.0));
    draft.fact_or("memory", &config("available_memory"), read::bytes, Value::Number(256.0 * 1_048_576.0));
    draft.fact("cpu", &config("available_cpu"), read::cpus);
    draft.fact_or("scale_min", &config("min_instance_count"), read::number, Value::Number(0.0));
    draft.fact("scale_max", &config("max_instance_count"), read::number);
    draft.fact_or("concurrency", &config("max_instance_request_concurrency"), read::number, Value::Number(1.0));
    draft.fact("runtime", &["build_config", "runtime"], read::text);
    let event = draft.read(&["event_trigger", "event_type"], read::text);
    let has_block = draft.at(&["event_trigger"]).is_some();
    own_trigger(draft, &event, !has_block);
}

/// A function's own trigger: an event by its type, or HTTP.
fn own_trigger(draft: &mut Draft<'_>, event: &Fact, http: bool) {
    let (kind, sync) = match event.as_text() {
        Some(text) if text.contains("pubsub") => (Fact { value: word("queue"), ..event.clone() }, false),
        Some(text) if text.contains("storage") => (Fact { value: word("storage"), ..event.clone() }, false),
        Some(_) => (Fact { value: word("event"), ..event.clone() }, false),
        None if event.is_unknown() => (event.clone(), false),
        None if http => (draft.default_fact(word("http")), true),
        None => return,
    };
    let at = kind.at;
    let mut trigger = Facts::new();
    trigger.set("kind", kind);
    trigger.set("sync", Fact::written(Value::Bool(sync), at));
    let trigger = Fact::written(Value::Record(trigger), at);
    draft.set("triggers", Fact::written(Value::List(vec![trigger]), at));
}

fn standard_app(draft: &mut Draft<'_>) {
    draft.fact("runtime", &["runtime"], read::text);
    draft.fact("instance_type", &["instance_class"], read::text);
    let settings = ["automatic_scaling", "standard_scheduler_settings"];
    draft.fact("scale_min", &[settings[0], settings[1], "min_instances"], read::number);
    draft.fact("scale_max", &[settings[0], settings[1], "max_instances"], read::number);
    draft.fact("always_ready", &["automatic_scaling", "min_idle_instances"], read::number);
    draft.fact("concurrency", &["automatic_scaling", "max_concurrent_requests"], read::number);
    draft.fact("scale_max", &["basic_scaling", "max_instances"], read::number);
    draft.fact("instances", &["manual_scaling", "instances"], read::number);
    if draft.at(&["manual_scaling"]).is_none() && draft.resource.facts.get("scale_min").is_none() {
        draft.defaults("scale_min", Value::Number(0.0));
    }
}

fn flexible_app(draft: &mut Draft<'_>) {
    draft.fact("runtime", &["runtime"], read::text);
    draft.fact("scale_min", &["automatic_scaling", "min_total_instances"], read::number);
    draft.fact("scale_max", &["automatic_scaling", "max_total_instances"], read::number);
    draft.fact("instances", &["manual_scaling", "instances"], read::number);
    draft.fact("cpu", &["resources", "cpu"], read::number);
    draft.fact("memory", &["resources", "memory_gb"], read::gibibytes);
}

/// Ties to what a URL mentions and lends a trigger; says whether it mentions anything of this unit.
fn called(draft: &mut Draft<'_>, path: &[&str], kind: &'static str, sync: bool) -> bool {
    let Some(url) = draft.at(path) else { return false };
    let linked =
        mentioned(&url, CALLED).first().is_some_and(|mention| draft.link_node(Relation::Triggers, mention, CALLED));
    if linked {
        lend(draft, kind, sync);
    }
    linked
}

/// Lends a trigger of a kind to what is tied to.
fn lend(draft: &mut Draft<'_>, kind: &'static str, sync: bool) {
    let header = draft.header;
    let mut trigger = Facts::new();
    trigger.set("kind", Fact::written(word(kind), header));
    trigger.set("sync", Fact::written(Value::Bool(sync), header));
    trigger.set("name", Fact::written(Value::Text(draft.here.block.address.clone()), header));
    if kind == "schedule" {
        let schedule = draft.read(&["schedule"], read::text);
        trigger.set("schedule", schedule.clone());
        draft.lend("schedule", schedule);
    }
    let trigger = Fact::written(Value::Record(trigger), header);
    draft.lend("triggers", Fact::written(Value::List(vec![trigger]), header));
}

fn scheduler_job(draft: &mut Draft<'_>) {
    let on = draft.read(&["paused"], readers::not);
    if on.as_bool() == Some(false) {
        return;
    }
    if !called(draft, &["http_target", "uri"], "schedule", false) && !stops(draft) {
        starts_by_topic(draft);
    }
    draft.resource.lends = cases::where_on(std::mem::take(&mut draft.resource.lends), &on);
}

/// A job that calls a machine's own `stop` stops it every time.
fn stops(draft: &mut Draft<'_>) -> bool {
    let Some(uri) = draft.at(&["http_target", "uri"]) else { return false };
    let says_so = readers::outlined(&uri).as_text().is_some_and(|uri| uri.trim_end_matches('/').ends_with("/stop"));
    let machines = if says_so { mentioned(&uri, INSTANCES) } else { Vec::new() };
    for machine in &machines {
        draft.link_node(Relation::Scales, machine, INSTANCES);
    }
    if !machines.is_empty() {
        let schedule = draft.read(&["schedule"], read::text);
        draft.lend("scale_to_zero_schedule", Fact::written(Value::Bool(true), draft.header));
        draft.lend("scale_schedule", schedule);
    }
    !machines.is_empty()
}

/// Where functions say to which topic they listen.
const LISTENED: &[(&str, &[&str])] = &[
    ("google_cloudfunctions_function", &["event_trigger", "resource"]),
    ("google_cloudfunctions2_function", &["event_trigger", "pubsub_topic"]),
];

/// A job that publishes to a topic starts the functions that listen to it.
fn starts_by_topic(draft: &mut Draft<'_>) {
    let unit = draft.here.unit;
    let Some(topic) = draft.at(&["pubsub_target", "topic_name"]) else { return };
    for topic in unit.ties(&topic, TOPICS).iter().filter(|topic| matches!(topic.target, Target::Local(_))) {
        for (kind, path) in LISTENED {
            for function in unit.of_kind(kind) {
                let listened = body::at(&function.body, path).map(|node| unit.ties(&node, TOPICS));
                let same = listened.into_iter().flatten().filter(|listened| listened.target == topic.target);
                let target = Target::Local(function.address.clone());
                let listeners = same.flat_map(|listened| that_share(&listened.which, &topic.which));
                let listeners = listeners.map(|which| Tie { target: target.clone(), which }).collect();
                draft.link_ties(Relation::Triggers, listeners, draft.name_span);
            }
        }
    }
    if !draft.resource.links.is_empty() {
        lend(draft, "schedule", false);
    }
}

fn subscription(draft: &mut Draft<'_>) {
    called(draft, &["push_config", "push_endpoint"], "queue", false);
}

fn eventarc(draft: &mut Draft<'_>) {
    let service = ["destination", "cloud_run_service", "service"];
    if !called(draft, &service, "event", false)
        && let Some(node) = draft.at(&service)
        && body::items(&node).iter().any(|node| node.as_str().is_some())
    {
        draft.link_node(Relation::Triggers, &node, SERVICES);
    }
}
