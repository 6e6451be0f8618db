//! Load: what misfit believes (policies and platforms, built in or a team's own) and what a repository's settings say.

mod axes;
mod builtin;
mod lean;
mod place;
mod platforms;
mod policies;
mod prose;
mod reader;
mod select;
mod settings;
mod values;

#[cfg(test)]
mod tests;

pub use builtin::{Beliefs, full_text};
pub use platforms::{platform, tree};
pub use policies::policy;
pub use settings::{settings, unknown_policies};
