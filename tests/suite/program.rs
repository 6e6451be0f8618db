//! The program as its users run it: in a folder of its own, with nothing of whoever runs the tests.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A run that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(60);

/// What a run answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program, to be run in a folder.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_misfit"));
    command.args(arguments).current_dir(folder);
    for variable in [
        "NO_COLOR",
        "CLICOLOR_FORCE",
        "FORCE_COLOR",
        "COLUMNS",
        "SOURCE_DATE_EPOCH",
        "RUST_BACKTRACE",
        "GITHUB_ACTIONS",
        "TF_BUILD",
        "TEAMCITY_VERSION",
    ] {
        command.env_remove(variable);
    }
    command.env("LC_ALL", "C.UTF-8").env("SOURCE_DATE_EPOCH", "1795392000");
    command
}

/// Runs the program in a folder.
pub(crate) fn misfit(folder: &Path, arguments: &[&str]) -> Answer {
    answer(command(folder, arguments), b"")
}

/// Runs a command with this on its standard input.
pub(crate) fn answer(mut command: Command, input: &[u8]) -> Answer {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that reads no input may be gone before it is written.
    let written = stdin.write_all(input);
    drop(stdin);
    drop(written);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(child.wait_with_output()));
    let output = receiver.recv_timeout(LONGEST).expect("the program hangs").unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Answer { exit: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A temporary folder that is a root of its own and goes when it is dropped.
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("misfit-suite-{}-{number}", std::process::id()));
        fs::create_dir_all(path.join(".git")).unwrap();
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a file at a path.
    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        assert!(Path::new(path).is_relative(), "{path} would be written elsewhere");
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Copies a file or a folder to a path.
    pub(crate) fn copy(&self, from: &Path, to: &str) {
        if from.is_dir() {
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                self.copy(&entry.path(), &format!("{to}/{}", entry.file_name().to_str().unwrap()));
            }
        } else {
            self.put(to, fs::read(from).unwrap());
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is left to the system; a test that failed says more.
        drop(fs::remove_dir_all(&self.path));
    }
}
