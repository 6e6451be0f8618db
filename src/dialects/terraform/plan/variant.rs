//! Variants: which of the ways in which a root is deployed a plan is of, by the values that it says were set.

use smol_str::SmolStr;

use super::agree::agree;
use super::read::Plan;
use crate::dialects::terraform::resolved::{ResolvedBlock, Variant};
use crate::model::tree::{Content, Node, SwitchKind};
use crate::values::choices::{find_switch, restricted};

/// The one variant whose values are those of the plan; nothing where several may be, or none is.
pub(super) fn planned(variants: &[Variant], plan: &Plan<'_>) -> Option<SmolStr> {
    let mut fitting = variants.iter().filter(|variant| fits(variant, plan));
    match (variants.len(), fitting.next(), fitting.next()) {
        (2.., Some(only), None) => Some(only.name.clone()),
        _ => None,
    }
}

/// Whether a plan may be of a variant: it has the value of everything that this sets.
fn fits(variant: &Variant, plan: &Plan<'_>) -> bool {
    let is_planned = |(name, node): &(SmolStr, Node)| {
        let Some(planned) = plan.variables.get(name.as_str()) else { return true };
        match node.as_text() {
            // Of plain values nothing but the very same is meant.
            Some(text) => planned.text() == Some(&text),
            None => matches!(node.content, Content::Expression(_)) || agree(node, planned),
        }
    };
    variant.values.iter().all(is_planned)
}

/// Takes of a block what it is in a variant.
pub(super) fn restrict(block: &mut ResolvedBlock, variant: &SmolStr) {
    let Some(switch) = find_switch(&block.body, &|switch| switch.kind == SwitchKind::Variant) else { return };
    if let Some(place) = switch.branches.iter().position(|branch| branch == variant) {
        let span = block.body.span;
        let body = std::mem::replace(&mut block.body, Node::new(Content::Null, span));
        block.body = restricted(body, &switch.key, place);
    }
}
