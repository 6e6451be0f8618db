//! The editor's door: a language server over the same scan as the terminal's.

mod abilities;
mod actions;
mod client;
mod diagnostics;
mod documents;
mod hover;
mod notifications;
mod options;
mod plain;
mod positions;
mod publish;
mod pulls;
mod requests;
mod roots;
mod server;
mod session;
mod uri;
mod watch;
mod world;

use lsp_server::Connection;

pub use world::World;

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As the protocol has it, after `shutdown`.
    Asked,
    /// With `exit` alone, or with the end of what the client sends.
    Unasked,
}

/// Serves a client until it ends the session. `today` is asked before every scan: a session may last for days.
pub fn serve(connection: Connection, today: fn() -> String) -> Ending {
    server::Server::new(connection, today).run()
}
