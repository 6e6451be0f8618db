//! Pulls: diagnostics for clients that ask for them.

use std::collections::{BTreeMap, HashMap};

use gen_lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, PreviousResultId,
    RelatedDocument, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use super::diagnostics::Page;
use super::documents::Standing;
use super::server::Server;

impl Server {
    /// What is said of a file, unless that is what the client knows; and of others what it does not know.
    pub(super) fn pull(&mut self, asked: DocumentDiagnosticParams) -> DocumentDiagnosticReport {
        let uri = asked.text_document.uri.0;
        let page = self.page_of(&uri);
        if let Some(document) = self.session.documents.get_mut(&uri) {
            document.standing = Standing::Told;
        }
        self.told.insert(uri.clone(), page.id.clone());
        let related_documents = self.session.abilities.related_documents.then(|| {
            let changed = self.changed_elsewhere(&uri);
            for (uri, page) in &changed {
                self.told.insert(uri.clone(), page.id.clone());
            }
            changed.into_iter().map(|(uri, page)| (Uri(uri), RelatedDocument::from(full(page)))).collect()
        });
        if asked.previous_result_id.as_ref() == Some(&page.id) {
            return DocumentDiagnosticReport::from(RelatedUnchangedDocumentDiagnosticReport {
                related_documents,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: page.id },
            });
        }
        DocumentDiagnosticReport::from(RelatedFullDocumentDiagnosticReport {
            related_documents,
            full_document_diagnostic_report: full(page),
        })
    }

    /// The other files of which something else is said than the client was told.
    fn changed_elsewhere(&self, asked: &str) -> Vec<(String, Page)> {
        let pages = self.roots.pages(&self.session.documents);
        let clean = Page::new(Vec::new());
        let gone = self.told.keys().filter(|uri| !pages.contains_key(*uri)).map(|uri| (uri, &clean));
        let all = pages.iter().map(|(uri, page)| (uri, *page)).chain(gone);
        let changed = all.filter(|(uri, page)| *uri != asked && self.told.get(*uri) != Some(&page.id));
        changed.map(|(uri, page)| (uri.clone(), page.clone())).collect()
    }

    /// What is said of all files, as far as the client does not know it.
    pub(super) fn pull_all(&mut self, asked: WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReport {
        let mut pages: BTreeMap<String, Page> =
            self.roots.pages(&self.session.documents).into_iter().map(|(uri, page)| (uri, page.clone())).collect();
        let known = asked.previous_result_ids.into_iter().map(|PreviousResultId { uri, value }| (uri.0, value));
        let known: HashMap<String, String> = known.collect();
        // What the client remembers of a file that is clean by now.
        let clean = Page::new(Vec::new());
        for uri in known.keys() {
            pages.entry(uri.clone()).or_insert_with(|| clean.clone());
        }
        let item = |(uri, page): (String, Page)| {
            let version = self.session.documents.get(&uri).map(|document| document.version);
            self.told.insert(uri.clone(), page.id.clone());
            if known.get(&uri) == Some(&page.id) {
                WorkspaceDocumentDiagnosticReport::from(WorkspaceUnchangedDocumentDiagnosticReport {
                    uri: Uri(uri),
                    version,
                    unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id: page.id },
                })
            } else {
                WorkspaceDocumentDiagnosticReport::from(WorkspaceFullDocumentDiagnosticReport {
                    uri: Uri(uri),
                    version,
                    full_document_diagnostic_report: full(page),
                })
            }
        };
        WorkspaceDiagnosticReport { items: pages.into_iter().map(item).collect() }
    }
}

fn full(page: Page) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport { result_id: Some(page.id), items: page.items }
}
