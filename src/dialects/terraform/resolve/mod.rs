//! Resolving: from the files of a Terraform folder to its resources, every expression evaluated as far as it can be.

mod asked;
mod assigned;
mod body;
mod brought;
mod budget;
mod choices;
mod codes;
mod data;
mod decimal;
mod declared;
mod dynamic;
mod evaluate;
mod folder;
mod functions;
mod holes;
mod instances;
mod json;
mod kept;
mod library;
mod lifecycle;
mod loops;
mod modules;
mod operators;
mod repeated;
mod resources;
mod scope;
mod seals;
mod shares;
mod templates;
mod terragrunt;
mod traverse;
mod types;
mod unify;
mod value;
mod walk;
mod world;

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may panic")]
mod tests;

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use self::assigned::{Assignments, Values};
use self::declared::Declared;
use self::folder::Folder;
use self::scope::Scope;
use self::shares::Share;
#[cfg(test)]
use self::world::MOST_MODULES;
use self::world::World;
use super::Standing;
use super::resolved::{Opaque, ResolvedUnit};
use crate::model::given::Given;
use crate::model::library::Library;
use crate::model::problem::Problem;
use crate::model::resource::UnitKind;
use crate::values::ways;

/// Things that were recognised and not read, each with the reason.
pub(crate) type PassedBy = Vec<(String, &'static str)>;

/// Resolves a folder of Terraform or OpenTofu files: its resources, what could not be read or decided, and what was
/// recognised and passed by. The syntax problems of its files are the parser's and not repeated here.
///
/// Of resources, those are resolved whose type `is_read`, and those that these refer to.
pub(crate) fn resolve(
    folder: &str,
    library: &dyn Library,
    (standing, is_read): (Standing, fn(&str) -> bool),
) -> (ResolvedUnit, Vec<Problem>, PassedBy) {
    let files = match folder::read(folder, library) {
        Ok(files) => files,
        Err(problem) => return (ResolvedUnit::default(), vec![problem], Vec::new()),
    };
    let some = |calls| share(folder, &files, library, (standing, is_read), calls);
    let Share { mut unit, problems, .. } = shares::all(&files, library, standing, &some);
    let passed_by = settle(&mut unit, folder);
    (unit, problems, passed_by)
}

/// Resolves some of a folder's calls, and with the first of them what stands in the folder itself.
fn share(
    folder: &str,
    files: &Folder,
    library: &dyn Library,
    (standing, is_read): (Standing, fn(&str) -> bool),
    calls: Range<usize>,
) -> Share {
    let world = World::new(folder, library, standing);
    let declared = Rc::new(world.declared(files));
    // What is called is told nothing but by its callers.
    let given = if standing == Standing::Called { Arc::default() } else { library.given() };
    let assignments = assignments(&world, files, &declared, &given);
    assigned::secrets(&declared, &assignments, &mut |span| world.hide(span));
    // What is set by name runs, whatever stands beside it.
    let has_values = !files.automatic.is_empty() || assignments.has_files() || assignments.is_told();
    let variants = assignments.outlines();
    let scope = Scope::root(&world, declared.clone(), assignments);
    let mut share = Share::of(&scope, is_read, calls);
    share.unit.variants = variants;
    share.unit.is_library = library::is_library(&declared, has_values);
    if standing == Standing::ByItself {
        share.unit.inputs = declared.variables.keys().cloned().collect();
    }
    share
}

/// Resolves the module that a folder's Terragrunt configuration runs, with the inputs that it gives.
pub(crate) fn resolve_terragrunt(
    folder: &str,
    library: &dyn Library,
    is_read: fn(&str) -> bool,
) -> (ResolvedUnit, Vec<Problem>, PassedBy) {
    let world = World::new(folder, library, Standing::ByItself);
    let run = terragrunt::root(&world);
    let Some(run) = run else {
        return (ResolvedUnit::default(), world.problems.take(), world.passed_by.take());
    };
    let Share { mut unit, problems, .. } = Share::of(&run.scope, is_read, 0..usize::MAX);
    unit.inputs = run.scope.declared.variables.keys().cloned().collect();
    let mut passed_by = world.passed_by.take();
    passed_by.extend(settle(&mut unit, folder));
    (unit, problems, passed_by)
}

/// The folder under the root of the module that a folder's Terragrunt configuration runs.
pub(crate) fn outline_terragrunt(folder: &str, library: &dyn Library) -> (UnitKind, Vec<String>) {
    let world = World::new(folder, library, Standing::ByItself);
    let run = terragrunt::root(&world);
    let of_root = run.iter().filter(|run| run.scope.called.as_ref().is_some_and(|called| called.brought.is_none()));
    (UnitKind::Root, of_root.map(|run| run.scope.folder.to_string()).collect())
}

/// Forgets clusters that stand in no root here, and counts the calls that lead nowhere.
fn settle(unit: &mut ResolvedUnit, root: &str) -> PassedBy {
    let addresses: HashSet<SmolStr> = unit.blocks.iter().map(|block| block.address.clone()).collect();
    for block in &mut unit.blocks {
        block.cluster = block.cluster.take().filter(|cluster| addresses.contains(cluster));
    }
    let path = |opaque: &Opaque| opaque.calls.last().map(|call| format!("{root}::{}", call.name));
    unit.opaque.iter().filter_map(|opaque| Some((path(opaque)?, opaque.counted_as))).collect()
}

/// What a folder is by what stands in it, and the folders under the root that its calls lead to.
pub(crate) fn outline(folder: &str, library: &dyn Library) -> (UnitKind, Vec<String>) {
    let Ok(files) = folder::read(folder, library) else { return (UnitKind::default(), Vec::new()) };
    let world = World::new(folder, library, Standing::ByItself);
    let declared = world.declared(&files);
    // What it is by what stands in it: what is told beside changes nothing of that.
    let assignments = assignments(&world, &files, &declared, &Given::default());
    let has_values = !files.automatic.is_empty() || assignments.has_files();
    (library::kind(&declared, has_values), library::calls(folder, &declared))
}

/// What a root's variables are set to.
fn assignments(world: &World<'_>, files: &Folder, declared: &Declared, given: &Given) -> Assignments {
    let named = given.files().map(|path| values(world, &[path.to_owned()])).collect();
    let automatic = values(world, &files.automatic);
    let mut variants = Vec::new();
    for (name, files) in &files.variants {
        let shared = values(world, &files.shared);
        let own = files.own.iter().map(|path| (folder::called(path), values(world, std::slice::from_ref(path))));
        assigned::add_variants(&mut variants, name, &shared, own.collect());
    }
    Assignments::told(given, named, declared).beside(automatic, variants, declared)
}

/// What values files set, the last one's word over the others'.
fn values(world: &World<'_>, paths: &[String]) -> Values {
    let mut values = Values::new();
    for (path, volume) in paths.iter().filter_map(|path| Some((path, world.open(path)?))) {
        values.extend(volume.parsed.documents.iter().flat_map(|document| assigned::written(path, &document.root)));
    }
    values
}
