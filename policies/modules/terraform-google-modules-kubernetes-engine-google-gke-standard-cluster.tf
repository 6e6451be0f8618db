# A GKE cluster whose node pools are made beside it
# source: terraform-google-modules/kubernetes-engine/google//modules/gke-standard-cluster
# versions: >= 38, < 45
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest
# ignores: addons_config, authenticator_groups_config, binary_authorization, cluster_autoscaling, cluster_ipv4_cidr
# ignores: cluster_telemetry, confidential_nodes, control_plane_endpoints_config, cost_management_config
# ignores: database_encryption, datapath_provider, default_max_pods_per_node, default_snat_status
# ignores: deletion_protection, description, disable_l4_lb_firewall_reconciliation, dns_config
# ignores: enable_cilium_clusterwide_network_policy, enable_fqdn_network_policy, enable_intranode_visibility
# ignores: enable_k8s_beta_apis, enable_kubernetes_alpha, enable_l4_ilb_subsetting, enable_legacy_abac
# ignores: enable_multi_networking, enable_shielded_nodes, enable_tpu, enterprise_config, fleet, gateway_api_config
# ignores: identity_service_config, in_transit_encryption_config, initial_node_count, ip_allocation_policy, location
# ignores: logging_config, logging_service, maintenance_policy, master_auth, master_authorized_networks_config
# ignores: mesh_certificates, min_master_version, monitoring_config, monitoring_service, network, network_policy
# ignores: node_config, node_locations, node_pool_auto_config, node_pool_defaults, node_version, notification_config
# ignores: pod_autoscaling, pod_security_policy_config, private_cluster_config, private_ipv6_google_access, project
# ignores: protect_config, release_channel, resource_usage_export_config, secret_manager_config, secret_sync_config
# ignores: security_posture_config, service_external_ips_config, subnetwork, timeouts, vertical_pod_autoscaling
# ignores: workload_alts_config, workload_identity_config

# required
variable "name" {
  type = string
}

# required
variable "project_id" {
  type = string
}

variable "resource_labels" {
  type    = map(string)
  default = null
}

variable "remove_default_node_pool" {
  type    = bool
  default = true
}

variable "node_pool" {
  default = null
}

resource "google_container_cluster" "main" {
  name            = var.name
  project         = var.project_id
  resource_labels = var.resource_labels

  remove_default_node_pool = var.remove_default_node_pool

  dynamic "node_pool" {
    for_each = var.node_pool != null ? var.node_pool : []

    content {
      name = try(node_pool.value.name, null)
    }
  }
}

output "cluster_id" {
  value = google_container_cluster.main.id
}

output "cluster_name" {
  value = google_container_cluster.main.name
}

output "endpoint" {
  value = google_container_cluster.main.private_cluster_config[0].private_endpoint
}

output "ca_certificate" {
  value = google_container_cluster.main.master_auth[0].cluster_ca_certificate
}
