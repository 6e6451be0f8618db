//! Environments that a template names for itself: a parameter that is meant for one of `dev`, `staging` and `prod`.
//!
//! Where nobody writes how a stack is deployed, its default would hide what is written for the others. Each value that the
//! template provides for is deployed somewhere: it is a variant.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::calls::call;
use super::evaluate::settled;
use super::given::Deployment;
use crate::model::tree::{Content, Map, MapEntry, Node};
use crate::values::environment::is_environment;
use crate::values::variants::ordered;

/// A parameter of more values is not one of environments.
const MOST_ENVIRONMENTS: usize = 32;

/// The ways in which a stack is deployed: as somebody writes, else one for each environment that the template names.
/// Where there are many, the ones that are most often deployed come first.
pub(super) fn deployments(root: &Node, written: Vec<Deployment>) -> Vec<Deployment> {
    ordered(with_environments(root, written), |deployment| &deployment.name)
}

fn with_environments(root: &Node, written: Vec<Deployment>) -> Vec<Deployment> {
    let Some((parameter, values)) = of_template(root) else { return written };
    let sets_it = |deployment: &Deployment| deployment.parameter(parameter).is_some();
    let base = match written.as_slice() {
        [] => Deployment::default(),
        [one] if !sets_it(one) => one.clone(),
        _ => return written,
    };
    let deployment = |value: &Node| {
        let mut of_one = base.clone();
        of_one.name = value.as_text().unwrap_or_default();
        of_one.parameters.push((parameter.clone(), value.clone()));
        of_one
    };
    values.iter().map(deployment).collect()
}

/// The one parameter that names environments, and its values where they are written; nothing where none or several do.
fn of_template(root: &Node) -> Option<(&SmolStr, Vec<Node>)> {
    let parameters = root.get("Parameters").and_then(Node::as_map)?;
    let provided = Provided::of(root);
    let mut found = parameters.entries.iter().filter_map(|entry| Some((&entry.key.text, values(entry, &provided)?)));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// What a template provides for, gathered once for all its parameters.
#[derive(Default)]
struct Provided<'n> {
    /// The environments that conditions compare each parameter with.
    compared: HashMap<&'n str, Vec<Node>>,
    /// The keys of mappings from environments.
    keys: Vec<Node>,
}

/// The environments that a parameter may be: those that it allows, else those that the template asks it for.
fn values(parameter: &MapEntry, provided: &Provided<'_>) -> Option<Vec<Node>> {
    let default = parameter.value.get("Default").map(settled);
    let mut values = Vec::new();
    match parameter.value.get("AllowedValues") {
        Some(allowed) => allowed.items().iter().for_each(|item| add(&mut values, settled(item))),
        None => {
            let compared = provided.compared.get(parameter.key.text.as_str());
            default.iter().chain(compared.into_iter().flatten()).for_each(|node| add(&mut values, node.clone()));
            if is_called_one(&parameter.key.text) {
                provided.keys.iter().for_each(|key| add(&mut values, key.clone()));
            }
        }
    }
    let named = values.iter().filter(|value| value.as_str().is_some_and(is_environment)).count();
    let of_environments = default.as_ref().and_then(Node::as_str).is_none_or(is_environment);
    (named >= 2 && of_environments && values.len() <= MOST_ENVIRONMENTS).then_some(values)
}

/// Adds a value once, up to one more than may be environments.
fn add(values: &mut Vec<Node>, value: Node) {
    if values.len() > MOST_ENVIRONMENTS {
        return;
    }
    let text = value.as_text().filter(|text| !text.is_empty());
    if text.is_some() && values.iter().all(|known| known.as_text() != text) {
        values.push(value);
    }
}

/// Whether a parameter is called what those are that name an environment: `Stage`, `EnvironmentName`.
fn is_called_one(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["env", "stage"].iter().any(|word| lower.contains(word))
}

impl<'n> Provided<'n> {
    fn of(root: &'n Node) -> Self {
        let mut provided = Self::default();
        if let Some(conditions) = root.get("Conditions") {
            provided.compare(conditions);
        }
        let mappings = root.get("Mappings").and_then(Node::as_map);
        mappings.into_iter().flat_map(|map| &map.entries).for_each(|entry| provided.map(&entry.value));
        provided
    }

    /// Adds the environments among the keys of a mapping, where it is one from environments.
    fn map(&mut self, mapping: &Node) {
        let Some(Map { entries }) = mapping.as_map() else { return };
        if entries.iter().filter(|entry| is_environment(&entry.key.text)).count() >= 2 {
            for entry in entries {
                add(&mut self.keys, Node::new(Content::Text(entry.key.text.clone()), entry.key.span));
            }
        }
    }

    /// Adds the environments that conditions compare parameters with.
    fn compare(&mut self, node: &'n Node) {
        if let Some(asked) = call(node).filter(|asked| asked.name == "Equals") {
            let sides = asked.argument.items();
            let parameters = sides.iter().filter_map(|side| call(side).filter(|call| call.name == "Ref"));
            for parameter in parameters.filter_map(|call| call.argument.as_str()) {
                let values = self.compared.entry(parameter).or_default();
                let literals = sides.iter().filter(|side| side.as_str().is_some_and(is_environment));
                literals.for_each(|literal| add(values, settled(literal)));
            }
            return;
        }
        match &node.content {
            Content::Map(map) => map.entries.iter().for_each(|entry| self.compare(&entry.value)),
            Content::List(items) => items.iter().for_each(|item| self.compare(item)),
            Content::Tagged(tagged) => self.compare(&tagged.node),
            _ => {}
        }
    }
}
