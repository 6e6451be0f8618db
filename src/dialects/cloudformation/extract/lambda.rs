//! Lambda functions and what is set of them elsewhere: aliases, edges.

use super::draft::Draft;
use super::{Row, companion, workload};
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Relation;
use crate::model::tree::{Node, Step};
use crate::values::body;
use crate::values::read::{self, word};
use crate::values::readers;

pub(super) static TABLE: &[Row] = &[
    workload("AWS::Lambda::Function", "aws-lambda", function),
    companion("AWS::Lambda::Alias", alias),
    companion("AWS::CloudFront::Distribution", |_| {}),
];

/// The type of a function.
const FUNCTIONS: &[&str] = &["AWS::Lambda::Function"];

const CAPACITY_PROVIDERS: &[&str] = &["AWS::Lambda::CapacityProvider"];

fn function(draft: &mut Draft<'_>) {
    draft.fact_or("timeout", &["Timeout"], read::number, Value::Number(3.0));
    draft.fact_or("memory", &["MemorySize"], read::mebibytes, Value::Number(128.0 * 1_048_576.0));
    draft.fact("runtime", &["Runtime"], read::text);
    draft.fact_or("package", &["PackageType"], readers::lower, word("zip"));
    let provider = ["CapacityProviderConfig", "LambdaManagedInstancesCapacityProviderConfig", "CapacityProviderArn"];
    if let Some(node) = draft.at(&provider) {
        draft.set("capacity_provider", draft.name_fact(&node, CAPACITY_PROVIDERS));
        draft.link_node(Relation::Capacity, &node, CAPACITY_PROVIDERS);
    }
    edge(draft);
}

fn alias(draft: &mut Draft<'_>) {
    draft.link(Relation::Configures, &["FunctionName"], FUNCTIONS);
    let count = draft.read(&["ProvisionedConcurrencyConfig", "ProvisionedConcurrentExecutions"], read::number);
    draft.lend("provisioned_concurrency", count);
}

/// Sets that a content network of the template runs the function at its edge, and on which of its events.
fn edge(draft: &mut Draft<'_>) {
    let mut events: Vec<Fact> = Vec::new();
    for distribution in draft.here.unit.of_kind("AWS::CloudFront::Distribution") {
        for association in associations(&distribution.body) {
            let Some(function) = association.get("LambdaFunctionARN") else { continue };
            let mentioned = draft.here.unit.mentioned(function, FUNCTIONS);
            if mentioned.iter().any(|one| one.id == draft.here.resolved.id) {
                let step = Step { span: association.span, name: distribution.id.clone() };
                let event = body::read(association, &["EventType"], read::text, association.span);
                events.push(Fact { at: draft.name_span, ..event }.through(step));
            }
        }
    }
    // The viewer's events have the narrower limits.
    let viewer = events.iter().find(|event| event.as_text().is_some_and(|text| text.starts_with("viewer")));
    if let Some(event) = viewer.or(events.first()).cloned() {
        draft.set("edge", Fact { value: Value::Bool(true), known: Known::Written, ..event.clone() });
        draft.set("edge_event", event);
    }
}

fn associations(distribution: &Node) -> Vec<&Node> {
    let Some(config) = distribution.get("DistributionConfig") else { return Vec::new() };
    let behaviours = ["DefaultCacheBehavior", "CacheBehaviors"].into_iter().flat_map(|name| body::each(config, name));
    behaviours.flat_map(|behaviour| body::each(behaviour, "LambdaFunctionAssociations")).collect()
}
