//! Sources in memory: for tests, and for an editor's unsaved text over what is on disk.

use std::collections::BTreeMap;

use super::MOST_BYTES;
use crate::model::paths;
use crate::model::source::{Entry, EntryKind, ReadError, Sources};

/// Files by their paths from the root. Folders are there where a file stands in them.
#[derive(Clone, Default, Debug)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file at a path, over one that was there.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// Whether a file stands at a path.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Everything right or further below a folder.
    fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &Vec<u8>)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let files = self.files.range(prefix.clone()..);
        files.map_while(move |(path, bytes)| path.strip_prefix(&prefix).map(|rest| (rest, bytes)))
    }
}

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }
}

impl Sources for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let path = paths::join("", path).ok_or(ReadError::OutsideRoot)?;
        match self.files.get(&path) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.below(&path).next().is_some() => Err(ReadError::Refused("it is a folder".to_owned())),
            None => Err(ReadError::NotFound),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let folder = paths::join("", folder).ok_or(ReadError::OutsideRoot)?;
        let mut entries: Vec<Entry> = Vec::new();
        for (rest, bytes) in self.below(&folder) {
            let (name, kind) = match rest.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (rest, EntryKind::File(bytes.len() as u64)),
            };
            // All below one folder stand next to each other.
            if entries.last().is_none_or(|last| last.name != name) {
                entries.push(Entry { name: name.to_owned(), kind });
            }
        }
        if entries.is_empty() && !folder.is_empty() { Err(ReadError::NotFound) } else { Ok(entries) }
    }
}

/// Some sources over others: an editor's buffers over a disk.
pub struct Over<'a> {
    /// Read first.
    pub above: &'a Memory,
    /// Read where nothing stands above.
    pub below: &'a dyn Sources,
}

impl Sources for Over<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self.above.read(path) {
            Err(ReadError::NotFound | ReadError::Refused(_)) => self.below.read(path),
            read => read,
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let (above, below) = (self.above.list(folder), self.below.list(folder));
        match (above, below) {
            (Ok(above), Ok(mut below)) => {
                let is_read = |entry: &Entry| entry.kind.file_size().is_some_and(|size| size <= MOST_BYTES);
                for over in above {
                    // A file that is being written is the file that it was: a listing does not change with its text.
                    match below.iter_mut().find(|entry| entry.name == over.name) {
                        Some(entry) if is_read(entry) && is_read(&over) => {}
                        Some(entry) => *entry = over,
                        None => below.push(over),
                    }
                }
                Ok(below)
            }
            (Ok(above), Err(ReadError::NotFound)) => Ok(above),
            (_, below) => below,
        }
    }

    fn target(&self, link: &str) -> Option<String> {
        self.below.target(link)
    }
}
