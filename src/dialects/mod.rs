//! Dialects: each recognises its own files, resolves them and extracts resources.

mod draft;
pub mod kubernetes;
pub mod terraform;
