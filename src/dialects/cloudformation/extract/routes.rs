//! Front doors of machines, groups and services: target groups and load balancers.

use super::balancers::balancer_of;
use super::draft::Draft;
use super::ec2::INSTANCES;
use super::{Row, tie};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Target};
use crate::model::tree::Node;
use crate::values::body;

pub(super) static TABLE: &[Row] = &[tie("AWS::ElasticLoadBalancing::LoadBalancer", classic)];

/// Types whose names name a front door.
const BALANCER_PARTS: &[&str] = &[
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::VpcLattice::TargetGroup",
];

const TARGET_GROUPS: &[&str] = &["AWS::ElasticLoadBalancingV2::TargetGroup"];

/// The front doors that a list of target groups and classic balancers is; nothing where there are none.
pub(super) fn front_doors(draft: &Draft<'_>, parts: &[&Node]) -> Option<Fact> {
    let routes: Vec<Fact> = parts.iter().map(|part| front_door(draft, part)).collect();
    let at = routes.first()?.at;
    Some(Fact::written(Value::List(routes), at))
}

/// The balancer whose listeners or rules forward to a target group, else that itself.
fn front_door(draft: &Draft<'_>, node: &Node) -> Fact {
    let unit = draft.here.unit;
    let named = draft.name_fact(node, BALANCER_PARTS);
    let Some(Target::Local(group)) = unit.target(node, TARGET_GROUPS) else { return named };
    match balancer_of(unit, &group) {
        Some(balancer) => door(draft, &balancer.id, named),
        None => named,
    }
}

fn door(draft: &Draft<'_>, id: &str, at: Fact) -> Fact {
    let name = draft.here.unit.name_of(&Target::Local(id.into())).unwrap_or_else(|| id.into());
    Fact { value: Value::Text(name), ..at }
}

/// A target group that holds machines.
pub(super) fn of_machines(draft: &mut Draft<'_>) {
    for target in body::each(draft.body, "Targets") {
        if let Some(id) = target.get("Id") {
            link_machines(draft, id);
        }
    }
    let own = draft.here.resolved.id.clone();
    let balancer = balancer_of(draft.here.unit, &own).map_or(own, |balancer| balancer.id.clone());
    lend_route(draft, &balancer);
}

fn classic(draft: &mut Draft<'_>) {
    for instance in body::each(draft.body, "Instances") {
        link_machines(draft, instance);
    }
    let own = draft.here.resolved.id.clone();
    lend_route(draft, &own);
}

fn link_machines(draft: &mut Draft<'_>, node: &Node) {
    for machine in draft.here.unit.mentioned(node, INSTANCES) {
        draft.link_target(Relation::Routes, Target::Local(machine.id.clone()), node.span);
    }
}

/// Lends that requests come through a front door.
fn lend_route(draft: &mut Draft<'_>, balancer: &str) {
    let route = door(draft, balancer, Fact::written(Value::Absent, draft.header));
    draft.lend("routes", Fact::written(Value::List(vec![route]), draft.header));
}
