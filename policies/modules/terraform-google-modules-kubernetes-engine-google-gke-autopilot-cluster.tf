# A GKE Autopilot cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/gke-autopilot-cluster
# versions: >= 38, < 45
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest
# ignores: addons_config, allow_net_admin, authenticator_groups_config, binary_authorization, cluster_autoscaling
# ignores: cluster_ipv4_cidr, cluster_telemetry, confidential_nodes, control_plane_endpoints_config
# ignores: cost_management_config, database_encryption, datapath_provider, default_snat_status, deletion_protection
# ignores: description, disable_l4_lb_firewall_reconciliation, dns_config, enable_cilium_clusterwide_network_policy
# ignores: enable_fqdn_network_policy, enable_k8s_beta_apis, enable_l4_ilb_subsetting, enable_multi_networking
# ignores: enterprise_config, fleet, gateway_api_config, identity_service_config, in_transit_encryption_config
# ignores: ip_allocation_policy, location, logging_config, maintenance_policy, master_auth
# ignores: master_authorized_networks_config, mesh_certificates, min_master_version, monitoring_config, network
# ignores: node_locations, node_pool_auto_config, notification_config, pod_autoscaling, pod_security_policy_config
# ignores: private_cluster_config, private_ipv6_google_access, project, protect_config, release_channel
# ignores: resource_usage_export_config, secret_manager_config, secret_sync_config, security_posture_config
# ignores: service_external_ips_config, subnetwork, timeouts, vertical_pod_autoscaling, workload_alts_config
# ignores: workload_identity_config

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
