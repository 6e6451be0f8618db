//! Structure: traffic, latency, duration, accelerators and kernel access, from what is written of the workload.

use smol_str::SmolStr;

use super::derive::{at_best, combine, each, either, fact_or_absent, map, offer, valued};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::Resource;
use crate::model::tree::Unknown;
use crate::values::units;

/// Peak over mean from which traffic is called spiky.
const SPIKY_PEAK: f64 = 4.0;
/// A scaler whose most is so many times its fewest expects spikes.
const SPIKY_RANGE: f64 = 5.0;
/// A scaler that starts from none or one expects spikes where it goes this far.
const SPIKY_MOST: f64 = 10.0;

/// Capabilities that are the host's kernel in all but name.
const KERNEL_CAPABILITIES: &[&str] = &["SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "ALL"];
/// Paths of the host that hand over its devices, its kernel's files or the container runtime.
const HOST_PATHS: &[&str] = &["/dev", "/proc", "/sys"];
const RUNTIME_SOCKETS: &[&str] = &["docker.sock", "containerd.sock", "crio.sock"];

/// Sets `traffic`, where nothing stronger has.
pub(super) fn offer_traffic(needs: &mut Facts, resource: &Resource) {
    if let Some(peak) = needs.get("peak_to_mean").cloned() {
        let spiky = map(&peak, &|peak| match peak {
            Value::Number(peak) if *peak >= SPIKY_PEAK => text("spiky"),
            _ => Value::Absent,
        });
        // A declared peak is the answer, also where it is low: a scaler's range then says nothing.
        return offer(needs, "traffic", spiky);
    }
    let from_schedule = needs.get("schedule").or_else(|| resource.facts.get("scale_schedule")).cloned();
    if let Some(schedule) = from_schedule.filter(|schedule| !schedule.is_absent()) {
        let scheduled = map(&schedule, &|_| text("scheduled"));
        return offer(needs, "traffic", at_best(scheduled, Known::Inferred));
    }
    offer(needs, "traffic", at_best(of_triggers(resource), Known::Inferred));
    offer(needs, "traffic", at_best(of_range(resource), Known::Inferred));
    offer(needs, "traffic", at_best(of_neighbours(resource), Known::Inferred));
}

/// What comes to a front door or queue comes to all its consumers: where one grows with it, the load does.
fn of_neighbours(resource: &Resource) -> Fact {
    let range = fact_or_absent(&resource.facts, "range_beside", resource.name_span);
    map(&range, &|range| match range {
        Value::Number(range) if *range >= SPIKY_RANGE => text("spiky"),
        _ => Value::Absent,
    })
}

fn of_triggers(resource: &Resource) -> Fact {
    let triggers = fact_or_absent(&resource.facts, "triggers", resource.name_span);
    each(&triggers, &|triggers| {
        let is_event = |trigger: &Fact| {
            let kind = trigger.as_record().and_then(|record| record.text("kind"));
            matches!(kind, Some("queue" | "stream" | "event" | "storage"))
        };
        match triggers.as_list() {
            Some(items @ [first, ..]) if items.iter().all(is_event) => valued(first, text("event-driven")),
            _ => valued(triggers, Value::Absent),
        }
    })
}

fn of_range(resource: &Resource) -> Fact {
    let least = fact_or_absent(&resource.facts, "scale_min", resource.name_span);
    let most = fact_or_absent(&resource.facts, "scale_max", resource.name_span);
    combine(&most, &least, &|most, least| match (&most.value, &least.value) {
        (Value::Number(high), Value::Number(low)) => {
            let is_spiky = if *low <= 1.0 { *high >= SPIKY_MOST } else { high / low >= SPIKY_RANGE };
            valued(most, if is_spiky { text("spiky") } else { Value::Absent })
        }
        (Value::Unknown(_), Value::Number(_) | Value::Unknown(_)) => unknown_as(most),
        (Value::Number(_), Value::Unknown(_)) => unknown_as(least),
        _ => valued(most, Value::Absent),
    })
}

/// The same fact, unknown for the same reason; its bounds were of another quantity.
fn unknown_as(fact: &Fact) -> Fact {
    match &fact.value {
        Value::Unknown(unknown) => valued(fact, super::derive::unknown(unknown.reason.clone())),
        _ => fact.clone(),
    }
}

/// Sets `latency`: somebody waits for an answer where a front door or a caller that waits is written.
pub(super) fn offer_latency(needs: &mut Facts, resource: &Resource) {
    let waits = |trigger: &Fact| {
        let Some(record) = trigger.as_record() else { return false };
        let is_request = matches!(record.text("kind"), Some("http" | "websocket"));
        record.get("sync").and_then(Fact::as_bool).unwrap_or(is_request)
    };
    let of_list = |name: &str, counts: &dyn Fn(&Fact) -> bool| {
        each(&fact_or_absent(&resource.facts, name, resource.name_span), &|list| match list
            .as_list()
            .unwrap_or_default()
            .iter()
            .find(|item| counts(item))
        {
            Some(item) => valued(item, text("interactive")),
            None => valued(list, Value::Absent),
        })
    };
    offer(needs, "latency", at_best(of_list("triggers", &waits), Known::Inferred));
    offer(needs, "latency", at_best(of_list("routes", &|_| true), Known::Inferred));
}

/// Sets `duration`: a written timeout is an upper bound, never the duration.
pub(super) fn offer_duration(needs: &mut Facts, resource: &Resource) {
    let timeout = fact_or_absent(&resource.facts, "timeout", resource.name_span);
    let duration = each(&timeout, &|timeout| match &timeout.value {
        Value::Number(seconds) => {
            let most = units::duration_text(*seconds);
            let mut bound = Unknown::because(match timeout.known {
                Known::Defaulted => format!("only the default timeout of {most} is known"),
                _ => format!("only the timeout of {most} is written"),
            });
            bound.at_most = Some(*seconds);
            valued(timeout, Value::Unknown(bound))
        }
        Value::Unknown(unknown) => {
            let mut bound = Unknown::because(unknown.reason.clone());
            bound.at_most = unknown.at_most;
            valued(timeout, Value::Unknown(bound))
        }
        _ => valued(timeout, Value::Absent),
    });
    offer(needs, "duration", duration);
}

/// Sets `accelerator` and `kernel_access`, known as well as the lines that say so.
pub(super) fn offer_hardware(needs: &mut Facts, resource: &Resource) {
    let facts = &resource.facts;
    let at = resource.name_span;
    let has_gpus = |gpus: &Fact| {
        map(gpus, &|gpus| match gpus {
            Value::Number(count) => Value::Bool(*count > 0.0),
            _ => Value::Absent,
        })
    };
    let containers = fact_or_absent(facts, "containers", at);
    let of_containers = each(&containers, &|containers| {
        let gpus = working_containers(containers).into_iter().filter_map(|container| container.get("gpus"));
        gpus.fold(valued(containers, Value::Absent), |sum, gpus| either(&sum, &has_gpus(gpus)))
    });
    offer(needs, "accelerator", either(&has_gpus(&fact_or_absent(facts, "gpus", at)), &of_containers));

    let of_pod = ["host_pid", "host_network", "host_ipc"].map(|name| fact_or_absent(facts, name, at));
    let of_volumes = each(&fact_or_absent(facts, "volumes", at), &host_volumes);
    let mut access = either(&each(&containers, &|containers| privileged(containers, facts)), &of_volumes);
    for fact in &of_pod {
        access = either(&access, fact);
    }
    if access.as_bool() != Some(false) {
        offer(needs, "kernel_access", access);
    }
}

/// Whether a container that stays is privileged. An init container that sets up the pod is gone when it serves.
fn privileged(containers: &Fact, facts: &Facts) -> Fact {
    if containers.as_list().is_none() {
        let of_workload = fact_or_absent(facts, "privileged", containers.at);
        return if containers.is_unknown() { either(containers, &of_workload) } else { of_workload };
    }
    let nothing = valued(containers, Value::Absent);
    working_containers(containers).into_iter().fold(nothing.clone(), |sum, container| {
        let own = container.get("privileged").cloned().unwrap_or_else(|| nothing.clone());
        let capabilities = container.get("capabilities").cloned().unwrap_or_else(|| nothing.clone());
        let by_capability = each(&capabilities, &|list| any_item(list, &|name| KERNEL_CAPABILITIES.contains(&name)));
        either(&either(&sum, &own), &by_capability)
    })
}

/// True by the first item of which it holds; unknown where an item is, or the list.
fn any_item(list: &Fact, holds: &dyn Fn(&str) -> bool) -> Fact {
    let Some(items) = list.as_list() else { return list.clone() };
    items.iter().fold(valued(list, Value::Absent), |sum, item| {
        let of_one = map(item, &|value| match value {
            Value::Text(name) => Value::Bool(holds(name)),
            _ => Value::Absent,
        });
        either(&sum, &of_one)
    })
}

fn host_volumes(volumes: &Fact) -> Fact {
    let items = volumes.as_list().unwrap_or_default();
    items.iter().filter_map(Fact::as_record).fold(valued(volumes, Value::Absent), |sum, volume| {
        match volume.get("path").filter(|_| volume.text("kind") == Some("host")) {
            Some(path) => either(&sum, &any_item(&valued(path, Value::List(vec![path.clone()])), &is_kernel_path)),
            None => sum,
        }
    })
}

fn is_kernel_path(path: &str) -> bool {
    let is_below =
        |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path == "/"
        || HOST_PATHS.iter().any(|folder| is_below(folder))
        || RUNTIME_SOCKETS.iter().any(|end| path.ends_with(end))
}

/// The containers that go on running, of a known list.
pub(super) fn working_containers(containers: &Fact) -> Vec<&Facts> {
    let records = containers.as_list().unwrap_or_default().iter().filter_map(Fact::as_record);
    records.filter(|container| !container.is_true("init")).collect()
}

/// A container's command and arguments, as far as they are known.
pub(super) fn command_of(container: &Facts) -> Vec<&str> {
    texts(container.list("command"))
}

/// The known texts of a list.
pub(super) fn texts(items: &[Fact]) -> Vec<&str> {
    items.iter().filter_map(Fact::as_text).collect()
}

fn text(name: &'static str) -> Value {
    Value::Text(SmolStr::new_static(name))
}
