//! From nodes to facts: one value at a time, with unknowns, choices and the way it came kept.

use smol_str::{SmolStr, format_smolstr};

use super::units;
use crate::model::fact::{Fact, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Number, Unknown};

/// How a node is read as a value; nothing where it is no such value.
pub type Reader = fn(&Node) -> Option<Value>;

/// Reads a node as a fact: null is absent, an unknown stays one, each alternative of a choice is read for itself.
///
/// A value that is not what `reader` reads is unknown: its document is wrong, and others say so.
pub fn fact(node: &Node, reader: Reader) -> Fact {
    let value = match &node.content {
        Content::Null => Value::Absent,
        Content::Unknown(unknown) => Value::Unknown(Unknown {
            at_least: unknown.at_least.and_then(|bound| read_bound(bound, reader, node.span)),
            at_most: unknown.at_most.and_then(|bound| read_bound(bound, reader, node.span)),
            ..(**unknown).clone()
        }),
        Content::Choice(choice) => Value::Choice(Choice {
            switch: choice.switch.clone(),
            options: choice.options.iter().map(|option| fact(option, reader)).collect(),
        }),
        Content::Sealed(inner) => match fact(inner, reader).value {
            Value::Absent => Value::Absent,
            // What is wrong with it may say what it is.
            Value::Unknown(_) => unreadable(),
            value => Value::Sealed(Box::new(value)),
        },
        _ => reader(node).unwrap_or_else(unreadable),
    };
    let (known, chain) = match &node.origin {
        Some(origin) if origin.defaulted => (Known::Defaulted, origin.steps.clone()),
        Some(origin) => (Known::Written, origin.steps.clone()),
        None => (Known::Written, Vec::new()),
    };
    Fact { value, known, at: node.span, chain }
}

fn unreadable() -> Value {
    Value::Unknown(Unknown::because("what is written here is no such value"))
}

/// A bound of a value in the unit of the fact that `reader` makes of such values.
fn read_bound(bound: f64, reader: Reader, at: Span) -> Option<f64> {
    let raw = format_smolstr!("{bound}");
    match reader(&Node::new(Content::Number(Number { value: bound, raw }), at)) {
        Some(Value::Number(bound)) => Some(bound),
        _ => None,
    }
}

/// Reads a node that may not be there; `absent_at` is where it would be written.
pub fn optional(node: Option<&Node>, reader: Reader, absent_at: Span) -> Fact {
    node.map_or_else(|| Fact::absent(absent_at), |node| fact(node, reader))
}

/// Reads a node that may not be there; where it is not, the platform's or the dialect's default holds.
pub fn or_default(node: Option<&Node>, reader: Reader, default: Value, absent_at: Span) -> Fact {
    let read = optional(node, reader, absent_at);
    if read.is_absent() { Fact::new(default, Known::Defaulted, read.at) } else { read }
}

/// Reads a list's items, each as a fact; a single value is a list of one.
pub fn list(node: &Node, reader: Reader) -> Fact {
    match &node.content {
        Content::List(items) => {
            let items = items.iter().map(|item| fact(item, reader)).collect();
            let mut read = fact(node, |_| Some(Value::Bool(true)));
            read.value = Value::List(items);
            read
        }
        Content::Null | Content::Unknown(_) => fact(node, reader),
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| list(option, reader)).collect();
            let mut read = fact(node, reader);
            read.value = Value::Choice(Choice { switch: choice.switch.clone(), options });
            read
        }
        _ => {
            let one = fact(node, reader);
            Fact::new(Value::List(vec![one]), Known::Written, node.span)
        }
    }
}

/// A value of text that never changes.
pub fn word(text: &'static str) -> Value {
    Value::Text(SmolStr::new_static(text))
}

/// Text; numbers and booleans as they are written.
pub fn text(node: &Node) -> Option<Value> {
    node.as_text().map(Value::Text)
}

/// A boolean, also as the text `"true"` or `"false"`.
pub fn boolean(node: &Node) -> Option<Value> {
    match (&node.content, node.as_str()) {
        (Content::Bool(yes), _) => Some(Value::Bool(*yes)),
        (_, Some("true")) => Some(Value::Bool(true)),
        (_, Some("false")) => Some(Value::Bool(false)),
        _ => None,
    }
}

/// A number, also in quotes.
pub fn number(node: &Node) -> Option<Value> {
    let quoted = || node.as_str().and_then(|text| text.trim().parse().ok());
    node.as_number().or_else(quoted).filter(|number| number.is_finite()).map(Value::Number)
}

/// A duration in seconds: a plain number of seconds, or text with units.
pub fn seconds(node: &Node) -> Option<Value> {
    node.as_number().or_else(|| node.as_str().and_then(units::seconds)).map(Value::Number)
}

/// A duration in seconds from a plain number of minutes.
pub fn minutes(node: &Node) -> Option<Value> {
    number(node).and_then(|value| scaled(value, 60.0))
}

/// A duration in seconds from a plain number of milliseconds.
pub fn milliseconds(node: &Node) -> Option<Value> {
    number(node).and_then(|value| scaled(value, 0.001))
}

/// A size in bytes: a plain number of bytes, or text with units.
pub fn bytes(node: &Node) -> Option<Value> {
    node.as_text().as_deref().and_then(units::bytes).map(Value::Number)
}

/// A size in bytes from a plain number of mebibytes.
pub fn mebibytes(node: &Node) -> Option<Value> {
    number(node).and_then(|value| scaled(value, 1_048_576.0))
}

/// A size in bytes from a plain number of gibibytes.
pub fn gibibytes(node: &Node) -> Option<Value> {
    number(node).and_then(|value| scaled(value, 1_073_741_824.0))
}

/// CPUs: a number, or a Kubernetes quantity (`500m`).
pub fn cpus(node: &Node) -> Option<Value> {
    node.as_text().as_deref().and_then(units::cpus).map(Value::Number)
}

fn scaled(value: Value, factor: f64) -> Option<Value> {
    match value {
        Value::Number(number) => Some(Value::Number(number * factor)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reader, fact, mebibytes, number, text};
    use crate::model::fact::Value;
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Node, Unknown};

    #[test]
    fn bounds_are_read_as_their_values_are() {
        let unknown = Unknown { at_least: Some(2.0), at_most: Some(4.0), ..Unknown::because("it is not written") };
        let node = Node::unknown(unknown, Span::new(SourceId(0), 0, 1));
        let table: [(Reader, Option<f64>, Option<f64>); 3] =
            [(number, Some(2.0), Some(4.0)), (mebibytes, Some(2_097_152.0), Some(4_194_304.0)), (text, None, None)];
        for (reader, least, most) in table {
            match fact(&node, reader).value {
                Value::Unknown(unknown) => assert_eq!((unknown.at_least, unknown.at_most), (least, most)),
                other => panic!("{other:?}"),
            }
        }
    }
}
