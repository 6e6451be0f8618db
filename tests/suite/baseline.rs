//! Baselines: through a whole scan, what an entry takes and what it does not; as commands, what they write and refuse.

use std::fs;
use std::path::Path;

use misfit::discover::memory::Memory;
use misfit::model::baseline::FILE;
use misfit::model::overrides::Overrides;
use misfit::model::problem::ProblemKind;
use misfit::model::report::Report;
use misfit::scan::{Memo, scan};

use crate::program::{Answer, Folder, misfit};

/// A function that may run for 1000 s where 900 are the most.
const LAMBDA: &str = "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n";
const PROVIDER: &str = "provider \"aws\" {}\nvariable \"t\" {}\n";
const POLICY: &str = "timeout-over-platform-limit";

/// The entry of [`LAMBDA`] in `infra`, as `create` writes it.
const ENTRY: &str = r#"{"unit":"infra","fingerprint":"timeout-over-platform-limit@aws_lambda_function.f","severity":"error","values":{"facts.timeout":1000,"gives.limits.timeout":900}}"#;

fn whole(entries: &[&str]) -> String {
    format!("{{\"version\": 1, \"findings\": [\n{}\n]}}\n", entries.join(",\n"))
}

/// What a scan made of a baseline: open findings by message, states with their reasons, and problems.
struct Case {
    name: &'static str,
    /// The function, in `infra/main.tf`.
    main: String,
    /// Further files.
    more: Vec<(&'static str, String)>,
    entries: Vec<String>,
    paths: &'static [&'static str],
    /// A part of the one open finding's message, if there is one.
    open: Option<&'static str>,
    /// The state of each entry, with a part of its reason.
    states: &'static [(&'static str, &'static str)],
    /// A part of the one problem's message, if there is one.
    problem: Option<&'static str>,
}

/// What a case has where it says nothing else.
fn case(name: &'static str) -> Case {
    Case {
        name,
        main: LAMBDA.to_owned(),
        more: Vec::new(),
        entries: vec![ENTRY.to_owned()],
        paths: &[],
        open: None,
        states: &[("taken", "")],
        problem: None,
    }
}

/// A task on Fargate that asks for the host in two ways.
const AGENT: &str = r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
  "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {
    "CapacityProviders": ["FARGATE"],
    "DefaultCapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1}]}},
  "Agent": {"Type": "AWS::ECS::Service", "Properties": {
    "Cluster": {"Ref": "Cluster"}, "DesiredCount": 1, "TaskDefinition": {"Ref": "AgentTask"}}},
  "AgentTask": {"Type": "AWS::ECS::TaskDefinition", "Properties": {
    "NetworkMode": "host", "PidMode": "host", "Cpu": "256", "Memory": "512",
    "ContainerDefinitions": [{"Name": "agent", "Image": "public.ecr.aws/datadog/agent:7"}]}}}}
"#;
const AGENT_ENTRY: &str = r#"{"unit":"t.json","fingerprint":"privileged-on-managed-sandbox@Agent","severity":"error","values":{"facts.host_network":true,"facts.host_pid":true,"gives.host_access":"refused"}}"#;

/// A function with data that is regulated.
const VAULT: &str =
    "provider \"aws\" {}\nresource \"aws_lambda_function\" \"vault\" {\n  tags = { DataClassification = \"PCI\" }\n}\n";
const VAULT_ENTRY: &str = r#"{"unit":"data","fingerprint":"regulated-data-on-shared-serverless@aws_lambda_function.vault","severity":"warning","values":{"gives.family":"serverless","gives.hardware":"shared","gives.os_patching":"provider","needs.regimes":"pci","needs.regulated":true}}"#;

fn with(timeout: &str) -> String {
    LAMBDA.replace("1000", timeout)
}

fn cases() -> Vec<Case> {
    let changed = |from: &str, to: &str| vec![ENTRY.replace(from, to)];
    let cron = "resource \"aws_lambda_function\" \"g\" {\n  timeout = 2000\n}\n";
    vec![
        case("taken"),
        Case { states: &[("better", "")], main: with("950"), ..case("better") },
        Case {
            main: with("1200"),
            open: Some("; in the baseline with a timeout of 16m40s, now with a timeout of 20m"),
            states: &[("worse", "with a timeout of 16m40s, now")],
            ..case("worse")
        },
        Case {
            entries: changed("\"error\"", "\"warning\""),
            open: Some("; in the baseline as a warning, now as an error"),
            states: &[("worse", "")],
            ..case("louder")
        },
        Case {
            entries: changed("900", "950"),
            open: Some("with a limit of 15m50s a run, now with a limit of 15m a run"),
            states: &[("worse", "")],
            ..case("a limit that fell")
        },
        Case {
            entries: changed("\"facts.timeout\":1000,", ""),
            open: Some("in the baseline for another reason, now with a timeout of 16m40s"),
            states: &[("worse", "")],
            ..case("a ground that it did not have")
        },
        Case {
            more: vec![("t.json", AGENT.to_owned())],
            entries: vec![ENTRY.to_owned(), AGENT_ENTRY.to_owned()],
            states: &[("taken", ""), ("taken", "")],
            ..case("two grounds, each enough")
        },
        Case {
            more: vec![("t.json", AGENT.to_owned())],
            entries: vec![ENTRY.to_owned(), AGENT_ENTRY.replace("\"facts.host_pid\":true,", "")],
            open: Some("in the baseline for another reason, now with the host's processes"),
            states: &[("taken", ""), ("worse", "")],
            ..case("a second ground beside the first, which was enough")
        },
        Case {
            more: vec![("data/main.tf", VAULT.to_owned())],
            entries: vec![ENTRY.to_owned(), VAULT_ENTRY.to_owned()],
            states: &[("taken", ""), ("taken", "")],
            ..case("regulated as it was")
        },
        Case {
            more: vec![("data/main.tf", VAULT.to_owned())],
            entries: vec![ENTRY.to_owned(), VAULT_ENTRY.replace("\"pci\"", "\"hipaa\"")],
            open: Some("in the baseline with data under hipaa, now with data under pci"),
            states: &[("taken", ""), ("worse", "")],
            ..case("regulated by another regime")
        },
        Case {
            more: vec![("data/main.tf", VAULT.replace("}\n}", ", \"data-classification\" = \"restricted\" }\n}"))],
            entries: vec![ENTRY.to_owned(), VAULT_ENTRY.to_owned()],
            open: Some("now with data of level restricted"),
            states: &[("taken", ""), ("worse", "")],
            ..case("regulated by a level as well")
        },
        Case {
            entries: changed("\"facts.timeout\":1000", "\"facts.timeout\":{\"unknown\":true,\"at_least\":950}"),
            states: &[("better", "")],
            ..case("a value that was not known")
        },
        Case {
            main: with("800"),
            states: &[("stale", "it does not hold any more")],
            problem: Some("which is stale: it does not hold any more"),
            ..case("mended")
        },
        Case {
            main: LAMBDA.replace("\"f\"", "\"h\""),
            open: Some("aws_lambda_function.h sets a timeout"),
            states: &[("stale", "there is no such workload")],
            problem: Some("of infra::aws_lambda_function.f, which is stale: there is no such workload"),
            ..case("renamed: it is new")
        },
        Case {
            entries: changed("\"infra\"", "\"infrastructure\""),
            open: Some("sets a timeout"),
            states: &[("stale", "there is no such workload")],
            problem: Some("infrastructure::aws_lambda_function.f"),
            ..case("its unit was renamed: it is new")
        },
        Case {
            entries: vec![ENTRY.to_owned(), ENTRY.to_owned()],
            states: &[("taken", ""), ("stale", "it does not hold any more")],
            problem: Some("stale"),
            ..case("one finding is taken once")
        },
        Case {
            more: vec![("infra/more.tf", cron.to_owned())],
            open: Some("aws_lambda_function.g sets a timeout"),
            ..case("another one in the same unit")
        },
        Case {
            entries: changed(POLICY, "timeout-over-platform-limits"),
            open: Some("sets a timeout"),
            states: &[("stale", "there is no policy `timeout-over-platform-limits`")],
            problem: Some("there is no policy"),
            ..case("of a policy that there is not")
        },
        Case {
            main: format!("{PROVIDER}{}", with("var.t")),
            states: &[("cannot-tell", "what would decide it is not known")],
            ..case("it cannot be told now")
        },
        Case {
            more: vec![("misfit.yaml", format!("policies: {{{POLICY}: off}}\n"))],
            states: &[("cannot-tell", "its policy is off")],
            ..case("its policy is off")
        },
        Case {
            main: LAMBDA.replace("1000\n", &format!("1000 # misfit: ignore[{POLICY}] it is being split\n")),
            states: &[("stale", "a suppression accepts it")],
            problem: Some("a suppression accepts it"),
            ..case("suppressed: that goes first")
        },
        Case {
            main: "resource \"aws_lambda_function\" {\n".to_owned(),
            states: &[("cannot-tell", "there is a problem in infra/main.tf")],
            problem: Some("a `}` is missing"),
            ..case("its file cannot be read")
        },
        Case {
            main: with("800"),
            more: vec![("infra/more.tf", "resource \"x\" {\n".to_owned())],
            states: &[("cannot-tell", "there is a problem in infra/more.tf")],
            problem: Some("a `}` is missing"),
            ..case("a file beside it cannot be read: that it does not hold proves nothing")
        },
        Case {
            more: vec![("misfit.yaml", "exclude: [infra]\n".to_owned())],
            states: &[("cannot-tell", "infra/main.tf is excluded")],
            ..case("its file is excluded")
        },
        Case {
            main: with("800"),
            more: vec![("other/main.tf", cron.to_owned())],
            paths: &["other"],
            open: Some("aws_lambda_function.g"),
            states: &[("elsewhere", "")],
            ..case("stale in a path that was not named")
        },
        Case {
            main: LAMBDA.replace("\"f\"", "\"h\""),
            paths: &["infra/main.tf"],
            open: Some("aws_lambda_function.h"),
            states: &[("elsewhere", "")],
            ..case("gone from some file of a unit of which one was named")
        },
        Case { paths: &["infra/main.tf"], ..case("taken in a path that was named") },
        Case { more: vec![("deep/misfit-baseline.json", whole(&[]))], ..case("one below the root is not in force") },
    ]
}

fn files(case: &Case) -> Memory {
    let mut memory = Memory::new();
    let entries: Vec<&str> = case.entries.iter().map(String::as_str).collect();
    memory.insert(FILE, whole(&entries));
    memory.insert("infra/main.tf", case.main.as_str());
    for (path, text) in &case.more {
        memory.insert(*path, text.as_str());
    }
    memory
}

fn states(report: &Report) -> Vec<(&str, &str)> {
    let entries = report.baseline.iter().flat_map(|baseline| &baseline.entries);
    entries.map(|(_, state)| (state.name(), state.reason().unwrap_or_default())).collect()
}

#[test]
fn an_entry_takes_its_finding_while_that_is_no_worse() {
    let mut wrong = Vec::new();
    let cases = cases();
    let mut memo = Memo::new();
    for case in &cases {
        let paths = case.paths.iter().map(|path| (*path).to_owned()).collect();
        let report = scan(&files(case), &Overrides { paths, ..Overrides::default() }, &mut memo);
        let open: Vec<&str> = report.findings.iter().map(|finding| finding.message.as_str()).collect();
        let problems: Vec<&str> = report.problems.iter().map(|problem| problem.message.as_str()).collect();
        let fits = |texts: &[&str], part: Option<&str>| match (texts, part) {
            ([], None) => true,
            ([text], Some(part)) => text.contains(part),
            _ => false,
        };
        let found = states(&report);
        let same = found.len() == case.states.len()
            && found.iter().zip(case.states).all(|(is, should)| is.0 == should.0 && is.1.contains(should.1));
        let taken = found.iter().filter(|(name, _)| matches!(*name, "taken" | "better")).count();
        if !fits(&open, case.open)
            || !fits(&problems, case.problem)
            || !same
            || report.baselined.len() != taken
            || report.problems.iter().any(|problem| problem.kind == ProblemKind::Settings)
            || report.coverage.passed_by.values().flatten().any(|path| path == FILE)
        {
            wrong.push(format!("{}: open {open:?}, entries {found:?}, problems {problems:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_worse_finding_shows_the_entry_beside_its_own_lines() {
    let report = scan(&files(&Case { main: with("1200"), ..case("worse") }), &Overrides::default(), &mut Memo::new());
    let related = report.findings[0].related.last().unwrap();
    assert_eq!(report.sources.path(related.span), FILE);
    assert_eq!(report.sources.start(related.span).line, 2);
    assert_eq!(
        (related.path.as_str(), related.text.as_str()),
        ("facts.timeout", "in the baseline with a timeout of 16m40s")
    );
}

#[test]
fn a_wrong_baseline_is_told_where_it_is_wrong_and_spoils_the_answer() {
    let rows = [
        ("", "this baseline is empty", 0),
        ("[]", "a baseline is a map of `version` and `findings`", 1),
        ("{\n\"findings\": []}", "`version` is missing", 1),
        ("{\"version\": 1}", "`findings` is missing", 1),
        ("{\n\"version\": 2, \"more\": 1}", "this misfit reads baselines of version 1, and this one is of another", 2),
        ("{\"version\": 1, \"findings\": {}}", "`findings` is a list", 1),
        ("{\"version\": 1,\n\"finding\": [], \"findings\": []}", "a baseline has no key `finding`", 2),
        ("{\"version\": 1, \"findings\": [\n{\"unit\": \"infra\"", "is not closed", 2),
        ("{\"version\": 1, \"findings\": [\n<<<<<<< main\n]}", "this is no valid JSON", 2),
    ];
    for (text, message, line) in rows {
        assert_told(text, message, line);
    }
    let entries = [
        (ENTRY.replace("unit", "units"), "a finding of the baseline has no key `units`"),
        (ENTRY.replace("\"infra\"", "1"), "`unit` is text"),
        (ENTRY.replace("@", "/"), "is no fingerprint"),
        (ENTRY.replace("\"error\"", "\"eror\""), "there is no severity `eror`"),
        (ENTRY.replace("1000", "[[1000]]"), "a value is null, true, false, a number or text"),
        (ENTRY.replace("1000", "{\"at_least\": 1}"), "a value that is not known says `\"unknown\": true`"),
        (ENTRY.replace("1000", "{\"unknown\": true, \"at_most\": \"9\"}"), "`at_most` is a number"),
        (ENTRY.replace("\"values\":{", "\"variants\":\"dev\",\"values\":{"), "`variants` is a list of texts"),
        (ENTRY.replace("\"facts.timeout\"", "\"gives.limits.timeout\""), "gives.limits.timeout"),
    ];
    for (entry, message) in entries {
        assert_told(&whole(&[&entry]), message, 2);
    }
}

fn assert_told(text: &str, message: &str, line: u32) {
    let mut memory = files(&case(""));
    memory.insert(FILE, text);
    let report = scan(&memory, &Overrides::default(), &mut Memo::new());
    let told = report.problems.iter().any(|problem| {
        let at = problem.span.map_or(0, |span| report.sources.start(span).line);
        problem.kind == ProblemKind::Settings && problem.path == FILE && problem.message.contains(message) && at == line
    });
    assert!(told, "{text}: {message} in line {line}\n{:?}", report.problems);
    let helps = report.problems.iter().all(|problem| problem.help.is_some());
    assert!(helps, "{text}: nothing says what to do\n{:?}", report.problems);
}

fn project() -> Folder {
    let folder = Folder::new();
    folder.put("infra/main.tf", LAMBDA).put("web/main.tf", LAMBDA.replace("\"f\"", "\"w\""));
    folder
}

fn kept(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join(FILE)).unwrap_or_default()
}

/// Runs a command and holds its exit code; gives all that it said.
fn said(folder: &Path, arguments: &[&str], exit: i32) -> String {
    let Answer { exit: is, stdout, stderr } = misfit(folder, arguments);
    assert_eq!(is, exit, "misfit {}\n{stdout}{stderr}", arguments.join(" "));
    format!("{stdout}{stderr}")
}

#[test]
fn a_baseline_starts_shrinks_and_never_grows_by_itself() {
    let folder = project();
    let root = folder.path();
    said(root, &["check"], 1);
    assert!(
        said(root, &["baseline", "show"], 2).contains("there is no misfit-baseline.json; `misfit baseline create`")
    );
    assert!(said(root, &["baseline", "prune"], 2).contains("there is no misfit-baseline.json"));
    assert!(said(root, &["baseline", "create"], 0).contains("misfit-baseline.json has 2 findings now"));
    let second = ENTRY.replace("infra", "web").replace("function.f", "function.w");
    let first = kept(&folder);
    assert_eq!(
        first,
        format!("{{\n  \"version\": 1,\n  \"findings\": [\n    {ENTRY},\n    {second}\n  ]\n}}\n"),
        "one finding a line, in order"
    );
    let clean = said(root, &["check"], 0);
    assert!(clean.contains("2 function · 2 undecided · 2 in the baseline\n"), "{clean}");
    assert!(!clean.contains("passed by"), "{clean}");
    assert!(said(root, &["--no-baseline"], 1).contains("2 errors"));

    // A second time nothing is written, from wherever it is asked.
    folder.put("web/more.tf", LAMBDA);
    assert!(said(root, &["check"], 1).contains("1 error"));
    let refused = said(&root.join("web"), &["baseline", "create"], 2);
    assert!(refused.contains("is there already, and nothing was written"), "{refused}");
    assert!(refused.contains("misfit baseline prune") && refused.contains("--replace"), "{refused}");
    said(root, &["baseline", "prune"], 0);
    assert_eq!(kept(&folder), first, "prune adds nothing");

    // What got better is tightened, what is gone is taken out, what got worse stays as it was.
    folder.put("infra/main.tf", with("950")).put("web/main.tf", with("800"));
    let better = said(root, &["check"], 1);
    assert!(better.contains("1 in the baseline (1 stale)"), "{better}");
    assert!(better.contains("[baseline]") && better.contains("misfit baseline prune"), "{better}");
    let shown = said(root, &["baseline", "show"], 0);
    assert!(
        shown.contains("better") && shown.contains("stale") && shown.contains("there is no such workload"),
        "{shown}"
    );
    let pruned = said(root, &["baseline", "prune"], 0);
    assert!(pruned.contains("tightened timeout-over-platform-limit of infra::aws_lambda_function.f"), "{pruned}");
    assert!(pruned.contains("took out timeout-over-platform-limit of web::aws_lambda_function.w"), "{pruned}");
    assert!(kept(&folder).contains("\"facts.timeout\":950") && !kept(&folder).contains("web"), "{}", kept(&folder));
    folder.put("infra/main.tf", with("951"));
    assert!(
        said(root, &["check", "--format", "concise"], 1)
            .contains("in the baseline with a timeout of 15m50s, now with a timeout of 15m51s")
    );
    assert!(said(root, &["baseline", "show"], 0).contains("worse"));
    assert!(said(root, &["baseline", "prune"], 0).contains("nothing to take out"));
    assert!(kept(&folder).contains("950"), "what is worse stays as it was taken in");

    // Anew: all that is there, or all of some paths.
    said(root, &["baseline", "create", "--replace", "infra"], 0);
    assert!(kept(&folder).contains("951") && !kept(&folder).contains("web"), "{}", kept(&folder));
    said(root, &["baseline", "create", "--replace", "web"], 0);
    assert!(kept(&folder).contains("951") && kept(&folder).contains("web"), "{}", kept(&folder));
    assert!(said(root, &["check"], 0).contains("2 in the baseline"));
}

#[test]
fn nothing_is_written_where_the_answer_cannot_be_trusted() {
    let folder = project();
    let root = folder.path();
    folder.put("misfit.yaml", "excluded: [infra]\n");
    assert!(said(root, &["baseline", "create"], 2).contains("misfit.yaml:1: misfit.yaml has no key `excluded`"));
    assert_eq!(kept(&folder), "");
    folder.put("misfit.yaml", "");
    folder.put(FILE, "{\"version\": 2}");
    assert!(said(root, &["check"], 2).contains("this misfit reads baselines of version 1"));
    for command in [&["baseline", "prune"][..], &["baseline", "show"], &["baseline", "create", "--replace", "infra"]] {
        assert!(said(root, command, 2).contains("misfit-baseline.json:1: this misfit reads baselines of version 1"));
    }
    assert_eq!(kept(&folder), "{\"version\": 2}");
    said(root, &["baseline", "create", "--replace"], 0);
    said(root, &["check"], 0);
    assert!(said(root, &["baseline", "show", "--no-baseline"], 2).contains("nothing to work on"));
}

#[test]
fn what_cannot_be_read_drops_nothing() {
    let folder = project();
    let root = folder.path();
    let told = "there are problems in infra/main.tf: what they hide is not taken in";
    let broken = format!("{LAMBDA}{{\n");
    folder.put("infra/main.tf", broken.as_str());
    let first = said(root, &["baseline", "create"], 0);
    assert!(first.contains("has 1 finding now") && first.contains(told), "{first}");
    folder.put("infra/main.tf", LAMBDA);
    said(root, &["baseline", "create", "--replace"], 0);
    let whole = kept(&folder);
    assert!(whole.contains(ENTRY), "{whole}");
    for paths in [&[][..], &["infra"], &["web"]] {
        folder.put("infra/main.tf", broken.as_str());
        said(root, &["baseline", "prune"], 0);
        let again = said(root, &[&["baseline", "create", "--replace"], paths].concat(), 0);
        assert_eq!(kept(&folder), whole, "{paths:?}: {again}");
        assert_eq!(again.contains(told), paths != ["web"], "{paths:?}: {again}");
        assert_eq!(again.contains("1 finding that cannot be told now stays as it was"), paths != ["web"], "{again}");
        folder.put("infra/main.tf", LAMBDA);
        said(root, &["check"], 0);
    }
    // Who names the file wants an answer of it.
    folder.put("infra/main.tf", broken.as_str());
    let named = said(root, &["baseline", "create", "--replace", "infra/main.tf"], 2);
    assert!(named.contains("and nothing was written"), "{named}");
}

#[test]
fn a_baseline_may_stand_elsewhere_and_there_may_be_nothing_to_start_with() {
    let folder = project();
    let root = folder.path();
    let gone = said(root, &["--baseline", "ci/accepted.json"], 2);
    assert!(gone.contains("there is nothing at this path") && gone.contains("ci/accepted.json"), "{gone}");
    // What is said to be done about it is of that one, and works.
    assert!(gone.contains("`misfit baseline create` writes it, with the same `--baseline`"), "{gone}");
    assert!(said(root, &["baseline", "show"], 2).contains("`misfit baseline create` writes one\n"));
    folder.put("ci/keep", "");
    said(root, &["baseline", "create", "--baseline", "ci/accepted.json"], 0);
    let twice = said(root, &["baseline", "create", "--baseline", "ci/accepted.json"], 2);
    assert!(twice.contains("with what is new, with the same `--baseline`"), "{twice}");
    folder.put("ci/broken.json", "{\"version\": 2}");
    let broken = said(root, &["--baseline", "ci/broken.json"], 2);
    let broken = broken.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(broken.contains("writes it anew for this one, with the same `--baseline`"), "{broken}");
    assert!(said(root, &["--baseline", "ci/accepted.json"], 0).contains("2 in the baseline"));
    said(root, &["check"], 1);
    let json = said(root, &["baseline", "show", "--baseline", "ci/accepted.json", "--format", "json"], 0);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["entries"][0]["state"], "taken");
    assert_eq!(json["entries"][0]["values"]["facts.timeout"], 1000);

    folder.put("infra/main.tf", with("800")).put("web/main.tf", with("800"));
    assert!(said(root, &["baseline", "create"], 0).contains("nothing to start with"));
    assert!(!root.join(FILE).exists());
    let pruned = said(root, &["baseline", "prune", "--baseline", "ci/accepted.json"], 0);
    assert!(pruned.contains("ci/accepted.json is empty; remove it"), "{pruned}");
    said(root, &["--baseline", "ci/accepted.json"], 0);
}

#[test]
fn json_has_what_the_baseline_took() {
    let folder = project();
    said(folder.path(), &["baseline", "create"], 0);
    folder.put("web/main.tf", with("800"));
    let json: serde_json::Value = serde_json::from_str(&said(folder.path(), &["--format", "json"], 0)).unwrap();
    assert_eq!(json["baselined"][0]["policy"], POLICY);
    assert_eq!(json["baselined"][0]["baseline"]["line"], 4);
    assert_eq!((&json["summary"]["baselined"], &json["summary"]["stale"]), (&1.into(), &1.into()));
    assert_eq!(json["problems"][0]["kind"], "baseline");
}
