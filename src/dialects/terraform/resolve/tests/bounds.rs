//! Circles and hostile input end fast, with a reason.

use super::{Shelf, plain, value};
use crate::model::problem::ProblemKind;

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
        assert!(problems.iter().any(|problem| problem.kind == ProblemKind::Limit), "{expression}: {problems:?}");
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
