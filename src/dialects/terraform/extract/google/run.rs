//! Cloud Run: services of both generations of its API, jobs and worker pools.

use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, workload};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::cases;
use crate::values::read;
use crate::values::read::word;

pub(super) static TABLE: &[Row] = &[
    workload("google_cloud_run_v2_service", "gcp-cloud-run", service),
    workload("google_cloud_run_service", "gcp-cloud-run", service_of_v1),
    workload("google_cloud_run_v2_job", "gcp-cloud-run-job", job),
    workload("google_cloud_run_v2_worker_pool", "gcp-cloud-run-worker-pool", worker_pool),
    companion("google_compute_region_network_endpoint_group", endpoint_group),
];

/// The types of services.
pub(super) const SERVICES: &[&str] = &["google_cloud_run_v2_service", "google_cloud_run_service"];

fn service(draft: &mut Draft<'_>) {
    draft.fact_or("timeout", &["template", "timeout"], read::seconds, Value::Number(300.0));
    draft.fact_or("concurrency", &["template", "max_instance_request_concurrency"], read::number, Value::Number(80.0));
    let fewest: &[&[&str]] = &[&["template", "scaling", "min_instance_count"], &["scaling", "min_instance_count"]];
    draft.defaults("scale_min", Value::Number(0.0));
    draft.first_fact("scale_min", fewest, read::number);
    draft.first_fact(
        "scale_max",
        &[&["template", "scaling", "max_instance_count"], &["scaling", "max_instance_count"]],
        read::number,
    );
    draft.fact("instances", &["scaling", "manual_instance_count"], read::number);
    draft.is("scaler", word("Cloud Run"));
    environment(draft, &["template", "execution_environment"]);
    containers(draft, &["template"]);
    draft.set("cpu_idle", cpu_idle(draft));
    http(draft);
}

/// Cloud Run's generation: `EXECUTION_ENVIRONMENT_GEN2`, or `gen2` in an annotation.
fn environment(draft: &mut Draft<'_>, path: &[&str]) {
    draft.fact("execution_environment", path, |node| {
        Some(word(match node.as_str()? {
            "EXECUTION_ENVIRONMENT_GEN1" | "gen1" => "gen1",
            "EXECUTION_ENVIRONMENT_GEN2" | "gen2" => "gen2",
            _ => return None,
        }))
    });
}

/// CPU is given only while a request is served, unless a container has a `resources` block that does not say so:
/// an unset `cpu_idle` is true without that block, and false with it.
fn cpu_idle(draft: &Draft<'_>) -> Fact {
    let name_span = draft.name_span;
    let idle = |container: &Node| {
        let mut facts = Facts::new();
        let default = match body::at(container, &["resources"]) {
            Some(resources) if resources.as_map().is_some() || !resources.items().is_empty() => {
                Fact::new(Value::Bool(false), Known::Defaulted, resources.items().first().unwrap_or(&resources).span)
            }
            Some(resources) if !resources.is_null() && resources.as_list().is_none() => {
                read::fact(&resources, read::boolean)
            }
            _ => Fact::new(Value::Bool(true), Known::Defaulted, name_span),
        };
        let written = body::read(container, &["resources", "cpu_idle"], read::boolean, default.at);
        facts.set("cpu_idle", if written.is_absent() { default } else { written });
        facts
    };
    let Some(containers) = draft.at(&["template", "containers"]) else {
        return draft.default_fact(Value::Bool(true));
    };
    let of_each: Vec<Fact> = body::items(&containers)
        .into_iter()
        .filter_map(|container| cases::by_case(container, &idle).remove("cpu_idle"))
        .collect();
    // One container whose CPU is always given has the whole instance billed.
    let always: Vec<Fact> = of_each.iter().map(|fact| cases::derived(fact, &flipped)).collect();
    let any = cases::any_true(always.iter());
    any.map_or_else(|| draft.default_fact(Value::Bool(true)), |fact| cases::derived(&fact, &flipped))
}

fn flipped(value: &Value) -> Value {
    match value {
        Value::Bool(yes) => Value::Bool(!yes),
        other => other.clone(),
    }
}

/// Containers, volumes and sizes of a template.
fn containers(draft: &mut Draft<'_>, path: &[&str]) {
    let Some(template) = draft.at(path) else { return };
    let list = body::records(body::at(&template, &["containers"]).as_deref(), &|item| {
        Record::of(item)
            .read("name", &["name"], read::text)
            .read("image", &["image"], read::text)
            .read("cpu", &["resources", "limits", "cpu"], read::cpus)
            .read("memory", &["resources", "limits", "memory"], read::bytes)
            .read("gpus", &["resources", "limits", "nvidia.com/gpu"], read::number)
            .with("command", texts(item, &["command", "args"], None))
            .with("mounts", texts(item, &["volume_mounts"], Some("mount_path")))
            .with("environment_names", texts(item, &["env"], Some("name")))
            .with("ports", ports(item))
            .facts()
    });
    if let Some(list) = list {
        for (name, default) in [("cpu", 1.0), ("memory", 512.0 * 1_048_576.0)] {
            let default = draft.default_fact(Value::Number(default));
            draft.set(name, cases::sum_of(&list, name).unwrap_or(default));
        }
        draft.set_some("gpus", cases::sum_of(&list, "gpus"));
        draft.set("containers", list);
    }
    draft.set_some("volumes", body::records(body::at(&template, &["volumes"]).as_deref(), &volume));
}

fn ports(container: &Node) -> Option<Fact> {
    let found: Vec<Fact> = body::each(container, "ports")
        .into_iter()
        .filter_map(|port| port.get("container_port"))
        .map(|port| read::fact(port, read::number))
        .collect();
    let at = found.first()?.at;
    Some(Fact::written(Value::List(found), at))
}

/// Texts of lists, or of one argument of each block.
fn texts(item: &Node, names: &[&str], argument: Option<&str>) -> Option<Fact> {
    let mut found = Vec::new();
    for node in names.iter().flat_map(|name| body::each(item, name)) {
        let node = argument.map_or(Some(node), |argument| node.get(argument));
        found.extend(node.map(|node| read::fact(node, read::text)));
    }
    let at = found.first()?.at;
    Some(Fact::written(Value::List(found), at))
}

fn volume(item: &Node) -> Facts {
    let has = |name: &str| body::at(item, &[name]).is_some_and(|node| !node.is_null() && node.as_list() != Some(&[]));
    let kind = if has("secret") || has("cloud_sql_instance") {
        "config"
    } else if has("nfs") || has("gcs") {
        "network"
    } else {
        // Its files are kept in the instance's memory.
        "memory"
    };
    Record::of(item)
        .is("kind", word(kind))
        .read("name", &["name"], read::text)
        .read("size", &["empty_dir", "size_limit"], read::bytes)
        .facts()
}

/// A service is called over HTTP, unless its ingress keeps everybody out.
fn http(draft: &mut Draft<'_>) {
    let mut trigger = Facts::new();
    trigger.set("kind", draft.default_fact(word("http")));
    trigger.set("sync", draft.default_fact(Value::Bool(true)));
    let trigger = draft.default_fact(Value::Record(trigger));
    draft.defaults("triggers", Value::List(vec![trigger]));
}

fn service_of_v1(draft: &mut Draft<'_>) {
    let annotation = |name| ["template", "metadata", "annotations", name];
    draft.fact_or("timeout", &["template", "spec", "timeout_seconds"], read::number, Value::Number(300.0));
    draft.fact_or("concurrency", &["template", "spec", "container_concurrency"], read::number, Value::Number(80.0));
    draft.fact_or("scale_min", &annotation("autoscaling.knative.dev/minScale"), read::number, Value::Number(0.0));
    draft.fact("scale_max", &annotation("autoscaling.knative.dev/maxScale"), read::number);
    draft.is("scaler", word("Cloud Run"));
    draft.fact_or("cpu_idle", &annotation("run.googleapis.com/cpu-throttling"), read::boolean, Value::Bool(true));
    environment(draft, &annotation("run.googleapis.com/execution-environment"));
    containers(draft, &["template", "spec"]);
    http(draft);
}

fn job(draft: &mut Draft<'_>) {
    draft.is("run_to_completion", Value::Bool(true));
    draft.fact_or("timeout", &["template", "template", "timeout"], read::seconds, Value::Number(600.0));
    draft.fact_or("instances", &["template", "task_count"], read::number, Value::Number(1.0));
    draft.defaults("execution_environment", word("gen2"));
    environment(draft, &["template", "template", "execution_environment"]);
    containers(draft, &["template", "template"]);
}

fn worker_pool(draft: &mut Draft<'_>) {
    draft.fact("instances", &["scaling", "manual_instance_count"], read::number);
    draft.fact("scale_min", &["scaling", "min_instance_count"], read::number);
    draft.fact("scale_max", &["scaling", "max_instance_count"], read::number);
    draft.defaults("execution_environment", word("gen2"));
    containers(draft, &["template"]);
}

/// A serverless endpoint group leads a load balancer to a service or function.
fn endpoint_group(draft: &mut Draft<'_>) {
    let to_service = draft.link(Relation::Routes, &["cloud_run", "service"], SERVICES);
    let to_function = draft.link(Relation::Routes, &["cloud_function", "function"], super::functions::FUNCTIONS);
    if to_service || to_function {
        let name = Fact::written(Value::Text(draft.here.block.address.clone()), draft.header);
        draft.lend("routes", Fact::written(Value::List(vec![name]), draft.header));
    }
}
