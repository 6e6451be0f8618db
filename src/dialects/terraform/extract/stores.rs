//! Stores of data, and who refers to them: what a database, a bucket or a queue says of its data, its users handle.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use smol_str::SmolStr;

use super::draft::Draft;
use super::grants::{granted, roles_of};
use super::refer::{Unit, addresses};
use super::which::{Tie, brought_to, in_branches, joined, through};
use super::{Row, companion, shared_out};
use crate::model::resource::{Link, Relation, Resource, Role, Target, Which};
use crate::model::source::Span;
use crate::model::tree::{Content, Node};
use crate::values::choices::restricted;

pub(super) static TABLE: &[Row] = &[
    companion("aws_db_instance", part_of),
    companion("aws_rds_cluster", part_of),
    companion("aws_rds_cluster_instance", part_of),
    companion("aws_dynamodb_table", part_of),
    companion("aws_s3_bucket", part_of),
    companion("aws_sqs_queue", part_of),
    companion("aws_sns_topic", part_of),
    companion("aws_kinesis_stream", part_of),
    companion("aws_msk_cluster", part_of),
    companion("aws_msk_serverless_cluster", part_of),
    companion("aws_mq_broker", part_of),
    companion("aws_elasticache_cluster", part_of),
    companion("aws_elasticache_replication_group", part_of),
    companion("aws_elasticache_serverless_cache", part_of),
    companion("aws_memorydb_cluster", part_of),
    companion("aws_docdb_cluster", part_of),
    companion("aws_neptune_cluster", part_of),
    companion("aws_redshift_cluster", part_of),
    companion("aws_redshiftserverless_namespace", part_of),
    companion("aws_opensearch_domain", part_of),
    companion("aws_elasticsearch_domain", part_of),
    companion("aws_keyspaces_table", part_of),
    companion("aws_timestreamwrite_table", part_of),
    companion("aws_efs_file_system", part_of),
    companion("aws_efs_access_point", part_of),
    companion("aws_ebs_volume", part_of),
    companion("google_sql_database_instance", part_of),
    companion("google_sql_database", part_of),
    companion("google_storage_bucket", part_of),
    companion("google_bigquery_dataset", part_of),
    companion("google_bigquery_table", part_of),
    companion("google_spanner_instance", part_of),
    companion("google_spanner_database", part_of),
    companion("google_bigtable_instance", part_of),
    companion("google_alloydb_cluster", part_of),
    companion("google_alloydb_instance", part_of),
    companion("google_redis_instance", part_of),
    companion("google_filestore_instance", part_of),
    companion("google_firestore_database", part_of),
    companion("google_pubsub_topic", part_of),
    companion("google_compute_disk", part_of),
    companion("azurerm_mssql_server", part_of),
    companion("azurerm_mssql_database", part_of),
    companion("azurerm_mssql_managed_instance", part_of),
    companion("azurerm_postgresql_server", part_of),
    companion("azurerm_postgresql_flexible_server", part_of),
    companion("azurerm_mysql_flexible_server", part_of),
    companion("azurerm_cosmosdb_account", part_of),
    companion("azurerm_cosmosdb_sql_database", part_of),
    companion("azurerm_storage_account", part_of),
    companion("azurerm_storage_container", part_of),
    companion("azurerm_storage_share", part_of),
    companion("azurerm_storage_queue", part_of),
    companion("azurerm_redis_cache", part_of),
    companion("azurerm_servicebus_namespace", part_of),
    companion("azurerm_servicebus_queue", part_of),
    companion("azurerm_eventhub_namespace", part_of),
    companion("azurerm_eventhub", part_of),
    companion("azurerm_managed_disk", part_of),
];

/// Arguments of a store that name the store that it is a part of.
const WHOLES: &[&str] = &[
    "cluster_identifier",
    "replicate_source_db",
    "file_system_id",
    "instance",
    "dataset_id",
    "cluster",
    "server_id",
    "account_name",
    "storage_account_id",
    "storage_account_name",
    "namespace_id",
];

/// Arguments and settings in which a store keeps something else than what is worked on: code, logs, what the runtime
/// itself needs. What is under them is no reference to data.
const NO_DATA: &[&str] = &[
    "depends_on",
    "lifecycle",
    "provisioner",
    "s3_bucket",
    "s3_object_version",
    "source_archive_bucket",
    "build_config",
    "boot_diagnostics",
    "storage_account_name",
    "storage_account_access_key",
    "storage_container_endpoint",
    "AzureWebJobsStorage",
    "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
    "WEBSITE_RUN_FROM_PACKAGE",
];

/// Types that bring what a store holds to what they are tied to, and where they name the store.
const BROUGHT: &[(&str, &str)] = &[
    ("aws_lambda_event_source_mapping", "event_source_arn"),
    ("aws_sns_topic_subscription", "topic_arn"),
    ("aws_s3_bucket_notification", "bucket"),
    ("aws_pipes_pipe", "source"),
    ("aws_volume_attachment", "volume_id"),
    ("google_pubsub_subscription", "topic"),
    ("google_eventarc_trigger", "matching_criteria"),
    ("google_compute_attached_disk", "disk"),
    ("azurerm_virtual_machine_data_disk_attachment", "managed_disk_id"),
];

/// A part of a store holds what the whole holds.
fn part_of(draft: &mut Draft<'_>) {
    let own = Target::Local(draft.here.block.address.clone());
    for argument in WHOLES {
        let Some(node) = draft.at(&[argument]) else { continue };
        let wholes = references(draft.here.unit, &node).into_iter().filter(|whole| whole.target != own).collect();
        draft.link_ties(Relation::Stores, wholes, node.span);
    }
}

/// Ties workloads, and what they are made of, to the stores that they refer to: in their own arguments, by what brings
/// data to them, and by what their role may reach.
pub(super) fn tie(unit: &Unit<'_>, resources: &mut [Resource]) {
    if !TABLE.iter().any(|row| unit.of_kind(row.kind).next().is_some()) {
        return;
    }
    let brought = brought(unit, resources);
    let granted = granted(unit);
    let in_bodies = in_bodies(unit, resources);
    for (resource, mut found) in resources.iter_mut().zip(in_bodies).filter(|(one, _)| is_tied(one)) {
        let Some(block) = unit.block(&resource.local) else { continue };
        found.extend(brought.get(&resource.local).into_iter().flatten().cloned());
        for role in roles_of(unit, block) {
            let Target::Local(address) = &role.target else { continue };
            let reached = granted.get(address).into_iter().flatten();
            found.extend(reached.flat_map(|(store, span)| {
                through(&role.which, &store.which).into_iter().map(|which| (Tie { which, ..store.clone() }, *span))
            }));
        }
        found.into_iter().for_each(|(store, span)| refer_to(resource, unit.as_meant_by(block, store), span));
    }
}

/// Ties a resource to a store, once for all of its instances that mean the same or another of the store's.
fn refer_to(resource: &mut Resource, store: Tie, span: Span) {
    let known =
        resource.links.iter_mut().filter(|link| link.relation == Relation::Stores && link.target == store.target);
    for link in known {
        if link.which == Which::All {
            return;
        }
        if let Some(which) = joined(&link.which, &store.which) {
            link.which = which;
            return;
        }
    }
    resource.links.push(Link { which: store.which, ..Link::new(Relation::Stores, store.target, span) });
}

/// Whether stores are tied to a resource.
fn is_tied(resource: &Resource) -> bool {
    matches!(resource.role, Role::Workload | Role::Definition)
}

/// For each resource that stores are tied to, those that its block refers to; nothing for others.
fn in_bodies(unit: &Unit<'_>, resources: &[Resource]) -> Vec<Vec<Reference>> {
    let of = |resource: &Resource| match unit.block(&resource.local).filter(|_| is_tied(resource)) {
        Some(block) => placed(unit, &block.body),
        None => Vec::new(),
    };
    let some = |share: Range<usize>| resources.get(share).unwrap_or_default().iter().map(of).collect::<Vec<_>>();
    shared_out(unit, resources.len(), some)
}

/// The stores whose data others bring, by the address of what it is brought to.
fn brought(unit: &Unit<'_>, resources: &[Resource]) -> HashMap<SmolStr, Vec<Reference>> {
    let mut brought: HashMap<SmolStr, Vec<Reference>> = HashMap::new();
    for resource in resources.iter().filter(|one| one.role == Role::Companion) {
        let Some((_, argument)) = BROUGHT.iter().find(|(kind, _)| resource.kind == *kind) else { continue };
        let Some(block) = unit.block_of(resource) else { continue };
        let Some(node) = block.body.get(argument) else { continue };
        let mut stores = match unit.branch_at(&resource.local) {
            Some((switch, branch)) => placed(unit, &restricted(node.clone(), &switch.key, branch)),
            None => placed(unit, node),
        };
        for (store, _) in &mut stores {
            *store = unit.as_meant_by(block, store.clone());
        }
        for link in resource.links.iter().filter(|one| one.relation != Relation::Stores) {
            let Target::Local(to) = &link.target else { continue };
            let all = stores.iter().flat_map(|(store, span)| {
                brought_to(&link.which, &store.which).into_iter().map(|which| (Tie { which, ..store.clone() }, *span))
            });
            brought.entry(to.clone()).or_default().extend(all);
        }
    }
    brought
}

/// A store that is referred to, and where.
pub(super) type Reference = (Tie, Span);

/// Every store that is referred to under a node.
pub(super) fn references(unit: &Unit<'_>, node: &Node) -> Vec<Tie> {
    placed(unit, node).into_iter().map(|(store, _)| store).collect()
}

/// Every store that is referred to under a node, in the order in which they are written.
pub(super) fn placed(unit: &Unit<'_>, node: &Node) -> Vec<Reference> {
    let mut found = Vec::new();
    gather(unit, node, &mut found);
    found
}

fn gather(unit: &Unit<'_>, node: &Node, found: &mut Vec<Reference>) {
    let mut find = |store: Tie| {
        if !found.iter().any(|(known, _)| *known == store) {
            found.push((store, node.span));
        }
    };
    for address in addresses(node).filter(|address| is_store(address.kind)) {
        find(unit.tie_at(unit.at_address(&address), Some(&address)));
    }
    match &node.content {
        Content::Map(map) => {
            let of_data = map.entries.iter().filter(|entry| !is_of_no_data(&entry.key.text));
            of_data.for_each(|entry| gather(unit, &entry.value, found));
        }
        Content::List(items) => items.iter().for_each(|item| gather(unit, item, found)),
        Content::Choice(choice) => in_branches(choice, |option| references(unit, option)).into_iter().for_each(find),
        _ => {}
    }
}

/// Whether a type is of stores.
pub(super) fn is_store(kind: &str) -> bool {
    static KINDS: LazyLock<HashSet<&str>> = LazyLock::new(|| TABLE.iter().map(|row| row.kind).collect());
    KINDS.contains(kind)
}

/// Whether an argument or a setting is called like one of code or logs.
fn is_of_no_data(key: &str) -> bool {
    let is_log = |word: &str| ["log", "logs", "logging"].iter().any(|log| word.eq_ignore_ascii_case(log));
    NO_DATA.contains(&key) || key.split(['_', '-', '.']).any(is_log)
}
