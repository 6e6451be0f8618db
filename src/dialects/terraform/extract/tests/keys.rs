//! Links to one instance of what is under `count` or `for_each`: its key decides what it is, and whose it is.

use super::says;

#[test]
fn a_link_means_the_instance_that_it_names() {
    says(
        r#"
        provider "aws" {}
        variable "key" {}
        variable "is_prod" {}
        locals {
          sizes = { "a.b" = "m5.large", "c\"d" = "m5.xlarge" }
        }
        resource "aws_launch_template" "t" {
          for_each      = local.sizes
          instance_type = each.value
        }
        resource "aws_launch_template" "n" {
          count         = 2
          instance_type = count.index == 0 ? "t3.small" : "t3.large"
        }
        resource "aws_launch_template" "same" {
          count         = 2
          instance_type = "t3.small"
        }
        resource "aws_launch_template" "many" {
          for_each      = { for size in range(9) : "s${size}" => "m5.${size}xlarge" }
          instance_type = each.value
        }
        resource "aws_autoscaling_group" "dot" {
          launch_template { id = aws_launch_template.t["a.b"].id }
        }
        resource "aws_autoscaling_group" "quote" {
          launch_template { name = aws_launch_template.t["c\"d"].name }
        }
        resource "aws_autoscaling_group" "counted" {
          launch_template { id = aws_launch_template.n[1].id }
        }
        resource "aws_autoscaling_group" "same" {
          launch_template { id = aws_launch_template.same[1].id }
        }
        resource "aws_autoscaling_group" "many" {
          launch_template { id = aws_launch_template.many["s3"].id }
        }
        resource "aws_autoscaling_group" "open" {
          launch_template { id = aws_launch_template.t[var.key].id }
        }
        resource "aws_autoscaling_group" "gone" {
          launch_template { id = aws_launch_template.t["z"].id }
        }
        resource "aws_autoscaling_group" "either" {
          launch_template { id = var.is_prod ? aws_launch_template.n[1].id : aws_launch_template.t["a.b"].id }
        }
        resource "aws_autoscaling_group" "some" {
          for_each = local.sizes
          name     = each.key
          launch_template { id = each.key == "a.b" ? aws_launch_template.n[0].id : null }
        }
        resource "aws_autoscaling_group" "each" {
          for_each = { x = 1, y = 0, z = 1 }
          name     = each.key
          launch_template { id = aws_launch_template.n[each.value].id }
        }
        resource "aws_autoscaling_group" "many_more" {
          for_each = { for place in range(9) : "g${place}" => place % 2 }
          name     = each.key
          launch_template { id = aws_launch_template.n[each.value].id }
        }
        resource "aws_autoscaling_group" "last" {
          for_each = { for key, size in local.sizes : key => size if key != "a.b" }
          name     = each.key
          launch_template { id = aws_launch_template.t[each.key].id }
        }
        "#,
        &[
            ("aws_autoscaling_group.dot", &["definition -> aws_launch_template.t[a.b]"]),
            ("aws_autoscaling_group.quote", &["definition -> aws_launch_template.t[c\"d]"]),
            ("aws_autoscaling_group.counted", &["definition -> aws_launch_template.n[1]"]),
            ("aws_autoscaling_group.same", &["definition -> aws_launch_template.same"]),
            ("aws_autoscaling_group.many", &["definition -> aws_launch_template.many"]),
            ("aws_launch_template.many", &["instance_type = ?it differs between the 9 elements of for_each"]),
            (
                "aws_autoscaling_group.open",
                &["definition -> aws_launch_template.t the instance of aws_launch_template.t{a.b:[a.b], c\"d:[c\"d]}"],
            ),
            ("aws_autoscaling_group.gone", &["definition -> ?there is no instance z of aws_launch_template.t"]),
            (
                "aws_autoscaling_group.either",
                &[
                    "definition -> aws_launch_template.n var.is_prod{true:[1], false: none}",
                    "definition -> aws_launch_template.t var.is_prod{true: none, false:[a.b]}",
                ],
            ),
            (
                "aws_autoscaling_group.some",
                &["definition -> aws_launch_template.n each.key of aws_autoscaling_group.some{a.b:[0], c\"d: none}"],
            ),
            (
                "aws_autoscaling_group.each",
                &["definition -> aws_launch_template.n each.key of aws_autoscaling_group.each{x:[1], y:[0], z:[1]}"],
            ),
            // More than are told apart: each has one of them, and together they have all.
            ("aws_autoscaling_group.many_more", &["definition -> aws_launch_template.n"]),
            ("aws_autoscaling_group.last", &["definition -> aws_launch_template.t[c\"d]"]),
        ],
    );
}

#[test]
fn what_calls_one_instance_calls_no_other() {
    says(
        r#"
        provider "aws" {}
        locals {
          functions = { one = 3, two = 30 }
        }
        resource "aws_lambda_function" "f" {
          for_each      = local.functions
          function_name = each.key
          timeout       = each.value
        }
        resource "aws_lambda_alias" "live" {
          for_each      = aws_lambda_function.f
          name          = "live"
          function_name = each.value.function_name
        }
        resource "aws_lambda_alias" "other_way_round" {
          for_each      = { one = "two", two = "one" }
          name          = each.key
          function_name = aws_lambda_function.f[each.value].function_name
        }
        resource "aws_lambda_function_url" "url" {
          function_name = aws_lambda_function.f["one"].arn
        }
        resource "aws_lambda_function_url" "alias" {
          function_name = aws_lambda_alias.live["two"].arn
        }
        resource "aws_lambda_provisioned_concurrency_config" "p" {
          function_name                     = aws_lambda_alias.other_way_round["two"].arn
          provisioned_concurrent_executions = 2
        }
        resource "aws_sqs_queue" "q" {
          for_each = local.functions
          name     = each.key
        }
        resource "aws_lambda_event_source_mapping" "m" {
          for_each         = aws_lambda_function.f
          function_name    = each.value.arn
          event_source_arn = aws_sqs_queue.q[each.key].arn
        }
        resource "aws_ecs_service" "s" {
          for_each = { web = 1, api = 2 }
          name     = each.key
          cluster  = "main"
        }
        resource "aws_appautoscaling_target" "t" {
          for_each           = aws_ecs_service.s
          service_namespace  = "ecs"
          scalable_dimension = "ecs:service:DesiredCount"
          resource_id        = "service/main/${each.value.name}"
          min_capacity       = each.key == "web" ? 2 : 1
          max_capacity       = 4
        }
        resource "aws_appautoscaling_scheduled_action" "web" {
          service_namespace  = "ecs"
          resource_id        = aws_appautoscaling_target.t["web"].resource_id
          schedule           = "cron(0 20 * * ? *)"
          scalable_target_action { max_capacity = 0 }
        }
        resource "aws_appautoscaling_scheduled_action" "api" {
          service_namespace  = "ecs"
          resource_id        = aws_appautoscaling_target.t["api"].resource_id
          schedule           = "cron(0 22 * * ? *)"
          scalable_target_action { max_capacity = 0 }
        }
        "#,
        &[
            ("aws_lambda_function_url.url", &["trigger -> aws_lambda_function.f[one]"]),
            ("aws_lambda_function_url.alias", &["trigger -> aws_lambda_function.f[two]"]),
            ("aws_lambda_provisioned_concurrency_config.p", &["configuration -> aws_lambda_function.f[one]"]),
            ("aws_lambda_event_source_mapping.m[\"one\"]", &["trigger -> aws_lambda_function.f[one]"]),
            ("aws_lambda_event_source_mapping.m[\"two\"]", &["trigger -> aws_lambda_function.f[two]"]),
            (
                "aws_lambda_function.f",
                &["data store -> aws_sqs_queue.q each.key of aws_lambda_function.f{one:[one], two:[two]}"],
            ),
            ("aws_appautoscaling_target.t[\"web\"]", &["scaler -> aws_ecs_service.s[web]", "lends scale_min = 2"]),
            ("aws_appautoscaling_target.t[\"api\"]", &["scaler -> aws_ecs_service.s[api]", "lends scale_min = 1"]),
            (
                "aws_appautoscaling_scheduled_action.web",
                &["scaler -> aws_ecs_service.s[web]", "lends scale_schedule = cron(0 20 * * ? *)"],
            ),
        ],
    );
}

#[test]
fn of_stores_each_key_is_one() {
    says(
        r#"
        provider "aws" {}
        locals {
          stores = { cards = "PCI", orders = "internal" }
        }
        resource "aws_s3_bucket" "b" {
          for_each = local.stores
          bucket   = each.key
          tags     = { DataClass = each.value }
        }
        resource "aws_efs_file_system" "fs" {
          for_each       = local.stores
          creation_token = each.key
        }
        resource "aws_efs_access_point" "ap" {
          for_each       = aws_efs_file_system.fs
          file_system_id = each.value.id
          tags           = { Name = each.key }
        }
        resource "aws_iam_role" "r" {
          for_each = local.stores
          name     = each.key
        }
        resource "aws_iam_policy" "p" {
          for_each = local.stores
          name     = each.key
          policy   = jsonencode({ Statement = { Effect = "Allow", Resource = aws_s3_bucket.b[each.key].arn } })
        }
        resource "aws_iam_role_policy_attachment" "a" {
          for_each   = aws_iam_policy.p
          role       = aws_iam_role.r[each.key].name
          policy_arn = each.value.arn
        }
        resource "aws_lambda_function" "one" {
          environment { variables = { BUCKET = aws_s3_bucket.b["orders"].id } }
          file_system_config { arn = aws_efs_access_point.ap["orders"].arn }
        }
        resource "aws_lambda_function" "two" {
          environment {
            variables = { FROM = aws_s3_bucket.b["orders"].id, TO = aws_s3_bucket.b["cards"].id }
          }
        }
        resource "aws_lambda_function" "by_role" {
          role = aws_iam_role.r["cards"].arn
        }
        resource "aws_lambda_function" "each" {
          for_each      = { x = "cards", y = "orders" }
          function_name = each.key
          role          = aws_iam_role.r[each.value].arn
        }
        resource "aws_lambda_function" "all" {
          environment { variables = { BUCKETS = join(",", values(aws_s3_bucket.b)[*].id) } }
        }
        "#,
        &[
            (
                "aws_efs_access_point.ap",
                &[
                    "data store -> aws_efs_file_system.fs each.key of aws_efs_access_point.ap{cards:[cards], orders:[orders]}",
                ],
            ),
            (
                "aws_lambda_function.one",
                &["data store -> aws_s3_bucket.b[orders]", "data store -> aws_efs_access_point.ap[orders]"],
            ),
            (
                "aws_lambda_function.two",
                &["data store -> aws_s3_bucket.b[orders]", "data store -> aws_s3_bucket.b[cards]"],
            ),
            (
                "aws_lambda_function.by_role",
                &["data store -> aws_s3_bucket.b[cards]", "!data store -> aws_s3_bucket.b[orders]"],
            ),
            (
                "aws_lambda_function.each",
                &["data store -> aws_s3_bucket.b each.key of aws_lambda_function.each{x:[cards], y:[orders]}"],
            ),
        ],
    );
}

#[test]
fn what_others_say_of_one_instance_is_of_no_other() {
    says(
        r#"
        provider "aws" {}
        locals {
          tasks = { web = "example.com/web:1", night = "example.com/night:1", hour = "example.com/hour:1" }
        }
        resource "aws_ecs_task_definition" "t" {
          for_each              = local.tasks
          family                = each.key
          container_definitions = jsonencode([{ name = each.key, image = each.value }])
        }
        resource "aws_cloudwatch_event_rule" "r" {
          for_each            = { night = "cron(0 1 * * ? *)", hour = "rate(1 hour)" }
          name                = each.key
          schedule_expression = each.value
        }
        resource "aws_cloudwatch_event_target" "e" {
          for_each = aws_cloudwatch_event_rule.r
          rule     = each.value.name
          arn      = "arn:aws:ecs:eu-west-1:111122223333:cluster/main"
          ecs_target {
            task_definition_arn = aws_ecs_task_definition.t[each.key].arn
            task_count          = each.key == "hour" ? 3 : 2
            launch_type         = each.key == "hour" ? "EC2" : "FARGATE"
          }
        }
        resource "aws_ecs_service" "web" {
          task_definition = aws_ecs_task_definition.t["web"].arn
        }
        resource "aws_lambda_function" "f" {
          for_each      = { auth = "a.zip", plain = "b.zip" }
          function_name = each.key
          filename      = each.value
        }
        resource "aws_cloudfront_distribution" "d" {
          default_cache_behavior {
            lambda_function_association {
              event_type = "viewer-request"
              lambda_arn = aws_lambda_function.f["auth"].qualified_arn
            }
          }
        }
        resource "google_pubsub_topic" "t" {
          for_each = toset(["a", "b"])
          name     = each.key
        }
        resource "google_cloudfunctions_function" "g" {
          for_each = { one = "a", two = "b", three = "a" }
          name     = each.key
          event_trigger {
            event_type = "google.pubsub.topic.publish"
            resource   = google_pubsub_topic.t[each.value].id
          }
        }
        resource "google_cloud_scheduler_job" "j" {
          schedule = "0 1 * * *"
          pubsub_target {
            topic_name = google_pubsub_topic.t["b"].id
          }
        }
        "#,
        &[
            (
                "aws_ecs_task_definition.t",
                &[
                    "workload aws-ecs",
                    "instances = each.key of aws_ecs_task_definition.t{web: 0, night: 2, hour: 3}",
                    "capacity_kind = each.key of aws_ecs_task_definition.t{web: absent, night: fargate, hour: nodes}",
                ],
            ),
            (
                "aws_cloudwatch_event_target.e[\"night\"]",
                &["trigger -> aws_ecs_task_definition.t[night]", "lends schedule = cron(0 1 * * ? *)"],
            ),
            ("aws_ecs_service.web", &["task definition -> aws_ecs_task_definition.t[web]"]),
            (
                "aws_lambda_function.f",
                &[
                    "edge = each.key of aws_lambda_function.f{auth: true, plain: absent}",
                    "edge_event = each.key of aws_lambda_function.f{auth: viewer-request, plain: absent}",
                ],
            ),
            (
                "google_cloud_scheduler_job.j",
                &[
                    "trigger -> google_cloudfunctions_function.g[two]",
                    "!trigger -> google_cloudfunctions_function.g[one]",
                ],
            ),
        ],
    );
}

#[test]
fn keys_hold_brackets() {
    says(
        r#"
        resource "aws_dynamodb_table" "t" {
          for_each = { "a[b]" = "pci", "c.d" = "none" }
          name     = "t-${each.key}"
          tags     = { DataClass = each.value }
        }
        resource "aws_lambda_function" "f" {
          for_each      = { "a[b]" = 20, "c.d" = 60 }
          function_name = "f-${each.key}"
          timeout       = each.value
        }
        resource "aws_lambda_event_source_mapping" "m" {
          for_each         = aws_lambda_function.f
          event_source_arn = aws_dynamodb_table.t[each.key].stream_arn
          function_name    = each.value.arn
        }
        variable "is_prod" {}
        resource "aws_instance" "off" {
          count = var.is_prod ? 0 : "0"
        }
        "#,
        &[(
            "aws_lambda_function.f",
            &["data store -> aws_dynamodb_table.t each.key of aws_lambda_function.f{a[b]:[a[b]], c.d:[c.d]}"],
        )],
    );
}
