# A Container App
# source: Azure/avm-res-app-containerapp/azurerm
# versions: >= 0.2, < 0.10
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/avm-res-app-containerapp/azurerm/latest
# ignores: auth_configs, container_app_timeouts, custom_domains, dapr, enable_telemetry, identity_settings, kind
# ignores: location, lock, managed_identities, max_inactive_revisions, registries, resource_group_id
# ignores: resource_group_name, revision_mode, role_assignments, runtime, secrets, secrets_version, service, timeouts

# required
variable "name" {
  type     = string
  nullable = false
}

# required
variable "container_app_environment_resource_id" {
  type     = string
  nullable = false
}

# required
variable "template" {
  nullable = false
}

variable "ingress" {
  default = null
}

variable "tags" {
  type    = map(string)
  default = null
}

variable "workload_profile_name" {
  type    = string
  default = null
}

# in place of azapi_resource.container_app, which says the same in the words of Azure's interface
resource "azurerm_container_app" "container_app" {
  name                         = var.name
  container_app_environment_id = var.container_app_environment_resource_id
  workload_profile_name        = var.workload_profile_name
  tags                         = var.tags

  template {
    min_replicas                     = try(var.template.min_replicas, null)
    max_replicas                     = try(var.template.max_replicas, 10)
    termination_grace_period_seconds = try(var.template.termination_grace_period_seconds, null)

    dynamic "container" {
      for_each = var.template.containers

      content {
        name   = container.value.name
        image  = container.value.image
        cpu    = container.value.cpu
        memory = container.value.memory

        dynamic "env" {
          for_each = try(coalesce(container.value.env, []), [])

          content {
            name = env.value.name
          }
        }

        dynamic "volume_mounts" {
          for_each = try(coalesce(container.value.volume_mounts, []), [])

          content {
            name = volume_mounts.value.name
            path = volume_mounts.value.path
          }
        }
      }
    }

    dynamic "init_container" {
      for_each = try(coalesce(var.template.init_containers, []), [])

      content {
        name   = init_container.value.name
        image  = init_container.value.image
        cpu    = try(init_container.value.cpu, null)
        memory = try(init_container.value.memory, null)
      }
    }

    dynamic "azure_queue_scale_rule" {
      for_each = try(coalesce(var.template.azure_queue_scale_rules, []), [])

      content {
        name       = azure_queue_scale_rule.value.name
        queue_name = azure_queue_scale_rule.value.queue_name
      }
    }

    dynamic "http_scale_rule" {
      for_each = try(coalesce(var.template.http_scale_rules, []), [])

      content {
        name                = http_scale_rule.value.name
        concurrent_requests = http_scale_rule.value.concurrent_requests
      }
    }

    dynamic "volume" {
      for_each = try(coalesce(var.template.volumes, []), [])

      content {
        name         = volume.value.name
        storage_type = try(volume.value.storage_type, null)
      }
    }
  }

  dynamic "ingress" {
    for_each = var.ingress == null ? [] : [var.ingress]

    content {
      external_enabled = try(ingress.value.external_enabled, false)
      target_port      = try(ingress.value.target_port, null)
    }
  }
}

output "name" {
  value = azurerm_container_app.container_app.name
}

output "resource_id" {
  value = azurerm_container_app.container_app.id
}
