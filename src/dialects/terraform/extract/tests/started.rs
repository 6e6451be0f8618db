//! What starts and stops workloads by a way round, and what is switched off.

use super::says;

#[test]
fn what_is_switched_off_starts_nothing() {
    says(
        r#"
        provider "aws" {}
        resource "aws_lambda_function" "f" {}
        resource "aws_cloudwatch_event_rule" "off" {
          schedule_expression = "rate(5 minutes)"
          state               = "DISABLED"
        }
        resource "aws_cloudwatch_event_target" "off" {
          rule = aws_cloudwatch_event_rule.off.name
          arn  = aws_lambda_function.f.arn
        }
        resource "aws_scheduler_schedule" "off" {
          schedule_expression = "rate(5 minutes)"
          state               = "DISABLED"
          target {
            arn = aws_lambda_function.f.arn
          }
        }
        resource "aws_lambda_event_source_mapping" "off" {
          enabled          = false
          event_source_arn = "arn:aws:sqs:eu-west-1:111122223333:q"
          function_name    = aws_lambda_function.f.arn
        }
        resource "aws_cognito_user_pool" "users" {
          lambda_config {
            pre_sign_up = aws_lambda_function.f.arn
          }
        }
        "#,
        &[
            ("aws_cloudwatch_event_target.off", &["!trigger", "!lends"]),
            ("aws_scheduler_schedule.off", &["!trigger", "!lends"]),
            ("aws_lambda_event_source_mapping.off", &["!trigger", "!lends"]),
            (
                "aws_cognito_user_pool.users",
                &[
                    "trigger -> aws_lambda_function.f",
                    "lends triggers = [{kind: direct, name: aws_cognito_user_pool.users, sync: true}]",
                ],
            ),
        ],
    );
}

#[test]
fn a_job_starts_what_listens_to_its_topic_and_a_policy_stops_its_machines() {
    says(
        r#"
        provider "google" {}
        resource "google_pubsub_topic" "nightly" {
          name = "nightly"
        }
        resource "google_cloud_scheduler_job" "nightly" {
          schedule = "0 2 * * *"
          pubsub_target {
            topic_name = google_pubsub_topic.nightly.id
          }
        }
        resource "google_cloudfunctions2_function" "report" {
          event_trigger {
            event_type   = "google.cloud.pubsub.topic.v1.messagePublished"
            pubsub_topic = google_pubsub_topic.nightly.id
          }
        }
        resource "google_compute_resource_policy" "hours" {
          instance_schedule_policy {
            vm_stop_schedule {
              schedule = "0 20 * * *"
            }
          }
        }
        resource "google_compute_instance" "desk" {
          resource_policies = [google_compute_resource_policy.hours.id]
        }
        "#,
        &[
            (
                "google_cloud_scheduler_job.nightly",
                &["trigger -> google_cloudfunctions2_function.report", "lends schedule = 0 2 * * *"],
            ),
            ("google_compute_instance.desk", &["scale_to_zero_schedule = true", "scale_schedule = 0 20 * * *"]),
        ],
    );
}

#[test]
fn a_machine_that_is_shut_down_daily_is_scaled_to_none() {
    says(
        r#"
        provider "azurerm" {}
        resource "azurerm_linux_virtual_machine" "desk" {}
        resource "azurerm_dev_test_global_vm_shutdown_schedule" "desk" {
          virtual_machine_id    = azurerm_linux_virtual_machine.desk.id
          daily_recurrence_time = "1900"
        }
        "#,
        &[(
            "azurerm_dev_test_global_vm_shutdown_schedule.desk",
            &["scaler -> azurerm_linux_virtual_machine.desk", "lends scale_to_zero_schedule = true"],
        )],
    );
}
