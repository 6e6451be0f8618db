//! Cases: a file or folder under `fixtures/`, what its comments expect, and its report.

use std::fs;
use std::path::{Path, PathBuf};

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::model::report::Report;
use misfit::scan::Memo;
use misfit::scan::scan;

/// Something that a line of a case is expected to be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Expectation {
    pub(crate) path: String,
    pub(crate) line: u32,
    /// `expect`, `undecided` or `platform`.
    pub(crate) verb: String,
    /// A policy's or platform's id.
    pub(crate) id: String,
    /// The severity, where the case says one.
    pub(crate) severity: Option<String>,
    /// `axis=value` pairs, where the case says some: `gives[boundary=microvm hardware=unknown]`.
    pub(crate) gives: Vec<(String, String)>,
}

/// One case.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) report: Report,
    pub(crate) expectations: Vec<Expectation>,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The cases of `fixtures/<kind>/<id>/`, each with its id.
pub(crate) fn cases(kind: &str) -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    for folder in sorted(&root().join(kind)) {
        let id = file_name(&folder);
        for case in sorted(&folder).into_iter().filter(|path| !file_name(path).ends_with(".expect")) {
            cases.push((id.clone(), read(&case)));
        }
    }
    assert!(!cases.is_empty(), "no cases under fixtures/{kind}");
    cases
}

/// Reads one case, a file or a folder, and scans it as a root of its own.
pub(crate) fn read(case: &Path) -> Case {
    let files = if case.is_dir() { files_below(case) } else { vec![(file_name(case), case.to_path_buf())] };
    let mut memory = Memory::new();
    let mut expectations = Vec::new();
    for (path, file) in &files {
        let bytes = fs::read(file).unwrap();
        match path.strip_suffix(".expect") {
            Some(of) => beside(of, &String::from_utf8(bytes).unwrap(), &mut expectations),
            None => {
                within(path, &String::from_utf8_lossy(&bytes), &mut expectations);
                memory.insert(path.clone(), bytes);
            }
        }
    }
    let sidecar = case.with_file_name(format!("{}.expect", file_name(case)));
    if sidecar.is_file() {
        beside(&file_name(case), &fs::read_to_string(sidecar).unwrap(), &mut expectations);
    }
    expectations.sort();
    let overrides = Overrides { today: Some("2026-11-23".to_owned()), ..Overrides::default() };
    let report = scan(&memory, &overrides, &mut Memo::new());
    Case { name: file_name(case), report, expectations }
}

/// Expectations in comments: `# misfit: expect[id] severity` on the line they are of.
fn within(path: &str, text: &str, expectations: &mut Vec<Expectation>) {
    for (number, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("misfit:") {
            expectation(path, number + 1, line[at + "misfit:".len()..].trim(), expectations);
        }
    }
}

/// Expectations in a file beside: `<line> expect[id] severity`.
fn beside(path: &str, text: &str, expectations: &mut Vec<Expectation>) {
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (number, rest) = line.trim().split_once(' ').unwrap();
        expectation(path, number.parse().unwrap(), rest, expectations);
    }
}

fn expectation(path: &str, line: usize, text: &str, expectations: &mut Vec<Expectation>) {
    let Some((verb, rest)) = text.split_once('[') else { return };
    if !["expect", "undecided", "platform"].contains(&verb) {
        return;
    }
    let (ids, after) = rest.split_once(']').unwrap();
    let severity = after.split_whitespace().next().filter(|word| ["error", "warning", "note"].contains(word));
    let given = after.split_once("gives[").and_then(|(_, rest)| rest.split_once(']')).map_or("", |(given, _)| given);
    let gives: Vec<(String, String)> = given
        .split([' ', ','])
        .filter_map(|pair| pair.split_once('='))
        .map(|(axis, value)| (axis.to_owned(), value.to_owned()))
        .collect();
    for id in ids.split(',') {
        expectations.push(Expectation {
            path: path.to_owned(),
            line: u32::try_from(line).unwrap(),
            verb: verb.to_owned(),
            id: id.trim().to_owned(),
            severity: severity.map(str::to_owned),
            gives: gives.clone(),
        });
    }
}

/// All files below a folder, each with its path from there.
pub(crate) fn files_below(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    gather(folder, folder, &mut files);
    files
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for path in sorted(folder) {
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.push((name, path));
        }
    }
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
