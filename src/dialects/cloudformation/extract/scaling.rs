//! Application Auto Scaling: targets and policies of ECS services and of Lambda's provisioned concurrency.

use smol_str::SmolStr;

use super::draft::Draft;
use super::ecs::{CLUSTERS, SERVICES};
use super::lambda::{FUNCTIONS, link_function};
use super::{Row, companion};
use crate::dialects::aws::groups;
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::Fact;
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, HOLE, Node, Unknown};
use crate::values::lists;
use crate::values::read::{self, word};
use crate::values::{body, readers};

pub(super) static TABLE: &[Row] = &[
    companion("AWS::ApplicationAutoScaling::ScalableTarget", target),
    companion("AWS::ApplicationAutoScaling::ScalingPolicy", policy),
];

const TARGETS: &[&str] = &["AWS::ApplicationAutoScaling::ScalableTarget"];

/// What a scalable target scales.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scaled {
    Service,
    Function,
    Other,
}

/// Ties a scaler to what a target's id names, `service/cluster/name`, and says what that is.
fn tie(draft: &mut Draft<'_>, target: &ResolvedResource) -> Scaled {
    let Some(id) = target.body.get("ResourceId") else { return Scaled::Other };
    let unit = draft.here.unit;
    if let Some(service) = unit.mentioned(id, SERVICES).first() {
        draft.link_target(Relation::Scales, Target::Local(service.id.clone()), id.span);
        return Scaled::Service;
    }
    if !unit.mentioned(id, FUNCTIONS).is_empty() {
        link_function(draft, Relation::Scales, id);
        return Scaled::Function;
    }
    if let Some(text) = readers::outlined(id).as_text() {
        let mut parts = text.split(['/', ':']);
        let (kind, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let last = text.rsplit('/').next().unwrap_or_default();
        let named = |name: &str| Node::new(Content::Text(SmolStr::new(name)), id.span);
        match kind {
            "service" if !last.contains(HOLE) => {
                draft.link_node(Relation::Scales, &named(last), SERVICES);
                return Scaled::Service;
            }
            "function" if !second.contains(HOLE) => {
                link_function(draft, Relation::Scales, &named(second));
                return Scaled::Function;
            }
            _ => {}
        }
    }
    match (target.body.get("ServiceNamespace").and_then(Node::as_str), &id.content) {
        (Some("ecs"), Content::Unknown(unknown)) => {
            only_service_of(draft, id, unknown);
            Scaled::Service
        }
        (Some("lambda"), Content::Unknown(unknown)) => {
            draft.link_target(Relation::Scales, Target::Unknown((**unknown).clone()), id.span);
            Scaled::Function
        }
        _ => Scaled::Other,
    }
}

/// An id that names a cluster of this template and no service: of the cluster's only service, if it has one only.
fn only_service_of(draft: &mut Draft<'_>, id: &Node, unknown: &Unknown) {
    let unit = draft.here.unit;
    let clusters = unit.mentioned(id, CLUSTERS);
    let in_cluster = |service: &&ResolvedResource| {
        let named = service.body.get("Cluster").and_then(|named| unit.referred(named, CLUSTERS));
        named.is_some_and(|named| clusters.first().is_some_and(|cluster| cluster.id == named.id))
    };
    let services: Vec<&ResolvedResource> = unit.of_kind("AWS::ECS::Service").filter(in_cluster).collect();
    let target = match services.as_slice() {
        [one] => Target::Local(one.id.clone()),
        _ => Target::Unknown(unknown.clone()),
    };
    draft.link_target(Relation::Scales, target, id.span);
}

fn target(draft: &mut Draft<'_>) {
    match tie(draft, draft.here.resolved) {
        Scaled::Service => {
            let fewest = draft.read(&["MinCapacity"], read::number);
            let most = draft.read(&["MaxCapacity"], read::number);
            draft.lend("scale_min", fewest);
            draft.lend("scale_max", most);
            draft.lend("scaler", Fact::written(word("Application Auto Scaling"), draft.header));
            scheduled(draft);
        }
        Scaled::Function => {
            let fewest = draft.read(&["MinCapacity"], read::number);
            draft.lend("provisioned_concurrency", fewest);
        }
        Scaled::Other => {}
    }
}

/// Lends the schedules that stand in a target, and that they take it to zero.
fn scheduled(draft: &mut Draft<'_>) {
    let actions = body::each(draft.body, "ScheduledActions");
    let all: Vec<Fact> = actions
        .iter()
        .map(|action| body::read(action, &["Schedule"], read::text, action.span))
        .filter(|schedule| !schedule.is_absent())
        .collect();
    if let Some(first) = all.first() {
        draft.lend("scale_schedule", lists::joined(first.clone(), &all));
    }
    let number = |action: &Node, name| body::read(action, &["ScalableTargetAction", name], read::number, action.span);
    let numbers: Vec<Fact> = actions.iter().map(|action| number(action, "MaxCapacity")).collect();
    groups::lend_zero(draft, &numbers);
}

/// A policy names its target, or the same id as that.
fn policy(draft: &mut Draft<'_>) {
    let target = draft.referred(&["ScalingTargetId"], TARGETS).unwrap_or(draft.here.resolved);
    if tie(draft, target) == Scaled::Service {
        draft.lend("scaler", Fact::written(word("Application Auto Scaling"), draft.header));
    }
}
