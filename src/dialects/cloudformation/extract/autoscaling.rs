//! Groups of EC2 machines: scaling groups, fleets, Elastic Beanstalk, and what scales them.

use super::draft::Draft;
use super::ec2::{MACHINE_DEFINITIONS, machine, starts_as_specified, starts_from, tag_machines};
use super::routes::front_doors;
use super::{Row, companion, definition, workload};
use crate::dialects::aws::{groups, machines};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body;
use crate::values::lists;
use crate::values::read::{self, word};
use crate::values::readers;

pub(super) static TABLE: &[Row] = &[
    workload("AWS::AutoScaling::AutoScalingGroup", "aws-autoscaling", group),
    workload("AWS::EC2::EC2Fleet", "aws-autoscaling", fleet),
    workload("AWS::EC2::SpotFleet", "aws-autoscaling", spot_fleet),
    workload("AWS::ElasticBeanstalk::Environment", "aws-elastic-beanstalk", beanstalk),
    definition("AWS::ElasticBeanstalk::ConfigurationTemplate", "aws-elastic-beanstalk", beanstalk_template),
    companion("AWS::AutoScaling::ScheduledAction", schedule),
    companion("AWS::AutoScaling::ScalingPolicy", policy),
    companion("AWS::AutoScaling::WarmPool", |_| {}),
];

/// The type of a scaling group.
pub(super) const GROUPS: &[&str] = &["AWS::AutoScaling::AutoScalingGroup"];

/// The properties of a policy that mixes machines.
const MIXED: groups::MixedNames = groups::MixedNames {
    base: &["InstancesDistribution", "OnDemandBaseCapacity"],
    percentage: &["InstancesDistribution", "OnDemandPercentageAboveBaseCapacity"],
    overrides: &["LaunchTemplate", "Overrides"],
    instance_type: "InstanceType",
};

/// The properties of a setting of Elastic Beanstalk.
const SETTING: groups::SettingNames =
    groups::SettingNames { namespace: "Namespace", name: "OptionName", value: "Value" };

fn group(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    draft.fact("instances", &["DesiredCapacity"], read::number);
    draft.fact("scale_min", &["MinSize"], read::number);
    draft.fact("scale_max", &["MaxSize"], read::number);
    if draft.resource.facts.get("instances").is_none_or(Fact::is_absent)
        && let Some(fewest) = draft.resource.facts.get("scale_min").cloned()
    {
        draft.set("instances", fewest);
    }
    starts_from(draft, draft.body);
    draft.link(Relation::Definition, &["LaunchConfigurationName"], MACHINE_DEFINITIONS);
    if let Some(policy) = draft.at(&["MixedInstancesPolicy"]) {
        groups::mix(draft, &policy, &MIXED);
        if let Some(template) = body::at(&policy, &["LaunchTemplate"]) {
            starts_as_specified(draft, &template);
        }
    }
    if draft.at(&["InstanceId"]).is_some() {
        draft.link_unknown(Relation::Definition, "the group copies a machine that is already there");
    }
    let balancers = ["TargetGroupARNs", "LoadBalancerNames", "TrafficSources"];
    let balancers = balancers.iter().flat_map(|property| body::each(draft.body, property));
    let doors: Vec<&Node> = balancers.map(|node| node.get("Identifier").unwrap_or(node)).collect();
    draft.set_some("routes", front_doors(draft, &doors));
    draft.lend_own(&["capacity_type", "on_demand_base", "on_demand_percentage", "instance_type", "gpus"]);
    draft.lend("capacity_kind", Fact::written(word("nodes"), draft.header));
}

fn fleet(draft: &mut Draft<'_>) {
    draft.is("group", Value::Bool(true));
    let target = |name| ["TargetCapacitySpecification", name];
    draft.fact("instances", &target("TotalTargetCapacity"), read::number);
    draft.fact("capacity_type", &target("DefaultTargetCapacityType"), readers::capacity_type);
    draft.fact("on_demand_base", &target("OnDemandTargetCapacity"), readers::positive);
    groups::mixed_by_base(draft);
    tag_machines(draft);
    launched(draft);
}

fn spot_fleet(draft: &mut Draft<'_>) {
    if let Some(data) = draft.body.get("SpotFleetRequestConfigData") {
        draft.body = data;
    }
    draft.is("group", Value::Bool(true));
    draft.is("capacity_type", word("spot"));
    draft.fact("instances", &["TargetCapacity"], read::number);
    draft.fact("on_demand_base", &["OnDemandTargetCapacity"], readers::positive);
    groups::mixed_by_base(draft);
    launched(draft);
    let specifications = body::each(draft.body, "LaunchSpecifications");
    one_type(draft, &specifications);
    let balancers = draft.at(&["LoadBalancersConfig"]);
    let doors: Vec<&Node> = balancers.iter().flat_map(|balancers| doors_of_fleet(balancers)).collect();
    draft.set_some("routes", front_doors(draft, &doors));
    // Several specifications differ in more than can be said of the fleet as one.
    if let [specification] = specifications[..] {
        draft.body = specification;
        tag_machines(draft);
        machine(draft);
    }
}

fn doors_of_fleet(balancers: &Node) -> Vec<&Node> {
    let lists =
        [("TargetGroupsConfig", "TargetGroups", "Arn"), ("ClassicLoadBalancersConfig", "ClassicLoadBalancers", "Name")];
    let named = lists.iter().flat_map(|(config, list, name)| {
        let items = balancers.get(config).map(|config| body::each(config, list)).unwrap_or_default();
        items.into_iter().filter_map(|item| item.get(name))
    });
    named.collect()
}

/// What a fleet's machines are started from.
fn launched(draft: &mut Draft<'_>) {
    let configs = body::each(draft.body, "LaunchTemplateConfigs");
    for config in &configs {
        starts_as_specified(draft, config);
    }
    let overrides: Vec<&Node> = configs.iter().flat_map(|config| body::each(config, "Overrides")).collect();
    one_type(draft, &overrides);
}

/// Sets the type of machine that several places allow, where that is one.
fn one_type(draft: &mut Draft<'_>, allowed: &[&Node]) {
    if let Some(instance_type) = groups::one_type(allowed, "InstanceType", "the fleet allows several machine types") {
        draft.set("instance_type", instance_type);
        machines::count_accelerators(draft);
    }
}

fn beanstalk(draft: &mut Draft<'_>) {
    let from_template =
        draft.link(Relation::Definition, &["TemplateName"], &["AWS::ElasticBeanstalk::ConfigurationTemplate"]);
    if !from_template {
        groups::beanstalk_defaults(draft);
    }
    groups::beanstalk(draft, &body::each(draft.body, "OptionSettings"), &SETTING);
}

fn beanstalk_template(draft: &mut Draft<'_>) {
    groups::beanstalk_defaults(draft);
    groups::beanstalk(draft, &body::each(draft.body, "OptionSettings"), &SETTING);
    draft.lend_everything();
}

fn schedule(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["AutoScalingGroupName"], GROUPS);
    let unit = draft.here.unit;
    let group_of = |resource: &ResolvedResource| unit.target(resource.body.get("AutoScalingGroupName")?, GROUPS);
    let schedule_of = |resource: &ResolvedResource| {
        let found = ["Recurrence", "StartTime"].iter().find_map(|name| body::at(&resource.body, &[name]));
        Some(read::fact(found.as_deref()?, read::text)).filter(|fact| !fact.is_absent())
    };
    if let Some(own) = schedule_of(draft.here.resolved) {
        let group = group_of(draft.here.resolved);
        let beside = unit.of_kind("AWS::AutoScaling::ScheduledAction").filter(|one| group_of(one) == group);
        let all: Vec<Fact> = beside.filter_map(schedule_of).collect();
        draft.lend("scale_schedule", lists::joined(own, &all));
    }
    let numbers = ["DesiredCapacity", "MaxSize"].map(|property| draft.read(&[property], read::number));
    groups::lend_zero(draft, &numbers);
}

fn policy(draft: &mut Draft<'_>) {
    draft.link(Relation::Scales, &["AutoScalingGroupName"], GROUPS);
    draft.lend("scaler", Fact::written(word("Auto Scaling policies"), draft.header));
}
