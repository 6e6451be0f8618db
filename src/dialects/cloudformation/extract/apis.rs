//! API Gateway: what its APIs call, through which door, and how long they wait.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::draft::Draft;
use super::lambda::{FUNCTIONS, function_of, names_function};
use super::refer::Unit;
use super::trigger::{Trigger, lend, starts};
use super::{Row, companion, described};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Target;
use crate::model::source::Span;
use crate::model::tree::{Node, Step};
use crate::values::read::{self, word};
use crate::values::{body, cases};

pub(super) static TABLE: &[Row] = &[
    companion("AWS::ApiGateway::RestApi", described::api),
    companion("AWS::ApiGateway::Method", method),
    companion("AWS::ApiGateway::Authorizer", authorizer),
    companion("AWS::ApiGatewayV2::Api", http_api),
    companion("AWS::ApiGatewayV2::Integration", integration),
    companion("AWS::ApiGatewayV2::Authorizer", authorizer),
    companion("AWS::Lambda::Url", function_url),
];

/// Types that are REST APIs.
pub(super) const REST_APIS: &[&str] = &["AWS::ApiGateway::RestApi", "AWS::Serverless::Api"];
const HTTP_APIS: &[&str] = &["AWS::ApiGatewayV2::Api", "AWS::Serverless::HttpApi", "AWS::Serverless::WebSocketApi"];

/// Types in which a function is named because they call it when a request comes in.
const DOORS: &[&str] = &[
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Method",
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Integration",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::WebSocketApi",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::ApiGateway::Authorizer",
    "AWS::ApiGatewayV2::Authorizer",
];

/// Whether an API or a balancer of the template itself is written to call a function.
pub(super) fn is_behind_a_door(unit: &Unit<'_>, function: &Node) -> bool {
    let called = unit.behind_doors.get_or_init(|| {
        let doors = unit.template.resources.iter().filter(|resource| DOORS.contains(&resource.kind.as_str()));
        let mentions = doors.flat_map(|door| unit.mentioned(&door.body, FUNCTIONS));
        mentions.filter_map(|mention| of_alias(unit, mention)).collect::<HashSet<SmolStr>>()
    });
    matches!(function_of(unit, function), Some(Target::Local(id)) if called.contains(&id))
}

/// The function of an alias or version; any other is it itself.
fn of_alias(unit: &Unit<'_>, resource: &ResolvedResource) -> Option<SmolStr> {
    match resource.kind.as_str() {
        "AWS::Lambda::Alias" | "AWS::Lambda::Version" => match function_of(unit, resource.body.get("FunctionName")?)? {
            Target::Local(id) => Some(id),
            _ => None,
        },
        _ => Some(resource.id.clone()),
    }
}

/// What one request to an API calls.
pub(super) struct Integration<'n> {
    /// What is called.
    pub(super) uri: &'n Node,
    /// How long it is waited for, where that is written; else absent.
    pub(super) timeout: Fact,
    /// Nobody waits for the answer.
    pub(super) is_async: bool,
}

impl<'n> Integration<'n> {
    /// Reads an integration, of which properties are named differently in descriptions and in templates.
    pub(super) fn read(node: &'n Node, names: [&str; 3], absent_at: Span) -> Option<Self> {
        let [uri, timeout, parameters] = names;
        let header = "integration.request.header.X-Amz-Invocation-Type";
        let invocation = node.at(&[parameters, header]).and_then(Node::as_str);
        Some(Self {
            uri: node.get(uri).filter(|uri| !uri.is_null())?,
            timeout: body::read(node, &[timeout], read::milliseconds, absent_at),
            is_async: invocation.is_some_and(|invocation| invocation.trim_matches('\'') == "Event"),
        })
    }
}

/// Starts the function that an integration calls through a door of its API.
pub(super) fn calls(draft: &mut Draft<'_>, integration: Integration<'_>, door: Door) {
    if !names_function(draft.here.unit, integration.uri) {
        return;
    }
    let (name, at) = (draft.resource.local.clone(), draft.header);
    let trigger = if integration.is_async {
        Trigger::of_kind(door.kind, false, name, at)
    } else {
        Trigger::of_kind(door.kind, true, name, at).through(door.door).waiting(integration.timeout)
    };
    starts(draft, integration.uri, trigger);
}

/// What kind of trigger an API is, and which front door.
pub(super) struct Door {
    pub(super) kind: Fact,
    pub(super) door: Fact,
}

/// The door of the REST API that a value refers to.
pub(super) fn rest_door(unit: &Unit<'_>, api: Option<&Node>, at: Span) -> Door {
    let kind = Fact::written(word("http"), at);
    let door = match api.map(|node| (node, unit.referred(node, REST_APIS))) {
        Some((node, Some(api))) => Fact { at: node.span, ..rest_endpoint(api) }.through(step(api)),
        Some((node, None)) => Fact::unknown("its API is not written in this template", node.span),
        None => Fact::unknown("its API is not written", at),
    };
    Door { kind, door }
}

/// Which door a REST API is: edge-optimised, unless it says otherwise.
pub(crate) fn rest_endpoint(api: &ResolvedResource) -> Fact {
    let paths: &[&[&str]] = &[
        &["EndpointConfiguration", "Types"],
        &["EndpointConfiguration", "Type"],
        &["EndpointConfiguration"],
        &["Parameters", "endpointConfigurationTypes"],
    ];
    let written = paths.iter().filter_map(|path| body::at(&api.body, path)).find(|node| node.as_map().is_none());
    endpoint_door(written.as_deref(), api.name_span)
}

/// The door of an endpoint's type; edge-optimised where none is written.
pub(super) fn endpoint_door(endpoint: Option<&Node>, absent_at: Span) -> Fact {
    let first = endpoint.map(|node| body::items(node).into_iter().next().unwrap_or(node));
    let fact = read::optional(first, read::text, absent_at);
    if fact.is_absent() {
        return Fact::new(word("rest-api-edge"), Known::Defaulted, absent_at);
    }
    cases::derived(&fact, &|endpoint| match endpoint {
        Value::Text(name) if name == "EDGE" => word("rest-api-edge"),
        Value::Absent => word("rest-api-edge"),
        _ => word("rest-api"),
    })
}

/// A streamed response may take longer than the quota of an edge-optimised API, as one of any other may. How it is
/// transferred stands in the integration at `key`.
pub(super) fn of_transfer(door: Fact, integration: &Node, key: &str) -> Fact {
    let mode = body::read(integration, &[key], read::text, integration.span);
    let streamed = |door: &Value| {
        let of_mode = |mode: &Value| match mode {
            Value::Text(mode) if mode == "STREAM" => word("rest-api"),
            _ => door.clone(),
        };
        cases::derived(&mode, &of_mode).value
    };
    cases::derived(&door, &|door| if *door == word("rest-api-edge") { streamed(door) } else { door.clone() })
}

/// The door of the HTTP or WebSocket API that a value refers to.
fn http_door(unit: &Unit<'_>, api: Option<&Node>, at: Span) -> Door {
    let protocol = match api.map(|node| (node, unit.referred(node, HTTP_APIS))) {
        Some((node, Some(api))) => Fact { at: node.span, ..protocol_of(api) }.through(step(api)),
        Some((node, None)) => Fact::unknown("its API is not written in this template", node.span),
        None => Fact::unknown("its API is not written", at),
    };
    door_of(&protocol)
}

/// Whether an API speaks HTTP or WebSocket.
pub(super) fn protocol_of(api: &ResolvedResource) -> Fact {
    match api.kind.as_str() {
        "AWS::Serverless::HttpApi" => Fact::written(word("HTTP"), api.header),
        "AWS::Serverless::WebSocketApi" => Fact::written(word("WEBSOCKET"), api.header),
        // An API that is imported from a description is one of HTTP.
        _ => body::read_or(&api.body, &["ProtocolType"], read::text, &word("HTTP"), api.name_span),
    }
}

/// The door that an API of a protocol is.
pub(super) fn door_of(protocol: &Fact) -> Door {
    let either = |http: &'static str, socket: &'static str| {
        cases::derived(protocol, &|protocol| match protocol {
            Value::Text(name) if name == "WEBSOCKET" => word(socket),
            _ => word(http),
        })
    };
    Door { kind: either("http", "websocket"), door: either("http-api", "websocket-api") }
}

fn step(api: &ResolvedResource) -> Step {
    Step { span: api.name_span, name: api.id.clone() }
}

fn method(draft: &mut Draft<'_>) {
    let Some(node) = draft.body.get("Integration") else { return };
    let names = ["Uri", "TimeoutInMillis", "RequestParameters"];
    if let Some(integration) = Integration::read(node, names, draft.name_span) {
        let door = rest_door(draft.here.unit, draft.body.get("RestApiId"), draft.header);
        let door = Door { door: of_transfer(door.door, node, "ResponseTransferMode"), ..door };
        calls(draft, integration, door);
    }
}

fn integration(draft: &mut Draft<'_>) {
    let names = ["IntegrationUri", "TimeoutInMillis", "RequestParameters"];
    if let Some(integration) = Integration::read(draft.body, names, draft.name_span) {
        let door = http_door(draft.here.unit, draft.body.get("ApiId"), draft.header);
        calls(draft, integration, door);
    }
}

/// An API made in one go has its only target written on itself.
fn http_api(draft: &mut Draft<'_>) {
    if let Some(uri) = draft.body.get("Target").filter(|uri| !uri.is_null()) {
        let integration = Integration { uri, timeout: Fact::absent(draft.name_span), is_async: false };
        let door = door_of(&protocol_of(draft.here.resolved));
        calls(draft, integration, door);
    } else {
        described::api(draft);
    }
}

/// An authorizer asks a function before a request goes on.
fn authorizer(draft: &mut Draft<'_>) {
    if let Some(uri) = draft.at(&["AuthorizerUri"])
        && names_function(draft.here.unit, &uri)
    {
        let trigger = Trigger::of(draft, "direct", true);
        starts(draft, &uri, trigger);
    }
}

fn function_url(draft: &mut Draft<'_>) {
    let Some(function) = draft.at(&["TargetFunctionArn"]) else { return };
    let door = Fact::written(word("function-url"), draft.header);
    let trigger = Trigger::of(draft, "http", true).through(door);
    if super::lambda::link_function(draft, crate::model::resource::Relation::Triggers, &function) {
        lend(draft, &[trigger]);
    }
}
