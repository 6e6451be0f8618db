# Rules, targets and schedules of EventBridge
# source: terraform-aws-modules/eventbridge/aws
# versions: >= 2, < 5
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eventbridge/aws/latest
# ignores: api_destinations, append_connection_postfix, append_destination_postfix, append_pipe_postfix
# ignores: append_schedule_group_postfix, archives, attach_api_destination_policy, attach_cloudwatch_policy
# ignores: attach_ecs_policy, attach_kinesis_firehose_policy, attach_kinesis_policy, attach_lambda_policy
# ignores: attach_policies, attach_policy, attach_policy_json, attach_policy_jsons, attach_policy_statements
# ignores: attach_sfn_policy, attach_sns_policy, attach_sqs_policy, attach_tracing_policy, bus_description
# ignores: cloudwatch_target_arns, connections, create_api_destinations, create_archives, create_bus
# ignores: create_connections, create_log_delivery, create_log_delivery_source, create_permissions
# ignores: create_pipe_role_only, create_role, create_schedule_groups, create_schemas_discoverer, dead_letter_config
# ignores: ecs_pass_role_resources, ecs_target_arns, event_source_name, kinesis_firehose_target_arns
# ignores: kinesis_target_arns, kms_key_identifier, lambda_target_arns, log_config, log_delivery
# ignores: log_delivery_source_name, number_of_policies, number_of_policy_jsons, permissions, policies, policy
# ignores: policy_json, policy_jsons, policy_path, policy_statements, region, role_description
# ignores: role_force_detach_policies, role_name, role_path, role_permissions_boundary, role_tags
# ignores: schedule_group_timeouts, schedule_groups, schemas_discoverer_description, sfn_target_arns, sns_kms_arns
# ignores: sns_target_arns, sqs_target_arns, trusted_entities

variable "create" {
  type    = bool
  default = true
}

variable "append_rule_postfix" {
  type    = bool
  default = true
}

variable "append_schedule_postfix" {
  type    = bool
  default = true
}

variable "create_rules" {
  type    = bool
  default = true
}

variable "create_targets" {
  type    = bool
  default = true
}

variable "create_schedules" {
  type    = bool
  default = true
}

variable "bus_name" {
  type    = string
  default = "default"
}

variable "rules" {
  type    = map(any)
  default = {}
}

variable "targets" {
  default = {}
}

variable "schedules" {
  type    = map(any)
  default = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "create_pipes" {
  type    = bool
  default = true
}

variable "pipes" {
  type    = any
  default = {}
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = { for k, v in var.rules : k => v if var.create && var.create_rules }

  name                = var.append_rule_postfix ? "${replace(each.key, "_", "-")}-rule" : each.key
  event_bus_name      = var.bus_name
  event_pattern       = lookup(each.value, "event_pattern", null)
  schedule_expression = lookup(each.value, "schedule_expression", null)
  state               = try(each.value.enabled ? "ENABLED" : "DISABLED", tobool(each.value.state) ? "ENABLED" : "DISABLED", upper(each.value.state), null)
  tags                = var.tags
}

locals {
  targets = flatten([
    for rule, targets in var.targets : [for target in targets : merge(target, { rule = rule })]
  ])
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = { for target in local.targets : target.name => target if var.create && var.create_targets }

  rule           = aws_cloudwatch_event_rule.this[each.value.rule].name
  event_bus_name = var.bus_name
  arn            = lookup(each.value, "arn", null)

  dynamic "ecs_target" {
    for_each = lookup(each.value, "ecs_target", null) != null ? [each.value.ecs_target] : []

    content {
      launch_type         = lookup(ecs_target.value, "launch_type", null)
      task_count          = lookup(ecs_target.value, "task_count", null)
      task_definition_arn = ecs_target.value.task_definition_arn

      dynamic "capacity_provider_strategy" {
        for_each = try(ecs_target.value.capacity_provider_strategy, [])

        content {
          capacity_provider = try(capacity_provider_strategy.value.capacity_provider, null)
          weight            = try(capacity_provider_strategy.value.weight, null)
          base              = try(capacity_provider_strategy.value.base, null)
        }
      }
    }
  }

  dynamic "batch_target" {
    for_each = lookup(each.value, "batch_target", null) != null ? [each.value.batch_target] : []

    content {
      job_definition = batch_target.value.job_definition
      job_name       = batch_target.value.job_name
    }
  }
}

resource "aws_scheduler_schedule" "this" {
  for_each = { for k, v in var.schedules : k => v if var.create && var.create_schedules }

  name                = var.append_schedule_postfix ? "${replace(each.key, "_", "-")}-schedule" : each.key
  schedule_expression = each.value.schedule_expression
  state               = lookup(each.value, "state", true) ? "ENABLED" : "DISABLED"

  target {
    arn = each.value.arn

    dynamic "ecs_parameters" {
      for_each = lookup(each.value, "ecs_parameters", null) != null ? [each.value.ecs_parameters] : []

      content {
        launch_type         = lookup(ecs_parameters.value, "launch_type", null)
        task_count          = lookup(ecs_parameters.value, "task_count", null)
        task_definition_arn = ecs_parameters.value.task_definition_arn
      }
    }
  }
}

resource "aws_pipes_pipe" "this" {
  for_each = { for k, v in var.pipes : k => v if var.create && var.create_pipes }

  name          = each.key
  source        = each.value.source
  target        = each.value.target
  enrichment    = try(each.value.enrichment, null)
  desired_state = try(each.value.desired_state, null)

  dynamic "target_parameters" {
    for_each = try([each.value.target_parameters], [])

    content {
      dynamic "ecs_task_parameters" {
        for_each = try([target_parameters.value.ecs_task_parameters], [])

        content {
          task_definition_arn = try(ecs_task_parameters.value.task_definition_arn, null)
        }
      }

      dynamic "batch_job_parameters" {
        for_each = try([target_parameters.value.batch_job_parameters], [])

        content {
          job_definition = try(batch_job_parameters.value.job_definition, null)
        }
      }
    }
  }
}

output "eventbridge_rule_arns" {
  value = { for k in sort(keys(var.rules)) : k => try(aws_cloudwatch_event_rule.this[k].arn, null) if var.create && var.create_rules }
}

output "eventbridge_rules" {
  value = aws_cloudwatch_event_rule.this
}
