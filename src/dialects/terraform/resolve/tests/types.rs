//! Type constraints: what they convert, fill in and refuse, as Terraform does.

use super::{Shelf, plain, value};

/// The value of a variable of a type with this default.
fn held(kind: &str, default: &str) -> String {
    plain(&value(&format!("variable \"x\" {{\n  type    = {kind}\n  default = {default}\n}}"), "var.x"))
}

#[test]
fn values_are_what_their_types_make_of_them() {
    let table = [
        ("string", "5", "'5'"),
        ("string", "true", "'true'"),
        ("string", "null", "null"),
        ("number", "\"5\"", "5"),
        ("bool", "\"true\"", "true"),
        ("bool", "\"1\"", "true"),
        ("any", "[1, \"a\"]", "[1, 'a']"),
        ("list(string)", "[1, true]", "['1', 'true']"),
        ("list(any)", "[1, \"a\"]", "['1', 'a']"),
        ("list", "[\"a\"]", "['a']"),
        ("set(string)", "[\"b\", \"a\", \"b\"]", "['a', 'b']"),
        ("set(number)", "[10, \"9\", 9]", "[9, 10]"),
        ("map(number)", "{ a = \"1\" }", "{a: 1}"),
        ("map(any)", "{ a = 1, b = \"x\" }", "{a: '1', b: 'x'}"),
        ("tuple([string, number])", "[1, \"2\"]", "['1', 2]"),
        ("object({ a = string })", "{ a = 1, b = 2 }", "{a: '1'}"),
        ("object({ a = optional(string) })", "{}", "{a: null}"),
        ("object({ a = optional(number, 3) })", "{ a = null }", "{a: 3}"),
        ("object({ a = optional(number, 3) })", "{ a = 4 }", "{a: 4}"),
        (
            "object({ a = optional(object({ b = optional(number, 1), c = optional(string) }), {}) })",
            "{}",
            "{a: {b: 1, c: null}}",
        ),
        ("object({ a = optional(object({ b = optional(number, 1) }), { b = 2 }) })", "{}", "{a: {b: 2}}"),
        ("map(object({ n = optional(number, 1) }))", "{ x = {}, y = { n = \"2\" } }", "{x: {n: 1}, y: {n: 2}}"),
        ("list(object({ s = set(string) }))", "[{ s = [\"b\", \"a\", \"a\"], t = 1 }]", "[{s: ['a', 'b']}]"),
    ];
    for (kind, default, expected) in table {
        assert_eq!(held(kind, default), expected, "{kind} {default}");
    }
}

#[test]
fn what_a_type_refuses_is_told_where_it_stands() {
    let table = [
        ("number", "\"many\"", "a number", "\"many\""),
        ("number", "true", "a number", "true"),
        ("bool", "\"yes\"", "true or false", "\"yes\""),
        ("string", "[\"a\"]", "a text", "[\"a\"]"),
        ("list(string)", "{ a = 1 }", "a list", "{ a = 1 }"),
        ("map(string)", "[]", "a map", "[]"),
        ("list(number)", "[1, \"two\"]", "a number", "\"two\""),
        ("tuple([string])", "[]", "a list of 1", "[]"),
        ("object({ a = string })", "{ b = 1 }", "an object with a", "{ b = 1 }"),
    ];
    for (kind, default, wanted, written) in table {
        let text = format!("variable \"x\" {{\n  type = {kind}\n}}\nresource \"t_a\" \"b\" {{\n  v = var.x\n}}\n");
        let set = format!("x = {default}\n");
        let shelf = Shelf::of(&[("main.tf", &text), ("terraform.tfvars", &set)]);
        let (_, problems, _) = shelf.resolve("");
        let told: Vec<(&str, &str)> = problems
            .iter()
            .filter_map(|problem| Some((problem.message.as_str(), shelf.slice(problem.span?))))
            .collect();
        assert_eq!(told, [(format!("var.x wants {wanted}").as_str(), written)], "{kind} {default}");
    }
}

#[test]
fn null_gives_way_to_the_default_where_it_may_not_stand() {
    let main = |nullable: bool, default: &str| {
        format!(
            "variable \"x\" {{\n  type = number\n  nullable = {nullable}\n{default}}}\n\
             resource \"t_a\" \"b\" {{\n  v = var.x\n}}\n"
        )
    };
    for (nullable, default, expected) in
        [(true, "  default = 3\n", "null"), (false, "  default = 3\n", "3"), (false, "", "?var.x may not be null")]
    {
        let main = main(nullable, default);
        let block = Shelf::of(&[("main.tf", &main), ("a.auto.tfvars", "x = null\n")]).block("", "t_a.b");
        assert_eq!(plain(block.body.get("v").expect("there")), expected, "{nullable} {default}");
    }
}
