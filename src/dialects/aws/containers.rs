//! Container definitions of ECS tasks: a tree, or JSON in text.

use smol_str::SmolStr;

use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Key, Map, MapEntry, Node, Number};
use crate::values::body::{self, Record};
use crate::values::{lists, read};

/// A container that names no port of the node takes, on the node's network, the one it listens on.
pub(crate) fn containers(node: &Node, host_network: Option<&Fact>) -> Fact {
    let on_host = host_network.and_then(Fact::as_bool) == Some(true);
    let record = |item: &Node| container(item, on_host);
    match &node.content {
        Content::Text(text) => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) => list(&of_json(&value, node), &record),
            Err(_) => Fact::unknown("the container definitions are not JSON", node.span),
        },
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| containers(option, host_network)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), node.span)
        }
        _ => list(node, &record),
    }
}

/// The same tree with every key as the API spells it, `portMappings` for `PortMappings`.
pub(crate) fn as_in_api(node: &Node) -> Node {
    let content = match &node.content {
        Content::List(items) => Content::List(items.iter().map(as_in_api).collect()),
        Content::Map(map) => {
            let entry = |entry: &MapEntry| MapEntry { key: lower_first(&entry.key), value: as_in_api(&entry.value) };
            Content::Map(Map { entries: map.entries.iter().map(entry).collect() })
        }
        Content::Choice(choice) => {
            let options = choice.options.iter().map(as_in_api).collect();
            Content::Choice(Box::new(Choice { switch: choice.switch.clone(), options }))
        }
        other => other.clone(),
    };
    Node { origin: node.origin.clone(), ..Node::new(content, node.span) }
}

fn lower_first(key: &Key) -> Key {
    let mut letters = key.text.chars();
    let text = match letters.next() {
        Some(first) => smol_str::format_smolstr!("{}{}", first.to_ascii_lowercase(), letters.as_str()),
        None => SmolStr::default(),
    };
    Key { text, span: key.span }
}

fn list(node: &Node, record: &dyn Fn(&Node) -> Facts) -> Fact {
    body::records(Some(node), record).unwrap_or_else(|| Fact::absent(node.span))
}

fn of_json(value: &serde_json::Value, node: &Node) -> Node {
    let mut tree = tree(value, node.span);
    tree.origin.clone_from(&node.origin);
    tree
}

/// A JSON value as a tree, all of it at one place.
fn tree(value: &serde_json::Value, span: Span) -> Node {
    let content = match value {
        serde_json::Value::Null => Content::Null,
        serde_json::Value::Bool(yes) => Content::Bool(*yes),
        serde_json::Value::Number(number) => Content::Number(Number {
            value: number.as_f64().unwrap_or_default(),
            raw: SmolStr::new(number.to_string()),
        }),
        serde_json::Value::String(text) => Content::Text(SmolStr::new(text)),
        serde_json::Value::Array(items) => Content::List(items.iter().map(|item| tree(item, span)).collect()),
        serde_json::Value::Object(object) => {
            let entry = |(key, value): (&String, _)| MapEntry {
                key: Key { text: SmolStr::new(key), span },
                value: tree(value, span),
            };
            Content::Map(Map { entries: object.iter().map(entry).collect() })
        }
    };
    Node::new(content, span)
}

fn container(item: &Node, on_host: bool) -> Facts {
    let span = item.span;
    let mappings = body::at(item, &["portMappings"]);
    let ports = mappings.as_deref().and_then(|node| numbers(node, "containerPort"));
    let host_ports = mappings.as_deref().and_then(|node| numbers(node, "hostPort"));
    let gpus = body::each(item, "resourceRequirements")
        .into_iter()
        .find(|need| matches!(need.get("type").and_then(Node::as_str), Some("GPU" | "InferenceAccelerator")))
        .and_then(|need| need.get("value"))
        .map(|value| read::fact(value, read::number));
    let record = Record::of(item)
        .read("name", &["name"], read::text)
        .read("image", &["image"], read::text)
        .read("privileged", &["privileged"], read::boolean)
        .read("memory", &["memoryReservation"], read::mebibytes)
        .read("memory", &["memory"], read::mebibytes)
        .read("cpu", &["cpu"], |node| match read::number(node)? {
            Value::Number(units) if units > 0.0 => Some(Value::Number(units / 1024.0)),
            _ => Some(Value::Absent),
        })
        .with("gpus", gpus)
        .with("command", command(item))
        .with(
            "capabilities",
            body::at(item, &["linuxParameters", "capabilities", "add"]).map(|node| capabilities(&node)),
        )
        .with("mounts", texts(item, "mountPoints", "containerPath", span))
        .with("environment_names", environment(item, span))
        .with("host_ports", if on_host { ports.clone() } else { host_ports })
        .with("ports", ports);
    record.facts()
}

/// Command after entry point, as one list.
fn command(item: &Node) -> Option<Fact> {
    let parts: Vec<Fact> = ["entryPoint", "command"]
        .iter()
        .filter_map(|name| item.get(name).filter(|node| !node.is_null()))
        .map(|node| read::list(node, read::text))
        .collect();
    lists::concatenated(parts)
}

fn capabilities(node: &Node) -> Fact {
    read::list(node, |item| item.as_str().map(|name| Value::Text(name.trim_start_matches("CAP_").into())))
}

fn environment(item: &Node, span: Span) -> Option<Fact> {
    let parts: Vec<Fact> =
        ["environment", "secrets"].iter().filter_map(|name| texts(item, name, "name", span)).collect();
    lists::concatenated(parts)
}

/// The texts of one argument of each item of a list.
fn texts(item: &Node, list: &str, name: &str, span: Span) -> Option<Fact> {
    let node = item.get(list).filter(|node| !node.is_null())?;
    if matches!(node.content, Content::Unknown(_) | Content::Choice(_)) {
        return Some(read::fact(node, |_| None));
    }
    let found: Vec<Fact> =
        body::items(node).into_iter().map(|item| read::optional(item.get(name), read::text, span)).collect();
    Some(Fact::written(Value::List(found), node.span))
}

/// The numbers other than zero of one argument of each item of a list; nothing where there are none.
fn numbers(node: &Node, name: &str) -> Option<Fact> {
    if matches!(node.content, Content::Unknown(_) | Content::Choice(_)) {
        return Some(read::fact(node, |_| None));
    }
    let found: Vec<Fact> = body::items(node)
        .into_iter()
        .filter_map(|item| item.get(name))
        .map(|value| read::fact(value, read::number))
        .filter(|fact| !fact.is_absent() && fact.as_number() != Some(0.0))
        .collect();
    (!found.is_empty()).then(|| Fact::new(Value::List(found), Known::Written, node.span))
}
