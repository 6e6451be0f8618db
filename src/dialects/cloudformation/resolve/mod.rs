//! From a template's tree to its resources.

use smol_str::format_smolstr;

use super::resolved::{ResolvedResource, ResolvedTemplate};
use super::{DIALECT, SAM};
use crate::model::fact::{Fact, Known, Value};
use crate::model::library::Library;
use crate::model::problem::Problem;
use crate::model::tree::{Content, Map, MapEntry, Node, Schema, Unknown};

/// Resolves a template. `path` and `library` lead to what stands beside it.
pub(crate) fn resolve(_path: &str, root: &Node, _library: &dyn Library) -> (ResolvedTemplate, Vec<Problem>) {
    let dialect = if is_sam(root) { SAM } else { DIALECT };
    let entries = root.get("Resources").and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default();
    let resources = entries.iter().filter_map(resource).collect();
    (ResolvedTemplate { resources, dialect, tags: Vec::new() }, Vec::new())
}

/// Whether the SAM transform reads a template.
fn is_sam(root: &Node) -> bool {
    let is_serverless = |node: &Node| node.as_str().is_some_and(|name| name.starts_with("AWS::Serverless"));
    root.get("Transform").is_some_and(|node| is_serverless(node) || node.items().iter().any(is_serverless))
}

fn resource(entry: &MapEntry) -> Option<ResolvedResource> {
    let kind = entry.value.get("Type")?;
    let key = entry.key.span;
    let nothing = || Node::new(Content::Map(Map::default()), entry.value.span);
    Some(ResolvedResource {
        id: entry.key.text.clone(),
        kind: kind.as_text()?,
        body: entry.value.get("Properties").map_or_else(nothing, value),
        metadata: entry.value.get("Metadata").map(value),
        name_span: key,
        header: kind.span,
        span: key.join(entry.value.span),
        instances: Fact::new(Value::Number(1.0), Known::Defaulted, key),
    })
}

/// A value with its functions worked out.
fn value(node: &Node) -> Node {
    let content = match &node.content {
        Content::Tagged(tagged) => {
            let reason = format_smolstr!("{} is not worked out", tagged.tag.text);
            return Node::unknown(Unknown::because(reason), node.span);
        }
        Content::List(items) => Content::List(items.iter().map(value).collect()),
        Content::Map(map) => {
            let entry = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: value(&entry.value) };
            Content::Map(Map { entries: map.entries.iter().map(entry).collect() })
        }
        _ => {
            let mut plain = node.clone();
            plain.settle(Schema::Yaml11);
            return plain;
        }
    };
    Node { content, span: node.span, origin: node.origin.clone() }
}
