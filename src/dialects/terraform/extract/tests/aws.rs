//! Amazon Web Services.

use super::says;

#[test]
fn machines_and_groups() {
    says(
        r##"
        provider "aws" {}
        resource "aws_ec2_host" "h" {
          instance_family   = "c5"
          availability_zone = "eu-west-1a"
        }
        resource "aws_instance" "db" {
          ami           = "ami-1"
          instance_type = "c5.large"
          host_id       = aws_ec2_host.h.id
          user_data     = base64encode("#!/bin/sh\ncrontab -l")
          root_block_device {
            volume_size = 20
          }
          ephemeral_block_device {
            device_name  = "/dev/sdb"
            virtual_name = "ephemeral0"
          }
          cpu_options {
            amd_sev_snp = "enabled"
          }
          instance_market_options {}
        }
        resource "aws_volume_attachment" "data" {
          device_name = "/dev/sdf"
          volume_id   = aws_ebs_volume.data.id
          instance_id = aws_instance.db.id
        }
        resource "aws_ebs_volume" "data" {
          availability_zone = "eu-west-1a"
          size              = 100
        }
        resource "aws_launch_template" "web" {
          name = "web"
        }
        resource "aws_autoscaling_group" "web" {
          name             = "web-group"
          min_size         = 1
          max_size         = 10
          desired_capacity = 2
          mixed_instances_policy {
            instances_distribution {
              on_demand_base_capacity                  = 1
              on_demand_percentage_above_base_capacity = 0
            }
            launch_template {
              launch_template_specification {
                launch_template_id = aws_launch_template.web.id
              }
              override {
                instance_type = "m5.large"
              }
              override {
                instance_type = "m6.large"
              }
            }
          }
        }
        resource "aws_autoscaling_schedule" "down" {
          scheduled_action_name  = "down"
          autoscaling_group_name = aws_autoscaling_group.web.name
          recurrence             = "0 20 * * *"
          desired_capacity       = 0
          min_size               = 0
          max_size               = 0
        }
        resource "aws_autoscaling_schedule" "up" {
          scheduled_action_name  = "up"
          autoscaling_group_name = "web-group"
          recurrence             = "0 6 * * *"
          desired_capacity       = 2
          min_size               = -1
          max_size               = -1
        }
        "##,
        &[
            (
                "aws_instance.db",
                &[
                    "dedicated_host = h",
                    "tenancy = host",
                    "start_script = #!/bin/sh\ncrontab -l",
                    "capacity_type = spot~",
                    "confidential = true",
                    "gpus = absent",
                    "volumes = [{kind: root, name: root, size: 21474836480}, \
                     {kind: ephemeral, name: ephemeral0, path: /dev/sdb}]",
                ],
            ),
            (
                "aws_volume_attachment.data",
                &[
                    "configuration -> aws_instance.db",
                    "lends volumes = [{kind: block, path: /dev/sdf, size: 107374182400}]",
                ],
            ),
            (
                "aws_autoscaling_group.web",
                &[
                    "capacity_type = mixed",
                    "on_demand_base = 1",
                    "on_demand_percentage = 0",
                    "instances = 2",
                    "instance_type = ?the group's policy allows several machine types",
                    "definition -> aws_launch_template.web",
                ],
            ),
            (
                "aws_autoscaling_schedule.down",
                &[
                    "scaler -> aws_autoscaling_group.web",
                    "lends scale_to_zero_schedule = true",
                    "lends scale_schedule = 0 20 * * *; 0 6 * * *",
                ],
            ),
            (
                "aws_autoscaling_schedule.up",
                &[
                    "scaler -> aws_autoscaling_group.web",
                    "!lends scale_to_zero_schedule",
                    "lends scale_schedule = 0 20 * * *; 0 6 * * *",
                ],
            ),
        ],
    );
}

#[test]
fn mixed_capacity_by_case() {
    let group = |distribution: &str| {
        format!(
            r#"
            provider "aws" {{}}
            variable "share" {{}}
            variable "prod" {{}}
            resource "aws_autoscaling_group" "g" {{
              min_size = 1
              max_size = 2
              mixed_instances_policy {{
                {distribution}
                launch_template {{
                  launch_template_specification {{
                    launch_template_id = "lt-1"
                  }}
                }}
              }}
            }}
            "#
        )
    };
    let cases: [(&str, super::Says); 4] = [
        ("", &[("aws_autoscaling_group.g", &["capacity_type = on-demand~"])]),
        (
            "instances_distribution {\n on_demand_percentage_above_base_capacity = 0\n }",
            &[("aws_autoscaling_group.g", &["capacity_type = spot"])],
        ),
        (
            "instances_distribution {\n on_demand_percentage_above_base_capacity = var.share\n }",
            &[("aws_autoscaling_group.g", &["capacity_type = ?var.share has no value here"])],
        ),
        (
            "instances_distribution {\n on_demand_percentage_above_base_capacity = var.prod ? 100 : 0\n }",
            &[("aws_autoscaling_group.g", &["capacity_type = var.prod{true: on-demand, false: spot}"])],
        ),
    ];
    for (distribution, expected) in cases {
        says(&group(distribution), expected);
    }
}

#[test]
fn services_tasks_and_their_scalers() {
    says(
        r#"
        provider "aws" {}
        resource "aws_ecs_cluster" "main" {
          name = "main"
        }
        resource "aws_autoscaling_group" "nodes" {
          min_size = 1
          max_size = 4
        }
        resource "aws_ecs_capacity_provider" "nodes" {
          name = "nodes"
          auto_scaling_group_provider {
            auto_scaling_group_arn = aws_autoscaling_group.nodes.arn
          }
        }
        resource "aws_ecs_task_definition" "job" {
          family                   = "job"
          cpu                      = "1 vCPU"
          memory                   = "2 GB"
          pid_mode                 = "host"
          requires_compatibilities = ["FARGATE"]
          container_definitions    = <<-JSON
            [{"name": "job", "image": "job:1", "privileged": true, "portMappings": [{"containerPort": 80}],
              "resourceRequirements": [{"type": "GPU", "value": "2"}], "environment": [{"name": "MODE", "value": "x"}],
              "linuxParameters": {"capabilities": {"add": ["CAP_SYS_ADMIN"]}},
              "mountPoints": [{"containerPath": "/data", "sourceVolume": "data"}]}]
          JSON
          volume {
            name = "data"
            efs_volume_configuration {
              file_system_id = "fs-1"
            }
          }
          volume {
            name      = "sock"
            host_path = "/var/run/docker.sock"
          }
        }
        resource "aws_ecs_service" "web" {
          name        = "web"
          cluster     = aws_ecs_cluster.main.arn
          launch_type = "FARGATE"
          load_balancer {
            target_group_arn = aws_lb_target_group.web.arn
            container_name   = "web"
            container_port   = 80
          }
        }
        resource "aws_lb_target_group" "web" {
          name = "web-tg"
        }
        resource "aws_ecs_service" "own" {
          name    = "own"
          cluster = aws_ecs_cluster.main.arn
          capacity_provider_strategy {
            capacity_provider = aws_ecs_capacity_provider.nodes.name
            weight            = 1
          }
        }
        resource "aws_ecs_service" "ec2" {
          name        = "ec2"
          cluster     = aws_ecs_cluster.main.arn
          launch_type = "EC2"
        }
        resource "aws_appautoscaling_target" "web" {
          service_namespace  = "ecs"
          resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.web.name}"
          scalable_dimension = "ecs:service:DesiredCount"
          min_capacity       = 1
          max_capacity       = 10
        }
        resource "aws_appautoscaling_scheduled_action" "night" {
          service_namespace = aws_appautoscaling_target.web.service_namespace
          resource_id       = aws_appautoscaling_target.web.resource_id
          schedule          = "cron(0 20 * * ? *)"
          scalable_target_action {
            min_capacity = 0
            max_capacity = 0
          }
        }
        resource "aws_cloudwatch_event_rule" "nightly" {
          schedule_expression = "rate(1 day)"
        }
        resource "aws_cloudwatch_event_target" "job" {
          rule = aws_cloudwatch_event_rule.nightly.name
          arn  = aws_ecs_cluster.main.arn
          ecs_target {
            task_definition_arn = aws_ecs_task_definition.job.arn
            launch_type         = "FARGATE"
            task_count          = 3
          }
        }
        resource "aws_ecs_task_definition" "packed" {
          family = "packed"
        }
        resource "aws_cloudwatch_event_target" "packed" {
          rule = aws_cloudwatch_event_rule.nightly.name
          arn  = aws_ecs_cluster.main.arn
          ecs_target {
            task_definition_arn = aws_ecs_task_definition.packed.arn
            launch_type         = "EC2"
            placement_constraint {
              type       = "memberOf"
              expression = "attribute:pool == batch"
            }
          }
        }
        resource "aws_ecs_task_definition" "pinned" {
          family = "pinned"
          placement_constraints {
            type       = "memberOf"
            expression = "attribute:pool == cards"
          }
        }
        "#,
        &[
            (
                "aws_ecs_task_definition.job",
                &[
                    "workload aws-ecs",
                    "run_to_completion = true",
                    "instances = 3",
                    "capacity_kind = fargate",
                    "capacity_type = on-demand",
                    "capacity -> aws_ecs_cluster.main",
                    "cpu = 1",
                    "memory = 2147483648",
                    "host_pid = true",
                    "privileged = true",
                    "gpus = 2",
                    "volumes = [{kind: network, name: data}, {kind: host, name: sock, path: /var/run/docker.sock}]",
                    "containers = [{capabilities: [SYS_ADMIN], environment_names: [MODE], gpus: 2, image: job:1, \
                     mounts: [/data], name: job, ports: [80], privileged: true}]",
                ],
            ),
            (
                "aws_ecs_task_definition.packed",
                &[
                    "workload aws-ecs",
                    "node_affinity = [?its placement constraints are not compared with those of others]",
                ],
            ),
            (
                "aws_ecs_task_definition.pinned",
                &[
                    "definition aws-ecs",
                    "lends node_affinity = [?its placement constraints are not compared with those of others]",
                ],
            ),
            (
                "aws_ecs_service.web",
                &["capacity_kind = fargate", "capacity_type = on-demand", "routes = [web-tg]", "instances = 0~"],
            ),
            (
                "aws_ecs_service.own",
                &["capacity_provider = nodes", "!capacity_kind", "capacity -> aws_ecs_capacity_provider.nodes"],
            ),
            (
                "aws_ecs_service.ec2",
                &["capacity_kind = nodes", "capacity_type = ?the cluster's own machines may be on demand or spot"],
            ),
            (
                "aws_ecs_capacity_provider.nodes",
                &["lends capacity_kind = nodes", "capacity -> aws_autoscaling_group.nodes"],
            ),
            ("aws_ecs_cluster.main", &["lends capacity_kind = nodes~"]),
            (
                "aws_appautoscaling_target.web",
                &["scaler -> aws_ecs_service.web", "lends scale_min = 1", "lends scale_max = 10"],
            ),
            (
                "aws_appautoscaling_scheduled_action.night",
                &["scaler -> aws_ecs_service.web", "lends scale_to_zero_schedule = true"],
            ),
            (
                "aws_cloudwatch_event_target.job",
                &["trigger -> aws_ecs_task_definition.job", "lends schedule = rate(1 day)"],
            ),
        ],
    );
}

#[test]
fn batch_and_node_groups() {
    says(
        r#"
        provider "aws" {}
        variable "cluster" {}
        resource "aws_batch_compute_environment" "spot" {
          type = "MANAGED"
          compute_resources {
            type      = "SPOT"
            max_vcpus = 16
          }
        }
        resource "aws_batch_job_definition" "train" {
          name                 = "train"
          type                 = "container"
          container_properties = jsonencode({
            image                = "train"
            resourceRequirements = [{ type = "GPU", value = "4" }, { type = "MEMORY", value = "2048" }]
          })
          timeout {
            attempt_duration_seconds = 3600
          }
        }
        resource "aws_eks_node_group" "spot" {
          cluster_name    = var.cluster
          node_group_name = "spot-pool"
          capacity_type   = "SPOT"
          instance_types  = ["m5.large", "m5a.large"]
          labels          = { pool = "batch" }
          tags            = { team = "data" }
          scaling_config {
            min_size     = 0
            max_size     = 5
            desired_size = 1
          }
        }
        resource "aws_codebuild_project" "ci" {
          name = "ci"
          environment {
            privileged_mode = true
          }
        }
        "#,
        &[
            (
                "aws_batch_job_definition.train",
                &[
                    "workload aws-batch",
                    "run_to_completion = true",
                    "timeout = 3600",
                    "gpus = 4",
                    "memory = 2147483648",
                    "capacity -> aws_batch_compute_environment.spot",
                ],
            ),
            ("aws_batch_compute_environment.spot", &["lends capacity_kind = nodes", "lends capacity_type = spot"]),
            (
                "aws_eks_node_group.spot",
                &[
                    "capacity -",
                    "lends capacity_type = spot",
                    "lends autopilot = false~",
                    "label pool=batch",
                    "label eks.amazonaws.com/capacityType=SPOT",
                    "tag team=data",
                    "!tag pool",
                    "capacity -> ?var.cluster has no value here",
                ],
            ),
            ("aws_codebuild_project.ci", &["timeout = 3600~", "privileged = true"]),
        ],
    );
}

#[test]
fn a_node_group_whose_template_says_no_type_has_the_default() {
    says(
        r#"
        provider "aws" {}
        resource "aws_launch_template" "bare" {}
        resource "aws_launch_template" "typed" { instance_type = "m5.large" }
        resource "aws_eks_node_group" "bare" {
          launch_template {
            id      = aws_launch_template.bare.id
            version = 1
          }
        }
        resource "aws_eks_node_group" "typed" {
          launch_template {
            name    = aws_launch_template.typed.name
            version = 1
          }
        }
        resource "aws_eks_node_group" "elsewhere" {
          launch_template {
            id      = "lt-0abc"
            version = 1
          }
        }
        "#,
        &[
            ("aws_eks_node_group.bare", &["instance_type = t3.medium~"]),
            ("aws_eks_node_group.typed", &["!instance_type = t3.medium~"]),
            ("aws_eks_node_group.elsewhere", &["!instance_type = t3.medium~"]),
        ],
    );
}
