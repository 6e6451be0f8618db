//! Groups of EC2 machines: scaling groups, fleets, Elastic Beanstalk, and what scales them.

use super::ec2::{MACHINE_DEFINITIONS, machine};
use crate::dialects::aws::groups;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::{Row, companion, workload};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body::{self};
use crate::values::lists;
use crate::values::read;
use crate::values::read::word;
use crate::values::readers;

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
            routes.extend(super::doors::front_doors(draft, node));
        }
    }
    if let Some(first) = routes.first().map(|route| route.at) {
        draft.set("routes", Fact::written(Value::List(routes), first));
    }
    draft.lend_own(&["capacity_type", "on_demand_base", "on_demand_percentage", "instance_type", "gpus"]);
    draft.lend("capacity_kind", Fact::written(word("nodes"), draft.header));
    super::nodes::join(draft);
}

/// The arguments of a policy that mixes machines.
const MIXED: groups::MixedNames = groups::MixedNames {
    base: &["instances_distribution", "on_demand_base_capacity"],
    percentage: &["instances_distribution", "on_demand_percentage_above_base_capacity"],
    overrides: &["launch_template", "override"],
    instance_type: "instance_type",
};

/// The arguments of a setting of Elastic Beanstalk.
const SETTING: groups::SettingNames = groups::SettingNames { namespace: "namespace", name: "name", value: "value" };

fn mixed(draft: &mut Draft<'_>, policy: &Node) {
    groups::mix(draft, policy, &MIXED);
    from_template(draft, policy, &["launch_template", "launch_template_specification"]);
    // Types that need another machine image have a template of their own.
    if let Some(overrides) = body::at(policy, MIXED.overrides) {
        for item in body::items(&overrides) {
            from_template(draft, item, &["launch_template_specification"]);
        }
    }
}

/// Ties a group to the template that a specification in a block names, by its id or by its name.
fn from_template(draft: &mut Draft<'_>, block: &Node, path: &[&str]) {
    let Some(specification) = body::at(block, path) else { return };
    for name in ["launch_template_id", "launch_template_name"] {
        if let Some(node) = body::at(&specification, &[name]) {
            draft.link_node(Relation::Definition, &node, MACHINE_DEFINITIONS);
        }
    }
}

fn fleet(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    let target = |name| ["target_capacity_specification", name];
    draft.fact("instances", &target("total_target_capacity"), read::number);
    draft.fact("capacity_type", &target("default_target_capacity_type"), readers::capacity_type);
    draft.fact("on_demand_base", &target("on_demand_target_capacity"), readers::positive);
    groups::mixed_by_base(draft);
    for config in body::each(draft.body, "launch_template_config") {
        from_template(draft, config, &["launch_template_specification"]);
    }
}

fn spot_fleet(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.is("capacity_type", word("spot"));
    draft.fact("instances", &["target_capacity"], read::number);
    draft.fact("on_demand_base", &["on_demand_target_capacity"], readers::positive);
    groups::mixed_by_base(draft);
    for config in body::each(draft.body, "launch_template_config") {
        for name in ["id", "name"] {
            if let Some(node) = body::at(config, &["launch_template_specification", name]) {
                draft.link_node(Relation::Definition, &node, MACHINE_DEFINITIONS);
            }
        }
    }
    // Several specifications differ in more than can be said of the fleet as one.
    if let [specification] = body::each(draft.body, "launch_specification")[..] {
        draft.body = specification;
        machine(draft);
    }
}

fn beanstalk(draft: &mut Draft<'_>) {
    groups::beanstalk_defaults(draft);
    groups::beanstalk(draft, &body::each(draft.body, "setting"), &SETTING);
}

fn schedule(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["autoscaling_group_name"], GROUPS);
    let ties = |node: &Node| draft.here.unit.ties(node, GROUPS);
    let group = draft.at(&["autoscaling_group_name"]).map(|node| ties(&node));
    let same = |block: &ResolvedBlock| block.body.get("autoscaling_group_name").map(ties) == group;
    if let Some(schedules) = schedules(draft, &same, &["recurrence", "start_time"]) {
        draft.lend("scale_schedule", schedules);
    }
    let numbers = ["desired_capacity", "max_size"].map(|argument| draft.read(&[argument], read::number));
    groups::lend_zero(draft, &numbers);
}

/// The schedules of all blocks of its type that have the same target: each lends all, for they hold together.
pub(super) fn schedules(draft: &Draft<'_>, same: &dyn Fn(&ResolvedBlock) -> bool, arguments: &[&str]) -> Option<Fact> {
    let of = |block: &ResolvedBlock| {
        let found = arguments.iter().find_map(|argument| block.body.get(argument).filter(|node| !node.is_null()));
        found.map(|node| read::fact(node, read::text))
    };
    let (unit, here) = (draft.here.unit, draft.here.block);
    let own = of(here)?;
    // One instance of a block stands for itself, in the block's place.
    let whole = unit.block_at(&here.address).map(|whole| &whole.address);
    let blocks = unit.of_kind(&here.kind);
    let instances = blocks.map(|block| if whole == Some(&block.address) { here } else { block });
    let all: Vec<Fact> = instances.filter(|block| same(block)).filter_map(of).collect();
    Some(lists::joined(own, &all))
}

fn policy(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["autoscaling_group_name"], GROUPS);
    draft.lend("scaler", Fact::written(word("Auto Scaling policies"), draft.header));
}
