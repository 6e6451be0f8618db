//! From a service file's tree to one without variables.

use smol_str::format_smolstr;

use super::resolved::ResolvedService;
use crate::model::library::{Library, Volume};
use crate::model::problem::Problem;
use crate::model::tree::{Content, Map, MapEntry, Node, Schema, Tagged, Unknown};

/// Resolves a service file; nothing where it holds none. `path` and `library` lead to the files that it names.
pub(crate) fn resolve(_path: &str, volume: &Volume, _library: &dyn Library) -> (Option<ResolvedService>, Vec<Problem>) {
    let root = volume.parsed.documents.first().map(|document| &document.root);
    let service = root.filter(|root| root.get("provider").is_some()).map(|root| ResolvedService { root: value(root) });
    (service, Vec::new())
}

/// A value with its variables worked out.
fn value(node: &Node) -> Node {
    let content = match &node.content {
        Content::List(items) => Content::List(items.iter().map(value).collect()),
        Content::Map(map) => {
            let entry = |entry: &MapEntry| MapEntry { key: entry.key.clone(), value: value(&entry.value) };
            Content::Map(Map { entries: map.entries.iter().map(entry).collect() })
        }
        Content::Tagged(tagged) => {
            Content::Tagged(Box::new(Tagged { tag: tagged.tag.clone(), node: value(&tagged.node) }))
        }
        _ => match node.as_str().filter(|text| text.contains("${")) {
            Some(text) => {
                return Node::unknown(Unknown::because(format_smolstr!("{text} is not worked out")), node.span);
            }
            None => {
                let mut plain = node.clone();
                plain.settle(Schema::Yaml12);
                return plain;
            }
        },
    };
    Node { content, span: node.span, origin: node.origin.clone() }
}
