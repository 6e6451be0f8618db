//! The events of SAM's functions and state machines: triggers that are written in what they start.

use smol_str::format_smolstr;

use crate::dialects::cloudformation::extract::apis::{
    REST_APIS, door_of, endpoint_door, protocol_of, rest_door, rest_endpoint,
};
use crate::dialects::cloudformation::extract::draft::Draft;
use crate::dialects::cloudformation::extract::lambda::FUNCTIONS;
use crate::dialects::cloudformation::extract::trigger::{Trigger, enabled};
use crate::dialects::cloudformation::resolve::REST_API;
use crate::model::fact::{Fact, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Key, Map, Node};
use crate::values::read::{self, word};
use crate::values::{body, lists};

/// What the events start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Starts {
    /// A function: an API waits for its answer.
    Function,
    /// A state machine: an API only starts it.
    Machine,
}

/// Types of events and the triggers that they are; those of APIs and topics say more and are read for themselves.
const KINDS: &[(&str, &str)] = &[
    ("S3", "storage"),
    ("Kinesis", "stream"),
    ("DynamoDB", "stream"),
    ("DocumentDB", "stream"),
    ("MSK", "stream"),
    ("SelfManagedKafka", "stream"),
    ("SQS", "queue"),
    ("MQ", "queue"),
    ("CloudWatchEvent", "event"),
    ("EventBridgeRule", "event"),
    ("CloudWatchLogs", "event"),
    ("IoTRule", "event"),
];

/// All that events start it by, as one list, and the schedule where one event alone has such.
pub(super) fn triggers(draft: &Draft<'_>, starts: Starts) -> (Option<Fact>, Option<Fact>) {
    let Some(events) = draft.body.get("Events") else { return (None, None) };
    let mut schedules = Vec::new();
    let all = of_all(draft, starts, events, &mut schedules);
    let schedule = schedules.pop().filter(|schedule| schedules.is_empty() && !schedule.is_absent());
    (all, schedule)
}

fn of_all(draft: &Draft<'_>, starts: Starts, events: &Node, schedules: &mut Vec<Fact>) -> Option<Fact> {
    match &events.content {
        Content::Map(map) => {
            let entries = map.entries.iter();
            let each = entries.map(|entry| of_one(draft, starts, &entry.key, &entry.value, schedules));
            lists::concatenated(each.collect::<Vec<Fact>>())
        }
        Content::Choice(choice) => {
            let of = |option| of_all(draft, starts, option, schedules).unwrap_or_else(|| Fact::absent(events.span));
            let options = choice.options.iter().map(of).collect();
            let choice = Choice { switch: choice.switch.clone(), options };
            Some(Fact::written(Value::Choice(choice), events.span))
        }
        Content::Unknown(_) => Some(read::fact(events, |_| None)),
        _ => None,
    }
}

/// A list of the trigger that one event is.
fn of_one(draft: &Draft<'_>, starts: Starts, key: &Key, event: &Node, schedules: &mut Vec<Fact>) -> Fact {
    match &event.content {
        Content::Map(_) => {
            if starts == Starts::Function && is_said_by_its_api(draft, event) {
                return Fact::absent(key.span);
            }
            let trigger = trigger(draft, starts, key, event);
            schedules.extend(trigger.schedule());
            trigger.listed()
        }
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| of_one(draft, starts, key, option, schedules)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), key.span)
        }
        _ => read::fact(event, |_| None),
    }
}

fn trigger(draft: &Draft<'_>, starts: Starts, key: &Key, event: &Node) -> Trigger {
    let at = key.span;
    let nothing = Node::new(Content::Map(Map::default()), event.span);
    let properties = event.get("Properties").unwrap_or(&nothing);
    let name = format_smolstr!("{}.Events.{}", draft.resource.local, key.text);
    let of = |kind: &'static str, sync: bool| Trigger::new(kind, sync, name.clone(), at);
    let written = read::optional(event.get("Type"), read::text, at);
    let trigger = match (written.as_text(), starts) {
        (Some("Api" | "HttpApi"), Starts::Machine) => of("http", false),
        (Some("Api"), Starts::Function) => rest(draft, properties, of("http", true), at),
        (Some("HttpApi"), Starts::Function) => http(draft, properties, name.clone(), at),
        (Some("SNS"), _) => topic(properties, &of),
        (Some("Schedule"), _) => of("schedule", false).on(read::optional(properties.get("Schedule"), read::text, at)),
        (Some("ScheduleV2"), _) => {
            of("schedule", false).on(read::optional(properties.get("ScheduleExpression"), read::text, at))
        }
        (Some("AlexaSkill" | "Cognito"), _) => of("direct", true),
        (Some(other), _) => match KINDS.iter().find(|(kind, _)| *kind == other) {
            Some((_, kind)) => of(kind, false),
            None => {
                let kind = Fact::unknown(format_smolstr!("events of type {other} are not known"), written.at);
                Trigger::of_kind(kind, false, name.clone(), at)
            }
        },
        (None, _) => {
            let kind = match written.is_absent() {
                true => Fact::unknown("the event has no type", at),
                false => written,
            };
            Trigger::of_kind(kind, false, name.clone(), at)
        }
    };
    trigger.where_on(enabled(properties, at))
}

/// Whether an event only permits what its API's own description says of the function. SAM adds no method to a REST API
/// that has one, unless it is told to merge both.
fn is_said_by_its_api(draft: &Draft<'_>, event: &Node) -> bool {
    let unit = draft.here.unit;
    let is_rest = event.get("Type").and_then(Node::as_str) == Some("Api");
    let api = event.at(&["Properties", "RestApiId"]).filter(|_| is_rest);
    let Some(api) = api.and_then(logical_id).and_then(|id| unit.resource(id)) else { return false };
    let merges = api.body.get("MergeDefinitions").and_then(Node::as_bool) == Some(true);
    let describes = api.body.get("DefinitionBody").is_some_and(|description| {
        let mentions = unit.mentioned(description, FUNCTIONS);
        mentions.iter().any(|function| function.id == draft.here.resolved.id)
    });
    api.kind == "AWS::Serverless::Api" && describes && !merges
}

/// A method of a REST API: the one it names, else the one that SAM makes of all that name none.
fn rest(draft: &Draft<'_>, properties: &Node, trigger: Trigger, at: Span) -> Trigger {
    let unit = draft.here.unit;
    let api = properties.get("RestApiId").filter(|api| !api.is_null());
    let id = api.map_or(Some(REST_API), logical_id);
    // SAM takes a plain logical id as well as a reference.
    let known = id.and_then(|id| unit.resource(id)).filter(|known| REST_APIS.contains(&known.kind.as_str()));
    let door = match (known, api) {
        (Some(known), _) => Fact { at, ..rest_endpoint(known) },
        (None, Some(api)) if id != Some(REST_API) => rest_door(unit, Some(api), at).door,
        (None, _) => endpoint_door(None, at),
    };
    trigger.through(door).waiting(waits(properties, at))
}

/// The logical id that a value is, or refers to.
fn logical_id(api: &Node) -> Option<&str> {
    match &api.content {
        Content::Unknown(unknown) => unknown.refers.as_deref(),
        _ => api.as_str(),
    }
}

/// A route of an HTTP API.
fn http(draft: &Draft<'_>, properties: &Node, name: smol_str::SmolStr, at: Span) -> Trigger {
    let api = properties.get("ApiId").and_then(|api| {
        let kinds = &["AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"];
        draft.here.unit.referred(api, kinds)
    });
    // Whatever else the API is, SAM lets an event of this type only name one of HTTP.
    let protocol = api.map_or_else(|| Fact::written(word("HTTP"), at), protocol_of);
    let door = door_of(&Fact { at, ..protocol });
    Trigger::of_kind(door.kind, true, name, at).through(door.door).waiting(waits(properties, at))
}

fn waits(properties: &Node, at: Span) -> Fact {
    body::read(properties, &["TimeoutInMillis"], read::milliseconds, at)
}

/// A topic, or the queue that SAM sets between a topic and the function.
fn topic(properties: &Node, of: &dyn Fn(&'static str, bool) -> Trigger) -> Trigger {
    match properties.get("SqsSubscription").map(|node| (&node.content, node)) {
        Some((Content::Bool(true), _)) => of("queue", false),
        Some((Content::Map(_), queue)) => of("queue", false).where_on(enabled(queue, queue.span)),
        _ => of("event", false),
    }
}
