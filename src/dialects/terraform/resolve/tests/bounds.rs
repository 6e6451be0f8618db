//! Circles and hostile input end fast, with a reason.

use std::time::Instant;

use super::{Shelf, plain, value};
use crate::model::problem::{Problem, ProblemKind};

#[test]
fn circles_are_problems_and_unknown() {
    let main = r#"
locals {
  a = local.b
  b = [local.a]
}
variable "v" { default = 1 }
resource "t_a" "b" {
  count = t_a.b.v
  v     = t_a.b.v
  w     = local.a
}
"#;
    let (unit, problems, _) = Shelf::of(&[("main.tf", main)]).resolve("");
    let found: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.message.as_str())).collect();
    assert!(found.contains(&(ProblemKind::Unresolvable, "local.a refers to itself")), "{found:?}");
    assert!(problems.iter().all(|problem| problem.span.is_some()));
    assert_eq!(plain(unit.blocks[0].body.get("w").expect("there")), "[?local.a refers to itself]");
    let own = plain(unit.blocks[0].body.get("v").expect("there"));
    assert!(own.contains("refers to itself"), "{own}");
}

#[test]
fn what_grows_without_end_is_cut_off() {
    let doubling: String = (1..60)
        .map(|n| {
            format!(
                "  d{n} = [local.d{}, local.d{}]\n  s{n} = \"${{local.s{}}}${{local.s{}}}\"\n",
                n - 1,
                n - 1,
                n - 1,
                n - 1
            )
        })
        .collect();
    let chain: String = (1..3000).map(|n| format!("  c{n} = [local.c{}]\n", n - 1)).collect();
    let beside = format!("locals {{\n  d0 = [1]\n  s0 = \"xxxxxxxx\"\n{doubling}  c0 = 1\n{chain}}}\n");
    let table = [
        ("range(0, 1000000000)", "?range() gives too many values"),
        ("setproduct(range(100), range(100), range(100))", "?setproduct() gives too many values"),
        ("format(\"%999999999d\", 1)", "?format() gives too long a text"),
        ("pow(10, 999)", "?pow() is given numbers without a result"),
        ("replace(local.s14, \"x\", local.s14)", "?replace() gives too long a text"),
    ];
    super::hold(&beside, &table, plain);
    assert_eq!(plain(&value(&beside, "local.s59")), "?the text here grows too long");
    for expression in
        ["local.d59", "local.c2999", "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]"]
    {
        let shelf = Shelf::of(&[("main.tf", &format!("{beside}resource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n"))]);
        let (unit, problems, _) = shelf.resolve("");
        assert_eq!(unit.blocks.len(), 1);
        let is_cap = |problem: &Problem| problem.kind == ProblemKind::Limit && problem.span.is_some();
        assert!(problems.iter().any(is_cap), "{expression}: {problems:?}");
    }
}

#[test]
fn many_conditions_at_once_are_unknown_and_not_a_thousand_alternatives() {
    let conditions: Vec<String> = (0..40).map(|n| format!("var.v{n} ? \"a\" : \"b\"")).collect();
    let variables: String = (0..40).map(|n| format!("variable \"v{n}\" {{}}\n")).collect();
    let joined = value(&variables, &format!("join(\"\", [{}])", conditions.join(", ")));
    assert_eq!(plain(&joined), "?it has more than 8 alternatives here");
}

#[test]
fn expressions_nested_deep_do_not_overflow() {
    for (open, close) in [("[", "]"), ("(", ")"), ("upper(", ")"), ("!", "")] {
        let nested = format!("{}\"x\"{}", open.repeat(3000), close.repeat(3000));
        let text = format!("resource \"t_a\" \"b\" {{\n  v = {nested}\n}}\n");
        let (unit, _, _) = Shelf::of(&[("main.tf", &text)]).resolve("");
        assert!(unit.blocks.len() <= 1);
    }
}

#[test]
fn splats_behind_splats_do_not_overflow() {
    for (splats, is_too_deep) in [(50, false), (20_000, true)] {
        let main =
            format!("locals {{\n  a = [1]\n}}\nresource \"t_a\" \"b\" {{\n  v = local.a{}\n}}\n", "[*]".repeat(splats));
        let (_, problems, _) = Shelf::of(&[("main.tf", &main)]).resolve("");
        assert_eq!(problems.iter().any(|problem| problem.kind == ProblemKind::Limit), is_too_deep, "{splats} of them");
    }
}

/// Numbers from nought to 10,000, which are more than `range` gives.
const MANY: &str = "flatten([for a in range(10) : [for b in range(1000) : 1000 * a + b]])";

#[test]
fn nothing_that_is_long_or_asked_for_often_takes_long() {
    let long = "a".repeat(200_000);
    let beside = format!(
        "locals {{\n  long = \"{long}\"\n  many = {MANY}\n  by_key = {{ for a in slice(local.many, 0, 3000) : \"k${{a}}\" => a }}\n}}\n"
    );
    let table = [
        // What follows is looked at to its end for every match.
        ("replace(local.long, \"/a.*c|a/\", \"-\")", "?replace() takes too much work"),
        ("regexall(\"(?s).*?[^A-Z]*X|a\", local.long)", "?regexall() takes too much work"),
        ("length(replace(local.long, \"/b|a/\", \"-\"))", "200000"),
        ("length(replace(substr(local.long, 0, 5000), \"/a.*c|a/\", \"-\"))", "5000"),
        ("length(regexall(\"[0-9]+\", join(\",\", slice(local.many, 0, 9000))))", "9000"),
        ("length(regexall(\"([0-9]{2,})\", join(\",\", slice(local.many, 0, 9000))))", "8990"),
        ("trim(local.long, \"${local.long}b\")", "''"),
        ("index(local.many, 9999)", "9999"),
        ("length([for a in local.many : regexall(\"[a-z]+([0-9]{2,5})\", \"abc${a}\")])", "10000"),
        // A loop copies no more of what it looks into than it asks for.
        ("sum([for a in local.many : local.many[a]])", "49995000"),
        ("sum([for key in keys(local.by_key) : local.by_key[key] if local.by_key[key] > 1])", "4498499"),
    ];
    for (expression, expected) in table {
        let started = Instant::now();
        assert_eq!(plain(&value(&beside, expression)), expected, "{expression}");
        assert!(started.elapsed().as_secs() < 10, "{expression} took {:?}", started.elapsed());
    }
}

#[test]
fn what_is_filled_in_or_decoded_in_a_loop_is_read_once() {
    let template = "${x} and y\n".repeat(2_000);
    let yaml: String = (0..2_000).map(|n| format!("k{n}: {n}\n")).collect();
    for (expression, expected) in [
        ("length([for a in range(20) : templatefile(\"a.tpl\", { x = a })])", "20"),
        ("sum([for a in range(100) : yamldecode(file(\"a.yaml\")).k7])", "700"),
    ] {
        let main = format!("resource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
        let shelf = Shelf::of(&[("main.tf", &main), ("a.tpl", &template), ("a.yaml", &yaml)]);
        let started = Instant::now();
        assert_eq!(plain(shelf.block("", "t_a.b").body.get("v").expect("there")), expected, "{expression}");
        assert!(started.elapsed().as_secs() < 10, "{expression} took {:?}", started.elapsed());
    }
}

#[test]
fn what_is_cut_off_is_told() {
    let doubled = |last: &str| {
        let locals: String =
            (1..40).map(|at| format!("  a{at} = {}\n", last.replace('@', &format!("local.a{}", at - 1)))).collect();
        let main = format!(
            "locals {{\n  a0 = {}\n{locals}}}\nresource \"t_a\" \"b\" {{\n  v = local.a39\n}}\n",
            if last.starts_with('"') { "\"x\"" } else { "[1]" }
        );
        let (_, problems, _) = super::Shelf::of(&[("main.tf", &main)]).resolve("");
        problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(doubled("concat(@, @)"), ["concat() gives too many values, so it is not worked out"]);
    assert_eq!(doubled("\"${@}${@}\""), ["the text here grows too long, so it is not worked out"]);
}
