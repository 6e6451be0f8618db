//! Problems: what misfit could not read or decide.

use super::source::{ReadError, Span};

/// Something that misfit could not read or decide, and what to do about it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    /// Which kind of problem, for filters: kebab-case, a closed list.
    pub kind: ProblemKind,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file or folder, from the root.
    pub path: String,
    /// Where in it, if there is a place.
    pub span: Option<Span>,
}

/// What kind a problem is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ProblemKind {
    /// A file or folder that could not be read.
    Unreadable,
    /// Text that is not of its syntax.
    Syntax,
    /// A key that is written twice.
    DuplicateKey,
    /// A size, depth or count beyond what is read.
    Limit,
    /// Something written that contradicts itself: a reference in a circle.
    Unresolvable,
    /// A mistake in `misfit.yaml`, in the baseline, or in what the command line sets.
    Settings,
    /// A need declared beside a workload that is none, or has a value that it cannot have.
    Declaration,
    /// A mistake in a policy or platform.
    Policy,
    /// A mistake in a suppression, or one that suppresses nothing.
    Suppression,
    /// Entries of the baseline that no longer occur.
    Baseline,
}

/// When a problem spoils the answer: whatever is said then cannot be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spoils {
    /// Always: the answer is to another question than was asked.
    Always,
    /// Where its path was named; elsewhere it is walked past.
    WhereNamed,
    /// Never: it is worth telling and takes nothing from the answer. Whoever mends a finding must be able to commit before
    /// tidying up.
    Never,
}

impl ProblemKind {
    /// When a problem of this kind spoils the answer. Exit code, reports and editors all go by it.
    pub fn spoils(self) -> Spoils {
        match self {
            Self::Settings | Self::Policy => Spoils::Always,
            Self::Unreadable
            | Self::Syntax
            | Self::DuplicateKey
            | Self::Limit
            | Self::Unresolvable
            | Self::Declaration => Spoils::WhereNamed,
            Self::Suppression | Self::Baseline => Spoils::Never,
        }
    }

    /// Whether what is written there may be hidden by a problem of this kind: a workload, or what decides of one.
    pub fn hides(self) -> bool {
        match self {
            Self::Unreadable | Self::Syntax | Self::DuplicateKey | Self::Limit | Self::Unresolvable => true,
            Self::Settings | Self::Declaration | Self::Policy | Self::Suppression | Self::Baseline => false,
        }
    }

    /// Its name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Syntax => "syntax",
            Self::DuplicateKey => "duplicate-key",
            Self::Limit => "limit",
            Self::Unresolvable => "unresolvable",
            Self::Settings => "settings",
            Self::Declaration => "declaration",
            Self::Policy => "policy",
            Self::Suppression => "suppression",
            Self::Baseline => "baseline",
        }
    }
}

impl Problem {
    /// A problem with a place in a source; the path is filled in by whoever knows the sources.
    pub fn at(kind: ProblemKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None, path: String::new(), span: Some(span) }
    }

    /// A problem with a file or folder as a whole.
    pub fn with(kind: ProblemKind, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None, path: path.into(), span: None }
    }

    /// The problem of a file or folder that could not be read.
    pub fn unreadable(path: &str, error: &ReadError) -> Self {
        let of = |message: &str| Self::with(ProblemKind::Unreadable, path, message);
        match error {
            ReadError::NotFound => of("there is nothing at this path"),
            ReadError::OutsideRoot => of("it stands outside the root").help("nothing outside the root is read"),
            ReadError::TooLarge(bytes) => {
                let message = format!("it has {} MB, and files larger than 20 MB are not read", bytes / 1_000_000);
                Self::with(ProblemKind::Limit, path, message)
            }
            ReadError::Refused(words) => of(&format!("it cannot be read: {words}")),
            ReadError::Untracked => {
                of("git does not track it, so it is not read").help("`git add` makes it part of what is committed")
            }
        }
    }

    /// The same problem, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
