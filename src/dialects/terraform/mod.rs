//! Terraform and OpenTofu: roots of `.tf`, `.tofu` and `.tf.json` files.

mod extract;
mod resolve;
mod resolved;

pub use extract::roles;

use crate::model::library::Library;
use crate::model::resource::{Inventory, UnitPath};

/// The dialect's name.
pub const DIALECT: &str = "terraform";

/// Reads the Terraform files of a folder: resolved together, each block of a known type a resource.
pub fn read(folder: &str, library: &dyn Library) -> Inventory {
    let (unit, problems, passed_by) = resolve::resolve(folder, library, extract::is_read);
    let resources = extract::extract(&unit, &UnitPath(folder.into()));
    Inventory { resources, problems, passed_by, calls: unit.calls, kind: unit.kind }
}
