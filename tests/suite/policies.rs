//! Policies against their fixtures: each finding on the expected line, and no other.

use crate::fixtures::{Case, Expectation, cases, root};

/// What a case's report says of one policy, in the form of expectations.
fn said(policy: &str, case: &Case) -> Vec<Expectation> {
    let report = &case.report;
    let mut said = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.policy == policy) {
        said.push(Expectation {
            path: report.sources.path(finding.primary).to_owned(),
            line: report.sources.start(finding.primary).line,
            verb: "expect".to_owned(),
            id: policy.to_owned(),
            severity: Some(finding.severity.name().to_owned()),
            gives: Vec::new(),
        });
    }
    for undecided in report.undecided.iter().filter(|undecided| undecided.policy == policy) {
        let span = report.resources[undecided.resource].resource.place();
        said.push(Expectation {
            path: report.sources.path(span).to_owned(),
            line: report.sources.start(span).line,
            verb: "undecided".to_owned(),
            id: policy.to_owned(),
            severity: None,
            gives: Vec::new(),
        });
    }
    said.sort();
    said
}

#[test]
fn every_policy_speaks_on_the_expected_lines_and_no_others() {
    let mut wrong = Vec::new();
    for (policy, case) in cases("policies") {
        let mut said = said(&policy, &case);
        for (said, expected) in said.iter_mut().zip(&case.expectations) {
            // A case need not say a severity.
            if expected.severity.is_none() {
                said.severity = None;
            }
        }
        let expected: Vec<_> = case.expectations.iter().filter(|e| e.verb != "platform").cloned().collect();
        if said != expected {
            let why: Vec<_> = case.report.undecided.iter().filter(|u| u.policy == policy).map(|u| &u.missing).collect();
            wrong.push(format!("{policy}/{}\n  expected {expected:?}\n  said     {said:?}\n  {why:?}", case.name));
        }
        if case.name.starts_with("fails") != expected.iter().any(|expected| expected.verb == "expect") {
            wrong.push(format!("{policy}/{}: `fails` cases expect a finding, others none", case.name));
        }
        if case.report.resources.is_empty() {
            wrong.push(format!("{policy}/{}: nothing was read in it", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_policy_has_a_failing_a_passing_and_a_cannot_tell_case() {
    let policies = std::fs::read_dir(root().with_file_name("policies")).unwrap();
    for policy in policies.map(|entry| entry.unwrap().path()) {
        if policy.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let folder = root().join("policies").join(policy.file_stem().unwrap());
        let names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap_or_else(|_| panic!("no fixtures in {}", folder.display()))
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        for start in ["fails-", "passes-", "cannot-tell-"] {
            assert!(names.iter().any(|name| name.starts_with(start)), "{} has no {start} case", folder.display());
        }
    }
}
