//! The seven cases that decide whether the model is right.

use super::{resources, says};
use crate::model::resource::Role;

#[test]
fn a_function_on_a_capacity_provider() {
    says(
        r#"
        provider "aws" {}
        resource "aws_lambda_capacity_provider" "main" {
          name = "pool"
        }
        resource "aws_lambda_function" "f" {
          function_name = "f"
          memory_size   = 2048
          capacity_provider_config {
            lambda_managed_instances_capacity_provider_config {
              capacity_provider_arn                     = aws_lambda_capacity_provider.main.arn
              per_execution_environment_max_concurrency = 10
            }
          }
        }
        "#,
        &[(
            "aws_lambda_function.f",
            &[
                "workload aws-lambda",
                "capacity_provider = pool",
                "concurrency = 10",
                "capacity -> aws_lambda_capacity_provider.main",
                "timeout = 3~",
                "memory = 2147483648",
            ],
        )],
    );
}

#[test]
fn a_service_that_inherits_its_clusters_default_provider() {
    says(
        r#"
        provider "aws" {}
        resource "aws_ecs_cluster" "main" {
          name = "main"
        }
        resource "aws_ecs_cluster_capacity_providers" "main" {
          cluster_name       = aws_ecs_cluster.main.name
          capacity_providers = ["FARGATE", "FARGATE_SPOT"]
          default_capacity_provider_strategy {
            capacity_provider = "FARGATE_SPOT"
            weight            = 3
          }
          default_capacity_provider_strategy {
            capacity_provider = "FARGATE"
            weight            = 1
            base              = 2
          }
        }
        resource "aws_ecs_task_definition" "app" {
          family                = "app"
          container_definitions = jsonencode([{ name = "app", image = "nginx" }])
        }
        resource "aws_ecs_service" "app" {
          name            = "app"
          cluster         = aws_ecs_cluster.main.id
          task_definition = aws_ecs_task_definition.app.arn
          desired_count   = 2
        }
        "#,
        &[
            (
                "aws_ecs_service.app",
                &[
                    "workload aws-ecs",
                    "!capacity_kind",
                    "!capacity_type",
                    "task definition -> aws_ecs_task_definition.app",
                    "capacity -> aws_ecs_cluster.main",
                    "instances = 2",
                ],
            ),
            (
                "aws_ecs_cluster.main",
                &[
                    "capacity -",
                    "lends capacity_kind = fargate",
                    "lends capacity_type = mixed",
                    "lends on_demand_base = 2",
                    "lends on_demand_percentage = 25",
                    "lends capacity_provider = FARGATE_SPOT, FARGATE",
                ],
            ),
            ("aws_ecs_task_definition.app", &["definition aws-ecs", "lends containers = [{image: nginx, name: app}]"]),
        ],
    );
}

#[test]
fn a_pod_that_a_fargate_profile_takes() {
    says(
        r#"
        provider "aws" {}
        variable "team" {}
        resource "aws_eks_fargate_profile" "jobs" {
          cluster_name         = "main"
          fargate_profile_name = "jobs-profile"
          selector {
            namespace = "jobs"
            labels    = { run = "fargate" }
          }
          selector {
            namespace = "batch-*"
          }
          selector {
            namespace = var.team
          }
        }
        "#,
        &[(
            "aws_eks_fargate_profile.jobs",
            &[
                "companion -",
                "lends capacity_kind = fargate",
                "lends capacity_profile = jobs-profile",
                "profile -> selected jobs [(\"run\", \"fargate\")]",
                "profile -> ?its selector holds a pattern",
                "profile -> ?var.team has no value here",
            ],
        )],
    );
}

#[test]
fn a_resources_block_turns_idle_billing_on() {
    let service = |resources: &str| {
        format!(
            r#"
            provider "google" {{}}
            variable "idle" {{}}
            resource "google_cloud_run_v2_service" "s" {{
              name = "s"
              template {{
                containers {{
                  image = "app"
                  {resources}
                }}
              }}
            }}
            "#
        )
    };
    let cases: [(&str, super::Says); 4] = [
        ("", &[("google_cloud_run_v2_service.s", &["cpu_idle = true~", "scale_min = 0~", "memory = 536870912~"])]),
        (
            "resources {\n limits = { memory = \"1Gi\" }\n }",
            &[("google_cloud_run_v2_service.s", &["cpu_idle = false~", "memory = 1073741824"])],
        ),
        ("resources {\n cpu_idle = true\n }", &[("google_cloud_run_v2_service.s", &["cpu_idle = true"])]),
        (
            "resources {\n cpu_idle = var.idle ? true : null\n }",
            &[("google_cloud_run_v2_service.s", &["cpu_idle = var.idle{true: true, false: false~}"])],
        ),
    ];
    for (resources, expected) in cases {
        says(&service(resources), expected);
    }
}

#[test]
fn a_function_app_whose_plan_is_another_resource() {
    says(
        r#"
        provider "azurerm" {}
        resource "azurerm_service_plan" "p" {
          name     = "p"
          os_type  = "Linux"
          sku_name = "EP1"
        }
        resource "azurerm_linux_function_app" "f" {
          name            = "f"
          service_plan_id = azurerm_service_plan.p.id
          site_config {
            application_stack {
              python_version = "3.12"
            }
          }
        }
        "#,
        &[
            ("azurerm_service_plan.p", &["capacity -", "lends plan_sku = EP1"]),
            (
                "azurerm_linux_function_app.f",
                &[
                    "workload azure-functions",
                    "capacity -> azurerm_service_plan.p",
                    "!plan_sku",
                    "runtime = python 3.12",
                ],
            ),
        ],
    );
}

#[test]
fn a_pod_whose_runtime_class_leads_to_kata() {
    says(
        r#"
        provider "kubernetes" {}
        resource "kubernetes_runtime_class_v1" "kata" {
          metadata {
            name = "sandboxed"
          }
          handler = "kata-qemu"
        }
        resource "kubernetes_deployment" "runner" {
          metadata {
            name = "runner"
          }
          spec {
            replicas = 2
            template {
              metadata {
                labels = { app_name = "runner" }
              }
              spec {
                runtime_class_name = kubernetes_runtime_class_v1.kata.metadata[0].name
                container {
                  name  = "runner"
                  image = "runner:1"
                }
              }
            }
          }
        }
        "#,
        &[
            (
                "kubernetes_runtime_class_v1.kata",
                &["companion -", "lends runtime_handler = kata-qemu", "lends sandbox = kata"],
            ),
            (
                "kubernetes_deployment.runner",
                &[
                    "workload kubernetes-pod",
                    "instances = 2",
                    "runtime_class = sandboxed",
                    "runtime class -> named sandboxed",
                    "label app_name=runner",
                    "containers = [{image: runner:1, name: runner}]",
                ],
            ),
        ],
    );
}

#[test]
fn an_instance_whose_template_asks_for_spot() {
    says(
        r#"
        provider "aws" {}
        resource "aws_launch_template" "spot" {
          name          = "spot"
          instance_type = "g5.xlarge"
          instance_market_options {
            market_type = "spot"
          }
        }
        resource "aws_instance" "worker" {
          launch_template {
            id = aws_launch_template.spot.id
          }
        }
        "#,
        &[
            (
                "aws_launch_template.spot",
                &[
                    "definition aws-ec2",
                    "lends capacity_type = spot",
                    "lends tenancy = default~",
                    "lends gpus = ?>=1 how many accelerators g5.xlarge has is not written here",
                ],
            ),
            (
                "aws_instance.worker",
                &["workload aws-ec2", "!capacity_type", "!tenancy", "definition -> aws_launch_template.spot"],
            ),
        ],
    );
}

#[test]
fn a_librarys_default_number_says_nothing_of_its_callers() {
    let text = "variable \"on\" { default = false }\n\
                resource \"aws_instance\" \"a\" { count = var.on ? 1 : 0 }\n\
                resource \"aws_instance\" \"b\" { count = 0 }\n";
    let roles = |text: &str| resources(text).iter().map(|resource| resource.role).collect::<Vec<_>>();
    assert_eq!(roles(text), [Role::Definition, Role::Disabled]);
    assert_eq!(roles(&format!("provider \"aws\" {{}}\n{text}")), [Role::Disabled, Role::Disabled]);
}
