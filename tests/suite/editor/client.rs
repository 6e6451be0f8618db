//! A client in the test's own process: it sends what editors send, and keeps what they would show.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use misfit::lsp::{Ending, serve};
use serde_json::{Value, json};

/// An answer that takes longer does not come.
const LONGEST: Duration = Duration::from_secs(60);

/// A client, and the server that it talks to.
pub(crate) struct Client {
    connection: Connection,
    server: JoinHandle<Ending>,
    asked: i32,
    /// What is shown of each file, by its URI; also of those that were told to be clean.
    pub(crate) shown: BTreeMap<String, Vec<Value>>,
    /// The version with which a file was last told of.
    pub(crate) versions: BTreeMap<String, Value>,
    /// Everything that the server told, in order.
    pub(crate) told: Vec<(String, Value)>,
    /// Everything that the server asked for, in order.
    pub(crate) requests: Vec<(String, Value)>,
    answers: BTreeMap<i32, Result<Value, i32>>,
}

impl Client {
    /// A client that has said nothing yet.
    pub(crate) fn new() -> Self {
        let (connection, other) = Connection::memory();
        let server = thread::spawn(|| serve(other, || "2026-11-23".to_owned()));
        Self {
            connection,
            server,
            asked: 0,
            shown: BTreeMap::new(),
            versions: BTreeMap::new(),
            told: Vec::new(),
            requests: Vec::new(),
            answers: BTreeMap::new(),
        }
    }

    /// A client that opened a folder; what the server can do for it.
    pub(crate) fn with(folder: &Path, capabilities: Value) -> (Self, Value) {
        Self::started(json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": [{"uri": uri(folder), "name": "w"}],
            "capabilities": capabilities,
        }))
    }

    /// A client after the handshake.
    pub(crate) fn started(parameters: Value) -> (Self, Value) {
        let mut client = Self::new();
        let initialized = client.ask("initialize", parameters).unwrap();
        client.tell("initialized", json!({}));
        (client, initialized)
    }

    pub(crate) fn tell(&self, method: &str, params: Value) {
        let notification = Notification { method: method.to_owned(), params };
        self.connection.sender.send(Message::Notification(notification)).unwrap();
    }

    /// Sends a request without waiting for its answer.
    pub(crate) fn send(&mut self, method: &str, params: Value) -> i32 {
        self.asked += 1;
        let request = Request { id: RequestId::from(self.asked), method: method.to_owned(), params };
        self.connection.sender.send(Message::Request(request)).unwrap();
        self.asked
    }

    /// Asks, and waits for the result or the code of the error.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, i32> {
        let id = self.send(method, params);
        self.answer(id)
    }

    /// The answer to a request that was sent.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, i32> {
        while !self.answers.contains_key(&id) {
            let message = self.connection.receiver.recv_timeout(LONGEST).expect("no answer");
            self.take(message);
        }
        self.answers.remove(&id).unwrap()
    }

    /// Waits until all that was sent is worked on and told of.
    pub(crate) fn settle(&mut self) {
        // What is told comes after the answers to what was asked with it.
        for _ in 0..2 {
            assert_eq!(self.ask("misfit/nothing", json!({})), Err(-32601));
        }
    }

    pub(crate) fn open(&self, path: &Path, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(crate) fn change(&self, path: &Path, version: i32, changes: Value) {
        let document = json!({"uri": uri(path), "version": version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    pub(crate) fn close(&self, path: &Path) {
        self.tell("textDocument/didClose", json!({"textDocument": {"uri": uri(path)}}));
    }

    /// The codes of what is shown of a file.
    pub(crate) fn codes(&self, path: &Path) -> Vec<&str> {
        let shown = self.shown.get(&uri(path)).map_or(&[][..], Vec::as_slice);
        shown.iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
    }

    /// Ends the session as the protocol has it.
    pub(crate) fn end(mut self) -> Ending {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        self.exit()
    }

    pub(crate) fn exit(self) -> Ending {
        self.tell("exit", Value::Null);
        self.server.join().unwrap()
    }

    /// Goes away without a word.
    pub(crate) fn vanish(self) -> Ending {
        drop(self.connection);
        self.server.join().unwrap()
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Response(Response { id, response_result }) => {
                let id: i32 = id.to_string().parse().unwrap();
                self.answers.insert(id, response_result.map_err(|error| error.code));
            }
            Message::Request(request) => {
                self.requests.push((request.method, request.params));
                let answer = Response { id: request.id, response_result: Ok(Value::Null) };
                self.connection.sender.send(Message::Response(answer)).unwrap();
            }
            Message::Notification(Notification { method, params }) => {
                if method == "textDocument/publishDiagnostics" {
                    let uri = params["uri"].as_str().unwrap().to_owned();
                    self.versions.insert(uri.clone(), params["version"].clone());
                    self.shown.insert(uri, params["diagnostics"].as_array().unwrap().clone());
                }
                self.told.push((method, params));
            }
        }
    }
}

/// The URI of a path, as VS Code writes it.
pub(crate) fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.to_str().unwrap().bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
