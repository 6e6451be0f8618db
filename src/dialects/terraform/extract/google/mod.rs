//! Google Cloud.

mod compute;
mod functions;
mod groups;
mod jobs;
mod kubernetes;
mod run;

use super::Row;

/// The types that are read, one table a file.
pub(super) static TABLES: &[&[Row]] =
    &[compute::TABLE, groups::TABLE, run::TABLE, functions::TABLE, kubernetes::TABLE, jobs::TABLE];
