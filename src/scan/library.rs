//! The window that pieces of work have onto the sources: parsed files by path, and a note of every look.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use smol_str::SmolStr;

use super::modules::{Modules, Stand};
use crate::discover;
use crate::discover::marks::{Candidate, candidate};
use crate::discover::memory::{Memory, Over};
use crate::load::Edition;
use crate::memo::{Called, Hidden, LastStamp, Memo, Read};
use crate::model::document::{Parsed, Syntax};
use crate::model::given::Given;
use crate::model::library::{Footing, Library, StandIn, Volume};
use crate::model::overrides::Overrides;
use crate::model::paths;
use crate::model::plan::GivenPlan;
use crate::model::problem::Problem;
use crate::model::source::{Entry, ReadError, Source, SourceId, Sources, Stamp};
use crate::model::tree::Node;
use crate::parse::{self, text};

/// The sources, with an editor's buffers and standard input over them.
pub(super) struct View<'a> {
    sources: &'a dyn Sources,
    buffers: Memory,
    /// The buffers that stand where no file is: they change what a folder lists.
    added: Vec<&'a str>,
    /// What no listing shows. Whoever knows of it may still read it.
    hidden: Hidden,
    /// What is read in the place of modules that are not on disk.
    modules: Modules,
    /// The known modules that a call named, each parsed once.
    known: Mutex<HashMap<Cow<'static, str>, Volume>>,
    plans: &'a [Arc<GivenPlan>],
    given: Arc<Given>,
    /// A piece shares its work out.
    is_shared_out: AtomicBool,
}

impl<'a> View<'a> {
    pub(super) fn new(sources: &'a dyn Sources, overrides: &'a Overrides) -> Self {
        let buffers = overrides.buffers.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let is_file = |path: &&str| sources.kind(path).is_some_and(|kind| kind.file_size().is_some());
        let added = overrides.buffers.keys().map(String::as_str).filter(|path| !is_file(path)).collect();
        let (hidden, modules, known) = (Hidden::default(), Modules::default(), Mutex::default());
        let given = Arc::new(overrides.given.clone());
        let plans = &overrides.plans;
        let is_shared_out = AtomicBool::new(false);
        Self { sources, buffers: buffers.collect(), added, hidden, modules, known, plans, given, is_shared_out }
    }

    /// The plan of the unit in a folder.
    fn plan(&self, folder: &str) -> Option<&'a Arc<GivenPlan>> {
        self.plans.iter().find(|plan| plan.folder == folder)
    }

    /// Shows these paths in no listing from now on: what stands on one machine alone decides nothing.
    pub(super) fn hide(&mut self, hidden: Hidden) {
        self.hidden = hidden;
    }

    /// Takes these for what stands in the place of modules from now on.
    pub(super) fn know(&mut self, modules: Modules) {
        self.modules = modules;
    }

    /// A module that misfit brings along, parsed.
    fn volume(&self, edition: &Edition, memo: &Memo) -> Volume {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let path = edition.path();
        let parsed = || {
            let (id, source) = (memo.id(&path), Arc::new(Source::new(&*path, edition.text().into_owned())));
            let parsed = Arc::new(parse::parse(id, &source.text, Syntax::Hcl));
            Volume { id, source, parsed }
        };
        known.entry(path.clone()).or_insert_with(parsed).clone()
    }

    /// The stamp of a folder as it is shown, without what is hidden. Other things may have been hidden before.
    fn listing_stamp(&self, folder: &str) -> Option<Stamp> {
        self.stamp(folder).filter(|_| self.hidden.are_as_before)
    }

    fn over(&self) -> Over<'_> {
        Over { above: &self.buffers, below: self.sources }
    }

    /// The text of a file.
    fn text(&self, path: &str) -> Result<String, ReadError> {
        decoded(path, self.read(path)?).map_err(|problem| ReadError::Refused(problem.message))
    }

    /// The entries of a folder that are not hidden, by name.
    pub(super) fn sorted(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let mut entries = self.list(folder)?;
        entries.retain(|entry| !self.hidden.paths.contains(&paths::child(folder, &entry.name)));
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(entries)
    }
}

impl Sources for View<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self.given.outside.get(path) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => self.over().read(path),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.over().list(folder)
    }

    fn target(&self, link: &str) -> Option<String> {
        self.over().target(link)
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        let is_changed = self.buffers.contains(path) || self.added.iter().any(|added| paths::is_below(added, path));
        if is_changed { None } else { self.sources.stamp(path) }
    }
}

pub(super) fn decoded(path: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    text::decode(bytes).map_err(|undecodable| undecodable.problem(path))
}

/// What one piece of work reads, and that it read it.
pub(super) struct Desk<'a> {
    view: &'a View<'a>,
    memo: &'a Memo,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    reads: Vec<Read>,
    volumes: HashMap<String, Result<Volume, ReadError>>,
    texts: HashMap<String, Result<Arc<Source>, ReadError>>,
    folders: HashMap<String, Result<Vec<Entry>, ReadError>>,
    modules: HashMap<Called, Option<StandIn>>,
    /// The texts of files with ignore rules.
    rules: HashMap<String, Option<String>>,
    problems: Vec<Problem>,
}

/// All that was read at a desk.
pub(super) struct Cleared {
    /// Every look at the sources.
    pub(super) reads: Vec<Read>,
    /// The files that were opened.
    pub(super) volumes: Vec<Volume>,
    /// What misfit brings along of modules: texts behind spans, and nobody's files.
    pub(super) known: Vec<(SourceId, Arc<Source>)>,
    /// Paths of the files of which only the text was read, plans among them.
    pub(super) texts: Vec<String>,
    /// Files that could not be read or decoded, and what is wrong in those that could.
    pub(super) problems: Vec<Problem>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(view: &'a View<'a>, memo: &'a Memo) -> Self {
        Self { view, memo, notes: Mutex::default() }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A file's bytes, for a first look that may be the last. It is noted where the sources can tell whether another would
    /// show the same; else the file is looked at anew each time.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let stamp = self.view.stamp(path);
        self.notes().reads.extend(stamp.map(|stamp| Read::Passed(path.to_owned(), stamp)));
        self.view.read(path)
    }

    /// Takes bytes that were read already, at a first look, as a file's.
    pub(super) fn take(&self, path: &str, bytes: Vec<u8>) -> Result<Volume, ReadError> {
        let mut notes = self.notes();
        let looked = notes.reads.pop_if(|read| matches!(read, Read::Passed(..)));
        drop(notes);
        let stamp = match looked {
            Some(Read::Passed(_, stamp)) => Some(stamp),
            _ => None,
        };
        self.open_as(path, bytes, stamp)
    }

    /// Takes bytes that were read at a state of the sources.
    fn open_as(&self, path: &str, bytes: Vec<u8>, stamp: Option<Stamp>) -> Result<Volume, ReadError> {
        let opened = match decoded(path, bytes) {
            Ok(decoded) => Ok(self.parsed(path, decoded, stamp)),
            Err(problem) => {
                let refused = ReadError::Refused(problem.message.clone());
                self.notes().problems.push(problem);
                Err(refused)
            }
        };
        let mut notes = self.notes();
        let seen = opened.as_ref().map(|volume| volume.source.clone()).map_err(Clone::clone);
        notes.reads.push(Read::File(path.to_owned(), LastStamp::new(stamp), seen));
        notes.volumes.insert(path.to_owned(), opened.clone());
        opened
    }

    /// A file's trees. What many pieces may read is parsed once.
    fn parsed(&self, path: &str, decoded: String, stamp: Option<Stamp>) -> Volume {
        let is_shared = candidate(path) == Candidate::Terraform;
        if is_shared && let Some(known) = self.memo.parsed(path, &decoded, stamp) {
            return known;
        }
        let id = self.memo.id(path);
        let source = Arc::new(Source::new(path, decoded));
        let parsed = match parse::syntax_of(path, &source.text) {
            Some(syntax) => parse::parse(id, &source.text, syntax),
            None => Parsed::default(),
        };
        let volume = Volume { id, source, parsed: Arc::new(parsed) };
        if is_shared {
            self.memo.shelve(path, &volume, stamp);
        }
        volume
    }

    pub(super) fn clear(self) -> Cleared {
        let notes = self.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut volumes: Vec<Volume> = notes.volumes.values().filter_map(|opened| opened.clone().ok()).collect();
        volumes.sort_by(|one, other| one.source.path.cmp(&other.source.path));
        let mut problems = notes.problems;
        for volume in &volumes {
            problems.extend(volume.parsed.problems.iter().cloned());
        }
        let plans = notes.reads.iter().filter_map(|read| match read {
            Read::Plan(_, plan) => plan.as_ref().map(|plan| plan.path.clone()),
            _ => None,
        });
        let plans: Vec<String> = plans.collect();
        let read =
            |(path, text): (String, Result<_, _>)| (text.is_ok() && !notes.volumes.contains_key(&path)).then_some(path);
        let mut texts: Vec<String> = notes.texts.into_iter().filter_map(read).chain(plans).collect();
        texts.sort_unstable();
        let known = notes.modules.into_values().flatten().filter_map(|stand_in| match stand_in {
            StandIn::Known { volume, .. } => Some((volume.id, volume.source)),
            StandIn::Folder(_) | StandIn::AtOtherVersions(_) => None,
        });
        let known = known.collect();
        Cleared { reads: notes.reads, volumes, known, texts, problems }
    }
}

impl Library for Desk<'_> {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        if let Some(known) = self.notes().volumes.get(path) {
            return known.clone();
        }
        let stamp = self.view.stamp(path);
        if let Some(volume) = self.memo.stamped(path, stamp) {
            let mut notes = self.notes();
            notes.reads.push(Read::File(path.to_owned(), LastStamp::new(stamp), Ok(volume.source.clone())));
            notes.volumes.insert(path.to_owned(), Ok(volume.clone()));
            return Ok(volume);
        }
        match self.view.read(path) {
            Ok(bytes) => self.open_as(path, bytes, stamp),
            Err(error) => {
                let mut notes = self.notes();
                notes.reads.push(Read::File(path.to_owned(), LastStamp::new(stamp), Err(error.clone())));
                notes.volumes.insert(path.to_owned(), Err(error.clone()));
                Err(error)
            }
        }
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        let mut notes = self.notes();
        if let Some(known) = notes.texts.get(path) {
            return known.clone();
        }
        let stamp = self.view.stamp(path);
        let text = self.view.read(path).and_then(|bytes| {
            let decoded =
                text::decode(bytes).map_err(|undecodable| ReadError::Refused(undecodable.problem(path).message))?;
            Ok(Arc::new(Source::new(path, decoded)))
        });
        notes.reads.push(Read::File(path.to_owned(), LastStamp::new(stamp), text.clone()));
        notes.texts.insert(path.to_owned(), text.clone());
        text
    }

    fn template(&self, text: &str, footing: Footing<'_>) -> Result<Node, SmolStr> {
        parse::template(text, footing)
    }

    fn yaml(&self, text: &str) -> Option<Parsed> {
        Some(parse::parse(SourceId(0), text, Syntax::Yaml))
    }

    fn plan(&self, folder: &str) -> Option<Arc<GivenPlan>> {
        let plan = self.view.plan(folder).cloned();
        self.notes().reads.push(Read::Plan(folder.to_owned(), plan.clone()));
        plan
    }

    fn expression(&self, text: &str) -> Option<Node> {
        parse::expression(text)
    }

    fn given(&self) -> Arc<Given> {
        let given = &self.view.given;
        self.notes().reads.push(Read::Given(given.clone()));
        given.clone()
    }

    fn share_out(&self, pieces: usize, work: &(dyn Fn(usize) + Sync)) {
        // One at a time: a thread that waits for its shares takes up other pieces, which must not come to wait in it, too.
        if self.view.is_shared_out.swap(true, Ordering::Acquire) {
            return (0..pieces).for_each(work);
        }
        (0..pieces).into_par_iter().for_each(work);
        self.view.is_shared_out.store(false, Ordering::Release);
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let mut notes = self.notes();
        if let Some(known) = notes.folders.get(folder) {
            return known.clone();
        }
        let stamp = self.view.listing_stamp(folder);
        let listed = self.view.sorted(folder);
        notes.reads.push(Read::Folder(folder.to_owned(), LastStamp::new(stamp), listed.clone()));
        notes.folders.insert(folder.to_owned(), listed.clone());
        listed
    }

    fn is_ignored(&self, path: &str) -> bool {
        let Notes { reads, rules, .. } = &mut *self.notes();
        discover::ignores(path, &mut |path| {
            let read = || {
                let stamp = self.view.stamp(path);
                let text = self.view.text(path).map(|text| Arc::new(Source::new(path, text)));
                reads.push(Read::File(path.to_owned(), LastStamp::new(stamp), text.clone()));
                text.ok().map(|source| source.text.to_string())
            };
            rules.entry(path.to_owned()).or_insert_with(read).clone()
        })
    }

    fn stand_in(&self, source: &str, version: Option<&str>) -> Option<StandIn> {
        let mut notes = self.notes();
        let called = (source.to_owned(), version.map(str::to_owned));
        if let Some(known) = notes.modules.get(&called) {
            return known.clone();
        }
        let stand = self.view.modules.stand_in(source, version);
        notes.reads.push(Read::Module(called.clone(), stand.as_ref().map(|stand| stand.path().into_owned())));
        let stand_in = stand.map(|stand| match stand {
            Stand::Folder(folder) => StandIn::Folder(folder),
            Stand::Known(edition) => {
                StandIn::Known { volume: self.view.volume(&edition, self.memo), ignores: edition.module.ignores }
            }
            Stand::AtOtherVersions(module) => StandIn::AtOtherVersions(module.versions),
        });
        notes.modules.insert(called, stand_in.clone());
        stand_in
    }
}

/// Whether everything that was seen would be seen again.
pub(super) fn unchanged(view: &View<'_>, reads: &[Read]) -> bool {
    let unless_stamped = |last: &LastStamp, now: Option<Stamp>, is_same: &dyn Fn() -> bool| {
        if last.is(now) {
            return true;
        }
        let is_same = is_same();
        if is_same {
            last.renew(now);
        }
        is_same
    };
    reads.iter().all(|read| match read {
        Read::File(path, last, seen) => unless_stamped(last, view.stamp(path), &|| {
            view.text(path).as_deref() == seen.as_ref().map(|source| &*source.text)
        }),
        Read::Plan(folder, seen) => match (view.plan(folder), seen) {
            (Some(now), Some(seen)) => Arc::ptr_eq(now, seen) || (now.path == seen.path && now.text == seen.text),
            (now, seen) => now.is_none() && seen.is_none(),
        },
        Read::Given(given) => view.given == *given,
        Read::Passed(path, stamp) => view.stamp(path) == Some(*stamp),
        Read::Folder(folder, last, seen) => {
            unless_stamped(last, view.listing_stamp(folder), &|| view.sorted(folder) == *seen)
        }
        Read::Module((source, version), seen) => {
            view.modules.stand_in(source, version.as_deref()).as_ref().map(Stand::path).as_deref() == seen.as_deref()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Desk, Library, Modules, StandIn, View, unchanged};
    use crate::discover::memory::Memory;
    use crate::memo::Memo;
    use crate::model::overrides::Overrides;
    use crate::model::settings::{ModuleEntry, Stands};
    use crate::model::source::Span;

    #[test]
    fn a_second_look_is_the_first_and_noted_once() {
        let sources: Memory = [("a/main.tf", "")].into_iter().collect();
        let (overrides, memo) = (Overrides::default(), Memo::new());
        let view = View::new(&sources, &overrides);
        let desk = Desk::new(&view, &memo);
        for _ in 0..2 {
            assert_eq!(desk.list("a").map(|entries| entries.len()), Ok(1));
            assert!(desk.list("b").is_err());
            assert!(desk.open("a/main.tf").is_ok() && desk.open("a/gone.tf").is_err());
        }
        assert_eq!(desk.clear().reads.len(), 4);
    }

    #[test]
    fn what_is_not_there_may_be_ignored_and_the_rules_are_noted() {
        let rules = [(".gitignore", "dist/\n*.zip\n"), ("svc/.gitignore", "!kept.zip\nown.json\n")];
        let sources: Memory = rules.into_iter().collect();
        let (overrides, memo) = (Overrides::default(), Memo::new());
        let view = View::new(&sources, &overrides);
        let desk = Desk::new(&view, &memo);
        let ignored = ["svc/a.zip", "svc/dist/kept.zip", "svc/own.json", "dist/a"];
        let other = ["svc/kept.zip", "own.json", "svc/a.json", "a"];
        assert!(ignored.iter().all(|path| desk.is_ignored(path)));
        assert!(!other.iter().any(|path| desk.is_ignored(path)));
        let reads = desk.clear().reads;
        // Two names, in the root and in the folder.
        assert_eq!(reads.len(), 4);
        assert!(unchanged(&view, &reads));
        let changed: Memory = [(".gitignore", "dist/\n"), rules[1]].into_iter().collect();
        assert!(!unchanged(&View::new(&changed, &overrides), &reads));
    }

    #[test]
    fn a_module_that_is_known_is_parsed_and_has_a_text_but_is_no_file() {
        let sources: Memory = [("misfit.yaml", "")].into_iter().collect();
        let (overrides, memo) = (Overrides::default(), Memo::new());
        let mut view = View::new(&sources, &overrides);
        let desk = Desk::new(&view, &memo);
        let source = "terraform-aws-modules/lambda/aws";
        let Some(StandIn::Known { volume, .. }) = desk.stand_in(source, None) else { panic!("{source} is not known") };
        assert!(volume.parsed.problems.is_empty() && !volume.parsed.documents.is_empty());
        assert!(desk.stand_in(source, None).is_some() && desk.stand_in("acme/lambda/aws", None).is_none());
        let cleared = desk.clear();
        assert_eq!((cleared.volumes.len(), cleared.reads.len()), (0, 2));
        assert_eq!(cleared.known.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [volume.id]);
        assert!(unchanged(&view, &cleared.reads));
        let entry = ModuleEntry {
            source: "acme/**".into(),
            stands: Stands::Folder("modules/lambda".into(), Span::new(volume.id, 0, 0)),
            span: Span::new(volume.id, 0, 0),
        };
        view.know(Modules::new(&[entry], &mut Vec::new()));
        assert!(!unchanged(&view, &cleared.reads), "settings put a folder in a module's place");
    }
}
