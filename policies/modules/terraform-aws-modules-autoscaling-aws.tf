# An Auto Scaling group, its launch template and what scales it
# source: terraform-aws-modules/autoscaling/aws
# versions: >= 6, < 10
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/autoscaling/aws/latest
# ignores: autoscaling_group_tags_not_propagate_at_launch, availability_zone, availability_zone_distribution
# ignores: availability_zones, capacity_rebalance, capacity_reservation_specification, context
# ignores: create_traffic_source_attachment, credit_specification, default_cooldown, default_instance_warmup
# ignores: default_version, delete_timeout, desired_capacity_type, disable_api_stop, disable_api_termination
# ignores: ebs_optimized, elastic_gpu_specifications, elastic_inference_accelerator, enable_monitoring
# ignores: enabled_metrics, force_delete, force_delete_warm_pool, health_check_grace_period, health_check_type
# ignores: hibernation_options, iam_role_description, iam_role_name, iam_role_path, iam_role_permissions_boundary
# ignores: iam_role_tags, iam_role_use_name_prefix, ignore_failed_scaling_activities, initial_lifecycle_hooks
# ignores: instance_initiated_shutdown_behavior, instance_maintenance_policy, instance_refresh, kernel_id, key_name
# ignores: launch_template_description, launch_template_version, license_specifications, maintenance_options
# ignores: max_instance_lifetime, metadata_options, metrics_granularity, min_elb_capacity, network_interfaces
# ignores: network_performance_options, placement_group, private_dns_name_options, protect_from_scale_in
# ignores: putin_khuylo, ram_disk_id, region, secondary_interfaces, security_groups, service_linked_role_arn
# ignores: suspended_processes, termination_policies, timeouts, traffic_source_identifier, traffic_source_type
# ignores: update_default_version, vpc_zone_identifier, wait_for_capacity_timeout, wait_for_elb_capacity, warm_pool

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "desired_capacity" {
  type    = number
  default = null
}

variable "ignore_desired_capacity_changes" {
  type    = bool
  default = false
}

variable "launch_template_id" {
  type    = string
  default = null
}

variable "max_size" {
  type    = number
  default = null
}

variable "min_size" {
  type    = number
  default = null
}

variable "use_mixed_instances_policy" {
  type    = bool
  default = false
}

variable "mixed_instances_policy" {
  default = null
}

# required
variable "name" {
  type = string
}

variable "use_name_prefix" {
  type    = bool
  default = true
}

variable "autoscaling_group_tags" {
  type    = map(string)
  default = {}
}

variable "instance_name" {
  type    = string
  default = ""
}

variable "create_launch_template" {
  type    = bool
  default = true
}

variable "block_device_mappings" {
  default = null
}

variable "cpu_options" {
  default = null
}

variable "enclave_options" {
  default = null
}

variable "image_id" {
  type    = string
  default = null
}

variable "instance_market_options" {
  default = null
}

variable "instance_requirements" {
  default = null
}

variable "instance_type" {
  type    = string
  default = null
}

variable "launch_template_name" {
  type    = string
  default = ""
}

variable "launch_template_use_name_prefix" {
  type    = bool
  default = true
}

variable "placement" {
  default = null
}

variable "tag_specifications" {
  default = null
}

variable "user_data" {
  type    = string
  default = null
}

variable "launch_template_tags" {
  type    = map(string)
  default = {}
}

variable "traffic_source_attachments" {
  default = null
}

variable "schedules" {
  default = null
}

variable "scaling_policies" {
  default = null
}

# until 9
variable "create_schedule" {
  type    = bool
  default = true
}

# until 9
variable "create_scaling_policy" {
  type    = bool
  default = true
}

# until 8
variable "load_balancers" {
  type    = list(string)
  default = []
}

# until 8
variable "target_group_arns" {
  type    = list(string)
  default = []
}

variable "create_iam_instance_profile" {
  type    = bool
  default = false
}

variable "iam_instance_profile_arn" {
  type    = string
  default = null
}

variable "iam_instance_profile_name" {
  type    = string
  default = null
}

variable "iam_role_policies" {
  type    = map(string)
  default = {}
}

# until 7
variable "launch_template" {
  type    = string
  default = null
}

locals {
  launch_template_name = coalesce(var.launch_template_name, var.name)
  launch_template_id   = var.create_launch_template ? aws_launch_template.this[0].id : try(coalesce(var.launch_template_id, var.launch_template), null)
  group_name           = try(aws_autoscaling_group.this[0].name, aws_autoscaling_group.idc[0].name)

  tags = merge(
    var.tags,
    { "Name" = coalesce(var.instance_name, var.name) },
    var.autoscaling_group_tags,
  )
}

resource "aws_autoscaling_group" "this" {
  count = var.create && !var.ignore_desired_capacity_changes ? 1 : 0

  desired_capacity  = var.desired_capacity
  max_size          = var.max_size
  min_size          = var.min_size
  name              = var.use_name_prefix ? null : var.name
  name_prefix       = var.use_name_prefix ? "${var.name}-" : null
  load_balancers    = var.load_balancers
  target_group_arns = var.target_group_arns

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      id = local.launch_template_id
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []

    content {
      dynamic "instances_distribution" {
        for_each = try(mixed_instances_policy.value.instances_distribution, null) != null ? [mixed_instances_policy.value.instances_distribution] : []

        content {
          on_demand_base_capacity                  = try(instances_distribution.value.on_demand_base_capacity, null)
          on_demand_percentage_above_base_capacity = try(instances_distribution.value.on_demand_percentage_above_base_capacity, null)
        }
      }

      launch_template {
        launch_template_specification {
          launch_template_id = local.launch_template_id
        }

        # Until version 9, the overrides stood beside the distribution.
        dynamic "override" {
          for_each = try(coalesce(mixed_instances_policy.value.launch_template.override, []), mixed_instances_policy.value.override, [])

          content {
            instance_type = try(override.value.instance_type, null)
          }
        }
      }
    }
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_autoscaling_group" "idc" {
  count = var.create && var.ignore_desired_capacity_changes ? 1 : 0

  desired_capacity  = var.desired_capacity
  max_size          = var.max_size
  min_size          = var.min_size
  name              = var.use_name_prefix ? null : var.name
  name_prefix       = var.use_name_prefix ? "${var.name}-" : null
  load_balancers    = var.load_balancers
  target_group_arns = var.target_group_arns

  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [1]

    content {
      id = local.launch_template_id
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []

    content {
      dynamic "instances_distribution" {
        for_each = try(mixed_instances_policy.value.instances_distribution, null) != null ? [mixed_instances_policy.value.instances_distribution] : []

        content {
          on_demand_base_capacity                  = try(instances_distribution.value.on_demand_base_capacity, null)
          on_demand_percentage_above_base_capacity = try(instances_distribution.value.on_demand_percentage_above_base_capacity, null)
        }
      }

      launch_template {
        launch_template_specification {
          launch_template_id = local.launch_template_id
        }

        # Until version 9, the overrides stood beside the distribution.
        dynamic "override" {
          for_each = try(coalesce(mixed_instances_policy.value.launch_template.override, []), mixed_instances_policy.value.override, [])

          content {
            instance_type = try(override.value.instance_type, null)
          }
        }
      }
    }
  }

  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_iam_role" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for k, v in var.iam_role_policies : k => v if var.create && var.create_iam_instance_profile }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_iam_instance_profile ? 1 : 0

  role = aws_iam_role.this[0].name
}

resource "aws_launch_template" "this" {
  count = var.create_launch_template ? 1 : 0

  image_id      = var.image_id
  instance_type = var.instance_type
  name          = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix   = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null
  user_data     = var.user_data

  dynamic "block_device_mappings" {
    for_each = var.block_device_mappings != null ? var.block_device_mappings : []

    content {
      device_name  = try(block_device_mappings.value.device_name, null)
      virtual_name = try(block_device_mappings.value.virtual_name, null)

      dynamic "ebs" {
        for_each = try(flatten([coalesce(block_device_mappings.value.ebs)]), [])

        content {
          volume_size = try(ebs.value.volume_size, null)
        }
      }
    }
  }

  dynamic "cpu_options" {
    for_each = try(var.cpu_options.amd_sev_snp, null) != null ? [var.cpu_options] : []

    content {
      amd_sev_snp = cpu_options.value.amd_sev_snp
    }
  }

  dynamic "enclave_options" {
    for_each = try(var.enclave_options.enabled, null) != null ? [var.enclave_options] : []

    content {
      enabled = enclave_options.value.enabled
    }
  }

  dynamic "instance_market_options" {
    for_each = try(var.instance_market_options.market_type, null) != null ? [var.instance_market_options] : []

    content {
      market_type = instance_market_options.value.market_type
    }
  }

  dynamic "instance_requirements" {
    for_each = try(length(var.instance_requirements), 0) > 0 ? [var.instance_requirements] : []

    content {
      allowed_instance_types = try(instance_requirements.value.allowed_instance_types, null)
    }
  }

  dynamic "placement" {
    for_each = try(length(var.placement), 0) > 0 ? [var.placement] : []

    content {
      host_id                 = try(placement.value.host_id, null)
      host_resource_group_arn = try(placement.value.host_resource_group_arn, null)
      tenancy                 = try(placement.value.tenancy, null)
    }
  }

  dynamic "tag_specifications" {
    for_each = var.tag_specifications != null ? var.tag_specifications : []

    content {
      resource_type = tag_specifications.value.resource_type
      tags          = merge(var.tags, try(tag_specifications.value.tags, {}))
    }
  }

  iam_instance_profile {
    arn  = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].arn : var.iam_instance_profile_arn
    name = var.create_iam_instance_profile ? null : var.iam_instance_profile_name
  }

  tags = merge(var.tags, var.launch_template_tags)
}

resource "aws_autoscaling_traffic_source_attachment" "this" {
  for_each = var.create && var.traffic_source_attachments != null ? var.traffic_source_attachments : {}

  autoscaling_group_name = local.group_name

  traffic_source {
    identifier = each.value.traffic_source_identifier
    type       = try(each.value.traffic_source_type, "elbv2")
  }
}

resource "aws_autoscaling_schedule" "this" {
  for_each = var.create && var.create_schedule && var.schedules != null ? var.schedules : {}

  autoscaling_group_name = local.group_name
  desired_capacity       = try(each.value.desired_capacity, null)
  max_size               = try(each.value.max_size, null)
  min_size               = try(each.value.min_size, null)
  recurrence             = try(each.value.recurrence, null)
  start_time             = try(each.value.start_time, null)
}

resource "aws_autoscaling_policy" "this" {
  for_each = var.create && var.create_scaling_policy && var.scaling_policies != null ? var.scaling_policies : {}

  autoscaling_group_name = local.group_name
  name                   = try(coalesce(each.value.name, each.key), each.key)
  policy_type            = try(each.value.policy_type, null)
}

output "launch_template_id" {
  value = try(aws_launch_template.this[0].id, null)
}

output "launch_template_arn" {
  value = try(aws_launch_template.this[0].arn, null)
}

output "launch_template_name" {
  value = try(aws_launch_template.this[0].name, null)
}

output "autoscaling_group_id" {
  value = try(aws_autoscaling_group.this[0].id, aws_autoscaling_group.idc[0].id, null)
}

output "autoscaling_group_name" {
  value = local.group_name
}

output "autoscaling_group_arn" {
  value = try(aws_autoscaling_group.this[0].arn, aws_autoscaling_group.idc[0].arn, null)
}
