//! Places: where a finding, and what it rests on, stands for whoever reads it.
//!
//! That is always a line of the workload's own unit, which a person can change there. A workload that a module makes stands at
//! its call: the module's own lines are told as what leads there, since others may call it, too.

use smol_str::SmolStr;

use super::fact_of;
use super::finding::{is_beside, neighbour};
use crate::model::condition::{Evidence, Missing};
use crate::model::fact::{Fact, Known};
use crate::model::report::{Judged, Label, SET_HERE};
use crate::model::resource::{Call, Resource};
use crate::model::source::Span;
use crate::model::tree::Step;
use crate::values::phrase::phrase;

/// Where a fact stands inside its workload; where that came through calls, the argument of the outermost that it came from.
fn inside(resource: &Resource, fact: &Fact) -> Option<Span> {
    let (whole, name) = (resource.extent(), resource.place());
    let is_inside = |at: &Span| whole.contains(*at) && *at != name;
    let handed = if resource.calls.is_empty() { &[] } else { fact.chain.as_slice() };
    std::iter::once(fact.at).chain(handed.iter().map(|step| step.span)).find(is_inside)
}

/// Where a fact of a workload is best read: inside it, else where it is written.
fn stands(resource: &Resource, fact: &Fact) -> Span {
    // What is said at the name of its block is said of all of it.
    let own = if fact.at == resource.name_span { resource.place() } else { fact.at };
    inside(resource, fact).unwrap_or(own)
}

/// What would decide, each where it is best read.
pub(super) fn missing(judged: &Judged, missing: Vec<Missing>) -> Vec<Missing> {
    let resource = &judged.resource;
    let told = |one: Missing| {
        let fact = fact_of(judged, &one.path).filter(|fact| fact.at == one.at);
        let name = || if one.at == resource.name_span { resource.place() } else { one.at };
        Missing { at: fact.map_or_else(name, |fact| stands(resource, fact)), ..one }
    };
    if resource.calls.is_empty() { missing } else { missing.into_iter().map(told).collect() }
}

/// The place of a label: that of what is not set is the workload's name.
fn place(judged: &Judged, evidence: &Evidence) -> Span {
    match (is_beside(evidence), evidence.fact.is_absent()) {
        (true, _) => evidence.fact.at,
        (false, true) => judged.resource.place(),
        (false, false) => stands(&judged.resource, &evidence.fact),
    }
}

/// What a fact says, at its place; what is not set has none, and is said at the workload's name.
pub(super) fn label(judged: &Judged, evidence: &Evidence) -> Label {
    let side = match (evidence.path.split_once('.'), neighbour(evidence)) {
        (Some(("gives", _)), _) => "gives",
        (Some(("needs", _)), _) => "needs",
        (_, Some(name)) => &format!("beside it, {name}"),
        _ if is_beside(evidence) => "beside it",
        _ => "written",
    };
    let mut text = format!("{side}: {}", phrase(&evidence.path, &evidence.fact.value));
    match evidence.fact.known {
        Known::Declared | Known::Written => {}
        known => text.push_str(&format!(" ({})", known.name())),
    }
    Label { span: place(judged, evidence), text, path: evidence.path.clone() }
}

/// The deciding fact of the given side if it is written inside the workload, else the workload's name.
pub(super) fn primary(judged: &Judged, evidence: &[Evidence]) -> Span {
    let resource = &judged.resource;
    let first_of = |side: &str| {
        let of_side = evidence.iter().filter(|evidence| evidence.path.starts_with(side));
        of_side.map(|evidence| &evidence.fact).filter(|fact| !fact.is_absent()).find_map(|fact| inside(resource, fact))
    };
    let configuration_only = !evidence.iter().any(|evidence| evidence.path.starts_with("needs."));
    first_of("gives.")
        .or_else(|| if configuration_only { first_of("facts.") } else { None })
        .unwrap_or(resource.place())
}

/// What is said of a neighbour, the lines to edit that are other than those that are labelled, and how the call leads to them.
pub(super) fn related(judged: &Judged, evidence: &[Evidence], primary: Span) -> Vec<Label> {
    let beside = evidence.iter().filter(|evidence| is_beside(evidence) && !evidence.fact.is_absent());
    let mut related: Vec<Label> = beside.map(|evidence| label(judged, evidence)).collect();
    let is_called = !judged.resource.calls.is_empty();
    for evidence in evidence {
        let own_steps = usize::from(is_beside(evidence));
        let steps = evidence.fact.chain.get(own_steps..).unwrap_or_default();
        for (number, step) in told_of(steps).into_iter().rev().enumerate() {
            let told_at = if is_called { place(judged, evidence) } else { evidence.fact.at };
            if step.span == told_at || step.span == primary || related.iter().any(|label| label.span == step.span) {
                continue;
            }
            let how = if number == 0 { SET_HERE } else { "through" };
            let text = format!("{how}: {}", step.name);
            related.push(Label { span: step.span, text, path: evidence.path.clone() });
        }
    }
    related.extend(from_the_call(judged, evidence, &related));
    related
}

/// The steps that a finding tells: not that of a variable which a call sets, since the argument's says the same, nor that of
/// one which a values file sets. The file's line is told by the variable's name.
fn told_of(steps: &[Step]) -> Vec<Step> {
    let is_argument = |step: &Step| step.name.starts_with("module.") && step.name.contains(' ');
    let is_file = |step: &Step| step.name.ends_with(".tfvars") || step.name.ends_with(".tfvars.json");
    let mut told: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        let variable = told.pop_if(|above| above.name.starts_with("var.") && (is_argument(step) || is_file(step)));
        let name = variable.filter(|_| is_file(step)).map_or_else(|| step.name.clone(), |variable| variable.name);
        told.push(Step { span: step.span, name });
    }
    told
}

/// What leads from the call that a workload stands at to its block, and to the lines there that decide; outermost first. None
/// of it says anything of a fact.
fn from_the_call(judged: &Judged, evidence: &[Evidence], related: &[Label]) -> Vec<Label> {
    let resource = &judged.resource;
    if resource.calls.is_empty() {
        return Vec::new();
    }
    let is_told = |call: &&Call| {
        let argument = format!("through: {} ", call.name);
        related.iter().any(|label| label.text.starts_with(&argument))
    };
    let inner = resource.calls.iter().skip(1).filter(|call| !is_told(call));
    let inner = inner.map(|call| (call.name_span, format!("through: {}", call.name)));
    let made = (resource.name_span, format!("made here: {}.{}", resource.kind, resource.name));
    let own = evidence.iter().filter(|evidence| !is_beside(evidence) && !evidence.fact.is_absent());
    let used = own.filter(|evidence| {
        let at = evidence.fact.at;
        at != resource.name_span && at != place(judged, evidence)
    });
    let used = used.map(|evidence| {
        let fact = evidence.path.rsplit('.').next().unwrap_or_default();
        (evidence.fact.at, format!("used here: {}", fact.replace('_', " ")))
    });
    let mut leading: Vec<Label> = Vec::new();
    for (span, text) in inner.chain([made]).chain(used) {
        if !related.iter().chain(&leading).any(|label| label.span == span) {
            leading.push(Label { span, text, path: SmolStr::default() });
        }
    }
    leading
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may fail loudly")]
mod tests {
    use std::sync::Arc;

    use super::{label, primary, related};
    use crate::model::condition::Evidence;
    use crate::model::fact::{Fact, Facts, Known, Value};
    use crate::model::neighbours::Neighbours;
    use crate::model::report::{Judged, Label};
    use crate::model::resource::{Call, Resource, Role, UnitPath};
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::Step;

    /// A root, the values it is given, the module that it calls and the one that this calls.
    const FILES: [(&str, &str); 4] = [
        ("main.tf", "module \"api\" {\n  source  = \"./api\"\n  timeout = var.t\n  tags    = { class = \"pci\" }\n}\n"),
        ("prod.tfvars", "t = 1200\n"),
        ("api/main.tf", "module \"fn\" {\n  source  = \"../fn\"\n  timeout = var.timeout\n}\n"),
        ("fn/main.tf", "resource \"aws_lambda_function\" \"this\" {\n  timeout = var.seconds\n  memory  = 128\n}\n"),
    ];

    /// The place of a text in a file.
    fn at(file: usize, text: &str) -> Span {
        let start = FILES[file].1.find(text).expect("the file has the text");
        Span::new(SourceId(u32::try_from(file).expect("there are few")), start, start + text.len())
    }

    /// `main.tf:3 var.t`: a place as a person finds it, and what stands there.
    fn read(span: Span) -> String {
        let (path, text) = FILES[span.source.0 as usize];
        let (start, end) = (span.start as usize, span.end as usize);
        format!("{path}:{} {}", text[..start].matches('\n').count() + 1, text[start..end].lines().next().unwrap_or(""))
    }

    fn judged(calls: Vec<Call>) -> Judged {
        let resource = Resource {
            unit: UnitPath("".into()),
            local: "module.api.module.fn.aws_lambda_function.this".into(),
            dialect: "terraform",
            kind: "aws_lambda_function".into(),
            name: "this".into(),
            role: Role::Workload,
            service: Some("aws-lambda"),
            name_span: at(3, "\"this\""),
            span: at(3, FILES[3].1.trim_end()),
            namespace: None,
            labels: Vec::new(),
            facts: Facts::new(),
            lends: Facts::new(),
            tags: Vec::new(),
            links: Vec::new(),
            suppressions: Vec::new(),
            calls: calls.into(),
        };
        let needs = Arc::new(Facts::new());
        Judged { resource: Arc::new(resource), placement: None, needs, neighbours: Neighbours::default() }
    }

    fn calls() -> Vec<Call> {
        let call = |file: usize, name: &str, label: &str| Call {
            name: name.into(),
            name_span: at(file, label),
            span: at(file, FILES[file].1.trim_end()),
        };
        vec![call(0, "module.api", "\"api\""), call(2, "module.api.module.fn", "\"fn\"")]
    }

    fn evidence(path: &str, at: Span, chain: &[(Span, &str)]) -> Evidence {
        let chain = chain.iter().map(|(span, name)| Step { span: *span, name: (*name).into() }).collect();
        Evidence { path: path.into(), fact: Fact { value: Value::Number(1200.0), known: Known::Written, at, chain } }
    }

    #[test]
    fn a_finding_stands_at_the_line_of_the_call_that_says_it() {
        let timeout = evidence(
            "facts.timeout",
            at(3, "var.seconds"),
            &[
                (at(3, "seconds"), "var.seconds"),
                (at(2, "var.timeout"), "module.api.module.fn seconds"),
                (at(2, "timeout"), "var.timeout"),
                (at(0, "var.t"), "module.api timeout"),
                (at(1, "1200"), "var.t"),
            ],
        );
        let memory = evidence("facts.memory", at(3, "128"), &[]);
        let stated = evidence("gives.hardware", at(3, "\"this\""), &[]);
        let class = evidence("needs.level", at(3, "\"this\""), &[(at(0, "{ class = \"pci\" }"), "module.api tags")]);
        let lead = [
            "through: module.api.module.fn, api/main.tf:1 \"fn\"",
            "made here: aws_lambda_function.this, fn/main.tf:1 \"this\"",
        ];
        let rows = [
            (
                "an argument, from a value of the root",
                vec![timeout],
                "main.tf:3 var.t",
                vec!["main.tf:3 var.t"],
                [
                    &[
                        "set here: var.t, prod.tfvars:1 1200",
                        "through: module.api.module.fn seconds, api/main.tf:3 var.timeout",
                    ],
                    &lead[1..],
                    &["used here: timeout, fn/main.tf:2 var.seconds"],
                ]
                .concat(),
            ),
            ("a line of the module", vec![memory], "main.tf:1 \"api\"", vec!["fn/main.tf:3 128"], lead.to_vec()),
            (
                "what the platform states, and a need that the call writes",
                vec![stated, class],
                "main.tf:1 \"api\"",
                vec!["main.tf:1 \"api\"", "main.tf:4 { class = \"pci\" }"],
                lead.to_vec(),
            ),
        ];
        let judged = judged(calls());
        for (name, evidence, stands, labels, others) in rows {
            let primary = primary(&judged, &evidence);
            assert_eq!(read(primary), stands, "{name}");
            let told: Vec<String> = evidence.iter().map(|one| read(label(&judged, one).span)).collect();
            assert_eq!(told, labels, "{name}");
            let said = |label: &Label| format!("{}, {}", label.text, read(label.span));
            let related: Vec<String> = related(&judged, &evidence, primary).iter().map(said).collect();
            assert_eq!(related, others, "{name}");
        }
    }

    #[test]
    fn without_calls_a_finding_stands_in_its_own_block() {
        let judged = judged(Vec::new());
        let timeout = evidence("facts.timeout", at(3, "var.seconds"), &[(at(1, "1200"), "var.t")]);
        let elsewhere = evidence("facts.timeout", at(0, "var.t"), &[]);
        let stated = evidence("gives.hardware", at(3, "\"this\""), &[]);
        for (evidence, stands, others) in [
            (timeout, "fn/main.tf:2 var.seconds", vec!["set here: var.t, prod.tfvars:1 1200"]),
            (elsewhere, "fn/main.tf:1 \"this\"", vec![]),
            (stated, "fn/main.tf:1 \"this\"", vec![]),
        ] {
            let evidence = [evidence];
            let primary = primary(&judged, &evidence);
            assert_eq!(read(primary), stands);
            let said = |label: &Label| format!("{}, {}", label.text, read(label.span));
            let related: Vec<String> = related(&judged, &evidence, primary).iter().map(said).collect();
            assert_eq!(related, others);
        }
    }
}
