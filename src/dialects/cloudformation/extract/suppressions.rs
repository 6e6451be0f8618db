//! Suppressions in a resource's `Metadata`: `misfit: {ignore: [{policy: ..., reason: ..., until: ...}]}`.

use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::resource::Suppression;
use crate::model::tree::Node;

/// What a resource asks not to be told.
pub(super) fn of(resource: &ResolvedResource) -> Vec<Suppression> {
    let wishes = resource.metadata.as_ref().and_then(|metadata| metadata.at(&["misfit", "ignore"]));
    wishes.map(Node::items).unwrap_or_default().iter().filter_map(suppression).collect()
}

fn suppression(wish: &Node) -> Option<Suppression> {
    let policy = wish.get("policy")?;
    Some(Suppression {
        policy: policy.as_text()?,
        reason: wish.get("reason").and_then(Node::as_text).unwrap_or_default(),
        until: wish.get("until").and_then(Node::as_text),
        span: policy.span,
    })
}
