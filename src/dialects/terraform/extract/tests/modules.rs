//! What came through module calls: every reference leads to the instance that it means, whatever all of them are called.

use smol_str::{SmolStr, format_smolstr};

use super::Folder;
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::extract::{extract, is_read};
use crate::dialects::terraform::resolve::resolve;
use crate::dialects::terraform::resolved::ResolvedUnit;
use crate::dialects::tests::{Says, all_conform, all_say};
use crate::model::resource::UnitPath;
use crate::model::tree::{Content, Node, Unknown};

/// Holds a unit against a table: each text is what stands behind one call. A text `->address` stands for a reference.
fn says(calls: &[(&str, &str)], expected: Says) {
    let mut unit = ResolvedUnit::default();
    for (call, text) in calls {
        let (mut called, problems, _) = resolve("infra", &Folder(text), (Standing::ByItself, is_read));
        assert!(problems.is_empty(), "{problems:?}\n{text}");
        for block in &mut called.blocks {
            block.address = format_smolstr!("{call}{}", block.address);
            move_into(&mut block.body, call);
        }
        unit.blocks.append(&mut called.blocks);
    }
    let resources = extract(&unit, &UnitPath("infra".into()), &Folder(""));
    all_conform(&resources);
    all_say(&resources, expected);
}

/// Makes addresses those of a called module's, as resolving does.
fn move_into(node: &mut Node, call: &str) {
    let moved = |address: &SmolStr| format_smolstr!("{call}{address}");
    if let Some(origin) = &mut node.origin {
        let mut own = (**origin).clone();
        own.steps.iter_mut().for_each(|step| step.name = moved(&step.name));
        *origin = own.into();
    }
    match &mut node.content {
        Content::Unknown(unknown) => unknown.refers = unknown.refers.as_ref().map(moved),
        Content::Text(text) => {
            if let Some(address) = text.strip_prefix("->") {
                let mut unknown = Unknown::because("it is known when it is made");
                unknown.refers = Some(address.into());
                *node = Node::unknown(unknown, node.span);
            }
        }
        Content::List(items) => items.iter_mut().for_each(|item| move_into(item, call)),
        Content::Map(map) => map.entries.iter_mut().for_each(|entry| move_into(&mut entry.value, call)),
        _ => {}
    }
}

#[test]
fn a_reference_leads_to_its_own_module_and_no_other() {
    let service = r#"
        resource "aws_ecs_service" "this" {
          cluster         = "->module.cluster.aws_ecs_cluster.this.arn"
          task_definition = aws_ecs_task_definition.this.arn
          load_balancer {
            target_group_arn = aws_lb_target_group.this.arn
          }
        }
        resource "aws_lb_target_group" "this" {}
        resource "aws_ecs_cluster" "this" {}
        resource "aws_ecs_task_definition" "this" {
          container_definitions = jsonencode([{ name = "app", image = "nginx" }])
        }
        resource "aws_appautoscaling_target" "this" {
          resource_id       = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.this.name}"
          service_namespace = "ecs"
          max_capacity      = 4
        }
        "#;
    let cluster = "resource \"aws_ecs_cluster\" \"this\" {}";
    says(
        &[("module.web[\"a\"].", service), ("module.web[\"b\"].", service), ("module.cluster.", cluster)],
        &[
            (
                "module.web[\"a\"].aws_ecs_service.this",
                &[
                    "capacity -> module.cluster.aws_ecs_cluster.this",
                    "task definition -> module.web[\"a\"].aws_ecs_task_definition.this",
                    "routes = [module.web[\"a\"].aws_lb_target_group.this]",
                ],
            ),
            (
                "module.web[\"b\"].aws_ecs_service.this",
                &[
                    "task definition -> module.web[\"b\"].aws_ecs_task_definition.this",
                    "routes = [module.web[\"b\"].aws_lb_target_group.this]",
                ],
            ),
            (
                "module.web[\"b\"].aws_appautoscaling_target.this",
                &["scaler -> module.web[\"b\"].aws_ecs_service.this", "lends scale_max = 4"],
            ),
        ],
    );
}

#[test]
fn a_module_that_refers_to_the_root_means_the_root() {
    let root = "resource \"aws_launch_template\" \"this\" {}";
    let group = r#"
        resource "aws_launch_template" "this" {}
        resource "aws_autoscaling_group" "this" {
          min_size = 1
          max_size = 1
          launch_template {
            id = "->aws_launch_template.this.id"
          }
        }
        "#;
    says(
        &[("", root), ("module.group.", group)],
        &[("module.group.aws_autoscaling_group.this", &["definition -> aws_launch_template.this"])],
    );
}

#[test]
fn which_of_several_instances_is_meant_is_not_guessed() {
    let template = "resource \"aws_launch_template\" \"this\" {}";
    let group = r#"
        resource "aws_autoscaling_group" "some" {
          min_size = 1
          max_size = 1
          launch_template {
            id = "->module.spot.aws_launch_template.this.id"
          }
        }
        resource "aws_autoscaling_group" "only" {
          min_size = 1
          max_size = 1
          launch_template {
            id = "->module.one[0].aws_launch_template.this[0].id"
          }
        }
        "#;
    says(
        &[("module.spot[\"a\"].", template), ("module.spot[\"b\"].", template), ("module.one.", template), ("", group)],
        &[
            (
                "aws_autoscaling_group.some",
                &["definition -> ?module.spot.aws_launch_template.this stands for one of several, \
                   and which is not written here"],
            ),
            ("aws_autoscaling_group.only", &["definition -> module.one.aws_launch_template.this"]),
        ],
    );
}

#[test]
fn a_store_is_found_through_the_outputs_of_its_module() {
    let function = r#"
        resource "aws_lambda_function" "this" {
          role = aws_iam_role.this.arn
          environment {
            variables = { HOST = "->module.db.aws_db_instance.this.address" }
          }
        }
        resource "aws_iam_role" "this" {}
        resource "aws_iam_role_policy" "this" {
          role = aws_iam_role.this.id
          policy = jsonencode({ Statement = [{ Effect = "Allow", Resource = aws_sqs_queue.this.arn }] })
        }
        resource "aws_sqs_queue" "this" {}
        "#;
    says(
        &[("module.a.", function), ("module.b.", function), ("module.db.", "resource \"aws_db_instance\" \"this\" {}")],
        &[
            (
                "module.a.aws_lambda_function.this",
                &[
                    "data store -> module.db.aws_db_instance.this",
                    "data store -> module.a.aws_sqs_queue.this",
                    "!data store -> module.b",
                ],
            ),
            ("module.b.aws_lambda_function.this", &["data store -> module.b.aws_sqs_queue.this"]),
        ],
    );
}
