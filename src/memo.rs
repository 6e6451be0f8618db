//! Memo: work that a scan may take over from an earlier one; it never changes what a report says.

mod judgements;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::discover::walk::Walked;
pub(crate) use judgements::{Circumstances, Judgements, Opinion};

use crate::evaluate::suppress::Directive;
use crate::model::given::Given;
use crate::model::library::Volume;
use crate::model::plan::GivenPlan;
use crate::model::resource::{Inventory, Resource};
use crate::model::source::{Entry, ReadError, Source, SourceId, Stamp};

/// Work kept from scan to scan: the ids of paths, what was made of each unit, and what came of each resource.
#[derive(Debug, Default)]
pub struct Memo {
    ids: Mutex<HashMap<Arc<str>, SourceId>>,
    pieces: HashMap<String, Arc<Piece>>,
    shelf: Mutex<HashMap<String, Shelved>>,
    pub(crate) walk: Option<Walk>,
    pub(crate) judgements: Judgements,
    life: Life,
}

/// How long a memo is kept.
#[derive(Clone, Copy, Debug, Default)]
enum Life {
    /// From scan to scan.
    #[default]
    Long,
    /// For one scan.
    OneScan,
}

/// A file that many pieces read, parsed once for all of them.
#[derive(Debug)]
struct Shelved {
    volume: Volume,
    stamp: Option<Stamp>,
}

/// What was made of one unit or one loose file, and of what it was made.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    /// Every file that was asked for, with what was there; and every folder that was listed.
    pub(crate) reads: Vec<Read>,
    /// What was extracted, but for its resources.
    pub(crate) inventory: Inventory,
    /// The resources of what was extracted, shared with every report.
    pub(crate) resources: Vec<Arc<Resource>>,
    /// Suppressions in comments.
    pub(crate) directives: Vec<Directive>,
    /// Texts behind the spans.
    pub(crate) sources: Vec<(SourceId, Arc<Source>)>,
    /// Files that were read and understood, and those that were not, by reason.
    pub(crate) outcomes: Vec<(String, Outcome)>,
}

/// What walking found, and by what.
#[derive(Debug)]
pub(crate) struct Walk {
    /// The settings and paths, and whether ignore rules were disregarded.
    pub(crate) circumstances: (Circumstances, bool),
    /// Every folder that was listed, and every file with rules.
    pub(crate) reads: Vec<Read>,
    pub(crate) walked: Arc<Walked>,
    /// What of it no listing shows.
    pub(crate) hidden: Arc<HashSet<String>>,
}

/// Paths that no listing shows, for they are ignored or excluded.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) paths: Arc<HashSet<String>>,
    /// Whether they are those of the last scan: else a folder may show other things though nothing in it has changed.
    pub(crate) are_as_before: bool,
}

impl Default for Hidden {
    fn default() -> Self {
        Self { paths: Arc::default(), are_as_before: true }
    }
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Read and understood.
    Read,
    /// Passed by, for this reason.
    PassedBy(&'static str),
}

/// One look through the window onto the sources, and what was seen.
#[derive(Debug)]
pub(crate) enum Read {
    /// A file.
    File(String, LastStamp, Result<Arc<Source>, ReadError>),
    /// A file that says nothing to anybody: its text is not kept.
    Passed(String, Stamp),
    /// What variables are set to from outside the sources.
    Given(Arc<Given>),
    /// A folder, its entries by name.
    Folder(String, LastStamp, Result<Vec<Entry>, ReadError>),
    /// What stands in for the module of a call's source and version, by path.
    Module(Called, Option<String>),
    /// The plan of the unit in a folder.
    Plan(String, Option<Arc<GivenPlan>>),
}

/// What a call says of the module that it wants: its source and, where it says so, its version.
pub(crate) type Called = (String, Option<String>);

/// The stamp under which something was last seen to be what it was; none where its sources give none.
#[derive(Debug)]
pub(crate) struct LastStamp(AtomicU64);

impl LastStamp {
    /// No stamp is this.
    const NONE: u64 = u64::MAX;

    pub(crate) fn new(stamp: Option<Stamp>) -> Self {
        Self(AtomicU64::new(stamp.map_or(Self::NONE, |stamp| stamp.0)))
    }

    /// Whether a stamp that the sources give now is the last one.
    pub(crate) fn is(&self, now: Option<Stamp>) -> bool {
        now.is_some_and(|now| self.0.load(Ordering::Relaxed) == now.0)
    }

    /// It is what it was under this stamp, too.
    pub(crate) fn renew(&self, now: Option<Stamp>) {
        self.0.store(now.map_or(Self::NONE, |now| now.0), Ordering::Relaxed);
    }
}

impl Memo {
    /// A memo that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A memo for a program that scans once: it keeps nothing, which saves the memory of it.
    pub fn for_one_scan() -> Self {
        Self { life: Life::OneScan, ..Self::default() }
    }

    /// Whether what a scan made may be taken over by the next.
    pub(crate) fn is_kept(&self) -> bool {
        matches!(self.life, Life::Long)
    }

    /// The id of a path; the same for as long as the memo lives.
    pub(crate) fn id(&self, path: &str) -> SourceId {
        let mut ids = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(id) = ids.get(path) {
            return *id;
        }
        let id = SourceId(u32::try_from(ids.len()).unwrap_or(u32::MAX));
        ids.insert(path.into(), id);
        id
    }

    /// A file that was parsed before, if its stamp says that it has not changed.
    pub(crate) fn stamped(&self, path: &str, stamp: Option<Stamp>) -> Option<Volume> {
        let shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shelf.get(path).filter(|known| stamp.is_some() && known.stamp == stamp)?;
        Some(known.volume.clone())
    }

    /// A file that was parsed before, if this was its text.
    pub(crate) fn parsed(&self, path: &str, text: &str, stamp: Option<Stamp>) -> Option<Volume> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shelf.get_mut(path).filter(|known| *known.volume.source.text == *text)?;
        known.stamp = stamp;
        Some(known.volume.clone())
    }

    /// Keeps a parsed file for whoever else reads it.
    pub(crate) fn shelve(&self, path: &str, volume: &Volume, stamp: Option<Stamp>) {
        let shelved = Shelved { volume: volume.clone(), stamp };
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), shelved);
    }

    /// Lets go of the parsed files that nobody will ask for any more.
    fn tidy(&mut self) {
        let shelf = self.shelf.get_mut().unwrap_or_else(PoisonError::into_inner);
        if matches!(self.life, Life::OneScan) {
            shelf.clear();
            return;
        }
        let read = self.pieces.values().flat_map(|piece| &piece.reads).filter_map(|read| match read {
            Read::File(path, ..) => Some(path.as_str()),
            _ => None,
        });
        let read: HashSet<&str> = read.collect();
        shelf.retain(|path, _| read.contains(path.as_str()));
    }

    /// What was made of a unit or file, if it was.
    pub(crate) fn piece(&self, key: &str) -> Option<&Arc<Piece>> {
        self.pieces.get(key)
    }

    /// Keeps these pieces and no others: what is gone from the sources is gone from here.
    pub(crate) fn keep<'a>(&mut self, pieces: impl Iterator<Item = (&'a str, &'a Arc<Piece>)> + Clone) {
        if !self.is_kept() {
            return self.tidy();
        }
        let mut count = 0;
        for (key, piece) in pieces.clone() {
            count += 1;
            if self.pieces.get(key).is_none_or(|kept| !Arc::ptr_eq(kept, piece)) {
                self.pieces.insert(key.to_owned(), piece.clone());
            }
        }
        if self.pieces.len() > count {
            let there: HashSet<&str> = pieces.map(|(key, _)| key).collect();
            self.pieces.retain(|key, _| there.contains(key.as_str()));
            self.tidy();
        }
    }
}
