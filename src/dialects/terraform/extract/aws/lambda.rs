//! Lambda functions and what is set of them elsewhere: aliases, provisioned concurrency, edges.

use crate::dialects::terraform::extract::draft::Draft;
use crate::dialects::terraform::extract::refer::Unit;
use crate::dialects::terraform::extract::which::{Tie, takes_in, told_apart};
use crate::dialects::terraform::extract::{Row, capacity, companion, workload};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Relation, Target, Which};
use crate::model::tree::{Node, Step};
use crate::values::body;
use crate::values::branches::each;
use crate::values::cases;
use crate::values::read;
use crate::values::read::word;
use crate::values::readers;

pub(super) static TABLE: &[Row] = &[
    workload("aws_lambda_function", "aws-lambda", function),
    capacity("aws_lambda_capacity_provider", capacity_provider),
    companion("aws_lambda_alias", |_| {}),
    companion("aws_lambda_provisioned_concurrency_config", provisioned_concurrency),
    companion("aws_lambda_function_scaling_config", scaling_config),
    companion("aws_cloudfront_distribution", |_| {}),
];

/// Types that stand for a function.
pub(super) const FUNCTIONS: &[&str] = &["aws_lambda_function", "aws_lambda_alias"];

const CAPACITY_PROVIDERS: &[&str] = &["aws_lambda_capacity_provider"];

/// The function that a value refers to, also through one of its aliases.
pub(super) fn function_of(unit: &Unit<'_>, node: &Node) -> Option<Target> {
    let target = unit.target(node, FUNCTIONS)?;
    let Target::Local(address) = &target else { return Some(target) };
    match unit.block(address) {
        Some(block) if block.kind == "aws_lambda_alias" => {
            unit.target(block.body.get("function_name")?, &["aws_lambda_function"])
        }
        _ => Some(target),
    }
}

/// The functions that a value refers to, also through their aliases, each with the instances that are meant.
pub(super) fn functions_of(unit: &Unit<'_>, node: &Node) -> Vec<Tie> {
    unit.onward(unit.ties(node, FUNCTIONS), ("aws_lambda_alias", "function_name"), &["aws_lambda_function"])
}

/// Ties a resource to the function that a value refers to; says whether there is one.
pub(super) fn link_function(draft: &mut Draft<'_>, relation: Relation, node: &Node) -> bool {
    let ties = functions_of(draft.here.unit, node);
    draft.link_ties(relation, ties, node.span)
}

fn function(draft: &mut Draft<'_>) {
    draft.fact_or("timeout", &["timeout"], read::number, Value::Number(3.0));
    draft.fact_or("memory", &["memory_size"], read::mebibytes, Value::Number(128.0 * 1_048_576.0));
    draft.fact_or(
        "ephemeral_storage",
        &["ephemeral_storage", "size"],
        read::mebibytes,
        Value::Number(512.0 * 1_048_576.0),
    );
    draft.fact("runtime", &["runtime"], read::text);
    draft.fact_or("package", &["package_type"], readers::lower, word("zip"));
    draft.fact("reserved_concurrency", &["reserved_concurrent_executions"], |node| match read::number(node)? {
        Value::Number(number) if number >= 0.0 => Some(Value::Number(number)),
        _ => Some(Value::Absent),
    });
    draft.fact("snap_start", &["snap_start", "apply_on"], |node| Some(Value::Bool(node.as_str()? != "None")));
    draft.fact("durable", &["durable_config"], readers::present);
    draft.fact("durable_timeout", &["durable_config", "execution_timeout"], read::number);
    draft.fact("tenant_isolation", &["tenancy_config", "tenant_isolation_mode"], |node| {
        Some(Value::Bool(node.as_str()? == "PER_TENANT"))
    });
    let on_provider = ["capacity_provider_config", "lambda_managed_instances_capacity_provider_config"];
    let provider = [on_provider[0], on_provider[1], "capacity_provider_arn"];
    if let Some(node) = draft.at(&provider) {
        draft.set("capacity_provider", draft.name_fact(&node, CAPACITY_PROVIDERS));
        draft.link_node(Relation::Capacity, &node, CAPACITY_PROVIDERS);
    }
    edge(draft);
    let at_once = [on_provider[0], on_provider[1], "per_execution_environment_max_concurrency"];
    draft.fact("concurrency", &at_once, read::number);
    draft.set_some(
        "volumes",
        body::records(draft.body.get("file_system_config"), &|item| {
            body::Record::of(item).is("kind", word("network")).read("path", &["local_mount_path"], read::text).facts()
        }),
    );
}

fn capacity_provider(draft: &mut Draft<'_>) {
    draft.fact("instance_type", &["instance_requirements", "allowed_instance_types"], |node| match node.as_list()? {
        [one] => one.as_text().map(Value::Text),
        _ => None,
    });
    draft.lend_own(&["instance_type"]);
}

fn provisioned_concurrency(draft: &mut Draft<'_>) {
    if let Some(node) = draft.at(&["function_name"]) {
        link_function(draft, Relation::Configures, &node);
    }
    let count = draft.read(&["provisioned_concurrent_executions"], read::number);
    draft.lend("provisioned_concurrency", count);
}

fn scaling_config(draft: &mut Draft<'_>) {
    if let Some(node) = draft.at(&["function_name"]) {
        link_function(draft, Relation::Configures, &node);
    }
    for (name, argument) in [("scale_min", "min_execution_environments"), ("scale_max", "max_execution_environments")] {
        let fact = draft.read(&["function_scaling_config", argument], read::number);
        draft.lend(name, fact);
    }
}

/// Sets that a content network of the unit runs the function at its edge, and on which of its events.
fn edge(draft: &mut Draft<'_>) {
    let own = Target::Local(draft.here.block.address.clone());
    let mut events: Vec<(Fact, Which)> = Vec::new();
    for distribution in draft.here.unit.of_kind("aws_cloudfront_distribution") {
        for association in associations(distribution) {
            let ties = association.get("lambda_arn").map(|node| functions_of(draft.here.unit, node));
            let Some(tie) = ties.into_iter().flatten().find(|tie| tie.target == own) else { continue };
            let step = Step { span: association.span, name: distribution.address.clone() };
            let event = body::read(association, &["event_type"], read::text, association.span);
            events.push((Fact { at: draft.name_span, ..event }.through(step), tie.which));
        }
    }
    let event = match events.iter().find_map(|(_, which)| told_apart(which)) {
        Some(switch) => {
            let of_one = |branch: usize| {
                let own = events.iter().filter(|(_, which)| takes_in(which, (&switch, branch))).map(|(event, _)| event);
                decisive(own).unwrap_or_else(|| Fact::absent(draft.name_span))
            };
            Some(cases::chosen(&switch, (0..switch.branches.len()).map(of_one).collect(), draft.name_span))
        }
        None => decisive(events.iter().map(|(event, _)| event)),
    };
    if let Some(event) = event {
        let at_edge = |event: &Fact| match event.is_absent() {
            true => event.clone(),
            false => Fact { value: Value::Bool(true), known: Known::Written, ..event.clone() },
        };
        draft.set("edge", each(&event, &at_edge));
        draft.set("edge_event", event);
    }
}

/// The event that decides what holds at the edge: the viewer's events have the narrower limits.
fn decisive<'f>(events: impl Iterator<Item = &'f Fact> + Clone) -> Option<Fact> {
    let of_viewers = |event: &&Fact| event.as_text().is_some_and(|text| text.starts_with("viewer"));
    events.clone().find(of_viewers).or_else(|| events.clone().next()).cloned()
}

fn associations(distribution: &ResolvedBlock) -> Vec<&Node> {
    let behaviours = ["default_cache_behavior", "ordered_cache_behavior"];
    let behaviours = behaviours.into_iter().flat_map(|name| body::each(&distribution.body, name));
    behaviours.flat_map(|behaviour| body::each(behaviour, "lambda_function_association")).collect()
}
