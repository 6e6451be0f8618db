//! A service as its functions see it: what is written above them in the provider's block, and over them in its resources.

use std::borrow::Cow;
use std::collections::HashMap;

use smol_str::{SmolStr, format_smolstr};

use crate::dialects::draft;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::UnitPath;
use crate::model::source::Span;
use crate::model::tree::{Choice, Content, Node, Step};
use crate::values::body;
use crate::values::lists::in_branch;
use crate::values::read::{self, Reader};

/// A function in the making.
pub(super) type Draft<'a> = draft::Draft<'a, Here<'a>>;

/// Where a function stands.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    /// The service it is a function of.
    pub(super) service: &'a Service<'a>,
    /// Its logical id in the template that the service becomes.
    pub(super) id: &'a str,
}

/// A service, variables and functions of CloudFormation worked out.
pub(super) struct Service<'a> {
    /// The whole configuration.
    pub(super) root: &'a Node,
    /// Its unit.
    pub(super) unit: &'a UnitPath,
    /// The stages that it is deployed as.
    pub(super) stages: &'a [SmolStr],
    /// The major version of the framework that it asks for.
    pub(super) framework: Option<u32>,
    /// The names that AWS knows its resources by, by logical id.
    pub(super) names: HashMap<SmolStr, SmolStr>,
    /// The doors of the REST APIs among its resources, by logical id.
    pub(super) rest_doors: HashMap<SmolStr, Fact>,
    /// How many there are of its functions that have a condition, by logical id.
    pub(super) conditions: HashMap<SmolStr, Fact>,
}

/// Parts of a service's resources that are laid over what the framework writes itself, the strongest first.
pub(super) const LAID_OVER: &[&str] = &["extensions", "Resources"];

impl<'a> Service<'a> {
    /// What stands at a path of the provider's block.
    pub(super) fn provider(&self, path: &[&str]) -> Option<Cow<'a, Node>> {
        let full: Vec<&str> = std::iter::once("provider").chain(path.iter().copied()).collect();
        body::at(self.root, &full).filter(|node| !node.is_null())
    }

    /// Reads what the provider's block says of all functions, as one of them at `at` sees it.
    pub(super) fn inherited(&self, path: &[&str], reader: Reader, at: Span) -> Fact {
        let Some(node) = self.provider(path) else { return Fact::absent(at) };
        let step = Step { span: node.span, name: format_smolstr!("provider.{}", path.join(".")) };
        seen_from(read::fact(&node, reader).known_at_best(Known::Inherited), at, &step)
    }

    /// Reads a property that the service's resources lay over one that the framework writes.
    pub(super) fn laid_over(&self, id: &str, property: &[&str], reader: Reader, at: Span) -> Fact {
        let found = LAID_OVER.iter().find_map(|part| {
            let resource = body::at(self.root, &["resources", part, id, "Properties"])?;
            // Resources that are not known at all are hardly there to change a function.
            let known = !matches!(resource.content, Content::Unknown(_));
            let node = body::at(&resource, property).filter(|node| known && !node.is_null())?;
            let step = Step { span: node.span, name: format_smolstr!("resources.{part}.{id}") };
            Some(seen_from(read::fact(&node, reader), at, &step))
        });
        found.unwrap_or_else(|| Fact::absent(at))
    }

    /// The door of a REST API among the service's resources, as it is seen from a place.
    pub(super) fn rest_door(&self, id: &str, at: Span) -> Option<Fact> {
        let door = self.rest_doors.get(id)?.clone();
        let step = Step { span: door.at, name: SmolStr::from(id) };
        Some(seen_from(door, at, &step))
    }

    /// The name that AWS knows a resource of the service by, else its logical id.
    pub(super) fn name_of(&self, id: &str) -> SmolStr {
        self.names.get(id).cloned().unwrap_or_else(|| SmolStr::from(id))
    }
}

/// A fact that is written elsewhere, as it is seen from a place.
fn seen_from(fact: Fact, at: Span, step: &Step) -> Fact {
    let value = match fact.value {
        Value::Choice(choice) => {
            let options = choice.options.into_iter().map(|option| seen_from(option, at, step)).collect();
            Value::Choice(Choice { switch: choice.switch, options })
        }
        value => value,
    };
    Fact { value, at, ..fact }.through(step.clone())
}

/// The first fact; where it is absent, also in some branch of a choice, the second.
pub(super) fn fallback(first: Fact, second: &Fact) -> Fact {
    match first.value {
        Value::Absent => second.clone(),
        Value::Choice(choice) => {
            let options = choice.options.into_iter().enumerate();
            let options = options
                .map(|(branch, option)| fallback(option, &in_branch(second.clone(), &choice.switch, branch)))
                .collect();
            Fact { value: Value::Choice(Choice { switch: choice.switch, options }), ..first }
        }
        _ => first,
    }
}

/// The logical id that the framework gives to what it makes of a name: `SendDashmailLambdaFunction`.
pub(super) fn logical_id(name: &str, suffix: &str) -> SmolStr {
    let normal = name.replace('-', "Dash").replace('_', "Underscore");
    let mut letters = normal.chars();
    match letters.next() {
        Some(first) => format_smolstr!("{}{}{suffix}", first.to_ascii_uppercase(), letters.as_str()),
        None => SmolStr::from(suffix),
    }
}

#[cfg(test)]
mod tests {
    use super::logical_id;

    #[test]
    fn names_become_logical_ids() {
        for (name, expected) in [
            ("hello", "HelloLambdaFunction"),
            ("send-mail", "SendDashmailLambdaFunction"),
            ("a_b", "AUnderscorebLambdaFunction"),
            ("", "LambdaFunction"),
        ] {
            assert_eq!(logical_id(name, "LambdaFunction"), expected, "{name}");
        }
    }
}
