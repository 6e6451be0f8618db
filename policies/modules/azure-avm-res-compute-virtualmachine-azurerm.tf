# A machine and its disks
# source: Azure/avm-res-compute-virtualmachine/azurerm
# versions: >= 0.15, < 0.22
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/avm-res-compute-virtualmachine/azurerm/latest
# ignores: account_credentials, additional_unattend_contents, admin_credential_key_vault_resource_id
# ignores: admin_generated_ssh_key_vault_secret_name, admin_password, admin_password_key_vault_secret_name
# ignores: admin_ssh_keys, admin_username, allow_extension_operations, availability_set_resource_id
# ignores: azure_backup_configurations, boot_diagnostics, boot_diagnostics_storage_account_uri
# ignores: bypass_platform_safety_checks_on_user_schedule_enabled, capacity_reservation_group_resource_id
# ignores: computer_name, data_disk_existing_disks, diagnostic_settings, disable_password_authentication
# ignores: disk_controller_type, edge_zone, enable_automatic_updates, enable_telemetry, encryption_at_host_enabled
# ignores: eviction_policy, extensions, extensions_time_budget, gallery_applications
# ignores: generate_admin_password_or_ssh_key, generated_secrets_key_vault_secret_config, hotpatching_enabled
# ignores: license_type, location, lock, maintenance_configuration_resource_ids, managed_identities, max_bid_price
# ignores: network_interfaces, os_disk_attach_mode, os_managed_disk_id, patch_assessment_mode, patch_mode, plan
# ignores: platform_fault_domain, provision_vm_agent, proximity_placement_group_resource_id
# ignores: public_ip_configuration_details, reboot_setting, resource_group_name, role_assignments
# ignores: role_assignments_system_managed_identity, run_commands, run_commands_secrets, secrets, secure_boot_enabled
# ignores: termination_notification, timeouts, timezone, virtual_machine_scale_set_resource_id
# ignores: vm_additional_capabilities, vm_agent_platform_updates_enabled, vtpm_enabled, winrm_listeners, zone

# required
variable "name" {
  type     = string
  nullable = false
}

variable "custom_data" {
  type    = string
  default = null
}

variable "data_disk_managed_disks" {
  default  = {}
  nullable = false
}

variable "dedicated_host_group_resource_id" {
  type    = string
  default = null
}

variable "dedicated_host_resource_id" {
  type    = string
  default = null
}

variable "os_disk" {
  default = {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  nullable = false
}

variable "os_type" {
  type     = string
  default  = "Windows"
  nullable = false
}

variable "priority" {
  type    = string
  default = "Regular"
}

variable "sku_size" {
  type     = string
  default  = "Standard_D2ds_v5"
  nullable = false
}

variable "source_image_reference" {
  default = {
    publisher = "MicrosoftWindowsServer"
    offer     = "WindowsServer"
    sku       = "2022-datacenter-g2"
    version   = "latest"
  }
}

variable "source_image_resource_id" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = null
}

variable "user_data" {
  type    = string
  default = null
}

variable "shutdown_schedules" {
  default = {}
}

resource "azurerm_linux_virtual_machine" "this" {
  count = lower(var.os_type) == "linux" ? 1 : 0

  name                    = var.name
  size                    = var.sku_size
  custom_data             = var.custom_data
  dedicated_host_group_id = var.dedicated_host_group_resource_id
  dedicated_host_id       = var.dedicated_host_resource_id
  priority                = var.priority
  source_image_id         = var.source_image_resource_id
  tags                    = var.tags
  user_data               = var.user_data

  os_disk {
    name                     = try(var.os_disk.name, null)
    disk_size_gb             = try(var.os_disk.disk_size_gb, null)
    security_encryption_type = try(var.os_disk.security_encryption_type, null)

    dynamic "diff_disk_settings" {
      for_each = try(var.os_disk.diff_disk_settings, null) == null ? [] : ["diff_disk_settings"]

      content {
        option = var.os_disk.diff_disk_settings.option
      }
    }
  }

  dynamic "source_image_reference" {
    for_each = var.source_image_resource_id == null ? ["source_image_reference"] : []

    content {
      offer = var.source_image_reference.offer
      sku   = var.source_image_reference.sku
    }
  }
}

resource "azurerm_virtual_machine_data_disk_attachment" "this_linux" {
  for_each = { for disk, values in var.data_disk_managed_disks : disk => values if lower(var.os_type) == "linux" }

  lun                = each.value.lun
  virtual_machine_id = azurerm_linux_virtual_machine.this[0].id
}

resource "azurerm_windows_virtual_machine" "this" {
  count = lower(var.os_type) == "windows" ? 1 : 0

  name                    = var.name
  size                    = var.sku_size
  custom_data             = var.custom_data
  dedicated_host_group_id = var.dedicated_host_group_resource_id
  dedicated_host_id       = var.dedicated_host_resource_id
  priority                = var.priority
  source_image_id         = var.source_image_resource_id
  tags                    = var.tags
  user_data               = var.user_data

  os_disk {
    name                     = try(var.os_disk.name, null)
    disk_size_gb             = try(var.os_disk.disk_size_gb, null)
    security_encryption_type = try(var.os_disk.security_encryption_type, null)

    dynamic "diff_disk_settings" {
      for_each = try(var.os_disk.diff_disk_settings, null) == null ? [] : ["diff_disk_settings"]

      content {
        option = var.os_disk.diff_disk_settings.option
      }
    }
  }

  dynamic "source_image_reference" {
    for_each = var.source_image_resource_id == null ? ["source_image_reference"] : []

    content {
      offer = var.source_image_reference.offer
      sku   = var.source_image_reference.sku
    }
  }
}

resource "azurerm_virtual_machine_data_disk_attachment" "this_windows" {
  for_each = { for disk, values in var.data_disk_managed_disks : disk => values if lower(var.os_type) == "windows" }

  lun                = each.value.lun
  virtual_machine_id = azurerm_windows_virtual_machine.this[0].id
}

resource "azurerm_dev_test_global_vm_shutdown_schedule" "this" {
  for_each = var.shutdown_schedules

  daily_recurrence_time = each.value.daily_recurrence_time
  enabled               = try(each.value.enabled, true)
  virtual_machine_id    = try(azurerm_linux_virtual_machine.this[0].id, azurerm_windows_virtual_machine.this[0].id)
}

output "name" {
  value = var.name
}

output "resource_id" {
  value = lower(var.os_type) == "windows" ? azurerm_windows_virtual_machine.this[0].id : azurerm_linux_virtual_machine.this[0].id
}
