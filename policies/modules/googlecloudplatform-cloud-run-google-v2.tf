# A Cloud Run service
# source: GoogleCloudPlatform/cloud-run/google//modules/v2
# versions: >= 0.11, < 0.31
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/GoogleCloudPlatform/cloud-run/google/latest
# ignores: binary_authorization, client, cloud_run_deletion_protection, create_service_account, custom_audiences
# ignores: description, enable_prometheus_sidecar, encryption_key, gpu_zonal_redundancy_disabled, iap_members
# ignores: launch_stage, location, members, node_selector, revision, service_account_project_roles
# ignores: service_annotations, session_affinity, template_annotations, traffic, vpc_access

# required
variable "project_id" {
  type = string
}

# required
variable "service_name" {
  type = string
}

# required
variable "containers" {
}

variable "ingress" {
  type    = string
  default = "INGRESS_TRAFFIC_ALL"
}

variable "volumes" {
  default = []
}

variable "service_scaling" {
  default = null
}

variable "service_labels" {
  type    = map(string)
  default = {}
}

variable "template_scaling" {
  default = null
}

variable "template_labels" {
  type    = map(string)
  default = {}
}

variable "timeout" {
  type    = string
  default = null
}

variable "max_instance_request_concurrency" {
  type    = string
  default = null
}

variable "execution_environment" {
  type    = string
  default = "EXECUTION_ENVIRONMENT_GEN2"
}

variable "service_account" {
  type    = string
  default = null
}

resource "google_cloud_run_v2_service" "main" {
  name    = var.service_name
  project = var.project_id
  labels  = var.service_labels
  ingress = var.ingress

  template {
    labels                           = var.template_labels
    timeout                          = var.timeout
    execution_environment            = var.execution_environment
    service_account                  = var.service_account
    max_instance_request_concurrency = var.max_instance_request_concurrency

    dynamic "scaling" {
      for_each = var.template_scaling[*]

      content {
        min_instance_count = try(scaling.value.min_instance_count, null)
        max_instance_count = try(scaling.value.max_instance_count, null)
      }
    }

    dynamic "containers" {
      for_each = var.containers

      content {
        name    = try(containers.value.container_name, null)
        image   = containers.value.container_image
        command = try(containers.value.container_command, null)
        args    = try(containers.value.container_args, null)

        ports {
          container_port = try(containers.value.ports.container_port, 8080)
        }

        resources {
          limits = { for name, limit in {
            cpu              = try(containers.value.resources.limits.cpu, null)
            memory           = try(containers.value.resources.limits.memory, null)
            "nvidia.com/gpu" = try(containers.value.resources.limits.nvidia_gpu, null)
          } : name => limit if limit != null }
          cpu_idle = try(containers.value.resources.cpu_idle, true)
        }

        dynamic "env" {
          for_each = concat(keys(try(containers.value.env_vars, {})), keys(try(containers.value.env_secret_vars, {})))

          content {
            name = env.value
          }
        }

        dynamic "volume_mounts" {
          for_each = try(containers.value.volume_mounts, [])

          content {
            name       = volume_mounts.value["name"]
            mount_path = volume_mounts.value["mount_path"]
          }
        }
      }
    }

    dynamic "volumes" {
      for_each = var.volumes

      content {
        name = volumes.value["name"]

        dynamic "secret" {
          for_each = try(volumes.value.secret, null)[*]

          content {
            secret = secret.value["secret"]
          }
        }

        dynamic "cloud_sql_instance" {
          for_each = try(volumes.value.cloud_sql_instance, null)[*]

          content {
            instances = try(cloud_sql_instance.value["instances"], null)
          }
        }

        dynamic "empty_dir" {
          for_each = try(volumes.value.empty_dir, null)[*]

          content {
            medium     = try(empty_dir.value["medium"], null)
            size_limit = try(empty_dir.value["size_limit"], null)
          }
        }

        dynamic "gcs" {
          for_each = try(volumes.value.gcs, null)[*]

          content {
            bucket = gcs.value["bucket"]
          }
        }

        dynamic "nfs" {
          for_each = try(volumes.value.nfs, null)[*]

          content {
            server = nfs.value["server"]
            path   = nfs.value["path"]
          }
        }
      }
    }
  }

  dynamic "scaling" {
    for_each = var.service_scaling[*]

    content {
      min_instance_count = try(scaling.value.min_instance_count, null)
    }
  }
}

output "service_name" {
  value = google_cloud_run_v2_service.main.name
}

output "service_id" {
  value = google_cloud_run_v2_service.main.id
}

output "service_uri" {
  value = google_cloud_run_v2_service.main.uri
}
