//! Trust: workloads that run what others wrote, and the word of a tenant that says whose it is.

use super::derive::{at_best, each, fact_or_absent, offer, strongest, valued};
use super::images;
use super::structure::working_containers;
use super::words::normal_key;
use crate::model::fact::{Facts, Known, Value};
use crate::model::resource::{Resource, Tag};
use crate::values::read::word;

/// Keys that name a tenant or a customer.
const TENANT_KEYS: &[&str] = &["tenant", "tenantid", "tenantname", "customer", "customerid", "customername"];

/// Values under such a key that name no tenant but the team itself.
const NO_TENANT: &[&str] = &["", "none", "shared", "all", "internal", "platform", "common", "default", "n/a", "system"];

/// Sets `trust`: a runner of builds, a notebook or a sandbox for code is untrusted where it is labelled with a tenant. A
/// team's own runner builds the team's own code: without such a word nothing is said of it.
pub(super) fn offer_trust(needs: &mut Facts, resource: &Resource) {
    let Some(tenant) = resource.own_tags().find(|tag| names_a_tenant(tag)) else { return };
    let containers = fact_or_absent(&resource.facts, "containers", resource.name_span);
    let untrusted = each(&containers, &|containers| {
        let nothing = valued(containers, Value::Absent);
        working_containers(containers).into_iter().fold(nothing.clone(), |so_far, container| {
            let Some(image) = container.get("image") else { return so_far };
            let of_one = each(image, &|image| match images::written(image) {
                Some(name) if images::runs_others_code(name) => valued(&tenant.value, word("untrusted")),
                _ => valued(image, Value::Absent),
            });
            strongest(&so_far, &of_one, &|fact| usize::from(!fact.is_absent()))
        })
    });
    offer(needs, "trust", at_best(untrusted, Known::Inferred));
}

fn names_a_tenant(tag: &Tag) -> bool {
    let value = tag.value.as_text();
    TENANT_KEYS.contains(&normal_key(&tag.key).as_str())
        && value.is_some_and(|value| !NO_TENANT.contains(&value.trim().to_ascii_lowercase().as_str()))
}
