# A role and what it may reach
# source: terraform-aws-modules/iam/aws//modules/iam-assumable-role
# versions: >= 4, < 6
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/latest
# ignores: admin_role_policy_arn, allow_self_assume_role, attach_admin_policy, attach_poweruser_policy
# ignores: attach_readonly_policy, create_custom_role_trust_policy, custom_role_trust_policy, force_detach_policies
# ignores: max_session_duration, mfa_age, poweruser_role_policy_arn, readonly_role_policy_arn, role_description
# ignores: role_name_prefix, role_path, role_permissions_boundary_arn, role_requires_mfa, role_requires_session_name
# ignores: role_session_name, role_sts_externalid, tags, trust_policy_conditions, trusted_role_actions
# ignores: trusted_role_arns, trusted_role_services

variable "create_role" {
  type    = bool
  default = false
}

variable "role_name" {
  type    = string
  default = null
}

variable "custom_role_policy_arns" {
  type    = list(string)
  default = []
}

variable "number_of_custom_role_policy_arns" {
  type    = number
  default = null
}

variable "inline_policy_statements" {
  type    = any
  default = []
}

variable "create_instance_profile" {
  type    = bool
  default = false
}

resource "aws_iam_role" "this" {
  count = var.create_role ? 1 : 0

  name = var.role_name
}

resource "aws_iam_role_policy_attachment" "custom" {
  count = var.create_role ? coalesce(var.number_of_custom_role_policy_arns, length(var.custom_role_policy_arns)) : 0

  role       = aws_iam_role.this[0].name
  policy_arn = element(var.custom_role_policy_arns, count.index)
}

resource "aws_iam_role_policy" "inline" {
  count = var.create_role && length(var.inline_policy_statements) > 0 ? 1 : 0

  role = aws_iam_role.this[0].name
  policy = jsonencode({
    Statement = [for statement in var.inline_policy_statements : {
      Effect   = try(coalesce(statement.effect, "Allow"), "Allow")
      Resource = try(statement.resources, [])
    }]
  })
}

resource "aws_iam_instance_profile" "this" {
  count = var.create_role && var.create_instance_profile ? 1 : 0

  role = aws_iam_role.this[0].name
}

output "iam_role_arn" {
  value = try(aws_iam_role.this[0].arn, "")
}

output "iam_role_name" {
  value = try(aws_iam_role.this[0].name, "")
}

output "iam_instance_profile_arn" {
  value = try(aws_iam_instance_profile.this[0].arn, "")
}

output "iam_instance_profile_id" {
  value = try(aws_iam_instance_profile.this[0].id, "")
}

output "iam_instance_profile_name" {
  value = try(aws_iam_instance_profile.this[0].name, "")
}
