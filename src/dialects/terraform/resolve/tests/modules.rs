//! Module calls: values that go in, outputs that come out, instances, providers, and calls that lead nowhere.

use super::super::MOST_MODULES;
use super::{Shelf, plain, show, show_fact};

const MODULE: &str = "\
variable \"size\" {
  type    = number
  default = 3
}
variable \"name\" {
  nullable = false
  default  = \"app\"
}
variable \"must\" {}
resource \"t_vm\" \"this\" {
  size  = var.size
  name  = var.name
  must  = var.must
  mine  = t_disk.own.id
  file  = \"${path.module}/${path.root}\"
}
resource \"t_disk\" \"own\" {
  label = \"disk-${var.name}\"
}
output \"vm\" {
  value = t_vm.this.id
}
output \"label\" {
  value = t_disk.own.label
}
output \"size\" {
  value = var.size
}
";

/// Addresses and values of an argument of all blocks of a type, in order.
fn all(files: &[(&str, &str)], kind: &str, argument: &str) -> Vec<String> {
    let (unit, _, _) = Shelf::of(files).resolve("infra");
    let of = |block: &crate::dialects::terraform::resolved::ResolvedBlock| {
        let value = block.body.get(argument).map(plain).unwrap_or_default();
        format!("{} x{} {value}", block.address, show_fact(&block.instances))
    };
    unit.blocks.iter().filter(|block| block.kind == kind).map(of).collect()
}

/// The blocks of a root that calls the module above.
fn called(root: &str, kind: &str, argument: &str) -> Vec<String> {
    all(&[("infra/main.tf", root), ("modules/m/main.tf", MODULE)], kind, argument)
}

#[test]
fn what_a_caller_gives_is_read_in_the_module() {
    let call = |arguments: &str| {
        format!("variable \"s\" {{\n  default = 7\n}}\nmodule \"a\" {{\n  source = \"../modules/m\"\n{arguments}\n}}\n")
    };
    for (arguments, argument, expected) in [
        ("size = var.s", "size", "module.a.t_vm.this x1 7"),
        ("", "size", "module.a.t_vm.this x1 3"),
        ("size = null", "size", "module.a.t_vm.this x1 null"),
        ("name = null", "name", "module.a.t_vm.this x1 'app'"),
        ("size = \"5\"", "size", "module.a.t_vm.this x1 5"),
        ("", "must", "module.a.t_vm.this x1 ?module.a is not given must"),
        ("", "file", "module.a.t_vm.this x1 '../modules/m/.'"),
        ("", "mine", "module.a.t_vm.this x1 ?module.a.t_disk.own.id is known after apply -> module.a.t_disk.own"),
        ("count = 0", "size", "module.a.t_vm.this x0 3"),
        ("count = 1\nsize = count.index", "size", "module.a.t_vm.this x1 0"),
    ] {
        assert_eq!(called(&call(arguments), "t_vm", argument), [expected], "{arguments}");
    }
}

#[test]
fn the_way_leads_from_the_module_to_the_callers_values() {
    let root = "variable \"s\" {}\nmodule \"a\" {\n  source = \"../modules/m\"\n  size = local.s\n}\nlocals {\n  s = var.s\n}\n";
    let files = [("infra/main.tf", root), ("infra/terraform.tfvars", "s = 9\n"), ("modules/m/main.tf", MODULE)];
    let shelf = Shelf::of(&files);
    let block = shelf.block("infra", "module.a.t_vm.this");
    let size = block.body.get("size").expect("it is there");
    assert_eq!(show(size), "9 <- var.size <- module.a size <- local.s <- var.s <- terraform.tfvars");
    let origin = size.origin.clone().expect("it came some way");
    let places: Vec<&str> = origin.steps.iter().map(|step| shelf.slice(step.span)).collect();
    assert_eq!(places, ["\"size\"", "local.s", "var.s", "\"s\"", "9"]);
    let calls: Vec<(&str, &str)> =
        block.calls.iter().map(|call| (call.name.as_str(), shelf.slice(call.name_span))).collect();
    assert_eq!(calls, [("module.a", "\"a\"")]);
}

#[test]
fn what_a_type_fills_in_holds_where_nobody_but_the_caller_could_set_it() {
    let module = r#"
variable "group" {
  type = object({ size = optional(string, "small"), kind = optional(string), rules = optional(string) })
}
variable "kind" {
  default  = "plain"
  nullable = false
}
resource "t_vm" "this" {
  size = var.group.size
  kind = var.group.rules != null ? null : coalesce(var.group.kind, "none")
}
"#;
    let call = "module \"a\" {\n  source = \"../modules/m\"\n  group = { kind = \"large\" }\n}\n";
    let root = module.replace("variable \"kind\"", "variable \"other\"") + call;
    let shelf = Shelf::of(&[
        ("infra/main.tf", root.as_str()),
        ("infra/terraform.tfvars", "group = { kind = \"large\" }\n"),
        ("modules/m/main.tf", module),
    ]);
    for (address, argument, expected) in [
        ("module.a.t_vm.this", "size", "'small' <- var.group <- module.a group <- var.group"),
        ("module.a.t_vm.this", "kind", "'large' <- var.group <- module.a group"),
        ("t_vm.this", "size", "'small' <- var.group <- terraform.tfvars <- var.group (default)"),
    ] {
        let block = shelf.block("infra", address);
        assert_eq!(show(block.body.get(argument).expect("it is there")), expected, "{address} {argument}");
    }
}

#[test]
fn instances_of_a_call_are_told_apart() {
    let call = |how: &str| format!("variable \"open\" {{}}\nmodule \"a\" {{\n  source = \"../modules/m\"\n{how}\n}}\n");
    for (how, expected) in [
        (
            "for_each = {a = 1, b = 2}\nsize = each.value",
            &["module.a[\"a\"].t_vm.this x1 1", "module.a[\"b\"].t_vm.this x1 2"][..],
        ),
        ("for_each = toset([\"x\"])\nsize = 4", &["module.a[\"x\"].t_vm.this x1 4"]),
        ("count = 2\nsize = count.index", &["module.a[0].t_vm.this x1 0", "module.a[1].t_vm.this x1 1"]),
        ("for_each = {}", &["module.a.t_vm.this x0 3"]),
        ("for_each = var.open\nsize = 4", &["module.a.t_vm.this x?var.open has no value here 4"]),
        ("count = var.open ? 1 : 0", &["module.a.t_vm.this xvar.open{1, 0} 3"]),
        (
            "for_each = var.open ? {a = 1} : {a = 2, b = 3}\nsize = each.value",
            &[
                "module.a[\"a\"].t_vm.this x1 var.open{true: 1, false: 2}",
                "module.a[\"b\"].t_vm.this xvar.open{0, 1} 3",
            ],
        ),
    ] {
        assert_eq!(called(&call(how), "t_vm", "size"), expected, "{how}");
    }
}

#[test]
fn outputs_come_out() {
    let root = |how: &str, expression: &str| {
        format!(
            "variable \"open\" {{}}\nmodule \"a\" {{\n  source = \"../modules/m\"\n{how}\n}}\nresource \"t_use\" \"u\" {{\n  v = {expression}\n}}\n"
        )
    };
    for (how, expression, expected) in [
        ("", "module.a.label", "'disk-app'"),
        ("", "module.a.vm", "?module.a.t_vm.this.id is known after apply -> module.a.t_vm.this"),
        ("size = 5", "module.a.size + 1", "6"),
        (
            "",
            "module.a",
            "{label: 'disk-app', size: 3, vm: ?module.a.t_vm.this.id is known after apply -> module.a.t_vm.this}",
        ),
        ("", "module.a.none", "?module.a has no output none -> module.a"),
        ("", "module.b.label", "?module.b is not declared here -> module.b"),
        ("count = 1", "module.a[0].label", "'disk-app'"),
        ("count = 1", "module.a[*].label", "['disk-app']"),
        ("count = 0", "module.a[*].label", "[]"),
        ("count = 0", "try(module.a[0].label, \"none\")", "'none'"),
        ("count = 0", "one(module.a[*].label)", "null"),
        ("count = 2\nname = \"n${count.index}\"", "module.a[*].label", "['disk-n0', 'disk-n1']"),
        ("count = 2\nname = \"n${count.index}\"", "module.a[1].label", "'disk-n1'"),
        ("for_each = {x = 1, y = 2}\nsize = each.value", "module.a[\"y\"].size", "2"),
        ("for_each = {x = 1, y = 2}\nsize = each.value", "{for k, m in module.a : k => m.size}", "{x: 1, y: 2}"),
        ("for_each = {x = 1, y = 2}\nsize = each.value", "values(module.a)[*].size", "[1, 2]"),
        ("count = var.open ? 1 : 0", "module.a[*].size", "var.open{true: [3], false: []}"),
        ("count = 1", "length(module.a)", "1"),
        ("count = 0", "length(module.a)", "0"),
        ("count = 0", "length(module.a) > 0 ? \"some\" : \"none\"", "'none'"),
        ("for_each = {}", "length(module.a)", "0"),
        ("for_each = {}", "[for k, m in module.a : k]", "[]"),
        ("for_each = {x = 1}", "keys(module.a)", "['x']"),
        ("count = 1", "try(module.a[1].label, \"fallback\")", "'fallback'"),
        ("count = 1", "[for m in module.a : m.label]", "['disk-app']"),
        ("count = var.open ? 1 : 0", "length(module.a)", "var.open{true: 1, false: 0}"),
        ("count = var.open ? 1 : 0", "try(module.a[0].size, 0)", "var.open{true: 3, false: 0}"),
        ("count = var.open ? 1 : 0", "length(module.a) > 0 ? module.a[0].size : 0", "var.open{true: 3, false: 0}"),
        ("for_each = var.open", "length(module.a)", "?the instances of module.a are not known -> module.a"),
        ("for_each = var.open", "module.a[\"x\"].label", "'disk-app'"),
        (
            "for_each = var.open",
            "try(module.a[\"x\"].label, 1)",
            "?the instances of module.a are not known -> module.a",
        ),
        ("for_each = {x = 1, y = 1}", "module.a[var.open].label", "'disk-app'"),
    ] {
        let made = called(&root(how, expression), "t_use", "v");
        assert_eq!(made, [format!("t_use.u x1 {expected}")], "{how}: {expression}");
    }
}

#[test]
fn modules_call_modules() {
    let middle = "variable \"n\" {}\nmodule \"in\" {\n  source = \"../m\"\n  for_each = toset([\"p\", \"q\"])\n  name = \"${var.n}-${each.key}\"\n}\noutput \"labels\" {\n  value = [for m in module.in : m.label]\n}\n";
    let root = "module \"out\" {\n  source = \"../modules/middle\"\n  n = \"x\"\n}\nresource \"t_use\" \"u\" {\n  v = module.out.labels\n}\n";
    let files = [("infra/main.tf", root), ("modules/m/main.tf", MODULE), ("modules/middle/main.tf", middle)];
    assert_eq!(
        all(&files, "t_vm", "name"),
        ["module.out.module.in[\"p\"].t_vm.this x1 'x-p'", "module.out.module.in[\"q\"].t_vm.this x1 'x-q'"]
    );
    assert_eq!(all(&files, "t_use", "v"), ["t_use.u x1 ['disk-x-p', 'disk-x-q']"]);
}

#[test]
fn a_question_that_a_caller_asks_goes_by_one_name() {
    let module = "variable \"on\" {}\nvariable \"a\" {}\nresource \"t_vm\" \"this\" {\n  v = var.on ? 1 : 2\n  w = var.a == \"x\" ? 1 : 2\n}\n";
    let root = "variable \"create\" {}\nvariable \"b\" {}\nlocals {\n  on = var.create\n}\nmodule \"m\" {\n  source = \"../modules/m\"\n  on = !local.on\n  a = var.b\n}\n";
    let files = [("infra/main.tf", root), ("modules/m/main.tf", module)];
    assert_eq!(all(&files, "t_vm", "v"), ["module.m.t_vm.this x1 var.create{true: 2, false: 1}"]);
    assert_eq!(all(&files, "t_vm", "w"), ["module.m.t_vm.this x1 var.a == \"x\" in module.m{true: 1, false: 2}"]);
}

#[test]
fn providers_are_handed_on() {
    let module = "resource \"t_vm\" \"this\" {}\nresource \"t_vm\" \"there\" {\n  provider = t.far\n}\n";
    let provider = |alias: &str, tag: &str| {
        format!("provider \"t\" {{\n{alias}\n  default_tags {{\n    tags = {{ of = \"{tag}\" }}\n  }}\n}}\n")
    };
    let root = |handed: &str| {
        let providers = provider("", "home") + &provider("alias = \"west\"", "west");
        format!("{providers}module \"m\" {{\n  source = \"../modules/m\"\n{handed}\n}}\n")
    };
    for (handed, expected) in [
        ("", ["home", ""]),
        ("providers = { t = t.west }", ["west", ""]),
        ("providers = { t.far = t.west }", ["home", "west"]),
        ("providers = {\n  \"t.far\" = \"t.west\"\n}", ["home", "west"]),
    ] {
        let root = root(handed);
        let (unit, _, _) = Shelf::of(&[("infra/main.tf", &root), ("modules/m/main.tf", module)]).resolve("infra");
        let tags: Vec<String> = unit
            .blocks
            .iter()
            .map(|block| block.provider_tags.iter().map(|tag| show_fact(&tag.value)).collect())
            .collect();
        assert_eq!(tags, expected, "{handed}");
    }
}

#[test]
fn fetched_modules_are_found_by_their_calls() {
    let root = "module \"net\" {\n  source = \"acme/net/aws\"\n}\n";
    let fetched = "module \"sub\" {\n  source = \"acme/sub/aws\"\n}\n";
    let sub = "resource \"t_vm\" \"this\" {\n  v = 1\n}\n";
    let index = "{\"Modules\": [{\"Key\": \"\", \"Dir\": \".\"}, {\"Key\": \"net\", \"Source\": \"acme/net/aws\", \"Dir\": \".terraform/modules/net\"}, {\"Key\": \"net.sub\", \"Dir\": \".terraform/modules/net.sub\"}]}";
    let files = [
        ("infra/main.tf", root),
        ("infra/.terraform/modules/modules.json", index),
        ("infra/.terraform/modules/net/main.tf", fetched),
        ("infra/.terraform/modules/net.sub/main.tf", sub),
    ];
    assert_eq!(all(&files, "t_vm", "v"), ["module.net.module.sub.t_vm.this x1 1"]);
    for (source, is_found) in [
        ("registry.terraform.io/acme/sub/aws", true),
        ("git::https://github.com/acme/sub/aws.git?ref=v1", true),
        ("registry.terraform.io/acme/other/aws", false),
    ] {
        let index = index.replace("\"net.sub\",", &format!("\"net.sub\", \"Source\": \"{source}\","));
        let files = files.map(|(path, text)| (path, if path.ends_with(".json") { index.as_str() } else { text }));
        assert_eq!(all(&files, "t_vm", "v").len(), usize::from(is_found), "{source}");
    }
}

#[test]
fn calls_that_lead_nowhere_say_why() {
    for (source, reason, problem) in [
        ("\"acme/net/aws\"", "the module acme/net/aws is not on disk", None),
        ("\"../../..\"", "the module ../../.. stands outside the root", None),
        ("\"./gone\"", "there is no module at ./gone", Some("there is no Terraform in infra/gone")),
        (
            "\"./\"",
            "module.a leads back to infra, which calls it",
            Some("module.a leads back to infra, which calls it"),
        ),
        ("var.open", "var.open has no value here", None),
    ] {
        let root = format!(
            "variable \"open\" {{}}\nmodule \"a\" {{\n  source = {source}\n}}\nresource \"t_use\" \"u\" {{\n  v = module.a.x\n}}\n"
        );
        let files = [("infra/main.tf", root.as_str())];
        assert_eq!(all(&files, "t_use", "v"), [format!("t_use.u x1 ?{reason} -> module.a")], "{source}");
        let (_, problems, passed_by) = Shelf::of(&files).resolve("infra");
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, problem.into_iter().collect::<Vec<_>>(), "{source}");
        assert_eq!(passed_by.len(), 1, "{source}");
    }
}

#[test]
fn circles_through_modules_are_told() {
    let module = "variable \"x\" {}\noutput \"y\" {\n  value = var.x\n}\n";
    let root = "module \"a\" {\n  source = \"../modules/m\"\n  x = module.a.y\n}\nresource \"t_use\" \"u\" {\n  v = module.a.y\n}\n";
    let shelf = Shelf::of(&[("infra/main.tf", root), ("modules/m/main.tf", module)]);
    let (_, problems, _) = shelf.resolve("infra");
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn what_explodes_is_capped() {
    let level = |next: usize| {
        let call = |name: &str| format!("module \"{name}\" {{\n  source = \"../l{next}\"\n}}\n");
        ["a", "b", "c"].map(call).concat()
    };
    let mut files: Vec<(String, String)> = (0..12).map(|at| (format!("l{at}/main.tf"), level(at + 1))).collect();
    files.push(("l12/main.tf".into(), "resource \"t_vm\" \"this\" {}\n".into()));
    files.push(("infra/main.tf".into(), level(0)));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (unit, problems, _) = Shelf::of(&files).resolve("infra");
    assert!(unit.blocks.len() <= MOST_MODULES && !unit.blocks.is_empty());
    assert_eq!(problems.len(), 1, "{problems:?}");
    let many = "module \"a\" {\n  source = \"../modules/m\"\n  for_each = toset([for i in range(500) : \"k${i}\"])\n  size = 4\n}\n";
    assert_eq!(called(many, "t_vm", "size"), ["module.a.t_vm.this x500 4"]);
}

#[test]
fn resources_that_are_repeated_are_lists_and_maps() {
    let beside = "variable \"open\" {}\nresource \"t_a\" \"none\" {\n  count = 0\n  v = 1\n}\nresource \"t_a\" \"two\" {\n  count = 2\n  v = \"i${count.index}\"\n}\nresource \"t_a\" \"keyed\" {\n  for_each = { a = \"A\", b = \"B\" }\n  v = each.value\n}\nresource \"t_a\" \"perhaps\" {\n  count = var.open ? 1 : 0\n  v = 5\n}\n";
    let table = [
        ("length(t_a.two)", "2"),
        ("length(t_a.none)", "0"),
        ("length(t_a.perhaps)", "var.open{true: 1, false: 0}"),
        ("keys(t_a.keyed)", "['a', 'b']"),
        ("[for k, r in t_a.keyed : \"${k}-${r.v}\"]", "['a-A', 'b-B']"),
        ("t_a.two[*].v", "['i0', 'i1']"),
        ("t_a.two.*.v", "['i0', 'i1']"),
        ("values(t_a.keyed)[*].v", "['A', 'B']"),
        ("one(t_a.none[*].v)", "null"),
        ("element(t_a.two, 3).v", "'i1'"),
        ("t_a.two[1].v", "'i1'"),
        ("t_a.keyed[\"b\"].v", "'B'"),
        ("try(t_a.two[2].v, \"fallback\")", "'fallback'"),
        ("try(t_a.keyed[\"zz\"].v, \"fallback\")", "'fallback'"),
        ("try(t_a.none[0].v, \"fallback\")", "'fallback'"),
        ("try(t_a.perhaps[0].v, 0)", "var.open{true: 5, false: 0}"),
        ("t_a.perhaps[0].v", "var.open{true: 5, false: ?there is no instance 0 of t_a.perhaps}"),
        ("t_a.keyed[var.open].v", "?which instance of t_a.keyed is meant is not known -> t_a.keyed"),
        (
            "t_a.two[*].id",
            "[?t_a.two[0].id is known after apply -> t_a.two[0], ?t_a.two[1].id is known after apply -> t_a.two[1]]",
        ),
    ];
    super::hold(beside, &table, plain);
}

#[test]
fn what_differs_between_instances_that_are_one_is_no_question() {
    let module = "variable \"i\" {}\nlocals {\n  on = var.i > 0\n}\nresource \"t_vm\" \"this\" {\n  count = local.on ? 1 : 0\n  v = var.i > 0 ? 1 : 2\n}\n";
    let root = "module \"m\" {\n  source = \"../modules/m\"\n  for_each = { for i in range(100) : \"k${i}\" => i }\n  i = each.value\n}\n";
    let made = all(&[("infra/main.tf", root), ("modules/m/main.tf", module)], "t_vm", "v");
    let differs = "?it differs between the 100 elements of for_each";
    assert_eq!(made, [format!("module.m.t_vm.this x{differs} {differs}")]);
}

#[test]
fn branches_have_their_own_instances() {
    let root = |how: &str, expression: &str| {
        format!(
            "variable \"on\" {{}}\nmodule \"a\" {{\n  source = \"../modules/m\"\n{how}\n}}\nresource \"t_use\" \"u\" {{\n  v = {expression}\n}}\n"
        )
    };
    for (how, expression, expected) in [
        ("for_each = toset(var.on ? [\"x\", \"y\"] : [])", "length(module.a)", "var.on{true: 2, false: 0}"),
        (
            "for_each = toset(var.on ? [\"x\", \"y\"] : [])",
            "join(\",\", keys(module.a))",
            "var.on{true: 'x,y', false: ''}",
        ),
        ("for_each = toset(var.on ? [\"x\"] : [])", "try(module.a[\"x\"].size, 0)", "var.on{true: 3, false: 0}"),
        ("count = var.on ? 3 : 1\nsize = count.index", "try(module.a[2].size, \"no\")", "var.on{true: 2, false: 'no'}"),
    ] {
        assert_eq!(
            called(&root(how, expression), "t_use", "v"),
            [format!("t_use.u x1 {expected}")],
            "{how}: {expression}"
        );
    }
}
