# A GKE Autopilot cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/beta-autopilot-public-cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/beta-autopilot-private-cluster
# versions: >= 24
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

resource "google_container_cluster" "primary" {
  name             = var.name
  project          = var.project_id
  resource_labels  = var.cluster_resource_labels
  enable_autopilot = true
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
