# An ECS cluster and its capacity providers
# source: terraform-aws-modules/ecs/aws//modules/cluster
# versions: >= 5, < 8
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/ecs/aws/latest
# ignores: cloudwatch_log_group_class, cloudwatch_log_group_kms_key_id, cloudwatch_log_group_name
# ignores: cloudwatch_log_group_retention_in_days, cloudwatch_log_group_tags
# ignores: cluster_capacity_providers_wait_duration, cluster_configuration, cluster_service_connect_defaults
# ignores: cluster_settings, configuration, create_cloudwatch_log_group, create_infrastructure_iam_role
# ignores: create_node_iam_instance_profile, create_security_group, create_task_exec_iam_role
# ignores: create_task_exec_policy, disable_v7_default_name_description, infrastructure_iam_role_description
# ignores: infrastructure_iam_role_name, infrastructure_iam_role_override_policy_documents
# ignores: infrastructure_iam_role_path, infrastructure_iam_role_permissions_boundary
# ignores: infrastructure_iam_role_source_policy_documents, infrastructure_iam_role_statements
# ignores: infrastructure_iam_role_tags, infrastructure_iam_role_use_name_prefix, node_iam_role_additional_policies
# ignores: node_iam_role_description, node_iam_role_name, node_iam_role_override_policy_documents, node_iam_role_path
# ignores: node_iam_role_permissions_boundary, node_iam_role_source_policy_documents, node_iam_role_statements
# ignores: node_iam_role_tags, node_iam_role_use_name_prefix, region, security_group_description
# ignores: security_group_egress_rules, security_group_ingress_rules, security_group_name, security_group_tags
# ignores: security_group_use_name_prefix, service_connect_defaults, setting, task_exec_iam_role_description
# ignores: task_exec_iam_role_name, task_exec_iam_role_path, task_exec_iam_role_permissions_boundary
# ignores: task_exec_iam_role_policies, task_exec_iam_role_tags, task_exec_iam_role_use_name_prefix
# ignores: task_exec_iam_statements, task_exec_secret_arns, task_exec_ssm_param_arns, vpc_id

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "name" {
  type    = string
  default = ""
}

variable "cluster_capacity_providers" {
  type    = list(string)
  default = []
}

variable "capacity_providers" {
  default = null
}

variable "default_capacity_provider_strategy" {
  default  = {}
  nullable = false
}

# until 6
variable "cluster_name" {
  type    = string
  default = ""
}

# until 6
variable "default_capacity_provider_use_fargate" {
  type    = bool
  default = true
}

# until 6
variable "fargate_capacity_providers" {
  default = {}
}

# until 6
variable "autoscaling_capacity_providers" {
  default = {}
}

locals {
  name = try(coalesce(var.name, var.cluster_name), "")

  # Until version 6, what the cluster has by default was the kind of providers that a flag named.
  earlier = merge(
    { for k, v in var.fargate_capacity_providers : k => v if var.default_capacity_provider_use_fargate },
    { for k, v in var.autoscaling_capacity_providers : k => v if !var.default_capacity_provider_use_fargate },
  )
  strategy = merge(
    var.default_capacity_provider_strategy,
    { for k, v in local.earlier : k => merge({ name = try(v.name, k) }, try(v.default_capacity_provider_strategy, {})) },
  )
  own = merge(
    var.capacity_providers,
    { for k, v in var.autoscaling_capacity_providers : k => { name = try(v.name, k), tags = try(v.tags, {}), auto_scaling_group_provider = v } },
  )
}

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0

  name = local.name
  tags = var.tags
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.create ? 1 : 0

  cluster_name = aws_ecs_cluster.this[0].name
  capacity_providers = distinct(concat(
    var.cluster_capacity_providers,
    [for k, v in var.fargate_capacity_providers : try(v.name, k)],
    [for k, v in local.own : aws_ecs_capacity_provider.this[k].name],
  ))

  dynamic "default_capacity_provider_strategy" {
    for_each = local.strategy

    content {
      base              = try(default_capacity_provider_strategy.value.base, null)
      capacity_provider = try(coalesce(default_capacity_provider_strategy.value.name, default_capacity_provider_strategy.key), default_capacity_provider_strategy.key)
      weight            = try(coalesce(default_capacity_provider_strategy.value.weight, 1), 1)
    }
  }
}

resource "aws_ecs_capacity_provider" "this" {
  for_each = { for k, v in local.own : k => v if var.create }

  name    = try(coalesce(each.value.name, each.key), each.key)
  cluster = try(each.value.managed_instances_provider, null) != null ? aws_ecs_cluster.this[0].name : null

  dynamic "auto_scaling_group_provider" {
    for_each = try(each.value.auto_scaling_group_provider, null) != null ? [each.value.auto_scaling_group_provider] : []

    content {
      auto_scaling_group_arn = auto_scaling_group_provider.value.auto_scaling_group_arn
    }
  }

  dynamic "managed_instances_provider" {
    for_each = try(each.value.managed_instances_provider, null) != null ? [each.value.managed_instances_provider] : []

    content {
      dynamic "instance_launch_template" {
        for_each = try(managed_instances_provider.value.instance_launch_template, null) != null ? [managed_instances_provider.value.instance_launch_template] : []

        content {
          capacity_option_type = try(instance_launch_template.value.capacity_option_type, null)
        }
      }
    }
  }

  tags = merge(var.tags, try(each.value.tags, {}))
}

output "arn" {
  value = try(aws_ecs_cluster.this[0].arn, null)
}

output "id" {
  value = try(aws_ecs_cluster.this[0].id, null)
}

output "name" {
  value = try(aws_ecs_cluster.this[0].name, null)
}

output "capacity_providers" {
  value = aws_ecs_capacity_provider.this
}
