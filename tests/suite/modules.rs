//! Known modules against calls of them: each makes something, and nothing that is said of it stands outside the call.

use misfit::discover::memory::Memory;
use misfit::load::known_modules;
use misfit::model::overrides::Overrides;
use misfit::model::report::Judged;
use misfit::model::resource::Role;
use misfit::scan::{Memo, scan};

use crate::kept::{files, read};

#[test]
fn every_known_module_makes_what_its_inputs_say() {
    let mut wrong = Vec::new();
    for module in known_modules() {
        let path = format!("fixtures/modules/{}/main.tf", module.id);
        let text = read(&path);
        let sources: Memory = [("main.tf", text.as_str())].into_iter().collect();
        let report = scan(&sources, &Overrides::default(), &mut Memo::new());
        wrong.extend(report.problems.iter().map(|problem| format!("{path}: {}", problem.message)));
        let elsewhere = |judged: &&Judged| {
            let facts = judged.resource.facts.iter().map(|(_, fact)| fact.at);
            let spans = facts.chain([judged.resource.place()]);
            spans.into_iter().any(|span| report.sources.path(span) != "main.tf")
        };
        wrong.extend(
            report
                .resources
                .iter()
                .filter(elsewhere)
                .map(|judged| format!("{path}: {} stands where nobody can edit it", judged.resource.local)),
        );
        if !report.resources.iter().any(|judged| !judged.resource.calls.is_empty() && runs(judged)) {
            wrong.push(format!("{path}: the module makes nothing that is placed"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_call_is_of_a_known_module() {
    for path in files("fixtures/modules", "tf") {
        let id = path.split('/').nth(2).unwrap();
        assert!(known_modules().iter().any(|module| module.id == id), "{path}: there is no known module {id}");
        assert!(!read(&path).is_empty());
    }
}

/// What is a workload, starts one or has one placed on it.
fn runs(judged: &Judged) -> bool {
    matches!(judged.resource.role, Role::Workload | Role::Definition | Role::Capacity | Role::Companion)
}
