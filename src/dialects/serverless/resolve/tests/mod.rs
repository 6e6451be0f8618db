//! Text in, values out: services in memory, and values written as a person would.

mod bounds;
mod files;
mod stages;
mod syntax;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::resolve;
use crate::dialects::serverless::resolved::ResolvedService;
use crate::model::library::{Library, Volume};
use crate::model::problem::Problem;
use crate::model::source::{Entry, EntryKind, ReadError, Source, SourceId, Span};
use crate::model::tree::{Content, Node, Origin};
use crate::parse;

/// Files in memory.
pub(super) struct Shelf(BTreeMap<String, String>);

impl Shelf {
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    /// The service at a path, with what is wrong in it.
    pub(super) fn resolve(&self, path: &str) -> (ResolvedService, Vec<String>) {
        let volume = self.open(path).expect("the service is there");
        let (service, problems) = resolve(path, &volume, self);
        let messages = problems.into_iter().map(|Problem { message, .. }| message).collect();
        (service.expect("it is a service"), messages)
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
        let parsed = parse::syntax_of(path, text).map(|syntax| parse::parse(id, text, syntax)).unwrap_or_default();
        Ok(Volume { id, source: Arc::new(Source::new(path, text)), parsed: Arc::new(parsed) })
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        self.0.get(path).map(|text| Arc::new(Source::new(path, text.as_str()))).ok_or(ReadError::NotFound)
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

/// A value as text: `?` before an unknown's reason, `!` before that of a refusal, `stage{branch: value}` for a choice.
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
        Content::List(items) => {
            format!("[{}]", items.iter().map(|item| write(item, way)).collect::<Vec<_>>().join(", "))
        }
        Content::Map(map) => {
            let entries = map.entries.iter().map(|entry| format!("{}: {}", entry.key.text, write(&entry.value, way)));
            return format!("{{{}}}", entries.collect::<Vec<_>>().join(", "));
        }
        Content::Text(text) => format!("'{text}'"),
        Content::Unknown(unknown) => format!("{}{}", if unknown.refused { "!" } else { "?" }, unknown.reason),
        Content::Tagged(tagged) => format!("{} {}", tagged.tag.text, write(&tagged.node, way)),
        Content::Choice(choice) => {
            let options = choice.switch.branches.iter().zip(&choice.options);
            let options: Vec<String> =
                options.map(|(name, option)| format!("{name}: {}", write(option, way))).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
        _ => node.as_text().map_or_else(|| format!("{:?}", node.content), String::from),
    };
    value + &way(node)
}

/// The value of `v` in a service, beside other text.
pub(super) fn value(beside: &str, text: &str) -> Node {
    let service = format!("service: s\n{beside}\nv: {text}\n");
    let service = if beside.contains("provider:") { service } else { format!("provider: aws\n{service}") };
    let (service, _) = Shelf::of(&[("serverless.yml", &service)]).resolve("serverless.yml");
    service.root.get("v").cloned().expect("the value is there")
}

/// Holds a table of values and how they are worked out.
pub(super) fn hold(beside: &str, table: &[(&str, &str)], write: fn(&Node) -> String) {
    for (text, expected) in table {
        assert_eq!(write(&value(beside, text)), *expected, "{text}");
    }
}
