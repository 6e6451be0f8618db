//! Broken on purpose: thousands of files that nobody would write are scanned, and none of them stops misfit.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::model::plan::GivenPlan;
use misfit::scan::{Memo, scan};

use crate::chance::Chance;
use crate::fixtures::{files_below, root};

/// Inputs in all.
const INPUTS: usize = 2_000;

/// In a folder of more files than this each is a case by itself.
const MOST_OF_A_CASE: usize = 6;

/// Texts that end, open or double what is around them.
const SPLINTERS: [&str; 16] =
    ["{", "}", "[", "\"", "'", "\n", "\t", ": ", "- ", "&a ", "*a ", "${", "%{", "<<EOT\n", "\u{FEFF}", "\u{2028}é𝄞"];

/// A root with all that Terraform reads beside `.tf` files, and what Terragrunt and plans say of it.
const WIRED: [(&str, &str); 14] = [
    (
        "infra/main.tf",
        r#"
terraform {
  backend "s3" {}
}
variable "size" {
  type = object({ kind = string, count = optional(number, 2), tags = optional(map(string), {}) })
}
variable "password" { sensitive = true }
locals {
  conf  = yamldecode(file("${path.module}/conf.yaml"))
  rows  = csvdecode(file("rows.csv"))
  named = { for k, v in local.conf.services : k => merge(local.conf.defaults, v) if try(v.on, true) }
  short = { for row in local.rows : row.size => regex("^([a-z]+)-(\\d+)?", row.name)... }
  all   = flatten([for k, v in local.named : [for n in range(v.count) : "${k}-${n}"]])
  pairs = setproduct(keys(local.named), toset(["a", "b"]))
  text  = join(",", [for p in local.pairs : format("%-5s|%03d", p[0], length(p))])
}
module "svc" {
  source   = "./modules/svc"
  for_each = local.named
  name     = each.key
  memory   = lookup(each.value, "memory", 512)
  tags     = merge(var.size.tags, { DataClass = "PCI" }, local.conf.tags...)
  secret   = "${var.password}-${each.key}"
}
module "known" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = upper(replace(local.text, "/[^a-z]+/", "-"))
  timeout       = var.size.count > 1 ? 900 : 30
}
resource "aws_autoscaling_group" "all" {
  count    = length(local.all) > 2 ? 1 : 0
  min_size = min(local.conf.least, 3)
  dynamic "tag" {
    for_each = { for k, v in module.svc["api"].tags : k => v if k != "x" }
    iterator = it
    content {
      key   = it.key
      value = try(it.value.name, it.value, "none")
    }
  }
}
output "names" {
  value = module.svc[*].name
}
"#,
    ),
    (
        "infra/modules/svc/main.tf",
        r#"
variable "name" {}
variable "memory" { type = number }
variable "tags" { type = map(string) }
variable "secret" {}
resource "aws_ecs_task_definition" "this" {
  family                = var.name
  memory                = var.memory
  container_definitions = templatefile("${path.module}/task.json.tftpl", { name = var.name, ports = [80, 443], env = { A = 1, B = null }, secret = var.secret })
  tags                  = var.tags
}
resource "aws_ecs_service" "this" {
  task_definition = aws_ecs_task_definition.this.arn
  launch_type     = "FARGATE"
}
output "tags" { value = aws_ecs_task_definition.this.tags }
output "name" { value = aws_ecs_service.this.name }
"#,
    ),
    (
        "infra/modules/svc/task.json.tftpl",
        r#"[{"name": "${name}", "image": "acme/${lower(name)}:1", "environment": [
%{ for key, value in env ~}
%{ if value != null }{"name": "${key}", "value": "${value}"}%{ else }{"name": "none", "value": "${secret}"}%{ endif },
%{ endfor ~}
{}], "portMappings": ${jsonencode([for port in ports : { containerPort = port }])}}]
"#,
    ),
    (
        "infra/more.tf.json",
        r#"{"locals": [{"more": "${upper(\"x\")}"}], "resource": {"aws_lambda_function": {"json": {"timeout": "${local.conf.least * 60}",
"for_each": "${toset([\"a\", \"b\"])}", "dynamic": {"environment": {"for_each": [1], "content": {"variables": {"K": "${each.key}"}}}}}}},
"variable": {"extra": {"type": "list(string)", "default": ["a"]}}}
"#,
    ),
    ("infra/sizes_override.tf", "variable \"extra\" {\n  default = [\"b\", \"c\"]\n}\n"),
    ("infra/only.tofu", "resource \"aws_instance\" \"tofu\" {\n  instance_type = var.extra[0]\n}\n"),
    ("infra/terraform.tfvars", "size = { kind = \"t3.micro\", tags = { team = \"a\" } }\npassword = \"hunter2\"\n"),
    ("infra/more.auto.tfvars.json", "{\"extra\": [\"t3.large\"], \"size\": {\"kind\": \"m5.large\", \"count\": 3}}\n"),
    ("infra/prod.tfvars", "size = { kind = <<EOT\nt3.micro\nEOT\n}\n"),
    (
        "infra/conf.yaml",
        "defaults: &d {count: 2, memory: 256}\nleast: 1\ntags: [{a: b}]\nservices:\n  api: {<<: *d, on: yes}\n  web:\n    count: 0x2\n",
    ),
    ("infra/rows.csv", "name,size\napi-1,small\n\"web-2\",\"la\"\"rge\"\n"),
    (
        "live/root.hcl",
        "locals {\n  env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n}\ninputs = {\n  name = \"${local.env.locals.name}-${path_relative_to_include()}\"\n  tags = { a = get_env(\"A\", \"b\") }\n}\n",
    ),
    ("live/prod/env.hcl", "locals {\n  name = \"prod\"\n}\n"),
    (
        "live/prod/app/terragrunt.hcl",
        "include \"root\" {\n  path   = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}\ndependency \"vpc\" {\n  config_path = \"../vpc\"\n}\nterraform {\n  source = \"../../../infra//modules/svc\"\n}\ninputs = {\n  memory = 2 * 128\n  secret = dependency.vpc.outputs.id\n}\n",
    ),
];

/// What a plan says of it.
const PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9.8", "variables": {"password": {"value": "hunter2"}},
"configuration": {"root_module": {"module_calls": {"svc": {"source": "./modules/svc"}}}}, "resource_changes": [
{"address": "module.svc[\"api\"].aws_ecs_service.this", "module_address": "module.svc[\"api\"]", "mode": "managed", "type": "aws_ecs_service", "name": "this",
 "change": {"actions": ["create"], "before": null, "after": {"launch_type": "EC2", "desired_count": 3}, "after_unknown": {"id": true}, "after_sensitive": {}}},
{"address": "aws_autoscaling_group.all[0]", "mode": "managed", "type": "aws_autoscaling_group", "name": "all", "index": 0,
 "change": {"actions": ["update"], "before": {}, "after": {"min_size": 1, "tag": [{"key": "a", "value": "b"}]}, "after_unknown": {"tag": [{}]}, "after_sensitive": {"tag": [{"value": true}]}}}]}
"#;

/// Scans of the root above, each with a file that is not as it was.
const WIRED_INPUTS: usize = 500;

#[test]
fn no_mutation_of_what_terraform_reads_stops_a_scan_or_holds_it_up() {
    let mut chance = Chance::new(11);
    let mut stopped = Vec::new();
    for number in 0..WIRED_INPUTS {
        // One more than there are files: the plan has its turn.
        let changed = number % (WIRED.len() + 1);
        let mutated = |text: &str, chance: &mut Chance| {
            let mut mutant = text.as_bytes().to_vec();
            for _ in 0..=chance.below(3) {
                mutate(&mut mutant, chance);
            }
            mutant
        };
        let files: Vec<(&str, Vec<u8>)> = WIRED
            .iter()
            .enumerate()
            .map(|(place, (path, text))| {
                (*path, if place == changed { mutated(text, &mut chance) } else { text.as_bytes().to_vec() })
            })
            .collect();
        let plan = if changed == WIRED.len() { mutated(PLAN, &mut chance) } else { PLAN.as_bytes().to_vec() };
        let shown = String::from_utf8_lossy(files.get(changed).map_or(&plan, |(_, bytes)| bytes)).into_owned();
        let memory: Memory = files.into_iter().collect();
        let text = String::from_utf8_lossy(&plan).into_owned();
        let plan = GivenPlan { folder: "infra".to_owned(), path: "plan.json".to_owned(), text };
        // Every other root is planned: a plan speaks for what its source does not say.
        let plans = if number % 2 == 0 || changed == WIRED.len() { vec![Arc::new(plan)] } else { Vec::new() };
        let overrides = Overrides { plans, ..Overrides::default() };
        let started = Instant::now();
        let scanned = catch_unwind(AssertUnwindSafe(|| {
            let report = scan(&memory, &overrides, &mut Memo::new());
            assert!(changed == WIRED.len() || !report.resources.is_empty(), "no file is all that there is");
        }));
        if scanned.is_err() || started.elapsed() > Duration::from_secs(10) {
            let path = WIRED.get(changed).map_or("plan.json", |(path, _)| path);
            stopped.push(format!("input {number}, of {path}, after {:?}:\n{shown}", started.elapsed()));
        }
    }
    assert!(
        stopped.is_empty(),
        "{} of {WIRED_INPUTS} inputs:\n{}",
        stopped.len(),
        stopped[..stopped.len().min(3)].join("\n")
    );
}

#[test]
fn what_is_mutated_is_read_where_it_is_whole() {
    let memory: Memory = WIRED.into_iter().collect();
    let report = scan(&memory, &Overrides::default(), &mut Memo::new());
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let addresses: Vec<String> = report.resources.iter().map(|judged| judged.address()).collect();
    for address in [
        "infra::aws_autoscaling_group.all",
        "infra::aws_lambda_function.json",
        "infra::aws_instance.tofu",
        "infra::module.svc[\"api\"].aws_ecs_task_definition.this",
        "infra::module.svc[\"web\"].aws_ecs_service.this",
        "infra::module.known.aws_lambda_function.this",
        "live/prod/app::aws_ecs_service.this",
    ] {
        assert!(addresses.iter().any(|known| known == address), "{address} is not among {addresses:?}");
    }
}

#[test]
fn no_mutation_of_a_fixture_stops_a_scan() {
    let files: Vec<(String, Vec<u8>)> = ["policies", "platforms", "projects", "broken"]
        .iter()
        .flat_map(|kind| files_below(&root().join(kind)))
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .filter(|(_, bytes)| bytes.len() < 20_000)
        .collect();
    let mut chance = Chance::new(7);
    let mut stopped = Vec::new();
    for number in 0..INPUTS {
        let (path, bytes) = &files[number % files.len()];
        let mut mutant = bytes.clone();
        for _ in 0..=chance.below(3) {
            mutate(&mut mutant, &mut chance);
        }
        // With the rest of its case: a configuration or a part is read only through another file.
        let rest = files.iter().filter(|(other, _)| other != path && folder(other) == folder(path));
        let rest = rest.map(|(other, bytes)| (other.as_str(), bytes.clone())).collect::<Vec<_>>();
        let rest = if rest.len() > MOST_OF_A_CASE { Vec::new() } else { rest };
        let memory: Memory = rest.into_iter().chain([(path.as_str(), mutant.clone())]).collect();
        // Named, so that nothing is passed by for want of a mark.
        let overrides = Overrides { paths: vec![path.clone()], ..Overrides::default() };
        let scanned = catch_unwind(AssertUnwindSafe(|| {
            let report = scan(&memory, &overrides, &mut Memo::new());
            for problem in &report.problems {
                assert!(!problem.path.is_empty(), "a problem of no file: {problem:?}");
                if let Some(span) = problem.span {
                    assert!(report.sources.get(span.source).is_some(), "a place in no file: {problem:?}");
                }
            }
        }));
        if scanned.is_err() {
            stopped.push(format!("input {number}, of {path}:\n{}", String::from_utf8_lossy(&mutant)));
        }
    }
    assert!(
        stopped.is_empty(),
        "{} of {INPUTS} inputs:\n{}",
        stopped.len(),
        stopped[..stopped.len().min(3)].join("\n")
    );
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn mutate(bytes: &mut Vec<u8>, chance: &mut Chance) {
    if bytes.is_empty() {
        bytes.extend(SPLINTERS[chance.below(SPLINTERS.len())].as_bytes());
        return;
    }
    let at = chance.below(bytes.len());
    let next_line =
        |from: usize| bytes[from..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |n| from + n + 1);
    match chance.below(6) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes.truncate(at),
        2 => {
            // Cuts the rest of a line.
            let end = next_line(at);
            bytes.drain(at..end);
        }
        3 => {
            // Doubles a line elsewhere.
            let line = bytes[at..next_line(at)].to_vec();
            let to = chance.below(bytes.len());
            bytes.splice(to..to, line);
        }
        4 => {
            // Moves a line in or out.
            let start = next_line(at);
            if bytes.get(start) == Some(&b' ') {
                bytes.remove(start);
            } else {
                bytes.insert(start.min(bytes.len()), b' ');
            }
        }
        _ => {
            let splinter = SPLINTERS[chance.below(SPLINTERS.len())];
            bytes.splice(at..at, splinter.bytes());
        }
    }
}
