//! Managed platforms and job services: App Runner, CodeBuild, Glue, EMR, SageMaker.

use crate::dialects::aws::machines::count_ml_accelerators;
use crate::dialects::aws::tasks::{task_cpu, task_memory};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, definition, workload};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::values::body;
use crate::values::read;
use crate::values::read::word;
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    workload("aws_apprunner_service", "aws-apprunner", apprunner),
    companion("aws_apprunner_auto_scaling_configuration_version", |_| {}),
    workload("aws_codebuild_project", "aws-codebuild", codebuild),
    workload("aws_glue_job", "aws-glue", glue),
    workload("aws_emr_cluster", "aws-emr", emr),
    workload("aws_emrserverless_application", "aws-emr-serverless", emr_serverless),
    workload("aws_sagemaker_notebook_instance", "aws-sagemaker", notebook),
    workload("aws_sagemaker_endpoint", "aws-sagemaker", endpoint),
    definition("aws_sagemaker_endpoint_configuration", "aws-sagemaker", endpoint_configuration),
];

fn apprunner(draft: &mut Draft<'_>) {
    draft.fact_or("cpu", &["instance_configuration", "cpu"], task_cpu, Value::Number(1.0));
    let memory = &["instance_configuration", "memory"];
    draft.fact_or("memory", memory, task_memory, Value::Number(2.0 * 1_073_741_824.0));
    let path = ["auto_scaling_configuration_arn"];
    let kinds = &["aws_apprunner_auto_scaling_configuration_version"];
    for (name, argument, default) in
        [("scale_min", "min_size", 1.0), ("scale_max", "max_size", 25.0), ("concurrency", "max_concurrency", 100.0)]
    {
        let fact = match (draft.at(&path), draft.referred(&path, kinds)) {
            (Some(here), Some(there)) => {
                body::or_default(draft.read_there(&here, there, &[argument], read::number), &Value::Number(default))
            }
            (Some(here), None) => Fact::unknown("its scaling configuration is not written in this unit", here.span),
            _ => draft.default_fact(Value::Number(default)),
        };
        draft.set(name, fact);
    }
    draft.is("scaler", word("App Runner"));
}

fn codebuild(draft: &mut Draft<'_>) {
    draft.is("run_to_completion", Value::Bool(true));
    draft.fact_or("timeout", &["build_timeout"], read::minutes, Value::Number(3600.0));
    draft.fact("privileged", &["environment", "privileged_mode"], read::boolean);
    draft.fact("instance_type", &["environment", "compute_type"], read::text);
    draft.fact("machine_image", &["environment", "image"], read::text);
}

fn glue(draft: &mut Draft<'_>) {
    let streaming = draft.read(&["command", "name"], read::text);
    if streaming.as_text() != Some("gluestreaming") {
        draft.is("run_to_completion", Value::Bool(true));
    }
    draft.fact("timeout", &["timeout"], read::minutes);
    draft.fact("instances", &["number_of_workers"], read::number);
    draft.fact("instance_type", &["worker_type"], read::text);
    draft.fact("runtime", &["glue_version"], read::text);
}

fn emr(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("run_to_completion", &["keep_job_flow_alive_when_no_steps"], readers::not);
    draft.fact("instances", &["core_instance_group", "instance_count"], read::number);
    draft.fact("instance_type", &["core_instance_group", "instance_type"], read::text);
    let bids = ["master_instance_group", "core_instance_group"]
        .map(|group| draft.read(&[group, "bid_price"], |_| Some(word("spot"))));
    let [main, core] = bids;
    let bought = match (main.is_absent(), core.is_absent()) {
        (true, true) => draft.default_fact(word("on-demand")),
        (false, false) => core,
        (false, true) => cases::derived(&main, &|_| word("mixed")),
        (true, false) => cases::derived(&core, &|_| word("mixed")),
    };
    draft.set("capacity_type", bought);
}

fn emr_serverless(draft: &mut Draft<'_>) {
    draft.fact("always_ready", &["initial_capacity", "initial_capacity_config", "worker_count"], read::number);
    draft.fact("runtime", &["release_label"], read::text);
}

fn notebook(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["instance_type"], read::text);
    count_ml_accelerators(draft);
}

fn endpoint(draft: &mut Draft<'_>) {
    draft.link(Relation::Definition, &["endpoint_config_name"], &["aws_sagemaker_endpoint_configuration"]);
}

fn endpoint_configuration(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["production_variants", "instance_type"], read::text);
    draft.fact("instances", &["production_variants", "initial_instance_count"], read::number);
    let serverless = ["production_variants", "serverless_config"];
    draft.fact("memory", &[serverless[0], serverless[1], "memory_size_in_mb"], read::mebibytes);
    draft.fact("concurrency", &[serverless[0], serverless[1], "max_concurrency"], read::number);
    count_ml_accelerators(draft);
    draft.lend_everything();
}
