//! ECS services, clusters and capacity providers.

use super::autoscaling::GROUPS;
use super::doors::front_doors;
use super::placement::{PLACEMENT, link_providers, place};
use super::tasks::TASKS;
use crate::dialects::aws::placement::{facts_by_case, is_own};
use crate::dialects::aws::tasks::{task_cpu, task_memory};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, capacity, companion, workload};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read;
use crate::values::read::word;
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    workload("aws_ecs_service", "aws-ecs", service),
    workload("aws_ecs_express_gateway_service", "aws-ecs", express),
    capacity("aws_ecs_cluster", cluster),
    capacity("aws_ecs_cluster_capacity_providers", |_| {}),
    capacity("aws_ecs_capacity_provider", provider),
    companion("aws_ecs_task_set", |_| {}),
];

/// The type of a cluster.
pub(super) const CLUSTERS: &[&str] = &["aws_ecs_cluster"];

/// The type of a capacity provider.
pub(super) const PROVIDERS: &[&str] = &["aws_ecs_capacity_provider"];

/// The types of services.
pub(super) const SERVICES: &[&str] = &["aws_ecs_service", "aws_ecs_express_gateway_service"];

/// The names of the block that says which machines tasks may run on: rules and pipes have the singular.
const CONSTRAINTS: &[&str] = &["placement_constraints", "placement_constraint"];

fn service(draft: &mut Draft<'_>) {
    let daemon = draft.read(&["scheduling_strategy"], |node| Some(Value::Bool(node.as_str()? == "DAEMON")));
    if !daemon.is_absent() {
        draft.set("per_node", daemon.clone());
    }
    if daemon.as_bool() != Some(true) {
        draft.fact_or("instances", &["desired_count"], read::number, Value::Number(0.0));
    }
    draft.link(Relation::Task, &["task_definition"], TASKS);
    place(draft, draft.body);
    constrain(draft, draft.body);
    match draft.at(&["cluster"]) {
        Some(cluster) => draw_from_cluster(draft, &cluster),
        None => draft.link_unknown(Relation::Capacity, "the default cluster is not written here"),
    }
    let mut routes = Vec::new();
    for balancer in body::each(draft.body, "load_balancer") {
        if let Some(node) = balancer.get("target_group_arn").or_else(|| balancer.get("elb_name")) {
            routes.extend(front_doors(draft, node));
        }
    }
    if let Some(first) = routes.first().map(|route| route.at) {
        draft.set("routes", Fact::written(Value::List(routes), first));
    }
}

/// Says that a constraint picks the machines that tasks run on: expressions are not compared.
pub(super) fn constrain(draft: &mut Draft<'_>, node: &Node) {
    let written: Vec<_> = CONSTRAINTS.iter().filter_map(|name| body::at(node, &[name])).collect();
    let mut constraints = written.iter().flat_map(|one| body::items(one));
    let Some(one) = constraints.find(|one| one.get("type").and_then(Node::as_str) != Some("distinctInstance")) else {
        return;
    };
    let open = Fact::unknown("its placement constraints are not compared with those of others", one.span);
    draft.set("node_affinity", Fact::written(Value::List(vec![open]), one.span));
}

/// Ties tasks to their cluster, and to the providers of its default strategy where they follow that.
pub(super) fn draw_from_cluster(draft: &mut Draft<'_>, cluster: &Node) {
    let facts = &draft.resource.facts;
    let follows = facts.get("capacity_kind").is_none() && facts.get("capacity_provider").is_none();
    let on_machines = facts.text("capacity_kind") == Some("nodes") && facts.get("capacity_provider").is_none();
    draft.link_node(Relation::Capacity, cluster, CLUSTERS);
    let Some(cluster) = draft.here.unit.referred(cluster, CLUSTERS) else { return };
    if follows {
        if let Some(strategy) = default_strategy(draft, &cluster.address) {
            link_providers(draft, &strategy);
        }
    } else if on_machines {
        draw_from_groups(draft, &cluster.address);
    }
}

/// Ties tasks that run on a cluster's own machines to the providers whose groups are these machines.
fn draw_from_groups(draft: &mut Draft<'_>, cluster: &str) {
    let configured = configuration_of(draft, cluster).and_then(|block| block.body.get("capacity_providers"));
    let Some(names) = configured.filter(|names| names.as_list().is_some()) else { return };
    let custom: Vec<&Node> = names.items().iter().filter(|name| !is_own(name)).collect();
    let is_group = |name: &&Node| {
        let provider = draft.here.unit.referred(name, PROVIDERS);
        provider.is_some_and(|provider| provider.body.get("auto_scaling_group_provider").is_some())
    };
    if custom.is_empty() || !custom.iter().all(is_group) {
        return;
    }
    draft.resource.facts.remove("capacity_type");
    for name in custom {
        draft.link_node(Relation::Capacity, name, PROVIDERS);
    }
}

/// What says which capacity providers a cluster of this unit has.
fn configuration_of<'a>(draft: &Draft<'a>, cluster: &str) -> Option<&'a ResolvedBlock> {
    draft.here.unit.of_kind("aws_ecs_cluster_capacity_providers").find(|block| {
        let name = block.body.get("cluster_name");
        let named = name.and_then(|name| draft.here.unit.referred(name, CLUSTERS));
        named.is_some_and(|named| named.address == cluster)
    })
}

/// The default strategy of a cluster of this unit: its own, or that of what configures it.
fn default_strategy(draft: &Draft<'_>, cluster: &str) -> Option<Node> {
    let own = draft.here.unit.block(cluster).and_then(strategy_of);
    own.or_else(|| configuration_of(draft, cluster).and_then(strategy_of))
}

fn strategy_of(block: &ResolvedBlock) -> Option<Node> {
    let strategy = body::at(&block.body, &["default_capacity_provider_strategy"])?;
    (!strategy.is_null()).then(|| strategy.into_owned())
}

fn cluster(draft: &mut Draft<'_>) {
    match default_strategy(draft, &draft.here.block.address) {
        Some(strategy) => {
            link_providers(draft, &strategy);
            draft.resource.lends = facts_by_case(&strategy, &PLACEMENT);
        }
        // Without a default strategy a service without a launch type runs on the cluster's own machines.
        None => draft.lend("capacity_kind", draft.default_fact(word("nodes"))),
    }
}

fn provider(draft: &mut Draft<'_>) {
    draft.link(Relation::Capacity, &["auto_scaling_group_provider", "auto_scaling_group_arn"], GROUPS);
    if let Some(block) = draft.at(&["auto_scaling_group_provider"]) {
        draft.set("capacity_kind", cases::derived(&read::fact(&block, readers::present), &|_| word("nodes")));
    }
    let managed = ["managed_instances_provider"];
    if let Some(block) = draft.at(&managed) {
        let kind = cases::derived(&read::fact(&block, readers::present), &|_| word("managed-instances"));
        draft.set("capacity_kind", kind);
        let path = [managed[0], "instance_launch_template", "capacity_option_type"];
        draft.fact_or("capacity_type", &path, readers::capacity_type, word("on-demand"));
    }
    draft.lend_own(&["capacity_kind", "capacity_type"]);
}

fn express(draft: &mut Draft<'_>) {
    draft.is("capacity_kind", word("fargate"));
    draft.defaults("capacity_type", word("on-demand"));
    draft.fact("scale_min", &["scaling_target", "min_task_count"], read::number);
    draft.fact("scale_max", &["scaling_target", "max_task_count"], read::number);
    draft.fact("cpu", &["cpu"], task_cpu);
    draft.fact("memory", &["memory"], task_memory);
    draft.link(Relation::Capacity, &["cluster"], CLUSTERS);
    let containers = body::records(draft.body.get("primary_container"), &|item| {
        Record::of(item).read("image", &["image"], read::text).facts()
    });
    draft.set_some("containers", containers);
    let route = Fact::new(word("the service's own load balancer"), Known::Defaulted, draft.name_span);
    draft.defaults("routes", Value::List(vec![route]));
}
