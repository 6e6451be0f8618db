//! The Serverless Framework: services of `serverless.yml` and its kin.

mod extract;
mod resolve;
mod resolved;

pub use extract::{events, roles};

use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::resource::{Inventory, UnitPath};
use crate::model::tree::Node;

/// The dialect's name.
pub const DIALECT: &str = "serverless";

/// Why a file is passed by that only lists services.
const COMPOSITION: &str = "a list of Serverless services, each of which is read where it stands";

/// Why a file is passed by that is called as a service is, and holds none.
const NO_SERVICE: &str = "no service of the Serverless Framework: it names no provider";

/// Whether a tree is a service. One without a provider is a part of another, or a component of another kind.
fn recognises(root: &Node) -> bool {
    root.get("provider").is_some_and(|provider| !provider.is_null())
}

/// Reads a service file, with the files that it names. The unit is its folder; beside a `serverless.yml`, a file of
/// another name is a unit of its own.
pub fn read(path: &str, library: &dyn Library) -> Inventory {
    let volume = match library.open(path) {
        Ok(volume) => volume,
        Err(error) => {
            return Inventory { problems: vec![Problem::unreadable(path, &error)], ..Inventory::default() };
        }
    };
    let (service, problems) = resolve::resolve(path, &volume, library);
    let name = paths::name(path);
    let is_usual = name.rsplit_once('.').is_some_and(|(stem, _)| stem == "serverless");
    let passed_by = match service {
        // What a usual name promises may stand in the part that could not be read.
        None if volume.parsed.problems.is_empty() || !is_usual => {
            let is_list = name.starts_with("serverless-compose.");
            vec![(path.to_owned(), if is_list { COMPOSITION } else { NO_SERVICE })]
        }
        _ => Vec::new(),
    };
    let unit = UnitPath(if is_usual { paths::folder(path) } else { path }.into());
    let mut inventory = service.map(|service| extract::extract(&service, &unit)).unwrap_or_default();
    inventory.problems.splice(0..0, problems);
    inventory.passed_by = passed_by;
    inventory
}
