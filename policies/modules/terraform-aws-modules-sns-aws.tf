# A topic of SNS and who is subscribed to it
# source: terraform-aws-modules/sns/aws
# versions: >= 5, < 8
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/sns/aws/latest
# ignores: application_feedback, archive_policy, content_based_deduplication, create_topic_policy
# ignores: data_protection_policy, delivery_policy, display_name, enable_default_topic_policy, fifo_throughput_scope
# ignores: firehose_feedback, http_feedback, kms_master_key_id, lambda_feedback, override_topic_policy_documents
# ignores: region, signature_version, source_topic_policy_documents, sqs_feedback, topic_policy
# ignores: topic_policy_statements, tracing_config

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

variable "fifo_topic" {
  type    = bool
  default = false
}

variable "create_subscription" {
  type    = bool
  default = true
}

variable "subscriptions" {
  default = {}
}

locals {
  name = try(trimsuffix(var.name, ".fifo"), "")
}

resource "aws_sns_topic" "this" {
  count = var.create ? 1 : 0

  name        = var.use_name_prefix ? null : (var.fifo_topic ? "${local.name}.fifo" : local.name)
  name_prefix = var.use_name_prefix ? "${local.name}-" : null
  fifo_topic  = var.fifo_topic

  tags = var.tags
}

resource "aws_sns_topic_subscription" "this" {
  for_each = { for k, v in var.subscriptions : k => v if var.create && var.create_subscription }

  endpoint  = each.value.endpoint
  protocol  = each.value.protocol
  topic_arn = aws_sns_topic.this[0].arn
}

output "topic_arn" {
  value = try(aws_sns_topic.this[0].arn, null)
}

output "topic_id" {
  value = try(aws_sns_topic.this[0].id, null)
}

output "topic_name" {
  value = try(aws_sns_topic.this[0].name, null)
}

output "subscriptions" {
  value = aws_sns_topic_subscription.this
}
