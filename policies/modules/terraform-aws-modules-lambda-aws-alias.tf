# An alias of a Lambda function, and what invokes it
# source: terraform-aws-modules/lambda/aws//modules/alias
# versions: >= 2, < 9
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/latest
# ignores: create_async_event_config, create_qualified_alias_async_event_config, create_version_async_event_config
# ignores: description, destination_on_failure, destination_on_success, maximum_event_age_in_seconds
# ignores: maximum_retry_attempts, routing_additional_version_weights

variable "create" {
  type    = bool
  default = true
}

variable "use_existing_alias" {
  type    = bool
  default = false
}

variable "refresh_alias" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "function_name" {
  type    = string
  default = ""
}

variable "function_version" {
  type    = string
  default = ""
}

variable "event_source_mapping" {
  default = {}
}

variable "allowed_triggers" {
  type    = map(any)
  default = {}
}

variable "create_version_allowed_triggers" {
  type    = bool
  default = true
}

variable "create_qualified_alias_allowed_triggers" {
  type    = bool
  default = true
}

resource "aws_lambda_alias" "no_refresh" {
  count = var.create && !var.use_existing_alias && !var.refresh_alias ? 1 : 0

  name             = var.name
  function_name    = var.function_name
  function_version = var.function_version != "" ? var.function_version : "$LATEST"
}

resource "aws_lambda_alias" "with_refresh" {
  count = var.create && !var.use_existing_alias && var.refresh_alias ? 1 : 0

  name             = var.name
  function_name    = var.function_name
  function_version = var.function_version != "" ? var.function_version : "$LATEST"
}

resource "aws_lambda_permission" "version_triggers" {
  for_each = var.create && var.create_version_allowed_triggers ? var.allowed_triggers : {}

  function_name = var.function_name
  principal     = try(each.value.principal, format("%s.amazonaws.com", try(each.value.service, "")))
  source_arn    = try(each.value.source_arn, null)
}

resource "aws_lambda_permission" "qualified_alias_triggers" {
  for_each = var.create && var.create_qualified_alias_allowed_triggers ? var.allowed_triggers : {}

  function_name = var.function_name
  qualifier     = var.name
  principal     = try(each.value.principal, format("%s.amazonaws.com", try(each.value.service, "")))
  source_arn    = try(each.value.source_arn, null)
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = { for k, v in var.event_source_mapping : k => v if var.create }

  function_name    = var.use_existing_alias ? var.function_name : try(aws_lambda_alias.no_refresh[0].arn, aws_lambda_alias.with_refresh[0].arn, "")
  event_source_arn = try(each.value.event_source_arn, null)
  enabled          = try(each.value.enabled, null)
  topics           = try(each.value.topics, null)
  queues           = try(each.value.queues, null)

  dynamic "self_managed_event_source" {
    for_each = try(each.value.self_managed_event_source, [])

    content {
      endpoints = self_managed_event_source.value.endpoints
    }
  }
}

output "lambda_alias_name" {
  value = var.use_existing_alias ? var.name : try(aws_lambda_alias.no_refresh[0].name, aws_lambda_alias.with_refresh[0].name, "")
}

output "lambda_alias_arn" {
  value = try(aws_lambda_alias.no_refresh[0].arn, aws_lambda_alias.with_refresh[0].arn, "")
}

output "lambda_alias_invoke_arn" {
  value = try(aws_lambda_alias.no_refresh[0].invoke_arn, aws_lambda_alias.with_refresh[0].invoke_arn, "")
}
