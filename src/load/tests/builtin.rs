//! What is built in: sound, the same lean and in full, and one tree.

use super::super::{Beliefs, door, full_text, platform, policy, tree as check_tree};
use super::{all_told, tree};
use crate::model::fact::Known;
use crate::model::platform::Platform;
use crate::model::policy::{Policy, Severity};
use crate::model::vocabulary::{FRONT_DOORS, SERVICES};

#[test]
fn no_file_that_is_built_in_has_a_mistake() {
    use super::super::builtin;
    let [policies, platforms, doors] = builtin::ids();
    let mut told = Vec::new();
    for id in policies.iter().chain(&platforms).chain(&doors) {
        let text = full_text(id).unwrap_or_else(|| panic!("{id} has no text"));
        let (folder, problems) = if policies.contains(id) {
            ("policies", policy(id, &tree(text), text).1)
        } else if platforms.contains(id) {
            ("policies/platforms", platform(id, &tree(text), text).1)
        } else {
            ("policies/doors", door(id, &tree(text), text).1)
        };
        told.extend(all_told(text, &problems).iter().map(|problem| format!("{folder}/{id}.yaml: {problem:?}")));
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn what_is_built_in_reads_as_a_teams_own_files_do() {
    let beliefs = Beliefs::default();
    let platforms = beliefs.platforms();
    for lean in &platforms {
        let text = full_text(&lean.id).unwrap_or_else(|| panic!("{} has no text", lean.id));
        let (full, problems) = platform(&lean.id, &tree(text), text);
        assert!(problems.is_empty(), "{}: {:#?}", lean.id, all_told(text, &problems));
        assert_eq!(full.map(|full| format!("{full:?}")), Some(format!("{lean:?}")), "{}", lean.id);
    }
    for lean in beliefs.policies() {
        let text = full_text(&lean.id).unwrap_or_else(|| panic!("{} has no text", lean.id));
        let (full, problems) = policy(&lean.id, &tree(text), text);
        assert!(problems.is_empty(), "{}: {:#?}", lean.id, all_told(text, &problems));
        let full = full.map(|full| Policy { span: None, ..full });
        assert_eq!(full.map(|full| format!("{full:?}")), Some(format!("{lean:?}")), "{}", lean.id);
    }
    for lean in beliefs.doors() {
        let text = full_text(lean.id).unwrap_or_else(|| panic!("{} has no text", lean.id));
        let (full, problems) = door(lean.id, &tree(text), text);
        assert!(problems.is_empty(), "{}: {:#?}", lean.id, all_told(text, &problems));
        assert_eq!(full.as_ref(), Some(lean), "{}", lean.id);
    }
    let owned: Vec<Platform> = platforms.into_iter().cloned().collect();
    assert_eq!(check_tree(&owned), Vec::new());
}

#[test]
fn every_file_that_is_built_in_is_met() {
    use super::super::builtin;
    let beliefs = Beliefs::default();
    let [policies, platforms, doors] = builtin::ids();
    let read: Vec<&str> = beliefs.policies().iter().map(|policy| policy.id.as_str()).collect();
    assert_eq!(read, policies);
    let read: Vec<&str> = beliefs.platforms().iter().map(|platform| platform.id.as_str()).collect();
    assert_eq!(read, platforms);
    let read: Vec<&str> = beliefs.doors().iter().map(|door| door.id).collect();
    assert_eq!(read, doors);
}

#[test]
fn there_is_a_front_door_for_every_one_that_can_be_named() {
    let beliefs = Beliefs::default();
    let mut named = FRONT_DOORS.values.to_vec();
    named.sort_unstable();
    let read: Vec<&str> = beliefs.doors().iter().map(|door| door.id).collect();
    assert_eq!(read, named);
}

#[test]
fn what_is_wrong_with_a_front_door_is_told() {
    let limit = "{value: 29s, kind: hard, checked: read, as_of: 2026-09, source: \"https://example.com\"}";
    let rows = [
        ("rest-api", format!("title: a\nlimits:\n  request_timeout: {limit}\n"), ""),
        ("back-door", format!("title: a\nlimits:\n  request_timeout: {limit}\n"), "there is no front door `back-door`"),
        ("rest-api", "title: a\nlimits: {}\n".to_owned(), "`request_timeout` is missing"),
        ("rest-api", "title: a\n".to_owned(), "`limits` is missing"),
        (
            "rest-api",
            format!("title: a\nlimits:\n  timeout: {limit}\n  request_timeout: {limit}\n"),
            "a front door has no limit `timeout`, only `request_timeout`",
        ),
        (
            "rest-api",
            format!("title: a\nlimits:\n  request_timeout: {}\n", limit.replace("29s", "29")),
            "`29` has no unit",
        ),
    ];
    for (id, text, expected) in rows {
        let (read, problems) = door(id, &tree(&text), &text);
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told.join("; "), expected, "{text}");
        let usable = expected.is_empty() || expected.starts_with("a front door has no limit");
        assert_eq!(read.is_some(), usable, "{text}");
    }
}

fn own(id: &str, refines: Option<&str>) -> Platform {
    Platform {
        id: id.into(),
        title: id.to_owned(),
        services: if refines.is_none() { vec!["azure-batch"] } else { Vec::new() },
        refines: refines.map(Into::into),
        when: None,
        model: None,
        axes: Vec::new(),
        limits: Vec::new(),
    }
}

#[test]
fn a_teams_own_stand_beside_and_over_what_is_built_in() {
    let built_in = Beliefs::default();
    // In an order that is not the tree's; one refines what another of the team's own is.
    let beliefs =
        Beliefs::with(Vec::new(), vec![own("own-b", Some("own-a")), own("own-a", Some("own")), own("own", None)]);
    let ids: Vec<&str> = beliefs.platforms_of("azure-batch").iter().map(|platform| platform.id.as_str()).collect();
    for id in ["own", "own-a", "own-b"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    assert!(beliefs.platforms_of("no-such-service").is_empty());
    for service in SERVICES.iter().filter(|service| **service != "azure-batch") {
        assert_eq!(beliefs.platforms_of(service).len(), built_in.platforms_of(service).len(), "{service}");
    }
    let mut policy = match built_in.policies().first() {
        Some(policy) => policy.clone(),
        None => return,
    };
    policy.severity = vec![(Known::Declared, Severity::Error)];
    let beliefs = Beliefs::with(vec![policy.clone()], Vec::new());
    let read = beliefs.policies().iter().find(|other| other.id == policy.id);
    assert_eq!(read.map(|read| read.severity.clone()), Some(policy.severity));
    assert_eq!(beliefs.policies().len(), built_in.policies().len());
}
