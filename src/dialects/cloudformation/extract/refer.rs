//! References between resources of a template: from a property's value to the resource that it names.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::Aliases;
use crate::dialects::cloudformation::resolved::{ResolvedResource, ResolvedTemplate};
use crate::dialects::names::last_name;
use crate::model::fact::Fact;
use crate::model::resource::{Target, UnitPath};
use crate::model::tree::{Content, HOLE, Node, Unknown};
use crate::values::body;

/// Types whose own name stands in a property that is not called after them.
const OTHERWISE_NAMED: &[(&str, &str)] =
    &[("AWS::ECS::TaskDefinition", "Family"), ("AWS::ECS::ExpressGatewayService", "ServiceName")];

/// A resolved template and its resources by logical id.
pub(super) struct Unit<'a> {
    pub(super) template: &'a ResolvedTemplate,
    pub(super) path: &'a UnitPath,
    by_id: HashMap<SmolStr, &'a ResolvedResource>,
    by_kind: HashMap<&'a str, Vec<&'a ResolvedResource>>,
    /// The resources that bear each name, what stands for others among them.
    by_name: HashMap<SmolStr, Vec<&'a ResolvedResource>>,
    /// The events at the edge on which each function runs, once that was asked.
    pub(super) edges: OnceCell<HashMap<SmolStr, Vec<Fact>>>,
    /// The balancer of each target group that something forwards to, once that was asked.
    pub(super) balancers: OnceCell<HashMap<SmolStr, Option<SmolStr>>>,
    /// The functions that its APIs and balancers call, once that was asked.
    pub(super) behind_doors: OnceCell<HashSet<SmolStr>>,
}

impl<'a> Unit<'a> {
    /// Indexes a template's resources, and what stands for others.
    pub(super) fn new(template: &'a ResolvedTemplate, path: &'a UnitPath, aliases: &'a Aliases) -> Self {
        // What the template writes by itself goes before what only stands for something.
        let mut by_id: HashMap<SmolStr, &'a ResolvedResource> = HashMap::new();
        for (id, resource) in &aliases.by_id {
            by_id.insert(resource.id.clone(), resource);
            by_id.insert(id.clone(), resource);
        }
        by_id.extend(template.resources.iter().map(|resource| (resource.id.clone(), resource)));
        let mut by_kind: HashMap<&'a str, Vec<&'a ResolvedResource>> = HashMap::new();
        for resource in &template.resources {
            by_kind.entry(&resource.kind).or_default().push(resource);
        }
        let mut by_name: HashMap<SmolStr, Vec<&'a ResolvedResource>> = HashMap::new();
        for resource in template.resources.iter().chain(aliases.by_id.values()) {
            if let Some(name) = cloud_name(resource) {
                by_name.entry(name).or_default().push(resource);
            }
        }
        let (edges, balancers, behind_doors) = Default::default();
        Self { template, path, by_id, by_kind, by_name, edges, balancers, behind_doors }
    }

    /// The resource of a logical id, also where that stands for a resource of another dialect.
    pub(super) fn resource(&self, id: &str) -> Option<&'a ResolvedResource> {
        self.by_id.get(id).copied()
    }

    /// All resources of a type, in the order of the template.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a ResolvedResource> + use<'_, 'a> {
        self.by_kind.get(kind).into_iter().flatten().copied()
    }

    /// What a value refers to, where that is of one of these types; nothing where it is null or of another type.
    pub(super) fn target(&self, node: &Node, kinds: &'static [&'static str]) -> Option<Target> {
        match &node.content {
            Content::Null => None,
            Content::List(items) => self.target(items.first()?, kinds),
            Content::Choice(choice) => {
                let mut targets: Vec<Target> =
                    choice.options.iter().filter_map(|option| self.target(option, kinds)).collect();
                targets.dedup();
                match targets.len() {
                    0 | 1 => targets.pop(),
                    _ => Some(Target::Unknown(Unknown::because(format!("it depends on {}", choice.switch.key)))),
                }
            }
            Content::Unknown(unknown) => match self.through_origin(node, kinds) {
                Some(found) => Some(Target::Local(found.id.clone())),
                None if unknown.refers.is_some() => None,
                None => Some(match self.outlined(unknown, kinds) {
                    Some(bearer) => Target::Local(bearer.id.clone()),
                    None => Target::Unknown((**unknown).clone()),
                }),
            },
            _ => match self.through_origin(node, kinds) {
                Some(found) => Some(Target::Local(found.id.clone())),
                None => self.named(node, kinds),
            },
        }
    }

    /// The first resource of these types that a value came through.
    fn through_origin(&self, node: &Node, kinds: &[&str]) -> Option<&'a ResolvedResource> {
        let of_origin = node.origin.iter().flat_map(|origin| &origin.steps).map(|step| step.name.as_str());
        let direct = match &node.content {
            Content::Unknown(unknown) => unknown.refers.as_deref(),
            _ => None,
        };
        direct.into_iter().chain(of_origin).find_map(|name| self.of_reference(name, kinds))
    }

    /// The resource of one of these types that `Queue` or `Queue.Arn` refers to.
    fn of_reference(&self, name: &str, kinds: &[&str]) -> Option<&'a ResolvedResource> {
        let id = name.split('.').next().unwrap_or(name);
        self.resource(id).filter(|resource| kinds.contains(&resource.kind.as_str()))
    }

    /// A literal name or ARN: of a resource here that bears the name, else by name.
    fn named(&self, node: &Node, kinds: &'static [&'static str]) -> Option<Target> {
        let text = node.as_text()?;
        let name = last_name(&text);
        if name.is_empty() {
            return None;
        }
        match self.bearer(name, kinds) {
            Some(bearer) => Some(Target::Local(bearer.id.clone())),
            None => Some(Target::Named { kinds, name: SmolStr::new(name), namespace: None }),
        }
    }

    /// The resource here that an ARN names of which only the account or the region is open.
    fn outlined(&self, unknown: &Unknown, kinds: &[&str]) -> Option<&'a ResolvedResource> {
        let name = last_name(unknown.outline.as_deref()?);
        if name.is_empty() || name.contains(HOLE) { None } else { self.bearer(name, kinds) }
    }

    /// The one resource of these types here that AWS knows by a name.
    fn bearer(&self, name: &str, kinds: &[&str]) -> Option<&'a ResolvedResource> {
        let bearers = self.by_name.get(name).into_iter().flatten();
        let mut bearers = bearers.filter(|resource| kinds.contains(&resource.kind.as_str()));
        match (bearers.next(), bearers.next()) {
            (Some(bearer), None) => Some(bearer),
            _ => None,
        }
    }

    /// The resource that a value refers to, where the template holds it.
    pub(super) fn referred(&self, node: &Node, kinds: &'static [&'static str]) -> Option<&'a ResolvedResource> {
        match self.target(node, kinds)? {
            Target::Local(id) => self.resource(&id),
            _ => None,
        }
    }

    /// What a target is called: the name that AWS knows it by, else its logical id.
    pub(super) fn name_of(&self, target: &Target) -> Option<SmolStr> {
        match target {
            Target::Local(id) => self.resource(id).and_then(cloud_name).or_else(|| Some(id.clone())),
            Target::Named { name, .. } => Some(name.clone()),
            _ => None,
        }
    }

    /// Every resource of one of these types that is mentioned anywhere under a node, each once.
    pub(super) fn mentioned(&self, node: &Node, kinds: &[&str]) -> Vec<&'a ResolvedResource> {
        let mut found = Mentions::default();
        self.gather(node, kinds, &mut found);
        found.resources
    }

    fn gather(&self, node: &Node, kinds: &[&str], found: &mut Mentions<'a>) {
        let of_origin = node.origin.iter().flat_map(|origin| &origin.steps).map(|step| step.name.as_str());
        let direct = match &node.content {
            Content::Unknown(unknown) => unknown.refers.as_deref(),
            _ => None,
        };
        for name in direct.into_iter().chain(of_origin) {
            if let Some(resource) = self.of_reference(name, kinds)
                && found.ids.insert(&resource.id)
            {
                found.resources.push(resource);
            }
        }
        match &node.content {
            Content::Map(map) => map.entries.iter().for_each(|entry| self.gather(&entry.value, kinds, found)),
            Content::List(_) | Content::Choice(_) => {
                body::items(node).into_iter().for_each(|item| self.gather(item, kinds, found));
            }
            _ => {}
        }
    }
}

/// The resources that are mentioned, in order, each once.
#[derive(Default)]
struct Mentions<'a> {
    resources: Vec<&'a ResolvedResource>,
    ids: HashSet<&'a str>,
}

/// The name that AWS knows a resource by, where it is written and known: of a function `FunctionName`, else `Name`. An
/// alias has a `FunctionName`, too, which is that of another.
pub(super) fn cloud_name(resource: &ResolvedResource) -> Option<SmolStr> {
    let otherwise = OTHERWISE_NAMED.iter().find(|(kind, _)| resource.kind == *kind).map(|(_, property)| *property);
    let entries = resource.body.as_map().map(|map| map.entries.as_slice()).unwrap_or_default();
    let is_own = |key: &str| match otherwise {
        Some(property) => key == property,
        None => key.strip_suffix("Name").is_some_and(|stem| resource.kind.rsplit("::").next() == Some(stem)),
    };
    let own = entries.iter().rev().find(|entry| is_own(&entry.key.text)).map(|entry| &entry.value);
    own.or_else(|| resource.body.get("Name"))?.as_str().map(SmolStr::new)
}
