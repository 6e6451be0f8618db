//! Variables: what the command line sets Terraform's to, and what of the environment it lets the scan know.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

use crate::discover::MOST_BYTES;
use crate::model::given::{Given, IN_ENVIRONMENT, Setting, WORKSPACE};
use crate::parse::text::decode;

/// Endings of values files; others are no values to Terraform either.
const ENDINGS: &[&str] = &["tfvars", "hcl", "json"];

/// `--var`, `--var-file` and `--env`, the first two in the order in which they were typed.
#[derive(Clone, Debug, Default)]
pub(super) struct VariableArguments {
    settings: Vec<Typed>,
    environment: Vec<String>,
}

#[derive(Clone, Debug)]
enum Typed {
    Value(String, String),
    File(PathBuf),
}

impl Args for VariableArguments {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                Arg::new("var")
                    .long("var")
                    .value_name("NAME=VALUE")
                    .action(ArgAction::Append)
                    .value_parser(assignment)
                    .help("Set a Terraform variable, in every root that declares it; may be given several times"),
            )
            .arg(
                Arg::new("var_file")
                    .long("var-file")
                    .value_name("FILE")
                    .action(ArgAction::Append)
                    .value_parser(clap::value_parser!(PathBuf))
                    .help("Set Terraform variables as a .tfvars file says; of these and --var the last wins"),
            )
            .arg(
                Arg::new("env")
                    .long("env")
                    .value_name("NAME")
                    .action(ArgAction::Append)
                    .help("Let the scan know an environment variable: TF_VAR_size, 'TF_VAR_*', TF_WORKSPACE=prod")
                    .long_help(
                        "Let the scan know an environment variable, TF_VAR_size or TF_WORKSPACE; 'TF_VAR_*' stands for all \
                         that begin so, and NAME=VALUE sets one for the scan. Nothing else of the environment is read",
                    ),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for VariableArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut settings: Vec<(usize, Typed)> = Vec::new();
        let places = |name: &str| matches.indices_of(name).into_iter().flatten();
        let values = matches.get_many::<(String, String)>("var").into_iter().flatten();
        settings.extend(places("var").zip(values.map(|(name, value)| Typed::Value(name.clone(), value.clone()))));
        let files = matches.get_many::<PathBuf>("var_file").into_iter().flatten();
        settings.extend(places("var_file").zip(files.map(|path| Typed::File(path.clone()))));
        settings.sort_by_key(|(place, _)| *place);
        let environment: Vec<String> = matches.get_many::<String>("env").into_iter().flatten().cloned().collect();
        if let Some(useless) = environment.iter().find(|name| !is_of_use(name)) {
            let message = format!(
                "--env {useless}: nothing reads this environment variable; {IN_ENVIRONMENT}... and {WORKSPACE} are read\n"
            );
            return Err(clap::Error::raw(ErrorKind::InvalidValue, message));
        }
        Ok(Self { settings: settings.into_iter().map(|(_, typed)| typed).collect(), environment })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The name and the value in `NAME=VALUE`.
fn assignment(typed: &str) -> Result<(String, String), String> {
    match typed.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err("a variable is set as NAME=VALUE".to_owned()),
    }
}

/// Whether an environment variable that is asked for is one that is read.
fn is_of_use(asked: &str) -> bool {
    let name = asked.split_once('=').map_or(asked, |(name, _)| name);
    name == WORKSPACE || name.strip_prefix(IN_ENVIRONMENT).is_some_and(|variable| !variable.is_empty())
}

impl VariableArguments {
    /// What is given.
    ///
    /// # Errors
    /// A values file that cannot be read, and a value of the environment that is no text.
    pub(super) fn given(
        &self,
        root: &Path,
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Given, String> {
        let mut given = Given { environment: self.known(environment)?, ..Given::default() };
        for typed in &self.settings {
            given.settings.push(match typed {
                Typed::Value(name, text) => Setting::Value { name: name.clone(), text: text.clone() },
                Typed::File(file) => {
                    let (path, text) = values_file(file, root)?;
                    given.outside.extend(text.map(|text| (path.clone(), text)));
                    Setting::File(path)
                }
            });
        }
        Ok(given)
    }

    /// The environment variables that were asked for and are set.
    fn known(
        &self,
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<BTreeMap<String, String>, String> {
        let mut known = BTreeMap::new();
        if self.environment.is_empty() {
            return Ok(known);
        }
        let set: Vec<(String, OsString)> =
            environment.filter_map(|(name, value)| Some((name.into_string().ok()?, value))).collect();
        for asked in &self.environment {
            if let Some((name, value)) = asked.split_once('=') {
                known.insert(name.to_owned(), value.to_owned());
                continue;
            }
            let is_asked = |name: &str| match asked.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == asked,
            };
            for (name, value) in set.iter().filter(|(name, _)| is_asked(name)) {
                let text = value.to_str().ok_or_else(|| format!("the environment variable {name} is no text"))?;
                known.insert(name.clone(), text.to_owned());
            }
        }
        Ok(known)
    }
}

/// The path of a values file from the root, and its text where it stands outside: whoever names it wants it read.
fn values_file(file: &Path, root: &Path) -> Result<(String, Option<String>), String> {
    let said = file.display();
    let is_values = file.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
    if !is_values {
        return Err(format!("--var-file {said}: values stand in .tfvars, .tfvars.json, .hcl or .json files"));
    }
    let real = file.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no file {said}"),
        _ => format!("cannot read {said}: {error}"),
    })?;
    let path = from_root(&real, root).ok_or_else(|| format!("the path of {said} is no text"))?;
    if !path.starts_with("../") {
        return Ok((path, None));
    }
    let too_big = || format!("{said} has more than the {} MB that are read", MOST_BYTES / 1_000_000);
    let size = real.metadata().map_err(|error| format!("cannot read {said}: {error}"))?.len();
    if size > MOST_BYTES {
        return Err(too_big());
    }
    let bytes = std::fs::read(&real).map_err(|error| format!("cannot read {said}: {error}"))?;
    let text = decode(bytes).map_err(|undecodable| format!("cannot read {said}: {undecodable}"))?;
    Ok((path, Some(text)))
}

/// A path from the root, through `..` where it stands outside; nothing where it is no text.
fn from_root(path: &Path, root: &Path) -> Option<String> {
    let shared = path.components().zip(root.components()).take_while(|(one, other)| one == other).count();
    let ups = root.components().skip(shared).map(|_| Some(".."));
    let names = path.components().skip(shared).map(|component| match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let parts: Option<Vec<&str>> = ups.chain(names).collect();
    Some(parts?.join("/"))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use clap::{Args, Command, FromArgMatches};

    use super::{VariableArguments, from_root};
    use crate::model::given::Setting;

    fn read(words: &[&str]) -> Result<VariableArguments, clap::Error> {
        let command = VariableArguments::augment_args(Command::new("misfit"));
        let matches = command.try_get_matches_from(std::iter::once(&"misfit").chain(words))?;
        VariableArguments::from_arg_matches(&matches)
    }

    #[test]
    fn what_is_typed_keeps_its_order_and_its_text() {
        let read = read(&["--var", "a=1", "--var", "b=x = y", "--var", "a="]);
        let given = read.and_then(|read| {
            let fails = |message| clap::Error::raw(clap::error::ErrorKind::Io, message);
            read.given(Path::new("/"), std::iter::empty()).map_err(fails)
        });
        let value = |name: &str, text: &str| Setting::Value { name: name.to_owned(), text: text.to_owned() };
        let settings = given.map(|given| given.settings).unwrap_or_default();
        assert_eq!(settings, [value("a", "1"), value("b", "x = y"), value("a", "")]);
    }

    /// What is asked for, and what is known then.
    type Row<'r> = (&'r [&'r str], &'r [(&'r str, &'r str)]);

    #[test]
    fn of_the_environment_only_what_is_asked_for_is_known() {
        let environment = [("TF_VAR_a", "1"), ("TF_VAR_b", "2"), ("HOME", "/root"), ("TF_WORKSPACE", "dev")];
        let rows: [Row<'_>; 5] = [
            (&[], &[]),
            (&["TF_VAR_b"], &[("TF_VAR_b", "2")]),
            (&["TF_VAR_c"], &[]),
            (&["TF_VAR_*"], &[("TF_VAR_a", "1"), ("TF_VAR_b", "2")]),
            (&["TF_WORKSPACE=prod", "TF_VAR_a"], &[("TF_VAR_a", "1"), ("TF_WORKSPACE", "prod")]),
        ];
        for (asked, expected) in rows {
            let words: Vec<&str> = asked.iter().flat_map(|name| ["--env", name]).collect();
            let read = read(&words).unwrap_or_default();
            let all = environment.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
            let known = read.known(all).unwrap_or_default();
            let known: Vec<(&str, &str)> = known.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!(known, expected, "{asked:?}");
        }
    }

    #[test]
    fn what_means_nothing_is_a_mistake() {
        for words in
            [["--var", "a"], ["--var", "=1"], ["--env", "HOME"], ["--env", "TF_VAR_"], ["--env", "TF_WORKPLACE"]]
        {
            assert!(read(&words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn a_values_file_is_known_by_its_path_from_the_root() {
        for (path, expected) in [
            ("/r/envs/a.tfvars", "envs/a.tfvars"),
            ("/shared/a.tfvars", "../shared/a.tfvars"),
            ("/r2/a.tfvars", "../r2/a.tfvars"),
        ] {
            assert_eq!(from_root(Path::new(path), Path::new("/r")).as_deref(), Some(expected));
        }
    }
}
