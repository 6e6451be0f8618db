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
