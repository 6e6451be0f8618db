//! The window that dialects have onto a root: parsed files by path, and what stands in a folder.

use std::sync::Arc;

use super::document::Parsed;
use super::source::{Entry, ReadError, Source, SourceId};

/// Parsed files by path. Whoever implements it notes every path that was asked for, found or not,
/// so that what was made of them can be kept until one changes.
pub trait Library {
    /// A file, parsed by the syntax that its name says.
    ///
    /// # Errors
    /// What kept the file from being read; a syntax error is none, it stands in the parsed file's problems.
    fn open(&self, path: &str) -> Result<Volume, ReadError>;

    /// A file's text, for a function that reads files: whatever it is, it is not parsed.
    ///
    /// # Errors
    /// What kept the file from being read as text.
    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError>;

    /// The entries of a folder, by name.
    ///
    /// # Errors
    /// What kept the folder from being read.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError>;

    /// What stands in for a module that is not on disk, by the source that its call gives. A library of files alone
    /// knows none.
    fn stand_in(&self, _source: &str) -> Option<StandIn> {
        None
    }
}

/// What is read in the place of a module that is not on disk.
#[derive(Clone, Debug)]
pub enum StandIn {
    /// A folder under the root, as the settings say.
    Folder(String),
    /// One that misfit brings along: what its inputs make, and no more. Nobody can edit it, so nothing is said to stand in it.
    Known(Volume),
}

/// A file of a library.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Its id, for spans.
    pub id: SourceId,
    /// Its path and text.
    pub source: Arc<Source>,
    /// Its trees.
    pub parsed: Arc<Parsed>,
}
