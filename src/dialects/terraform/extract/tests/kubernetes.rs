//! Kubernetes objects in Terraform.

use super::says;

#[test]
fn blocks_become_objects() {
    says(
        r#"
        provider "kubernetes" {}
        variable "image" {}
        resource "kubernetes_namespace" "shop" {
          metadata {
            name   = "shop"
            labels = { "data-class" = "pci" }
          }
        }
        resource "kubernetes_stateful_set_v1" "db" {
          metadata {
            name      = "db"
            namespace = kubernetes_namespace.shop.metadata[0].name
          }
          spec {
            service_name = "db"
            replicas     = 3
            selector {
              match_labels = { app = "db" }
            }
            template {
              metadata {
                labels = { app = "db" }
              }
              spec {
                host_network  = true
                node_selector = { "cloud.google.com/gke-spot" = "true" }
                container {
                  name  = "db"
                  image = var.image
                  port {
                    container_port = 5432
                  }
                  security_context {
                    privileged = true
                  }
                  resources {
                    requests = { memory = "1Gi", "nvidia.com/gpu" = "1" }
                  }
                  volume_mount {
                    name       = "scratch"
                    mount_path = "/tmp"
                  }
                }
                volume {
                  name = "scratch"
                  empty_dir {}
                }
              }
            }
            volume_claim_template {
              metadata {
                name = "data"
              }
              spec {
                access_modes = ["ReadWriteOnce"]
                resources {
                  requests = { storage = "10Gi" }
                }
              }
            }
          }
        }
        resource "kubernetes_service" "db" {
          metadata {
            name      = "db"
            namespace = "shop"
          }
          spec {
            selector = { app = "db", tier_name = "data" }
            port {
              port = 5432
            }
          }
        }
        resource "kubernetes_horizontal_pod_autoscaler_v2" "web" {
          metadata {
            name = "web"
          }
          spec {
            min_replicas = 2
            max_replicas = 20
            scale_target_ref {
              kind = "Deployment"
              name = "web"
            }
          }
        }
        resource "kubernetes_manifest" "cron" {
          manifest = {
            apiVersion = "batch/v1"
            kind       = "CronJob"
            metadata   = { name = "nightly" }
            spec = {
              schedule = "0 3 * * *"
              jobTemplate = { spec = { template = { spec = { containers = [{ name = "c", image = "i" }] } } } }
            }
          }
        }
        resource "kubernetes_deployment" "off" {
          count = 0
          metadata {
            name = "off"
          }
          spec {
            template {
              spec {
                container {
                  image = "x"
                }
              }
            }
          }
        }
        "#,
        &[
            (
                "kubernetes_stateful_set_v1.db",
                &[
                    "workload kubernetes-pod",
                    "instances = 3",
                    "host_network = true",
                    "privileged = true",
                    "capacity_type = spot",
                    "label app=db",
                    "namespace -> named shop",
                    "dialect = terraform",
                    "volumes = [{kind: ephemeral, name: scratch, path: /tmp}, \
                     {kind: claim, name: data, size: 10737418240}]",
                ],
            ),
            ("kubernetes_service.db", &["route -> selected shop [(\"app\", \"db\"), (\"tier_name\", \"data\")]"]),
            (
                "kubernetes_horizontal_pod_autoscaler_v2.web",
                &["scaler -> named web", "lends scale_min = 2", "lends scale_max = 20"],
            ),
            ("kubernetes_manifest.cron", &["workload kubernetes-pod", "schedule = 0 3 * * *"]),
            ("kubernetes_deployment.off", &["disabled kubernetes-pod"]),
            ("kubernetes_namespace.shop", &["companion -", "tag data-class=pci"]),
        ],
    );
}

#[test]
fn pods_that_choose_nothing_are_on_the_only_pool() {
    let pod = |name: &str, more: &str| {
        format!(
            r#"
        resource "kubernetes_deployment_v1" "{name}" {{
          metadata {{
            name = "{name}"
          }}
          spec {{
            template {{
              spec {{
                {more}
                container {{
                  name  = "c"
                  image = "nginx"
                }}
              }}
            }}
          }}
        }}
        "#
        )
    };
    let root = |pools: &str| {
        format!(
            r#"
        provider "kubernetes" {{
          host = aws_eks_cluster.main.endpoint
        }}
        resource "aws_eks_cluster" "main" {{
          name = "main"
        }}
        resource "aws_eks_node_group" "a" {{
          cluster_name  = aws_eks_cluster.main.name
          capacity_type = "SPOT"
        }}
        {pools}{}{}"#,
            pod("web", ""),
            pod("chosen", "node_selector = { disk = \"fast\" }"),
        )
    };
    let none_of_another = r#"resource "aws_autoscaling_group" "none" {
             count = 0
             tag {
               key   = "kubernetes.io/cluster/main"
               value = "owned"
             }
           }"#;
    says(
        &root(none_of_another),
        &[
            ("kubernetes_deployment_v1.web", &["capacity -> aws_eks_node_group.a", "capacity -> aws_eks_cluster.main"]),
            ("kubernetes_deployment_v1.chosen", &["!capacity -> aws_eks_node_group.a"]),
        ],
    );
    for more in [
        r#"resource "aws_eks_node_group" "b" {
             cluster_name = aws_eks_cluster.main.name
           }"#,
        r#"resource "aws_eks_fargate_profile" "p" {
             cluster_name = aws_eks_cluster.main.name
           }"#,
        r#"resource "aws_autoscaling_group" "own" {
             tag {
               key   = "kubernetes.io/cluster/main"
               value = "owned"
             }
           }"#,
    ] {
        says(&root(more), &[("kubernetes_deployment_v1.web", &["!capacity -> aws_eks_node_group.a"])]);
    }
}

#[test]
fn a_pool_inside_a_cluster_is_a_pool() {
    says(
        r#"
        provider "azurerm" {}
        resource "azurerm_kubernetes_cluster" "main" {
          default_node_pool {
            name        = "system"
            vm_size     = "Standard_D2s_v5"
            node_labels = { tier = "system" }
          }
        }
        resource "google_container_cluster" "main" {
          node_pool {
            name = "general"
            node_config {
              spot = true
            }
          }
          node_pool {
            name = "big"
          }
        }
        "#,
        &[
            (
                "azurerm_kubernetes_cluster.main.default_node_pool",
                &["capacity -", "instance_type = Standard_D2s_v5", "capacity -> azurerm_kubernetes_cluster.main"],
            ),
            (
                "google_container_cluster.main.node_pool",
                &["capacity_type = spot", "capacity -> google_container_cluster.main"],
            ),
            ("google_container_cluster.main.node_pool[1]", &["capacity_type = on-demand~"]),
        ],
    );
}
