# A cluster of Aurora and its machines
# source: terraform-aws-modules/rds-aurora/aws
# versions: >= 8, < 11
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/rds-aurora/aws/latest
# ignores: allocated_storage, allow_major_version_upgrade, apply_immediately, auto_minor_version_upgrade
# ignores: autoscaling_enabled, autoscaling_max_capacity, autoscaling_min_capacity, autoscaling_policy_name
# ignores: autoscaling_scale_in_cooldown, autoscaling_scale_out_cooldown, autoscaling_target_connections
# ignores: autoscaling_target_cpu, availability_zones, backtrack_window, backup_retention_period, ca_cert_identifier
# ignores: cloudwatch_log_group_class, cloudwatch_log_group_kms_key_id, cloudwatch_log_group_retention_in_days
# ignores: cloudwatch_log_group_skip_destroy, cloudwatch_log_group_tags, cluster_activity_stream
# ignores: cluster_ca_cert_identifier, cluster_db_instance_parameter_group_name, cluster_instance_class
# ignores: cluster_members, cluster_monitoring_interval, cluster_parameter_group, cluster_parameter_group_name
# ignores: cluster_performance_insights_enabled, cluster_performance_insights_kms_key_id
# ignores: cluster_performance_insights_retention_period, cluster_scalability_type, cluster_timeouts
# ignores: cluster_use_name_prefix, compute_redundancy, copy_tags_to_snapshot, create_cloudwatch_log_group
# ignores: create_db_cluster_activity_stream, create_db_cluster_parameter_group, create_db_parameter_group
# ignores: create_db_subnet_group, create_monitoring_role, create_security_group, create_shard_group
# ignores: database_insights_mode, db_cluster_activity_stream_kms_key_id, db_cluster_activity_stream_mode
# ignores: db_cluster_db_instance_parameter_group_name, db_cluster_instance_class
# ignores: db_cluster_parameter_group_description, db_cluster_parameter_group_family, db_cluster_parameter_group_name
# ignores: db_cluster_parameter_group_parameters, db_cluster_parameter_group_use_name_prefix, db_parameter_group
# ignores: db_parameter_group_description, db_parameter_group_family, db_parameter_group_name
# ignores: db_parameter_group_parameters, db_parameter_group_use_name_prefix, db_shard_group_identifier
# ignores: db_subnet_group_name, delete_automated_backups, deletion_protection, domain, domain_iam_role_name
# ignores: enable_global_write_forwarding, enable_http_endpoint, enable_local_write_forwarding
# ignores: enabled_cloudwatch_logs_exports, endpoints, engine, engine_lifecycle_support
# ignores: engine_native_audit_fields_included, engine_version, final_snapshot_identifier, global_cluster_identifier
# ignores: iam_database_authentication_enabled, iam_role_description, iam_role_force_detach_policies
# ignores: iam_role_managed_policy_arns, iam_role_max_session_duration, iam_role_name, iam_role_path
# ignores: iam_role_permissions_boundary, iam_role_use_name_prefix, iam_roles, instance_class, instance_timeouts
# ignores: instances_use_identifier_prefix, iops, is_primary_cluster, kms_key_id, manage_master_user_password
# ignores: manage_master_user_password_rotation, master_password, master_password_wo, master_password_wo_version
# ignores: master_user_password_rotate_immediately, master_user_password_rotation_automatically_after_days
# ignores: master_user_password_rotation_duration, master_user_password_rotation_schedule_expression
# ignores: master_user_secret_kms_key_id, master_username, max_acu, min_acu, monitoring_interval, monitoring_role_arn
# ignores: network_type, performance_insights_enabled, performance_insights_kms_key_id
# ignores: performance_insights_retention_period, port, predefined_metric_type, preferred_backup_window
# ignores: preferred_maintenance_window, publicly_accessible, putin_khuylo, region, replication_source_identifier
# ignores: restore_to_point_in_time, role_associations, s3_import, scaling_configuration, security_group_description
# ignores: security_group_egress_rules, security_group_ingress_rules, security_group_name, security_group_rules
# ignores: security_group_tags, security_group_use_name_prefix, serverlessv2_scaling_configuration, shard_group
# ignores: shard_group_tags, shard_group_timeouts, skip_final_snapshot, snapshot_identifier, source_region
# ignores: storage_encrypted, storage_type, subnets, vpc_id, vpc_security_group_ids

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = ""
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "cluster_tags" {
  type    = map(string)
  default = {}
}

variable "engine_mode" {
  type    = string
  default = "provisioned"
}

variable "database_name" {
  type    = string
  default = null
}

variable "instances" {
  type    = any
  default = {}
}

resource "aws_rds_cluster" "this" {
  count = var.create ? 1 : 0

  cluster_identifier = var.name
  database_name      = var.database_name

  tags = merge(var.tags, var.cluster_tags)
}

resource "aws_rds_cluster_instance" "this" {
  for_each = { for k, v in var.instances : k => v if var.create && var.engine_mode != "serverless" }

  cluster_identifier = aws_rds_cluster.this[0].id
  tags               = merge(var.tags, try(each.value.tags, {}))
}

output "cluster_arn" {
  value = try(aws_rds_cluster.this[0].arn, null)
}

output "cluster_id" {
  value = try(aws_rds_cluster.this[0].id, null)
}

output "cluster_resource_id" {
  value = try(aws_rds_cluster.this[0].cluster_resource_id, null)
}

output "cluster_members" {
  value = try(aws_rds_cluster.this[0].cluster_members, null)
}

output "cluster_endpoint" {
  value = try(aws_rds_cluster.this[0].endpoint, null)
}

output "cluster_reader_endpoint" {
  value = try(aws_rds_cluster.this[0].reader_endpoint, null)
}

output "cluster_port" {
  value = try(aws_rds_cluster.this[0].port, null)
}

output "cluster_master_username" {
  value = try(aws_rds_cluster.this[0].master_username, null)
}

output "cluster_master_user_secret" {
  value = try(aws_rds_cluster.this[0].master_user_secret, null)
}

output "cluster_database_name" {
  value = var.database_name
}

output "cluster_instances" {
  value = aws_rds_cluster_instance.this
}
