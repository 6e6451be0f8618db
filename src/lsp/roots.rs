//! Roots: the worlds that the client's folders and documents stand in.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::diagnostics::{Manner, Page, Said, said};
use super::documents::{Document, Documents};
use super::session::Session;
use super::uri;
use super::world::World;
use crate::discover::disk::find_root;
use crate::discover::stamped::StampedDisk;
use crate::model::paths;

/// A root and what is said of it.
pub(super) struct Root {
    pub(super) world: World,
    /// What the world stands on.
    disk: Arc<StampedDisk>,
    /// Where it stands, free of links.
    folder: PathBuf,
    /// What the client calls it.
    uri: String,
    /// Whether what is said is of its texts as they are.
    state: State,
    said: Said,
}

/// How far what is said still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Fresh,
    /// Some text is no longer what it was.
    Stale,
    /// Nothing holds: it was said of other files, or otherwise.
    Void,
}

/// All roots, and the folders that the client opened.
#[derive(Default)]
pub(super) struct Roots {
    roots: Vec<Root>,
    /// URIs as the client wrote them.
    folders: Vec<String>,
}

/// Whether anything was scanned anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshened {
    /// Nothing.
    Nothing,
    /// At least one root.
    Something,
}

/// Where a file stands: the index of the innermost root that holds it, and its path from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) root: usize,
    pub(super) path: String,
}

impl Roots {
    pub(super) fn add_folder(&mut self, uri: &str) {
        if !self.folders.iter().any(|folder| folder == uri) {
            self.folders.push(uri.to_owned());
        }
    }

    pub(super) fn remove_folder(&mut self, uri: &str) {
        self.folders.retain(|folder| folder != uri);
    }

    pub(super) fn get(&self, place: &Place) -> Option<&Root> {
        self.roots.get(place.root)
    }

    pub(super) fn get_mut(&mut self, place: &Place) -> Option<&mut Root> {
        self.roots.get_mut(place.root)
    }

    /// Makes the worlds that folders and documents stand in, keeps those that there are, and drops those in which nothing
    /// is open any more. Says what stands nowhere.
    pub(super) fn settle(&mut self, documents: &Documents) -> Vec<String> {
        let mut wanted: BTreeMap<PathBuf, String> = BTreeMap::new();
        let mut lines = Vec::new();
        for folder in &self.folders {
            match uri::to_path(folder).and_then(|path| path.canonicalize().ok()) {
                Some(path) => want(&mut wanted, &path, folder),
                None => lines.push(format!("{folder} is no folder that can be read")),
            }
        }
        // A document's root is the one of its folder or its own, whatever else is open.
        let workspace: Vec<PathBuf> = wanted.keys().cloned().collect();
        for (uri, document) in documents {
            if !workspace.iter().any(|folder| document.path.starts_with(folder)) {
                want(&mut wanted, &document.path, uri);
            }
        }
        self.roots.retain(|root| wanted.remove(&root.folder).is_some());
        for (folder, uri) in wanted {
            match StampedDisk::new(&folder).map(Arc::new) {
                Ok(disk) => {
                    let mut world = World::over(disk.clone());
                    let inside = documents
                        .values()
                        .filter_map(|document| Some((relative(&folder, &document.path)?, document.text.clone())));
                    world.overrides.buffers = inside.collect();
                    let (state, said) = (State::Void, Said::default());
                    self.roots.push(Root { world, disk, folder, uri, state, said });
                }
                Err(error) => lines.push(format!("cannot read {}: {error}", folder.display())),
            }
        }
        // What is open is called by the client's own names.
        self.tell_again();
        lines
    }

    /// Takes what is open of a file for its text, wherever that is known; what is on disk where nothing is.
    pub(super) fn take(&mut self, path: &Path, open: Option<&Document>) {
        for root in &mut self.roots {
            if let Some(path) = relative(&root.folder, path) {
                root.world.set_buffer(&path, open.map(|document| document.text.clone()));
                root.state = root.state.max(State::Stale);
            }
        }
    }

    /// Takes note that a file is no longer what it was.
    pub(super) fn changed(&mut self, path: &Path) {
        for root in &mut self.roots {
            if let Some(path) = relative(&root.folder, path) {
                root.disk.changed(&path);
                root.state = root.state.max(State::Stale);
            }
        }
    }

    /// Takes note that anything on disk may have changed.
    pub(super) fn look_again(&mut self) {
        for root in &mut self.roots {
            root.disk.look_again();
            root.state = root.state.max(State::Stale);
        }
    }

    /// Takes note that all is to be told otherwise.
    pub(super) fn tell_again(&mut self) {
        self.roots.iter_mut().for_each(|root| root.state = State::Void);
    }

    /// Scans what is no longer what it was. Says whether there was any such, and what nobody was shown before.
    pub(super) fn freshen(&mut self, session: &Session) -> (Freshened, Vec<String>) {
        let (mut freshened, mut lines) = (Freshened::Nothing, Vec::new());
        for root in self.roots.iter_mut().filter(|root| root.state > State::Fresh) {
            freshened = Freshened::Something;
            let state = std::mem::replace(&mut root.state, State::Fresh);
            root.world.overrides.today = Some((session.today)());
            if let Err(words) = root.world.scan() {
                lines.push(format!("a defect of misfit's ended the scan of {}: {words}", root.uri));
            }
            let nothing = Said::default();
            let before = if state == State::Void { &nothing } else { &root.said };
            let new = root.speak(session, |world, manner| said(world, manner, before));
            lines.extend(new.notices.iter().filter(|notice| !root.said.notices.contains(notice)).cloned());
            root.said = new;
        }
        (freshened, lines)
    }

    /// The innermost root that holds a path, and the path from there.
    pub(super) fn place(&self, path: &Path) -> Option<Place> {
        let holding = self.roots.iter().enumerate().filter(|(_, root)| path.starts_with(&root.folder));
        let (root, innermost) = holding.max_by_key(|(_, root)| root.folder.as_os_str().len())?;
        Some(Place { root, path: relative(&innermost.folder, path)? })
    }

    /// What is said of the file at a place.
    pub(super) fn page(&self, place: &Place) -> Option<&Page> {
        self.roots.get(place.root)?.said.pages.get(&place.path)
    }

    /// All that is said, by the client's URIs. Of a file that stands in several roots, the innermost speaks.
    pub(super) fn pages(&self, documents: &Documents) -> BTreeMap<String, &Page> {
        let open = by_path(documents);
        let mut pages = BTreeMap::new();
        for (index, root) in self.roots.iter().enumerate() {
            for (path, page) in &root.said.pages {
                let whole = root.folder.join(path);
                if self.place(&whole).is_some_and(|place| place.root == index) {
                    pages.extend(root.uris_of(path, &open).into_iter().map(|uri| (uri, page)));
                }
            }
        }
        pages
    }
}

/// Open documents by where they stand, with the URIs of each: links lead to one file by several.
type Open<'a> = HashMap<&'a Path, Vec<(&'a str, &'a Document)>>;

fn by_path(documents: &Documents) -> Open<'_> {
    let mut open = Open::new();
    for (uri, document) in documents {
        open.entry(&document.path).or_default().push((uri, document));
    }
    open
}

impl Root {
    /// Does what has to know how the client is spoken to of this root.
    pub(super) fn speak<R>(&self, session: &Session, speech: impl FnOnce(&World, &Manner<'_>) -> R) -> R {
        let open = by_path(&session.documents);
        let first = |path: &str| open.get(self.folder.join(path).as_path()).and_then(|names| names.first().copied());
        let uri = |path: &str| first(path).map_or_else(|| uri::below(&self.uri, path), |(uri, _)| uri.to_owned());
        let before = |path: &str| first(path).map_or("", |(_, document)| document.before());
        let manner = Manner { abilities: session.abilities, options: session.options, uri: &uri, before: &before };
        speech(&self.world, &manner)
    }

    /// All that the client calls the file at a path.
    fn uris_of(&self, path: &str, open: &Open<'_>) -> Vec<String> {
        match open.get(self.folder.join(path).as_path()) {
            Some(names) => names.iter().map(|(uri, _)| (*uri).to_owned()).collect(),
            None => vec![uri::below(&self.uri, path)],
        }
    }
}

/// Wants the root that a file or folder belongs to, by the client's own words where they lead there.
fn want(wanted: &mut BTreeMap<PathBuf, String>, path: &Path, said: &str) {
    let root = find_root(path);
    let parts = path.strip_prefix(&root).map_or(0, |below| below.components().count());
    let leads = |uri: &&str| uri::to_path(uri).and_then(|path| path.canonicalize().ok()).as_deref() == Some(&root);
    let own = uri::above(said, parts).filter(leads).map(str::to_owned);
    if let Some(uri) = own.or_else(|| uri::of_path(&root)) {
        wanted.entry(root).or_insert(uri);
    }
}

/// The path of a file that may not be there yet, free of links; nothing where its folder is not there.
pub(super) fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)))
}

/// The path of a file that may be gone with folders above it, free of links as far as it is there.
pub(super) fn gone(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(|above| {
        let rest = path.strip_prefix(above).ok()?;
        Some(above.canonicalize().ok()?.join(rest))
    })
}

/// A path from a folder, its parts joined by `/`.
fn relative(folder: &Path, path: &Path) -> Option<String> {
    let mut text = String::new();
    for part in path.strip_prefix(folder).ok()? {
        text = paths::child(&text, part.to_str()?);
    }
    Some(text)
}
