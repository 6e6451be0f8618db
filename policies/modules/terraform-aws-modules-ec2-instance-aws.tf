# A machine, or a request for a Spot one, and its volumes
# source: terraform-aws-modules/ec2-instance/aws
# versions: >= 3
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/ec2-instance/aws/latest

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

locals {
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

  tags = merge(var.tags, var.instance_tags)
}

resource "aws_instance" "ignore_ami" {
  count = var.create && var.ignore_ami_changes && !var.create_spot_instance ? 1 : 0

  ami                     = var.ami
  availability_zone       = var.availability_zone
  host_id                 = var.host_id
  host_resource_group_arn = var.host_resource_group_arn
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

  tags = merge(var.tags, var.instance_tags)
}

resource "aws_spot_instance_request" "this" {
  count = var.create && var.create_spot_instance ? 1 : 0

  ami                     = var.ami
  availability_zone       = var.availability_zone
  host_id                 = var.host_id
  host_resource_group_arn = var.host_resource_group_arn
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

  tags = merge(var.tags, var.instance_tags)
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
