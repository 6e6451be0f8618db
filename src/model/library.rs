//! The window that dialects have onto a root: parsed files by path, and what stands in a folder.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use smol_str::SmolStr;

use super::document::Parsed;
use super::given::Given;
use super::plan::GivenPlan;
use super::source::{Entry, ReadError, Source, SourceId, Span};
use super::tree::Node;

/// Parsed files by path. Whoever implements it notes every path that was asked for, found or not,
/// so that what was made of them can be kept until one changes.
pub trait Library: Sync {
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

    /// Whether ignore rules hide what would stand at a path. What is not there and hidden may be made before anything runs. A
    /// library of files alone knows no rules.
    fn is_ignored(&self, _path: &str) -> bool {
        false
    }

    /// The entries of a folder, by name.
    ///
    /// # Errors
    /// What kept the folder from being read.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError>;

    /// A template of HCL that stands in no HCL source, parsed. A library of files alone reads none.
    ///
    /// # Errors
    /// Why it cannot be read, as what may follow a colon.
    fn template(&self, _text: &str, _footing: Footing<'_>) -> Result<Node, SmolStr> {
        Err(SmolStr::new_static("nothing here reads templates"))
    }

    /// YAML that stands in no file of its own, parsed, for a function that decodes it. A library of files alone reads none.
    fn yaml(&self, _text: &str) -> Option<Parsed> {
        None
    }

    /// The plan of the unit in a folder, where one was handed in.
    fn plan(&self, _folder: &str) -> Option<Arc<GivenPlan>> {
        None
    }

    /// An HCL expression that stands in no file. What is made of it has places of nowhere.
    fn expression(&self, _text: &str) -> Option<Node> {
        None
    }

    /// What the variables of Terraform roots are set to from outside the sources. A library of files alone knows nothing.
    fn given(&self) -> Arc<Given> {
        Arc::default()
    }

    /// Does so many pieces of work, each once and in whatever order, at once where there are hands for it. A library of files
    /// alone has one hand.
    fn share_out(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..pieces).for_each(work);
    }

    /// What stands in for a module that is not on disk, by the source that its call gives and the versions that it asks for.
    /// A library of files alone knows none.
    fn stand_in(&self, _source: &str, _version: Option<&str>) -> Option<StandIn> {
        None
    }
}

/// Into so many shares work is cut: some more than most machines have hands, so that nobody waits long for the last.
const SHARES: usize = 8;

/// What comes of things that are worked on share by share, each a range of their numbers, in order.
pub fn in_shares<T: Send + Sync>(
    library: &dyn Library,
    things: usize,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    let size = things.div_ceil(SHARES).max(1);
    let shares: Vec<Range<usize>> = (0..things).step_by(size).map(|start| start..(start + size).min(things)).collect();
    let done: Vec<OnceLock<T>> = shares.iter().map(|_| OnceLock::new()).collect();
    library.share_out(shares.len(), &|at| {
        if let (Some(share), Some(slot)) = (shares.get(at), done.get(at)) {
            slot.get_or_init(|| work(share.clone()));
        }
    });
    done.into_iter().filter_map(OnceLock::into_inner).collect()
}

/// Where the parts of a template are said to stand that stands in no HCL source.
#[derive(Clone, Copy, Debug)]
pub enum Footing<'t> {
    /// All of them at one place: where a file is asked to be filled in, say.
    At(Span),
    /// Each at its own bytes in a JSON string, by where that stands and what is written there, with its quotes.
    Json(Span, &'t str),
}

/// What is read in the place of a module that is not on disk.
#[derive(Clone, Debug)]
pub enum StandIn {
    /// A folder under the root, as the settings say.
    Folder(String),
    /// One that misfit brings along: what its inputs make, and no more. Nobody can edit it, so nothing is said to stand in it.
    Known {
        /// Its file.
        volume: Volume,
        /// The module's inputs that decide nothing that is read, in order. One that is neither here nor declared in the file
        /// is of a version that nobody has read: what it decides is not known.
        ignores: &'static [&'static str],
    },
    /// One that misfit would bring along at other versions than the call asks for: at which, as a constraint.
    AtOtherVersions(&'static str),
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
