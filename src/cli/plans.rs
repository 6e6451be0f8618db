//! Plans that are handed in: each read once, and told of which root it is one.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::scene::{absolute, existing, relative};
use crate::discover::marks::{Candidate, candidate, is_plan};
use crate::model::plan::GivenPlan;
use crate::parse::text::decode;

/// Larger plans are not read, in bytes: 200 MB. A plan is read in place and held once.
const MOST_BYTES: u64 = 200_000_000;

/// How much of a file tells whether it is a plan.
const FIRST_BYTES: u64 = 65_536;

/// How archives begin, and so plans that were not shown as JSON.
const ARCHIVE: &[u8] = b"PK\x03\x04";

/// A plan as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The folder of the root that it is a plan of.
    folder: Option<PathBuf>,
    file: PathBuf,
}

impl FromStr for Said {
    type Err = String;

    fn from_str(said: &str) -> Result<Self, String> {
        let (folder, file) = match said.split_once('=') {
            Some((folder, file)) => (Some(folder), file),
            None => (None, said),
        };
        if file.is_empty() || folder.is_some_and(str::is_empty) {
            return Err("a plan is handed in as FILE or FOLDER=FILE".to_owned());
        }
        Ok(Self { folder: folder.map(PathBuf::from), file: PathBuf::from(file) })
    }
}

/// A plan that was found, and the folder of its root.
#[derive(Debug)]
pub(super) struct Found {
    /// The folder, free of links.
    pub(super) folder: PathBuf,
    file: PathBuf,
    said: PathBuf,
}

/// Whether a path that was named is a plan: it is taken as one that was handed in.
pub(super) fn is_named(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if !name.ends_with(".json") || candidate(&name) != Candidate::Unmarked {
        return false;
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(FIRST_BYTES).read_to_end(&mut bytes));
    read.is_ok() && is_plan(&name, &bytes)
}

/// Finds the plans that were handed in and those that were named; `named` are the folders of the other paths.
///
/// # Errors
/// A plan of which it cannot be told what it is a plan of, and two of one root.
pub(super) fn find(said: &[Said], paths: &[PathBuf], named: &[PathBuf], here: &Path) -> Result<Vec<Found>, String> {
    let of_paths = paths.iter().map(|path| Said { folder: None, file: path.clone() });
    let mut found: Vec<Found> = Vec::new();
    for said in said.iter().cloned().chain(of_paths) {
        let file = absolute(&said.file, here);
        let shown = said.file.display();
        let folder = match &said.folder {
            Some(folder) => existing(folder)?,
            None => root_of(&file, named).ok_or_else(|| {
                format!("of which root {shown} is a plan cannot be told: --plan FOLDER={shown} says it")
            })?,
        };
        if !holds_terraform(&folder) {
            return Err(format!("{shown} is no plan of {}: no Terraform files stand there", folder.display()));
        }
        if found.iter().any(|other| other.folder == folder) {
            return Err(format!("{} has two plans: {shown} is the second", folder.display()));
        }
        found.push(Found { folder, file, said: said.file });
    }
    Ok(found)
}

/// Reads a plan; its folder and its path are told from the root.
///
/// # Errors
/// What kept it from being read; a folder outside the root.
pub(super) fn read(found: &Found, root: &Path) -> Result<Arc<GivenPlan>, String> {
    let shown = found.said.display();
    let folder = relative(&found.folder, root).ok_or_else(|| {
        format!(
            "{} stands outside the root {}, so {shown} is a plan of nothing",
            found.folder.display(),
            root.display()
        )
    })?;
    let refuse = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no plan {shown}"),
        _ => format!("cannot read {shown}: {error}"),
    };
    let file = File::open(&found.file).map_err(refuse)?;
    let size = file.metadata().map_or(0, |data| data.len());
    // What is no file, as a pipe, has no size: it is read as far as one may be long.
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(MOST_BYTES)).unwrap_or_default());
    if size <= MOST_BYTES {
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(refuse)?;
    }
    let size = size.max(bytes.len() as u64);
    if size > MOST_BYTES {
        return Err(format!("{shown} has {} MB, and plans larger than 200 MB are not read", size / 1_000_000));
    }
    if bytes.starts_with(ARCHIVE) {
        return Err(format!(
            "{shown} is the plan itself: `terraform show -json {shown} > plan.json` writes it as JSON"
        ));
    }
    let text = decode(bytes).map_err(|undecodable| format!("cannot read {shown}: {undecodable}"))?;
    Ok(Arc::new(GivenPlan { folder, path: from(&found.file, root), text }))
}

/// The root that a plan is of where nobody says it: the folder that it stands in, else the only one that was named.
fn root_of(file: &Path, named: &[PathBuf]) -> Option<PathBuf> {
    let beside = file.parent().and_then(|folder| folder.canonicalize().ok()).filter(|folder| holds_terraform(folder));
    beside.or_else(|| {
        let mut roots: Vec<&PathBuf> = named.iter().filter(|folder| holds_terraform(folder)).collect();
        roots.dedup();
        match roots.as_slice() {
            [only] => Some((*only).clone()),
            _ => None,
        }
    })
}

fn holds_terraform(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| candidate(&entry.file_name().to_string_lossy()) == Candidate::Terraform)
}

/// A path as it is from the root, also where it stands outside.
fn from(path: &Path, root: &Path) -> String {
    let shared = path.components().zip(root.components()).take_while(|(one, other)| one == other).count();
    let ups = root.components().count() - shared;
    let down = path.components().skip(shared).filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let parts: Vec<String> = std::iter::repeat_n("..".to_owned(), ups).chain(down).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Said, from};

    #[test]
    fn plans_are_named_with_and_without_their_root() {
        let said = |text: &str| text.parse::<Said>().map(|said| (said.folder, said.file));
        assert_eq!(said("plan.json"), Ok((None, "plan.json".into())));
        assert_eq!(said("infra/prod=out/plan.json"), Ok((Some("infra/prod".into()), "out/plan.json".into())));
        assert_eq!(said("infra=a=b.json"), Ok((Some("infra".into()), "a=b.json".into())));
        assert!(said("=plan.json").is_err() && said("infra=").is_err() && said("").is_err());
    }

    #[test]
    fn a_plan_is_known_by_its_path_from_the_root() {
        let table = [("/r/infra/plan.json", "infra/plan.json"), ("/tmp/plan.json", "../tmp/plan.json"), ("/r", "")];
        for (path, expected) in table {
            assert_eq!(from(Path::new(path), Path::new("/r")), expected, "{path}");
        }
    }
}
