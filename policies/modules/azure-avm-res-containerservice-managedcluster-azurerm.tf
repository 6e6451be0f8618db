# An AKS cluster and its node pools
# source: Azure/avm-res-containerservice-managedcluster/azurerm
# versions: >= 0.4, < 0.9
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/avm-res-containerservice-managedcluster/azurerm/latest
# ignores: aad_profile, addon_profile_azure_policy, addon_profile_confidential_computing
# ignores: addon_profile_ingress_application_gateway, addon_profile_key_vault_secrets_provider
# ignores: addon_profile_oms_agent, addon_profiles_extra, agentpool_timeouts, ai_toolchain_operator_profile
# ignores: alert_email, api_server_access_profile, auto_scaler_profile, auto_upgrade_profile, azure_monitor_profile
# ignores: bootstrap_profile, cluster_timeouts, create_agentpools_before_destroy, diagnostic_settings
# ignores: disable_local_accounts, disk_encryption_set_id, dns_prefix, enable_rbac, enable_telemetry
# ignores: extended_location, fqdn_subdomain, hosted_system_profile, http_proxy_config, identity_profile
# ignores: ingress_profile, kind, kube_proxy_config, kubernetes_version, linux_profile, location, lock
# ignores: maintenanceconfiguration, managed_identities, metrics_profile, namespace, network_profile
# ignores: node_provisioning_profile, node_resource_group, node_resource_group_profile, oidc_issuer_profile
# ignores: onboard_alerts, onboard_monitoring, parent_id, pod_identity_profile, private_endpoints
# ignores: private_endpoints_manage_dns_zone_group, private_link_resources, prometheus_workspace_id
# ignores: public_network_access, role_assignments, security_profile, service_mesh_profile, service_principal_profile
# ignores: storage_profile, support_plan, upgrade_settings, windows_profile, windows_profile_password
# ignores: windows_profile_password_version, workload_auto_scaler_profile

# required
variable "name" {
  type = string
}

variable "sku" {
  default = null
}

variable "default_agent_pool" {
  default = {}
}

variable "agent_pools" {
  default = {}
}

variable "tags" {
  type    = map(string)
  default = null
}

locals {
  is_automatic = try(var.sku.name, null) == "Automatic"

  # The type of the module's input fills these in.
  default_pool = merge({ name = "systempool", count_of = 3 }, { for k, v in var.default_agent_pool : k => v if v != null })
}

# in place of azapi_resource.this
resource "azurerm_kubernetes_cluster" "this" {
  count = local.is_automatic ? 0 : 1

  name = var.name
  tags = var.tags

  default_node_pool {
    name          = local.default_pool.name
    host_group_id = try(local.default_pool.host_group_id, null)
    max_count     = try(local.default_pool.enable_auto_scaling, false) ? try(local.default_pool.max_count, null) : null
    min_count     = try(local.default_pool.enable_auto_scaling, false) ? try(local.default_pool.min_count, null) : null
    node_count    = try(local.default_pool.max_count, null) != null && try(local.default_pool.min_count, null) != null ? null : local.default_pool.count_of
    node_labels   = try(local.default_pool.node_labels, null)
    node_taints   = try(local.default_pool.node_taints, null)
    priority      = try(local.default_pool.scale_set_priority, null)
    tags          = var.tags
    vm_size       = try(local.default_pool.vm_size, null)
  }
}

# in place of azapi_resource.this
resource "azurerm_kubernetes_automatic_cluster" "this" {
  count = local.is_automatic ? 1 : 0

  name = var.name
  tags = var.tags
}

# in place of module.nodepools
resource "azurerm_kubernetes_cluster_node_pool" "nodepools" {
  for_each = var.agent_pools

  kubernetes_cluster_id = try(azurerm_kubernetes_cluster.this[0].id, azurerm_kubernetes_automatic_cluster.this[0].id)
  name                  = each.value.name
  host_group_id         = try(each.value.host_group_id, null)
  max_count             = try(each.value.enable_auto_scaling, false) == true ? try(each.value.max_count, null) : null
  min_count             = try(each.value.enable_auto_scaling, false) == true ? try(each.value.min_count, null) : null
  node_count            = try(each.value.max_count, null) != null && try(each.value.min_count, null) != null ? null : try(each.value.count_of, null)
  node_labels           = try(each.value.node_labels, null)
  node_taints           = try(each.value.node_taints, null)
  priority              = try(each.value.scale_set_priority, null)
  tags                  = try(each.value.tags, null)
  vm_size               = try(each.value.vm_size, null)
  workload_runtime      = try(each.value.workload_runtime, null)
}

output "name" {
  value = var.name
}

output "resource_id" {
  value = try(azurerm_kubernetes_cluster.this[0].id, azurerm_kubernetes_automatic_cluster.this[0].id)
}

output "fqdn" {
  value = try(azurerm_kubernetes_cluster.this[0].fqdn, azurerm_kubernetes_automatic_cluster.this[0].fqdn)
}

output "private_fqdn" {
  value = try(azurerm_kubernetes_cluster.this[0].private_fqdn, azurerm_kubernetes_automatic_cluster.this[0].private_fqdn)
}

output "cluster_ca_certificate" {
  value = try(azurerm_kubernetes_cluster.this[0].kube_config[0].cluster_ca_certificate, null)
}

output "agentpool_resource_ids" {
  value = { for k, pool in azurerm_kubernetes_cluster_node_pool.nodepools : k => { resource_id = pool.id, name = pool.name } }
}
