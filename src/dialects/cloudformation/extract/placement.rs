//! Where ECS tasks are placed: launch types and capacity provider strategies.

use super::draft::Draft;
use super::ecs::PROVIDERS;
use crate::dialects::aws::placement::{Names, custom_providers, placed};
use crate::model::resource::Relation;
use crate::model::tree::Node;

/// The properties that place tasks.
pub(super) const PLACEMENT: Names = Names {
    strategy: "CapacityProviderStrategy",
    launch_type: "LaunchType",
    provider: "CapacityProvider",
    weight: "Weight",
    base: "Base",
};

/// Sets where tasks run, of a block that may hold a launch type or a strategy.
pub(super) fn place(draft: &mut Draft<'_>, node: &Node) {
    let Some(placed) = placed(node, &PLACEMENT) else { return };
    draft.set_all(&placed.facts);
    if let Some(strategy) = placed.strategy {
        link_providers(draft, &strategy);
    }
}

/// Ties a resource to the capacity providers of a strategy that are not AWS's own.
pub(super) fn link_providers(draft: &mut Draft<'_>, strategy: &Node) {
    for provider in custom_providers(strategy, &PLACEMENT) {
        draft.link_node(Relation::Capacity, provider, PROVIDERS);
    }
}
