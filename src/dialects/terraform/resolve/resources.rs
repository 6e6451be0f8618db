//! Resources with everything in them evaluated, and the tags that their providers put on them.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use smol_str::SmolStr;

use super::brought::{placed, placed_fact};
use super::declared::{ModuleCall, ResourceBlock};
use super::lifecycle;
use super::modules::{Children, product};
use super::scope::{Frame, Scope};
use super::value::REST;
use super::walk::{root_name, second_name, with_referred};
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::expression::Expression;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::{Tag, TagScope};
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Content, Node, Switch, SwitchKind};
use crate::values::{body, read};

/// Where providers write the tags that they put on everything.
const DEFAULT_TAGS: &[&[&str]] = &[&["default_tags", "tags"], &["default_labels"]];

/// What a provider's configuration means for its resources.
#[derive(Clone, Default)]
pub(super) struct Configured {
    tags: Vec<Tag>,
    cluster: Option<SmolStr>,
}

/// Configurations of providers, by name and alias.
pub(super) type Providers = HashMap<ProviderName, Configured>;

/// A provider's name, and its alias if it has one.
type ProviderName = (SmolStr, Option<SmolStr>);

impl Scope<'_> {
    /// The resources whose type is read and those that these refer to, in order; then those of the modules that are called.
    fn resources(
        &self,
        is_read: fn(&str) -> bool,
        into: &mut Vec<ResolvedBlock>,
        archives: &mut HashMap<SmolStr, Node>,
    ) {
        self.own_resources(is_read, into, archives);
        self.called_resources(&self.declared.modules, is_read, into, archives);
    }

    /// The resources that are written here.
    pub(super) fn own_resources(
        &self,
        is_read: fn(&str) -> bool,
        into: &mut Vec<ResolvedBlock>,
        archives: &mut HashMap<SmolStr, Node>,
    ) {
        self.archives(archives);
        let wanted = with_referred(&self.declared, |resource| is_read(&resource.kind));
        let resources = self.declared.resources.iter().enumerate().filter(|(place, _)| wanted.contains(place));
        if !wanted.is_empty() {
            let providers = self.providers();
            into.extend(resources.map(|(_, resource)| self.resource(resource, &providers)));
        }
    }

    /// The resources that these calls of modules make.
    pub(super) fn called_resources(
        &self,
        calls: &[ModuleCall],
        is_read: fn(&str) -> bool,
        into: &mut Vec<ResolvedBlock>,
        archives: &mut HashMap<SmolStr, Node>,
    ) {
        for call in calls {
            match &*self.children(call) {
                Children::Opaque(_) => {}
                Children::One(scope, _) => scope.resources(is_read, into, archives),
                Children::Each(each, _) => each.iter().for_each(|(_, scope)| scope.resources(is_read, into, archives)),
            }
        }
    }

    /// The provider configurations that hold here: its own, and those of its caller.
    fn providers(&self) -> Rc<Providers> {
        if let Some(known) = &*self.providers.borrow() {
            return known.clone();
        }
        let mut providers = self.inherited_providers();
        for provider in &self.declared.providers {
            let body = Node::new(Content::Map(self.body(&provider.body, &Frame::default())), provider.span);
            let configured = Configured { tags: provider_tags(&body), cluster: cluster(&body) };
            providers.insert((provider.name.clone(), provider.alias.clone()), configured);
        }
        let providers = Rc::new(providers);
        *self.providers.borrow_mut() = Some(providers.clone());
        providers
    }

    /// What a caller hands on: all configurations without an alias, and those that `providers` names, under its names.
    fn inherited_providers(&self) -> Providers {
        let Some(called) = &self.called else { return Providers::new() };
        let Some(by) = called.by.upgrade() else { return Providers::new() };
        let theirs = by.providers();
        let mut inherited: Providers = theirs
            .iter()
            .filter(|((_, alias), _)| alias.is_none())
            .map(|(name, own)| (name.clone(), own.clone()))
            .collect();
        let handed_on = by.declared.modules.get(called.call).and_then(|call| call.body.get("providers"));
        for (name, of) in handed_on.map(provider_pairs).unwrap_or_default() {
            if let Some(configured) = theirs.get(&of) {
                inherited.insert(name, configured.clone());
            }
        }
        inherited
    }

    fn resource(&self, resource: &ResourceBlock, providers: &Providers) -> ResolvedBlock {
        let Configured { tags, cluster } = providers.get(&provider_of(resource)).cloned().unwrap_or_default();
        let instances = self.instances(resource);
        let address = self.absolute(&resource.address);
        let frame = Frame { block: Some((&address, &instances)), ..Frame::default() };
        let body = Node::new(Content::Map(self.body(&resource.body, &frame)), resource.span);
        let number = none_where_refused(&instances.number, &body);
        let made = ResolvedBlock {
            kind: resource.kind.clone(),
            name: resource.name.text.clone(),
            body,
            name_span: resource.name.span,
            header: resource.header,
            span: resource.span,
            instances: match &self.called {
                Some(called) => product(&called.number, &number),
                None => number,
            },
            cluster,
            provider_tags: tags,
            ignored: lifecycle::ignored(&resource.body),
            calls: self.called.as_ref().map(|called| called.calls.clone()).unwrap_or_default(),
            address,
        };
        match self.called.as_ref().and_then(|called| called.brought) {
            Some((source, call)) => in_its_call(made, source, call),
            None => made,
        }
    }
}

/// A block of a module that was brought along: it stands in its call.
fn in_its_call(block: ResolvedBlock, source: SourceId, call: Span) -> ResolvedBlock {
    let body = placed(&block.body, source, call);
    let instances = placed_fact(block.instances, source, call);
    ResolvedBlock { body, instances, name_span: call, header: call, span: call, ..block }
}

/// The resource that knows the address of the cluster that a provider speaks to.
fn cluster(provider: &Node) -> Option<SmolStr> {
    match &provider.get("host")?.content {
        Content::Unknown(unknown) => unknown.refers.clone(),
        _ => None,
    }
}

/// What a `providers` argument hands on: the names that it gives, and the names of what they stand for.
fn provider_pairs(node: &Node) -> Vec<(ProviderName, ProviderName)> {
    let pair = |key: &Node, value: &Node| Some((provider_name(key)?, provider_name(value)?));
    match &node.content {
        Content::Map(map) => {
            let named = |text: &SmolStr| split_alias(text);
            map.entries
                .iter()
                .filter_map(|entry| Some((named(&entry.key.text), provider_name(&entry.value)?)))
                .collect()
        }
        Content::Expression(expression) => match &**expression {
            Expression::Object(pairs) => pairs.iter().filter_map(|(key, value)| pair(key, value)).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
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
    // Where there are none, nothing in the block is asked.
    if number.as_number() == Some(0.0) {
        return number.clone();
    }
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

/// The keys of tags; of those that are not known, the one under which a map says what else it may hold.
fn gather_keys(tags: &Node, keys: &mut Vec<SmolStr>) {
    match &tags.content {
        Content::Map(map) => {
            for entry in &map.entries {
                if !keys.contains(&entry.key.text) {
                    keys.push(entry.key.text.clone());
                }
            }
        }
        Content::Unknown(_) if !keys.iter().any(|key| key == REST) => keys.push(SmolStr::new_static(REST)),
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
        _ => body::read(tags, &[key], read::text, tags.span),
    }
}

/// The provider of a resource: the one that it names, else that of its type's first word.
fn provider_of(resource: &ResourceBlock) -> ProviderName {
    let by_type = || {
        let first = resource.kind.split('_').next().unwrap_or(&resource.kind);
        (SmolStr::new(first), None)
    };
    resource.body.get("provider").and_then(provider_name).unwrap_or_else(by_type)
}

/// The provider that an expression names: `aws.west`, in older files in quotes.
fn provider_name(node: &Node) -> Option<ProviderName> {
    match &node.content {
        Content::Text(text) => Some(split_alias(text)),
        Content::Expression(expression) => match &**expression {
            Expression::Traversal(traversal) => {
                root_name(traversal).map(|name| (name.clone(), second_name(traversal).cloned()))
            }
            _ => None,
        },
        _ => None,
    }
}

fn split_alias(text: &SmolStr) -> ProviderName {
    match text.split_once('.') {
        Some((name, alias)) => (name.into(), Some(alias.into())),
        None => (text.clone(), None),
    }
}
