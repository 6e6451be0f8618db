//! The nouns: what every room speaks of. Imports nothing of ours.

pub mod addresses;
pub mod baseline;
pub mod condition;
pub mod document;
pub mod expression;
pub mod fact;
pub mod given;
pub mod library;
pub mod neighbours;
pub mod overrides;
pub mod paths;
pub mod plan;
pub mod platform;
pub mod policy;
pub mod problem;
pub mod report;
pub mod resource;
pub mod settings;
pub mod source;
pub mod tree;
pub mod vocabulary;
