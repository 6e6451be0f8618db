//! Suppressions as an editor writes them: offered, written, still without effect, and in effect once there is a reason.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use super::{Suppress, World, suppress};
use crate::discover::disk::Disk;
use crate::discover::memory::Memory;

/// A function that runs longer than it may; `timeout` stands in its second line.
const FUNCTION: &str = "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n";
/// The same in JSON.
const JSON: &str = "{\"resource\": {\"aws_lambda_function\": {\"f\": {\"timeout\": 1000}}}}\n";
const COMMENT: &str = "# misfit: ignore[timeout-over-platform-limit] TODO: why this is accepted";
const REASON: &str = "reason: 'TODO: why this is accepted'";

struct Case {
    name: &'static str,
    /// The first is the one that the cursor is in.
    files: Vec<(&'static str, String)>,
    /// What the cursor stands before.
    cursor: &'static str,
    /// The file that is written, and what stands in it then; nothing where nothing is offered.
    expected: Option<(&'static str, String)>,
}

fn case(
    name: &'static str,
    files: &[(&'static str, &str)],
    cursor: &'static str,
    expected: Option<(&'static str, &str)>,
) -> Case {
    let files = files.iter().map(|(path, text)| (*path, (*text).to_owned())).collect();
    Case { name, files, cursor, expected: expected.map(|(path, text)| (path, text.to_owned())) }
}

fn world(files: &[(&str, String)]) -> World {
    let files: Memory = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let mut world = World::new(Box::new(files));
    world.scan().unwrap();
    world
}

/// A file's text as spans see it.
fn text_of(world: &World, path: &str) -> String {
    world.source(path).map(|source| source.text.to_string()).unwrap_or_default()
}

/// The file with what is offered in it.
fn written(world: &World, offered: &Suppress) -> String {
    let mut text = text_of(world, &offered.path);
    text.insert_str(offered.at as usize, &offered.text);
    text
}

/// Writes what is offered, and sees that it suppresses nothing before it has a reason, and the finding alone after.
fn holds_what_it_says(world: &mut World, offered: &Suppress, name: &str) {
    let before: Vec<String> = open(world);
    let accepted = world.report().suppressed.len();
    let text = written(world, offered);
    world.set_buffer(&offered.path, Some(text.clone()));
    world.scan().unwrap();
    assert_eq!(open(world), before, "{name}: suppressed without a reason");
    let told = world.report().problems.iter().filter(|problem| problem.message.contains("gives no reason yet"));
    assert_eq!(told.count(), 1, "{name}: {:?}", world.report().problems);
    let with_reason = offered.text.replace("TODO: why this is accepted", "agreed with payments until=2027-01-31");
    assert_ne!(with_reason, offered.text, "{name}");
    world.set_buffer(&offered.path, Some(text.replace(&offered.text, &with_reason)));
    world.scan().unwrap();
    assert_eq!(world.report().suppressed.len(), accepted + 1, "{name}: {:?}", world.report().problems);
    assert_eq!(open(world).len() + 1, before.len(), "{name}");
    let wrong: Vec<_> =
        world.report().problems.iter().filter(|problem| problem.message.contains("no reason yet")).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:?}");
}

fn open(world: &World) -> Vec<String> {
    world.report().findings.iter().map(|finding| finding.fingerprint.clone()).collect()
}

fn check(cases: &[Case]) {
    for case in cases {
        let mut world = world(&case.files);
        let path = case.files[0].0;
        let at = text_of(&world, path).find(case.cursor).expect("the cursor's place is in the text");
        let at = u32::try_from(at).unwrap();
        let offered = suppress(&mut world, path, at..at);
        let Some((file, text)) = &case.expected else {
            assert_eq!(offered, [], "{}", case.name);
            continue;
        };
        let [offered] = &offered[..] else { panic!("{}: {} offers", case.name, offered.len()) };
        assert_eq!((offered.path.as_str(), &written(&world, offered)), (*file, text), "{}", case.name);
        holds_what_it_says(&mut world, offered, case.name);
    }
}

#[test]
fn a_comment_is_written_above_the_line() {
    let put = |text: &str, before: &str, indent: &str, end: &str| {
        text.replacen(before, &format!("{indent}{COMMENT}{end}{before}"), 1)
    };
    let crlf = FUNCTION.replace('\n', "\r\n");
    let tabs = FUNCTION.replace("  ", "\t");
    let one_line = FUNCTION.replace("\n  ", " ").replace("\n}\n", " }");
    let other = FUNCTION.replace("  timeout", "  # misfit: ignore[state-on-spot] no\n  timeout");
    let beside = FUNCTION.replace("1000\n", "1000 # seconds\n");
    let asked = FUNCTION.replace("  timeout", &format!("  {COMMENT}\n\n  # seconds\n  timeout"));
    let asked_above = format!("// misfit:ignore[state-on-spot, timeout-over-platform-limit] TODO\n{FUNCTION}");
    let toml = "service = \"a\"\n[provider]\nname = \"aws\"\n[functions.f]\nhandler = \"a.b\"\ntimeout = 1000\n";
    let template = "Resources:\r\n  é🦀:\r\n    Type: A\r\n  F:\r\n    Type: AWS::Lambda::Function\r\n    Properties: \
                    {MemorySize: 128,\r\n      Timeout: 1000}";
    check(&[
        case("in a block", &[("a.tf", FUNCTION)], "1000", Some(("a.tf", &put(FUNCTION, "  timeout", "  ", "\n")))),
        case("with CRLF", &[("a.tf", &crlf)], "= 1000", Some(("a.tf", &put(&crlf, "  timeout", "  ", "\r\n")))),
        case("with tabs", &[("a.tf", &tabs)], "\n}", Some(("a.tf", &put(&tabs, "\ttimeout", "\t", "\n")))),
        case("one line", &[("a.tf", &one_line)], "f\"", Some(("a.tf", &put(&one_line, "resource", "", "\n")))),
        case(
            "behind a byte order mark",
            &[("a.tf", &format!("\u{feff}{one_line}"))],
            "1000",
            Some(("a.tf", &put(&one_line, "resource", "", "\n"))),
        ),
        case(
            "below a comment of another policy",
            &[("a.tf", &other)],
            "1000",
            Some(("a.tf", &put(&other, "  timeout", "  ", "\n"))),
        ),
        case("beside a comment", &[("a.tf", &beside)], "# se", Some(("a.tf", &put(&beside, "  timeout", "  ", "\n")))),
        case(
            "in a flow map",
            &[("t.yaml", template)],
            "Timeout",
            Some(("t.yaml", &put(template, "      Ti", "      ", "\r\n"))),
        ),
        case(
            "in TOML",
            &[("serverless.toml", toml)],
            "1000",
            Some(("serverless.toml", &put(toml, "timeout", "", "\n"))),
        ),
        case("where one waits for its reason", &[("a.tf", &asked)], "1000", None),
        case("where one waits above the workload", &[("a.tf", &asked_above)], "1000", None),
        case("where there is nothing", &[("a.tf", FUNCTION)], "}", None),
    ]);
}

#[test]
fn where_no_comment_works_the_settings_accept_it() {
    let entry =
        |address: &str| format!("  - address: {address}\n    policy: timeout-over-platform-limit\n    {REASON}\n");
    let own = entry("aws_lambda_function.f");
    let new = format!("accept:\n{own}");
    let flow = format!("{{address: aws_lambda_function.f, policy: timeout-over-platform-limit, {REASON}}}");
    let json = |settings: &str| vec![("a.tf.json", JSON.to_owned()), ("misfit.yaml", settings.to_owned())];
    let with = |name, settings: &str, expected: &str| Case {
        name,
        files: json(settings),
        cursor: "1000",
        expected: (!expected.is_empty()).then(|| ("misfit.yaml", expected.to_owned())),
    };
    let known = "accept:\n  - {path: none, policy: state-on-spot, reason: known} # so be it\n";
    let zero = "# ours\naccept:\n- path: none\n  policy: state-on-spot\n  reason: |\n    known\n\n    and agreed\n\n# theirs\nexclude: [x]\n";
    let at_zero = own.lines().map(|line| format!("{}\n", line.strip_prefix("  ").unwrap())).collect::<String>();
    let further = new.lines().map(|line| format!("  {line}\n")).collect::<String>();
    check(&[
        case("new ones", &[("a.tf.json", JSON)], "1000", Some(("misfit.yaml", &new))),
        with("empty ones", "", &new),
        with("with a comment alone", "# ours", &format!("# ours\n{new}")),
        with("with other keys", "exclude: [x]\n", &format!("exclude: [x]\n{new}")),
        with("without a last line end", "exclude: [x]", &format!("exclude: [x]\n{new}")),
        with("with CRLF", "exclude: [x]\r\n", &format!("exclude: [x]\n{new}").replace('\n', "\r\n")),
        with("further in", "  exclude: [x]\n", &format!("  exclude: [x]\n{further}")),
        with("with a list", known, &format!("{known}{own}")),
        with("with a list at the left", zero, &zero.replace("agreed\n", &format!("agreed\n{at_zero}"))),
        with("with a list in flow", "accept: []\n", &format!("accept: [{flow}]\n")),
        with(
            "with more in flow",
            "accept: [ {path: none, policy: state-on-spot, reason: known}]\n",
            &format!("accept: [{flow},  {{path: none, policy: state-on-spot, reason: known}}]\n"),
        ),
        with("all in flow", "{exclude: [x]}\n", &format!("{{accept: [{flow}], exclude: [x]}}\n")),
        with("with nothing accepted", "accept: # none\nexclude: []\n", &format!("accept: # none\n{own}exclude: []\n")),
        with("with one that waits for its reason", &new, ""),
        with("with what is no list", "accept: all\n", ""),
        with("broken", "accept: [\n", ""),
        with("of two documents", "exclude: [x]\n---\nexclude: [y]\n", ""),
        case(
            "by their other name",
            &[("a.tf.json", JSON), ("misfit.yml", "exclude: []\n")],
            "1000",
            Some(("misfit.yml", &format!("exclude: []\n{new}"))),
        ),
        case(
            "of what a program writes",
            &[("a.tf", &format!("# Code generated by x. DO NOT EDIT.\n{FUNCTION}"))],
            "1000",
            Some(("misfit.yaml", &new)),
        ),
    ]);
}

#[test]
fn what_a_comment_would_take_too_much_of_is_accepted_by_address() {
    let two = "Resources: {F: {Type: 'AWS::Lambda::Function', Properties: {Timeout: 1000}}, G: {Type: \
               'AWS::Lambda::Function', Properties: {Timeout: 1000}}}\n";
    let mut world = world(&[("t.yaml", two.to_owned())]);
    let offered = suppress(&mut world, "t.yaml", 0..0);
    let said: Vec<(&str, bool)> =
        offered.iter().map(|one| (one.title.as_str(), one.text.contains("address: t.yaml::"))).collect();
    assert_eq!(
        said,
        [
            ("Accept timeout-over-platform-limit of F in misfit.yaml, with a reason", true),
            ("Accept timeout-over-platform-limit of G in misfit.yaml, with a reason", true),
        ]
    );
    holds_what_it_says(&mut world, &offered[0], "two in a line");
}

#[test]
fn of_two_with_one_address_the_file_says_which() {
    let service = "{\"apiVersion\": \"serving.knative.dev/v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"f\"}, \
                   \"spec\": {\"template\": {\"spec\": {\"timeoutSeconds\": 100000, \"containers\": [{\"image\": \"a\"}]}}}}\n";
    let mut world = world(&[("[a] b.json", service.to_owned()), ("b.json", service.to_owned())]);
    let at = u32::try_from(service.find("100000").unwrap()).unwrap();
    let offered = suppress(&mut world, "[a] b.json", at..at);
    let [offered] = &offered[..] else { panic!("{offered:?}") };
    assert!(offered.text.contains("\n    path: '[[]a[]] b.json'\n"), "{}", offered.text);
    holds_what_it_says(&mut world, offered, "two with one address");
}

#[test]
fn what_a_module_makes_is_accepted_at_its_call() {
    let module =
        "variable \"t\" {\n  default = 1000\n}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = var.t\n}\n";
    let main = "module \"a\" {\n  source = \"./m\"\n  t      = 1200\n}\nmodule \"b\" {\n  source = \"./m\"\n}\n";
    check(&[
        case(
            "by an argument",
            &[("main.tf", main), ("m/main.tf", module)],
            "1200",
            Some(("main.tf", &main.replacen("  t ", &format!("  {COMMENT}\n  t "), 1))),
        ),
        case(
            "by a line of the module",
            &[("main.tf", main), ("m/main.tf", module)],
            "\"b\"",
            Some(("main.tf", &main.replacen("module \"b\"", &format!("{COMMENT}\nmodule \"b\""), 1))),
        ),
    ]);
    let each = main.replacen("  t ", "  for_each = toset([\"x\", \"y/z\"])\n  t ", 1);
    let mut world = world(&[("main.tf", each.clone()), ("m/main.tf", module.to_owned())]);
    let at = u32::try_from(each.find("1200").unwrap()).unwrap();
    let offered = suppress(&mut world, "main.tf", at..at);
    assert_eq!(offered.len(), 2, "one a finding: {offered:?}");
    let text = written(&world, &offered[0]).replace("TODO: why this is accepted", "known");
    world.set_buffer("main.tf", Some(text));
    world.scan().unwrap();
    assert_eq!((world.report().suppressed.len(), open(&world).len()), (2, 1), "{:?}", world.report().problems);
    let one = "accept:\n  - address: 'module.a[\"y/z\"].aws_lambda_function.f'\n    policy: timeout-over-platform-limit\n    reason: known\n";
    world.set_buffer("main.tf", Some(each));
    world.set_buffer("misfit.yaml", Some(one.to_owned()));
    world.scan().unwrap();
    assert_eq!((world.report().suppressed.len(), open(&world).len()), (1, 2), "{:?}", world.report().problems);
}

#[test]
fn every_finding_of_the_fixtures_can_be_accepted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policies");
    let mut tried = 0;
    for case in cases_in(&folder) {
        let mut world = if case.is_dir() {
            World::new(Box::new(Disk::new(&case).unwrap()))
        } else {
            let name = case.file_name().unwrap().to_string_lossy().into_owned();
            World::new(Box::new([(name, fs::read(&case).unwrap())].into_iter().collect::<Memory>()))
        };
        world.scan().unwrap();
        let findings: Vec<(String, String, u32)> = world
            .report()
            .findings
            .iter()
            .map(|finding| {
                let path = world.report().sources.path(finding.primary).to_owned();
                (finding.fingerprint.clone(), path, finding.primary.start)
            })
            .collect();
        for (fingerprint, path, at) in findings {
            let name = format!("{}: {fingerprint}", case.display());
            let offered = suppress(&mut world, &path, at..at);
            let offered = offered.iter().find(|offered| offered.fingerprint == fingerprint);
            let offered = offered.unwrap_or_else(|| panic!("{name}: nothing is offered"));
            holds_what_it_says(&mut world, offered, &name);
            world.set_buffer(&offered.path, None);
            world.scan().unwrap();
            tried += 1;
        }
    }
    assert!(tried > 100, "only {tried} findings");
}

/// The failing cases of every policy: files, and folders that are scanned as one.
fn cases_in(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let mut cases: Vec<PathBuf> =
        entries(folder).iter().filter(|path| path.is_dir()).flat_map(|policy| entries(policy)).collect();
    cases.retain(|case| {
        let name = case.file_name().unwrap().to_string_lossy();
        name.starts_with("fails-") && !name.ends_with(".expect")
    });
    cases.sort();
    cases
}

#[test]
fn of_many_findings_the_first_are_offered() {
    let main: String = (10..50).map(|number| FUNCTION.replace("\"f\"", &format!("\"f{number}\""))).collect();
    let mut world = world(&[("main.tf", main.clone())]);
    assert_eq!(world.report().findings.len(), 40);
    let offered = suppress(&mut world, "main.tf", 0..u32::try_from(main.len()).unwrap());
    let lines = main.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    });
    let first: Vec<usize> = lines.filter(|(_, line)| line.contains("timeout")).map(|(at, _)| at).take(8).collect();
    assert_eq!(offered.iter().map(|offered| offered.at as usize).collect::<Vec<_>>(), first);
}
