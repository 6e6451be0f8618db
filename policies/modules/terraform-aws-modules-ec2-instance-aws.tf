# A machine, or a request for a Spot one, and its volumes
# source: terraform-aws-modules/ec2-instance/aws
# versions: >= 3, < 7
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/ec2-instance/aws/latest
# ignores: ami_ssm_parameter, associate_public_ip_address, capacity_reservation_specification, cpu_core_count
# ignores: cpu_credits, cpu_threads_per_core, create_eip, create_security_group, disable_api_stop
# ignores: disable_api_termination, ebs_optimized, eip_domain, eip_tags, enable_primary_ipv6, enable_volume_tags
# ignores: force_destroy, get_password_data, hibernation, iam_role_description, iam_role_name, iam_role_path
# ignores: iam_role_permissions_boundary, iam_role_tags, iam_role_use_name_prefix
# ignores: instance_initiated_shutdown_behavior, ipv6_address_count, ipv6_addresses, key_name, maintenance_options
# ignores: metadata_options, monitoring, network_interface, placement_group, placement_group_id
# ignores: placement_partition_number, private_dns_name_options, private_ip, putin_khuylo, region
# ignores: secondary_network_interface, secondary_private_ips, security_group_description
# ignores: security_group_egress_rules, security_group_ingress_rules, security_group_name, security_group_tags
# ignores: security_group_use_name_prefix, security_group_vpc_id, source_dest_check, spot_block_duration_minutes
# ignores: spot_instance_interruption_behavior, spot_launch_group, spot_price, spot_type, spot_valid_from
# ignores: spot_valid_until, spot_wait_for_fulfillment, subnet_id, timeouts, user_data_replace_on_change, volume_tags
# ignores: vpc_security_group_ids

variable "create" {
  type    = bool
  default = true
}

variable "ami" {
  type    = string
  default = null
}

variable "ignore_ami_changes" {
  type    = bool
  default = false
}

variable "availability_zone" {
  type    = string
  default = null
}

variable "cpu_options" {
  default = null
}

variable "enclave_options_enabled" {
  type    = bool
  default = null
}

variable "ephemeral_block_device" {
  default = null
}

variable "host_id" {
  type    = string
  default = null
}

variable "host_resource_group_arn" {
  type    = string
  default = null
}

variable "instance_market_options" {
  default = null
}

variable "instance_type" {
  type    = string
  default = "t3.micro"
}

variable "launch_template" {
  default = null
}

variable "root_block_device" {
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "instance_tags" {
  type    = map(string)
  default = {}
}

variable "tenancy" {
  type    = string
  default = null
}

variable "user_data" {
  type    = string
  default = null
}

variable "user_data_base64" {
  type    = string
  default = null
}

variable "create_spot_instance" {
  type    = bool
  default = false
}

variable "ebs_volumes" {
  default = null
}

# until 6
variable "ebs_block_device" {
  type    = list(any)
  default = []
}

variable "name" {
  type    = string
  default = ""
}

variable "create_iam_instance_profile" {
  type    = bool
  default = false
}

variable "iam_instance_profile" {
  type    = string
  default = null
}

variable "iam_role_policies" {
  type    = map(string)
  default = {}
}

locals {
  tags = merge(var.tags, var.instance_tags, var.name != "" ? { "Name" = var.name } : {})

  instance_id = try(
    aws_instance.this[0].id,
    aws_instance.ignore_ami[0].id,
    aws_spot_instance_request.this[0].spot_instance_id,
    null,
  )
}

resource "aws_instance" "this" {
  count = var.create && !var.ignore_ami_changes && !var.create_spot_instance ? 1 : 0

  ami                     = var.ami
  availability_zone       = var.availability_zone
  host_id                 = var.host_id
  host_resource_group_arn = var.host_resource_group_arn
  iam_instance_profile    = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].name : var.iam_instance_profile
  instance_type           = var.instance_type
  tenancy                 = var.tenancy
  user_data               = var.user_data
  user_data_base64        = var.user_data_base64

  dynamic "cpu_options" {
    for_each = try(var.cpu_options.amd_sev_snp, null) != null ? [var.cpu_options] : []

    content {
      amd_sev_snp = cpu_options.value.amd_sev_snp
    }
  }

  enclave_options {
    enabled = var.enclave_options_enabled
  }

  dynamic "ephemeral_block_device" {
    for_each = var.ephemeral_block_device != null ? var.ephemeral_block_device : {}

    content {
      device_name  = ephemeral_block_device.value.device_name
      virtual_name = try(ephemeral_block_device.value.virtual_name, null)
    }
  }

  dynamic "instance_market_options" {
    for_each = try(var.instance_market_options.market_type, null) != null ? [var.instance_market_options] : []

    content {
      market_type = instance_market_options.value.market_type
    }
  }

  dynamic "launch_template" {
    for_each = try(length(var.launch_template), 0) > 0 ? [var.launch_template] : []

    content {
      id      = try(launch_template.value.id, null)
      name    = try(launch_template.value.name, null)
      version = try(launch_template.value.version, null)
    }
  }

  # Until version 6, a list of one.
  dynamic "root_block_device" {
    for_each = var.root_block_device != null ? flatten([var.root_block_device]) : []

    content {
      volume_size = try(root_block_device.value.size, root_block_device.value.volume_size, null)
    }
  }

  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device

    content {
      device_name = ebs_block_device.value.device_name
      volume_size = try(ebs_block_device.value.volume_size, null)
    }
  }

  tags = local.tags
}

resource "aws_instance" "ignore_ami" {
  count = var.create && var.ignore_ami_changes && !var.create_spot_instance ? 1 : 0

  ami                     = var.ami
  availability_zone       = var.availability_zone
  host_id                 = var.host_id
  host_resource_group_arn = var.host_resource_group_arn
  iam_instance_profile    = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].name : var.iam_instance_profile
  instance_type           = var.instance_type
  tenancy                 = var.tenancy
  user_data               = var.user_data
  user_data_base64        = var.user_data_base64

  dynamic "cpu_options" {
    for_each = try(var.cpu_options.amd_sev_snp, null) != null ? [var.cpu_options] : []

    content {
      amd_sev_snp = cpu_options.value.amd_sev_snp
    }
  }

  enclave_options {
    enabled = var.enclave_options_enabled
  }

  dynamic "ephemeral_block_device" {
    for_each = var.ephemeral_block_device != null ? var.ephemeral_block_device : {}

    content {
      device_name  = ephemeral_block_device.value.device_name
      virtual_name = try(ephemeral_block_device.value.virtual_name, null)
    }
  }

  dynamic "instance_market_options" {
    for_each = try(var.instance_market_options.market_type, null) != null ? [var.instance_market_options] : []

    content {
      market_type = instance_market_options.value.market_type
    }
  }

  dynamic "launch_template" {
    for_each = try(length(var.launch_template), 0) > 0 ? [var.launch_template] : []

    content {
      id      = try(launch_template.value.id, null)
      name    = try(launch_template.value.name, null)
      version = try(launch_template.value.version, null)
    }
  }

  # Until version 6, a list of one.
  dynamic "root_block_device" {
    for_each = var.root_block_device != null ? flatten([var.root_block_device]) : []

    content {
      volume_size = try(root_block_device.value.size, root_block_device.value.volume_size, null)
    }
  }

  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device

    content {
      device_name = ebs_block_device.value.device_name
      volume_size = try(ebs_block_device.value.volume_size, null)
    }
  }

  tags = local.tags
}

resource "aws_spot_instance_request" "this" {
  count = var.create && var.create_spot_instance ? 1 : 0

  ami                     = var.ami
  availability_zone       = var.availability_zone
  host_id                 = var.host_id
  host_resource_group_arn = var.host_resource_group_arn
  iam_instance_profile    = var.create_iam_instance_profile ? aws_iam_instance_profile.this[0].name : var.iam_instance_profile
  instance_type           = var.instance_type
  tenancy                 = var.tenancy
  user_data               = var.user_data
  user_data_base64        = var.user_data_base64

  dynamic "cpu_options" {
    for_each = try(var.cpu_options.amd_sev_snp, null) != null ? [var.cpu_options] : []

    content {
      amd_sev_snp = cpu_options.value.amd_sev_snp
    }
  }

  enclave_options {
    enabled = var.enclave_options_enabled
  }

  dynamic "ephemeral_block_device" {
    for_each = var.ephemeral_block_device != null ? var.ephemeral_block_device : {}

    content {
      device_name  = ephemeral_block_device.value.device_name
      virtual_name = try(ephemeral_block_device.value.virtual_name, null)
    }
  }

  dynamic "launch_template" {
    for_each = try(length(var.launch_template), 0) > 0 ? [var.launch_template] : []

    content {
      id      = try(launch_template.value.id, null)
      name    = try(launch_template.value.name, null)
      version = try(launch_template.value.version, null)
    }
  }

  # Until version 6, a list of one.
  dynamic "root_block_device" {
    for_each = var.root_block_device != null ? flatten([var.root_block_device]) : []

    content {
      volume_size = try(root_block_device.value.size, root_block_device.value.volume_size, null)
    }
  }

  dynamic "ebs_block_device" {
    for_each = var.ebs_block_device

    content {
      device_name = ebs_block_device.value.device_name
      volume_size = try(ebs_block_device.value.volume_size, null)
    }
  }

  tags = local.tags
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

resource "aws_ebs_volume" "this" {
  for_each = var.create && var.ebs_volumes != null ? var.ebs_volumes : {}

  availability_zone = var.availability_zone
  size              = try(each.value.size, null)
}

resource "aws_volume_attachment" "this" {
  for_each = var.create && var.ebs_volumes != null ? var.ebs_volumes : {}

  device_name = try(coalesce(each.value.device_name, each.key), each.key)
  instance_id = local.instance_id
  volume_id   = aws_ebs_volume.this[each.key].id
}

output "id" {
  value = local.instance_id
}

output "arn" {
  value = try(aws_instance.this[0].arn, aws_instance.ignore_ami[0].arn, aws_spot_instance_request.this[0].arn, null)
}

output "private_ip" {
  value = try(aws_instance.this[0].private_ip, aws_instance.ignore_ami[0].private_ip, aws_spot_instance_request.this[0].private_ip, null)
}

output "spot_instance_id" {
  value = try(aws_spot_instance_request.this[0].spot_instance_id, null)
}
