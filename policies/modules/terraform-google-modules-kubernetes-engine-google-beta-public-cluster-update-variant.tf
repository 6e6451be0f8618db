# A GKE cluster and its node pools, which are replaced under new names, with what Google has in beta
# source: terraform-google-modules/kubernetes-engine/google//modules/beta-public-cluster-update-variant
# source: terraform-google-modules/kubernetes-engine/google//modules/beta-private-cluster-update-variant
# versions: >= 30, < 45
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/kubernetes-engine/google/latest
# ignores: add_cluster_firewall_rules, add_master_webhook_firewall_rules, add_shadow_firewall_rules
# ignores: additional_ip_range_pods, additional_ip_ranges_config, additional_pod_ranges_config
# ignores: additive_vpc_scope_dns_domain, anonymous_authentication_config_mode, authenticator_security_group
# ignores: boot_disk_kms_key, cloudrun, cloudrun_load_balancer_type, cluster_autoscaling, cluster_dns_domain
# ignores: cluster_dns_provider, cluster_dns_scope, cluster_ipv4_cidr, cluster_telemetry_type, config_connector
# ignores: configure_ip_masq, create_service_account, database_encryption, datapath_provider
# ignores: default_compute_class_enabled, default_max_pods_per_node, deletion_protection
# ignores: deploy_using_private_endpoint, description, disable_default_snat, disable_l4_lb_firewall_reconciliation
# ignores: disable_legacy_metadata_endpoints, dns_allow_external_traffic, dns_cache, enable_binary_authorization
# ignores: enable_cilium_clusterwide_network_policy, enable_confidential_nodes, enable_cost_allocation
# ignores: enable_default_node_pools_metadata, enable_fqdn_network_policy, enable_gcfs, enable_identity_service
# ignores: enable_intranode_visibility, enable_k8s_beta_apis, enable_kubernetes_alpha, enable_l4_ilb_subsetting
# ignores: enable_legacy_lustre_port, enable_mesh_certificates, enable_multi_networking, enable_network_egress_export
# ignores: enable_pod_security_policy, enable_private_endpoint, enable_private_nodes
# ignores: enable_resource_consumption_export, enable_secret_manager_addon, enable_secret_sync, enable_shielded_nodes
# ignores: enable_tpu, enable_vertical_pod_autoscaling, enterprise_config, filestore_csi_driver
# ignores: firewall_inbound_ports, firewall_priority, fleet_project, fleet_project_grant_service_agent
# ignores: gateway_api_channel, gce_pd_csi_driver, gcp_public_cidrs_access_enabled, gcs_fuse_csi_driver
# ignores: gke_auto_upgrade_config_patch_mode, gke_backup_agent_config, grant_registry_access
# ignores: horizontal_pod_autoscaling, hpa_profile, http_load_balancing, identity_namespace
# ignores: in_transit_encryption_config, initial_node_count, insecure_kubelet_readonly_port_enabled
# ignores: ip_endpoints_enabled, ip_masq_link_local, ip_masq_resync_interval, ip_range_pods, ip_range_services
# ignores: issue_client_certificate, istio, istio_auth, kalm_config, kubernetes_version, logging_enabled_components
# ignores: logging_service, logging_variant, lustre_csi_driver, maintenance_end_time, maintenance_exclusions
# ignores: maintenance_recurrence, maintenance_start_time, master_authorized_networks, master_global_access_enabled
# ignores: master_ipv4_cidr_block, monitoring_auto_monitoring_config_scope, monitoring_enable_managed_prometheus
# ignores: monitoring_enable_observability_metrics, monitoring_enable_observability_relay
# ignores: monitoring_enabled_components, monitoring_metric_writer_role, monitoring_observability_metrics_relay_mode
# ignores: monitoring_service, network, network_policy, network_policy_provider, network_project_id, network_tags
# ignores: network_tier_config, node_metadata, node_pools_cgroup_mode, node_pools_hugepage_size_1g
# ignores: node_pools_hugepage_size_2m, node_pools_linux_node_configs_sysctls, node_pools_metadata
# ignores: node_pools_oauth_scopes, node_pools_resource_manager_tags, node_pools_tags
# ignores: node_pools_transparent_hugepage_defrag, node_pools_transparent_hugepage_enabled, non_masquerade_cidrs
# ignores: notification_config_topic, notification_filter_event_type, parallelstore_csi_driver
# ignores: private_endpoint_subnetwork, ray_operator_config, rbac_binding_config, region, regional
# ignores: registry_project_ids, release_channel, resource_manager_tags, resource_usage_export_dataset_id
# ignores: security_posture_mode, security_posture_vulnerability_mode, service_account, service_account_name
# ignores: service_external_ips, shadow_firewall_rules_log_config, shadow_firewall_rules_priority, stack_type
# ignores: stateful_ha, stub_domains, subnetwork, timeouts, total_egress_bandwidth_tier, upstream_nameservers
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

variable "remove_default_node_pool" {
  type    = bool
  default = false
}

variable "node_pools" {
  type = list(map(any))
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

locals {
  node_pools         = { for pool in var.node_pools : pool.name => pool }
  windows_node_pools = { for pool in var.windows_node_pools : pool.name => pool }
}

resource "google_container_cluster" "primary" {
  name            = var.name
  project         = var.project_id
  resource_labels = var.cluster_resource_labels

  remove_default_node_pool = var.remove_default_node_pool
}

resource "random_id" "name" {
  for_each = merge(local.node_pools, local.windows_node_pools)

  byte_length = 2
  prefix      = format("%s-", each.key)
}

resource "google_container_node_pool" "pools" {
  for_each = local.node_pools

  name    = random_id.name[each.key].hex
  project = var.project_id
  cluster = google_container_cluster.primary.name

  # The module says the one or the other, so that they stand in one place here.
  initial_node_count = tobool(lookup(each.value, "autoscaling", true)) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : lookup(each.value, "node_count", 1)

  dynamic "autoscaling" {
    for_each = tobool(lookup(each.value, "autoscaling", true)) ? [each.value] : []

    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }

  node_config {
    machine_type = lookup(each.value, "machine_type", "e2-medium")
    preemptible  = lookup(each.value, "preemptible", false)
    spot         = lookup(each.value, "spot", false)

    labels = merge(
      { "cluster_name" = var.name, "node_pool" = each.value["name"] },
      try(var.node_pools_labels["all"], {}),
      try(var.node_pools_labels[each.value["name"]], {}),
    )
    resource_labels = merge(
      try(var.node_pools_resource_labels["all"], {}),
      try(var.node_pools_resource_labels[each.value["name"]], {}),
    )

    dynamic "taint" {
      for_each = concat(
        try(var.node_pools_taints["all"], []),
        try(var.node_pools_taints[each.value["name"]], []),
      )

      content {
        effect = taint.value.effect
        key    = taint.value.key
        value  = taint.value.value
      }
    }

    dynamic "guest_accelerator" {
      for_each = tonumber(lookup(each.value, "accelerator_count", 0)) > 0 ? [1] : []

      content {
        type  = lookup(each.value, "accelerator_type", "")
        count = lookup(each.value, "accelerator_count", 0)
      }
    }

    dynamic "sandbox_config" {
      for_each = tobool(lookup(each.value, "sandbox_enabled", var.sandbox_enabled)) ? ["gvisor"] : []

      content {
        sandbox_type = sandbox_config.value
      }
    }

    dynamic "confidential_nodes" {
      for_each = lookup(each.value, "enable_confidential_nodes", null) != null ? [each.value.enable_confidential_nodes] : []

      content {
        enabled = confidential_nodes.value
      }
    }
  }
}

resource "google_container_node_pool" "windows_pools" {
  for_each = local.windows_node_pools

  name    = random_id.name[each.key].hex
  project = var.project_id
  cluster = google_container_cluster.primary.name

  # The module says the one or the other, so that they stand in one place here.
  initial_node_count = tobool(lookup(each.value, "autoscaling", true)) ? lookup(each.value, "initial_node_count", lookup(each.value, "min_count", 1)) : lookup(each.value, "node_count", 1)

  dynamic "autoscaling" {
    for_each = tobool(lookup(each.value, "autoscaling", true)) ? [each.value] : []

    content {
      min_node_count       = contains(keys(autoscaling.value), "total_min_count") ? null : lookup(autoscaling.value, "min_count", 1)
      max_node_count       = contains(keys(autoscaling.value), "total_max_count") ? null : lookup(autoscaling.value, "max_count", 100)
      total_min_node_count = lookup(autoscaling.value, "total_min_count", null)
      total_max_node_count = lookup(autoscaling.value, "total_max_count", null)
    }
  }

  node_config {
    machine_type = lookup(each.value, "machine_type", "e2-medium")
    preemptible  = lookup(each.value, "preemptible", false)
    spot         = lookup(each.value, "spot", false)

    labels = merge(
      { "cluster_name" = var.name, "node_pool" = each.value["name"] },
      try(var.node_pools_labels["all"], {}),
      try(var.node_pools_labels[each.value["name"]], {}),
    )
    resource_labels = merge(
      try(var.node_pools_resource_labels["all"], {}),
      try(var.node_pools_resource_labels[each.value["name"]], {}),
    )

    dynamic "taint" {
      for_each = concat(
        try(var.node_pools_taints["all"], []),
        try(var.node_pools_taints[each.value["name"]], []),
      )

      content {
        effect = taint.value.effect
        key    = taint.value.key
        value  = taint.value.value
      }
    }

    dynamic "guest_accelerator" {
      for_each = tonumber(lookup(each.value, "accelerator_count", 0)) > 0 ? [1] : []

      content {
        type  = lookup(each.value, "accelerator_type", "")
        count = lookup(each.value, "accelerator_count", 0)
      }
    }

    dynamic "sandbox_config" {
      for_each = tobool(lookup(each.value, "sandbox_enabled", var.sandbox_enabled)) ? ["gvisor"] : []

      content {
        sandbox_type = sandbox_config.value
      }
    }

    dynamic "confidential_nodes" {
      for_each = lookup(each.value, "enable_confidential_nodes", null) != null ? [each.value.enable_confidential_nodes] : []

      content {
        enabled = confidential_nodes.value
      }
    }
  }
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
