//! What is built in: sound, the same lean and in full, and one tree.

use super::super::{Beliefs, full_text, platform, policy, tree as check_tree};
use super::{all_told, tree};
use crate::model::fact::Known;
use crate::model::platform::Platform;
use crate::model::policy::{Policy, Severity};
use crate::model::vocabulary::SERVICES;

#[test]
fn no_file_that_is_built_in_has_a_mistake() {
    use super::super::builtin;
    let (policies, platforms) = builtin::ids();
    let mut told = Vec::new();
    for id in policies.iter().chain(&platforms) {
        let text = full_text(id).unwrap_or_else(|| panic!("{id} has no text"));
        let is_policy = policies.contains(id);
        let (folder, problems) = if is_policy {
            ("policies", policy(id, &tree(text), text).1)
        } else {
            ("policies/platforms", platform(id, &tree(text), text).1)
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
    let owned: Vec<Platform> = platforms.into_iter().cloned().collect();
    assert_eq!(check_tree(&owned), Vec::new());
}

#[test]
fn every_file_that_is_built_in_is_met() {
    use super::super::builtin;
    let beliefs = Beliefs::default();
    let (policies, platforms) = builtin::ids();
    let read: Vec<&str> = beliefs.policies().iter().map(|policy| policy.id.as_str()).collect();
    assert_eq!(read, policies);
    let read: Vec<&str> = beliefs.platforms().iter().map(|platform| platform.id.as_str()).collect();
    assert_eq!(read, platforms);
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
