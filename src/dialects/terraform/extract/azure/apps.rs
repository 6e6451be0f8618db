//! App Service and Functions, and the plans they run on.

use super::host::timeout;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, companion, workload};
use crate::model::fact::Value;
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body;
use crate::values::cases;
use crate::values::read;

pub(super) static TABLE: &[Row] = &[
    capacity("azurerm_service_plan", plan),
    capacity("azurerm_app_service_plan", plan),
    workload("azurerm_linux_web_app", "azure-app-service", web_app),
    workload("azurerm_windows_web_app", "azure-app-service", web_app),
    workload("azurerm_app_service", "azure-app-service", web_app),
    // A slot is another version of an app, beside it on its plan.
    companion("azurerm_app_service_slot", |_| {}),
    companion("azurerm_function_app_slot", |_| {}),
    companion("azurerm_linux_web_app_slot", |_| {}),
    companion("azurerm_windows_web_app_slot", |_| {}),
    workload("azurerm_linux_function_app", "azure-functions", function_app),
    workload("azurerm_windows_function_app", "azure-functions", function_app),
    workload("azurerm_function_app", "azure-functions", function_app),
    workload("azurerm_function_app_flex_consumption", "azure-functions", flex_function_app),
    companion("azurerm_linux_function_app_slot", |_| {}),
    companion("azurerm_windows_function_app_slot", |_| {}),
    workload("azurerm_logic_app_standard", "azure-functions", function_app),
];

const PLANS: &[&str] = &["azurerm_service_plan", "azurerm_app_service_plan"];

fn plan(draft: &mut Draft<'_>) {
    draft.first_fact("plan_sku", &[&["sku_name"], &["sku", "size"]], read::text);
    draft.first_fact("instances", &[&["worker_count"], &["sku", "capacity"]], read::number);
    draft.fact("scale_max", &["maximum_elastic_worker_count"], read::number);
    draft.lend_own(&["plan_sku", "instances"]);
}

fn on_plan(draft: &mut Draft<'_>) {
    for argument in ["service_plan_id", "app_service_plan_id"] {
        draft.link(Relation::Capacity, &[argument], PLANS);
    }
}

fn web_app(draft: &mut Draft<'_>) {
    on_plan(draft);
    let default = draft.here.block.kind != "azurerm_app_service";
    draft.fact_or("always_on", &["site_config", "always_on"], read::boolean, Value::Bool(default));
    runtime(draft);
}

fn function_app(draft: &mut Draft<'_>) {
    on_plan(draft);
    draft.fact("always_on", &["site_config", "always_on"], read::boolean);
    draft.fact("always_ready", &["site_config", "elastic_instance_minimum"], read::number);
    draft.fact("scale_max", &["site_config", "app_scale_limit"], read::number);
    timeout(draft);
    runtime(draft);
}

/// The language of an app: the argument of its stack that names a version.
fn runtime(draft: &mut Draft<'_>) {
    let Some(stack) = draft.at(&["site_config", "application_stack"]) else { return };
    let versions = [
        ("python_version", "python"),
        ("node_version", "node"),
        ("java_version", "java"),
        ("dotnet_version", "dotnet"),
        ("powershell_core_version", "powershell"),
        ("php_version", "php"),
        ("ruby_version", "ruby"),
    ];
    for (argument, language) in versions {
        let version = body::read(&stack, &[argument], read::text, stack.span);
        if !version.is_absent() {
            let named = |value: &Value| match value {
                Value::Text(version) => Value::Text(smol_str::format_smolstr!("{language} {version}")),
                other => other.clone(),
            };
            draft.set("runtime", cases::derived(&version, &named));
            return;
        }
    }
}

fn flex_function_app(draft: &mut Draft<'_>) {
    on_plan(draft);
    draft.fact("runtime", &["runtime_name"], read::text);
    timeout(draft);
    draft.fact_or("memory", &["instance_memory_in_mb"], read::mebibytes, Value::Number(2048.0 * 1_048_576.0));
    draft.fact_or("scale_max", &["maximum_instance_count"], read::number, Value::Number(100.0));
    let ready = body::records(draft.body.get("always_ready"), &|item: &Node| {
        body::Record::of(item).read("always_ready", &["instance_count"], read::number).facts()
    });
    let none = draft.default_fact(Value::Number(0.0));
    let ready = ready.as_ref().and_then(|list| cases::sum_of(list, "always_ready")).unwrap_or(none);
    draft.set("always_ready", ready);
}
