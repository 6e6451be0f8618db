//! Azure machines, scale sets, what scales them, and Batch pools.

use smol_str::SmolStr;

use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, workload};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{cases, readers};
use crate::values::{lists, read};

pub(super) static TABLE: &[Row] = &[
    workload("azurerm_linux_virtual_machine", "azure-vm", machine),
    workload("azurerm_windows_virtual_machine", "azure-vm", machine),
    workload("azurerm_virtual_machine", "azure-vm", machine),
    workload("azurerm_dev_test_linux_virtual_machine", "azure-vm", machine),
    workload("azurerm_dev_test_windows_virtual_machine", "azure-vm", machine),
    workload("azurerm_linux_virtual_machine_scale_set", "azure-vm-scale-set", scale_set),
    workload("azurerm_windows_virtual_machine_scale_set", "azure-vm-scale-set", scale_set),
    workload("azurerm_orchestrated_virtual_machine_scale_set", "azure-vm-scale-set", scale_set),
    workload("azurerm_virtual_machine_scale_set", "azure-vm-scale-set", scale_set),
    workload("azurerm_batch_pool", "azure-batch", batch_pool),
    companion("azurerm_monitor_autoscale_setting", autoscale),
    companion("azurerm_virtual_machine_data_disk_attachment", data_disk),
    companion("azurerm_dev_test_global_vm_shutdown_schedule", shutdown),
    companion("azurerm_dedicated_host", |_| {}),
    companion("azurerm_dedicated_host_group", |_| {}),
];

const MACHINES: &[&str] =
    &["azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine"];

/// Types that an autoscale setting scales.
const SCALED: &[&str] = &[
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
    "azurerm_virtual_machine_scale_set",
    "azurerm_service_plan",
    "azurerm_app_service_plan",
];

const HOSTS: &[&str] = &["azurerm_dedicated_host", "azurerm_dedicated_host_group"];

fn machine(draft: &mut Draft<'_>) {
    draft.first_fact(
        "instance_type",
        &[&["size"], &["vm_size"], &["sku_name"], &["sku", "name"], &["sku"]],
        read::text,
    );
    if let Some(size) = draft.resource.facts.get("instance_type") {
        let gpus = readers::accelerators(size, has_accelerators);
        draft.set("gpus", gpus);
    }
    draft.fact_or("capacity_type", &["priority"], readers::capacity_type, word("on-demand"));
    draft.defaults("tenancy", word("default"));
    if let Some(host) = draft.at(&["dedicated_host_id"]).or_else(|| draft.at(&["dedicated_host_group_id"])) {
        let host = draft.name_fact(&host, HOSTS);
        draft.set("tenancy", Fact::written(word("host"), host.at));
        draft.set("dedicated_host", host);
    }
    draft.fact("confidential", &["os_disk", "security_encryption_type"], readers::present);
    draft.script(&[&["custom_data"], &["user_data"], &["os_profile", "custom_data"]], readers::script);
    draft.first_fact(
        "machine_image",
        &[&["source_image_id"], &["source_image_reference", "offer"], &["storage_image_reference", "offer"]],
        read::text,
    );
    let body = draft.body;
    let lists = [
        body::records(body.get("os_disk"), &os_disk),
        body::records(body.get("data_disk"), &|item| disk(item).facts()),
        body::records(body.get("storage_data_disk"), &|item| disk(item).facts()),
    ];
    draft.set_some("volumes", lists::concatenated(lists.into_iter().flatten()));
}

/// Sizes with GPUs: the N series.
pub(super) fn has_accelerators(size: &str) -> bool {
    let size = size
        .get(..9)
        .filter(|start| start.eq_ignore_ascii_case("standard_"))
        .and_then(|_| size.get(9..))
        .unwrap_or(size);
    let mut letters = size.chars();
    letters.next().is_some_and(|c| c.eq_ignore_ascii_case(&'n'))
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
}

fn os_disk(item: &Node) -> crate::model::fact::Facts {
    let local =
        body::at(item, &["diff_disk_settings"]).is_some_and(|node| !node.is_null() && node.as_list() != Some(&[]));
    disk(item).is("name", word("os")).is("kind", word(if local { "ephemeral" } else { "root" })).facts()
}

fn disk(item: &Node) -> Record<'_> {
    Record::of(item).is("kind", word("block")).read("name", &["name"], read::text).read(
        "size",
        &["disk_size_gb"],
        read::gibibytes,
    )
}

fn data_disk(draft: &mut Draft<'_>) {
    draft.link(Relation::Configures, &["virtual_machine_id"], MACHINES);
    let volume = Record::of(draft.body).is("kind", word("block")).facts();
    let volume = Fact::written(Value::Record(volume), draft.header);
    draft.lend("volumes", Fact::written(Value::List(vec![volume]), draft.header));
}

/// A machine is stopped every day at a time.
fn shutdown(draft: &mut Draft<'_>) {
    let on = draft.read(&["enabled"], read::boolean);
    if on.as_bool() == Some(false) {
        return;
    }
    draft.link(Relation::Scales, &["virtual_machine_id"], MACHINES);
    let time = draft.read(&["daily_recurrence_time"], read::text);
    draft.lend("scale_to_zero_schedule", Fact::written(Value::Bool(true), time.at));
    draft.lend("scale_schedule", time);
    draft.resource.lends = cases::where_on(std::mem::take(&mut draft.resource.lends), &on);
}

fn scale_set(draft: &mut Draft<'_>) {
    machine(draft);
    draft.is("group", Value::Bool(true));
    draft.first_fact("instances", &[&["instances"], &["sku", "capacity"]], read::number);
    // Spot above a base of regular machines.
    let base = draft.read(&["priority_mix", "base_regular_count"], readers::positive);
    let share = draft.read(&["priority_mix", "regular_percentage_above_base"], read::number);
    let mixed = base.as_number().is_some() || share.as_number().is_some_and(|share| share > 0.0);
    if mixed && draft.resource.facts.text("capacity_type") == Some("spot") {
        let at = draft.at(&["priority_mix"]).map_or(draft.name_span, |node| node.span);
        draft.set("capacity_type", Fact::written(word("mixed"), at));
    }
    for (name, fact) in [("on_demand_base", base), ("on_demand_percentage", share)] {
        draft.set_some(name, (!fact.is_absent()).then_some(fact));
    }
}

fn batch_pool(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("instance_type", &["vm_size"], read::text);
    let formula = draft.read(&["auto_scale", "formula"], read::text);
    if !formula.is_absent() {
        let by_formula = |reason| Fact::unknown(reason, formula.at);
        draft.set("instances", by_formula("the pool's formula says how many"));
        if formula.as_text().is_none_or(|text| text.contains("$TargetLowPriorityNodes")) {
            return draft.set("capacity_type", by_formula("the pool's formula says how many are of low priority"));
        }
    }
    if let Some(fixed) = draft.at(&["fixed_scale"]) {
        for (name, fact) in cases::by_case(&fixed, &fixed_nodes).iter() {
            draft.set(name, fact.clone());
        }
    }
    let on_demand = draft.default_fact(word("on-demand"));
    let bought = draft.resource.facts.remove("capacity_type");
    draft.set("capacity_type", bought.map_or(on_demand, |fact| body::or_default(fact, &word("on-demand"))));
}

/// How many nodes a pool of a fixed size has, and how they are bought.
fn fixed_nodes(fixed: &Node) -> Facts {
    let read = |name, reader| body::read(fixed, &[name], reader, fixed.span);
    let low = read("target_low_priority_nodes", readers::positive);
    let dedicated = read("target_dedicated_nodes", readers::positive);
    let bought = match (&low.value, &dedicated.value) {
        (Value::Number(_), Value::Number(_)) => Fact { value: word("mixed"), ..low },
        (Value::Number(_), Value::Absent) => Fact { value: word("spot"), ..low },
        (Value::Number(_), _) => dedicated,
        _ => low,
    };
    let mut facts = Facts::new();
    facts.set("capacity_type", bought);
    facts.set("instances", read("target_dedicated_nodes", read::number));
    facts
}

/// A setting scales by profiles, of which those with a recurrence hold at their times only.
fn autoscale(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["target_resource_id"], SCALED);
    let on = draft.read(&["enabled"], read::boolean);
    if on.as_bool() == Some(false) {
        return;
    }
    let profiles = body::each(draft.body, "profile");
    let timed = |profile: &Node| {
        ["recurrence", "fixed_date"].iter().any(|name| profile.get(name).is_some_and(|node| !node.is_null()))
    };
    let usual = profiles.iter().find(|profile| !timed(profile)).or(profiles.first());
    if let Some(profile) = usual {
        let read = |name| body::read(profile, &["capacity", name], read::number, profile.span);
        draft.lend("scale_min", read("minimum"));
        draft.lend("scale_max", read("maximum"));
    }
    draft.lend("scaler", Fact::written(word("Azure autoscale"), draft.header));
    let timed: Vec<&Node> = profiles.iter().copied().filter(|profile| timed(profile)).collect();
    if let Some(profile) = timed.first() {
        let name = profile.get("name").and_then(Node::as_text).unwrap_or_else(|| SmolStr::new_static("a profile"));
        draft.lend("scale_schedule", Fact::written(Value::Text(name), profile.span));
    }
    let zeros: Vec<Fact> = timed
        .iter()
        .map(|profile| {
            let most = body::read(profile, &["capacity", "maximum"], read::number, profile.span);
            cases::derived(&most, &|value| Value::Bool(*value == Value::Number(0.0)))
        })
        .collect();
    if let Some(zero) = cases::any_true(zeros.iter()).filter(|zero| zero.as_bool() != Some(false)) {
        draft.lend("scale_to_zero_schedule", zero);
    }
    draft.resource.lends = cases::where_on(std::mem::take(&mut draft.resource.lends), &on);
}
