//! Platforms against their fixtures: every workload that a case names is taken for what it says.

use misfit::model::fact::Value;
use misfit::model::report::Report;

use crate::fixtures::{Expectation, cases};

/// The value of an axis as a case writes it.
fn given(report: &Report, expected: &Expectation, axis: &str) -> Option<String> {
    let judged = report.resources.iter().find(|judged| {
        report.sources.path(judged.resource.place()) == expected.path
            && report.sources.start(judged.resource.place()).line == expected.line
    })?;
    Some(match &judged.placement.as_ref()?.gives.get(axis)?.value {
        Value::Text(text) => text.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Unknown(_) => "unknown".to_owned(),
        other => format!("{other:?}"),
    })
}

#[test]
fn every_workload_is_taken_for_its_platform() {
    let mut wrong = Vec::new();
    for (folder, case) in cases("platforms") {
        let report = &case.report;
        for expected in case.expectations.iter().filter(|expectation| expectation.verb == "platform") {
            let found = report.resources.iter().find(|judged| {
                report.sources.path(judged.resource.place()) == expected.path
                    && report.sources.start(judged.resource.place()).line == expected.line
            });
            let platform =
                found.and_then(|judged| judged.placement.as_ref()).and_then(|placement| placement.platform.as_deref());
            if platform != Some(expected.id.as_str()) {
                let facts = found.map(|judged| &judged.resource.facts);
                let could_be = found.and_then(|judged| judged.placement.as_ref()).map(|p| &p.could_be);
                wrong.push(format!(
                    "{folder}/{}:{} is taken for {platform:?}, not {} ({could_be:?})\n    {facts:?}",
                    case.name, expected.line, expected.id
                ));
            }
        }
        for expected in &case.expectations {
            for (axis, value) in &expected.gives {
                let given = given(report, expected, axis);
                if given.as_deref() != Some(value) {
                    wrong.push(format!("{folder}/{}:{} gives {axis}={given:?}, not {value}", case.name, expected.line));
                }
            }
        }
        if case.expectations.is_empty() {
            wrong.push(format!("{folder}/{} expects nothing", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
