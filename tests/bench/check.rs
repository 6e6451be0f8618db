//! How fast `misfit` is, against baselines measured in the same run: `cargo bench --bench check`.
//!
//! Prints a table: the best of several runs, since anything slower is the machine's doing.
#![allow(clippy::expect_used, clippy::print_stdout, reason = "it is run by hand, by whoever reads its table")]

mod manifests;
mod modules;
mod templates;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::scan::{Memo, scan};

/// The program's, for what is measured in this process.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    println!("{:<44} {:>12} {:>12}", "what", "best", "peak memory");
    let nothing = Command::new("true");
    row("true (baseline)", &best(60, nothing));
    row("misfit --version", &best(60, with(misfit(), &["--version"])));

    let one = folder.join("one");
    fresh(&one);
    fs::write(one.join("deployment.yaml"), DEPLOYMENT).expect("the folder can be written to");
    let path = one.join("deployment.yaml");
    row(
        "misfit check, one Deployment",
        &best(40, with(misfit(), &["check", "--root", &one.to_string_lossy(), &path.to_string_lossy()])),
    );

    for files in [2_000, 20_000] {
        many(&folder.join(files.to_string()), &format!("{files} files"), &|at| manifests::write(at, files));
    }
    many(&folder.join("templates"), "1000 SAM templates", &|at| templates::write(at, 1_000));
    many(&folder.join("modules"), "2000 resources in 40 modules", &|at| modules::write(at));
    edited();
}

/// Measures judging the same root again in one process, after edits of one line: of a module, and of the root.
fn edited() {
    let mut files: HashMap<String, String> = modules::files().into_iter().collect();
    let mut memo = Memo::new();
    let started = Instant::now();
    let mut scanned = |files: &HashMap<String, String>| {
        let sources: Memory = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let start = Instant::now();
        let report = scan(&sources, &Overrides::default(), &mut memo);
        assert!(report.resources.len() > 1_000, "the root is read");
        start.elapsed()
    };
    scanned(&files);
    row("the same, first scan of a process", &Run { time: started.elapsed(), memory: None });
    for (what, path, from, to) in [
        ("the same again, a line of a module edited", "modules/m7/main.tf", "memory_size   = ", "memory_size   = 1"),
        ("the same again, a line of the root edited", "main.tf", "  timeout = 1", "  timeout = 11"),
    ] {
        let before = files.get(path).cloned().unwrap_or_default();
        let mut times: Vec<Duration> = Vec::new();
        for round in 0..40 {
            let text = if round % 2 == 0 { before.replacen(from, to, 1) } else { before.clone() };
            files.insert(path.to_owned(), text);
            times.push(scanned(&files));
        }
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or_default();
        row(&format!("{what}, p50"), &Run { time: middle, memory: None });
        row(&format!("{what}, worst"), &Run { time: times.pop().unwrap_or_default(), memory: None });
    }
}

/// Measures checking many files that are written first, beside reading them alone.
fn many(at: &Path, what: &str, write: &dyn Fn(&Path) -> io::Result<usize>) {
    fresh(at);
    let bytes = write(at).expect("the folder can be written to");
    let megabytes = bytes as f64 / 1e6;
    let reading = (0..5).map(|_| read_all(at)).min().unwrap_or_default();
    row(&format!("walk and read {what}, {megabytes:.1} MB (baseline)"), &Run { time: reading, memory: None });
    // A root of its own: the repository that the folder stands in is none of its concern.
    let root = at.to_string_lossy();
    let runs = if bytes > 50_000_000 { 3 } else { 7 };
    let run =
        best(runs, with(misfit(), &["check", "--fail-on", "never", "--format", "concise", "--root", &root, &root]));
    row(&format!("misfit check, {what}"), &run);
}

fn misfit() -> &'static str {
    env!("CARGO_BIN_EXE_misfit")
}

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n        - name: web\n          image: nginx:1.27\n";

struct Run {
    time: Duration,
    /// Peak resident memory in bytes, where the system tells.
    memory: Option<u64>,
}

fn with(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn best(runs: usize, mut command: Command) -> Run {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut time = Duration::MAX;
    for _ in 0..runs {
        let start = Instant::now();
        let status = command.status().expect("the program can be started");
        time = time.min(start.elapsed());
        assert!(status.code().is_some_and(|code| code < 2), "{command:?} ended with {status}");
    }
    Run { time, memory: peak_memory(&mut command) }
}

/// Runs once more and watches the high-water mark that Linux keeps for a process.
fn peak_memory(command: &mut Command) -> Option<u64> {
    let mut child = command.spawn().ok()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        if let Some(now) = fs::read_to_string(&status).ok().and_then(|text| high_water(&text)) {
            peak = peak.max(Some(now));
        }
    }
    peak
}

fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

fn read_all(folder: &Path) -> Duration {
    fn walk(folder: &Path, bytes: &mut usize) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, bytes);
            } else {
                *bytes += fs::read(&path).map_or(0, |read| read.len());
            }
        }
    }
    let start = Instant::now();
    let mut bytes = 0;
    walk(folder, &mut bytes);
    assert!(bytes > 0, "nothing was read");
    start.elapsed()
}

fn fresh(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("the target folder can be written to");
}

fn row(what: &str, run: &Run) {
    let memory = run.memory.map_or("-".to_owned(), |bytes| format!("{:.1} MB", bytes as f64 / 1e6));
    println!("{what:<44} {:>9.2} ms {memory:>12}", run.time.as_secs_f64() * 1e3);
}
