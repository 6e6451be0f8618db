//! Rules of EventBridge, schedules and pipes: what they start, and when.

use super::draft::Draft;
use super::lambda::{link_function, names_function};
use super::trigger::{Trigger, enabled, is_on, lend};
use super::triggers::source_kind;
use super::{Row, companion};
use crate::model::fact::Fact;
use crate::model::resource::Relation;
use crate::model::tree::Node;
use crate::values::body;
use crate::values::read::{self, word};

pub(super) static TABLE: &[Row] = &[
    companion("AWS::Events::Rule", rule),
    companion("AWS::Scheduler::Schedule", schedule),
    companion("AWS::Pipes::Pipe", pipe),
];

/// The types that a rule, a schedule or a state machine starts, besides functions.
pub(super) const STARTED: &[&str] = &[
    "AWS::ECS::TaskDefinition",
    "AWS::Batch::JobDefinition",
    "AWS::CodeBuild::Project",
    "AWS::Glue::Job",
    "AWS::StepFunctions::StateMachine",
    "AWS::Serverless::StateMachine",
];

/// Ties to what an ARN leads to, where that can be started.
fn link_started(draft: &mut Draft<'_>, arn: Option<&Node>) -> bool {
    let Some(arn) = arn else { return false };
    if names_function(draft.here.unit, arn) {
        return link_function(draft, Relation::Triggers, arn);
    }
    !draft.here.unit.mentioned(arn, STARTED).is_empty() && draft.link_node(Relation::Triggers, arn, STARTED)
}

/// A rule starts its targets on a schedule, for events, or for both.
fn rule(draft: &mut Draft<'_>) {
    let mut starts_any = false;
    for target in body::each(draft.body, "Targets") {
        let task = target.at(&["EcsParameters", "TaskDefinitionArn"]);
        starts_any |= match task.or_else(|| target.at(&["BatchParameters", "JobDefinition"])) {
            Some(named) => draft.link_node(Relation::Triggers, named, STARTED),
            None => link_started(draft, target.get("Arn")),
        };
    }
    if !starts_any {
        return;
    }
    let enabled = enabled(draft.body, draft.name_span);
    let schedule = draft.read(&["ScheduleExpression"], read::text);
    let for_events = draft.at(&["EventPattern"]).is_some() || schedule.is_absent();
    let scheduled = (!schedule.is_absent()).then(|| Trigger::of(draft, "schedule", false).on(schedule));
    let evented = for_events.then(|| Trigger::of(draft, "event", false));
    let triggers: Vec<Trigger> =
        scheduled.into_iter().chain(evented).map(|trigger| trigger.where_on(enabled.clone())).collect();
    lend(draft, &triggers);
}

fn schedule(draft: &mut Draft<'_>) {
    let starts_task = draft.link(Relation::Triggers, &["Target", "EcsParameters", "TaskDefinitionArn"], STARTED);
    if starts_task || link_started(draft, draft.body.at(&["Target", "Arn"])) {
        let schedule = draft.read(&["ScheduleExpression"], read::text);
        let enabled = enabled(draft.body, draft.name_span);
        let trigger = Trigger::of(draft, "schedule", false).on(schedule).where_on(enabled);
        lend(draft, &[trigger]);
    }
}

/// A pipe takes from a queue or a stream; what enriches on the way is started by the same.
fn pipe(draft: &mut Draft<'_>) {
    let task: &[&str] = &["TargetParameters", "EcsTaskParameters", "TaskDefinitionArn"];
    let job: &[&str] = &["TargetParameters", "BatchJobParameters", "JobDefinition"];
    let mut starts_any = [task, job].into_iter().any(|path| draft.link(Relation::Triggers, path, STARTED));
    starts_any |= link_started(draft, draft.body.get("Target"));
    starts_any |= link_started(draft, draft.body.get("Enrichment"));
    if starts_any && let Some(source) = draft.at(&["Source"]) {
        let kind = told_by_parameters(draft).unwrap_or_else(|| source_kind(draft.here.unit, &source));
        let enabled = draft.read(&["DesiredState"], is_on);
        let trigger = Trigger::of_kind(kind, false, draft.resource.local.clone(), draft.header).where_on(enabled);
        lend(draft, &[trigger]);
    }
}

/// What a pipe is told of its source, by the kind of source that each set of parameters is for.
const SOURCES: &[(&str, &str)] = &[
    ("ActiveMQBrokerParameters", "queue"),
    ("DynamoDBStreamParameters", "stream"),
    ("KinesisStreamParameters", "stream"),
    ("ManagedStreamingKafkaParameters", "stream"),
    ("RabbitMQBrokerParameters", "queue"),
    ("SelfManagedKafkaParameters", "stream"),
    ("SqsQueueParameters", "queue"),
];

/// Whether a pipe takes from a queue or a stream, where its parameters say so: the source may have no name here.
fn told_by_parameters(draft: &Draft<'_>) -> Option<Fact> {
    let told = draft.at(&["SourceParameters"])?;
    let (entry, kind) = told.as_map()?.entries.iter().find_map(|entry| {
        let (_, kind) = SOURCES.iter().find(|(name, _)| entry.key.text == *name)?;
        Some((entry, *kind))
    })?;
    Some(Fact::written(word(kind), entry.key.span))
}
