//! SAM's `Globals`: what they give to every resource of a type, merged before any function is worked out.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Content, Map, MapEntry, Node, Origin, Schema, Step};
use crate::values::nearest::nearest;

/// What the names of SAM's types begin with, before the name of their section.
const PREFIX: &str = "AWS::Serverless::";

/// Each section of `Globals`, and the properties that it may give. SAM refuses a template whose `Globals` hold others.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "Function",
        &[
            "Architectures",
            "AssumeRolePolicyDocument",
            "AutoPublishAlias",
            "AutoPublishAliasAllProperties",
            "CapacityProviderConfig",
            "CodeSigningConfigArn",
            "CodeUri",
            "DeadLetterQueue",
            "DeploymentPreference",
            "Description",
            "DurableConfig",
            "Environment",
            "EphemeralStorage",
            "EventInvokeConfig",
            "FileSystemConfigs",
            "FunctionScalingConfig",
            "FunctionUrlConfig",
            "Handler",
            "KmsKeyArn",
            "Layers",
            "LoggingConfig",
            "MemorySize",
            "PermissionsBoundary",
            "PropagateTags",
            "ProvisionedConcurrencyConfig",
            "PublishToLatestPublished",
            "RecursiveLoop",
            "ReservedConcurrentExecutions",
            "RolePath",
            "Runtime",
            "RuntimeManagementConfig",
            "SnapStart",
            "SourceKMSKeyArn",
            "Tags",
            "TenancyConfig",
            "Timeout",
            "Tracing",
            "VersionDeletionPolicy",
            "VpcConfig",
        ],
    ),
    (
        "Api",
        &[
            "AccessLogSetting",
            "AlwaysDeploy",
            "Auth",
            "BinaryMediaTypes",
            "CacheClusterEnabled",
            "CacheClusterSize",
            "CanarySetting",
            "Cors",
            "DefinitionUri",
            "Domain",
            "EndpointAccessMode",
            "EndpointConfiguration",
            "GatewayResponses",
            "MergeDefinitions",
            "MethodSettings",
            "MinimumCompressionSize",
            "Name",
            "OpenApiVersion",
            "PropagateTags",
            "SecurityPolicy",
            "TracingEnabled",
            "Variables",
        ],
    ),
    (
        "HttpApi",
        &[
            "AccessLogSettings",
            "Auth",
            "CorsConfiguration",
            "DefaultRouteSettings",
            "Domain",
            "FailOnWarnings",
            "PropagateTags",
            "RouteSettings",
            "StageVariables",
            "Tags",
        ],
    ),
    (
        "WebSocketApi",
        &[
            "AccessLogSettings",
            "ApiKeySelectionExpression",
            "DefaultRouteSettings",
            "DisableExecuteApiEndpoint",
            "DisableSchemaValidation",
            "Domain",
            "FailOnWarnings",
            "IpAddressType",
            "PropagateTags",
            "RouteSelectionExpression",
            "RouteSettings",
            "StageVariables",
            "Tags",
        ],
    ),
    ("SimpleTable", &["SSESpecification"]),
    ("StateMachine", &["PropagateTags"]),
    ("LayerVersion", &["PublishLambdaVersion"]),
    (
        "CapacityProvider",
        &["InstanceRequirements", "KmsKeyArn", "OperatorRole", "PropagateTags", "ScalingConfig", "Tags", "VpcConfig"],
    ),
];

/// The `Globals` of a template.
#[derive(Debug, Default)]
pub(super) struct Globals<'t> {
    /// What each section gives, by its name.
    sections: HashMap<&'t str, &'t Node>,
    span: Option<Span>,
}

impl<'t> Globals<'t> {
    /// Those of a template that the SAM transform reads. What SAM refuses is told, and merged all the same: a newer SAM
    /// may take it, and an older one deploys nothing.
    pub(super) fn of(root: &'t Node, problems: &mut Vec<Problem>) -> Self {
        let Some(written) = root.get("Globals") else { return Self::default() };
        let Some(map) = written.as_map() else {
            // Where there are no resources either, that alone is told.
            if root.get("Resources").is_none_or(|resources| resources.as_map().is_none()) {
                return Self::default();
            }
            problems.push(refused(written.span, "`Globals` is a map of types of resources"));
            return Self::default();
        };
        let mut globals = Self { sections: HashMap::new(), span: Some(written.span) };
        for entry in &map.entries {
            let section = entry.key.text.as_str();
            let Some((_, allowed)) = SECTIONS.iter().find(|(name, _)| *name == section) else {
                let message = format!("`{section}` is no type that `Globals` can speak of");
                problems.push(named_nearly(
                    refused(entry.key.span, message),
                    section,
                    SECTIONS.iter().map(|one| one.0),
                ));
                continue;
            };
            let Some(properties) = entry.value.as_map() else {
                problems.push(refused(entry.value.span, format!("`{section}` in `Globals` is a map of properties")));
                continue;
            };
            for property in properties.entries.iter().filter(|property| !allowed.contains(&property.key.text.as_str()))
            {
                let name = &property.key.text;
                let message = format!("`Globals` cannot give `{name}` to every {PREFIX}{section}");
                problems.push(named_nearly(refused(property.key.span, message), name, allowed.iter().copied()));
            }
            globals.sections.insert(section, &entry.value);
        }
        globals
    }

    /// The properties of a resource of a type, with what `Globals` give it; nothing where that is nothing.
    pub(super) fn properties(&self, kind: &str, resource: &Node, problems: &mut Vec<Problem>) -> Option<Node> {
        let given = *self.sections.get(kind.strip_prefix(PREFIX)?)?;
        let given = match resource.get("IgnoreGlobals") {
            Some(ignored) => Cow::Owned(without(given, ignored, problems)),
            None => Cow::Borrowed(given),
        };
        Some(match resource.get("Properties") {
            Some(own) => merged(&given, own),
            None => given.into_owned(),
        })
    }

    /// Gives whatever stands in `Globals` a step that says so. `body` is of a resource of a type, worked out: its values
    /// stand where they or their functions are written, and under the keys that they have in `Globals`.
    pub(super) fn mark(&self, kind: &str, body: &mut Node) {
        let (Some(section), Some(span)) = (kind.strip_prefix(PREFIX), self.span) else { return };
        if self.sections.contains_key(section)
            && let Content::Map(map) = &mut body.content
        {
            let path = format_smolstr!("Globals.{section}");
            map.entries.iter_mut().for_each(|entry| mark(entry, &path, span));
        }
    }
}

fn mark(entry: &mut MapEntry, above: &SmolStr, globals: Span) {
    let path = format_smolstr!("{above}.{}", entry.key.text);
    mark_value(&mut entry.value, &path, globals);
}

fn mark_value(node: &mut Node, path: &SmolStr, globals: Span) {
    match &mut node.content {
        Content::List(items) => items.iter_mut().for_each(|item| mark_value(item, path, globals)),
        Content::Map(map) => map.entries.iter_mut().for_each(|entry| mark(entry, path, globals)),
        Content::Choice(choice) => choice.options.iter_mut().for_each(|option| mark_value(option, path, globals)),
        _ => {}
    }
    if globals.contains(node.span) {
        let step = Step { span: node.span, name: path.clone() };
        let (behind, defaulted) =
            node.origin.as_ref().map_or((&[][..], false), |origin| (origin.steps.as_slice(), origin.defaulted));
        let steps = std::iter::once(step).chain(behind.iter().cloned()).collect();
        node.origin = Some(Arc::new(Origin { steps, defaulted }));
    }
}

/// What a section gives without what a resource ignores: `'*'`, or a list of names.
fn without(given: &Node, ignored: &Node, problems: &mut Vec<Problem>) -> Node {
    let mut left = given.clone();
    let Content::Map(map) = &mut left.content else { return left };
    let mut ignored = ignored.clone();
    ignored.settle(Schema::Yaml11);
    match &ignored.content {
        Content::Null | Content::Bool(false) => {}
        Content::Text(text) if text.is_empty() => {}
        Content::Text(text) if text == "*" => map.entries.clear(),
        Content::List(names) => {
            for name in names {
                let text = name.as_text().unwrap_or_default();
                if map.entry(&text).is_none() {
                    let message = format!("`Globals` give this no `{text}` that it could ignore");
                    problems.push(refused(name.span, message));
                }
                map.entries.retain(|entry| entry.key.text != text);
            }
        }
        _ => problems.push(refused(ignored.span, "`IgnoreGlobals` is `'*'` or a list of names")),
    }
    left
}

/// A value that both may give: maps are merged, lists joined, of all else the resource's own stands.
fn merged(given: &Node, own: &Node) -> Node {
    let content = match (&given.content, &own.content) {
        _ if is_call(given) || is_call(own) => return own.clone(),
        (Content::Map(given), Content::Map(own)) => Content::Map(merged_maps(given, own)),
        (Content::List(given), Content::List(own)) => Content::List(given.iter().chain(own).cloned().collect()),
        _ => return own.clone(),
    };
    Node { origin: own.origin.clone(), ..Node::new(content, own.span) }
}

fn merged_maps(given: &Map, own: &Map) -> Map {
    let by_name: HashMap<&str, &MapEntry> = own.entries.iter().map(|entry| (entry.key.text.as_str(), entry)).collect();
    let names: HashSet<&str> = given.entries.iter().map(|entry| entry.key.text.as_str()).collect();
    let both = given.entries.iter().map(|entry| match by_name.get(entry.key.text.as_str()) {
        Some(own) => MapEntry { key: own.key.clone(), value: merged(&entry.value, &own.value) },
        None => entry.clone(),
    });
    let only_own = own.entries.iter().filter(|entry| !names.contains(entry.key.text.as_str())).cloned();
    Map { entries: both.chain(only_own).collect() }
}

/// Whether a value is a call of a function, as SAM knows one: it gives one value, so it is never merged with another.
fn is_call(node: &Node) -> bool {
    match &node.content {
        Content::Tagged(_) => true,
        Content::Map(Map { entries }) => match entries.as_slice() {
            [only] => matches!(only.key.text.as_str(), "Ref" | "Condition") || only.key.text.starts_with("Fn::"),
            _ => false,
        },
        _ => false,
    }
}

fn refused(span: Span, message: impl Into<String>) -> Problem {
    Problem::at(ProblemKind::Unresolvable, span, message).help("SAM refuses the template")
}

/// A problem with a name, and the one that may have been meant.
fn named_nearly<'n>(problem: Problem, name: &str, names: impl Iterator<Item = &'n str>) -> Problem {
    match nearest(name, names) {
        Some(near) => problem.help(format!("SAM refuses the template; did you mean `{near}`?")),
        None => problem,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests;
