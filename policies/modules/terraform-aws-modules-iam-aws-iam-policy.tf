# What a role may reach, written by itself
# source: terraform-aws-modules/iam/aws//modules/iam-policy
# versions: >= 4, < 7
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/iam/aws/latest
# ignores: description, name_prefix, path, tags

variable "create" {
  type    = bool
  default = true
}

# until 6
variable "create_policy" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = null
}

variable "policy" {
  type    = string
  default = ""
}

resource "aws_iam_policy" "policy" {
  count = var.create && var.create_policy ? 1 : 0

  name   = var.name
  policy = var.policy
}

output "id" {
  value = try(aws_iam_policy.policy[0].id, null)
}

output "arn" {
  value = try(aws_iam_policy.policy[0].arn, null)
}

output "name" {
  value = try(aws_iam_policy.policy[0].name, null)
}

output "policy" {
  value = try(aws_iam_policy.policy[0].policy, null)
}
