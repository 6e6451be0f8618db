//! The editor's door, driven as editors drive it.

mod assistance;
pub(crate) mod client;
mod equal;
mod sessions;
