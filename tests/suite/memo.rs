//! Warm and cold: a report never depends on what an earlier scan left, nor on the order in which folders are listed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::model::report::Report;
use misfit::model::source::{Entry, ReadError, Sources, Stamp};
use misfit::render::{Options, View, format};
use misfit::scan::{Memo, scan};

use crate::chance::Chance;
use crate::fixtures::{files_below, root};

/// Edits in all.
const EDITS: usize = 200;

fn overrides(paths: &[&str]) -> Overrides {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    Overrides { today: Some("2026-11-23".to_owned()), paths, ..Overrides::default() }
}

/// All that a report says, as programs get it, with what that leaves out.
fn text(report: &Report) -> String {
    let options = Options::default();
    let mut out = Vec::new();
    (format(misfit::render::REPORT_FORMATS, "json").unwrap().write)(&View { report, options: &options }, &mut out)
        .unwrap();
    format!("{}\n{:?}", String::from_utf8(out).unwrap(), report.coverage)
}

/// The first lines that differ, for a message that can be read.
fn difference(cold: &str, warm: &str) -> String {
    let differs = cold.lines().zip(warm.lines()).position(|(cold, warm)| cold != warm);
    let at = differs.unwrap_or_else(|| cold.lines().count().min(warm.lines().count()));
    let around = |text: &str| text.lines().skip(at.saturating_sub(3)).take(8).collect::<Vec<_>>().join("\n");
    format!("--- cold, line {at}\n{}\n--- warm\n{}", around(cold), around(warm))
}

/// Files by path, as they are edited.
type Files = Vec<(String, Vec<u8>)>;

fn files(folder: &Path) -> Files {
    files_below(folder).into_iter().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

/// Sources that can tell whether something changed without its being read, as an editor's can.
struct Stamped<'a>(&'a Memory);

impl Sources for Stamped<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.0.read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.0.list(folder)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        let mut hasher = DefaultHasher::new();
        format!("{:?} {:?}", self.0.read(path), self.0.list(path)).hash(&mut hasher);
        Some(Stamp(hasher.finish()))
    }
}

fn assert_warm_is_cold(files: &Files, paths: &[&str], memo: &mut Memo, what: &str) -> String {
    let memory: Memory = files.iter().cloned().collect();
    let overrides = overrides(paths);
    let cold = text(&scan(&memory, &overrides, &mut Memo::for_one_scan()));
    // Sources with stamps and without, each in its turn: a memo holds for both.
    let is_stamped = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() % 2 == 0;
    let warm = match is_stamped {
        true => text(&scan(&Stamped(&memory), &overrides, memo)),
        false => text(&scan(&memory, &overrides, memo)),
    };
    assert!(cold == warm, "{what}:\n{}", difference(&cold, &warm));
    cold
}

/// Sources that count what is read of them.
struct Counted<'a>(&'a Memory, AtomicUsize);

impl Sources for Counted<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.list(folder)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        Stamped(self.0).stamp(path)
    }
}

#[test]
fn what_is_stamped_as_before_is_not_looked_at() {
    let manifest = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    let memory: Memory = [
        ("a/pod.yaml", manifest),
        ("a/values.yaml", "replicas: 2\n"),
        ("a/empty.yaml", ""),
        ("a/chart/Chart.yaml", "name: chart\n"),
        ("a/chart/templates/pod.yaml", "kind: Pod\nname: {{ .Values.name }}\n"),
        ("infra/main.tf", "resource \"aws_instance\" \"a\" {\n  user_data = file(\"boot.sh\")\n}\n"),
        ("infra/boot.sh", "true\n"),
        (".gitignore", "*.log\n"),
    ]
    .into_iter()
    .collect();
    let counted = Counted(&memory, AtomicUsize::new(0));
    let mut memo = Memo::new();
    scan(&counted, &overrides(&[]), &mut memo);
    let first = counted.1.swap(0, Ordering::Relaxed);
    scan(&counted, &overrides(&[]), &mut memo);
    // The settings and the baseline are asked for each time: they are two small files, where they are there at all.
    let second = counted.1.load(Ordering::Relaxed);
    assert!(first > 10 && second <= 3, "{first} looks, then {second}");
}

/// Every folder of fixtures that is a project of its own, and all of them as one root.
fn projects() -> Vec<(String, Files)> {
    let mut projects: Vec<(String, Files)> = Vec::new();
    for kind in ["policies", "platforms", "projects", "broken"] {
        for entry in fs::read_dir(root().join(kind)).unwrap() {
            let folder = entry.unwrap().path();
            if folder.is_dir() {
                projects.push((folder.display().to_string(), files(&folder)));
            }
        }
        projects.push((kind.to_owned(), files(&root().join(kind))));
    }
    projects.sort_by(|one, other| one.0.cmp(&other.0));
    projects
}

#[test]
fn a_second_scan_says_what_the_first_said() {
    for (name, files) in projects() {
        let mut memo = Memo::new();
        assert_warm_is_cold(&files, &[], &mut memo, &name);
        assert_warm_is_cold(&files, &[], &mut memo, &name);
    }
}

#[test]
fn a_file_may_be_named_between_scans_of_all() {
    let mut broken = files(&root().join("broken"));
    // Every scan is of all of them, and these alone take longer than the rest.
    broken.retain(|(path, _)| !path.ends_with(".report") && !path.contains("bomb"));
    let mut memo = Memo::new();
    let of_all = assert_warm_is_cold(&broken, &[], &mut memo, "all");
    // Each scan reads all of them, the hostile ones too: some names stand for the rest.
    for (name, _) in broken.iter().step_by(12) {
        assert_warm_is_cold(&broken, &[name], &mut memo, name);
    }
    assert!(of_all == assert_warm_is_cold(&broken, &[], &mut memo, "all again"));
}

#[test]
fn edits_between_scans_change_what_they_change_and_nothing_else() {
    let projects: Vec<_> = projects().into_iter().filter(|(_, files)| (2..60).contains(&files.len())).collect();
    let each = EDITS.div_ceil(projects.len()).max(4);
    let mut edits = 0;
    let mut effects = 0;
    for (number, (name, start)) in projects.into_iter().enumerate() {
        let mut chance = Chance::new(number as u64 + 1);
        let mut files = start.clone();
        let mut memo = Memo::new();
        let mut before = assert_warm_is_cold(&files, &[], &mut memo, &name);
        for _ in 0..each {
            let what = edit(&mut files, &start, &mut chance);
            let after = assert_warm_is_cold(&files, &[], &mut memo, &format!("{name}, after {what}"));
            effects += usize::from(before != after);
            before = after;
            edits += 1;
        }
    }
    assert!(edits >= EDITS, "{edits} edits are too few");
    assert!(effects * 3 > edits, "only {effects} of {edits} edits change what is said: they prove nothing");
}

/// Changes something, and says what.
fn edit(files: &mut Files, start: &Files, chance: &mut Chance) -> String {
    if files.is_empty() || chance.below(6) == 0 {
        let (path, bytes) = start[chance.below(start.len())].clone();
        files.retain(|(other, _)| *other != path);
        files.push((path.clone(), bytes));
        return format!("restoring {path}");
    }
    let at = chance.below(files.len());
    let (path, bytes) = files[at].clone();
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let line = chance.below(lines.len().max(1));
    let said = match chance.below(10) {
        0 => {
            files.remove(at);
            return format!("removing {path}");
        }
        1 => {
            let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let extra = [
                ("Chart.yaml", "name: chart\n"),
                ("kustomization.yaml", "resources: []\n"),
                (".gitignore", "*.tf\n"),
                ("misfit.yaml", "exclude: ['**/*.yaml']\n"),
                ("extra.tf", "locals {\n  t = 5\n}\n"),
                ("terraform.tfvars", "environment = \"prod\"\n"),
            ];
            let (name, text) = extra[chance.below(extra.len())];
            let path = format!("{folder}{name}");
            files.retain(|(other, _)| *other != path);
            files.push((path.clone(), text.into()));
            return format!("adding {path}");
        }
        2 if !lines.is_empty() => {
            lines.remove(line);
            "deleting"
        }
        3 if !lines.is_empty() => {
            let twice = lines[line].clone();
            lines.insert(line, twice);
            "doubling"
        }
        4 if !lines.is_empty() => {
            let other = chance.below(lines.len());
            lines.swap(line, other);
            "swapping"
        }
        5 if !lines.is_empty() => {
            // A file that bears a dialect's marks, and then does not, and then does.
            let text = String::from_utf8_lossy(&bytes);
            let (from, to) = if text.contains("kind") { ("kind", "sort") } else { ("sort", "kind") };
            files[at].1 = text.replace(from, to).into_bytes();
            return format!("renaming {from} to {to} in {path}");
        }
        6 | 7 => {
            // What is typed most: another value where one stood.
            let is_number = |line: &Vec<u8>| line.iter().any(u8::is_ascii_digit);
            let Some(line) = (line..lines.len()).chain(0..line).find(|at| is_number(&lines[*at])) else {
                return format!("nothing in {path}");
            };
            let digit = lines[line].iter_mut().find(|byte| byte.is_ascii_digit()).unwrap();
            *digit = b'0' + (*digit - b'0' + 1) % 10;
            files[at].1 = lines.concat();
            return format!("counting on in line {} of {path}", line + 1);
        }
        8 => {
            lines.insert(line, b"# misfit: ignore[state-on-spot] tried until=2027-01-31\n".to_vec());
            "suppressing in"
        }
        _ => {
            lines.insert(line, vec![0xE9, b'\n']);
            "breaking the encoding of"
        }
    };
    files[at].1 = lines.concat();
    format!("{said} line {} of {path}", line + 1)
}

/// Sources that list what stands in a folder in an order of their own.
struct Shuffled<'a> {
    sources: &'a Memory,
    seed: u64,
}

impl Sources for Shuffled<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.sources.read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let mut entries = self.sources.list(folder)?;
        Chance::new(self.seed + folder.len() as u64).shuffle(&mut entries);
        Ok(entries)
    }
}

#[test]
fn the_order_of_a_listing_changes_nothing() {
    for (name, files) in projects() {
        let memory: Memory = files.into_iter().collect();
        let sorted = text(&scan(&memory, &overrides(&[]), &mut Memo::new()));
        for seed in 0..3 {
            let shuffled = Shuffled { sources: &memory, seed };
            let other = text(&scan(&shuffled, &overrides(&[]), &mut Memo::new()));
            assert!(sorted == other, "{name}:\n{}", difference(&sorted, &other));
        }
    }
}
