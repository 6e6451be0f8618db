# A GKE Autopilot cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/gke-autopilot-cluster
# versions: >= 36
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

variable "resource_labels" {
  type    = map(string)
  default = null
}

resource "google_container_cluster" "main" {
  name             = var.name
  project          = var.project_id
  resource_labels  = var.resource_labels
  enable_autopilot = true
}

output "cluster_id" {
  value = google_container_cluster.main.id
}

output "cluster_name" {
  value = google_container_cluster.main.name
}
