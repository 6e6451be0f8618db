//! Trees: what a document says, every key and value with the bytes that say it.

use std::sync::Arc;

use smol_str::SmolStr;

use super::expression::Expression;
use super::source::Span;

/// A value in a tree, with the place it is written at and the places it came through.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub content: Content,
    /// Where it stands: in a parsed tree where it is written, in a resolved tree where it is used.
    pub span: Span,
    /// The way it came, for a value that is written elsewhere than it is used.
    pub origin: Option<Arc<Origin>>,
    /// Of a list or map, or of what stands in the place of one, null or unknown, which of its dialect's it is.
    pub sort: Sort,
}

/// Which of its dialect's collections a list or a map is, where a dialect has several: Terraform's tuples are no lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// It is none, or which one it is is not known.
    #[default]
    Unsaid,
    /// A list of so many items, each of a type of its own.
    Tuple,
    /// A list of any number of items of one type.
    List,
    /// Items of one type, none of them twice, without places.
    Set,
    /// A map of so many keys, each value of a type of its own.
    Object,
    /// A map of any number of keys to values of one type.
    Map,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing, said so.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number and the text it was written as.
    Number(Number),
    /// Text: quoted, in a block, or plain text that the dialect has settled to be text.
    Text(SmolStr),
    /// A plain YAML scalar whose type its dialect has not settled yet; see [`Node::settle`].
    Plain(SmolStr),
    /// Values in order.
    List(Vec<Node>),
    /// Keys and values in order; a key that is written twice is here twice.
    Map(Map),
    /// An HCL block: type, labels and body. Resolved trees hold none.
    Block(Box<Block>),
    /// A value under a YAML tag, such as CloudFormation's `!Ref`. Resolved trees hold none.
    Tagged(Box<Tagged>),
    /// An HCL expression that is not a literal. Resolved trees hold none.
    Expression(Arc<Expression>),
    /// A value that cannot be known from what was read.
    Unknown(Box<Unknown>),
    /// One of several values, each under its branch of a switch.
    Choice(Box<Choice<Node>>),
    /// A value that decides what it decides and is shown to nobody: what it is made into is sealed like it.
    Sealed(Box<Node>),
}

/// A number and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// Its text, for where a number stands as text (`1.10`).
    pub raw: SmolStr,
}

/// Keys and values in the order they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// All entries, also those whose key stood before.
    pub entries: Vec<MapEntry>,
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct MapEntry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The name, unquoted.
    pub text: SmolStr,
    /// Where it stands, with its quotes.
    pub span: Span,
}

/// An HCL block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its labels, after its type.
    pub labels: Vec<Key>,
    /// Attributes and blocks in order; a nested block's entry has the block's type as its key.
    pub body: Map,
    /// Type and labels, without the braces.
    pub header: Span,
}

/// A value under a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// The tag as written, with its `!`.
    pub tag: Key,
    /// What stands under it.
    pub node: Node,
}

/// A value that cannot be known from what was read: why, and what is known of it all the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// Why, as a clause: `var.size has no value here`.
    pub reason: SmolStr,
    /// What the value refers to, as an address in its dialect (`aws_launch_template.web`), where it is a reference.
    pub refers: Option<SmolStr>,
    /// What it is the value of, unchanged (`var.cluster`, `import shop-cluster`): of one unit, two that are the value of the
    /// same are equal. Whatever is made of it, or taken out of it, is another value.
    pub value_of: Option<SmolStr>,
    /// It is certainly not null or absent.
    pub not_null: bool,
    /// It is at least this: of a node in the unit that it would be written in, of a fact in the fact's.
    pub at_least: Option<f64>,
    /// It is at most this, in the same unit.
    pub at_most: Option<f64>,
    /// Of text, the text as far as it is known, a [`HOLE`] for each part that is not.
    pub outline: Option<SmolStr>,
    /// The dialect's own tool would refuse it: where this stands, there is nothing deployed.
    pub refused: bool,
}

/// What stands in an outline for a part that is not known: the object replacement character.
pub const HOLE: char = '\u{FFFC}';

impl Unknown {
    /// An unknown of which nothing but the reason is known.
    pub fn because(reason: impl Into<SmolStr>) -> Self {
        Self {
            reason: reason.into(),
            refers: None,
            value_of: None,
            not_null: false,
            at_least: None,
            at_most: None,
            outline: None,
            refused: false,
        }
    }
}

/// What decides between the alternatives of a choice. Two choices on one switch go together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Switch {
    /// What is asked, unique in its unit: `var.environment == "prod"`, or `variant`.
    pub key: SmolStr,
    /// What each branch is called: `true` and `false`, or the variants' names.
    pub branches: Vec<SmolStr>,
    /// What its branches are.
    pub kind: SwitchKind,
}

/// What the branches of a switch are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SwitchKind {
    /// Answers to a question that is not decided: one of them holds, and nobody knows which.
    Condition,
    /// The unit's variants: each is deployed, under its name.
    Variant,
    /// The instances of one block: all are there at once.
    Instance,
}

/// One of several values, as a switch decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice<T> {
    /// What decides.
    pub switch: Arc<Switch>,
    /// One value a branch, in the switch's order.
    pub options: Vec<T>,
}

/// A choice of more alternatives becomes unknown.
pub const MOST_ALTERNATIVES: usize = 8;

/// The way a value came from where it is written to where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// From the use to the literal: `var.size` at its declaration, then the tfvars line that sets it.
    pub steps: Vec<Step>,
    /// The last step is a default: it holds only where nothing sets the value.
    pub defaulted: bool,
}

/// One place that a value came through.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// What stands there, as a person would call it: `var.size`, `local.tags`, `aws_launch_template.web`.
    pub name: SmolStr,
}

/// Which reading of plain YAML scalars a dialect follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Schema {
    /// YAML 1.1: `yes`, `no`, `on` and `off` are booleans, `010` is eight. Kubernetes reads so.
    Yaml11,
    /// YAML 1.2 core: only `true` and `false` are booleans.
    Yaml12,
}

impl Node {
    /// A node without a way behind it.
    pub fn new(content: Content, span: Span) -> Self {
        Self { content, span, origin: None, sort: Sort::Unsaid }
    }

    /// An unknown node.
    pub fn unknown(unknown: Unknown, span: Span) -> Self {
        Self::new(Content::Unknown(Box::new(unknown)), span)
    }

    /// The same, as a collection of that sort.
    #[must_use]
    pub fn of_sort(self, sort: Sort) -> Self {
        Self { sort, ..self }
    }

    /// Gives every plain scalar below (and here) the type that its dialect's YAML reads it as.
    pub fn settle(&mut self, schema: Schema) {
        match &mut self.content {
            Content::Plain(text) => self.content = settled(text, schema),
            Content::List(items) => items.iter_mut().for_each(|item| item.settle(schema)),
            Content::Map(map) => map.entries.iter_mut().for_each(|entry| entry.value.settle(schema)),
            Content::Tagged(tagged) => tagged.node.settle(schema),
            _ => {}
        }
    }

    /// The map here, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.content {
            Content::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list here, if this is one.
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.content {
            Content::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text here: of text, of a plain scalar, or of a number or boolean as written.
    pub fn as_text(&self) -> Option<SmolStr> {
        match &self.content {
            Content::Text(text) | Content::Plain(text) => Some(text.clone()),
            Content::Number(number) => Some(number.raw.clone()),
            Content::Bool(yes) => Some(SmolStr::new_static(if *yes { "true" } else { "false" })),
            _ => None,
        }
    }

    /// The text here, borrowed, if it is text or a plain scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) | Content::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean here, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.content {
            Content::Bool(yes) => Some(yes),
            _ => None,
        }
    }

    /// The number here, if this is one.
    pub fn as_number(&self) -> Option<f64> {
        match &self.content {
            Content::Number(number) => Some(number.value),
            _ => None,
        }
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self.content, Content::Null)
    }

    /// The value under a key, if this is a map that has it. Of a key written twice, the last.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// The value at the end of a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The items of a list, or nothing.
    pub fn items(&self) -> &[Node] {
        self.as_list().unwrap_or_default()
    }
}

impl Map {
    /// The entry of a key. Of a key written twice, the last, as most readers do.
    pub fn entry(&self, key: &str) -> Option<&MapEntry> {
        self.entries.iter().rev().find(|entry| entry.key.text == key)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }
}

fn settled(text: &SmolStr, schema: Schema) -> Content {
    let text_str = text.as_str();
    match text_str {
        "" | "~" | "null" | "Null" | "NULL" => return Content::Null,
        "true" | "True" | "TRUE" => return Content::Bool(true),
        "false" | "False" | "FALSE" => return Content::Bool(false),
        _ => {}
    }
    if schema == Schema::Yaml11 {
        match text_str {
            "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Content::Bool(true),
            "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Content::Bool(false),
            _ => {}
        }
    }
    match plain_number(text_str, schema) {
        Some(value) => Content::Number(Number { value, raw: text.clone() }),
        None => Content::Text(text.clone()),
    }
}

fn plain_number(text: &str, schema: Schema) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(|value| sign * value as f64);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => return Some(sign * f64::INFINITY),
        _ => {}
    }
    if let Some(digits) = unsigned.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = unsigned.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let all_digits = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    if schema == Schema::Yaml11
        && all_digits
        && unsigned.len() > 1
        && unsigned.starts_with('0')
        && let Some(octal) = radix(unsigned, 8)
    {
        return Some(octal);
    }
    let number_like = unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    if number_like { text.parse().ok() } else { None }
}
