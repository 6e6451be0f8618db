//! How long a commit and a keystroke wait for `misfit`, in repositories of several sizes: `cargo bench --bench doors`.
//!
//! A keystroke is timed as a client sees it: from sending the change, and asking for the file's diagnostics, to their
//! arrival.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "it is run by hand, by whoever reads its table")]
#![allow(dead_code, reason = "the manifests are those of the other benchmark, which says more of them")]

mod editor;
mod manifests;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use editor::Editor;

/// Keystrokes that are timed in each repository.
const KEYSTROKES: usize = 300;

/// Sessions that are opened in each.
const OPENINGS: usize = 5;

fn main() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("doors");
    for files in [10, 500, 5_000] {
        let root = folder.join(files.to_string());
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("the target folder can be written to");
        manifests::write(&root, files).expect("the target folder can be written to");
        git(&root, &["init", "--quiet"]);
        git(&root, &["add", "--all"]);
        println!("\n{files} manifests");
        commit(&root);
        keystrokes(&root);
    }
}

/// A commit of one file: what `git` itself takes, and what the hook takes.
fn commit(root: &Path) {
    let changed = some_of(root, 1).remove(0);
    let listing = || with("git", &["-C", &root.to_string_lossy(), "ls-files", "-z", "--cached"]);
    row("git ls-files (baseline)", &times(20, listing));
    let hook = || {
        let mut hook = with(env!("CARGO_BIN_EXE_misfit"), &["check", "--from-hook", "--fail-on", "never", &changed]);
        hook.current_dir(root);
        hook
    };
    row("check --from-hook, one file", &times(20, hook));
}

/// A session in an editor: its first diagnostics, and those after each keystroke.
fn keystrokes(root: &Path) {
    let files = some_of(root, 4);
    let texts: Vec<String> = files.iter().map(|file| read(&root.join(file))).collect();
    let mut openings = Vec::new();
    let mut strokes = Vec::new();
    for opening in 0..OPENINGS {
        let start = Instant::now();
        let mut editor = Editor::open(env!("CARGO_BIN_EXE_misfit"), root);
        editor.show(&files[0], &texts[0]);
        editor.diagnostics(&files[0]);
        openings.push(start.elapsed());
        if opening == 0 {
            files.iter().zip(&texts).skip(1).for_each(|(file, text)| editor.show(file, text));
            for stroke in 0..KEYSTROKES {
                let at = stroke % files.len();
                let start = Instant::now();
                editor.write(&files[at], &edited(&texts[at], stroke));
                editor.diagnostics(&files[at]);
                strokes.push(start.elapsed());
            }
        }
        editor.close();
    }
    row("first diagnostics after opening", &openings);
    row("keystroke to diagnostics", &strokes);
}

/// A number in the middle of a manifest, as it is typed.
fn edited(text: &str, stroke: usize) -> String {
    let spoken = ["replicas: ", "activeDeadlineSeconds: ", "memory_size   = "];
    let word = spoken.iter().find(|word| text.contains(**word)).expect("a manifest of the generator has a number");
    text.replacen(word, &format!("{word}{}", stroke % 90 + 1), 1)
}

/// Manifests that hold workloads, from all over the repository, each kind in turn.
fn some_of(root: &Path, count: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is = |name: &str| path.file_name().is_some_and(|of| of == name);
            if path.is_dir() && !is(".git") {
                folders.push(path);
            } else if ["workload.yaml", "jobs.yaml", "main.tf"].iter().any(|name| is(name)) {
                found.push(path.strip_prefix(root).expect("it stands below").to_string_lossy().into_owned());
            }
        }
    }
    found.sort();
    let step = (found.len() / count).max(1);
    found.into_iter().step_by(step).take(count).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it was written")
}

fn with(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn git(root: &Path, arguments: &[&str]) {
    let status = Command::new("git").arg("-C").arg(root).args(arguments).status().expect("git can be started");
    assert!(status.success(), "git {arguments:?} ends with {status}");
}

fn times(runs: usize, command: impl Fn() -> Command) -> Vec<Duration> {
    let time = || {
        let start = Instant::now();
        let status = command().status().expect("the program can be started");
        assert!(status.success(), "it ends with {status}");
        start.elapsed()
    };
    (0..runs).map(|_| time()).collect()
}

fn row(what: &str, times: &[Duration]) {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("  {what:<36} best {:>8.2} ms   p50 {:>8.2} ms   p99 {:>8.2} ms", at(0), at(50), at(99));
}
