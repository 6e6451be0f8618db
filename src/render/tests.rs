//! The room's boundary: a report made by hand, compared with the texts under `fixtures/render/` (UPDATE=1 writes them).

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail loudly")]

mod formats;

use std::path::PathBuf;
use std::sync::Arc;

use super::pages::{PolicyPage, SeverityText, WayOutText};
use super::paths::Base;
use super::style::Style;
use super::why::{Depth, Portrait, WHY_FORMATS};
use super::{
    Ending, Format, Options, REPORT_FORMATS, SCHEMA, View, WriteReport, card, inventory::INVENTORY_FORMATS, undecided,
};
use crate::model::condition::Missing;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::neighbours::Neighbours;
use crate::model::platform::{Checked, CouldBe, Limit, Placement};
use crate::model::policy::{Concern, Severity, WayOut};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Answer, Confidence, Coverage, Finding, Judged, Label, Report, Undecided, Verdict};
use crate::model::resource::{Resource, Role, Suppression, Tag, TagScope, UnitPath};
use crate::model::source::{Source, SourceId, SourceMap, Span};
use crate::model::tree::{Step, Unknown};

const MAIN: &str = r#"resource "aws_lambda_function" "card_vault" {
  function_name = "card-vault"
  memory_size   = var.memory
  timeout       = 30

  # Everything that follows was agreed with the payments team.
  environment {
    variables = { STAGE = "prod", TABLE = "cards" }
  }

  tags = { DataClass = local.class }
}

resource "aws_lambda_function" "thumbs" {
  function_name = "thumbs"
}
"#;
const LOCALS: &str = "locals {\n  class = \"PCI\"\n}\n";
const BROKEN: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart\n";

/// A report in the making.
struct Bench {
    sources: Vec<Arc<Source>>,
}

impl Bench {
    fn new() -> Self {
        let files =
            [("infra/payments/main.tf", MAIN), ("infra/payments/locals.tf", LOCALS), ("deploy/cart.yaml", BROKEN)];
        Self { sources: files.map(|(path, text)| Arc::new(Source::new(path, text))).to_vec() }
    }

    /// The first place of a text in a source.
    fn span(&self, source: usize, text: &str) -> Span {
        let start = self.sources[source].text.find(text).expect("the text is in the source");
        Span::new(SourceId(source as u32), start, start + text.len())
    }

    fn workload(&self, name: &str, gives: Facts, needs: Facts) -> Judged {
        let name_span = self.span(0, &format!("\"{name}\""));
        let mut facts = Facts::new();
        facts.set("timeout", Fact::written(Value::Number(30.0), self.span(0, "timeout       = 30")));
        facts.set("memory", Fact::unknown("var.memory has no value here", self.span(0, "var.memory")));
        let limit = Limit {
            name: "timeout",
            value: Some(900.0),
            hard: true,
            checked: Checked::Read,
            as_of: "2026-08".into(),
            source: "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html".into(),
        };
        let could_be = CouldBe {
            platform: "aws-lambda-managed-instances".into(),
            reason: "var.provider has no value here".into(),
            at: name_span,
        };
        Judged {
            neighbours: Neighbours::default(),
            resource: Arc::new(Resource {
                unit: UnitPath("infra/payments".into()),
                local: format!("aws_lambda_function.{name}").into(),
                dialect: "terraform",
                kind: "aws_lambda_function".into(),
                name: name.into(),
                role: Role::Workload,
                service: Some("aws-lambda"),
                name_span,
                span: name_span,
                namespace: None,
                labels: Vec::new(),
                facts,
                lends: Facts::new(),
                tags: self.tags(name),
                links: Vec::new(),
                suppressions: Vec::new(),
                calls: Arc::default(),
            }),
            placement: Some(Arc::new(Placement {
                platform: Some("aws-lambda".into()),
                title: "AWS Lambda".into(),
                could_be: if name == "thumbs" { vec![could_be] } else { Vec::new() },
                gives,
                limits: vec![Arc::new(limit)],
                doors: Vec::new(),
            })),
            needs: Arc::new(needs),
        }
    }

    /// Of one function a tag that is also the whole account's, which stands farther off.
    fn tags(&self, name: &str) -> Vec<Tag> {
        if name != "card_vault" {
            return Vec::new();
        }
        let place = self.span(0, "local.class");
        let tag = |scope, value: &str| Tag {
            key: "DataClass".into(),
            value: Fact::written(Value::Text(value.into()), place)
                .through(Step { name: "local.class".into(), span: self.span(1, "\"PCI\"") }),
            scope,
        };
        vec![tag(TagScope::Account, "internal"), tag(TagScope::Own, "PCI"), tag(TagScope::Store, "PHI")]
    }

    fn finding(&self, severity: Severity, resource: usize, primary: Span, needs: Span) -> Finding {
        Finding {
            policy: "regulated-data-on-shared-serverless".into(),
            title: "Regulated data on shared serverless".into(),
            severity,
            confidence: Confidence::High,
            concern: Concern::Isolation,
            resource,
            variants: Vec::new(),
            instances: Vec::new(),
            only_when: None,
            primary,
            message: "card_vault handles data under pci and runs on AWS Lambda, whose hardware is shared with other \
                      customers"
                .into(),
            needs: vec![self.label(needs, "needs: data under pci", "needs.regimes")],
            gives: vec![self.label(primary, "gives: shared hardware", "gives.hardware")],
            related: vec![self.label(self.span(1, "\"PCI\""), "set here: local.class", "needs.regimes")],
            instead: vec![
                WayOut {
                    way: "run it on dedicated instances".into(),
                    price: "instances are billed while idle, and someone patches them".into(),
                },
                WayOut {
                    way: "keep it, and write down who accepted that".into(),
                    price: "an auditor asks again".into(),
                },
            ],
            fingerprint: "f2c1".into(),
        }
    }

    fn label(&self, span: Span, text: &str, path: &str) -> Label {
        Label { span, text: text.into(), path: path.into() }
    }

    fn report(self) -> Report {
        let here = self.span(0, "\"card_vault\"");
        let class = self.span(0, "local.class");
        let text = |value: &str, known| Fact::new(Value::Text(value.into()), known, here);
        let mut gives = Facts::new();
        for (name, value) in [
            ("platform", "aws-lambda"),
            ("model", "function"),
            ("family", "serverless"),
            ("boundary", "microvm"),
            ("hardware", "shared"),
            ("interruptible", "never"),
        ] {
            gives.set(name, text(value, Known::Written));
        }
        let mut needs = Facts::new();
        let regimes = Fact::new(Value::List(vec![text("pci", Known::Declared)]), Known::Declared, class);
        let step = Step { span: self.span(1, "\"PCI\""), name: "local.class".into() };
        needs.set("regimes", regimes.through(step));
        needs.set("environment", text("prod", Known::Inferred));
        let resources =
            vec![self.workload("card_vault", gives.clone(), needs), self.workload("thumbs", gives, Facts::new())];
        let mut note = self.finding(Severity::Note, 1, self.span(0, "\"thumbs\""), self.span(0, "\"thumbs\""));
        note.only_when = Some("var.public is true".into());
        let accepted = Suppression {
            policy: "regulated-data-on-shared-serverless".into(),
            reason: "agreed with the assessor".into(),
            until: Some("2027-01-31".into()),
            span: self.span(0, "# Everything"),
        };
        let mut problem = Problem::at(ProblemKind::Syntax, self.span(2, "{name: cart"), "this map is not closed")
            .help("close it with `}`");
        problem.path = "deploy/cart.yaml".into();
        let missing = Missing {
            path: "facts.memory".into(),
            reason: "var.memory has no value here".into(),
            at: self.span(0, "var.memory"),
        };
        let finding = self.finding(Severity::Warning, 0, here, class);
        let mut sources = SourceMap::default();
        for (id, source) in self.sources.iter().enumerate() {
            sources.insert(SourceId(id as u32), source.clone());
        }
        Report {
            resources,
            suppressed: vec![(Arc::new(finding.clone()), accepted)],
            findings: vec![Arc::new(finding), Arc::new(note)],
            baselined: Vec::new(),
            baseline: None,
            undecided: vec![Undecided { policy: "memory-over-limit".into(), resource: 1, missing: vec![missing] }],
            problems: vec![problem],
            coverage: Coverage {
                read: vec!["x".into(), "y".into(), "z".into()],
                passed_by: [("no marks", vec!["a".into(), "b".into()])].into(),
            },
            policies: vec!["memory-over-limit".into(), "regulated-data-on-shared-serverless".into()],
            sources,
        }
    }
}

/// A report with a bit of everything.
pub(crate) fn sample() -> Report {
    Bench::new().report()
}

/// The page of a policy.
fn page(id: &str) -> PolicyPage {
    PolicyPage {
        id: id.into(),
        title: id.replace('-', " "),
        severity: SeverityText::ByStrength(
            [("declared", "warning"), ("inherited", "note")].map(|(known, said)| (known.into(), said.into())).into(),
        ),
        concern: "isolation".into(),
        when: "needs.regulated".into(),
        message: "{workload} is so".into(),
        why: "Whoever shares hardware shares its faults.\n".into(),
        instead: vec![WayOutText { way: "Run it elsewhere".into(), price: "whole hosts".into() }],
        see: vec!["https://example.com/shared".into()],
        since: "0.1.0".into(),
    }
}

/// Compares a text with the one that is kept, or keeps it.
fn compare(name: &str, written: &[u8]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/render").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, written).expect("the expected text can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("the expected text is there");
    // The version changes with every release and is not this test's matter.
    let written = String::from_utf8_lossy(written).replace(concat!("\"", env!("CARGO_PKG_VERSION"), "\""), "\"0.1.0\"");
    assert_eq!(written, expected, "{name} differs; UPDATE=1 writes it anew");
}

fn written(format: &Format<WriteReport>, view: &View<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    (format.write)(view, &mut out).expect("writing to memory does not fail");
    out
}

#[test]
fn every_format_is_written_as_it_was() {
    let report = sample();
    let pedantic =
        Options { quietest: Severity::Note, ending: Ending::Findings, page: |id| Some(page(id)), ..Options::default() };
    let view = View { report: &report, options: &pedantic };
    for format in REPORT_FORMATS {
        compare(&format!("report.{}", format.name), &written(format, &view));
    }
    for format in INVENTORY_FORMATS {
        compare(&format!("inventory.{}", format.name), &written(format, &view));
    }
    let mut out = Vec::new();
    undecided::write(&view, &mut out).expect("writing to memory does not fail");
    compare("undecided.text", &out);
}

#[test]
fn a_regular_reader_elsewhere_sees_warnings_in_colour_and_ascii() {
    let report = sample();
    let options = Options {
        style: Style { color: true, unicode: false, width: 72 },
        base: Base::Below("infra/payments".into()),
        ..Options::default()
    };
    compare("regular-ascii.text", &written(&REPORT_FORMATS[0], &View { report: &report, options: &options }));
}

#[test]
fn a_portrait_says_where_everything_comes_from() {
    let report = sample();
    let options = Options::default();
    let evidence = report.findings[0].gives.clone();
    let verdict = |policy: &str, answer, missing: &[Missing]| Verdict {
        policy: policy.into(),
        title: policy.replace('-', " "),
        answer,
        evidence: if missing.is_empty() { evidence.clone() } else { Vec::new() },
        missing: missing.to_vec(),
    };
    let verdicts = [
        verdict("regulated-data-on-shared-serverless", Answer::Holds, &[]),
        verdict("memory-over-limit", Answer::CannotTell, &report.undecided[0].missing),
        verdict("long-job-on-function", Answer::DoesNotHold, &[]),
    ];
    for (judged, depth, name) in
        [(&report.resources[0], Depth::Counted, "why"), (&report.resources[1], Depth::WhyNot, "why-not")]
    {
        let view = View { report: &report, options: &options };
        let portrait = Portrait { view, judged, verdicts: &verdicts, depth };
        for format in WHY_FORMATS {
            let mut out = Vec::new();
            (format.write)(&portrait, &mut out).expect("writing to memory does not fail");
            compare(&format!("{name}.{}", format.name), &out);
        }
    }
}

#[test]
fn a_card_says_in_a_few_lines_what_it_runs_on_and_why() {
    let report = sample();
    for (index, name) in [(0, "card.md"), (1, "card-open.md")] {
        let card = card::card(&report, index).expect("there is such a workload");
        compare(name, card.as_bytes());
    }
}

#[test]
fn silence_says_which_policies_could_not_speak() {
    let mut report = sample();
    report.findings.clear();
    let options =
        Options { need_declarations: vec!["regulated-data-on-shared-serverless".into()], ..Options::default() };
    let told =
        |report: &Report| String::from_utf8(written(&REPORT_FORMATS[1], &View { report, options: &options })).unwrap();
    assert!(!told(&report).contains("could not speak"), "something is declared");
    report.resources.remove(0);
    let told = told(&report).replace('\n', " ");
    assert!(told.contains("1 policy could not speak: regulated-data-on-shared-serverless"), "{told}");
}

#[test]
fn odd_sources_are_drawn_without_a_panic() {
    let long = format!("{{\"a\": \"{}é\", \"b\": \u{1b}[31m1}}", "x".repeat(5_000));
    let texts = ["", "\n", "é", "a\r\nb\r\n", "no newline", long.as_str(), "\tté\t=\t1\n"];
    for text in texts {
        let mut report = sample();
        let source = SourceId(9);
        report.sources.insert(source, Arc::new(Source::new("odd.tf", text)));
        let length = text.len();
        for (start, end) in
            [(0, 0), (0, length), (1, 2), (length, length), (length.saturating_sub(9), length), (0, 99_999)]
        {
            let finding = Arc::make_mut(&mut report.findings[0]);
            finding.primary = Span::new(source, start, end);
            finding.needs[0].span = Span::new(source, 0, 3);
            finding.gives[0].span = Span::new(source, length / 2, length);
            let drawn = written(&REPORT_FORMATS[0], &View { report: &report, options: &Options::default() });
            assert!(drawn.len() < 10_000, "a long line is shown in part");
            assert!(!drawn.contains(&0x1b), "a file cannot steer the terminal");
        }
    }
}

#[test]
fn many_findings_are_one_line_each() {
    let mut report = sample();
    report.findings = vec![report.findings[0].clone(); 201];
    let text = written(&REPORT_FORMATS[0], &View { report: &report, options: &Options::default() });
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains(": warning: ")).count(), 201);
    assert!(!text.contains("help"));
}

#[test]
fn json_keeps_to_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let mut report = sample();
    Arc::make_mut(&mut report.resources[0].resource).facts.set(
        "instances",
        Fact::written(
            Value::Unknown(Unknown { at_most: Some(3.5), ..Unknown::because("x") }),
            report.findings[0].primary,
        ),
    );
    let view = View { report: &report, options: &Options::default() };
    let json: serde_json::Value =
        serde_json::from_slice(&written(&REPORT_FORMATS[2], &view)).expect("the report is JSON");
    schema::check(&schema, &schema, &json, "report");
    // An inventory is a part of a report.
    let part: serde_json::Value =
        serde_json::from_slice(&written(&INVENTORY_FORMATS[1], &view)).expect("the inventory is JSON");
    let keys = ["version", "root", "workloads", "problems"];
    assert!(part.as_object().is_some_and(|part| part.len() == keys.len()), "{part}");
    keys.iter().for_each(|key| assert_eq!(part[key], json[key], "{key}"));
}

mod schema {
    //! As much of JSON Schema as the report's needs.

    use serde_json::Value;

    pub(super) fn check(root: &Value, schema: &Value, value: &Value, at: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            return check(
                root,
                root.pointer(name.trim_start_matches('#')).expect("the reference leads somewhere"),
                value,
                at,
            );
        }
        if let Some(allowed) = schema.get("type") {
            let is = type_of(value);
            let fits = |name: &Value| name == is || (name == "number" && is == "integer");
            assert!(allowed.as_array().map_or_else(|| fits(allowed), |names| names.iter().any(fits)), "{at}: {is}");
        }
        if let Some(values) = schema["enum"].as_array() {
            assert!(values.contains(value), "{at}: {value}");
        }
        if let Some(object) = value.as_object() {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(object.contains_key(name), "{at}: no {name}");
            }
            for (key, value) in object {
                let at = format!("{at}.{key}");
                match (schema["properties"].get(key), schema.get("additionalProperties")) {
                    (Some(inner), _) => check(root, inner, value, &at),
                    (None, Some(Value::Bool(false))) => panic!("{at} is not in the schema"),
                    (None, Some(inner)) => check(root, inner, value, &at),
                    (None, None) => {}
                }
            }
        }
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            check(root, &schema["items"], item, &format!("{at}[{index}]"));
        }
    }

    fn type_of(value: &Value) -> &'static str {
        match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }
}
