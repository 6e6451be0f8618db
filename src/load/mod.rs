//! Load: what misfit believes (policies, platforms, front doors and known modules, built in or a team's own) and what a repository's settings say.

mod axes;
mod baseline;
mod builtin;
mod doors;
mod lean;
mod modules;
mod place;
mod platforms;
mod policies;
mod prose;
mod reader;
mod select;
mod settings;
mod values;
mod versions;

#[cfg(test)]
mod tests;

pub use baseline::baseline;
pub use builtin::{Beliefs, full_text};
pub use doors::door;
pub use modules::{Edition, KnownModule, ModuleHead, ModuleSource, known_modules, module_head};
pub use platforms::{platform, tree};
pub use policies::policy;
pub use settings::{settings, unknown_policies};
