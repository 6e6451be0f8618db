//! Values as Terraform sees them: conversions, equality, what is known in part.

use std::collections::HashMap;

use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};

use super::codes::code_text;
use super::decimal::Decimal;
use super::ways::joined;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Number, Unknown};

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// Terraform itself would refuse it here: `try` and `can` catch this.
    Wrong(SmolStr),
    /// The folder has used up the work that it may cause.
    Spent(SmolStr),
}

/// What evaluating gives.
pub(super) type Outcome = Result<Node, Fault>;

/// The key under which a map that is known in part says what else it may hold. No argument is called so; where a key of an
/// object is, its value is known. See [`is_rest`].
pub(super) const REST: &str = "";

/// The most bytes that a computed text may have.
pub(super) const MOST_TEXT: usize = 256 * 1024;

/// The most items that a computed list may have.
pub(super) const MOST_ITEMS: usize = 10_000;

impl Fault {
    /// Something that Terraform would refuse.
    pub(super) fn wrong(reason: impl Into<SmolStr>) -> Self {
        Self::Wrong(reason.into())
    }

    fn unknown(self) -> Unknown {
        match self {
            Self::Wrong(reason) => Unknown { refused: true, ..Unknown::because(reason) },
            Self::Spent(reason) => Unknown::because(reason),
        }
    }
}

/// The value, or an unknown for the reason that there is none.
pub(super) fn settled(outcome: Outcome, span: Span) -> Node {
    outcome.unwrap_or_else(|fault| Node::unknown(fault.unknown(), span))
}

/// A number that was computed.
pub(super) fn number(value: f64, span: Span) -> Node {
    Node::new(Content::Number(Number { value, raw: number_text(value) }), span)
}

/// A text that was computed.
pub(super) fn text(value: impl Into<SmolStr>, span: Span) -> Node {
    Node::new(Content::Text(value.into()), span)
}

/// A boolean that was computed.
pub(super) fn boolean(value: bool, span: Span) -> Node {
    Node::new(Content::Bool(value), span)
}

/// A text that was put together, unless it has grown too long.
pub(super) fn bounded_text(value: &str, span: Span) -> Node {
    if value.len() > MOST_TEXT {
        return Node::unknown(Unknown::because("the text here grows too long"), span);
    }
    text(value, span)
}

/// A number as Terraform writes it in text.
pub(super) fn number_text(value: f64) -> SmolStr {
    // Minus zero is zero.
    if value == 0.0 { SmolStr::new_static("0") } else { format_smolstr!("{value}") }
}

/// The text that a text, number or boolean converts to.
pub(super) fn to_text(node: &Node) -> Option<SmolStr> {
    match &node.content {
        Content::Number(number) => {
            Some(Decimal::of_number(number).map_or_else(|| number_text(number.value), Decimal::text))
        }
        Content::Tagged(_) => code_text(node),
        _ => node.as_text(),
    }
}

/// The number that a number or text converts to.
pub(super) fn to_number(node: &Node) -> Option<f64> {
    let parsed = || node.as_str().and_then(|text| text.parse::<f64>().ok());
    node.as_number().or_else(parsed).filter(|number| number.is_finite())
}

/// The boolean that a boolean or text converts to.
pub(super) fn to_bool(node: &Node) -> Option<bool> {
    match node.as_str() {
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        _ => node.as_bool(),
    }
}

/// What copying a value costs, in steps.
pub(super) fn weight(node: &Node) -> usize {
    1 + match &node.content {
        Content::Text(text) => text.len() / 64,
        Content::List(items) => items.iter().map(weight).sum(),
        Content::Map(map) => map.entries.iter().map(|entry| weight(&entry.value)).sum(),
        Content::Choice(choice) => choice.options.iter().map(weight).sum(),
        Content::Tagged(tagged) => weight(&tagged.node),
        Content::Sealed(inner) => weight(inner),
        _ => 0,
    }
}

/// An unknown of the same kind, standing elsewhere: what depends on it is as little known.
pub(super) fn unknown_like<'n>(unknowns: impl Iterator<Item = &'n Node> + Clone, span: Span) -> Option<Node> {
    let mut found: Option<Unknown> = None;
    for node in unknowns.clone() {
        let Content::Unknown(unknown) = &node.content else { continue };
        let first = found.get_or_insert_with(|| Unknown::because(unknown.reason.clone()));
        first.refers = first.refers.take().or_else(|| unknown.refers.clone());
        first.refused |= unknown.refused;
    }
    let origin = joined(unknowns);
    found.map(|unknown| Node { origin, ..Node::unknown(unknown, span) })
}

/// A value, where it is null the default.
pub(super) fn without_null(value: Node, default: &Node) -> Node {
    match value.content {
        Content::Null => default.clone(),
        Content::Choice(mut choice) => {
            choice.options = choice.options.into_iter().map(|option| without_null(option, default)).collect();
            Node { content: Content::Choice(choice), ..value }
        }
        _ => value,
    }
}

/// A map's unknown remainder, if it is known in part only.
pub(super) fn rest(map: &Map) -> Option<&Node> {
    map.entries.iter().rev().find(|entry| is_rest(entry)).map(|entry| &entry.value)
}

/// Whether an entry stands for all that a map that is known in part may hold besides.
pub(super) fn is_rest(entry: &MapEntry) -> bool {
    entry.key.text == REST
        && matches!(entry.value.content, Content::Unknown(_) | Content::Choice(_) | Content::Sealed(_))
}

/// Puts a map together; a key that comes again replaces the value and keeps the place.
#[derive(Default)]
pub(super) struct MapBuilder {
    entries: Vec<MapEntry>,
    /// Places by key, once there are more entries than are looked through one by one.
    places: HashMap<SmolStr, usize>,
}

/// Most maps have no more entries than this, and are made faster without places by key.
const FEW: usize = 12;

impl MapBuilder {
    /// Sets a key.
    pub(super) fn set(&mut self, key: Key, value: Node) {
        if let Some(entry) = self.get_mut(&key.text) {
            *entry = MapEntry { key, value };
            return;
        }
        self.entries.push(MapEntry { key, value });
        // Those that are not in it yet: all, or the last one.
        if self.entries.len() > FEW {
            let missing = self.entries.iter().enumerate().skip(self.places.len());
            self.places.extend(missing.map(|(place, entry)| (entry.key.text.clone(), place)));
        }
    }

    /// The entry of a key, to change.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut MapEntry> {
        let place = match self.entries.len() {
            0..=FEW => self.entries.iter().position(|entry| entry.key.text == key),
            _ => self.places.get(key).copied(),
        };
        place.and_then(|place| self.entries.get_mut(place))
    }

    /// All entries, to change.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.entries.iter_mut().map(|entry| &mut entry.value)
    }

    /// The map.
    pub(super) fn build(self) -> Map {
        Map { entries: self.entries }
    }
}

/// A value as JSON text; nothing where a part is not known.
pub(super) fn json_text(node: &Node) -> Option<SmolStr> {
    let mut out = SmolStrBuilder::new();
    write_json(node, &mut out)?;
    Some(out.finish())
}

fn write_json(node: &Node, out: &mut SmolStrBuilder) -> Option<()> {
    match &node.content {
        Content::Null => out.push_str("null"),
        Content::List(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_json(item, out)?;
            }
            out.push(']');
        }
        Content::Map(map) => {
            out.push('{');
            let mut entries: Vec<&MapEntry> = map.entries.iter().collect();
            entries.sort_by(|one, other| one.key.text.cmp(&other.key.text));
            for (place, entry) in entries.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(&entry.key.text)?);
                out.push(':');
                write_json(&entry.value, out)?;
            }
            out.push('}');
        }
        Content::Text(text) | Content::Plain(text) => out.push_str(&quoted(text)?),
        Content::Tagged(_) => out.push_str(&quoted(&code_text(node)?)?),
        Content::Number(_) | Content::Bool(_) => out.push_str(&to_text(node)?),
        _ => return None,
    }
    Some(())
}

/// A text as JSON writes it. What would end a script in HTML is escaped, as Terraform does.
pub(super) fn quoted(text: &str) -> Option<String> {
    let plain = serde_json::to_string(text).ok()?;
    if !plain.contains(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        return Some(plain);
    }
    let mut out = String::with_capacity(plain.len() + 16);
    for letter in plain.chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", letter as u32)),
            other => out.push(other),
        }
    }
    Some(out)
}

/// The number that a number or text converts to, as it is written.
pub(super) fn to_number_node(node: &Node) -> Option<Node> {
    let value = to_number(node)?;
    let made = Decimal::of(node).map_or_else(|| number(value, node.span), |exact| exact.node(node.span));
    Some(Node { origin: node.origin.clone(), ..made })
}
