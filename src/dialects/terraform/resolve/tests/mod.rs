//! Text in, values out: folders in memory, and values written as a person would.

mod assigned;
mod bounds;
mod choices;
mod dynamic;
mod folders;
mod functions;
mod functions_in_part;
mod functions_of_text;
mod functions_of_values;
mod modules;
mod secrets;
mod shares;
mod sorts;
mod templates;
mod terragrunt;
mod types;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::{PassedBy, resolve};
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::document::Parsed;
use crate::model::fact::{Fact, Value};
use crate::model::library::{Footing, Library, Volume};
use crate::model::problem::Problem;
use crate::model::source::{Entry, EntryKind, ReadError, Source, SourceId, Span};
use crate::model::tree::{Content, Node, Origin};

/// Files in memory.
pub(super) struct Shelf(BTreeMap<String, String>);

impl Shelf {
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    pub(super) fn resolve(&self, folder: &str) -> (ResolvedUnit, Vec<Problem>, PassedBy) {
        resolve(folder, self, (Standing::ByItself, |_| true))
    }

    pub(super) fn block(&self, folder: &str, address: &str) -> ResolvedBlock {
        let (unit, _, _) = self.resolve(folder);
        unit.blocks.into_iter().find(|block| block.address == address).expect("the resource is there")
    }

    /// What a span covers.
    pub(super) fn slice(&self, span: Span) -> &str {
        let (_, text) = self.0.iter().nth(span.source.0 as usize).expect("the source is there");
        &text[span.start as usize..span.end as usize]
    }
}

impl Library for Shelf {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        let place = self.0.keys().position(|known| known == path).ok_or(ReadError::NotFound)?;
        let (id, text) = (SourceId(place as u32), self.0[path].as_str());
        let parsed = match crate::parse::syntax_of(path, text) {
            Some(syntax) => crate::parse::parse(id, text, syntax),
            None => Parsed::default(),
        };
        Ok(Volume { id, source: Arc::new(Source::new(path, text)), parsed: Arc::new(parsed) })
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        self.0.get(path).map(|text| Arc::new(Source::new(path, text.as_str()))).ok_or(ReadError::NotFound)
    }

    fn template(&self, text: &str, footing: Footing<'_>) -> Result<Node, SmolStr> {
        crate::parse::template(text, footing)
    }

    fn yaml(&self, text: &str) -> Option<Parsed> {
        Some(crate::parse::parse(SourceId(0), text, crate::model::document::Syntax::Yaml))
    }

    fn is_ignored(&self, path: &str) -> bool {
        path.ends_with(".zip")
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        for path in self.0.keys().filter_map(|path| path.strip_prefix(&prefix)) {
            let (name, kind) = match path.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (path, EntryKind::File(1)),
            };
            if seen.insert(name) {
                entries.push(Entry { name: name.to_owned(), kind });
            }
        }
        Ok(entries)
    }
}

/// A value as text, with `<-` before the way it came.
pub(super) fn show(node: &Node) -> String {
    write(node, &|node| node.origin.as_deref().map(show_way).unwrap_or_default())
}

/// A value as text: `?` before an unknown's reason, `key{branch: value}` for a choice.
pub(super) fn plain(node: &Node) -> String {
    write(node, &|_| String::new())
}

fn show_way(origin: &Origin) -> String {
    let steps: String = origin.steps.iter().map(|step| format!(" <- {}", step.name)).collect();
    if origin.defaulted { steps + " (default)" } else { steps }
}

fn write(node: &Node, way: &dyn Fn(&Node) -> String) -> String {
    let value = match &node.content {
        Content::Null => "null".to_owned(),
        Content::List(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Content::Map(map) => {
            let entries = map.entries.iter().map(|entry| format!("{}: {}", entry.key.text, plain(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Content::Text(text) => format!("'{text}'"),
        Content::Sealed(inner) => format!("sealed {}", write(inner, &|_| String::new())),
        Content::Unknown(unknown) => {
            let refers = unknown.refers.as_ref().map(|to| format!(" -> {to}")).unwrap_or_default();
            format!("?{}{refers}", unknown.reason)
        }
        Content::Choice(choice) => {
            let options = choice.switch.branches.iter().zip(&choice.options);
            let options: Vec<String> =
                options.map(|(name, option)| format!("{name}: {}", write(option, way))).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
        _ => node.as_text().map(String::from).unwrap_or_else(|| format!("{:?}", node.content)),
    };
    value + &way(node)
}

/// A fact as text.
pub(super) fn show_fact(fact: &Fact) -> String {
    match &fact.value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Unknown(unknown) => format!("?{}", unknown.reason),
        Value::Choice(choice) => {
            let options: Vec<String> = choice.options.iter().map(show_fact).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
        other => format!("{other:?}"),
    }
}

/// The value of `v = expression` in a resource `t_a.b`, beside other blocks.
pub(super) fn value(beside: &str, expression: &str) -> Node {
    let text = format!("{beside}\nresource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
    Shelf::of(&[("main.tf", &text)]).block("", "t_a.b").body.get("v").expect("the argument is there").clone()
}

/// Holds a table of expressions and values against what is evaluated.
pub(super) fn hold(beside: &str, table: &[(&str, &str)], write: fn(&Node) -> String) {
    for (expression, expected) in table {
        assert_eq!(write(&value(beside, expression)), *expected, "{expression}");
    }
}
