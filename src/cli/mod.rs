//! The terminal's door: arguments in, a report and an exit code out.

mod arguments;
mod baseline;
mod catalogue;
mod check;
mod declarations;
mod exit;
mod git;
mod hint;
mod instance;
mod look;
mod lsp;
mod output;
mod plans;
mod run;
mod scene;
mod today;
mod variables;
mod why;

use std::process::ExitCode;

use clap::CommandFactory;

use crate::render::Language;
use arguments::{Arguments, Command};
use exit::Exit;
use output::{say, write};

/// Runs misfit as its command line asks, and says how that went.
pub fn run() -> ExitCode {
    let arguments = hint::parsed();
    // A panic is a defect, and its answer is none: the message stands on standard error already.
    let answered = std::panic::catch_unwind(|| answer(&arguments));
    let exit = match answered {
        Ok(Ok(exit)) => exit,
        Ok(Err(message)) => {
            for line in message.lines() {
                say(format_args!("misfit: {line}"));
            }
            Exit::Untrusted
        }
        Err(_) => {
            say("misfit: this is a defect of misfit's; the answer cannot be trusted");
            Exit::Untrusted
        }
    };
    exit.into()
}

fn answer(arguments: &Arguments) -> Result<Exit, String> {
    match &arguments.command {
        None => check::check(&arguments.check),
        Some(Command::Check(arguments)) => check::check(arguments),
        Some(Command::Inventory(arguments)) => check::inventory(arguments),
        Some(Command::Why(arguments)) => why::why(arguments),
        Some(Command::Baseline(arguments)) => baseline::baseline(arguments),
        Some(Command::Explain(arguments)) => catalogue::explain(arguments),
        Some(Command::Policies(arguments)) => catalogue::policies(arguments),
        Some(Command::Platforms(arguments)) => catalogue::platforms(arguments),
        Some(Command::Lsp { .. }) => Ok(lsp::lsp()),
        Some(Command::Completions { shell }) => completions(*shell),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<Exit, String> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), env!("CARGO_PKG_NAME"), &mut script);
    write(Language::Prose, |out| out.write_all(&script))?;
    Ok(Exit::Clean)
}
