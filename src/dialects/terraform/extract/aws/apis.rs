//! API Gateway before Lambda functions: which kind of door an API is, how long it waits, and whether its caller does.

use smol_str::{SmolStr, format_smolstr};

use super::lambda::{FUNCTIONS, link_function};
use super::trigger::{Trigger, starts};
use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::mentioned;
use crate::dialects::terraform::extract::{Row, companion};
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Relation;
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Unknown};
use crate::values::choices::condition_switch;
use crate::values::read::{self, word};
use crate::values::{body, cases, readers};

pub(super) static TABLE: &[Row] = &[
    companion("aws_api_gateway_integration", rest_integration),
    companion("aws_api_gateway_rest_api", rest_api),
    companion("aws_apigatewayv2_api", http_api),
    companion("aws_apigatewayv2_integration", http_integration),
];

const REST_APIS: &[&str] = &["aws_api_gateway_rest_api"];
const HTTP_APIS: &[&str] = &["aws_apigatewayv2_api"];

/// The header by which an integration calls a function and does not wait for it.
const INVOCATION: &str = "integration.request.header.X-Amz-Invocation-Type";

fn rest_integration(draft: &mut Draft<'_>) {
    let api = draft.referred(&["rest_api_id"], REST_APIS);
    let types = draft.at(&["rest_api_id"]).zip(api).map(|(node, api)| draft.read_there(&node, api, TYPES, texts));
    let question = || format_smolstr!("{} is of an edge-optimized API", draft.here.block.address);
    let door = match &types {
        Some(types) => rest_door(types, question),
        None => either(&question(), "rest-api-edge", "rest-api", draft.header),
    };
    let mode = draft.read(&["response_transfer_mode"], read::text);
    let door = of_transfer(door, &mode);
    let trigger = Trigger::of_kind("http", draft.header)
        .sync(waits(draft.body, "request_parameters", draft.header))
        .door(door)
        .timeout(draft.read(&["timeout_milliseconds"], read::milliseconds));
    starts(draft, &["uri"], trigger);
}

const TYPES: &[&str] = &["endpoint_configuration", "types"];

fn texts(node: &Node) -> Option<Value> {
    Some(read::list(node, read::text).value)
}

/// Which door a REST API is, by its endpoint types; edge-optimized where none is written.
fn rest_door(types: &Fact, question: impl Fn() -> SmolStr) -> Fact {
    let door = cases::derived(types, &|types| match types {
        Value::List(types) => types.first().map_or(Value::Absent, |first| first.value.clone()),
        other => other.clone(),
    });
    let door = cases::derived(&door, &|kind| match kind {
        Value::Text(kind) if kind == "EDGE" => word("rest-api-edge"),
        Value::Text(_) => word("rest-api"),
        other => other.clone(),
    });
    match door.value {
        Value::Absent => Fact { value: word("rest-api-edge"), ..door }.known_at_best(Known::Defaulted),
        Value::Unknown(_) => Fact { value: either(&question(), "rest-api-edge", "rest-api", door.at).value, ..door },
        _ => door,
    }
}

/// A streamed response may take longer than the quota of an edge-optimized API, as one of any other may.
fn of_transfer(door: Fact, mode: &Fact) -> Fact {
    let streamed = |door: &Value| {
        let of_mode = |mode: &Value| match mode {
            Value::Text(mode) if mode == "STREAM" => word("rest-api"),
            _ => door.clone(),
        };
        cases::derived(mode, &of_mode).value
    };
    cases::derived(&door, &|door| if *door == word("rest-api-edge") { streamed(door) } else { door.clone() })
}

/// One of two doors, and nobody knows which.
fn either(question: &str, yes: &'static str, no: &'static str, at: Span) -> Fact {
    let options = [yes, no].map(|door| Fact::written(word(door), at)).to_vec();
    Fact::written(Value::Choice(Choice { switch: condition_switch(question.into()), options }), at)
}

/// Whether the caller of an integration waits: by its mapped headers, which stand at `key`.
fn waits(integration: &Node, key: &str, header: Span) -> Fact {
    let written = integration.get(key).and_then(Node::as_map).and_then(|parameters| {
        let entry = parameters.entries.iter().find(|entry| entry.key.text.eq_ignore_ascii_case(INVOCATION));
        Some(entry?.key.text.clone())
    });
    let path = [key, written.as_deref().unwrap_or(INVOCATION)];
    let invocation = body::read(integration, &path, read::text, header);
    let waits = cases::derived(&invocation, &|invocation| match invocation {
        Value::Text(kind) => match kind.trim_matches('\'') {
            "Event" => Value::Bool(false),
            kind if kind.contains(['.', '$']) => Value::Unknown(Unknown::because("each request says whether it waits")),
            _ => Value::Bool(true),
        },
        other => other.clone(),
    });
    if waits.is_absent() {
        // A proxy waits by its nature.
        return Fact::written(Value::Bool(true), header);
    }
    body::or_default(waits, &Value::Bool(true))
}

fn http_integration(draft: &mut Draft<'_>) {
    let api = draft.referred(&["api_id"], HTTP_APIS);
    let protocol =
        draft.at(&["api_id"]).zip(api).map(|(node, api)| draft.read_there(&node, api, &["protocol_type"], read::text));
    let question = format_smolstr!("{} is of a WebSocket API", draft.here.block.address);
    let protocol = protocol.unwrap_or_else(|| either(&question, "WEBSOCKET", "HTTP", draft.header));
    let trigger = of_protocol(&protocol, draft.header)
        .sync(waits(draft.body, "request_parameters", draft.header))
        .timeout(draft.read(&["timeout_milliseconds"], read::milliseconds));
    starts(draft, &["integration_uri"], trigger);
}

/// The trigger that an API of a protocol is. One that may be of either kind is a request either way.
fn of_protocol(protocol: &Fact, header: Span) -> Trigger {
    let door = cases::derived(protocol, &|protocol| match protocol {
        Value::Text(protocol) if protocol == "WEBSOCKET" => word("websocket-api"),
        Value::Text(_) => word("http-api"),
        other => other.clone(),
    });
    let kind = if protocol.as_text() == Some("WEBSOCKET") { "websocket" } else { "http" };
    Trigger::of_kind(kind, header).door(door)
}

/// An API made in one go: its only target is written on itself.
fn http_api(draft: &mut Draft<'_>) {
    let trigger = of_protocol(&draft.read(&["protocol_type"], read::text), draft.header);
    if draft.at(&["target"]).is_some() {
        starts(draft, &["target"], trigger);
    } else {
        described(draft, trigger);
    }
}

fn rest_api(draft: &mut Draft<'_>) {
    let question = || format_smolstr!("{} is edge-optimized", draft.here.block.address);
    let door = rest_door(&draft.read(TYPES, texts), question);
    let header = draft.header;
    described(draft, Trigger::of_kind("http", header).door(door));
}

/// An API whose whole description stands in its body calls what that mentions.
fn described(draft: &mut Draft<'_>, mut trigger: Trigger) {
    let Some(description) = draft.at(&["body"]) else { return };
    for mention in mentioned(&description, FUNCTIONS) {
        link_function(draft, Relation::Triggers, &mention);
    }
    if draft.resource.links.is_empty() {
        return;
    }
    let mut integrations = Vec::new();
    gather(&description, &mut integrations);
    let each = |read: &dyn Fn(&Node) -> Fact| integrations.iter().map(|one| read(one)).collect::<Vec<_>>();
    let header = draft.header;
    let timeouts = each(&|one| body::read(one, &["timeoutInMillis"], read::milliseconds, header));
    let sync = each(&|one| waits(one, "requestParameters", header));
    let modes = each(&|one| body::read(one, &["responseTransferMode"], read::text, header));
    // Of a description that is text it is only asked whether it says anything of the kind.
    let text = readers::outlined(&description).as_text();
    let may_say = |key: &str| text.as_deref().is_none_or(|text| text.contains(key));
    let unread = || Fact::unknown("what its description says of its integrations is not read", description.span);
    let unread_or_absent = |key: &str| if may_say(key) { unread() } else { Fact::absent(header) };
    trigger = trigger.timeout(agreed(timeouts, header).unwrap_or_else(|| unread_or_absent("timeoutInMillis")));
    let mode = agreed(modes, header).unwrap_or_else(|| unread_or_absent("responseTransferMode"));
    trigger = trigger.through(|door| of_transfer(door, &mode));
    match agreed(sync, header) {
        Some(sync) => trigger = trigger.sync(sync),
        None if may_say("X-Amz-Invocation-Type") => trigger = trigger.sync(unread()),
        None => {}
    }
    trigger.lend(draft);
}

/// What all integrations of a description say; nothing where there are none to be read.
fn agreed(said: Vec<Fact>, at: Span) -> Option<Fact> {
    let (first, others) = said.split_first()?;
    let agree = others.iter().all(|other| other.value == first.value);
    Some(if agree { first.clone() } else { Fact::unknown("its integrations say different things", at) })
}

/// The integrations with a function in a description: what has a `uri` that mentions one.
fn gather<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match &node.content {
        Content::Map(map) => {
            if map.get("uri").is_some_and(|uri| !mentioned(uri, FUNCTIONS).is_empty()) {
                found.push(node);
                return;
            }
            map.entries.iter().for_each(|entry| gather(&entry.value, found));
        }
        Content::List(_) | Content::Choice(_) => body::items(node).into_iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}
