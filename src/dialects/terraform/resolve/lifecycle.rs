//! `lifecycle`: of which arguments Terraform lets a change be.

use smol_str::SmolStr;

use super::walk::root_name;
use crate::model::expression::Expression;
use crate::model::tree::{Content, Map, Node};

/// The arguments whose changes are ignored, by name; `all` where it is all of them.
pub(super) fn ignored(body: &Map) -> Vec<SmolStr> {
    let lifecycles = body.entries.iter().filter(|entry| entry.key.text == "lifecycle");
    let of = |node: &Node| match &node.content {
        Content::Block(block) => block.body.get("ignore_changes").cloned(),
        _ => node.items().first().unwrap_or(node).get("ignore_changes").cloned(),
    };
    let written: Vec<Node> = lifecycles.filter_map(|entry| of(&entry.value)).collect();
    let names = written.iter().flat_map(|node| node.as_list().unwrap_or(std::slice::from_ref(node)));
    names.filter_map(name).collect()
}

/// The argument that an entry names: `scaling_config` of `scaling_config[0].desired_size`.
fn name(node: &Node) -> Option<SmolStr> {
    match &node.content {
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(traversal) => root_name(traversal).cloned(),
            _ => None,
        },
        Content::Text(text) => text.split(['.', '[']).next().map(SmolStr::new),
        _ => None,
    }
}
