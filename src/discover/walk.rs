//! Walking all that stands under the root, in a fixed order: what may be read, and what is passed by and why.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::MOST_BYTES;
pub use super::ignored::FILES as RULE_FILES;
use super::ignored::{self, Rules};
use super::marks::{Candidate, candidate};
use crate::model::paths;
use crate::model::problem::Problem;
use crate::model::source::{Entry, EntryKind, ReadError, Sources};

/// Why files are passed by. Each reason is counted; none hides what was named.
pub mod reason {
    /// An ignore rule names it.
    pub const IGNORED: &str = "ignored by .gitignore or .ignore";
    /// A folder that tools fill.
    pub const FILLED_BY_TOOLS: &str = "a folder of dependencies or caches";
    /// Its target is walked where it stands.
    pub const FOLDER_LINK: &str = "a link to a folder";
    /// Of a manifest: it would count twice. A folder of Terraform holds what its links hold.
    pub const FILE_LINK: &str = "a link to a file that is read where it stands";
    /// A link without a target under the root.
    pub const DEAD_LINK: &str = "a link that leads nowhere or out of the root";
    /// A socket or a device, or a name that is no text.
    pub const NO_FILE: &str = "neither a file nor a folder";
    /// A file over the cap.
    pub const TOO_LARGE: &str = "larger than 20 MB";
    /// By its name.
    pub const NOT_READ: &str = "not a kind of file that misfit reads";
    /// By its name.
    pub const PROGRAM: &str = "a program: what it makes of a service is known only when it runs";
    /// By its bytes.
    pub const PLAN: &str = "a Terraform plan: give it with --plan";
    /// By its bytes.
    pub const NO_MARK: &str = "no mark of a dialect";
}

/// Folders that are never entered unless they are named: what stands in them is a copy or somebody else's.
const FILLED_BY_TOOLS: [&str; 20] = [
    ".aws-sam",
    ".cache",
    ".direnv",
    ".gradle",
    ".hg",
    ".jj",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".serverless",
    ".svn",
    ".terraform",
    ".terragrunt-cache",
    ".tox",
    ".venv",
    "__pycache__",
    "bower_components",
    "node_modules",
    "venv",
    "vendor",
];

/// What is walked.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Files and folders that were asked for by name: no rule hides them. Paths from the root.
    pub named: &'a [String],
    /// What ignore rules do.
    pub rules: IgnoreRules,
}

/// What ignore rules do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IgnoreRules {
    /// They hide what they name.
    Followed,
    /// Nothing.
    Disregarded,
}

/// A file that may be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundFile {
    /// Its path from the root.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    /// What it may be.
    pub candidate: Candidate,
}

/// What walking found.
#[derive(Clone, Default, Debug)]
pub struct Walked {
    /// Files that may be read, by path.
    pub files: Vec<FoundFile>,
    /// Files and folders that are not read: by reason, their paths in order.
    pub passed_by: BTreeMap<&'static str, Vec<String>>,
    /// Folders that could not be listed, and named paths that cannot be read.
    pub problems: Vec<Problem>,
}

/// Walks everything under the root.
pub fn walk(sources: &dyn Sources, options: Options<'_>) -> Walked {
    let mut walk = Walk {
        sources,
        options,
        seen: BTreeSet::new(),
        open: Vec::new(),
        links: Vec::new(),
        walked: Walked::default(),
    };
    walk.open.push(Folder { path: String::new(), rules: None, reach: Reach::Whole });
    while let Some(folder) = walk.open.pop() {
        walk.folder(&folder);
    }
    walk.finish()
}

struct Walk<'a> {
    sources: &'a dyn Sources,
    options: Options<'a>,
    /// Named paths that stand where they are named.
    seen: BTreeSet<&'a str>,
    open: Vec<Folder>,
    /// Links to manifests, each with its target.
    links: Vec<(String, String)>,
    walked: Walked,
}

struct Folder {
    path: String,
    rules: Option<Rc<Rules>>,
    reach: Reach,
}

/// How much of a folder is walked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Whole,
    /// Nothing but the way to what is named below it.
    OnTheWay,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Folder) {
        let entries = match self.sources.list(&folder.path) {
            Ok(entries) => entries,
            Err(error) => {
                self.walked.problems.push(Problem::unreadable(&folder.path, &error));
                return;
            }
        };
        let rules = self.rules(folder, &entries);
        for entry in entries {
            let path = paths::join(&folder.path, &entry.name).unwrap_or_default();
            if path.is_empty() || entry.name == ".git" {
                continue;
            }
            let is_named = self.note_named(&path);
            if folder.reach == Reach::OnTheWay && !is_named && !self.leads_to_named(&path) {
                continue;
            }
            let is_folder = entry.kind == EntryKind::Folder;
            let hidden = self.hides(rules.as_deref(), &path, &entry).filter(|_| !is_named);
            match hidden {
                Some(why) if !is_folder => self.pass_by(why, path),
                Some(why) if !self.leads_to_named(&path) => self.pass_by(why, path),
                Some(_) => self.open.push(Folder { path, rules: rules.clone(), reach: Reach::OnTheWay }),
                None if is_folder => {
                    let reach = if is_named { Reach::Whole } else { folder.reach };
                    self.open.push(Folder { path, rules: rules.clone(), reach });
                }
                None => self.file(path, &entry, is_named),
            }
        }
    }

    /// The rules that hold in a folder: those above it, and its own.
    fn rules(&mut self, folder: &Folder, entries: &[Entry]) -> Option<Rc<Rules>> {
        if self.options.rules == IgnoreRules::Disregarded {
            return None;
        }
        let texts = ignored::FILES.map(|name| {
            let is_there = entries.iter().any(|entry| entry.name == name && entry.kind.file_size().is_some());
            if is_there { self.rule_text(&paths::join(&folder.path, name)?) } else { None }
        });
        if texts.iter().all(Option::is_none) {
            return folder.rules.clone();
        }
        let [strong, weak] = &texts;
        let texts = [strong.as_deref(), weak.as_deref()];
        Some(Rc::new(Rules::new(folder.rules.clone(), &folder.path, texts)))
    }

    fn rule_text(&mut self, path: &str) -> Option<String> {
        match self.sources.read(path) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => {
                self.walked.problems.push(Problem::unreadable(path, &error));
                None
            }
        }
    }

    /// Whether a path was asked for by name.
    fn note_named(&mut self, path: &str) -> bool {
        let named = self.options.named.iter().find(|named| *named == path);
        self.seen.extend(named.map(String::as_str));
        named.is_some()
    }

    fn leads_to_named(&self, path: &str) -> bool {
        self.options.named.iter().any(|named| paths::is_below(named, path))
    }

    /// Why an entry is hidden, if it is.
    fn hides(&self, rules: Option<&Rules>, path: &str, entry: &Entry) -> Option<&'static str> {
        let is_folder = entry.kind == EntryKind::Folder;
        if is_folder && FILLED_BY_TOOLS.contains(&entry.name.as_str()) {
            return Some(reason::FILLED_BY_TOOLS);
        }
        rules.filter(|rules| rules.ignores(path, is_folder)).map(|_| reason::IGNORED)
    }

    fn file(&mut self, path: String, entry: &Entry, is_named: bool) {
        let why = match entry.kind {
            EntryKind::File(size) | EntryKind::FileLink(size) => match candidate(&path) {
                Candidate::NotRead => reason::NOT_READ,
                Candidate::Program => reason::PROGRAM,
                _ if size > MOST_BYTES => {
                    if is_named {
                        self.walked.problems.push(Problem::unreadable(&path, &ReadError::TooLarge(size)));
                    }
                    reason::TOO_LARGE
                }
                candidate => {
                    let is_link = matches!(entry.kind, EntryKind::FileLink(_));
                    if is_link && candidate == Candidate::Unmarked && !is_named {
                        self.links.extend(self.sources.target(&path).map(|target| (path.clone(), target)));
                    }
                    self.walked.files.push(FoundFile { path, size, candidate });
                    return;
                }
            },
            EntryKind::FolderLink => reason::FOLDER_LINK,
            EntryKind::DeadLink => reason::DEAD_LINK,
            EntryKind::Other | EntryKind::Folder => reason::NO_FILE,
        };
        self.pass_by(why, path);
    }

    fn pass_by(&mut self, why: &'static str, path: String) {
        self.walked.passed_by.entry(why).or_default().push(path);
    }

    /// Leaves out the links to what was found itself.
    fn pass_by_links(&mut self) {
        let found: BTreeSet<&str> = self.walked.files.iter().map(|file| file.path.as_str()).collect();
        let links = std::mem::take(&mut self.links).into_iter();
        let twice: BTreeSet<String> =
            links.filter(|(_, target)| found.contains(target.as_str())).map(|(link, _)| link).collect();
        self.walked.files.retain(|file| !twice.contains(&file.path));
        twice.into_iter().for_each(|link| self.pass_by(reason::FILE_LINK, link));
    }

    fn finish(mut self) -> Walked {
        let lost = self.options.named.iter().filter(|path| !path.is_empty() && !self.seen.contains(path.as_str()));
        self.walked.problems.extend(lost.map(|path| Problem::unreadable(path, &ReadError::NotFound)));
        self.pass_by_links();
        self.walked.files.sort_by(|one, other| one.path.cmp(&other.path));
        self.walked.passed_by.values_mut().for_each(|paths| paths.sort());
        self.walked.problems.sort_by(|one, other| one.path.cmp(&other.path));
        self.walked
    }
}
