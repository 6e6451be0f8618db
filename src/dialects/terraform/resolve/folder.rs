//! What stands in a Terraform folder: its files in the order they are read, the values beside them, its variants.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::library::Library;
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::source::{Entry, EntryKind};

/// Folders beside a root in which teams keep one values file for each way that they deploy it.
const VALUE_FOLDERS: &[&str] = &[
    "config",
    "configs",
    "configuration",
    "env",
    "environment",
    "environments",
    "envs",
    "params",
    "stages",
    "tfvars",
    "values",
    "variables",
    "vars",
    "workspaces",
];

/// Stems of values files that hold for all the others beside them.
const SHARED: &[&str] = &["all", "base", "common", "default", "defaults", "global", "globals", "shared"];

/// So many folders deep below such a folder values are looked for: `environments/prod/eu-west-1/terraform.tfvars`.
const MOST_LEVELS: usize = 2;

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
    /// The values files of each variant.
    pub(super) variants: BTreeMap<SmolStr, ValueFiles>,
}

/// The values files of one variant.
#[derive(Debug, Default)]
pub(super) struct ValueFiles {
    /// Paths of those that hold for others, too, weakest first.
    pub(super) shared: Vec<String>,
    /// Paths of its own: parts of one whole, or, where they set the same, each a variant.
    pub(super) own: Vec<String>,
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

/// The name that a values file's variant has beside those in the same folder: `eu-west-1` of `eu-west-1.tfvars`.
pub(super) fn called(path: &str) -> &str {
    let name = paths::name(path);
    values_stem(name).unwrap_or(name)
}

/// A folder of values: what it is called below the folder that stands beside the root, and what holds in it.
struct Level<'l> {
    folder: &'l str,
    variant: &'l str,
    shared: &'l [String],
    levels: usize,
}

impl Folder {
    /// Gathers the variants that values files in a folder make, each by its name.
    fn gather_variants(&mut self, folder: &str, names: &[&str]) {
        let shared = shared(folder, names);
        for name in names {
            let stem = values_stem(name).filter(|stem| !is_automatic(stem) && !SHARED.contains(stem));
            if let Some(stem) = stem {
                self.add(stem, &shared, paths::child(folder, name));
            }
        }
    }

    fn add(&mut self, variant: &str, shared: &[String], own: String) {
        let files = self.variants.entry(variant.into()).or_default();
        for path in shared {
            if !files.shared.contains(path) {
                files.shared.push(path.clone());
            }
        }
        files.own.push(own);
    }

    /// Gathers variants from a folder that holds values and no configuration, and from such folders in it:
    /// `environments/prod.tfvars`, `environments/prod/terraform.tfvars`.
    fn gather_beside(&mut self, folder: &str, library: &dyn Library) {
        self.gather(&Level { folder, variant: "", shared: &[], levels: MOST_LEVELS }, library);
    }

    fn gather(&mut self, level: &Level<'_>, library: &dyn Library) {
        // Teams often have no such folder, or one that cannot be listed: there are no variants in it then.
        let Ok(entries) = library.list(level.folder) else { return };
        let mut names = files(&entries);
        names.sort_unstable();
        if names.iter().any(|name| is_configuration(name)) {
            return;
        }
        let mut here = level.shared.to_vec();
        here.extend(shared(level.folder, &names));
        if level.variant.is_empty() {
            self.gather_variants(level.folder, &names);
        } else {
            let own = names.iter().filter(|name| values_stem(name).is_some_and(|stem| !SHARED.contains(&stem)));
            for name in own {
                self.add(level.variant, &here, paths::child(level.folder, name));
            }
        }
        let Some(levels) = level.levels.checked_sub(1) else { return };
        for entry in entries.iter().filter(|entry| entry.kind == EntryKind::Folder) {
            let folder = paths::child(level.folder, &entry.name);
            let variant = paths::child(level.variant, &entry.name);
            self.gather(&Level { folder: &folder, variant: &variant, shared: &here, levels }, library);
        }
    }
}

/// Paths of the values files in a folder that hold for all the others.
fn shared(folder: &str, names: &[&str]) -> Vec<String> {
    let is_shared = |name: &&&str| values_stem(name).is_some_and(|stem| SHARED.contains(&stem));
    names.iter().filter(is_shared).map(|name| paths::child(folder, name)).collect()
}
