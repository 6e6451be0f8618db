//! Text of which a part is filled in when it is run is read as far as it is written.

use super::says;

#[test]
fn container_definitions_with_holes_are_read() {
    says(
        r#"
        provider "aws" {}
        variable "image" {}
        variable "memory" {}
        resource "aws_ecs_task_definition" "agent" {
          family                = "agent"
          container_definitions = <<JSON
        [{"name": "agent", "image": "${var.image}:3", "memory": ${var.memory}, "privileged": true}]
        JSON
        }
        "#,
        &[(
            "aws_ecs_task_definition.agent",
            &[
                "lends containers = [{image: ?var.image has no value here, memory: ?var.memory has no value here, \
                 name: agent, privileged: true}]",
                "lends privileged = true",
            ],
        )],
    );
}

#[test]
fn a_template_file_is_filled_in() {
    says(
        r##"
        provider "aws" {}
        variable "bucket" {}
        data "template_file" "start" {
          template = "#!/bin/sh\n0 4 * * * root /usr/bin/fetch $${bucket}\n"
          vars = {
            bucket = var.bucket
          }
        }
        resource "aws_instance" "a" {
          instance_type = "t3.small"
          user_data     = data.template_file.start.rendered
        }
        resource "aws_instance" "b" {
          instance_type = "t3.small"
          user_data     = data.template_file.other.rendered
        }
        "##,
        &[
            ("aws_instance.a", &["start_script = #!/bin/sh\n0 4 * * * root /usr/bin/fetch \u{FFFC}\n"]),
            ("aws_instance.b", &["start_script = ?data.template_file.other is read when it is run"]),
        ],
    );
}
