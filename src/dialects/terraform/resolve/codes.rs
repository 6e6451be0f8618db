//! Texts that are the code of something: kept as what they encode, so that all in it still has its place.
//!
//! While expressions are evaluated, such a text is a [`Content::Tagged`] whose tag says the code. Whatever asks for its
//! text is given that; what leaves resolving is [`bare`].

use smol_str::SmolStr;

use super::functions::unread_code;
use super::functions::yaml_text;
use super::value::{REST, bounded_text, is_rest, json_text, to_text};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Tagged};

/// How a text encodes what it stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Code {
    /// `jsonencode`
    Json,
    /// `yamlencode`
    Yaml,
    /// `base64encode`, `filebase64`
    Base64,
    /// `base64gzip`
    Gzip,
    /// `textencodebase64`
    Charset(Charset),
}

/// A character set that texts are encoded in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-16, the lower byte first: what PowerShell reads.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// ISO 8859-1.
    Latin1,
    /// One that writes the letters of ASCII as ASCII does; no others are known here.
    LikeAscii,
}

const CODES: &[(Code, &str)] = &[
    (Code::Json, "json"),
    (Code::Yaml, "yaml"),
    (Code::Base64, "base64"),
    (Code::Gzip, "gzip"),
    (Code::Charset(Charset::Utf8), "utf-8"),
    (Code::Charset(Charset::Utf16Le), "utf-16le"),
    (Code::Charset(Charset::Utf16Be), "utf-16be"),
    (Code::Charset(Charset::Latin1), "iso-8859-1"),
    (Code::Charset(Charset::LikeAscii), "like ascii"),
];

/// How the names of those character sets start that have ASCII in them; many of IBM's have not.
const LIKE_ASCII: &[&str] = &[
    "windows-",
    "cp125",
    "cp437",
    "cp85",
    "cp86",
    "cp93",
    "cp94",
    "cp95",
    "ibm437",
    "ibm85",
    "ibm86",
    "iso-8859-",
    "koi8-",
];

impl Charset {
    /// The character set of a name from the IANA's list; the rarer ones are not known here.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "utf-16le" => Some(Self::Utf16Le),
            "utf-16be" => Some(Self::Utf16Be),
            "iso-8859-1" | "latin1" | "iso_8859-1" => Some(Self::Latin1),
            "us-ascii" | "ascii" | "gbk" | "gb18030" | "gb2312" | "big5" | "euc-jp" | "euc-kr" => Some(Self::LikeAscii),
            name if LIKE_ASCII.iter().any(|family| name.starts_with(family)) => Some(Self::LikeAscii),
            _ => None,
        }
    }

    /// The bytes of a text; nothing where the set lacks one of its characters.
    pub(super) fn encoded(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::LikeAscii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            Self::Latin1 => text.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect(),
        }
    }

    /// The text of bytes; nothing where they are none.
    pub(super) fn decoded(self, bytes: Vec<u8>) -> Option<String> {
        let units = |read: fn([u8; 2]) -> u16| -> Option<String> {
            let pairs = bytes.chunks(2).map(|pair| Some(read([*pair.first()?, *pair.get(1)?])));
            String::from_utf16(&pairs.collect::<Option<Vec<u16>>>()?).ok()
        };
        match self {
            Self::Utf16Le => units(u16::from_le_bytes),
            Self::Utf16Be => units(u16::from_be_bytes),
            Self::Latin1 => Some(bytes.into_iter().map(char::from).collect()),
            Self::LikeAscii => bytes.is_ascii().then(|| String::from_utf8(bytes).ok()).flatten(),
            Self::Utf8 => String::from_utf8(bytes).ok(),
        }
    }
}

/// The text that encodes a value.
pub(super) fn encoded(code: Code, node: Node, span: Span) -> Node {
    let tag = CODES.iter().find(|(known, _)| *known == code).map_or("", |(_, tag)| tag);
    // Of what is compressed nobody knows the text, whatever is known of what is in it.
    let node = match code {
        Code::Gzip => Node::new(Content::List(vec![node, unread_code(span)]), span),
        _ => node,
    };
    let tag = Key { text: SmolStr::new_static(tag), span };
    Node::new(Content::Tagged(Box::new(Tagged { tag, node })), span)
}

/// What a text encodes, and how, where that is known.
pub(super) fn encodes(node: &Node) -> Option<(Code, &Node)> {
    let Content::Tagged(tagged) = &node.content else { return None };
    let (code, _) = CODES.iter().find(|(_, tag)| tagged.tag.text == *tag)?;
    let inner = match code {
        Code::Gzip => tagged.node.items().first()?,
        _ => &tagged.node,
    };
    Some((*code, inner))
}

/// What a text encodes in one code.
pub(super) fn decoded_from(code: Code, node: &Node) -> Option<&Node> {
    encodes(node).filter(|(own, _)| *own == code).map(|(_, inner)| inner)
}

/// The text itself; nothing where a part of what it encodes is not known.
pub(super) fn code_text(node: &Node) -> Option<SmolStr> {
    let (code, inner) = encodes(node)?;
    match code {
        Code::Json => json_text(inner),
        Code::Yaml => yaml_text(inner),
        Code::Base64 => Some(base64(to_text(inner)?.as_bytes()).into()),
        Code::Charset(charset) => Some(base64(&charset.encoded(&to_text(inner)?)?).into()),
        Code::Gzip => None,
    }
}

/// A value in which the text of what is encoded stands, where all of it is known.
pub(super) fn spelled(node: &Node) -> Node {
    match code_text(node) {
        Some(text) => Node { origin: node.origin.clone(), ..bounded_text(&text, node.span) },
        None => node.clone(),
    }
}

/// A value as it leaves resolving: what was encoded is what it encodes. Nothing that is read from a configuration needs
/// the code, and much of it stands in what was encoded.
pub(super) fn bare(mut node: Node) -> Node {
    node.content = match node.content {
        Content::Tagged(_) => {
            let Some((_, inner)) = encodes(&node) else { return node };
            let origin = inner.origin.clone().or_else(|| node.origin.clone());
            return Node { origin, ..bare(inner.clone()) };
        }
        Content::List(items) => Content::List(items.into_iter().map(bare).collect()),
        Content::Map(map) => Content::Map(bare_map(map)),
        Content::Choice(mut choice) => {
            choice.options = choice.options.into_iter().map(bare).collect();
            Content::Choice(choice)
        }
        Content::Sealed(inner) => Content::Sealed(Box::new(bare(*inner))),
        other => other,
    };
    node
}

/// A map as it leaves resolving. A key without a letter, which only expressions have a use for, is left out: what is asked
/// of a body would take it for what else the body may hold.
pub(super) fn bare_map(map: Map) -> Map {
    let stays = |entry: &MapEntry| entry.key.text != REST || is_rest(entry);
    let entry = |entry: MapEntry| MapEntry { key: entry.key, value: bare(entry.value) };
    Map { entries: map.entries.into_iter().filter(stays).map(entry).collect() }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes in base64, as RFC 4648 writes it.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) as usize & 63;
            let is_padding = place > chunk.len();
            out.push(if is_padding { '=' } else { DIGITS.get(digit).copied().map_or('=', char::from) });
        }
    }
    out
}

/// The bytes that base64 stands for; nothing where it is none. Ends of lines in it count for nothing.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let body = digits.strip_suffix(b"==").or_else(|| digits.strip_suffix(b"=")).unwrap_or(&digits);
    if !digits.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len());
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in body {
        let value = DIGITS.iter().position(|digit| digit == byte)? as u32;
        held = (held << 6 | value) & 0xFFFF;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    Some(bytes)
}
