//! Resources with everything in them evaluated, and the tags that their providers put on them.

use std::collections::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::declared::{Provider, ResourceBlock};
use super::scope::{Frame, Scope};
use super::value::REST;
use super::walk::{root_name, second_name, with_referred};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::expression::Expression;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::tree::{Choice, Content, Node, Switch, SwitchKind};
use crate::values::read;

/// Where providers write the tags that they put on everything.
const DEFAULT_TAGS: &[&[&str]] = &[&["default_tags", "tags"], &["default_labels"]];

/// What a provider's configuration means for its resources.
#[derive(Clone, Default)]
struct Configured {
    tags: Vec<Tag>,
    cluster: Option<SmolStr>,
}

/// Configurations of providers, by name and alias.
type Providers = HashMap<(SmolStr, Option<SmolStr>), Configured>;

impl Scope<'_> {
    /// The resources whose type is read and those that these refer to, in order.
    pub(super) fn resources(&self, is_read: fn(&str) -> bool) -> Vec<ResolvedBlock> {
        let configured = |provider: &Provider| {
            let body = Node::new(Content::Map(self.body(&provider.body, &Frame::default())), provider.span);
            let configured = Configured { tags: provider_tags(&body), cluster: self.cluster(&body) };
            ((provider.name.clone(), provider.alias.clone()), configured)
        };
        let providers: Providers = self.declared.providers.iter().map(configured).collect();
        let wanted = with_referred(self.declared, |resource| is_read(&resource.kind));
        let resources = self.declared.resources.iter().enumerate();
        resources
            .filter(|(place, _)| wanted.contains(place))
            .map(|(_, resource)| self.resource(resource, &providers))
            .collect()
    }

    fn resource(&self, resource: &ResourceBlock, providers: &Providers) -> ResolvedBlock {
        let Configured { tags, cluster } = providers.get(&provider_of(resource)).cloned().unwrap_or_default();
        let instances = self.instances(resource);
        let frame = Frame { resource: Some((resource, &instances)), ..Frame::default() };
        let body = Node::new(Content::Map(self.body(&resource.body, &frame)), resource.span);
        let number = none_where_refused(&instances.number, &body);
        ResolvedBlock {
            address: resource.address.clone(),
            kind: resource.kind.clone(),
            name: resource.name.text.clone(),
            body,
            name_span: resource.name.span,
            header: resource.header,
            span: resource.span,
            instances: number,
            cluster,
            provider_tags: tags,
            calls: Arc::default(),
        }
    }

    /// The resource that knows the address of the cluster that a provider speaks to.
    fn cluster(&self, provider: &Node) -> Option<SmolStr> {
        match &provider.get("host")?.content {
            Content::Unknown(unknown) => unknown.refers.clone().filter(|to| self.declared.resource(to).is_some()),
            _ => None,
        }
    }
}

/// The tags that a provider's configuration puts on everything.
fn provider_tags(provider: &Node) -> Vec<Tag> {
    let Some(tags) = DEFAULT_TAGS.iter().find_map(|path| at(provider, path)) else { return Vec::new() };
    let mut keys: Vec<SmolStr> = Vec::new();
    gather_keys(tags, &mut keys);
    let tag = |key: SmolStr| Tag { value: value_of(tags, &key), key, scope: TagScope::Account };
    keys.into_iter().map(tag).collect()
}

/// The number of a resource's instances: none in the branches in which Terraform would refuse an argument of it.
///
/// Teams write a resource for some environments, and what it is set from for no other.
fn none_where_refused(number: &Fact, body: &Node) -> Fact {
    let mut refused: Vec<(Arc<Switch>, Vec<usize>)> = Vec::new();
    gather_refused(body, &mut refused);
    refused.into_iter().fold(number.clone(), |number, (switch, branches)| {
        let in_branch = |branch: usize| match &number.value {
            Value::Choice(choice) if choice.switch == switch => choice.options.get(branch).unwrap_or(&number).clone(),
            _ => number.clone(),
        };
        let none = |at| Fact::new(Value::Number(0.0), Known::Inferred, at);
        let option = |branch: usize| if branches.contains(&branch) { none(number.at) } else { in_branch(branch) };
        let options = (0..switch.branches.len()).map(option).collect();
        Fact::new(Value::Choice(Choice { switch, options }), Known::Inferred, number.at)
    })
}

/// The branches in which something is refused, by their switch. Instances are told apart elsewhere.
fn gather_refused(node: &Node, refused: &mut Vec<(Arc<Switch>, Vec<usize>)>) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| gather_refused(item, refused)),
        Content::Map(map) => map.entries.iter().for_each(|entry| gather_refused(&entry.value, refused)),
        Content::Choice(choice) if choice.switch.kind != SwitchKind::Instance => {
            for (branch, option) in choice.options.iter().enumerate() {
                if !matches!(&option.content, Content::Unknown(unknown) if unknown.refused) {
                    continue;
                }
                match refused.iter_mut().find(|(switch, _)| *switch == choice.switch) {
                    Some((_, branches)) => branches.push(branch),
                    None => refused.push((choice.switch.clone(), vec![branch])),
                }
            }
        }
        _ => {}
    }
}

/// The value at a path through blocks, which are lists.
fn at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, key| {
        let node = node.items().first().unwrap_or(node);
        node.get(key)
    })
}

fn gather_keys(tags: &Node, keys: &mut Vec<SmolStr>) {
    match &tags.content {
        Content::Map(map) => {
            for entry in &map.entries {
                if entry.key.text != REST && !keys.contains(&entry.key.text) {
                    keys.push(entry.key.text.clone());
                }
            }
        }
        Content::Choice(choice) => choice.options.iter().for_each(|option| gather_keys(option, keys)),
        _ => {}
    }
}

/// A tag's value; absent in the branches that do not set it.
fn value_of(tags: &Node, key: &str) -> Fact {
    match &tags.content {
        Content::Choice(choice) => {
            let options = choice.options.iter().map(|option| value_of(option, key)).collect();
            Fact::written(Value::Choice(Choice { switch: Arc::clone(&choice.switch), options }), tags.span)
        }
        Content::Unknown(_) => read::fact(tags, read::text),
        _ => read::optional(tags.get(key), read::text, tags.span),
    }
}

/// The provider of a resource: the one that it names, else that of its type's first word.
fn provider_of(resource: &ResourceBlock) -> (SmolStr, Option<SmolStr>) {
    let by_type = || {
        let first = resource.kind.split('_').next().unwrap_or(&resource.kind);
        (SmolStr::new(first), None)
    };
    let Some(named) = resource.body.get("provider") else { return by_type() };
    match &named.content {
        Content::Text(text) => match text.split_once('.') {
            Some((name, alias)) => (name.into(), Some(alias.into())),
            None => (text.clone(), None),
        },
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(traversal) => match root_name(traversal) {
                Some(name) => (name.clone(), second_name(traversal).cloned()),
                None => by_type(),
            },
            _ => by_type(),
        },
        _ => by_type(),
    }
}
