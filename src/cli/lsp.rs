//! `misfit lsp`: the editor's door, over standard input and output.

use lsp_server::Connection;

use super::exit::Exit;
use super::output::say;
use super::today::today;
use crate::lsp::{Ending, serve};

/// Serves an editor until it ends the session.
pub(super) fn lsp() -> Exit {
    let (connection, threads) = Connection::stdio();
    let ending = serve(connection, || today(None));
    if let Err(error) = threads.join() {
        say(format_args!("misfit: what the editor sent cannot be read: {error}"));
    }
    match ending {
        Ending::Asked => Exit::Clean,
        Ending::Unasked => Exit::Abandoned,
    }
}
