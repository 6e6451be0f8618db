//! Secrets: whatever the program is asked for, in whatever format, it shows no value that is sensitive.

use serde_json::{Value, json};

use crate::editor::client::{Client, uri};
use crate::program::{Folder, answer, command};

/// Every secret of the project has it in its text.
const SECRET: &str = "hunter2";

const MAIN: &str = r#"
terraform {
  backend "s3" {}
}
variable "size" {
  sensitive = true
  default   = "hunter2.default"
}
variable "type" {
  sensitive = true
}
variable "timeout" {
  type      = number
  sensitive = true
}
variable "token" {
  ephemeral = true
  default   = "hunter2-token"
}
variable "key" {
  sensitive = true
}
variable "script" {
  sensitive = true
  default   = <<-EOT
    #!/bin/sh
    redis-server --requirepass hunter2-script
  EOT
}
variable "unset" {
  sensitive = true
}
locals {
  said    = sensitive("hunter2-said")
  derived = "${var.key}-derived-${local.said}"
  tags    = { Name = "web", "DataClassification" = "PCI", Key = local.derived }
}
output "derived" {
  value     = local.derived
  sensitive = true
}
resource "aws_instance" "web" {
  instance_type = var.type
  user_data     = var.script
  tags          = local.tags
}
resource "aws_lambda_function" "export" {
  function_name = local.derived
  timeout       = var.timeout
  publish       = var.key == "hunter2-compared" || contains(["hunter2-list"], var.key)
  memory_size   = var.unset == "hunter2-guard" ? 128 : 20000
  environment {
    variables = { TOKEN = var.token, KEY = local.derived, DB = "postgres://u:${var.key}@db/x" }
  }
  tags = { DataClassification = var.size }
}
resource "aws_ecs_task_definition" "task" {
  family                = local.derived
  container_definitions = jsonencode([{ name = "a", image = "redis:${var.key}", command = ["run", var.key] }])
}
"#;

const CALL: &str = r#"
module "db" {
  source   = "./db"
  password = "hunter2-called"
}
resource "aws_instance" "beside" {
  instance_type = "t3.micro"
  user_data     = module.db.told
}
"#;

const MODULE: &str = r#"
variable "password" {
  sensitive = true
  default   = "hunter2-module"
}
output "told" {
  value     = "postgres://${var.password}@hunter2-output"
  sensitive = true
}
resource "aws_instance" "db" {
  instance_type = "t3.micro"
  user_data     = "redis-server --requirepass ${var.password}"
}
"#;

const SET: &str = "type = \"hunter2.large\"\ntimeout = 1000\n";

const CALLS: &[&[&str]] = &[
    &["check", "--format", "text", "--persona", "pedantic"],
    &["check", "--format", "concise", "--persona", "pedantic"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "gitlab"],
    &["check", "--format", "junit"],
    &["check", "--format", "markdown"],
    &["check", "--undecided"],
    &["inventory"],
    &["inventory", "--format", "json"],
    &["inventory", "--format", "yaml"],
    &["why", "aws_instance.web"],
    &["why", "aws_instance.web", "--format", "json"],
    &["why", "aws_lambda_function.export"],
    &["why", "aws_lambda_function.export", "--format", "json"],
    &["why", "aws_ecs_task_definition.task"],
    &["why", "aws_ecs_task_definition.task", "--format", "json"],
    &["why", "module.db.aws_instance.db"],
    &["why", "aws_instance.beside", "--format", "json"],
    &["baseline", "create", "--replace"],
    &["baseline", "show"],
    &["baseline", "show", "--format", "json"],
];

const RUN_BY_TERRAGRUNT: &str = "variable \"pw\" {\n  sensitive = true\n}\nvariable \"t\" {}\nresource \"aws_lambda_function\" \
                                 \"run\" {\n  function_name = \"run\"\n  timeout = var.t\n  environment {\n    variables = { \
                                 PASSWORD = var.pw }\n  }\n}\n";
const TERRAGRUNT: &str =
    "terraform {\n  source = \"../module\"\n}\ninputs = { pw = \"hunter2-terragrunt\", t = 1200 }\n";

/// The files of the project.
const FILES: [(&str, &str); 6] = [
    ("main.tf", MAIN),
    ("terraform.tfvars", SET),
    ("calls.tf", CALL),
    ("db/main.tf", MODULE),
    ("run/module/main.tf", RUN_BY_TERRAGRUNT),
    ("run/live/terragrunt.hcl", TERRAGRUNT),
];

fn project() -> Folder {
    let folder = Folder::new();
    for (path, text) in FILES {
        folder.put(path, text);
    }
    folder
}

#[test]
fn no_format_shows_a_secret() {
    let folder = project();
    for call in CALLS {
        let told = ["--var", "size=hunter2-told", "--env", "TF_VAR_key"];
        let arguments: Vec<&str> = call.iter().chain(&told).copied().collect();
        let mut program = command(folder.path(), &arguments);
        program.env("TF_VAR_key", "hunter2-environment");
        let said = answer(program, b"");
        let all = format!("{}{}", said.stdout, said.stderr);
        assert!(!all.is_empty() && said.exit != 2, "{call:?} exit {}\n{all}", said.exit);
        let shown: Vec<&str> = all.lines().filter(|line| line.contains(SECRET)).collect();
        // The name of a thing that is compared is the author's text.
        assert!(shown.is_empty(), "{call:?}\n{}\n{all}", shown.join("\n"));
    }
    let baseline = std::fs::read_to_string(folder.path().join("misfit-baseline.json")).unwrap();
    assert!(!baseline.contains(SECRET) && !baseline.contains("1000"), "{baseline}");
}

#[test]
fn no_editor_is_shown_a_secret() {
    let folder = project();
    let markdown = json!({"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}});
    let pulled = json!({"textDocument": {"diagnostic": {"dynamicRegistration": true}}});
    for abilities in [json!({}), markdown, pulled] {
        let (mut client, _) = Client::with(folder.path(), abilities);
        let mut answers: Vec<(String, Value)> = Vec::new();
        let mut ask = |client: &mut Client, method: &str, params: Value| {
            let answer = client.ask(method, params.clone()).unwrap();
            answers.push((format!("{method} {params}"), answer));
        };
        for (path, text) in FILES {
            client.open(&folder.path().join(path), text);
        }
        client.settle();
        for (path, text) in FILES {
            let document = json!({"uri": uri(&folder.path().join(path))});
            let shown = client.shown.get(document["uri"].as_str().unwrap()).cloned().unwrap_or_default();
            ask(&mut client, "textDocument/diagnostic", json!({"textDocument": document}));
            let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}});
            let asked = json!({"textDocument": document, "range": whole, "context": {"diagnostics": shown}});
            ask(&mut client, "textDocument/codeAction", asked);
            for (line, written) in text.lines().enumerate() {
                for character in (0..written.len()).step_by(3) {
                    let at = json!({"line": line, "character": character});
                    ask(&mut client, "textDocument/hover", json!({"textDocument": document, "position": at}));
                }
            }
        }
        ask(&mut client, "workspace/diagnostic", json!({"previousResultIds": []}));
        let is_card = |(asked, answer): &&(String, Value)| asked.starts_with("textDocument/hover") && !answer.is_null();
        assert!(answers.iter().filter(is_card).count() > 5, "{answers:?}");
        let edits = |(asked, answer): &&(String, Value)| asked.contains("codeAction") && answer[0]["edit"].is_object();
        assert!(answers.iter().any(|one| edits(&one)), "{answers:?}");
        answers.extend(client.shown.iter().map(|(file, shown)| (file.clone(), json!(shown))));
        answers.append(&mut client.told);
        answers.append(&mut client.requests);
        for (asked, answer) in &answers {
            let said = answer.to_string();
            assert!(!said.contains(SECRET) && !said.contains("16m40s"), "{asked}\n{said}");
        }
        assert!(answers.iter().any(|(_, answer)| answer.to_string().contains("(sensitive)")), "{answers:?}");
    }
}

#[test]
fn a_secret_decides_all_the_same() {
    let folder = Folder::new();
    folder.put("main.tf", MAIN);
    folder.put("terraform.tfvars", SET);
    let said = answer(command(folder.path(), &["check"]), b"");
    assert!(said.stdout.contains("timeout-over-platform-limit") && said.exit == 1, "{}", said.stdout);
    assert!(said.stdout.contains("(sensitive)") && !said.stdout.contains("1000"), "{}", said.stdout);
}
