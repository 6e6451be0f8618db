//! `misfit check` and `misfit inventory`: what does not fit, and what is there.

use std::time::Instant;

use super::arguments::{Asker, CheckArguments, InventoryArguments};
use super::exit::Exit;
use super::output::{distinct, say, write_all};
use super::run::{Run, run};
use crate::model::policy::Severity;
use crate::model::report::Spoiling;
use crate::render::inventory::INVENTORY_FORMATS;
use crate::render::undecided::UNDECIDED;
use crate::render::{Format, Options, REPORT_FORMATS, View, format};

/// Looks for workloads that do not fit.
///
/// # Errors
/// A sentence of what kept it from answering.
pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, String> {
    distinct(&arguments.output)?;
    let run = run(&arguments.scan, arguments.asker())?;
    let exit = exit(arguments, &run);
    let options = Options {
        fails_on: arguments.fails_on(),
        ending: exit.ending(),
        spoiling: spoiling(arguments, &run),
        ..run.options(&arguments.scan, arguments.shows())
    };
    let start = Instant::now();
    let format = if arguments.undecided { &UNDECIDED } else { named(REPORT_FORMATS, &arguments.format)? };
    write_all((format, options.style), &arguments.output, REPORT_FORMATS, |writer, style, out| {
        writer(&View { report: &run.report, options: &options.styled(style) }, out)
    })?;
    if arguments.scan.timings {
        say(format_args!("written in {:.1?}", start.elapsed()));
    }
    Ok(exit)
}

/// What the run answers.
fn exit(arguments: &CheckArguments, run: &Run) -> Exit {
    if !run.is_trusted_but_for(&spoiling(arguments, run)) {
        return Exit::Untrusted;
    }
    let fails = |severity: Severity| arguments.fails_on().is_some_and(|least| severity >= least);
    let failed = run.report.findings.iter().any(|finding| fails(finding.severity));
    if failed { Exit::Findings } else { Exit::Clean }
}

/// The problems for which the run ends as one that cannot be trusted.
fn spoiling(arguments: &CheckArguments, run: &Run) -> Spoiling {
    if arguments.strict { Spoiling::All } else { run.spoiling() }
}

/// Lists what is there.
///
/// # Errors
/// A sentence of what kept it from answering.
pub(super) fn inventory(arguments: &InventoryArguments) -> Result<Exit, String> {
    distinct(&arguments.output)?;
    let run = run(&arguments.scan, Asker::Person)?;
    let options = run.options(&arguments.scan, Severity::Note);
    let screen = (named(INVENTORY_FORMATS, &arguments.format)?, options.style);
    write_all(screen, &arguments.output, INVENTORY_FORMATS, |writer, style, out| {
        writer(&View { report: &run.report, options: &options.styled(style) }, out)
    })?;
    Ok(if run.is_trusted() { Exit::Clean } else { Exit::Untrusted })
}

/// A format that clap has let through.
///
/// # Errors
/// No format has that name.
pub(super) fn named<W>(formats: &'static [Format<W>], name: &str) -> Result<&'static Format<W>, String> {
    format(formats, name).ok_or_else(|| format!("there is no format {name}"))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::arguments::Arguments;
    use super::super::exit::Exit;
    use super::super::run::Run;
    use super::super::scene::Scene;
    use super::exit;
    use crate::model::policy::Severity;
    use crate::model::problem::ProblemKind;
    use crate::render::tests::sample;

    /// The exit code of the sample: a warning, a note, and a problem in `deploy/cart.yaml`.
    fn exit_of(words: &str, named: &str, change: impl FnOnce(&mut Run)) -> Exit {
        let arguments = Arguments::parse_from(std::iter::once("misfit").chain(words.split_whitespace())).check;
        let scene = Scene { named: vec![named.to_owned()], ..Scene::default() };
        let mut run = Run { report: sample(), scene };
        change(&mut run);
        exit(&arguments, &run)
    }

    #[test]
    fn findings_problems_and_flags_decide_the_exit_code() {
        let quiet = |run: &mut Run| run.report.findings.retain(|finding| finding.severity == Severity::Note);
        let settings = |run: &mut Run| run.report.problems[0].kind = ProblemKind::Settings;
        assert_eq!(exit_of("", "infra", |_| {}), Exit::Findings);
        assert_eq!(exit_of("--fail-on error", "infra", |_| {}), Exit::Clean);
        assert_eq!(exit_of("--fail-on never", "infra", |_| {}), Exit::Clean);
        assert_eq!(exit_of("", "infra", quiet), Exit::Clean);
        assert_eq!(exit_of("--persona strict", "infra", quiet), Exit::Findings);
        // A problem counts where its file was named, where it is in the settings, and under --strict.
        assert_eq!(exit_of("--fail-on never", "deploy/cart.yaml", |_| {}), Exit::Untrusted);
        assert_eq!(exit_of("--fail-on never", "infra", settings), Exit::Untrusted);
        assert_eq!(exit_of("--fail-on never --strict", "infra", |_| {}), Exit::Untrusted);
    }
}
