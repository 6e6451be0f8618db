//! Instances of one block that belong to different resources: each is a resource of its own.

use std::collections::{HashMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

use super::refer::Unit;
use super::{read, rows};
use crate::dialects::terraform::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Resource, Role, Target};
use crate::values::cases;

/// The instances of blocks that only tie others together, by the block's address.
pub(super) struct Apart {
    instances: HashMap<SmolStr, Vec<ResolvedBlock>>,
}

impl Apart {
    /// Tells the instances of a unit's blocks apart.
    pub(super) fn of(unit: &ResolvedUnit) -> Self {
        let companions: HashSet<&str> = rows().filter(|row| row.role == Role::Companion).map(|row| row.kind).collect();
        let blocks = unit.blocks.iter().filter(|block| companions.contains(block.kind.as_str()));
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

fn local(link: &crate::model::resource::Link) -> Option<SmolStr> {
    match &link.target {
        Target::Local(address) => Some(address.clone()),
        _ => None,
    }
}

fn instances_of(block: &ResolvedBlock) -> Vec<ResolvedBlock> {
    let apart = cases::told_apart(&block.body).into_iter();
    let instance = |(key, body): (SmolStr, _)| ResolvedBlock {
        address: format_smolstr!("{}[{}]", block.address, written(&key)),
        body,
        instances: Fact { value: Value::Number(1.0), ..block.instances.clone() },
        ..block.clone()
    };
    apart.map(instance).collect()
}

/// A key as it stands in an address: a number of `count`, text of `for_each`.
fn written(key: &str) -> SmolStr {
    if key.bytes().all(|byte| byte.is_ascii_digit()) { key.into() } else { format_smolstr!("{key:?}") }
}

fn split_one<'a>(unit: &'a Unit<'a>, whole: Resource, instances: &'a [ResolvedBlock]) -> Vec<Resource> {
    let Some(row) = rows().find(|row| whole.kind == row.kind) else { return vec![whole] };
    let apart: Vec<Resource> = instances.iter().map(|block| read(unit, block, row)).collect();
    let ties = |resource: &Resource| -> Vec<(Relation, Target)> {
        resource.links.iter().map(|link| (link.relation, link.target.clone())).collect()
    };
    let first = apart.first().map(ties).unwrap_or_default();
    if apart.iter().all(|one| ties(one) == first) { vec![whole] } else { apart }
}
