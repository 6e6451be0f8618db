//! Looking for the stages that a service names: where a stage picks a key of a map or a file, what is there to pick.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use smol_str::SmolStr;

use super::files::Opened;
use super::resolver::{Answer, Resolver};
use super::sources::keys;
use super::syntax::{Part, Source, Template, Variable};
use super::ways::Way;
use crate::model::paths;
use crate::model::source::Span;
use crate::model::tree::Node;
use crate::values::environment::is_environment;

/// Stands for the stage while it is looked for: of the characters that no standard gives a meaning.
const SOUGHT: char = '\u{e000}';

/// A map with more keys, or a folder with more files, is not one of stages.
const MOST_NAMES: usize = 200;

/// Names of stages that were seen.
#[derive(Default)]
pub(super) struct Sightings {
    /// In the order they were seen.
    names: Vec<SmolStr>,
    /// Keys that hold where no stage has its own, by their last part; none of them is a stage.
    others: BTreeSet<SmolStr>,
    /// Files that were looked into for it. The service need not read them.
    opened: HashMap<String, Rc<Opened>>,
}

/// What stands for the stage.
pub(super) fn sought() -> SmolStr {
    SmolStr::from_iter([SOUGHT])
}

/// Whether a text depends on the stage.
pub(super) fn is_sought(text: &str) -> bool {
    text.contains(SOUGHT)
}

impl Sightings {
    /// Notes what is asked for where the stage picks nothing: `self:custom.sizes.default` in
    /// `self:custom.sizes.${sls:stage}, self:custom.sizes.default`.
    pub(super) fn note_others(&mut self, variable: &Variable) {
        let addresses = variable.sources.iter().filter_map(|source| match source {
            Source::Call(call) => call.address.as_ref(),
            Source::Literal(_) => None,
        });
        let plain = |address: &Template| match address.parts.as_slice() {
            [Part::Text(text)] => Some(text.clone()),
            _ => None,
        };
        let others: Vec<String> = addresses.skip(1).filter_map(plain).collect();
        let keys = others.iter().flat_map(|address| address.split('.'));
        self.others.extend(keys.filter(|key| !is_environment(key)).map(SmolStr::new));
    }

    /// Notes a name.
    pub(super) fn note(&mut self, name: &str) {
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if is_name && name.len() <= 64 && !self.knows(name) {
            self.names.push(name.into());
        }
    }

    /// Whether a name was noted.
    fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// The stages that were seen.
    pub(super) fn names(self) -> Vec<SmolStr> {
        let others = self.others;
        self.names.into_iter().filter(|name| name != "default" && !others.contains(name)).collect()
    }
}

impl Resolver<'_> {
    /// Notes the keys of a map of which the stage picks one, and under which the rest of the address leads somewhere.
    pub(super) fn sight_keys(&mut self, node: &Node, key: &str, rest: &[SmolStr]) {
        let Some((before, after)) = around(key) else { return };
        let Some(map) = node.as_map().filter(|map| map.entries.len() <= MOST_NAMES) else { return };
        // Where all of `custom` or the like is picked from, most keys are settings of plugins.
        let is_section = self.service.root.get("custom").is_some_and(|custom| custom.span == node.span);
        for entry in &map.entries {
            let Some(name) = between(&entry.key.text, before, after) else { continue };
            let leads = match rest.iter().position(|key| is_sought(key)) {
                Some(_) => true,
                // What is picked itself may be null there.
                None if rest.is_empty() => true,
                None => !matches!(self.walk(&entry.value, rest, Way::default()), Answer::Missing(_)),
            };
            if leads && (!is_section || !rest.is_empty() || is_environment(name)) {
                self.sightings.note(name);
            }
        }
    }

    /// Notes the names of files of which the stage picks one, and in which the address leads somewhere.
    pub(super) fn sight_files(&mut self, file: &str, address: &str, span: Span) {
        let mut folder = String::new();
        let mut parts = file.split('/');
        let Some(part) = parts.by_ref().find(|part| {
            let is_picked = is_sought(part);
            if !is_picked {
                folder = paths::child(&folder, part);
            }
            is_picked
        }) else {
            return;
        };
        let below: Vec<&str> = parts.collect();
        let Some((before, after)) = around(part) else { return };
        let library = self.service.library;
        let entries = library.list(&folder).unwrap_or_default();
        let mut others: Vec<(&str, String)> = Vec::new();
        let mut of_environments: Vec<String> = Vec::new();
        for entry in entries.iter().take(MOST_NAMES) {
            let Some(name) = between(&entry.name, before, after) else { continue };
            let path = paths::child(&folder, &entry.name);
            // Beside the service file, or by a bare name, anything may stand.
            let is_own = path == self.service.path || self.files.contains_key(&path);
            let is_bare = before.is_empty() && (folder == self.service.folder || is_own);
            let whole = match below.as_slice() {
                [] => path,
                _ => format!("{path}/{}", below.join("/")).replace(SOUGHT, name),
            };
            let is_there = below.is_empty() || {
                let listed = library.list(paths::folder(&whole)).unwrap_or_default();
                listed.iter().any(|entry| entry.name == paths::name(&whole))
            };
            match (is_there, is_environment(name)) {
                (true, true) => {
                    self.sightings.note(name);
                    of_environments.push(whole);
                }
                (true, false) if !is_bare && !self.sightings.knows(name) => others.push((name, whole)),
                _ => {}
            }
        }
        // Where all of a file is picked, what shares no key with an environment's is about something else.
        let mut common: BTreeSet<SmolStr> = BTreeSet::new();
        if address.is_empty() && !others.is_empty() {
            for file in &of_environments {
                common.extend(top_keys(&self.sighted(file, span)).cloned());
            }
        }
        for (name, file) in others {
            if !self.spend(1) {
                return;
            }
            let leads = match &*self.sighted(&file, span) {
                opened @ Opened::Tree(_) if !common.is_empty() => top_keys(opened).any(|key| common.contains(key)),
                Opened::Tree(root) => {
                    let address = address.replace(SOUGHT, name);
                    !matches!(self.walk(root, &keys(&address), Way::default()), Answer::Missing(_))
                }
                Opened::Missing => false,
                // It cannot be known what a program says.
                Opened::Closed(_) => true,
            };
            if leads {
                self.sightings.note(name);
            }
        }
    }

    /// A file of which it is looked whether it is a stage's.
    fn sighted(&mut self, file: &str, span: Span) -> Rc<Opened> {
        if let Some(opened) = self.sightings.opened.get(file) {
            return opened.clone();
        }
        let opened = Rc::new(self.opened(file, span));
        self.sightings.opened.insert(file.to_owned(), opened.clone());
        opened
    }
}

/// The keys of what a file says.
fn top_keys(opened: &Opened) -> impl Iterator<Item = &SmolStr> {
    let map = match opened {
        Opened::Tree(root) => root.as_map(),
        Opened::Missing | Opened::Closed(_) => None,
    };
    map.into_iter().flat_map(|map| &map.entries).map(|entry| &entry.key.text)
}

/// What stands before and after the stage.
fn around(text: &str) -> Option<(&str, &str)> {
    let (before, after) = text.split_once(SOUGHT)?;
    (!is_sought(after)).then_some((before, after))
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_suffix(after)
}

/// The keys of `params` and `stages`, which name stages whether or not anything asks for them.
pub(super) fn declared(root: &Node) -> Vec<SmolStr> {
    let maps = ["stages", "params"].iter().filter_map(|key| root.get(key).and_then(Node::as_map));
    maps.flat_map(|map| map.entries.iter().map(|entry| entry.key.text.clone()))
        .filter(|name| name != "default")
        .collect()
}
