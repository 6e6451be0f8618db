# A queue of SQS, and its dead letters
# source: terraform-aws-modules/sqs/aws
# versions: >= 4, < 6
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/sqs/aws/latest
# ignores: content_based_deduplication, create_dlq_queue_policy, create_dlq_redrive_allow_policy, create_queue_policy
# ignores: deduplication_scope, delay_seconds, dlq_content_based_deduplication, dlq_deduplication_scope
# ignores: dlq_delay_seconds, dlq_fifo_throughput_limit, dlq_kms_data_key_reuse_period_seconds, dlq_kms_master_key_id
# ignores: dlq_message_retention_seconds, dlq_queue_policy_statements, dlq_receive_wait_time_seconds
# ignores: dlq_redrive_allow_policy, dlq_sqs_managed_sse_enabled, fifo_throughput_limit
# ignores: kms_data_key_reuse_period_seconds, kms_master_key_id, max_message_size, message_retention_seconds
# ignores: override_dlq_queue_policy_documents, override_queue_policy_documents, queue_policy_statements
# ignores: receive_wait_time_seconds, redrive_allow_policy, region, source_dlq_queue_policy_documents
# ignores: source_queue_policy_documents, sqs_managed_sse_enabled

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "name" {
  type    = string
  default = null
}

variable "use_name_prefix" {
  type    = bool
  default = false
}

variable "fifo_queue" {
  type    = bool
  default = false
}

variable "redrive_policy" {
  type    = any
  default = {}
}

variable "visibility_timeout_seconds" {
  type    = number
  default = null
}

variable "create_dlq" {
  type    = bool
  default = false
}

variable "dlq_name" {
  type    = string
  default = null
}

variable "dlq_tags" {
  type    = map(string)
  default = {}
}

variable "dlq_visibility_timeout_seconds" {
  type    = number
  default = null
}

locals {
  name     = try(trimsuffix(var.name, ".fifo"), "")
  dlq_name = try(coalesce(try(trimsuffix(var.dlq_name, ".fifo"), ""), "${local.name}-dlq"), "")
}

resource "aws_sqs_queue" "this" {
  count = var.create ? 1 : 0

  fifo_queue                 = var.fifo_queue
  name                       = var.use_name_prefix ? null : (var.fifo_queue ? "${local.name}.fifo" : local.name)
  name_prefix                = var.use_name_prefix ? "${local.name}-" : null
  visibility_timeout_seconds = var.visibility_timeout_seconds

  # The module says it in resources of their own.
  redrive_policy = var.create_dlq ? jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq[0].arn }) : (length(var.redrive_policy) > 0 ? jsonencode(var.redrive_policy) : null)

  tags = var.tags
}

resource "aws_sqs_queue" "dlq" {
  count = var.create && var.create_dlq ? 1 : 0

  fifo_queue                 = var.fifo_queue
  name                       = var.use_name_prefix ? null : (var.fifo_queue ? "${local.dlq_name}.fifo" : local.dlq_name)
  name_prefix                = var.use_name_prefix ? "${local.dlq_name}-" : null
  visibility_timeout_seconds = try(coalesce(var.dlq_visibility_timeout_seconds, var.visibility_timeout_seconds), null)

  tags = merge(var.tags, var.dlq_tags)
}

output "queue_id" {
  value = try(aws_sqs_queue.this[0].id, null)
}

output "queue_arn" {
  value = try(aws_sqs_queue.this[0].arn, null)
}

output "queue_arn_static" {
  value = try(aws_sqs_queue.this[0].arn, null)
}

output "queue_url" {
  value = try(aws_sqs_queue.this[0].url, null)
}

output "queue_name" {
  value = try(aws_sqs_queue.this[0].name, null)
}

output "dead_letter_queue_id" {
  value = try(aws_sqs_queue.dlq[0].id, null)
}

output "dead_letter_queue_arn" {
  value = try(aws_sqs_queue.dlq[0].arn, null)
}

output "dead_letter_queue_arn_static" {
  value = try(aws_sqs_queue.dlq[0].arn, null)
}

output "dead_letter_queue_url" {
  value = try(aws_sqs_queue.dlq[0].url, null)
}

output "dead_letter_queue_name" {
  value = try(aws_sqs_queue.dlq[0].name, null)
}
