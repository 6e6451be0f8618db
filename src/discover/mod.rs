//! Which files there are, and which of them may say something: walking sources, bounded to their root.

pub mod disk;
mod ignored;
pub mod marks;
pub mod memory;
pub mod stamped;
pub mod tracked;
pub mod walk;

pub use ignored::ignores;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests;

/// Larger files are not read, in bytes: 20 MB.
pub const MOST_BYTES: u64 = 20_000_000;
