//! The layer test: which room may import which. No arrow runs back up.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room and the rooms it may import. `src/README.md` repeats it and says what each is for.
pub(crate) const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("values", &["model"]),
    ("conditions", &["model", "values"]),
    ("parse", &["model"]),
    ("discover", &["model", "parse"]),
    ("dialects", &["model", "values"]),
    ("link", &["model", "values"]),
    ("load", &["model", "values", "conditions"]),
    ("classify", &["model", "values", "conditions"]),
    ("infer", &["model", "values"]),
    ("adjoin", &["model", "values"]),
    ("select", &["model"]),
    ("evaluate", &["model", "values", "conditions"]),
    ("render", &["model", "values"]),
    ("memo", &["model", "discover", "link", "adjoin", "evaluate"]),
    (
        "scan",
        &[
            "model", "values", "parse", "discover", "dialects", "link", "load", "classify", "infer", "adjoin",
            "select", "evaluate", "memo",
        ],
    ),
    ("lsp", &["model", "values", "discover", "parse", "load", "scan", "memo", "evaluate", "render"]),
    ("cli", &["model", "values", "discover", "parse", "load", "scan", "memo", "evaluate", "render", "lsp"]),
];

#[test]
fn rooms_import_only_what_lies_below_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for file in rust_files(&src) {
        let path = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        let room = path.split(['/', '.']).next().unwrap().to_owned();
        if room == "lib" || room == "main" {
            continue;
        }
        seen.insert(room.clone());
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{path}: the room `{room}` is not in the table"));
            continue;
        };
        if is_test(&path) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        // Tests at the end of a file may use what they like; `mod tests;` is not its end.
        let code = text.split("mod tests {").next().unwrap();
        for other in code.split("crate::").skip(1) {
            let name: String = other.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if name != room && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{path}: `{room}` may not import `{name}`"));
            }
        }
    }
    for (room, _) in LAYERS {
        if !seen.contains(*room) {
            wrong.push(format!("the table names the room `{room}`, which is not there"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_source_file_opens_with_what_it_is_for() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&src) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{} does not open with a sentence", file.display());
        let lines = text.lines().count();
        let is_test = is_test(&file.to_string_lossy().replace('\\', "/"));
        assert!(is_test || lines <= 500, "{} has {lines} lines: is it still one room?", file.display());
    }
}

/// Whether a whole file is test code: `tests.rs`, or anything in a folder `tests`. It may use any room, and its tables
/// of cases may be long.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

#[test]
fn only_tests_are_taken_for_tests() {
    for (path, expected) in [
        ("classify/tests.rs", true),
        ("dialects/kubernetes/tests/mod.rs", true),
        ("dialects/kubernetes/mod.rs", false),
        ("infer/contests.rs", false),
        ("latests/mod.rs", false),
    ] {
        assert_eq!(is_test(path), expected, "{path}");
    }
    // A file that is skipped as a test must not be compiled into the program.
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in rust_files(&src) {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (place, line) in lines.iter().enumerate() {
            if line.ends_with("mod tests;") {
                let above = lines[..place].iter().rev().take_while(|line| line.starts_with("#["));
                assert!(above.clone().any(|line| *line == "#[cfg(test)]"), "{}: {line}", file.display());
            }
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
