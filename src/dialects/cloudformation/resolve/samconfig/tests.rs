//! Configurations of the SAM CLI: files in memory, deployments of a template out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{deployments, pairs};
use crate::model::library::{Library, Volume};
use crate::model::paths;
use crate::model::source::{Entry, EntryKind, ReadError, Source, SourceId};
use crate::parse::{parse, syntax_of};

struct Files(BTreeMap<&'static str, &'static str>);

impl Library for Files {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        let text = *self.0.get(path).ok_or(ReadError::NotFound)?;
        let parsed = parse(SourceId(1), text, syntax_of(path, text).unwrap());
        Ok(Volume { id: SourceId(1), source: Arc::new(Source::new(path, text)), parsed: Arc::new(parsed) })
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        self.open(path).map(|volume| volume.source)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let here = self.0.keys().filter(|path| paths::folder(path) == folder);
        Ok(here.map(|path| Entry { name: paths::name(path).to_owned(), kind: EntryKind::File(1) }).collect())
    }
}

/// Deployments of a template on one line, and what is told.
fn said(files: &[(&'static str, &'static str)], template: &str) -> (String, Vec<String>) {
    let mut problems = Vec::new();
    let found = deployments(template, &Files(files.iter().copied().collect()), &mut problems);
    let one = |deployment: &super::Deployment| {
        let mut parts = vec![deployment.name.to_string()];
        parts.extend(deployment.parameters.iter().map(|(name, node)| format!("{name}={}", node.as_text().unwrap())));
        parts.extend(deployment.tags.iter().map(|(key, node)| format!("#{}={}", key.text, node.as_text().unwrap())));
        parts.join(" ")
    };
    let problems = problems.into_iter().map(|problem| problem.message).collect();
    (found.iter().map(one).collect::<Vec<_>>().join(" | "), problems)
}

#[test]
fn each_environment_is_a_deployment() {
    let cases = [
        ("version = 0.1\n[default.deploy.parameters]\nparameter_overrides = \"Size=1\"\n", "default Size=1"),
        (
            "version = 0.1\n[default.deploy.parameters]\nregion = \"eu-west-1\"\nstack_name = \"s\"\nparameter_overrides = \
             \"A=1 B=2\"\ntags = \"team=pay\"\n[prod.deploy.parameters]\nparameter_overrides = [\"A=2\", \"B=3\"]\n",
            "default AWS::Region=eu-west-1 AWS::StackName=s A=1 B=2 #team=pay | prod A=2 B=3",
        ),
        (
            "[prod.global.parameters]\nstack_name = \"g\"\nregion = \"us-east-1\"\n[prod.deploy.parameters]\nstack_name = \
             \"d\"\n",
            "prod AWS::Region=us-east-1 AWS::StackName=d",
        ),
        ("[prod.sync.parameters]\nparameter_overrides = \"A=1\"\n", "prod A=1"),
        ("[default.deploy.parameters.parameter_overrides]\nA = 1\nB = 'x'\n", "default A=1 B=x"),
        ("[default.build.parameters]\ncached = true\n", ""),
        ("[default.local_start_api.parameters]\nparameter_overrides = \"A=1\"\n", ""),
        ("[default.deploy.parameters]\nparameter_overrides = \"\"\n", "default"),
        ("version = 0.1\n", ""),
    ];
    for (text, expected) in cases {
        let (found, problems) = said(&[("app/template.yaml", ""), ("app/samconfig.toml", text)], "app/template.yaml");
        assert_eq!((found.as_str(), problems.len()), (expected, 0), "{text}");
    }
    let yaml =
        "version: 0.1\nprod:\n  deploy:\n    parameters:\n      parameter_overrides:\n        - A=1\n        - B=no\n";
    assert_eq!(said(&[("samconfig.yaml", yaml)], "template.yml").0, "prod A=1 B=no");
}

#[test]
fn a_configuration_is_for_the_template_that_it_names_or_that_stands_beside_it() {
    let plain = "[default.deploy.parameters]\nregion = 'r'\n";
    let named = "[a.deploy.parameters]\ntemplate_file = 'x/one.yaml'\n[b.deploy.parameters]\ntemplate = 'two.yaml'\n";
    let built = "[a.deploy.parameters]\ntemplate_file = '.aws-sam/build/template.yaml'\nregion = 'r'\n";
    let build = "[a.build.parameters]\ntemplate_file = 'x/one.yaml'\n[a.deploy.parameters]\ntemplate_file = \
                 '.aws-sam/build/template.yaml'\n";
    let cases = [
        ("beside it", ("samconfig.toml", plain), "template.yaml", "default AWS::Region=r"),
        ("beside it, in JSON", ("samconfig.toml", plain), "template.json", "default AWS::Region=r"),
        ("beside another", ("samconfig.toml", plain), "other.yaml", ""),
        ("above", ("samconfig.toml", plain), "app/template.yaml", ""),
        ("named in a folder", ("samconfig.toml", named), "x/one.yaml", "a"),
        ("named beside", ("samconfig.toml", named), "two.yaml", "b"),
        ("another is named", ("samconfig.toml", named), "template.yaml", ""),
        ("what is built", ("samconfig.toml", built), "template.yaml", "a AWS::Region=r"),
        ("what is built from", ("app/samconfig.toml", build), "app/x/one.yaml", "a"),
        ("leads out of the root", ("samconfig.toml", "[a.deploy.parameters]\ntemplate = '../t.yaml'\n"), "t.yaml", ""),
    ];
    for (name, file, template, expected) in cases {
        assert_eq!(said(&[file], template), (expected.to_owned(), Vec::new()), "{name}");
    }
    let both = [("samconfig.toml", plain), ("samconfig.yaml", "b: {deploy: {parameters: {region: s}}}\n")];
    assert_eq!(said(&both, "template.yaml").0, "default AWS::Region=r");
}

#[test]
fn pairs_are_taken_apart_as_the_cli_does() {
    let cases: &[(&str, &str)] = &[
        ("A=1", "A:1"),
        ("A=1  B=2\n C=3", "A:1 B:2 C:3"),
        ("A=\"two words\" B='x y'", "A:two words B:x y"),
        ("\"A\"=\"1\"", "A:1"),
        ("A=two\\ words B=\\\"q\\\"", "A:two words B:\"q\""),
        ("A=x=y B=", "A:x=y B:"),
        ("A=\"\"", "A:"),
        ("A=a,b,c", "A:a,b,c"),
        ("ParameterKey=A,ParameterValue=1 ParameterKey=\"B\",ParameterValue=\"x y\"", "A:1 B:x y"),
        ("A", "none"),
        ("", "none"),
        ("=1", "none"),
    ];
    for (text, expected) in cases {
        let found = pairs::parameters(text)
            .map(|pairs| pairs.iter().map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(" "));
        assert_eq!(found.as_deref().unwrap_or("none"), *expected, "{text}");
    }
}

#[test]
fn what_is_no_pair_is_told() {
    for text in [
        "parameter_overrides = \"A\"",
        "parameter_overrides = \"A=1 B\"",
        "tags = [\"a=1\", \"b\"]",
        "parameter_overrides = 3",
    ] {
        let text: &'static str = Box::leak(format!("[default.deploy.parameters]\n{text}\n").into_boxed_str());
        let (_, problems) = said(&[("samconfig.toml", text)], "template.yaml");
        assert!(
            matches!(problems.as_slice(), [one] if one.contains("is no list of `Name=value`")),
            "{text}: {problems:?}"
        );
    }
}
