# What a bucket of S3 tells functions, queues and topics
# source: terraform-aws-modules/s3-bucket/aws//modules/notification
# versions: >= 3, < 6
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/latest
# ignores: create_sns_policy, create_sqs_policy, eventbridge, region

variable "create" {
  type    = bool
  default = true
}

variable "create_lambda_permission" {
  type    = bool
  default = true
}

variable "bucket" {
  type    = string
  default = ""
}

variable "bucket_arn" {
  type    = string
  default = null
}

variable "lambda_notifications" {
  type    = any
  default = {}
}

variable "sqs_notifications" {
  type    = any
  default = {}
}

variable "sns_notifications" {
  type    = any
  default = {}
}

resource "aws_s3_bucket_notification" "this" {
  count = var.create ? 1 : 0

  bucket = var.bucket

  dynamic "lambda_function" {
    for_each = var.lambda_notifications

    content {
      lambda_function_arn = lambda_function.value.function_arn
      events              = lambda_function.value.events
    }
  }

  dynamic "queue" {
    for_each = var.sqs_notifications

    content {
      queue_arn = queue.value.queue_arn
      events    = queue.value.events
    }
  }

  dynamic "topic" {
    for_each = var.sns_notifications

    content {
      topic_arn = topic.value.topic_arn
      events    = topic.value.events
    }
  }
}

resource "aws_lambda_permission" "allow" {
  for_each = { for k, v in var.lambda_notifications : k => v if var.create_lambda_permission }

  function_name = each.value.function_name
  qualifier     = try(each.value.qualifier, null)
  principal     = "s3.amazonaws.com"
  source_arn    = coalesce(var.bucket_arn, "arn:aws:s3:::${var.bucket}")
}

output "s3_bucket_notification_id" {
  value = try(aws_s3_bucket_notification.this[0].id, "")
}
