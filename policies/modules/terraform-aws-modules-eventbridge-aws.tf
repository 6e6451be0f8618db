# Rules, targets and schedules of EventBridge
# source: terraform-aws-modules/eventbridge/aws
# versions: >= 2
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eventbridge/aws/latest

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

output "eventbridge_rule_arns" {
  value = { for k in sort(keys(var.rules)) : k => try(aws_cloudwatch_event_rule.this[k].arn, null) if var.create && var.create_rules }
}

output "eventbridge_rules" {
  value = aws_cloudwatch_event_rule.this
}
