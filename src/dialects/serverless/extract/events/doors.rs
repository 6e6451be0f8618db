//! Front doors: the APIs, balancers and URLs that requests come through.

use smol_str::{SmolStr, format_smolstr};

use super::{Event, Trigger, in_cases, none};
use crate::dialects::serverless::extract::service::fallback;
use crate::model::fact::{Fact, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node};
use crate::values::choices::condition_switch;
use crate::values::lists::in_branch;
use crate::values::read::{self, word};
use crate::values::{body, cases, readers};

/// The seconds after which the framework has an HTTP API give up waiting, since version 2; before, one less.
const HTTP_API_TIMEOUT: f64 = 30.0;

/// A method of a REST API: `GET /users/{id}`, or a map.
pub(super) fn http(event: &Event<'_>) -> Fact {
    let integration = event.read(&["integration"], readers::lower);
    if matches!(integration.as_text(), Some("http" | "http-proxy" | "http_proxy" | "mock")) {
        // The API answers by itself or asks another server: the function is not called.
        return none(event.span);
    }
    let trigger = event.trigger("http", true).with("name", route(event));
    let is_async = event.read(&["async"], read::boolean);
    match is_async.value {
        Value::Absent | Value::Bool(false) => waited_for(event, trigger),
        // The API answers before the function is done.
        Value::Bool(true) => event.trigger("http", false).with("name", route(event)).list(),
        _ => waited_for(event, trigger.with("sync", cases::derived(&is_async, &negated))),
    }
}

fn negated(value: &Value) -> Value {
    match value {
        Value::Bool(yes) => Value::Bool(!yes),
        _ => Value::Bool(true),
    }
}

fn waited_for(event: &Event<'_>, trigger: Trigger) -> Fact {
    let own = event.read(&["timeoutInMillis"], read::milliseconds);
    let of_all = event.service.inherited(&["apiGateway", "timeoutInMillis"], read::milliseconds, event.span);
    trigger.with("door", rest_door(event)).with("timeout", fallback(own, &of_all)).list()
}

/// The door of a REST API: the framework's own, or one that the service is given.
fn rest_door(event: &Event<'_>) -> Fact {
    let door = match event.service.provider(&["apiGateway", "restApiId"]) {
        Some(api) => given_door(event, &api),
        None => made_door(event),
    };
    // A streamed response may take longer than the quota of the edge, as one of any other API may.
    let mode = event.read(&["response", "transferMode"], readers::lower);
    let streamed = |door: &Value| if *door == word("rest-api-edge") { word("rest-api") } else { door.clone() };
    if mode.as_text() == Some("stream") { cases::derived(&door, &streamed) } else { door }
}

/// The REST API that the framework makes, for the edge where nothing else is written.
fn made_door(event: &Event<'_>) -> Fact {
    let endpoint = event.service.inherited(&["endpointType"], endpoint, event.span);
    body::or_default(endpoint, &word("rest-api-edge"))
}

/// A REST API that is given by its id: one of the service's own resources, else either kind.
fn given_door(event: &Event<'_>, api: &Node) -> Fact {
    match &api.content {
        Content::Null => made_door(event),
        Content::Choice(choice) => {
            let options = choice.options.iter().enumerate();
            let options =
                options.map(|(branch, option)| in_branch(given_door(event, option), &choice.switch, branch)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), event.span)
        }
        Content::Unknown(unknown) => {
            let own = unknown.refers.as_deref().and_then(|id| event.service.rest_door(id, event.span));
            own.unwrap_or_else(|| either_door(event.span))
        }
        _ => either_door(event.span),
    }
}

/// One of two doors, and nobody knows which.
fn either_door(at: Span) -> Fact {
    let switch = condition_switch(SmolStr::new_static("the REST API that is made elsewhere is edge-optimized"));
    let options = ["rest-api-edge", "rest-api"].map(|door| Fact::written(word(door), at)).to_vec();
    Fact::written(Value::Choice(Choice { switch, options }), at)
}

fn endpoint(node: &Node) -> Option<Value> {
    match node.as_text()?.to_ascii_uppercase().as_str() {
        "EDGE" => Some(word("rest-api-edge")),
        "REGIONAL" | "PRIVATE" => Some(word("rest-api")),
        _ => None,
    }
}

/// A route of an HTTP API.
pub(super) fn http_api(event: &Event<'_>) -> Fact {
    let door = Fact::written(word("http-api"), event.span);
    event.trigger("http", true).with("name", route(event)).with("door", door).with("timeout", given_up(event)).list()
}

/// How long an HTTP API waits: the framework writes it, in its early versions from the function's own timeout.
fn given_up(event: &Event<'_>) -> Fact {
    let most = match event.service.framework {
        Some(0 | 1) => HTTP_API_TIMEOUT - 1.0,
        Some(2) => HTTP_API_TIMEOUT,
        _ => return Fact::new(Value::Number(HTTP_API_TIMEOUT), Known::Defaulted, event.span),
    };
    let a_little_more = |value: &Value| match value {
        Value::Number(timeout) => Value::Number((timeout + 0.5).min(most)),
        other => other.clone(),
    };
    let of_function = cases::derived(event.timeout, &a_little_more);
    if event.service.framework == Some(2) {
        return of_function;
    }
    let own = event.read(&["timeout"], read::number);
    let of_all = event.service.inherited(&["httpApi", "timeout"], read::number, event.span);
    fallback(fallback(own, &of_all), &of_function)
}

/// Method and path, as they are written.
fn route(event: &Event<'_>) -> Fact {
    let said = |text: SmolStr, fact: Fact| Fact { value: Value::Text(text), ..fact };
    if event.value.as_map().is_none() {
        return match event.value.as_str() {
            Some(text) => Fact::written(Value::Text(text.into()), event.span),
            None => Fact::absent(event.span),
        };
    }
    let (method, path) = (event.read(&["method"], read::text), event.read(&["path"], read::text));
    match (method.as_text(), path.as_text()) {
        (Some(method), Some(text)) => said(format_smolstr!("{} {text}", method.to_ascii_uppercase()), path.clone()),
        _ => path,
    }
}

/// A route of a websocket API.
pub(super) fn websocket(event: &Event<'_>) -> Fact {
    let route = match event.value.as_str() {
        Some(text) => Fact::written(Value::Text(text.into()), event.span),
        None => event.read(&["route"], read::text),
    };
    let door = Fact::written(word("websocket-api"), event.span);
    event.trigger("websocket", true).with("name", route).with("door", door).list()
}

/// A rule of a load balancer's listener.
pub(super) fn balancer(event: &Event<'_>) -> Fact {
    let door = Fact::written(word("load-balancer"), event.span);
    event.trigger("http", true).named(event, &[&["listenerArn"]]).with("door", door).list()
}

/// A URL of the function's own: `url: true`, or how it is reached.
pub(super) fn url(node: &Node) -> Fact {
    if let Some(settled) = in_cases(node, &mut url) {
        return settled;
    }
    if matches!(node.content, Content::Unknown(_)) {
        return read::fact(node, |_| None);
    }
    let door = Fact::written(word("function-url"), node.span);
    Trigger::new("http", true, node.span).with("door", door).list()
}
