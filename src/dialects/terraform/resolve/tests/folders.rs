//! What stands in a folder: which files count, blocks, providers, and what makes a library module.

use super::super::{outline, resolve};
use super::{Shelf, plain, show, show_fact};
use crate::dialects::terraform::Standing;

fn body(files: &[(&str, &str)]) -> String {
    plain(&Shelf::of(files).block("", "t_a.b").body)
}

#[test]
fn blocks_become_lists_and_what_is_terraforms_own_is_dropped() {
    let main = r#"
resource "t_a" "b" {
  count      = 1
  provider   = t.west
  depends_on = [t_a.c]
  tags = { A = 1 }
  disk {
    size = 1
    opts { fast = true }
  }
  disk { size = 2 }
  dynamic "rule" {
    for_each = [1]
    content { port = 80 }
  }
  lifecycle { ignore_changes = [tags] }
  provisioner "local-exec" { command = "true" }
}
data "t_x" "y" {}
moved {
  from = t_a.old
  to   = t_a.b
}
removed { from = t_a.gone }
import {
  to = t_a.b
  id = "x"
}
check "c" {}
# resource "t_a" "commented" {}
module "net" { source = "acme/net/aws" }
"#;
    let shelf = Shelf::of(&[("main.tf", main)]);
    let (unit, problems, passed_by) = shelf.resolve("");
    assert_eq!(unit.blocks.len(), 1);
    assert_eq!(problems, []);
    assert_eq!(passed_by, [("::module.net".to_owned(), "Terraform module that is not on disk")]);
    assert_eq!(
        plain(&unit.blocks[0].body),
        "{tags: {A: 1}, disk: [{size: 1, opts: [{fast: true}]}, {size: 2}], rule: [{port: 80}]}"
    );
}

#[test]
fn what_is_read_is_resolved_and_what_it_refers_to() {
    let main = r#"
locals { sub = t_net.a.id }
data "t_zone" "z" { name = t_dns.d.name }
resource "t_a" "b" {
  net  = local.sub
  zone = data.t_zone.z.id
}
resource "t_net" "a" { cidr = t_range.r.cidr }
resource "t_range" "r" { cidr = "10.0.0.0/8" }
resource "t_dns" "d" { name = "x" }
resource "t_other" "o" { net = t_a.b.id }
"#;
    let (unit, _, _) = resolve("", &Shelf::of(&[("main.tf", main)]), (Standing::ByItself, |kind| kind == "t_a"));
    let addresses: Vec<&str> = unit.blocks.iter().map(|block| block.address.as_str()).collect();
    assert_eq!(addresses, ["t_a.b", "t_net.a", "t_range.r", "t_dns.d"]);
}

#[test]
fn overriding_files_and_opentofus_own_come_over_the_others() {
    let base = "resource \"t_a\" \"b\" {\n  x = 1\n  y = 1\n  disk { size = 1 }\n  disk { size = 2 }\n}\n";
    let by = "resource \"t_a\" \"b\" {\n  y = 2\n  disk { size = 9 }\n}\n";
    assert_eq!(body(&[("main.tf", base), ("a_override.tf", by)]), "{x: 1, y: 2, disk: [{size: 9}]}");
    let tofu = "resource \"t_a\" \"b\" {\n  x = \"tofu\"\n}\n";
    assert_eq!(body(&[("main.tf", base), ("main.tofu", tofu)]), "{x: 'tofu'}");
    let not_read = [("main.tf", tofu), ("main.tftest.hcl", base), (".hidden.tf", base), ("main.tf.bak", base)];
    assert_eq!(Shelf::of(&not_read).resolve("").0.blocks.len(), 1);
}

#[test]
fn json_files_are_read_as_the_blocks_that_they_are() {
    let json = r#"{
  "//": "a comment",
  "variable": {"size": {"default": "big", "type": "string"}},
  "locals": {"name": "n"},
  "resource": {
    "t_a": {"b": {
      "size": "${var.size}", "name": "${local.name}", "id": "${t_a.c.id}", "text": "plain",
      "other": "x-${var.size}", "disk": [{"size": 1}]
    }},
    "t_c": {"d": [{"count": 2}]}
  }
}"#;
    let shelf = Shelf::of(&[("main.tf.json", json)]);
    let block = shelf.block("", "t_a.b");
    assert_eq!(
        plain(&block.body),
        "{size: 'big', name: 'n', id: ?t_a.c is not declared here -> t_a.c, text: 'plain', \
         other: 'x-big', disk: [{size: 1}]}"
    );
    assert_eq!(show(block.body.get("size").expect("there")), "'big' <- var.size (default)");
    assert_eq!(show_fact(&shelf.block("", "t_c.d").instances), "2");
}

#[test]
fn strings_of_json_files_are_templates() {
    let table = [
        (r#""a${var.size}-%{ if var.on }x%{ else }y%{ endif }""#, "'abig-x'"),
        (r#""${var.on ? \"a\\tb\" : 1}""#, "'a\tb'"),
        (r#""${[for s in [\"é\", \"b\"] : upper(s)]}""#, "['É', 'B']"),
        (r#"{"${var.size}": 1, "b": "${var.on}"}"#, "{big: 1, b: true}"),
        (r#"["$${x}", 1.5, null, "${null}"]"#, "['${x}', 1.5, null, null]"),
        (r#""${var.open == \"p\" ? 1 : 2}""#, "var.open == \\\"p\\\"{true: 1, false: 2}"),
        (
            r#""${""#,
            "?the template here cannot be read: line 1: this is no valid HCL: a quote or bracket may be missing",
        ),
    ];
    let head = r#""variable": {"size": {"default": "big"}, "on": {"type": "bool", "default": "true"}, "open": {},
        "ports": {"type": "list(number)", "default": ["80", "443"]},
        "literal": {"default": "${var.size}"}}"#;
    for (written, expected) in table {
        let json = format!("{{{head}, \"resource\": {{\"t_a\": {{\"b\": {{\"v\": {written}}}}}}}}}");
        assert_eq!(body(&[("main.tf.json", &json)]), format!("{{v: {expected}}}"), "{written}");
    }
    let blocks = [
        (
            r#""dynamic": {"r": {"for_each": "${var.ports}", "iterator": "it", "content": {"port": "${it.value + 1}"}}}"#,
            "{r: [{port: 81}, {port: 444}]}",
        ),
        (
            r#""r": {"port": 1}, "dynamic": {"r": [{"for_each": [2], "content": {"port": "${r.value}"}}]}"#,
            "{r: [{port: 1}, {port: 2}]}",
        ),
        (
            r#""n": [{"a": 1, "dynamic": {"r": {"for_each": [2], "content": {"port": "${r.value}"}}}}]"#,
            "{n: [{a: 1, r: [{port: 2}]}]}",
        ),
        (
            r#""//": "c", "tags": {"dynamic": {"x": "1"}}, "v": "${var.literal}""#,
            "{tags: {dynamic: {x: '1'}}, v: '${var.size}'}",
        ),
    ];
    for (written, expected) in blocks {
        let json = format!("{{{head}, \"resource\": [{{\"t_a\": {{\"b\": [{{{written}}}]}}}}]}}");
        assert_eq!(body(&[("main.tf.json", &json)]), expected, "{written}");
    }
}

#[test]
fn what_stands_in_a_json_string_knows_its_bytes() {
    let json = r#"{"locals": {"n": 1}, "resource": {"t_a": {"b": {"v": ["é\n\u00e9\ud83d\ude00 \"${local.n}\" ${local.none}"]}}}}"#;
    let shelf = Shelf::of(&[("main.tf.json", json)]);
    let block = shelf.block("", "t_a.b");
    let value = &block.body.get("v").expect("there").items()[0];
    let steps = &value.origin.as_ref().expect("a way").steps;
    assert_eq!(steps.iter().map(|step| shelf.slice(step.span)).collect::<Vec<_>>(), ["1"]);
    assert_eq!(plain(value), "?local.none is not declared here");
}

#[test]
fn providers_put_their_tags_on_what_is_theirs() {
    let main = r#"
variable "env" {}
provider "aws" {
  default_tags { tags = { DataClass = "pci", Env = var.env } }
}
provider "aws" {
  alias = "west"
  default_tags { tags = { DataClass = "none" } }
}
provider "google" { default_labels = { team = "a" } }
resource "aws_instance" "plain" {}
resource "aws_instance" "west" { provider = aws.west }
resource "google_compute_instance" "vm" {}
resource "azurerm_linux_virtual_machine" "vm" {}
"#;
    let (unit, _, _) = Shelf::of(&[("main.tf", main)]).resolve("");
    let tags = |address: &str| -> String {
        let block = unit.blocks.iter().find(|block| block.address == address).expect("the resource is there");
        let tags = block.provider_tags.iter().map(|tag| format!("{}={}", tag.key, show_fact(&tag.value)));
        tags.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(tags("aws_instance.plain"), "DataClass=pci Env=?var.env has no value here");
    assert_eq!(tags("aws_instance.west"), "DataClass=none");
    assert_eq!(tags("google_compute_instance.vm"), "team=a");
    assert_eq!(tags("azurerm_linux_virtual_machine.vm"), "");
}

#[test]
fn a_folder_that_waits_for_a_caller_is_a_library() {
    let fed = "variable \"n\" {}\nlocals { n = var.n }\nresource \"t_a\" \"b\" { v = local.n }\n";
    let unfed = "resource \"t_a\" \"b\" { v = 1 }\n";
    let backend = "terraform {\n  backend \"s3\" {}\n}\n";
    let provider = "provider \"t\" {}\n";
    let is_library = |main: &str, beside: &[(&str, &str)]| {
        let mut files = vec![("modules/api/main.tf", main)];
        files.extend_from_slice(beside);
        Shelf::of(&files).resolve("modules/api").0.is_library
    };
    assert!(is_library(fed, &[]));
    assert!(!is_library(unfed, &[]));
    assert!(!is_library(&format!("{fed}{backend}"), &[]));
    assert!(!is_library(&format!("{fed}{provider}"), &[]));
    assert!(!is_library(fed, &[("modules/api/prod.tfvars", "n = 1\n")]));
    let called = |source: &str| {
        let main = format!("module \"api\" {{ source = \"{source}\" }}\n");
        outline("envs/prod", &Shelf::of(&[("envs/prod/main.tf", &main)])).1
    };
    assert_eq!(called("../../modules/api"), ["modules/api"]);
    assert!(called("terraform-aws-modules/eks/aws").is_empty());
    assert!(called("../../../outside").is_empty());
}
