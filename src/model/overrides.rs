//! Overrides: all that a scan is told from outside the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::given::Given;
use super::plan::GivenPlan;
use super::{paths, settings};

/// All that a scan is told from outside the sources.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Paths from the root that were named: of these is reported. What stands elsewhere is still known.
    pub paths: Vec<String>,
    /// Where none was named, the folder of which is reported; `None`: everything. Nobody named it, so all in it is judged
    /// as if everything were told.
    pub here: Option<String>,
    /// What a report is about: of all that is known, it says what touches this. `None`: everything.
    pub focus: Option<Focus>,
    /// Today, `YYYY-MM-DD`, for suppressions that end; `None`: none has ended.
    pub today: Option<String>,
    /// Path of the settings from the root, over the one found there.
    pub settings: Option<String>,
    /// Take no settings, also where there are some.
    pub no_settings: bool,
    /// Path of the baseline from the root, over the one found there.
    pub baseline: Option<String>,
    /// Take no baseline, also where there is one.
    pub no_baseline: bool,
    /// Files that ignore rules name are read all the same.
    pub no_ignore: bool,
    /// Plans of units, which know what the sources do not.
    pub plans: Vec<Arc<GivenPlan>>,
    /// What the variables of Terraform roots are set to.
    pub given: Given,
    /// A file's text over the one on disk: an editor's buffer, or standard input under its path.
    pub buffers: BTreeMap<String, String>,
}

impl Overrides {
    /// The paths of which the first that is there is the settings'; new ones get the first.
    pub fn settings_paths(&self) -> Vec<&str> {
        self.settings.as_deref().map_or_else(|| settings::NAMES.to_vec(), |path| vec![path])
    }

    /// The paths of which is reported; empty: everything.
    pub fn reported(&self) -> &[String] {
        if self.paths.is_empty() { self.here.as_slice() } else { &self.paths }
    }
}

/// Files and folders that a report is about, by path from the root.
///
/// Other than a path that is named, one in focus opens nothing: what is ignored stays ignored, and it need not be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Focus(BTreeSet<String>);

impl Focus {
    /// Whether a path is in focus, or stands below one that is.
    pub fn holds(&self, path: &str) -> bool {
        self.0.contains("") || self.0.contains(path) || paths::above(path).any(|folder| self.0.contains(folder))
    }

    /// Whether something in focus stands below a folder.
    pub fn reaches_into(&self, folder: &str) -> bool {
        let inside = paths::child(folder, "");
        self.0.range(inside.clone()..).next().is_some_and(|path| path.starts_with(&inside))
    }

    /// The names of what is in focus itself and stands in a folder.
    pub fn names_in(&self, folder: &str) -> impl Iterator<Item = &str> {
        let inside = paths::child(folder, "");
        let below = self.0.range(inside.clone()..).map_while(move |path| path.strip_prefix(&inside));
        below.filter(|name| !name.is_empty() && !name.contains('/'))
    }

    /// The paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl<P: Into<String>> FromIterator<P> for Focus {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Self {
        Self(paths.into_iter().map(Into::into).collect())
    }
}
