//! Functions that encode and decode. What is encoded is kept as what it encodes: nothing that is read from a
//! configuration needs the code, and much of it stands in what was encoded.

use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::value::{MapBuilder, Outcome};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Node, Number};

pub(super) static FUNCTIONS: &[Function] = &[
    function("base64decode", Takes::Anything, keep),
    function("base64encode", Takes::Anything, keep),
    function("base64gzip", Takes::Anything, keep),
    function("jsondecode", Takes::Tops, jsondecode),
    function("jsonencode", Takes::Anything, keep),
    function("textencodebase64", Takes::Anything, keep),
    function("yamlencode", Takes::Anything, keep),
];

/// The value itself, with the spans of all that is in it: `jsonencode(x)` is `x`. In a template it is written as JSON.
fn keep(call: &Call) -> Outcome {
    Ok(call.argument(0)?.clone())
}

fn jsondecode(call: &Call) -> Outcome {
    let node = call.argument(0)?;
    let Some(text) = node.as_str() else { return Ok(node.clone()) };
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => Ok(decoded(value, call.span)),
        Err(_) => Err(call.wrong("text that is no JSON")),
    }
}

/// A JSON value as a tree, all of it at one place.
pub(in crate::dialects::terraform::resolve) fn decoded(value: serde_json::Value, span: Span) -> Node {
    let content = match value {
        serde_json::Value::Null => Content::Null,
        serde_json::Value::Bool(yes) => Content::Bool(yes),
        serde_json::Value::Number(number) => {
            Content::Number(Number { value: number.as_f64().unwrap_or_default(), raw: number.to_string().into() })
        }
        serde_json::Value::String(text) => Content::Text(text.into()),
        serde_json::Value::Array(items) => Content::List(items.into_iter().map(|item| decoded(item, span)).collect()),
        serde_json::Value::Object(entries) => {
            let mut map = MapBuilder::default();
            for (key, value) in entries {
                map.set(Key { text: key.into(), span }, decoded(value, span));
            }
            Content::Map(map.build())
        }
    };
    Node::new(content, span)
}
