//! Names, operators, templates and loops.

use super::{Shelf, hold, plain, show, value};

const BESIDE: &str = r#"
variable "size" { default = "t3.large" }
variable "open" {}
variable "sure" {
  type     = string
  nullable = false
}
variable "settings" {
  type = object({ cpu = optional(number, 256), name = string, spot = optional(bool) })
  default = { name = "api" }
}
variable "count_text" {
  type    = number
  default = "3"
}
locals {
  size  = var.size
  tags  = { Env = "prod", Team = var.open }
  list  = ["a", "b", "c"]
  deep  = { a = { b = [{ c = "leaf" }] } }
  plain = "x"
}
resource "aws_ecs_cluster" "main" { name = "shop" }
resource "aws_launch_template" "web" {
  image_id = var.open
  placement {
    tenancy = "dedicated"
  }
}
resource "aws_none" "this" { count = 0 }
data "aws_ami" "base" {}
data "aws_launch_template" "last" { name = aws_launch_template.web.name }
data "template_file" "run" {
  template = "run $${what} $${who}"
  vars     = { what = "jobs", who = local.plain }
}
data "local_file" "none" { filename = "none" }
module "vpc" { source = "acme/vpc/aws" }
"#;

#[test]
fn names_lead_to_values_and_the_way_is_kept() {
    let table = [
        ("var.size", "'t3.large' <- var.size (default)"),
        ("local.size", "'t3.large' <- local.size <- var.size (default)"),
        ("local.deep.a.b[0].c", "'leaf' <- local.deep"),
        ("local.tags[\"Env\"]", "'prod' <- local.tags"),
        ("var.open", "?var.open has no value here <- var.open"),
        ("local.tags.Team", "?var.open has no value here <- local.tags <- var.open"),
        ("local.tags.Nope", "?the object here has no Nope"),
        ("local.none", "?local.none is not declared here"),
        ("var.settings.cpu", "256 <- var.settings (default)"),
        ("var.settings.spot", "null <- var.settings (default)"),
        ("var.count_text + 1", "4 <- var.count_text (default)"),
        ("aws_ecs_cluster.main.name", "'shop' <- aws_ecs_cluster.main.name"),
        (
            "aws_ecs_cluster.main.id",
            "?aws_ecs_cluster.main.id is known after apply -> aws_ecs_cluster.main <- aws_ecs_cluster.main.id",
        ),
        (
            "aws_launch_template.web.image_id",
            "?var.open has no value here -> aws_launch_template.web <- aws_launch_template.web.image_id <- var.open",
        ),
        ("aws_launch_template.web.placement[0].tenancy", "'dedicated' <- aws_launch_template.web.placement"),
        ("try(aws_none.this[0].arn, \"fallback\")", "'fallback'"),
        ("length(aws_none.this[*].arn)", "0"),
        ("aws_nope.x.id", "?aws_nope.x is not declared here -> aws_nope.x"),
        ("data.aws_ami.base.id", "?data.aws_ami.base is read when it is run -> data.aws_ami.base"),
        (
            "data.aws_launch_template.last.id",
            "?data.aws_launch_template.last is read when it is run -> aws_launch_template.web",
        ),
        ("data.template_file.run.rendered", "'run jobs x' <- data.template_file.run <- local.plain"),
        ("data.template_file.run[0].rendered", "'run jobs x' <- data.template_file.run <- local.plain"),
        ("data.local_file.none.content", "?none cannot be read <- data.local_file.none"),
        ("module.vpc.subnets", "?the module acme/vpc/aws is not on disk -> module.vpc"),
        ("terraform.workspace", "?terraform.workspace is known when it is run"),
        ("count.index", "?count.index is not known here"),
    ];
    hold(BESIDE, &table, show);
}

#[test]
fn operators_answer_in_three_values() {
    let table = [
        ("1 + 2 * 3", "7"),
        ("7 % 4 - -1", "4"),
        ("10 / 4", "2.5"),
        ("1 / 0", "?the division here is by zero"),
        ("\"a\" == \"a\"", "true"),
        ("\"1\" == 1", "false"),
        ("[1, 2] == [1, 2]", "true"),
        ("var.open == \"x\"", "?var.open has no value here"),
        ("var.sure != null", "true"),
        ("var.open != null", "?var.open has no value here"),
        ("aws_ecs_cluster.main.id == null", "false"),
        ("var.open && false", "false"),
        ("var.open || true", "true"),
        ("var.open && true", "?var.open has no value here"),
        ("!true", "false"),
        ("!(1 > 2)", "true"),
        ("var.size == \"t3.large\" ? 1 : 2", "1"),
        ("true ? 1 : \"a\"", "'1'"),
        ("false ? \"a\" : true", "'true'"),
        ("true ? 1 : 2", "1"),
        ("true ? null : \"a\"", "null"),
        ("true ? 1 : local.plain", "'1'"),
        ("true ? 1 : var.open", "1"),
        ("var.open == \"x\" ? 1 : \"2\"", "var.open == \"x\"{true: '1', false: '2'}"),
        ("var.open == \"x\" ? 1 : \"1\"", "'1'"),
        ("-(2) * 3 - -1", "-5"),
        ("!false == true", "true"),
        ("true || false && false", "true"),
        ("1 + 1 < 3 == true", "true"),
        ("10 - 4 - 3", "3"),
        ("true ? false ? 1 : 2 : 3", "2"),
        ("false ? 1 : false ? 2 : 3", "3"),
        ("-7 % 4", "-3"),
        ("null == null", "true"),
        ("true == \"true\"", "false"),
        ("{ a = 1 } == { a = 1 }", "true"),
        ("\"\\u00e9\\U0001F600\\t\\\\\"", "'é😀\t\\'"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn templates_are_text_where_all_of_them_is_known() {
    let table = [
        ("\"${var.size}-${local.plain}\"", "'t3.large-x' <- local.plain <- var.size (default)"),
        ("\"${local.list}\"", "['a', 'b', 'c'] <- local.list"),
        ("\"a-${var.open}\"", "?var.open has no value here <- var.open"),
        (
            "\"service/${aws_ecs_cluster.main.name}/${aws_launch_template.web.name}\"",
            "?aws_launch_template.web.name is known after apply -> aws_launch_template.web \
             <- aws_launch_template.web.name <- aws_ecs_cluster.main.name",
        ),
        (
            r#""{\"a\": [${var.open}], \"b\": \"x-${var.open}\"}""#,
            "{a: [?var.open has no value here], b: ?var.open has no value here}",
        ),
        (r#""{\"a\": {\"${var.open}\": 1}}""#, "?var.open has no value here <- var.open"),
        ("\"[${var.open}]\"", "?var.open has no value here <- var.open"),
        ("\"n=${1.50}\"", "'n=1.5'"),
        ("\"x: ${jsonencode({ b = [1, \"two\"], a = null })}\"", "'x: {\"a\":null,\"b\":[1,\"two\"]}'"),
    ];
    hold(BESIDE, &table, show);
}

#[test]
fn loops_and_splats_go_through_collections() {
    let table = [
        ("[for s in local.list : upper(s) if s != \"b\"]", "['A', 'C']"),
        ("[for i, s in local.list : \"${i}${s}\"]", "['0a', '1b', '2c']"),
        ("{for s in local.list : s => length(s)}", "{a: 1, b: 1, c: 1}"),
        ("{for s in [\"x1\", \"y\", \"x2\"] : substr(s, 0, 1) => s...}", "{x: ['x1', 'x2'], y: ['y']}"),
        ("[for k, v in { b = 2, a = 1 } : k]", "['a', 'b']"),
        ("[for s in var.open : s]", "?var.open has no value here"),
        ("[for s in local.list : s if s == var.open]", "?var.open has no value here"),
        (
            "[for s in local.list : var.open]",
            "[?var.open has no value here, ?var.open has no value here, ?var.open has no value here]",
        ),
        ("[{ a = 1 }, { a = 2 }][*].a", "[1, 2]"),
        ("local.plain[*]", "['x']"),
        ("{ (local.plain) = 1, y = 2 }", "{x: 1, y: 2}"),
        ("{ (var.open) = 1 }", "{: ?var.open has no value here}"),
        ("{ x = 1, (var.open) = 1, y = 2 }", "{x: ?var.open has no value here, y: 2, : ?var.open has no value here}"),
        ("{ x = 1, \"y\" : 2, x = 3 }", "{x: 3, y: 2}"),
        ("{ (local.plain) : 1\n  \"${local.plain}y\" = 2\n 3 = 4 }", "{x: 1, xy: 2, 3: 4}"),
        ("[for k, v in toset([\"b\", \"a\"]) : \"${k}${v}\"]", "['aa', 'bb']"),
        (
            "{for k, v in merge({ A = 1 }, var.open, { B = 2 }) : lower(k) => v}",
            "{a: ?var.open has no value here, b: 2, : ?var.open has no value here}",
        ),
        ("{for s in [\"a\", var.open] : s => 1}", "{a: 1, : ?var.open has no value here}"),
        ("{for s in [\"a\", \"b\"] : s => 1 if s != var.open || s == \"a\"}", "{a: 1, : ?var.open has no value here}"),
        ("[{ b = [1, 2] }, { b = [3] }].*.b[0]", "[1, 2]"),
        ("[{ b = [1, 2] }, { b = [3] }][*].b[0]", "[1, 3]"),
        ("[[1], [2]][*][0]", "[1, 2]"),
        ("null[*]", "[]"),
        ("{ \"1\" = \"one\" }[1]", "'one'"),
        ("local.deep.a.b.0.c", "'leaf'"),
        ("[<<EOT\nx\nEOT\n, 2]", "['x\n', 2]"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn a_value_stands_where_it_is_used_and_its_way_leads_to_where_it_is_written() {
    let text = "variable \"size\" {\n  default = \"big\"\n}\nlocals {\n  all = { size = var.size, zone = \"a\" }\n}\n\
                resource \"t_a\" \"b\" {\n  v = local.all\n}\n";
    let shelf = Shelf::of(&[("main.tf", text)]);
    let block = shelf.block("", "t_a.b");
    let value = block.body.get("v").expect("the argument is there");
    let (size, zone) = (value.get("size").expect("size"), value.get("zone").expect("zone"));
    let written = |node: &crate::model::tree::Node| -> Vec<&str> {
        let steps = &node.origin.as_ref().expect("a way").steps;
        steps.iter().map(|step| shelf.slice(step.span)).collect()
    };
    assert_eq!((shelf.slice(size.span), shelf.slice(zone.span)), ("local.all", "local.all"));
    assert_eq!(written(size), ["var.size", "\"big\""]);
    assert_eq!(written(zone), ["\"a\""]);
    assert!(size.origin.as_ref().is_some_and(|origin| origin.defaulted));
    assert!(zone.origin.as_ref().is_some_and(|origin| !origin.defaulted));
    assert_eq!(shelf.slice(block.name_span), "\"b\"");
    assert_eq!(shelf.slice(block.header), "resource \"t_a\" \"b\"");
}

#[test]
fn a_map_that_is_known_in_part_keeps_what_is_certain() {
    let merged = value("variable \"tags\" {}", "merge({ A = 1 }, var.tags, { B = 2 })");
    assert_eq!(plain(&merged), "{A: ?var.tags has no value here, B: 2, : ?var.tags has no value here}");
    let beside = "variable \"tags\" {}\nlocals { all = merge(var.tags, { B = 2 }) }";
    let table = [
        ("local.all.B", "2"),
        ("local.all.C", "?var.tags has no value here"),
        ("keys(local.all)", "?var.tags has no value here"),
        ("lookup(local.all, \"C\", 1)", "?var.tags has no value here"),
        ("[for k, v in local.all : k]", "?var.tags has no value here"),
        ("merge(local.all, { C = 3 }).C", "3"),
    ];
    hold(beside, &table, plain);
}

#[test]
fn elements_of_sets_are_their_own_keys_wherever_the_set_is_made() {
    let beside = "variable \"set\" {\n  type = set(string)\n  default = [\"b\", \"a\", \"b\"]\n}\nvariable \"list\" {\n  type = list(string)\n  default = [\"b\", \"a\"]\n}\nlocals {\n  made = toset(var.list)\n  again = local.made\n}\n";
    let table = [
        ("[for k, v in var.set : k]", "['a', 'b']"),
        ("[for k, v in var.list : k]", "[0, 1]"),
        ("[for k, v in local.made : k]", "['a', 'b']"),
        ("{ for k, v in local.again : k => v }", "{a: 'a', b: 'b'}"),
        ("[for k, v in true ? var.set : [] : k]", "['a', 'b']"),
    ];
    hold(beside, &table, plain);
}
