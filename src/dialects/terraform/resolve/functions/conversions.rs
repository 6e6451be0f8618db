//! Conversions: from any value to one of a type.

use smol_str::format_smolstr;

use super::sets::as_set;
use super::{Call, Function, Takes, function};
use crate::dialects::terraform::resolve::codes::encodes;
use crate::dialects::terraform::resolve::unify::{self, Type, converted, types};
use crate::dialects::terraform::resolve::value::to_number_node;
use crate::dialects::terraform::resolve::value::{Fault, Outcome, boolean, text, to_bool, to_text};
use crate::model::tree::{Content, Map, MapEntry, Node, Sort};

pub(super) static FUNCTIONS: &[Function] = &[
    function("tobool", Takes::Tops, |call| {
        convert(call, "boolean", |node| to_bool(node).map(|value| boolean(value, node.span)))
    }),
    function("tolist", Takes::Tops, |call| {
        let argument = call.argument(0)?;
        match &argument.content {
            Content::Null => Ok(argument.clone()),
            Content::List(items) => call.give_list(unified(call, items)?),
            _ => Err(call.wrong("something that is no list")),
        }
    }),
    function("tomap", Takes::Tops, |call| {
        let argument = call.argument(0)?;
        let Content::Map(map) = &argument.content else {
            return if argument.is_null() { Ok(argument.clone()) } else { Err(call.wrong("something that is no map")) };
        };
        let values: Vec<Node> = map.entries.iter().map(|entry| entry.value.clone()).collect();
        let values = unified(call, &values)?;
        let entry = |(entry, value): (&MapEntry, Node)| MapEntry { key: entry.key.clone(), value };
        call.give_map(Map { entries: map.entries.iter().zip(values).map(entry).collect() })
    }),
    function("tonumber", Takes::Tops, |call| convert(call, "number", to_number_node)),
    function("toset", Takes::Whole, |call| {
        let argument = call.argument(0)?;
        match &argument.content {
            Content::Null => Ok(argument.clone()),
            Content::List(items) => call.give_items(Sort::Set, as_set(unified(call, items)?)),
            _ => Err(call.wrong("something that is no list")),
        }
    }),
    function("tostring", Takes::Tops, |call| {
        let argument = call.argument(0)?;
        match encodes(argument) {
            // It is text already, also where not all of it is known.
            Some(_) => Ok(argument.clone()),
            None => convert(call, "text", |node| to_text(node).map(|value| text(value, node.span))),
        }
    }),
];

fn convert(call: &Call, kind: &str, read: fn(&Node) -> Option<Node>) -> Outcome {
    let node = call.argument(0)?;
    if node.is_null() {
        return Ok(node.clone());
    }
    read(node).ok_or_else(|| call.wrong(&format_smolstr!("something that is no {kind}")))
}

/// Values as items of one list have them: all of one type, which beside text is text.
pub(super) fn unified(call: &Call, items: &[Node]) -> Result<Vec<Node>, Fault> {
    let together = unify::unified(&types(items)).ok_or_else(|| call.wrong("values of different types"))?;
    Ok(items.iter().map(|item| converted(item.clone(), &together)).collect())
}

/// A value as it stands beside those of a map: it is of their type. An object's attributes have types of their own.
pub(super) fn beside(value: &Node, map: &Node) -> Outcome {
    let of = match (Type::of(map), &map.content) {
        (Type::Map(of), _) => *of,
        (_, Content::Map(map)) if map.entries.is_empty() => return Ok(value.clone()),
        (Type::Open, Content::Map(map)) => {
            let texts = map.entries.iter().all(|entry| matches!(entry.value.content, Content::Text(_)));
            if texts { Type::Text } else { Type::Open }
        }
        _ => return Ok(value.clone()),
    };
    if unify::unified(&[of.clone(), Type::of(value)]).is_none() {
        return Err(Fault::wrong("lookup() is given a default that is of another type than what the map holds"));
    }
    Ok(converted(value.clone(), &of))
}
