//! Azure.

mod apps;
mod containers;
mod host;
mod kubernetes;
mod machines;

use super::Row;

/// The types that are read, one table a file.
pub(super) static TABLES: &[&[Row]] = &[machines::TABLE, apps::TABLE, containers::TABLE, kubernetes::TABLE];
