# A table of DynamoDB
# source: terraform-aws-modules/dynamodb-table/aws
# versions: >= 2, < 6
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/dynamodb-table/aws/latest
# ignores: attributes, autoscaling_defaults, autoscaling_indexes, autoscaling_read, autoscaling_write, billing_mode
# ignores: deletion_protection_enabled, global_secondary_indexes, global_table_witness, hash_key, import_table
# ignores: local_secondary_indexes, on_demand_throughput, point_in_time_recovery_enabled
# ignores: point_in_time_recovery_period_in_days, range_key, read_capacity, region, replica_regions, resource_policy
# ignores: restore_date_time, restore_source_name, restore_source_table_arn, restore_to_latest_time
# ignores: server_side_encryption_enabled, server_side_encryption_kms_key_arn, stream_enabled, stream_view_type
# ignores: table_class, timeouts, ttl_attribute_name, ttl_enabled, warm_throughput, write_capacity

variable "create_table" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "autoscaling_enabled" {
  type    = bool
  default = false
}

variable "ignore_changes_global_secondary_index" {
  type    = bool
  default = false
}

locals {
  tags = merge(var.tags, { "Name" = var.name })
}

resource "aws_dynamodb_table" "this" {
  count = var.create_table && !var.autoscaling_enabled ? 1 : 0

  name = var.name
  tags = local.tags
}

resource "aws_dynamodb_table" "autoscaled" {
  count = var.create_table && var.autoscaling_enabled && !var.ignore_changes_global_secondary_index ? 1 : 0

  name = var.name
  tags = local.tags
}

resource "aws_dynamodb_table" "autoscaled_gsi_ignore" {
  count = var.create_table && var.autoscaling_enabled && var.ignore_changes_global_secondary_index ? 1 : 0

  name = var.name
  tags = local.tags
}

output "dynamodb_table_arn" {
  value = try(aws_dynamodb_table.this[0].arn, aws_dynamodb_table.autoscaled[0].arn, aws_dynamodb_table.autoscaled_gsi_ignore[0].arn, "")
}

output "dynamodb_table_id" {
  value = try(aws_dynamodb_table.this[0].id, aws_dynamodb_table.autoscaled[0].id, aws_dynamodb_table.autoscaled_gsi_ignore[0].id, "")
}

output "dynamodb_table_stream_arn" {
  value = try(aws_dynamodb_table.this[0].stream_arn, aws_dynamodb_table.autoscaled[0].stream_arn, aws_dynamodb_table.autoscaled_gsi_ignore[0].stream_arn, null)
}

output "dynamodb_table_stream_label" {
  value = try(aws_dynamodb_table.this[0].stream_label, aws_dynamodb_table.autoscaled[0].stream_label, aws_dynamodb_table.autoscaled_gsi_ignore[0].stream_label, null)
}
