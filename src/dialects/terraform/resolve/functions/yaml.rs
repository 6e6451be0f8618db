//! `yamldecode` and the text of `yamlencode`, as Terraform reads and writes YAML.

use smol_str::SmolStr;

use super::dates;
use super::unknown;
use crate::dialects::terraform::resolve::choices::{lifted, unknown_among};
use crate::dialects::terraform::resolve::codes::{Code, decoded_from, spelled};
use crate::dialects::terraform::resolve::decimal::Decimal;
use crate::dialects::terraform::resolve::scope::Scope;
use crate::dialects::terraform::resolve::unify::literal;
use crate::dialects::terraform::resolve::value::{Fault, MapBuilder, Outcome, boolean, text, to_text};
use crate::dialects::terraform::resolve::ways::{made_of, moved};
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Node};
use crate::values::choices::Reach;

impl Scope<'_> {
    /// `yamldecode`: what a YAML text says.
    pub(super) fn of_yaml(&self, arguments: &[Node], span: Span) -> Outcome {
        lifted(arguments, Reach::Whole, span, &mut |arguments| {
            let [argument] = arguments else { return Err(Fault::wrong("yamldecode() takes one text")) };
            // What JSON says, YAML says too.
            if let Some(inner) = decoded_from(Code::Yaml, argument).or_else(|| decoded_from(Code::Json, argument)) {
                return Ok(made_of(literal(moved(inner, span)), std::iter::once(argument)));
            }
            match &argument.content {
                Content::List(_) | Content::Map(_) => return Ok(literal(argument.clone())),
                _ => {}
            }
            if let Some(unknown) = unknown_among(arguments, Reach::Whole, span) {
                return Ok(unknown);
            }
            let written =
                to_text(argument).ok_or_else(|| Fault::wrong("yamldecode() is given something that is no text"))?;
            let parsed = self.world.yaml.get(written, |written| {
                self.world.budget.spend(16 + written.len() / 4)?;
                Ok(self.world.library.yaml(written))
            })?;
            let Some(parsed) = &*parsed else {
                return Ok(unknown("nothing here reads YAML".into(), span));
            };
            let value = match parsed.documents.as_slice() {
                _ if !parsed.problems.is_empty() => {
                    return Err(Fault::wrong("yamldecode() is given text that is no YAML"));
                }
                [] => return Err(Fault::wrong("yamldecode() is given text without a document")),
                [only] => read(&only.root, span)?,
                _ => return Err(Fault::wrong("yamldecode() is given more than one document")),
            };
            Ok(made_of(literal(value), std::iter::once(argument)))
        })
    }
}

fn read(node: &Node, span: Span) -> Outcome {
    let content = match &node.content {
        Content::Plain(plain) => return Ok(scalar(plain, span)),
        Content::List(items) => {
            Content::List(items.iter().map(|item| read(item, span)).collect::<Result<Vec<Node>, Fault>>()?)
        }
        Content::Map(map) => {
            let mut made = MapBuilder::default();
            for entry in &map.entries {
                made.set(Key { text: entry.key.text.clone(), span }, read(&entry.value, span)?);
            }
            Content::Map(made.build())
        }
        Content::Tagged(_) => return Err(Fault::wrong("yamldecode() is given a tag that it does not know")),
        other => other.clone(),
    };
    Ok(Node::new(content, span))
}

/// A scalar without quotes: numbers as YAML 1.2 has them, booleans as YAML 1.1 has them, dates as full timestamps.
fn scalar(plain: &str, span: Span) -> Node {
    let radix = |digits: &str, radix| i64::from_str_radix(digits, radix).ok().map(i128::from);
    match plain {
        "" | "~" | "null" | "Null" | "NULL" => return Node::new(Content::Null, span),
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return boolean(true, span);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return boolean(false, span);
        }
        _ => {}
    }
    let prefixed = plain.strip_prefix("0x").and_then(|digits| radix(digits, 16));
    if let Some(value) = prefixed.or_else(|| plain.strip_prefix("0o").and_then(|digits| radix(digits, 8))) {
        return Decimal::whole(value).node(span);
    }
    if let Some(moment) = dates::of_yaml(plain) {
        return text(moment, span);
    }
    match Decimal::parse(plain) {
        Some(number) => number.node(span),
        None => text(plain, span),
    }
}

/// A value as YAML text; nothing where a part is not known.
pub(in crate::dialects::terraform::resolve) fn yaml_text(node: &Node) -> Option<SmolStr> {
    let mut writer = Writer { out: String::new() };
    writer.node(node, 0, Place::Root)?;
    if !writer.out.ends_with('\n') {
        writer.out.push('\n');
    }
    // A plain scalar alone ends where the document is said to.
    if matches!(node.content, Content::Null | Content::Bool(_) | Content::Number(_)) {
        writer.out.push_str("...\n");
    }
    Some(writer.out.into())
}

/// Lines longer than this are broken at a space.
const WIDTH: usize = 80;

/// Where a value stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Item,
    Value,
}

struct Writer {
    out: String,
}

impl Writer {
    fn line(&mut self, indent: usize) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(&" ".repeat(indent));
    }

    fn column(&self) -> usize {
        self.out.rsplit('\n').next().map_or(0, |line| line.chars().count())
    }

    /// Writes a value of the collection that stands at `indent`.
    fn node(&mut self, node: &Node, indent: usize, place: Place) -> Option<()> {
        match &node.content {
            Content::List(items) if !items.is_empty() => {
                // Lists under a key stand where the key does.
                let own = if place == Place::Item { indent + 2 } else { indent };
                for (number, item) in items.iter().enumerate() {
                    if number > 0 || place == Place::Value {
                        self.line(own);
                    }
                    self.out.push_str("- ");
                    self.node(item, own, Place::Item)?;
                }
            }
            Content::Map(map) if !map.entries.is_empty() => {
                let own = if place == Place::Root { indent } else { indent + 2 };
                for (number, entry) in super::sorted_entries(map).into_iter().enumerate() {
                    if number > 0 || place == Place::Value {
                        self.line(own);
                    }
                    self.quoted(&entry.key.text, None);
                    self.out.push(':');
                    let value = spelled(&entry.value);
                    let is_nested = match &value.content {
                        Content::List(items) => !items.is_empty(),
                        Content::Map(map) => !map.entries.is_empty(),
                        _ => false,
                    };
                    if !is_nested {
                        self.out.push(' ');
                    }
                    self.node(&value, own, Place::Value)?;
                }
            }
            Content::List(_) => self.out.push_str("[]"),
            Content::Map(_) => self.out.push_str("{}"),
            Content::Null => self.out.push_str("null"),
            Content::Text(text) if text.contains('\n') && !breaks_blocks(text) => self.block(text, indent + 2),
            Content::Text(text) => self.quoted(text, Some(indent + 2)),
            Content::Tagged(_) => match &spelled(node).content {
                Content::Text(text) => self.quoted(text, Some(indent + 2)),
                _ => return None,
            },
            Content::Bool(_) | Content::Number(_) => self.out.push_str(&to_text(node)?),
            _ => return None,
        }
        Some(())
    }

    fn block(&mut self, text: &str, indent: usize) {
        let body = text.trim_end_matches('\n');
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        self.out.push_str(match text.len() - body.len() {
            0 => "-",
            1 => "",
            _ => "+",
        });
        self.out.push('\n');
        for line in body.split('\n') {
            if !line.is_empty() {
                self.out.push_str(&" ".repeat(indent));
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
        if text.len() > body.len() {
            self.out.push_str(text.get(body.len() + 1..).unwrap_or_default());
        }
    }

    /// Writes a text in quotes; long ones are broken, but for keys.
    fn quoted(&mut self, text: &str, indent: Option<usize>) {
        self.out.push('"');
        let mut column = self.column();
        let mut spaces = false;
        let mut letters = text.chars().enumerate().peekable();
        let last = text.chars().count().saturating_sub(1);
        while let Some((place, letter)) = letters.next() {
            let breaks = indent.filter(|_| letter == ' ' && !spaces && column > WIDTH && place > 0 && place < last);
            if let Some(indent) = breaks {
                self.line(indent);
                column = indent;
                if letters.peek().is_some_and(|(_, next)| *next == ' ') {
                    self.out.push('\\');
                    column += 1;
                }
                spaces = true;
                continue;
            }
            let before = self.out.len();
            match letter {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\0' => self.out.push_str("\\0"),
                letter if (letter as u32) < 0x20 || letter as u32 == 0x7F => {
                    self.out.push_str(&format!("\\x{:02X}", letter as u32));
                }
                letter => self.out.push(letter),
            }
            column += self.out.get(before..).map_or(1, |written| written.chars().count());
            spaces = letter == ' ';
        }
        self.out.push('"');
    }
}

/// Whether a text of several lines has to stand in quotes all the same.
fn breaks_blocks(text: &str) -> bool {
    text.ends_with(' ') || text.contains(" \n") || text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t'))
}
