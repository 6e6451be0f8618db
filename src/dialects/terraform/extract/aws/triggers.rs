//! What calls Lambda functions besides APIs: function URLs, permissions, queues and streams, events, other services.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::lambda::{FUNCTIONS, function_of, link_function};
use super::trigger::{Trigger, enabled, starts};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::{Unit, mentioned};
use crate::dialects::terraform::extract::{Row, companion};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Target};
use crate::model::tree::Node;
use crate::values::body;
use crate::values::cases;
use crate::values::read;
use crate::values::read::word;
use crate::values::readers;

pub(super) static TABLE: &[Row] = &[
    companion("aws_lambda_function_url", function_url),
    companion("aws_lambda_permission", permission),
    companion("aws_lambda_event_source_mapping", event_source),
    companion("aws_s3_bucket_notification", bucket_notification),
    companion("aws_sns_topic_subscription", topic_subscription),
    companion("aws_cloudwatch_log_subscription_filter", log_subscription),
    companion("aws_iot_topic_rule", topic_rule),
    companion("aws_ses_receipt_rule", receipt_rule),
    companion("aws_kinesis_firehose_delivery_stream", delivery_stream),
    companion("aws_appsync_datasource", |draft| starts_by(draft, &["lambda_config", "function_arn"], "http", true)),
    companion("aws_appsync_graphql_api", graphql_api),
    companion("aws_api_gateway_authorizer", |draft| starts_by(draft, &["authorizer_uri"], "direct", true)),
    companion("aws_apigatewayv2_authorizer", |draft| starts_by(draft, &["authorizer_uri"], "direct", true)),
    companion("aws_cognito_user_pool", user_pool),
];

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

/// Ties to the function at a path and lends it a trigger of one kind.
fn starts_by(draft: &mut Draft<'_>, path: &[&str], kind: &'static str, sync: bool) {
    let trigger = Trigger::of_kind(kind, draft.header).sync(Fact::written(Value::Bool(sync), draft.header));
    starts(draft, path, trigger);
}

/// Ties to every function that is mentioned under one of several blocks, and lends them one trigger.
fn calls_all(draft: &mut Draft<'_>, blocks: &[&Node], trigger: Trigger) {
    for mention in blocks.iter().flat_map(|block| mentioned(block, FUNCTIONS)) {
        link_function(draft, Relation::Triggers, &mention);
    }
    if !draft.resource.links.is_empty() {
        trigger.lend(draft);
    }
}

fn function_url(draft: &mut Draft<'_>) {
    let header = draft.header;
    let trigger = Trigger::of_kind("http", header).door(Fact::written(word("function-url"), header));
    starts(draft, &["function_name"], trigger);
}

/// Who may call a function; rules and buckets are read where they name it. What the unit itself writes of its APIs says
/// more, and speaks for itself.
fn permission(draft: &mut Draft<'_>) {
    let principal = draft.read(&["principal"], read::text);
    let (kind, sync) = match principal.as_text() {
        Some("apigateway.amazonaws.com" | "elasticloadbalancing.amazonaws.com" | "vpc-lattice.amazonaws.com") => {
            if is_behind_a_door(draft) {
                draft.at(&["function_name"]).map(|function| link_function(draft, Relation::Triggers, &function));
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
    starts_by(draft, &["function_name"], kind, sync);
}

/// Whether a permission is for an authorizer that stands elsewhere, which is asked before a request goes on.
fn is_of_an_authorizer(draft: &Draft<'_>) -> bool {
    let source = draft.at(&["source_arn"]);
    source.is_some_and(|source| readers::outlined(&source).as_text().is_some_and(|arn| arn.contains("/authorizers/")))
}

/// Where APIs and balancers say which function they call.
const DOORS: &[(&str, &str)] = &[
    ("aws_api_gateway_integration", "uri"),
    ("aws_api_gateway_rest_api", "body"),
    ("aws_apigatewayv2_integration", "integration_uri"),
    ("aws_apigatewayv2_api", "target"),
    ("aws_apigatewayv2_api", "body"),
    ("aws_lb_target_group_attachment", "target_id"),
    ("aws_alb_target_group_attachment", "target_id"),
    ("aws_api_gateway_authorizer", "authorizer_uri"),
    ("aws_apigatewayv2_authorizer", "authorizer_uri"),
];

/// Whether an API or a balancer of the unit says itself that it calls the function of a permission.
fn is_behind_a_door(draft: &Draft<'_>) -> bool {
    let unit = draft.here.unit;
    let function = draft.at(&["function_name"]).and_then(|node| function_of(unit, &node));
    let Some(Target::Local(function)) = function else { return false };
    unit.behind_doors.get_or_init(|| behind_doors(unit)).contains(&function)
}

fn behind_doors(unit: &Unit<'_>) -> HashSet<SmolStr> {
    let mut functions = HashSet::new();
    for (kind, argument) in DOORS {
        for node in unit.of_kind(kind).filter_map(|block| block.body.get(argument)) {
            for mention in mentioned(node, FUNCTIONS) {
                if let Some(Target::Local(function)) = function_of(unit, &mention) {
                    functions.insert(function);
                }
            }
        }
    }
    functions
}

fn event_source(draft: &mut Draft<'_>) {
    let kind = match draft.at(&["event_source_arn"]) {
        Some(node) => source_kind(draft, &node),
        // What has no ARN is a Kafka cluster of one's own.
        None => Fact::written(word("stream"), draft.header),
    };
    let on = enabled(draft.body, &["enabled"], draft.name_span);
    starts(draft, &["function_name"], Trigger::for_later(kind, draft.header).where_on(on));
}

/// Whether a source is a queue or a stream, by the resource it refers to or its ARN.
pub(super) fn source_kind(draft: &Draft<'_>, node: &Node) -> Fact {
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
    let functions = body::each(draft.body, "lambda_function");
    let functions: Vec<&Node> = functions.into_iter().filter_map(|one| one.get("lambda_function_arn")).collect();
    for function in &functions {
        link_function(draft, Relation::Triggers, function);
    }
    if !draft.resource.links.is_empty() {
        Trigger::for_later(Fact::written(word("storage"), draft.header), draft.header).lend(draft);
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

/// A rule of the device gateway hands on messages, also those that could not be handed on elsewhere.
fn topic_rule(draft: &mut Draft<'_>) {
    let mut blocks = body::each(draft.body, "lambda");
    let failed = body::each(draft.body, "error_action").into_iter();
    blocks.extend(failed.flat_map(|action| body::each(action, "lambda")));
    for_events(draft, &blocks);
}

fn receipt_rule(draft: &mut Draft<'_>) {
    let blocks = body::each(draft.body, "lambda_action");
    for_events(draft, &blocks);
}

/// What may be switched off by `enabled`, and calls the functions of its blocks for what happens.
fn for_events(draft: &mut Draft<'_>, blocks: &[&Node]) {
    let on = enabled(draft.body, &["enabled"], draft.name_span);
    if on.as_bool() != Some(false) {
        let kind = Fact::written(word("event"), draft.header);
        calls_all(draft, blocks, Trigger::for_later(kind, draft.header).where_on(on));
    }
}

/// A delivery stream has functions work over what passes through it.
fn delivery_stream(draft: &mut Draft<'_>) {
    let body = draft.body;
    let destinations = body.as_map().map(|map| map.entries.as_slice()).unwrap_or_default().iter();
    let processing = destinations.filter(|entry| entry.key.text.ends_with("_configuration"));
    let processing: Vec<&Node> = processing
        .flat_map(|entry| body::items(&entry.value))
        .flat_map(|destination| body::each(destination, "processing_configuration"))
        .collect();
    let on = processing.first().map(|one| enabled(one, &["enabled"], draft.name_span));
    let on = on.unwrap_or_else(|| Fact::absent(draft.name_span));
    if on.as_bool() != Some(false) {
        let kind = Fact::written(word("stream"), draft.header);
        calls_all(draft, &processing, Trigger::for_later(kind, draft.header).where_on(on));
    }
}

/// An API of GraphQL asks its authorizers before a request goes on; its sources of data are resources of their own.
fn graphql_api(draft: &mut Draft<'_>) {
    let mut blocks = body::each(draft.body, "lambda_authorizer_config");
    blocks.extend(body::each(draft.body, "additional_authentication_provider"));
    let trigger = Trigger::of_kind("direct", draft.header);
    calls_all(draft, &blocks, trigger);
}

/// A user pool asks functions and waits for their answers: each argument of its block that names one.
fn user_pool(draft: &mut Draft<'_>) {
    let blocks = body::each(draft.body, "lambda_config");
    let trigger = Trigger::of_kind("direct", draft.header);
    calls_all(draft, &blocks, trigger);
}
