//! Templates: directives, strip markers, heredocs, and files and texts that are filled in.

use super::{Shelf, hold, plain, show};

const BESIDE: &str = r#"
variable "open" {}
variable "flag" { default = true }
locals {
  list = ["a", "b", "c"]
  map  = { x = 1, y = 2 }
  none = []
  env  = { A = var.open, B = "b" }
}
"#;

/// As HCL's own tests of templates have it, and by its cut of literals into lines.
#[test]
fn directives_are_evaluated_and_stripped_as_hcl_does() {
    let table = [
        (r#""%{ if true }a%{ endif }""#, "'a'"),
        (r#""%{ if false }a%{ endif }""#, "''"),
        (r#""%{ if false }a%{ else }b%{ endif }!""#, "'b!'"),
        (r#""%{ if true ~} hello %{~ endif }""#, "'hello'"),
        (r#""%{ if true ~} hello %{~ else ~} goodbye %{~ endif }""#, "'hello'"),
        (r#""%{ for v in local.list }${v}-%{ endfor }""#, "'a-b-c-'"),
        (r#""%{ for v in local.list ~} ${v} %{~ endfor }""#, "'abc'"),
        (r#""%{ for k, v in local.map }${k}=${v};%{ endfor }""#, "'x=1;y=2;'"),
        (r#""%{ for i, v in local.list }${i}${v}%{ endfor }""#, "'0a1b2c'"),
        (r#""%{ for v in local.none }x%{ endfor }""#, "''"),
        (r#""%{ for v in local.list }%{ if v != "b" }${v}%{ endif }%{ endfor }""#, "'ac'"),
        (r#""%{ if true }${1 + 1}%{ endif }""#, "'2'"),
        (r#""%{ if true }${local.list[0]}\t\"q\" \u00e9 %%{x}%{ endif }""#, "'a\t\"q\" é %{x}'"),
        (r#""a %%{ if } $${b} 100% $5 $$ %%""#, "'a %{ if } ${b} 100% $5 $$ %%'"),
        (r#""hello\n  ${~ 1 ~}  \n x""#, "'hello1x'"),
        (r#""${~ 5 ~}""#, "5"),
        (r#"" ${~ 5 ~} ""#, "'5'"),
        (r#""%{ if null == null }${true}%{ endif }""#, "'true'"),
        (r#""%{ if true }${null}%{ endif }""#, "?a part of the template is null"),
        (r#""%{ for v in 5 }x%{ endfor }""#, "?what is gone through here is no collection"),
        // The mark takes white space of its own line alone.
        ("<<EOT\n%{ for v in local.list ~}\n  - ${v}\n%{ endfor ~}\nEOT\n", "'  - a\n  - b\n  - c\n'"),
        ("<<EOT\na\n  ${~ 1 ~}\n  b\nEOT\n", "'a\n1  b\n'"),
        ("<<EOT\n%{ if true ~}\n\n  x\n%{ endif ~}\nEOT\n", "'\n  x\n'"),
        ("<<EOT\n\\n \\u00e9 \"${1}\"\nEOT\n", "'\\n \\u00e9 \"1\"\n'"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn indented_heredocs_lose_the_least_indentation_of_their_lines() {
    let table = [
        ("<<-EOT\n    a\n      b\n    EOT\n", "'a\n  b\n'"),
        ("<<-EOT\n    a\n\n   \n      b\n    EOT\n", "'a\n\n   \n  b\n'"),
        ("<<-EOT\n      ${1}\n    a\n    EOT\n", "'  1\na\n'"),
        ("<<-EOT\n    a\n${1}\n    EOT\n", "'    a\n1\n'"),
        ("<<-EOT\n    a ${1}\n    b\n    EOT\n", "'a 1\nb\n'"),
        // A line end that a mark took begins no line: HCL leaves what follows it as it is.
        (
            "<<-EOT\n    %{ for v in local.list ~}\n    - ${v}\n    %{ endfor ~}\n    EOT\n",
            "'    - a\n    - b\n    - c\n'",
        ),
        ("<<-EOT\n    %{ if true }\n      a\n    %{ endif }\n    EOT\n", "'\n  a\n\n'"),
        ("<<-EOT\n\ta\n\t\tb\n\tEOT\n", "'a\n\tb\n'"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn what_is_not_decided_leaves_a_choice_or_a_hole() {
    let table = [
        (r#""x%{ if var.open == "a" }1%{ else }2%{ endif }""#, "var.open == \"a\"{true: 'x1', false: 'x2'}"),
        (r#""x%{ if var.open }1%{ endif }""#, "var.open{true: 'x1', false: 'x'}"),
        (r#""x%{ for v in var.open }${v}%{ endfor }""#, "?var.open has no value here"),
        (r#""%{ for v in local.list }%{ if v == var.open }1%{ endif }%{ endfor }""#, "?var.open has no value here"),
        (r#""%{ for v in local.none }${var.open}%{ endfor }-""#, "'-'"),
        (
            r#""{\"env\": [%{ for k, v in local.env }{\"name\": \"${k}\", \"value\": \"${v}\"}%{ if k != "B" },%{ endif }%{ endfor }]}""#,
            "{env: [{name: 'A', value: ?var.open has no value here}, {name: 'B', value: 'b'}]}",
        ),
        ("<<EOT\n${jsonencode([{ a = var.open, b = 1 }])}\nEOT\n", "[{a: ?var.open has no value here, b: 1}]"),
    ];
    hold(BESIDE, &table, plain);
    let ways = [
        (r#""x%{ if var.flag }1%{ endif }""#, "'x1' <- var.flag (default)"),
        (
            r#""%{ for v in local.list }${v}%{ endfor }""#,
            "'abc' <- local.list <- local.list <- local.list <- local.list",
        ),
    ];
    hold(BESIDE, &ways, show);
}

#[test]
fn templates_of_other_files_hold_whole_expressions_and_their_variables_alone() {
    let cases = [
        ("templatefile(\"list.tpl\", { xs = [\"a\", \"b\"], up = true })", "'- A\n- B\n'"),
        ("templatefile(\"list.tpl\", { xs = [\"a\", \"b\"], up = false })", "'- a\n- b\n'"),
        ("templatefile(\"list.tpl\", { xs = [\"a\"], up = var.open })", "var.open{true: '- A\n', false: '- a\n'}"),
        ("templatefile(\"list.tpl\", { xs = [\"a\"] })", "?list.tpl is not given up"),
        ("templatefile(\"list.tpl\", var.open)", "?var.open has no value here"),
        ("templatefile(\"list.tpl\", merge(var.open, { xs = [\"a\"] }))", "?var.open has no value here"),
        ("templatefile(\"unused.tpl\", { x = var.open })", "'fixed'"),
        ("templatefile(\"leak.tpl\", {})", "?leak.tpl is not given var"),
        ("templatefile(\"again.tpl\", {})", "?templatefile() is called in a template that is filled in"),
        (
            "templatefile(\"broken.tpl\", {})",
            "?broken.tpl is no template that can be read: line 2: this is no valid HCL: a quote or bracket may be missing",
        ),
        (
            "templatefile(\"task.json.tpl\", { env = { A = var.open, B = 1 }, image = \"i\", cpu = 256, gpu = null })",
            "[{name: 'app', image: 'i', cpu: 256, environment: [{name: 'A', value: ?var.open has no value here}, \
             {name: 'B', value: 1}]}]",
        ),
        ("[for cpu in [1, 2] : templatefile(\"one.tpl\", { cpu = cpu })]", "['cpu: 1', 'cpu: 2']"),
        ("templatestring(local.greeting, { name = \"x\" })", "'hello x'"),
        ("templatestring(local.greeting, { other = \"x\" })", "?the template here is not given name"),
        ("templatestring(var.open, { other = \"x\" })", "?var.open has no value here"),
    ];
    let list = "%{ for x in xs ~}\n- ${up ? upper(x) : x}\n%{ endfor ~}\n";
    let task = "[{\n  \"name\": \"app\", \"image\": \"${image}\", \"cpu\": ${cpu},\n%{ if gpu != null ~}\n  \"gpu\": ${gpu},\n\
                %{ endif ~}\n  \"environment\": ${jsonencode([for k, v in env : { name = k, value = v }])}\n}]\n";
    for (expression, expected) in cases {
        let main = format!(
            "variable \"open\" {{}}\nlocals {{\n  greeting = \"hello $${{name}}\"\n}}\n\
             resource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n"
        );
        let shelf = Shelf::of(&[
            ("main.tf", &main),
            ("list.tpl", list),
            ("task.json.tpl", task),
            ("one.tpl", "cpu: ${cpu}"),
            ("unused.tpl", "fixed"),
            ("leak.tpl", "${var.open}"),
            ("again.tpl", "${templatefile(\"one.tpl\", { cpu = 1 })}"),
            ("broken.tpl", "a\n${ 1"),
        ]);
        let block = shelf.block("", "t_a.b");
        assert_eq!(plain(block.body.get("v").expect("the argument is there")), expected, "{expression}");
    }
}
