//! The server: one loop over what the client sends, from the handshake to the end.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use gen_lsp_types::{
    CancelParams, ChangeNotifications, CodeActionKind, CodeActionOptions, CodeActionProvider, DiagnosticOptions,
    DiagnosticProvider, HoverProvider, Id, InitializeResult, MessageType, PositionEncodingKind, Save, SaveOptions,
    ServerCapabilities, ServerInfo, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Ending;
use super::abilities::{Abilities, Delivery};
use super::client::{Client, Refusal, value};
use super::diagnostics::SOURCE;
use super::positions::Encoding;
use super::publish::Outdated;
use super::roots::{Freshened, Roots};
use super::session::Session;
use super::{uri, watch};

/// What the server knows.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) session: Session,
    pub(super) roots: Roots,
    /// What the client was last told of, by its URI: the id of the page.
    pub(super) told: BTreeMap<String, String>,
    /// Requests that are answered when all that came with them is taken in.
    waiting: Vec<Request>,
    /// Whether anything was scanned since the client was last brought up to date.
    pub(super) freshened: Freshened,
    pub(super) outdated: Outdated,
    phase: Phase,
}

/// What makes another text of a document.
const CHANGING: [&str; 3] = ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"];

/// What is asked of places in a document, and cannot wait until they have moved.
const OF_PLACES: [&str; 2] = ["textDocument/hover", "textDocument/codeAction"];

/// How far the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    New,
    /// From there to `shutdown`.
    Running,
    /// Only `exit` is left.
    ShutDown,
}

impl Server {
    pub(super) fn new(connection: Connection, today: fn() -> String) -> Self {
        Self {
            client: Client::new(connection),
            session: Session::new(today),
            roots: Roots::default(),
            told: BTreeMap::new(),
            waiting: Vec::new(),
            freshened: Freshened::Nothing,
            outdated: Outdated::Nowhere,
            phase: Phase::New,
        }
    }

    /// Serves until the client ends it.
    pub(super) fn run(&mut self) -> Ending {
        loop {
            let messages = self.client.hear();
            if messages.is_empty() {
                return self.ending();
            }
            let cancelled: HashSet<RequestId> = messages.iter().filter_map(cancelled).collect();
            for message in messages {
                match message {
                    Message::Request(request) if cancelled.contains(&request.id) => {
                        let refusal = Refusal::new(ErrorCode::RequestCanceled, "cancelled by the client");
                        self.client.answer(request.id, Err(refusal));
                    }
                    Message::Request(request) => self.request(request),
                    Message::Notification(notification) if notification.method == "exit" => return self.ending(),
                    Message::Notification(notification) => {
                        if self.phase == Phase::Running {
                            self.answer_before(&notification);
                            self.notification(notification);
                        }
                    }
                    Message::Response(response) => {
                        if let Err(error) = response.response_result {
                            self.client.log(MessageType::Warning, &format!("the client refused: {}", error.message));
                        }
                    }
                }
            }
            self.answer_waiting();
            self.deliver();
        }
    }

    fn ending(&self) -> Ending {
        if self.phase == Phase::ShutDown { Ending::Asked } else { Ending::Unasked }
    }

    fn request(&mut self, request: Request) {
        let result = match (self.phase, request.method.as_str()) {
            (Phase::New, "initialize") => Ok(self.initialize(&request.params)),
            (Phase::New, _) => Err(Refusal::new(ErrorCode::ServerNotInitialized, "initialize comes first")),
            (Phase::ShutDown, _) => Err(Refusal::new(ErrorCode::InvalidRequest, "after shutdown only exit is left")),
            (Phase::Running, "initialize") => Err(Refusal::new(ErrorCode::InvalidRequest, "initialize comes once")),
            (Phase::Running, "shutdown") => {
                self.answer_waiting();
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Running, _) => {
                self.waiting.push(request);
                return;
            }
        };
        self.client.answer(request.id, result);
    }

    fn initialize(&mut self, parameters: &Value) -> Value {
        self.phase = Phase::Running;
        self.session.abilities = Abilities::of(parameters);
        self.set_options(parameters.get("initializationOptions").unwrap_or(&Value::Null));
        self.session.first_options = self.session.options;
        for folder in folders(parameters) {
            self.roots.add_folder(&folder);
        }
        self.settle();
        let result = InitializeResult {
            capabilities: capabilities(self.session.abilities),
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        value(&result)
    }

    /// Answers what was asked of places in a document that is about to be another: they are places of its text as it is.
    fn answer_before(&mut self, told: &Notification) {
        if !CHANGING.contains(&told.method.as_str()) {
            return;
        }
        let Some(uri) = document_of(&told.params) else { return };
        let is_of_it = |asked: &Request| {
            OF_PLACES.contains(&asked.method.as_str()) && document_of(&asked.params).is_some_and(|asked| asked == uri)
        };
        let (due, waiting) = std::mem::take(&mut self.waiting).into_iter().partition(is_of_it);
        self.waiting = waiting;
        self.answer_all(due);
    }

    /// Answers what came, now that all that came with it is taken in.
    fn answer_waiting(&mut self) {
        let due = std::mem::take(&mut self.waiting);
        self.answer_all(due);
    }

    fn answer_all(&mut self, due: Vec<Request>) {
        for Request { id, method, params } in due {
            self.freshen();
            // A defect spoils one answer, not the session.
            let answered = catch_unwind(AssertUnwindSafe(|| self.respond(&method, params)));
            let defect = |_| Err(Refusal::new(ErrorCode::InternalError, "this is a defect of misfit's"));
            let result = answered.unwrap_or_else(defect);
            self.client.answer(id, result);
        }
    }

    /// Scans what is no longer what it was.
    pub(super) fn freshen(&mut self) {
        let (freshened, lines) = self.roots.freshen(&self.session);
        if freshened == Freshened::Something {
            self.freshened = freshened;
        }
        for line in lines {
            self.client.show(MessageType::Warning, &line);
        }
    }

    /// Finds the roots of all that is open.
    pub(super) fn settle(&mut self) {
        for line in self.roots.settle(&self.session.documents) {
            self.client.log(MessageType::Warning, &line);
        }
    }

    /// Takes the options that the session began with, with what is said now.
    pub(super) fn set_options(&mut self, said: &Value) {
        let (options, unread) = self.session.first_options.with(said);
        self.session.options = options;
        for line in unread {
            self.client.log(MessageType::Warning, &line);
        }
    }

    /// Asks the client to watch files, where it does so for whoever asks.
    pub(super) fn watch(&mut self) {
        if self.session.abilities.watches {
            self.client.ask("client/registerCapability", &watch::registration());
        }
    }
}

/// What the server can do for such a client.
fn capabilities(abilities: Abilities) -> ServerCapabilities {
    let diagnostics = DiagnosticOptions {
        identifier: Some(SOURCE.to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(match abilities.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
            ..CodeActionOptions::default()
        })),
        diagnostic_provider: (abilities.diagnostics == Delivery::Pull)
            .then_some(DiagnosticProvider::DiagnosticOptions(diagnostics)),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(ChangeNotifications::Bool(true)),
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// The parameters of a request or notification.
///
/// # Errors
/// They are of another shape.
pub(super) fn parameters<P: DeserializeOwned>(parameters: Value) -> Result<P, Refusal> {
    serde_json::from_value(parameters).map_err(|error| Refusal::new(ErrorCode::InvalidParams, error.to_string()))
}

/// The URI of the document that a message is of.
fn document_of(parameters: &Value) -> Option<&str> {
    parameters.pointer("/textDocument/uri").and_then(Value::as_str)
}

/// The request that a message takes back.
fn cancelled(message: &Message) -> Option<RequestId> {
    let Message::Notification(Notification { method, params }) = message else { return None };
    if method != "$/cancelRequest" {
        return None;
    }
    match parameters(params.clone()).ok()? {
        CancelParams { id: Id::Int(id) } => Some(id.into()),
        CancelParams { id: Id::String(id) } => Some(id.into()),
    }
}

/// The folders that a client opens with: its workspace's, else the one that older clients know, as URI or path.
fn folders(parameters: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let several = parameters.get("workspaceFolders").and_then(Value::as_array);
    let several: Vec<String> = several.into_iter().flatten().filter_map(|folder| text(folder.get("uri")?)).collect();
    if !several.is_empty() {
        return several;
    }
    let old = || uri::of_path(parameters.get("rootPath").and_then(Value::as_str)?.as_ref());
    parameters.get("rootUri").and_then(text).or_else(old).into_iter().collect()
}
