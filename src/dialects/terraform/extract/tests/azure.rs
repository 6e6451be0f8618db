//! Azure.

use super::says;

#[test]
fn machines_apps_and_containers() {
    says(
        r#"
        provider "azurerm" {}
        resource "azurerm_linux_virtual_machine" "vm" {
          name        = "vm"
          size        = "Standard_NC6s_v3"
          priority    = "Spot"
          custom_data = base64encode("echo hi")
          os_disk {
            security_encryption_type = "DiskWithVMGuestState"
            diff_disk_settings {
              option = "Local"
            }
          }
        }
        resource "azurerm_linux_virtual_machine_scale_set" "set" {
          name              = "set"
          sku               = "Standard_D2s_v5"
          instances         = 2
          dedicated_host_group_id = azurerm_dedicated_host_group.g.id
        }
        resource "azurerm_dedicated_host_group" "g" {
          name = "hosts"
        }
        resource "azurerm_monitor_autoscale_setting" "a" {
          target_resource_id = azurerm_linux_virtual_machine_scale_set.set.id
          profile {
            name = "usual"
            capacity {
              minimum = 1
              maximum = 10
              default = 1
            }
          }
          profile {
            name = "night"
            capacity {
              minimum = 0
              maximum = 0
              default = 0
            }
            recurrence {
              days    = ["Monday"]
              hours   = [20]
              minutes = [0]
            }
          }
        }
        resource "azurerm_linux_web_app" "w" {
          name            = "w"
          service_plan_id = azurerm_service_plan.p.id
          site_config {}
        }
        resource "azurerm_service_plan" "p" {
          name     = "p"
          sku_name = "F1"
        }
        resource "azurerm_function_app_flex_consumption" "f" {
          name            = "f"
          service_plan_id = azurerm_service_plan.p.id
          always_ready {
            name           = "http"
            instance_count = 2
          }
          always_ready {
            name           = "blob"
            instance_count = 1
          }
        }
        resource "azurerm_container_app" "c" {
          name                  = "c"
          workload_profile_name = "D4"
          template {
            max_replicas = 3
            container {
              name   = "c"
              image  = "app"
              cpu    = 0.5
              memory = "1Gi"
            }
          }
          ingress {
            target_port = 80
          }
        }
        resource "azurerm_container_app_job" "j" {
          name                       = "j"
          replica_timeout_in_seconds = 7200
          schedule_trigger_config {
            cron_expression = "0 * * * *"
          }
        }
        resource "azurerm_container_group" "g" {
          name           = "g"
          sku            = "Dedicated"
          priority       = "Spot"
          restart_policy = "Never"
          container {
            name   = "a"
            image  = "a"
            cpu    = 1
            memory = 2
          }
          container {
            name   = "b"
            image  = "b"
            cpu    = 1
            memory = 2
          }
        }
        resource "azurerm_kubernetes_cluster_node_pool" "k" {
          name                  = "kata"
          kubernetes_cluster_id = azurerm_kubernetes_cluster.main.id
          priority              = "Spot"
          workload_runtime      = "KataVmIsolation"
          node_labels           = { pool = "kata" }
        }
        resource "azurerm_kubernetes_cluster" "main" {
          name = "main"
        }
        "#,
        &[
            (
                "azurerm_linux_virtual_machine.vm",
                &[
                    "workload azure-vm",
                    "capacity_type = spot",
                    "gpus = ?>=1 how many accelerators Standard_NC6s_v3 has is not written here",
                    "confidential = true",
                    "volumes = [{kind: ephemeral, name: os}]",
                    "start_script = echo hi",
                ],
            ),
            (
                "azurerm_linux_virtual_machine_scale_set.set",
                &["group = true", "instances = 2", "dedicated_host = hosts", "tenancy = host", "gpus = absent"],
            ),
            (
                "azurerm_monitor_autoscale_setting.a",
                &[
                    "scaler -> azurerm_linux_virtual_machine_scale_set.set",
                    "lends scale_min = 1",
                    "lends scale_max = 10",
                    "lends scale_schedule = night",
                    "lends scale_to_zero_schedule = true",
                ],
            ),
            ("azurerm_linux_web_app.w", &["always_on = true~", "capacity -> azurerm_service_plan.p"]),
            ("azurerm_function_app_flex_consumption.f", &["always_ready = 3", "memory = 2147483648~"]),
            (
                "azurerm_container_app.c",
                &[
                    "scale_min = 0~",
                    "scale_max = 3",
                    "workload_profile = D4",
                    "cpu = 0.5",
                    "memory = 1073741824",
                    "triggers = [{kind: http, sync: true}]",
                ],
            ),
            ("azurerm_container_app_job.j", &["timeout = 7200", "schedule = 0 * * * *", "run_to_completion = true"]),
            (
                "azurerm_container_group.g",
                &["isolation_sku = Dedicated", "capacity_type = spot", "cpu = 2", "run_to_completion = true"],
            ),
            (
                "azurerm_kubernetes_cluster_node_pool.k",
                &[
                    "sandbox = kata",
                    "lends capacity_type = spot",
                    "label agentpool=kata",
                    "label pool=kata",
                    "capacity -> azurerm_kubernetes_cluster.main",
                ],
            ),
        ],
    );
}

#[test]
fn a_batch_pool_is_bought_as_its_scale_says() {
    says(
        r#"
        provider "azurerm" {
          features {}
        }
        variable "low" {}
        resource "azurerm_batch_pool" "plain" {
          vm_size = "STANDARD_A1"
          fixed_scale {
            target_dedicated_nodes = 2
          }
        }
        resource "azurerm_batch_pool" "low" {
          fixed_scale {
            target_dedicated_nodes    = 0
            target_low_priority_nodes = 4
          }
        }
        resource "azurerm_batch_pool" "open" {
          fixed_scale {
            target_dedicated_nodes    = 1
            target_low_priority_nodes = var.low
          }
        }
        resource "azurerm_batch_pool" "each" {
          for_each = { a = 0, b = 3 }
          fixed_scale {
            target_dedicated_nodes    = 1
            target_low_priority_nodes = each.value
          }
        }
        resource "azurerm_batch_pool" "formula" {
          auto_scale {
            formula = "$TargetDedicatedNodes = min(10, $PendingTasks.GetSample(1));"
          }
        }
        resource "azurerm_batch_pool" "low_formula" {
          auto_scale {
            formula = "$TargetDedicatedNodes=1;$TargetLowPriorityNodes = 5;"
          }
        }
        "#,
        &[
            ("azurerm_batch_pool.plain", &["capacity_type = on-demand~", "instances = 2"]),
            ("azurerm_batch_pool.low", &["capacity_type = spot"]),
            ("azurerm_batch_pool.open", &["capacity_type = ?var.low has no value here"]),
            (
                "azurerm_batch_pool.each",
                &["capacity_type = each.key of azurerm_batch_pool.each{a: on-demand~, b: mixed}"],
            ),
            (
                "azurerm_batch_pool.formula",
                &["capacity_type = on-demand~", "instances = ?the pool's formula says how many"],
            ),
            (
                "azurerm_batch_pool.low_formula",
                &["capacity_type = ?the pool's formula says how many are of low priority"],
            ),
        ],
    );
}
