# Nodes of an EKS cluster that EKS manages
# source: terraform-aws-modules/eks/aws//modules/eks-managed-node-group
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

variable "create_launch_template" {
  type     = bool
  default  = true
  nullable = false
}

variable "use_custom_launch_template" {
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
  type    = map(string)
  default = {}
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

variable "capacity_type" {
  type     = string
  default  = "ON_DEMAND"
  nullable = false
}

variable "instance_types" {
  type    = list(string)
  default = null
}

variable "labels" {
  type    = map(string)
  default = null
}

variable "taints" {
  default = null
}

locals {
  launch_template_name = coalesce(var.launch_template_name, "${var.name}-eks-node-group")
  launch_template_id   = var.create && var.create_launch_template ? try(aws_launch_template.this[0].id, null) : var.launch_template_id
}

resource "aws_launch_template" "this" {
  count = var.create && var.create_launch_template && var.use_custom_launch_template ? 1 : 0

  image_id      = var.ami_id != "" ? var.ami_id : null
  instance_type = var.capacity_type == "CAPACITY_BLOCK" ? element(var.instance_types, 0) : null
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

resource "aws_eks_node_group" "this" {
  count = var.create ? 1 : 0

  cluster_name           = var.cluster_name
  node_group_name        = var.use_name_prefix ? null : var.name
  node_group_name_prefix = var.use_name_prefix ? "${var.name}-" : null
  capacity_type          = var.capacity_type
  instance_types         = var.capacity_type == "CAPACITY_BLOCK" ? null : var.instance_types
  labels                 = var.labels

  scaling_config {
    min_size     = var.min_size
    max_size     = var.max_size
    desired_size = var.desired_size
  }

  dynamic "launch_template" {
    for_each = var.use_custom_launch_template ? [1] : []

    content {
      id = local.launch_template_id
    }
  }

  dynamic "taint" {
    for_each = var.taints != null ? var.taints : {}

    content {
      key    = taint.value.key
      value  = try(taint.value.value, null)
      effect = taint.value.effect
    }
  }

  tags = merge(var.tags, { Name = var.name })
}

output "node_group_id" {
  value = try(aws_eks_node_group.this[0].id, null)
}

output "node_group_arn" {
  value = try(aws_eks_node_group.this[0].arn, null)
}

output "launch_template_id" {
  value = try(aws_launch_template.this[0].id, null)
}
