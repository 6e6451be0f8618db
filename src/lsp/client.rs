//! The client at the other end: what it is sent.

use std::time::Duration;

use gen_lsp_types::MessageType;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};

/// So long is waited for one more message before what has come is worked on: who types sends several at once. Who asks has
/// said all, and is not kept waiting.
const PAUSE: Duration = Duration::from_millis(5);
/// No more messages than this are worked on together.
const MOST_TOGETHER: usize = 256;

/// The client at the other end.
pub(super) struct Client {
    connection: Connection,
    asked: u64,
}

impl Client {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, asked: 0 }
    }

    /// All messages that have come, at least one; none where no more will come.
    pub(super) fn hear(&self) -> Vec<Message> {
        let Ok(first) = self.connection.receiver.recv() else { return Vec::new() };
        let mut messages = vec![first];
        while messages.len() < MOST_TOGETHER {
            let pause = if matches!(messages.last(), Some(Message::Request(_))) { Duration::ZERO } else { PAUSE };
            let Ok(next) = self.connection.receiver.recv_timeout(pause) else { break };
            messages.push(next);
        }
        messages
    }

    /// Answers a request.
    pub(super) fn answer(&self, id: RequestId, result: Result<Value, Refusal>) {
        let response_result = result.map_err(|Refusal { code, message }| lsp_server::ResponseError {
            code: code as i32,
            message,
            data: None,
        });
        self.send(Message::Response(Response { id, response_result }));
    }

    /// Tells of something.
    pub(super) fn tell(&self, method: &str, parameters: &impl Serialize) {
        self.send(Message::Notification(Notification { method: method.to_owned(), params: value(parameters) }));
    }

    /// Asks for something. Nobody waits for the answer.
    pub(super) fn ask(&mut self, method: &str, parameters: &impl Serialize) {
        self.asked += 1;
        let id = RequestId::from(format!("misfit-{}", self.asked));
        self.send(Message::Request(Request { id, method: method.to_owned(), params: value(parameters) }));
    }

    /// Writes a line into the client's log.
    pub(super) fn log(&self, kind: MessageType, message: &str) {
        self.tell("window/logMessage", &json!({"type": kind, "message": message}));
    }

    /// Shows a line to whoever sits there.
    pub(super) fn show(&self, kind: MessageType, message: &str) {
        self.tell("window/showMessage", &json!({"type": kind, "message": message}));
    }

    /// Sends a message. Where nobody takes it, no more will come from there either.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }
}

/// Why a request is not answered.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// A value of the protocol as JSON. All of them can be written.
pub(super) fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}
