//! Requests: what the client asks, one arm a method.

use gen_lsp_types::{
    Code, CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Contents, CreateFile, CreateFileOptions,
    Diagnostic, DocumentChange, Edit, Hover, HoverParams, MarkupContent, MarkupKind,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri,
    WorkspaceEdit,
};
use lsp_server::ErrorCode;
use serde_json::Value;

use super::actions::{Suppress, suppress};
use super::client::{Refusal, value};
use super::diagnostics::{self, Page};
use super::hover::hover;
use super::plain::plain;
use super::roots::{Place, Root, real};
use super::server::{Server, parameters};
use super::session::Session;
use super::uri;

impl Server {
    /// What a request is answered with.
    ///
    /// # Errors
    /// Why it is not.
    pub(super) fn respond(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            "textDocument/diagnostic" => Ok(value(&self.pull(parameters(params)?))),
            "textDocument/hover" => Ok(value(&self.hover(&parameters(params)?))),
            "textDocument/codeAction" => Ok(value(&self.actions(&parameters(params)?))),
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

    /// The card of what stands at a place.
    fn hover(&self, asked: &HoverParams) -> Option<Hover> {
        let asked = &asked.text_document_position_params;
        let uri = &asked.text_document.uri.0;
        let document = self.session.documents.get(uri)?;
        let place = self.place_of(uri)?;
        let root = self.roots.get(&place)?;
        let at = Range { start: asked.position, end: asked.position };
        let offset = document.bytes(at, self.session.abilities.encoding).start;
        let (card, span) = hover(&root.world, &place.path, offset)?;
        let range = root.speak(&self.session, |world, manner| diagnostics::place(world, manner, span));
        let (kind, value) = if self.session.abilities.markdown {
            (MarkupKind::Markdown, card)
        } else {
            (MarkupKind::PlainText, plain(&card))
        };
        let contents = Contents::MarkupContent(MarkupContent { kind, value });
        Some(Hover { contents, range: range.map(|(_, range)| range) })
    }

    /// What can be done about the findings in a range.
    fn actions(&mut self, asked: &CodeActionParams) -> Vec<CodeActionResponse> {
        let is_wanted = |kind: &CodeActionKind| matches!(kind, CodeActionKind::Empty | CodeActionKind::QuickFix);
        if asked.context.only.as_ref().is_some_and(|only| !only.iter().any(is_wanted)) {
            return Vec::new();
        }
        let offered = self.offered(&asked.text_document.uri.0, asked.range);
        let actions = offered.into_iter().map(|(suppress, edit)| CodeAction {
            diagnostics: of_finding(&asked.context.diagnostics, &suppress),
            title: suppress.title,
            kind: Some(CodeActionKind::QuickFix),
            edit: Some(edit),
            ..CodeAction::default()
        });
        actions.map(CodeActionResponse::CodeAction).collect()
    }

    /// The suppressions for the findings in a range, each with its edit.
    fn offered(&mut self, uri: &str, range: Range) -> Vec<(Suppress, WorkspaceEdit)> {
        let (Some(place), Some(document)) = (self.place_of(uri), self.session.documents.get(uri)) else {
            return Vec::new();
        };
        let bytes = document.bytes(range, self.session.abilities.encoding);
        let Some(root) = self.roots.get_mut(&place) else { return Vec::new() };
        let offered = suppress(&mut root.world, &place.path, bytes);
        let with_edit = |suppress: Suppress| {
            // A file may be open by several names.
            let own = (suppress.path == place.path).then_some(uri);
            Some((edit(root, &self.session, &suppress, own)?, suppress))
        };
        offered.into_iter().filter_map(with_edit).map(|(edit, suppress)| (suppress, edit)).collect()
    }
}

/// The diagnostics of a finding, among those that the client asks about.
///
/// Where the client keeps no data, the policy tells them: those that it asks about stand in the same lines.
fn of_finding(asked: &[Diagnostic], suppress: &Suppress) -> Option<Vec<Diagnostic>> {
    let is_of = |diagnostic: &&Diagnostic| {
        let is_policy = matches!(&diagnostic.code, Some(Code::String(code)) if *code == suppress.policy);
        let data = diagnostic.data.as_ref().and_then(|data| data.get("fingerprint"));
        is_policy && data.and_then(Value::as_str).is_none_or(|fingerprint| fingerprint == suppress.fingerprint)
    };
    let own: Vec<Diagnostic> = asked.iter().filter(is_of).cloned().collect();
    (!own.is_empty()).then_some(own)
}

/// The edit that writes a suppression, into the file of that name where it is known by one; nothing where it needs a file that is not there, and the client makes none.
fn edit(root: &Root, session: &Session, suppress: &Suppress, own: Option<&str>) -> Option<WorkspaceEdit> {
    let (uri, at) = root.speak(session, |world, manner| {
        let uri = own.map_or_else(|| (manner.uri)(&suppress.path), str::to_owned);
        (uri, diagnostics::position(world, manner, &suppress.path, suppress.at))
    });
    let is_there = root.world.source(&suppress.path).is_some();
    let version = session.documents.get(&uri).map(|document| document.version);
    let uri = Uri(uri);
    let text_edit = TextEdit { range: Range { start: at, end: at }, new_text: suppress.text.clone() };
    // Who makes files takes edits in this form, whatever it says of versions.
    let makes_file = !is_there && session.abilities.makes_files;
    if !session.abilities.versioned_edits && !makes_file {
        let changes = [(uri, vec![text_edit])].into_iter().collect();
        return is_there.then(|| WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let mut changes = Vec::new();
    if !is_there {
        if !session.abilities.makes_files {
            return None;
        }
        let options = CreateFileOptions { overwrite: None, ignore_if_exists: Some(true) };
        let made = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
        changes.push(DocumentChange::CreateFile(made));
    }
    let text_document =
        OptionalVersionedTextDocumentIdentifier { version, text_document_identifier: TextDocumentIdentifier { uri } };
    let edits = vec![Edit::TextEdit(text_edit)];
    changes.push(DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits }));
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}
