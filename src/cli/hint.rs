//! Hint: which flag was meant by one that there is not.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Parser};

use super::arguments::Arguments;
use crate::values::nearest::nearest;

/// The command line as it was typed; what is wrong with it ends the program.
pub(super) fn parsed() -> Arguments {
    let typed = std::env::args_os().nth(1).and_then(|first| first.into_string().ok());
    Arguments::try_parse().unwrap_or_else(|error| hinted(error, Arguments::command(), typed).exit())
}

/// A mistake, with the flag that may have been meant. Clap compares letters in their places, so that it knows none for a
/// short one in which two are swapped.
fn hinted(mut error: clap::Error, mut command: Command, first: Option<String>) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument || error.get(ContextKind::SuggestedArg).is_some() {
        return error;
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else { return error };
    let Some(name) = typed.strip_prefix("--") else { return error };
    command.build();
    let subcommand = first.and_then(|first| command.find_subcommand(first));
    let flags = subcommand.unwrap_or(&command).get_arguments().filter_map(clap::Arg::get_long);
    if let Some(meant) = nearest(name, flags).map(|meant| format!("--{meant}")) {
        error.remove(ContextKind::Suggested);
        error.insert(ContextKind::SuggestedArg, ContextValue::String(meant));
    }
    error
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::super::arguments::Arguments;
    use super::hinted;

    #[test]
    fn a_flag_with_swapped_letters_is_known() {
        for (typed, tip) in [
            (&["misfit", "check", "--vra", "a=1"][..], "a similar argument exists: '--var'"),
            (&["misfit", "--vra", "a=1"], "a similar argument exists: '--var'"),
            (&["misfit", "why", "x", "--fromat", "json"], "a similar argument exists: '--format'"),
            (&["misfit", "check", "--no-baselin"], "a similar argument exists: '--no-baseline'"),
            (&["misfit", "check", "--qqq"], "to pass '--qqq' as a value"),
        ] {
            let first = typed.get(1).map(|first| (*first).to_owned());
            let error = Arguments::try_parse_from(typed).err();
            let said = error.map(|error| hinted(error, Arguments::command(), first).to_string()).unwrap_or_default();
            assert!(said.contains(tip), "{typed:?}: {said}");
            assert_eq!(said.matches("tip:").count(), 1, "{said}");
        }
    }
}
