//! Application Auto Scaling: targets, policies and schedules of ECS services and of Lambda's provisioned concurrency.

use smol_str::SmolStr;

use super::autoscaling::schedules;
use super::ecs::{CLUSTERS, SERVICES};
use super::lambda::{FUNCTIONS, functions_of};
use crate::dialects::aws::groups::lend_zero;
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::mentioned;
use crate::dialects::terraform::extract::which::in_instance;
use crate::dialects::terraform::extract::{Row, companion};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::Fact;
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, Node, Unknown};
use crate::values::read;
use crate::values::read::word;

pub(super) static TABLE: &[Row] = &[
    companion("aws_appautoscaling_target", target),
    companion("aws_appautoscaling_policy", policy),
    companion("aws_appautoscaling_scheduled_action", scheduled_action),
];

const TARGETS: &[&str] = &["aws_appautoscaling_target"];

/// What a scalable target scales.
enum Scaled {
    Service,
    Function,
    Other,
}

/// Ties a scaler to what a resource id names, `service/cluster/name`, and says what that is.
fn tie(draft: &mut Draft<'_>, resource_id: &Node) -> Scaled {
    // The id of a policy or schedule is mostly that of the target, whose own id says what is scaled.
    let own = draft.here.block.address.clone();
    let target = draft.here.unit.referred(resource_id, TARGETS).filter(|block| block.address != own);
    match target.and_then(|block| Some((block.body.get("resource_id")?, block))) {
        Some((node, block)) => {
            let which = draft.here.unit.tie_to(Target::Local(block.address.clone()), resource_id, TARGETS).which;
            tie_to_id(draft, &in_instance(node, &which), block)
        }
        None => tie_to_id(draft, resource_id, draft.here.block),
    }
}

fn tie_to_id(draft: &mut Draft<'_>, id: &Node, from: &ResolvedBlock) -> Scaled {
    for mention in mentioned(id, &["aws_ecs_service", "aws_ecs_express_gateway_service"]) {
        let ties = draft.here.unit.ties(&mention, SERVICES);
        if draft.link_ties(Relation::Scales, ties, id.span) {
            return Scaled::Service;
        }
    }
    for mention in mentioned(id, FUNCTIONS) {
        let ties = functions_of(draft.here.unit, &mention);
        if draft.link_ties(Relation::Scales, ties, id.span) {
            return Scaled::Function;
        }
    }
    if let Some(text) = id.as_text() {
        let mut parts = text.split(['/', ':']);
        let (first, last) = (parts.next().unwrap_or_default(), text.rsplit('/').next().unwrap_or_default());
        return match first {
            "service" => {
                let name = Node::new(Content::Text(SmolStr::new(last)), id.span);
                draft.link_node(Relation::Scales, &name, SERVICES);
                Scaled::Service
            }
            "function" => {
                let name = Node::new(Content::Text(SmolStr::new(parts.next().unwrap_or_default())), id.span);
                draft.link_node(Relation::Scales, &name, FUNCTIONS);
                Scaled::Function
            }
            _ => Scaled::Other,
        };
    }
    match (namespace(from), &id.content) {
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

fn namespace(block: &ResolvedBlock) -> Option<&str> {
    block.body.get("service_namespace").and_then(Node::as_str)
}

/// An id that names a cluster of this unit and no service: of the cluster's only service, if it has one only.
fn only_service_of(draft: &mut Draft<'_>, id: &Node, unknown: &Unknown) {
    let cluster = mentioned(id, CLUSTERS).iter().find_map(|mention| draft.here.unit.referred(mention, CLUSTERS));
    let services: Vec<&ResolvedBlock> = match cluster {
        Some(cluster) => draft
            .here
            .unit
            .of_kind("aws_ecs_service")
            .filter(|service| {
                let named = service.body.get("cluster");
                let named = named.and_then(|node| draft.here.unit.referred(node, CLUSTERS));
                named.is_some_and(|named| named.address == cluster.address)
            })
            .collect(),
        None => Vec::new(),
    };
    let target = match services.as_slice() {
        [one] => Target::Local(one.address.clone()),
        _ => Target::Unknown(unknown.clone()),
    };
    draft.link_target(Relation::Scales, target, id.span);
}

fn target(draft: &mut Draft<'_>) {
    let Some(id) = draft.at(&["resource_id"]) else { return };
    match tie(draft, &id) {
        Scaled::Service => {
            let fewest = draft.read(&["min_capacity"], read::number);
            let most = draft.read(&["max_capacity"], read::number);
            draft.lend("scale_min", fewest);
            draft.lend("scale_max", most);
            draft.lend("scaler", Fact::written(word("Application Auto Scaling"), draft.header));
        }
        Scaled::Function => {
            let fewest = draft.read(&["min_capacity"], read::number);
            draft.lend("provisioned_concurrency", fewest);
        }
        Scaled::Other => {}
    }
}

fn policy(draft: &mut Draft<'_>) {
    let Some(id) = draft.at(&["resource_id"]) else { return };
    if matches!(tie(draft, &id), Scaled::Service) {
        draft.lend("scaler", Fact::written(word("Application Auto Scaling"), draft.header));
    }
}

fn scheduled_action(draft: &mut Draft<'_>) {
    let Some(id) = draft.at(&["resource_id"]) else { return };
    let scaled = tie(draft, &id);
    if matches!(scaled, Scaled::Other) {
        return;
    }
    // A function goes on running when none of it is kept warm: it is not scaled on a schedule.
    if matches!(scaled, Scaled::Service) {
        let (ties, text) = (draft.here.unit.ties(&id, TARGETS), id.as_text());
        let same = |block: &ResolvedBlock| {
            block
                .body
                .get("resource_id")
                .is_some_and(|node| draft.here.unit.ties(node, TARGETS) == ties && node.as_text() == text)
        };
        if let Some(schedules) = schedules(draft, &same, &["schedule"]) {
            draft.lend("scale_schedule", schedules);
        }
    }
    let most = draft.read(&["scalable_target_action", "max_capacity"], read::number);
    lend_zero(draft, &[most]);
}
