//! What starts Lambda functions besides APIs: function URLs, queues and streams, events, schedules.

use smol_str::SmolStr;

use super::lambda::{FUNCTIONS, link_function};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::mentioned;
use crate::dialects::terraform::extract::{Row, companion};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Facts, Value};
use crate::model::resource::Relation;
use crate::model::source::Span;
use crate::model::tree::{Content, Node};
use crate::values::body::{self, items};
use crate::values::cases;
use crate::values::read;
use crate::values::read::word;

pub(super) static TABLE: &[Row] = &[
    companion("aws_lambda_function_url", function_url),
    companion("aws_lambda_permission", permission),
    companion("aws_lambda_event_source_mapping", event_source),
    companion("aws_s3_bucket_notification", bucket_notification),
    companion("aws_sns_topic_subscription", topic_subscription),
    companion("aws_cloudwatch_log_subscription_filter", log_subscription),
    companion("aws_cloudwatch_event_rule", |_| {}),
    companion("aws_cloudwatch_event_target", event_target),
    companion("aws_scheduler_schedule", schedule),
    companion("aws_pipes_pipe", pipe),
    companion("aws_sfn_state_machine", state_machine),
    companion("aws_cognito_user_pool", user_pool),
];

const RULES: &[&str] = &["aws_cloudwatch_event_rule"];
const SOURCES: &[&str] = &[
    "aws_sqs_queue",
    "aws_mq_broker",
    "aws_kinesis_stream",
    "aws_kinesis_stream_consumer",
    "aws_dynamodb_table",
    "aws_msk_cluster",
    "aws_msk_serverless_cluster",
    "aws_docdb_cluster",
];

/// What starts something, as it is lent to what is linked.
pub(super) struct Trigger {
    facts: Facts,
}

impl Trigger {
    /// A trigger whose caller waits.
    pub(super) fn of(kind: Fact) -> Self {
        let mut facts = Facts::new();
        facts.set("sync", Fact::written(Value::Bool(true), kind.at));
        facts.set("kind", kind);
        Self { facts }
    }

    /// A trigger of a kind that its type says by itself, whose caller waits.
    pub(super) fn of_kind(kind: &'static str, header: Span) -> Self {
        Self::of(Fact::written(word(kind), header))
    }

    /// Whether its caller waits.
    pub(super) fn sync(mut self, sync: Fact) -> Self {
        self.facts.set("sync", sync);
        self
    }

    /// The front door that it comes through.
    pub(super) fn door(mut self, door: Fact) -> Self {
        self.facts.set("door", door);
        self
    }

    /// What becomes of its front door, where it has one.
    pub(super) fn through(mut self, change: impl FnOnce(Fact) -> Fact) -> Self {
        if let Some(door) = self.facts.remove("door") {
            self.facts.set("door", change(door));
        }
        self
    }

    /// How long its caller is made to wait, where that is written.
    pub(super) fn timeout(mut self, timeout: Fact) -> Self {
        if !timeout.is_absent() {
            self.facts.set("timeout", timeout);
        }
        self
    }

    /// Lends it.
    pub(super) fn lend(mut self, draft: &mut Draft<'_>) {
        let header = draft.header;
        self.facts.set("name", Fact::written(Value::Text(draft.here.block.address.clone()), header));
        let trigger = Fact::written(Value::Record(self.facts), header);
        draft.lend("triggers", Fact::written(Value::List(vec![trigger]), header));
    }
}

/// Lends one trigger to what is linked.
fn lend_trigger(draft: &mut Draft<'_>, kind: Fact, sync: bool, schedule: Option<Fact>) {
    let mut trigger = Trigger::of(kind).sync(Fact::written(Value::Bool(sync), draft.header));
    if let Some(schedule) = schedule {
        trigger.facts.set("schedule", schedule.clone());
        draft.lend("schedule", schedule);
    }
    trigger.lend(draft);
}

fn kind_fact(draft: &Draft<'_>, kind: &'static str) -> Fact {
    Fact::written(word(kind), draft.header)
}

/// Ties to the function at a path and lends it a trigger.
pub(super) fn starts(draft: &mut Draft<'_>, path: &[&str], trigger: Trigger) {
    if let Some(node) = draft.at(path)
        && link_function(draft, Relation::Triggers, &node)
    {
        trigger.lend(draft);
    }
}

/// Ties to the function at a path and lends it a trigger of one kind.
fn starts_by(draft: &mut Draft<'_>, path: &[&str], kind: &'static str, sync: bool) {
    let trigger = Trigger::of_kind(kind, draft.header).sync(Fact::written(Value::Bool(sync), draft.header));
    starts(draft, path, trigger);
}

fn function_url(draft: &mut Draft<'_>) {
    let header = draft.header;
    let trigger = Trigger::of_kind("http", header).door(Fact::written(word("function-url"), header));
    starts(draft, &["function_name"], trigger);
}

/// Who may call a function; rules and buckets are read where they name it.
fn permission(draft: &mut Draft<'_>) {
    let principal = draft.read(&["principal"], read::text);
    let (kind, sync) = match principal.as_text() {
        Some("apigateway.amazonaws.com" | "elasticloadbalancing.amazonaws.com") => ("http", true),
        Some("s3.amazonaws.com") => ("storage", false),
        Some("sns.amazonaws.com" | "iot.amazonaws.com" | "logs.amazonaws.com" | "config.amazonaws.com") => {
            ("event", false)
        }
        Some("cognito-idp.amazonaws.com" | "lex.amazonaws.com" | "bedrock.amazonaws.com") => ("direct", true),
        _ => return,
    };
    starts_by(draft, &["function_name"], kind, sync);
}

fn event_source(draft: &mut Draft<'_>) {
    if draft.read(&["enabled"], read::boolean).as_bool() == Some(false) {
        return;
    }
    let Some(function) = draft.at(&["function_name"]) else { return };
    if !link_function(draft, Relation::Triggers, &function) {
        return;
    }
    let kind = match draft.at(&["event_source_arn"]) {
        Some(node) => source_kind(draft, &node),
        None => kind_fact(draft, "stream"),
    };
    lend_trigger(draft, kind, false, None);
}

/// Whether a source is a queue or a stream, by the resource it refers to or its ARN.
fn source_kind(draft: &Draft<'_>, node: &Node) -> Fact {
    let referred = mentioned(node, SOURCES).first().and_then(|mention| draft.target(mention, SOURCES));
    let address = match &referred {
        Some(crate::model::resource::Target::Local(address)) => address.as_str(),
        _ => "",
    };
    let text = node.as_text().unwrap_or_default();
    let is = |part: &str, service: &str| address.contains(part) || text.contains(service);
    if is("aws_sqs_queue", ":sqs:") || is("aws_mq_broker", ":mq:") {
        Fact::written(word("queue"), node.span)
    } else if !address.is_empty()
        || [":kinesis:", ":dynamodb:", ":kafka:", ":rds:"].iter().any(|part| text.contains(part))
    {
        Fact::written(word("stream"), node.span)
    } else {
        let fact = read::fact(node, read::text);
        match fact.value {
            Value::Unknown(_) => cases::derived(&fact, &|_| Value::Absent),
            _ => Fact::unknown("whether its source is a queue or a stream is not written here", node.span),
        }
    }
}

fn bucket_notification(draft: &mut Draft<'_>) {
    for notification in body::each(draft.body, "lambda_function") {
        if let Some(node) = notification.get("lambda_function_arn") {
            link_function(draft, Relation::Triggers, node);
        }
    }
    if !draft.resource.links.is_empty() {
        let kind = kind_fact(draft, "storage");
        lend_trigger(draft, kind, false, None);
    }
}

fn topic_subscription(draft: &mut Draft<'_>) {
    if draft.read(&["protocol"], read::text).as_text() == Some("lambda") {
        starts_by(draft, &["endpoint"], "event", false);
    }
}

fn log_subscription(draft: &mut Draft<'_>) {
    if draft.at(&["destination_arn"]).is_some_and(|node| !mentioned(&node, FUNCTIONS).is_empty()) {
        starts_by(draft, &["destination_arn"], "event", false);
    }
}

/// The types that an event rule or a schedule starts, besides functions.
const STARTED: &[&str] =
    &["aws_ecs_task_definition", "aws_batch_job_definition", "aws_codebuild_project", "aws_glue_job"];

/// Whether a rule or a schedule is certainly switched off: it starts nothing.
fn is_off(body: &Node) -> bool {
    body.get("state").and_then(Node::as_str) == Some("DISABLED")
        || body.get("is_enabled").and_then(Node::as_bool) == Some(false)
}

fn event_target(draft: &mut Draft<'_>) {
    if draft.referred(&["rule"], RULES).is_some_and(|rule| is_off(&rule.body)) {
        return;
    }
    if !link_started(draft, &["arn"], &[&["ecs_target", "task_definition_arn"], &["batch_target", "job_definition"]]) {
        return;
    }
    let rule = draft.at(&["rule"]);
    let block = draft.referred(&["rule"], RULES);
    match (rule, block) {
        (Some(node), Some(block)) => lend_rule(draft, &node, block),
        (Some(node), None) => {
            let kind = Fact::unknown("the rule is not written in this unit", node.span);
            lend_trigger(draft, kind, false, None);
        }
        _ => {}
    }
}

fn lend_rule(draft: &mut Draft<'_>, here: &Node, rule: &ResolvedBlock) {
    let schedule = draft.read_there(here, rule, &["schedule_expression"], read::text);
    if schedule.is_absent() {
        let kind = kind_fact(draft, "event");
        lend_trigger(draft, kind, false, None);
    } else {
        let kind = kind_fact(draft, "schedule");
        lend_trigger(draft, kind, false, Some(schedule));
    }
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
    if is_off(draft.body) {
        return;
    }
    let started = link_started(draft, &["target", "arn"], &[&["target", "ecs_parameters", "task_definition_arn"]]);
    if started {
        let schedule = draft.read(&["schedule_expression"], read::text);
        let kind = kind_fact(draft, "schedule");
        lend_trigger(draft, kind, false, Some(schedule));
    }
}

fn pipe(draft: &mut Draft<'_>) {
    let task = ["target_parameters", "ecs_task_parameters", "task_definition_arn"];
    if link_started(draft, &["target"], &[&task])
        && let Some(source) = draft.at(&["source"])
    {
        let kind = source_kind(draft, &source);
        lend_trigger(draft, kind, false, None);
    }
}

/// A user pool asks functions and waits for their answers: each argument of its block that names one.
fn user_pool(draft: &mut Draft<'_>) {
    for config in body::each(draft.body, "lambda_config") {
        for mention in mentioned(config, FUNCTIONS) {
            link_function(draft, Relation::Triggers, &mention);
        }
    }
    if !draft.resource.links.is_empty() {
        let kind = kind_fact(draft, "direct");
        lend_trigger(draft, kind, true, None);
    }
}

/// A state machine calls what its definition mentions.
fn state_machine(draft: &mut Draft<'_>) {
    let Some(definition) = draft.at(&["definition"]) else { return };
    for mention in mentioned(&definition, FUNCTIONS) {
        link_function(draft, Relation::Triggers, &mention);
    }
    for mention in items(&definition).into_iter().flat_map(|item| mentioned(item, STARTED)) {
        draft.link_node(Relation::Triggers, &mention, STARTED);
    }
    if !draft.resource.links.is_empty() {
        let kind = match definition.content {
            Content::Unknown(_) => {
                Fact::unknown(SmolStr::new_static("the state machine is not known"), definition.span)
            }
            _ => kind_fact(draft, "direct"),
        };
        lend_trigger(draft, kind, true, None);
    }
}
