//! Plans: what a tool says that a unit will be, handed in beside the sources.

/// A plan as it was handed in: its text, not yet read.
pub struct GivenPlan {
    /// The folder, from the root, of the unit that it is a plan of.
    pub folder: String,
    /// Its path, as it is told to a person: from the root where it stands below it.
    pub path: String,
    /// Its text. It may be large, so it is held once and read in place.
    pub text: String,
}

impl std::fmt::Debug for GivenPlan {
    // A plan holds secrets in plain text: nothing of it gets into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GivenPlan({} of {}, {} bytes)", self.path, self.folder, self.text.len())
    }
}
