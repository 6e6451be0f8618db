//! What a role may reach: the stores that the policies of a workload's role allow it.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::refer::Unit;
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
];

const ROLES: &[&str] = &["aws_iam_role"];
const POLICIES: &[&str] = &["aws_iam_policy"];
const PROFILES: &[&str] = &["aws_iam_instance_profile"];

/// Where a workload names the role that its own code has. The role that starts it is another.
const OWN_ROLES: &[&[&str]] = &[&["role"], &["task_role_arn"]];

/// Where a machine names the profile that holds its role.
const OWN_PROFILES: &[&[&str]] =
    &[&["iam_instance_profile", "arn"], &["iam_instance_profile", "name"], &["iam_instance_profile"]];

/// The stores that each role may reach, by the role's address.
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

/// The address of the role that a workload's own code has.
pub(super) fn role_of(unit: &Unit<'_>, block: &ResolvedBlock) -> Option<SmolStr> {
    let at = |paths: &[&[&str]], kinds: &'static [&'static str]| {
        paths.iter().find_map(|path| unit.referred(body::at(&block.body, path)?.as_ref(), kinds))
    };
    let role = at(OWN_ROLES, ROLES).or_else(|| role_at(unit, at(OWN_PROFILES, PROFILES)?))?;
    Some(role.address.clone())
}
