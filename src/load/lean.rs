//! Lean JSON, as the build embeds it, as a tree without places.

use smol_str::{SmolStr, ToSmolStr};

use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number};

/// The place of what is built in: in no source.
pub(super) const NOWHERE: Span = Span { source: SourceId(u32::MAX), start: 0, end: 0 };

/// The tree of a JSON text; null where it is none, which the build has made sure of.
pub(super) fn tree(text: &str) -> Node {
    node(serde_json::from_str(text).unwrap_or_default())
}

fn node(value: serde_json::Value) -> Node {
    let content = match value {
        serde_json::Value::Null => Content::Null,
        serde_json::Value::Bool(yes) => Content::Bool(yes),
        serde_json::Value::Number(number) => {
            Content::Number(Number { value: number.as_f64().unwrap_or(f64::NAN), raw: number.to_smolstr() })
        }
        serde_json::Value::String(text) => Content::Text(text.into()),
        serde_json::Value::Array(items) => Content::List(items.into_iter().map(node).collect()),
        serde_json::Value::Object(entries) => {
            let entry = |(key, value): (String, _)| MapEntry { key: key_of(key.into()), value: node(value) };
            Content::Map(Map { entries: entries.into_iter().map(entry).collect() })
        }
    };
    Node::new(content, NOWHERE)
}

fn key_of(text: SmolStr) -> Key {
    Key { text, span: NOWHERE }
}
