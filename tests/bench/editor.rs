//! An editor in small: a language server's client over pipes, which asks for diagnostics and waits for them.

use std::io::{BufReader, BufWriter};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

/// A session.
pub(crate) struct Editor {
    server: Child,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    root: String,
    asked: i32,
}

impl Editor {
    /// Starts a server on a folder and greets it.
    pub(crate) fn open(program: &str, root: &Path) -> Self {
        let mut server = Command::new(program)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let to = BufWriter::new(server.stdin.take().expect("it has an input"));
        let from = BufReader::new(server.stdout.take().expect("it has an output"));
        let mut editor = Self { server, to, from, root: format!("file://{}", root.display()), asked: 0 };
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-16"]},
            "textDocument": {"diagnostic": {"relatedDocumentSupport": true}, "publishDiagnostics": {}},
            "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}},
        });
        let folders = json!([{"uri": editor.root.clone(), "name": "root"}]);
        editor.ask(
            "initialize",
            json!({"processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities}),
        );
        editor.tell("initialized", json!({}));
        editor
    }

    /// Opens a file.
    pub(crate) fn show(&mut self, file: &str, text: &str) {
        let document = json!({"uri": self.uri(file), "languageId": "yaml", "version": 0, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Writes a file's text, unsaved.
    pub(crate) fn write(&mut self, file: &str, text: &str) {
        let document = json!({"uri": self.uri(file), "version": self.asked});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [{"text": text}]}));
    }

    /// Asks for a file's diagnostics and waits for them.
    pub(crate) fn diagnostics(&mut self, file: &str) -> Value {
        let document = json!({"uri": self.uri(file)});
        self.ask("textDocument/diagnostic", json!({"textDocument": document}))
    }

    /// Ends the session.
    pub(crate) fn close(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let status = self.server.wait().expect("the server ends");
        assert!(status.success(), "the server ends with {status}");
    }

    fn uri(&self, file: &str) -> String {
        format!("{}/{file}", self.root)
    }

    fn tell(&mut self, method: &str, params: Value) {
        let notification = Notification { method: method.to_owned(), params };
        Message::Notification(notification).write(&mut self.to).expect("the server listens");
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        Message::Request(request).write(&mut self.to).expect("the server listens");
        loop {
            match Message::read(&mut self.from).expect("the server speaks").expect("the server goes on") {
                Message::Response(response) if response.id == id => {
                    return response.response_result.expect("the server answers");
                }
                Message::Request(request) => {
                    let answer = lsp_server::Response::new_ok(request.id, Value::Null);
                    Message::Response(answer).write(&mut self.to).expect("the server listens");
                }
                Message::Response(_) | Message::Notification(_) => {}
            }
        }
    }
}
