//! Type constraints of variables: the conversions that they make, the defaults that they fill in, and what they refuse.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::functions::as_set;
use super::seals::{opened, sealed};
use super::unify::{converted, types, unified};
use super::value::{boolean, number, rest, text, to_bool, to_number, to_text, without_null};
use super::walk::root_name;
use crate::model::expression::Expression;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Origin, Sort, Step, Unknown};
use crate::values::choices::Reach;

/// A value that Terraform would refuse: what is wanted, and where something else stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// `a number`
    pub(super) wanted: SmolStr,
    /// The part that is none.
    pub(super) at: Span,
}

/// How a value came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It is written as it is.
    Literal,
    /// Functions may have made it: what they encoded stands in it as what it encodes, which is text to a type.
    Computed,
}

/// What a value is that a type fills in where none is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filled {
    /// A default: from outside another may be set.
    ByDefault,
    /// It holds: nobody but the caller could set another.
    ForGood,
}

/// A conversion to the type of one variable.
struct Conversion<'c> {
    /// The variable, for what its type fills in: `var.size`.
    name: &'c SmolStr,
    form: Form,
    filled: Filled,
    refused: Option<Refused>,
}

/// The value as a variable of this type holds it; parts that are not known stay so. `name` is the variable's. What cannot be
/// converted is unknown; the first part that cannot is told.
pub(super) fn conform(
    value: Node,
    constraint: &Node,
    name: &SmolStr,
    (form, filled): (Form, Filled),
) -> (Node, Option<Refused>) {
    let mut conversion = Conversion { name, form, filled, refused: None };
    let converted = conversion.convert(value, constraint);
    (converted, conversion.refused)
}

impl Conversion<'_> {
    fn convert(&mut self, value: Node, constraint: &Node) -> Node {
        match value.content {
            Content::Choice(mut choice) => {
                choice.options = choice.options.into_iter().map(|option| self.convert(option, constraint)).collect();
                return Node { content: Content::Choice(choice), ..value };
            }
            Content::Sealed(_) => return sealed(self.convert(opened(value, Reach::Top), constraint)),
            Content::Null | Content::Unknown(_) => return value.of_sort(sort_of(constraint)),
            _ => {}
        }
        match &constraint.content {
            Content::Text(primitive) => self.plain(value, primitive),
            Content::Expression(expression) => match &**expression {
                Expression::Traversal(traversal) => match root_name(traversal) {
                    Some(primitive) => self.plain(value, primitive),
                    None => value,
                },
                Expression::Call { name: kind, arguments, .. } => match (kind.text.as_str(), arguments.first()) {
                    ("list", Some(of)) => self.list(value, Some(of)),
                    ("set", Some(of)) => self.set(value, Some(of)),
                    ("map", Some(of)) => self.map(value, Some(of)),
                    ("optional", Some(of)) => self.convert(value, of),
                    ("tuple", Some(of)) => self.tuple(value, of.items()),
                    ("object", Some(attributes)) => self.object(value, attributes),
                    _ => value,
                },
                _ => value,
            },
            _ => value,
        }
    }

    /// A type that is one word.
    fn plain(&mut self, value: Node, kind: &str) -> Node {
        match kind {
            // What was encoded is text, and stays what it encodes.
            "string" if matches!(value.content, Content::Tagged(_)) => value,
            "string" if self.form == Form::Computed && to_text(&value).is_none() => value,
            "string" => self.primitive(value, "a text", |node| to_text(node).map(|plain| text(plain, node.span))),
            "number" => self.primitive(value, "a number", |node| match &node.content {
                Content::Bool(_) => None,
                Content::Number(_) => Some(node.clone()),
                _ => to_number(node).map(|plain| number(plain, node.span)),
            }),
            "bool" => self.primitive(value, "true or false", |node| to_bool(node).map(|yes| boolean(yes, node.span))),
            // As they were written before they could say of what.
            "list" => self.list(value, None),
            "set" => self.set(value, None),
            "map" => self.map(value, None),
            _ => value,
        }
    }

    fn primitive(&mut self, value: Node, wanted: &str, convert: impl FnOnce(&Node) -> Option<Node>) -> Node {
        match convert(&value) {
            Some(converted) => Node { origin: value.origin, ..converted },
            None => self.refuse(wanted, value),
        }
    }

    /// The unknown that a value becomes which the type does not take.
    fn refuse(&mut self, wanted: &str, value: Node) -> Node {
        let reason = format_smolstr!("{} wants {wanted} where something else stands", self.name);
        self.refused.get_or_insert_with(|| Refused { wanted: wanted.into(), at: value.span });
        let unknown = Unknown { refused: true, ..Unknown::because(reason) };
        Node { origin: value.origin, ..Node::unknown(unknown, value.span) }
    }

    fn list(&mut self, mut value: Node, of: Option<&Node>) -> Node {
        let Content::List(items) = value.content else { return self.refuse("a list", value) };
        value.content = Content::List(self.items(items, of));
        value.of_sort(Sort::List)
    }

    fn items(&mut self, items: Vec<Node>, of: Option<&Node>) -> Vec<Node> {
        match of.filter(|of| !is_any(of)) {
            Some(of) => items.into_iter().map(|item| self.convert(item, of)).collect(),
            None => match unified(&types(&items)) {
                Some(together) => items.into_iter().map(|item| converted(item, &together)).collect(),
                None => items,
            },
        }
    }

    /// Of a set, what comes twice is there once, and it has the order in which Terraform goes through it.
    fn set(&mut self, mut value: Node, of: Option<&Node>) -> Node {
        let Content::List(items) = value.content else { return self.refuse("a set", value) };
        value.content = Content::List(as_set(self.items(items, of)));
        value.of_sort(Sort::Set)
    }

    fn map(&mut self, mut value: Node, of: Option<&Node>) -> Node {
        let Content::Map(map) = value.content else { return self.refuse("a map", value) };
        let (keys, values): (Vec<Key>, Vec<Node>) =
            map.entries.into_iter().map(|entry| (entry.key, entry.value)).unzip();
        let values = self.items(values, of);
        let entries = keys.into_iter().zip(values).map(|(key, value)| MapEntry { key, value }).collect();
        value.content = Content::Map(Map { entries });
        value.of_sort(Sort::Map)
    }

    fn tuple(&mut self, mut value: Node, of: &[Node]) -> Node {
        let items = match value.content {
            Content::List(items) if items.len() == of.len() => items,
            _ => return self.refuse(&format!("a list of {}", of.len()), value),
        };
        value.content =
            Content::List(items.into_iter().zip(of).map(|(item, constraint)| self.convert(item, constraint)).collect());
        value.of_sort(Sort::Tuple)
    }

    /// Of an object, the attributes that its type names, in the order of the type: those that are there converted, the
    /// optional ones that are not filled in.
    fn object(&mut self, mut value: Node, attributes: &Node) -> Node {
        let Some(constraints) = attributes.as_map() else { return value };
        let Content::Map(map) = &value.content else { return self.refuse("an object", value) };
        let mut entries = Vec::with_capacity(constraints.entries.len());
        let mut lacking = None;
        for MapEntry { key, value: constraint } in &constraints.entries {
            let given = map.entry(&key.text);
            let found = match (given, self.optional(key, constraint)) {
                (Some(entry), Some(filled)) => {
                    let value = without_null(entry.value.clone(), &filled);
                    MapEntry { key: entry.key.clone(), value: self.convert(value, constraint) }
                }
                (Some(entry), None) => {
                    MapEntry { key: entry.key.clone(), value: self.convert(entry.value.clone(), constraint) }
                }
                (None, filled) => match (rest(map), filled) {
                    (Some(rest), _) => MapEntry { key: key.clone(), value: rest.clone() },
                    (None, Some(filled)) => MapEntry { key: key.clone(), value: filled },
                    (None, None) => {
                        lacking = Some(&key.text);
                        break;
                    }
                },
            };
            entries.push(found);
        }
        if let Some(lacking) = lacking {
            return self.refuse(&format!("an object with {lacking}"), value);
        }
        value.content = Content::Map(Map { entries });
        value.of_sort(Sort::Object)
    }

    /// What `optional(type, default)` says an attribute is where nobody sets it.
    fn optional(&mut self, key: &Key, constraint: &Node) -> Option<Node> {
        let Content::Expression(expression) = &constraint.content else { return None };
        let Expression::Call { name: kind, arguments, .. } = &**expression else { return None };
        let of = (kind.text == "optional").then(|| arguments.first()).flatten()?;
        let default = match arguments.get(1) {
            Some(default) => self.convert(default.clone(), of),
            None => Node::new(Content::Null, key.span).of_sort(sort_of(of)),
        };
        let step = Step { span: default.span, name: self.name.clone() };
        let defaulted = self.filled == Filled::ByDefault;
        Some(Node { origin: Some(Arc::new(Origin { steps: vec![step], defaulted })), ..default })
    }
}

/// The sort of collections that a type is of.
pub(super) fn sort_of(constraint: &Node) -> Sort {
    let Content::Expression(expression) = &constraint.content else { return Sort::Unsaid };
    let Expression::Call { name: kind, arguments, .. } = &**expression else { return Sort::Unsaid };
    match (kind.text.as_str(), arguments.first()) {
        ("list", _) => Sort::List,
        ("set", _) => Sort::Set,
        ("tuple", _) => Sort::Tuple,
        ("map", _) => Sort::Map,
        ("object", _) => Sort::Object,
        ("optional", Some(of)) => sort_of(of),
        _ => Sort::Unsaid,
    }
}

fn is_any(constraint: &Node) -> bool {
    word(constraint).is_some_and(|word| word == "any")
}

/// Whether a type is that of a text, a number or a boolean.
pub(super) fn is_plain(constraint: &Node) -> bool {
    word(constraint).is_some_and(|word| matches!(word, "string" | "number" | "bool"))
}

/// The type that is one word.
fn word(constraint: &Node) -> Option<&str> {
    match &constraint.content {
        Content::Text(kind) => Some(kind),
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(traversal) => root_name(traversal).map(SmolStr::as_str),
            _ => None,
        },
        _ => None,
    }
}
