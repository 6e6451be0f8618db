//! The program: the terminal's door.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// What one thread makes another lets go of: the system's allocator has them wait for each other there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    misfit::cli::run()
}
