//! What a plan says of a value: known, not yet, or secret.

use serde_json::Value;
use serde_json::value::RawValue;
use smol_str::{SmolStr, format_smolstr};

use super::read::Instance;
use crate::model::tree::{Content, Number};

/// A value of a plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Planned {
    /// It is known when it is applied.
    Later,
    /// It is known, and secret: it is never read.
    Secret,
    /// Set to nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    Text(SmolStr),
    /// Values in order.
    List(Vec<Planned>),
    /// Values by name.
    Map(Vec<(SmolStr, Planned)>),
}

impl Planned {
    /// All values of an instance; nothing where they nest too deeply.
    pub(super) fn of(instance: &Instance<'_>) -> Option<Self> {
        let read = |raw: Option<&RawValue>| raw.map(|raw| serde_json::from_str::<Value>(raw.get())).transpose().ok();
        let (unknown, sensitive) = (read(instance.unknown)?, read(instance.sensitive)?);
        Some(Self::masked(read(instance.values)??, unknown.as_ref(), sensitive.as_ref()))
    }

    /// A value of which nothing says whether it is known or secret.
    pub(super) fn of_value(raw: &RawValue) -> Option<Self> {
        Some(Self::masked(serde_json::from_str(raw.get()).ok()?, None, None))
    }

    /// What JSON in a text says.
    pub(super) fn of_json(text: &str) -> Option<Self> {
        let starts = text.trim_start().starts_with(['{', '[']);
        let value = starts.then(|| serde_json::from_str(text).ok()).flatten()?;
        Some(Self::masked(value, None, None))
    }

    /// A value, with what two masks of the same shape say of its parts.
    fn masked(value: Value, unknown: Option<&Value>, sensitive: Option<&Value>) -> Self {
        if unknown == Some(&Value::Bool(true)) {
            return Self::Later;
        }
        if sensitive == Some(&Value::Bool(true)) && !value.is_null() {
            return Self::Secret;
        }
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(yes),
            Value::Number(number) => {
                let raw = format_smolstr!("{number}");
                number.as_f64().map_or(Self::Text(raw.clone()), |value| Self::Number(Number { value, raw }))
            }
            Value::String(text) => Self::Text(text.into()),
            Value::Array(items) => {
                let item = |(place, item): (usize, Value)| {
                    Self::masked(
                        item,
                        unknown.and_then(|mask| mask.get(place)),
                        sensitive.and_then(|mask| mask.get(place)),
                    )
                };
                Self::List(items.into_iter().enumerate().map(item).collect())
            }
            Value::Object(values) => {
                // What is not known is left out of the values: only its mask names it.
                let later = |(key, mask): (&String, &Value)| {
                    (!values.contains_key(key) && says_later(mask)).then(|| key.into())
                };
                let later: Vec<SmolStr> =
                    unknown.and_then(Value::as_object).into_iter().flatten().filter_map(later).collect();
                let entry = |(key, value): (String, Value)| {
                    let masks = [unknown, sensitive].map(|mask| mask.and_then(|mask| mask.get(&key)));
                    (SmolStr::from(&key), Self::masked(value, masks[0], masks[1]))
                };
                let known: Vec<(SmolStr, Self)> = values.into_iter().map(entry).collect();
                Self::Map(known.into_iter().chain(later.into_iter().map(|key| (key, Self::Later))).collect())
            }
        }
    }

    /// Whether it is as good as not set.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            Self::List(items) => items.iter().all(Self::is_empty),
            Self::Map(entries) => entries.iter().all(|(_, value)| value.is_empty()),
            Self::Later | Self::Secret | Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// The text that text, a number or a boolean converts to.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(&number.raw),
            Self::Bool(yes) => Some(if *yes { "true" } else { "false" }),
            Self::Later | Self::Secret | Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The content of a node, of a value without parts.
    pub(super) fn content(&self) -> Option<Content> {
        match self {
            Self::Null => Some(Content::Null),
            Self::Bool(yes) => Some(Content::Bool(*yes)),
            Self::Number(number) => Some(Content::Number(number.clone())),
            Self::Text(text) => Some(Content::Text(text.clone())),
            Self::Later | Self::Secret | Self::List(_) | Self::Map(_) => None,
        }
    }
}

/// Whether a mask says of anything in it that it is known later.
fn says_later(mask: &Value) -> bool {
    match mask {
        Value::Bool(yes) => *yes,
        Value::Array(items) => items.iter().any(says_later),
        Value::Object(entries) => entries.values().any(says_later),
        _ => false,
    }
}
