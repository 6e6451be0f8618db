# Nodes of an EKS cluster in an Auto Scaling group
# source: terraform-aws-modules/eks/aws//modules/self-managed-node-group
# versions: >= 18, < 22
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/latest
# ignores: account_id, additional_cluster_dns_ips, ami_type, availability_zones, bootstrap_extra_args
# ignores: capacity_rebalance, capacity_reservation_specification, cloudinit_post_nodeadm, cloudinit_pre_nodeadm
# ignores: cluster_auth_base64, cluster_endpoint, cluster_ip_family, cluster_primary_security_group_id
# ignores: cluster_security_group_id, cluster_service_cidr, cluster_version, context, create_access_entry
# ignores: create_iam_instance_profile, create_iam_role_policy, create_placement_group, create_security_group
# ignores: credit_specification, default_cooldown, default_instance_warmup, delete_timeout, desired_size_type
# ignores: disable_api_termination, ebs_optimized, efa_indices, elastic_gpu_specifications
# ignores: elastic_inference_accelerator, enable_efa_only, enable_efa_support, enable_monitoring, enabled_metrics
# ignores: force_delete, force_delete_warm_pool, health_check_grace_period, health_check_type, hibernation_options
# ignores: iam_instance_profile_arn, iam_role_additional_policies, iam_role_arn, iam_role_attach_cni_policy
# ignores: iam_role_description, iam_role_name, iam_role_path, iam_role_permissions_boundary
# ignores: iam_role_policy_statements, iam_role_tags, iam_role_use_name_prefix, ignore_failed_scaling_activities
# ignores: initial_lifecycle_hooks, instance_initiated_shutdown_behavior, instance_maintenance_policy
# ignores: instance_refresh, kernel_id, key_name, kubernetes_version, launch_template_default_version
# ignores: launch_template_description, launch_template_version, license_specifications, maintenance_options
# ignores: max_instance_lifetime, metadata_options, metrics_granularity, min_elb_capacity, network_interfaces
# ignores: partition, placement_group, placement_group_az, platform, post_bootstrap_user_data
# ignores: pre_bootstrap_user_data, private_dns_name_options, propagate_tags, protect_from_scale_in, ram_disk_id
# ignores: region, security_group_description, security_group_egress_rules, security_group_ingress_rules
# ignores: security_group_name, security_group_rules, security_group_tags, security_group_use_name_prefix
# ignores: service_linked_role_arn, subnet_ids, suspended_processes, target_group_arns, termination_policies
# ignores: timeouts, update_launch_template_default_version, use_default_tags, user_data_template_path, vpc_id
# ignores: vpc_security_group_ids, wait_for_capacity_timeout, wait_for_elb_capacity, warm_pool

variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "create_autoscaling_group" {
  type     = bool
  default  = true
  nullable = false
}

variable "create_launch_template" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_id" {
  type    = string
  default = ""
}

variable "launch_template_name" {
  type    = string
  default = null
}

variable "launch_template_use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "launch_template_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "tag_specifications" {
  type     = list(string)
  default  = ["instance", "volume", "network-interface"]
  nullable = false
}

variable "ami_id" {
  type     = string
  default  = ""
  nullable = false
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

variable "instance_market_options" {
  default = null
}

variable "placement" {
  default = null
}

variable "instance_requirements" {
  default = null
}

# until 21: ""
variable "instance_type" {
  type     = string
  default  = "m6i.large"
  nullable = false
}

# until 21: 0
variable "min_size" {
  type     = number
  default  = 1
  nullable = false
}

variable "max_size" {
  type     = number
  default  = 3
  nullable = false
}

variable "desired_size" {
  type     = number
  default  = 1
  nullable = false
}

variable "name" {
  type    = string
  default = ""
}

variable "use_name_prefix" {
  type     = bool
  default  = true
  nullable = false
}

variable "use_mixed_instances_policy" {
  type     = bool
  default  = false
  nullable = false
}

variable "mixed_instances_policy" {
  default = null
}

variable "autoscaling_group_tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

# until 21
variable "create_schedule" {
  type    = bool
  default = true
}

# until 21
variable "schedules" {
  type    = map(any)
  default = {}
}

locals {
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-node-group")
  launch_template_id   = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  image_id      = var.ami_id != "" ? var.ami_id : null
  instance_type = try(length(var.instance_requirements), 0) > 0 || var.instance_type == "" ? null : var.instance_type
  name          = var.launch_template_use_name_prefix ? null : local.launch_template_name
  name_prefix   = var.launch_template_use_name_prefix ? "${local.launch_template_name}-" : null

  dynamic "block_device_mappings" {
    for_each = var.block_device_mappings != null ? var.block_device_mappings : {}

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
    for_each = toset(var.tag_specifications)

    content {
      resource_type = tag_specifications.key
      tags          = merge(var.tags, { Name = var.name }, var.launch_template_tags)
    }
  }

  tags = merge(var.tags, var.launch_template_tags)
}

resource "aws_autoscaling_group" "this" {
  count = var.create && var.create_autoscaling_group ? 1 : 0

  desired_capacity = var.desired_size
  max_size         = var.max_size
  min_size         = var.min_size
  name             = var.use_name_prefix ? null : var.name
  name_prefix      = var.use_name_prefix ? "${var.name}-" : null

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

        # Until version 21, the overrides stood beside the distribution.
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
    for_each = merge(
      {
        "Name"                                      = var.name
        "kubernetes.io/cluster/${var.cluster_name}" = "owned"
      },
      var.tags,
      var.autoscaling_group_tags,
    )

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

# until 21
resource "aws_autoscaling_schedule" "this" {
  for_each = { for k, v in var.schedules : k => v if var.create && var.create_schedule }

  autoscaling_group_name = aws_autoscaling_group.this[0].name
  scheduled_action_name  = each.key
  desired_capacity       = try(each.value.desired_size, null)
  max_size               = try(each.value.max_size, null)
  min_size               = try(each.value.min_size, null)
  recurrence             = try(each.value.recurrence, null)
}

output "autoscaling_group_id" {
  value = try(aws_autoscaling_group.this[0].id, null)
}

output "autoscaling_group_name" {
  value = try(aws_autoscaling_group.this[0].name, null)
}

output "autoscaling_group_arn" {
  value = try(aws_autoscaling_group.this[0].arn, null)
}

output "launch_template_id" {
  value = try(aws_launch_template.this[0].id, null)
}
