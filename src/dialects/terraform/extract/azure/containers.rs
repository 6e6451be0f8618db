//! Container Apps, their jobs, and Container Instances.

use crate::dialects::kubernetes;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, workload};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{cases, readers};
use crate::values::{lists, read};

pub(super) static TABLE: &[Row] = &[
    workload("azurerm_container_app", "azure-container-apps", app),
    workload("azurerm_container_app_job", "azure-container-apps-job", job),
    capacity("azurerm_container_app_environment", |_| {}),
    workload("azurerm_container_group", "azure-container-instances", group),
];

fn app(draft: &mut Draft<'_>) {
    draft.link(Relation::Capacity, &["container_app_environment_id"], &["azurerm_container_app_environment"]);
    draft.fact_or("scale_min", &["template", "min_replicas"], read::number, Value::Number(0.0));
    draft.fact_or("scale_max", &["template", "max_replicas"], read::number, Value::Number(10.0));
    draft.fact("grace_period", &["template", "termination_grace_period_seconds"], read::number);
    draft.is("scaler", word("KEDA in Container Apps"));
    draft.fact("workload_profile", &["workload_profile_name"], read::text);
    template(draft);
    let mut triggers = Vec::new();
    if let Some(ingress) = draft.at(&["ingress"]) {
        triggers.push(trigger(&ingress, "http", true));
    }
    for (block, kind) in [("azure_queue_scale_rule", "queue"), ("http_scale_rule", "http"), ("tcp_scale_rule", "http")]
    {
        if let Some(rule) = draft.at(&["template", block]) {
            triggers.push(trigger(&rule, kind, kind == "http"));
        }
    }
    triggers.extend(custom_rules(draft));
    triggers_of(draft, triggers);
}

/// Rules of one's own are scalers of KEDA's; those on a schedule say when its number changes.
fn custom_rules(draft: &mut Draft<'_>) -> Vec<Fact> {
    let templates = body::each(draft.body, "template").into_iter();
    let rules: Vec<&Node> = templates.flat_map(|template| body::each(template, "custom_scale_rule")).collect();
    let trigger = |rule: &&Node| match rule.get("custom_rule_type") {
        Some(kind) if kind.as_str().is_none() => Some(read::fact(kind, |_| None)),
        kind => kubernetes::of_type(kind?.as_str()?, rule.get("metadata"), rule.span),
    };
    let triggers: Vec<Fact> = rules.iter().filter_map(trigger).collect();
    let records = triggers.iter().filter_map(Fact::as_record);
    let schedules: Vec<Fact> = records.filter_map(|record| record.get("schedule")).cloned().collect();
    if let Some(first) = schedules.first().cloned() {
        let only = schedules.len() == rules.len();
        draft.set("scale_schedule", lists::joined(first, &schedules));
        let rests = draft.resource.facts.get("scale_min").is_some_and(|least| least.as_number() == Some(0.0));
        if only && rests {
            let at = schedules.first().map_or(draft.name_span, |schedule| schedule.at);
            draft.set("scale_to_zero_schedule", Fact::written(Value::Bool(true), at));
        }
    }
    triggers
}

fn trigger(node: &Node, kind: &'static str, sync: bool) -> Fact {
    let mut trigger = Facts::new();
    trigger.set("kind", Fact::written(word(kind), node.span));
    trigger.set("sync", Fact::written(Value::Bool(sync), node.span));
    Fact::written(Value::Record(trigger), node.span)
}

fn triggers_of(draft: &mut Draft<'_>, triggers: Vec<Fact>) {
    if let Some(at) = triggers.first().map(|trigger| trigger.at) {
        draft.set("triggers", Fact::written(Value::List(triggers), at));
    }
}

fn container(item: &Node) -> Record<'_> {
    Record::of(item)
        .read("name", &["name"], read::text)
        .read("image", &["image"], read::text)
        .read("cpu", &["cpu"], read::number)
        .read("memory", &["memory"], read::bytes)
        .with("mounts", list_of(item, "volume_mounts", "path"))
        .with("environment_names", list_of(item, "env", "name"))
}

fn template(draft: &mut Draft<'_>) {
    let node = draft.at(&["template", "container"]);
    let main = body::records(node.as_deref(), &|item| container(item).facts());
    if let Some(main) = &main {
        draft.set_some("cpu", cases::sum_of(main, "cpu"));
        draft.set_some("memory", cases::sum_of(main, "memory"));
    }
    let first = body::records(draft.at(&["template", "init_container"]).as_deref(), &|item| {
        container(item).is("init", Value::Bool(true)).facts()
    });
    draft.set_some("containers", lists::concatenated(main.into_iter().chain(first)));
    draft.set_some(
        "volumes",
        body::records(draft.at(&["template", "volume"]).as_deref(), &|item| {
            let kind = match item.get("storage_type").and_then(Node::as_str) {
                Some("AzureFile" | "NfsAzureFile") => "network",
                Some("Secret") => "config",
                _ => "ephemeral",
            };
            Record::of(item).is("kind", word(kind)).read("name", &["name"], read::text).facts()
        }),
    );
}

/// Texts of one argument of each block of a name.
fn list_of(item: &Node, blocks: &str, argument: &str) -> Option<Fact> {
    let nodes = body::each(item, blocks).into_iter().filter_map(|block| block.get(argument));
    let found: Vec<Fact> = nodes.map(|node| read::fact(node, read::text)).collect();
    let at = found.first()?.at;
    Some(Fact::written(Value::List(found), at))
}

fn job(draft: &mut Draft<'_>) {
    draft.link(Relation::Capacity, &["container_app_environment_id"], &["azurerm_container_app_environment"]);
    draft.is("run_to_completion", Value::Bool(true));
    draft.fact("timeout", &["replica_timeout_in_seconds"], read::number);
    draft.fact("workload_profile", &["workload_profile_name"], read::text);
    template(draft);
    let mut triggers = Vec::new();
    if let Some(config) = draft.at(&["schedule_trigger_config"]) {
        let schedule = body::read(&config, &["cron_expression"], read::text, config.span);
        let mut of_schedule = trigger(&config, "schedule", false);
        if let Value::Record(facts) = &mut of_schedule.value {
            facts.set("schedule", schedule.clone());
        }
        draft.set("schedule", schedule);
        triggers.push(of_schedule);
    }
    if let Some(config) = draft.at(&["event_trigger_config"]) {
        triggers.push(trigger(&config, "queue", false));
    }
    if let Some(config) = draft.at(&["manual_trigger_config"]) {
        triggers.push(trigger(&config, "direct", false));
    }
    triggers_of(draft, triggers);
}

fn group(draft: &mut Draft<'_>) {
    draft.fact_or("isolation_sku", &["sku"], read::text, word("Standard"));
    draft.fact_or("capacity_type", &["priority"], readers::capacity_type, word("on-demand"));
    draft.fact("run_to_completion", &["restart_policy"], |node| Some(Value::Bool(node.as_str()? == "Never")));
    let containers = body::records(draft.body.get("container"), &|item| {
        let ports: Vec<Fact> = body::each(item, "ports")
            .into_iter()
            .filter_map(|port| port.get("port"))
            .map(|port| read::fact(port, read::number))
            .collect();
        let ports = ports.first().map(|port| port.at).map(|at| Fact::written(Value::List(ports), at));
        Record::of(item)
            .read("name", &["name"], read::text)
            .read("image", &["image"], read::text)
            .read("privileged", &["security", "privilege_enabled"], read::boolean)
            .read("cpu", &["cpu"], read::number)
            .read("memory", &["memory"], read::gibibytes)
            .read("gpus", &["gpu", "count"], read::number)
            .with("mounts", list_of(item, "volume", "mount_path"))
            .with("ports", ports)
            .facts()
    });
    if let Some(containers) = containers {
        for name in ["cpu", "memory", "gpus"] {
            draft.set_some(name, cases::sum_of(&containers, name));
        }
        draft.set_some("privileged", cases::any_has(&containers, "privileged"));
        draft.set("containers", containers);
    }
    let volumes = body::each(draft.body, "container")
        .into_iter()
        .filter_map(|container| body::records(container.get("volume"), &volume));
    draft.set_some("volumes", lists::concatenated(volumes));
}

fn volume(item: &Node) -> Facts {
    let kind = if item.get("share_name").is_some_and(|share| !share.is_null()) {
        "network"
    } else if item.get("secret").is_some_and(|secret| !secret.is_null()) {
        "config"
    } else {
        "ephemeral"
    };
    Record::of(item)
        .is("kind", word(kind))
        .read("name", &["name"], read::text)
        .read("path", &["mount_path"], read::text)
        .facts()
}
