//! Looking for the stages that a service names: where a stage picks a key of a map or a file, what is there to pick.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::resolver::{Answer, Resolver};
use super::syntax::{Part, Source, Template, Variable};
use super::ways::Way;
use crate::model::paths;
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
        if is_name && name.len() <= 64 && !self.names.iter().any(|known| known == name) {
            self.names.push(name.into());
        }
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

    /// Notes the names of files of which the stage picks one.
    pub(super) fn sight_files(&mut self, file: &str) {
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
        for entry in entries.iter().take(MOST_NAMES) {
            let Some(name) = between(&entry.name, before, after) else { continue };
            let path = paths::child(&folder, &entry.name);
            let is_there = below.is_empty() || {
                let whole = format!("{path}/{}", below.join("/")).replace(SOUGHT, name);
                let listed = library.list(paths::folder(&whole)).unwrap_or_default();
                listed.iter().any(|entry| entry.name == paths::name(&whole))
            };
            // Beside the service file, or by a bare name, anything may stand.
            let is_own = path == self.service.path || self.files.contains_key(&path);
            let is_bare = before.is_empty() && (folder == self.service.folder || is_own);
            if is_there && (!is_bare || is_environment(name)) {
                self.sightings.note(name);
            }
        }
    }
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
