# An ECS service, its task definition and what scales it
# source: terraform-aws-modules/ecs/aws//modules/service
# versions: >= 5
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/ecs/aws/latest

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

locals {
  create_service         = var.create && var.create_service
  create_task_definition = var.create && var.create_task_definition
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
