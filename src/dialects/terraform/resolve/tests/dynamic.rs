//! Dynamic blocks: what each element makes of the content, beside static blocks of the type.

use super::{Shelf, plain};

fn body(blocks: &str) -> String {
    let beside = "variable \"open\" {}\nvariable \"on\" {}\nlocals {\n  ports = [80, 443]\n  \
                  named = { web = 1, api = 2 }\n  part = merge({ a = 1 }, var.open)\n}\n";
    let main = format!("{beside}resource \"t_a\" \"b\" {{\n{blocks}\n}}\n");
    plain(&Shelf::of(&[("main.tf", &main)]).block("", "t_a.b").body)
}

#[test]
fn each_element_makes_a_block() {
    let port = "content {\n    port = r.value\n    key = r.key\n  }\n";
    let named = |over: &str| format!("dynamic \"r\" {{\n  for_each = {over}\n  {port}}}");
    let table = [
        (named("local.ports"), "{r: [{port: 80, key: 0}, {port: 443, key: 1}]}"),
        (named("local.named"), "{r: [{port: 2, key: 'api'}, {port: 1, key: 'web'}]}"),
        (named("toset([\"y\", \"x\"])"), "{r: [{port: 'x', key: 'x'}, {port: 'y', key: 'y'}]}"),
        (named("[]"), "{}"),
        (named("null"), "{r: ?what the dynamic block here goes through is no collection}"),
        (named("[var.open]"), "{r: [{port: ?var.open has no value here, key: 0}]}"),
        (
            named("var.on ? [1] : []"),
            "{r: var.on{true: [{port: 1, key: 0}], false: []}}",
        ),
        (named("var.open"), "{r: ?var.open has no value here}"),
        (
            named("local.part"),
            "{r: [{port: ?var.open has no value here, key: 'a'}, ?var.open has no value here]}",
        ),
        (
            "r {\n  port = 1\n}\ndynamic \"r\" {\n  for_each = [2]\n  content {\n    port = r.value\n  }\n}\nr {\n  port = 3\n}".to_owned(),
            "{r: [{port: 1}, {port: 2}, {port: 3}]}",
        ),
        (
            "r {\n  port = 1\n}\ndynamic \"r\" {\n  for_each = var.on ? [2] : []\n  content {\n    port = r.value\n  }\n}".to_owned(),
            "{r: var.on{true: [{port: 1}, {port: 2}], false: [{port: 1}]}}",
        ),
        (
            "dynamic \"r\" {\n  for_each = local.ports\n  iterator = it\n  content {\n    port = it.value + 1\n  }\n}".to_owned(),
            "{r: [{port: 81}, {port: 444}]}",
        ),
        (
            "dynamic \"r\" {\n  for_each = local.named\n  content {\n    name = r.key\n    dynamic \"s\" {\n      \
             for_each = local.ports\n      content {\n        at = \"${r.key}:${s.value}\"\n      }\n    }\n  }\n}".to_owned(),
            "{r: [{name: 'api', s: [{at: 'api:80'}, {at: 'api:443'}]}, {name: 'web', s: [{at: 'web:80'}, {at: 'web:443'}]}]}",
        ),
        (
            "r {\n  fixed = 6\n}\ndynamic \"r\" {\n  for_each = var.open\n  content {\n    fixed = 7\n  }\n}".to_owned(),
            "{r: [{fixed: 6}, ?var.open has no value here]}",
        ),
        ("dynamic \"r\" {\n  content {}\n}".to_owned(), "{r: ?the dynamic block here has no for_each}"),
        ("dynamic \"r\" {\n  for_each = [1]\n}".to_owned(), "{r: ?the dynamic block here has no content}"),
        (named("range(20000)"), "{r: ?range() gives too many values}"),
    ];
    for (blocks, expected) in table {
        assert_eq!(body(&blocks), expected, "{blocks}");
    }
}

#[test]
fn each_instance_has_blocks_of_its_own() {
    let blocks = "for_each = { x = [1], y = [2, 3] }\ndynamic \"r\" {\n  for_each = each.value\n  content {\n    \
                  port = r.value\n  }\n}";
    assert_eq!(body(blocks), "{r: each.key of t_a.b{x: [{port: 1}], y: [{port: 2}, {port: 3}]}}");
}
