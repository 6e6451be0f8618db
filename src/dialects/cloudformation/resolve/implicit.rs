//! The REST API that SAM makes of events that name none: what `Globals` give to it stands nowhere else.

use smol_str::SmolStr;

use super::super::resolved::ResolvedResource;
use super::scope::Scope;
use crate::model::fact::{Fact, Known, Value};
use crate::model::tree::{Content, Map, Node};

/// The logical id that SAM gives to it.
pub(crate) const REST_API: &str = "ServerlessRestApi";

const KIND: &str = "AWS::Serverless::Api";

impl Scope<'_> {
    /// The API, where there is one and `Globals` give it something; without such, it is as SAM makes it.
    pub(super) fn implicit_api(&self, resources: &[ResolvedResource]) -> Option<ResolvedResource> {
        let section = self.root.at(&["Globals"])?.as_map()?.entry("Api")?;
        let is_made = resources.iter().any(has_unnamed_api) && resources.iter().all(|own| own.id != REST_API);
        let nothing = Node::new(Content::Map(Map::default()), section.value.span);
        let given = self.globals.properties(KIND, &nothing, &mut self.problems.borrow_mut()).filter(|_| is_made)?;
        let mut body = self.value(&given);
        self.globals.mark(KIND, &mut body);
        let at = section.key.span;
        Some(ResolvedResource {
            id: SmolStr::new_static(REST_API),
            kind: SmolStr::new_static(KIND),
            body,
            metadata: None,
            name_span: at,
            header: at,
            span: at.join(section.value.span),
            instances: Fact::new(Value::Number(1.0), Known::Defaulted, at),
        })
    }
}

/// Whether any of a resource's events is one of an API and names none.
fn has_unnamed_api(resource: &ResolvedResource) -> bool {
    let events = resource.body.get("Events").and_then(Node::as_map).map(|map| map.entries.as_slice());
    events.unwrap_or_default().iter().any(|event| is_unnamed_api(&event.value))
}

fn is_unnamed_api(event: &Node) -> bool {
    if let Content::Choice(choice) = &event.content {
        return choice.options.iter().any(is_unnamed_api);
    }
    let names = event.at(&["Properties", "RestApiId"]).is_some_and(|api| !is_implicit(api));
    event.get("Type").and_then(Node::as_str) == Some("Api") && !names
}

/// Whether a value names the API that SAM makes, by the id that it will have.
fn is_implicit(api: &Node) -> bool {
    api.is_null()
        || api.as_str() == Some(REST_API)
        || matches!(&api.content, Content::Unknown(unknown) if unknown.refers.as_deref() == Some(REST_API))
}
