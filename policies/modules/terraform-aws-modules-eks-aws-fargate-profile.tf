# A Fargate profile of an EKS cluster
# source: terraform-aws-modules/eks/aws//modules/fargate-profile
# versions: >= 18, < 22
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/eks/aws/latest
# ignores: account_id, cluster_ip_family, create_iam_role, create_iam_role_policy, iam_role_additional_policies
# ignores: iam_role_arn, iam_role_attach_cni_policy, iam_role_description, iam_role_name, iam_role_path
# ignores: iam_role_permissions_boundary, iam_role_policy_statements, iam_role_tags, iam_role_use_name_prefix
# ignores: partition, region, subnet_ids, timeouts

variable "create" {
  type     = bool
  default  = true
  nullable = false
}

variable "tags" {
  type     = map(string)
  default  = {}
  nullable = false
}

variable "cluster_name" {
  type    = string
  default = ""
}

variable "name" {
  type     = string
  default  = ""
  nullable = false
}

variable "selectors" {
  default = null
}

resource "aws_eks_fargate_profile" "this" {
  count = var.create ? 1 : 0

  cluster_name         = var.cluster_name
  fargate_profile_name = var.name

  dynamic "selector" {
    for_each = var.selectors != null ? var.selectors : []

    content {
      namespace = selector.value.namespace
      labels    = try(selector.value.labels, null)
    }
  }

  tags = var.tags
}

output "fargate_profile_id" {
  value = try(aws_eks_fargate_profile.this[0].id, null)
}

output "fargate_profile_arn" {
  value = try(aws_eks_fargate_profile.this[0].arn, null)
}
