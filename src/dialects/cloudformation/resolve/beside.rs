//! Files that stand beside a template: descriptions of APIs and definitions of state machines that it only names.

use super::macros::is_include;
use super::scope::Scope;
use crate::model::library::Library;
use crate::model::paths;
use crate::model::tree::{Content, Map, Node, Schema};

/// Where a template stands, and what leads to the files beside it.
#[derive(Clone, Copy)]
pub(crate) struct Beside<'t> {
    /// The template's path.
    pub(crate) path: &'t str,
    /// Files by path, bounded to the root.
    pub(crate) library: &'t dyn Library,
}

/// The types of SAM that name a file in `DefinitionUri`, and the property in which its content could stand as well.
const NAMED: &[(&str, &str)] = &[
    ("AWS::Serverless::Api", "DefinitionBody"),
    ("AWS::Serverless::HttpApi", "DefinitionBody"),
    ("AWS::Serverless::StateMachine", "Definition"),
];

/// The property that names a file.
const URI: &str = "DefinitionUri";

/// Bytes of a file that cost as much as one value.
const BYTES_A_STEP: usize = 16;

impl Scope<'_> {
    /// What `AWS::Include` brings in from a file beside the template, worked out as if it stood here.
    pub(super) fn included(&self, argument: &Node) -> Option<Node> {
        // What is brought in brings in nothing itself.
        if !is_include(argument) || self.is_including.get() {
            return None;
        }
        let location = self.value(argument.at(&["Parameters", "Location"])?);
        let root = self.file(&location)?;
        self.is_including.set(true);
        let value = self.value(&root);
        self.is_including.set(false);
        Some(value)
    }

    /// Puts the content of a file that a resource names in place of its name.
    pub(super) fn open_named(&self, kind: &str, properties: &mut Node) {
        let Some((_, property)) = NAMED.iter().find(|(own, _)| *own == kind) else { return };
        let Content::Map(map) = &mut properties.content else { return };
        if map.entry(property).is_some() {
            return;
        }
        let Some(mut root) = map.entry(URI).and_then(|uri| self.file(&uri.value)) else { return };
        root.settle(Schema::Yaml12);
        if let Some(given) = map.entry("DefinitionSubstitutions").and_then(|entry| entry.value.as_map()) {
            substitute(&mut root, given);
        }
        for entry in map.entries.iter_mut().filter(|entry| entry.key.text == URI) {
            entry.key.text = (*property).into();
            entry.value = root.clone();
        }
    }

    /// The tree of a file beside the template; nothing where it is elsewhere or cannot be read whole.
    fn file(&self, location: &Node) -> Option<Node> {
        let beside = self.beside?;
        let name = location.as_str().filter(|name| !name.contains("://"))?;
        let volume = beside.library.open(&paths::join(paths::folder(beside.path), name)?).ok()?;
        self.budget.spend(volume.source.text.len() / BYTES_A_STEP);
        if self.budget.is_spent() || !volume.parsed.problems.is_empty() {
            return None;
        }
        Some(volume.parsed.documents.first()?.root.clone())
    }
}

/// Fills in what a definition leaves open: a text that is `${Name}` and nothing else becomes what is given for it.
fn substitute(node: &mut Node, given: &Map) {
    match &mut node.content {
        Content::Map(map) => map.entries.iter_mut().for_each(|entry| substitute(&mut entry.value, given)),
        Content::List(items) => items.iter_mut().for_each(|item| substitute(item, given)),
        Content::Text(text) => {
            let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            if let Some(entry) = name.and_then(|name| given.entry(name)) {
                *node = Node { span: node.span, ..entry.value.clone() };
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may panic")]
mod tests;
