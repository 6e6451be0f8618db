//! Events: what starts a function, one table row and one reading function an event type.

mod doors;
mod schedules;
mod sources;

use super::service::{Draft, Service};
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Key, Node};
use crate::values::lists::{concatenated, in_branch};
use crate::values::read::{self, word};
use crate::values::{body, cases};

/// One event of a function.
pub(super) struct Event<'e> {
    /// The service of its function.
    service: &'e Service<'e>,
    /// The time after which its function is stopped.
    timeout: &'e Fact,
    /// What is written of it, where that is more than its type.
    value: &'e Node,
    /// Its own lines.
    span: Span,
}

/// What an event type is.
struct Row {
    /// The type: `httpApi`.
    event: &'static str,
    /// What reads an event of it: a list of triggers.
    read: fn(&Event<'_>) -> Fact,
}

const fn row(event: &'static str, read: fn(&Event<'_>) -> Fact) -> Row {
    Row { event, read }
}

/// The event types of AWS.
static EVENTS: &[Row] = &[
    row("http", doors::http),
    row("httpApi", doors::http_api),
    row("websocket", doors::websocket),
    row("alb", doors::balancer),
    row("schedule", schedules::schedule),
    row("eventBridge", schedules::event_bridge),
    row("cloudwatchEvent", |event| event.trigger("event", false).list()),
    row("cloudwatchLog", |event| event.trigger("event", false).named(event, &[&["logGroup"]]).list()),
    row("s3", |event| event.trigger("storage", false).named(event, &[&["bucket"]]).list()),
    row("sns", |event| event.trigger("event", false).named(event, &[&["topicName"], &["arn"]]).list()),
    row("sqs", |event| event.trigger("queue", false).named(event, &[&["arn"]]).list()),
    row("stream", |event| event.trigger("stream", false).named(event, &[&["arn"]]).list()),
    row("kafka", |event| event.trigger("stream", false).named(event, &[&["topic"]]).list()),
    row("msk", |event| event.trigger("stream", false).named(event, &[&["topic"]]).list()),
    row("activemq", |event| event.trigger("queue", false).named(event, &[&["queue"]]).list()),
    row("rabbitmq", |event| event.trigger("queue", false).named(event, &[&["queue"]]).list()),
    row("iot", |event| event.trigger("event", false).named(event, &[&["name"]]).list()),
    row("iotFleetProvisioning", |event| event.trigger("direct", true).list()),
    row("cognitoUserPool", |event| event.trigger("direct", true).named(event, &[&["pool"]]).list()),
    row("alexaSkill", |event| event.trigger("direct", true).list()),
    row("alexaSmartHome", |event| event.trigger("direct", true).list()),
    // Lambda@Edge is a place, not a trigger: it is told by facts of its own.
    row("cloudFront", |event| none(event.span)),
];

/// The names of the event types of AWS that are read.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    EVENTS.iter().map(|row| row.event)
}

/// Sets what starts a function of AWS: its events, and its own URL.
pub(super) fn set_triggers(draft: &mut Draft<'_>) {
    let timeout = draft.resource.facts.get("timeout").cloned().unwrap_or_else(|| Fact::absent(draft.name_span));
    let service = draft.here.service;
    let events = draft.at(&["events"]).map(|node| all(&node, &mut |key, value| aws(service, &timeout, key, value)));
    // Of a function that is not known at all, its events are.
    let url = draft.at(&["url"]).filter(|_| !matches!(draft.body.content, Content::Unknown(_)));
    let url = url.map(|node| doors::url(&node));
    let Some(triggers) = concatenated(events.into_iter().chain(url)) else { return };
    let schedule = schedules::the_only(&triggers);
    draft.set("triggers", triggers);
    if !schedule.is_absent() {
        draft.set("schedule", schedule);
    }
}

/// Sets that a content network runs a function at its edge, and on which of its events.
pub(super) fn set_edge(draft: &mut Draft<'_>) {
    let Some(events) = draft.at(&["events"]) else { return };
    let mut found: Vec<Fact> = Vec::new();
    for event in body::items(&events).into_iter().filter_map(|event| event.get("cloudFront")) {
        found.push(body::read(event, &["eventType"], read::text, event.span));
    }
    // The viewer's events have the narrower limits.
    let viewer = found.iter().find(|event| event.as_text().is_some_and(|text| text.starts_with("viewer")));
    if let Some(event) = viewer.or(found.first()).cloned() {
        draft.set("edge", Fact { value: Value::Bool(true), known: Known::Written, ..event.clone() });
        draft.set("edge_event", event);
    }
}

/// The triggers of a list of events, put together from what `read` makes of each by its type.
pub(super) fn all(node: &Node, read: &mut dyn FnMut(&Key, &Node) -> Fact) -> Fact {
    match &node.content {
        Content::Null => none(node.span),
        Content::Unknown(_) => read::fact(node, |_| None),
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| all(option, read)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), node.span)
        }
        Content::List(items) => {
            let lists: Vec<Fact> = items.iter().map(|item| all(item, read)).collect();
            concatenated(lists).unwrap_or_else(|| none(node.span))
        }
        Content::Map(map) => {
            let lists: Vec<Fact> = map.entries.iter().map(|entry| read(&entry.key, &entry.value)).collect();
            concatenated(lists).unwrap_or_else(|| none(node.span))
        }
        _ => match node.as_str() {
            // An event of which nothing but its type is written.
            Some(name) => read(&Key { text: name.into(), span: node.span }, &Node::new(Content::Bool(true), node.span)),
            None => none(node.span),
        },
    }
}

/// The triggers that one event of AWS is.
fn aws(service: &Service<'_>, timeout: &Fact, key: &Key, value: &Node) -> Fact {
    let again = &mut |value: &Node| aws(service, timeout, key, value);
    if let Some(settled) = in_cases(value, again) {
        return settled;
    }
    let event = Event { service, timeout, value, span: lines(key, value) };
    let list = match EVENTS.iter().find(|row| key.text == row.event) {
        Some(row) => (row.read)(&event),
        None => other(key, event.span),
    };
    let enabled = value.get("enabled").map(|node| read::fact(node, read::boolean));
    enabled.map_or_else(|| list.clone(), |enabled| unless_off(list.clone(), &enabled))
}

/// What an event is that is nothing, or that is decided by a switch; nothing where it is one event.
pub(super) fn in_cases(value: &Node, read: &mut dyn FnMut(&Node) -> Fact) -> Option<Fact> {
    match &value.content {
        Content::Null | Content::Bool(false) => Some(none(value.span)),
        Content::Choice(choice) => {
            let options = choice.options.iter().map(read).collect();
            Some(Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), value.span))
        }
        _ => None,
    }
}

/// An event of a type that is not of the framework itself: one of a plugin's.
fn other(key: &Key, span: Span) -> Fact {
    let mut facts = Facts::new();
    facts.set("kind", Fact::unknown(format!("{} is an event that a plugin reads", key.text), span));
    Fact::written(Value::List(vec![Fact::written(Value::Record(facts), span)]), span)
}

/// Where an event stands: its type, and what is written of it where that is one value.
pub(super) fn lines(key: &Key, value: &Node) -> Span {
    match value.content {
        Content::Map(_) | Content::List(_) | Content::Choice(_) => key.span,
        _ if value.span.source == key.span.source && value.span.start >= key.span.start => key.span.join(value.span),
        _ => key.span,
    }
}

/// The triggers, or none where a setting says that they are off.
fn unless_off(list: Fact, enabled: &Fact) -> Fact {
    match &enabled.value {
        Value::Bool(false) => none(list.at),
        Value::Unknown(_) => Fact { at: list.at, ..cases::derived(enabled, &|_| Value::Absent) },
        Value::Choice(choice) => {
            let options = choice.options.iter().enumerate();
            let options = options
                .map(|(branch, option)| unless_off(in_branch(list.clone(), &choice.switch, branch), option))
                .collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), list.at)
        }
        _ => list,
    }
}

/// A list of no triggers.
pub(super) fn none(at: Span) -> Fact {
    Fact::written(Value::List(Vec::new()), at)
}

/// A trigger in the making.
pub(super) struct Trigger {
    facts: Facts,
    at: Span,
}

impl Trigger {
    /// A trigger of which its kind is known, and whether its caller waits.
    pub(super) fn new(kind: &'static str, sync: bool, at: Span) -> Self {
        let mut facts = Facts::new();
        facts.set("kind", Fact::written(word(kind), at));
        facts.set("sync", Fact::written(Value::Bool(sync), at));
        Self { facts, at }
    }

    /// Sets a fact of it, where there is one.
    #[must_use]
    pub(super) fn with(mut self, name: &'static str, fact: Fact) -> Self {
        if !fact.is_absent() {
            self.facts.set(name, fact);
        }
        self
    }

    /// Names it by what its event comes from, which stands at the first of several paths, or in its place.
    #[must_use]
    fn named(self, event: &Event<'_>, paths: &[&[&str]]) -> Self {
        let is_map = event.value.as_map().is_some();
        let node = paths.iter().filter(|_| is_map).find_map(|path| body::at(event.value, path));
        let name = match node {
            Some(node) => sources::name(event.service, &node),
            None if !is_map => sources::name(event.service, event.value),
            None => Fact::absent(self.at),
        };
        self.with("name", name)
    }

    /// The list of it alone.
    pub(super) fn list(self) -> Fact {
        Fact::written(Value::List(vec![Fact::written(Value::Record(self.facts), self.at)]), self.at)
    }
}

impl Event<'_> {
    /// A trigger that this event is.
    fn trigger(&self, kind: &'static str, sync: bool) -> Trigger {
        Trigger::new(kind, sync, self.span)
    }

    /// Reads what stands at a path of the event.
    fn read(&self, path: &[&str], reader: read::Reader) -> Fact {
        match self.value.content {
            Content::Map(_) | Content::Unknown(_) => body::read(self.value, path, reader, self.span),
            _ => Fact::absent(self.span),
        }
    }
}
