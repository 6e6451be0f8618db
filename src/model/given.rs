//! Given: what the variables of Terraform roots are set to by whoever starts a scan.

use std::collections::BTreeMap;

/// What the variables of Terraform roots are set to from outside the sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Environment variables that were asked for, by name: `TF_VAR_size`, `TF_WORKSPACE`.
    pub environment: BTreeMap<String, String>,
    /// What the command line sets, the last word over the others.
    pub settings: Vec<Setting>,
    /// Texts of the values files that were named and stand outside the root, by their paths from it.
    pub outside: BTreeMap<String, String>,
}

/// One setting of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `--var NAME=VALUE`
    Value {
        /// The variable.
        name: String,
        /// What it is set to, as it was typed.
        text: String,
    },
    /// `--var-file FILE`, by its path from the root.
    File(String),
}

/// What stands before the name of a variable in the environment.
pub const IN_ENVIRONMENT: &str = "TF_VAR_";

/// The environment variable that names the workspace.
pub const WORKSPACE: &str = "TF_WORKSPACE";

impl Given {
    /// Paths of the values files that were named, in order.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.settings.iter().filter_map(|setting| match setting {
            Setting::File(path) => Some(path.as_str()),
            Setting::Value { .. } => None,
        })
    }

    /// The variables that `--var` names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.settings.iter().filter_map(|setting| match setting {
            Setting::Value { name, .. } => Some(name.as_str()),
            Setting::File(_) => None,
        })
    }
}
