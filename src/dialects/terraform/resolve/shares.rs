//! Shares: a root that calls many modules is resolved in parts, each a part of its calls, that may be worked on at once.
//!
//! What a share needs of the others it works out for itself: names are evaluated when they are asked for, and equal files give
//! equal values. What depends on the order in which they are asked for, or on how much was done before, is told by nobody
//! but who does it all.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::budget::Budget;
use super::folder::Folder;
use super::scope::Scope;
use super::world::MOST_MODULES;
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::resolved::ResolvedUnit;
use crate::model::library::{Library, Volume, in_shares};
use crate::model::problem::Problem;

/// With fewer calls than these, sharing costs more than it saves.
const WORTH_SHARING: usize = 16;

/// What some of a root's calls make, with what is said of it.
#[derive(Default)]
pub(super) struct Share {
    pub(super) unit: ResolvedUnit,
    pub(super) problems: Vec<Problem>,
    /// Steps that were taken.
    steps: usize,
    /// Instances of modules that were made.
    modules: usize,
    /// It would have come out otherwise with more done before it.
    depends_on_order: bool,
}

impl Share {
    /// What a root's calls in a range make; with the first of them, what stands in the root itself.
    pub(super) fn of(scope: &Scope<'_>, is_read: fn(&str) -> bool, calls: Range<usize>) -> Self {
        let world = scope.world;
        let (mut blocks, mut archives, mut opaque) = (Vec::new(), HashMap::new(), Vec::new());
        if calls.start == 0 {
            scope.own_resources(is_read, &mut blocks, &mut archives);
        }
        let all = &scope.declared.modules;
        let calls = all.get(calls.start..calls.end.min(all.len())).unwrap_or_default();
        scope.called_resources(calls, is_read, &mut blocks, &mut archives);
        scope.opaque_calls(calls, &mut opaque);
        let mut problems = world.problems.take();
        let complaint = world.budget.complaint(world.root);
        let depends_on_order = complaint.is_some() || world.has_circles.get();
        problems.extend(complaint);
        let secrets = world.secrets.take();
        let unit = ResolvedUnit { blocks, archives, opaque, secrets, ..ResolvedUnit::default() };
        Self { unit, problems, steps: world.budget.spent(), modules: world.made.get(), depends_on_order }
    }

    /// This one and those that follow it.
    fn joined(self, others: impl Iterator<Item = Self>) -> Self {
        let mut all = self;
        let mut hidden: HashSet<_> = all.unit.secrets.iter().copied().collect();
        for other in others {
            all.unit.blocks.extend(other.unit.blocks);
            all.unit.archives.extend(other.unit.archives);
            all.unit.opaque.extend(other.unit.opaque);
            all.unit.secrets.extend(other.unit.secrets.into_iter().filter(|span| hidden.insert(*span)));
            for problem in other.problems {
                if !all.problems.contains(&problem) {
                    all.problems.push(problem);
                }
            }
        }
        all
    }
}

/// All that a root makes: in shares where it calls many modules, if that comes to the same.
pub(super) fn all(
    files: &Folder,
    library: &dyn Library,
    standing: Standing,
    share: &(dyn Fn(Range<usize>) -> Share + Sync),
) -> Share {
    let calls = if standing == Standing::ByItself { written_calls(files, library) } else { 0 };
    if calls >= WORTH_SHARING {
        // The last one takes what stands in JSON, too.
        let end = |end: usize| if end == calls { usize::MAX } else { end };
        let shares = in_shares(library, calls, |calls| share(calls.start..end(calls.end)));
        let fits = Budget::allows(shares.iter().map(|share| share.steps))
            && shares.iter().map(|share| share.modules).sum::<usize>() <= MOST_MODULES
            && !shares.iter().any(|share| share.depends_on_order);
        let mut shares = shares.into_iter();
        if let Some(first) = shares.next().filter(|_| fits) {
            return first.joined(shares);
        }
    }
    share(0..usize::MAX)
}

/// How many module calls stand in files of HCL.
fn written_calls(files: &Folder, library: &dyn Library) -> usize {
    let volumes = files.files.iter().filter_map(|path| library.open(path).ok());
    let in_volume = |volume: &Volume| -> usize {
        let roots = volume.parsed.documents.iter().filter_map(|document| document.root.as_map());
        roots.map(|map| map.entries.iter().filter(|entry| entry.key.text == "module").count()).sum()
    };
    volumes.map(|volume| in_volume(&volume)).sum()
}
