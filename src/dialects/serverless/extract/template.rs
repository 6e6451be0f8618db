//! The template that a service becomes: its own resources beside its functions, under the ids that the framework gives.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use smol_str::{SmolStr, format_smolstr};

use super::parts::named;
use super::service::logical_id;
use crate::dialects::cloudformation::extract::{Alias, Aliases, rest_endpoint};
use crate::dialects::cloudformation::resolve::{Given, Scope};
use crate::dialects::cloudformation::resolved::ResolvedResource;
use crate::model::fact::{Fact, Known, Value};
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Key, Map, MapEntry, Node};
use crate::values::body;
use crate::values::choices::choose;

/// What stands in the template in place of a function: only its condition is asked for there.
const FUNCTION: &str = "Serverless::Function";

/// The type that a function will be of.
const LAMBDA: &str = "AWS::Lambda::Function";

/// The type of a state machine.
const STATE_MACHINE: &str = "AWS::StepFunctions::StateMachine";

/// The type of a REST API.
const REST_API: &str = "AWS::ApiGateway::RestApi";

/// What the framework calls the aliases of a function, after its name.
const ALIASES: &[&str] = &["ProvConcLambdaAlias", "SnapStartLambdaAlias", "DurableLambdaAlias"];

/// Sections that are taken over as they are written.
const SECTIONS: &[&str] = &["Parameters", "Mappings", "Conditions", "Transform"];

/// Parts of a service whose functions of CloudFormation are worked out.
const WORKED_OUT: &[&str] = &["functions", "provider", "stepFunctions"];

/// Properties that hold the name by which AWS knows what an event comes from.
const NAMES: &[&str] = &["QueueName", "TopicName", "BucketName", "TableName", "Name"];

/// The framework and its plugins make more resources than a service writes.
pub(super) fn given() -> Given {
    Given { is_open: true, ..Given::default() }
}

/// The id of a function in the template.
pub(super) fn function_id(name: &str) -> SmolStr {
    logical_id(name, "LambdaFunction")
}

/// The template of a service: what is written of resources, and its functions under their ids.
pub(super) fn of(service: &Node) -> Node {
    let mut entries = Vec::new();
    for section in SECTIONS {
        if let Some(node) = body::at(service, &["resources", section]) {
            entries.push(entry(section, node.into_owned()));
        }
    }
    let mut resources = Vec::new();
    let ids = function_ids(service);
    for (key, function) in service.get("functions").map(named).unwrap_or_default() {
        let id = function_id(&key.text);
        let condition = body::at(service, &["resources", "extensions", &id, "Condition"])
            .or_else(|| body::at(&function, &["condition"]))
            .filter(|condition| !condition.is_null());
        let kind = Node::new(Content::Text(SmolStr::new_static(FUNCTION)), key.span);
        let mut parts = vec![entry("Type", kind)];
        parts.extend(condition.map(|condition| entry("Condition", condition.into_owned())));
        let value = Node::new(Content::Map(Map { entries: parts }), key.span);
        resources.push(MapEntry { key: Key { text: id, span: key.span }, value });
    }
    let written = body::at(service, &["resources", "Resources"]);
    for (key, resource) in written.as_deref().map(named).unwrap_or_default() {
        if !ids.contains(&key.text) {
            resources.push(MapEntry { key: key.clone(), value: of_any_stage(&resource) });
        }
    }
    let span = written.as_ref().map_or(service.span, |node| node.span);
    entries.push(entry("Resources", Node::new(Content::Map(Map { entries: resources }), span)));
    Node::new(Content::Map(Map { entries }), service.span)
}

/// A resource of which the parts differ by stage, in place of one that does.
fn of_any_stage(resource: &Node) -> Node {
    let resource = where_it_is(resource);
    let Content::Choice(choice) = &resource.content else { return resource.into_owned() };
    let kind = choice.options.iter().find_map(|option| option.get("Type"));
    let mut entries: Vec<MapEntry> = kind.map(|kind| entry("Type", kind.clone())).into_iter().collect();
    for part in ["Properties", "Condition", "Metadata"] {
        entries.extend(body::at(&resource, &[part]).map(|node| entry(part, node.into_owned())));
    }
    Node::new(Content::Map(Map { entries }), resource.span)
}

fn entry(name: &str, value: Node) -> MapEntry {
    MapEntry { key: Key { text: SmolStr::from(name), span: value.span }, value }
}

fn function_ids(service: &Node) -> HashSet<SmolStr> {
    let functions = service.get("functions").map(named).unwrap_or_default();
    functions.into_iter().map(|(key, _)| function_id(&key.text)).collect()
}

/// What is read of a service for its functions, with functions of CloudFormation worked out.
pub(super) fn worked_out(service: &Node, scope: &Scope<'_>) -> Node {
    let Some(map) = service.as_map() else { return service.clone() };
    let mut entries = Vec::new();
    for part in &map.entries {
        if WORKED_OUT.contains(&part.key.text.as_str()) {
            entries.push(MapEntry { key: part.key.clone(), value: scope.value(&part.value) });
        } else if part.key.text != "resources" && !matches!(part.value.content, Content::Map(_)) {
            entries.push(part.clone());
        }
    }
    // Of the resources, what is laid over functions.
    let ids = function_ids(service);
    let mut laid_over = Vec::new();
    for part in ["extensions", "Resources"] {
        let Some(node) = body::at(service, &["resources", part]) else { continue };
        let of_functions = named(&node).into_iter().filter(|(key, _)| ids.contains(&key.text));
        let of_functions = of_functions.map(|(key, node)| MapEntry { key: key.clone(), value: scope.value(&node) });
        let map = Map { entries: of_functions.collect() };
        laid_over.push(entry(part, Node::new(Content::Map(map), node.span)));
    }
    entries.push(entry("resources", Node::new(Content::Map(Map { entries: laid_over }), service.span)));
    Node::new(Content::Map(Map { entries }), service.span)
}

/// The resources of a template, and of its functions how many there are of each that has a condition.
pub(super) fn parted(
    resources: Vec<ResolvedResource>,
    service: &Node,
) -> (Vec<ResolvedResource>, HashMap<SmolStr, Fact>) {
    let mut conditions = HashMap::new();
    let mut kept = Vec::with_capacity(resources.len());
    let written = body::at(service, &["resources", "Resources"]);
    for mut resource in resources {
        if resource.kind == FUNCTION {
            if resource.instances.known != Known::Defaulted {
                conditions.insert(resource.id, resource.instances);
            }
            continue;
        }
        let node = written.as_ref().and_then(|written| body::at(written, &[&resource.id]));
        if let Some(number) = node.and_then(|node| in_some_stages(&node, resource.name_span)) {
            resource.instances = number;
        }
        kept.push(resource);
    }
    (kept, conditions)
}

/// How many there are of something that some stages have none of; nothing where all have it.
pub(super) fn in_some_stages(node: &Node, at: Span) -> Option<Fact> {
    let Content::Choice(choice) = &node.content else { return None };
    if !choice.options.iter().any(Node::is_null) {
        return None;
    }
    let number = |option: &Node| Value::Number(if option.is_null() { 0.0 } else { 1.0 });
    let options = choice.options.iter().map(|option| Fact::written(number(option), at)).collect();
    Some(Fact::written(Value::Choice(Choice { switch: choice.switch.clone(), options }), at))
}

/// Something as it is in the stages that have it: where it is not there, nothing that is written of it matters.
pub(super) fn where_it_is(node: &Node) -> Cow<'_, Node> {
    let Content::Choice(choice) = &node.content else { return Cow::Borrowed(node) };
    let Some(some) = choice.options.iter().find(|option| !option.is_null()) else { return Cow::Borrowed(node) };
    let options = choice.options.iter().map(|option| if option.is_null() { some } else { option });
    Cow::Owned(choose(&choice.switch, options.cloned().collect(), node.span))
}

/// The state machines that the plugin for them makes, as resources of the template.
pub(super) fn state_machines(service: &Node) -> Vec<ResolvedResource> {
    let machines = body::at(service, &["stepFunctions", "stateMachines"]);
    let machines = machines.as_deref().map(named).unwrap_or_default();
    let machine = |(key, node): (&Key, Cow<'_, Node>)| {
        let properties = [("definition", "Definition"), ("name", "StateMachineName"), ("tags", "Tags")];
        let there = where_it_is(&node);
        let parts = properties
            .iter()
            .filter_map(|(own, property)| body::at(&there, &[own]).map(|node| entry(property, node.into_owned())));
        ResolvedResource {
            id: format_smolstr!("stepFunctions.stateMachines.{}", key.text),
            kind: SmolStr::new_static(STATE_MACHINE),
            body: Node::new(Content::Map(Map { entries: parts.collect() }), node.span),
            metadata: None,
            name_span: key.span,
            header: key.span,
            span: key.span.join(node.span),
            instances: in_some_stages(&node, key.span)
                .unwrap_or_else(|| Fact::new(Value::Number(1.0), Known::Defaulted, key.span)),
        }
    };
    machines.into_iter().map(machine).collect()
}

/// The ids by which resources refer to the functions of a service: those of the template, and their own names.
pub(super) fn aliases(service: &Node, stages: &[SmolStr]) -> Aliases {
    let mut aliases = Aliases::default();
    let written = body::at(service, &["resources", "Resources"]);
    for (key, function) in service.get("functions").map(named).unwrap_or_default() {
        let name = match body::at(&function, &["name"]).filter(|node| !node.is_null()) {
            Some(node) => node.as_str().map(SmolStr::from),
            None => given_name(service, stages, &key.text),
        };
        let alias = Alias { local: format_smolstr!("functions.{}", key.text), kind: LAMBDA, name: None, at: key.span };
        for suffix in ALIASES {
            aliases.add(logical_id(&key.text, suffix), alias.clone());
        }
        // The plugin for state machines lets a function's own name stand for it, where no resource is called so.
        if written.as_ref().is_none_or(|written| body::at(written, &[&key.text]).is_none()) {
            aliases.add(key.text.clone(), alias.clone());
        }
        // One of them bears the name: two that did would be two functions.
        aliases.add(function_id(&key.text), Alias { name: name.map(|name| ("FunctionName", name)), ..alias });
    }
    aliases
}

/// The name that the framework gives a function without one, where there is one stage alone: every stage has its own.
fn given_name(service: &Node, stages: &[SmolStr], key: &str) -> Option<SmolStr> {
    let [stage] = stages else { return None };
    let service = service.get("service")?.as_str()?;
    Some(format_smolstr!("{service}-{stage}-{key}"))
}

/// The doors of the REST APIs that a service makes by itself.
pub(super) fn rest_doors(resources: &[ResolvedResource]) -> HashMap<SmolStr, Fact> {
    let apis = resources.iter().filter(|resource| resource.kind == REST_API);
    apis.map(|api| (api.id.clone(), rest_endpoint(api))).collect()
}

/// The names that AWS knows resources by, of those that an event may come from.
pub(super) fn names(resources: &[ResolvedResource]) -> HashMap<SmolStr, SmolStr> {
    let name = |resource: &ResolvedResource| {
        let name = NAMES.iter().find_map(|name| resource.body.get(name)?.as_str())?;
        Some((resource.id.clone(), SmolStr::from(name)))
    };
    resources.iter().filter_map(name).collect()
}
