# A scale set of machines
# source: Azure/avm-res-compute-virtualmachinescaleset/azurerm
# versions: >= 0.5, < 0.10
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/avm-res-compute-virtualmachinescaleset/azurerm/latest
# ignores: additional_capabilities, admin_password, admin_password_version, admin_ssh_keys, automatic_instance_repair
# ignores: boot_diagnostics, capacity_reservation_group_id, custom_data_version, disk_controller_type
# ignores: enable_telemetry, encryption_at_host_enabled, eviction_policy, extension, extension_operations_enabled
# ignores: extension_protected_setting, extension_protected_setting_version, extensions_time_budget, license_type
# ignores: location, lock, managed_identities, max_bid_price, network_api_version, network_interface, parent_id, plan
# ignores: platform_fault_domain_count, proximity_placement_group_id, resource_group_name, role_assignments
# ignores: single_placement_group, termination_notification, timeouts, upgrade_policy, user_data_base64_version
# ignores: zone_balance, zones

# required
variable "name" {
  type = string
}

variable "sku_name" {
  type    = string
  default = null
}

variable "instances" {
  type    = number
  default = null
}

variable "priority" {
  type    = string
  default = "Regular"
}

variable "priority_mix" {
  default = null
}

# required
variable "user_data_base64" {
  type = string
}

variable "custom_data" {
  type    = string
  default = null
}

variable "os_profile" {
  default = null
}

variable "source_image_id" {
  type    = string
  default = null
}

variable "source_image_reference" {
  default = null
}

variable "os_disk" {
  default = {
    storage_account_type      = "Premium_LRS"
    caching                   = "ReadWrite"
    write_accelerator_enabled = false
    delete_option             = "Delete"
  }
}

variable "data_disk" {
  default = null
}

variable "tags" {
  type    = map(string)
  default = null
}

# in place of azapi_resource.virtual_machine_scale_set
resource "azurerm_orchestrated_virtual_machine_scale_set" "virtual_machine_scale_set" {
  name            = var.name
  instances       = var.instances
  priority        = var.priority
  sku_name        = var.sku_name
  source_image_id = var.source_image_id
  user_data       = var.user_data_base64
  tags            = var.tags

  dynamic "priority_mix" {
    for_each = var.priority_mix == null ? [] : [var.priority_mix]

    content {
      base_regular_count            = try(priority_mix.value.base_regular_count, null)
      regular_percentage_above_base = try(priority_mix.value.regular_percentage_above_base, null)
    }
  }

  dynamic "source_image_reference" {
    for_each = var.source_image_id != null || var.source_image_reference == null ? [] : [var.source_image_reference]

    content {
      offer     = source_image_reference.value.offer
      publisher = source_image_reference.value.publisher
      sku       = source_image_reference.value.sku
    }
  }

  # Until version 0.9, what machines run when they start stood in their profile.
  os_profile {
    custom_data = try(coalesce(var.custom_data, var.os_profile.custom_data), var.custom_data)
  }

  dynamic "os_disk" {
    for_each = var.os_disk == null ? [] : [var.os_disk]

    content {
      disk_size_gb = try(os_disk.value.disk_size_gb, null)

      dynamic "diff_disk_settings" {
        for_each = try(os_disk.value.diff_disk_settings, null) == null ? [] : [os_disk.value.diff_disk_settings]

        content {
          option = diff_disk_settings.value.option
        }
      }
    }
  }

  dynamic "data_disk" {
    for_each = var.data_disk == null ? [] : var.data_disk

    content {
      disk_size_gb = try(data_disk.value.disk_size_gb, null)
    }
  }
}

output "resource_id" {
  value = azurerm_orchestrated_virtual_machine_scale_set.virtual_machine_scale_set.id
}

output "resource_name" {
  value = var.name
}
