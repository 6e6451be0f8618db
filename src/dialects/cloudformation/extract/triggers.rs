//! What starts Lambda functions besides APIs and schedules: queues and streams, topics, buckets, logs, devices, callers.

use super::apis::is_behind_a_door;
use super::draft::Draft;
use super::lambda::{link_function, names_function};
use super::refer::Unit;
use super::trigger::{Trigger, enabled, lend, starts};
use super::{Row, companion, tie};
use crate::model::fact::{Fact, Value};
use crate::model::resource::Relation;
use crate::model::tree::{Content, Node};
use crate::values::body;
use crate::values::read::{self, word};
use crate::values::{cases, readers};

pub(super) static TABLE: &[Row] = &[
    companion("AWS::Lambda::Permission", permission),
    companion("AWS::Lambda::EventSourceMapping", event_source),
    companion("AWS::SNS::Subscription", subscription),
    companion("AWS::Logs::SubscriptionFilter", |draft| calls(draft, &["DestinationArn"], "event", false)),
    companion("AWS::IoT::TopicRule", topic_rule),
    companion("AWS::Config::ConfigRule", |draft| calls(draft, &["Source", "SourceIdentifier"], "event", false)),
    companion("AWS::SES::ReceiptRule", receipt_rule),
    companion("AWS::AppSync::DataSource", |draft| calls(draft, &["LambdaConfig", "LambdaFunctionArn"], "http", true)),
    tie("AWS::S3::Bucket", bucket),
    tie("AWS::SNS::Topic", topic),
    tie("AWS::Cognito::UserPool", user_pool),
];

const QUEUES: &[&str] = &["AWS::SQS::Queue", "AWS::AmazonMQ::Broker"];
const STREAMS: &[&str] = &[
    "AWS::Kinesis::Stream",
    "AWS::Kinesis::StreamConsumer",
    "AWS::DynamoDB::Table",
    "AWS::DynamoDB::GlobalTable",
    "AWS::Serverless::SimpleTable",
    "AWS::MSK::Cluster",
    "AWS::MSK::ServerlessCluster",
    "AWS::DocDB::DBCluster",
];

/// Starts the function at a path, where what stands there is one.
fn calls(draft: &mut Draft<'_>, path: &[&str], kind: &'static str, sync: bool) {
    if let Some(node) = draft.at(path)
        && names_function(draft.here.unit, &node)
    {
        let trigger = Trigger::of(draft, kind, sync);
        starts(draft, &node, trigger);
    }
}

/// Ties to several functions and lends them one trigger.
fn calls_all<'n>(draft: &mut Draft<'_>, functions: impl IntoIterator<Item = &'n Node>, trigger: Trigger) {
    for function in functions {
        link_function(draft, Relation::Triggers, function);
    }
    if !draft.resource.links.is_empty() {
        lend(draft, &[trigger]);
    }
}

/// Who may call a function. What the template itself writes of its APIs says more, and speaks for itself.
fn permission(draft: &mut Draft<'_>) {
    let Some(function) = draft.at(&["FunctionName"]) else { return };
    let principal = draft.read(&["Principal"], read::text);
    let (kind, sync) = match principal.as_text() {
        Some("apigateway.amazonaws.com" | "elasticloadbalancing.amazonaws.com" | "vpc-lattice.amazonaws.com") => {
            if is_behind_a_door(draft.here.unit, &function) {
                link_function(draft, Relation::Triggers, &function);
                return;
            }
            if is_of_an_authorizer(draft) { ("direct", true) } else { ("http", true) }
        }
        Some("s3.amazonaws.com") => ("storage", false),
        Some(
            "sns.amazonaws.com"
            | "iot.amazonaws.com"
            | "logs.amazonaws.com"
            | "config.amazonaws.com"
            | "ses.amazonaws.com",
        ) => ("event", false),
        Some(
            "cognito-idp.amazonaws.com"
            | "lex.amazonaws.com"
            | "lexv2.amazonaws.com"
            | "bedrock.amazonaws.com"
            | "connect.amazonaws.com"
            | "alexa-appkit.amazon.com"
            | "alexa-connectedhome.amazon.com",
        ) => ("direct", true),
        _ => return,
    };
    let trigger = Trigger::of(draft, kind, sync);
    starts(draft, &function, trigger);
}

/// Whether a permission is for an authorizer that stands elsewhere, which is asked before a request goes on.
fn is_of_an_authorizer(draft: &Draft<'_>) -> bool {
    let source = draft.at(&["SourceArn"]);
    source.is_some_and(|source| readers::outlined(&source).as_text().is_some_and(|arn| arn.contains("/authorizers/")))
}

fn event_source(draft: &mut Draft<'_>) {
    let Some(function) = draft.at(&["FunctionName"]) else { return };
    let kind = match draft.at(&["EventSourceArn"]) {
        Some(node) => source_kind(draft.here.unit, &node),
        // What has no ARN is a Kafka cluster of one's own.
        None => Fact::written(word("stream"), draft.header),
    };
    let trigger = Trigger::of_kind(kind, false, draft.resource.local.clone(), draft.header)
        .where_on(enabled(draft.body, draft.name_span));
    starts(draft, &function, trigger);
}

/// Whether a source is a queue or a stream, by the resource it refers to or its ARN.
pub(super) fn source_kind(unit: &Unit<'_>, node: &Node) -> Fact {
    if let Content::Choice(choice) = &node.content {
        let options = choice.options.iter().map(|option| source_kind(unit, option)).collect();
        let choice = crate::model::tree::Choice { switch: choice.switch.clone(), options };
        return Fact::written(Value::Choice(choice), node.span);
    }
    let outlined = readers::outlined(node);
    let text = outlined.as_text().unwrap_or_default();
    let is = |kinds: &[&str], services: &[&str]| {
        !unit.mentioned(node, kinds).is_empty() || services.iter().any(|service| text.contains(service))
    };
    if is(QUEUES, &[":sqs:", ":mq:"]) {
        return Fact::written(word("queue"), node.span);
    }
    if is(STREAMS, &[":kinesis:", ":dynamodb:", ":kafka:", ":rds:"]) {
        return Fact::written(word("stream"), node.span);
    }
    let fact = read::fact(node, read::text);
    match fact.value {
        Value::Unknown(_) => cases::derived(&fact, &|_| Value::Absent),
        _ => Fact::unknown("whether its source is a queue or a stream is not written here", node.span),
    }
}

fn subscription(draft: &mut Draft<'_>) {
    if draft.read(&["Protocol"], read::text).as_text() == Some("lambda")
        && let Some(node) = draft.at(&["Endpoint"])
    {
        let trigger = Trigger::of(draft, "event", false);
        starts(draft, &node, trigger);
    }
}

fn topic(draft: &mut Draft<'_>) {
    let is_function = |one: &&Node| one.get("Protocol").and_then(Node::as_str) == Some("lambda");
    let subscriptions = body::each(draft.body, "Subscription").into_iter().filter(is_function);
    let trigger = Trigger::of(draft, "event", false);
    calls_all(draft, subscriptions.filter_map(|one| one.get("Endpoint")), trigger);
}

fn bucket(draft: &mut Draft<'_>) {
    let Some(notifications) = draft.body.get("NotificationConfiguration") else { return };
    let functions = body::each(notifications, "LambdaConfigurations").into_iter();
    let trigger = Trigger::of(draft, "storage", false);
    calls_all(draft, functions.filter_map(|one| one.get("Function")), trigger);
}

fn topic_rule(draft: &mut Draft<'_>) {
    let Some(rule) = draft.body.get("TopicRulePayload") else { return };
    let functions = body::each(rule, "Actions").into_iter().filter_map(|action| action.at(&["Lambda", "FunctionArn"]));
    let enabled = body::read(rule, &["RuleDisabled"], readers::not, draft.name_span);
    let trigger = Trigger::of(draft, "event", false).where_on(enabled);
    calls_all(draft, functions, trigger);
}

fn receipt_rule(draft: &mut Draft<'_>) {
    let Some(rule) = draft.body.get("Rule") else { return };
    let actions = body::each(rule, "Actions").into_iter();
    let functions = actions.filter_map(|action| action.at(&["LambdaAction", "FunctionArn"]));
    let trigger = Trigger::of(draft, "event", false).where_on(enabled(rule, draft.name_span));
    calls_all(draft, functions, trigger);
}

/// A user pool asks functions while somebody signs in.
fn user_pool(draft: &mut Draft<'_>) {
    let entries = draft.body.get("LambdaConfig").and_then(Node::as_map).map(|map| map.entries.as_slice());
    let asked = entries.unwrap_or_default().iter().map(|entry| entry.value.get("LambdaArn").unwrap_or(&entry.value));
    let unit = draft.here.unit;
    let trigger = Trigger::of(draft, "direct", true);
    calls_all(draft, asked.filter(|node| names_function(unit, node)), trigger);
}
