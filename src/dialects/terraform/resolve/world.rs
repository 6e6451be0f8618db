//! World: what all scopes of one root share, and the folders of modules that it reaches.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use serde::Deserialize;
use smol_str::{SmolStr, format_smolstr};

use super::PassedBy;
use super::budget::Budget;
use super::declared::{Declaration, Declared, declarations, overridden};
use super::folder::{self, Folder};
use super::functions::Pattern;
use super::json;
use super::kept::Kept;
use super::seals::{SEAL, literals_of_calls};
use super::value::REST;
use crate::dialects::terraform::Standing;
use crate::model::document::Parsed;
use crate::model::library::{Library, StandIn, Volume};
use crate::model::paths;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::{Source, SourceId, Span};
use crate::model::tree::{Map, Node, Unknown};

/// Where `terraform init` writes down which modules it has fetched, from the root's folder.
const INSTALLED: &str = ".terraform/modules/modules.json";

/// So many instances of modules are made of one root. Real roots have some hundred.
pub(super) const MOST_MODULES: usize = 2_000;

/// What all scopes of a root share.
pub(super) struct World<'a> {
    /// The root's folder.
    pub(super) root: &'a str,
    pub(super) library: &'a dyn Library,
    /// A plan says what becomes of it.
    is_planned: bool,
    /// How the root comes to run.
    pub(super) standing: Standing,
    pub(super) budget: Budget,
    pub(super) problems: RefCell<Vec<Problem>>,
    /// Branches that are taken for granted while one alternative is looked at.
    pub(super) assumed: RefCell<Vec<(SmolStr, usize)>>,
    /// How many `try` and `can` are being evaluated: in these a fault in a part is one of the whole.
    pub(super) trying: Cell<usize>,
    /// Where literals stand that are shown to nobody.
    pub(super) secrets: RefCell<Vec<Span>>,
    /// Regular expressions by how they are written.
    pub(super) patterns: Kept<SmolStr, Pattern>,
    /// Templates by their text and by where they are filled in; or why one cannot be read.
    pub(super) templates: Kept<(SmolStr, Span), Result<Node, SmolStr>>,
    /// Trees of YAML by its text; nothing where nobody reads YAML.
    pub(super) yaml: Kept<SmolStr, Option<Parsed>>,
    sources: RefCell<HashMap<SourceId, Arc<Source>>>,
    modules: RefCell<HashMap<String, Result<Rc<Declared>, SmolStr>>>,
    installed: OnceCell<HashMap<String, Fetched>>,
    /// How many instances of modules were made.
    pub(super) made: Cell<usize>,
    /// Something refers to itself.
    pub(super) has_circles: Cell<bool>,
    /// What was recognised and not read, each with why.
    pub(super) passed_by: RefCell<PassedBy>,
}

/// A module that was found: where it stands and what it declares.
pub(super) struct Module {
    /// Its folder; of one that misfit brings along, what it is called.
    pub(super) folder: Rc<str>,
    pub(super) declared: Rc<Declared>,
    /// Of one that misfit brings along: nothing is said to stand in its file.
    pub(super) brought: Option<BroughtModule>,
}

/// A module that misfit brings along.
#[derive(Clone, Copy)]
pub(super) struct BroughtModule {
    /// Its file.
    pub(super) source: SourceId,
    /// The inputs that decide nothing that is read, in order.
    ignores: &'static [&'static str],
}

impl BroughtModule {
    /// The first argument that a call gives and that no version of the module has that was read: what it decides nobody knows.
    pub(super) fn stranger<'b>(&self, declared: &Declared, body: &'b Map) -> Option<&'b SmolStr> {
        let is_stranger = |name: &&SmolStr| {
            !declared.variables.contains_key(*name)
                && !META_ARGUMENTS.contains(&name.as_str())
                && self.ignores.binary_search(&name.as_str()).is_err()
        };
        body.entries.iter().map(|entry| &entry.key.text).filter(|name| *name != REST).find(is_stranger)
    }
}

/// What a module's call says to Terraform and not to the module.
const META_ARGUMENTS: &[&str] = &["source", "version", "count", "for_each", "providers", "depends_on"];

/// What `modules.json` holds.
#[derive(Deserialize)]
struct Installed {
    #[serde(rename = "Modules", default)]
    modules: Vec<InstalledModule>,
}

#[derive(Deserialize)]
struct InstalledModule {
    /// The names of the calls that lead to it, joined by dots.
    #[serde(rename = "Key")]
    key: String,
    /// Where it came from.
    #[serde(rename = "Source", default)]
    source: String,
    /// Its folder, from the root's.
    #[serde(rename = "Dir")]
    folder: String,
}

/// A module that was fetched.
struct Fetched {
    source: String,
    folder: String,
}

impl Fetched {
    /// Whether it is what a call names now: calls change, and what was fetched for them stays.
    fn is(&self, source: &str) -> bool {
        let (own, asked) = (plain_source(&self.source), plain_source(source));
        self.source.is_empty() || own.ends_with(&asked) || asked.ends_with(&own)
    }
}

/// A source without what can be written in several ways: how it is fetched, which version, which folder of it.
fn plain_source(source: &str) -> String {
    let source = source.rsplit("::").next().unwrap_or(source);
    let source = source.split_once("://").map_or(source, |(_, rest)| rest);
    let source = source.rsplit_once('@').map_or(source, |(_, rest)| rest);
    let source = source.split('?').next().unwrap_or(source);
    let source = source.split("//").next().unwrap_or(source);
    source.trim_end_matches(".git").replace(':', "/")
}

impl<'a> World<'a> {
    /// The world of a root of which nothing was read yet.
    pub(super) fn new(root: &'a str, library: &'a dyn Library, standing: Standing) -> Self {
        Self {
            root,
            library,
            is_planned: library.plan(root).is_some(),
            standing,
            budget: Budget::default(),
            problems: RefCell::default(),
            assumed: RefCell::default(),
            trying: Cell::new(0),
            secrets: RefCell::default(),
            patterns: Kept::default(),
            templates: Kept::default(),
            yaml: Kept::default(),
            sources: RefCell::default(),
            modules: RefCell::default(),
            installed: OnceCell::new(),
            made: Cell::new(0),
            has_circles: Cell::new(false),
            passed_by: RefCell::default(),
        }
    }

    /// Tells a problem, once.
    pub(super) fn tell(&self, problem: Problem) {
        let mut problems = self.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }

    /// An unknown for something that is more than is worked out; told where it stands, since nobody wants it silently.
    pub(super) fn too_much(&self, reason: impl Into<SmolStr>, at: Span) -> Node {
        let reason = reason.into();
        self.tell(Problem::at(ProblemKind::Limit, at, format!("{reason}, so it is not worked out")));
        Node::unknown(Unknown::because(reason), at)
    }

    /// Counts something that was recognised and not read.
    pub(super) fn pass_by(&self, path: &str, reason: &'static str) {
        self.passed_by.borrow_mut().push((path.to_owned(), reason));
    }

    /// Takes down where something is written that is shown to nobody.
    pub(super) fn hide(&self, span: Span) {
        self.secrets.borrow_mut().push(span);
    }

    /// The text of a source that was opened.
    pub(super) fn source(&self, id: SourceId) -> Option<Arc<Source>> {
        self.sources.borrow().get(&id).cloned()
    }

    /// Opens a file and keeps its text, for conditions are called by their text.
    pub(super) fn open(&self, path: &str) -> Option<Volume> {
        match self.library.open(path) {
            Ok(volume) => Some(self.kept(volume)),
            Err(error) => {
                self.tell(Problem::unreadable(path, &error));
                None
            }
        }
    }

    fn kept(&self, volume: Volume) -> Volume {
        // Few files seal anything; those that do name it.
        if volume.source.text.contains(SEAL) {
            for document in &volume.parsed.documents {
                literals_of_calls(&document.root, &mut |span| self.hide(span));
            }
        }
        self.sources.borrow_mut().insert(volume.id, volume.source.clone());
        volume
    }

    /// What the configuration files of a folder declare.
    pub(super) fn declared(&self, files: &Folder) -> Declared {
        let first_override = files.files.len().saturating_sub(files.overrides);
        let (base, overrides) = files.files.split_at(first_override);
        let read = |paths: &[String]| -> Vec<Declaration> {
            let opened = paths.iter().filter_map(|path| Some((path, self.open(path)?)));
            opened.flat_map(|(path, volume)| self.declarations(path, &volume)).collect()
        };
        let base = read(base);
        Declared::of(overridden(base, read(overrides)))
    }

    fn declarations(&self, path: &str, volume: &Volume) -> Vec<Declaration> {
        let json = json::Reader { library: self.library, source: &volume.source };
        volume.parsed.documents.iter().flat_map(|document| declarations(path, &document.root, &json)).collect()
    }

    /// Takes one more instance of a module into account; says whether there may be one.
    pub(super) fn make_room(&self, call: Span) -> bool {
        self.made.set(self.made.get() + 1);
        if self.made.get() <= MOST_MODULES {
            return true;
        }
        if self.made.get() == MOST_MODULES + 1 {
            let message = format!(
                "from here on the module calls of this root are not followed: they make more than {MOST_MODULES} instances"
            );
            self.tell(Problem::at(ProblemKind::Limit, call, message));
        }
        false
    }

    /// Finds a module: by the names of the calls that lead to it where it was fetched, by its source otherwise. Where it is
    /// not found, why.
    pub(super) fn module(
        &self,
        from: &str,
        key: &str,
        (source, version, at): (&str, Option<&str>, Span),
    ) -> Result<Module, SmolStr> {
        if source.starts_with("./") || source.starts_with("../") || matches!(source, "." | "..") {
            return self.local(from, (source, at));
        }
        if let Some(fetched) = self.installed().get(key).filter(|fetched| fetched.is(source))
            && let Some(found) = self.in_folder(&fetched.folder).ok().filter(|found| !found.declared.is_empty())
        {
            return Ok(found);
        }
        // A plan knows better what a module makes than what stands in for it.
        let stand_in = if self.is_planned { None } else { self.library.stand_in(source, version) };
        match stand_in {
            Some(StandIn::Folder(folder)) => self.in_folder(&folder),
            Some(StandIn::AtOtherVersions(read)) => {
                let asked = version.map(|version| format_smolstr!(" {version}")).unwrap_or_default();
                Err(format_smolstr!("the module {source}{asked} is not on disk, and is known at versions {read} alone"))
            }
            Some(StandIn::Known { volume, ignores }) => {
                let volume = self.kept(volume);
                let path = volume.source.path.as_ref();
                let declared = || Ok(Rc::new(Declared::of(self.declarations(path, &volume))));
                let declared = self.modules.borrow_mut().entry(path.to_owned()).or_insert_with(declared).clone()?;
                Ok(Module {
                    folder: path.into(),
                    declared,
                    brought: Some(BroughtModule { source: volume.id, ignores }),
                })
            }
            None => Err(format_smolstr!("the module {source} is not on disk")),
        }
    }

    /// The module in the root's own folder.
    pub(super) fn own_folder(&self) -> Result<Module, SmolStr> {
        let found = self.in_folder(self.root)?;
        if found.declared.is_empty() { Err(SmolStr::new_static("there is no module here")) } else { Ok(found) }
    }

    /// The module that Terragrunt fetches: `//` parts what is fetched from what is run in it, `tfr://` is a registry, and a
    /// path that starts with `/` starts at the root.
    pub(super) fn module_of_terragrunt(&self, (source, at): (&str, Span)) -> Result<Module, SmolStr> {
        if let Some(path) = source.strip_prefix('/') {
            return self.local("", (&format!("./{path}").replace("//", "/"), at));
        }
        if source.starts_with('.') {
            return self.local(self.root, (&source.replace("//", "/"), at));
        }
        let (plain, version) = match source.strip_prefix("tfr://") {
            Some(of_registry) => {
                let (without_version, asked) = of_registry.split_once('?').unwrap_or((of_registry, ""));
                let version = asked.split('&').find_map(|one| one.strip_prefix("version="));
                (without_version.trim_start_matches('/'), version)
            }
            None => (source, None),
        };
        self.module(self.root, "", (plain, version, at))
    }

    fn local(&self, from: &str, (source, at): (&str, Span)) -> Result<Module, SmolStr> {
        let Some(folder) = paths::join(from, source) else {
            return Err(format_smolstr!("the module {source} stands outside the root"));
        };
        let found = self.in_folder(&folder);
        let is_there = found.as_ref().is_ok_and(|found| !found.declared.is_empty());
        if is_there {
            return found;
        }
        let message = format!("there is no Terraform in {}", if folder.is_empty() { "the root" } else { &folder });
        let problem = Problem::at(ProblemKind::Unresolvable, at, message);
        self.tell(problem.help("a module's source is a folder with .tf files, seen from the file that names it"));
        Err(format_smolstr!("there is no module at {source}"))
    }

    fn in_folder(&self, folder: &str) -> Result<Module, SmolStr> {
        let known = self.modules.borrow().get(folder).cloned();
        let declared = match known {
            Some(known) => known?,
            None => {
                let read = || -> Result<Rc<Declared>, SmolStr> {
                    let files = folder::read(folder, self.library).map_err(|problem| SmolStr::from(problem.message))?;
                    Ok(Rc::new(self.declared(&files)))
                };
                let read = read();
                self.modules.borrow_mut().insert(folder.to_owned(), read.clone());
                read?
            }
        };
        Ok(Module { folder: folder.into(), declared, brought: None })
    }

    /// Folders of the modules that were fetched, by the names of the calls that lead to them.
    fn installed(&self) -> &HashMap<String, Fetched> {
        self.installed.get_or_init(|| {
            let Ok(text) = self.library.text(&paths::child(self.root, INSTALLED)) else { return HashMap::new() };
            let Ok(installed) = serde_json::from_str::<Installed>(&text.text) else { return HashMap::new() };
            let fetched = |module: InstalledModule| {
                let folder = paths::join(self.root, &module.folder)?;
                Some((module.key, Fetched { source: module.source, folder }))
            };
            installed.modules.into_iter().filter_map(fetched).collect()
        })
    }
}
