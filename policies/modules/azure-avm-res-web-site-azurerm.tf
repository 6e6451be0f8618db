# A web app, function app or logic app of App Service
# source: Azure/avm-res-web-site/azurerm
# versions: >= 0.10
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/Azure/avm-res-web-site/azurerm/latest

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
