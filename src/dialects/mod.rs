//! Dialects: each recognises its own files, resolves them and extracts resources.

pub mod kubernetes;
pub mod terraform;
