//! Capacity providers: machines of one's own account that functions of AWS are placed on.

use smol_str::{SmolStr, format_smolstr};

use super::resource;
use super::service::{Draft, Service};
use crate::dialects::names::last_name;
use crate::model::fact::{Fact, Value};
use crate::model::resource::{Relation, Resource, Role, Target};
use crate::model::tree::{Content, MapEntry, Node};
use crate::values::{body, read};

/// The kind of a capacity provider.
pub(super) const KIND: &str = "capacityProvider";

/// The capacity provider that the framework makes by itself where a function asks for it.
const DEFAULT: &str = "default";

/// Sets what capacity a function is placed on, where it says so.
pub(super) fn place(draft: &mut Draft<'_>) {
    let named = ["capacityProvider", "name"];
    let path: &[&str] = if draft.at(&named).is_some() { &named } else { &["capacityProvider"] };
    let Some(node) = draft.at(path) else { return };
    let fact = read::fact(&node, |node| Some(Value::Text(last_name(node.as_str()?).into())));
    if let Some(name) = fact.as_text() {
        let target = match entry(draft.here.service, name) {
            Some(_) => Target::Local(address(name)),
            None => Target::Named { kinds: &[KIND], name: SmolStr::from(name), namespace: None },
        };
        if name != DEFAULT || entry(draft.here.service, name).is_some() {
            draft.link_target(Relation::Capacity, target, node.span);
        }
    }
    let fact = match fact.value {
        Value::Unknown(mut unknown) => {
            // Which one it is may be open, and that it is one is said.
            unknown.not_null |= matches!(&node.content, Content::Unknown(found) if found.refers.is_some());
            Fact { value: Value::Unknown(unknown), ..fact }
        }
        value => Fact { value, ..fact },
    };
    draft.set("capacity_provider", fact);
    draft.fact("concurrency", &["capacityProvider", "maxConcurrency"], read::number);
    draft.fact("scale_min", &["capacityProvider", "scaling", "min"], read::number);
    draft.fact("scale_max", &["capacityProvider", "scaling", "max"], read::number);
}

/// The capacity providers that a service makes.
pub(super) fn providers(service: &Service<'_>) -> Vec<Resource> {
    let Some(node) = service.provider(&["capacityProviders"]) else { return Vec::new() };
    let entries = node.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    entries.iter().map(|entry| provider(service, entry)).collect()
}

fn provider(service: &Service<'_>, entry: &MapEntry) -> Resource {
    let mut made = resource(service, &entry.key, &entry.value, address(&entry.key.text), KIND, Role::Capacity);
    let types = body::at(&entry.value, &["instanceRequirements", "allowedInstanceTypes"]);
    if let Some([one]) = types.as_deref().and_then(Node::as_list) {
        made.lends.set("instance_type", read::fact(one, read::text));
    }
    made
}

fn entry<'a>(service: &Service<'a>, name: &str) -> Option<std::borrow::Cow<'a, Node>> {
    body::at(service.root, &["provider", "capacityProviders", name])
}

fn address(name: &str) -> SmolStr {
    format_smolstr!("provider.capacityProviders.{name}")
}
