//! Templates in, resources out: what is said of each, in one line a fact.

mod bounds;
mod doors;
mod functions;
mod machines;
mod managed;
mod sam;
mod tasks;
mod triggers;

use std::sync::Arc;

use super::{Alias, Aliases, extract, generated, roles};
use crate::dialects::cloudformation::resolve::resolve;
use crate::dialects::tests::{Says, all_conform, all_say};
use crate::model::document::Syntax;
use crate::model::library::{Library, Volume};
use crate::model::resource::{Resource, Role, UnitPath};
use crate::model::source::{Entry, ReadError, Source, SourceId, Span};
use crate::model::vocabulary;

/// A folder in which nothing stands beside the template.
struct Nothing;

impl Library for Nothing {
    fn open(&self, _: &str) -> Result<Volume, ReadError> {
        Err(ReadError::NotFound)
    }

    fn text(&self, _: &str) -> Result<Arc<Source>, ReadError> {
        Err(ReadError::NotFound)
    }

    fn list(&self, _: &str) -> Result<Vec<Entry>, ReadError> {
        Ok(Vec::new())
    }
}

/// The resources of a template in YAML, with what some logical ids stand for; by itself, with those that SAM makes up.
fn resources_with(text: &str, aliases: Option<&Aliases>) -> Vec<Resource> {
    let parsed = crate::parse::parse(SourceId(0), text, Syntax::Yaml);
    assert!(parsed.problems.is_empty(), "{:?}\n{text}", parsed.problems);
    let root = &parsed.documents.first().unwrap_or_else(|| panic!("no document in\n{text}")).root;
    let (template, problems) = resolve("template.yaml", root, &Nothing);
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    let made_up = generated(&template);
    let resources = extract(&template, &UnitPath("template.yaml".into()), aliases.unwrap_or(&made_up));
    all_conform(&resources);
    resources
}

/// The resources of a template in YAML.
fn resources(text: &str) -> Vec<Resource> {
    resources_with(text, None)
}

/// Holds the resources of a template against a table.
fn says(text: &str, expected: Says) {
    all_say(&resources(text), expected);
}

#[test]
fn every_type_stands_once_in_the_table() {
    let mut names: Vec<&str> = roles().map(|(name, _, _)| name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
    for (name, role, service) in roles() {
        // Of a workload without a service no platform is described.
        assert!(service.is_none() || matches!(role, Role::Workload | Role::Definition), "{name}");
        assert!(service.is_some() || role != Role::Definition, "{name}");
        assert!(service.is_none_or(|service| vocabulary::service(service).is_some()), "{name}");
    }
}

#[test]
fn an_id_may_stand_for_a_resource_of_another_dialect() {
    let mut aliases = Aliases::default();
    let at = Span::new(SourceId(0), 0, 1);
    let name = Some(("FunctionName", "shop-hello".into()));
    let alias = Alias { local: "functions.hello".into(), kind: "AWS::Lambda::Function", name, at };
    aliases.add("HelloLambdaFunction".into(), alias);
    let text = "
Resources:
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: shop-hello
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}
";
    all_say(
        &resources_with(text, Some(&aliases)),
        &[("Live", &["configuration -> functions.hello", "lends provisioned_concurrency = 5"])],
    );
}

#[test]
fn an_alias_lends_its_functions_warm_instances() {
    says(
        "
Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: pay, Timeout: 30}
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: pay
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 5}
",
        &[
            ("Pay", &["workload aws-lambda", "timeout = 30", "memory = 134217728~", "!instances"]),
            ("Live", &["configuration -> Pay", "lends provisioned_concurrency = 5"]),
        ],
    );
}
