//! From a resolved service to resources: its functions, with what the provider's block says of all of them.

mod aws;
mod capacity;
mod events;
mod google;
mod parts;
mod service;
mod tags;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use service::{Draft, Here, Service};
use smol_str::{SmolStr, format_smolstr};

use super::DIALECT;
use super::resolved::ResolvedService;
use crate::dialects::cloudformation;
use crate::dialects::cloudformation::resolve::Scope;
use crate::dialects::cloudformation::resolved::ResolvedTemplate;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::resource::{Inventory, Resource, Role, UnitPath};
use crate::model::tree::{Key, Node};
use crate::values::read;

/// The kind of a function.
const FUNCTION: &str = "function";

/// A provider whose functions are read.
struct Provider {
    /// What the service file calls it.
    name: &'static str,
    /// The service that runs its functions; nothing where no platform is described.
    service: Option<&'static str>,
    /// What reads a function of it.
    read: fn(&mut Draft<'_>),
}

/// The providers that are known. Another's functions are workloads of a service that nobody described.
static PROVIDERS: &[Provider] = &[
    Provider { name: "aws", service: Some("aws-lambda"), read: aws::function },
    Provider { name: "google", service: Some("gcp-cloud-functions-1"), read: google::function },
    Provider { name: "azure", service: Some("azure-functions"), read: plain },
    Provider { name: "knative", service: Some("knative"), read: plain },
];

/// Every kind that is read of a provider, with its role and the service that runs it.
pub fn roles() -> impl Iterator<Item = (&'static str, &'static str, Role, Option<&'static str>)> {
    let functions = PROVIDERS.iter().map(|provider| (FUNCTION, provider.name, Role::Workload, provider.service));
    functions.chain([(FUNCTION, "any other", Role::Workload, None), (capacity::KIND, "aws", Role::Capacity, None)])
}

/// Every event type of AWS that is read.
pub fn events() -> impl Iterator<Item = &'static str> {
    events::names()
}

/// What a resolved service makes: its functions in the order they are written, then what stands beside them.
pub(crate) fn extract(resolved: &ResolvedService, unit: &UnitPath) -> Inventory {
    let (template, given) = (template::of(&resolved.root), template::given());
    let scope = Scope::new(&template, &given);
    let root = template::worked_out(&resolved.root, &scope);
    let (mut resources, conditions) = template::parted(scope.resources(), &resolved.root);
    resources.extend(template::state_machines(&root));
    let (names, rest_doors) = (template::names(&resources), template::rest_doors(&resources));
    let (stages, framework) = (resolved.stages.as_slice(), resolved.framework_version);
    let service = Service { root: &root, unit, stages, framework, names, rest_doors, conditions };
    let provider = provider(&service);
    let functions = root.get("functions").map(parts::named).unwrap_or_default();
    let mut made: Vec<Resource> =
        functions.into_iter().map(|(key, body)| function(&service, provider, key, &body)).collect();
    made.extend(capacity::providers(&service));
    let template = ResolvedTemplate { resources, dialect: cloudformation::DIALECT, tags: tags::of_stack(&service) };
    made.extend(cloudformation::extract::extract(&template, unit, &template::aliases(&root, stages)));
    Inventory { resources: made, problems: scope.problems(), ..Inventory::default() }
}

/// The provider of a service, where it is one of those that are known.
fn provider(service: &Service<'_>) -> Option<&'static Provider> {
    let node = service.provider(&["name"]).or_else(|| service.provider(&[]))?;
    let name = node.as_str()?;
    PROVIDERS.iter().find(|provider| name == provider.name)
}

fn function(service: &Service<'_>, provider: Option<&'static Provider>, key: &Key, written: &Node) -> Resource {
    let body = &*template::where_it_is(written);
    let runner = provider.and_then(|provider| provider.service);
    let id = template::function_id(&key.text);
    let local = format_smolstr!("functions.{}", key.text);
    let mut draft = Draft {
        here: Here { service, id: &id },
        body,
        name_span: key.span,
        header: key.span,
        resource: Resource { service: runner, ..resource(service, key, body, local, FUNCTION, Role::Workload) },
    };
    provider.map_or(plain as fn(&mut Draft<'_>), |provider| provider.read)(&mut draft);
    let declared = instances(written, &draft);
    draft.count(&declared);
    let name = draft.at(&["name"]).and_then(|node| node.as_str().map(SmolStr::from));
    draft.call(name.unwrap_or_else(|| key.text.clone()));
    draft.resource
}

/// How many blocks of a function there are: one or none, as its condition or the stage decides.
fn instances(node: &Node, draft: &Draft<'_>) -> Fact {
    let on_condition = draft.here.service.conditions.get(draft.here.id).cloned();
    let by_stage = on_condition.or_else(|| template::in_some_stages(node, draft.name_span));
    by_stage.unwrap_or_else(|| Fact::new(Value::Number(1.0), Known::Defaulted, draft.name_span))
}

/// Reads what any provider's function says in the same words.
fn plain(draft: &mut Draft<'_>) {
    let of_all = draft.here.service.inherited(&["runtime"], read::text, draft.name_span);
    let runtime = service::fallback(draft.read(&["runtime"], read::text), &of_all);
    if !runtime.is_absent() {
        draft.set("runtime", runtime);
    }
}

/// A resource of which only its place and its role are known.
fn resource(service: &Service<'_>, key: &Key, body: &Node, local: SmolStr, kind: &'static str, role: Role) -> Resource {
    Resource {
        unit: service.unit.clone(),
        local,
        dialect: DIALECT,
        kind: SmolStr::new_static(kind),
        name: key.text.clone(),
        role,
        service: None,
        name_span: key.span,
        span: key.span.join(body.span),
        namespace: None,
        labels: Vec::new(),
        facts: Facts::new(),
        lends: Facts::new(),
        tags: Vec::new(),
        links: Vec::new(),
        suppressions: Vec::new(),
        calls: Arc::default(),
    }
}
