//! What a role or an account may reach: the stores that its policies allow it, or that it is a member of.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::refer::{Unit, mentioned};
use super::stores::{Reference, references};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::tree::Node;
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

/// The stores that each role and account may reach, by its address.
pub(super) fn granted(unit: &Unit<'_>) -> HashMap<SmolStr, Vec<Reference>> {
    let mut granted: HashMap<SmolStr, Vec<Reference>> = HashMap::new();
    let mut grant = |role: &ResolvedBlock, policy: Option<&Node>| {
        if let Some(policy) = policy {
            granted.entry(role.address.clone()).or_default().extend(allowed(unit, policy));
        }
    };
    for role in unit.of_kind("aws_iam_role") {
        for inline in body::each(&role.body, "inline_policy") {
            grant(role, inline.get("policy"));
        }
    }
    for policy in unit.of_kind("aws_iam_role_policy") {
        if let Some(role) = role_at(unit, policy) {
            grant(role, policy.body.get("policy"));
        }
    }
    for attachment in unit.of_kind("aws_iam_role_policy_attachment") {
        let policy = attachment.body.get("policy_arn").and_then(|node| unit.referred(node, POLICIES));
        if let (Some(role), Some(policy)) = (role_at(unit, attachment), policy) {
            grant(role, policy.body.get("policy"));
        }
    }
    for attachment in unit.of_kind("aws_iam_policy_attachment") {
        let policy = attachment.body.get("policy_arn").and_then(|node| unit.referred(node, POLICIES));
        let roles = attachment.body.get("roles").map(|roles| mentioned(roles, ROLES)).unwrap_or_default();
        for role in roles.iter().filter_map(|role| unit.referred(role, ROLES)) {
            grant(role, policy.and_then(|policy| policy.body.get("policy")));
        }
    }
    for kind in LEAD_TO_GRANTS.iter().filter(|kind| kind.starts_with("google_") && !ACCOUNTS.contains(kind)) {
        for grant in unit.of_kind(kind) {
            let members = ["member", "members"].iter().filter_map(|argument| grant.body.get(argument));
            let stores = references(unit, &grant.body);
            for account in members.flat_map(|members| mentioned(members, ACCOUNTS)) {
                if let Some(account) = unit.referred(&account, ACCOUNTS) {
                    granted.entry(account.address.clone()).or_default().extend(stores.iter().cloned());
                }
            }
        }
    }
    granted
}

fn role_at<'a>(unit: &Unit<'a>, block: &ResolvedBlock) -> Option<&'a ResolvedBlock> {
    unit.referred(block.body.get("role")?, ROLES)
}

/// The stores that a policy's statements allow something on.
fn allowed(unit: &Unit<'_>, policy: &Node) -> Vec<Reference> {
    let statements = body::each(policy, "Statement").into_iter();
    let allowing = statements.filter(|one| one.get("Effect").and_then(Node::as_str) == Some("Allow"));
    allowing.filter_map(|one| one.get("Resource")).flat_map(|resource| references(unit, resource)).collect()
}

/// The address of the role, or of the account, that a workload's own code has.
pub(super) fn role_of(unit: &Unit<'_>, block: &ResolvedBlock) -> Option<SmolStr> {
    let at = |paths: &[&[&str]], kinds: &'static [&'static str]| {
        paths.iter().find_map(|path| unit.referred(body::at(&block.body, path)?.as_ref(), kinds))
    };
    let role = at(OWN_ROLES, ROLES).or_else(|| role_at(unit, at(OWN_PROFILES, PROFILES)?));
    let role = role.or_else(|| at(OWN_ACCOUNTS, ACCOUNTS))?;
    Some(role.address.clone())
}
