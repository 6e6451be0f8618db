# A Lambda function, with its provisioned concurrency, its URL and what it reads from
# source: terraform-aws-modules/lambda/aws
# versions: >= 2, < 9
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/latest
# ignores: architectures, artifacts_dir, assume_role_policy_statements, attach_cloudwatch_logs_policy
# ignores: attach_create_log_group_permission, attach_dead_letter_policy, attach_network_policy
# ignores: attach_tracing_policy, build_in_docker, cloudwatch_logs_deletion_protection_enabled
# ignores: cloudwatch_logs_kms_key_id, cloudwatch_logs_log_group_class, cloudwatch_logs_retention_in_days
# ignores: cloudwatch_logs_skip_destroy, cloudwatch_logs_tags, code_signing_config_arn, compatible_architectures
# ignores: compatible_runtimes, cors, create_async_event_config, create_current_version_async_event_config
# ignores: create_package, create_sam_metadata, create_unqualified_alias_async_event_config, description
# ignores: docker_additional_options, docker_build_root, docker_entrypoint, docker_file, docker_image
# ignores: docker_pip_cache, docker_with_ssh_agent, durable_config_retention_period, handler, hash_extra
# ignores: ignore_source_code_hash, image_config_command, image_config_entry_point, image_config_working_directory
# ignores: image_uri, include_default_tag, ipv6_allowed_for_dual_stack, kms_key_arn, lambda_at_edge_logs_all_regions
# ignores: layer_name, layer_skip_destroy, layers, license_info, local_existing_package
# ignores: logging_application_log_level, logging_log_format, logging_log_group, logging_system_log_level
# ignores: maximum_event_age_in_seconds, maximum_retry_attempts, policy_name, policy_path, publish, putin_khuylo
# ignores: quiet_archive_local_exec, recreate_missing_package, recursive_loop, region
# ignores: replace_security_groups_on_destroy, replacement_security_group_ids, role_description
# ignores: role_force_detach_policies, role_maximum_session_duration, role_name, role_path, role_permissions_boundary
# ignores: role_tags, s3_acl, s3_bucket, s3_existing_package, s3_kms_key_id, s3_object_override_default_tags
# ignores: s3_object_storage_class, s3_object_tags, s3_object_tags_only, s3_prefix, s3_server_side_encryption
# ignores: skip_destroy, source_path, store_on_s3, timeouts, tracing_mode, trigger_on_package_timestamp
# ignores: trusted_entities, use_existing_cloudwatch_log_group, vpc_security_group_ids, vpc_subnet_ids

variable "create" {
  type    = bool
  default = true
}

variable "create_function" {
  type    = bool
  default = true
}

variable "create_layer" {
  type    = bool
  default = false
}

variable "create_lambda_function_url" {
  type    = bool
  default = false
}

variable "lambda_at_edge" {
  type    = bool
  default = false
}

variable "function_name" {
  type    = string
  default = ""
}

variable "runtime" {
  type    = string
  default = ""
}

variable "memory_size" {
  type    = number
  default = 128
}

variable "ephemeral_storage_size" {
  type    = number
  default = 512
}

variable "reserved_concurrent_executions" {
  type    = number
  default = -1
}

variable "timeout" {
  type    = number
  default = 3
}

variable "environment_variables" {
  type    = map(string)
  default = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "function_tags" {
  type    = map(string)
  default = {}
}

variable "package_type" {
  type    = string
  default = "Zip"
}

variable "snap_start" {
  type    = bool
  default = false
}

variable "tenant_isolation_mode" {
  type    = bool
  default = false
}

variable "create_unqualified_alias_lambda_function_url" {
  type    = bool
  default = true
}

variable "authorization_type" {
  type    = string
  default = "NONE"
}

variable "invoke_mode" {
  type    = string
  default = null
}

variable "provisioned_concurrent_executions" {
  type    = number
  default = -1
}

variable "create_current_version_allowed_triggers" {
  type    = bool
  default = true
}

variable "create_unqualified_alias_allowed_triggers" {
  type    = bool
  default = true
}

variable "allowed_triggers" {
  type    = map(any)
  default = {}
}

variable "event_source_mapping" {
  default = {}
}

variable "file_system_arn" {
  type    = string
  default = null
}

variable "file_system_local_mount_path" {
  type    = string
  default = null
}

variable "durable_config_execution_timeout" {
  type    = number
  default = null
}

variable "managed_instances_capacity_provider_arn" {
  type    = string
  default = null
}

variable "create_role" {
  type    = bool
  default = true
}

variable "lambda_role" {
  type    = string
  default = ""
}

variable "dead_letter_target_arn" {
  type    = string
  default = null
}

variable "attach_async_event_policy" {
  type    = bool
  default = false
}

variable "destination_on_failure" {
  type    = string
  default = null
}

variable "destination_on_success" {
  type    = string
  default = null
}

variable "attach_policy_json" {
  type    = bool
  default = false
}

variable "policy_json" {
  type    = string
  default = null
}

variable "attach_policy_jsons" {
  type    = bool
  default = false
}

variable "number_of_policy_jsons" {
  type    = number
  default = 0
}

variable "policy_jsons" {
  type    = list(string)
  default = []
}

variable "attach_policy" {
  type    = bool
  default = false
}

variable "policy" {
  type    = string
  default = null
}

variable "attach_policies" {
  type    = bool
  default = false
}

variable "number_of_policies" {
  type    = number
  default = 0
}

variable "policies" {
  type    = list(string)
  default = []
}

variable "attach_policy_statements" {
  type    = bool
  default = false
}

variable "policy_statements" {
  type    = any
  default = {}
}

locals {
  create      = var.create && var.create_function && !var.create_layer
  create_role = local.create && var.create_role
}

# What the function may reach, said as the statements that its documents are made of.
resource "aws_iam_role" "lambda" {
  count = local.create_role ? 1 : 0
}

resource "aws_iam_role_policy" "async" {
  count = local.create_role && var.attach_async_event_policy ? 1 : 0

  role = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Resource = [var.destination_on_failure, var.destination_on_success] }]
  })
}

resource "aws_iam_role_policy" "additional_json" {
  count = local.create_role && var.attach_policy_json ? 1 : 0

  role   = aws_iam_role.lambda[0].name
  policy = var.policy_json
}

resource "aws_iam_role_policy" "additional_jsons" {
  count = local.create_role && var.attach_policy_jsons ? var.number_of_policy_jsons : 0

  role   = aws_iam_role.lambda[0].name
  policy = var.policy_jsons[count.index]
}

resource "aws_iam_role_policy_attachment" "additional_one" {
  count = local.create_role && var.attach_policy ? 1 : 0

  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policy
}

resource "aws_iam_role_policy_attachment" "additional_many" {
  count = local.create_role && var.attach_policies ? var.number_of_policies : 0

  role       = aws_iam_role.lambda[0].name
  policy_arn = var.policies[count.index]
}

resource "aws_iam_role_policy" "additional_inline" {
  count = local.create_role && var.attach_policy_statements ? 1 : 0

  role = aws_iam_role.lambda[0].name
  policy = jsonencode({
    Statement = [for statement in var.policy_statements : {
      Effect   = try(coalesce(statement.effect, "Allow"), "Allow")
      Resource = try(statement.resources, [])
    }]
  })
}

resource "aws_lambda_function" "this" {
  count = local.create ? 1 : 0

  function_name                  = var.function_name
  role                           = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role
  memory_size                    = var.memory_size
  reserved_concurrent_executions = var.reserved_concurrent_executions
  runtime                        = var.package_type != "Zip" || var.runtime == "" ? null : var.runtime
  timeout                        = var.lambda_at_edge ? min(var.timeout, 30) : var.timeout
  package_type                   = var.package_type

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_size == null ? [] : [true]

    content {
      size = var.ephemeral_storage_size
    }
  }

  environment {
    variables = var.environment_variables
  }

  dynamic "file_system_config" {
    for_each = var.file_system_arn != null && var.file_system_local_mount_path != null ? [true] : []

    content {
      arn              = var.file_system_arn
      local_mount_path = var.file_system_local_mount_path
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [true]

    content {
      target_arn = var.dead_letter_target_arn
    }
  }

  dynamic "snap_start" {
    for_each = var.snap_start ? [true] : []

    content {
      apply_on = "PublishedVersions"
    }
  }

  dynamic "durable_config" {
    for_each = var.durable_config_execution_timeout != null ? [true] : []

    content {
      execution_timeout = var.durable_config_execution_timeout
    }
  }

  dynamic "capacity_provider_config" {
    for_each = var.managed_instances_capacity_provider_arn != null ? [true] : []

    content {
      lambda_managed_instances_capacity_provider_config {
        capacity_provider_arn = var.managed_instances_capacity_provider_arn
      }
    }
  }

  dynamic "tenancy_config" {
    for_each = var.tenant_isolation_mode ? [true] : []

    content {
      tenant_isolation_mode = "PER_TENANT"
    }
  }

  tags = merge(var.tags, var.function_tags)
}

resource "aws_lambda_provisioned_concurrency_config" "current_version" {
  count = local.create && var.provisioned_concurrent_executions > -1 ? 1 : 0

  function_name                     = aws_lambda_function.this[0].function_name
  qualifier                         = aws_lambda_function.this[0].version
  provisioned_concurrent_executions = var.provisioned_concurrent_executions
}

resource "aws_lambda_permission" "current_version_triggers" {
  for_each = { for k, v in var.allowed_triggers : k => v if local.create && var.create_current_version_allowed_triggers }

  function_name = aws_lambda_function.this[0].function_name
  qualifier     = aws_lambda_function.this[0].version
  principal     = try(each.value.principal, format("%s.amazonaws.com", try(each.value.service, "")))
  source_arn    = try(each.value.source_arn, null)
}

resource "aws_lambda_permission" "unqualified_alias_triggers" {
  for_each = { for k, v in var.allowed_triggers : k => v if local.create && var.create_unqualified_alias_allowed_triggers }

  function_name = aws_lambda_function.this[0].function_name
  principal     = try(each.value.principal, format("%s.amazonaws.com", try(each.value.service, "")))
  source_arn    = try(each.value.source_arn, null)
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = { for k, v in var.event_source_mapping : k => v if local.create && var.create_unqualified_alias_allowed_triggers }

  function_name    = aws_lambda_function.this[0].arn
  event_source_arn = try(each.value.event_source_arn, null)
  enabled          = try(each.value.enabled, true)
  topics           = try(each.value.topics, null)
  queues           = try(each.value.queues, null)

  dynamic "self_managed_event_source" {
    for_each = try(each.value.self_managed_event_source, [])

    content {
      endpoints = self_managed_event_source.value.endpoints
    }
  }
}

resource "aws_lambda_function_url" "this" {
  count = local.create && var.create_lambda_function_url ? 1 : 0

  function_name      = aws_lambda_function.this[0].function_name
  qualifier          = var.create_unqualified_alias_lambda_function_url ? null : aws_lambda_function.this[0].version
  authorization_type = var.authorization_type
  invoke_mode        = var.invoke_mode
}

output "lambda_function_arn" {
  value = try(aws_lambda_function.this[0].arn, "")
}

output "lambda_function_arn_static" {
  value = try(aws_lambda_function.this[0].arn, "")
}

output "lambda_function_invoke_arn" {
  value = try(aws_lambda_function.this[0].invoke_arn, "")
}

output "lambda_function_name" {
  value = try(aws_lambda_function.this[0].function_name, "")
}

output "lambda_function_qualified_arn" {
  value = try(aws_lambda_function.this[0].qualified_arn, "")
}

output "lambda_function_qualified_invoke_arn" {
  value = try(aws_lambda_function.this[0].qualified_invoke_arn, "")
}

output "lambda_function_version" {
  value = try(aws_lambda_function.this[0].version, "")
}

output "lambda_function_url" {
  value = try(aws_lambda_function_url.this[0].function_url, "")
}

output "lambda_role_arn" {
  value = try(aws_iam_role.lambda[0].arn, "")
}

output "lambda_role_name" {
  value = try(aws_iam_role.lambda[0].name, "")
}
