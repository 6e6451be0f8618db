//! Google Cloud.

use super::says;

#[test]
fn machines_groups_and_pools() {
    says(
        r#"
        provider "google" {}
        resource "google_compute_instance_template" "t" {
          machine_type = "n2-standard-4"
          disk {
            source_image = "debian"
            disk_size_gb = 10
          }
          scheduling {
            preemptible        = true
            provisioning_model = "SPOT"
          }
        }
        resource "google_compute_instance_group_manager" "m" {
          name        = "m"
          target_size = 3
          version {
            instance_template = google_compute_instance_template.t.self_link_unique
          }
        }
        resource "google_compute_autoscaler" "a" {
          target = google_compute_instance_group_manager.m.id
          autoscaling_policy {
            min_replicas = 1
            max_replicas = 9
            cpu_utilization {
              target = 0.6
            }
          }
        }
        resource "google_compute_instance" "old" {
          machine_type            = "e2-small"
          metadata_startup_script = "echo hi"
          labels                  = { env = "prod" }
          tags                    = ["http"]
          scheduling {
            preemptible = true
          }
          scratch_disk {
            interface = "NVME"
          }
          guest_accelerator {
            type  = "nvidia-l4"
            count = 2
          }
        }
        resource "google_container_cluster" "auto" {
          name             = "auto"
          enable_autopilot = true
        }
        resource "google_container_node_pool" "p" {
          name    = "sandboxed"
          cluster = google_container_cluster.std.name
          node_config {
            spot = true
            labels = { pool = "x" }
            sandbox_config {
              sandbox_type = "gvisor"
            }
          }
        }
        resource "google_container_cluster" "std" {
          name = "std"
        }
        "#,
        &[
            (
                "google_compute_instance_template.t",
                &["lends capacity_type = spot", "lends tenancy = default~", "lends machine_image = debian"],
            ),
            (
                "google_compute_instance_group_manager.m",
                &["instances = 3", "group = true", "definition -> google_compute_instance_template.t"],
            ),
            (
                "google_compute_autoscaler.a",
                &["scaler -> google_compute_instance_group_manager.m", "lends scale_max = 9"],
            ),
            (
                "google_compute_instance.old",
                &[
                    "capacity_type = preemptible",
                    "start_script = echo hi",
                    "gpus = 2",
                    "volumes = [{kind: ephemeral}]",
                    "tag env=prod",
                ],
            ),
            ("google_container_cluster.auto", &["lends autopilot = true", "lends capacity_kind = autopilot"]),
            (
                "google_container_node_pool.p",
                &[
                    "lends capacity_type = spot",
                    "sandbox = gvisor",
                    "capacity -> google_container_cluster.std",
                    "label pool=x",
                    "label cloud.google.com/gke-spot=true",
                    "label cloud.google.com/gke-nodepool=sandboxed",
                ],
            ),
        ],
    );
}

#[test]
fn runs_functions_and_schedules() {
    says(
        r#"
        provider "google" {}
        resource "google_cloud_run_v2_service" "s" {
          name = "s"
          template {
            timeout               = "3600s"
            execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
            scaling {
              min_instance_count = 1
            }
            containers {
              image = "app"
              env {
                name  = "MODE"
                value = "x"
              }
            }
            volumes {
              name = "scratch"
              empty_dir {
                size_limit = "1Gi"
              }
            }
          }
        }
        resource "google_cloud_run_v2_job" "j" {
          name = "j"
          template {
            task_count = 4
            template {
              containers {
                image = "job"
                resources {
                  limits = { "nvidia.com/gpu" = "1" }
                }
              }
            }
          }
        }
        resource "google_cloud_scheduler_job" "nightly" {
          schedule = "0 3 * * *"
          http_target {
            uri = "https://run.googleapis.com/v2/projects/p/locations/l/jobs/${google_cloud_run_v2_job.j.name}:run"
          }
        }
        resource "google_cloudfunctions_function" "old" {
          runtime = "nodejs20"
          event_trigger {
            event_type = "google.pubsub.topic.publish"
            resource   = "t"
          }
        }
        resource "google_cloudfunctions2_function" "f" {
          name = "f"
          service_config {
            timeout_seconds  = 540
            available_memory = "512Mi"
          }
        }
        resource "google_cloud_run_service" "v1" {
          name = "v1"
          template {
            metadata {
              annotations = {
                "autoscaling.knative.dev/minScale"  = "2"
                "run.googleapis.com/cpu-throttling" = "false"
              }
            }
            spec {
              timeout_seconds = 60
              containers {
                image = "app"
              }
            }
          }
        }
        "#,
        &[
            (
                "google_cloud_run_v2_service.s",
                &[
                    "workload gcp-cloud-run",
                    "timeout = 3600",
                    "execution_environment = gen2",
                    "scale_min = 1",
                    "concurrency = 80~",
                    "containers = [{environment_names: [MODE], image: app}]",
                    "volumes = [{kind: memory, name: scratch, size: 1073741824}]",
                ],
            ),
            (
                "google_cloud_run_v2_job.j",
                &[
                    "workload gcp-cloud-run-job",
                    "timeout = 600~",
                    "instances = 4",
                    "gpus = 1",
                    "run_to_completion = true",
                ],
            ),
            (
                "google_cloud_scheduler_job.nightly",
                &["trigger -> google_cloud_run_v2_job.j", "lends schedule = 0 3 * * *"],
            ),
            (
                "google_cloudfunctions_function.old",
                &["timeout = 60~", "memory = 268435456~", "triggers = [{kind: queue, sync: false}]"],
            ),
            (
                "google_cloudfunctions2_function.f",
                &["timeout = 540", "memory = 536870912", "triggers = [{kind: http~, sync: true}]"],
            ),
            (
                "google_cloud_run_service.v1",
                &["scale_min = 2", "cpu_idle = false", "timeout = 60", "workload gcp-cloud-run"],
            ),
        ],
    );
}
