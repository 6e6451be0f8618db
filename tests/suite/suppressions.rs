//! Suppressions through a whole scan: where each may be written, when it holds, and what is said of those that do not.

use misfit::discover::memory::Memory;
use misfit::model::overrides::Overrides;
use misfit::scan::{Memo, scan};

/// A case: what it shows, the file, and what is said of it.
struct Case {
    name: &'static str,
    file: (&'static str, &'static str),
    /// The settings, or nothing.
    settings: &'static str,
    expected: Expected,
}

enum Expected {
    /// The finding is suppressed for this reason, and no problem is told.
    Ignored(&'static str),
    /// The finding is suppressed, and a problem says this in this line.
    IgnoredWith(u32, &'static str),
    /// The finding stays, and a problem says this in this line.
    Told(u32, &'static str),
    /// There is no finding and no problem.
    Silent,
    /// There is no finding, and a problem says this in this line.
    NoneAndTold(u32, &'static str),
}
use Expected::{Ignored, IgnoredWith, NoneAndTold, Silent, Told};

const TODAY: &str = "2026-11-23";

/// `timeout` stands in line 3 of these unless a case shifts it.
const CASES: &[Case] = &[
    Case {
        name: "at the end of the primary line",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  package_type = \"Image\"\n  timeout = 1000 \
             # misfit: ignore[timeout-over-platform-limit] it is being split\n}\n",
        ),
        settings: "",
        expected: Ignored("it is being split"),
    },
    Case {
        name: "above the primary line, with `//`",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  // misfit: ignore[timeout-over-platform-limit] why\n  \
             timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "above the primary line, over another comment and an empty line",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  # misfit: ignore[timeout-over-platform-limit] why\n\n  \
             # seconds\n  /* really */\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "before the primary value, in `/* */`",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  /* misfit: ignore[timeout-over-platform-limit] why */ \
             timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "above the workload, in a block comment of several lines",
        file: (
            "main.tf",
            "/*\n * misfit: ignore[timeout-over-platform-limit] why\n * and more that is not of the reason\n */\n\
             resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "at the workload's first line",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" { # misfit:ignore[ timeout-over-platform-limit ]  why\n  \
             timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "two policies in one bracket, of which one holds",
        file: (
            "main.tf",
            "# misfit: ignore[state-on-spot, timeout-over-platform-limit] why\nresource \"aws_lambda_function\" \"f\" \
             {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: IgnoredWith(1, "nothing to ignore here: `state-on-spot` finds nothing in line 2"),
    },
    Case {
        name: "until a day to come",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] split it until=2027-01-31\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("split it"),
    },
    Case {
        name: "until today",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] until=2026-11-23 split it\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("split it"),
    },
    Case {
        name: "until a day that is over",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] split it until=2026-11-22\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Told(1, "this suppression of `timeout-over-platform-limit` ended on 2026-11-22"),
    },
    Case {
        name: "until what is no day",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] split it until=2027-02-30\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Told(1, "`2027-02-30` is no day"),
    },
    Case {
        name: "without a reason",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit]\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
             1000\n}\n",
        ),
        settings: "",
        expected: Told(
            1,
            "this suppression of `timeout-over-platform-limit` gives no reason, so it suppresses nothing",
        ),
    },
    Case {
        name: "with a reason that is still to be written",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] TODO: why this is accepted\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Told(
            1,
            "this suppression of `timeout-over-platform-limit` gives no reason yet, so it suppresses nothing (write in \
             the place of `TODO` why it is accepted)",
        ),
    },
    Case {
        name: "with a reason that somebody else is to write",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] TODO(anna) until=2027-01-31\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Told(1, "gives no reason yet"),
    },
    Case {
        name: "for a ticket whose name begins like what is to be written",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] TODO-12 splits it\nresource \"aws_lambda_function\" \"f\" \
             {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("TODO-12 splits it"),
    },
    Case {
        name: "for a list of what is to be done",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] the TODO list is long\nresource \"aws_lambda_function\" \
             \"f\" {\n  timeout = 1000\n}\n",
        ),
        settings: "",
        expected: Ignored("the TODO list is long"),
    },
    Case {
        name: "of a policy that there is not",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limits] why\nresource \"aws_lambda_function\" \"f\" {\n  timeout \
             = 1000\n}\n",
        ),
        settings: "",
        expected: Told(
            1,
            "there is no policy `timeout-over-platform-limits` (did you mean `timeout-over-platform-limit`?)",
        ),
    },
    Case {
        name: "without brackets",
        file: (
            "main.tf",
            "# misfit: ignore timeout-over-platform-limit\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
             1000\n}\n",
        ),
        settings: "",
        expected: Told(1, "a suppression names its policy in brackets"),
    },
    Case {
        name: "with another word",
        file: (
            "main.tf",
            "# misfit: ignores[timeout-over-platform-limit]\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
             1000\n}\n",
        ),
        settings: "",
        expected: Told(1, "a misfit comment cannot ask `ignores`; did you mean `ignore`?"),
    },
    Case {
        name: "in the wrong line of the workload",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n  # misfit: \
             ignore[timeout-over-platform-limit] why\n  memory_size = 128\n}\n",
        ),
        settings: "",
        expected: Told(3, "finds nothing in line 4 (its finding is in line 2"),
    },
    Case {
        name: "where nothing is wrong",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] why\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
             100\n}\n",
        ),
        settings: "",
        expected: NoneAndTold(1, "nothing to ignore here"),
    },
    Case {
        name: "where it cannot be told",
        file: (
            "main.tf",
            "provider \"aws\" {}\nvariable \"t\" {}\n# misfit: ignore[timeout-over-platform-limit] why\nresource \
             \"aws_lambda_function\" \"f\" {\n  timeout = var.t\n}\n",
        ),
        settings: "",
        expected: Silent,
    },
    Case {
        name: "of a policy that is off",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] why\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
             1000\n}\n",
        ),
        settings: "policies:\n  timeout-over-platform-limit: off\n",
        expected: Silent,
    },
    Case {
        name: "by an annotation",
        file: (
            "job.yaml",
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: f\n  annotations:\n    \
             misfit/ignore.timeout-over-platform-limit: raised by the platform team until=2027-01-31\nspec:\n  \
             template:\n    spec:\n      timeoutSeconds: 100000\n      containers: [{image: a}]\n",
        ),
        settings: "",
        expected: Ignored("raised by the platform team"),
    },
    Case {
        name: "by an annotation whose reason is still to be written",
        file: (
            "job.yaml",
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: f\n  annotations:\n    \
             misfit/ignore.timeout-over-platform-limit: TODO\nspec:\n  template:\n    spec:\n      timeoutSeconds: \
             100000\n      containers: [{image: a}]\n",
        ),
        settings: "",
        expected: Told(6, "gives no reason yet"),
    },
    Case {
        name: "by an annotation that is over",
        file: (
            "job.yaml",
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: f\n  annotations:\n    \
             misfit/ignore.timeout-over-platform-limit: raised until=2026-01-31\nspec:\n  \
             template:\n    spec:\n      timeoutSeconds: 100000\n      containers: [{image: a}]\n",
        ),
        settings: "",
        expected: Told(6, "ended on 2026-01-31"),
    },
    Case {
        name: "above the first line of a second document",
        file: (
            "job.yaml",
            "kind: ConfigMap\napiVersion: v1\n# misfit: ignore[timeout-over-platform-limit] why\n---\napiVersion: \
             serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: f\nspec:\n  template:\n    spec:\n      \
             timeoutSeconds: 100000\n      containers: [{image: a}]\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "at the value of the name",
        file: (
            "job.yaml",
            "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: f # misfit: \
             ignore[timeout-over-platform-limit] why\nspec:\n  template:\n    spec:\n      timeoutSeconds: 100000\n      \
             containers: [{image: a}]\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "in metadata, in a list",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: [{policy: timeout-over-platform-limit, reason: it is split, until: 2027-01-31}]\n",
        ),
        settings: "",
        expected: Ignored("it is split"),
    },
    Case {
        name: "in metadata, by policy",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: {timeout-over-platform-limit: it is split until=2027-01-31}\n",
        ),
        settings: "",
        expected: Ignored("it is split"),
    },
    Case {
        name: "in metadata, by policy, in full",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: {timeout-over-platform-limit: {reason: it is split}}\n",
        ),
        settings: "",
        expected: Ignored("it is split"),
    },
    Case {
        name: "in metadata, over",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: [{policy: timeout-over-platform-limit, reason: why, until: 2025-01-31}]\n",
        ),
        settings: "",
        expected: Told(7, "ended on 2025-01-31"),
    },
    Case {
        name: "in metadata, without a reason",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: [{policy: timeout-over-platform-limit}]\n",
        ),
        settings: "",
        expected: Told(7, "gives no reason"),
    },
    Case {
        name: "in metadata, without a policy",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: [{reason: why}]\n",
        ),
        settings: "",
        expected: Told(7, "a suppression names its policy"),
    },
    Case {
        name: "in metadata, of another shape",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: timeout-over-platform-limit\n",
        ),
        settings: "",
        expected: Told(7, "a list of suppressions"),
    },
    Case {
        name: "in metadata, asking something else",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ingore: [{policy: timeout-over-platform-limit, reason: why}]\n",
        ),
        settings: "",
        expected: Told(7, "cannot ask misfit for `ingore`"),
    },
    Case {
        name: "in metadata, with a word misspelt",
        file: (
            "template.yaml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n    Metadata:\n      misfit:\n        ignore: [{policy: timeout-over-platform-limit, reason: why, untill: 2025-01-31}]\n",
        ),
        settings: "",
        expected: IgnoredWith(7, "did you mean `until`?"),
    },
    Case {
        name: "in metadata of the template, where one of its functions needs it",
        file: (
            "template.yaml",
            "Metadata:\n  misfit:\n    ignore: [{policy: timeout-over-platform-limit, reason: it is split}]\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n  G:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 10}\n",
        ),
        settings: "",
        expected: Ignored("it is split"),
    },
    Case {
        name: "in metadata of the template, where nothing needs it",
        file: (
            "template.yaml",
            "Metadata:\n  misfit:\n    ignore: [{policy: timeout-over-platform-limit, reason: why}]\nResources:\n  G:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 10}\n",
        ),
        settings: "",
        expected: NoneAndTold(3, "nothing to ignore"),
    },
    Case {
        name: "in a comment of a template",
        file: (
            "template.yaml",
            "Resources:\n  F: # misfit: ignore[timeout-over-platform-limit] why\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 1000}\n",
        ),
        settings: "",
        expected: Ignored("why"),
    },
    Case {
        name: "in settings, of one of several that are selected",
        file: (
            "main.tf",
            "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\nresource \"aws_lambda_function\" \"g\" {\n  \
             timeout = 100\n}\n",
        ),
        settings: "accept:\n  - {path: '**', policy: timeout-over-platform-limit, reason: known, until: 2027-01-31}\n",
        expected: Ignored("known"),
    },
    Case {
        name: "in settings, over",
        file: ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n"),
        settings: "accept:\n  - {path: '**', policy: timeout-over-platform-limit, reason: known, until: 2025-01-31}\n",
        expected: Told(2, "ended on 2025-01-31"),
    },
    Case {
        name: "in settings, with a reason that is still to be written",
        file: ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n"),
        settings: "accept:\n  - {path: '**', policy: timeout-over-platform-limit, reason: 'TODO: why'}\n",
        expected: Told(2, "gives no reason yet"),
    },
    Case {
        name: "in settings, selecting nothing",
        file: ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n"),
        settings: "accept:\n  - {address: '*.g', policy: timeout-over-platform-limit, reason: known}\n",
        expected: Told(2, "this selects no workload"),
    },
    Case {
        name: "in settings, of a policy that there is not",
        file: ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n"),
        settings: "accept:\n  - {path: '**', policy: timeout-over-platform-limits, reason: known}\n",
        expected: Told(2, "there is no policy `timeout-over-platform-limits` (did you mean"),
    },
    Case {
        name: "in settings, without a reason",
        file: ("main.tf", "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1000\n}\n"),
        settings: "accept:\n  - {path: '**', policy: timeout-over-platform-limit}\n",
        expected: Told(2, "`reason` is missing"),
    },
    Case {
        name: "twice, in a comment and in settings: both are used",
        file: (
            "main.tf",
            "# misfit: ignore[timeout-over-platform-limit] why\nresource \"aws_lambda_function\" \"f\" {\n  timeout = \
             1000\n}\n",
        ),
        settings: "accept:\n  - {path: '**', policy: timeout-over-platform-limit, reason: known}\n",
        expected: Ignored("why"),
    },
];

#[test]
fn suppressions_take_what_they_are_for_and_nothing_else() {
    let mut wrong = Vec::new();
    for case in CASES {
        let mut memory = Memory::new();
        memory.insert(case.file.0, case.file.1);
        if !case.settings.is_empty() {
            memory.insert("misfit.yaml", case.settings);
        }
        let overrides = Overrides { today: Some(TODAY.to_owned()), ..Overrides::default() };
        let report = scan(&memory, &overrides, &mut Memo::new());
        let problems: Vec<(u32, String)> = report
            .problems
            .iter()
            .map(|problem| {
                let help = problem.help.as_deref().unwrap_or_default();
                (problem.span.map_or(0, |at| report.sources.start(at).line), format!("{} ({help})", problem.message))
            })
            .collect();
        let told = |line: u32, part: &str| matches!(&problems[..], [(at, text)] if *at == line && text.contains(part));
        let ignored: Vec<&str> = report.suppressed.iter().map(|(_, suppression)| suppression.reason.as_str()).collect();
        let (is_open, is_ignored) = (!report.findings.is_empty(), !ignored.is_empty());
        let right = match case.expected {
            Ignored(reason) => !is_open && ignored == [reason] && problems.is_empty(),
            IgnoredWith(line, part) => !is_open && is_ignored && told(line, part),
            Told(line, part) => is_open && !is_ignored && told(line, part),
            Silent => !is_open && !is_ignored && problems.is_empty(),
            NoneAndTold(line, part) => !is_open && !is_ignored && told(line, part),
        };
        if !right {
            let open: Vec<_> = report.findings.iter().map(|finding| &finding.policy).collect();
            wrong.push(format!("{}: open {open:?}, ignored {ignored:?}, problems {problems:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}
