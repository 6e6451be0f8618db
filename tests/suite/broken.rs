//! Broken, odd and hostile input: what misfit says of every case under `fixtures/broken/`, word for word.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use misfit::load::Beliefs;

use crate::fixtures::root;
use crate::program::{Folder, misfit};

/// Set to anything, it writes the reports anew.
const UPDATE: &str = "UPDATE";

#[test]
fn every_broken_case_is_told_as_its_report_says() {
    let broken = root().join("broken");
    let mut names: Vec<String> =
        fs::read_dir(&broken).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for name in names.iter().filter(|name| !name.ends_with(".report")) {
        seen += 1;
        let said = said(&broken, name);
        let path = broken.join(format!("{name}.report"));
        if std::env::var_os(UPDATE).is_some() {
            fs::write(&path, said).unwrap();
        } else {
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if said != expected {
                wrong.push(format!("{name}\n--- expected\n{expected}--- said\n{said}"));
            }
        }
    }
    for report in names.iter().filter_map(|name| name.strip_suffix(".report")) {
        assert!(broken.join(report).exists(), "{report}.report is of no case");
    }
    assert!(seen >= 50, "only {seen} cases");
    assert!(wrong.is_empty(), "{} cases; {UPDATE}=1 writes what is said:\n{}", wrong.len(), wrong.join("\n"));
}

/// Settings without any policy in force: cases are of what is read, and a new policy changes none.
fn no_policies() -> String {
    let ids = Beliefs::builtin().policies().iter().map(|policy| format!("  {}: off\n", policy.id));
    format!("policies:\n{}", ids.collect::<String>())
}

/// What the program says of a case that is named, and of a folder in which it stands.
fn said(broken: &Path, name: &str) -> String {
    let folder = Folder::new();
    folder.put("misfit.yaml", no_policies());
    folder.copy(&broken.join(name), name);
    let mut said = String::new();
    for arguments in [&["check", name][..], &["check", "--format", "concise"]] {
        let answer = misfit(folder.path(), arguments);
        writeln!(said, "$ misfit {}\n{}{}exit {}\n", arguments.join(" "), answer.stdout, answer.stderr, answer.exit)
            .unwrap();
        assert!(!answer.stderr.contains("panicked"), "{name}: {}", answer.stderr);
    }
    said
}
