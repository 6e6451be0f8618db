//! Terraform and OpenTofu: roots of `.tf`, `.tofu` and `.tf.json` files.

mod extract;
mod plan;
mod resolve;
mod resolved;

pub use extract::roles;

use self::resolved::ResolvedUnit;
use crate::model::library::Library;
use crate::model::resource::{Inventory, Role, UnitKind, UnitPath};

/// The dialect's name.
pub const DIALECT: &str = "terraform";

/// How a folder comes to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// By itself, with all that it calls.
    ByItself,
    /// Through callers alone: what it calls is read with them.
    Called,
}

/// Reads the Terraform files of a folder: resolved together, each block of a known type a resource.
pub fn read(folder: &str, library: &dyn Library, standing: Standing) -> Inventory {
    let (mut unit, mut problems, passed_by) = resolve::resolve(folder, library, (standing, extract::is_read));
    if let Some(given) = library.plan(folder) {
        problems.extend(plan::join(&mut unit, &given, extract::is_read));
    }
    let mut inventory = Inventory { problems, passed_by, ..inventory(unit, folder, library) };
    if standing == Standing::Called {
        // It runs only through its callers: with their values, not with its own defaults.
        let workloads = inventory.resources.iter_mut().filter(|resource| resource.role == Role::Workload);
        workloads.for_each(|resource| resource.role = Role::Definition);
    }
    inventory
}

/// Reads the module that a folder's Terragrunt configuration runs.
pub fn read_terragrunt(folder: &str, library: &dyn Library) -> Inventory {
    let (unit, problems, passed_by) = resolve::resolve_terragrunt(folder, library, extract::is_read);
    Inventory { problems, passed_by, ..inventory(unit, folder, library) }
}

/// What a resolved unit holds.
fn inventory(mut unit: ResolvedUnit, folder: &str, library: &dyn Library) -> Inventory {
    extract::tell_apart(&mut unit);
    let resources = extract::extract(&unit, &UnitPath(folder.into()), library);
    Inventory { resources, inputs: unit.inputs, secrets: unit.secrets, ..Inventory::default() }
}

/// Which module a folder's Terragrunt configuration runs.
pub fn outline_terragrunt(folder: &str, library: &dyn Library) -> Inventory {
    let (kind, calls) = resolve::outline_terragrunt(folder, library);
    Inventory { kind, calls, ..Inventory::default() }
}

/// What a folder is by what stands in it, and which folders it calls; nothing of it is resolved.
pub fn outline(folder: &str, library: &dyn Library) -> Inventory {
    let (kind, calls) = resolve::outline(folder, library);
    // Whoever plans a folder deploys it, whoever else calls it.
    let kind = if library.plan(folder).is_some() { UnitKind::Root } else { kind };
    Inventory { kind, calls, ..Inventory::default() }
}
