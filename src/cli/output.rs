//! Output: the report goes to standard output or a file, everything else to standard error.

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes the report to a file, or to standard output. A reader that has had enough is no error.
///
/// # Errors
/// A sentence of what kept it from being written.
pub(super) fn write(file: Option<&Path>, report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let (name, written) = match file {
        Some(path) => (path.display().to_string(), File::create(path).and_then(|file| finish(file, report))),
        None => ("standard output".to_owned(), finish(io::stdout().lock(), report)),
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("cannot write to {name}: {error}")),
        _ => Ok(()),
    }
}

fn finish(target: impl Write, report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut buffered = BufWriter::new(target);
    report(&mut buffered)?;
    buffered.flush()
}

/// Says something on standard error. Where nobody can hear it, nothing can be done.
pub(super) fn say(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}
