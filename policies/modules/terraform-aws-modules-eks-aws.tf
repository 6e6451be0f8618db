# An EKS cluster, its nodes and its Fargate profiles
# source: terraform-aws-modules/eks/aws
# versions: >= 18, < 22
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/latest
# ignores: access_entries, additional_security_group_ids, addons, addons_timeouts, attach_cluster_encryption_policy
# ignores: attach_encryption_policy, authentication_mode, aws_auth_accounts
# ignores: aws_auth_fargate_profile_pod_execution_role_arns, aws_auth_node_iam_role_arns_non_windows
# ignores: aws_auth_node_iam_role_arns_windows, aws_auth_roles, aws_auth_users, bootstrap_self_managed_addons
# ignores: cloudwatch_log_group_class, cloudwatch_log_group_kms_key_id, cloudwatch_log_group_retention_in_days
# ignores: cloudwatch_log_group_tags, cluster_additional_security_group_ids, cluster_addons, cluster_addons_timeouts
# ignores: cluster_enabled_log_types, cluster_encryption_config, cluster_encryption_policy_description
# ignores: cluster_encryption_policy_name, cluster_encryption_policy_path, cluster_encryption_policy_tags
# ignores: cluster_encryption_policy_use_name_prefix, cluster_endpoint_private_access, cluster_endpoint_public_access
# ignores: cluster_endpoint_public_access_cidrs, cluster_force_update_version, cluster_iam_role_dns_suffix
# ignores: cluster_identity_providers, cluster_ip_family, cluster_remote_network_config
# ignores: cluster_security_group_additional_rules, cluster_security_group_description, cluster_security_group_id
# ignores: cluster_security_group_name, cluster_security_group_tags, cluster_security_group_use_name_prefix
# ignores: cluster_service_ipv4_cidr, cluster_service_ipv6_cidr, cluster_timeouts, cluster_upgrade_policy
# ignores: cluster_zonal_shift_config, control_plane_scaling_config, control_plane_subnet_ids
# ignores: create_auto_mode_iam_resources, create_aws_auth_configmap, create_cloudwatch_log_group
# ignores: create_cluster_primary_security_group_tags, create_cluster_security_group, create_cni_ipv6_iam_policy
# ignores: create_iam_role, create_kms_key, create_node_iam_role, create_node_security_group
# ignores: create_primary_security_group_tags, create_security_group, custom_oidc_thumbprints
# ignores: dataplane_wait_duration, deletion_protection, enable_auto_mode_custom_tags
# ignores: enable_cluster_creator_admin_permissions, enable_efa_support, enable_irsa, enable_kms_key_rotation
# ignores: enable_node_custom_tags_permissions, enable_security_groups_for_pods, enabled_log_types, encryption_config
# ignores: encryption_policy_description, encryption_policy_name, encryption_policy_path, encryption_policy_tags
# ignores: encryption_policy_use_name_prefix, endpoint_private_access, endpoint_public_access
# ignores: endpoint_public_access_cidrs, force_update_version, iam_role_additional_policies, iam_role_arn
# ignores: iam_role_description, iam_role_name, iam_role_path, iam_role_permissions_boundary, iam_role_tags
# ignores: iam_role_use_name_prefix, identity_providers, include_oidc_root_ca_thumbprint, ip_family
# ignores: kms_key_administrators, kms_key_aliases, kms_key_deletion_window_in_days, kms_key_description
# ignores: kms_key_enable_default_policy, kms_key_override_policy_documents, kms_key_owners
# ignores: kms_key_rotation_period_in_days, kms_key_service_users, kms_key_source_policy_documents, kms_key_users
# ignores: manage_aws_auth_configmap, node_iam_role_additional_policies, node_iam_role_description
# ignores: node_iam_role_name, node_iam_role_path, node_iam_role_permissions_boundary
# ignores: node_iam_role_policy_statements, node_iam_role_tags, node_iam_role_use_name_prefix
# ignores: node_security_group_additional_rules, node_security_group_description
# ignores: node_security_group_enable_recommended_rules, node_security_group_id, node_security_group_name
# ignores: node_security_group_ntp_ipv4_cidr_block, node_security_group_ntp_ipv6_cidr_block, node_security_group_tags
# ignores: node_security_group_use_name_prefix, openid_connect_audiences, prefix_separator, putin_khuylo, region
# ignores: remote_network_config, security_group_additional_rules, security_group_description, security_group_id
# ignores: security_group_name, security_group_tags, security_group_use_name_prefix, service_ipv4_cidr
# ignores: service_ipv6_cidr, subnet_ids, timeouts, upgrade_policy, vpc_id, zonal_shift_config

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
  default = ""
}

variable "kubernetes_version" {
  type    = string
  default = null
}

variable "compute_config" {
  default = null
}

variable "outpost_config" {
  default = null
}

variable "cluster_tags" {
  type    = map(string)
  default = {}
}

variable "fargate_profiles" {
  default = null
}

variable "self_managed_node_groups" {
  default = null
}

variable "eks_managed_node_groups" {
  default = null
}

# until 21
variable "cluster_name" {
  type    = string
  default = ""
}

# until 21
variable "cluster_version" {
  type    = string
  default = null
}

# until 21
variable "cluster_compute_config" {
  default = {}
}

# until 21
variable "eks_managed_node_group_defaults" {
  default = {}
}

# until 21
variable "self_managed_node_group_defaults" {
  default = {}
}

# until 21
variable "fargate_profile_defaults" {
  default = {}
}

locals {
  name           = try(coalesce(var.name, var.cluster_name), "")
  compute_config = try(coalesce(var.compute_config, var.cluster_compute_config), {})
  is_on_outposts = try(length(var.outpost_config), 0) > 0
}

resource "aws_eks_cluster" "this" {
  count = var.create ? 1 : 0

  name    = local.name
  version = try(coalesce(var.kubernetes_version, var.cluster_version), null)

  dynamic "compute_config" {
    for_each = length(local.compute_config) > 0 ? [local.compute_config] : []

    content {
      enabled    = try(compute_config.value.enabled, null)
      node_pools = try(compute_config.value.node_pools, null)
    }
  }

  tags = merge(var.tags, var.cluster_tags)
}

module "fargate_profile" {
  source = "terraform-aws-modules/eks/aws//modules/fargate-profile"

  for_each = var.create && !local.is_on_outposts && var.fargate_profiles != null ? var.fargate_profiles : {}

  create       = try(each.value.create, var.fargate_profile_defaults.create, null)
  cluster_name = aws_eks_cluster.this[0].name
  name         = try(coalesce(each.value.name, each.key), each.key)
  selectors    = try(each.value.selectors, var.fargate_profile_defaults.selectors, null)
  tags         = merge(var.tags, try(each.value.tags, var.fargate_profile_defaults.tags, {}))
}

module "eks_managed_node_group" {
  source = "terraform-aws-modules/eks/aws//modules/eks-managed-node-group"

  for_each = var.create && !local.is_on_outposts && var.eks_managed_node_groups != null ? var.eks_managed_node_groups : {}

  cluster_name = aws_eks_cluster.this[0].name
  name         = try(coalesce(each.value.name, each.key), each.key)

  create                          = try(each.value.create, var.eks_managed_node_group_defaults.create, null)
  min_size                        = try(each.value.min_size, var.eks_managed_node_group_defaults.min_size, null)
  max_size                        = try(each.value.max_size, var.eks_managed_node_group_defaults.max_size, null)
  desired_size                    = try(each.value.desired_size, var.eks_managed_node_group_defaults.desired_size, null)
  use_name_prefix                 = try(each.value.use_name_prefix, var.eks_managed_node_group_defaults.use_name_prefix, null)
  create_launch_template          = try(each.value.create_launch_template, var.eks_managed_node_group_defaults.create_launch_template, null)
  launch_template_id              = try(each.value.launch_template_id, var.eks_managed_node_group_defaults.launch_template_id, null)
  launch_template_use_name_prefix = try(each.value.launch_template_use_name_prefix, var.eks_managed_node_group_defaults.launch_template_use_name_prefix, null)
  launch_template_tags            = try(each.value.launch_template_tags, var.eks_managed_node_group_defaults.launch_template_tags, null)
  tag_specifications              = try(each.value.tag_specifications, var.eks_managed_node_group_defaults.tag_specifications, null)
  ami_id                          = try(each.value.ami_id, var.eks_managed_node_group_defaults.ami_id, null)
  block_device_mappings           = try(each.value.block_device_mappings, var.eks_managed_node_group_defaults.block_device_mappings, null)
  cpu_options                     = try(each.value.cpu_options, var.eks_managed_node_group_defaults.cpu_options, null)
  enclave_options                 = try(each.value.enclave_options, var.eks_managed_node_group_defaults.enclave_options, null)
  instance_market_options         = try(each.value.instance_market_options, var.eks_managed_node_group_defaults.instance_market_options, null)
  placement                       = try(each.value.placement, var.eks_managed_node_group_defaults.placement, null)
  use_custom_launch_template      = try(each.value.use_custom_launch_template, var.eks_managed_node_group_defaults.use_custom_launch_template, null)
  capacity_type                   = try(each.value.capacity_type, var.eks_managed_node_group_defaults.capacity_type, null)
  instance_types                  = try(each.value.instance_types, var.eks_managed_node_group_defaults.instance_types, null)
  labels                          = try(each.value.labels, var.eks_managed_node_group_defaults.labels, null)
  taints                          = try(each.value.taints, var.eks_managed_node_group_defaults.taints, null)

  launch_template_name = try(coalesce(each.value.launch_template_name, each.key), each.key)
  tags                 = merge(var.tags, try(each.value.tags, var.eks_managed_node_group_defaults.tags, {}))
}

module "self_managed_node_group" {
  source = "terraform-aws-modules/eks/aws//modules/self-managed-node-group"

  for_each = var.create && var.self_managed_node_groups != null ? var.self_managed_node_groups : {}

  cluster_name = aws_eks_cluster.this[0].name
  name         = try(coalesce(each.value.name, each.key), each.key)

  create                          = try(each.value.create, var.self_managed_node_group_defaults.create, null)
  min_size                        = try(each.value.min_size, var.self_managed_node_group_defaults.min_size, null)
  max_size                        = try(each.value.max_size, var.self_managed_node_group_defaults.max_size, null)
  desired_size                    = try(each.value.desired_size, var.self_managed_node_group_defaults.desired_size, null)
  use_name_prefix                 = try(each.value.use_name_prefix, var.self_managed_node_group_defaults.use_name_prefix, null)
  create_launch_template          = try(each.value.create_launch_template, var.self_managed_node_group_defaults.create_launch_template, null)
  launch_template_id              = try(each.value.launch_template_id, var.self_managed_node_group_defaults.launch_template_id, null)
  launch_template_use_name_prefix = try(each.value.launch_template_use_name_prefix, var.self_managed_node_group_defaults.launch_template_use_name_prefix, null)
  launch_template_tags            = try(each.value.launch_template_tags, var.self_managed_node_group_defaults.launch_template_tags, null)
  tag_specifications              = try(each.value.tag_specifications, var.self_managed_node_group_defaults.tag_specifications, null)
  ami_id                          = try(each.value.ami_id, var.self_managed_node_group_defaults.ami_id, null)
  block_device_mappings           = try(each.value.block_device_mappings, var.self_managed_node_group_defaults.block_device_mappings, null)
  cpu_options                     = try(each.value.cpu_options, var.self_managed_node_group_defaults.cpu_options, null)
  enclave_options                 = try(each.value.enclave_options, var.self_managed_node_group_defaults.enclave_options, null)
  instance_market_options         = try(each.value.instance_market_options, var.self_managed_node_group_defaults.instance_market_options, null)
  placement                       = try(each.value.placement, var.self_managed_node_group_defaults.placement, null)
  create_autoscaling_group        = try(each.value.create_autoscaling_group, var.self_managed_node_group_defaults.create_autoscaling_group, null)
  instance_type                   = try(each.value.instance_type, var.self_managed_node_group_defaults.instance_type, null)
  instance_requirements           = try(each.value.instance_requirements, var.self_managed_node_group_defaults.instance_requirements, null)
  use_mixed_instances_policy      = try(each.value.use_mixed_instances_policy, var.self_managed_node_group_defaults.use_mixed_instances_policy, null)
  mixed_instances_policy          = try(each.value.mixed_instances_policy, var.self_managed_node_group_defaults.mixed_instances_policy, null)
  create_schedule                 = try(each.value.create_schedule, var.self_managed_node_group_defaults.create_schedule, null)
  schedules                       = try(each.value.schedules, var.self_managed_node_group_defaults.schedules, {})
  autoscaling_group_tags          = try(each.value.autoscaling_group_tags, var.self_managed_node_group_defaults.autoscaling_group_tags, null)

  launch_template_name = try(coalesce(each.value.launch_template_name, each.key), each.key)
  tags                 = merge(var.tags, try(each.value.tags, var.self_managed_node_group_defaults.tags, {}))
}

output "cluster_arn" {
  value = try(aws_eks_cluster.this[0].arn, null)
}

output "cluster_endpoint" {
  value = try(aws_eks_cluster.this[0].endpoint, null)
}

output "cluster_certificate_authority_data" {
  value = try(aws_eks_cluster.this[0].certificate_authority[0].data, null)
}

output "cluster_id" {
  value = try(aws_eks_cluster.this[0].id, null)
}

output "cluster_name" {
  value = try(aws_eks_cluster.this[0].name, "")
}

output "eks_managed_node_groups" {
  value = module.eks_managed_node_group
}

output "self_managed_node_groups" {
  value = module.self_managed_node_group
}

output "fargate_profiles" {
  value = module.fargate_profile
}
