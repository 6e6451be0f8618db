//! The formats of those who run a step and show what came of it: their limits, and text that would be more than text.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::super::{Ending, Options, REPORT_FORMATS, Summary, View, card, format, paths::Base};
use super::{page, sample, written};
use crate::model::policy::Severity;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::report::{Finding, Report, Spoiling};
use crate::model::source::{Source, SourceId, Span};

/// What a format makes of a report.
fn told(name: &str, report: &Report, options: &Options) -> String {
    let format = format(REPORT_FORMATS, name).expect("the format is in the table");
    String::from_utf8(written(format, &View { report, options })).expect("a report is text")
}

fn json(name: &str, report: &Report, options: &Options) -> Value {
    serde_json::from_str(&told(name, report, options)).expect("the report is JSON")
}

#[test]
fn only_a_format_that_prints_prose_asks_for_it() {
    let report = sample();
    let options = Options { page: |id| panic!("the page of {id} was read"), ..Options::default() };
    for format in REPORT_FORMATS.iter().filter(|format| format.name != "sarif") {
        written(format, &View { report: &report, options: &options });
    }
}

#[test]
fn a_rule_says_what_its_policy_says_whatever_was_found() {
    let mut report = sample();
    let options = Options { page: |id| Some(page(id)), ..Options::default() };
    let rules = |report: &Report| json("sarif", report, &options)["runs"][0]["tool"]["driver"]["rules"].clone();
    let all = rules(&report);
    report.findings.clear();
    assert_eq!(rules(&report), all);
    let ids: Vec<&str> = all.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(ids, report.policies);
    assert_eq!(all[0]["name"], "MemoryOverLimit");
    assert_eq!(all[0]["defaultConfiguration"]["level"], "warning");
    assert!(all[0]["help"]["markdown"].as_str().unwrap().contains("- **Run it elsewhere**. Costs: whole hosts."));
}

#[test]
fn columns_are_utf_16_code_units_and_hashes_those_of_the_line() {
    let mut report = sample();
    let text = "# é\r\n\té 😀 x = \"wörk\" # y\r\nend";
    let id = SourceId(9);
    report.sources.insert(id, Arc::new(Source::new("a b/100%/é:c.tf", text)));
    let start = text.find("\"wörk\"").unwrap();
    Arc::make_mut(&mut report.findings[0]).primary = Span::new(id, start, start + "\"wörk\"".len());
    let log = json("sarif", &report, &Options::default());
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let result = &run["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/100%25/%C3%A9%3Ac.tf");
    // A tab, é, a blank, two units of an emoji, a blank, x, a blank, =, a blank: the eleventh unit is the quote.
    assert_eq!(place["region"], serde_json::json!({"startLine": 2, "startColumn": 11, "endLine": 2, "endColumn": 17}));
    let hash = super::super::line_hash::line_hashes(text, &[2].into());
    assert_eq!(result["partialFingerprints"]["primaryLocationLineHash"], hash[&2].as_str());
    assert_eq!(result["partialFingerprints"]["misfitFinding/v1"], report.findings[0].fingerprint);
}

#[test]
fn a_log_holds_no_more_than_is_taken_and_the_loudest_first() {
    let mut report = sample();
    let (warning, note) = (report.findings[0].clone(), report.findings[1].clone());
    report.findings = vec![note; 25_000];
    report.findings.push(warning);
    let log = told("sarif", &report, &Options::default());
    assert_eq!(log.matches("\"ruleId\": ").count(), 25_000);
    let results = log.split("\"ruleId\": ").nth(1).unwrap();
    assert!(results.contains("\"level\": \"warning\""), "{results}");
    assert!(log.contains("1 findings are not in this log"));
}

#[test]
fn a_log_says_whether_the_answer_can_be_trusted_and_leaves_out_what_was_accepted() {
    let report = sample();
    for (ending, succeeded) in [(Ending::Clean, true), (Ending::Findings, true), (Ending::Untrusted, false)] {
        let log = json("sarif", &report, &Options { ending, ..Options::default() });
        let run = &log["runs"][0];
        assert_eq!(run["invocations"][0]["executionSuccessful"], succeeded);
        assert_eq!(run["results"].as_array().unwrap().len(), report.findings.len());
    }
}

#[test]
fn paths_are_from_the_repositorys_top_wherever_the_reader_stands() {
    let report = sample();
    let options =
        Options { base: Base::Below("infra".into()), top: Base::Elsewhere("shop".into()), ..Options::default() };
    for name in ["sarif", "github", "markdown", "junit", "gitlab"] {
        let text = told(name, &report, &options);
        assert!(text.contains("shop/infra/payments/main.tf"), "{name}: {text}");
        assert!(!text.replace("shop/infra/payments", "").contains("payments/main.tf"), "{name}: {text}");
    }
}

#[test]
fn a_runner_is_given_ten_of_a_level_and_told_where_the_others_are() {
    let mut report = sample();
    report.problems.clear();
    let options = Options { quietest: Severity::Note, ..Options::default() };
    let commands = |report: &Report, name: &str| {
        let text = told("github", report, &options);
        text.lines().filter(|line| line.starts_with(&format!("::{name} "))).count()
    };
    let (warning, note) = (report.findings[0].clone(), report.findings[1].clone());
    report.findings = [vec![note.clone(); 10], vec![warning.clone(); 10]].concat();
    assert_eq!((commands(&report, "warning"), commands(&report, "notice")), (10, 10));
    assert!(told("github", &report, &options).starts_with("::warning "), "the loudest come first");
    report.findings.push(warning);
    // Nine notes and the notice that says where the other two are.
    assert_eq!((commands(&report, "warning"), commands(&report, "notice")), (10, 10));
    let text = told("github", &report, &options);
    assert!(text.contains("::notice title=misfit::2 are without an annotation"), "{text}");
    assert_eq!(text.matches("infra/payments/main.tf:1:32: warning: ").count(), 1, "{text}");
}

#[test]
fn problems_leave_the_annotations_to_findings_where_the_answer_holds() {
    let mut report = sample();
    report.problems = vec![report.problems[0].clone(); 10];
    let annotated = |ending: Ending| {
        let text = told("github", &report, &Options { ending, ..Options::default() });
        text.lines().any(|line| line.starts_with("::warning file=infra/payments/main.tf"))
    };
    assert_eq!(
        [Ending::Clean, Ending::Findings, Ending::Untrusted].map(annotated),
        [true, true, false],
        "a problem of a path that was named comes first"
    );
}

#[test]
fn several_lines_have_no_columns() {
    let mut report = sample();
    report.problems.clear();
    let primary = report.findings[0].primary;
    report.findings.truncate(1);
    Arc::make_mut(&mut report.findings[0]).primary = Span::new(primary.source, 0, 60);
    let text = told("github", &report, &Options::default());
    assert!(text.starts_with("::warning file=infra/payments/main.tf,line=1,endLine=2,title="), "{text}");
}

#[test]
fn a_test_report_is_red_where_the_run_fails() {
    let mut report = sample();
    let tagged = |report: &Report, fails_on, spoiling| {
        let text = told("junit", report, &Options { fails_on, spoiling, ..Options::default() });
        let count = |tag: &str| text.matches(tag).count();
        let head = text.lines().nth(1).unwrap_or_default().to_owned();
        (count("<failure "), count("<error "), count("<system-out>"), head)
    };
    let named = |path: &str| Spoiling::Named(vec![path.to_owned()]);
    let tags = |report: &Report, fails_on| tagged(report, fails_on, named("deploy/cart.yaml"));
    let head = |failures, errors| {
        format!("<testsuites name=\"misfit\" tests=\"3\" failures=\"{failures}\" errors=\"{errors}\">")
    };
    assert_eq!(tags(&report, Some(Severity::Note)), (2, 1, 0, head(2, 1)));
    assert_eq!(tags(&report, Some(Severity::Warning)), (1, 1, 1, head(1, 1)));
    assert_eq!(tags(&report, None), (0, 1, 2, head(0, 1)));
    // What was walked past makes no run fail, but under --strict.
    assert_eq!(tagged(&report, None, named("infra")), (0, 0, 3, head(0, 0)));
    assert_eq!(tagged(&report, None, Spoiling::All), (0, 1, 2, head(0, 1)));
    // Nor does a suppression that takes nothing, or an entry of the baseline that is stale; a mistake in settings does.
    for (kind, errors) in [(ProblemKind::Suppression, 0), (ProblemKind::Baseline, 0), (ProblemKind::Settings, 1)] {
        report.problems[0].kind = kind;
        assert_eq!(tagged(&report, None, named("infra")), (0, errors, 3 - errors, head(0, errors)));
        assert_eq!(tags(&report, None), (0, errors, 3 - errors, head(0, errors)));
    }
    report.findings.clear();
    report.problems.clear();
    let text = told("junit", &report, &Options::default());
    assert_eq!(text.matches("<testcase ").count(), 2);
    assert_eq!(text.matches("/>").count(), 2, "a workload without a finding passes: {text}");
}

#[test]
fn fingerprints_of_one_array_differ_and_nothing_found_is_an_array() {
    let mut report = sample();
    let twice = report.findings[0].clone();
    report.findings.push(twice);
    let problem = report.problems[0].clone();
    report.problems.push(problem);
    let entries = json("gitlab", &report, &Options::default());
    let entries = entries.as_array().unwrap();
    let fingerprints: BTreeSet<&str> = entries.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((entries.len(), fingerprints.len()), (5, 5), "{fingerprints:?}");
    report.findings.clear();
    report.problems.clear();
    assert_eq!(told("gitlab", &report, &Options::default()), "[]\n");
}

#[test]
fn a_summary_has_at_most_a_mebibyte() {
    let mut report = sample();
    let whole = told("markdown", &report, &Options::default());
    assert!(whole.contains("What runs where: 2 workloads") && !whole.contains("The rest is left out"), "{whole}");
    let first = Finding::clone(&report.findings[0]);
    let other = |number: usize| Arc::new(Finding { policy: format!("policy-{number}").into(), ..first.clone() });
    report.findings = (0..3_000).map(other).collect();
    let cut = told("markdown", &report, &Options { quietest: Severity::Note, ..Options::default() });
    assert!(cut.len() <= 1_048_576 && cut.len() > 1_000_000, "{}", cut.len());
    assert!(cut.ends_with("Other formats hold all.\n"));
    assert_eq!(cut.matches("<details>").count(), cut.matches("</details>").count());
}

#[test]
fn a_summary_says_once_what_one_line_brings_many_workloads_into() {
    let mut report = sample();
    report.findings = vec![report.findings[0].clone(); 61];
    let text = told("markdown", &report, &Options::default());
    assert_eq!(text.lines().filter(|line| line.starts_with("| warning |")).count(), 61, "{text}");
    assert_eq!(text.matches("Ways out:").count(), 1, "{text}");
    assert!(text.contains("</code> and 60 more</summary>"), "{text}");
    assert!(text.contains("\n60 more workloads are in the same mismatch, by the same line: `"), "{text}");
}

#[test]
fn quiet_leaves_out_what_was_covered() {
    let report = sample();
    let quiet = Options { summary: Summary::Hidden, ..Options::default() };
    assert!(!told("markdown", &report, &quiet).contains("workloads"), "{}", told("markdown", &report, &quiet));
    assert!(!told("github", &report, &quiet).contains("2 workloads"));
}

/// Text that somebody put into a file for those who read reports of it.
const HOSTILE: &str =
    "x](https://evil.example) ::error::owned\n::set-output::b\r##[error]c ##vso[task.complete]d <b>&\u{1b}[31m | `e";

#[test]
fn text_of_a_scanned_file_stays_text() {
    let mut report = sample();
    Arc::make_mut(&mut report.findings[0]).message = HOSTILE.into();
    Arc::make_mut(&mut report.findings[0]).needs[0].text = HOSTILE.into();
    let resource = Arc::make_mut(&mut report.resources[0].resource);
    resource.local = HOSTILE.into();
    resource.name = HOSTILE.into();
    report.sources.insert(SourceId(9), Arc::new(Source::new(HOSTILE, "a")));
    Arc::make_mut(&mut report.findings[1]).primary = Span::new(SourceId(9), 0, 1);
    let mut problem = Problem::with(ProblemKind::Syntax, HOSTILE, HOSTILE).help(HOSTILE);
    problem.span = Some(Span::new(SourceId(9), 0, 1));
    report.problems.push(problem);
    let options = Options { quietest: Severity::Note, page: |id| Some(page(id)), ..Options::default() };
    let github = told("github", &report, &options);
    let commands: Vec<&str> = github.lines().filter(|line| line.trim_start().starts_with("::")).collect();
    assert_eq!(commands.len(), 4, "two problems, a warning and a note: {github}");
    assert!(!github.contains("##[") && !github.contains("##vso["), "{github}");
    let log = json("sarif", &report, &options);
    let message = log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap();
    assert_eq!(message.matches("](").count(), 3, "a link to each related place and no other: {message}");
    let markdown = told("markdown", &report, &options);
    // Every code span with that text has a fence of two; a summary is HTML, in which nothing is Markdown.
    let lines: String = markdown.lines().filter(|line| !line.starts_with("<details>")).collect();
    let outside: String = lines.split("``").step_by(2).collect();
    let unescaped = outside.replace("\\<", "").replace("\\]", "");
    assert!(!unescaped.contains("<b>") && !unescaped.contains("]("), "{markdown}");
    assert!(!markdown.contains('\u{1b}'), "{markdown}");
    let card = card::card(&report, 0).unwrap();
    let outside: String = card.split("``").step_by(2).collect();
    assert!(outside.contains("evil.example"), "{card}");
    for text in [&outside, &unescaped] {
        assert!(!text.contains("https://evil.example"), "{text}");
    }
    let junit = told("junit", &report, &options);
    assert!(!junit.contains("<b>") && !junit.contains('\u{1b}'), "{junit}");
}
