//! The session: all that the client has told.

use serde_json::Value;

use super::abilities::Abilities;
use super::documents::Documents;
use super::options::Options;

/// All that the client has told, and how the day is asked.
pub(super) struct Session {
    pub(super) documents: Documents,
    pub(super) abilities: Abilities,
    /// What the session began with.
    pub(super) first_options: Options,
    /// What is in force.
    pub(super) options: Options,
    pub(super) today: fn() -> String,
}

impl Session {
    /// A session of which nothing is known yet.
    pub(super) fn new(today: fn() -> String) -> Self {
        let options = Options::default();
        Self {
            documents: Documents::new(),
            abilities: Abilities::of(&Value::Null),
            first_options: options,
            options,
            today,
        }
    }
}
