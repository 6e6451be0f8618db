//! Requests: what the client asks, one arm a method.

use gen_lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, RelatedDocument,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use lsp_server::ErrorCode;
use serde_json::Value;

use super::client::{Refusal, value};
use super::diagnostics::Page;
use super::documents::Standing;
use super::roots::{Place, real};
use super::server::{Server, parameters};
use super::uri;

impl Server {
    /// What a request is answered with.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn respond(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            "textDocument/diagnostic" => Ok(value(&self.pull(parameters(params)?))),
            "workspace/diagnostic" => Ok(value(&self.pull_all(parameters(params)?))),
            _ => Err(Refusal::new(ErrorCode::MethodNotFound, format!("there is no method {method}"))),
        }
    }

    /// Where a file stands that the client names.
    pub(super) fn place_of(&self, uri: &str) -> Option<Place> {
        let path = match self.session.documents.get(uri) {
            Some(document) => document.path.clone(),
            None => real(&uri::to_path(uri)?)?,
        };
        self.roots.place(&path)
    }

    /// What is said of a file now.
    pub(super) fn page_of(&self, uri: &str) -> Page {
        let page = self.place_of(uri).and_then(|place| self.roots.page(&place).cloned());
        page.unwrap_or_else(|| Page::new(Vec::new()))
    }

    fn pull(&mut self, asked: DocumentDiagnosticParams) -> DocumentDiagnosticReport {
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

    fn pull_all(&mut self, asked: WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReport {
        let mut pages: Vec<(String, Page)> =
            self.roots.pages(&self.session.documents).into_iter().map(|(uri, page)| (uri, page.clone())).collect();
        // What the client remembers of a file that is clean by now.
        for previous in &asked.previous_result_ids {
            if !pages.iter().any(|(uri, _)| *uri == previous.uri.0) {
                pages.push((previous.uri.0.clone(), Page::new(Vec::new())));
            }
        }
        let item = |(uri, page): (String, Page)| {
            let version = self.session.documents.get(&uri).map(|document| document.version);
            let is_known = |known: &gen_lsp_types::PreviousResultId| known.uri.0 == uri && known.value == page.id;
            self.told.insert(uri.clone(), page.id.clone());
            if asked.previous_result_ids.iter().any(is_known) {
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
