//! References between resources: from an argument's value to the resource that it names.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use smol_str::SmolStr;

use super::address::Address;
use super::apart::own_switch;
use crate::dialects::names::last_name;
use crate::dialects::terraform::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::addresses::own_key;
use crate::model::fact::{Fact, Known, Value};
use crate::model::library::Library;
use crate::model::resource::{Resource, Target, UnitPath};
use crate::model::tree::{Content, Node, Switch, Unknown};
use crate::values::body;

/// Arguments that hold the name by which a cloud knows a resource.
const NAME_ARGUMENTS: &[&str] =
    &["name", "function_name", "cluster_name", "family", "node_group_name", "name_prefix", "cluster_id"];

/// A resolved unit, and its blocks by what they are found by.
pub(super) struct Unit<'a> {
    pub(super) resolved: &'a ResolvedUnit,
    pub(super) path: &'a UnitPath,
    /// The files of the root, for what a block names and does not hold.
    pub(super) library: &'a dyn Library,
    by_address: HashMap<SmolStr, &'a ResolvedBlock>,
    /// By address without any index: one for every instance of a module that is called many times.
    by_plain_address: HashMap<SmolStr, Vec<&'a ResolvedBlock>>,
    by_kind: HashMap<SmolStr, Vec<&'a ResolvedBlock>>,
    /// By the name that their cloud knows them by.
    by_name: HashMap<SmolStr, Vec<&'a ResolvedBlock>>,
    /// What tells the instances of blocks apart, by address, as far as somebody asked.
    switches: Mutex<HashMap<SmolStr, Option<Arc<Switch>>>>,
    /// The load balancers before each target group, found when the first is asked for.
    pub(super) balancers: OnceLock<HashMap<SmolStr, Vec<&'a ResolvedBlock>>>,
    /// The functions that an API or a balancer says itself that it calls, found when the first is asked for.
    pub(super) behind_doors: OnceLock<HashSet<SmolStr>>,
}

impl<'a> Unit<'a> {
    /// Indexes a unit's blocks.
    pub(super) fn new(resolved: &'a ResolvedUnit, path: &'a UnitPath, library: &'a dyn Library) -> Self {
        let mut unit = Self {
            resolved,
            path,
            library,
            by_address: HashMap::new(),
            by_plain_address: HashMap::new(),
            by_kind: HashMap::new(),
            by_name: HashMap::new(),
            switches: Mutex::default(),
            balancers: OnceLock::new(),
            behind_doors: OnceLock::new(),
        };
        for block in &resolved.blocks {
            let plain =
                Address::of(&block.address).map_or_else(|| block.address.clone(), |address| address.plain().into());
            unit.by_address.insert(block.address.clone(), block);
            unit.by_plain_address.entry(plain).or_default().push(block);
            unit.by_kind.entry(block.kind.clone()).or_default().push(block);
            if let Some(name) = cloud_name(block) {
                unit.by_name.entry(name).or_default().push(block);
            }
        }
        unit
    }

    /// The block at an address, if the unit holds it.
    pub(super) fn block(&self, address: &str) -> Option<&'a ResolvedBlock> {
        self.by_address.get(address).copied()
    }

    /// The block that a resource is made of, or its instances are.
    pub(super) fn block_of(&self, resource: &Resource) -> Option<&'a ResolvedBlock> {
        self.block_at(&resource.local)
    }

    /// The block at an address, or the one of which an instance stands there.
    pub(super) fn block_at(&self, address: &str) -> Option<&'a ResolvedBlock> {
        let whole = || self.block(own_key(address)?.0);
        self.block(address).or_else(whole)
    }

    /// The branch that stands for the instance at an address, and what tells it from the others.
    pub(super) fn branch_at(&self, address: &str) -> Option<(Arc<Switch>, usize)> {
        if self.by_address.contains_key(address) {
            return None;
        }
        let whole = self.block_at(address)?;
        let switch = self.switch_at(&whole.address)?;
        let instance = Address::of(address)?;
        let branch = switch.branches.iter().position(|key| instance.is_at(key))?;
        Some((switch, branch))
    }

    /// What tells the instances of the block at an address apart, where anything in it differs between them.
    pub(super) fn switch_at(&self, address: &str) -> Option<Arc<Switch>> {
        if let Some(known) = self.switches().get(address) {
            return known.clone();
        }
        let switch = self.block(address).and_then(own_switch);
        self.switches().insert(address.into(), switch.clone());
        switch
    }

    fn switches(&self) -> MutexGuard<'_, HashMap<SmolStr, Option<Arc<Switch>>>> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there are certainly none of a block. A library's defaults say nothing of how its callers use it.
    pub(super) fn has_none_of(&self, block: &ResolvedBlock) -> bool {
        let by_callers = self.resolved.is_library && block.instances.known == Known::Defaulted;
        are_always(&block.instances, |number| number == 0.0) && !by_callers
    }

    /// All blocks of a type.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a ResolvedBlock> {
        self.by_kind.get(kind).into_iter().flatten().copied()
    }

    /// What an argument refers to, where that is of one of these types; nothing where it is null or of another type.
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
            Content::Unknown(unknown) => self.target_of_unknown(node, unknown, kinds),
            _ => self.through_origin(node, kinds).or_else(|| self.named(node, kinds)),
        }
    }

    fn target_of_unknown(&self, node: &Node, unknown: &Unknown, kinds: &'static [&'static str]) -> Option<Target> {
        if let Some(found) = self.through_origin(node, kinds) {
            return Some(found);
        }
        match unknown.refers.as_deref().and_then(Address::of) {
            Some(address) if kinds.contains(&address.kind) => Some(self.at_address(&address)),
            Some(_) => None,
            None => Some(Target::Unknown(unknown.clone())),
        }
    }

    /// The first resource of these types that a value came through.
    fn through_origin(&self, node: &Node, kinds: &[&str]) -> Option<Target> {
        let steps = &node.origin.as_ref()?.steps;
        let mut addresses = steps.iter().filter_map(|step| Address::of(&step.name));
        let address = addresses.find(|address| kinds.contains(&address.kind))?;
        Some(self.at_address(&address))
    }

    /// What stands at an address. A module that is called many times has its resources many times: an address that does
    /// not say of which instance leads to nothing that is known.
    pub(super) fn at_address(&self, address: &Address) -> Target {
        let written = address.written();
        for known in [address.with_index(), written] {
            if self.by_address.contains_key(known) {
                return Target::Local(known.into());
            }
        }
        match self.by_plain_address.get(&*address.plain()).map(Vec::as_slice) {
            Some([one]) => Target::Local(one.address.clone()),
            Some([_, ..]) => {
                let reason = format!("{written} stands for one of several, and which is not written here");
                Target::Unknown(Unknown::because(reason))
            }
            _ => Target::Local(written.into()),
        }
    }

    /// A literal name, ARN or id: of a block here that bears the name, else by name.
    fn named(&self, node: &Node, kinds: &'static [&'static str]) -> Option<Target> {
        let text = node.as_text()?;
        let name = last_name(&text);
        if name.is_empty() {
            return None;
        }
        let bearers = self.by_name.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut bearers = bearers.iter().filter(|block| kinds.contains(&block.kind.as_str()));
        match (bearers.next(), bearers.next()) {
            (Some(block), None) => Some(Target::Local(block.address.clone())),
            _ => Some(Target::Named { kinds, name: SmolStr::new(name), namespace: None }),
        }
    }

    /// The block that an argument refers to, where the unit holds it.
    pub(super) fn referred(&self, node: &Node, kinds: &'static [&'static str]) -> Option<&'a ResolvedBlock> {
        match self.target(node, kinds)? {
            Target::Local(address) => self.block(&address),
            _ => None,
        }
    }

    /// What a target is called: the name that the cloud knows it by, else its label; of a module's, where every label is
    /// there as often as the module is called, its address.
    pub(super) fn name_of(&self, target: &Target) -> Option<SmolStr> {
        match target {
            Target::Local(address) => {
                let label = || match address.starts_with("module.") {
                    true => Some(address.clone()),
                    false => address.rsplit('.').next().map(SmolStr::new),
                };
                self.block(address).and_then(cloud_name).or_else(label)
            }
            Target::Named { name, .. } => Some(name.clone()),
            _ => None,
        }
    }
}

/// Whether the number of something is certainly such a one, whatever decides.
pub(super) fn are_always(instances: &Fact, such: fn(f64) -> bool) -> bool {
    match &instances.value {
        Value::Choice(choice) => choice.options.iter().all(|option| are_always(option, such)),
        Value::Number(number) => such(*number),
        _ => false,
    }
}

/// The name that a cloud knows a block's resource by, where it is written and known.
pub(super) fn cloud_name(block: &ResolvedBlock) -> Option<SmolStr> {
    NAME_ARGUMENTS.iter().find_map(|argument| block.body.get(argument)?.as_str().map(SmolStr::new))
}

/// The addresses that a value came through, nearest first, then the one that it refers to.
pub(super) fn addresses(node: &Node) -> impl Iterator<Item = Address<'_>> {
    let steps = node.origin.iter().flat_map(|origin| &origin.steps).map(|step| step.name.as_str());
    let refers = match &node.content {
        Content::Unknown(unknown) => unknown.refers.as_deref(),
        _ => None,
    };
    steps.chain(refers).filter_map(Address::of)
}

/// Every resource of one of these types that is mentioned anywhere under a node.
pub(super) fn mentioned(node: &Node, kinds: &[&str]) -> Vec<Node> {
    let mut found = Vec::new();
    gather(node, kinds, &mut found);
    found
}

fn gather(node: &Node, kinds: &[&str], found: &mut Vec<Node>) {
    let hits = |text: &str| Address::of(text).is_some_and(|address| kinds.contains(&address.kind));
    let by_origin = node.origin.iter().any(|origin| origin.steps.iter().any(|step| hits(&step.name)));
    let by_reference = match &node.content {
        Content::Unknown(unknown) => unknown.refers.as_deref().is_some_and(hits),
        _ => false,
    };
    if by_origin || by_reference {
        found.push(node.clone());
        return;
    }
    match &node.content {
        Content::Map(map) => map.entries.iter().for_each(|entry| gather(&entry.value, kinds, found)),
        Content::List(_) | Content::Choice(_) => {
            body::items(node).into_iter().for_each(|item| gather(item, kinds, found));
        }
        _ => {}
    }
}
