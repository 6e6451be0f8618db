//! Overrides: all that a scan is told from outside the sources.

use std::collections::BTreeMap;

/// All that a scan is told from outside the sources.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Paths from the root of which is reported; empty: everything. What stands elsewhere is still known.
    pub paths: Vec<String>,
    /// Today, `YYYY-MM-DD`, for suppressions that end; `None`: none has ended.
    pub today: Option<String>,
    /// Path of the settings from the root, over the one found there.
    pub settings: Option<String>,
    /// Take no settings, also where there are some.
    pub no_settings: bool,
    /// Files that ignore rules name are read all the same.
    pub no_ignore: bool,
    /// A file's text over the one on disk: an editor's buffer, or standard input under its path.
    pub buffers: BTreeMap<String, String>,
}
