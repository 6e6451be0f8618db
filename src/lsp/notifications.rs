//! Notifications: what the client tells, one arm a method.

use gen_lsp_types::{
    DidChangeConfigurationParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, MessageType,
};
use lsp_server::Notification;

use super::client::Refusal;
use super::documents::Document;
use super::publish::Outdated;
use super::roots::{gone, real};
use super::server::{Server, parameters};
use super::{options, uri, watch};

impl Server {
    /// Takes in what the client tells. What is not for us is passed by.
    pub(super) fn notification(&mut self, Notification { method, params }: Notification) {
        let taken = match method.as_str() {
            "initialized" => {
                self.watch();
                Ok(())
            }
            "textDocument/didOpen" => parameters(params).map(|told| self.opened(told)),
            "textDocument/didChange" => parameters(params).map(|told| self.edited(told)),
            "textDocument/didClose" => parameters(params).map(|told| self.closed(&told)),
            // Not every client watches, and none tells of all: of a folder that goes, only its name.
            "textDocument/didSave" => {
                self.roots.look_again();
                Ok(())
            }
            "workspace/didChangeWorkspaceFolders" => parameters(params).map(|told| self.moved(&told)),
            "workspace/didChangeConfiguration" => parameters(params).map(|told| self.configured(&told)),
            watch::METHOD => parameters(params).map(|told| self.changed_on_disk(&told)),
            _ => Ok(()),
        };
        if let Err(Refusal { message, .. }) = taken {
            self.client.log(MessageType::Error, &format!("{method} is not understood: {message}"));
        }
    }

    fn opened(&mut self, DidOpenTextDocumentParams { text_document: opened }: DidOpenTextDocumentParams) {
        let Some(path) = uri::to_path(&opened.uri.0).and_then(|path| real(&path)) else {
            self.client.log(MessageType::Info, &format!("{} is no file in a folder that can be read", opened.uri.0));
            return;
        };
        let document = Document::new(path, opened.version, opened.text);
        self.roots.take(&document.path, Some(&document));
        self.session.documents.insert(opened.uri.0, document);
        self.settle();
        self.roots.look_again();
    }

    fn edited(&mut self, told: DidChangeTextDocumentParams) {
        let encoding = self.session.abilities.encoding;
        let uri = told.text_document.text_document_identifier.uri.0;
        if let Some(document) = self.session.documents.get_mut(&uri) {
            document.change(told.text_document.version, told.content_changes, encoding);
            self.roots.take(&document.path, Some(document));
        }
    }

    fn closed(&mut self, told: &DidCloseTextDocumentParams) {
        if let Some(closed) = self.session.documents.remove(&told.text_document.uri.0) {
            // It may be open by another name still.
            let other = self.session.documents.values().find(|document| document.path == closed.path);
            self.roots.take(&closed.path, other);
            self.settle();
            self.roots.look_again();
        }
    }

    fn moved(&mut self, DidChangeWorkspaceFoldersParams { event }: &DidChangeWorkspaceFoldersParams) {
        event.removed.iter().for_each(|folder| self.roots.remove_folder(&folder.uri.0));
        event.added.iter().for_each(|folder| self.roots.add_folder(&folder.uri.0));
        self.settle();
    }

    fn configured(&mut self, told: &DidChangeConfigurationParams) {
        // Clients tell of all settings at once, and some of none at all.
        let Some(said) = options::ours(&told.settings) else { return };
        self.set_options(said);
        self.roots.tell_again();
        self.outdated = Outdated::Everywhere;
    }

    fn changed_on_disk(&mut self, DidChangeWatchedFilesParams { changes }: &DidChangeWatchedFilesParams) {
        let paths: Vec<_> = changes.iter().filter_map(|change| gone(&uri::to_path(&change.uri.0)?)).collect();
        for path in &paths {
            self.roots.changed(path);
        }
        if paths.iter().any(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(watch::marks_root)) {
            self.settle();
        }
        self.outdated = Outdated::Everywhere;
    }
}
