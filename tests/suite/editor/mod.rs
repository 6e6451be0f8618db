//! The editor's door, driven as editors drive it.

mod assistance;
mod client;
mod equal;
mod sessions;
