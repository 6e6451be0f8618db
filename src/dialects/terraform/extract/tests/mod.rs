//! Terraform in, resources out: what is said of each, in one line a fact.

mod aws;
mod aws_functions;
mod azure;
mod google;
mod hard;
mod kubernetes;
mod outlines;

use std::sync::Arc;

use super::{extract, is_read, roles};
use crate::dialects::terraform::resolve::resolve;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::library::{Library, Volume};
use crate::model::resource::{Resource, Role, Tag, TagScope, Target, UnitPath};
use crate::model::source::{Entry, EntryKind, ReadError, Source, SourceId};
use crate::model::vocabulary::{self, Kind, Word};

/// A folder that holds one file and, so that it is no library, a backend.
struct Folder<'a>(&'a str);

impl Library for Folder<'_> {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        if path != "infra/main.tf" {
            return Err(ReadError::NotFound);
        }
        let id = SourceId(0);
        let parsed = crate::parse::parse(id, self.0, crate::model::document::Syntax::Hcl);
        Ok(Volume { id, source: Arc::new(Source::new(path, self.0)), parsed: Arc::new(parsed) })
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        self.open(path).map(|volume| volume.source)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let file = Entry { name: "main.tf".to_owned(), kind: EntryKind::File(1) };
        Ok(if folder == "infra" { vec![file] } else { Vec::new() })
    }
}

/// The resources of a file; every fact of theirs is held against the vocabulary.
fn resources(text: &str) -> Vec<Resource> {
    let (unit, problems, _) = resolve("infra", &Folder(text), is_read);
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    let resources = extract(&unit, &UnitPath("infra".into()));
    for resource in &resources {
        conforms(&resource.facts, vocabulary::FACTS, &resource.local);
        conforms(&resource.lends, vocabulary::FACTS, &resource.local);
        if let Some(service) = resource.service {
            assert_eq!(vocabulary::service(service), Some(service), "{}", resource.local);
        }
    }
    resources
}

fn conforms(facts: &Facts, words: &'static [Word], of: &str) {
    for (name, fact) in facts.iter() {
        let word = vocabulary::find(words, name).unwrap_or_else(|| panic!("{of}: {name} is no word"));
        fits(fact, &word.kind, of, name);
    }
}

fn fits(fact: &Fact, kind: &Kind, of: &str, name: &str) {
    let fits_kind = match (&fact.value, kind) {
        (Value::Absent | Value::Unknown(_), _) => true,
        (Value::Choice(choice), _) => {
            choice.options.iter().for_each(|option| fits(option, kind, of, name));
            true
        }
        (Value::Bool(_), Kind::Bool) | (Value::Text(_), Kind::Text) => true,
        (Value::Number(_), Kind::Number | Kind::Duration | Kind::Bytes | Kind::Rate) => true,
        (Value::Text(text), Kind::Enumeration(values)) => values.index(text).is_some(),
        (Value::List(items), Kind::List(kind)) => {
            items.iter().for_each(|item| fits(item, kind, of, name));
            true
        }
        (Value::Record(facts), Kind::Record(words)) => {
            conforms(facts, words, of);
            true
        }
        _ => false,
    };
    assert!(fits_kind, "{of}: {name} is {} and should be {kind:?}", show(fact));
}

/// A fact as text: `?` before an unknown's reason, `key{branch: value}` for a choice, `~` after a default.
fn show(fact: &Fact) -> String {
    let value = match &fact.value {
        Value::Absent => "absent".to_owned(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Record(facts) => {
            let facts: Vec<String> = facts.iter().map(|(name, fact)| format!("{name}: {}", show(fact))).collect();
            format!("{{{}}}", facts.join(", "))
        }
        Value::Unknown(unknown) => {
            let least = unknown.at_least.map(|least| format!(">={least} ")).unwrap_or_default();
            format!("?{least}{}", unknown.reason)
        }
        Value::Choice(choice) => {
            let options = choice.switch.branches.iter().zip(&choice.options);
            let options: Vec<String> = options.map(|(branch, option)| format!("{branch}: {}", show(option))).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
    };
    if fact.known == Known::Defaulted { value + "~" } else { value }
}

/// Everything that is said of a resource, a line each.
fn describe(resource: &Resource) -> Vec<String> {
    let mut lines = vec![format!("{} {}", resource.role.name(), resource.service.unwrap_or("-"))];
    lines.extend(resource.facts.iter().map(|(name, fact)| format!("{name} = {}", show(fact))));
    lines.extend(resource.lends.iter().map(|(name, fact)| format!("lends {name} = {}", show(fact))));
    lines.extend(resource.links.iter().map(|link| format!("{} -> {}", link.relation.name(), led_to(&link.target))));
    lines.extend(resource.labels.iter().map(|(key, value)| format!("label {key}={value}")));
    lines.extend(resource.tags.iter().map(|tag: &Tag| {
        let account = if tag.scope == TagScope::Account { " (account)" } else { "" };
        format!("tag {}={}{account}", tag.key, show(&tag.value))
    }));
    lines
}

fn led_to(target: &Target) -> String {
    match target {
        Target::Local(address) => address.to_string(),
        Target::Named { name, .. } => format!("named {name}"),
        Target::Selected { namespace, labels } => {
            format!("selected {} {labels:?}", namespace.as_deref().unwrap_or("-"))
        }
        Target::Labelled { labels, .. } => format!("labelled {labels:?}"),
        Target::Built { files, .. } => format!("built of {files:?}"),
        Target::Unknown(unknown) => format!("?{}", unknown.reason),
    }
}

/// A table of what some resources of a file must say; a line that starts with `!` must start no line of it.
type Says = &'static [(&'static str, &'static [&'static str])];

/// Holds the resources of a file against a table.
fn says(text: &str, expected: Says) {
    let resources = resources(text);
    for (address, lines) in expected {
        let found = resources.iter().find(|resource| resource.local == *address);
        let found = describe(found.unwrap_or_else(|| panic!("{address} is not there")));
        for line in *lines {
            let holds = match line.strip_prefix('!') {
                Some(start) => !found.iter().any(|said| said.starts_with(start)),
                None => found.iter().any(|said| said == line),
            };
            assert!(holds, "{address} should say `{line}`:\n  {}", found.join("\n  "));
        }
    }
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
fn tags_keep_their_scope_and_count_zero_runs_nothing() {
    says(
        r#"
        provider "aws" {
          default_tags {
            tags = { Owner = "platform", DataClass = "internal" }
          }
        }
        variable "extra" {}
        resource "aws_instance" "web" {
          ami           = "ami-1"
          instance_type = "t3.micro"
          tags          = { DataClass = "PCI", Extra = var.extra }
        }
        resource "aws_instance" "old" {
          count         = 0
          instance_type = "t3.micro"
        }
        resource "aws_autoscaling_group" "g" {
          min_size = 1
          max_size = 2
          tag {
            key                 = "misfit:traffic"
            value               = "spiky"
            propagate_at_launch = true
          }
        }
        "#,
        &[
            (
                "aws_instance.web",
                &["tag DataClass=PCI", "tag Owner=platform (account)", "!tag DataClass=internal", "instances = 1~"],
            ),
            ("aws_instance.old", &["disabled aws-ec2"]),
            ("aws_autoscaling_group.g", &["tag misfit:traffic=spiky", "instances = 1", "group = true"]),
        ],
    );
}

#[test]
fn a_companion_that_may_not_be_there_lends_on_a_condition() {
    says(
        r#"
        provider "aws" {}
        variable "warm" {}
        resource "aws_lambda_function" "f" {
          function_name = "f"
        }
        resource "aws_lambda_provisioned_concurrency_config" "f" {
          count                             = var.warm ? 1 : 0
          function_name                     = aws_lambda_function.f.function_name
          provisioned_concurrent_executions = 5
          qualifier                         = "1"
        }
        "#,
        &[(
            "aws_lambda_provisioned_concurrency_config.f",
            &[
                "lends provisioned_concurrency = var.warm{true: 5, false: absent}",
                "configuration -> aws_lambda_function.f",
            ],
        )],
    );
}

#[test]
fn what_is_unknown_says_why() {
    says(
        r#"
        provider "aws" {}
        variable "size" {}
        resource "aws_instance" "web" {
          instance_type = var.size
          tenancy       = var.size == "big" ? "dedicated" : null
        }
        "#,
        &[(
            "aws_instance.web",
            &[
                "instance_type = ?var.size has no value here",
                "gpus = ?var.size has no value here",
                "tenancy = var.size == \"big\"{true: dedicated, false: default~}",
            ],
        )],
    );
}
