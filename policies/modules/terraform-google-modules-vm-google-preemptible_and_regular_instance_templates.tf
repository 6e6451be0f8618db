# Two templates of machines that differ in how they are bought
# source: terraform-google-modules/vm/google//modules/preemptible_and_regular_instance_templates
# versions: >= 10, < 16
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/vm/google/latest
# ignores: access_config, auto_delete, can_ip_forward, ipv6_access_config, network, region, subnetwork
# ignores: subnetwork_project, tags

# required
variable "project_id" {
  type = string
}

variable "name_prefix" {
  type    = string
  default = "default-it"
}

variable "machine_type" {
  type    = string
  default = "n1-standard-1"
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "source_image" {
  type    = string
  default = ""
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

variable "source_image_family" {
  type    = string
  default = ""
}

variable "source_image_project" {
  type    = string
  default = ""
}

# required
variable "service_account" {
}

module "preemptible" {
  source = "terraform-google-modules/vm/google//modules/instance_template"

  project_id           = var.project_id
  name_prefix          = "${var.name_prefix}-preemptible"
  machine_type         = var.machine_type
  labels               = var.labels
  metadata             = var.metadata
  startup_script       = var.startup_script
  source_image         = var.source_image
  source_image_family  = var.source_image_family
  source_image_project = var.source_image_project
  service_account      = var.service_account
  disk_size_gb         = var.disk_size_gb
  disk_type            = var.disk_type
  additional_disks     = var.additional_disks
  preemptible          = true
}

module "regular" {
  source = "terraform-google-modules/vm/google//modules/instance_template"

  project_id           = var.project_id
  name_prefix          = "${var.name_prefix}-regular"
  machine_type         = var.machine_type
  labels               = var.labels
  metadata             = var.metadata
  startup_script       = var.startup_script
  source_image         = var.source_image
  source_image_family  = var.source_image_family
  source_image_project = var.source_image_project
  service_account      = var.service_account
  disk_size_gb         = var.disk_size_gb
  disk_type            = var.disk_type
  additional_disks     = var.additional_disks
  preemptible          = false
}

output "preemptible_self_link" {
  value = module.preemptible.self_link
}

output "regular_self_link" {
  value = module.regular.self_link
}
