//! Functions that encode and decode.

use smol_str::format_smolstr;

use super::{Call, Function, Takes, csv, function};
use crate::dialects::terraform::resolve::codes::{Charset, Code, decoded_from, encoded, from_base64};
use crate::dialects::terraform::resolve::unify::literal;
use crate::dialects::terraform::resolve::value::{MapBuilder, Outcome, to_text};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Node, Number};

pub(super) static FUNCTIONS: &[Function] = &[
    function("base64decode", Takes::Tops, |call| {
        if let Some(inner) = decoded_from(Code::Base64, call.argument(0)?) {
            return Ok(inner.clone());
        }
        from_bytes(call, Charset::Utf8)
    }),
    function("base64encode", Takes::Tops, |call| encode_text(call, Code::Base64)),
    function("base64gunzip", Takes::Tops, |call| match decoded_from(Code::Gzip, call.argument(0)?) {
        Some(inner) => Ok(inner.clone()),
        None => Ok(call.unknown("is not evaluated")),
    }),
    function("base64gzip", Takes::Tops, |call| encode_text(call, Code::Gzip)),
    function("csvdecode", Takes::Whole, csv::decode),
    function("jsondecode", Takes::Tops, jsondecode),
    function("jsonencode", Takes::Tops, |call| encode_value(call, Code::Json)),
    function("textdecodebase64", Takes::Tops, textdecode),
    function("textencodebase64", Takes::Tops, textencode),
    function("urldecode", Takes::Whole, |call| {
        let plain = from_url(&call.text(0)?).ok_or_else(|| call.wrong("text that is no part of an address"))?;
        call.give_text(&plain)
    }),
    function("urlencode", Takes::Whole, |call| call.give_text(&to_url(&call.text(0)?))),
    function("yamlencode", Takes::Tops, |call| encode_value(call, Code::Yaml)),
];

/// The code of a list or map keeps what it encodes; that of anything else is plain text.
fn encode_value(call: &Call, code: Code) -> Outcome {
    let argument = call.argument(0)?;
    let made = encoded(code, argument.clone(), call.span);
    match (&argument.content, to_text(&made)) {
        (Content::List(_) | Content::Map(_), _) | (_, None) => Ok(made),
        (_, Some(text)) => call.give_text(&text),
    }
}

fn encode_text(call: &Call, code: Code) -> Outcome {
    let argument = call.argument(0)?;
    match &argument.content {
        Content::Null => Err(call.wrong("something that is no text")),
        // A file filled in with what is not known is a tree where it is JSON.
        _ => Ok(encoded(code, argument.clone(), call.span)),
    }
}

fn textdecode(call: &Call) -> Outcome {
    let name = call.text(1)?;
    let charset = Charset::named(&name);
    if let Some(inner) = charset.and_then(|charset| decoded_from(Code::Charset(charset), call.argument(0).ok()?)) {
        return Ok(inner.clone());
    }
    // What is no base64 is refused, whatever it would be in.
    match charset {
        Some(charset) if charset != Charset::LikeAscii => from_bytes(call, charset),
        _ => match from_bytes(call, Charset::Latin1)? {
            made if charset.is_some() && made.as_str().is_some_and(str::is_ascii) => Ok(made),
            _ => Ok(call.unknown(&format_smolstr!("does not know all of {name}"))),
        },
    }
}

fn textencode(call: &Call) -> Outcome {
    let name = call.text(1)?;
    let written = to_text(call.argument(0)?);
    let is_lacking = |charset: Charset| written.as_ref().is_some_and(|text| charset.encoded(text).is_none());
    match Charset::named(&name) {
        None => Ok(call.unknown(&format_smolstr!("does not know {name}"))),
        Some(Charset::LikeAscii) if is_lacking(Charset::LikeAscii) => {
            Ok(call.unknown(&format_smolstr!("does not know all of {name}")))
        }
        Some(charset) if is_lacking(charset) => Err(call.wrong("letters that the character set lacks")),
        Some(charset) => encode_text(call, Code::Charset(charset)),
    }
}

fn from_bytes(call: &Call, charset: Charset) -> Outcome {
    let argument = call.argument(0)?;
    let Some(text) = to_text(argument) else {
        return call.open([argument]).ok_or_else(|| call.wrong("something that is no text"));
    };
    let bytes = from_base64(&text).ok_or_else(|| call.wrong("text that is no base64"))?;
    call.give_text(&charset.decoded(bytes).ok_or_else(|| call.wrong("what encodes no text"))?)
}

fn jsondecode(call: &Call) -> Outcome {
    let node = call.argument(0)?;
    if let Some(inner) = decoded_from(Code::Json, node) {
        return Ok(literal(inner.clone()));
    }
    // A template that is JSON with parts that are not known is that tree already.
    if let Content::List(_) | Content::Map(_) = node.content {
        return Ok(literal(node.clone()));
    }
    let Some(text) = to_text(node) else {
        return call.open([node]).ok_or_else(|| call.wrong("something that is no text"));
    };
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) => Ok(literal(decoded(value, call.span))),
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

/// As the query of an address writes it.
fn to_url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn from_url(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut letters = text.bytes();
    while let Some(byte) = letters.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(letters.next()?)? << 4 | digit(letters.next()?)?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
