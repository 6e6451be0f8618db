# A bucket of S3
# source: terraform-aws-modules/s3-bucket/aws
# versions: >= 3, < 6
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/latest
# ignores: acceleration_status, access_log_delivery_policy_source_accounts, access_log_delivery_policy_source_buckets
# ignores: access_log_delivery_policy_source_organizations, acl, allowed_kms_key_arn, analytics_configuration
# ignores: analytics_self_source_destination, analytics_source_account_id, analytics_source_bucket_arn
# ignores: attach_access_log_delivery_policy, attach_analytics_destination_policy
# ignores: attach_cloudtrail_log_delivery_policy, attach_deny_incorrect_encryption_headers
# ignores: attach_deny_incorrect_kms_key_sse, attach_deny_insecure_transport_policy
# ignores: attach_deny_ssec_encrypted_object_uploads, attach_deny_unencrypted_object_uploads
# ignores: attach_elb_log_delivery_policy, attach_inventory_destination_policy, attach_lb_log_delivery_policy
# ignores: attach_policy, attach_public_policy, attach_require_latest_tls_policy, attach_waf_log_delivery_policy
# ignores: availability_zone_id, block_public_acls, block_public_policy, bucket_namespace, control_object_ownership
# ignores: cors_rule, create_metadata_configuration, data_redundancy, expected_bucket_owner, force_destroy, grant
# ignores: ignore_public_acls, intelligent_tiering, inventory_configuration, inventory_self_source_destination
# ignores: inventory_source_account_id, inventory_source_bucket_arn, lb_log_delivery_policy_source_organizations
# ignores: lifecycle_rule, location_type, logging, metadata_encryption_configuration
# ignores: metadata_inventory_table_configuration_state, metadata_journal_table_record_expiration
# ignores: metadata_journal_table_record_expiration_days, metric_configuration, object_lock_configuration
# ignores: object_lock_enabled, object_ownership, owner, policy, putin_khuylo, region, replication_configuration
# ignores: request_payer, restrict_public_buckets, server_side_encryption_configuration
# ignores: skip_destroy_public_access_block, transition_default_minimum_object_size, type, versioning, website

variable "create_bucket" {
  type    = bool
  default = true
}

variable "is_directory_bucket" {
  type    = bool
  default = false
}

variable "bucket" {
  type    = string
  default = null
}

variable "bucket_prefix" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

resource "aws_s3_bucket" "this" {
  count = var.create_bucket && !var.is_directory_bucket ? 1 : 0

  bucket        = var.bucket
  bucket_prefix = var.bucket_prefix
  tags          = var.tags
}

# A directory bucket holds data like any other; no other type is read.
# in place of aws_s3_directory_bucket.this
resource "aws_s3_bucket" "directory" {
  count = var.create_bucket && var.is_directory_bucket ? 1 : 0

  bucket = var.bucket
  tags   = var.tags
}

output "s3_bucket_id" {
  value = try(aws_s3_bucket.this[0].id, aws_s3_bucket.directory[0].bucket, "")
}

output "s3_bucket_arn" {
  value = try(aws_s3_bucket.this[0].arn, "")
}

output "s3_bucket_bucket_domain_name" {
  value = try(aws_s3_bucket.this[0].bucket_domain_name, "")
}

output "s3_bucket_bucket_regional_domain_name" {
  value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, "")
}

output "s3_directory_bucket_name" {
  value = try(aws_s3_bucket.directory[0].bucket, null)
}

output "s3_directory_bucket_arn" {
  value = try(aws_s3_bucket.directory[0].arn, null)
}
