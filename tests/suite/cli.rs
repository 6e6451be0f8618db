//! The command line, as its users meet it: what each call answers, where, and with which exit code.

use crate::program::{Answer, Folder, answer, command, misfit};

/// One call.
struct Call {
    name: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    environment: &'static [(&'static str, &'static str)],
    exit: i32,
    /// Parts of standard output.
    stdout: &'static [&'static str],
    /// Parts of standard error.
    stderr: &'static [&'static str],
    /// What stands nowhere.
    absent: &'static [&'static str],
}

/// What a call has where it says nothing else.
const CALL: Call = Call {
    name: "",
    arguments: &[],
    input: "",
    environment: &[],
    exit: 0,
    stdout: &[],
    stderr: &[],
    absent: &["panicked", "defect"],
};

const LAMBDA: &str = "resource \"aws_lambda_function\" \"export\" {\n  timeout = 1000\n}\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: a}]}\n";
const KNATIVE: &str = "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: export\nspec:\n  template:\n    \
                       spec:\n      timeoutSeconds: 100000\n      containers: [{image: a}]\n";

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    for (path, text) in files {
        folder.put(path, text);
    }
    folder
}

fn try_all(folder: &Folder, calls: &[Call]) {
    let mut wrong = Vec::new();
    for call in calls {
        let mut program = command(folder.path(), call.arguments);
        program.envs(call.environment.iter().copied());
        let said = answer(program, call.input.as_bytes());
        let lacks = |text: &str, parts: &[&str]| parts.iter().any(|part| !text.contains(part));
        let holds = |text: &str| call.absent.iter().chain(CALL.absent).any(|part| text.contains(part));
        let Answer { exit, stdout, stderr } = &said;
        if *exit != call.exit
            || lacks(stdout, call.stdout)
            || lacks(stderr, call.stderr)
            || holds(stdout)
            || holds(stderr)
            // Whoever pipes a report away gets the report alone.
            || (call.stderr.is_empty() && !stderr.is_empty())
        {
            wrong.push(format!(
                "{}: misfit {}\n  exit {exit}, not {}\n{stdout}{stderr}",
                call.name,
                call.arguments.join(" "),
                call.exit
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} calls:\n{}", wrong.len(), calls.len(), wrong.join("\n"));
}

/// Neither an editor nor a hook has a current folder: that somebody stands in one says nothing of what is in it.
#[test]
fn the_current_folder_is_no_path_that_was_named() {
    let pci = "resource \"aws_lambda_function\" \"f\" {\n  tags = { DataClassification = \"PCI\" }\n}\n";
    let folder = folder(&[("examples/shop/main.tf", pci), ("main.tf", LAMBDA)]);
    let at = folder.path().join("examples/shop");
    for (arguments, exit, says) in [(&["check"][..], 0, "1 note"), (&["check", "."], 1, "1 warning")] {
        let said = misfit(&at, arguments);
        assert!(said.exit == exit && said.stdout.contains(says), "{arguments:?}: {said:?}");
    }
}

#[test]
fn mistakes_in_the_command_line_are_answered_with_2() {
    let folder = folder(&[("main.tf", LAMBDA), ("web.yaml", POD), ("other/web.yaml", POD)]);
    try_all(
        &folder,
        &[
            Call { name: "no such flag", arguments: &["--fromat"], exit: 2, stderr: &["'--format'"], ..CALL },
            Call {
                name: "no such format",
                arguments: &["--format", "xml"],
                exit: 2,
                stderr: &["invalid value 'xml'", "text, concise, json"],
                ..CALL
            },
            Call { name: "no day", arguments: &["--today", "tomorrow"], exit: 2, stderr: &["tomorrow"], ..CALL },
            Call {
                name: "no such path",
                arguments: &["check", "gone", "web.yaml", "gone-too"],
                exit: 2,
                stderr: &["misfit: there is no file or folder gone\nmisfit: there is no file or folder gone-too\n"],
                absent: &["1 workload"],
                ..CALL
            },
            Call {
                name: "no such policy",
                arguments: &["explain", "state-on-spto"],
                exit: 2,
                stderr: &["there is no policy or platform state-on-spto; did you mean state-on-spot?"],
                ..CALL
            },
            Call {
                name: "nothing like it",
                arguments: &["explain", "wibble"],
                exit: 2,
                stderr: &["`misfit policies` and `misfit platforms` list them"],
                ..CALL
            },
            Call {
                name: "no such workload",
                arguments: &["why", "aws_lambda_function.exprot"],
                exit: 2,
                stderr: &["there is no workload aws_lambda_function.exprot; did you mean aws_lambda_function.export?"],
                ..CALL
            },
            Call {
                name: "several such workloads",
                arguments: &["why", "web"],
                exit: 2,
                stderr: &["web may be any of 2:", "misfit:   Pod/web\n", "misfit:   other::Pod/web\n"],
                ..CALL
            },
            Call {
                name: "no such policy to ask",
                arguments: &["why", "export", "--policy", "timeout-over-platform-limits"],
                exit: 2,
                stderr: &["did you mean timeout-over-platform-limit?"],
                ..CALL
            },
            Call {
                name: "settings that are not there",
                arguments: &["--settings", "gone.yaml"],
                exit: 2,
                stderr: &["there is no file or folder gone.yaml"],
                ..CALL
            },
            Call {
                name: "a root that is a file",
                arguments: &["--root", "web.yaml"],
                exit: 2,
                stderr: &["the root web.yaml is not a folder"],
                ..CALL
            },
            Call {
                name: "a path outside the root",
                arguments: &["check", "--root", "other", "web.yaml"],
                exit: 2,
                stderr: &["web.yaml stands outside the root"],
                ..CALL
            },
            Call {
                name: "an output that cannot be written",
                arguments: &["check", "--output", "json=gone/report", "--fail-on", "never"],
                exit: 2,
                stdout: &["3 workloads"],
                stderr: &["misfit: cannot write to gone/report: "],
                ..CALL
            },
            Call {
                name: "an output without its format",
                arguments: &["check", "--output", "report.json"],
                exit: 2,
                stderr: &["write FORMAT=PATH, with one of the formats text, concise, json"],
                ..CALL
            },
            Call {
                name: "an output of no such format",
                arguments: &["inventory", "--output", "jsno=report.json"],
                exit: 2,
                stderr: &["there is no format jsno; did you mean json?"],
                ..CALL
            },
            Call {
                name: "two outputs to one file",
                arguments: &["check", "--output", "json=report", "--output", "sarif=other/../report"],
                exit: 2,
                stderr: &["misfit: two reports, json and sarif, would be written to other/../report"],
                absent: &["workload"],
                ..CALL
            },
        ],
    );
}

#[test]
fn findings_decide_the_exit_code_as_asked() {
    let folder = folder(&[("main.tf", LAMBDA), ("ok/web.yaml", POD), ("warning/f.yaml", KNATIVE)]);
    try_all(
        &folder,
        &[
            Call { name: "all", exit: 1, stdout: &["1 error, 1 warning"], ..CALL },
            Call {
                name: "a named file without findings",
                arguments: &["ok/web.yaml"],
                stdout: &["no findings", "1 workload:"],
                ..CALL
            },
            Call { name: "a warning fails", arguments: &["warning"], exit: 1, stdout: &["1 warning"], ..CALL },
            Call {
                name: "not where errors do",
                arguments: &["warning", "--fail-on", "error"],
                stdout: &["1 warning"],
                ..CALL
            },
            Call { name: "nothing fails", arguments: &["--fail-on", "never"], stdout: &["1 error, 1 warning"], ..CALL },
            Call { name: "quiet", arguments: &["-q", "ok"], absent: &["workload"], ..CALL },
            Call {
                name: "concise",
                arguments: &["--format", "concise"],
                exit: 1,
                stdout: &["main.tf:2:13: error: ", "warning/f.yaml:8:23: warning: "],
                ..CALL
            },
            Call {
                name: "a colour of its own will",
                arguments: &["--color", "always"],
                exit: 1,
                stdout: &["\u{1b}["],
                ..CALL
            },
            Call {
                name: "no colour",
                environment: &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")],
                exit: 1,
                absent: &["\u{1b}["],
                ..CALL
            },
            Call {
                name: "a forced colour",
                environment: &[("FORCE_COLOR", "1")],
                exit: 1,
                stdout: &["\u{1b}["],
                ..CALL
            },
            Call { name: "no colour in a pipe", exit: 1, absent: &["\u{1b}["], ..CALL },
            Call { name: "timings", arguments: &["ok", "--timings"], stderr: &["scanned in"], ..CALL },
        ],
    );
}

#[test]
fn broken_files_spoil_the_answer_only_where_they_were_named() {
    let broken = "apiVersion: v1\nkind: Pod\nmetadata: {name: web\nspec: [\n";
    let folder =
        folder(&[("broken.yaml", broken), ("sub/broken.yaml", broken), ("ok/web.yaml", POD), ("main.tf", LAMBDA)]);
    try_all(
        &folder,
        &[
            Call { name: "walked past", exit: 1, stdout: &["2 problems", "broken.yaml:4:"], ..CALL },
            Call {
                name: "in a named folder",
                arguments: &["sub"],
                stdout: &["1 problem", "[sub/broken.yaml:"],
                ..CALL
            },
            Call { name: "elsewhere", arguments: &["ok"], absent: &["problem"], ..CALL },
            Call { name: "strictly", arguments: &["sub", "--strict"], exit: 2, stdout: &["1 problem"], ..CALL },
            Call { name: "strictly, elsewhere", arguments: &["ok", "--strict"], ..CALL },
            Call {
                name: "named",
                arguments: &["broken.yaml"],
                exit: 2,
                stdout: &["[syntax]", "[broken.yaml:4:"],
                ..CALL
            },
            Call {
                name: "named, whatever does not fail",
                arguments: &["broken.yaml", "--fail-on", "never"],
                exit: 2,
                ..CALL
            },
            Call {
                name: "named among others",
                arguments: &["ok/web.yaml", "sub/broken.yaml"],
                exit: 2,
                stdout: &["1 problem"],
                ..CALL
            },
            Call { name: "listed", arguments: &["inventory", "broken.yaml"], exit: 2, ..CALL },
        ],
    );
}

#[test]
fn what_is_wrong_with_a_folder_is_wrong_with_each_file_of_it() {
    let main = "resource \"aws_instance\" \"a\" {\n  ami = \"x\"\n}\n";
    let change = |name: &str| {
        format!(
            "{{\"address\": \"aws_instance.{name}\", \"mode\": \"managed\", \"type\": \"aws_instance\", \"name\": \"{name}\", \
             \"change\": {{\"after\": {{\"ami\": \"x\"}}}}}}"
        )
    };
    let plan =
        format!("{{\"format_version\": \"1.2\", \"resource_changes\": [{}, {}]}}", change("a"), change("unwritten"));
    let folder = folder(&[("lim/infra/main.tf", main), ("lim/infra/sub/main.tf", LAMBDA), ("p.json", &plan)]);
    let wrong: &[&str] = &["1 problem", "[unresolvable]", "the plan has what the source does not"];
    try_all(
        &folder,
        &[
            Call {
                name: "the folder",
                arguments: &["check", "lim/infra", "--plan", "lim/infra=p.json"],
                exit: 2,
                stdout: wrong,
                ..CALL
            },
            Call {
                name: "its file",
                arguments: &["check", "lim/infra/main.tf", "--plan", "lim/infra=p.json"],
                exit: 2,
                stdout: wrong,
                ..CALL
            },
            Call {
                name: "a folder in it",
                arguments: &["check", "lim/infra/sub", "--fail-on", "never", "--plan", "lim/infra=p.json"],
                absent: &["problem"],
                ..CALL
            },
            Call {
                name: "a file of a folder in it",
                arguments: &["check", "lim/infra/sub/main.tf", "--fail-on", "never", "--plan", "lim/infra=p.json"],
                absent: &["problem"],
                ..CALL
            },
        ],
    );
}

#[test]
fn nothing_to_read_is_told() {
    let folder = folder(&[("notes.md", "hello"), ("docs/values.yaml", "a: b\n"), ("infra/main.tf", LAMBDA)]);
    let nothing = &["there is nothing here that misfit reads", "--allow-empty"];
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    try_all(
        &folder,
        &[
            Call { name: "an empty folder", arguments: &["empty"], exit: 2, stderr: nothing, ..CALL },
            Call { name: "allowed", arguments: &["empty", "--allow-empty"], stdout: &["0 workloads"], ..CALL },
            Call {
                name: "no marks",
                arguments: &["docs"],
                exit: 2,
                stderr: &["passed by: 1 no mark of a dialect"],
                ..CALL
            },
            Call {
                name: "no kind of file that is read",
                arguments: &["notes.md"],
                exit: 2,
                stderr: &["passed by: 1 not a kind of file that misfit reads"],
                ..CALL
            },
            Call { name: "allowed, named", arguments: &["docs/values.yaml", "notes.md", "--allow-empty"], ..CALL },
            Call {
                name: "nothing of a workload",
                arguments: &["inventory", "empty"],
                exit: 2,
                stderr: nothing,
                ..CALL
            },
            Call {
                name: "nothing to read, as JSON",
                arguments: &["empty", "--format", "json"],
                exit: 2,
                stderr: nothing,
                ..CALL
            },
        ],
    );
}

#[test]
fn standard_input_is_a_file_of_any_name() {
    let folder = folder(&[
        ("infra/main.tf", "variable \"timeout\" {\n  default = 1000\n}\nprovider \"aws\" {}\n"),
        ("infra/f.tf", ""),
    ]);
    let refers = "resource \"aws_lambda_function\" \"export\" {\n  timeout = var.timeout\n}\n";
    let calls = [
        Call { name: "YAML", arguments: &["-"], input: KNATIVE, exit: 1, stdout: &["[stdin.yaml:8:23]"], ..CALL },
        Call {
            name: "a file that is not there",
            arguments: &["-", "--stdin-filename", "new/f.tf"],
            input: LAMBDA,
            exit: 1,
            stdout: &["[new/f.tf:2:13]"],
            ..CALL
        },
        Call {
            name: "over a file",
            arguments: &["-", "--stdin-filename", "infra/f.tf"],
            input: refers,
            exit: 1,
            stdout: &["1 error", "infra/f.tf:2:13", "infra/main.tf:2"],
            ..CALL
        },
        Call { name: "broken", arguments: &["-"], input: "a: [", exit: 2, stdout: &["[syntax]"], ..CALL },
        Call { name: "nothing", arguments: &["-"], exit: 2, stderr: &["there is nothing here"], ..CALL },
        Call {
            name: "no text",
            arguments: &["-"],
            input: "\0",
            exit: 2,
            stderr: &["cannot read standard input: the file holds NUL bytes"],
            ..CALL
        },
        Call {
            name: "outside the root",
            arguments: &["-", "--root", "infra", "--stdin-filename", "../f.yaml"],
            input: POD,
            exit: 2,
            stderr: &["stands outside the root"],
            ..CALL
        },
    ];
    try_all(&folder, &calls);
}

#[test]
fn settings_are_followed_and_their_mistakes_answered_with_2() {
    let wrong =
        folder(&[("misfit.yaml", "policies:\n  state-on-spot: note\nexcluded: [infra]\n"), ("ok/web.yaml", POD)]);
    let unknown = &["[settings]", "[misfit.yaml:3:1]", "misfit.yaml has no key `excluded`", "did you mean `exclude`?"];
    try_all(
        &wrong,
        &[
            Call { name: "an unknown key", exit: 2, stdout: unknown, ..CALL },
            Call {
                name: "an unknown key, a path named",
                arguments: &["ok/web.yaml"],
                exit: 2,
                stdout: unknown,
                ..CALL
            },
            Call { name: "an unknown key, listed", arguments: &["inventory"], exit: 2, ..CALL },
            Call { name: "taken out of force", arguments: &["--no-settings"], stdout: &["1 workload"], ..CALL },
        ],
    );
    let text = "policies: {timeout-over-platform-limit: off}\nexclude: [generated]\n";
    let right = folder(&[
        ("misfit.yaml", text),
        ("other.yaml", "policies: {timeout-over-platform-limit: note}\n"),
        ("latin.yaml", "# caf\n"),
        ("main.tf", LAMBDA),
        ("generated/f.yaml", KNATIVE),
    ]);
    right.put("latin.yaml", b"# caf\xE9\n");
    try_all(
        &right,
        &[
            Call {
                name: "a policy is off, a folder excluded",
                stdout: &["no findings", "1 workload: 1 function", "1 excluded by misfit.yaml"],
                ..CALL
            },
            Call {
                name: "other settings",
                arguments: &["--settings", "other.yaml"],
                stdout: &["2 notes not shown", "2 workloads"],
                ..CALL
            },
            Call {
                name: "no settings",
                arguments: &["--no-settings"],
                exit: 1,
                stdout: &["1 error, 1 warning"],
                ..CALL
            },
            Call {
                name: "settings in another encoding",
                arguments: &["main.tf", "--settings", "latin.yaml"],
                exit: 2,
                stdout: &["the file is not UTF-8", "[settings]", "latin.yaml"],
                ..CALL
            },
        ],
    );
    let broken = folder(&[("misfit.yaml", "policies: [\n"), ("web.yaml", POD)]);
    try_all(
        &broken,
        &[Call {
            name: "broken settings",
            exit: 2,
            stdout: &["a `[` is not closed [settings]", " 1 problem\n"],
            absent: &["is a map"],
            ..CALL
        }],
    );
}

#[test]
fn suppressions_end_on_their_day() {
    let comment = "# misfit: ignore[timeout-over-platform-limit] being split until=2027-01-31\n";
    let unused = "# misfit: ignore[timeout-over-platform-limit] as it was\n";
    let folder = folder(&[
        ("main.tf", &format!("{comment}{LAMBDA}")),
        ("unused/main.tf", &format!("{unused}{}", LAMBDA.replace("1000", "100"))),
    ]);
    try_all(
        &folder,
        &[
            Call {
                name: "in force",
                arguments: &["main.tf", "--today", "2027-01-31"],
                stdout: &["no findings", "1 ignored (1 expires 2027-01-31)"],
                ..CALL
            },
            Call {
                name: "over",
                arguments: &["main.tf", "--today", "2027-02-01"],
                exit: 1,
                stdout: &["1 error", "[main.tf:1:1]", "ended on 2027-01-31"],
                ..CALL
            },
            Call {
                name: "over, in a folder",
                arguments: &["--today", "2027-02-01"],
                exit: 1,
                stdout: &["ended on 2027-01-31"],
                ..CALL
            },
            Call {
                name: "the day of a build",
                environment: &[("SOURCE_DATE_EPOCH", "1801500000")],
                exit: 1,
                stdout: &["ended on 2027-01-31"],
                ..CALL
            },
            Call {
                name: "unused",
                arguments: &["unused", "--today", "2026-11-23"],
                stdout: &["nothing to ignore here", "[unused/main.tf:1:1]", "remove the suppression"],
                ..CALL
            },
            Call { name: "unused, strictly", arguments: &["unused", "--strict"], exit: 2, ..CALL },
        ],
    );
}

#[test]
fn json_is_one_document_whatever_is_wrong() {
    let folder =
        folder(&[("main.tf", LAMBDA), ("broken.yaml", "apiVersion: v1\nkind: Pod\na: [\n"), ("web.yaml", POD)]);
    for (arguments, exit) in [
        (&["--format", "json"][..], 1),
        (&["check", "--format", "json", "broken.yaml"], 2),
        (&["check", "--format", "json", "-q", "web.yaml"], 0),
        (&["check", "--format", "json", "--color", "always"], 1),
        (&["inventory", "--format", "json"], 0),
        (&["why", "Pod/web", "--format", "json"], 0),
        (&["policies", "--format", "json"], 0),
        (&["platforms", "--format", "json"], 0),
    ] {
        let said = answer(command(folder.path(), arguments), b"");
        assert_eq!(said.exit, exit, "{arguments:?}: {said:?}");
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&said.stdout);
        assert!(parsed.is_ok_and(|value| !value.is_null()), "{arguments:?}: {said:?}");
        assert!(said.stderr.is_empty(), "{arguments:?}: {said:?}");
    }
}

/// Every format of a report.
const FORMATS: [&str; 8] = ["text", "concise", "json", "sarif", "github", "markdown", "junit", "gitlab"];

#[test]
fn one_run_writes_many_reports_each_as_if_it_were_alone() {
    let folder = folder(&[("infra/main.tf", LAMBDA), ("web.yaml", POD)]);
    let here = folder.path().join("infra");
    let mut arguments = vec!["check".to_owned(), "..".to_owned(), "--color".to_owned(), "always".to_owned()];
    for format in FORMATS {
        arguments.extend(["--output".to_owned(), format!("{format}=../.git/out.{format}")]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let all = answer(command(&here, &arguments), b"");
    assert!(all.exit == 1 && all.stderr.is_empty(), "{all:?}");
    assert!(all.stdout.contains("\u{1b}["), "standard output still has its text, in colour: {all:?}");
    for format in FORMATS {
        let alone = answer(command(&here, &["check", "..", "--format", format]), b"");
        let written = std::fs::read_to_string(folder.path().join(format!(".git/out.{format}"))).unwrap();
        assert_eq!((alone.exit, &alone.stdout), (1, &written), "{format}");
        assert!(!written.contains('\u{1b}'), "{format} is coloured");
        // People read paths from where they stand, programs from the top.
        let from_top = !matches!(format, "text" | "concise");
        assert_eq!(written.contains("infra/main.tf"), from_top, "{format}: {written}");
    }
}

#[test]
fn every_command_with_formats_writes_files() {
    let folder = folder(&[("main.tf", LAMBDA)]);
    for (words, format) in
        [(&["inventory"][..], "yaml"), (&["why", "export"], "json"), (&["policies"], "json"), (&["platforms"], "text")]
    {
        let output = format!("{format}=.git/out");
        let both = answer(command(folder.path(), &[words, &["--output", &output]].concat()), b"");
        let screen = answer(command(folder.path(), words), b"");
        let alone = answer(command(folder.path(), &[words, &["--format", format]].concat()), b"");
        let written = std::fs::read_to_string(folder.path().join(".git/out")).unwrap();
        assert_eq!((both.exit, &both.stdout, &written), (0, &screen.stdout, &alone.stdout), "{words:?}");
        assert!(!written.is_empty(), "{words:?}");
    }
}

#[test]
fn a_part_that_is_a_root_of_its_own_is_told_of_from_the_repositorys_top() {
    let folder = folder(&[("shop/misfit.yaml", "policies: {}\n"), ("shop/infra/main.tf", LAMBDA)]);
    for format in ["sarif", "github", "markdown", "junit", "gitlab"] {
        let said = answer(command(&folder.path().join("shop/infra"), &["--format", format]), b"");
        assert!(said.stdout.contains("shop/infra/main.tf"), "{format}: {said:?}");
    }
}

#[test]
fn no_text_of_a_file_becomes_a_command_of_the_runner() {
    let name = "::error::a ##[error]b ##vso[task.complete result=Failed]c ##teamcity[buildStatus]";
    let pod = format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: \"{name}\"\n  namespace: |\n    ::stop-commands::x\n\
         spec: {{template: {{spec: {{nodeSelector: {{karpenter.sh/capacity-type: spot}}, containers: [{{name: a, image: \
         postgres}}]}}}}, volumeClaimTemplates: [{{metadata: {{name: d}}}}]}}\n"
    );
    let folder =
        folder(&[("db.yaml", &pod), ("main.tf", LAMBDA), ("broken ##[x].yaml", "apiVersion: v1\nkind: Pod\na: [\n")]);
    let calls: Vec<Vec<&str>> = FORMATS
        .iter()
        .map(|format| vec!["check", "--persona", "pedantic", "--format", *format])
        .chain([vec!["check", "--undecided"], vec!["inventory"], vec!["inventory", "--format", "json"]])
        .chain([vec!["inventory", "--format", "yaml"], vec!["why", "a"], vec!["why", "teamcity[buildStatus]"]])
        .collect();
    for arguments in calls {
        let bare = answer(command(folder.path(), &arguments), b"");
        for variable in ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"] {
            let mut program = command(folder.path(), &arguments);
            program.env(variable, "true");
            let said = answer(program, b"");
            assert_eq!(said.exit, bare.exit, "{arguments:?}");
            for text in [&said.stdout, &said.stderr] {
                for mark in ["##[", "##vso[", "##teamcity["] {
                    assert!(!text.contains(mark), "{variable} {arguments:?}: {text}");
                }
                let ours = |line: &str| {
                    arguments.contains(&"github")
                        && (line.starts_with("::error file=") || line.starts_with("::warning file="))
                };
                let commands: Vec<&str> =
                    text.lines().filter(|line| line.trim_start().starts_with("::") && !ours(line)).collect();
                assert!(commands.is_empty(), "{variable} {arguments:?}: {commands:?}");
            }
            if arguments.iter().any(|word| ["json", "sarif", "gitlab"].contains(word)) {
                let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
                assert_eq!(value(&said.stdout), value(&bare.stdout), "{arguments:?}: not a character is another");
            }
        }
    }
}

#[test]
fn what_one_line_causes_is_drawn_once() {
    let template = "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function: {Timeout: 1000}\nResources:\n  \
                    One: {Type: AWS::Serverless::Function, Properties: {Runtime: a}}\n  \
                    Two: {Type: AWS::Serverless::Function, Properties: {Runtime: a}}\n  \
                    Own: {Type: AWS::Serverless::Function, Properties: {Runtime: a, Timeout: 2000}}\n";
    let folder = folder(&[("template.yaml", template)]);
    try_all(
        &folder,
        &[
            Call {
                name: "drawn",
                arguments: &["check"],
                exit: 1,
                stdout: &["also: 1 more workload is", "Two (template.yaml:6:3)", "Own sets a timeout of", "3 errors"],
                absent: &["Two sets"],
                ..CALL
            },
            Call {
                name: "a line each",
                arguments: &["check", "--format", "concise"],
                exit: 1,
                stdout: &["One sets", "Two sets", "Own sets"],
                absent: &["also:"],
                ..CALL
            },
        ],
    );
}

#[test]
fn a_configuration_that_is_named_is_told_what_is_wrong_with_it() {
    let folder = folder(&[("samconfig.toml", "version = 0.1\n[default.deploy.parameters\nregion = 1\n")]);
    let named = Call {
        name: "named",
        arguments: &["check", "samconfig.toml"],
        exit: 2,
        stdout: &["samconfig.toml:2:"],
        ..CALL
    };
    try_all(&folder, &[named]);
}
