//! Managed platforms and job services: App Runner, CodeBuild, Glue, EMR, SageMaker.

use super::draft::Draft;
use super::{Row, companion, definition, workload};
use crate::dialects::aws::machines::count_ml_accelerators;
use crate::dialects::aws::tasks::{task_cpu, task_memory};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::values::body;
use crate::values::read::{self, word};
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    workload("AWS::AppRunner::Service", "aws-apprunner", apprunner),
    companion("AWS::AppRunner::AutoScalingConfiguration", |_| {}),
    workload("AWS::CodeBuild::Project", "aws-codebuild", codebuild),
    workload("AWS::Glue::Job", "aws-glue", glue),
    workload("AWS::EMR::Cluster", "aws-emr", emr),
    workload("AWS::EMRServerless::Application", "aws-emr-serverless", emr_serverless),
    workload("AWS::SageMaker::NotebookInstance", "aws-sagemaker", notebook),
    workload("AWS::SageMaker::Endpoint", "aws-sagemaker", endpoint),
    definition("AWS::SageMaker::EndpointConfig", "aws-sagemaker", endpoint_config),
];

fn apprunner(draft: &mut Draft<'_>) {
    draft.fact_or("cpu", &["InstanceConfiguration", "Cpu"], task_cpu, Value::Number(1.0));
    let memory = &["InstanceConfiguration", "Memory"];
    draft.fact_or("memory", memory, task_memory, Value::Number(2.0 * 1_073_741_824.0));
    let path = ["AutoScalingConfigurationArn"];
    let kinds = &["AWS::AppRunner::AutoScalingConfiguration"];
    for (name, property, default) in
        [("scale_min", "MinSize", 1.0), ("scale_max", "MaxSize", 25.0), ("concurrency", "MaxConcurrency", 100.0)]
    {
        let fact = match (draft.at(&path), draft.referred(&path, kinds)) {
            (Some(here), Some(there)) => {
                body::or_default(draft.read_there(&here, there, &[property], read::number), &Value::Number(default))
            }
            (Some(here), None) => Fact::unknown("its scaling configuration is not written in this template", here.span),
            _ => draft.default_fact(Value::Number(default)),
        };
        draft.set(name, fact);
    }
    draft.is("scaler", word("App Runner"));
}

fn codebuild(draft: &mut Draft<'_>) {
    draft.is("run_to_completion", Value::Bool(true));
    draft.fact_or("timeout", &["TimeoutInMinutes"], read::minutes, Value::Number(3600.0));
    draft.fact("privileged", &["Environment", "PrivilegedMode"], read::boolean);
    draft.fact("instance_type", &["Environment", "ComputeType"], read::text);
    draft.fact("machine_image", &["Environment", "Image"], read::text);
}

fn glue(draft: &mut Draft<'_>) {
    let kind = draft.read(&["Command", "Name"], read::text);
    if kind.as_text() != Some("gluestreaming") {
        draft.is("run_to_completion", Value::Bool(true));
    }
    draft.fact("timeout", &["Timeout"], read::minutes);
    draft.fact("instances", &["NumberOfWorkers"], read::number);
    draft.fact("instance_type", &["WorkerType"], read::text);
    draft.fact("runtime", &["GlueVersion"], read::text);
}

fn emr(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("run_to_completion", &["Instances", "KeepJobFlowAliveWhenNoSteps"], readers::not);
    draft.fact("instances", &["Instances", "CoreInstanceGroup", "InstanceCount"], read::number);
    draft.fact("instance_type", &["Instances", "CoreInstanceGroup", "InstanceType"], read::text);
    let parts = [("MasterInstanceGroup", "MasterInstanceFleet"), ("CoreInstanceGroup", "CoreInstanceFleet")];
    let parts: Vec<Fact> = parts.iter().filter_map(|(group, fleet)| bought(draft, group, fleet)).collect();
    let open = parts.iter().find(|fact| fact.as_text().is_none());
    let all_bought = match (open, parts.split_first()) {
        (Some(open), _) => open.clone(),
        (None, Some((first, rest))) if rest.iter().any(|fact| fact.value != first.value) => {
            let least = parts.iter().find(|fact| fact.as_text() != Some("on-demand")).unwrap_or(first);
            Fact { value: word("mixed"), ..least.clone() }
        }
        (None, Some((first, _))) => first.clone(),
        (None, None) => draft.default_fact(word("on-demand")),
    };
    draft.set("capacity_type", all_bought);
}

/// How the machines of a part of a cluster are bought, where that part is written as a group or as a fleet.
fn bought(draft: &Draft<'_>, group: &str, fleet: &str) -> Option<Fact> {
    if draft.at(&["Instances", group]).is_some() {
        let market = draft.read(&["Instances", group, "Market"], readers::capacity_type);
        let bid = draft.read(&["Instances", group, "BidPrice"], |_| Some(word("spot")));
        return Some(match (market.is_absent(), bid.is_absent()) {
            (false, _) => body::or_default(market, &word("on-demand")),
            (true, _) => body::or_default(bid, &word("on-demand")),
        });
    }
    draft.at(&["Instances", fleet])?;
    let zero = Value::Number(0.0);
    let number = |name| body::or_default(draft.read(&["Instances", fleet, name], read::number), &zero);
    let (on_demand, spot) = (number("TargetOnDemandCapacity"), number("TargetSpotCapacity"));
    if let Some(open) = [&on_demand, &spot].into_iter().find(|fact| fact.as_number().is_none()) {
        return Some(match &open.value {
            Value::Unknown(_) => cases::derived(open, &|_| Value::Absent),
            _ => Fact::unknown("the fleet's capacity depends on a condition", open.at),
        });
    }
    let takes = |fact: &Fact| fact.as_number().is_some_and(|number| number > 0.0);
    Some(match (takes(&on_demand), takes(&spot)) {
        (true, true) => Fact { value: word("mixed"), ..spot },
        (false, true) => Fact { value: word("spot"), ..spot },
        _ => Fact { value: word("on-demand"), ..on_demand },
    })
}

fn emr_serverless(draft: &mut Draft<'_>) {
    let workers = body::each(draft.body, "InitialCapacity");
    let counts = workers.iter().map(|worker| body::read(worker, &["Value", "WorkerCount"], read::number, worker.span));
    let counts: Vec<Fact> = counts.filter(|count| !count.is_absent()).collect();
    if let Some(first) = counts.first() {
        let open = counts.iter().find(|count| count.as_number().is_none());
        let sum = Value::Number(counts.iter().filter_map(Fact::as_number).sum());
        draft.set("always_ready", open.cloned().unwrap_or_else(|| Fact { value: sum, ..first.clone() }));
    }
    draft.fact("runtime", &["ReleaseLabel"], read::text);
}

fn notebook(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["InstanceType"], read::text);
    count_ml_accelerators(draft);
}

fn endpoint(draft: &mut Draft<'_>) {
    draft.link(Relation::Definition, &["EndpointConfigName"], &["AWS::SageMaker::EndpointConfig"]);
}

fn endpoint_config(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["ProductionVariants", "InstanceType"], read::text);
    draft.fact("instances", &["ProductionVariants", "InitialInstanceCount"], read::number);
    let serverless = ["ProductionVariants", "ServerlessConfig"];
    draft.fact("memory", &[serverless[0], serverless[1], "MemorySizeInMB"], read::mebibytes);
    draft.fact("concurrency", &[serverless[0], serverless[1], "MaxConcurrency"], read::number);
    count_ml_accelerators(draft);
    draft.lend_everything();
}
