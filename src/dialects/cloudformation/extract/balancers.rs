//! Load balancers, and target groups that hold functions.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::draft::Draft;
use super::lambda::link_function;
use super::refer::Unit;
use super::routes::of_machines;
use super::trigger::{Trigger, lend};
use super::{Row, tie};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::Fact;
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body;
use crate::values::read::{self, word};

pub(super) static TABLE: &[Row] = &[tie("AWS::ElasticLoadBalancingV2::TargetGroup", target_group)];

const TARGET_GROUPS: &[&str] = &["AWS::ElasticLoadBalancingV2::TargetGroup"];
const LISTENERS: &[&str] = &["AWS::ElasticLoadBalancingV2::Listener"];
const BALANCERS: &[&str] = &["AWS::ElasticLoadBalancingV2::LoadBalancer"];

/// The attribute that says how long a balancer waits.
const IDLE_TIMEOUT: &str = "idle_timeout.timeout_seconds";

fn target_group(draft: &mut Draft<'_>) {
    if draft.read(&["TargetType"], read::text).as_text() != Some("lambda") {
        return of_machines(draft);
    }
    for target in body::each(draft.body, "Targets") {
        if let Some(function) = target.get("Id") {
            link_function(draft, Relation::Triggers, function);
        }
    }
    if draft.resource.links.is_empty() {
        return;
    }
    let waits =
        balancer_of(draft.here.unit, &draft.here.resolved.id).and_then(|balancer| idle_timeout(draft, balancer));
    let door = Fact::written(word("load-balancer"), draft.header);
    let trigger = Trigger::of(draft, "http", true).through(door);
    lend(draft, &[trigger.waiting(waits.unwrap_or_else(|| Fact::absent(draft.name_span)))]);
}

/// How long a balancer waits, where that is written.
fn idle_timeout(draft: &Draft<'_>, balancer: &ResolvedResource) -> Option<Fact> {
    let attributes = body::each(&balancer.body, "LoadBalancerAttributes");
    let is_timeout = |one: &&Node| one.get("Key").and_then(Node::as_str) == Some(IDLE_TIMEOUT);
    let written = attributes.into_iter().rfind(is_timeout)?.get("Value")?;
    let step = crate::model::tree::Step { span: written.span, name: balancer.id.clone() };
    Some(Fact { at: draft.header, ..read::fact(written, read::number) }.through(step))
}

/// The balancer whose listeners, or their rules, forward to a target group.
pub(super) fn balancer_of<'a>(unit: &Unit<'a>, group: &str) -> Option<&'a ResolvedResource> {
    let balancer = unit.balancers.get_or_init(|| balancers(unit)).get(group)?;
    unit.resource(balancer.as_ref()?)
}

/// The balancer of each target group that something forwards to; none where the template does not say which.
fn balancers(unit: &Unit<'_>) -> HashMap<SmolStr, Option<SmolStr>> {
    // What a listener forwards to goes before what its rules do.
    let listeners = unit.of_kind("AWS::ElasticLoadBalancingV2::Listener").map(|listener| (listener, Some(listener)));
    let rules = unit.of_kind("AWS::ElasticLoadBalancingV2::ListenerRule").map(|rule| {
        let listener = rule.body.get("ListenerArn").and_then(|named| unit.referred(named, LISTENERS));
        (rule, listener)
    });
    let mut balancers = HashMap::new();
    for (forwards, listener) in listeners.chain(rules) {
        let named = listener.and_then(|listener| listener.body.get("LoadBalancerArn"));
        let balancer = named.and_then(|named| unit.referred(named, BALANCERS)).map(|balancer| balancer.id.clone());
        for group in unit.mentioned(&forwards.body, TARGET_GROUPS) {
            balancers.entry(group.id.clone()).or_insert_with(|| balancer.clone());
        }
    }
    balancers
}
