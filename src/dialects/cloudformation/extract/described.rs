//! APIs of which everything stands in an OpenAPI description: each operation is a companion of its own.

use smol_str::format_smolstr;

use super::Row;
use super::apis::{self, Door, Integration, door_of, of_transfer, protocol_of, rest_endpoint};
use super::draft::{self, Draft};
use super::lambda::names_function;
use super::refer::Unit;
use super::trigger::{Trigger, starts};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::Fact;
use crate::model::resource::{Relation, Resource, Target};
use crate::model::tree::{Content, MapEntry, Node};
use crate::values::read::word;

/// Where a type holds its description, and whether it is a REST API.
const DESCRIBED: &[(&str, &str, Style)] = &[
    ("AWS::ApiGateway::RestApi", "Body", Style::Rest),
    ("AWS::Serverless::Api", "DefinitionBody", Style::Rest),
    ("AWS::ApiGatewayV2::Api", "Body", Style::Http),
    ("AWS::Serverless::HttpApi", "DefinitionBody", Style::Http),
];

/// Properties that say where a description stands that is not in the template.
const ELSEWHERE: &[&str] = &["BodyS3Location", "DefinitionUri"];

#[derive(Clone, Copy)]
enum Style {
    Rest,
    Http,
}

/// An API itself: its authorizers ask functions, its operations are read for themselves.
pub(super) fn api(draft: &mut Draft<'_>) {
    let Some((_, property, _)) = described(draft.here.resolved) else { return };
    match draft.body.get(property) {
        Some(description) => {
            if let Content::Unknown(unknown) = &description.content {
                draft.link_target(Relation::Triggers, Target::Unknown((**unknown).clone()), description.span);
            }
            let schemes = description.at(&["components", "securitySchemes"]);
            let schemes = schemes.or_else(|| description.get("securityDefinitions"));
            for scheme in entries(schemes) {
                let uri = scheme.value.at(&["x-amazon-apigateway-authorizer", "authorizerUri"]);
                if let Some(uri) = uri.filter(|uri| names_function(draft.here.unit, uri)) {
                    let trigger = Trigger::of(draft, "direct", true);
                    starts(draft, uri, trigger);
                }
            }
        }
        None if ELSEWHERE.iter().any(|property| draft.at(&[property]).is_some()) => {
            draft.link_unknown(Relation::Triggers, "its description stands in another file");
        }
        None => {}
    }
}

/// Every operation of an API's description that calls a function.
pub(super) fn operations(unit: &Unit<'_>, resolved: &ResolvedResource, row: &Row) -> Vec<Resource> {
    let Some(&(_, property, style)) = described(resolved) else { return Vec::new() };
    let Some(description) = resolved.body.get(property) else { return Vec::new() };
    let shared = description.at(&["components", "x-amazon-apigateway-integrations"]);
    let mut found = Vec::new();
    for path in entries(description.get("paths")) {
        for method in entries(Some(&path.value)) {
            let Some(node) = method.value.get("x-amazon-apigateway-integration") else { continue };
            let node = referred(node, shared).unwrap_or(node);
            let names = ["uri", "timeoutInMillis", "requestParameters"];
            let Some(integration) = Integration::read(node, names, method.key.span) else { continue };
            if !names_function(unit, integration.uri) {
                continue;
            }
            let local = format_smolstr!("{}{}.{}", resolved.id, path.key.text, method.key.text);
            let mut draft = draft::part(unit, resolved, row, local, method);
            let door = match style {
                Style::Rest => {
                    let door = of_transfer(rest_endpoint(resolved), node, "responseTransferMode");
                    Door { kind: Fact::written(word("http"), method.key.span), door }
                }
                Style::Http => door_of(&protocol_of(resolved)),
            };
            apis::calls(&mut draft, integration, door);
            found.push(draft.finish());
        }
    }
    found
}

fn described(resolved: &ResolvedResource) -> Option<&'static (&'static str, &'static str, Style)> {
    DESCRIBED.iter().find(|(kind, ..)| resolved.kind == *kind)
}

/// An integration that several operations share, where this one only refers to it.
fn referred<'n>(node: &Node, shared: Option<&'n Node>) -> Option<&'n Node> {
    let reference = node.get("$ref").and_then(Node::as_str)?;
    shared?.get(reference.strip_prefix("#/components/x-amazon-apigateway-integrations/")?)
}

/// The entries of a map; none where there is no map.
pub(super) fn entries(node: Option<&Node>) -> &[MapEntry] {
    node.and_then(Node::as_map).map(|map| map.entries.as_slice()).unwrap_or_default()
}
