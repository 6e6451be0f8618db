# A role and what it may reach
# source: terraform-aws-modules/iam/aws//modules/iam-role
# versions: >= 6, < 7
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/latest
# ignores: description, enable_bitbucket_oidc, enable_github_oidc, enable_oidc, enable_saml, github_provider
# ignores: max_session_duration, oidc_account_id, oidc_audiences, oidc_provider_urls, oidc_subjects
# ignores: oidc_wildcard_subjects, path, permissions_boundary, saml_endpoints, saml_provider_ids, saml_trust_actions
# ignores: tags, trust_policy_conditions, trust_policy_permissions, use_name_prefix

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = null
}

variable "policies" {
  type    = map(string)
  default = {}
}

variable "create_inline_policy" {
  type    = bool
  default = false
}

variable "source_inline_policy_documents" {
  type    = list(string)
  default = []
}

variable "override_inline_policy_documents" {
  type    = list(string)
  default = []
}

variable "inline_policy_permissions" {
  default = null
}

variable "create_instance_profile" {
  type    = bool
  default = false
}

resource "aws_iam_role" "this" {
  count = var.create ? 1 : 0

  name = var.name
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = { for k, v in var.policies : k => v if var.create }

  policy_arn = each.value
  role       = aws_iam_role.this[0].name
}

# The module makes one document of all.
resource "aws_iam_role_policy" "inline" {
  count = var.create && var.create_inline_policy ? 1 : 0

  role = aws_iam_role.this[0].name
  policy = jsonencode({
    Statement = [for statement in(var.inline_policy_permissions == null ? {} : var.inline_policy_permissions) : {
      Effect   = try(coalesce(statement.effect, "Allow"), "Allow")
      Resource = try(statement.resources, [])
    }]
  })
}

# in place of aws_iam_role_policy.inline
resource "aws_iam_role_policy" "documents" {
  count = var.create && var.create_inline_policy ? length(var.source_inline_policy_documents) + length(var.override_inline_policy_documents) : 0

  role   = aws_iam_role.this[0].name
  policy = concat(var.source_inline_policy_documents, var.override_inline_policy_documents)[count.index]
}

resource "aws_iam_instance_profile" "this" {
  count = var.create && var.create_instance_profile ? 1 : 0

  role = aws_iam_role.this[0].name
}

output "name" {
  value = try(aws_iam_role.this[0].name, null)
}

output "arn" {
  value = try(aws_iam_role.this[0].arn, null)
}

output "unique_id" {
  value = try(aws_iam_role.this[0].unique_id, null)
}

output "instance_profile_arn" {
  value = try(aws_iam_instance_profile.this[0].arn, null)
}

output "instance_profile_id" {
  value = try(aws_iam_instance_profile.this[0].id, null)
}

output "instance_profile_name" {
  value = try(aws_iam_instance_profile.this[0].name, null)
}
