//! What was walked: once, and again only where a folder or an ignore rule is not what it was.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::library::{View, decoded, unchanged};
use super::settings::InEffect;
use crate::discover::walk::{IgnoreRules, Options, Walked, reason, walk};
use crate::memo::{Hidden, LastStamp, Memo, Read, Walk};
use crate::model::overrides::Overrides;
use crate::model::source::{Entry, EntryKind, ReadError, Source, Sources, Stamp};

/// Why files are passed by that the settings exclude.
pub(super) const EXCLUDED: &str = "excluded by misfit.yaml";

/// Walks the sources, where the memo does not know what that finds; what the settings exclude is passed by. Says what no
/// listing shows, being ignored or excluded.
pub(super) fn walked(
    view: &View<'_>,
    overrides: &Overrides,
    in_effect: &InEffect,
    memo: &mut Memo,
) -> (Arc<Walked>, Hidden) {
    if !memo.is_kept() {
        let walked = found(view, overrides, in_effect);
        let hidden = Hidden { paths: Arc::new(hidden(&walked)), are_as_before: true };
        return (Arc::new(walked), hidden);
    }
    let circumstances = (in_effect.circumstances(overrides), overrides.no_ignore);
    if let Some(known) = &memo.walk
        && known.circumstances == circumstances
        && unchanged(view, &known.reads)
    {
        return (known.walked.clone(), Hidden { paths: known.hidden.clone(), are_as_before: true });
    }
    let looking = Looking { view, reads: Mutex::default() };
    let walked = Arc::new(found(&looking, overrides, in_effect));
    let reads = looking.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
    let hidden = Arc::new(hidden(&walked));
    let are_as_before = memo.walk.as_ref().is_none_or(|before| before.hidden == hidden);
    memo.walk = Some(Walk { circumstances, reads, walked: walked.clone(), hidden: hidden.clone() });
    (walked, Hidden { paths: hidden, are_as_before })
}

fn hidden(walked: &Walked) -> HashSet<String> {
    let hidden = [reason::IGNORED, EXCLUDED].into_iter().filter_map(|why| walked.passed_by.get(why));
    hidden.flatten().cloned().collect()
}

/// Walks the sources; what the settings exclude is passed by.
fn found(sources: &dyn Sources, overrides: &Overrides, in_effect: &InEffect) -> Walked {
    let rules = if overrides.no_ignore { IgnoreRules::Disregarded } else { IgnoreRules::Followed };
    let mut walked = walk(sources, Options { named: &overrides.paths, rules });
    let mut excluded = Vec::new();
    walked.files.retain(|file| {
        let keep = !in_effect.excludes(&file.path);
        if !keep {
            excluded.push(file.path.clone());
        }
        keep
    });
    if !excluded.is_empty() {
        walked.passed_by.insert(EXCLUDED, excluded);
    }
    walked
}

/// A view, with a note of every look.
struct Looking<'a> {
    view: &'a View<'a>,
    reads: Mutex<Vec<Read>>,
}

impl Looking<'_> {
    fn note(&self, read: Read) {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner).push(read);
    }
}

impl Sources for Looking<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let stamp = LastStamp::new(self.view.stamp(path));
        let read = self.view.read(path);
        let text =
            read.clone().and_then(|bytes| decoded(path, bytes).map_err(|problem| ReadError::Refused(problem.message)));
        self.note(Read::File(path.to_owned(), stamp, text.map(|text| Arc::new(Source::new(path, text)))));
        read
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let stamp = LastStamp::new(self.view.stamp(folder));
        let listed = self.view.sorted(folder);
        self.note(Read::Folder(folder.to_owned(), stamp, listed.clone()));
        listed
    }

    fn target(&self, link: &str) -> Option<String> {
        self.view.target(link)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.view.kind(path)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        self.view.stamp(path)
    }
}
