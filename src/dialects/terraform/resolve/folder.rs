//! What stands in a Terraform folder: its files in the order they are read, the values beside them, its variants.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::source::{Entry, EntryKind};

/// Folders beside a root in which teams keep one values file for each way that they deploy it.
const VALUE_FOLDERS: &[&str] = &["config", "env", "environments", "envs", "tfvars", "vars"];

/// Endings of configuration files; OpenTofu's come first: they stand in for Terraform's of the same stem.
const ENDINGS: &[&str] = &[".tofu", ".tofu.json", ".tf", ".tf.json"];

/// The files of one root or module.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Paths of its configuration files, override files last.
    pub(super) files: Vec<String>,
    /// How many of `files`, at their end, override the others.
    pub(super) overrides: usize,
    /// Paths of the values files that are always read, weakest first.
    pub(super) automatic: Vec<String>,
    /// Paths of the values files of each variant.
    pub(super) variants: BTreeMap<SmolStr, Vec<String>>,
}

/// The stem of a configuration file: `main` of `main.tofu.json`.
fn stem(name: &str) -> Option<(&str, &'static str)> {
    if name.starts_with(['.', '#']) {
        return None;
    }
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending).map(|stem| (stem, *ending)))
}

/// Whether a file of that name is Terraform's or OpenTofu's configuration.
pub(super) fn is_configuration(name: &str) -> bool {
    stem(name).is_some()
}

/// Reads what stands in a folder.
pub(super) fn read(folder: &str, library: &dyn Library) -> Result<Folder, Problem> {
    let entries = library.list(folder).map_err(|error| Problem::unreadable(folder, &error))?;
    let mut names = files(&entries);
    names.sort_unstable();
    let mut read = Folder::default();
    let mut overrides = Vec::new();
    for name in &names {
        let Some((stem, ending)) = stem(name) else { continue };
        let stands_in = |tofu: &str| names.contains(&format!("{stem}{tofu}").as_str());
        if (ending == ".tf" && stands_in(".tofu")) || (ending == ".tf.json" && stands_in(".tofu.json")) {
            continue;
        }
        let is_override = stem == "override" || stem.ends_with("_override");
        if is_override { &mut overrides } else { &mut read.files }.push(paths::child(folder, name));
    }
    read.overrides = overrides.len();
    read.files.append(&mut overrides);
    read.automatic = automatic(&names).into_iter().map(|name| paths::child(folder, name)).collect();
    read.gather_variants(folder, &names);
    for entry in entries.iter().filter(|entry| entry.kind == EntryKind::Folder) {
        if VALUE_FOLDERS.contains(&entry.name.as_str()) {
            read.gather_beside(&paths::child(folder, &entry.name), library);
        }
    }
    Ok(read)
}

fn files(entries: &[Entry]) -> Vec<&str> {
    let is_file = |entry: &&Entry| entry.kind.file_size().is_some();
    entries.iter().filter(is_file).map(|entry| entry.name.as_str()).collect()
}

/// The stem of a values file: `prod` of `prod.tfvars.json`.
fn values_stem(name: &str) -> Option<&str> {
    name.strip_suffix(".tfvars").or_else(|| name.strip_suffix(".tfvars.json")).filter(|stem| !stem.is_empty())
}

fn is_automatic(stem: &str) -> bool {
    stem == "terraform" || stem.ends_with(".auto")
}

/// The values files that Terraform reads without being told to, weakest first.
fn automatic<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let plain = ["terraform.tfvars", "terraform.tfvars.json"];
    let first = plain.iter().filter_map(|plain| names.iter().find(|name| *name == plain));
    let marked = names.iter().filter(|name| values_stem(name).is_some_and(|stem| stem.ends_with(".auto")));
    first.chain(marked).copied().collect()
}

impl Folder {
    fn gather_variants(&mut self, folder: &str, names: &[&str]) {
        for name in names {
            if let Some(stem) = values_stem(name).filter(|stem| !is_automatic(stem)) {
                self.variants.entry(SmolStr::new(stem)).or_default().push(paths::child(folder, name));
            }
        }
    }

    /// Gathers variants from a folder that holds values and no configuration, and from such folders in it:
    /// `environments/prod.tfvars`, `environments/prod/terraform.tfvars`.
    fn gather_beside(&mut self, folder: &str, library: &dyn Library) {
        // Teams often have no such folder, or one that cannot be listed: there are no variants in it then.
        let Ok(entries) = library.list(folder) else { return };
        let names = files(&entries);
        if names.iter().any(|name| is_configuration(name)) {
            return;
        }
        self.gather_variants(folder, &names);
        for entry in entries.iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let inner = paths::child(folder, &entry.name);
            let Ok(inside) = library.list(&inner) else { continue };
            let mut names = files(&inside);
            names.sort_unstable();
            if names.iter().any(|name| is_configuration(name)) {
                continue;
            }
            let values = names.iter().filter(|name| values_stem(name).is_some());
            let paths: Vec<String> = values.map(|name| paths::child(&inner, name)).collect();
            if !paths.is_empty() {
                self.variants.entry(SmolStr::new(&entry.name)).or_default().extend(paths);
            }
        }
    }
}
