//! The window that pieces of work have onto the sources: parsed files by path, and a note of every look.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::discover::memory::{Memory, Over};
use crate::memo::{Memo, Read};
use crate::model::document::Parsed;
use crate::model::library::{Library, Volume};
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::source::{Entry, ReadError, Source, Sources};
use crate::parse::{self, text};

/// The sources, with an editor's buffers and standard input over them.
pub(super) struct View<'a> {
    sources: &'a dyn Sources,
    buffers: Memory,
    /// Paths that no listing shows, for they are ignored or excluded. Whoever knows of one may still read it.
    hidden: HashSet<String>,
}

impl<'a> View<'a> {
    pub(super) fn new(sources: &'a dyn Sources, overrides: &'a Overrides) -> Self {
        let buffers = overrides.buffers.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        Self { sources, buffers: buffers.collect(), hidden: HashSet::new() }
    }

    /// Shows these paths in no listing from now on: what stands on one machine alone decides nothing.
    pub(super) fn hide<'p>(&mut self, paths: impl Iterator<Item = &'p String>) {
        self.hidden.extend(paths.cloned());
    }

    fn over(&self) -> Over<'_> {
        Over { above: &self.buffers, below: self.sources }
    }

    /// The text of a file.
    fn text(&self, path: &str) -> Result<String, ReadError> {
        decoded(path, self.read(path)?).map_err(|problem| ReadError::Refused(problem.message))
    }

    /// The entries of a folder that are not hidden, by name.
    fn sorted(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let mut entries = self.list(folder)?;
        entries.retain(|entry| !self.hidden.contains(&paths::child(folder, &entry.name)));
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }
}

impl Sources for View<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.over().read(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.over().list(folder)
    }

    fn target(&self, link: &str) -> Option<String> {
        self.over().target(link)
    }
}

fn decoded(path: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    text::decode(bytes).map_err(|undecodable| undecodable.problem(path))
}

/// What one piece of work reads, and that it read it.
pub(super) struct Desk<'a> {
    view: &'a View<'a>,
    memo: &'a Memo,
    notes: RefCell<Notes>,
}

#[derive(Default)]
struct Notes {
    reads: Vec<Read>,
    volumes: HashMap<String, Result<Volume, ReadError>>,
    texts: HashMap<String, Result<Arc<Source>, ReadError>>,
    folders: HashMap<String, Result<Vec<Entry>, ReadError>>,
    problems: Vec<Problem>,
}

/// All that was read at a desk.
pub(super) struct Cleared {
    /// Every look at the sources.
    pub(super) reads: Vec<Read>,
    /// The files that were opened.
    pub(super) volumes: Vec<Volume>,
    /// Paths of the files of which only the text was read.
    pub(super) texts: Vec<String>,
    /// Files that could not be read or decoded, and what is wrong in those that could.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(view: &'a View<'a>, memo: &'a Memo) -> Self {
        Self { view, memo, notes: RefCell::default() }
    }

    /// A file's bytes, for a first look that may be the last: not noted, since what it shows is looked at anew each time.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        self.view.read(path)
    }

    /// Takes bytes that were read already as a file's.
    pub(super) fn take(&self, path: &str, bytes: Vec<u8>) -> Result<Volume, ReadError> {
        let opened = match decoded(path, bytes) {
            Ok(decoded) => Ok(self.shelve(path, decoded)),
            Err(problem) => {
                let refused = ReadError::Refused(problem.message.clone());
                self.notes.borrow_mut().problems.push(problem);
                Err(refused)
            }
        };
        let mut notes = self.notes.borrow_mut();
        let seen = opened.as_ref().map(|volume| volume.source.clone()).map_err(Clone::clone);
        notes.reads.push(Read::File(path.to_owned(), seen));
        notes.volumes.insert(path.to_owned(), opened.clone());
        opened
    }

    fn shelve(&self, path: &str, decoded: String) -> Volume {
        let id = self.memo.id(path);
        let source = Arc::new(Source::new(path, decoded));
        let parsed = match parse::syntax_of(path, &source.text) {
            Some(syntax) => parse::parse(id, &source.text, syntax),
            None => Parsed::default(),
        };
        Volume { id, source, parsed: Arc::new(parsed) }
    }

    pub(super) fn clear(self) -> Cleared {
        let notes = self.notes.into_inner();
        let mut volumes: Vec<Volume> = notes.volumes.values().filter_map(|opened| opened.clone().ok()).collect();
        volumes.sort_by(|one, other| one.source.path.cmp(&other.source.path));
        let mut problems = notes.problems;
        for volume in &volumes {
            problems.extend(volume.parsed.problems.iter().cloned());
        }
        let read =
            |(path, text): (String, Result<_, _>)| (text.is_ok() && !notes.volumes.contains_key(&path)).then_some(path);
        let mut texts: Vec<String> = notes.texts.into_iter().filter_map(read).collect();
        texts.sort_unstable();
        Cleared { reads: notes.reads, volumes, texts, problems }
    }
}

impl Library for Desk<'_> {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        if let Some(known) = self.notes.borrow().volumes.get(path) {
            return known.clone();
        }
        match self.view.read(path) {
            Ok(bytes) => self.take(path, bytes),
            Err(error) => {
                let mut notes = self.notes.borrow_mut();
                notes.reads.push(Read::File(path.to_owned(), Err(error.clone())));
                notes.volumes.insert(path.to_owned(), Err(error.clone()));
                Err(error)
            }
        }
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        let mut notes = self.notes.borrow_mut();
        if let Some(known) = notes.texts.get(path) {
            return known.clone();
        }
        let text = self.view.read(path).and_then(|bytes| {
            let decoded =
                text::decode(bytes).map_err(|undecodable| ReadError::Refused(undecodable.problem(path).message))?;
            Ok(Arc::new(Source::new(path, decoded)))
        });
        notes.reads.push(Read::File(path.to_owned(), text.clone()));
        notes.texts.insert(path.to_owned(), text.clone());
        text
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let mut notes = self.notes.borrow_mut();
        if let Some(known) = notes.folders.get(folder) {
            return known.clone();
        }
        let listed = self.view.sorted(folder);
        notes.reads.push(Read::Folder(folder.to_owned(), listed.clone()));
        notes.folders.insert(folder.to_owned(), listed.clone());
        listed
    }
}

/// Whether everything that was seen would be seen again.
pub(super) fn unchanged(view: &View<'_>, reads: &[Read]) -> bool {
    reads.iter().all(|read| match read {
        Read::File(path, seen) => view.text(path).as_deref() == seen.as_ref().map(|source| &*source.text),
        Read::Folder(folder, seen) => view.sorted(folder) == *seen,
    })
}

#[cfg(test)]
mod tests {
    use super::{Desk, Library, View};
    use crate::discover::memory::Memory;
    use crate::memo::Memo;
    use crate::model::overrides::Overrides;

    #[test]
    fn a_second_look_is_the_first_and_noted_once() {
        let sources: Memory = [("a/main.tf", "")].into_iter().collect();
        let (overrides, memo) = (Overrides::default(), Memo::new());
        let view = View::new(&sources, &overrides);
        let desk = Desk::new(&view, &memo);
        for _ in 0..2 {
            assert_eq!(desk.list("a").map(|entries| entries.len()), Ok(1));
            assert!(desk.list("b").is_err());
            assert!(desk.open("a/main.tf").is_ok() && desk.open("a/gone.tf").is_err());
        }
        assert_eq!(desk.clear().reads.len(), 4);
    }
}
