//! Publishing: telling a client what changed, or that it should ask again.

use std::collections::BTreeMap;

use gen_lsp_types::{PublishDiagnosticsParams, Uri};
use serde_json::Value;

use super::abilities::Delivery;
use super::diagnostics::Page;
use super::documents::Standing;
use super::roots::Freshened;
use super::server::Server;

/// How much of what the client knows is out of date beyond what it has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outdated {
    /// Nothing that it would not ask for.
    Nowhere,
    /// Anything.
    Everywhere,
}

impl Server {
    /// Brings what the client knows up to date, once all that came is taken in.
    pub(super) fn deliver(&mut self) {
        self.freshen();
        match self.session.abilities.diagnostics {
            Delivery::Push => self.publish(),
            Delivery::Pull => self.recall(),
        }
        self.freshened = Freshened::Nothing;
        self.outdated = Outdated::Nowhere;
    }

    /// Tells of every file of which something else is said now, and of every version of an open one.
    fn publish(&mut self) {
        let documents = &self.session.documents;
        let pages = self.roots.pages(documents);
        let clean = Page::new(Vec::new());
        let is_awaited = |uri: &str| documents.get(uri).is_some_and(|one| one.standing == Standing::Awaited);
        let gone = self.told.keys().filter(|uri| !pages.contains_key(*uri));
        let awaited = documents.keys().filter(|uri| is_awaited(uri) && !pages.contains_key(*uri));
        let cleaned: BTreeMap<&str, &Page> = gone.chain(awaited).map(|uri| (uri.as_str(), &clean)).collect();
        let all = pages.iter().map(|(uri, page)| (uri.as_str(), *page)).chain(cleaned);
        for (uri, page) in all.filter(|(uri, page)| is_awaited(uri) || self.told.get(*uri) != Some(&page.id)) {
            let told = PublishDiagnosticsParams {
                uri: Uri(uri.to_owned()),
                version: documents.get(uri).map(|document| document.version),
                diagnostics: page.items.clone(),
            };
            self.client.tell("textDocument/publishDiagnostics", &told);
        }
        self.told = pages.into_iter().map(|(uri, page)| (uri, page.id.clone())).collect();
        for document in self.session.documents.values_mut() {
            document.standing = Standing::Told;
        }
    }

    /// Has the client ask again, where it would not by itself: it asks for what it edits.
    fn recall(&mut self) {
        if self.freshened == Freshened::Nothing || !self.session.abilities.refresh {
            return;
        }
        let is_old = |(uri, document): (&String, &super::documents::Document)| {
            let told = self.told.get(uri).filter(|_| document.standing == Standing::Told);
            told.is_some_and(|told| *told != self.page_of(uri).id)
        };
        if self.outdated == Outdated::Everywhere || self.session.documents.iter().any(is_old) {
            self.client.ask("workspace/diagnostic/refresh", &Value::Null);
        }
    }
}
