//! Terragrunt: what a configuration includes, the inputs that it gives, and the module that it runs.

use super::super::{outline_terragrunt, resolve_terragrunt};
use super::{Shelf, plain};

const MODULE: (&str, &str) =
    ("modules/app/main.tf", "variable \"v\" {\n  default = \"own\"\n}\nresource \"t_vm\" \"this\" {\n  v = var.v\n}\n");

/// What `v` is in the module that `live/prod/app` runs, its configuration ending so.
fn run(configuration: &str, beside: &[(&str, &str)]) -> String {
    let text = format!("terraform {{\n  source = \"../../../modules//app\"\n}}\n{configuration}");
    let mut files = vec![MODULE, ("live/prod/app/terragrunt.hcl", text.as_str())];
    files.extend(beside);
    let shelf = Shelf::of(&files);
    let (unit, problems, _) = resolve_terragrunt("live/prod/app", &shelf, |_| true);
    let told: String = problems.iter().map(|problem| format!(" ! {}", problem.message)).collect();
    let of = |block: &crate::dialects::terraform::resolved::ResolvedBlock| {
        assert_eq!(block.address, "t_vm.this");
        assert_eq!(block.calls.iter().map(|call| call.name.as_str()).collect::<Vec<_>>(), ["terragrunt.hcl"]);
        block.body.get("v").map(plain).unwrap_or_default()
    };
    unit.blocks.iter().map(of).collect::<String>() + &told
}

#[test]
fn inputs_reach_the_module() {
    for (configuration, expected) in [
        ("", "'own'"),
        ("inputs = { v = 7 }", "7"),
        ("locals {\n  a = upper(\"x\")\n}\ninputs = { v = local.a }", "'X'"),
        ("inputs = { v = get_terragrunt_dir() }", "'/live/prod/app'"),
        ("inputs = { v = basename(get_terragrunt_dir()) }", "'app'"),
        ("inputs = { v = get_path_to_repo_root() }", "'../../..'"),
        ("inputs = { v = dependency.vpc.outputs.id }", "?dependency.vpc is known after apply"),
        ("inputs = { v = get_env(\"SIZE\", \"x\") }", "?the environment variable SIZE is not read"),
        ("inputs = dependency.vpc.outputs", "?dependency.vpc is known after apply"),
        ("inputs = merge({ w = 1 }, dependency.vpc.outputs)", "?dependency.vpc is known after apply"),
        ("inputs = merge(dependency.vpc.outputs, { v = 1 })", "1"),
        ("include {\n  path = get_env(\"PARENT\")\n}", "?what is included here is not known"),
        ("include {\n  path = get_env(\"PARENT\")\n}\ninputs = { v = 1 }", "1"),
        ("inputs = { v = run_cmd(\"pwd\") }", "?run_cmd() is known when Terragrunt is run"),
        ("inputs = { v = try(read_terragrunt_config(\"none.hcl\").locals.a, \"fallback\") }", "'fallback'"),
    ] {
        assert_eq!(run(configuration, &[]), expected, "{configuration}");
    }
}

#[test]
fn what_is_included_comes_under_what_includes_it() {
    let root = (
        "live/root.hcl",
        "locals {\n  env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n  region = \"eu\"\n}\ninputs = {\n  v = \"${local.env.locals.name}-${path_relative_to_include()}\"\n}\n",
    );
    let env = ("live/prod/env.hcl", "locals {\n  name = \"prod\"\n}\n");
    let include =
        |more: &str| format!("include \"root\" {{\n  path = find_in_parent_folders(\"root.hcl\")\n{more}}}\n");
    for (configuration, expected) in [
        (include(""), "'prod-prod/app'"),
        (include("") + "inputs = { v = 1 }", "1"),
        (include("") + "inputs = { v = include.root.locals.region }", "'eu'"),
        (include("  merge_strategy = \"no_merge\"\n"), "'own'"),
        (
            "include {\n  path = \"${get_repo_root()}/live/root.hcl\"\n}\ninputs = { v = include.locals.region }"
                .into(),
            "'eu'",
        ),
    ] {
        assert_eq!(run(&configuration, &[root, env]), expected, "{configuration}");
    }
}

#[test]
fn configurations_that_include_themselves_end() {
    let told = run("include {\n  path = \"./terragrunt.hcl\"\n}\n", &[]);
    assert!(told.ends_with("! what is included here includes itself"), "{told}");
}

#[test]
fn what_runs_nothing_or_something_elsewhere_says_so() {
    for (text, expected) in [
        ("remote_state {}\n", "Terragrunt configuration that runs nothing by itself"),
        ("inputs = {}\n", "Terragrunt configuration that runs nothing by itself"),
        ("terraform {\n  source = \"tfr:///acme/vpc/aws?version=1.0.0\"\n}\n", "Terraform module that is not on disk"),
    ] {
        let shelf = Shelf::of(&[("live/terragrunt.hcl", text)]);
        let (_, _, passed_by) = resolve_terragrunt("live", &shelf, |_| true);
        assert_eq!(passed_by, [("live/terragrunt.hcl".to_owned(), expected)], "{text}");
    }
    let own = [("live/terragrunt.hcl", "inputs = {}\n"), ("live/main.tf", "resource \"t_vm\" \"this\" {}\n")];
    assert_eq!(outline_terragrunt("live", &Shelf::of(&own)).1, ["live"]);
}
