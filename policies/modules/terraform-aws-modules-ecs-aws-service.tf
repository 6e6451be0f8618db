# An ECS service, its task definition and what scales it
# source: terraform-aws-modules/ecs/aws//modules/service
# versions: >= 5, < 8
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/ecs/aws/latest
# ignores: alarms, assign_public_ip, autoscaling_suspended_state, availability_zone_rebalancing, create_iam_role
# ignores: create_infrastructure_iam_role, create_security_group, create_task_exec_iam_role, create_task_exec_policy
# ignores: deployment_circuit_breaker, deployment_configuration, deployment_maximum_percent
# ignores: deployment_minimum_healthy_percent, disable_v7_default_name_description, enable_ecs_managed_tags
# ignores: enable_execute_command, enable_fault_injection, external_id, force_delete, force_new_deployment
# ignores: health_check_grace_period_seconds, iam_role_arn, iam_role_description, iam_role_name, iam_role_path
# ignores: iam_role_permissions_boundary, iam_role_statements, iam_role_tags, iam_role_use_name_prefix
# ignores: inference_accelerator, infrastructure_iam_role_arn, infrastructure_iam_role_description
# ignores: infrastructure_iam_role_name, infrastructure_iam_role_path, infrastructure_iam_role_permissions_boundary
# ignores: infrastructure_iam_role_tags, infrastructure_iam_role_use_name_prefix, ordered_placement_strategy
# ignores: platform_version, propagate_tags, proxy_configuration, region, runtime_platform, scale
# ignores: security_group_description, security_group_egress_rules, security_group_ids, security_group_ingress_rules
# ignores: security_group_name, security_group_rules, security_group_tags, security_group_use_name_prefix
# ignores: service_connect_configuration, service_registries, sigint_rollback, skip_destroy, subnet_ids
# ignores: task_exec_iam_policy_path, task_exec_iam_role_arn, task_exec_iam_role_description
# ignores: task_exec_iam_role_max_session_duration, task_exec_iam_role_name, task_exec_iam_role_path
# ignores: task_exec_iam_role_permissions_boundary, task_exec_iam_role_policies, task_exec_iam_role_tags
# ignores: task_exec_iam_role_use_name_prefix, task_exec_iam_statements, task_exec_secret_arns
# ignores: task_exec_ssm_param_arns, tasks_iam_role_description, tasks_iam_role_max_session_duration
# ignores: tasks_iam_role_name, tasks_iam_role_path, tasks_iam_role_permissions_boundary, tasks_iam_role_tags
# ignores: tasks_iam_role_use_name_prefix, timeouts, track_latest, triggers, volume_configuration, vpc_id
# ignores: vpc_lattice_configurations, wait_for_steady_state, wait_until_stable, wait_until_stable_timeout

variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "create_service" {
  type     = bool
  default  = true
  nullable = false
}

variable "tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "ignore_task_definition_changes" {
  type     = bool
  default  = false
  nullable = false
}

variable "capacity_provider_strategy" {
  default = null
}

variable "cluster_arn" {
  type     = string
  default  = ""
  nullable = false
}

variable "deployment_controller" {
  default = null
}

variable "desired_count" {
  type    = number
  default = 1
}

variable "launch_type" {
  type     = string
  default  = "FARGATE"
  nullable = false
}

variable "load_balancer" {
  default = null
}

variable "name" {
  type    = string
  default = ""
}

variable "placement_constraints" {
  default = null
}

variable "scheduling_strategy" {
  type    = string
  default = null
}

variable "service_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "create_task_definition" {
  type     = bool
  default  = true
  nullable = false
}

variable "task_definition_arn" {
  type    = string
  default = null
}

variable "container_definitions" {
  default = {}
}

variable "cpu" {
  type    = number
  default = 1024
}

variable "ephemeral_storage" {
  default = null
}

variable "family" {
  type    = string
  default = null
}

variable "ipc_mode" {
  type    = string
  default = null
}

variable "memory" {
  type    = number
  default = 2048
}

variable "network_mode" {
  type     = string
  default  = "awsvpc"
  nullable = false
}

variable "pid_mode" {
  type    = string
  default = null
}

variable "requires_compatibilities" {
  type     = list(string)
  default  = ["FARGATE"]
  nullable = false
}

variable "task_definition_placement_constraints" {
  default = null
}

variable "volume" {
  default = null
}

variable "task_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "enable_autoscaling" {
  type     = bool
  default  = true
  nullable = false
}

variable "autoscaling_min_capacity" {
  type     = number
  default  = 1
  nullable = false
}

variable "autoscaling_max_capacity" {
  type     = number
  default  = 10
  nullable = false
}

variable "autoscaling_policies" {
  default = {
    cpu = {
      policy_type = "TargetTrackingScaling"

      target_tracking_scaling_policy_configuration = {
        predefined_metric_specification = {
          predefined_metric_type = "ECSServiceAverageCPUUtilization"
        }
      }
    }
    memory = {
      policy_type = "TargetTrackingScaling"

      target_tracking_scaling_policy_configuration = {
        predefined_metric_specification = {
          predefined_metric_type = "ECSServiceAverageMemoryUtilization"
        }
      }
    }
  }
  nullable = false
}

variable "autoscaling_scheduled_actions" {
  default = null
}

# until 6
variable "container_definition_defaults" {
  default = {}
}

variable "create_tasks_iam_role" {
  type     = bool
  default  = true
  nullable = false
}

variable "tasks_iam_role_arn" {
  type    = string
  default = null
}

variable "tasks_iam_role_policies" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "tasks_iam_role_statements" {
  default = null
}

locals {
  create_service         = var.create && var.create_service
  create_task_definition = var.create && var.create_task_definition
  create_tasks_iam_role  = local.create_task_definition && var.create_tasks_iam_role
  is_external            = try(var.deployment_controller.type, null) == "EXTERNAL"
  is_daemon              = var.scheduling_strategy == "DAEMON"
  is_fargate             = var.launch_type == "FARGATE"
  task_definition        = local.create_task_definition ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  # None and no strategies are the same thing; until version 6 the default was an empty map.
  strategy           = var.capacity_provider_strategy == null ? {} : var.capacity_provider_strategy
  enable_autoscaling = local.create_service && var.enable_autoscaling && !local.is_daemon

  # Each key as ECS calls it, and as it was called until version 6.
  containers = [
    for k, v in var.container_definitions : merge(
      { name = try(coalesce(v.name, k), k) },
      { for to, value in {
        image                = try(v.image, var.container_definition_defaults.image, null)
        cpu                  = try(v.cpu, var.container_definition_defaults.cpu, null)
        memory               = try(v.memory, var.container_definition_defaults.memory, null)
        memoryReservation    = try(v.memoryReservation, v.memory_reservation, var.container_definition_defaults.memory_reservation, null)
        command              = try(v.command, var.container_definition_defaults.command, null)
        entryPoint           = try(v.entrypoint, v.entry_point, null)
        environment          = try(v.environment, var.container_definition_defaults.environment, null)
        secrets              = try(v.secrets, var.container_definition_defaults.secrets, null)
        essential            = try(v.essential, null)
        linuxParameters      = try(v.linuxParameters, v.linux_parameters, var.container_definition_defaults.linux_parameters, null)
        mountPoints          = try(v.mountPoints, v.mount_points, var.container_definition_defaults.mount_points, null)
        portMappings         = try(v.portMappings, v.port_mappings, var.container_definition_defaults.port_mappings, null)
        privileged           = try(v.privileged, var.container_definition_defaults.privileged, null)
        resourceRequirements = try(v.resourceRequirements, v.resource_requirements, var.container_definition_defaults.resource_requirements, null)
      } : to => value if value != null },
    ) if local.create_task_definition && try(v.create, true)
  ]
}

resource "aws_ecs_service" "this" {
  count = local.create_service && !var.ignore_task_definition_changes ? 1 : 0

  name                = var.name
  cluster             = var.cluster_arn
  desired_count       = local.is_daemon || local.is_external ? null : var.desired_count
  launch_type         = local.is_external || length(local.strategy) > 0 ? null : var.launch_type
  scheduling_strategy = local.is_fargate ? "REPLICA" : var.scheduling_strategy
  task_definition     = local.task_definition

  dynamic "capacity_provider_strategy" {
    for_each = local.is_external ? {} : local.strategy

    content {
      base              = try(capacity_provider_strategy.value.base, null)
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = try(coalesce(capacity_provider_strategy.value.weight, 1), 1)
    }
  }

  dynamic "load_balancer" {
    for_each = var.load_balancer != null ? var.load_balancer : {}

    content {
      container_name   = try(load_balancer.value.container_name, null)
      container_port   = try(load_balancer.value.container_port, null)
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  dynamic "placement_constraints" {
    for_each = var.placement_constraints != null ? var.placement_constraints : {}

    content {
      expression = try(placement_constraints.value.expression, null)
      type       = placement_constraints.value.type
    }
  }

  tags = merge(var.tags, var.service_tags)
}

resource "aws_ecs_service" "ignore_task_definition" {
  count = local.create_service && var.ignore_task_definition_changes ? 1 : 0

  name                = var.name
  cluster             = var.cluster_arn
  desired_count       = local.is_daemon || local.is_external ? null : var.desired_count
  launch_type         = local.is_external || length(local.strategy) > 0 ? null : var.launch_type
  scheduling_strategy = local.is_fargate ? "REPLICA" : var.scheduling_strategy
  task_definition     = local.task_definition

  dynamic "capacity_provider_strategy" {
    for_each = local.is_external ? {} : local.strategy

    content {
      base              = try(capacity_provider_strategy.value.base, null)
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      weight            = try(coalesce(capacity_provider_strategy.value.weight, 1), 1)
    }
  }

  dynamic "load_balancer" {
    for_each = var.load_balancer != null ? var.load_balancer : {}

    content {
      container_name   = try(load_balancer.value.container_name, null)
      container_port   = try(load_balancer.value.container_port, null)
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
    }
  }

  dynamic "placement_constraints" {
    for_each = var.placement_constraints != null ? var.placement_constraints : {}

    content {
      expression = try(placement_constraints.value.expression, null)
      type       = placement_constraints.value.type
    }
  }

  tags = merge(var.tags, var.service_tags)
}

# What its tasks may reach, said as the statements that its document is made of.
resource "aws_iam_role" "tasks" {
  count = local.create_tasks_iam_role ? 1 : 0
}

resource "aws_iam_policy" "tasks" {
  count = local.create_tasks_iam_role && var.tasks_iam_role_statements != null ? 1 : 0

  policy = jsonencode({
    Statement = [for statement in var.tasks_iam_role_statements : {
      Effect   = try(coalesce(statement.effect, "Allow"), "Allow")
      Resource = try(statement.resources, [])
    }]
  })
}

resource "aws_iam_role_policy_attachment" "tasks_internal" {
  count = local.create_tasks_iam_role && var.tasks_iam_role_statements != null ? 1 : 0

  role       = aws_iam_role.tasks[0].name
  policy_arn = aws_iam_policy.tasks[0].arn
}

resource "aws_iam_role_policy_attachment" "tasks" {
  for_each = { for k, v in var.tasks_iam_role_policies : k => v if local.create_tasks_iam_role }

  role       = aws_iam_role.tasks[0].name
  policy_arn = each.value
}

resource "aws_ecs_task_definition" "this" {
  count = local.create_task_definition ? 1 : 0

  family                   = coalesce(var.family, var.name)
  container_definitions    = jsonencode(local.containers)
  cpu                      = var.cpu
  ipc_mode                 = var.ipc_mode
  memory                   = var.memory
  network_mode             = var.network_mode
  pid_mode                 = var.pid_mode
  requires_compatibilities = var.requires_compatibilities
  task_role_arn            = local.create_tasks_iam_role ? aws_iam_role.tasks[0].arn : var.tasks_iam_role_arn

  dynamic "ephemeral_storage" {
    for_each = try(var.ephemeral_storage.size_in_gib, null) != null ? [var.ephemeral_storage] : []

    content {
      size_in_gib = ephemeral_storage.value.size_in_gib
    }
  }

  dynamic "placement_constraints" {
    for_each = var.task_definition_placement_constraints != null ? var.task_definition_placement_constraints : {}

    content {
      expression = try(placement_constraints.value.expression, null)
      type       = placement_constraints.value.type
    }
  }

  dynamic "volume" {
    for_each = var.volume != null ? var.volume : {}

    content {
      name                = try(coalesce(volume.value.name, volume.key), volume.key)
      host_path           = try(volume.value.host_path, null)
      configure_at_launch = try(volume.value.configure_at_launch, null)

      dynamic "docker_volume_configuration" {
        for_each = try(volume.value.docker_volume_configuration, null) != null ? [volume.value.docker_volume_configuration] : []

        content {
          scope = try(docker_volume_configuration.value.scope, null)
        }
      }

      dynamic "efs_volume_configuration" {
        for_each = try(volume.value.efs_volume_configuration, null) != null ? [volume.value.efs_volume_configuration] : []

        content {
          file_system_id = efs_volume_configuration.value.file_system_id
        }
      }

      dynamic "fsx_windows_file_server_volume_configuration" {
        for_each = try(volume.value.fsx_windows_file_server_volume_configuration, null) != null ? [volume.value.fsx_windows_file_server_volume_configuration] : []

        content {
          file_system_id = fsx_windows_file_server_volume_configuration.value.file_system_id
        }
      }
    }
  }

  tags = merge(var.tags, var.task_tags)
}

resource "aws_appautoscaling_target" "this" {
  count = local.enable_autoscaling ? 1 : 0

  min_capacity       = min(var.autoscaling_min_capacity, var.desired_count)
  max_capacity       = max(var.autoscaling_max_capacity, var.desired_count)
  resource_id        = "service/${element(split("/", var.cluster_arn), 1)}/${try(aws_ecs_service.this[0].name, aws_ecs_service.ignore_task_definition[0].name)}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "this" {
  for_each = { for k, v in var.autoscaling_policies : k => v if local.enable_autoscaling }

  name               = try(coalesce(each.value.name, each.key), each.key)
  policy_type        = try(each.value.policy_type, "TargetTrackingScaling")
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
}

resource "aws_appautoscaling_scheduled_action" "this" {
  for_each = local.enable_autoscaling && var.autoscaling_scheduled_actions != null ? var.autoscaling_scheduled_actions : {}

  name               = try(coalesce(each.value.name, each.key), each.key)
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  schedule           = each.value.schedule

  scalable_target_action {
    min_capacity = each.value.min_capacity
    max_capacity = each.value.max_capacity
  }
}

output "id" {
  value = try(aws_ecs_service.this[0].id, aws_ecs_service.ignore_task_definition[0].id, null)
}

output "name" {
  value = try(aws_ecs_service.this[0].name, aws_ecs_service.ignore_task_definition[0].name, null)
}

output "task_definition_arn" {
  value = try(aws_ecs_task_definition.this[0].arn, var.task_definition_arn)
}

output "task_definition_family" {
  value = try(aws_ecs_task_definition.this[0].family, null)
}
