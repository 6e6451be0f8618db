# A GKE cluster and its node pools, which are replaced under new names
# source: terraform-google-modules/kubernetes-engine/google//modules/private-cluster-update-variant
# versions: >= 30
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest

# required
variable "project_id" {
  type = string
}

# required
variable "name" {
  type = string
}

variable "cluster_resource_labels" {
  type    = map(string)
  default = {}
}

variable "node_pools" {
  type = list(map(any))
  default = [
    {
      name = "default-node-pool"
    },
  ]
}

variable "windows_node_pools" {
  type    = list(map(string))
  default = []
}

variable "node_pools_labels" {
  type = map(map(string))
  default = {
    all               = {}
    default-node-pool = {}
  }
}

variable "node_pools_resource_labels" {
  type = map(map(string))
  default = {
    all               = {}
    default-node-pool = {}
  }
}

variable "node_pools_taints" {
  type = map(list(object({ key = string, value = string, effect = string })))
  default = {
    all               = []
    default-node-pool = []
  }
}

locals {
  node_pools         = { for pool in var.node_pools : pool.name => pool }
  windows_node_pools = { for pool in var.windows_node_pools : pool.name => pool }
}

resource "google_container_cluster" "primary" {
  name            = var.name
  project         = var.project_id
  resource_labels = var.cluster_resource_labels
}

resource "random_id" "name" {
  for_each = merge(local.node_pools, local.windows_node_pools)

  byte_length = 2
  prefix      = format("%s-", each.key)
}

resource "google_container_node_pool" "pools" {
  for_each = local.node_pools

  name    = random_id.name[each.key].hex
  project = var.project_id
  cluster = google_container_cluster.primary.name

  # The module says the one or the other, so that they stand in one place here.
  initial_node_count = tobool(lookup(each.value, "autoscaling", true)) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : lookup(each.value, "node_count", 1)

  dynamic "autoscaling" {
    for_each = tobool(lookup(each.value, "autoscaling", true)) ? [each.value] : []

    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }

  node_config {
    machine_type = lookup(each.value, "machine_type", "e2-medium")
    preemptible  = lookup(each.value, "preemptible", false)
    spot         = lookup(each.value, "spot", false)

    labels = merge(
      { "cluster_name" = var.name, "node_pool" = each.value["name"] },
      try(var.node_pools_labels["all"], {}),
      try(var.node_pools_labels[each.value["name"]], {}),
    )
    resource_labels = merge(
      try(var.node_pools_resource_labels["all"], {}),
      try(var.node_pools_resource_labels[each.value["name"]], {}),
    )

    dynamic "taint" {
      for_each = concat(
        try(var.node_pools_taints["all"], []),
        try(var.node_pools_taints[each.value["name"]], []),
      )

      content {
        effect = taint.value.effect
        key    = taint.value.key
        value  = taint.value.value
      }
    }

    dynamic "guest_accelerator" {
      for_each = tonumber(lookup(each.value, "accelerator_count", 0)) > 0 ? [1] : []

      content {
        type  = lookup(each.value, "accelerator_type", "")
        count = lookup(each.value, "accelerator_count", 0)
      }
    }

    dynamic "confidential_nodes" {
      for_each = lookup(each.value, "enable_confidential_nodes", null) != null ? [each.value.enable_confidential_nodes] : []

      content {
        enabled = confidential_nodes.value
      }
    }
  }
}

resource "google_container_node_pool" "windows_pools" {
  for_each = local.windows_node_pools

  name    = random_id.name[each.key].hex
  project = var.project_id
  cluster = google_container_cluster.primary.name

  # The module says the one or the other, so that they stand in one place here.
  initial_node_count = tobool(lookup(each.value, "autoscaling", true)) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : lookup(each.value, "node_count", 1)

  dynamic "autoscaling" {
    for_each = tobool(lookup(each.value, "autoscaling", true)) ? [each.value] : []

    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }

  node_config {
    machine_type = lookup(each.value, "machine_type", "e2-medium")
    preemptible  = lookup(each.value, "preemptible", false)
    spot         = lookup(each.value, "spot", false)

    labels = merge(
      { "cluster_name" = var.name, "node_pool" = each.value["name"] },
      try(var.node_pools_labels["all"], {}),
      try(var.node_pools_labels[each.value["name"]], {}),
    )
    resource_labels = merge(
      try(var.node_pools_resource_labels["all"], {}),
      try(var.node_pools_resource_labels[each.value["name"]], {}),
    )

    dynamic "taint" {
      for_each = concat(
        try(var.node_pools_taints["all"], []),
        try(var.node_pools_taints[each.value["name"]], []),
      )

      content {
        effect = taint.value.effect
        key    = taint.value.key
        value  = taint.value.value
      }
    }

    dynamic "guest_accelerator" {
      for_each = tonumber(lookup(each.value, "accelerator_count", 0)) > 0 ? [1] : []

      content {
        type  = lookup(each.value, "accelerator_type", "")
        count = lookup(each.value, "accelerator_count", 0)
      }
    }

    dynamic "confidential_nodes" {
      for_each = lookup(each.value, "enable_confidential_nodes", null) != null ? [each.value.enable_confidential_nodes] : []

      content {
        enabled = confidential_nodes.value
      }
    }
  }
}

output "cluster_id" {
  value = google_container_cluster.primary.id
}

output "name" {
  value = google_container_cluster.primary.name
}

output "endpoint" {
  value = google_container_cluster.primary.endpoint
}

output "ca_certificate" {
  value = try(google_container_cluster.primary.master_auth[0].cluster_ca_certificate, null)
}
