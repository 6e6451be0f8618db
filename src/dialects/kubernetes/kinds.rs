//! The table of kinds: every kind that is read, its group, its role and how it is read.

use super::companions;
use super::nodes;
use super::object::Object;
use super::routes;
use super::scalers;
use super::virtual_machines;
use super::workloads;
use crate::model::resource::{Resource, Role};

/// A kind that is read.
pub(super) struct Row {
    /// The group of its API; empty for the core.
    pub(super) group: &'static str,
    /// Its name.
    pub(super) kind: &'static str,
    /// Its part.
    pub(super) role: Role,
    /// The service that runs it, if it runs.
    pub(super) service: Option<&'static str>,
    /// Reads all but its head.
    pub(super) read: Reading,
}

/// Reads an object's facts and ties into the resource that its head gave.
type Reading = fn(&Object<'_>, &mut Resource);

const fn runs(group: &'static str, kind: &'static str, service: &'static str, read: Reading) -> Row {
    Row { group, kind, role: Role::Workload, service: Some(service), read }
}

const fn pods(group: &'static str, kind: &'static str, read: Reading) -> Row {
    runs(group, kind, "kubernetes-pod", read)
}

const fn machines(group: &'static str, kind: &'static str, read: Reading) -> Row {
    runs(group, kind, "kubevirt", read)
}

const fn companion(group: &'static str, kind: &'static str, read: Reading) -> Row {
    Row { group, kind, role: Role::Companion, service: None, read }
}

const fn capacity(group: &'static str, kind: &'static str, read: Reading) -> Row {
    Row { group, kind, role: Role::Capacity, service: None, read }
}

static ROWS: &[Row] = &[
    pods("", "Pod", workloads::pod),
    pods("", "ReplicationController", workloads::replicated),
    pods("apps", "Deployment", workloads::replicated),
    pods("apps", "ReplicaSet", workloads::replicated),
    pods("apps", "StatefulSet", workloads::stateful_set),
    pods("apps", "DaemonSet", workloads::daemon_set),
    pods("extensions", "Deployment", workloads::replicated),
    pods("extensions", "ReplicaSet", workloads::replicated),
    pods("extensions", "DaemonSet", workloads::daemon_set),
    pods("batch", "Job", workloads::job),
    pods("batch", "CronJob", workloads::cron_job),
    pods("apps.openshift.io", "DeploymentConfig", workloads::replicated),
    pods("argoproj.io", "Rollout", workloads::rollout),
    pods("keda.sh", "ScaledJob", workloads::scaled_job),
    runs("serving.knative.dev", "Service", "knative", workloads::knative),
    runs("serving.knative.dev", "Configuration", "knative", workloads::knative),
    machines("kubevirt.io", "VirtualMachine", virtual_machines::machine),
    machines("kubevirt.io", "VirtualMachineInstance", virtual_machines::instance),
    machines("kubevirt.io", "VirtualMachineInstanceReplicaSet", virtual_machines::replica_set),
    machines("pool.kubevirt.io", "VirtualMachinePool", virtual_machines::pool),
    companion("autoscaling", "HorizontalPodAutoscaler", scalers::horizontal),
    companion("keda.sh", "ScaledObject", scalers::scaled_object),
    companion("http.keda.sh", "HTTPScaledObject", scalers::http_scaled_object),
    companion("", "Service", routes::service),
    companion("networking.k8s.io", "Ingress", routes::ingress),
    companion("extensions", "Ingress", routes::ingress),
    companion("gateway.networking.k8s.io", "HTTPRoute", routes::gateway_route),
    companion("gateway.networking.k8s.io", "GRPCRoute", routes::gateway_route),
    companion("gateway.networking.k8s.io", "TCPRoute", routes::gateway_route),
    companion("gateway.networking.k8s.io", "TLSRoute", routes::gateway_route),
    companion("gateway.networking.k8s.io", "UDPRoute", routes::gateway_route),
    companion("route.openshift.io", "Route", routes::openshift_route),
    companion("traefik.io", "IngressRoute", routes::traefik_route),
    companion("traefik.containo.us", "IngressRoute", routes::traefik_route),
    companion("policy", "PodDisruptionBudget", companions::disruption_budget),
    companion("node.k8s.io", "RuntimeClass", companions::runtime_class),
    companion("", "Namespace", companions::nothing_more),
    companion("", "PersistentVolumeClaim", companions::nothing_more),
    capacity("karpenter.sh", "NodePool", nodes::node_pool),
    capacity("karpenter.sh", "Provisioner", nodes::node_pool),
];

/// The row of a kind, by group and version as written and by name; nothing where it is not read.
pub(super) fn find(api_version: &str, kind: &str) -> Option<&'static Row> {
    let group = match api_version.split_once('/') {
        Some((group, _)) => group,
        // The core has had one version; a chart's `apiVersion: v2` is none of it.
        None if api_version == "v1" => "",
        None => return None,
    };
    ROWS.iter().find(|row| row.group == group && row.kind == kind)
}

/// The row of a workload's kind, whatever its group: how scalers and kustomizations name one.
pub(super) fn workload(kind: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.kind == kind && row.service.is_some())
}

/// The row of a kind, whatever its group, the core's first: how a patch's target names one.
pub(super) fn any(kind: &str) -> Option<&'static Row> {
    find("v1", kind).or_else(|| ROWS.iter().find(|row| row.kind == kind))
}

/// All workloads' kinds whose number of instances is written.
pub(super) const REPLICATED: &[&str] = &["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"];

impl Row {
    /// Its kind as a list of one, for ties.
    pub(super) fn kinds(&'static self) -> &'static [&'static str] {
        std::slice::from_ref(&self.kind)
    }
}

/// Every kind that is read: its group, its name and its role.
pub fn roles() -> impl Iterator<Item = (&'static str, &'static str, Role)> {
    ROWS.iter().map(|row| (row.group, row.kind, row.role))
}
