//! From resolved blocks to resources: one table row and one reading function a resource type.

mod address;
mod apart;
mod aws;
mod azure;
mod draft;
mod google;
mod grants;
mod kubernetes;
mod others;
mod pools;
mod refer;
mod stores;
mod tags;
#[cfg(test)]
mod tests;
mod which;

pub(crate) use apart::tell_apart;
use draft::Draft;
use refer::Unit;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::library::{Library, in_shares};
use crate::model::resource::{Resource, Role, UnitPath};

/// With fewer blocks or resources than these, sharing costs more than it saves.
const WORTH_SHARING: usize = 256;

/// What is known of a resource type before any block of it is read.
pub(crate) struct Row {
    /// The type: `aws_instance`.
    kind: &'static str,
    /// Its role. A task definition that a schedule starts is a workload all the same; see its reading function.
    role: Role,
    /// The service that runs it.
    service: Option<&'static str>,
    /// What reads a block of it.
    read: fn(&mut Draft<'_>),
}

const fn workload(kind: &'static str, service: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Workload, service: Some(service), read }
}

/// Something that runs on a service of which no platform is described.
const fn undescribed(kind: &'static str) -> Row {
    Row { kind, role: Role::Workload, service: None, read: |_| {} }
}

const fn definition(kind: &'static str, service: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Definition, service: Some(service), read }
}

const fn capacity(kind: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Capacity, service: None, read }
}

const fn companion(kind: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Companion, service: None, read }
}

fn rows() -> impl Iterator<Item = &'static Row> {
    aws::TABLES
        .iter()
        .chain(google::TABLES)
        .chain(azure::TABLES)
        .chain([&stores::TABLE, &others::TABLE])
        .flat_map(|table| table.iter())
}

/// The row of a resource type.
fn row_of(kind: &str) -> Option<&'static Row> {
    static BY_KIND: LazyLock<HashMap<&str, &Row>> = LazyLock::new(|| rows().map(|row| (row.kind, row)).collect());
    BY_KIND.get(kind).copied()
}

/// Every resource type that is read, with its role and the service that runs it.
pub fn roles() -> impl Iterator<Item = (&'static str, Role, Option<&'static str>)> {
    rows().map(|row| (row.kind, row.role, row.service)).chain(kubernetes::roles())
}

/// Whether blocks of a type are read.
pub(crate) fn is_read(kind: &str) -> bool {
    row_of(kind).is_some()
        || kubernetes::is_read(kind)
        || aws::LEAD_TO_DOORS.contains(&kind)
        || grants::LEAD_TO_GRANTS.contains(&kind)
}

/// The resources of a resolved unit, in the order of its blocks. Types that no table names are left out. What stands
/// beside code is read from the library.
pub(crate) fn extract(unit: &ResolvedUnit, unit_path: &UnitPath, library: &dyn Library) -> Vec<Resource> {
    let apart = apart::Apart::of(unit);
    let inside = pools::inside(unit);
    let unit = Unit::new(unit, unit_path, library);
    let mut resources = read_all(&unit);
    for block in &inside {
        resources.extend(row_of(&block.kind).map(|row| read(&unit, block, row)));
    }
    let mut resources = apart.split(&unit, resources);
    pools::place(&unit, &mut resources);
    stores::tie(&unit, &mut resources);
    resources
}

/// The resources of all blocks, in shares where there are many.
fn read_all<'a>(unit: &'a Unit<'a>) -> Vec<Resource> {
    let blocks = &unit.resolved.blocks;
    let some = |share: Range<usize>| -> Vec<Resource> {
        let mut resources = Vec::with_capacity(share.len());
        for block in blocks.get(share).unwrap_or_default() {
            match row_of(&block.kind) {
                Some(row) => resources.push(read(unit, block, row)),
                None => resources.extend(kubernetes::extract(unit, block)),
            }
        }
        resources
    };
    shared_out(unit, blocks.len(), some)
}

/// What comes of some things each, by their numbers: in shares where there are many.
fn shared_out<T: Send + Sync>(unit: &Unit<'_>, things: usize, some: impl Fn(Range<usize>) -> Vec<T> + Sync) -> Vec<T> {
    if things < WORTH_SHARING {
        return some(0..things);
    }
    in_shares(unit.library, things, some).into_iter().flatten().collect()
}

fn read<'a>(unit: &'a Unit<'a>, block: &'a ResolvedBlock, row: &Row) -> Resource {
    let mut draft = Draft::new(unit, block, row);
    (row.read)(&mut draft);
    draft.finish()
}
