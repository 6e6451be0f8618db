//! The editor's door, driven as editors drive it.

mod client;
mod equal;
mod sessions;
