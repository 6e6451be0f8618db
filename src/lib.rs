//! misfit: what every workload of a repository runs on, and where that does not fit what it needs.

pub mod adjoin;
pub mod classify;
pub mod cli;
pub mod conditions;
pub mod dialects;
pub mod discover;
pub mod evaluate;
pub mod infer;
pub mod link;
pub mod load;
pub mod lsp;
pub mod memo;
pub mod model;
pub mod parse;
pub mod render;
pub mod scan;
pub mod select;
pub mod values;
