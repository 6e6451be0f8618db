//! Documents: one parsed tree of a source, with its comments.

use super::problem::Problem;
use super::source::{SourceId, Span};
use super::tree::Node;

/// How a source is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Syntax {
    /// YAML, any number of documents.
    Yaml,
    /// JSON, comments allowed.
    Json,
    /// HCL: Terraform and OpenTofu.
    Hcl,
    /// TOML: `samconfig.toml`, `serverless.toml`.
    Toml,
}

/// One parsed tree of a source.
#[derive(Clone, Debug)]
pub struct Document {
    /// Where it comes from.
    pub source: SourceId,
    /// Its tree. Of an HCL file, a map of attributes and [`super::tree::Content::Block`]s.
    pub root: Node,
    /// From its first byte to its last.
    pub span: Span,
}

/// A comment, with its mark (`#`, `//`, `/* */`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands.
    pub span: Span,
}

/// What a source was parsed into; also of a broken source, whatever could be read of it.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Its documents, in order.
    pub documents: Vec<Document>,
    /// All its comments, in order.
    pub comments: Vec<Comment>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}
