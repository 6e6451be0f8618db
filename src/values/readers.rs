//! Readers of the spellings that several clouds share.

use smol_str::SmolStr;

use super::read::word;
use crate::model::fact::{Fact, Value};
use crate::model::tree::{Content, Node, Unknown};

/// A flag that is set by the mere presence of a block or of any value.
pub fn present(_: &Node) -> Option<Value> {
    Some(Value::Bool(true))
}

/// The opposite of a boolean.
pub fn not(node: &Node) -> Option<Value> {
    match super::read::boolean(node)? {
        Value::Bool(yes) => Some(Value::Bool(!yes)),
        _ => None,
    }
}

/// A number of which zero and less mean that nothing is set (`-1`: leave as it is).
pub fn positive(node: &Node) -> Option<Value> {
    match super::read::number(node)? {
        Value::Number(number) if number > 0.0 => Some(Value::Number(number)),
        Value::Number(_) => Some(Value::Absent),
        _ => None,
    }
}

/// Text in lower case.
pub fn lower(node: &Node) -> Option<Value> {
    node.as_text().map(|text| Value::Text(text.to_ascii_lowercase().into()))
}

/// `Spot`, `SPOT`, `Regular`, `ON_DEMAND`, `CAPACITY_BLOCK` and the like.
pub fn capacity_type(node: &Node) -> Option<Value> {
    Some(word(match node.as_text()?.to_ascii_lowercase().replace('_', "-").as_str() {
        "spot" | "low-priority" | "low" | "fargate-spot" => "spot",
        "preemptible" => "preemptible",
        "regular" | "on-demand" | "ondemand" | "standard" | "normal" | "ec2" | "fargate" => "on-demand",
        "capacity-block" | "reservation-bound" | "reserved" | "reservations" => "reserved",
        _ => return None,
    }))
}

/// A script of which a part is filled in when it is run is read as far as it is written.
pub fn outlined(node: &Node) -> Node {
    let outline = match &node.content {
        Content::Unknown(unknown) => unknown.outline.clone(),
        _ => None,
    };
    match outline {
        Some(outline) => Node { content: Content::Text(outline), ..node.clone() },
        None => node.clone(),
    }
}

/// A start-up script, also one in base64.
pub fn script(node: &Node) -> Option<Value> {
    let text = node.as_text()?;
    Some(Value::Text(decoded(&text).unwrap_or(text)))
}

/// A start-up script that is certainly in base64.
pub fn script_base64(node: &Node) -> Option<Value> {
    decoded(&node.as_text()?).map(Value::Text)
}

/// The text under base64, where it is such and text.
fn decoded(text: &str) -> Option<SmolStr> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let body = digits.strip_suffix(b"==").or_else(|| digits.strip_suffix(b"=")).unwrap_or(&digits);
    // Shorter texts are more likely words than scripts.
    if !digits.len().is_multiple_of(4) || body.len() < 16 {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len());
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0x00FF_FFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xFF).unwrap_or_default());
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    let printable = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    printable.then(|| text.into())
}

/// Accelerators of a machine of which only the type is known: at least one, or none.
pub fn accelerators(instance_type: &Fact, has_accelerators: fn(&str) -> bool) -> Fact {
    super::cases::derived(instance_type, &|value| match value {
        Value::Text(name) if has_accelerators(name) => {
            let mut unknown = Unknown::because(format!("how many accelerators {name} has is not written here"));
            (unknown.not_null, unknown.at_least) = (true, Some(1.0));
            Value::Unknown(unknown)
        }
        _ => Value::Absent,
    })
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn scripts_in_base64_are_read() {
        assert_eq!(decoded("IyEvYmluL3NoCmVjaG8gaGkK").as_deref(), Some("#!/bin/sh\necho hi\n"));
        assert_eq!(decoded("#!/bin/sh\necho hi\n"), None);
        assert_eq!(decoded("AAECAwQFBgcICQoLDA0ODw=="), None);
    }
}
