//! The program: the terminal's door.

use std::process::ExitCode;

fn main() -> ExitCode {
    misfit::cli::run()
}
