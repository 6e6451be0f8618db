//! Resources of the SAM transform, read as they are written and not as it expands them.

mod apis;
mod events;
mod function;

pub(super) use apis::routes;

use events::{Starts, triggers};
use smol_str::format_smolstr;

use super::{Alias, Aliases, Row, capacity, companion, lambda, machines, tie, workload};
use crate::dialects::cloudformation::resolved::ResolvedTemplate;
use crate::model::tree::Node;

pub(super) static TABLE: &[Row] = &[
    workload("AWS::Serverless::Function", "aws-lambda", function::function),
    capacity("AWS::Serverless::CapacityProvider", |draft| lambda::capacity_provider(draft, "AllowedTypes")),
    companion("AWS::Serverless::Api", apis::api),
    companion("AWS::Serverless::HttpApi", apis::api),
    companion("AWS::Serverless::WebSocketApi", apis::api),
    companion("AWS::Serverless::StateMachine", |draft| {
        machines::calls(draft);
        let (starters, schedule) = triggers(draft, Starts::Machine);
        machines::lend_calls(draft, starters, schedule);
    }),
    companion("AWS::Serverless::Application", |_| {}),
    tie("AWS::Serverless::GraphQLApi", apis::graphql),
];

/// The logical ids that the transform makes up, as far as a template can refer to them: those of published aliases.
pub(crate) fn generated(template: &ResolvedTemplate) -> Aliases {
    let mut aliases = Aliases::default();
    for resource in template.resources.iter().filter(|resource| resource.kind == "AWS::Serverless::Function") {
        let Some(alias) = resource.body.get("AutoPublishAlias").and_then(Node::as_text) else { continue };
        let published =
            Alias { local: resource.id.clone(), kind: "AWS::Serverless::Function", name: None, at: resource.name_span };
        aliases.add(format_smolstr!("{}Alias{alias}", resource.id), published);
    }
    aliases
}
