//! Which files there are, and which of them may say something: walking sources, bounded to their root.

pub mod disk;
mod ignored;
pub mod marks;
pub mod memory;
pub mod paths;
pub mod walk;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests;

use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::ReadError;

/// Larger files are not read, in bytes: 20 MB.
pub const MOST_BYTES: u64 = 20_000_000;

/// The problem of a file or folder that could not be read.
pub fn unreadable(path: &str, error: &ReadError) -> Problem {
    let of = |message: &str| Problem::with(ProblemKind::Unreadable, path, message);
    match error {
        ReadError::NotFound => of("there is nothing at this path"),
        ReadError::OutsideRoot => of("it stands outside the root").help("nothing outside the root is read"),
        ReadError::TooLarge(bytes) => {
            let message = format!("it has {} MB, and files larger than 20 MB are not read", bytes / 1_000_000);
            Problem::with(ProblemKind::Limit, path, message)
        }
        ReadError::Refused(words) => of(&format!("it cannot be read: {words}")),
    }
}
