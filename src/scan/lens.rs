//! The lens: how paths, places and resources are seen through the focus of a report.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::library::View;
use super::pieces::Planned;
use crate::discover::marks::{Candidate, candidate};
use crate::memo::{Piece, Read};
use crate::model::overrides::Focus;
use crate::model::paths;
use crate::model::resource::{Resource, UnitPath};
use crate::model::source::{Entry, SourceId, Sources};

/// A focus, and what is seen through it.
///
/// What decides whether a workload is there at all (`count`, `for_each`, a provider beside it) is no place of a finding.
/// So what was made of a file in focus is in focus, all of it.
pub(super) struct Lens<'a> {
    pub(super) focus: &'a Focus,
    view: &'a View<'a>,
    known: RefCell<HashMap<String, bool>>,
    /// Where resources stand of which something in focus was read, by their units.
    touched: HashSet<(UnitPath, SourceId)>,
}

impl<'a> Lens<'a> {
    /// Looks through a focus at what the pieces of a scan were made of, before that is gathered.
    pub(super) fn new(focus: &'a Focus, view: &'a View<'a>, pieces: &[Planned]) -> Self {
        let mut lens = Self { focus, view, known: RefCell::default(), touched: HashSet::new() };
        let made = pieces.iter().filter_map(|piece| piece.made.as_deref());
        let touched = made.filter(|made| !made.resources.is_empty() && lens.touches(made));
        lens.touched = touched.flat_map(|made| made.resources.iter().map(|resource| place(resource))).collect();
        lens
    }

    /// Whether something in focus was read for a piece, or was looked for and is gone.
    fn touches(&self, made: &Piece) -> bool {
        made.reads.iter().any(|read| match read {
            Read::File(path, ..) => self.shows(path),
            Read::Plan(_, plan) => plan.as_ref().is_some_and(|plan| self.shows(&plan.path)),
            Read::Passed(..) | Read::Given(_) | Read::Folder(_, _, Err(_)) | Read::Module(..) => false,
            Read::Folder(folder, _, Ok(entries)) => self.focus.names_in(folder).any(|name| is_gone(name, entries)),
        })
    }

    /// Whether a path is in focus, or is a link to what is; asked of the same few again and again.
    pub(super) fn shows(&self, path: &str) -> bool {
        if let Some(known) = self.known.borrow().get(path) {
            return *known;
        }
        let shows = self.focus.holds(path) || self.view.target(path).is_some_and(|target| self.focus.holds(&target));
        self.known.borrow_mut().insert(path.to_owned(), shows);
        shows
    }

    /// Whether a resource in the file at `path` is in focus, with its file or with what it was made of.
    pub(super) fn holds(&self, resource: &Resource, path: &str) -> bool {
        self.touched.contains(&place(resource)) || self.shows(path)
    }

    /// The units that what is in focus stands in, or was read for.
    pub(super) fn units(&self) -> HashSet<&str> {
        let touched = self.touched.iter().map(|(unit, _)| &*unit.0);
        touched.chain(self.focus.paths().map(paths::folder)).collect()
    }
}

fn place(resource: &Resource) -> (UnitPath, SourceId) {
    (resource.unit.clone(), resource.place().source)
}

/// Whether a name is one that misfit reads and a folder has nothing of that name, of its entries by name.
fn is_gone(name: &str, entries: &[Entry]) -> bool {
    candidate(name) != Candidate::NotRead && entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).is_err()
}
