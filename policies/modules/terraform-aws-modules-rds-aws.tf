# A database of RDS
# source: terraform-aws-modules/rds/aws
# versions: >= 6, < 8
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/rds/aws/latest
# ignores: allocated_storage, allow_major_version_upgrade, apply_immediately, auto_minor_version_upgrade
# ignores: availability_zone, backup_retention_period, backup_window, blue_green_update, ca_cert_identifier
# ignores: character_set_name, cloudwatch_log_group_class, cloudwatch_log_group_kms_key_id
# ignores: cloudwatch_log_group_retention_in_days, cloudwatch_log_group_skip_destroy, cloudwatch_log_group_tags
# ignores: copy_tags_to_snapshot, create_cloudwatch_log_group, create_db_option_group, create_db_parameter_group
# ignores: create_db_subnet_group, create_monitoring_role, custom_iam_instance_profile, customer_owned_ip_enabled
# ignores: database_insights_mode, db_instance_role_associations, db_option_group_tags, db_parameter_group_tags
# ignores: db_subnet_group_description, db_subnet_group_name, db_subnet_group_tags, db_subnet_group_use_name_prefix
# ignores: dedicated_log_volume, delete_automated_backups, deletion_protection, domain, domain_auth_secret_arn
# ignores: domain_dns_ips, domain_fqdn, domain_iam_role_name, domain_ou, enabled_cloudwatch_logs_exports, engine
# ignores: engine_lifecycle_support, engine_version, family, final_snapshot_identifier_prefix
# ignores: iam_database_authentication_enabled, instance_class, iops, kms_key_id, license_model, maintenance_window
# ignores: major_engine_version, manage_master_user_password, manage_master_user_password_rotation
# ignores: master_user_password_rotate_immediately, master_user_password_rotation_automatically_after_days
# ignores: master_user_password_rotation_duration, master_user_password_rotation_schedule_expression
# ignores: master_user_secret_kms_key_id, max_allocated_storage, monitoring_interval, monitoring_role_arn
# ignores: monitoring_role_description, monitoring_role_name, monitoring_role_permissions_boundary
# ignores: monitoring_role_use_name_prefix, multi_az, nchar_character_set_name, network_type
# ignores: option_group_description, option_group_name, option_group_skip_destroy, option_group_timeouts
# ignores: option_group_use_name_prefix, options, parameter_group_description, parameter_group_name
# ignores: parameter_group_skip_destroy, parameter_group_use_name_prefix, parameters, password, password_wo
# ignores: password_wo_version, performance_insights_enabled, performance_insights_kms_key_id
# ignores: performance_insights_retention_period, port, publicly_accessible, putin_khuylo, region, replica_mode
# ignores: restore_to_point_in_time, s3_import, skip_final_snapshot, snapshot_identifier, storage_encrypted
# ignores: storage_throughput, storage_type, subnet_ids, timeouts, timezone, upgrade_storage_config, username
# ignores: vpc_security_group_ids

variable "create_db_instance" {
  type    = bool
  default = true
}

# required
variable "identifier" {
  type = string
}

variable "instance_use_identifier_prefix" {
  type    = bool
  default = false
}

variable "replicate_source_db" {
  type    = string
  default = null
}

variable "db_name" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "db_instance_tags" {
  type    = map(string)
  default = {}
}

# in place of module.db_instance
resource "aws_db_instance" "this" {
  count = var.create_db_instance ? 1 : 0

  identifier          = var.instance_use_identifier_prefix ? null : var.identifier
  identifier_prefix   = var.instance_use_identifier_prefix ? "${var.identifier}-" : null
  db_name             = var.db_name
  replicate_source_db = var.replicate_source_db

  tags = merge(var.tags, var.db_instance_tags)
}

output "db_instance_address" {
  value = try(aws_db_instance.this[0].address, null)
}

output "db_instance_arn" {
  value = try(aws_db_instance.this[0].arn, null)
}

output "db_instance_endpoint" {
  value = try(aws_db_instance.this[0].endpoint, null)
}

output "db_instance_identifier" {
  value = try(aws_db_instance.this[0].identifier, null)
}

output "db_instance_resource_id" {
  value = try(aws_db_instance.this[0].resource_id, null)
}

output "db_instance_name" {
  value = try(aws_db_instance.this[0].db_name, null)
}

output "db_instance_username" {
  value = try(aws_db_instance.this[0].username, null)
}

output "db_instance_port" {
  value = try(aws_db_instance.this[0].port, null)
}

output "db_instance_master_user_secret_arn" {
  value = try(aws_db_instance.this[0].master_user_secret[0].secret_arn, null)
}
