# A node pool of a GKE cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/gke-node-pool
# versions: >= 38, < 45
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest
# ignores: kubernetes_version, location, management, max_pods_per_node, network_config, node_locations
# ignores: placement_policy, project, queued_provisioning, timeouts, upgrade_settings

# required
variable "cluster" {
  type = string
}

# required
variable "project_id" {
  type = string
}

variable "name" {
  type    = string
  default = null
}

variable "name_prefix" {
  type    = string
  default = null
}

variable "autoscaling" {
  default = {
    min_node_count = 1
    max_node_count = 100
  }
}

variable "initial_node_count" {
  type    = number
  default = null
}

variable "node_count" {
  type    = number
  default = 1
}

variable "node_config" {
  default = {
    disk_size_gb = 100
    disk_type    = "pd-standard"
    image_type   = "COS_CONTAINERD"
    machine_type = "e2-medium"
    workload_metadata_config = {
      mode = "GKE_METADATA"
    }
    kubelet_config = {
      insecure_kubelet_readonly_port_enabled = false
    }
  }
}

resource "google_container_node_pool" "main" {
  name               = var.name
  name_prefix        = var.name_prefix
  project            = var.project_id
  cluster            = var.cluster
  initial_node_count = var.initial_node_count
  node_count         = var.node_count

  dynamic "autoscaling" {
    for_each = var.autoscaling != null ? [var.autoscaling] : []

    content {
      min_node_count       = try(autoscaling.value.total_min_node_count, null) != null ? null : try(autoscaling.value.min_node_count, null)
      max_node_count       = try(autoscaling.value.total_max_node_count, null) != null ? null : try(autoscaling.value.max_node_count, null)
      total_min_node_count = try(autoscaling.value.total_min_node_count, null)
      total_max_node_count = try(autoscaling.value.total_max_node_count, null)
    }
  }

  dynamic "node_config" {
    for_each = var.node_config != null ? [var.node_config] : []

    content {
      machine_type    = try(node_config.value.machine_type, null)
      preemptible     = try(node_config.value.preemptible, null)
      spot            = try(node_config.value.spot, null)
      labels          = try(node_config.value.labels, null)
      resource_labels = try(node_config.value.resource_labels, null)

      dynamic "taint" {
        for_each = try(coalesce(node_config.value.taint, []), [])

        content {
          effect = taint.value.effect
          key    = taint.value.key
          value  = taint.value.value
        }
      }

      dynamic "guest_accelerator" {
        for_each = try(node_config.value.guest_accelerator, null) != null ? [node_config.value.guest_accelerator] : []

        content {
          type  = guest_accelerator.value.type
          count = guest_accelerator.value.count
        }
      }

      dynamic "sandbox_config" {
        for_each = try(node_config.value.sandbox_config, null) != null ? [node_config.value.sandbox_config] : []

        content {
          sandbox_type = sandbox_config.value.sandbox_type
        }
      }

      dynamic "confidential_nodes" {
        for_each = try(node_config.value.confidential_nodes, null) != null ? [node_config.value.confidential_nodes] : []

        content {
          enabled = confidential_nodes.value.enabled
        }
      }
    }
  }
}
