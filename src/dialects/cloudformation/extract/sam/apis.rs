//! SAM's APIs: their descriptions, authorizers and routes.

use smol_str::format_smolstr;

use crate::dialects::cloudformation::extract::apis::{self, Integration, door_of, protocol_of};
use crate::dialects::cloudformation::extract::described::{self, entries};
use crate::dialects::cloudformation::extract::draft::Draft;
use crate::dialects::cloudformation::extract::lambda::{link_function, names_function};
use crate::dialects::cloudformation::extract::refer::Unit;
use crate::dialects::cloudformation::extract::trigger::{Trigger, lend};
use crate::dialects::cloudformation::extract::{Row, draft};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::resource::{Relation, Resource};
use crate::model::tree::Node;

/// An API, whose operations and routes are read for themselves: what is left is who is asked before.
pub(super) fn api(draft: &mut Draft<'_>) {
    described::api(draft);
    let authorizers = entries(draft.body.at(&["Auth", "Authorizers"]));
    let asked = authorizers.iter().filter_map(|authorizer| authorizer.value.get("FunctionArn"));
    let asked: Vec<&Node> = asked.chain(draft.body.at(&["Auth", "AuthArn"])).collect();
    ask(draft, &asked, "direct");
}

/// A GraphQL API's data sources that are functions answer its requests.
pub(super) fn graphql(draft: &mut Draft<'_>) {
    let sources = entries(draft.body.at(&["DataSources", "Lambda"]));
    let asked: Vec<&Node> = sources.iter().filter_map(|source| source.value.get("FunctionArn")).collect();
    ask(draft, &asked, "http");
}

fn ask(draft: &mut Draft<'_>, functions: &[&Node], kind: &'static str) {
    let mut asks_any = false;
    for function in functions.iter().filter(|function| names_function(draft.here.unit, function)) {
        asks_any |= link_function(draft, Relation::Triggers, function);
    }
    if asks_any {
        let trigger = Trigger::of(draft, kind, true);
        lend(draft, &[trigger]);
    }
}

/// Every route of a WebSocket API, each a companion of its own.
pub(crate) fn routes(unit: &Unit<'_>, resolved: &ResolvedResource, row: &Row) -> Vec<Resource> {
    if resolved.kind != "AWS::Serverless::WebSocketApi" {
        return Vec::new();
    }
    let routes = entries(resolved.body.get("Routes")).iter();
    let called = routes.filter_map(|route| {
        let names = ["FunctionArn", "IntegrationTimeout", "RequestParameters"];
        let integration = Integration::read(&route.value, names, route.key.span)?;
        let local = format_smolstr!("{}.Routes.{}", resolved.id, route.key.text);
        let mut draft = draft::part(unit, resolved, row, local, route);
        apis::calls(&mut draft, integration, door_of(&protocol_of(resolved)));
        (!draft.resource.links.is_empty()).then(|| draft.finish())
    });
    called.collect()
}
