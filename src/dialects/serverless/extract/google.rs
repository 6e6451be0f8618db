//! Functions of Google Cloud, of the first generation: the only one that the framework's plugin deploys.

use super::events;
use super::service::{Draft, fallback};
use super::tags;
use crate::model::fact::{Fact, Value};
use crate::model::tree::{Key, Node};
use crate::values::body;
use crate::values::read::{self, Reader};

/// Seconds after which a function is stopped where nothing is written.
const TIMEOUT: f64 = 60.0;

/// Bytes of its memory where nothing is written.
const MEMORY: f64 = 256.0 * 1_048_576.0;

/// Reads a function of Google's.
pub(super) fn function(draft: &mut Draft<'_>) {
    let layered = |draft: &Draft<'_>, name: &str, reader: Reader| {
        fallback(draft.read(&[name], reader), &draft.here.service.inherited(&[name], reader, draft.name_span))
    };
    let timeout = layered(draft, "timeout", read::seconds);
    draft.set("timeout", body::or_default(timeout, &Value::Number(TIMEOUT)));
    let memory = layered(draft, "memorySize", read::mebibytes);
    draft.set("memory", body::or_default(memory, &Value::Number(MEMORY)));
    let runtime = layered(draft, "runtime", read::text);
    if !runtime.is_absent() {
        draft.set("runtime", runtime);
    }
    draft.fact_or("scale_min", &["minInstances"], read::number, Value::Number(0.0));
    draft.fact("scale_max", &["maxInstances"], read::number);
    if let Some(node) = draft.at(&["events"]) {
        draft.set("triggers", events::all(&node, &mut event));
    }
    tags::of_google(draft);
}

/// The trigger that an event is: a call, or something that happened elsewhere.
fn event(key: &Key, value: &Node) -> Fact {
    if let Some(settled) = events::in_cases(value, &mut |value| event(key, value)) {
        return settled;
    }
    let at = events::lines(key, value);
    if key.text == "http" {
        return events::Trigger::new("http", true, at).list();
    }
    let happened = body::read(value, &["eventType"], read::text, at);
    let source = body::read(value, &["resource"], read::text, at);
    let trigger = match happened.as_text() {
        Some(text) if text.contains("pubsub") => events::Trigger::new("queue", false, at),
        Some(text) if text.contains("storage") => events::Trigger::new("storage", false, at),
        _ => events::Trigger::new("event", false, at),
    };
    let name = |value: &Value| match value {
        Value::Text(text) => Value::Text(crate::dialects::names::last_name(text).into()),
        other => other.clone(),
    };
    trigger.with("name", crate::values::cases::derived(&source, &name)).list()
}
