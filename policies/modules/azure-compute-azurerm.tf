# Machines and their disks, of the time before the verified modules
# source: Azure/compute/azurerm
# versions: >= 5, < 6
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/compute/azurerm/latest
# ignores: admin_password, admin_username, allocation_method, as_platform_fault_domain_count
# ignores: as_platform_update_domain_count, availability_set_enabled, boot_diagnostics, boot_diagnostics_sa_type
# ignores: data_sa_type, delete_data_disks_on_termination, delete_os_disk_on_termination
# ignores: enable_accelerated_networking, enable_ip_forwarding, enable_ssh_key, external_boot_diagnostics_storage
# ignores: extra_ssh_keys, identity_ids, identity_type, is_marketplace_image, license_type, location
# ignores: managed_data_disk_encryption_set_id, name_template_availability_set, name_template_data_disk
# ignores: name_template_extra_disk, name_template_network_interface, name_template_network_security_group
# ignores: name_template_public_ip, name_template_vm_linux_os_disk, name_template_vm_windows_os_disk, nb_public_ip
# ignores: nested_data_disks, network_security_group, os_profile_secrets, public_ip_dns, public_ip_sku, remote_port
# ignores: resource_group_name, source_address_prefixes, ssh_key, ssh_key_values, storage_account_type
# ignores: tracing_tags_enabled, tracing_tags_prefix, vm_extension, vm_extensions, vm_os_publisher, vm_os_sku
# ignores: vm_os_version, vnet_subnet_id, zone

variable "vm_hostname" {
  type    = string
  default = "myvm"
}

variable "name_template_vm_linux" {
  type    = string
  default = "$${vm_hostname}-vmLinux-$${host_number}"
}

variable "name_template_vm_windows" {
  type    = string
  default = "$${vm_hostname}-vmWindows-$${host_number}"
}

variable "nb_instances" {
  type    = number
  default = 1
}

variable "vm_size" {
  type    = string
  default = "Standard_D2s_v3"
}

variable "vm_os_simple" {
  type    = string
  default = ""
}

variable "vm_os_offer" {
  type    = string
  default = ""
}

variable "vm_os_id" {
  type    = string
  default = ""
}

variable "is_windows_image" {
  type    = bool
  default = false
}

variable "custom_data" {
  type    = string
  default = ""
}

variable "storage_os_disk_size_gb" {
  type    = number
  default = null
}

variable "nb_data_disk" {
  type    = number
  default = 0
}

variable "data_disk_size_gb" {
  type    = number
  default = 30
}

variable "extra_disks" {
  default = []
}

variable "tags" {
  type = map(string)
  default = {
    source = "terraform"
  }
}

locals {
  is_windows = var.is_windows_image || contains([var.vm_os_simple, var.vm_os_offer], "WindowsServer")

  standard_os = {
    "UbuntuServer"  = "Canonical,UbuntuServer,18.04-LTS"
    "WindowsServer" = "MicrosoftWindowsServer,WindowsServer,2019-Datacenter"
    "RHEL"          = "RedHat,RHEL,8.2"
    "openSUSE-Leap" = "SUSE,openSUSE-Leap,15.1"
    "CentOS"        = "OpenLogic,CentOS,7.6"
    "Debian"        = "credativ,Debian,9"
    "CoreOS"        = "CoreOS,CoreOS,Stable"
    "SLES"          = "SUSE,SLES,12-SP2"
  }
}

resource "azurerm_virtual_machine" "vm_linux" {
  count = !local.is_windows ? var.nb_instances : 0

  name    = replace(replace(var.name_template_vm_linux, "$${vm_hostname}", var.vm_hostname), "$${host_number}", count.index)
  vm_size = var.vm_size
  tags    = var.tags

  storage_os_disk {
    create_option = "FromImage"
    disk_size_gb  = var.storage_os_disk_size_gb
  }

  os_profile {
    custom_data = var.custom_data != "" ? var.custom_data : null
  }

  # In the machine or beside it, they are its disks.
  dynamic "storage_data_disk" {
    for_each = range(var.nb_data_disk)

    content {
      create_option = "Empty"
      lun           = storage_data_disk.value
      disk_size_gb  = var.data_disk_size_gb
    }
  }

  dynamic "storage_data_disk" {
    for_each = var.extra_disks

    content {
      create_option = "Empty"
      lun           = storage_data_disk.key + var.nb_data_disk
      name          = storage_data_disk.value.name
      disk_size_gb  = storage_data_disk.value.size
    }
  }

  storage_image_reference {
    id    = var.vm_os_id
    offer = var.vm_os_id != "" ? null : (var.vm_os_offer != "" ? var.vm_os_offer : try(split(",", local.standard_os[var.vm_os_simple])[1], null))
  }
}

resource "azurerm_virtual_machine" "vm_windows" {
  count = local.is_windows ? var.nb_instances : 0

  name    = replace(replace(var.name_template_vm_windows, "$${vm_hostname}", var.vm_hostname), "$${host_number}", count.index)
  vm_size = var.vm_size
  tags    = var.tags

  storage_os_disk {
    create_option = "FromImage"
    disk_size_gb  = var.storage_os_disk_size_gb
  }

  # In the machine or beside it, they are its disks.
  dynamic "storage_data_disk" {
    for_each = range(var.nb_data_disk)

    content {
      create_option = "Empty"
      lun           = storage_data_disk.value
      disk_size_gb  = var.data_disk_size_gb
    }
  }

  dynamic "storage_data_disk" {
    for_each = var.extra_disks

    content {
      create_option = "Empty"
      lun           = storage_data_disk.key + var.nb_data_disk
      name          = storage_data_disk.value.name
      disk_size_gb  = storage_data_disk.value.size
    }
  }

  storage_image_reference {
    id    = var.vm_os_id
    offer = var.vm_os_id != "" ? null : (var.vm_os_offer != "" ? var.vm_os_offer : try(split(",", local.standard_os[var.vm_os_simple])[1], null))
  }
}

output "vm_ids" {
  value = concat(azurerm_virtual_machine.vm_windows[*].id, azurerm_virtual_machine.vm_linux[*].id)
}
