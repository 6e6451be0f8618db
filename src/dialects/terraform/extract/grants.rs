//! What a role or an account may reach: the stores that its policies allow it, or that it is a member of.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::refer::{Unit, mentioned};
use super::stores::{Reference, placed};
use super::which::{Tie, brought_to, in_branches, through};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::resource::Target;
use crate::model::tree::{Content, Node};
use crate::values::body;

/// Types that are no resources of their own and lead from a workload's role to what it may reach.
pub(super) const LEAD_TO_GRANTS: &[&str] = &[
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_policy",
    "aws_iam_instance_profile",
    "aws_iam_policy_attachment",
    "google_service_account",
    "google_storage_bucket_iam_member",
    "google_storage_bucket_iam_binding",
    "google_bigquery_dataset_iam_member",
    "google_bigquery_dataset_iam_binding",
    "google_bigquery_table_iam_member",
    "google_bigquery_table_iam_binding",
    "google_spanner_database_iam_member",
    "google_spanner_database_iam_binding",
    "google_bigtable_instance_iam_member",
    "google_bigtable_instance_iam_binding",
    "google_pubsub_topic_iam_member",
    "google_pubsub_topic_iam_binding",
];

const ROLES: &[&str] = &["aws_iam_role"];
const POLICIES: &[&str] = &["aws_iam_policy"];
const PROFILES: &[&str] = &["aws_iam_instance_profile"];

/// Where a workload names the role that its own code has. The role that starts it is another.
const OWN_ROLES: &[&[&str]] = &[&["role"], &["task_role_arn"]];

/// Where a machine names the profile that holds its role.
const OWN_PROFILES: &[&[&str]] =
    &[&["iam_instance_profile", "arn"], &["iam_instance_profile", "name"], &["iam_instance_profile"]];

const ACCOUNTS: &[&str] = &["google_service_account"];

/// Where a workload of Google's names the account that its own code has.
const OWN_ACCOUNTS: &[&[&str]] = &[
    &["service_account", "email"],
    &["service_account_email"],
    &["service_config", "service_account_email"],
    &["template", "service_account"],
    &["template", "template", "service_account"],
    &["template", "spec", "service_account_name"],
];

/// The stores that each role and account may reach, by its address, said by what tells its own instances apart.
pub(super) fn granted(unit: &Unit<'_>) -> HashMap<SmolStr, Vec<Reference>> {
    let mut granted: HashMap<SmolStr, Vec<Reference>> = HashMap::new();
    for role in unit.of_kind("aws_iam_role") {
        let policies = body::each(&role.body, "inline_policy").into_iter().filter_map(|inline| inline.get("policy"));
        let stores = policies.flat_map(|policy| allowed(unit, policy));
        granted.entry(role.address.clone()).or_default().extend(stores);
    }
    for policy in unit.of_kind("aws_iam_role_policy") {
        let stores = policy.body.get("policy").map(|policy| allowed(unit, policy)).unwrap_or_default();
        grant(&mut granted, &at(unit, policy, "role", ROLES), &stores);
    }
    for attachment in unit.of_kind("aws_iam_role_policy_attachment") {
        grant(&mut granted, &at(unit, attachment, "role", ROLES), &attached(unit, attachment));
    }
    for attachment in unit.of_kind("aws_iam_policy_attachment") {
        let roles = attachment.body.get("roles").map(|roles| mentioned(roles, ROLES)).unwrap_or_default();
        let roles: Vec<Tie> = roles.iter().flat_map(|role| unit.ties(role, ROLES)).collect();
        grant(&mut granted, &roles, &attached(unit, attachment));
    }
    for kind in LEAD_TO_GRANTS.iter().filter(|kind| kind.starts_with("google_") && !ACCOUNTS.contains(kind)) {
        for membership in unit.of_kind(kind) {
            let stores = placed(unit, &membership.body);
            grant(&mut granted, &at(unit, membership, "member", ACCOUNTS), &stores);
            for member in membership.body.get("members").map(Node::items).unwrap_or_default() {
                grant(&mut granted, &unit.ties(member, ACCOUNTS), &stores);
            }
        }
    }
    granted
}

/// Grants stores to roles, where both are said by what tells the instances apart of what grants them.
fn grant(granted: &mut HashMap<SmolStr, Vec<Reference>>, roles: &[Tie], stores: &[Reference]) {
    for role in roles {
        let Target::Local(address) = &role.target else { continue };
        let all = stores.iter().flat_map(|(store, span)| {
            brought_to(&role.which, &store.which).into_iter().map(|which| (Tie { which, ..store.clone() }, *span))
        });
        granted.entry(address.clone()).or_default().extend(all);
    }
}

fn at(unit: &Unit<'_>, block: &ResolvedBlock, argument: &str, kinds: &'static [&'static str]) -> Vec<Tie> {
    block.body.get(argument).map(|node| unit.ties(node, kinds)).unwrap_or_default()
}

/// The stores that a policy reaches which is attached.
fn attached(unit: &Unit<'_>, attachment: &ResolvedBlock) -> Vec<Reference> {
    let policies = at(unit, attachment, "policy_arn", POLICIES).into_iter();
    policies.flat_map(|policy| reached(unit, &policy)).collect()
}

fn reached(unit: &Unit<'_>, policy: &Tie) -> Vec<Reference> {
    let Target::Local(address) = &policy.target else { return Vec::new() };
    let body = unit.block(address).and_then(|block| block.body.get("policy"));
    let stores = body.map(|body| allowed(unit, body)).unwrap_or_default().into_iter();
    let meant = |(store, span): Reference| {
        let all = through(&policy.which, &store.which).into_iter();
        all.map(|which| (Tie { which, ..store.clone() }, span)).collect::<Vec<_>>()
    };
    stores.flat_map(meant).collect()
}

/// The stores that a policy's statements allow something on.
fn allowed(unit: &Unit<'_>, policy: &Node) -> Vec<Reference> {
    if let Content::Choice(choice) = &policy.content {
        let in_branch = |policy: &Node| allowed(unit, policy).into_iter().map(|(store, _)| store).collect();
        return in_branches(choice, in_branch).into_iter().map(|store| (store, policy.span)).collect();
    }
    let statements = body::each(policy, "Statement").into_iter();
    let allowing = statements.filter(|one| one.get("Effect").and_then(Node::as_str) == Some("Allow"));
    allowing.filter_map(|one| one.get("Resource")).flat_map(|resource| placed(unit, resource)).collect()
}

/// The roles or accounts of this unit that a workload's own code has.
pub(super) fn roles_of(unit: &Unit<'_>, block: &ResolvedBlock) -> Vec<Tie> {
    let first = |paths: &[&[&str]], kinds: &'static [&'static str]| {
        let ties = |path: &&[&str]| body::at(&block.body, path).map(|node| unit.ties(&node, kinds));
        let is_here = |ties: &Vec<Tie>| ties.iter().any(|tie| matches!(tie.target, Target::Local(_)));
        paths.iter().filter_map(ties).find(is_here)
    };
    let of_profile = || {
        let profiles = first(OWN_PROFILES, PROFILES)?;
        Some(unit.onward(profiles, ("aws_iam_instance_profile", "role"), ROLES)).filter(|roles| !roles.is_empty())
    };
    let roles = first(OWN_ROLES, ROLES).or_else(of_profile);
    roles.or_else(|| first(OWN_ACCOUNTS, ACCOUNTS)).unwrap_or_default()
}
