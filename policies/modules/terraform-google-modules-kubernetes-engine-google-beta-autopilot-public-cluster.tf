# A GKE Autopilot cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/beta-autopilot-public-cluster
# source: terraform-google-modules/kubernetes-engine/google//modules/beta-autopilot-private-cluster
# versions: >= 24, < 45
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest
# ignores: add_cluster_firewall_rules, add_master_webhook_firewall_rules, add_shadow_firewall_rules
# ignores: additional_ip_range_pods, additional_ip_ranges_config, additional_pod_ranges_config, allow_net_admin
# ignores: anonymous_authentication_config_mode, authenticator_security_group, boot_disk_kms_key, cluster_ipv4_cidr
# ignores: cluster_telemetry_type, configure_ip_masq, create_service_account, database_encryption, datapath_provider
# ignores: default_compute_class_enabled, deletion_protection, deploy_using_private_endpoint, description
# ignores: disable_default_snat, disable_l4_lb_firewall_reconciliation, dns_allow_external_traffic, dns_cache
# ignores: enable_binary_authorization, enable_cilium_clusterwide_network_policy, enable_confidential_nodes
# ignores: enable_cost_allocation, enable_fqdn_network_policy, enable_gcfs, enable_k8s_beta_apis
# ignores: enable_l4_ilb_subsetting, enable_legacy_lustre_port, enable_multi_networking, enable_network_egress_export
# ignores: enable_private_endpoint, enable_private_nodes, enable_resource_consumption_export
# ignores: enable_secret_manager_addon, enable_secret_sync, enable_tpu, enable_vertical_pod_autoscaling
# ignores: enterprise_config, filestore_csi_driver, firewall_inbound_ports, firewall_priority, fleet_project
# ignores: fleet_project_grant_service_agent, gateway_api_channel, gcp_public_cidrs_access_enabled
# ignores: gcs_fuse_csi_driver, gke_auto_upgrade_config_patch_mode, gke_backup_agent_config, grant_registry_access
# ignores: horizontal_pod_autoscaling, hpa_profile, http_load_balancing, identity_namespace
# ignores: in_transit_encryption_config, insecure_kubelet_readonly_port_enabled, ip_endpoints_enabled
# ignores: ip_masq_link_local, ip_masq_resync_interval, ip_range_pods, ip_range_services, issue_client_certificate
# ignores: kubernetes_version, logging_enabled_components, logging_service, logging_variant, lustre_csi_driver
# ignores: maintenance_end_time, maintenance_exclusions, maintenance_recurrence, maintenance_start_time
# ignores: master_authorized_networks, master_global_access_enabled, master_ipv4_cidr_block
# ignores: monitoring_enable_managed_prometheus, monitoring_enabled_components, monitoring_metric_writer_role
# ignores: monitoring_service, network, network_project_id, network_tags, network_tier_config, node_pools_cgroup_mode
# ignores: non_masquerade_cidrs, notification_config_topic, notification_filter_event_type
# ignores: private_endpoint_subnetwork, ray_operator_config, rbac_binding_config, region, regional
# ignores: registry_project_ids, release_channel, resource_manager_tags, resource_usage_export_dataset_id
# ignores: security_posture_mode, security_posture_vulnerability_mode, service_account, service_account_name
# ignores: service_external_ips, shadow_firewall_rules_log_config, shadow_firewall_rules_priority, skip_provisioners
# ignores: stack_type, stateful_ha, stub_domains, subnetwork, timeouts, total_egress_bandwidth_tier
# ignores: upstream_nameservers, workload_config_audit_mode, workload_vulnerability_mode, zones

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
