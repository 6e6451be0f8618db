//! Exit codes: what a run answers to whoever started it.

use std::process::ExitCode;

use crate::render::Ending;

/// What a run answers. Format, colour and output never change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above `--fail-on`.
    Findings,
    /// The answer cannot be trusted.
    Untrusted,
    /// The editor went away without a word: for it, as the protocol has it, the same as findings.
    Abandoned,
}

/// The codes as `--help` says them.
pub(super) const EXIT_HELP: &str = "\
Exit codes:
  0  nothing at or above --fail-on (default: warning)
  1  findings at or above it
  2  the answer cannot be trusted: a mistake in the command line, in settings,
     in the baseline or in a policy; a problem in a path that was named; nothing to read
     without --allow-empty";

impl Exit {
    /// The same in a report.
    pub(super) fn ending(self) -> Ending {
        match self {
            Self::Clean => Ending::Clean,
            Self::Findings | Self::Abandoned => Ending::Findings,
            Self::Untrusted => Ending::Untrusted,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings | Exit::Abandoned => 1,
            Exit::Untrusted => 2,
        })
    }
}
