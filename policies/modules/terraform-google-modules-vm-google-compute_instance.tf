# Machines of a template
# source: terraform-google-modules/vm/google//modules/compute_instance
# versions: >= 10, < 16
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/vm/google/latest
# ignores: access_config, alias_ip_ranges, deletion_protection, ipv6_access_config, network, region
# ignores: resource_manager_tags, resource_policies, subnetwork, subnetwork_project, zone

# required
variable "project_id" {
  type = string
}

variable "hostname" {
  type    = string
  default = ""
}

variable "add_hostname_suffix" {
  type    = bool
  default = true
}

variable "hostname_suffix_separator" {
  type    = string
  default = "-"
}

variable "static_ips" {
  type    = list(string)
  default = []
}

variable "num_instances" {
  type    = number
  default = 1
}

# required
variable "instance_template" {
  type = string
}

variable "labels" {
  type    = map(string)
  default = null
}

locals {
  hostname      = var.hostname == "" ? "default" : var.hostname
  num_instances = length(var.static_ips) == 0 ? var.num_instances : length(var.static_ips)
}

resource "google_compute_instance_from_template" "compute_instance" {
  count = local.num_instances

  name                     = var.add_hostname_suffix ? format("%s%s%s", local.hostname, var.hostname_suffix_separator, format("%03d", count.index + 1)) : local.hostname
  project                  = var.project_id
  labels                   = var.labels
  source_instance_template = var.instance_template
}

output "instances_self_links" {
  value = google_compute_instance_from_template.compute_instance[*].self_link
}
