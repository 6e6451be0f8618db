# A managed group of machines of two templates, and its autoscaler
# source: terraform-google-modules/vm/google//modules/mig_with_percent
# versions: >= 10, < 16
# checked: 2026-11-23
# see: https://registry.terraform.io/modules/terraform-google-modules/vm/google/latest
# ignores: autoscaling_scale_in_control, cooldown_period, distribution_policy_target_shape, distribution_policy_zones
# ignores: health_check, health_check_name, mig_timeouts, named_ports, next_version_percent, region, stateful_disks
# ignores: stateful_ips, target_pools, update_policy, wait_for_instances

# required
variable "project_id" {
  type = string
}

variable "mig_name" {
  type    = string
  default = ""
}

variable "hostname" {
  type    = string
  default = "default"
}

variable "target_size" {
  type    = number
  default = 1
}

# required
variable "instance_template_initial_version" {
  type = string
}

# required
variable "instance_template_next_version" {
  type = string
}

variable "autoscaler_name" {
  type    = string
  default = ""
}

variable "autoscaling_enabled" {
  type    = string
  default = "false"
}

variable "max_replicas" {
  type    = number
  default = 10
}

variable "min_replicas" {
  type    = number
  default = 2
}

variable "autoscaling_mode" {
  type    = string
  default = null
}

variable "autoscaling_cpu" {
  default = []
}

variable "autoscaling_metric" {
  default = []
}

variable "autoscaling_lb" {
  type    = list(map(number))
  default = []
}

variable "scaling_schedules" {
  default = []
}

variable "labels" {
  type    = map(string)
  default = {}
}

resource "google_compute_region_instance_group_manager" "mig_with_percent" {
  name               = var.mig_name == "" ? "${var.hostname}-mig-with-percent" : var.mig_name
  base_instance_name = var.hostname
  project            = var.project_id
  target_size        = tobool(var.autoscaling_enabled) ? null : var.target_size

  version {
    name              = "${var.hostname}-mig-version-0"
    instance_template = var.instance_template_initial_version
  }

  version {
    name              = "${var.hostname}-mig-version-1"
    instance_template = var.instance_template_next_version
  }

  all_instances_config {
    labels = var.labels
  }
}

resource "google_compute_region_autoscaler" "autoscaler" {
  count = tobool(var.autoscaling_enabled) ? 1 : 0

  name    = var.autoscaler_name == "" ? "${var.hostname}-autoscaler" : var.autoscaler_name
  project = var.project_id
  target  = google_compute_region_instance_group_manager.mig_with_percent.self_link

  autoscaling_policy {
    max_replicas = var.max_replicas
    min_replicas = var.min_replicas
    mode         = var.autoscaling_mode

    dynamic "cpu_utilization" {
      for_each = var.autoscaling_cpu

      content {
        target = lookup(cpu_utilization.value, "target", null)
      }
    }

    dynamic "metric" {
      for_each = var.autoscaling_metric

      content {
        name = lookup(metric.value, "name", null)
      }
    }

    dynamic "load_balancing_utilization" {
      for_each = var.autoscaling_lb

      content {
        target = lookup(load_balancing_utilization.value, "target", null)
      }
    }

    dynamic "scaling_schedules" {
      for_each = var.scaling_schedules

      content {
        name                  = lookup(scaling_schedules.value, "name", null)
        schedule              = lookup(scaling_schedules.value, "schedule", null)
        min_required_replicas = lookup(scaling_schedules.value, "min_required_replicas", null)
      }
    }
  }
}

output "self_link" {
  value = google_compute_region_instance_group_manager.mig_with_percent.self_link
}

output "instance_group" {
  value = google_compute_region_instance_group_manager.mig_with_percent.instance_group
}
