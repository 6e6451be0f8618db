//! The window that pieces of work have onto the sources: parsed files by path, and a note of every look.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::memo::{Memo, Read};
use crate::model::document::Parsed;
use crate::model::library::{Library, Volume};
use crate::model::overrides::Overrides;
use crate::model::problem::Problem;
use crate::model::source::{Entry, ReadError, Source, Sources};
use crate::parse::{self, text};

/// The sources, with an editor's buffers and standard input over them.
pub(super) struct View<'a> {
    sources: &'a dyn Sources,
    overrides: &'a Overrides,
}

impl<'a> View<'a> {
    pub(super) fn new(sources: &'a dyn Sources, overrides: &'a Overrides) -> Self {
        Self { sources, overrides }
    }
}

impl Sources for View<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self.overrides.buffers.get(path) {
            Some(text) => Ok(text.clone().into_bytes()),
            None => self.sources.read(path),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.sources.list(folder)
    }
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
    problems: Vec<Problem>,
}

/// All that was read at a desk.
pub(super) struct Cleared {
    /// Every look at the sources.
    pub(super) reads: Vec<Read>,
    /// The files that were opened.
    pub(super) volumes: Vec<Volume>,
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
        let opened = match text::decode(bytes) {
            Ok(decoded) => Ok(self.shelve(path, decoded)),
            Err(undecodable) => {
                let problem = undecodable.problem(path);
                let refused = ReadError::Refused(problem.message.clone());
                self.notes.borrow_mut().problems.push(problem);
                Err(refused)
            }
        };
        let mut notes = self.notes.borrow_mut();
        let seen = opened.as_ref().ok().map(|volume| volume.source.clone());
        notes.reads.push(Read::File(path.to_owned(), seen));
        notes.volumes.insert(path.to_owned(), opened.clone());
        opened
    }

    fn shelve(&self, path: &str, decoded: String) -> Volume {
        let id = self.memo.id(path);
        let source = Arc::new(Source::new(path, decoded));
        let parsed = match parse::syntax_of(path) {
            Some(syntax) => parse::parse(id, &source.text, syntax),
            None => Parsed::default(),
        };
        Volume { id, source, parsed: Arc::new(parsed) }
    }

    pub(super) fn clear(self) -> Cleared {
        let notes = self.notes.into_inner();
        let mut volumes: Vec<Volume> = notes.volumes.into_values().filter_map(Result::ok).collect();
        volumes.sort_by(|one, other| one.source.path.cmp(&other.source.path));
        let mut problems = notes.problems;
        for volume in &volumes {
            problems.extend(volume.parsed.problems.iter().cloned());
        }
        Cleared { reads: notes.reads, volumes, problems }
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
                notes.reads.push(Read::File(path.to_owned(), None));
                notes.volumes.insert(path.to_owned(), Err(error.clone()));
                Err(error)
            }
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let listed = self.view.list(folder).map(|mut entries| {
            entries.sort_by(|one, other| one.name.cmp(&other.name));
            entries
        });
        self.notes.borrow_mut().reads.push(Read::Folder(folder.to_owned(), listed.as_ref().ok().cloned()));
        listed
    }
}

/// Whether everything that was seen would be seen again.
pub(super) fn unchanged(view: &View<'_>, reads: &[Read]) -> bool {
    reads.iter().all(|read| match read {
        Read::File(path, seen) => {
            let now = view.read(path).ok().and_then(|bytes| text::decode(bytes).ok());
            now.as_deref() == seen.as_ref().map(|source| &*source.text)
        }
        Read::Folder(folder, seen) => {
            let now = view.list(folder).ok().map(|mut entries| {
                entries.sort_by(|one, other| one.name.cmp(&other.name));
                entries
            });
            now == *seen
        }
    })
}
