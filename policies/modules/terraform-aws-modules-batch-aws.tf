# Batch jobs, their queues and what they run on
# source: terraform-aws-modules/batch/aws
# versions: >= 2, < 4
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/batch/aws/latest
# ignores: create_instance_iam_role, create_service_iam_role, create_spot_fleet_iam_role
# ignores: instance_iam_role_additional_policies, instance_iam_role_description, instance_iam_role_name
# ignores: instance_iam_role_path, instance_iam_role_permissions_boundary, instance_iam_role_tags
# ignores: instance_iam_role_use_name_prefix, region, service_iam_role_additional_policies
# ignores: service_iam_role_description, service_iam_role_name, service_iam_role_path
# ignores: service_iam_role_permissions_boundary, service_iam_role_tags, service_iam_role_use_name_prefix
# ignores: spot_fleet_iam_role_additional_policies, spot_fleet_iam_role_description, spot_fleet_iam_role_name
# ignores: spot_fleet_iam_role_path, spot_fleet_iam_role_permissions_boundary, spot_fleet_iam_role_tags
# ignores: spot_fleet_iam_role_use_name_prefix

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "compute_environments" {
  default = null
}

variable "create_job_queues" {
  type    = bool
  default = true
}

variable "job_queues" {
  default = null
}

variable "job_definitions" {
  default = null
}

# until 3
variable "create_job_definitions" {
  type    = bool
  default = true
}

resource "aws_batch_compute_environment" "this" {
  for_each = var.create && var.compute_environments != null ? var.compute_environments : {}

  name = try(each.value.name, null)
  type = try(each.value.type, "MANAGED")

  dynamic "compute_resources" {
    for_each = try(each.value.compute_resources, null) != null ? [each.value.compute_resources] : []

    content {
      instance_type = contains(["FARGATE", "FARGATE_SPOT"], compute_resources.value.type) ? null : try(compute_resources.value.instance_types, null)
      max_vcpus     = compute_resources.value.max_vcpus
      min_vcpus     = contains(["FARGATE", "FARGATE_SPOT"], compute_resources.value.type) ? null : try(compute_resources.value.min_vcpus, null)
      type          = compute_resources.value.type

      dynamic "launch_template" {
        for_each = try(compute_resources.value.launch_template, null) != null ? [compute_resources.value.launch_template] : []

        content {
          launch_template_id   = try(launch_template.value.launch_template_id, launch_template.value.id, null)
          launch_template_name = try(launch_template.value.launch_template_name, launch_template.value.name, null)
        }
      }
    }
  }

  tags = merge(var.tags, try(each.value.tags, {}))
}

resource "aws_batch_job_queue" "this" {
  for_each = var.create && var.create_job_queues && var.job_queues != null ? var.job_queues : {}

  name     = try(coalesce(each.value.name, each.key), each.key)
  priority = try(each.value.priority, null)

  # Until version 3, a list of the environments' keys.
  dynamic "compute_environment_order" {
    for_each = try(coalesce(each.value.compute_environment_order), { for key in try(each.value.compute_environments, keys(var.compute_environments)) : key => { compute_environment_key = key } })

    content {
      compute_environment = aws_batch_compute_environment.this[compute_environment_order.value.compute_environment_key].arn
      order               = try(compute_environment_order.value.order, null)
    }
  }

  tags = merge(var.tags, try(each.value.tags, {}))
}

resource "aws_batch_job_definition" "this" {
  for_each = var.create && var.create_job_definitions && var.job_definitions != null ? var.job_definitions : {}

  name                  = try(coalesce(each.value.name, each.key), each.key)
  container_properties  = try(each.value.container_properties, null)
  ecs_properties        = try(each.value.ecs_properties, null)
  node_properties       = try(each.value.node_properties, null)
  platform_capabilities = try(each.value.platform_capabilities, null)
  type                  = try(each.value.type, "container")

  # Until version 3, the attempt's duration stood beside the rest.
  dynamic "timeout" {
    for_each = compact([try(each.value.timeout.attempt_duration_seconds, each.value.attempt_duration_seconds, null)])

    content {
      attempt_duration_seconds = timeout.value
    }
  }

  tags = merge(var.tags, try(each.value.tags, {}))
}

output "compute_environments" {
  value = aws_batch_compute_environment.this
}

output "job_queues" {
  value = aws_batch_job_queue.this
}

output "job_definitions" {
  value = aws_batch_job_definition.this
}
