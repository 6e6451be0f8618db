# An AKS cluster and its node pools
# source: Azure/aks/azurerm
# versions: >= 7
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/aks/azurerm/latest

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
