//! Groups of EC2 machines: scaling groups, fleets, Elastic Beanstalk, and what scales them.

use super::ec2::{MACHINE_DEFINITIONS, has_accelerators};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, workload};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::tree::{Node, Unknown};
use crate::values::body::{self, items};
use crate::values::read;
use crate::values::read::word;
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    workload("aws_autoscaling_group", "aws-autoscaling", group),
    workload("aws_ec2_fleet", "aws-autoscaling", fleet),
    workload("aws_spot_fleet_request", "aws-autoscaling", spot_fleet),
    workload("aws_elastic_beanstalk_environment", "aws-elastic-beanstalk", beanstalk),
    companion("aws_autoscaling_schedule", schedule),
    companion("aws_autoscaling_policy", policy),
];

/// The type of a scaling group.
pub(super) const GROUPS: &[&str] = &["aws_autoscaling_group"];

fn group(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("instances", &["desired_capacity"], read::number);
    draft.fact("scale_min", &["min_size"], read::number);
    draft.fact("scale_max", &["max_size"], read::number);
    if draft.resource.facts.get("instances").is_none()
        && let Some(fewest) = draft.resource.facts.get("scale_min").cloned()
    {
        draft.set("instances", fewest);
    }
    for path in [&["launch_template", "id"][..], &["launch_template", "name"], &["launch_configuration"]] {
        draft.link(Relation::Definition, path, MACHINE_DEFINITIONS);
    }
    if let Some(policy) = draft.at(&["mixed_instances_policy"]) {
        mixed(draft, &policy);
    }
    let mut routes = Vec::new();
    for argument in ["target_group_arns", "load_balancers", "traffic_source"] {
        for node in body::each(draft.body, argument) {
            let node = node.get("identifier").unwrap_or(node);
            routes.push(super::doors::front_door(draft, node));
        }
    }
    if let Some(first) = routes.first().map(|route| route.at) {
        draft.set("routes", Fact::written(Value::List(routes), first));
    }
    draft.lend_own(&["capacity_type", "on_demand_base", "on_demand_percentage", "instance_type", "gpus"]);
    draft.lend("capacity_kind", Fact::written(word("nodes"), draft.header));
}

fn mixed(draft: &mut Draft<'_>, policy: &Node) {
    let facts = cases::by_case(policy, &mixed_facts);
    if let Some(instance_type) = facts.get("instance_type") {
        draft.set("gpus", readers::accelerators(instance_type, has_accelerators));
    }
    draft.set_all(&facts);
    for path in [
        &["launch_template", "launch_template_specification", "launch_template_id"],
        &["launch_template", "launch_template_specification", "launch_template_name"],
    ] {
        if let Some(node) = body::at(policy, path) {
            draft.link_node(Relation::Definition, &node, MACHINE_DEFINITIONS);
        }
    }
}

/// The facts of a policy in which no choice is left.
fn mixed_facts(policy: &Node) -> Facts {
    let mut facts = Facts::new();
    let number = |name, default| {
        let path = ["instances_distribution", name];
        body::read_or(policy, &path, read::number, &Value::Number(default), policy.span)
    };
    let base = number("on_demand_base_capacity", 0.0);
    let percentage = number("on_demand_percentage_above_base_capacity", 100.0);
    facts.set("capacity_type", bought(&base, &percentage));
    facts.set("on_demand_base", base);
    facts.set("on_demand_percentage", percentage);
    let overrides = body::at(policy, &["launch_template", "override"]);
    let types: Vec<Fact> = overrides
        .iter()
        .flat_map(|node| items(node))
        .filter_map(|item| item.get("instance_type"))
        .map(|node| read::fact(node, read::text))
        .collect();
    if let Some((first, rest)) = types.split_first() {
        let same = rest.iter().all(|fact| fact.value == first.value);
        let several = || Fact::unknown("the group's policy allows several machine types", first.at);
        facts.set("instance_type", if same { first.clone() } else { several() });
    }
    facts
}

/// How a group's capacity is bought, of its on-demand base and of its share above that.
fn bought(base: &Fact, percentage: &Fact) -> Fact {
    let value = match (&percentage.value, &base.value) {
        (Value::Number(share), _) if *share >= 100.0 => word("on-demand"),
        (Value::Number(share), Value::Number(base)) if *share <= 0.0 && *base <= 0.0 => word("spot"),
        (Value::Number(_), Value::Number(_)) => word("mixed"),
        (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
            Value::Unknown(Unknown::because(unknown.reason.clone()))
        }
        _ => Value::Unknown(Unknown::because("the share of on-demand capacity depends on too much")),
    };
    Fact { value, ..percentage.clone() }
}

fn fleet(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    let target = |name| ["target_capacity_specification", name];
    draft.fact("instances", &target("total_target_capacity"), read::number);
    draft.fact("capacity_type", &target("default_target_capacity_type"), readers::capacity_type);
    draft.fact("on_demand_base", &target("on_demand_target_capacity"), readers::positive);
    mixed_by_base(draft);
    for config in body::each(draft.body, "launch_template_config") {
        for name in ["launch_template_id", "launch_template_name"] {
            if let Some(node) = body::at(config, &["launch_template_specification", name]) {
                draft.link_node(Relation::Definition, &node, MACHINE_DEFINITIONS);
            }
        }
    }
}

fn spot_fleet(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.is("capacity_type", word("spot"));
    draft.fact("instances", &["target_capacity"], read::number);
    draft.fact("on_demand_base", &["on_demand_target_capacity"], readers::positive);
    mixed_by_base(draft);
    for config in body::each(draft.body, "launch_template_config") {
        for name in ["id", "name"] {
            if let Some(node) = body::at(config, &["launch_template_specification", name]) {
                draft.link_node(Relation::Definition, &node, MACHINE_DEFINITIONS);
            }
        }
    }
}

/// Spot capacity above a part that is bought on demand is mixed.
fn mixed_by_base(draft: &mut Draft<'_>) {
    let Some(base) = draft.resource.facts.get("on_demand_base").cloned() else { return };
    if draft.resource.facts.text("capacity_type") == Some("spot") {
        draft.set(
            "capacity_type",
            cases::derived(&base, &|value| match value {
                Value::Number(_) => word("mixed"),
                _ => word("spot"),
            }),
        );
    }
}

/// Elastic Beanstalk keeps everything in settings: namespace, name and value.
fn beanstalk(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.defaults("scale_min", Value::Number(1.0));
    draft.defaults("scale_max", Value::Number(4.0));
    draft.defaults("capacity_type", word("on-demand"));
    for setting in body::each(draft.body, "setting") {
        let (Some(namespace), Some(name), Some(value)) = (
            setting.get("namespace").and_then(Node::as_str),
            setting.get("name").and_then(Node::as_str),
            setting.get("value"),
        ) else {
            continue;
        };
        match (namespace, name) {
            ("aws:autoscaling:asg", "MinSize") => draft.set("scale_min", read::fact(value, read::number)),
            ("aws:autoscaling:asg", "MaxSize") => draft.set("scale_max", read::fact(value, read::number)),
            ("aws:autoscaling:launchconfiguration", "InstanceType") | ("aws:ec2:instances", "InstanceTypes") => {
                draft.set("instance_type", read::fact(value, read::text));
            }
            ("aws:ec2:instances", "EnableSpot") => {
                let spot = read::fact(value, read::boolean);
                let bought = |value: &Value| word(if *value == Value::Bool(true) { "spot" } else { "on-demand" });
                draft.set("capacity_type", cases::derived(&spot, &bought));
            }
            ("aws:ec2:instances", "SpotFleetOnDemandBase") => {
                draft.set("on_demand_base", read::fact(value, readers::positive));
            }
            ("aws:elasticbeanstalk:environment", "EnvironmentType") if value.as_str() == Some("SingleInstance") => {
                for limit in ["scale_min", "scale_max", "instances"] {
                    draft.set(limit, Fact::written(Value::Number(1.0), value.span));
                }
            }
            _ => {}
        }
    }
    mixed_by_base(draft);
}

fn schedule(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["autoscaling_group_name"], GROUPS);
    let group = draft.at(&["autoscaling_group_name"]).and_then(|node| draft.target(&node, GROUPS));
    let same = |block: &ResolvedBlock| {
        let node = block.body.get("autoscaling_group_name");
        node.and_then(|node| draft.here.unit.target(node, &block.address, GROUPS)) == group
    };
    if let Some(schedules) = schedules(draft, &same, &["recurrence", "start_time"]) {
        draft.lend("scale_schedule", schedules);
    }
    let numbers = ["desired_capacity", "max_size", "min_size"].map(|argument| draft.read(&[argument], read::number));
    lend_zero(draft, &numbers);
}

/// The schedules of all blocks of its type that have the same target: each lends all, for they hold together.
pub(super) fn schedules(draft: &Draft<'_>, same: &dyn Fn(&ResolvedBlock) -> bool, arguments: &[&str]) -> Option<Fact> {
    let of = |block: &ResolvedBlock| {
        let found = arguments.iter().find_map(|argument| block.body.get(argument).filter(|node| !node.is_null()));
        found.map(|node| read::fact(node, read::text))
    };
    let own = of(draft.here.block)?;
    let all: Vec<Fact> =
        draft.here.unit.of_kind(&draft.here.block.kind).filter(|block| same(block)).filter_map(of).collect();
    let texts: Option<Vec<&str>> = all.iter().map(Fact::as_text).collect();
    match texts {
        Some(texts) if texts.len() > 1 => Some(Fact { value: Value::Text(texts.join("; ").into()), ..own }),
        _ => Some(own),
    }
}

/// Lends that a schedule takes its target to zero, where one of its numbers is zero or may be.
pub(super) fn lend_zero(draft: &mut Draft<'_>, numbers: &[Fact]) {
    let flags: Vec<Fact> = numbers
        .iter()
        .filter(|number| !number.is_absent())
        .map(|number| cases::derived(number, &|value| Value::Bool(*value == Value::Number(0.0))))
        .collect();
    // A schedule that takes it up again says nothing: another takes it down.
    if let Some(zero) = cases::any_true(flags.iter()).filter(|zero| zero.as_bool() != Some(false)) {
        draft.lend("scale_to_zero_schedule", zero);
    }
}

fn policy(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["autoscaling_group_name"], GROUPS);
    draft.lend("scaler", Fact::written(word("Auto Scaling policies"), draft.header));
}
