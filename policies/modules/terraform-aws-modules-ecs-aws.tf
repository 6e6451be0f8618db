# An ECS cluster, its capacity providers and its services
# source: terraform-aws-modules/ecs/aws
# versions: >= 5, < 8
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/ecs/aws/latest
# ignores: cloudwatch_log_group_class, cloudwatch_log_group_kms_key_id, cloudwatch_log_group_name
# ignores: cloudwatch_log_group_retention_in_days, cloudwatch_log_group_tags, cluster_configuration
# ignores: cluster_service_connect_defaults, cluster_setting, cluster_settings, create_cloudwatch_log_group
# ignores: create_infrastructure_iam_role, create_node_iam_instance_profile, create_security_group
# ignores: create_task_exec_iam_role, create_task_exec_policy, disable_v7_default_name_description
# ignores: infrastructure_iam_role_description, infrastructure_iam_role_name
# ignores: infrastructure_iam_role_override_policy_documents, infrastructure_iam_role_path
# ignores: infrastructure_iam_role_permissions_boundary, infrastructure_iam_role_source_policy_documents
# ignores: infrastructure_iam_role_statements, infrastructure_iam_role_tags, infrastructure_iam_role_use_name_prefix
# ignores: node_iam_role_additional_policies, node_iam_role_description, node_iam_role_name
# ignores: node_iam_role_override_policy_documents, node_iam_role_path, node_iam_role_permissions_boundary
# ignores: node_iam_role_source_policy_documents, node_iam_role_statements, node_iam_role_tags
# ignores: node_iam_role_use_name_prefix, region, security_group_description, security_group_egress_rules
# ignores: security_group_ingress_rules, security_group_name, security_group_tags, security_group_use_name_prefix
# ignores: task_exec_iam_role_description, task_exec_iam_role_name, task_exec_iam_role_path
# ignores: task_exec_iam_role_permissions_boundary, task_exec_iam_role_policies, task_exec_iam_role_tags
# ignores: task_exec_iam_role_use_name_prefix, task_exec_iam_statements, task_exec_secret_arns
# ignores: task_exec_ssm_param_arns, vpc_id

variable "create" {
  type    = bool
  default = true
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "cluster_capacity_providers" {
  type    = list(string)
  default = []
}

variable "capacity_providers" {
  default = null
}

variable "default_capacity_provider_strategy" {
  default = null
}

variable "cluster_tags" {
  type    = map(string)
  default = {}
}

variable "services" {
  default = null
}

# until 6
variable "default_capacity_provider_use_fargate" {
  type    = bool
  default = true
}

# until 6
variable "fargate_capacity_providers" {
  default = {}
}

# until 6
variable "autoscaling_capacity_providers" {
  default = {}
}

module "cluster" {
  source = "terraform-aws-modules/ecs/aws//modules/cluster"

  create                                = var.create
  name                                  = var.cluster_name
  cluster_capacity_providers            = var.cluster_capacity_providers
  capacity_providers                    = var.capacity_providers
  default_capacity_provider_strategy    = var.default_capacity_provider_strategy
  default_capacity_provider_use_fargate = var.default_capacity_provider_use_fargate
  fargate_capacity_providers            = var.fargate_capacity_providers
  autoscaling_capacity_providers        = var.autoscaling_capacity_providers
  tags                                  = merge(var.tags, var.cluster_tags)
}

module "service" {
  source = "terraform-aws-modules/ecs/aws//modules/service"

  for_each = var.create && var.services != null ? var.services : {}

  create                                = try(each.value.create, null)
  create_service                        = try(each.value.create_service, null)
  ignore_task_definition_changes        = try(each.value.ignore_task_definition_changes, null)
  capacity_provider_strategy            = try(each.value.capacity_provider_strategy, null)
  cluster_arn                           = module.cluster.arn
  deployment_controller                 = try(each.value.deployment_controller, null)
  desired_count                         = try(each.value.desired_count, 1)
  launch_type                           = try(each.value.launch_type, "FARGATE")
  load_balancer                         = try(each.value.load_balancer, null)
  name                                  = try(coalesce(each.value.name, each.key), each.key)
  placement_constraints                 = try(each.value.placement_constraints, null)
  scheduling_strategy                   = try(each.value.scheduling_strategy, null)
  service_tags                          = try(each.value.service_tags, null)
  create_task_definition                = try(each.value.create_task_definition, null)
  task_definition_arn                   = try(each.value.task_definition_arn, null)
  container_definitions                 = try(each.value.container_definitions, null)
  container_definition_defaults         = try(each.value.container_definition_defaults, null)
  cpu                                   = try(each.value.cpu, 1024)
  ephemeral_storage                     = try(each.value.ephemeral_storage, null)
  family                                = try(each.value.family, null)
  ipc_mode                              = try(each.value.ipc_mode, null)
  memory                                = try(each.value.memory, 2048)
  network_mode                          = try(each.value.network_mode, null)
  pid_mode                              = try(each.value.pid_mode, null)
  requires_compatibilities              = try(each.value.requires_compatibilities, null)
  task_definition_placement_constraints = try(each.value.task_definition_placement_constraints, null)
  volume                                = try(each.value.volume, null)
  task_tags                             = try(each.value.task_tags, null)
  create_tasks_iam_role                 = try(each.value.create_tasks_iam_role, null)
  tasks_iam_role_arn                    = try(each.value.tasks_iam_role_arn, null)
  tasks_iam_role_policies               = try(each.value.tasks_iam_role_policies, null)
  tasks_iam_role_statements             = try(each.value.tasks_iam_role_statements, null)
  enable_autoscaling                    = try(each.value.enable_autoscaling, null)
  autoscaling_min_capacity              = try(each.value.autoscaling_min_capacity, null)
  autoscaling_max_capacity              = try(each.value.autoscaling_max_capacity, null)
  autoscaling_policies                  = try(each.value.autoscaling_policies, null)
  autoscaling_scheduled_actions         = try(each.value.autoscaling_scheduled_actions, null)
  tags                                  = merge(var.tags, try(each.value.tags, {}))
}

output "cluster_arn" {
  value = module.cluster.arn
}

output "cluster_id" {
  value = module.cluster.id
}

output "cluster_name" {
  value = module.cluster.name
}

output "services" {
  value = module.service
}
