//! Rules of EventBridge, schedules, pipes and state machines: what they start, and when.

use super::lambda::{FUNCTIONS, link_function};
use super::stops::calls_the_cloud;
use super::trigger::{Trigger, enabled, lend_all};
use super::triggers::source_kind;
use crate::dialects::aws::arns;
use crate::dialects::terraform::extract::draft::{Draft, of_its_instance};
use crate::dialects::terraform::extract::refer::mentioned;
use crate::dialects::terraform::extract::{Row, companion};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::{Content, Node};
use crate::values::read::{self, word};
use crate::values::readers;
use crate::values::{body, cases};

pub(super) static TABLE: &[Row] = &[
    companion("aws_cloudwatch_event_rule", |_| {}),
    companion("aws_cloudwatch_event_target", event_target),
    companion("aws_scheduler_schedule", schedule),
    companion("aws_pipes_pipe", pipe),
    companion("aws_sfn_state_machine", state_machine),
];

const RULES: &[&str] = &["aws_cloudwatch_event_rule"];

/// The types that an event rule or a schedule starts, besides functions.
const STARTED: &[&str] = &[
    "aws_ecs_task_definition",
    "aws_batch_job_definition",
    "aws_codebuild_project",
    "aws_glue_job",
    "aws_sfn_state_machine",
];

/// The arguments by which a rule or a schedule is switched off.
const SWITCHES: &[&str] = &["state", "is_enabled"];

/// A rule starts its targets on a schedule, for events, or for both.
fn event_target(draft: &mut Draft<'_>) {
    let Some(here) = draft.at(&["rule"]) else { return };
    let rule = draft.referred(&["rule"], RULES);
    let on = match rule {
        Some(rule) => of_its_instance(&here, rule, enabled(&rule.body, SWITCHES, rule.name_span)),
        None => Fact::absent(here.span),
    };
    let named: &[&[&str]] = &[&["ecs_target", "task_definition_arn"], &["batch_target", "job_definition"]];
    if on.as_bool() == Some(false) || !link_started(draft, &["arn"], named) {
        return;
    }
    let header = draft.header;
    let Some(rule) = rule else {
        let kind = Fact::unknown("the rule is not written in this unit", here.span);
        return Trigger::for_later(kind, header).lend(draft);
    };
    let schedule = draft.read_there(&here, rule, &["schedule_expression"], read::text);
    let for_events =
        schedule.is_absent() || !draft.read_there(&here, rule, &["event_pattern"], readers::present).is_absent();
    let of = |kind| Trigger::for_later(Fact::written(word(kind), header), header).where_on(on.clone());
    let scheduled = (!schedule.is_absent()).then(|| of("schedule").on(schedule));
    let evented = for_events.then(|| of("event"));
    lend_all(draft, scheduled.into_iter().chain(evented));
}

/// Ties to the function at a path, or to what one of the other paths refers to.
fn link_started(draft: &mut Draft<'_>, function: &[&str], others: &[&[&str]]) -> bool {
    let other = others.iter().any(|path| draft.link(Relation::Triggers, path, STARTED));
    if other {
        return true;
    }
    let Some(node) = draft.at(function) else { return false };
    let names_function = !mentioned(&node, FUNCTIONS).is_empty()
        || node.as_text().is_some_and(|text| text.contains(":lambda:") || text.contains(":function:"));
    if names_function {
        return link_function(draft, Relation::Triggers, &node);
    }
    !mentioned(&node, STARTED).is_empty() && draft.link_node(Relation::Triggers, &node, STARTED)
}

fn schedule(draft: &mut Draft<'_>) {
    let on = enabled(draft.body, SWITCHES, draft.name_span);
    if on.as_bool() == Some(false) {
        return;
    }
    if calls_the_cloud(draft) {
        draft.resource.lends = cases::where_on(std::mem::take(&mut draft.resource.lends), &on);
    } else if link_started(draft, &["target", "arn"], &[&["target", "ecs_parameters", "task_definition_arn"]]) {
        let schedule = draft.read(&["schedule_expression"], read::text);
        let kind = Fact::written(word("schedule"), draft.header);
        Trigger::for_later(kind, draft.header).on(schedule).where_on(on).lend(draft);
    }
}

/// A pipe takes from a queue or a stream; what enriches on the way is started by the same.
fn pipe(draft: &mut Draft<'_>) {
    let on = enabled(draft.body, &["desired_state"], draft.name_span);
    if on.as_bool() == Some(false) {
        return;
    }
    let named: &[&[&str]] = &[
        &["target_parameters", "ecs_task_parameters", "task_definition_arn"],
        &["target_parameters", "batch_job_parameters", "job_definition"],
    ];
    let started = link_started(draft, &["target"], named);
    let enriched = link_started(draft, &["enrichment"], &[]);
    if let (true, Some(source)) = (started || enriched, draft.at(&["source"])) {
        let kind = source_kind(draft, &source);
        Trigger::for_later(kind, draft.header).where_on(on).lend(draft);
    }
}

/// A state machine calls what its definition mentions or names.
fn state_machine(draft: &mut Draft<'_>) {
    let Some(definition) = draft.at(&["definition"]) else { return };
    for mention in mentioned(&definition, FUNCTIONS) {
        link_function(draft, Relation::Triggers, &mention);
    }
    for mention in mentioned(&definition, STARTED) {
        draft.link_node(Relation::Triggers, &mention, STARTED);
    }
    named(draft, &definition);
    if draft.resource.links.is_empty() {
        return;
    }
    let header = draft.header;
    Trigger::of_kind("direct", header).sync(Fact::written(Value::Bool(true), header)).lend(draft);
}

/// Ties to the functions that a definition names by their ARNs.
fn named(draft: &mut Draft<'_>, node: &Node) {
    match &node.content {
        Content::Map(map) => map.entries.iter().for_each(|entry| named(draft, &entry.value)),
        Content::List(_) | Content::Choice(_) => body::items(node).into_iter().for_each(|item| named(draft, item)),
        _ => {
            let outlined = readers::outlined(node);
            for name in outlined.as_str().map(arns::functions_named).unwrap_or_default() {
                let name = Node::new(Content::Text(name), node.span);
                link_function(draft, Relation::Triggers, &name);
            }
        }
    }
}
