//! Front doors: the load balancer behind a target group, so that two consumers of one balancer are known as such.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::routes::BALANCER_PARTS;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::{Unit, mentioned};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Target;
use crate::model::tree::Node;
use crate::values::read;

/// Types that are no resources of their own and lead from a target group to its balancer.
pub(in crate::dialects::terraform::extract) const LEAD_TO_DOORS: &[&str] =
    &["aws_lb", "aws_alb", "aws_lb_listener", "aws_alb_listener", "aws_lb_listener_rule", "aws_alb_listener_rule"];

const TARGET_GROUPS: &[&str] = &["aws_lb_target_group", "aws_alb_target_group"];
const LISTENERS: &[&str] = &["aws_lb_listener", "aws_alb_listener"];
const RULES: &[&str] = &["aws_lb_listener_rule", "aws_alb_listener_rule"];
const BALANCERS: &[&str] = &["aws_lb", "aws_alb"];

/// The front doors that a target group or classic balancer stands for: the balancers whose listeners or rules forward to
/// it, else itself.
pub(super) fn front_doors(draft: &Draft<'_>, node: &Node) -> Vec<Fact> {
    let named = draft.name_fact(node, BALANCER_PARTS);
    let balancers = balancers_at(draft, node);
    if balancers.is_empty() {
        return vec![named];
    }
    let name = |balancer: &&ResolvedBlock| {
        let name = draft.here.unit.name_of(&Target::Local(balancer.address.clone()));
        Fact { value: Value::Text(name.unwrap_or_else(|| balancer.address.clone())), ..named.clone() }
    };
    balancers.iter().map(name).collect()
}

/// How long the balancer before a target group keeps a connection on which nothing is sent, where that is written.
pub(super) fn idle_timeout(draft: &Draft<'_>, node: &Node) -> Fact {
    let read = |balancer: &&ResolvedBlock| draft.read_there(node, balancer, &["idle_timeout"], read::number);
    let timeouts: Vec<Fact> = balancers_at(draft, node).iter().map(read).collect();
    match timeouts.split_first() {
        Some((first, others)) if others.iter().all(|other| other.value == first.value) => first.clone(),
        Some(_) => Fact::unknown("the load balancers before its target group say different things", node.span),
        None => Fact::unknown("the load balancer before its target group is not written here", node.span),
    }
}

fn balancers_at<'a>(draft: &Draft<'a>, node: &Node) -> &'a [&'a ResolvedBlock] {
    let unit = draft.here.unit;
    let Some(Target::Local(group)) = draft.target(node, TARGET_GROUPS) else { return &[] };
    unit.balancers.get_or_init(|| balancers(unit)).get(&group).map_or(&[], Vec::as_slice)
}

/// The balancers before each target group: of the listeners that forward to it, then of the rules.
fn balancers<'a>(unit: &Unit<'a>) -> HashMap<SmolStr, Vec<&'a ResolvedBlock>> {
    let mut balancers: HashMap<SmolStr, Vec<&'a ResolvedBlock>> = HashMap::new();
    for kind in LISTENERS.iter().chain(RULES) {
        for block in unit.of_kind(kind) {
            let listener = match block.body.get("listener_arn") {
                Some(listener) => unit.referred(listener, LISTENERS),
                None => Some(block),
            };
            let balancer = listener.and_then(|listener| listener.body.get("load_balancer_arn"));
            let Some(balancer) = balancer.and_then(|balancer| unit.referred(balancer, BALANCERS)) else { continue };
            for node in mentioned(&block.body, TARGET_GROUPS) {
                if let Some(Target::Local(group)) = unit.target(&node, TARGET_GROUPS) {
                    let before = balancers.entry(group).or_default();
                    if !before.iter().any(|one| one.address == balancer.address) {
                        before.push(balancer);
                    }
                }
            }
        }
    }
    balancers
}
