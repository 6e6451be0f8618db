//! Lambda functions and what starts them.

use super::says;

#[test]
fn functions_and_what_starts_them() {
    says(
        r#"
        provider "aws" {}
        variable "queue" {}
        resource "aws_lambda_function" "f" {
          function_name                  = "ingest"
          timeout                        = 900
          package_type                   = "Image"
          reserved_concurrent_executions = -1
          snap_start {
            apply_on = "PublishedVersions"
          }
          durable_config {
            execution_timeout = 86400
          }
          tenancy_config {
            tenant_isolation_mode = "PER_TENANT"
          }
        }
        resource "aws_lambda_alias" "live" {
          name             = "live"
          function_name    = aws_lambda_function.f.function_name
          function_version = "1"
        }
        resource "aws_lambda_event_source_mapping" "q" {
          event_source_arn = aws_sqs_queue.q.arn
          function_name    = aws_lambda_alias.live.arn
        }
        resource "aws_sqs_queue" "q" {}
        resource "aws_lambda_event_source_mapping" "other" {
          event_source_arn = var.queue
          function_name    = "ingest"
        }
        resource "aws_apigatewayv2_api" "ws" {
          name          = "ws"
          protocol_type = "WEBSOCKET"
        }
        resource "aws_apigatewayv2_integration" "ws" {
          api_id           = aws_apigatewayv2_api.ws.id
          integration_type = "AWS_PROXY"
          integration_uri  = aws_lambda_function.f.invoke_arn
        }
        resource "aws_scheduler_schedule" "s" {
          schedule_expression = "rate(5 minutes)"
          flexible_time_window {
            mode = "OFF"
          }
          target {
            arn      = aws_lambda_function.f.arn
            role_arn = "r"
          }
        }
        resource "aws_cloudwatch_event_rule" "e" {
          event_pattern = "{}"
        }
        resource "aws_cloudwatch_event_target" "e" {
          rule = aws_cloudwatch_event_rule.e.name
          arn  = aws_lambda_function.f.arn
        }
        resource "aws_cloudwatch_event_target" "topic" {
          rule = aws_cloudwatch_event_rule.e.name
          arn  = aws_sqs_queue.q.arn
        }
        resource "aws_lambda_function" "edge" {
          function_name = "edge"
        }
        resource "aws_lambda_function" "origin" {
          function_name = "origin"
        }
        resource "aws_apigatewayv2_api" "quick" {
          name          = "quick"
          protocol_type = "HTTP"
          target        = aws_lambda_function.f.arn
        }
        resource "aws_cloudfront_distribution" "cdn" {
          default_cache_behavior {
            lambda_function_association {
              event_type = "viewer-request"
              lambda_arn = aws_lambda_function.edge.qualified_arn
            }
            lambda_function_association {
              event_type = "origin-response"
              lambda_arn = aws_lambda_function.origin.qualified_arn
            }
          }
        }
        "#,
        &[
            (
                "aws_lambda_function.f",
                &[
                    "timeout = 900",
                    "package = image",
                    "reserved_concurrency = absent",
                    "snap_start = true",
                    "durable = true",
                    "durable_timeout = 86400",
                    "tenant_isolation = true",
                    "!capacity_provider",
                ],
            ),
            (
                "aws_lambda_event_source_mapping.q",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends triggers = [{kind: queue, name: aws_lambda_event_source_mapping.q, sync: false}]",
                ],
            ),
            (
                "aws_lambda_event_source_mapping.other",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends triggers = [{kind: ?var.queue has no value here, \
                     name: aws_lambda_event_source_mapping.other, sync: false}]",
                ],
            ),
            (
                "aws_apigatewayv2_integration.ws",
                &["lends triggers = [{door: websocket-api, kind: websocket, name: aws_apigatewayv2_integration.ws, \
                     sync: true}]"],
            ),
            ("aws_scheduler_schedule.s", &["trigger -> aws_lambda_function.f", "lends schedule = rate(5 minutes)"]),
            (
                "aws_cloudwatch_event_target.e",
                &["lends triggers = [{kind: event, name: aws_cloudwatch_event_target.e, sync: false}]"],
            ),
            ("aws_cloudwatch_event_target.topic", &["!trigger", "!lends"]),
            ("aws_lambda_function.edge", &["edge = true", "edge_event = viewer-request", "!instances"]),
            ("aws_lambda_function.origin", &["edge = true", "edge_event = origin-response"]),
            (
                "aws_apigatewayv2_api.quick",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends triggers = [{door: http-api, kind: http, name: aws_apigatewayv2_api.quick, sync: true}]",
                ],
            ),
        ],
    );
}
