//! Making pieces: from the files of one unit to its resources. Trees end here.

use std::sync::Arc;

use smol_str::SmolStr;

use super::library::{Cleared, Desk};
use super::pieces::{Manifests, Met, Place};
use crate::dialects::kubernetes::build::{Build, build};
use crate::dialects::kubernetes::kustomize::{self, PatchBody};
use crate::dialects::kubernetes::{self, Context, helm, patch};
use crate::dialects::terraform::Standing;
use crate::dialects::{cloudformation, serverless, terraform};
use crate::discover::marks;
use crate::discover::walk::reason;
use crate::evaluate::suppress;
use crate::memo::{Outcome, Piece};
use crate::model::document::{Document, Syntax};
use crate::model::library::{Library, Volume};
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::resource::{Inventory, UnitPath};
use crate::model::source::{ReadError, SourceId, Span};
use crate::model::tree::{Content, Node, Schema};
use crate::parse;

/// Why a file without a word is passed by.
const EMPTY: &str = "empty";

/// Why a file with a dialect's marks is passed by all the same.
const NO_KNOWN_KIND: &str = "of no kind that misfit reads";

/// A folder of Terraform files.
pub(super) fn terraform(folder: &str, standing: Standing, desk: Desk<'_>) -> Piece {
    let inventory = terraform::read(folder, &desk, standing);
    piece(inventory, desk.clear(), Outcome::Read)
}

/// The module that a folder's Terragrunt configuration runs.
pub(super) fn terragrunt(folder: &str, desk: Desk<'_>) -> Piece {
    let inventory = terraform::read_terragrunt(folder, &desk);
    piece(inventory, desk.clear(), Outcome::Read)
}

/// Which module a folder's Terragrunt configuration runs.
pub(super) fn terragrunt_outline(folder: &str, desk: Desk<'_>) -> Piece {
    let inventory = terraform::outline_terragrunt(folder, &desk);
    Piece { reads: desk.clear().reads, inventory, ..Piece::default() }
}

/// What a folder of Terraform files is and calls. What is wrong with it is told by its own piece.
pub(super) fn outline(folder: &str, desk: Desk<'_>) -> Piece {
    let inventory = terraform::outline(folder, &desk);
    Piece { reads: desk.clear().reads, inventory, ..Piece::default() }
}

/// A file of manifests. It is searched for marks before it is parsed, and not kept where it has none. One that was named
/// is parsed all the same: whoever named it is told what is wrong with it.
pub(super) fn manifests(of: &Manifests, desk: Desk<'_>) -> Piece {
    let (path, place) = (of.path.as_str(), of.place);
    let bytes = match desk.bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => return unreadable(path, &error, desk.clear()),
    };
    if bytes.trim_ascii().is_empty() {
        return passed_by(path, EMPTY, desk.clear());
    }
    // A plan is known with its root alone; what it plans may hold the marks of anything.
    if marks::is_plan(path, &bytes) {
        return passed_by(path, reason::PLAN, desk.clear());
    }
    let is_marked = marks::marked(path, &bytes);
    if !is_marked && of.met == Met::Walking {
        return passed_by(path, reason::NO_MARK, desk.clear());
    }
    // A template is known by its marks and its place; what it would be filled in with is not read.
    if let Some(reason) = helm::passed_by(path, |_| place == Place::InChart, &bytes) {
        return passed_by(path, reason, desk.clear());
    }
    let Ok(volume) = desk.take(path, bytes) else {
        return piece(Inventory::default(), desk.clear(), Outcome::PassedBy("not readable as text"));
    };
    if volume.parsed.documents.iter().any(|document| cloudformation::recognises(&document.root)) {
        let mut inventory = template_and_rest(path, &volume, &desk);
        let cleared = desk.clear();
        without_what_may_be_lost(&mut inventory, &cleared, volume.id);
        return piece(inventory, cleared, Outcome::Read);
    }
    let unit = UnitPath(paths::folder(path).into());
    let (directives, problems) = suppress::directives(&volume.source, &volume.parsed.comments);
    let mut cleared = desk.clear();
    // The desk's copy of the trees goes first, so that they can be taken apart without being copied.
    cleared.volumes.clear();
    let parsed = Arc::try_unwrap(volume.parsed).unwrap_or_else(|shared| (*shared).clone());
    let mut inventory = kubernetes::extract(parsed.documents, &unit);
    without_what_may_be_lost(&mut inventory, &cleared, volume.id);
    let outcome = if inventory.resources.is_empty() && inventory.problems.is_empty() && cleared.problems.is_empty() {
        Outcome::PassedBy(if is_marked { NO_KNOWN_KIND } else { reason::NO_MARK })
    } else {
        Outcome::Read
    };
    let mut made = Piece {
        reads: cleared.reads,
        inventory,
        directives,
        sources: vec![(volume.id, volume.source)],
        outcomes: vec![(path.to_owned(), outcome)],
        ..Piece::default()
    };
    made.inventory.problems.extend(cleared.problems);
    made.inventory.problems.extend(problems);
    name_problems(&mut made);
    // A suppression is told of by the place where it is written, also where there is nothing to suppress.
    if made.inventory.resources.is_empty() && made.inventory.problems.is_empty() && made.directives.is_empty() {
        made.sources.clear();
    }
    made
}

/// A file that holds a template, and whatever else stands in it: CloudFormation takes one document.
fn template_and_rest(path: &str, volume: &Volume, desk: &Desk<'_>) -> Inventory {
    let (templates, rest): (Vec<&Document>, Vec<&Document>) =
        volume.parsed.documents.iter().partition(|document| cloudformation::recognises(&document.root));
    let unit = UnitPath(paths::folder(path).into());
    let mut inventory = kubernetes::extract(rest.into_iter().cloned().collect(), &unit);
    for (number, template) in templates.into_iter().enumerate() {
        if number == 0 {
            let read = cloudformation::read(path, &template.root, desk);
            inventory.resources.extend(read.resources);
            inventory.problems.extend(read.problems);
        } else {
            let message = "a second template in one file, which CloudFormation does not take: it is not read";
            let problem = Problem::at(ProblemKind::Unresolvable, template.root.span, message);
            inventory.problems.push(problem.help("write it in a file of its own"));
        }
    }
    inventory
}

/// Takes out what is told for want of something where the file is broken, also of files beside it that refer to what it
/// holds: that may stand in the part that could not be read.
fn without_what_may_be_lost(inventory: &mut Inventory, cleared: &Cleared, file: SourceId) {
    let is_here = |problem: &Problem| problem.span.is_some_and(|span| span.source == file);
    if cleared.problems.iter().any(|problem| problem.kind == ProblemKind::Syntax && is_here(problem)) {
        inventory.problems.retain(|problem| problem.kind != ProblemKind::Unresolvable);
    }
}

/// A kustomization: what it and its components change, each as a resource that is tied to what is changed.
pub(super) fn kustomization(path: &str, desk: Desk<'_>) -> Piece {
    let mut inventory = Inventory::default();
    let unit = UnitPath(paths::folder(path).into());
    match desk.open(path) {
        Ok(volume) => {
            for document in &volume.parsed.documents {
                let mut root = document.root.clone();
                root.settle(Schema::Yaml11);
                let kustomization = kustomize::read(&root);
                // A component's changes are those of whoever takes it in: here they reach nothing, and are read so that
                // no manifest is seen in them.
                let built =
                    if kustomization.is_component { Build::default() } else { build(&unit.0, &kustomization, &desk) };
                let mut changes = Changes { files: &built.files, desk: &desk, inventory: &mut inventory };
                for (folder, component) in &built.components {
                    changes.read(component, folder);
                }
                changes.read(&kustomization, &unit.0);
                inventory.problems.extend(built.problems);
            }
        }
        Err(error) => return unreadable(path, &error, desk.clear()),
    }
    piece(inventory, desk.clear(), Outcome::Read)
}

/// A service of the Serverless Framework, and the files that it names.
pub(super) fn serverless(path: &str, desk: Desk<'_>) -> Piece {
    let inventory = serverless::read(path, &desk);
    piece(inventory, desk.clear(), Outcome::Read)
}

/// What kustomizations change, read into an inventory.
struct Changes<'a> {
    /// What may be changed.
    files: &'a Arc<[SmolStr]>,
    desk: &'a Desk<'a>,
    inventory: &'a mut Inventory,
}

impl Changes<'_> {
    /// Reads the changes that a kustomization in a folder lists.
    fn read(&mut self, kustomization: &kustomize::Kustomization, folder: &str) {
        let unit = UnitPath(folder.into());
        let context = Context::manifest(&unit);
        self.inventory.resources.extend(patch::field_patches(kustomization, self.files, &context));
        for one in &kustomization.patches {
            for mut document in self.documents(&one.body, folder) {
                document.root.settle(Schema::Yaml11);
                let patch = patch::patch_resource(&document.root, one.target.as_ref(), self.files, &context);
                self.inventory.resources.extend(patch);
            }
        }
    }

    fn documents(&mut self, body: &PatchBody, folder: &str) -> Vec<Document> {
        match body {
            PatchBody::File(reference) => {
                let refuse = |message: String| Problem::at(ProblemKind::Unreadable, reference.span, message);
                let Some(file) = kustomize::below(folder, &reference.text) else {
                    let message = "this patch stands outside the root, so it is not read";
                    self.inventory.problems.push(refuse(message.to_owned()));
                    return Vec::new();
                };
                match self.desk.open(&file) {
                    Ok(volume) => volume.parsed.documents.clone(),
                    Err(error) => {
                        let why = Problem::unreadable(&file, &error).message;
                        self.inventory.problems.push(refuse(format!("this patch cannot be read, at {file}: {why}")));
                        Vec::new()
                    }
                }
            }
            PatchBody::Inline(reference) => {
                let mut parsed = parse::parse(reference.span.source, &reference.text, Syntax::Yaml);
                if !parsed.problems.is_empty() {
                    let message = "the patch written here is no YAML";
                    self.inventory.problems.push(Problem::at(ProblemKind::Syntax, reference.span, message));
                }
                for document in &mut parsed.documents {
                    place_at(&mut document.root, reference.span);
                }
                parsed.documents
            }
        }
    }
}

/// Gives a tree that was parsed out of a scalar the scalar's own place: offsets within it mean nothing in the file.
fn place_at(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.content {
        Content::List(items) => items.iter_mut().for_each(|item| place_at(item, span)),
        Content::Map(map) => map.entries.iter_mut().for_each(|entry| {
            entry.key.span = span;
            place_at(&mut entry.value, span);
        }),
        Content::Tagged(tagged) => place_at(&mut tagged.node, span),
        _ => {}
    }
}

/// A piece of everything that was opened at its desk.
fn piece(inventory: Inventory, cleared: Cleared, outcome: Outcome) -> Piece {
    let mut made = Piece { reads: cleared.reads, inventory, ..Piece::default() };
    // A file that cannot be read was told of when it was opened; a dialect may have told of it, too.
    let is_told = |problem: &Problem| {
        problem.span.is_none()
            && cleared.problems.iter().any(|other| other.span.is_none() && other.path == problem.path)
    };
    made.inventory.problems.retain(|problem| !is_told(problem));
    made.inventory.problems.extend(cleared.problems);
    for Volume { id, source, parsed } in cleared.volumes {
        // What is downloaded is nobody's here to write in: it asks nothing.
        if !is_downloaded(&source.path) {
            let (directives, problems) = suppress::directives(&source, &parsed.comments);
            made.directives.extend(directives);
            made.inventory.problems.extend(problems);
        }
        made.outcomes.push((source.path.to_string(), outcome));
        made.sources.push((id, source));
    }
    made.sources.extend(cleared.known);
    made.outcomes.extend(cleared.texts.into_iter().map(|path| (path, Outcome::Read)));
    for (path, reason) in std::mem::take(&mut made.inventory.passed_by) {
        made.outcomes.retain(|(outcome_path, _)| *outcome_path != path);
        made.outcomes.push((path, Outcome::PassedBy(reason)));
    }
    name_problems(&mut made);
    made
}

/// Whether a file is one that Terraform keeps its modules' copies in.
fn is_downloaded(path: &str) -> bool {
    path.split('/').any(|part| part == ".terraform")
}

/// Says of every problem with a place which file it is in.
fn name_problems(made: &mut Piece) {
    for problem in made.inventory.problems.iter_mut().filter(|problem| problem.path.is_empty()) {
        let source = problem.span.map(|span| span.source);
        if let Some((_, file)) = made.sources.iter().find(|(id, _)| Some(*id) == source) {
            problem.path = file.path.to_string();
        }
    }
}

/// What says nothing to anybody. That it was looked at is kept, so that it need not be read again.
fn passed_by(path: &str, reason: &'static str, cleared: Cleared) -> Piece {
    let outcomes = vec![(path.to_owned(), Outcome::PassedBy(reason))];
    Piece { outcomes, reads: cleared.reads, ..Piece::default() }
}

fn unreadable(path: &str, error: &ReadError, cleared: Cleared) -> Piece {
    let mut made = piece(Inventory::default(), cleared, Outcome::Read);
    if made.inventory.problems.is_empty() {
        made.inventory.problems.push(Problem::unreadable(path, error));
    }
    made.outcomes.push((path.to_owned(), Outcome::PassedBy("not readable")));
    made
}
