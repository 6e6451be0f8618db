# Nodes of an EKS cluster that EKS manages
# source: terraform-aws-modules/eks/aws//modules/eks-managed-node-group
# versions: >= 18, < 22
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/latest
# ignores: account_id, ami_release_version, ami_type, bootstrap_extra_args, capacity_reservation_specification
# ignores: cloudinit_post_nodeadm, cloudinit_pre_nodeadm, cluster_auth_base64, cluster_endpoint, cluster_ip_family
# ignores: cluster_primary_security_group_id, cluster_security_group_id, cluster_service_cidr
# ignores: cluster_service_ipv4_cidr, cluster_version, create_iam_role, create_iam_role_policy
# ignores: create_placement_group, create_schedule, create_security_group, credit_specification
# ignores: disable_api_termination, disk_size, ebs_optimized, efa_indices, elastic_gpu_specifications
# ignores: elastic_inference_accelerator, enable_bootstrap_user_data, enable_efa_only, enable_efa_support
# ignores: enable_monitoring, force_update_version, iam_role_additional_policies, iam_role_arn
# ignores: iam_role_attach_cni_policy, iam_role_description, iam_role_name, iam_role_path
# ignores: iam_role_permissions_boundary, iam_role_policy_statements, iam_role_tags, iam_role_use_name_prefix
# ignores: kernel_id, key_name, kubernetes_version, launch_template_default_version, launch_template_description
# ignores: launch_template_version, license_specifications, maintenance_options, metadata_options, network_interfaces
# ignores: node_repair_config, partition, placement_group_az, placement_group_strategy, platform
# ignores: post_bootstrap_user_data, pre_bootstrap_user_data, private_dns_name_options, ram_disk_id, region
# ignores: remote_access, schedules, security_group_description, security_group_egress_rules
# ignores: security_group_ingress_rules, security_group_name, security_group_rules, security_group_tags
# ignores: security_group_use_name_prefix, subnet_ids, timeouts, update_config
# ignores: update_launch_template_default_version, use_latest_ami_release_version, user_data_template_path, vpc_id
# ignores: vpc_security_group_ids

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
