# A load balancer, its listeners and its target groups
# source: terraform-aws-modules/alb/aws
# versions: >= 9, < 11
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-aws-modules/alb/aws/latest
# ignores: access_logs, associate_web_acl, client_keep_alive, connection_logs, create_security_group
# ignores: customer_owned_ipv4_pool, default_port, default_protocol, desync_mitigation_mode
# ignores: dns_record_client_routing_policy, drop_invalid_header_fields, enable_cross_zone_load_balancing
# ignores: enable_deletion_protection, enable_http2, enable_tls_version_and_cipher_suite_headers
# ignores: enable_waf_fail_open, enable_xff_client_port, enable_zonal_shift
# ignores: enforce_security_group_inbound_rules_on_private_link_traffic, health_check_logs, ip_address_type
# ignores: ipam_pools, minimum_load_balancer_capacity, name_prefix, preserve_host_header, putin_khuylo, region
# ignores: route53_records, security_group_description, security_group_egress_rules, security_group_ingress_rules
# ignores: security_group_name, security_group_tags, security_group_use_name_prefix, security_groups, subnet_mapping
# ignores: subnets, timeouts, vpc_id, web_acl_arn, xff_header_processing_mode

variable "create" {
  type    = bool
  default = true
}

variable "name" {
  type    = string
  default = null
}

variable "load_balancer_type" {
  type    = string
  default = "application"
}

variable "idle_timeout" {
  type    = number
  default = null
}

variable "internal" {
  type    = bool
  default = null
}

variable "listeners" {
  default = {}
}

variable "target_groups" {
  default = null
}

variable "additional_target_group_attachments" {
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  listener_rules = flatten([
    for listener_key, listener in var.listeners : [
      for rule_key, rule in try(coalesce(listener.rules, {}), {}) : { listener_key = listener_key, rule_key = rule_key, actions = try(rule.actions, []) }
    ]
  ])
}

resource "aws_lb" "this" {
  count = var.create ? 1 : 0

  name               = var.name
  idle_timeout       = var.idle_timeout
  internal           = var.internal
  load_balancer_type = var.load_balancer_type

  tags = var.tags
}

resource "aws_lb_listener" "this" {
  for_each = { for k, v in var.listeners : k => v if var.create }

  load_balancer_arn = aws_lb.this[0].arn

  dynamic "default_action" {
    for_each = try(each.value.forward, null) != null ? [each.value.forward] : []

    content {
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[default_action.value.target_group_key].arn, default_action.value.target_group_arn, default_action.value.arn, null)
    }
  }

  dynamic "default_action" {
    for_each = try(each.value.weighted_forward, null) != null ? [each.value.weighted_forward] : []

    content {
      type = "forward"

      forward {
        dynamic "target_group" {
          for_each = try(coalesce(default_action.value.target_groups, []), [])

          content {
            arn = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value.target_group_arn, target_group.value.arn, null)
          }
        }
      }
    }
  }
}

# An action of version 9 says its type; one of version 10 is called by it.
resource "aws_lb_listener_rule" "this" {
  for_each = { for v in local.listener_rules : "${v.listener_key}/${v.rule_key}" => v if var.create }

  listener_arn = aws_lb_listener.this[each.value.listener_key].arn

  dynamic "action" {
    for_each = [for action in each.value.actions : try(coalesce(action.forward, null), action) if try(action.type, "") == "forward" || try(action.forward, null) != null]

    content {
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[action.value.target_group_key].arn, action.value.target_group_arn, null)
    }
  }

  dynamic "action" {
    for_each = [for action in each.value.actions : try(coalesce(action.weighted_forward, null), action) if try(action.type, "") == "weighted-forward" || try(action.weighted_forward, null) != null]

    content {
      type = "forward"

      forward {
        dynamic "target_group" {
          for_each = try(coalesce(action.value.target_groups, []), [])

          content {
            arn = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value.target_group_arn, null)
          }
        }
      }
    }
  }
}

resource "aws_lb_target_group" "this" {
  for_each = var.create && var.target_groups != null ? var.target_groups : {}

  name        = try(each.value.name, null)
  target_type = try(each.value.target_type, null)
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = var.create && var.target_groups != null ? { for k, v in var.target_groups : k => v if try(v.create_attachment, true) } : {}

  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = try(each.value.target_id, null)
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each = var.create && var.additional_target_group_attachments != null ? var.additional_target_group_attachments : {}

  target_group_arn = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id        = each.value.target_id
}

output "id" {
  value = try(aws_lb.this[0].id, null)
}

output "arn" {
  value = try(aws_lb.this[0].arn, null)
}

output "arn_suffix" {
  value = try(aws_lb.this[0].arn_suffix, null)
}

output "dns_name" {
  value = try(aws_lb.this[0].dns_name, null)
}

output "listeners" {
  value = aws_lb_listener.this
}

output "listener_rules" {
  value = aws_lb_listener_rule.this
}

output "target_groups" {
  value = aws_lb_target_group.this
}
