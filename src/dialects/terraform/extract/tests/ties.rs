//! What ties resources in ways round: several callers, switches, schedules that stop, instances of one block.

use super::says;

#[test]
fn what_calls_functions_besides_apis() {
    says(
        r#"
        provider "aws" {}
        resource "aws_lambda_function" "f" {}
        resource "aws_lambda_function" "g" {
          function_name = "g"
        }
        resource "aws_apigatewayv2_authorizer" "a" {
          authorizer_uri = aws_lambda_function.f.invoke_arn
        }
        resource "aws_lambda_permission" "a" {
          function_name = aws_lambda_function.f.function_name
          principal     = "apigateway.amazonaws.com"
        }
        resource "aws_lambda_permission" "elsewhere" {
          function_name = aws_lambda_function.g.function_name
          principal     = "apigateway.amazonaws.com"
          source_arn    = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/authorizers/x"
        }
        resource "aws_appsync_datasource" "d" {
          lambda_config {
            function_arn = aws_lambda_function.f.arn
          }
        }
        resource "aws_iot_topic_rule" "r" {
          enabled = true
          lambda {
            function_arn = aws_lambda_function.f.arn
          }
        }
        resource "aws_iot_topic_rule" "off" {
          enabled = false
          lambda {
            function_arn = aws_lambda_function.f.arn
          }
        }
        resource "aws_kinesis_firehose_delivery_stream" "s" {
          extended_s3_configuration {
            processing_configuration {
              enabled = true
              processors {
                type = "Lambda"
                parameters {
                  parameter_name  = "LambdaArn"
                  parameter_value = "${aws_lambda_function.f.arn}:$LATEST"
                }
              }
            }
          }
        }
        resource "aws_sfn_state_machine" "m" {
          definition = jsonencode({
            States = {
              A = { Type = "Task", Resource = aws_lambda_function.f.arn }
              B = { Type = "Task", Resource = "arn:aws:states:::lambda:invoke", Parameters = { FunctionName = aws_lambda_function.g.arn } }
              C = { Type = "Task", Resource = "arn:aws:lambda:eu-west-1:111122223333:function:h" }
            }
          })
        }
        resource "aws_cloudwatch_event_rule" "nightly" {
          schedule_expression = "cron(0 2 * * ? *)"
        }
        resource "aws_cloudwatch_event_target" "nightly" {
          rule = aws_cloudwatch_event_rule.nightly.name
          arn  = aws_sfn_state_machine.m.arn
        }
        "#,
        &[
            (
                "aws_apigatewayv2_authorizer.a",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends triggers = [{kind: direct, name: aws_apigatewayv2_authorizer.a, sync: true}]",
                ],
            ),
            ("aws_lambda_permission.a", &["trigger -> aws_lambda_function.f", "!lends"]),
            (
                "aws_lambda_permission.elsewhere",
                &["lends triggers = [{kind: direct, name: aws_lambda_permission.elsewhere, sync: true}]"],
            ),
            (
                "aws_appsync_datasource.d",
                &["lends triggers = [{kind: http, name: aws_appsync_datasource.d, sync: true}]"],
            ),
            ("aws_iot_topic_rule.r", &["lends triggers = [{kind: event, name: aws_iot_topic_rule.r, sync: false}]"]),
            ("aws_iot_topic_rule.off", &["!trigger", "!lends"]),
            (
                "aws_kinesis_firehose_delivery_stream.s",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends triggers = [{kind: stream, name: aws_kinesis_firehose_delivery_stream.s, sync: false}]",
                ],
            ),
            (
                "aws_sfn_state_machine.m",
                &[
                    "trigger -> aws_lambda_function.f",
                    "trigger -> aws_lambda_function.g",
                    "lends triggers = [{kind: direct, name: aws_sfn_state_machine.m, sync: true}]",
                ],
            ),
            (
                "aws_cloudwatch_event_target.nightly",
                &["trigger -> aws_sfn_state_machine.m", "lends schedule = cron(0 2 * * ? *)"],
            ),
        ],
    );
}

#[test]
fn a_switch_that_is_open_leaves_open_what_it_switches() {
    says(
        r#"
        provider "aws" {}
        variable "on" {}
        variable "state" {}
        resource "aws_lambda_function" "f" {}
        resource "aws_scheduler_schedule" "s" {
          schedule_expression = "rate(5 minutes)"
          state               = var.on ? "ENABLED" : "DISABLED"
          target {
            arn = aws_lambda_function.f.arn
          }
        }
        resource "aws_lambda_event_source_mapping" "q" {
          enabled          = var.state
          event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:q"
          function_name    = aws_lambda_function.f.arn
        }
        "#,
        &[
            (
                "aws_scheduler_schedule.s",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends schedule = var.on{true: rate(5 minutes), false: absent}",
                    "lends triggers = var.on{true: [{kind: schedule, name: aws_scheduler_schedule.s, \
                     schedule: rate(5 minutes), sync: false}], false: absent}",
                ],
            ),
            ("aws_lambda_event_source_mapping.q", &["lends triggers = ?var.state has no value here"]),
        ],
    );
}

#[test]
fn a_schedule_that_calls_the_cloud_stops_what_it_names() {
    says(
        r#"
        provider "aws" {}
        resource "aws_instance" "desk" {}
        resource "aws_ecs_service" "web" {
          name = "web"
        }
        resource "aws_autoscaling_group" "workers" {
          name = "workers"
        }
        resource "aws_scheduler_schedule" "stop" {
          schedule_expression = "cron(0 20 ? * MON-FRI *)"
          target {
            arn   = "arn:aws:scheduler:::aws-sdk:ec2:stopInstances"
            input = jsonencode({ InstanceIds = [aws_instance.desk.id] })
          }
        }
        resource "aws_scheduler_schedule" "start" {
          schedule_expression = "cron(0 7 ? * MON-FRI *)"
          target {
            arn   = "arn:aws:scheduler:::aws-sdk:ec2:startInstances"
            input = jsonencode({ InstanceIds = [aws_instance.desk.id] })
          }
        }
        resource "aws_scheduler_schedule" "down" {
          schedule_expression = "cron(0 20 * * ? *)"
          target {
            arn   = "arn:aws:scheduler:::aws-sdk:ecs:updateService"
            input = jsonencode({ Cluster = "c", Service = aws_ecs_service.web.name, DesiredCount = 0 })
          }
        }
        resource "aws_scheduler_schedule" "once" {
          schedule_expression = "at(2026-12-24T20:00:00)"
          target {
            arn   = "arn:aws:scheduler:::aws-sdk:ec2:stopInstances"
            input = jsonencode({ InstanceIds = [aws_instance.desk.id] })
          }
        }
        resource "aws_autoscaling_schedule" "low" {
          autoscaling_group_name = aws_autoscaling_group.workers.name
          recurrence             = "0 20 * * *"
          min_size               = 0
          max_size               = 10
          desired_capacity       = 5
        }
        "#,
        &[
            ("aws_scheduler_schedule.stop", &["scaler -> aws_instance.desk", "lends scale_to_zero_schedule = true"]),
            ("aws_scheduler_schedule.start", &["scaler -> aws_instance.desk", "!lends scale_to_zero_schedule"]),
            ("aws_scheduler_schedule.down", &["scaler -> aws_ecs_service.web", "lends scale_to_zero_schedule = true"]),
            ("aws_scheduler_schedule.once", &["!lends"]),
            ("aws_autoscaling_schedule.low", &["lends scale_schedule = 0 20 * * *", "!lends scale_to_zero_schedule"]),
        ],
    );
}

#[test]
fn instances_that_belong_to_different_ones_are_told_apart() {
    says(
        r#"
        provider "aws" {}
        resource "aws_lambda_function" "report" {}
        resource "aws_lambda_function" "clean" {}
        locals {
          jobs = {
            report = { arn = aws_lambda_function.report.arn, at = "rate(1 day)" }
            clean  = { arn = aws_lambda_function.clean.arn, at = "rate(1 hour)" }
          }
        }
        resource "aws_cloudwatch_event_rule" "job" {
          for_each            = local.jobs
          name                = "job-${each.key}"
          schedule_expression = each.value.at
        }
        resource "aws_cloudwatch_event_target" "job" {
          for_each = local.jobs
          rule     = aws_cloudwatch_event_rule.job[each.key].name
          arn      = each.value.arn
        }
        resource "aws_lambda_permission" "same" {
          for_each      = local.jobs
          principal     = "s3.amazonaws.com"
          function_name = aws_lambda_function.clean.function_name
          source_arn    = each.value.at
        }
        "#,
        &[
            (
                "aws_cloudwatch_event_target.job[\"report\"]",
                &["trigger -> aws_lambda_function.report", "lends schedule = rate(1 day)"],
            ),
            (
                "aws_cloudwatch_event_target.job[\"clean\"]",
                &["trigger -> aws_lambda_function.clean", "lends schedule = rate(1 hour)"],
            ),
            ("aws_lambda_permission.same", &["trigger -> aws_lambda_function.clean"]),
        ],
    );
}

#[test]
fn a_target_group_may_stand_behind_two_balancers() {
    says(
        r#"
        provider "aws" {}
        resource "aws_lb" "public" {
          name = "public"
        }
        resource "aws_lb" "inner" {
          name = "inner"
        }
        resource "aws_lb_target_group" "web" {}
        resource "aws_lb_listener" "public" {
          load_balancer_arn = aws_lb.public.arn
          default_action {
            target_group_arn = aws_lb_target_group.web.arn
          }
        }
        resource "aws_lb_listener" "inner" {
          load_balancer_arn = aws_lb.inner.arn
          default_action {
            target_group_arn = aws_lb_target_group.web.arn
          }
        }
        resource "aws_autoscaling_group" "web" {
          target_group_arns = [aws_lb_target_group.web.arn]
        }
        "#,
        &[("aws_autoscaling_group.web", &["routes = [public, inner]"])],
    );
}

#[test]
fn schedules_of_google_and_of_container_apps() {
    says(
        r#"
        provider "google" {}
        resource "google_compute_instance_group_manager" "web" {
          name = "web"
        }
        resource "google_compute_autoscaler" "web" {
          target = google_compute_instance_group_manager.web.id
          autoscaling_policy {
            min_replicas = 1
            max_replicas = 9
            scaling_schedules {
              name     = "day"
              schedule = "0 8 * * 1-5"
            }
            scaling_schedules {
              name     = "sale"
              schedule = "0 0 * * 6"
            }
            scaling_schedules {
              name     = "old"
              disabled = true
              schedule = "0 1 * * 6"
            }
          }
        }
        resource "google_compute_instance" "desk" {
          name = "desk"
        }
        resource "google_cloud_scheduler_job" "stop" {
          schedule = "0 20 * * *"
          http_target {
            uri = "https://compute.googleapis.com/compute/v1/${google_compute_instance.desk.id}/stop"
          }
        }
        resource "azurerm_container_app" "api" {
          template {
            min_replicas = 0
            custom_scale_rule {
              name             = "day"
              custom_rule_type = "cron"
              metadata         = { timezone = "Europe/Berlin", start = "0 8 * * 1-5", end = "0 18 * * 1-5", desiredReplicas = "2" }
            }
          }
        }
        resource "azurerm_container_app" "worker" {
          template {
            custom_scale_rule {
              name             = "bus"
              custom_rule_type = "azure-servicebus"
              metadata         = { queueName = "orders" }
            }
          }
        }
        resource "azurerm_kubernetes_cluster" "main" {
          default_node_pool {
            name        = "system"
            vm_size     = "Standard_D2s_v5"
            node_labels = { tier = "system" }
          }
        }
        "#,
        &[
            ("google_compute_autoscaler.web", &["lends scale_schedule = 0 8 * * 1-5; 0 0 * * 6"]),
            (
                "google_cloud_scheduler_job.stop",
                &["scaler -> google_compute_instance.desk", "lends scale_to_zero_schedule = true"],
            ),
            (
                "azurerm_container_app.api",
                &[
                    "scale_schedule = 0 8 * * 1-5 to 0 18 * * 1-5",
                    "scale_to_zero_schedule = true",
                    "triggers = [{kind: schedule, schedule: 0 8 * * 1-5 to 0 18 * * 1-5, sync: false}]",
                ],
            ),
            (
                "azurerm_container_app.worker",
                &["triggers = [{kind: queue, name: orders, sync: false}]", "!scale_schedule"],
            ),
            ("azurerm_kubernetes_cluster.main", &["instance_type = Standard_D2s_v5"]),
        ],
    );
}
