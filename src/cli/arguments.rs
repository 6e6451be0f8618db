//! Arguments: the command line as clap reads it.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::exit::EXIT_HELP;
use super::output::Target;
use super::plans;
use super::variables::VariableArguments;
use crate::model::policy::Severity;
use crate::render::baseline::BASELINE_FORMATS;
use crate::render::inventory::INVENTORY_FORMATS;
use crate::render::pages::LIST_FORMATS;
use crate::render::why::WHY_FORMATS;
use crate::render::{Format, REPORT_FORMATS};

/// Says what every workload of a repository runs on, and where that does not fit what it needs.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true, after_help = EXIT_HELP, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArguments,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Look for workloads that do not fit what they run on (the default)
    #[command(after_help = EXIT_HELP)]
    Check(CheckArguments),
    /// List what every workload runs on, without a verdict
    Inventory(InventoryArguments),
    /// Say all that is known of one workload, and what the policies make of it
    Why(WhyArguments),
    /// Start with the findings that there are, and let no new ones in
    Baseline(BaselineArguments),
    /// Explain a policy or a platform
    Explain(ExplainArguments),
    /// List the policies
    Policies(CatalogueArguments),
    /// List the platforms
    Platforms(CatalogueArguments),
    /// Serve an editor over standard input and output
    Lsp {
        /// How editors say that this is what they want; there is no other way
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Write completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) scan: ScanArguments,
    /// As a hook of git: of what is tracked, report what touches the paths
    #[arg(
        long,
        conflicts_with = "stdin_filename",
        long_help = "As a hook of git: of the files that git tracks, report what touches the paths, or everything \
                     where there are none. Paths that are gone or hold nothing to read are no mistake"
    )]
    pub(super) from_hook: bool,
    /// How the report is written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = names(REPORT_FORMATS))]
    pub(super) format: String,
    /// Write the report to a file as well, in a format of its own; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", value_parser = targets(REPORT_FORMATS))]
    pub(super) output: Vec<Target>,
    /// The quietest finding that makes the run fail [default: warning; note under --persona strict]
    #[arg(long, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Whom the report is for
    #[arg(long, default_value = "regular")]
    pub(super) persona: Persona,
    /// List what could not be told and what would decide it, in place of findings
    #[arg(long, conflicts_with = "format")]
    pub(super) undecided: bool,
    /// Fail on every problem, also in files that were merely walked past
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct InventoryArguments {
    #[command(flatten)]
    pub(super) scan: ScanArguments,
    /// How the inventory is written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = names(INVENTORY_FORMATS))]
    pub(super) format: String,
    /// Write it to a file as well, in a format of its own; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", value_parser = targets(INVENTORY_FORMATS))]
    pub(super) output: Vec<Target>,
}

#[derive(Debug, Args)]
pub(super) struct WhyArguments {
    /// The workload's address, or an end of it that no other has: `infra::aws_lambda_function.f`, `f`
    pub(super) address: String,
    #[command(flatten)]
    pub(super) scan: ScanArguments,
    /// Ask this policy alone, and say why not where it does not hold
    #[arg(long, value_name = "ID")]
    pub(super) policy: Option<String>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = names(WHY_FORMATS))]
    pub(super) format: String,
    /// Write it to a file as well, in a format of its own; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", value_parser = targets(WHY_FORMATS))]
    pub(super) output: Vec<Target>,
}

#[derive(Debug, Args)]
pub(super) struct BaselineArguments {
    #[command(subcommand)]
    pub(super) command: BaselineCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
    /// Write a baseline of the findings that there are now
    Create(CreateArguments),
    /// Take out of the baseline what no longer occurs, and add nothing
    Prune(ScanArguments),
    /// List what the baseline has, and what has become of it
    Show(ShowArguments),
}

#[derive(Debug, Args)]
pub(super) struct CreateArguments {
    #[command(flatten)]
    pub(super) scan: ScanArguments,
    /// Write it anew where there is one; where paths are named, what it has of these
    #[arg(long)]
    pub(super) replace: bool,
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    pub(super) scan: ScanArguments,
    /// How the list is written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = names(BASELINE_FORMATS))]
    pub(super) format: String,
    /// Write it to a file as well, in a format of its own; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", value_parser = targets(BASELINE_FORMATS))]
    pub(super) output: Vec<Target>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// Id of a policy or platform: `misfit policies` and `misfit platforms` list them
    pub(super) id: String,
    #[command(flatten)]
    pub(super) look: LookArguments,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueArguments {
    /// How the list is written
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = names(LIST_FORMATS))]
    pub(super) format: String,
    /// Write it to a file as well, in a format of its own; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", value_parser = targets(LIST_FORMATS))]
    pub(super) output: Vec<Target>,
    #[command(flatten)]
    pub(super) look: LookArguments,
}

/// What is read, and what is known beside it.
#[derive(Debug, Args)]
pub(super) struct ScanArguments {
    /// Files and folders to report on; `-` reads standard input [default: the current folder]
    pub(super) paths: Vec<PathBuf>,
    /// The folder of which everything is known [default: the nearest with misfit.yaml or .git; of a hook, with .git]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// The settings' file, in place of the root's misfit.yaml
    #[arg(long, value_name = "FILE", conflicts_with = "no_settings")]
    pub(super) settings: Option<PathBuf>,
    /// Take no settings
    #[arg(long)]
    pub(super) no_settings: bool,
    /// The baseline's file, in place of the root's misfit-baseline.json
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub(super) baseline: Option<PathBuf>,
    /// What `terraform show -json` says of a plan, and of which root it is one; may be given several times
    #[arg(
        long,
        value_name = "[FOLDER=]FILE",
        long_help = "What `terraform show -json` says of a plan or a state: it knows values that the source does not. \
                     FOLDER is the root that it is a plan of; without it, that is the folder that the file stands in, \
                     else the only Terraform root among the paths. May be given several times"
    )]
    pub(super) plan: Vec<plans::Said>,
    /// Take no baseline
    #[arg(long)]
    pub(super) no_baseline: bool,
    /// Read files that ignore rules name
    #[arg(long)]
    pub(super) no_ignore: bool,
    /// The path that standard input is read as
    #[arg(long, value_name = "PATH", default_value = "stdin.yaml")]
    pub(super) stdin_filename: PathBuf,
    /// Succeed where there is nothing to read
    #[arg(long)]
    pub(super) allow_empty: bool,
    /// The day for suppressions that end, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else the clock's]
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<jiff::civil::Date>,
    /// Leave out what was covered
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Say on standard error how long things took
    #[arg(long)]
    pub(super) timings: bool,
    #[command(flatten)]
    pub(super) variables: VariableArguments,
    #[command(flatten)]
    pub(super) look: LookArguments,
}

/// How standard output looks.
#[derive(Debug, Args)]
pub(super) struct LookArguments {
    /// When to colour standard output; files are never coloured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(super) color: Color,
}

/// Who asks, which decides what paths mean and what world they stand in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Asker {
    /// A person: of these paths is reported, and the world is what stands on disk.
    #[default]
    Person,
    /// A hook of git: what touches these paths is reported, and the world is what git tracks.
    Hook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// Where the output is a terminal, unless the environment says otherwise
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Note,
    Warning,
    Error,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Persona {
    /// Shows errors and warnings, counts notes
    Regular,
    /// Shows notes as well
    Pedantic,
    /// Fails on notes as well
    Strict,
}

impl CheckArguments {
    /// Who asks.
    pub(super) fn asker(&self) -> Asker {
        if self.from_hook { Asker::Hook } else { Asker::Person }
    }

    /// The quietest finding that makes the run fail; `None`: none does.
    pub(super) fn fails_on(&self) -> Option<Severity> {
        match (self.fail_on, self.persona) {
            (Some(FailOn::Never), _) => None,
            (Some(FailOn::Error), _) => Some(Severity::Error),
            (Some(FailOn::Note), _) | (None, Persona::Strict) => Some(Severity::Note),
            (Some(FailOn::Warning), _) | (None, _) => Some(Severity::Warning),
        }
    }

    /// The quietest finding that is shown: what makes a run fail is never hidden.
    pub(super) fn shows(&self) -> Severity {
        let persona = if self.persona == Persona::Regular { Severity::Warning } else { Severity::Note };
        self.fails_on().map_or(persona, |fails| fails.min(persona))
    }
}

/// The names of formats, each with what it is for.
fn names<W>(formats: &'static [Format<W>]) -> PossibleValuesParser {
    formats.iter().map(|format| PossibleValue::new(format.name).help(format.purpose)).into()
}

/// Files, each with one of the formats.
fn targets<W: Sync>(
    formats: &'static [Format<W>],
) -> impl Fn(&str) -> Result<Target, String> + Clone + Send + Sync + 'static {
    move |said| Target::read(said, formats)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Arguments, Command};
    use crate::model::policy::Severity;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_and_fails_on_what_it_shows() {
        let cases: [(&[&str], Option<Severity>, Severity); 5] = [
            (&[], Some(Severity::Warning), Severity::Warning),
            (&["check", "infra"], Some(Severity::Warning), Severity::Warning),
            (&["--persona", "strict", "infra"], Some(Severity::Note), Severity::Note),
            (&["--fail-on", "note"], Some(Severity::Note), Severity::Note),
            (&["check", "--fail-on", "never", "--persona", "pedantic"], None, Severity::Note),
        ];
        for (words, fails, shows) in cases {
            let arguments = Arguments::parse_from(std::iter::once(&"misfit").chain(words));
            let check = match arguments.command {
                Some(Command::Check(check)) => check,
                None => arguments.check,
                other => panic!("{other:?}"),
            };
            assert_eq!((check.fails_on(), check.shows()), (fails, shows), "{words:?}");
        }
        assert!(Arguments::try_parse_from(["misfit", "--format", "xml"]).is_err());
        assert!(Arguments::try_parse_from(["misfit", "--today", "tomorrow"]).is_err());
    }
}
