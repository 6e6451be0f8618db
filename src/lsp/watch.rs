//! Watching: which files the client is asked to watch.

use serde_json::{Value, json};

use crate::discover::disk::ROOT_MARKS;

/// What of it is answered for.
pub(super) const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Globs over all that a scan may read and that decides what it reads: what the hooks in `.pre-commit-hooks.yaml` are run
/// for, and where a root is. A glob for everything would have the client watch all of `node_modules`.
const GLOBS: [&str; 2] = [
    "**/*.{yaml,yml,json,toml,tf,tofu,tfvars,hcl,template,tpl,tftpl,sh}",
    "**/{Kustomization,.gitignore,.ignore,.git}",
];

/// What `client/registerCapability` is asked with.
pub(super) fn registration() -> Value {
    let watchers: Vec<Value> = GLOBS.iter().map(|glob| json!({"globPattern": glob})).collect();
    json!({"registrations": [{
        "id": "misfit-files",
        "method": METHOD,
        "registerOptions": {"watchers": watchers},
    }]})
}

/// Whether a file of that name says where a root is.
pub(super) fn marks_root(name: &str) -> bool {
    ROOT_MARKS.contains(&name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use globset::Glob;

    use super::GLOBS;
    use crate::discover::marks::{Candidate, candidate};

    #[test]
    fn all_that_is_read_is_watched() {
        let globs: Vec<_> = GLOBS.iter().filter_map(|glob| Some(Glob::new(glob).ok()?.compile_matcher())).collect();
        assert_eq!(globs.len(), GLOBS.len());
        let is_watched = |path: &str| globs.iter().any(|glob| glob.is_match(path));
        let read = [
            "main.tf",
            "a/main.tofu",
            "a/main.tf.json",
            "prod.tfvars",
            "live/terragrunt.hcl",
            "prod.auto.tfvars.json",
            "a/kustomization.yml",
            "Kustomization",
            "c/Chart.yaml",
            "serverless.toml",
            "samconfig.toml",
            "serverless-compose.json",
            "orders.serverless.yml",
            "misfit.yaml",
            "stack.template",
        ];
        for path in read {
            assert_ne!(candidate(path), Candidate::NotRead, "{path}");
            assert!(is_watched(path), "{path}");
        }
        for path in ["misfit-baseline.json", "a/.gitignore", ".ignore", ".git"] {
            assert!(is_watched(path), "{path}");
        }
        for path in ["src/main.rs", "README.md", "app.py"] {
            assert_eq!(candidate(path), Candidate::NotRead, "{path}");
            assert!(!is_watched(path), "{path}");
        }
    }

    /// The names in a list between marks: `a|b` or `a,b`, where `ya?ml` is two.
    fn names(text: &str, open: &str, close: char, between: char) -> BTreeSet<String> {
        let list = text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).map_or("", |(list, _)| list);
        let names = list.split(between).map(|name| name.replace('\\', ""));
        names.flat_map(|name| [name.replace("a?", "a"), name.replace("a?", "")]).collect()
    }

    #[test]
    fn what_is_watched_is_what_hooks_are_run_for() {
        let hooks = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
        let hooks = std::fs::read_to_string(hooks).unwrap_or_default();
        let patterns: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("files: ")).collect();
        assert_eq!(patterns.len(), 2);
        let [by_end, by_name] = GLOBS;
        let ends = names(by_end, "{", '}', ',');
        let mut whole = names(by_name, "{", '}', ',');
        // Git has no hook run for its own folder.
        assert!(whole.remove(".git"));
        for pattern in patterns {
            assert_eq!(names(pattern, "\\.(", ')', '|'), ends);
            assert_eq!(names(pattern, "(^|/)(", ')', '|'), whole);
        }
    }
}
