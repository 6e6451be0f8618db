//! Several instances of one block: what they share stands once, what differs is a choice between them.

use std::collections::HashSet;
use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use super::addresses::indexes;
use super::planned::Planned;
use super::read::Instance;
use super::settle::Settling;
use crate::dialects::terraform::resolved::ResolvedBlock;
use crate::model::tree::{Content, MOST_ALTERNATIVES, Map, MapEntry, Node, Switch, SwitchKind, Unknown};
use crate::values::choices::{choose, restricted, same};

/// The body of a block, settled with all its instances.
pub(super) fn settled(block: &ResolvedBlock, instances: &[&Instance<'_>], settling: &mut Settling<'_>) -> Node {
    let asked = switch(block, instances);
    let known = find(&block.body, &asked.key);
    let mut each = instances.iter().enumerate().map(|(place, instance)| {
        let branch = asked.branches.get(place).map_or("", |branch| branch.as_str());
        let body = of_branch(&block.body, known.as_ref(), branch);
        settling.instance = SmolStr::new(&instance.address);
        match Planned::of(instance) {
            Some(planned) => settling.body(&body, &planned),
            None => {
                settling.unreadable(block.header);
                body
            }
        }
    });
    if instances.len() > MOST_ALTERNATIVES {
        let reason = format_smolstr!("it differs between the {} instances of {}", instances.len(), block.address);
        let first = each.next().unwrap_or_else(|| block.body.clone());
        return each.fold(first, |shared, other| common(shared, &other, &reason));
    }
    let bodies: Vec<Option<Node>> = each.map(Some).collect();
    let switch = Arc::new(asked);
    joined(&switch, bodies, &block.body)
}

/// What tells the instances of a block apart: as the source has it, where it tells them apart, too.
fn switch(block: &ResolvedBlock, instances: &[&Instance<'_>]) -> Switch {
    let address = &block.address;
    let is_own = |instance: &&Instance<'_>| {
        let own = instance.index.as_ref().map_or(0, |_| indexes(&instance.address).matches('[').count());
        own <= 1 + indexes(address).matches('[').count()
    };
    let branches = |name: &dyn Fn(&Instance<'_>) -> SmolStr| instances.iter().map(|instance| name(instance)).collect();
    let indexed = instances.iter().all(|instance| instance.index.is_some());
    let (key, branches) = if indexed && instances.iter().all(is_own) {
        let is_counted = instances.iter().all(|instance| instance.index.as_ref().is_some_and(|index| is_number(index)));
        let of = if is_counted { "count.index" } else { "each.key" };
        let branches = branches(&|instance| instance.index.as_deref().unwrap_or_default().into());
        (format_smolstr!("{of} of {address}"), branches)
    } else {
        let own = indexes(address);
        let rest = |instance: &Instance<'_>| {
            let all = indexes(&instance.address);
            SmolStr::from(all.strip_prefix(&own).unwrap_or(&all).trim())
        };
        (format_smolstr!("the instance of {address}"), branches(&rest))
    };
    Switch { key, branches, kind: SwitchKind::Instance }
}

fn is_number(index: &str) -> bool {
    index.bytes().all(|byte| byte.is_ascii_digit())
}

/// The switch of a name in a value.
fn find(node: &Node, key: &str) -> Option<Arc<Switch>> {
    match &node.content {
        Content::Choice(choice) if choice.switch.key == key => Some(choice.switch.clone()),
        Content::Choice(choice) => choice.options.iter().find_map(|option| find(option, key)),
        Content::List(items) => items.iter().find_map(|item| find(item, key)),
        Content::Map(map) => map.entries.iter().find_map(|entry| find(&entry.value, key)),
        _ => None,
    }
}

/// The body as the source has it for one instance.
fn of_branch(body: &Node, known: Option<&Arc<Switch>>, branch: &str) -> Node {
    let Some(switch) = known else { return body.clone() };
    match switch.branches.iter().position(|name| name == branch) {
        Some(place) => restricted(body.clone(), &switch.key, place),
        None => without(body.clone(), &switch.key, branch),
    }
}

/// The body for an instance that the source does not have: what tells its instances apart is not known of it.
fn without(mut node: Node, key: &str, branch: &str) -> Node {
    match &mut node.content {
        Content::Choice(choice) if choice.switch.key == key => {
            let reason = format_smolstr!("the source has no instance {branch}");
            return Node::unknown(Unknown::because(reason), node.span);
        }
        Content::Choice(choice) => choice.options.iter_mut().for_each(|option| take(option, key, branch)),
        Content::List(items) => items.iter_mut().for_each(|item| take(item, key, branch)),
        Content::Map(map) => map.entries.iter_mut().for_each(|entry| take(&mut entry.value, key, branch)),
        _ => {}
    }
    node
}

fn take(node: &mut Node, key: &str, branch: &str) {
    let own = std::mem::replace(node, Node::new(Content::Null, node.span));
    *node = without(own, key, branch);
}

/// One value of several instances: structures part by part, so that what they share is known.
fn joined(switch: &Arc<Switch>, options: Vec<Option<Node>>, like: &Node) -> Node {
    let at = options.iter().flatten().next().map_or(like.span, |node| node.span);
    let present: Vec<&Node> = options.iter().flatten().collect();
    let maps: Option<Vec<&Map>> = present.iter().map(|node| node.as_map()).collect();
    if let (Some(maps), Some(first)) = (maps.filter(|maps| maps.len() == options.len()), present.first()) {
        let keys = keys(&maps);
        let entry = |key: &MapEntry| {
            let options = maps.iter().map(|map| map.get(&key.key.text).cloned()).collect();
            MapEntry { key: key.key.clone(), value: joined(switch, options, &key.value) }
        };
        let entries = keys.into_iter().map(entry).collect();
        return Node { content: Content::Map(Map { entries }), ..(*first).clone() };
    }
    let lists: Option<Vec<&[Node]>> = present.iter().map(|node| node.as_list()).collect();
    let length = |lists: &Vec<&[Node]>| lists.first().map_or(0, |first| first.len());
    let alike = lists.filter(|lists| {
        lists.len() == options.len() && length(lists) > 0 && lists.iter().all(|list| list.len() == length(lists))
    });
    if let (Some(lists), Some(first)) = (alike, present.first()) {
        let item = |place: usize| {
            let options = lists.iter().map(|list| list.get(place).cloned()).collect();
            joined(switch, options, first)
        };
        let items = (0..length(&lists)).map(item).collect();
        return Node { content: Content::List(items), ..(*first).clone() };
    }
    let options = options.into_iter().map(|option| option.unwrap_or_else(|| Node::new(Content::Null, at))).collect();
    choose(switch, options, at)
}

/// An entry of every key that some map has, in their order.
fn keys<'m>(maps: &[&'m Map]) -> Vec<&'m MapEntry> {
    let mut seen = HashSet::new();
    maps.iter().flat_map(|map| &map.entries).filter(|entry| seen.insert(entry.key.text.as_str())).collect()
}

/// What two of many instances share.
fn common(shared: Node, other: &Node, reason: &SmolStr) -> Node {
    let span = shared.span;
    let differs = || Node::unknown(Unknown::because(reason.clone()), span);
    if let (Content::Map(map), Content::Map(others)) = (&shared.content, &other.content) {
        let entry = |entry: &MapEntry| {
            let value = match (map.get(&entry.key.text), others.get(&entry.key.text)) {
                (Some(one), Some(other)) => common(one.clone(), other, reason),
                _ => Node::unknown(Unknown::because(reason.clone()), entry.value.span),
            };
            MapEntry { key: entry.key.clone(), value }
        };
        let entries = keys(&[map, others]).into_iter().map(entry).collect();
        return Node { content: Content::Map(Map { entries }), ..shared };
    }
    if let (Content::List(items), Content::List(others)) = (&shared.content, &other.content)
        && items.len() == others.len()
    {
        let items = items.iter().zip(others).map(|(one, other)| common(one.clone(), other, reason)).collect();
        return Node { content: Content::List(items), ..shared };
    }
    if same(&shared, other) { shared } else { differs() }
}
