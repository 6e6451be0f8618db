//! Output: reports go to standard output and to files, everything else to standard error.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::render::shield::{Shield, shielded};
use crate::render::style::Style;
use crate::render::{Format, Language, format};
use crate::values::nearest::nearest;

/// Runners that take lines of a step's output for commands say by one of these that a step is theirs.
const COMMANDED: &[&str] = &["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];

/// A file that a report is written to, and its format: `sarif=misfit.sarif`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    format: &'static str,
    path: PathBuf,
}

impl Target {
    /// Reads `FORMAT=PATH`.
    ///
    /// # Errors
    /// What is wrong with it, as a clause.
    pub(super) fn read<W>(said: &str, formats: &'static [Format<W>]) -> Result<Self, String> {
        let names = || formats.iter().map(|format| format.name);
        let listed = || names().collect::<Vec<_>>().join(", ");
        let Some((name, path)) = said.split_once('=') else {
            return Err(format!("write FORMAT=PATH, with one of the formats {}", listed()));
        };
        let Some(format) = format(formats, name) else {
            let meant = nearest(name, names());
            let meant =
                meant.map_or_else(|| format!("there are {}", listed()), |meant| format!("did you mean {meant}?"));
            return Err(format!("there is no format {name}; {meant}"));
        };
        match path {
            "" => Err(format!("there is no path after {name}=")),
            "-" => Err("standard output has a flag of its own, --format".to_owned()),
            path => Ok(Self { format: format.name, path: path.into() }),
        }
    }
}

/// Makes sure that no two reports go to one file, where the later would overwrite the earlier.
///
/// # Errors
/// Which two do.
pub(super) fn distinct(files: &[Target]) -> Result<(), String> {
    let places: Vec<PathBuf> = files.iter().map(|target| place(&target.path)).collect();
    for (index, (target, at)) in files.iter().zip(&places).enumerate() {
        if let Some(earlier) = places.iter().take(index).position(|other| other == at).and_then(|at| files.get(at)) {
            let (one, other) = (earlier.format, target.format);
            return Err(format!("two reports, {one} and {other}, would be written to {}", target.path.display()));
        }
    }
    Ok(())
}

/// Where a path leads, whether or not a file is there yet.
fn place(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Writes to every file in its format, and to standard output. One that cannot be written keeps no other from it.
///
/// # Errors
/// A line for each that could not be written.
pub(super) fn write_all<W: Copy>(
    screen: (&Format<W>, Style),
    files: &[Target],
    formats: &'static [Format<W>],
    report: impl Fn(W, Style, &mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    let mut wrong = Vec::new();
    for target in files {
        if let Some(format) = format(formats, target.format) {
            let written = File::create(&target.path)
                .and_then(|file| finish(file, |out| report(format.write, Style::default(), out)));
            if let Err(error) = written {
                wrong.push(format!("cannot write to {}: {error}", target.path.display()));
            }
        }
    }
    let (format, style) = screen;
    wrong.extend(write(format.language, |out| report(format.write, style, out)).err());
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Writes to standard output. A reader that has had enough is no error.
///
/// # Errors
/// A sentence of what kept it from being written.
pub(super) fn write(language: Language, report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let screen = io::stdout().lock();
    let written = if is_commanded() { finish(Shield::new(screen, language), report) } else { finish(screen, report) };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write to standard output: {error}"))
        }
        _ => Ok(()),
    }
}

fn finish(target: impl Write, report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut buffered = BufWriter::new(target);
    report(&mut buffered)?;
    buffered.flush()
}

/// Puts a text in a file's place, all of it or nothing: it is written beside it, and takes its name when it is whole.
///
/// # Errors
/// What kept it from being written; the file is as it was.
pub(super) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    // What is a link stays one.
    let file = place(file);
    let before = fs::metadata(&file).ok().map(|before| before.permissions());
    if before.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may only be read"));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.{}", std::process::id()));
    let mut new = File::create_new(&beside)?;
    let written = new
        .write_all(text)
        .and_then(|()| before.map_or(Ok(()), |before| new.set_permissions(before)))
        .and_then(|()| new.sync_all());
    drop(new);
    let replaced = written.and_then(|()| fs::rename(&beside, &file));
    if replaced.is_err() {
        // What is left of it is in nobody's way, and the error is the other one.
        let _ = fs::remove_file(&beside);
    }
    replaced
}

/// Says something on standard error. Where nobody can hear it, nothing can be done.
pub(super) fn say(text: impl Display) {
    let text = text.to_string();
    let text = if is_commanded() { shielded(&text, Language::Prose) } else { text.into() };
    let _ = writeln!(io::stderr(), "{text}");
}

/// Whether whoever reads the output takes some of its lines for commands.
fn is_commanded() -> bool {
    COMMANDED.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

    use std::fs;

    use super::{Target, distinct, replace};
    use crate::render::REPORT_FORMATS;

    #[test]
    fn a_target_has_a_format_and_a_path() {
        let cases = [
            ("json=out/a=b.json", Ok(("json", "out/a=b.json"))),
            ("sraif=x", Err("there is no format sraif; did you mean sarif?")),
            ("wibble=x", Err("there is no format wibble; there are text, concise, json")),
            ("report.json", Err("write FORMAT=PATH, with one of the formats text, concise, json")),
            ("json=", Err("there is no path after json=")),
            ("json=-", Err("standard output has a flag of its own, --format")),
        ];
        for (said, expected) in cases {
            match (Target::read(said, REPORT_FORMATS), expected) {
                (Ok(target), Ok((format, path))) => {
                    assert_eq!((target.format, target.path.to_str()), (format, Some(path)), "{said}");
                }
                (Err(message), Err(start)) => assert!(message.starts_with(start), "{said}: {message}"),
                (read, _) => panic!("{said}: {read:?}"),
            }
        }
    }

    #[test]
    fn a_file_is_replaced_whole_or_stays() {
        let folder = std::env::temp_dir().join(format!("misfit-replace-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let [file, other, gone] = ["kept.json", "other.json", "gone/kept.json"].map(|name| folder.join(name));
        assert!(replace(&file, b"one").is_ok());
        fs::hard_link(&file, &other).unwrap();
        assert!(replace(&file, b"two").is_ok());
        // Whoever had the old one open still has all of it.
        assert_eq!((fs::read(&file).unwrap(), fs::read(&other).unwrap()), (b"two".to_vec(), b"one".to_vec()));
        assert!(replace(&gone, b"three").is_err());
        let mut only_read = fs::metadata(&file).unwrap().permissions();
        only_read.set_readonly(true);
        fs::set_permissions(&file, only_read).unwrap();
        assert!(replace(&file, b"four").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing is left beside it");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_is_replaced_keeps_its_link_and_its_mode() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = std::env::temp_dir().join(format!("misfit-replace-link-{}", std::process::id()));
        fs::create_dir_all(folder.join("ci")).unwrap();
        let (file, link) = (folder.join("ci/kept.json"), folder.join("link.json"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("ci/kept.json", &link).unwrap();
        assert!(replace(&link, b"two").is_ok());
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn two_reports_never_share_a_file() {
        let targets = |paths: [&str; 2]| paths.map(|path| Target { format: "json", path: path.into() });
        for (paths, are_distinct) in [
            (["gone.json", "./gone.json"], false),
            (["src/../gone.json", "gone.json"], false),
            (["nowhere/gone.json", "nowhere/gone.json"], false),
            (["gone.json", "src/gone.json"], true),
        ] {
            assert_eq!(distinct(&targets(paths)).is_ok(), are_distinct, "{paths:?}");
        }
    }
}
