# Nodes of an EKS cluster in an Auto Scaling group
# source: terraform-aws-modules/eks/aws//modules/self-managed-node-group
# versions: >= 18
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/latest

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

variable "instance_type" {
  type     = string
  default  = "m6i.large"
  nullable = false
}

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

locals {
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-node-group")
  launch_template_id   = var.create && var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template ? 1 : 0

  image_id      = var.ami_id != "" ? var.ami_id : null
  instance_type = try(length(var.instance_requirements), 0) > 0 ? null : var.instance_type
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
