# A template of machines
# source: terraform-google-modules/vm/google//modules/instance_template
# versions: >= 10, < 16
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/vm/google/latest
# ignores: access_config, additional_networks, alias_ip_range, auto_delete, automatic_restart, can_ip_forward
# ignores: create_service_account, description, disk_encryption_key, disk_labels, disk_resource_policies
# ignores: enable_nested_virtualization, enable_shielded_vm, instance_description, ipv6_access_config
# ignores: maintenance_interval, min_cpu_platform, network, network_attachment, network_ip, nic_type
# ignores: on_host_maintenance, region, resource_manager_tags, resource_policies, service_account_project_roles
# ignores: shielded_instance_config, spot_instance_termination_action, stack_type, subnets, subnetwork
# ignores: subnetwork_project, tags, threads_per_core, total_egress_bandwidth_tier, vlan

# required
variable "project_id" {
  type = string
}

variable "name_prefix" {
  type    = string
  default = "default-instance-template"
}

variable "machine_type" {
  type    = string
  default = "n1-standard-1"
}

variable "spot" {
  type    = bool
  default = false
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "preemptible" {
  type    = bool
  default = false
}

variable "source_image" {
  type    = string
  default = ""
}

# until 11: "centos-7"
variable "source_image_family" {
  type    = string
  default = "rocky-linux-9-optimized-gcp"
}

# until 11: "centos-cloud"
variable "source_image_project" {
  type    = string
  default = "rocky-linux-cloud"
}

variable "disk_size_gb" {
  type    = string
  default = "100"
}

variable "disk_type" {
  type    = string
  default = "pd-standard"
}

variable "additional_disks" {
  default = []
}

variable "startup_script" {
  type    = string
  default = ""
}

variable "metadata" {
  type    = map(string)
  default = {}
}

variable "enable_confidential_vm" {
  type    = bool
  default = false
}

variable "confidential_instance_type" {
  type    = string
  default = null
}

variable "gpu" {
  default = null
}

variable "service_account" {
  default = null
}

locals {
  source_image_family  = var.source_image_family != "" ? var.source_image_family : "rocky-linux-9-optimized-gcp"
  source_image_project = var.source_image_project != "" ? var.source_image_project : "rocky-linux-cloud"

  boot_disk = [{
    source_image = "${local.source_image_project}/${var.source_image != "" ? var.source_image : local.source_image_family}"
    disk_size_gb = var.disk_size_gb
    disk_type    = var.disk_type
    boot         = true
  }]
}

resource "google_compute_instance_template" "tpl" {
  name_prefix             = "${var.name_prefix}-"
  project                 = var.project_id
  machine_type            = var.machine_type
  labels                  = var.labels
  metadata                = var.metadata
  metadata_startup_script = var.startup_script != "" ? var.startup_script : null

  dynamic "service_account" {
    for_each = var.service_account == null ? [] : [var.service_account]

    content {
      email = try(service_account.value.email, null)
    }
  }

  dynamic "disk" {
    for_each = concat(local.boot_disk, var.additional_disks)

    content {
      boot         = lookup(disk.value, "boot", null)
      device_name  = lookup(disk.value, "device_name", null)
      disk_size_gb = lookup(disk.value, "disk_size_gb", null)
      source_image = lookup(disk.value, "source_image", null)
      type         = lookup(disk.value, "disk_type", null) == "local-ssd" ? "SCRATCH" : "PERSISTENT"
    }
  }

  scheduling {
    preemptible        = var.preemptible || var.spot
    provisioning_model = var.spot ? "SPOT" : null
  }

  confidential_instance_config {
    enable_confidential_compute = var.enable_confidential_vm
    confidential_instance_type  = var.confidential_instance_type
  }

  dynamic "guest_accelerator" {
    for_each = var.gpu != null ? [var.gpu] : []

    content {
      type  = guest_accelerator.value.type
      count = guest_accelerator.value.count
    }
  }
}

output "self_link_unique" {
  value = google_compute_instance_template.tpl.self_link_unique
}

output "self_link" {
  value = google_compute_instance_template.tpl.self_link
}

output "name" {
  value = google_compute_instance_template.tpl.name
}
