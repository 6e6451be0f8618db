//! Values of the vocabulary as our own files write them: `20m`, `10Gi`, `5/s`, a word of an enumeration.

use crate::model::fact::{Fact, Known, Value};
use crate::model::tree::{Content, Node};
use crate::model::vocabulary::Kind;
use crate::values::nearest::nearest;
use crate::values::units;

/// What is wrong with a value: a message, and what to write instead.
pub(super) type Wrong = (String, String);

/// Reads a value of a type.
pub(super) fn value(node: &Node, kind: Kind, known: Known) -> Result<Value, Wrong> {
    match kind {
        Kind::Bool => {
            node.as_bool().map(Value::Bool).ok_or_else(|| wrong("this is not a boolean", "write true or false"))
        }
        Kind::Number => node
            .as_number()
            .filter(|number| number.is_finite())
            .map(Value::Number)
            .ok_or_else(|| wrong("this is not a number", "write it without quotes or units")),
        Kind::Duration => quantity(node, units::seconds, "a duration", "900s, 15m or 1h30m"),
        Kind::Bytes => quantity(node, units::bytes, "a size", "512Mi or 10GB"),
        Kind::Rate => quantity(node, units::per_second, "a rate", "100/s or 5/m"),
        Kind::Text => node
            .as_text()
            .filter(|text| !text.trim().is_empty())
            .map(Value::Text)
            .ok_or_else(|| wrong("this is not text", "write it in quotes")),
        Kind::Enumeration(enumeration) => {
            let text = node.as_text().unwrap_or_default();
            match enumeration.index(&text) {
                Some(_) => Ok(Value::Text(text)),
                None => {
                    let help = match nearest(&text, enumeration.values.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its values are {}", enumeration.values.join(", ")),
                    };
                    Err((format!("`{text}` is no value of {}", enumeration.name), help))
                }
            }
        }
        Kind::List(item) => {
            let items = match &node.content {
                Content::List(items) => items.as_slice(),
                _ => std::slice::from_ref(node),
            };
            let read = |node: &Node| Ok(Fact::new(value(node, *item, known)?, known, node.span));
            Ok(Value::List(items.iter().map(read).collect::<Result<_, Wrong>>()?))
        }
        Kind::Record(_) => Err(wrong("this cannot be given as one value", "give its parts")),
    }
}

/// A quantity carries its unit: a bare number other than nothing could be of any.
fn quantity(node: &Node, read: fn(&str) -> Option<f64>, what: &str, examples: &str) -> Result<Value, Wrong> {
    let text = node.as_text().unwrap_or_default();
    if node.as_number() == Some(0.0) {
        return Ok(Value::Number(0.0));
    }
    if text.parse::<f64>().is_ok() {
        return Err((format!("`{text}` has no unit"), format!("write {what} as {examples}")));
    }
    match read(&text).filter(|number| number.is_finite() && *number >= 0.0) {
        Some(number) => Ok(Value::Number(number)),
        None => Err((format!("`{text}` is not {what}"), format!("write it as {examples}"))),
    }
}

fn wrong(message: &str, help: &str) -> Wrong {
    (message.to_owned(), help.to_owned())
}
