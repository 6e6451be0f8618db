//! Broken on purpose: thousands of files that nobody would write are scanned, and none of them stops misfit.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::scan::{Memo, scan};

use crate::chance::Chance;
use crate::fixtures::{files_below, root};

/// Inputs in all.
const INPUTS: usize = 2_000;

/// In a folder of more files than this each is a case by itself.
const MOST_OF_A_CASE: usize = 6;

/// Texts that end, open or double what is around them.
const SPLINTERS: [&str; 16] =
    ["{", "}", "[", "\"", "'", "\n", "\t", ": ", "- ", "&a ", "*a ", "${", "%{", "<<EOT\n", "\u{FEFF}", "\u{2028}é𝄞"];

#[test]
fn no_mutation_of_a_fixture_stops_a_scan() {
    let files: Vec<(String, Vec<u8>)> = ["policies", "platforms", "projects", "broken"]
        .iter()
        .flat_map(|kind| files_below(&root().join(kind)))
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .filter(|(_, bytes)| bytes.len() < 20_000)
        .collect();
    let mut chance = Chance::new(7);
    let mut stopped = Vec::new();
    for number in 0..INPUTS {
        let (path, bytes) = &files[number % files.len()];
        let mut mutant = bytes.clone();
        for _ in 0..=chance.below(3) {
            mutate(&mut mutant, &mut chance);
        }
        // With the rest of its case: a configuration or a part is read only through another file.
        let rest = files.iter().filter(|(other, _)| other != path && folder(other) == folder(path));
        let rest = rest.map(|(other, bytes)| (other.as_str(), bytes.clone())).collect::<Vec<_>>();
        let rest = if rest.len() > MOST_OF_A_CASE { Vec::new() } else { rest };
        let memory: Memory = rest.into_iter().chain([(path.as_str(), mutant.clone())]).collect();
        // Named, so that nothing is passed by for want of a mark.
        let overrides = Overrides { paths: vec![path.clone()], ..Overrides::default() };
        let scanned = catch_unwind(AssertUnwindSafe(|| {
            let report = scan(&memory, &overrides, &mut Memo::new());
            for problem in &report.problems {
                assert!(!problem.path.is_empty(), "a problem of no file: {problem:?}");
                if let Some(span) = problem.span {
                    assert!(report.sources.get(span.source).is_some(), "a place in no file: {problem:?}");
                }
            }
        }));
        if scanned.is_err() {
            stopped.push(format!("input {number}, of {path}:\n{}", String::from_utf8_lossy(&mutant)));
        }
    }
    assert!(
        stopped.is_empty(),
        "{} of {INPUTS} inputs:\n{}",
        stopped.len(),
        stopped[..stopped.len().min(3)].join("\n")
    );
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    if bytes.is_empty() {
        bytes.extend(SPLINTERS[chance.below(SPLINTERS.len())].as_bytes());
        return;
    }
    let at = chance.below(bytes.len());
    let next_line =
        |from: usize| bytes[from..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |n| from + n + 1);
    match chance.below(6) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        2 => {
            // Cuts the rest of a line.
            let end = next_line(at);
            bytes.drain(at..end);
        }
        3 => {
            // Doubles a line elsewhere.
            let line = bytes[at..next_line(at)].to_vec();
            let to = chance.below(bytes.len());
            bytes.splice(to..to, line);
        }
        4 => {
            // Moves a line in or out.
            let start = next_line(at);
            if bytes.get(start) == Some(&b' ') {
                bytes.remove(start);
            } else {
                bytes.insert(start.min(bytes.len()), b' ');
            }
        }
        _ => {
            let splinter = SPLINTERS[chance.below(SPLINTERS.len())];
            bytes.splice(at..at, splinter.bytes());
        }
    }
}
