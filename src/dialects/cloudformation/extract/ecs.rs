//! ECS services, clusters and capacity providers.

use super::autoscaling::GROUPS;
use super::draft::Draft;
use super::placement::{PLACEMENT, link_providers, place};
use super::routes::front_doors;
use super::tasks::TASKS;
use super::{Row, capacity, companion, workload};
use crate::dialects::aws::placement::{facts_by_case, is_own};
use crate::dialects::aws::tasks::{task_cpu, task_memory};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::{self, word};
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    workload("AWS::ECS::Service", "aws-ecs", service),
    workload("AWS::ECS::ExpressGatewayService", "aws-ecs", express),
    capacity("AWS::ECS::Cluster", cluster),
    capacity("AWS::ECS::ClusterCapacityProviderAssociations", |_| {}),
    capacity("AWS::ECS::CapacityProvider", provider),
    companion("AWS::ECS::TaskSet", |_| {}),
];

/// The type of a cluster.
pub(super) const CLUSTERS: &[&str] = &["AWS::ECS::Cluster"];

/// The type of a capacity provider.
pub(super) const PROVIDERS: &[&str] = &["AWS::ECS::CapacityProvider"];

/// The types of services.
pub(super) const SERVICES: &[&str] = &["AWS::ECS::Service", "AWS::ECS::ExpressGatewayService"];

fn service(draft: &mut Draft<'_>) {
    let daemon = draft.read(&["SchedulingStrategy"], |node| Some(Value::Bool(node.as_str()? == "DAEMON")));
    if !daemon.is_absent() {
        draft.set("per_node", daemon.clone());
    }
    if daemon.as_bool() != Some(true) {
        draft.fact_or("instances", &["DesiredCount"], read::number, Value::Number(1.0));
    }
    let mut balancers = body::each(draft.body, "LoadBalancers");
    draft.link(Relation::Task, &["TaskDefinition"], TASKS);
    place(draft, draft.body);
    constrain(draft, draft.body);
    // Who deploys by itself says the rest of it in sets of tasks.
    for set in task_sets(draft) {
        if let Some(task) = set.body.get("TaskDefinition") {
            draft.link_node(Relation::Task, task, TASKS);
        }
        place(draft, &set.body);
        balancers.extend(body::each(&set.body, "LoadBalancers"));
    }
    match draft.at(&["Cluster"]) {
        Some(cluster) => draw_from_cluster(draft, &cluster),
        None => draft.link_unknown(Relation::Capacity, "the default cluster is not written here"),
    }
    let groups =
        balancers.into_iter().filter_map(|one| one.get("TargetGroupArn").or_else(|| one.get("LoadBalancerName")));
    let lattice = body::each(draft.body, "VpcLatticeConfigurations").into_iter();
    let doors: Vec<&Node> = groups.chain(lattice.filter_map(|one| one.get("TargetGroupArn"))).collect();
    draft.set_some("routes", front_doors(draft, &doors));
}

/// Says that a constraint picks the machines that tasks run on: expressions are not compared.
pub(super) fn constrain(draft: &mut Draft<'_>, node: &Node) {
    let constraints = body::each(node, "PlacementConstraints");
    let Some(one) =
        constraints.into_iter().find(|one| one.get("Type").and_then(Node::as_str) != Some("distinctInstance"))
    else {
        return;
    };
    let open = Fact::unknown("its placement constraints are not compared with those of others", one.span);
    draft.set("node_affinity", Fact::written(Value::List(vec![open]), one.span));
}

/// The sets of tasks of a service that names no task definition itself.
fn task_sets<'a>(draft: &Draft<'a>) -> Vec<&'a ResolvedResource> {
    if draft.at(&["TaskDefinition"]).is_some() {
        return Vec::new();
    }
    let unit = draft.here.unit;
    let own = |set: &&ResolvedResource| {
        let service = set.body.get("Service").and_then(|service| unit.referred(service, SERVICES));
        service.is_some_and(|service| service.id == draft.here.resolved.id)
    };
    unit.of_kind("AWS::ECS::TaskSet").filter(own).collect()
}

/// Ties tasks to their cluster, and to the providers of its default strategy where they follow that.
pub(super) fn draw_from_cluster(draft: &mut Draft<'_>, cluster: &Node) {
    let facts = &draft.resource.facts;
    let follows = facts.get("capacity_kind").is_none() && facts.get("capacity_provider").is_none();
    let on_machines = facts.text("capacity_kind") == Some("nodes") && facts.get("capacity_provider").is_none();
    draft.link_node(Relation::Capacity, cluster, CLUSTERS);
    let Some(cluster) = draft.here.unit.referred(cluster, CLUSTERS) else { return };
    if follows {
        if let Some(strategy) = default_strategy(draft, cluster) {
            link_providers(draft, &strategy);
        }
    } else if on_machines {
        draw_from_groups(draft, cluster);
    }
}

/// Ties tasks that run on a cluster's own machines to the providers whose groups are these machines.
fn draw_from_groups(draft: &mut Draft<'_>, cluster: &ResolvedResource) {
    let own = cluster.body.get("CapacityProviders");
    let configured = own.or_else(|| associations_of(draft, cluster)?.body.get("CapacityProviders"));
    let Some(names) = configured.filter(|names| names.as_list().is_some()) else { return };
    let custom: Vec<&Node> = names.items().iter().filter(|name| !is_own(name)).collect();
    let is_group = |name: &&Node| {
        let provider = draft.here.unit.referred(name, PROVIDERS);
        provider.is_some_and(|provider| provider.body.get("AutoScalingGroupProvider").is_some())
    };
    if custom.is_empty() || !custom.iter().all(is_group) {
        return;
    }
    draft.resource.facts.remove("capacity_type");
    for name in custom {
        draft.link_node(Relation::Capacity, name, PROVIDERS);
    }
}

/// What says apart from a cluster of this template which capacity providers it has.
fn associations_of<'a>(draft: &Draft<'a>, cluster: &ResolvedResource) -> Option<&'a ResolvedResource> {
    let unit = draft.here.unit;
    unit.of_kind("AWS::ECS::ClusterCapacityProviderAssociations").find(|resource| {
        let named = resource.body.get("Cluster").and_then(|name| unit.referred(name, CLUSTERS));
        named.is_some_and(|named| named.id == cluster.id)
    })
}

/// The default strategy of a cluster of this template: its own, or that of what configures it.
fn default_strategy(draft: &Draft<'_>, cluster: &ResolvedResource) -> Option<Node> {
    strategy_of(cluster).or_else(|| associations_of(draft, cluster).and_then(strategy_of))
}

fn strategy_of(resource: &ResolvedResource) -> Option<Node> {
    let strategy = body::at(&resource.body, &["DefaultCapacityProviderStrategy"])?;
    (!strategy.is_null()).then(|| strategy.into_owned())
}

fn cluster(draft: &mut Draft<'_>) {
    match default_strategy(draft, draft.here.resolved) {
        Some(strategy) => {
            link_providers(draft, &strategy);
            draft.resource.lends = facts_by_case(&strategy, &PLACEMENT);
        }
        // Without a default strategy a service without a launch type runs on the cluster's own machines.
        None => draft.lend("capacity_kind", draft.default_fact(word("nodes"))),
    }
}

fn provider(draft: &mut Draft<'_>) {
    draft.link(Relation::Capacity, &["AutoScalingGroupProvider", "AutoScalingGroupArn"], GROUPS);
    if let Some(block) = draft.at(&["AutoScalingGroupProvider"]) {
        draft.set("capacity_kind", cases::derived(&read::fact(&block, readers::present), &|_| word("nodes")));
    }
    let managed = ["ManagedInstancesProvider"];
    if let Some(block) = draft.at(&managed) {
        let kind = cases::derived(&read::fact(&block, readers::present), &|_| word("managed-instances"));
        draft.set("capacity_kind", kind);
        let path = [managed[0], "InstanceLaunchTemplate", "CapacityOptionType"];
        draft.fact_or("capacity_type", &path, readers::capacity_type, word("on-demand"));
    }
    draft.lend_own(&["capacity_kind", "capacity_type"]);
}

fn express(draft: &mut Draft<'_>) {
    draft.is("capacity_kind", word("fargate"));
    draft.defaults("capacity_type", word("on-demand"));
    draft.fact("scale_min", &["ScalingTarget", "MinTaskCount"], read::number);
    draft.fact("scale_max", &["ScalingTarget", "MaxTaskCount"], read::number);
    draft.fact("cpu", &["Cpu"], task_cpu);
    draft.fact("memory", &["Memory"], task_memory);
    draft.link(Relation::Capacity, &["Cluster"], CLUSTERS);
    let containers = body::records(draft.body.get("PrimaryContainer"), &|item| {
        Record::of(item).read("image", &["Image"], read::text).facts()
    });
    draft.set_some("containers", containers);
    let route = Fact::new(word("the service's own load balancer"), Known::Defaulted, draft.name_span);
    draft.defaults("routes", Value::List(vec![route]));
}
