//! Terraform in, resources out: what is said of each, in one line a fact.

mod aws;
mod aws_functions;
mod azure;
mod doors;
mod google;
mod hard;
mod keys;
mod kubernetes;
mod modules;
mod nodes;
mod outlines;
mod places;
mod started;
mod stores;
mod ties;

use std::sync::Arc;

use smol_str::SmolStr;

use super::{extract, is_read, roles, tell_apart};
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::resolve::resolve;
use crate::dialects::tests::{Says, all_conform, all_say};
use crate::model::library::{Footing, Library, Volume};
use crate::model::resource::{Resource, Role, UnitPath};
use crate::model::source::{Entry, EntryKind, ReadError, Source, SourceId};
use crate::model::tree::Node;
use crate::model::vocabulary;

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

    fn template(&self, text: &str, footing: Footing<'_>) -> Result<Node, SmolStr> {
        crate::parse::template(text, footing)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let file = Entry { name: "main.tf".to_owned(), kind: EntryKind::File(1) };
        Ok(if folder == "infra" { vec![file] } else { Vec::new() })
    }
}

/// The resources of a file; every fact of theirs is held against the vocabulary.
fn resources(text: &str) -> Vec<Resource> {
    let (mut unit, problems, _) = resolve("infra", &Folder(text), (Standing::ByItself, is_read));
    tell_apart(&mut unit);
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    let resources = extract(&unit, &UnitPath("infra".into()), &Folder(text));
    all_conform(&resources);
    resources
}

/// Holds the resources of a file against a table.
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
fn tags_that_are_not_known_are_said_to_be_there() {
    says(
        r#"
        provider "aws" {}
        provider "aws" {
          alias = "west"
          default_tags {
            tags = var.account
          }
        }
        variable "account" {}
        variable "extra" {}
        variable "is_prod" {}
        variable "key" {}
        resource "aws_instance" "all" {
          tags = var.extra
        }
        resource "aws_instance" "some" {
          tags = merge({ DataClass = "PCI" }, var.extra, { Name = "some" })
        }
        resource "aws_instance" "either" {
          tags = var.is_prod ? { DataClass = "PCI" } : var.extra
        }
        resource "aws_instance" "west" {
          provider = aws.west
          tags     = { Name = "west" }
        }
        resource "aws_autoscaling_group" "group" {
          min_size = 1
          max_size = 2
          tag {
            key   = var.key
            value = "yes"
          }
        }
        resource "aws_autoscaling_group" "many" {
          min_size = 1
          max_size = 2
          dynamic "tag" {
            for_each = var.extra
            content {
              key   = tag.key
              value = tag.value
            }
          }
        }
        "#,
        &[
            ("aws_instance.all", &["tag =?var.extra has no value here"]),
            (
                "aws_instance.some",
                &["tag DataClass=?var.extra has no value here", "tag Name=some", "tag =?var.extra has no value here"],
            ),
            (
                "aws_instance.either",
                &[
                    "tag DataClass=var.is_prod{true: PCI, false: ?var.extra has no value here}",
                    "tag =var.is_prod{true: absent, false: ?var.extra has no value here}",
                ],
            ),
            ("aws_instance.west", &["tag Name=west", "tag =?var.account has no value here (account)"]),
            ("aws_autoscaling_group.group", &["tag =?var.key has no value here"]),
            ("aws_autoscaling_group.many", &["tag =?var.extra has no value here"]),
        ],
    );
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
