//! A service file in, resources out: what is said of each, in one line a fact.

mod aws;
mod events;
mod others;
mod template;

use std::sync::Arc;

use crate::dialects::serverless::read;
use crate::dialects::tests::{Says, all_conform, all_say, describe};
use crate::model::document::Syntax;
use crate::model::library::{Library, Volume};
use crate::model::resource::{Inventory, Resource};
use crate::model::source::{Entry, EntryKind, ReadError, Source, SourceId};

/// A folder that holds one service file.
struct Folder<'a>(&'a str);

impl Library for Folder<'_> {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        if path != "svc/serverless.yml" {
            return Err(ReadError::NotFound);
        }
        let id = SourceId(0);
        let parsed = crate::parse::parse(id, self.0, Syntax::Yaml);
        Ok(Volume { id, source: Arc::new(Source::new(path, self.0)), parsed: Arc::new(parsed) })
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        self.open(path).map(|volume| volume.source)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let file = Entry { name: "serverless.yml".to_owned(), kind: EntryKind::File(1) };
        Ok(if folder == "svc" { vec![file] } else { Vec::new() })
    }
}

/// What a file holds; every fact is held against the vocabulary.
fn inventory(text: &str) -> Inventory {
    let inventory = read("svc/serverless.yml", &Folder(text));
    all_conform(&inventory.resources);
    inventory
}

/// Holds the resources of a file against a table.
fn says(text: &str, expected: Says) {
    all_say(&inventory(text).resources, expected);
}

/// What is said of a fact of the one function of a file, and then of another; nothing of what is not there.
fn said(text: &str, names: &[&str]) -> Vec<String> {
    let inventory = inventory(text);
    let [function] = inventory.resources.as_slice() else {
        panic!("{} resources in\n{text}", inventory.resources.len())
    };
    let lines = describe(function);
    let of = |name: &&str| lines.iter().find_map(|line| line.strip_prefix(&format!("{name} = ")));
    names.iter().filter_map(of).map(str::to_owned).collect()
}

/// What starts a function with one event, and on which schedule, in a service that begins so.
fn started(top: &str, event: &str) -> String {
    let text = format!("service: s\n{top}\nfunctions:\n  f:\n    handler: h.h\n    events:\n      - {event}\n");
    said(&text, &["triggers", "schedule"]).join(" on ")
}

/// The places that a fact of a resource came through.
fn came_through(resource: &Resource, name: &str) -> Vec<String> {
    let chain = resource.facts.get(name).map(|fact| fact.chain.as_slice()).unwrap_or_default();
    chain.iter().map(|step| step.name.to_string()).collect()
}
