# A Cloud Run job
# source: GoogleCloudPlatform/cloud-run/google//modules/job-exec
# versions: >= 0.8, < 0.31
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/GoogleCloudPlatform/cloud-run/google/latest
# ignores: cloud_run_deletion_protection, create_service_account, exec, launch_stage, location, max_retries
# ignores: parallelism, service_account_project_roles, vpc_access

# required
variable "project_id" {
  type = string
}

# required
variable "name" {
  type = string
}

# required
variable "image" {
  type = string
}

variable "argument" {
  type    = list(string)
  default = []
}

variable "container_command" {
  type    = list(string)
  default = []
}

variable "env_vars" {
  default = []
}

variable "env_secret_vars" {
  default = []
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "task_count" {
  type    = number
  default = null
}

variable "volumes" {
  default = []
}

variable "volume_mounts" {
  default = []
}

variable "limits" {
  default = null
}

variable "timeout" {
  type    = string
  default = "600s"
}

variable "service_account_email" {
  type    = string
  default = ""
}

resource "google_cloud_run_v2_job" "job" {
  name    = var.name
  project = var.project_id
  labels  = var.labels

  template {
    labels     = var.labels
    task_count = var.task_count

    template {
      timeout         = var.timeout
      service_account = var.service_account_email

      containers {
        image   = var.image
        command = var.container_command
        args    = var.argument

        resources {
          limits = var.limits
        }

        dynamic "env" {
          for_each = concat(var.env_vars, var.env_secret_vars)

          content {
            name = env.value["name"]
          }
        }

        dynamic "volume_mounts" {
          for_each = var.volume_mounts

          content {
            name       = volume_mounts.value["name"]
            mount_path = volume_mounts.value["mount_path"]
          }
        }
      }

      dynamic "volumes" {
        for_each = var.volumes

        content {
          name = volumes.value["name"]

          dynamic "cloud_sql_instance" {
            for_each = try(volumes.value.cloud_sql_instance, null)[*]

            content {
              instances = cloud_sql_instance.value["instances"]
            }
          }

          dynamic "gcs" {
            for_each = try(volumes.value.gcs, null)[*]

            content {
              bucket = gcs.value["bucket"]
            }
          }
        }
      }
    }
  }
}

output "id" {
  value = google_cloud_run_v2_job.job.id
}
