//! `misfit check` and `misfit inventory`: what does not fit, and what is there.

use std::time::Instant;

use super::arguments::{Asker, CheckArguments, InventoryArguments};
use super::exit::Exit;
use super::output::{say, write};
use super::run::{Run, run};
use crate::model::policy::Severity;
use crate::render::inventory::INVENTORY_FORMATS;
use crate::render::{REPORT_FORMATS, View, format, undecided};

/// Looks for workloads that do not fit.
///
/// # Errors
/// A sentence of what kept it from answering.
pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, String> {
    let run = run(&arguments.scan, arguments.asker())?;
    let options = run.options(&arguments.scan, arguments.shows());
    let view = View { report: &run.report, options: &options };
    let start = Instant::now();
    let writer = if arguments.undecided { undecided::write } else { named(REPORT_FORMATS, &arguments.format)? };
    write(arguments.scan.output.file(), |out| writer(&view, out))?;
    if arguments.scan.timings {
        say(format_args!("written in {:.1?}", start.elapsed()));
    }
    Ok(exit(arguments, &run))
}

/// What the run answers.
fn exit(arguments: &CheckArguments, run: &Run) -> Exit {
    if !run.is_trusted() || (arguments.strict && !run.report.problems.is_empty()) {
        return Exit::Untrusted;
    }
    let fails = |severity: Severity| arguments.fails_on().is_some_and(|least| severity >= least);
    let failed = run.report.findings.iter().any(|finding| fails(finding.severity));
    if failed { Exit::Findings } else { Exit::Clean }
}

/// Lists what is there.
///
/// # Errors
/// A sentence of what kept it from answering.
pub(super) fn inventory(arguments: &InventoryArguments) -> Result<Exit, String> {
    let run = run(&arguments.scan, Asker::Person)?;
    let options = run.options(&arguments.scan, Severity::Note);
    let view = View { report: &run.report, options: &options };
    let writer = named(INVENTORY_FORMATS, &arguments.format)?;
    write(arguments.scan.output.file(), |out| writer(&view, out))?;
    Ok(if run.is_trusted() { Exit::Clean } else { Exit::Untrusted })
}

/// The writer of a format that clap has let through.
///
/// # Errors
/// No format has that name.
pub(super) fn named<W: Copy>(formats: &'static [crate::render::Format<W>], name: &str) -> Result<W, String> {
    format(formats, name).map(|format| format.write).ok_or_else(|| format!("there is no format {name}"))
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
