//! Resolving: from the files of a Terraform folder to its resources, every expression evaluated as far as it can be.

mod body;
mod budget;
mod choices;
mod data;
mod declared;
mod evaluate;
mod folder;
mod functions;
mod holes;
mod instances;
mod json;
mod library;
mod loops;
mod operators;
mod resources;
mod scope;
mod traverse;
mod types;
mod value;
mod walk;

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may panic")]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use self::declared::{Declaration, Declared, declarations, overridden};
use self::folder::Folder;
use self::scope::{Assignments, Scope, Values};
use super::resolved::ResolvedUnit;
use crate::model::document::Parsed;
use crate::model::library::Library;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::{Source, SourceId};
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
    is_read: fn(&str) -> bool,
) -> (ResolvedUnit, Vec<Problem>, PassedBy) {
    let mut reader = Reader { library, sources: HashMap::new(), problems: Vec::new() };
    let files = match folder::read(folder, library) {
        Ok(files) => files,
        Err(problem) => return (ResolvedUnit::default(), vec![problem], Vec::new()),
    };
    let declared = reader.declared(&files);
    let assignments = reader.assignments(&files, &declared);
    let Reader { sources, mut problems, .. } = reader;
    let scope = Scope::new((folder, library), &declared, &assignments, &sources);
    let blocks = scope.resources(is_read);
    if let Some(complaint) = scope.budget.complaint() {
        problems.push(Problem::with(ProblemKind::Limit, folder, complaint));
    }
    problems.append(&mut scope.problems.take());
    let has_values = !files.automatic.is_empty() || !assignments.variants.is_empty();
    let is_library = library::is_library(&declared, has_values);
    let call = |module: &declared::ModuleCall| {
        (format!("{folder}::module.{}", module.name), "Terraform module call, not yet read")
    };
    let passed_by = declared.modules.iter().map(call).collect();
    let kind = library::kind(&declared, has_values);
    let calls = library::calls(folder, &declared);
    (ResolvedUnit { blocks, is_library, kind, calls }, problems, passed_by)
}

/// Opens files and keeps their texts, for conditions are called by their text.
struct Reader<'a> {
    library: &'a dyn Library,
    sources: HashMap<SourceId, Arc<Source>>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn parsed(&mut self, path: &str) -> Arc<Parsed> {
        match self.library.open(path) {
            Ok(volume) => {
                self.sources.insert(volume.id, volume.source);
                volume.parsed
            }
            Err(error) => {
                self.problems.push(Problem::unreadable(path, &error));
                Arc::default()
            }
        }
    }

    fn declared(&mut self, files: &Folder) -> Declared {
        let first_override = files.files.len().saturating_sub(files.overrides);
        let (base, overrides) = files.files.split_at(first_override);
        let mut read = |paths: &[String]| -> Vec<Declaration> {
            let blocks = |path: &String| -> Vec<Declaration> {
                let parsed = self.parsed(path);
                parsed.documents.iter().flat_map(|document| declarations(path, &document.root)).collect()
            };
            paths.iter().flat_map(blocks).collect()
        };
        let base = read(base);
        let overrides = read(overrides);
        Declared::of(overridden(base, overrides))
    }

    /// A values file that sets none of the variables is none of theirs: a backend's, often.
    fn assignments(&mut self, files: &Folder, declared: &Declared) -> Assignments {
        let automatic = self.values(&files.automatic);
        let all = files.variants.iter().map(|(name, paths)| (name.clone(), self.values(paths)));
        let sets_any = |values: &Values| values.keys().any(|name| declared.variables.contains_key(name));
        Assignments { automatic, variants: all.filter(|(_, values)| sets_any(values)).collect() }
    }

    /// What values files set, the last one's word over the others'.
    fn values(&mut self, paths: &[String]) -> Values {
        let mut values = Values::new();
        for path in paths {
            let parsed = self.parsed(path);
            let maps = parsed.documents.iter().filter_map(|document| document.root.as_map());
            let entries = maps.flat_map(|map| &map.entries);
            values.extend(entries.map(|entry| (entry.key.text.clone(), entry.value.clone())));
        }
        values
    }
}
