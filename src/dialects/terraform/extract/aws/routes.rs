//! Front doors of machines and groups: target groups and load balancers.

use super::autoscaling::GROUPS;
use super::doors::{front_doors, idle_timeout};
use super::ec2::INSTANCES;
use super::lambda::{FUNCTIONS, link_function};
use super::trigger::Trigger;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::mentioned;
use crate::dialects::terraform::extract::{Row, companion};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::values::body::items;
use crate::values::read::word;

pub(super) static TABLE: &[Row] = &[
    companion("aws_lb_target_group_attachment", attachment),
    companion("aws_alb_target_group_attachment", attachment),
    companion("aws_elb", classic),
    companion("aws_elb_attachment", classic_attachment),
    companion("aws_autoscaling_attachment", group_attachment),
];

/// Types whose names name a front door.
pub(super) const BALANCER_PARTS: &[&str] =
    &["aws_lb_target_group", "aws_alb_target_group", "aws_elb", "aws_vpclattice_target_group"];

/// Lends that requests come through a front door.
fn lend_route(draft: &mut Draft<'_>, path: &[&str]) {
    let routes = match draft.at(path) {
        Some(node) => front_doors(draft, &node),
        None => vec![Fact::written(Value::Text(draft.here.block.address.clone()), draft.header)],
    };
    draft.lend("routes", Fact::written(Value::List(routes), draft.header));
}

fn attachment(draft: &mut Draft<'_>) {
    let Some(target) = draft.at(&["target_id"]) else { return };
    if !mentioned(&target, FUNCTIONS).is_empty() {
        link_function(draft, Relation::Triggers, &target);
        let door = Fact::written(word("load-balancer"), draft.header);
        let trigger = Trigger::of_kind("http", draft.header).door(door);
        return match draft.at(&["target_group_arn"]) {
            Some(group) => trigger.timeout(idle_timeout(draft, &group)).lend(draft),
            None => trigger.lend(draft),
        };
    }
    draft.link_node(Relation::Routes, &target, INSTANCES);
    lend_route(draft, &["target_group_arn"]);
}

fn classic(draft: &mut Draft<'_>) {
    if let Some(instances) = draft.at(&["instances"]) {
        for instance in items(&instances) {
            draft.link_node(Relation::Routes, instance, INSTANCES);
        }
    }
    lend_route(draft, &["name"]);
}

fn classic_attachment(draft: &mut Draft<'_>) {
    draft.link(Relation::Routes, &["instance"], INSTANCES);
    lend_route(draft, &["elb"]);
}

fn group_attachment(draft: &mut Draft<'_>) {
    draft.link(Relation::Routes, &["autoscaling_group_name"], GROUPS);
    let balancer = ["lb_target_group_arn", "alb_target_group_arn", "elb"];
    let path = balancer.into_iter().find(|argument| draft.at(&[argument]).is_some()).unwrap_or("elb");
    lend_route(draft, &[path]);
}
