//! Lambda functions and what is set of them elsewhere: aliases, versions, capacity, edges.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::draft::Draft;
use super::refer::Unit;
use super::{Row, capacity, companion, workload};
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Relation, Target};
use crate::model::tree::{Content, Node, Step};
use crate::values::body;
use crate::values::read::{self, word};
use crate::values::readers;

pub(super) static TABLE: &[Row] = &[
    workload("AWS::Lambda::Function", "aws-lambda", function),
    capacity("AWS::Lambda::CapacityProvider", |draft| capacity_provider(draft, "AllowedInstanceTypes")),
    companion("AWS::Lambda::Alias", qualified),
    companion("AWS::Lambda::Version", qualified),
    companion("AWS::Lambda::EventInvokeConfig", configured),
    companion("AWS::CloudFront::Distribution", |_| {}),
];

/// Types that stand for a function.
pub(super) const FUNCTIONS: &[&str] =
    &["AWS::Lambda::Function", "AWS::Serverless::Function", "AWS::Lambda::Alias", "AWS::Lambda::Version"];

/// Types that are functions.
const RUNNING: &[&str] = &["AWS::Lambda::Function", "AWS::Serverless::Function"];

const CAPACITY_PROVIDERS: &[&str] = &["AWS::Lambda::CapacityProvider", "AWS::Serverless::CapacityProvider"];

/// The function that a value refers to, also through one of its aliases or versions.
pub(super) fn function_of(unit: &Unit<'_>, node: &Node) -> Option<Target> {
    let target = unit.target(node, FUNCTIONS)?;
    let Target::Local(id) = &target else { return Some(target) };
    match unit.resource(id) {
        Some(found) if !RUNNING.contains(&found.kind.as_str()) => unit.target(found.body.get("FunctionName")?, RUNNING),
        _ => Some(target),
    }
}

/// Whether a value that may lead anywhere leads to a function: it refers to one, or is the ARN of one.
pub(super) fn names_function(unit: &Unit<'_>, node: &Node) -> bool {
    let is_arn = |text: &str| text.contains(":function:") || text.contains(":lambda:path/");
    match &node.content {
        Content::Choice(choice) => choice.options.iter().any(|option| names_function(unit, option)),
        Content::Unknown(unknown) => {
            unknown.outline.as_deref().is_some_and(is_arn) || !unit.mentioned(node, FUNCTIONS).is_empty()
        }
        _ => node.as_str().is_some_and(is_arn) || !unit.mentioned(node, FUNCTIONS).is_empty(),
    }
}

/// Ties a resource to the function that a value refers to; says whether there is one.
pub(super) fn link_function(draft: &mut Draft<'_>, relation: Relation, node: &Node) -> bool {
    let Some(target) = function_of(draft.here.unit, node) else { return false };
    draft.link_target(relation, target, node.span);
    true
}

fn function(draft: &mut Draft<'_>) {
    function_facts(draft);
    let managed = ["CapacityProviderConfig", "LambdaManagedInstancesCapacityProviderConfig"];
    on_capacity(draft, &[managed[0], managed[1], "CapacityProviderArn"]);
    let at_once = [managed[0], managed[1], "PerExecutionEnvironmentMaxConcurrency"];
    draft.fact("concurrency", &at_once, read::number);
}

/// Sets what CloudFormation and SAM write alike.
pub(super) fn function_facts(draft: &mut Draft<'_>) {
    draft.fact_or("timeout", &["Timeout"], read::number, Value::Number(3.0));
    draft.fact_or("memory", &["MemorySize"], read::mebibytes, Value::Number(128.0 * 1_048_576.0));
    let scratch = Value::Number(512.0 * 1_048_576.0);
    draft.fact_or("ephemeral_storage", &["EphemeralStorage", "Size"], read::mebibytes, scratch);
    draft.fact("runtime", &["Runtime"], read::text);
    draft.fact_or("package", &["PackageType"], readers::lower, word("zip"));
    draft.fact("reserved_concurrency", &["ReservedConcurrentExecutions"], read::number);
    draft.fact("snap_start", &["SnapStart", "ApplyOn"], |node| Some(Value::Bool(node.as_str()? != "None")));
    draft.fact("durable", &["DurableConfig"], readers::present);
    draft.fact("durable_timeout", &["DurableConfig", "ExecutionTimeout"], read::number);
    draft.fact("tenant_isolation", &["TenancyConfig", "TenantIsolationMode"], |node| {
        Some(Value::Bool(node.as_str()? == "PER_TENANT"))
    });
    draft.fact("scale_min", &["FunctionScalingConfig", "MinExecutionEnvironments"], read::number);
    draft.fact("scale_max", &["FunctionScalingConfig", "MaxExecutionEnvironments"], read::number);
    let volumes = body::records(draft.body.get("FileSystemConfigs"), &|item| {
        body::Record::of(item).is("kind", word("network")).read("path", &["LocalMountPath"], read::text).facts()
    });
    draft.set_some("volumes", volumes);
    edge(draft);
}

/// Sets that a function is placed on the capacity provider that stands at a path.
pub(super) fn on_capacity(draft: &mut Draft<'_>, path: &[&str]) {
    if let Some(node) = draft.at(path) {
        draft.set("capacity_provider", draft.name_fact(&node, CAPACITY_PROVIDERS));
        draft.link_node(Relation::Capacity, &node, CAPACITY_PROVIDERS);
    }
}

/// A capacity provider of which one type of machine is allowed has machines of that type.
pub(super) fn capacity_provider(draft: &mut Draft<'_>, allowed: &str) {
    draft.fact("instance_type", &["InstanceRequirements", allowed], |node| match node.as_list()? {
        [one] => one.as_text().map(Value::Text),
        _ => None,
    });
    draft.lend_own(&["instance_type"]);
}

/// Ties settings of a function that stand in a resource of their own to it.
fn configured(draft: &mut Draft<'_>) {
    if let Some(node) = draft.at(&["FunctionName"]) {
        link_function(draft, Relation::Configures, &node);
    }
}

/// What an alias or a version sets of its function.
fn qualified(draft: &mut Draft<'_>) {
    configured(draft);
    let count = ["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"];
    let ranges = [
        ("scale_min", ["FunctionScalingConfig", "MinExecutionEnvironments"]),
        ("scale_max", ["FunctionScalingConfig", "MaxExecutionEnvironments"]),
    ];
    for (name, path) in [("provisioned_concurrency", count)].into_iter().chain(ranges) {
        let fact = draft.read(&path, read::number);
        // Several versions of a function stand beside each other: one that sets nothing takes nothing back.
        if !fact.is_absent() {
            draft.lend(name, fact);
        }
    }
}

/// Sets that a content network of the template runs the function at its edge, and on which of its events.
fn edge(draft: &mut Draft<'_>) {
    let unit = draft.here.unit;
    let Some(events) = unit.edges.get_or_init(|| edges(unit)).get(&draft.here.resolved.id) else { return };
    // The viewer's events have the narrower limits.
    let viewer = events.iter().find(|event| event.as_text().is_some_and(|text| text.starts_with("viewer")));
    if let Some(event) = viewer.or(events.first()) {
        let event = Fact { at: draft.name_span, ..event.clone() };
        draft.set("edge", Fact { value: Value::Bool(true), known: Known::Written, ..event.clone() });
        draft.set("edge_event", event);
    }
}

/// The events at the edge on which content networks of the template run each of its functions.
fn edges(unit: &Unit<'_>) -> HashMap<SmolStr, Vec<Fact>> {
    let mut edges: HashMap<SmolStr, Vec<Fact>> = HashMap::new();
    for distribution in unit.of_kind("AWS::CloudFront::Distribution") {
        for association in associations(&distribution.body) {
            let named = association.get("LambdaFunctionARN");
            if let Some(Target::Local(function)) = named.and_then(|node| function_of(unit, node)) {
                let step = Step { span: association.span, name: distribution.id.clone() };
                let event = body::read(association, &["EventType"], read::text, association.span).through(step);
                edges.entry(function).or_default().push(event);
            }
        }
    }
    edges
}

fn associations(distribution: &Node) -> Vec<&Node> {
    let Some(config) = distribution.get("DistributionConfig") else { return Vec::new() };
    let behaviours = ["DefaultCacheBehavior", "CacheBehaviors"].into_iter().flat_map(|name| body::each(config, name));
    behaviours.flat_map(|behaviour| body::each(behaviour, "LambdaFunctionAssociations")).collect()
}
