//! Sources as git would hand them on: of all that stands under a root, the files that are tracked.

use std::collections::BTreeSet;

use crate::model::paths;
use crate::model::source::{Entry, EntryKind, ReadError, Sources};

/// Sources of which only tracked files are seen, as they stand in the tree. The list comes from whoever asked git.
pub struct Tracked<'a> {
    below: &'a dyn Sources,
    /// Paths from the root. One of a folder is a link to it, or a submodule that is not checked out.
    files: BTreeSet<String>,
}

impl<'a> Tracked<'a> {
    /// Of some sources, these files.
    pub fn new(below: &'a dyn Sources, files: BTreeSet<String>) -> Self {
        Self { below, files }
    }

    /// Whether a path is tracked, or the folder of one that is.
    fn knows(&self, path: &str) -> bool {
        if path.is_empty() || self.files.contains(path) {
            return true;
        }
        let inside = paths::child(path, "");
        self.files.range(inside.clone()..).next().is_some_and(|file| file.starts_with(&inside))
    }

    /// The path, free of links, of what is tracked under a path.
    fn real(&self, path: &str) -> Result<String, ReadError> {
        let path = paths::join("", path).ok_or(ReadError::OutsideRoot)?;
        // What is read through a link is seen where both are tracked: the link, and what it leads to.
        if !self.knows(&path) && !paths::above(&path).any(|folder| self.files.contains(folder)) {
            return Err(ReadError::Untracked);
        }
        let real = self.below.target(&path).unwrap_or(path);
        if self.knows(&real) { Ok(real) } else { Err(ReadError::Untracked) }
    }

    /// An entry of a folder as it is seen; one that is not tracked is not.
    fn seen(&self, folder: &str, entry: Entry) -> Option<Entry> {
        let path = paths::child(folder, &entry.name);
        let kind = match entry.kind {
            EntryKind::FileLink(_) | EntryKind::FolderLink if self.real(&path).is_err() => EntryKind::DeadLink,
            kind => kind,
        };
        self.knows(&path).then_some(Entry { kind, ..entry })
    }
}

impl Sources for Tracked<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let Err(error) = self.real(path) else { return self.below.read(path) };
        // What is nowhere is not untracked.
        Err(self.below.read(path).err().filter(|other| *other == ReadError::NotFound).unwrap_or(error))
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let real = match self.real(folder) {
            Ok(real) => real,
            Err(error) => {
                let other = self.below.list(folder).err();
                return Err(other.filter(|other| *other == ReadError::NotFound).unwrap_or(error));
            }
        };
        let entries = self.below.list(&real)?;
        Ok(entries.into_iter().filter_map(|entry| self.seen(&real, entry)).collect())
    }

    fn target(&self, link: &str) -> Option<String> {
        self.real(link).ok()?;
        self.below.target(link)
    }
}
