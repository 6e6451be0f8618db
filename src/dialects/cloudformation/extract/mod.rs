//! From resolved resources of a template to resources of the model: one table row and one reading function a type.

mod draft;
mod lambda;
mod refer;
mod suppressions;
mod tags;

use draft::Draft;
use refer::Unit;

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
    /// What reads a resource of it.
    read: fn(&mut Draft<'_>),
}

const fn workload(kind: &'static str, service: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Workload, service: Some(service), read }
}

const fn companion(kind: &'static str, read: fn(&mut Draft<'_>)) -> Row {
    Row { kind, role: Role::Companion, service: None, read }
}

/// The types that are read, one table a file.
static TABLES: &[&[Row]] = &[lambda::TABLE];

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().flat_map(|table| table.iter())
}

/// Every resource type that is read, with its role and the service that runs it.
pub fn roles() -> impl Iterator<Item = (&'static str, Role, Option<&'static str>)> {
    rows().map(|row| (row.kind, row.role, row.service))
}

/// The resources of a resolved template, in its order. Types that no table names are left out.
pub(crate) fn extract(template: &ResolvedTemplate, unit_path: &UnitPath) -> Vec<Resource> {
    let unit = Unit::new(template, unit_path);
    let mut resources = Vec::new();
    for resolved in &template.resources {
        if let Some(row) = rows().find(|row| resolved.kind == row.kind) {
            let mut draft = draft::new(&unit, resolved, row);
            (row.read)(&mut draft);
            resources.push(draft.finish());
        }
    }
    resources
}
