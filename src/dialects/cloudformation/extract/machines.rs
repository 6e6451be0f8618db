//! State machines: what their tasks call and start.

use super::draft::Draft;
use super::lambda::{FUNCTIONS, function_of};
use super::schedules::STARTED;
use super::trigger::Trigger;
use super::{Row, companion};
use crate::dialects::aws::arns::{FUNCTION_ARN, functions_named};
use crate::model::fact::Fact;
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, Node};
use crate::values::{body, lists, readers};

pub(super) static TABLE: &[Row] = &[companion("AWS::StepFunctions::StateMachine", |draft| {
    calls(draft);
    lend_calls(draft, None, None);
})];

/// The types of state machines.
pub(super) const MACHINES: [&str; 2] = ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"];

/// Where a definition stands in the template.
pub(super) const WRITTEN: &[&str] = &["DefinitionString", "Definition", "DefinitionSubstitutions"];

/// Where it says that its definition stands elsewhere.
const ELSEWHERE: &[&str] = &["DefinitionUri", "DefinitionS3Location"];

/// Ties a state machine to all that its definition mentions, or that is filled into it.
pub(super) fn calls(draft: &mut Draft<'_>) {
    let unit = draft.here.unit;
    for property in WRITTEN {
        let Some(node) = draft.body.get(property) else { continue };
        for mention in unit.mentioned(node, FUNCTIONS) {
            let target = mention.body.get("FunctionName").filter(|_| is_qualified(&mention.kind));
            let target = match target {
                Some(function) => function_of(unit, function),
                None => Some(Target::Local(mention.id.clone())),
            };
            if let Some(target) = target {
                draft.link_target(Relation::Triggers, target, node.span);
            }
        }
        for mention in unit.mentioned(node, STARTED).into_iter().filter(|one| one.id != draft.here.resolved.id) {
            draft.link_target(Relation::Triggers, Target::Local(mention.id.clone()), node.span);
        }
        named(draft, node);
    }
    let is_elsewhere = ELSEWHERE.iter().any(|property| draft.at(&[property]).is_some());
    if draft.resource.links.is_empty() && is_elsewhere {
        draft.link_unknown(Relation::Triggers, "its definition stands in another file");
    }
}

fn is_qualified(kind: &str) -> bool {
    matches!(kind, "AWS::Lambda::Alias" | "AWS::Lambda::Version")
}

/// Ties to the functions that a definition names by their ARNs.
fn named(draft: &mut Draft<'_>, node: &Node) {
    match &node.content {
        Content::Map(map) => map.entries.iter().for_each(|entry| named(draft, &entry.value)),
        Content::List(_) | Content::Choice(_) => body::items(node).into_iter().for_each(|item| named(draft, item)),
        _ => {
            let outlined = readers::outlined(node);
            let Some(text) = outlined.as_str() else { return };
            for name in functions_named(text) {
                let arn = Node::new(Content::Text(format!("{FUNCTION_ARN}{name}").into()), node.span);
                if let Some(target) = function_of(draft.here.unit, &arn) {
                    draft.link_target(Relation::Triggers, target, node.span);
                }
            }
        }
    }
}

/// Lends what is called that a state machine calls it, and what starts the machine itself.
pub(super) fn lend_calls(draft: &mut Draft<'_>, starters: Option<Fact>, schedule: Option<Fact>) {
    if draft.resource.links.is_empty() {
        return;
    }
    let called = Trigger::of(draft, "direct", true).listed();
    if let Some(all) = lists::concatenated([called].into_iter().chain(starters)) {
        draft.lend("triggers", all);
    }
    if let Some(schedule) = schedule {
        draft.lend("schedule", schedule);
    }
}
