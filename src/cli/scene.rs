//! The scene: the root, what is reported of it, and where the reader stands, from the paths on the command line.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::arguments::{Asker, ScanArguments};
use super::git;
use super::output::say;
use super::plans;
use super::today::today;
use crate::discover::MOST_BYTES;
use crate::discover::disk::find_root;
use crate::discover::marks::{Candidate, candidate};
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::parse::text::decode;
use crate::render::paths::Base;

/// The path that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// Where a scan takes place.
#[derive(Debug, Default)]
pub(super) struct Scene {
    /// The root on disk.
    pub(super) root: PathBuf,
    /// Where the reader stands.
    pub(super) base: Base,
    /// Where the repository's top is.
    pub(super) top: Base,
    /// Paths from the root that were asked for, by name or as the current folder; a problem in one is not to be walked past.
    pub(super) named: Vec<String>,
    /// The files that git tracks, where they alone are the world.
    pub(super) tracked: Option<BTreeSet<String>>,
    /// What the scan is told.
    pub(super) overrides: Overrides,
}

impl Scene {
    /// The scene that the command line sets.
    ///
    /// # Errors
    /// What is wrong with the paths, one line each.
    pub(super) fn set(arguments: &ScanArguments, asker: Asker) -> Result<Self, String> {
        let here = std::env::current_dir().map_err(|error| format!("cannot tell the current folder: {error}"))?;
        let here = here.canonicalize().unwrap_or(here);
        let (plans, paths) = plans_and_paths(arguments, asker);
        let mut places = places(arguments, &paths, asker, &here)?;
        let folders: Vec<PathBuf> = if paths.is_empty() { vec![here.clone()] } else { folders(&places).collect() };
        let plans = plans::find(&arguments.plan, &plans, &folders, &here)?;
        if paths.is_empty() && !arguments.paths.is_empty() {
            // Nothing was named but plans: what is meant is what they are plans of.
            places =
                plans.iter().map(|plan| Place { path: plan.folder.clone(), is_folder: true, text: None }).collect();
        }
        let root = match &arguments.root {
            Some(root) => folder(root)?,
            None => root_of(&places, asker, &here),
        };
        let from_root = |path: &Path| {
            relative(path, &root)
                .ok_or_else(|| format!("{} stands outside the root {}", path.display(), root.display()))
        };
        let mut overrides = Overrides {
            today: Some(today(arguments.today)),
            no_settings: arguments.no_settings,
            no_ignore: arguments.no_ignore,
            no_baseline: arguments.no_baseline,
            ..Overrides::default()
        };
        overrides.plans = plans.iter().map(|plan| plans::read(plan, &root)).collect::<Result<_, _>>()?;
        if let Some(settings) = &arguments.settings {
            overrides.settings = Some(from_root(&existing(settings)?)?);
        }
        if let Some(baseline) = &arguments.baseline {
            // One that is not there is a mistake of its own, told like what is wrong in one that is.
            overrides.baseline = Some(from_root(&absolute(baseline, &here))?);
        }
        overrides.given = arguments.variables.given(&root, std::env::vars_os())?;
        let (base, top) = (base(&here, &root), base(top(&root), &root));
        if asker == Asker::Hook {
            let tracked = git::tracked(&root, &here)?;
            // What stands outside the root touches nothing that is known.
            let named: Vec<String> = places.iter().filter_map(|place| shown(&place.path, &root)).collect();
            let is_everything = arguments.paths.is_empty() || named.iter().any(String::is_empty);
            if !is_everything && !are_of_a_commit(&named, tracked.as_ref(), &root) {
                let said: Vec<_> = arguments.paths.iter().map(|path| path.to_string_lossy()).collect();
                say(format_args!("not of a commit here: git does not track {}, nor did it before", said.join(", ")));
            }
            overrides.focus = (!is_everything).then(|| named.iter().cloned().collect());
            let idle: Vec<&str> =
                tracked.iter().flatten().filter(|path| is_idle(path, &root, &overrides)).map(String::as_str).collect();
            if !idle.is_empty() {
                let idle = idle.join(", ");
                say(format_args!(
                    "not in force: {idle}; what holds stands at the root, and --root FOLDER makes another one"
                ));
            }
            return Ok(Self { root, base, top, named, tracked, overrides });
        }
        let mut named = Vec::new();
        for place in &places {
            let path = from_root(&place.path)?;
            if let Some(text) = &place.text {
                overrides.buffers.insert(path.clone(), text.clone());
            }
            named.push(path);
        }
        if arguments.paths.is_empty() {
            overrides.here = named.first().filter(|here| !here.is_empty()).cloned();
        } else if !named.iter().any(String::is_empty) {
            overrides.paths.clone_from(&named);
        }
        Ok(Self { root, base, top, named, tracked: None, overrides })
    }
}

/// The root where nobody names it. A hook's is the top of the repository that it runs in, whichever files a commit has: else
/// these would choose the settings and the baseline that they are held against, and what a workload is called.
fn root_of(places: &[Place], asker: Asker, here: &Path) -> PathBuf {
    let common = common_folder(places).unwrap_or_else(|| here.to_owned());
    match asker {
        Asker::Person => find_root(&common),
        Asker::Hook => {
            repository(here).or_else(|| repository(&common)).map_or_else(|| find_root(&common), Path::to_owned)
        }
    }
}

/// A path that was named, and its text where it is standard input.
struct Place {
    path: PathBuf,
    is_folder: bool,
    text: Option<String>,
}

/// The plans among the paths, and the others.
fn plans_and_paths(arguments: &ScanArguments, asker: Asker) -> (Vec<PathBuf>, Vec<PathBuf>) {
    arguments.paths.iter().cloned().partition(|path| asker == Asker::Person && plans::is_named(path))
}

fn places(arguments: &ScanArguments, paths: &[PathBuf], asker: Asker, here: &Path) -> Result<Vec<Place>, String> {
    if paths.is_empty() {
        return Ok(vec![Place { path: here.to_owned(), is_folder: true, text: None }]);
    }
    let mut places = Vec::new();
    let mut wrong = Vec::new();
    for path in paths {
        let place = match (path.as_os_str() == STANDARD_INPUT, asker) {
            (true, Asker::Person) => standard_input(&arguments.stdin_filename, here),
            (true, Asker::Hook) => Err("standard input is no file of a commit: --from-hook takes paths".to_owned()),
            (false, Asker::Person) => existing(path).map(|path| Place { is_folder: path.is_dir(), path, text: None }),
            (false, Asker::Hook) => Ok(committed(path, here)),
        };
        match place {
            Ok(place) => places.push(place),
            Err(message) => wrong.push(message),
        }
    }
    if wrong.is_empty() { Ok(places) } else { Err(wrong.join("\n")) }
}

/// Whether a file is settings or a baseline below the root, which hold nowhere, beside or above what is in focus.
fn is_idle(path: &str, root: &Path, overrides: &Overrides) -> bool {
    let (is_off, named) = match candidate(path) {
        Candidate::Settings => (overrides.no_settings, &overrides.settings),
        Candidate::Baseline => (overrides.no_baseline, &overrides.baseline),
        _ => return false,
    };
    let folder = paths::folder(path);
    if is_off || folder.is_empty() {
        return false;
    }
    let is_meant = overrides.focus.as_ref().is_none_or(|focus| focus.holds(path) || focus.reaches_into(folder));
    // What holds may be a link to it.
    let holding = root.join(named.as_deref().unwrap_or(paths::name(path)));
    let is_held = || holding.canonicalize().is_ok_and(|real| real == root.join(path));
    is_meant && !is_held()
}

/// Whether any of these paths, from the root, is what a commit holds: one that is tracked, or was until now; outside of any
/// repository, one that is there.
fn are_of_a_commit(named: &[String], tracked: Option<&BTreeSet<String>>, root: &Path) -> bool {
    let Some(tracked) = tracked else { return named.iter().any(|path| root.join(path).exists()) };
    let is_tracked = |path: &String| {
        let inside = paths::child(path, "");
        tracked.contains(path) || tracked.range(inside.clone()..).next().is_some_and(|file| file.starts_with(&inside))
    };
    named.iter().any(is_tracked) || git::were_committed(named, root)
}

/// A path that is part of a commit: it may be gone, and a link is what it is.
fn committed(path: &Path, here: &Path) -> Place {
    let path = absolute(path, here);
    Place { is_folder: path.is_dir() && !path.is_symlink(), path, text: None }
}

fn standard_input(name: &Path, here: &Path) -> Result<Place, String> {
    let mut bytes = Vec::new();
    let mut input = std::io::stdin().take(MOST_BYTES + 1);
    input.read_to_end(&mut bytes).map_err(|error| format!("cannot read standard input: {error}"))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(format!("standard input has more than the {} MB that are read", MOST_BYTES / 1_000_000));
    }
    let text = decode(bytes).map_err(|undecodable| format!("cannot read standard input: {undecodable}"))?;
    Ok(Place { path: absolute(name, here), is_folder: false, text: Some(text) })
}

/// A path that need not exist, without `.` and `..`; the part that exists without links.
pub(super) fn absolute(path: &Path, here: &Path) -> PathBuf {
    let mut whole = here.to_owned();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            other => whole.push(other),
        }
    }
    let file = whole.file_name().map(ToOwned::to_owned);
    match (whole.parent().and_then(|parent| parent.canonicalize().ok()), file) {
        (Some(parent), Some(file)) => parent.join(file),
        _ => whole,
    }
}

pub(super) fn existing(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file or folder {}", path.display()),
        _ => format!("cannot read {}: {error}", path.display()),
    })
}

fn folder(path: &Path) -> Result<PathBuf, String> {
    let found = existing(path)?;
    if found.is_dir() { Ok(found) } else { Err(format!("the root {} is not a folder", path.display())) }
}

/// The innermost folder that holds all places.
fn common_folder(places: &[Place]) -> Option<PathBuf> {
    let mut folders = folders(places);
    let first = folders.next()?;
    Some(folders.fold(first, |common, folder| {
        common
            .components()
            .zip(folder.components())
            .take_while(|(left, right)| left == right)
            .map(|(part, _)| part)
            .collect()
    }))
}

/// The folders of places: themselves, or what they stand in.
fn folders(places: &[Place]) -> impl Iterator<Item = PathBuf> {
    let folder = |place: &Place| {
        if place.is_folder { Some(place.path.clone()) } else { place.path.parent().map(Path::to_owned) }
    };
    places.iter().filter_map(folder)
}

/// A path from the root, its parts joined by `/`; nothing where it stands outside or is no text.
pub(super) fn relative(path: &Path, root: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// The top of the repository that holds the root; the root itself where none does. Settings may make a part of a
/// repository a root of its own, and those who host the repository know paths from its top alone.
fn top(root: &Path) -> &Path {
    repository(root).unwrap_or(root)
}

/// The top of the repository that holds a folder.
fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// A path from the root; parts of it that are no text as sources show them.
fn shown(path: &Path, root: &Path) -> Option<String> {
    let parts: Vec<_> = path.strip_prefix(root).ok()?.iter().map(OsStr::to_string_lossy).collect();
    Some(parts.join("/"))
}

fn base(here: &Path, root: &Path) -> Base {
    match (relative(here, root), relative(root, here)) {
        (Some(below), _) if below.is_empty() => Base::Root,
        (Some(below), _) => Base::Below(below),
        (None, Some(root)) => Base::Elsewhere(root),
        (None, None) => Base::Elsewhere(root.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Base, Place, absolute, base, common_folder, relative};

    #[test]
    fn paths_are_seen_from_the_root() {
        assert_eq!(relative(Path::new("/r/a/b.tf"), Path::new("/r")).as_deref(), Some("a/b.tf"));
        assert_eq!(relative(Path::new("/r"), Path::new("/r")).as_deref(), Some(""));
        assert_eq!(relative(Path::new("/rest"), Path::new("/r")), None);
        assert_eq!(base(Path::new("/r/a"), Path::new("/r")), Base::Below("a".into()));
        assert_eq!(base(Path::new("/"), Path::new("/r")), Base::Elsewhere("r".into()));
        assert_eq!(base(Path::new("/x"), Path::new("/r")), Base::Elsewhere("/r".into()));
        assert_eq!(
            absolute(Path::new("../no/such/./x.yaml"), Path::new("/nowhere/a")),
            PathBuf::from("/nowhere/no/such/x.yaml")
        );
    }

    #[test]
    fn several_paths_share_the_root_of_their_common_folder() {
        let place = |path: &str, is_folder| Place { path: path.into(), is_folder, text: None };
        let common = common_folder(&[place("/r/a/x.tf", false), place("/r/a/b", true), place("/r/a/b/c.tf", false)]);
        assert_eq!(common.as_deref(), Some(Path::new("/r/a")));
    }
}
