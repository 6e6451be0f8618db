//! Variants, undecided conditions, and instances.

use super::{Shelf, hold, plain, show, show_fact};

#[test]
fn undecided_conditions_are_choices_by_their_text() {
    let beside = r#"
variable "env" {}
variable "spot" {}
locals {
  is_prod = var.env == "prod"
  sizes   = { dev = "small", prod = "large" }
}
"#;
    let table = [
        ("var.env  == \"prod\" ? 3 : 1", "var.env == \"prod\"{true: 3, false: 1}"),
        ("(var.env == \"prod\") ? 3 : 1", "var.env == \"prod\"{true: 3, false: 1}"),
        ("local.is_prod ? 3 : 1", "var.env == \"prod\"{true: 3, false: 1}"),
        ("!local.is_prod ? 1 : 3", "var.env == \"prod\"{true: 3, false: 1}"),
        ("var.env != \"prod\" ? 1 : 3", "var.env == \"prod\"{true: 3, false: 1}"),
        ("var.spot ? 1 : 1", "1"),
        ("local.is_prod ? (local.is_prod ? 1 : 2) : 3", "var.env == \"prod\"{true: 1, false: 3}"),
        ("(local.is_prod ? 2 : 1) * 10", "var.env == \"prod\"{true: 20, false: 10}"),
        ("(local.is_prod ? 2 : 1) + (local.is_prod ? 20 : 10)", "var.env == \"prod\"{true: 22, false: 11}"),
        (
            "\"${local.is_prod ? \"p\" : \"d\"}-${var.spot ? \"s\" : \"o\"}\"",
            "var.env == \"prod\"{true: var.spot{true: 'p-s', false: 'p-o'}, false: var.spot{true: 'd-s', false: 'd-o'}}",
        ),
        ("[local.is_prod ? 1 : 2]", "[var.env == \"prod\"{true: 1, false: 2}]"),
        ("local.sizes[var.env]", "var.env among dev, prod{dev: 'small', prod: 'large'}"),
        (
            "lookup(local.sizes, var.env, \"tiny\")",
            "var.env among dev, prod, any other{dev: 'small', prod: 'large', any other: 'tiny'}",
        ),
        ("try((local.is_prod ? {} : { a = 1 }).a, 9)", "var.env == \"prod\"{true: 9, false: 1}"),
        ("[for s in [1] : s == var.spot ? 1 : 2]", "[?var.spot has no value here]"),
        ("[for s in [1, 2] : s if local.is_prod]", "var.env == \"prod\"{true: [1, 2], false: []}"),
        ("join(\"\", [for i in range(30) : i == 0 ? \"x\" : (var.spot ? \"a\" : \"b\")]) == \"\" ? 1 : 1", "1"),
    ];
    hold(beside, &table, plain);
}

#[test]
fn there_are_none_of_a_resource_where_an_argument_would_be_refused() {
    let main = r#"
variable "env" {}
locals { settings = { dev = { size = 1, zone = "a" }, prod = { zone = "a" } } }
resource "t_a" "b" {
  size = local.settings[var.env].size
  zone = local.settings[var.env].zone
}
resource "t_a" "c" { size = try(local.settings[var.env].size, 2) }
resource "t_a" "d" {
  count = var.env == "prod" ? 3 : 1
  size  = local.settings[var.env].size
}
"#;
    let shelf = Shelf::of(&[("main.tf", main)]);
    let number = |address| show_fact(&shelf.block("", address).instances);
    assert_eq!(number("t_a.b"), "var.env among dev, prod{1, 0}");
    assert_eq!(number("t_a.c"), "1");
    assert_eq!(number("t_a.d"), "var.env among dev, prod{var.env == \"prod\"{3, 1}, 0}");
}

fn variants() -> Shelf {
    Shelf::of(&[
        (
            "main.tf",
            r#"
variable "size" { default = "small" }
variable "zone" {}
variable "team" { default = "core" }
variable "only" {}
resource "t_a" "b" {
  size  = var.size
  zone  = var.zone
  team  = var.team
  only  = var.only
  big   = var.size == "large" ? "yes" : "no"
  label = "${var.size}-${var.only}"
  first = try(var.only.x, "none")
}
"#,
        ),
        ("terraform.tfvars", "zone = \"z1\"\n"),
        ("b.auto.tfvars", "zone = \"z2\"\n"),
        ("dev.tfvars", "team = \"core\"\nonly = \"o\"\n"),
        ("environments/prod/terraform.tfvars", "size = \"large\"\nteam = \"core\"\n"),
        ("backend-eu.tfvars", "bucket = \"state\"\n"),
        ("env/code.tf", ""),
        ("env/stage.tfvars", "size = \"never read: a root of its own\"\n"),
    ])
}

#[test]
fn variants_decide_what_defaults_do_not() {
    let block = variants().block("", "t_a.b");
    let table = [
        ("size", "variant{dev: 'small' <- var.size (default), prod: 'large' <- var.size <- terraform.tfvars}"),
        ("zone", "'z2' <- var.zone <- b.auto.tfvars"),
        ("team", "'core' <- var.team <- dev.tfvars"),
        ("only", "variant{dev: 'o' <- var.only <- dev.tfvars, prod: ?var.only has no value in prod <- var.only}"),
        (
            "big",
            "variant{dev: 'no' <- var.size <- what is chosen (default), prod: 'yes' <- var.size <- terraform.tfvars <- \
             what is chosen}",
        ),
    ];
    for (argument, expected) in table {
        assert_eq!(show(block.body.get(argument).expect("there")), expected, "{argument}");
    }
    assert_eq!(
        plain(block.body.get("label").expect("there")),
        "variant{dev: 'small-o', prod: ?var.only has no value in prod}"
    );
    assert_eq!(
        plain(block.body.get("first").expect("there")),
        "variant{dev: 'none', prod: ?var.only has no value in prod}"
    );
}

#[test]
fn of_many_variants_the_last_ones_are_told_apart_no_more() {
    let mut files = vec![(
        "main.tf".to_owned(),
        "variable \"n\" {}\nvariable \"s\" {}\nresource \"t_a\" \"b\" {\n  n = var.n\n  s = var.s\n}\n".to_owned(),
    )];
    files.extend((0..9).map(|place| (format!("v{place}.tfvars"), format!("n = {place}\ns = 1\n"))));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let block = Shelf::of(&files).block("", "t_a.b");
    assert_eq!(
        plain(block.body.get("n").expect("there")),
        "variant{v0: 0, v1: 1, v2: 2, v3: 3, v4: 4, v5: 5, v6: 6, 2 other variants: ?it differs between 2 other variants}"
    );
    assert_eq!(show(block.body.get("s").expect("there")), "1 <- var.s <- v0.tfvars");
}

#[test]
fn instances_are_counted_and_told_apart() {
    let table = [
        ("", "1", ""),
        ("count = 0", "0", ""),
        (
            "for_each = {}\nv = each.value.x == null ? [][0] : 1",
            "0",
            "each.value.x == null of t_a.b{true: ?the list here has no item 0, false: 1}",
        ),
        ("count = 3\nv = count.index", "3", "count.index of t_a.b{0: 0, 1: 1, 2: 2}"),
        ("count = 300\nv = count.index", "300", "?count.index is another in each instance"),
        ("count = var.on ? 1 : 0\nv = count.index", "var.on{1, 0}", "0"),
        ("count = var.on", "?var.on has no value here", ""),
        ("for_each = toset([\"a\", \"b\"])\nv = each.value", "2", "each.key of t_a.b{a: 'a', b: 'b'}"),
        ("for_each = { a = { n = 1 }, b = { n = 1 } }\nv = each.value.n", "2", "1"),
        ("for_each = { a = { n = 1 }, b = { n = 2 } }\nv = each.value.n + 1", "2", "each.key of t_a.b{a: 2, b: 3}"),
        ("for_each = { only = { n = 1 } }\nv = each.key", "1", "'only'"),
        ("for_each = var.on\nv = each.value", "?var.on has no value here", "?var.on has no value here"),
        ("for_each = var.on ? { a = 1 } : {}\nv = each.value", "var.on{1, 0}", "1"),
        (
            "for_each = { for i in range(20) : \"k${i}\" => { n = 1, m = i } }\nv = each.value",
            "20",
            "{n: 1, m: ?it differs between the 20 elements of for_each}",
        ),
        ("count = 2\nv = t_a.b[0].id", "2", "?t_a.b[0].id is known after apply -> t_a.b[0]"),
    ];
    for (body, count, expected) in table {
        let text = format!("variable \"on\" {{}}\nresource \"t_a\" \"b\" {{\n{body}\n}}\n");
        let block = Shelf::of(&[("main.tf", &text)]).block("", "t_a.b");
        assert_eq!(show_fact(&block.instances), count, "{body}");
        assert_eq!(block.body.get("v").map(plain).unwrap_or_default(), expected, "{body}");
    }
}

#[test]
fn an_index_picks_the_instance_that_is_referred_to() {
    let beside = r#"
resource "t_c" "d" {
  for_each = { small = 1, large = 9 }
  size     = each.value
}
"#;
    let table = [
        ("t_c.d[\"large\"].size", "9"),
        ("t_c.d.size", "each.key of t_c.d{small: 1, large: 9}"),
        ("t_c.d[*].size", "[1, 9]"),
    ];
    hold(beside, &table, plain);
}

#[test]
fn what_is_tried_may_not_be_there() {
    let beside = "variable \"s\" {}\nvariable \"on\" {}\nlocals {\n  cfg = { dev = { size = 1 }, prod = { size = 2 } }\n}\nmodule \"m\" {\n  source = \"./m\"\n  o = { a = var.on ? \"q\" : null }\n}\n";
    let table = [
        ("try(local.cfg[var.s].size, \"no\")", "var.s among dev, prod, any other{dev: 1, prod: 2, any other: 'no'}"),
        ("local.cfg[var.s].size", "var.s among dev, prod{dev: 1, prod: 2}"),
        ("module.m.a", "var.on{true: 'q', false: 'oa'}"),
    ];
    let module = "variable \"o\" {\n  type = object({ a = optional(string, \"oa\") })\n}\noutput \"a\" {\n  value = var.o.a\n}\n";
    for (expression, expected) in table {
        let root = format!("{beside}resource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
        let shelf = super::Shelf::of(&[("main.tf", &root), ("m/main.tf", module)]);
        let value = shelf.block("", "t_a.b").body.get("v").map(super::plain);
        assert_eq!(value.as_deref(), Some(expected), "{expression}");
    }
}
