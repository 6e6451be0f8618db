//! Instances of one block that belong to different resources: each is a resource of its own.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::refer::Unit;
use super::stores::is_store;
use super::{Row, read, row_of};
use crate::dialects::terraform::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::addresses::quoted;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Link, Relation, Resource, Role, Target, Which};
use crate::model::tree::{Switch, SwitchKind};
use crate::values::choices::{find_switch, restricted};

/// Types of capacity of which each instance is a place of its own: what is placed on one is not on another.
const PLACES: &[&str] =
    &["aws_ecs_cluster", "aws_eks_node_group", "azurerm_kubernetes_cluster_node_pool", "google_container_node_pool"];

/// Takes capacity under `count` and `for_each` apart: each instance by itself, where it is known how many there are.
pub(crate) fn tell_apart(unit: &mut ResolvedUnit) {
    for block in std::mem::take(&mut unit.blocks) {
        let is_place = PLACES.contains(&block.kind.as_str());
        let instances = if is_place { instances_of(&block) } else { Vec::new() };
        if !instances.is_empty() && block.instances.as_number() == Some(instances.len() as f64) {
            unit.blocks.extend(instances);
        } else {
            unit.blocks.push(block);
        }
    }
}

/// The instances of blocks that only tie others together, by the block's address.
pub(super) struct Apart {
    instances: HashMap<SmolStr, Vec<ResolvedBlock>>,
}

impl Apart {
    /// Tells the instances of a unit's blocks apart.
    pub(super) fn of(unit: &ResolvedUnit) -> Self {
        // Stores stay whole: what refers to one says itself which instance it means.
        let only_ties = |row: &Row| row.role == Role::Companion && !is_store(row.kind);
        let blocks = unit.blocks.iter().filter(|block| row_of(&block.kind).is_some_and(only_ties));
        let instances = blocks.map(|block| (block.address.clone(), instances_of(block)));
        Self { instances: instances.filter(|(_, instances)| !instances.is_empty()).collect() }
    }

    /// Puts the instances of a resource in its place, where they are tied to different ones. What others are tied to stays
    /// whole, for they say nothing of instances.
    pub(super) fn split<'a>(&'a self, unit: &'a Unit<'a>, resources: Vec<Resource>) -> Vec<Resource> {
        if self.instances.is_empty() {
            return resources;
        }
        let meant: HashSet<SmolStr> = resources.iter().flat_map(|one| &one.links).filter_map(local).collect();
        let mut apart = Vec::with_capacity(resources.len());
        for resource in resources {
            match self.instances.get(&resource.local).filter(|_| !meant.contains(&resource.local)) {
                Some(instances) => apart.extend(split_one(unit, resource, instances)),
                None => apart.push(resource),
            }
        }
        apart
    }
}

fn local(link: &Link) -> Option<SmolStr> {
    match &link.target {
        Target::Local(address) => Some(address.clone()),
        _ => None,
    }
}

/// The instances of a block, each under its own address; nothing where they are the same, or are not known.
fn instances_of(block: &ResolvedBlock) -> Vec<ResolvedBlock> {
    let Some(switch) = own_switch(block) else { return Vec::new() };
    let is_keyed = switch.key.starts_with(BY_KEY);
    let instance = |(branch, key): (usize, &SmolStr)| {
        let index = if is_keyed { SmolStr::from(quoted(key)) } else { key.clone() };
        ResolvedBlock {
            address: format_smolstr!("{}[{index}]", block.address),
            body: restricted(block.body.clone(), &switch.key, branch),
            instances: Fact { value: Value::Number(1.0), ..block.instances.clone() },
            ..block.clone()
        }
    };
    switch.branches.iter().enumerate().map(instance).collect()
}

/// How the switch is called that tells the instances of a `for_each` apart.
const BY_KEY: &str = "each.key of ";

/// The switch that tells the instances of a block apart, where anything in it differs between them.
pub(super) fn own_switch(block: &ResolvedBlock) -> Option<Arc<Switch>> {
    let own = [format!("{BY_KEY}{}", block.address), format!("count.index of {}", block.address)];
    let is_own = |switch: &Switch| switch.kind == SwitchKind::Instance && own.iter().any(|own| switch.key == *own);
    find_switch(&block.body, &is_own)
}

fn split_one<'a>(unit: &'a Unit<'a>, whole: Resource, instances: &'a [ResolvedBlock]) -> Vec<Resource> {
    let Some(row) = row_of(&whole.kind) else { return vec![whole] };
    let apart: Vec<Resource> = instances.iter().map(|block| read(unit, block, row)).collect();
    let ties = |resource: &Resource| -> Vec<(Relation, Target, Which)> {
        resource.links.iter().map(|link| (link.relation, link.target.clone(), link.which.clone())).collect()
    };
    let first = apart.first().map(ties).unwrap_or_default();
    if apart.iter().all(|one| ties(one) == first) { vec![whole] } else { apart }
}
