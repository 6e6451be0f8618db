# A web app, function app or logic app of App Service
# source: Azure/avm-res-web-site/azurerm
# versions: >= 0.11, < 0.23
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/avm-res-web-site/azurerm/latest
# ignores: all_child_resources_inherit_lock, all_child_resources_inherit_tags, app_service_active_slot
# ignores: application_insights, application_insights_connection_string, application_insights_key, auth_settings
# ignores: auth_settings_v2, auto_generated_domain_name_label_scope, auto_heal_setting, backup
# ignores: builtin_logging_enabled, bundle_version, certificates, client_affinity_enabled
# ignores: client_affinity_partitioning_enabled, client_affinity_proxy_enabled, client_certificate_enabled
# ignores: client_certificate_exclusion_paths, client_certificate_mode, connection_strings, container_size
# ignores: content_share_force_disabled, custom_domains, daily_memory_time_quota, dapr_config, deployment_slots
# ignores: deployment_slots_inherit_lock, diagnostic_settings, dns_configuration, enable_application_insights
# ignores: enable_telemetry, enabled, end_to_end_encryption_enabled, fc1_runtime_version
# ignores: ftp_publish_basic_authentication_enabled, functions_extension_version, host_names_disabled
# ignores: hosting_environment_id, https_only, hyper_v, ip_mode, key_vault_reference_identity
# ignores: key_vault_reference_identity_id, location, lock, logic_app_runtime_version, logs, managed_environment_id
# ignores: managed_identities, parent_id, private_endpoints, private_endpoints_inherit_lock
# ignores: private_endpoints_manage_dns_zone_group, public_network_access_enabled, redundancy_mode, resource_config
# ignores: resource_group_name, retry, role_assignments, runtime_name, runtime_version
# ignores: scm_publish_basic_authentication_enabled, scm_site_also_stopped, slot_app_settings
# ignores: slot_application_insights, slot_sensitive_app_settings, slots_storage_shares_to_mount_sensitive_values
# ignores: ssh_enabled, sticky_settings, storage_account_access_key, storage_account_name, storage_account_required
# ignores: storage_account_share_name, storage_authentication_type, storage_container_endpoint
# ignores: storage_container_type, storage_key_vault_secret_id, storage_shares_to_mount
# ignores: storage_user_assigned_identity_id, storage_uses_managed_identity, timeouts, use_extension_bundle
# ignores: virtual_network_backup_restore_enabled, virtual_network_subnet_id, vnet_application_traffic_enabled
# ignores: vnet_content_share_enabled, vnet_image_pull_enabled, vnet_route_all_traffic
# ignores: webdeploy_publish_basic_authentication_enabled, workload_profile_name, zip_deploy_wait_duration

# required
variable "name" {
  type     = string
  nullable = false
}

variable "kind" {
  type     = string
  default  = "webapp"
  nullable = false
}

variable "os_type" {
  type     = string
  default  = "Linux"
  nullable = false
}

# required
variable "service_plan_resource_id" {
  type     = string
  nullable = false
}

variable "site_config" {
  default = {}
}

variable "function_app_uses_fc1" {
  type    = bool
  default = false
}

variable "fc1_runtime_name" {
  type    = string
  default = null
}

variable "instance_memory_in_mb" {
  type    = number
  default = 2048
}

variable "maximum_instance_count" {
  type    = number
  default = null
}

variable "always_ready" {
  default = {}
}

variable "tags" {
  type    = map(string)
  default = null
}

variable "app_settings" {
  type    = map(string)
  default = {}
}

variable "zip_deploy_file" {
  type    = string
  default = null
}

locals {
  always_on = try(var.site_config.always_on, true)

  # One stack, which is written as a map of one with a language's arguments in it.
  stack = try(values(var.site_config.application_stack)[0], var.site_config.application_stack, {})
  application_stack = [{
    dotnet_version          = try(local.stack.dotnet_version, null)
    java_version            = try(local.stack.java_version, null)
    node_version            = try(local.stack.node_version, null)
    php_version             = try(local.stack.php_version, null)
    powershell_core_version = try(local.stack.powershell_core_version, null)
    python_version          = try(local.stack.python_version, null)
  }]
}

# in place of azapi_resource.this
resource "azurerm_linux_web_app" "this" {
  count = var.kind == "webapp" && lower(var.os_type) == "linux" ? 1 : 0

  name            = var.name
  service_plan_id = var.service_plan_resource_id
  tags            = var.tags
  app_settings    = var.app_settings
  zip_deploy_file = var.zip_deploy_file

  site_config {
    always_on         = local.always_on
    application_stack = local.application_stack
  }
}

# in place of azapi_resource.this
resource "azurerm_linux_function_app" "this" {
  count = var.kind == "functionapp" && !var.function_app_uses_fc1 && lower(var.os_type) == "linux" ? 1 : 0

  name            = var.name
  service_plan_id = var.service_plan_resource_id
  tags            = var.tags
  app_settings    = var.app_settings
  zip_deploy_file = var.zip_deploy_file

  site_config {
    always_on                = local.always_on
    app_scale_limit          = try(var.site_config.app_scale_limit, null)
    elastic_instance_minimum = try(var.site_config.elastic_instance_minimum, null)
    application_stack        = local.application_stack
  }
}

# in place of azapi_resource.this
resource "azurerm_windows_web_app" "this" {
  count = var.kind == "webapp" && lower(var.os_type) == "windows" ? 1 : 0

  name            = var.name
  service_plan_id = var.service_plan_resource_id
  tags            = var.tags
  app_settings    = var.app_settings
  zip_deploy_file = var.zip_deploy_file

  site_config {
    always_on         = local.always_on
    application_stack = local.application_stack
  }
}

# in place of azapi_resource.this
resource "azurerm_windows_function_app" "this" {
  count = var.kind == "functionapp" && !var.function_app_uses_fc1 && lower(var.os_type) == "windows" ? 1 : 0

  name            = var.name
  service_plan_id = var.service_plan_resource_id
  tags            = var.tags
  app_settings    = var.app_settings
  zip_deploy_file = var.zip_deploy_file

  site_config {
    always_on                = local.always_on
    app_scale_limit          = try(var.site_config.app_scale_limit, null)
    elastic_instance_minimum = try(var.site_config.elastic_instance_minimum, null)
    application_stack        = local.application_stack
  }
}

# in place of azapi_resource.this
resource "azurerm_function_app_flex_consumption" "this" {
  count = var.kind == "functionapp" && var.function_app_uses_fc1 ? 1 : 0

  name                   = var.name
  service_plan_id        = var.service_plan_resource_id
  runtime_name           = var.fc1_runtime_name
  instance_memory_in_mb  = var.instance_memory_in_mb
  maximum_instance_count = var.maximum_instance_count
  tags                   = var.tags
  app_settings           = var.app_settings
  zip_deploy_file        = var.zip_deploy_file

  dynamic "always_ready" {
    for_each = var.always_ready

    content {
      name           = try(coalesce(always_ready.value.name, always_ready.key), always_ready.key)
      instance_count = try(always_ready.value.instance_count, 0)
    }
  }
}

# in place of azapi_resource.this
resource "azurerm_logic_app_standard" "this" {
  count = var.kind == "logicapp" ? 1 : 0

  name                = var.name
  app_service_plan_id = var.service_plan_resource_id
  tags                = var.tags
  app_settings        = var.app_settings

  site_config {
    always_on                = local.always_on
    elastic_instance_minimum = try(var.site_config.elastic_instance_minimum, null)
    app_scale_limit          = try(var.site_config.app_scale_limit, null)
  }
}

output "name" {
  value = var.name
}

output "resource_id" {
  value = try(
    azurerm_linux_web_app.this[0].id,
    azurerm_windows_web_app.this[0].id,
    azurerm_linux_function_app.this[0].id,
    azurerm_windows_function_app.this[0].id,
    azurerm_function_app_flex_consumption.this[0].id,
    azurerm_logic_app_standard.this[0].id,
  )
}
