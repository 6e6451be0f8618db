//! Which stores of data a workload refers to, and which references are of something else.

use super::says;

#[test]
fn a_workload_is_tied_to_the_stores_that_it_is_given() {
    says(
        r#"
        provider "aws" {}
        resource "aws_rds_cluster" "main" {}
        resource "aws_rds_cluster_instance" "main" {
          cluster_identifier = aws_rds_cluster.main.id
        }
        resource "aws_dynamodb_table" "a" {
          name = "a"
        }
        resource "aws_s3_bucket" "code" {}
        resource "aws_s3_bucket" "access" {}
        resource "aws_ecs_task_definition" "app" {
          family = "app"
          container_definitions = jsonencode([{
            name  = "app"
            image = "nginx"
            environment = [
              { name = "DATABASE_URL", value = "postgres://${aws_rds_cluster_instance.main.endpoint}/${aws_dynamodb_table.a.name}" },
            ]
          }])
        }
        resource "aws_lambda_function" "f" {
          s3_bucket  = aws_s3_bucket.code.id
          depends_on = [aws_dynamodb_table.a]
          environment {
            variables = { ACCESS_LOGS = aws_s3_bucket.access.id }
          }
        }
        "#,
        &[
            ("aws_rds_cluster_instance.main", &["companion -", "data store -> aws_rds_cluster.main"]),
            (
                "aws_ecs_task_definition.app",
                &["data store -> aws_rds_cluster_instance.main", "data store -> aws_dynamodb_table.a"],
            ),
            ("aws_lambda_function.f", &["!data store"]),
        ],
    );
}

#[test]
fn a_role_reaches_what_its_policies_allow() {
    says(
        r#"
        provider "aws" {}
        resource "aws_s3_bucket" "in" {}
        resource "aws_s3_bucket" "out" {}
        resource "aws_s3_bucket" "denied" {}
        resource "aws_iam_role" "own" {
          inline_policy {
            policy = jsonencode({ Statement = { Effect = "Allow", Resource = aws_s3_bucket.in.arn } })
          }
        }
        resource "aws_iam_role_policy" "own" {
          role = aws_iam_role.own.name
          policy = jsonencode({
            Statement = [
              { Effect = "Allow", Resource = ["${aws_s3_bucket.out.arn}/*"] },
              { Effect = "Deny", Resource = aws_s3_bucket.denied.arn },
            ]
          })
        }
        resource "aws_iam_instance_profile" "own" {
          role = aws_iam_role.own.name
        }
        resource "aws_instance" "web" {
          iam_instance_profile = aws_iam_instance_profile.own.name
        }
        resource "aws_lambda_function" "f" {
          role = aws_iam_role.own.arn
        }
        resource "aws_ecs_task_definition" "t" {
          family             = "t"
          execution_role_arn = aws_iam_role.own.arn
        }
        "#,
        &[
            (
                "aws_instance.web",
                &[
                    "data store -> aws_s3_bucket.in",
                    "data store -> aws_s3_bucket.out",
                    "!data store -> aws_s3_bucket.denied",
                ],
            ),
            ("aws_lambda_function.f", &["data store -> aws_s3_bucket.in", "data store -> aws_s3_bucket.out"]),
            ("aws_ecs_task_definition.t", &["!data store"]),
        ],
    );
}

#[test]
fn an_account_reaches_what_it_is_a_member_of() {
    says(
        r#"
        provider "google" {}
        resource "google_service_account" "score" {
          account_id = "score"
        }
        resource "google_service_account" "other" {
          account_id = "other"
        }
        resource "google_bigquery_dataset" "patients" {
          dataset_id = "patients"
        }
        resource "google_storage_bucket" "models" {}
        resource "google_storage_bucket" "private" {}
        resource "google_bigquery_dataset_iam_member" "score" {
          dataset_id = google_bigquery_dataset.patients.dataset_id
          member     = "serviceAccount:${google_service_account.score.email}"
        }
        resource "google_storage_bucket_iam_binding" "models" {
          bucket  = google_storage_bucket.models.name
          members = [google_service_account.other.member, google_service_account.score.member]
        }
        resource "google_storage_bucket_iam_member" "private" {
          bucket = google_storage_bucket.private.name
          member = "serviceAccount:${google_service_account.other.email}"
        }
        resource "google_cloud_run_v2_service" "score" {
          name = "score"
          template {
            service_account = google_service_account.score.email
          }
        }
        "#,
        &[(
            "google_cloud_run_v2_service.score",
            &[
                "data store -> google_bigquery_dataset.patients",
                "data store -> google_storage_bucket.models",
                "!data store -> google_storage_bucket.private",
            ],
        )],
    );
}

#[test]
fn a_policy_is_attached_to_several_roles_at_once() {
    says(
        r#"
        provider "aws" {}
        resource "aws_s3_bucket" "in" {}
        resource "aws_iam_role" "own" {}
        resource "aws_iam_role" "other" {}
        resource "aws_iam_policy" "read" {
          policy = jsonencode({ Statement = { Effect = "Allow", Resource = aws_s3_bucket.in.arn } })
        }
        resource "aws_iam_policy_attachment" "read" {
          policy_arn = aws_iam_policy.read.arn
          roles      = [aws_iam_role.other.name, aws_iam_role.own.name]
        }
        resource "aws_lambda_function" "f" {
          role = aws_iam_role.own.arn
        }
        "#,
        &[("aws_lambda_function.f", &["data store -> aws_s3_bucket.in"])],
    );
}

#[test]
fn what_is_brought_to_a_workload_it_handles() {
    says(
        r#"
        provider "aws" {}
        resource "aws_sqs_queue" "q" {}
        resource "aws_s3_bucket" "b" {}
        resource "aws_ebs_volume" "v" {}
        resource "aws_lambda_function" "f" {}
        resource "aws_lambda_event_source_mapping" "f" {
          event_source_arn = aws_sqs_queue.q.arn
          function_name    = aws_lambda_function.f.arn
        }
        resource "aws_s3_bucket_notification" "b" {
          bucket = aws_s3_bucket.b.id
          lambda_function {
            lambda_function_arn = aws_lambda_function.f.arn
          }
        }
        resource "aws_instance" "db" {}
        resource "aws_volume_attachment" "v" {
          instance_id = aws_instance.db.id
          volume_id   = aws_ebs_volume.v.id
        }
        "#,
        &[
            ("aws_lambda_function.f", &["data store -> aws_sqs_queue.q", "data store -> aws_s3_bucket.b"]),
            ("aws_instance.db", &["data store -> aws_ebs_volume.v"]),
        ],
    );
}
