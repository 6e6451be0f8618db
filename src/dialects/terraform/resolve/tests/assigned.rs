//! What variables are set to: by whom, which comes first, and the way that it came.

use std::sync::Arc;

use super::{Shelf, plain, show};
use crate::dialects::terraform::Standing;
use crate::dialects::terraform::resolve::resolve;
use crate::model::given::{Given, Setting};
use crate::model::library::{Library, Volume};
use crate::model::problem::Problem;
use crate::model::source::{Entry, ReadError, Source};
use crate::model::tree::Node;

/// Files in memory, and what is told beside them.
struct Told<'s>(&'s Shelf, Given);

impl Library for Told<'_> {
    fn open(&self, path: &str) -> Result<Volume, ReadError> {
        self.0.open(path)
    }

    fn text(&self, path: &str) -> Result<Arc<Source>, ReadError> {
        self.0.text(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.0.list(folder)
    }

    fn expression(&self, text: &str) -> Option<Node> {
        crate::parse::expression(text)
    }

    fn given(&self) -> Arc<Given> {
        Arc::new(self.1.clone())
    }
}

/// What is told, as one would type it: `TF_VAR_a=1`, `a=1`, `@file`.
fn given(words: &[&str]) -> Given {
    let mut given = Given::default();
    for word in words {
        match (word.strip_prefix('@'), word.split_once('=')) {
            (Some(path), _) => given.settings.push(Setting::File(path.to_owned())),
            (None, Some((name, value))) if name.starts_with("TF_") => {
                given.environment.insert(name.to_owned(), value.to_owned());
            }
            (None, Some((name, text))) => {
                given.settings.push(Setting::Value { name: name.to_owned(), text: text.to_owned() });
            }
            (None, None) => panic!("{word}"),
        }
    }
    given
}

/// The value of `v`, with its way, and the problems.
fn resolved(shelf: &Shelf, words: &[&str]) -> (String, Vec<Problem>) {
    let (unit, problems, _) = resolve("", &Told(shelf, given(words)), (Standing::ByItself, |_| true));
    let block = unit.blocks.into_iter().find(|block| block.address == "t_a.b").expect("the resource is there");
    (show(block.body.get("v").expect("there")), problems)
}

#[test]
fn the_stronger_word_holds_and_its_way_is_kept() {
    let main = "variable \"n\" {\n  default = 0\n}\nresource \"t_a\" \"b\" {\n  v = var.n\n}\n";
    let all = [
        ("terraform.tfvars", "n = 2\n"),
        ("terraform.tfvars.json", "{\"n\": 3}"),
        ("a.auto.tfvars", "n = 4\n"),
        ("b.auto.tfvars.json", "{\"n\": 5}"),
    ];
    let rows: [(usize, &[&str], &str); 9] = [
        (0, &[], "0 <- var.n (default)"),
        (0, &["TF_VAR_n=1"], "'1' <- var.n <- TF_VAR_n"),
        (1, &["TF_VAR_n=1"], "2 <- var.n <- terraform.tfvars"),
        (2, &[], "3 <- var.n <- terraform.tfvars.json"),
        (3, &[], "4 <- var.n <- a.auto.tfvars"),
        (4, &[], "5 <- var.n <- b.auto.tfvars.json"),
        (4, &["n=6"], "'6' <- var.n <- --var n"),
        (4, &["n=6", "@other/x.tfvars"], "7 <- var.n <- x.tfvars"),
        (4, &["@other/x.tfvars", "n=6"], "'6' <- var.n <- --var n"),
    ];
    for (files, words, expected) in rows {
        let mut shelf = vec![("main.tf", main), ("other/x.tfvars", "n = 7\nstray = 1\n")];
        shelf.extend(all.iter().take(files));
        assert_eq!(resolved(&Shelf::of(&shelf), words).0, expected, "{files} {words:?}");
    }
}

#[test]
fn what_is_typed_is_a_text_or_an_expression_as_the_type_says() {
    let rows = [
        ("", "v=3", "'3'"),
        ("type = string", "v=[1]", "'[1]'"),
        ("type = number", "v=3", "3"),
        ("type = bool", "v=true", "true"),
        ("type = list(string)", "v=[\"a\", \"b\"]", "['a', 'b']"),
        ("type = map(number)", "v={ a = 1 }", "{a: 1}"),
        ("type = any", "v=\"x\"", "'x'"),
        ("type = object({ a = optional(number, 2) })", "v={}", "{a: 2}"),
        ("type = set(string)", "TF_VAR_v=[\"b\", \"a\"]", "['a', 'b']"),
    ];
    for (kind, word, expected) in rows {
        let main = format!("variable \"v\" {{\n  {kind}\n}}\nresource \"t_a\" \"b\" {{\n  v = var.v\n}}\n");
        let shelf = Shelf::of(&[("main.tf", &main)]);
        let (unit, problems, _) = resolve("", &Told(&shelf, given(&[word])), (Standing::ByItself, |_| true));
        assert_eq!(plain(unit.blocks[0].body.get("v").expect("there")), expected, "{kind} {word}");
        assert_eq!(problems, [], "{kind} {word}");
    }
    for (kind, word, expected) in [
        ("number", "v=many", "var.v wants a number"),
        ("list(string)", "v=a, b", "--var v holds what is no literal of HCL"),
        ("list(string)", "v=local.x", "--var v holds what is no literal of HCL"),
    ] {
        let main = format!("variable \"v\" {{\n  type = {kind}\n}}\nresource \"t_a\" \"b\" {{\n  v = var.v\n}}\n");
        let (_, problems) = resolved(&Shelf::of(&[("main.tf", &main)]), &[word]);
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, [expected], "{kind} {word}");
    }
}

#[test]
fn a_values_file_that_is_named_is_how_the_root_is_deployed() {
    let main = "variable \"n\" {}\nvariable \"o\" { default = 0 }\nresource \"t_a\" \"b\" {\n  v = [var.n, var.o]\n}\n";
    let shelf = Shelf::of(&[("main.tf", main), ("dev.tfvars", "n = 1\n"), ("prod.tfvars", "n = 2\n")]);
    let value = |words: &[&str]| {
        let (unit, _, _) = resolve("", &Told(&shelf, given(words)), (Standing::ByItself, |_| true));
        plain(unit.blocks[0].body.get("v").expect("there"))
    };
    assert_eq!(value(&[]), "[variant{dev: 1, prod: 2}, 0]");
    assert_eq!(value(&["o=5"]), "[variant{dev: 1, prod: 2}, '5']");
    assert_eq!(value(&["@prod.tfvars"]), "[2, 0]");
    assert_eq!(value(&["@prod.tfvars", "n=3"]), "['3', 0]");
    assert_eq!(value(&["n=3"]), "['3', 0]");
}

#[test]
fn values_files_make_variants_where_they_stand() {
    let main = "variable \"n\" {}\nvariable \"o\" { default = 0 }\nresource \"t_a\" \"b\" {\n  v = [var.n, var.o]\n}\n";
    let rows: [(&[(&str, &str)], &str); 9] = [
        (&[("prod.tfvars.json", "{\"n\": 1}"), ("dev.tfvars", "n = 2")], "[variant{dev: 2, prod: 1}, 0]"),
        (&[("variables/prod.tfvars", "n = 1"), ("variables/dev.tfvars", "n = 2")], "[variant{dev: 2, prod: 1}, 0]"),
        // Parts of one whole, and alternatives.
        (&[("env/prod/a.tfvars", "n = 1"), ("env/prod/b.tfvars", "o = 2")], "[1, 2]"),
        (
            &[("tfvars/prod/eu-west-1.tfvars", "n = 1"), ("tfvars/prod/us-east-1.tfvars", "n = 2")],
            "[variant{prod/eu-west-1: 1, prod/us-east-1: 2}, 0]",
        ),
        (
            &[("environments/prod/eu/terraform.tfvars", "n = 1"), ("environments/dev/eu/terraform.tfvars", "n = 2")],
            "[variant{dev/eu: 2, prod/eu: 1}, 0]",
        ),
        // What is shared holds for each.
        (
            &[("common.tfvars", "o = 9\nn = 0"), ("dev.tfvars", "n = 1"), ("prod.tfvars", "n = 2")],
            "[variant{dev: 1, prod: 2}, 9]",
        ),
        (
            &[("envs/common.tfvars", "o = 9"), ("envs/dev/terraform.tfvars", "n = 1"), ("envs/prod/x.tfvars", "n = 2")],
            "[variant{dev: 1, prod: 2}, 9]",
        ),
        // Backends are no values.
        (&[("prod.tfbackend", "n = 1"), ("backend.hcl", "n = 1"), ("dev.tfvars", "n = 2")], "[2, 0]"),
        (&[("docs/prod.tfvars", "n = 1"), ("dev.tfvars", "n = 2")], "[2, 0]"),
    ];
    for (files, expected) in rows {
        let all: Vec<(&str, &str)> = std::iter::once(("main.tf", main)).chain(files.iter().copied()).collect();
        let block = Shelf::of(&all).block("", "t_a.b");
        assert_eq!(plain(block.body.get("v").expect("there")), expected, "{files:?}");
    }
}

#[test]
fn a_closed_list_is_all_that_a_variable_may_be() {
    let environments = "variant{dev: 'dev', prod: 'prod'}";
    let rows = [
        ("contains([\"dev\", \"prod\"], var.v)", environments),
        ("can(regex(\"^(dev|prod)$\", var.v))", environments),
        ("var.v == \"dev\" || \"prod\" == var.v", environments),
        ("(var.v == \"dev\") || (var.v == \"prod\")", environments),
        ("anytrue([var.v == \"dev\", var.v == \"prod\"])", environments),
        ("length(var.v) > 2 && contains([\"dev\", \"prod\"], var.v)", environments),
        ("contains([\"a\", \"b\", \"a\"], var.v)", "var.v{a: 'a', b: 'b'}"),
        ("contains([\"a\"], var.v)", "'a'"),
        ("can(regex(\"^(dev|p.*)$\", var.v))", "?var.v has no value here"),
        ("length(var.v) < 9", "?var.v has no value here"),
        ("var.v == \"dev\" || length(var.v) > 2", "?var.v has no value here"),
        ("contains(local.all, var.v)", "?var.v has no value here"),
    ];
    for (condition, expected) in rows {
        let main = format!(
            "variable \"v\" {{\n  validation {{\n    condition = {condition}\n    error_message = \"no\"\n  }}\n}}\n\
             resource \"t_a\" \"b\" {{\n  v = var.v\n}}\n"
        );
        let block = Shelf::of(&[("main.tf", &main)]).block("", "t_a.b");
        assert_eq!(plain(block.body.get("v").expect("there")), expected, "{condition}");
    }
    let set = "variable \"v\" {\n  default = \"x\"\n  validation {\n    condition = contains([\"dev\", \"prod\"], var.v)\n  }\n}\n\
               resource \"t_a\" \"b\" {\n  v = var.v\n}\n";
    assert_eq!(resolved(&Shelf::of(&[("main.tf", set)]), &[]).0, "'x' <- var.v (default)");
}

#[test]
fn workspaces_that_the_code_tells_apart_are_variants() {
    let rows: [(&str, &str, &[&str], &str); 10] = [
        ("", "terraform.workspace", &[], "?terraform.workspace is known when it is run"),
        ("", "terraform.workspace == \"prod\" ? 3 : 1", &[], "variant{prod: 3, default: 1}"),
        ("locals { env = terraform.workspace }", "local.env == \"prod\" ? 3 : 1", &[], "variant{prod: 3, default: 1}"),
        (
            "locals { sizes = { dev = 1, prod = 3 } }",
            "local.sizes[terraform.workspace]",
            &[],
            "variant{dev: 1, prod: 3, default: ?the object here has no default}",
        ),
        (
            "locals { sizes = { default = 1, prod = 3 } }",
            "local.sizes[terraform.workspace]",
            &[],
            "variant{default: 1, prod: 3}",
        ),
        ("", "lookup({ dev = 1, prod = 3 }, terraform.workspace, 2)", &[], "variant{dev: 1, prod: 3, default: 2}"),
        (
            "variable \"sizes\" { default = { dev = 1, prod = 3 } }",
            "var.sizes[terraform.workspace]",
            &["TF_WORKSPACE=prod"],
            "3",
        ),
        ("", "\"x-${terraform.workspace}\"", &["TF_WORKSPACE=dev"], "'x-dev'"),
        ("", "terraform.workspace == \"prod\" ? 3 : 1", &["TF_WORKSPACE=dev"], "1"),
        (
            "",
            "contains([\"prod\", \"live\"], terraform.workspace) ? 3 : 1",
            &[],
            "variant{prod: 3, live: 3, default: 1}",
        ),
    ];
    for (beside, expression, words, expected) in rows {
        let main = format!("{beside}\nresource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
        let shelf = Shelf::of(&[("main.tf", &main)]);
        let (unit, _, _) = resolve("", &Told(&shelf, given(words)), (Standing::ByItself, |_| true));
        assert_eq!(plain(unit.blocks[0].body.get("v").expect("there")), expected, "{beside} {expression}");
    }
    // A values file called as a workspace is deployed in it.
    let main = "variable \"n\" {}\nresource \"t_a\" \"b\" {\n  v = terraform.workspace == \"prod\" ? var.n : 0\n}\n";
    let files = [("main.tf", main), ("prod.tfvars", "n = 3\n"), ("dev.tfvars", "n = 1\n")];
    assert_eq!(resolved(&Shelf::of(&files), &[]).0.split(',').count(), 3);
}

#[test]
fn a_values_file_holds_literals_alone() {
    let main = "variable \"n\" {}\nlocals { x = 1 }\nresource \"t_a\" \"b\" {\n  v = var.n\n}\n";
    let shelf = Shelf::of(&[("main.tf", main), ("terraform.tfvars", "n = local.x\n")]);
    let (value, problems) = resolved(&shelf, &[]);
    assert_eq!(value, "?a value refers to a name where none may stand <- var.n <- terraform.tfvars");
    assert_eq!(problems.len(), 1);
}

#[test]
fn circles_are_told_by_what_stands_in_them() {
    let rows = [
        ("locals { a = local.a }", "local.a", "local.a refers to itself"),
        ("locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}", "local.a", "local.a refers to itself"),
        (
            "resource \"t_c\" \"d\" {\n  count = length(t_c.d[*].x)\n}",
            "t_c.d[0].x",
            "the number of t_c.d refers to itself",
        ),
        ("locals { n = t_c.d.n }\nresource \"t_c\" \"d\" {\n  n = local.n\n}", "local.n", "local.n refers to itself"),
    ];
    for (beside, expression, expected) in rows {
        let main = format!("{beside}\nresource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
        let (_, problems) = resolved(&Shelf::of(&[("main.tf", &main)]), &[]);
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, [expected], "{beside}");
    }
}
