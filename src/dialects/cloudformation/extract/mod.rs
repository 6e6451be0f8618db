//! From resolved resources of a template to resources of the model: one table row and one reading function a type.

mod aliases;
mod apis;
mod autoscaling;
mod balancers;
mod batch;
mod described;
mod draft;
mod ec2;
mod ecs;
mod eks;
mod lambda;
mod machines;
mod managed;
mod others;
mod placement;
mod refer;
mod routes;
mod sam;
mod scaling;
mod schedules;
mod suppressions;
mod tags;
mod tasks;
#[cfg(test)]
mod tests;
mod trigger;
mod triggers;

pub(crate) use aliases::{Alias, Aliases};
pub(crate) use apis::rest_endpoint;
use draft::Draft;
use refer::Unit;
pub(crate) use sam::generated;
pub(crate) use suppressions::everywhere;

use super::resolved::ResolvedTemplate;
use crate::model::resource::{Resource, Role, UnitPath};

/// What is known of a resource type before any resource of it is read.
pub(crate) struct Row {
    /// The type: `AWS::Lambda::Function`.
    kind: &'static str,
    /// Its role.
    role: Role,
    /// The service that runs it.
    service: Option<&'static str>,
    /// Which of its resources count.
    keep: Keep,
    /// What reads a resource of it.
    read: fn(&mut Draft<'_>),
}

/// Which resources of a type count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Every one.
    Always,
    /// Those that are tied to another: a bucket that notifies a function.
    WhereTied,
}

const fn workload(kind: &'static str, service: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Workload, service: Some(service), keep: Keep::Always, read }
}

/// Something that runs on a service of which no platform is described.
const fn undescribed(kind: &'static str) -> Row {
    Row { kind, role: Role::Workload, service: None, keep: Keep::Always, read: |_| {} }
}

const fn definition(kind: &'static str, service: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Definition, service: Some(service), keep: Keep::Always, read }
}

const fn capacity(kind: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Capacity, service: None, keep: Keep::Always, read }
}

const fn companion(kind: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Companion, service: None, keep: Keep::Always, read }
}

/// The types that are read, one table a file.
static TABLES: &[&[Row]] = &[
    lambda::TABLE,
    triggers::TABLE,
    schedules::TABLE,
    apis::TABLE,
    balancers::TABLE,
    machines::TABLE,
    sam::TABLE,
    ec2::TABLE,
    autoscaling::TABLE,
    ecs::TABLE,
    tasks::TABLE,
    scaling::TABLE,
    batch::TABLE,
    eks::TABLE,
    managed::TABLE,
    routes::TABLE,
    others::TABLE,
];

/// A type of which only those count that are tied to another resource.
const fn tie(kind: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Companion, service: None, keep: Keep::WhereTied, read }
}

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// Every resource type that is read, with its role and the service that runs it.
pub fn roles() -> impl Iterator<Item = (&'static str, Role, Option<&'static str>)> {
    rows().map(|row| (row.kind, row.role, row.service))
}

/// The resources of a resolved template, in its order. Types that no table names are left out.
pub(crate) fn extract(template: &ResolvedTemplate, unit_path: &UnitPath, aliases: &Aliases) -> Vec<Resource> {
    let unit = Unit::new(template, unit_path, aliases);
    let mut resources = Vec::new();
    for resolved in &template.resources {
        if let Some(row) = rows().find(|row| resolved.kind == row.kind) {
            let mut draft = draft::new(&unit, resolved, row);
            (row.read)(&mut draft);
            if row.keep == Keep::Always || !draft.resource.links.is_empty() {
                resources.push(draft.finish());
            }
            resources.extend(described::operations(&unit, resolved, row));
            resources.extend(sam::routes(&unit, resolved, row));
        }
    }
    resources
}
