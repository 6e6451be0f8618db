//! Secrets: they decide what they decide, and what is made of them is sealed like them.

use super::{Shelf, hold, plain, show_fact};

const BESIDE: &str = r#"
variable "password" {
  sensitive = true
  default   = "hunter2"
}
variable "token" {
  ephemeral = true
  default   = "hunter3"
}
variable "unset" { sensitive = true }
variable "sizes" {
  sensitive = true
  default   = { hunter4 = "big", hunter5 = "small" }
}
variable "many" {
  sensitive = true
  default   = ["hunter6", "hunter7"]
}
variable "open" {}
locals {
  derived = "x-${var.password}"
  tags    = { Name = "web", Password = var.password }
  said    = sensitive("hunter8")
}
"#;

#[test]
fn what_is_made_of_a_secret_is_sealed() {
    let table = [
        ("var.password", "sealed 'hunter2'"),
        ("var.token", "sealed 'hunter3'"),
        ("local.derived", "sealed 'x-hunter2'"),
        ("upper(local.said)", "sealed 'HUNTER8'"),
        ("length(var.many)", "sealed 2"),
        ("[for one in var.many : upper(one)]", "[sealed 'HUNTER6', sealed 'HUNTER7']"),
        ("var.many[0]", "sealed 'hunter6'"),
        ("var.password == \"hunter2\" ? \"a\" : \"b\"", "sealed 'a'"),
        ("[var.password] == [\"hunter2\"]", "sealed true"),
        ("local.tags", "{Name: 'web', Password: sealed 'hunter2'}"),
        ("merge(local.tags, { A = 1 }).Name", "'web'"),
        ("jsonencode(local.tags)", "{Name: 'web', Password: sealed 'hunter2'}"),
        ("var.sizes[\"hunter4\"]", "sealed 'big'"),
        ("var.sizes", "?it is sensitive, and so are its keys"),
        ("nonsensitive(local.derived)", "'x-hunter2'"),
        ("\"%{ for one in var.many }${one},%{ endfor }\"", "sealed 'hunter6,hunter7,'"),
        ("\"%{ if var.password == \"x\" }a%{ else }b%{ endif }\"", "sealed 'b'"),
        ("issensitive(var.password)", "true"),
        ("issensitive(\"plain\")", "false"),
        ("var.unset", "?var.unset has no value here"),
        ("\"${var.unset}-x\"", "?var.unset has no value here"),
        ("var.open ? var.password : \"x\"", "var.open{true: sealed 'hunter2', false: 'x'}"),
        ("try(var.password, \"x\")", "sealed 'hunter2'"),
        ("coalesce(var.password, \"x\")", "sealed 'hunter2'"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn why_it_is_not_known_says_nothing_of_a_secret() {
    let table = [
        ("local.tags[var.password]", "?Terraform would refuse what is made of a sensitive value here"),
        ("file(var.password)", "?it is made of a sensitive value"),
        ("tonumber(var.password)", "?Terraform would refuse what is made of a sensitive value here"),
        ("\"${var.password}-${var.open}\"", "?var.open has no value here"),
        ("var.sizes[var.open]", "?var.open has no value here"),
        ("lookup(var.sizes, var.open, 1)", "?var.open has no value here"),
        ("var.unset == \"hunter2\" ? 1 : 2", "?var.unset has no value here"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn a_secret_counts_and_names_no_instances() {
    let main = format!(
        "{BESIDE}resource \"t_a\" \"b\" {{\n  count = length(var.many)\n}}\n\
         resource \"t_a\" \"c\" {{\n  for_each = var.sizes\n}}\n"
    );
    let shelf = Shelf::of(&[("main.tf", &main)]);
    assert_eq!(show_fact(&shelf.block("", "t_a.b").instances), "2");
    let refused = "?for_each goes through what is sensitive, which Terraform refuses: its keys would be shown";
    assert_eq!(show_fact(&shelf.block("", "t_a.c").instances), refused);
}

#[test]
fn where_a_secret_is_written_is_said_and_nothing_else() {
    let main = format!("{BESIDE}resource \"t_a\" \"b\" {{\n  v = \"plain\"\n}}\n");
    let files = [("main.tf", main.as_str()), ("terraform.tfvars", "password = \"hunter9\"\nopen = \"plain\"\n")];
    let shelf = Shelf::of(&files);
    let (unit, _, _) = shelf.resolve("");
    let mut hidden: Vec<&str> = unit.secrets.iter().map(|span| shelf.slice(*span)).collect();
    hidden.sort_unstable();
    assert_eq!(
        hidden,
        [
            "\"big\"",
            "\"hunter2\"",
            "\"hunter3\"",
            "\"hunter6\"",
            "\"hunter7\"",
            "\"hunter8\"",
            "\"hunter9\"",
            "\"small\"",
            "hunter4",
            "hunter5"
        ]
    );
}
