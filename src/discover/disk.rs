//! Sources on disk, bounded to their root, whatever links and odd files stand there.

use std::ffi::OsStr;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::MOST_BYTES;
use crate::model::source::{Entry, EntryKind, ReadError, Sources};
use crate::model::{paths, settings};

/// A folder on disk and all below it.
#[derive(Clone, Debug)]
pub struct Disk {
    /// Free of links.
    root: PathBuf,
}

impl Disk {
    /// The sources under a folder.
    ///
    /// # Errors
    /// Where the folder is not there or may not be entered.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Self { root: fs::canonicalize(root)? })
    }

    /// The root, free of links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a path really leads, inside the root.
    fn real(&self, path: &str) -> Result<PathBuf, ReadError> {
        let path = paths::join("", path).ok_or(ReadError::OutsideRoot)?;
        // The root is free of links: only what stands below it may be one, and seldom is.
        let mut real = self.root.clone();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            real.push(part);
            if fs::symlink_metadata(&real).map_err(|error| refusal(&error))?.is_symlink() {
                return self.followed(&path);
            }
        }
        Ok(real)
    }

    /// Where a path leads with a link in it.
    fn followed(&self, path: &str) -> Result<PathBuf, ReadError> {
        let real = fs::canonicalize(self.root.join(path)).map_err(|error| refusal(&error))?;
        if real.starts_with(&self.root) { Ok(real) } else { Err(ReadError::OutsideRoot) }
    }

    /// What a link leads to.
    fn link(&self, link: &Path) -> EntryKind {
        let inside = fs::canonicalize(link).ok().filter(|real| real.starts_with(&self.root));
        match inside.and_then(|real| fs::metadata(real).ok()) {
            Some(target) if target.is_dir() => EntryKind::FolderLink,
            Some(target) if target.is_file() => EntryKind::FileLink(target.len()),
            Some(_) => EntryKind::Other,
            None => EntryKind::DeadLink,
        }
    }

    /// What an entry is whose type is known; its size is asked for only where it counts.
    fn entry_kind(
        &self,
        kind: FileType,
        path: &dyn Fn() -> PathBuf,
        data: &dyn Fn() -> io::Result<Metadata>,
    ) -> EntryKind {
        match kind {
            kind if kind.is_dir() => EntryKind::Folder,
            kind if kind.is_file() => EntryKind::File(data().map_or(0, |data| data.len())),
            kind if kind.is_symlink() => self.link(&path()),
            _ => EntryKind::Other,
        }
    }
}

impl Sources for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let real = self.real(path)?;
        let size = readable_size(&fs::metadata(&real).map_err(|error| refusal(&error))?)?;
        let file = File::open(&real).map_err(|error| refusal(&error))?;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        // A file may have grown since it was measured.
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| refusal(&error))?;
        let read = bytes.len() as u64;
        if read > MOST_BYTES { Err(ReadError::TooLarge(read)) } else { Ok(bytes) }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let real = self.real(folder)?;
        let mut entries = Vec::new();
        for entry in fs::read_dir(real).map_err(|error| refusal(&error))? {
            let entry = entry.map_err(|error| refusal(&error))?;
            entries.push(match entry.file_name().into_string() {
                Ok(name) => {
                    let kind = |kind| self.entry_kind(kind, &|| entry.path(), &|| entry.metadata());
                    Entry { kind: entry.file_type().map_or(EntryKind::Other, kind), name }
                }
                // No path in text leads to it.
                Err(name) => Entry { name: name.to_string_lossy().into_owned(), kind: EntryKind::Other },
            });
        }
        Ok(entries)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        let path = self.root.join(paths::join("", path)?);
        let data = fs::symlink_metadata(&path).ok()?;
        Some(self.entry_kind(data.file_type(), &|| path.clone(), &|| Ok(data.clone())))
    }

    fn target(&self, link: &str) -> Option<String> {
        let real = self.real(link).ok()?;
        let parts: Option<Vec<&str>> = real.strip_prefix(&self.root).ok()?.iter().map(OsStr::to_str).collect();
        Some(parts?.join("/"))
    }
}

/// The size of a regular file within the cap. Anything else could block whoever opens it.
fn readable_size(data: &Metadata) -> Result<u64, ReadError> {
    if data.is_dir() {
        return Err(ReadError::Refused("it is a folder".to_owned()));
    }
    if !data.is_file() {
        return Err(ReadError::Refused("it is no regular file".to_owned()));
    }
    if data.len() > MOST_BYTES { Err(ReadError::TooLarge(data.len())) } else { Ok(data.len()) }
}

fn refusal(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::NotFound,
        _ => ReadError::Refused(error.to_string()),
    }
}

/// The names of what stands in a root: settings, or what git knows of a repository.
pub const ROOT_MARKS: [&str; 3] = [settings::NAMES[0], settings::NAMES[1], ".git"];

/// The root that a file or folder belongs to: the nearest folder upward with a `misfit.yaml` or a `.git`; else the
/// folder itself. Of a folder that is not there, as standard input may name, the nearest that is.
pub fn find_root(start: &Path) -> PathBuf {
    let real = start.ancestors().find_map(|folder| fs::canonicalize(folder).ok());
    let start = real.unwrap_or_else(|| start.to_path_buf());
    let folder = if start.is_file() { start.parent().unwrap_or(&start) } else { &start };
    let is_root = |folder: &&Path| ROOT_MARKS.iter().any(|mark| folder.join(mark).exists());
    folder.ancestors().find(is_root).unwrap_or(folder).to_path_buf()
}
