//! Groups of machines that join a cluster by themselves.

use super::says;

#[test]
fn a_group_whose_machines_join_a_cluster_is_a_pool() {
    says(
        r##"
        provider "aws" {}
        variable "cluster" {}
        resource "aws_eks_cluster" "main" {
          name = "main"
        }
        resource "aws_launch_template" "nodes" {
          for_each      = { tag = "m5.large", labels = "m5.xlarge" }
          instance_type = each.value
          user_data = base64encode(<<-EOT
            #!/bin/bash
            /etc/eks/bootstrap.sh ${aws_eks_cluster.main.name} \
              --kubelet-extra-args '--node-labels=pool=${each.key},tier=web --register-with-taints=only=${each.key}:NoSchedule'
            EOT
          )
        }
        resource "aws_autoscaling_group" "by_script" {
          max_size = 3
          launch_template { id = aws_launch_template.nodes["labels"].id }
        }
        resource "aws_autoscaling_group" "by_tag" {
          max_size = 3
          tag {
            key   = "kubernetes.io/cluster/${aws_eks_cluster.main.name}"
            value = "owned"
          }
        }
        resource "aws_autoscaling_group" "in_a_map" {
          max_size = 3
          dynamic "tag" {
            for_each = { Name = "x", "kubernetes.io/cluster/main" = "shared" }
            content {
              key   = tag.key
              value = tag.value
            }
          }
        }
        resource "aws_eks_cluster" "unnamed" {
          name = var.cluster
        }
        resource "aws_autoscaling_group" "unnamed" {
          max_size = 3
          dynamic "tag" {
            for_each = merge({ Name = "x", "kubernetes.io/cluster/${aws_eks_cluster.unnamed.id}" = "owned" }, {})
            content {
              key   = tag.key
              value = tag.value
            }
          }
        }
        resource "aws_launch_template" "al2023" {
          tag_specifications {
            resource_type = "instance"
            tags          = { "kubernetes.io/cluster/other" = "owned" }
          }
          user_data = <<-EOT
            apiVersion: node.eks.aws/v1alpha1
            kind: NodeConfig
            spec:
              cluster:
                name: main
          EOT
        }
        resource "aws_autoscaling_group" "elsewhere" {
          max_size = 3
          launch_template { id = aws_launch_template.al2023.id }
        }
        resource "aws_launch_configuration" "open" {
          user_data = "#!/bin/bash\n/etc/eks/bootstrap.sh '${var.cluster}'\n"
        }
        resource "aws_autoscaling_group" "open" {
          max_size             = 3
          launch_configuration = aws_launch_configuration.open.name
        }
        resource "aws_autoscaling_group" "none" {
          count    = 0
          max_size = 3
          tag {
            key   = "kubernetes.io/cluster/main"
            value = "owned"
          }
        }
        resource "aws_launch_template" "app" {
          user_data = "#!/bin/bash\n./bootstrap.sh main\n"
        }
        resource "aws_autoscaling_group" "app" {
          max_size = 3
          launch_template { id = aws_launch_template.app.id }
          tag {
            key   = "kubernetes.io/role/elb"
            value = "1"
          }
          tag {
            key   = "Cluster"
            value = "kubernetes.io/cluster/main"
          }
        }
        "##,
        &[
            (
                "aws_autoscaling_group.by_script",
                &[
                    "capacity -",
                    "definition -> aws_launch_template.nodes[labels]",
                    "capacity -> aws_eks_cluster.main",
                    "label pool=labels",
                    "label tier=web",
                    "lends taints = [only=labels:NoSchedule]",
                    "lends capacity_kind = nodes",
                    "scale_max = 3",
                    "!group",
                ],
            ),
            (
                "aws_autoscaling_group.by_tag",
                &[
                    "capacity -",
                    "capacity -> aws_eks_cluster.main",
                    "lends taints = ?the script that has its machines join the cluster is not known here",
                ],
            ),
            ("aws_autoscaling_group.in_a_map", &["capacity -", "capacity -> aws_eks_cluster.main"]),
            ("aws_autoscaling_group.unnamed", &["capacity -", "capacity -> aws_eks_cluster.unnamed"]),
            (
                "aws_autoscaling_group.elsewhere",
                &["capacity -", "capacity -> named other", "lends taints = []", "!capacity -> aws_eks_cluster.main"],
            ),
            (
                "aws_autoscaling_group.open",
                &["capacity -", "capacity -> ?the name of the cluster is filled in when the script is run"],
            ),
            ("aws_autoscaling_group.none", &["disabled -"]),
            ("aws_autoscaling_group.app", &["workload aws-autoscaling", "group = true", "!capacity"]),
        ],
    );
}

#[test]
fn pods_are_on_the_only_group_that_joins_their_cluster() {
    let root = |flags: &str| {
        format!(
            r#"
        provider "aws" {{}}
        provider "kubernetes" {{
          host = aws_eks_cluster.main.endpoint
        }}
        resource "aws_eks_cluster" "main" {{
          name = "main"
        }}
        resource "aws_launch_template" "nodes" {{
          user_data = "/etc/eks/bootstrap.sh main {flags}"
        }}
        resource "aws_autoscaling_group" "nodes" {{
          max_size = 3
          launch_template {{ id = aws_launch_template.nodes.id }}
        }}
        resource "kubernetes_deployment_v1" "web" {{
          metadata {{ name = "web" }}
          spec {{
            template {{
              metadata {{ labels = {{ app = "web" }} }}
              spec {{
                container {{
                  name  = "web"
                  image = "example.com/web:1"
                }}
              }}
            }}
          }}
        }}"#
        )
    };
    says(&root(""), &[("kubernetes_deployment_v1.web", &["capacity -> aws_autoscaling_group.nodes"])]);
    let tainted = root("--kubelet-extra-args --register-with-taints=a=b:NoSchedule");
    says(&tainted, &[("kubernetes_deployment_v1.web", &["!capacity -> aws_autoscaling_group.nodes"])]);
}

#[test]
fn what_a_script_only_says_joins_nothing_and_one_of_each_instance_does() {
    says(
        r##"
        resource "aws_eks_cluster" "main" {
          name = "main"
        }
        resource "aws_launch_template" "told" {
          user_data = "#!/bin/bash\n# like /etc/eks/bootstrap.sh does, but for plain machines\nyum install nginx\n"
        }
        resource "aws_autoscaling_group" "told" {
          max_size = 3
          launch_template { id = aws_launch_template.told.id }
        }
        resource "aws_launch_template" "edited" {
          user_data = "#!/bin/bash\nsed -i s/a/b/ /etc/eks/bootstrap.sh\nset -ex\n/etc/eks/bootstrap.sh main\n"
        }
        resource "aws_autoscaling_group" "edited" {
          max_size = 3
          launch_template { id = aws_launch_template.edited.id }
        }
        resource "aws_launch_template" "each" {
          for_each  = toset(["x", "y"])
          user_data = base64encode("#!/bin/bash\n/etc/eks/bootstrap.sh main --node-labels=pool=${each.key}")
        }
        resource "aws_autoscaling_group" "each" {
          for_each = toset(["x", "y"])
          max_size = 3
          launch_template { id = aws_launch_template.each[each.key].id }
        }
        "##,
        &[
            ("aws_autoscaling_group.told", &["workload aws-autoscaling", "!capacity"]),
            ("aws_autoscaling_group.edited", &["capacity -", "capacity -> aws_eks_cluster.main"]),
            (
                "aws_autoscaling_group.each",
                &[
                    "capacity -",
                    "capacity -> aws_eks_cluster.main",
                    "lends taints = ?its start-up script is another in each instance",
                ],
            ),
        ],
    );
}
