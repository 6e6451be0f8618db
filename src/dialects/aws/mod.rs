//! What Amazon Web Services writes alike in every dialect: names, tasks, strategies, machines, groups, jobs.
//!
//! Where dialects spell a property differently, its names are given by the dialect.

pub(crate) mod arns;
pub(crate) mod containers;
pub(crate) mod groups;
pub(crate) mod jobs;
pub(crate) mod machines;
pub(crate) mod nodes;
pub(crate) mod placement;
pub(crate) mod tasks;
