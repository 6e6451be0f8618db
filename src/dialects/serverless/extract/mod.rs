//! From a resolved service to resources: its functions, with what the provider block says of all of them.

use smol_str::{SmolStr, format_smolstr};

use super::DIALECT;
use super::resolved::ResolvedService;
use crate::dialects::draft::Draft;
use crate::model::fact::{Facts, Value};
use crate::model::resource::{Resource, Role, UnitPath};
use crate::model::tree::{MapEntry, Node};
use crate::values::read;

/// The seconds after which a function is stopped where nothing is written.
const TIMEOUT: f64 = 6.0;

/// The resources of a resolved service, in the order they are written.
pub(crate) fn extract(service: &ResolvedService, unit: &UnitPath) -> Vec<Resource> {
    let functions = service.root.get("functions").and_then(Node::as_map);
    functions.map(|map| map.entries.iter().map(|entry| function(entry, unit)).collect()).unwrap_or_default()
}

fn function(entry: &MapEntry, unit: &UnitPath) -> Resource {
    let resource = Resource {
        unit: unit.clone(),
        local: format_smolstr!("functions.{}", entry.key.text),
        dialect: DIALECT,
        kind: SmolStr::new_static("function"),
        name: entry.key.text.clone(),
        role: Role::Workload,
        service: Some("aws-lambda"),
        name_span: entry.key.span,
        span: entry.key.span.join(entry.value.span),
        namespace: None,
        labels: Vec::new(),
        facts: Facts::new(),
        lends: Facts::new(),
        tags: Vec::new(),
        links: Vec::new(),
        suppressions: Vec::new(),
    };
    let mut draft = Draft { here: (), body: &entry.value, name_span: entry.key.span, header: entry.key.span, resource };
    draft.fact_or("timeout", &["timeout"], read::number, Value::Number(TIMEOUT));
    draft.call(entry.key.text.clone());
    draft.resource
}
