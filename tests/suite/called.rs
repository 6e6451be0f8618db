//! Workloads that modules make, through a whole scan: where their findings stand, how they are accepted, what narrows them.

use misfit::discover::memory::Memory;
use misfit::model::baseline::State;
use misfit::model::overrides::Overrides;
use misfit::model::report::Report;
use misfit::render::{Options, REPORT_FORMATS, View};
use misfit::scan::{Memo, scan};

use crate::program::{Folder, misfit as program};

/// Two roots that call one module, which calls another; the second root's timeout is no mismatch.
const FILES: [(&str, &str); 5] = [
    (
        "prod/main.tf",
        "provider \"aws\" {}\nvariable \"t\" {}\nmodule \"api\" {\n  source  = \"../modules/api\"\n  timeout = var.t\n}\n",
    ),
    ("prod/terraform.tfvars", "t = 1000\n"),
    ("dev/main.tf", "provider \"aws\" {}\nmodule \"api\" {\n  source  = \"../modules/api\"\n  timeout = 60\n}\n"),
    (
        "modules/api/main.tf",
        "variable \"timeout\" {}\nmodule \"fn\" {\n  source  = \"../fn\"\n  seconds = var.timeout\n}\n",
    ),
    (
        "modules/fn/main.tf",
        "variable \"seconds\" {}\nresource \"aws_lambda_function\" \"this\" {\n  timeout = var.seconds\n}\n",
    ),
];
const ASKED: &str = "# misfit: ignore[timeout-over-platform-limit] agreed";

/// The files with a line put before one, by path and line from 1, and more files.
fn files(comments: &[(&str, usize)], more: &[(&str, &str)]) -> Memory {
    let with = FILES.iter().map(|(path, text)| {
        let mut lines: Vec<&str> = text.lines().collect();
        for (_, line) in comments.iter().filter(|(of, _)| of == path) {
            lines.insert(line - 1, ASKED);
        }
        ((*path).to_owned(), lines.join("\n") + "\n")
    });
    with.chain(more.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))).collect()
}

fn report(files: &Memory, overrides: &Overrides) -> Report {
    scan(files, overrides, &mut Memo::new())
}

/// `prod/main.tf:5` of each open finding.
fn open(report: &Report) -> Vec<String> {
    let at = |span| format!("{}:{}", report.sources.path(span), report.sources.start(span).line);
    report.findings.iter().map(|finding| at(finding.primary)).collect()
}

fn told(report: &Report) -> Vec<String> {
    report.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

#[test]
fn a_finding_stands_at_the_call_and_leads_to_the_line_to_change() {
    let report = report(&files(&[], &[]), &Overrides::default());
    let [finding] = &report.findings[..] else { panic!("{:?}", open(&report)) };
    let said = finding.labels().map(|label| {
        let sources = &report.sources;
        format!("{}:{} {}", sources.path(label.span), sources.start(label.span).line, label.text)
    });
    assert_eq!(open(&report), ["prod/main.tf:5"]);
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            "prod/main.tf:3 gives: a limit of 15m a run",
            "prod/main.tf:5 written: a timeout of 16m40s",
            "prod/terraform.tfvars:1 set here: var.t",
            "modules/api/main.tf:4 through: module.api.module.fn seconds",
            "modules/fn/main.tf:2 made here: aws_lambda_function.this",
            "modules/fn/main.tf:3 used here: timeout",
        ]
    );
}

#[test]
fn a_comment_holds_at_every_level_of_the_calls() {
    /// What it shows, where comments are put, and the problems.
    type Row<'a> = (&'a str, &'a [(&'a str, usize)], &'a [&'a str]);
    let rows: [Row<'_>; 8] = [
        ("at the argument", &[("prod/main.tf", 5)], &[]),
        ("at the call", &[("prod/main.tf", 3)], &[]),
        ("at the call in the module", &[("modules/api/main.tf", 2)], &[]),
        ("at the block, which another calls without a mismatch", &[("modules/fn/main.tf", 2)], &[]),
        ("at two of them, which both hold", &[("prod/main.tf", 3), ("modules/fn/main.tf", 2)], &[]),
        (
            "in another line of the call",
            &[("prod/main.tf", 4)],
            &["prod/main.tf: nothing to ignore here: `timeout-over-platform-limit` finds nothing in line 5"],
        ),
        (
            "in another line of the block",
            &[("modules/fn/main.tf", 3)],
            &["modules/fn/main.tf: nothing to ignore here: `timeout-over-platform-limit` finds nothing in line 4"],
        ),
        (
            "at the call of one who has no mismatch",
            &[("dev/main.tf", 2)],
            &["dev/main.tf: nothing to ignore here: `timeout-over-platform-limit` finds nothing in line 3"],
        ),
    ];
    for (name, comments, problems) in rows {
        let report = report(&files(comments, &[]), &Overrides::default());
        assert_eq!(told(&report), problems, "{name}");
        assert_eq!((report.findings.len(), report.suppressed.len()), if problems.is_empty() { (0, 1) } else { (1, 0) });
    }
}

#[test]
fn the_line_to_write_at_is_told_in_the_same_file() {
    for (comment, at) in [(("prod/main.tf", 4), "line 6"), (("modules/fn/main.tf", 3), "line 2")] {
        let report = report(&files(&[comment], &[]), &Overrides::default());
        let help = report.problems[0].help.as_deref().unwrap_or_default();
        assert!(help.contains(at), "{comment:?}: {help}");
    }
}

#[test]
fn what_is_downloaded_asks_nothing() {
    let index = r#"{"Modules": [{"Key": "", "Dir": "."}, {"Key": "fn", "Source": "x/fn/aws", "Dir": ".terraform/modules/fn"}]}"#;
    let root = "provider \"aws\" {}\nmodule \"fn\" {\n  source = \"x/fn/aws\"\n  seconds = 1000\n}\n";
    let asked = FILES[4].1.replace("resource", &format!("{ASKED}\n# misfit: ignores\nresource"));
    let sources: Memory =
        [("main.tf", root), (".terraform/modules/modules.json", index), (".terraform/modules/fn/main.tf", &*asked)]
            .into_iter()
            .collect();
    let report = report(&sources, &Overrides::default());
    assert_eq!(open(&report), ["main.tf:4"]);
    assert_eq!(told(&report), Vec::<String>::new());
}

#[test]
fn settings_accept_by_the_address_of_a_module() {
    for (select, takes) in [
        ("address: 'module.api*'", true),
        ("address: 'prod::module.api.module.fn.aws_lambda_function.this'", true),
        ("address: 'dev::module.api*'", false),
        ("address: '**'", true),
        ("path: prod/main.tf", true),
        ("path: 'modules/fn/**'", true),
        ("path: 'modules/api/**'", false),
    ] {
        let settings = format!("accept:\n  - {select}\n    policy: timeout-over-platform-limit\n    reason: agreed\n");
        let report = report(&files(&[], &[("misfit.yaml", &settings)]), &Overrides::default());
        assert_eq!(report.suppressed.len(), usize::from(takes), "{select}");
    }
}

#[test]
fn what_one_line_of_a_call_causes_is_drawn_once() {
    let call = |name: &str, rest: &str| format!("module \"{name}\" {{\n  source = \"../modules/fn\"\n{rest}}}\n");
    let fixed = ("modules/fixed/main.tf", "resource \"aws_lambda_function\" \"this\" {\n  timeout = 1000\n}\n");
    let by_module = |name: &str| call(name, "").replace("modules/fn", "modules/fixed");
    for (name, main, drawn) in [
        ("the instances of a call", call("a", "  count   = 3\n  seconds = 1000\n"), 1),
        (
            "two calls with arguments of their own",
            call("a", "  seconds = 1000\n") + &call("b", "  seconds = 1001\n"),
            2,
        ),
        ("two calls, by a line of the module", by_module("a") + &by_module("b"), 1),
    ] {
        let main = format!("provider \"aws\" {{}}\n{main}");
        let more: Vec<(&str, &str)> = [("each/main.tf", &*main), fixed]
            .into_iter()
            .filter(|(path, _)| *path != fixed.0 || main.contains("modules/fixed"))
            .collect();
        let report = report(&files(&[("prod/main.tf", 3)], &more), &Overrides::default());
        let options = Options::default();
        let mut out = Vec::new();
        (REPORT_FORMATS[0].write)(&View { report: &report, options: &options }, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().filter(|line| line.starts_with("error: ")).count(), drawn, "{name}:\n{text}");
        assert_eq!(text.contains("in the same mismatch, by the same line"), drawn < report.findings.len(), "{name}");
    }
}

#[test]
fn what_would_decide_is_told_at_the_call() {
    let unset = ("prod/terraform.tfvars", "");
    let report = report(&files(&[], &[unset]), &Overrides::default());
    let of_timeout = report.undecided.iter().find(|one| one.policy == "timeout-over-platform-limit").unwrap();
    let missing = &of_timeout.missing[0];
    assert_eq!(missing.reason, "var.t has no value here");
    assert_eq!((report.sources.path(missing.at), report.sources.start(missing.at).line), ("prod/main.tf", 5));
}

#[test]
fn an_environment_is_that_of_the_caller() {
    let report = report(&files(&[], &[]), &Overrides::default());
    let of = |unit: &str| {
        let found = report.resources.iter().find(|judged| &*judged.resource.unit.0 == unit);
        found.and_then(|judged| judged.needs.text("environment")).map(str::to_owned)
    };
    assert_eq!((of("prod").as_deref(), of("dev").as_deref(), of("modules/fn")), (Some("prod"), Some("dev"), None));
}

#[test]
fn what_narrows_a_report_sees_through_calls() {
    let loud = ("dev/more.tf", "module \"more\" {\n  source  = \"../modules/fn\"\n  seconds = 2000\n}\n");
    let both = ["dev/more.tf:3", "prod/main.tf:5"];
    for (focus, expected) in [
        ("modules/fn/main.tf", &both[..]),
        ("modules/api/main.tf", &both),
        ("prod/terraform.tfvars", &both[1..]),
        ("prod/main.tf", &both[1..]),
        ("dev/main.tf", &both[..1]),
        ("modules/fn/gone.tf", &both),
        ("elsewhere/gone.tf", &[]),
    ] {
        let focus_on = Some([focus].into_iter().collect());
        let report = report(&files(&[], &[loud]), &Overrides { focus: focus_on, ..Overrides::default() });
        assert_eq!(open(&report), expected, "focus on {focus}");
    }
    for (path, expected) in [("prod", &both[1..]), ("dev", &both[..1]), ("modules", &[]), ("prod/main.tf", &both[1..])]
    {
        let overrides = Overrides { paths: vec![path.to_owned()], ..Overrides::default() };
        let report = report(&files(&[], &[loud]), &overrides);
        assert_eq!(open(&report), expected, "named {path}");
    }
}

#[test]
fn what_hides_something_in_a_module_is_told_to_who_calls_it() {
    let broken = ("modules/fn/more.tf", "resource \"aws_lambda_function\" \"more\" {\n  timeout = \n}\n");
    let elsewhere = ("other/main.tf", "resource \"aws_instance\" \"a\" {}\n");
    let of = |paths: &[&str]| {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        let report = report(&files(&[], &[broken, elsewhere]), &Overrides { paths, ..Overrides::default() });
        report.problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>()
    };
    let told = of(&["prod"]);
    assert!(!told.is_empty() && told.iter().all(|path| path == broken.0), "{told:?}");
    assert_eq!(of(&[elsewhere.0]), Vec::<String>::new());
}

#[test]
fn a_baseline_knows_workloads_of_modules_by_their_addresses() {
    let each =
        "module \"api\" {\n  for_each = toset([\"a\", \"b\"])\n  source   = \"../modules/api\"\n  timeout  = 1000\n}\n";
    let more = ("each/main.tf", each);
    let found = report(&files(&[], &[more]), &Overrides::default());
    let known: Vec<(&str, &str)> = found
        .findings
        .iter()
        .map(|finding| (&*found.resources[finding.resource].resource.unit.0, finding.fingerprint.as_str()))
        .collect();
    let of = |local: &str| format!("timeout-over-platform-limit@{local}.module.fn.aws_lambda_function.this");
    let [a, b, plain] = ["module.api[\"a\"]", "module.api[\"b\"]", "module.api"].map(of);
    assert_eq!(known, [("each", &*a), ("each", &b), ("prod", &plain)]);
}

#[test]
fn what_a_broken_module_may_make_is_not_stale() {
    let entry = r#"{"unit":"prod","fingerprint":"timeout-over-platform-limit@module.api.module.fn.aws_lambda_function.NAME","severity":"error","values":{"facts.timeout":1000,"gives.limits.timeout":900}}"#;
    let broken = ("modules/fn/more.tf", "resource \"aws_lambda_function\" \"more\" {\n  timeout = \n}\n");
    for (name, more, expected) in [
        ("this", None, State::Taken),
        ("more", None, State::Stale("there is no such workload".to_owned())),
        ("more", Some(broken), State::NotTold("there is a problem in modules/fn/more.tf".to_owned())),
    ] {
        let accepted = format!("{{\"version\": 1, \"findings\": [\n{}\n]}}\n", entry.replace("NAME", name));
        let more: Vec<(&str, &str)> = more.into_iter().chain([("misfit-baseline.json", &*accepted)]).collect();
        let report = report(&files(&[], &more), &Overrides::default());
        let states: Vec<State> = report.baseline.unwrap().entries.into_iter().map(|(_, state)| state).collect();
        assert_eq!(states, [expected], "{name}");
    }
}

#[test]
fn why_says_what_decides_and_where_each_alternative_comes_from() {
    let folder = Folder::new();
    let main = "variable \"big\" {}\nvariable \"env\" {}\nmodule \"f\" {\n  source = \"./m\"\n  to     = var.big ? local.long : 30\n  \
                mem    = local.sizes[var.env]\n}\nlocals {\n  long  = 60 * 14\n  sizes = { dev = 512, stage = 512, prod = 1024 \
                }\n}\nterraform {\n  backend \"s3\" {}\n}\n";
    let module = "variable \"to\" {}\nvariable \"mem\" {}\nresource \"aws_lambda_function\" \"f\" {\n  for_each = { a = 1, b = 2 \
                  }\n  function_name = each.key\n  timeout = var.to\n  memory_size = var.mem\n  reserved_concurrent_executions = \
                  each.value\n}\n";
    folder.put("main.tf", main).put("m/main.tf", module);
    let said = program(folder.path(), &["why", "module.f"]).stdout;
    for lines in [
        &[
            "timeout               14m or 30s, written  (m/main.tf:6:13: var.to)",
            "14m when var.big",
            "through module.f to  (main.tf:5:22: local.long)",
            "through local.long  (main.tf:9:11)",
            "30s when not (var.big)",
            "through module.f to  (main.tf:5:35)",
        ][..],
        &[
            "reserved_concurrency  1 or 2, written  (m/main.tf:8:36: each.value)",
            "1 of a",
            "through each.value  (m/main.tf:4:20)",
        ],
        &[
            "memory                512Mi or 1Gi, written  (m/main.tf:7:17: var.mem)",
            "512Mi when var.env is dev",
            "through module.f mem  (main.tf:6:12: local.sizes[var.env])",
            "through local.sizes  (main.tf:10:19)",
        ],
    ] {
        let found: Vec<&str> =
            said.lines().map(str::trim).skip_while(|line| *line != lines[0]).take(lines.len()).collect();
        assert_eq!(found, lines, "{said}");
    }
}
