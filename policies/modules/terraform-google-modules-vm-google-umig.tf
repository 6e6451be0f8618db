# Machines of a template in groups that nobody manages
# source: terraform-google-modules/vm/google//modules/umig
# versions: >= 10, < 16
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/vm/google/latest
# ignores: access_config, additional_networks, ipv6_access_config, named_ports, network, region, subnetwork
# ignores: subnetwork_project, zones

variable "project_id" {
  type    = string
  default = null
}

variable "hostname" {
  type    = string
  default = ""
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
  type    = string
  default = "1"
}

# required
variable "instance_template" {
  type = string
}

locals {
  hostname      = var.hostname == "" ? "default" : var.hostname
  num_instances = length(var.static_ips) == 0 ? var.num_instances : length(var.static_ips)
}

resource "google_compute_instance_from_template" "compute_instance" {
  count = local.num_instances

  name                     = format("%s%s%s", local.hostname, var.hostname_suffix_separator, format("%03d", count.index + 1))
  project                  = var.project_id
  source_instance_template = var.instance_template
}

output "instances_self_links" {
  value = google_compute_instance_from_template.compute_instance[*].self_link
}
