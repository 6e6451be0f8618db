//! Compute Engine machines and their templates.

use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, definition, workload};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{cases, readers};
use crate::values::{lists, read};

pub(super) static TABLE: &[Row] = &[
    workload("google_compute_instance", "gcp-compute-engine", instance),
    workload("google_compute_instance_from_template", "gcp-compute-engine", from_template),
    workload("google_compute_instance_from_machine_image", "gcp-compute-engine", instance),
    definition("google_compute_instance_template", "gcp-compute-engine", template),
    definition("google_compute_region_instance_template", "gcp-compute-engine", template),
    companion("google_compute_attached_disk", attached_disk),
    companion("google_compute_resource_policy", |_| {}),
];

/// Types that describe machines for others to start.
pub(super) const TEMPLATES: &[&str] = &["google_compute_instance_template", "google_compute_region_instance_template"];

/// Types of single machines.
pub(super) const INSTANCES: &[&str] =
    &["google_compute_instance", "google_compute_instance_from_template", "google_compute_instance_from_machine_image"];

const POLICIES: &[&str] = &["google_compute_resource_policy"];

fn instance(draft: &mut Draft<'_>) {
    machine(draft);
    machine_defaults(draft);
    hours(draft);
}

/// A policy that the machine names may stop it on a schedule.
fn hours(draft: &mut Draft<'_>) {
    let Some(named) = draft.at(&["resource_policies"]) else { return };
    for node in body::items(&named) {
        let Some(policy) = draft.here.unit.referred(node, POLICIES) else { continue };
        let stop = ["instance_schedule_policy", "vm_stop_schedule", "schedule"];
        let schedule = draft.read_there(node, policy, &stop, read::text);
        if !schedule.is_absent() {
            let stops = cases::derived(&schedule, &|_| Value::Bool(true));
            draft.set("scale_to_zero_schedule", stops);
            draft.set("scale_schedule", schedule);
            return;
        }
    }
}

fn from_template(draft: &mut Draft<'_>) {
    machine(draft);
    if !draft.link(Relation::Definition, &["source_instance_template"], TEMPLATES) {
        machine_defaults(draft);
    }
}

fn template(draft: &mut Draft<'_>) {
    machine(draft);
    machine_defaults(draft);
    draft.lend_everything();
}

fn machine(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["machine_type"], read::text);
    draft.first_fact(
        "machine_image",
        &[&["boot_disk", "initialize_params", "image"], &["disk", "source_image"]],
        read::text,
    );
    draft.script(&[&["metadata_startup_script"], &["metadata", "startup-script"]], read::text);
    draft.set_some("capacity_type", bought(draft.body, &["scheduling"]));
    hosts(draft);
    let flags = [
        draft.read(&["confidential_instance_config", "enable_confidential_compute"], read::boolean),
        draft.read(&["confidential_instance_config", "confidential_instance_type"], readers::present),
    ];
    draft.set_some("confidential", cases::any_true(flags.iter().filter(|flag| !flag.is_absent())));
    gpus(draft);
    let body = draft.body;
    let lists = [
        body::records(body.get("boot_disk"), &|item| {
            disk(item).is("name", word("boot")).is("kind", word("root")).facts()
        }),
        body::records(body.get("attached_disk"), &|item| disk(item).facts()),
        body::records(body.get("scratch_disk"), &|item| Record::of(item).is("kind", word("ephemeral")).facts()),
        body::records(body.get("disk"), &template_disk),
    ];
    draft.set_some("volumes", lists::concatenated(lists.into_iter().flatten()));
}

fn machine_defaults(draft: &mut Draft<'_>) {
    for (name, default) in [("tenancy", "default"), ("capacity_type", "on-demand")] {
        let written = draft.resource.facts.remove(name).unwrap_or_else(|| Fact::absent(draft.name_span));
        draft.set(name, body::or_default(written, &word(default)));
    }
}

/// How a machine is bought, of the block at a path that may say `spot`, `preemptible` or a provisioning model.
pub(super) fn bought(node: &Node, path: &[&str]) -> Option<Fact> {
    let block = body::at(node, path)?;
    cases::by_case(&block, &|block| {
        let mut facts = Facts::new();
        let model = body::read(block, &["provisioning_model"], provisioning, block.span);
        let spot = body::read(block, &["spot"], read::boolean, block.span);
        let preemptible = body::read(block, &["preemptible"], read::boolean, block.span);
        let flagged = |fact: &Fact, name| {
            cases::derived(fact, &|value| if *value == Value::Bool(true) { word(name) } else { Value::Absent })
        };
        // The model names Spot also where the older flag is set beside it.
        let said = [model, flagged(&spot, "spot"), flagged(&preemptible, "preemptible")];
        if let Some(fact) = said.into_iter().find(|fact| !fact.is_absent()) {
            facts.set("capacity_type", fact);
        }
        facts
    })
    .remove("capacity_type")
}

fn provisioning(node: &Node) -> Option<Value> {
    Some(match node.as_str()? {
        "SPOT" => word("spot"),
        "STANDARD" => Value::Absent,
        "RESERVATION_BOUND" => word("reserved"),
        // Flexible starts are bought for a bounded time and not taken away before it ends.
        "FLEX_START" => word("reserved"),
        _ => return None,
    })
}

/// Sole-tenant nodes: affinities to a node group.
fn hosts(draft: &mut Draft<'_>) {
    let Some(affinity) = draft.at(&["scheduling", "node_affinities"]) else { return };
    let values = body::at(&affinity, &["values"]);
    let host = match values.as_deref() {
        Some(node) => match node.items() {
            [one] => draft.name_fact(one, &["google_compute_node_group"]),
            _ => body::read(&affinity, &["key"], read::text, affinity.span),
        },
        None => body::read(&affinity, &["key"], read::text, affinity.span),
    };
    let anti = body::at(&affinity, &["operator"]).is_some_and(|node| node.as_str() == Some("NOT_IN"));
    if !host.is_absent() && !anti {
        draft.set("tenancy", cases::derived(&host, &|_| word("host")));
        draft.set("dedicated_host", host);
    }
}

/// Accelerators beside the machine, or built into its type.
fn gpus(draft: &mut Draft<'_>) {
    let list = body::records(draft.body.get("guest_accelerator"), &|item| {
        Record::of(item).read("gpus", &["count"], read::number).facts()
    });
    let beside = list.as_ref().and_then(|list| cases::sum_of(list, "gpus"));
    let built_in = draft.resource.facts.get("instance_type").map(|kind| readers::accelerators(kind, has_accelerators));
    draft.set_some("gpus", beside.or(built_in));
}

/// Machine families with GPUs built in, and TPU machines.
pub(super) fn has_accelerators(machine_type: &str) -> bool {
    ["a2-", "a3-", "a4-", "a4x-", "g2-", "g4-", "ct"].iter().any(|family| machine_type.starts_with(family))
}

fn disk(item: &Node) -> Record<'_> {
    Record::of(item).is("kind", word("block")).read("name", &["device_name"], read::text).read(
        "size",
        &["initialize_params", "size"],
        read::gibibytes,
    )
}

fn template_disk(item: &Node) -> Facts {
    let scratch = item.get("type").and_then(Node::as_str) == Some("SCRATCH");
    let boots = item.get("boot").and_then(Node::as_bool).unwrap_or(item.get("source_image").is_some());
    let kind = match (scratch, boots) {
        (true, _) => "ephemeral",
        (false, true) => "root",
        (false, false) => "block",
    };
    Record::of(item)
        .is("kind", word(kind))
        .read("name", &["device_name"], read::text)
        .read("size", &["disk_size_gb"], read::gibibytes)
        .facts()
}

fn attached_disk(draft: &mut Draft<'_>) {
    draft.link(Relation::Configures, &["instance"], INSTANCES);
    let volume = Record::of(draft.body).is("kind", word("block")).read("name", &["device_name"], read::text).facts();
    let volume = Fact::written(Value::Record(volume), draft.header);
    draft.lend("volumes", Fact::written(Value::List(vec![volume]), draft.header));
}
