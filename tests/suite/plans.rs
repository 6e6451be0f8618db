//! Plans: what is known of a root once its plan is handed in, through the program's own door.

use std::fs;
use std::sync::Arc;

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::model::plan::GivenPlan;
use misfit::scan::{Memo, scan};

use crate::fixtures::root;
use crate::program::{Answer, Folder, misfit};

/// A root that is planned, in a folder of its own.
fn planned() -> Folder {
    let folder = Folder::new();
    folder.copy(&root().join("projects/planned/infra"), "infra");
    folder
}

/// A root of one function, and what a plan says of it.
fn function(arguments: &str, after: &str) -> (Folder, Answer) {
    let folder = Folder::new();
    let source = format!("resource \"aws_lambda_function\" \"f\" {{\n  function_name = \"f\"\n{arguments}}}\n");
    let change = format!(
        "{{\"actions\": [\"create\"], \"after\": {after}, \"after_unknown\": {{}}, \"after_sensitive\": {{}}}}"
    );
    folder.put("main.tf", source).put("plan.json", plan(&[("aws_lambda_function.f", &change)]));
    let answer = misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]);
    (folder, answer)
}

/// A plan of resources in the root, each with its address and change.
fn plan(changes: &[(&str, &str)]) -> String {
    let change = |(address, change): &(&str, &str)| {
        let (kind, name) = address.split_once('.').unwrap();
        format!(
            "{{\"address\": \"{address}\", \"mode\": \"managed\", \"type\": \"{kind}\", \"name\": \"{name}\", \
             \"change\": {change}}}"
        )
    };
    let changes: Vec<String> = changes.iter().map(change).collect();
    format!(
        "{{\"format_version\": \"1.2\", \"terraform_version\": \"1.9.8\", \"resource_changes\": [{}]}}",
        changes.join(",")
    )
}

#[test]
fn a_plan_knows_what_its_source_does_not() {
    let folder = planned();
    let alone = misfit(folder.path(), &["check", "--undecided"]);
    assert!(alone.stdout.contains("var.timeout has no value here"), "{alone:?}");
    let said = misfit(folder.path(), &["check", "--plan", "infra/plan.json", "--format", "concise"]);
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.stdout.contains("infra/main.tf:37:19: error: "), "{said:?}");
    assert!(said.stdout.contains("sets a timeout of 20m"), "{said:?}");
    assert!(said.stdout.contains("[regulated-data-on-shared-serverless]"), "{said:?}");
    assert!(!said.stdout.contains("problem"), "{said:?}");
    assert!(said.stdout.contains("2 files read"), "{said:?}");
    let inventory = misfit(folder.path(), &["inventory", "--plan", "infra/plan.json"]).stdout;
    let line = |name: &str| inventory.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
    for (name, parts) in [
        ("aws_instance.worker", &["vm", "aws-ec2 ", " 2 "][..]),
        ("aws_instance.bastion", &[" 0 ", "disabled"]),
        ("aws_ecs_service.cart", &["aws-ecs-fargate", " 5 "]),
    ] {
        assert!(parts.iter().all(|part| line(name).contains(part)), "{name}: {inventory}");
    }
}

#[test]
fn why_says_that_the_plan_knows() {
    let folder = planned();
    let why = |name| misfit(folder.path(), &["why", name, "--plan", "infra/plan.json"]).stdout;
    let ingest = why("ingest");
    let timeout = "timeout            20m, written  (infra/main.tf:37:19: var.timeout)\n                       \
                   through the plan  (infra/main.tf:5:10)\n";
    assert!(ingest.contains(timeout), "{ingest}");
    assert!(ingest.contains("memory             128Mi, defaulted"), "{ingest}");
    let worker = why("worker");
    assert!(
        worker.contains("instance_type  c5.4xlarge or t3.small, written  (infra/main.tf:59:19: each.value.size)"),
        "{worker}"
    );
    let web = why("web");
    assert!(web.contains("instance_type  m5.large, written"), "what sets the default's variable is known: {web}");
}

#[test]
fn what_is_secret_is_never_told() {
    let folder = planned();
    let path = folder.path().join("infra/main.tf");
    let source = fs::read_to_string(&path).unwrap();
    fs::write(&path, source.replace("PASSWORD = var.password", "PASSWORD = \"something else\"")).unwrap();
    for arguments in [
        &["check", "--format", "json", "--persona", "pedantic"][..],
        &["check", "--undecided"],
        &["inventory", "--format", "json"],
        &["why", "ingest"],
    ] {
        let said = misfit(folder.path(), &[arguments, &["--plan", "infra/plan.json"]].concat());
        assert!(!said.stdout.contains("hunter2") && !said.stderr.contains("hunter2"), "{said:?}");
        assert!(!said.stdout.contains("PASSWORD"), "{said:?}");
    }
}

#[test]
fn source_and_plan_that_disagree_are_told_at_the_line() {
    let (folder, said) = function("  timeout = 60\n", "{\"function_name\": \"f\", \"timeout\": 901}");
    let words = "main.tf:3:13: problem: the plan has 901 for timeout of aws_lambda_function.f, and 60 is written here";
    assert!(said.stdout.contains(words), "{said:?}");
    assert!(said.stdout.contains("sets a timeout of 15m1s"), "what is planned holds: {said:?}");
    let named = misfit(folder.path(), &["check", "main.tf", "--plan", "plan.json"]);
    assert_eq!(named.exit, 2, "{named:?}");
    for (arguments, after) in [
        ("  timeout = \"60\"\n", "{\"timeout\": 60}"),
        ("  timeout = 60\n  tags = {}\n  layers = []\n", "{\"timeout\": 60, \"tags\": null, \"layers\": null}"),
        ("  architectures = [\"a\", \"b\"]\n", "{\"architectures\": [\"b\", \"a\"]}"),
        ("  description = jsonencode({a = 1, b = [2]})\n", "{\"description\": \"{\\\"b\\\": [2], \\\"a\\\": 1}\"}"),
        ("  runtime = \"Python3.12\"\n", "{\"runtime\": \"python3.12\"}"),
        ("  role = \"worker\"\n", "{\"role\": \"arn:aws:iam::111122223333:role/worker\"}"),
        ("  description = \"a long text\"\n", "{\"description\": \"da39a3ee5e6b4b0d3255bfef95601890afd80709\"}"),
        ("  timeout = 60\n  lifecycle {\n    ignore_changes = [timeout]\n  }\n", "{\"timeout\": 30}"),
        ("  timeout = 60\n  lifecycle {\n    ignore_changes = all\n  }\n", "{\"timeout\": 30}"),
    ] {
        let after = after.replacen('{', "{\"function_name\": \"f\", ", 1);
        let (_, said) = function(arguments, &after);
        assert!(said.exit == 0 && !said.stdout.contains("problem"), "{arguments}{after}: {said:?}");
    }
}

#[test]
fn instances_that_disagree_alike_are_told_at_the_literal_that_makes_them() {
    let folder = Folder::new();
    let main = "module \"f\" {\n  source = \"./m\"\n  for_each = toset([\"a\", \"b\", \"c\", \"d\"])\n  \
                mem = each.key == \"a\" ? local.big : 256\n}\nlocals {\n  big = 2048\n}\n";
    let module = "variable \"mem\" {}\nresource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  memory_size \
                  = var.mem\n}\n";
    let change = |(key, memory): (&str, u32)| {
        format!(
            "{{\"address\": \"module.f[\\\"{key}\\\"].aws_lambda_function.f\", \"module_address\": \
             \"module.f[\\\"{key}\\\"]\", \"mode\": \"managed\", \"type\": \"aws_lambda_function\", \"name\": \"f\", \
             \"change\": {{\"after\": {{\"function_name\": \"f\", \"memory_size\": {memory}}}, \"after_sensitive\": \
             {{}}}}}}"
        )
    };
    let changes: Vec<String> = [("a", 1024), ("b", 512), ("c", 512), ("d", 128)].map(change).into();
    let plan = format!("{{\"format_version\": \"1.2\", \"resource_changes\": [{}]}}", changes.join(","));
    folder.put("main.tf", main).put("m/main.tf", module).put("plan.json", plan);
    let said = misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]).stdout;
    for words in [
        "main.tf:7:9: problem: the plan has 1024 for memory_size of module.f[\"a\"].aws_lambda_function.f, and 2048 comes \
         from here",
        "main.tf:4:39: problem: the plan has 512 for memory_size of module.f[\"b\"].aws_lambda_function.f and \
         module.f[\"c\"].aws_lambda_function.f, 128 of module.f[\"d\"].aws_lambda_function.f, and 256 comes from here",
        " 2 problems",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_plan_is_of_the_variant_whose_values_it_has() {
    let folder = Folder::new();
    let main = "variable \"env\" {}\nvariable \"to\" {}\nresource \"aws_lambda_function\" \"f\" {\n  function_name = \
                \"f\"\n  timeout = var.to\n  memory_size = var.env == \"prod\" ? 2048 : 128\n}\n";
    folder.put("main.tf", main).put("dev.tfvars", "env = \"dev\"\nto = 10\n");
    folder.put("prod.tfvars", "env = \"prod\"\nto = 100\n");
    let change =
        "{\"after\": {\"function_name\": \"f\", \"timeout\": 60, \"memory_size\": 1024}, \"after_sensitive\": {}}";
    let whole = plan(&[("aws_lambda_function.f", change)]);
    let told = |variables: &str| {
        folder.put("plan.json", whole.replacen('{', &format!("{{\"variables\": {variables}, "), 1));
        misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]).stdout
    };
    let prod = told("{\"env\": {\"value\": \"prod\"}, \"to\": {\"value\": 100}, \"other\": {\"value\": [1]}}");
    for words in [
        "prod.tfvars:2:6: problem: the plan of prod has 60 for timeout of aws_lambda_function.f, and 100 comes from here",
        "main.tf:6:37: problem: the plan of prod has 1024 for memory_size of aws_lambda_function.f, and 2048 is written here",
    ] {
        assert!(prod.contains(words), "{words}: {prod}");
    }
    // Of which one it is cannot be told: all are named.
    for variables in ["{}", "{\"env\": {\"value\": \"stage\"}, \"to\": {\"value\": 100}}"] {
        let all = told(variables);
        for words in [
            "main.tf:5:13: problem: the plan has 60 for timeout of aws_lambda_function.f, and 10 in dev or 100 in prod is \
             written here",
            "main.tf:6:17: problem: the plan has 1024 for memory_size of aws_lambda_function.f, and 128 in dev or 2048 in \
             prod is written here",
        ] {
            assert!(all.contains(words), "{variables}: {words}: {all}");
        }
    }
}

#[test]
fn what_only_one_side_has_is_told_once() {
    let folder = Folder::new();
    let main = "resource \"aws_instance\" \"a\" {\n  ami = \"x\"\n}\nresource \"aws_instance\" \"b\" {\n  ami = \"x\"\n}\n\
                resource \"aws_instance\" \"c\" {\n  ami = \"x\"\n}\n";
    let there = "{\"actions\": [\"create\"], \"after\": {\"ami\": \"x\"}, \"after_sensitive\": {}}";
    let gone = "{\"actions\": [\"delete\"], \"after\": null, \"after_sensitive\": false}";
    let plan = plan(&[
        ("aws_instance.a", there),
        ("aws_instance.gone", gone),
        ("aws_lambda_function.new", there),
        ("aws_route53_record.other", there),
        ("aws_instance.old", there),
    ]);
    folder.put("main.tf", main).put("plan.json", plan);
    let said = misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]).stdout;
    for words in [
        "main.tf:4:1: problem: the plan does not have 2 resources that are written, the first of them aws_instance.b",
        "problem: the plan has what the source does not: aws_lambda_function.new and aws_instance.old",
        " 2 problems",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let other = folder.path().join("other");
    fs::create_dir(&other).unwrap();
    folder.put("other/main.tf", "resource \"aws_instance\" \"z\" {\n  ami = \"x\"\n}\n");
    let said = misfit(folder.path(), &["check", "--plan", "other=plan.json"]);
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(said.stdout.contains("the plan has nothing of what is written in other"), "{said:?}");
}

#[test]
fn a_plan_that_deletes_or_lacks_leaves_none() {
    let folder = Folder::new();
    let main = "variable \"n\" {}\nresource \"aws_instance\" \"a\" {\n  count = var.n\n  ami = \"x\"\n}\n\
                resource \"aws_instance\" \"b\" {\n  ami = \"x\"\n}\nresource \"aws_instance\" \"c\" {\n  ami = \"x\"\n}\n\
                terraform {\n  backend \"s3\" {}\n}\n";
    let delete = "{\"actions\": [\"delete\"], \"after\": null}";
    let keep = "{\"actions\": [\"no-op\"], \"after\": {\"ami\": \"x\"}}";
    folder.put("main.tf", main).put("plan.json", plan(&[("aws_instance.b", delete), ("aws_instance.c", keep)]));
    let said = misfit(folder.path(), &["inventory", "--plan", "plan.json"]).stdout;
    assert!(said.contains("1 workload: 1 vm · beside them 2 disabled"), "{said}");
    let checked = misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]).stdout;
    assert!(checked.contains("main.tf:6:1: problem: the plan takes away aws_instance.b, written here"), "{checked}");
    // One that is not whole says nothing of what it lacks.
    let part = fs::read_to_string(folder.path().join("plan.json")).unwrap();
    folder.put("plan.json", part.replacen('{', "{\"complete\": false, ", 1));
    let said = misfit(folder.path(), &["inventory", "--plan", "plan.json"]).stdout;
    assert!(said.contains("2 workloads: 2 vm · beside them 1 disabled"), "{said}");
}

#[test]
fn a_state_is_read_as_a_plan_is() {
    let folder = Folder::new();
    folder.put(
        "main.tf",
        "variable \"t\" {}\nresource \"aws_lambda_function\" \"f\" {\n  \
         timeout = var.t\n}\nresource \"aws_lambda_function\" \"new\" {\n}\n",
    );
    let held = |address: &str, values: &str| {
        let name = address.rsplit('.').next().unwrap();
        format!(
            "{{\"address\": \"{address}\", \"mode\": \"managed\", \"type\": \"aws_lambda_function\", \"name\": \
             \"{name}\", \"values\": {values}, \"sensitive_values\": {{}}}}"
        )
    };
    folder.put(
        "state.json",
        format!(
            "{{\"format_version\": \"1.0\", \"terraform_version\": \"1.9.8\", \"values\": {{\"root_module\": \
             {{\"resources\": [{}]}}}}}}",
            held("aws_lambda_function.f", "{\"timeout\": 901}")
        ),
    );
    let said = misfit(folder.path(), &["check", "state.json", "--format", "concise"]).stdout;
    assert!(said.contains("main.tf:3:13: error: aws_lambda_function.f sets a timeout of 15m1s"), "{said}");
    assert!(!said.contains("problem"), "{said}");
}

#[test]
fn what_is_no_plan_is_told() {
    let folder = planned();
    let told = |text: &str, words: &str| {
        folder.put("infra/p.json", text);
        let said = misfit(folder.path(), &["check", "--plan", "infra/p.json"]);
        assert_eq!(said.exit, 2, "{text}: {said:?}");
        assert!(format!("{}{}", said.stdout, said.stderr).contains(words), "{text}: {said:?}");
        // One that touches nothing of what is reported is told all the same.
        folder.put("web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
        let elsewhere = misfit(folder.path(), &["check", "web.yaml", "--plan", "infra/p.json"]);
        assert_eq!(elsewhere.exit, 2, "{text}: {elsewhere:?}");
    };
    told("", "this plan is empty");
    told("{\"format_version\": \"1.2\",\n \"resource_changes\": [,]}", "in line 2, column 23");
    told("{\"format_version\": \"2.0\"}", "only versions 0 and 1 are read");
    told("{\"format_version\": \"1.0\", \"valid\": true}", "neither a plan nor a state");
    told("{\"version\": 4, \"lineage\": \"x\"}", "it has no format_version");
    told("{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", "this is the log of `terraform plan -json`");
    told("{\"format_version\": \"1.2\", \"resource_changes\": [{\"address\": 1}]}", "in line 1, column");
    told("PK\u{3}\u{4}", "`terraform show -json infra/p.json > plan.json` writes it as JSON");
    told(
        &format!("{{\"format_version\": \"1.0\", \"values\": {}", "{\"root_module\": ".repeat(5_000)),
        "cannot be read",
    );
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let change = format!("{{\"actions\": [\"create\"], \"after\": {{\"x\": {deep}}}}}");
    folder.put("infra/p.json", plan(&[("aws_instance.web", &change)]));
    let said = misfit(folder.path(), &["check", "--plan", "infra/p.json"]);
    assert!(!said.stderr.contains("panicked") && said.stdout.contains("aws_instance.web nest too deeply"), "{said:?}");
}

#[test]
fn a_plan_finds_its_root() {
    let folder = planned();
    let error = "[timeout-over-platform-limit]";
    for arguments in [
        &["check", "infra/plan.json"][..],
        &["check", "infra", "--plan", "infra/plan.json"],
        &["check", "--plan", "infra=moved/plan.json"],
        &["check", "infra", "--plan", "moved/plan.json"],
        &["check", "infra", "moved/plan.json"],
    ] {
        folder.copy(&root().join("projects/planned/infra/plan.json"), "moved/plan.json");
        let said = misfit(folder.path(), arguments);
        assert!(said.exit == 1 && said.stdout.contains(error), "{arguments:?}: {said:?}");
    }
    for (arguments, words) in [
        (&["check", "--plan", "moved/plan.json"][..], "--plan FOLDER=moved/plan.json says it"),
        (&["check", "--plan", "moved=moved/plan.json"], "no Terraform files stand there"),
        (&["check", "--plan", "nowhere=moved/plan.json"], "there is no file or folder nowhere"),
        (&["check", "--plan", "infra=none.json"], "there is no plan none.json"),
        (&["check", "--plan", "infra=infra"], "cannot read infra"),
        (&["check", "--plan", "infra/plan.json", "--plan", "infra=moved/plan.json"], "has two plans"),
    ] {
        let said = misfit(folder.path(), arguments);
        assert!(said.exit == 2 && said.stderr.contains(words), "{arguments:?}: {said:?}");
    }
    folder.put("misfit.yaml", "exclude: [\"infra/**\"]\n");
    let said = misfit(folder.path(), &["check", "--plan", "infra=moved/plan.json"]);
    assert!(said.exit == 2 && said.stdout.contains("no Terraform root is read in infra"), "{said:?}");
}

#[test]
fn a_plan_that_is_met_is_counted() {
    let folder = planned();
    let said = misfit(folder.path(), &["check"]).stdout;
    assert!(said.contains("passed by: 1 a Terraform plan: give it with --plan"), "{said}");
    let said = misfit(folder.path(), &["check", "--plan", "infra/plan.json"]).stdout;
    assert!(!said.contains("passed by"), "{said}");
}

#[test]
fn a_plan_over_its_cap_is_not_read() {
    let folder = planned();
    fs::File::create(folder.path().join("infra/p.json")).unwrap().set_len(201_000_000).unwrap();
    let said = misfit(folder.path(), &["check", "--plan", "infra/p.json"]);
    assert!(said.exit == 2 && said.stderr.contains("plans larger than 200 MB are not read"), "{said:?}");
}

#[test]
fn what_modules_make_is_known_by_its_plan() {
    let folder = Folder::new();
    let main = "variable \"timeouts\" {}\nterraform {\n  backend \"s3\" {}\n}\nmodule \"fn\" {\n  source = \"./fn\"\n  \
                for_each = {a = 1, b = 2}\n  timeout = var.timeouts[each.key]\n}\nmodule \"far\" {\n  source  = \
                \"terraform-aws-modules/ec2-instance/aws\"\n  version = \"5.0.0\"\n}\n";
    let module = "variable \"timeout\" {}\nresource \"aws_lambda_function\" \"this\" {\n  timeout = var.timeout\n}\n";
    let change = |module: &str, kind: &str, after: &str| {
        format!(
            "{{\"address\": {}, \"module_address\": {}, \"mode\": \"managed\", \"type\": \"{kind}\", \"name\": \
             \"this\", \"change\": {{\"actions\": [\"create\"], \"after\": {after}, \"after_sensitive\": {{}}}}}}",
            serde_json::to_string(&format!("{module}.{kind}.this")).unwrap(),
            serde_json::to_string(module).unwrap()
        )
    };
    let changes = [
        change("module.fn[\"a\"]", "aws_lambda_function", "{\"timeout\": 901}"),
        change("module.fn[\"b\"]", "aws_lambda_function", "{\"timeout\": 5}"),
        change("module.far.module.inner[0]", "aws_instance", "{\"instance_type\": \"m5.large\"}"),
    ];
    let plan = format!("{{\"format_version\": \"1.2\", \"resource_changes\": [{}]}}", changes.join(","));
    folder.put("main.tf", main).put("fn/main.tf", module).put("plan.json", plan);
    let said = misfit(folder.path(), &["inventory", "--plan", "plan.json"]).stdout;
    assert!(said.contains("3 workloads: 1 vm, 2 function"), "{said}");
    let why =
        misfit(folder.path(), &["why", "module.fn[\"a\"].aws_lambda_function.this", "--plan", "plan.json"]).stdout;
    assert!(
        why.contains("15m1s, written  (fn/main.tf:3:13: var.timeout)") && why.contains("through the plan"),
        "{why}"
    );
    let far = misfit(folder.path(), &["why", "module.inner[0].aws_instance.this", "--plan", "plan.json"]).stdout;
    assert!(far.contains("m5.large, defaulted") && far.contains("main.tf:10:8"), "{far}");
    let checked = misfit(folder.path(), &["check", "--plan", "plan.json", "--format", "concise"]).stdout;
    assert!(!checked.contains("problem"), "{checked}");
}

#[test]
fn another_plan_is_noticed_whatever_the_memo_has() {
    let main = "variable \"t\" {}\nterraform {\n  backend \"s3\" {}\n}\nresource \"aws_lambda_function\" \"f\" {\n  \
                timeout = var.t\n}\n";
    let sources: Memory = [("infra/main.tf", main)].into_iter().collect();
    let mut memo = Memo::new();
    for (timeout, findings) in [(Some(901), 1), (Some(901), 1), (Some(5), 0), (None, 0), (Some(901), 1)] {
        let given = timeout.map(|timeout: u32| {
            let change = format!("{{\"after\": {{\"timeout\": {timeout}}}}}");
            let text = plan(&[("aws_lambda_function.f", &change)]);
            Arc::new(GivenPlan { folder: "infra".to_owned(), path: "plan.json".to_owned(), text })
        });
        let overrides = Overrides { plans: given.into_iter().collect(), ..Overrides::default() };
        let report = scan(&sources, &overrides, &mut memo);
        assert_eq!(report.findings.len(), findings, "{timeout:?}: {:?}", report.findings);
    }
}
