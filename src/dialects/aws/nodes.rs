//! What EKS places pods on: node groups and Fargate profiles.

use smol_str::SmolStr;

use crate::dialects::draft::Draft;
use crate::model::fact::Fact;
use crate::model::resource::Target;
use crate::model::tree::{Content, Node, Unknown};
use crate::values::read;

/// The one type of a list, or unknown.
pub(crate) fn only(types: &Node) -> Fact {
    match &types.content {
        Content::List(items) => match items.as_slice() {
            [one] => read::fact(one, read::text),
            _ => Fact::unknown("the node group allows several machine types", types.span),
        },
        _ => read::fact(types, read::text),
    }
}

/// Adds the labels that EKS itself puts on a group's nodes.
pub(crate) fn imply_labels<Here>(draft: &mut Draft<'_, Here>, name: &Fact) {
    let bought = match draft.resource.facts.text("capacity_type") {
        Some("spot") => Some("SPOT"),
        Some("on-demand") => Some("ON_DEMAND"),
        _ => None,
    };
    let implied = [
        ("eks.amazonaws.com/nodegroup", name.as_text().map(SmolStr::new)),
        ("eks.amazonaws.com/capacityType", bought.map(SmolStr::new_static)),
    ];
    for (key, value) in implied {
        draft.resource.labels.extend(value.map(|value| (SmolStr::new_static(key), value)));
    }
}

/// What a dialect calls the properties of a profile's selector.
pub(crate) struct SelectorNames {
    /// The namespace.
    pub(crate) namespace: &'static str,
    /// A map of labels.
    pub(crate) labels: &'static str,
}

/// The pods that a Fargate profile's selector takes over.
pub(crate) fn selected(selector: &Node, names: &SelectorNames) -> Target {
    if let Content::Unknown(unknown) = &selector.content {
        return Target::Unknown((**unknown).clone());
    }
    let exact = |node: &Node| node.as_str().filter(|text| !text.contains(['*', '?'])).map(SmolStr::new);
    let unknown = |node: Option<&Node>| match node.map(|node| &node.content) {
        Some(Content::Unknown(unknown)) => Target::Unknown((**unknown).clone()),
        Some(Content::Choice(choice)) => {
            Target::Unknown(Unknown::because(format!("its selector depends on {}", choice.switch.key)))
        }
        _ => Target::Unknown(Unknown::because("its selector holds a pattern")),
    };
    let namespace = selector.get(names.namespace);
    let Some(name) = namespace.and_then(exact) else { return unknown(namespace) };
    let mut labels = Vec::new();
    match selector.get(names.labels).map(|node| (&node.content, node)) {
        None | Some((Content::Null, _)) => {}
        Some((Content::Map(map), _)) => {
            for entry in &map.entries {
                match exact(&entry.value) {
                    Some(value) if !entry.key.text.contains(['*', '?']) => labels.push((entry.key.text.clone(), value)),
                    _ => return unknown(Some(&entry.value)),
                }
            }
        }
        Some((_, node)) => return unknown(Some(node)),
    }
    Target::Selected { namespace: Some(name), labels }
}
