# A GKE cluster and its node pools, with private nodes and what Google recommends
# source: terraform-google-modules/kubernetes-engine/google//modules/safer-cluster
# versions: >= 30, < 45
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest
# ignores: add_cluster_firewall_rules, authenticator_security_group, cloudrun, cluster_autoscaling
# ignores: cluster_dns_domain, cluster_dns_provider, cluster_dns_scope, compute_engine_service_account
# ignores: config_connector, create_service_account, database_encryption, datapath_provider
# ignores: default_max_pods_per_node, deletion_protection, description, disable_default_snat, dns_cache
# ignores: enable_confidential_nodes, enable_cost_allocation, enable_gcfs, enable_intranode_visibility
# ignores: enable_l4_ilb_subsetting, enable_mesh_certificates, enable_pod_security_policy, enable_private_endpoint
# ignores: enable_secret_sync, enable_shielded_nodes, enable_vertical_pod_autoscaling, filestore_csi_driver
# ignores: firewall_inbound_ports, firewall_priority, gateway_api_channel, gce_pd_csi_driver, gcs_fuse_csi_driver
# ignores: gke_backup_agent_config, grant_registry_access, horizontal_pod_autoscaling, http_load_balancing
# ignores: initial_node_count, ip_range_pods, ip_range_services, istio, istio_auth, kubernetes_version
# ignores: logging_service, maintenance_end_time, maintenance_exclusions, maintenance_recurrence
# ignores: maintenance_start_time, master_authorized_networks, master_ipv4_cidr_block
# ignores: monitoring_enable_managed_prometheus, monitoring_enable_observability_metrics
# ignores: monitoring_enable_observability_relay, monitoring_enabled_components, monitoring_service, network
# ignores: network_project_id, node_pools_metadata, node_pools_oauth_scopes, node_pools_tags
# ignores: notification_config_topic, private_endpoint_subnetwork, region, regional, registry_project_ids
# ignores: release_channel, resource_usage_export_dataset_id, security_posture_mode
# ignores: security_posture_vulnerability_mode, stub_domains, subnetwork, timeouts, upstream_nameservers
# ignores: workload_config_audit_mode, workload_vulnerability_mode, zones

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

variable "node_pools" {
  type = list(map(string))
  default = [
    {
      name = "default-node-pool"
    },
  ]
}

variable "windows_node_pools" {
  type    = list(map(string))
  default = []
}

variable "node_pools_labels" {
  type = map(map(string))
  default = {
    all               = {}
    default-node-pool = {}
  }
}

variable "node_pools_resource_labels" {
  type = map(map(string))
  default = {
    all               = {}
    default-node-pool = {}
  }
}

variable "node_pools_taints" {
  type = map(list(object({ key = string, value = string, effect = string })))
  default = {
    all               = []
    default-node-pool = []
  }
}

variable "sandbox_enabled" {
  type    = bool
  default = false
}

module "gke" {
  source = "terraform-google-modules/kubernetes-engine/google//modules/beta-private-cluster"

  project_id                 = var.project_id
  name                       = var.name
  cluster_resource_labels    = var.cluster_resource_labels
  remove_default_node_pool   = true
  node_pools                 = var.node_pools
  windows_node_pools         = var.windows_node_pools
  node_pools_labels          = var.node_pools_labels
  node_pools_resource_labels = var.node_pools_resource_labels
  node_pools_taints          = var.node_pools_taints
  sandbox_enabled            = var.sandbox_enabled
}

output "cluster_id" {
  value = module.gke.cluster_id
}

output "name" {
  value = module.gke.name
}

output "endpoint" {
  value = module.gke.endpoint
}

output "ca_certificate" {
  value = module.gke.ca_certificate
}
