//! Dialects: each recognises its own files, resolves them and extracts resources.

mod aws;
pub mod cloudformation;
mod draft;
pub mod kubernetes;
mod names;
pub mod serverless;
mod taints;
pub mod terraform;
#[cfg(test)]
pub(crate) mod tests;
