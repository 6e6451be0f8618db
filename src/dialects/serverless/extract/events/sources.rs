//! Sources: the name of what an event comes from, by its ARN, its name, or the resource that it refers to.

use smol_str::SmolStr;

use crate::dialects::names::last_name;
use crate::dialects::serverless::extract::service::Service;
use crate::model::fact::{Fact, Value};
use crate::model::tree::{Choice, Content, HOLE, Node};
use crate::values::read;

/// The name of what a value leads to.
pub(super) fn name(service: &Service<'_>, node: &Node) -> Fact {
    let fact = read::fact(node, read::text);
    let value = match &node.content {
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| name(service, option)).collect();
            Value::Choice(Choice { switch: choice.switch.clone(), options })
        }
        Content::Unknown(unknown) => {
            let referred = unknown.refers.as_deref().map(|refers| refers.split('.').next().unwrap_or(refers));
            // An ARN with the account and the region left open still ends with a name.
            let outlined = unknown.outline.as_deref().map(last_name).filter(|name| !name.contains(HOLE));
            match (referred, outlined) {
                (Some(id), _) => Value::Text(service.name_of(id)),
                (None, Some(name)) if !name.is_empty() => Value::Text(SmolStr::from(name)),
                _ => fact.value,
            }
        }
        _ => match node.as_str() {
            Some(text) => Value::Text(SmolStr::from(last_name(text))),
            None => Value::Absent,
        },
    };
    Fact { value, ..fact }
}
