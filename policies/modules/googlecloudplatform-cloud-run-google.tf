# A Cloud Run service, of the first version of its API
# source: GoogleCloudPlatform/cloud-run/google
# versions: >= 0.2, < 0.31
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/GoogleCloudPlatform/cloud-run/google/latest
# ignores: certificate_mode, domain_map_annotations, domain_map_labels, encryption_key, force_override
# ignores: generate_revision_name, liveness_probe, location, members, requests, service_annotations, startup_probe
# ignores: traffic_split, verified_domain_name

# required
variable "project_id" {
  type = string
}

# required
variable "service_name" {
  type = string
}

# required
variable "image" {
  type = string
}

variable "service_labels" {
  type    = map(string)
  default = {}
}

variable "template_labels" {
  type    = map(string)
  default = {}
}

variable "template_annotations" {
  type = map(string)
  default = {
    "run.googleapis.com/client-name"   = "terraform"
    "generated-by"                     = "terraform"
    "autoscaling.knative.dev/maxScale" = 2
    "autoscaling.knative.dev/minScale" = 1
  }
}

variable "container_concurrency" {
  type    = number
  default = null
}

variable "timeout_seconds" {
  type    = number
  default = 120
}

variable "volumes" {
  default = []
}

variable "limits" {
  type    = map(string)
  default = null
}

variable "ports" {
  default = {
    name = "http1"
    port = 8080
  }
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

variable "volume_mounts" {
  default = []
}

variable "service_account_email" {
  type    = string
  default = ""
}

resource "google_cloud_run_service" "main" {
  name    = var.service_name
  project = var.project_id

  metadata {
    labels = var.service_labels
  }

  template {
    spec {
      container_concurrency = var.container_concurrency
      timeout_seconds       = var.timeout_seconds
      service_account_name  = var.service_account_email

      containers {
        image   = var.image
        command = var.container_command
        args    = var.argument

        ports {
          container_port = var.ports["port"]
        }

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

          dynamic "secret" {
            for_each = volumes.value.secret

            content {
              secret_name = secret.value["secret_name"]
            }
          }
        }
      }
    }

    metadata {
      labels      = var.template_labels
      annotations = var.template_annotations
    }
  }
}

output "service_name" {
  value = google_cloud_run_service.main.name
}

output "service_id" {
  value = google_cloud_run_service.main.id
}

output "service_url" {
  value = google_cloud_run_service.main.status[0].url
}
