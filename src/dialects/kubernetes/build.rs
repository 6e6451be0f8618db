//! Builds: the files that a kustomization is made of, through its bases, and the components that it takes in.

use std::collections::BTreeSet;
use std::sync::Arc;

use smol_str::SmolStr;

use super::kustomize::{self, Kustomization, below};
use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::Schema;

/// What a kustomization changes is looked for in so many folders and no more.
const MOST_FOLDERS: usize = 1_000;

/// What a kustomization is made of.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// The manifests that it changes, in the order of their paths from the root.
    pub files: Arc<[SmolStr]>,
    /// The components whose changes are its own, each with its folder, in the order in which they change it.
    pub components: Vec<(String, Kustomization)>,
    /// What could not be followed.
    pub problems: Vec<Problem>,
}

/// How a kustomization takes another in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// As a base: what the base changes, it has changed itself.
    Base,
    /// As a component, whose changes are made to everything that is there.
    Component,
}

/// What is still to be done, the last first.
enum Step {
    Enter(String, Part),
    /// All that a component takes in is done: its own changes come after.
    Leave(String, Kustomization),
}

/// Follows a kustomization in a folder to all that it is made of. Each folder is visited once, so that no circle turns.
pub fn build(folder: &str, kustomization: &Kustomization, library: &dyn Library) -> Build {
    let mut files = BTreeSet::new();
    let mut built = Build::default();
    let mut visited = BTreeSet::from([folder.to_owned()]);
    let mut steps = Vec::new();
    enter(folder, kustomization, Part::Component, &mut files, &mut steps);
    while let Some(step) = steps.pop() {
        let (folder, part) = match step {
            Step::Enter(folder, part) => (folder, part),
            Step::Leave(folder, component) => {
                built.components.push((folder, component));
                continue;
            }
        };
        if visited.len() >= MOST_FOLDERS {
            let message = format!("what is made of more than {MOST_FOLDERS} folders is not followed to its end");
            built.problems.push(Problem::with(ProblemKind::Limit, folder, message));
            break;
        }
        if !visited.insert(folder.clone()) {
            continue;
        }
        for found in in_folder(&folder, library) {
            let own = steps.len();
            enter(&folder, &found, part, &mut files, &mut steps);
            if part == Part::Component {
                steps.insert(own, Step::Leave(folder.clone(), found));
            }
        }
    }
    built.files = files.into_iter().collect();
    built
}

/// Notes the files of a kustomization, and the folders that are to be entered for it, the first on top.
fn enter(folder: &str, of: &Kustomization, part: Part, files: &mut BTreeSet<SmolStr>, steps: &mut Vec<Step>) {
    // Components count for the whole of it; those of a base are among what the base has changed itself.
    let components = of.components.iter().rev().filter_map(|reference| below(folder, &reference.text));
    steps.extend(components.map(|path| Step::Enter(path, part)));
    for reference in of.resources.iter().rev() {
        let Some(path) = below(folder, &reference.text) else { continue };
        if is_file(&path) {
            files.insert(SmolStr::from(path));
        } else {
            steps.push(Step::Enter(path, Part::Base));
        }
    }
}

/// A resource of one file; all else is a folder.
fn is_file(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end))
}

/// The kustomizations of a folder's file, if it has one.
fn in_folder(folder: &str, library: &dyn Library) -> Vec<Kustomization> {
    let opened = kustomize::FILE_NAMES.iter().find_map(|name| library.open(&paths::child(folder, name)).ok());
    let documents = opened.iter().flat_map(|volume| &volume.parsed.documents);
    let roots = documents.map(|document| {
        let mut root = document.root.clone();
        root.settle(Schema::Yaml11);
        root
    });
    roots.map(|root| kustomize::read(&root)).collect()
}
