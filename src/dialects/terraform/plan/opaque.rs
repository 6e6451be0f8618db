//! Modules that are not on disk: the plan knows what they make, and it stands at their calls.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use super::addresses::{Group, Groups, called};
use super::read::Plan;
use crate::dialects::terraform::resolved::{Opaque, ResolvedBlock, ResolvedUnit};
use crate::model::addresses::without_keys;
use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Call;
use crate::model::tree::{Content, Map, Node};

/// The resources of the types that are read, that a plan has below calls of modules that could not be read.
pub(super) fn blocks(
    unit: &ResolvedUnit,
    plan: &Plan<'_>,
    groups: &Groups,
    is_read: fn(&str) -> bool,
) -> Vec<ResolvedBlock> {
    let mut calls: HashMap<String, Vec<&Opaque>> = HashMap::new();
    for opaque in &unit.opaque {
        let name = opaque.calls.last().map(|call| without_keys(&call.name)).unwrap_or_default();
        calls.entry(name).or_default().push(opaque);
    }
    if calls.is_empty() {
        return Vec::new();
    }
    // What stands in for such a module may have made some of them.
    let known: HashSet<usize> = unit.blocks.iter().flat_map(|block| groups.of_block(&block.address)).collect();
    let unknown = groups.all.iter().enumerate().filter(|(number, _)| !known.contains(number));
    unknown.filter_map(|(_, group)| block(group, plan, &calls, is_read)).collect()
}

fn block(
    group: &Group,
    plan: &Plan<'_>,
    calls: &HashMap<String, Vec<&Opaque>>,
    is_read: fn(&str) -> bool,
) -> Option<ResolvedBlock> {
    let instance = plan.instances.get(*group.members.first()?).filter(|instance| is_read(&instance.kind))?;
    let names = without_keys(&group.address);
    let above = names.match_indices('.').filter_map(|(dot, _)| calls.get(names.get(..dot)?)).flatten();
    let (opaque, name) =
        above.filter_map(|opaque| Some((*opaque, called(&group.address, &opaque.calls.last()?.name)?))).next()?;
    let (own, outer) = opaque.calls.split_last()?;
    let own = Call { name: SmolStr::new(name), ..own.clone() };
    let (name_span, span) = (own.name_span, own.span);
    Some(ResolvedBlock {
        address: SmolStr::new(&group.address),
        kind: SmolStr::new(&instance.kind),
        name: SmolStr::new(&instance.name),
        body: Node::new(Content::Map(Map::default()), opaque.header),
        name_span,
        header: opaque.header,
        span,
        instances: Fact::new(Value::Number(1.0), Known::Defaulted, opaque.header),
        cluster: None,
        provider_tags: Vec::new(),
        ignored: Vec::new(),
        calls: outer.iter().cloned().chain([own]).collect::<Arc<[Call]>>(),
    })
}
