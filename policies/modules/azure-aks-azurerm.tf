# An AKS cluster and its node pools
# source: Azure/aks/azurerm
# versions: >= 7, < 12
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/aks/azurerm/latest
# ignores: aci_connector_linux_enabled, aci_connector_linux_subnet_name, admin_username, agents_availability_zones
# ignores: agents_max_pods, agents_pool_drain_timeout_in_minutes, agents_pool_kubelet_configs
# ignores: agents_pool_linux_os_configs, agents_pool_local_dns_config, agents_pool_max_surge
# ignores: agents_pool_node_soak_duration_in_minutes, agents_pool_undrainable_node_behavior
# ignores: agents_proximity_placement_group_id, agents_taints, agents_type, ai_toolchain_operator_enabled
# ignores: api_server_authorized_ip_ranges, api_server_subnet_id, api_server_vnet_integration_enabled
# ignores: attached_acr_id_map, auto_scaler_profile_balance_similar_node_groups
# ignores: auto_scaler_profile_empty_bulk_delete_max, auto_scaler_profile_enabled, auto_scaler_profile_expander
# ignores: auto_scaler_profile_max_graceful_termination_sec, auto_scaler_profile_max_node_provisioning_time
# ignores: auto_scaler_profile_max_unready_nodes, auto_scaler_profile_max_unready_percentage
# ignores: auto_scaler_profile_new_pod_scale_up_delay, auto_scaler_profile_scale_down_delay_after_add
# ignores: auto_scaler_profile_scale_down_delay_after_delete, auto_scaler_profile_scale_down_delay_after_failure
# ignores: auto_scaler_profile_scale_down_unneeded, auto_scaler_profile_scale_down_unready
# ignores: auto_scaler_profile_scale_down_utilization_threshold, auto_scaler_profile_scan_interval
# ignores: auto_scaler_profile_skip_nodes_with_local_storage, auto_scaler_profile_skip_nodes_with_system_pods
# ignores: automatic_channel_upgrade, azure_policy_enabled, bootstrap_profile
# ignores: brown_field_application_gateway_for_ingress, client_id, client_secret
# ignores: cluster_log_analytics_workspace_name, cluster_name_random_suffix, confidential_computing
# ignores: cost_analysis_enabled, create_monitor_data_collection_rule, create_role_assignment_network_contributor
# ignores: create_role_assignments_for_application_gateway, custom_ca_trust_certificates_base64
# ignores: data_collection_settings, default_node_pool_fips_enabled, disk_encryption_set_id
# ignores: dns_prefix_private_cluster, ebpf_data_plane, enable_host_encryption, enable_node_public_ip
# ignores: green_field_application_gateway_for_ingress, host_encryption_enabled, http_application_routing_enabled
# ignores: http_proxy_config, identity_ids, identity_type, image_cleaner_enabled, image_cleaner_interval_hours
# ignores: ingress_application_gateway_enabled, ingress_application_gateway_id, ingress_application_gateway_name
# ignores: ingress_application_gateway_subnet_cidr, ingress_application_gateway_subnet_id
# ignores: interval_before_cluster_update, key_vault_secrets_provider_enabled, kms_enabled, kms_key_vault_key_id
# ignores: kms_key_vault_network_access, kubelet_identity, kubernetes_version, load_balancer_profile_enabled
# ignores: load_balancer_profile_idle_timeout_in_minutes, load_balancer_profile_managed_outbound_ip_count
# ignores: load_balancer_profile_managed_outbound_ipv6_count, load_balancer_profile_outbound_ip_address_ids
# ignores: load_balancer_profile_outbound_ip_prefix_ids, load_balancer_profile_outbound_ports_allocated
# ignores: load_balancer_sku, local_account_disabled, local_dns_config, location, log_analytics_solution
# ignores: log_analytics_workspace, log_analytics_workspace_allow_resource_only_permissions
# ignores: log_analytics_workspace_cmk_for_query_forced, log_analytics_workspace_daily_quota_gb
# ignores: log_analytics_workspace_data_collection_rule_id, log_analytics_workspace_enabled
# ignores: log_analytics_workspace_identity, log_analytics_workspace_immediate_data_purge_on_30_days_enabled
# ignores: log_analytics_workspace_internet_ingestion_enabled, log_analytics_workspace_internet_query_enabled
# ignores: log_analytics_workspace_local_authentication_disabled
# ignores: log_analytics_workspace_reservation_capacity_in_gb_per_day, log_analytics_workspace_resource_group_name
# ignores: log_analytics_workspace_sku, log_retention_in_days, maintenance_window, maintenance_window_auto_upgrade
# ignores: maintenance_window_node_os, microsoft_defender_enabled
# ignores: monitor_data_collection_rule_data_sources_syslog_facilities
# ignores: monitor_data_collection_rule_data_sources_syslog_levels, monitor_data_collection_rule_extensions_streams
# ignores: monitor_metrics, msi_auth_for_monitoring_enabled, nat_gateway_profile, net_profile_dns_service_ip
# ignores: net_profile_outbound_type, net_profile_pod_cidr, net_profile_pod_cidrs, net_profile_service_cidr
# ignores: net_profile_service_cidrs, network_contributor_role_assigned_subnet_ids, network_data_plane
# ignores: network_ip_versions, network_mode, network_plugin, network_plugin_mode, network_policy
# ignores: network_profile_advanced_networking, node_network_profile, node_os_channel_upgrade
# ignores: node_provisioning_profile, node_public_ip_enabled, node_resource_group, oidc_issuer_enabled
# ignores: oms_agent_enabled, only_critical_addons_enabled, open_service_mesh_enabled, orchestrator_version
# ignores: os_disk_size_gb, os_disk_type, os_sku, pod_subnet, pod_subnet_id, private_cluster_enabled
# ignores: private_cluster_public_fqdn_enabled, private_dns_zone_id, public_network_access_enabled, public_ssh_key
# ignores: rbac_aad, rbac_aad_admin_group_object_ids, rbac_aad_azure_rbac_enabled, rbac_aad_client_app_id
# ignores: rbac_aad_managed, rbac_aad_server_app_id, rbac_aad_server_app_secret, rbac_aad_tenant_id
# ignores: resource_group_name, role_based_access_control_enabled, run_command_enabled, scale_down_mode
# ignores: secret_rotation_enabled, secret_rotation_interval, service_mesh_profile, sku_tier, snapshot_id
# ignores: storage_profile_blob_driver_enabled, storage_profile_disk_driver_enabled
# ignores: storage_profile_disk_driver_version, storage_profile_enabled, storage_profile_file_driver_enabled
# ignores: storage_profile_snapshot_controller_enabled, support_plan, temporary_name_for_rotation
# ignores: tracing_tags_enabled, tracing_tags_prefix, ultra_ssd_enabled, upgrade_override, vnet_subnet
# ignores: vnet_subnet_id, web_app_routing, windows_profile, windows_profile_admin_password
# ignores: workload_autoscaler_profile, workload_identity_enabled

variable "agents_count" {
  type    = number
  default = 2
}

variable "agents_labels" {
  type    = map(string)
  default = {}
}

variable "agents_max_count" {
  type    = number
  default = null
}

variable "agents_min_count" {
  type    = number
  default = null
}

variable "agents_pool_name" {
  type     = string
  default  = "nodepool"
  nullable = false
}

variable "agents_size" {
  type    = string
  default = "Standard_D2s_v3"
}

variable "agents_tags" {
  type    = map(string)
  default = {}
}

variable "auto_scaling_enabled" {
  type    = bool
  default = false
}

variable "cluster_name" {
  type    = string
  default = null
}

variable "prefix" {
  type    = string
  default = ""
}

variable "node_pools" {
  default  = {}
  nullable = false
}

variable "tags" {
  type    = map(string)
  default = {}
}

# until 10
variable "enable_auto_scaling" {
  type    = bool
  default = false
}

locals {
  # Until version 10, the switch had another name.
  is_scaled = var.auto_scaling_enabled || var.enable_auto_scaling
}

resource "azurerm_kubernetes_cluster" "main" {
  name = try(coalesce(var.cluster_name, trim("${var.prefix}-aks", "-")), "aks")

  default_node_pool {
    name        = var.agents_pool_name
    vm_size     = var.agents_size
    max_count   = local.is_scaled ? var.agents_max_count : null
    min_count   = local.is_scaled ? var.agents_min_count : null
    node_count  = local.is_scaled ? null : var.agents_count
    node_labels = var.agents_labels
    tags        = merge(var.tags, var.agents_tags)
  }

  tags = var.tags
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_before_destroy" {
  for_each = { for k, pool in var.node_pools : k => pool if try(pool.create_before_destroy, true) == true }

  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  name                  = "${each.value.name}${substr(md5(uuid()), 0, 4)}"
  host_group_id         = try(each.value.host_group_id, null)
  max_count             = try(each.value.max_count, null)
  min_count             = try(each.value.min_count, null)
  node_count            = try(each.value.node_count, null)
  node_labels           = try(each.value.node_labels, null)
  node_taints           = try(each.value.node_taints, null)
  priority              = try(each.value.priority, "Regular")
  tags                  = try(each.value.tags, null)
  vm_size               = each.value.vm_size
  workload_runtime      = try(each.value.workload_runtime, null)
}

resource "azurerm_kubernetes_cluster_node_pool" "node_pool_create_after_destroy" {
  for_each = { for k, pool in var.node_pools : k => pool if try(pool.create_before_destroy, true) != true }

  kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
  name                  = each.value.name
  host_group_id         = try(each.value.host_group_id, null)
  max_count             = try(each.value.max_count, null)
  min_count             = try(each.value.min_count, null)
  node_count            = try(each.value.node_count, null)
  node_labels           = try(each.value.node_labels, null)
  node_taints           = try(each.value.node_taints, null)
  priority              = try(each.value.priority, "Regular")
  tags                  = try(each.value.tags, null)
  vm_size               = each.value.vm_size
  workload_runtime      = try(each.value.workload_runtime, null)
}

output "aks_id" {
  value = azurerm_kubernetes_cluster.main.id
}

output "aks_name" {
  value = azurerm_kubernetes_cluster.main.name
}

output "host" {
  value = azurerm_kubernetes_cluster.main.kube_config[0].host
}
