//! Values: trees with their functions worked out.

use smol_str::format_smolstr;

use super::calls::{Call, RAIN, call};
use super::lists::without_nothing;
use super::scope::{Scope, unknown};
use super::texts::dynamic;
use crate::model::source::Span;
use crate::model::tree::{Content, Key, Map, MapEntry, Node, Schema};
use crate::values::choices::{self, Reach, choose, too_many};

impl Scope<'_> {
    /// A value with its functions worked out, at any depth.
    pub(crate) fn value(&self, node: &Node) -> Node {
        let _level = match self.budget.enter() {
            Ok(level) => level,
            Err(reason) => return unknown(reason, node.span),
        };
        if let Some(call) = call(node) {
            return self.worked_out(&call);
        }
        let content = match &node.content {
            Content::Map(map) => return Node { origin: node.origin.clone(), ..self.map(map, node.span) },
            Content::List(items) => {
                let worked_out = items.iter().map(|item| (item, self.value(item)));
                // `AWS::NoValue` takes an item out; one that is written as nothing stays.
                let kept = worked_out.filter(|(item, value)| !value.is_null() || is_written_null(item));
                let items = kept.map(|(_, value)| value).collect();
                return Node { origin: node.origin.clone(), ..without_nothing(items, node.span) };
            }
            Content::Choice(choice) => {
                let options = choice.options.iter().map(|option| self.value(option)).collect();
                return choose(&choice.switch, options, node.span);
            }
            Content::Text(text) | Content::Plain(text) => match self.filled(text) {
                Some(filled) => Content::Text(filled),
                None => return dynamic(settled(node)),
            },
            _ => return node.clone(),
        };
        Node { origin: node.origin.clone(), ..Node::new(content, node.span) }
    }

    fn map(&self, map: &Map, span: Span) -> Node {
        let mut entries = Vec::with_capacity(map.entries.len());
        let mut is_replaced = None;
        self.each_entry(map, &mut |key, node| match key.text.strip_prefix("Fn::") {
            Some("Transform") => {
                let made = self.transformed(node, node.span);
                match made.content {
                    // What a file brings in stands beside the rest.
                    Content::Map(included) => entries.extend(included.entries),
                    _ => {
                        if !super::macros::is_include(node) {
                            is_replaced = Some(made.clone());
                        }
                        entries.push(rest(key, made));
                    }
                }
            }
            Some(_) => {
                let reason = format_smolstr!("{} stands beside other keys, which no function may", key.text);
                entries.push(rest(key, unknown(reason, node.span)));
            }
            None => {
                let value = self.value(node);
                // `AWS::NoValue` takes the key out; one that is written as nothing stays.
                if !value.is_null() || is_written_null(node) {
                    entries.push(MapEntry { key: key.clone(), value });
                }
            }
        });
        // A macro may change whatever stands beside its call.
        is_replaced.unwrap_or_else(|| Node::new(Content::Map(Map { entries }), span))
    }

    /// What a call gives.
    pub(super) fn worked_out(&self, call: &Call<'_>) -> Node {
        let Call { name, argument, span, .. } = *call;
        match name {
            "Ref" => self.reference(argument, span),
            "GetAtt" => self.attribute(argument, span),
            "Sub" => self.substituted(argument, span),
            "Join" => self.joined(argument, span),
            "Split" => self.split(argument, span),
            "Select" => self.selected(argument, span),
            "Length" => self.length(argument, span),
            "If" => self.decided(argument, span),
            "FindInMap" => self.found_in_map(argument, span),
            // What is encoded is kept as what it encodes.
            "Base64" | "ToJsonString" => Node { span, ..self.value(argument) },
            "And" | "Or" | "Not" | "Equals" | "Condition" => self.truth_of(call),
            "ImportValue" => self.imported(argument, span),
            "GetStackOutput" => self.imported(argument.get("OutputName").unwrap_or(argument), span),
            "GetAZs" => unknown("the availability zones are known when it is deployed", span),
            "Cidr" => unknown("Fn::Cidr is not worked out", span),
            "Transform" => self.transformed(argument, span),
            _ if name.starts_with(RAIN) => unknown("Rain fills it in before it is deployed", span),
            _ => {
                let written = &call.key.text;
                self.tell(call.key.span, format!("`{written}` is no function of CloudFormation"), FUNCTION_HELP);
                unknown(format_smolstr!("{written} is no function that is known"), span)
            }
        }
    }

    /// The arguments of a function, worked out; one that is no list is the only one.
    pub(super) fn arguments(&self, argument: &Node) -> Vec<Node> {
        match &argument.content {
            Content::List(items) => items.iter().map(|item| self.value(item)).collect(),
            _ => vec![self.value(argument)],
        }
    }
}

const FUNCTION_HELP: &str = "its value is taken as not known; is the name misspelt?";

/// What else a map may hold, which stands under an empty key.
fn rest(key: &Key, value: Node) -> MapEntry {
    MapEntry { key: Key { text: "".into(), span: key.span }, value }
}

/// Applies an operation that knows no choices to arguments that may hold some.
pub(super) fn lifted(arguments: &[Node], reach: Reach, span: Span, apply: &mut dyn FnMut(&[Node]) -> Node) -> Node {
    let join = |switch: &_, outcomes| choose(switch, outcomes, span);
    choices::lifted(arguments, reach, apply, &join).unwrap_or_else(|| too_many(span))
}

/// A scalar with the type that CloudFormation's YAML reads it as.
pub(super) fn settled(node: &Node) -> Node {
    let mut plain = node.clone();
    plain.settle(Schema::Yaml11);
    plain
}

fn is_written_null(node: &Node) -> bool {
    matches!(&node.content, Content::Null | Content::Plain(_))
}
