//! Functions.

use super::{Shelf, hold, plain};

#[test]
fn pure_functions_are_computed() {
    let table = [
        ("abs(-3)", "3"),
        ("alltrue([true, false])", "false"),
        ("anytrue([true, false])", "true"),
        ("basename(\"a/b.zip\")", "'b.zip'"),
        ("ceil(1.2)", "2"),
        ("chomp(\"a\\n\")", "'a'"),
        ("chunklist([1, 2, 3], 2)", "[[1, 2], [3]]"),
        ("coalesce(null, \"\", \"x\")", "'x'"),
        ("coalesce(var.open, \"x\")", "?var.open has no value here"),
        ("coalescelist([], [1])", "[1]"),
        ("compact([\"a\", \"\", null])", "['a']"),
        ("concat([1], [var.open], [2])", "[1, ?var.open has no value here, 2]"),
        ("contains([1, var.open], 1)", "true"),
        ("contains([1, var.open], 2)", "?var.open has no value here"),
        ("contains([1], 2)", "false"),
        ("dirname(\"a/b/c\")", "'a/b'"),
        ("distinct([1, 1, 2])", "[1, 2]"),
        ("element([\"a\", \"b\"], 3)", "'b'"),
        ("endswith(\"abc\", \"bc\")", "true"),
        ("flatten([[1], [[2, 3]], 4])", "[1, 2, 3, 4]"),
        ("floor(1.8)", "1"),
        ("format(\"%s-%03d %5.1f%% %q %v\", \"a\", 7, 1.25, \"z\", [1])", "'a-007   1.2% \"z\" [1]'"),
        ("format(\"%[2]s%[1]s\", \"a\", \"b\")", "'ba'"),
        ("formatlist(\"%s-%s\", \"x\", [\"a\", \"b\"])", "['x-a', 'x-b']"),
        ("index([\"a\", \"b\"], \"b\")", "1"),
        ("join(\",\", [\"a\", \"b\"])", "'a,b'"),
        ("jsondecode(\"{\\\"a\\\": [1, null]}\")", "{a: [1, null]}"),
        ("jsondecode(jsonencode({ a = var.open })).a", "?var.open has no value here"),
        ("jsonencode([{ name = \"app\", image = var.open }])", "[{name: 'app', image: ?var.open has no value here}]"),
        ("keys({ b = 1, a = 2 })", "['a', 'b']"),
        ("length({ a = var.open })", "1"),
        ("lookup({ a = 1 }, \"a\", 2)", "1"),
        ("lookup({ a = 1 }, \"b\", 2)", "2"),
        ("lower(\"AbC\")", "'abc'"),
        ("max(1, 3, 2)", "3"),
        ("max([4, 5]...)", "5"),
        ("merge({ a = 1, b = 1 }, { b = 2 })", "{a: 1, b: 2}"),
        ("one([])", "null"),
        ("parseint(\"ff\", 16)", "255"),
        ("pow(2, 10)", "1024"),
        ("range(3)", "[0, 1, 2]"),
        ("range(4, 0, -2)", "[4, 2]"),
        ("replace(\"a.b.c\", \".\", \"-\")", "'a-b-c'"),
        ("replace(\"abc\", \"/b+/\", \"-\")", "'a-c'"),
        ("reverse([1, 2])", "[2, 1]"),
        ("setproduct([1, 2], [3])", "[[1, 3], [2, 3]]"),
        ("setsubtract([\"a\", \"b\"], [\"a\"])", "['b']"),
        ("slice([1, 2, 3], 1, 3)", "[2, 3]"),
        ("sort([\"b\", \"a\"])", "['a', 'b']"),
        ("split(\",\", \"a,b\")", "['a', 'b']"),
        ("substr(\"hello\", -3, 2)", "'ll'"),
        ("sum([1, 2.5])", "3.5"),
        ("title(\"hello world\")", "'Hello World'"),
        ("tobool(\"true\")", "true"),
        ("tonumber(\"1.5\")", "1.5"),
        ("toset([\"b\", \"a\", \"b\"])", "['a', 'b']"),
        ("tostring(1)", "'1'"),
        ("trim(\"--a-\", \"-\")", "'a'"),
        ("trimsuffix(\"a.tf\", \".tf\")", "'a'"),
        ("values({ b = 1, a = 2 })", "[2, 1]"),
        ("zipmap([\"a\", \"b\"], [1, 2])", "{a: 1, b: 2}"),
    ];
    hold("variable \"open\" {}", &table, plain);
}

#[test]
fn faults_are_caught_and_unknowns_are_not() {
    let table = [
        ("try({ a = 1 }.b, 2)", "2"),
        ("try({ a = 1 }.a, 2)", "1"),
        ("try([][0], tonumber(\"x\"), \"last\")", "'last'"),
        ("try(var.open.x, 2)", "?var.open has no value here"),
        ("can({ a = 1 }.b)", "false"),
        ("can(tonumber(\"1\"))", "true"),
        ("try([for s in [1] : { a = 1 }.b], \"whole\")", "'whole'"),
        ("tonumber(\"x\")", "?tonumber() is given something that is no number"),
        ("element([], 1)", "?element() is given an empty list"),
    ];
    hold("variable \"open\" {}", &table, plain);
}

#[test]
fn what_only_the_run_knows_is_unknown_by_name() {
    let table = [
        ("timestamp()", "?timestamp() is known when it is run"),
        ("cidrsubnet(\"10.0.0.0/8\", 8, 1)", "?cidrsubnet() is not evaluated"),
        ("provider::aws::arn_parse(\"x\")", "?provider::aws::arn_parse() is not evaluated"),
    ];
    hold("", &table, plain);
}

#[test]
fn files_are_read_under_the_root_alone() {
    let cases = [
        ("file(\"${path.module}/run.sh\")", "'echo hi'"),
        ("base64encode(file(\"./run.sh\"))", "'echo hi'"),
        ("file(\"../../x\")", "?file() reads outside the root"),
        ("file(\"/etc/passwd\")", "?file() reads outside the root"),
        ("file(\"none\")", "?svc/none cannot be read"),
        ("fileexists(\"none\")", "false"),
        // Terraform refuses this, and what is refused may be tried; a resource is not refused for a file that may be made.
        ("try(file(\"none\"), 1)", "1"),
        ("can(templatefile(\"none.tpl\", {}))", "false"),
        ("try(file(\"made.zip\"), 1)", "?svc/made.zip cannot be read"),
        ("fileexists(\"made.zip\")", "?git ignores svc/made.zip, which may be made before this runs"),
        (
            "templatefile(\"../task.tpl\", { image = \"i:1\", cpu = 256 })",
            "'{\"image\": \"i:1\", \"cpu\": 256, \"v\": \"${x}\"}'",
        ),
        ("jsondecode(templatefile(\"../task.tpl\", { image = \"i:1\", cpu = 256 })).cpu", "256"),
        (
            "templatefile(\"../task.tpl\", { image = var.open, cpu = 256 })",
            "{image: ?var.open has no value here, cpu: 256, v: '${x}'}",
        ),
        (
            "templatefile(\"../task.tpl\", { image = \"r/${var.open}:1\", cpu = [var.open] })",
            "{image: ?var.open has no value here, cpu: [?var.open has no value here], v: '${x}'}",
        ),
        ("templatefile(\"run.tpl\", { dir = var.open })", "?var.open has no value here"),
        ("templatefile(\"../task.tpl\", { cpu = 256 })", "?task.tpl is not given image"),
    ];
    for (expression, expected) in cases {
        let main = format!("variable \"open\" {{}}\nresource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
        let shelf = Shelf::of(&[
            ("svc/main.tf", &main),
            ("svc/run.sh", "echo hi"),
            ("svc/run.tpl", "[ -d ${dir} ] && echo hi"),
            ("task.tpl", "{\"image\": \"${image}\", \"cpu\": ${ cpu }, \"v\": \"$${x}\"}"),
        ]);
        let block = shelf.block("svc", "t_a.b");
        assert_eq!(plain(block.body.get("v").expect("the argument is there")), expected, "{expression}");
    }
}
