//! Managed job services: Dataflow and Dataproc.

use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, workload};
use crate::model::fact::Value;
use crate::values::read;
use crate::values::read::word;

pub(super) static TABLE: &[Row] = &[
    workload("google_dataflow_job", "gcp-dataflow", dataflow),
    workload("google_dataflow_flex_template_job", "gcp-dataflow", dataflow),
    workload("google_dataproc_cluster", "gcp-dataproc", dataproc),
    workload("google_dataproc_batch", "gcp-dataproc", |draft| draft.is("run_to_completion", Value::Bool(true))),
];

fn dataflow(draft: &mut Draft<'_>) {
    draft.fact("scale_max", &["max_workers"], read::number);
    draft.fact("instance_type", &["machine_type"], read::text);
}

fn dataproc(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("instances", &["cluster_config", "worker_config", "num_instances"], read::number);
    draft.fact("instance_type", &["cluster_config", "worker_config", "machine_type"], read::text);
    let extra = ["cluster_config", "preemptible_worker_config", "num_instances"];
    match draft.read(&extra, read::number).as_number() {
        Some(count) if count > 0.0 => draft.is("capacity_type", word("mixed")),
        _ => draft.defaults("capacity_type", word("on-demand")),
    }
}
