//! The Serverless Framework: services of `serverless.yml` and its kin.

mod extract;
mod resolve;
mod resolved;

use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::resource::{Inventory, UnitPath};

/// The dialect's name.
pub const DIALECT: &str = "serverless";

/// Reads a service file, with the files that it names. The unit is its folder.
pub fn read(path: &str, library: &dyn Library) -> Inventory {
    let (service, problems) = match library.open(path) {
        Ok(volume) => resolve::resolve(path, &volume, library),
        Err(error) => {
            return Inventory { problems: vec![Problem::unreadable(path, &error)], ..Inventory::default() };
        }
    };
    let unit = UnitPath(paths::folder(path).into());
    let resources = service.map(|service| extract::extract(&service, &unit)).unwrap_or_default();
    Inventory { resources, problems, ..Inventory::default() }
}
