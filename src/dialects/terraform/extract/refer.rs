//! References between resources: from an argument's value to the resource that it names.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::dialects::names::last_name;
use crate::dialects::terraform::resolved::{ResolvedBlock, ResolvedUnit};
use crate::model::fact::Known;
use crate::model::resource::{Target, UnitPath};
use crate::model::tree::{Content, Node, Unknown};
use crate::values::body;

/// Arguments that hold the name by which a cloud knows a resource.
const NAME_ARGUMENTS: &[&str] =
    &["name", "function_name", "cluster_name", "family", "node_group_name", "name_prefix", "cluster_id"];

/// A resolved unit and its blocks by address.
pub(super) struct Unit<'a> {
    pub(super) resolved: &'a ResolvedUnit,
    pub(super) path: &'a UnitPath,
    by_address: HashMap<SmolStr, &'a ResolvedBlock>,
    /// Blocks by their address without any index; `None` where two have the same.
    by_plain_address: HashMap<SmolStr, Option<&'a ResolvedBlock>>,
}

impl<'a> Unit<'a> {
    /// Indexes a unit's blocks.
    pub(super) fn new(resolved: &'a ResolvedUnit, path: &'a UnitPath) -> Self {
        let by_address = resolved.blocks.iter().map(|block| (block.address.clone(), block)).collect();
        let mut by_plain_address: HashMap<SmolStr, Option<&'a ResolvedBlock>> = HashMap::new();
        for block in &resolved.blocks {
            let plain = Address::of(&block.address).map_or_else(|| block.address.clone(), |address| address.plain());
            by_plain_address.entry(plain).and_modify(|known| *known = None).or_insert(Some(block));
        }
        Self { resolved, path, by_address, by_plain_address }
    }

    /// The block at an address, if the unit holds it.
    pub(super) fn block(&self, address: &str) -> Option<&'a ResolvedBlock> {
        self.by_address.get(address).copied()
    }

    /// Whether there are certainly none of a block. A library's defaults say nothing of how its callers use it.
    pub(super) fn has_none_of(&self, block: &ResolvedBlock) -> bool {
        let by_callers = self.resolved.is_library && block.instances.known == Known::Defaulted;
        block.instances.as_number() == Some(0.0) && !by_callers
    }

    /// All blocks of a type.
    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = &'a ResolvedBlock> + use<'a, '_> {
        let kind = SmolStr::new(kind);
        self.resolved.blocks.iter().filter(move |block| block.kind == kind)
    }

    /// What an argument refers to, where that is of one of these types; nothing where it is null or of another type.
    /// `from` is the address of the block that holds the argument.
    pub(super) fn target(&self, node: &Node, from: &str, kinds: &'static [&'static str]) -> Option<Target> {
        match &node.content {
            Content::Null => None,
            Content::List(items) => self.target(items.first()?, from, kinds),
            Content::Choice(choice) => {
                let mut targets: Vec<Target> =
                    choice.options.iter().filter_map(|option| self.target(option, from, kinds)).collect();
                targets.dedup();
                match targets.len() {
                    0 | 1 => targets.pop(),
                    _ => Some(Target::Unknown(Unknown::because(format!("it depends on {}", choice.switch.key)))),
                }
            }
            Content::Unknown(unknown) => self.target_of_unknown(node, unknown, from, kinds),
            _ => self.through_origin(node, from, kinds).or_else(|| self.named(node, kinds)),
        }
    }

    fn target_of_unknown(
        &self,
        node: &Node,
        unknown: &Unknown,
        from: &str,
        kinds: &'static [&'static str],
    ) -> Option<Target> {
        if let Some(found) = self.through_origin(node, from, kinds) {
            return Some(found);
        }
        match unknown.refers.as_deref().and_then(Address::of) {
            Some(address) if kinds.contains(&address.kind.as_str()) => Some(Target::Local(self.local(&address, from))),
            Some(_) => None,
            None => Some(Target::Unknown(unknown.clone())),
        }
    }

    /// The first resource of these types that a value came through.
    fn through_origin(&self, node: &Node, from: &str, kinds: &[&str]) -> Option<Target> {
        let steps = &node.origin.as_ref()?.steps;
        let mut addresses = steps.iter().filter_map(|step| Address::of(&step.name));
        let address = addresses.find(|address| kinds.contains(&address.kind.as_str()))?;
        Some(Target::Local(self.local(&address, from)))
    }

    /// The address under which the unit has a block, or else the address as it was written.
    fn local(&self, address: &Address, from: &str) -> SmolStr {
        let written = address.written();
        let beside = Address::of(from).map(|own| smol_str::format_smolstr!("{}{written}", own.module));
        let known = |address: &SmolStr| self.by_address.contains_key(address);
        match beside {
            Some(beside) if address.module.is_empty() && known(&beside) => beside,
            _ if known(&written) => written,
            _ => match self.by_plain_address.get(&address.plain()) {
                Some(Some(block)) => block.address.clone(),
                _ => written,
            },
        }
    }

    /// A literal name, ARN or id: of a block here that bears the name, else by name.
    fn named(&self, node: &Node, kinds: &'static [&'static str]) -> Option<Target> {
        let text = node.as_text()?;
        let name = last_name(&text);
        if name.is_empty() {
            return None;
        }
        let bears = |block: &&ResolvedBlock| {
            kinds.contains(&block.kind.as_str()) && cloud_name(block).is_some_and(|own| own == name)
        };
        let mut bearers = self.resolved.blocks.iter().filter(bears);
        match (bearers.next(), bearers.next()) {
            (Some(block), None) => Some(Target::Local(block.address.clone())),
            _ => Some(Target::Named { kinds, name: SmolStr::new(name), namespace: None }),
        }
    }

    /// The block that an argument refers to, where the unit holds it.
    pub(super) fn referred(
        &self,
        node: &Node,
        from: &str,
        kinds: &'static [&'static str],
    ) -> Option<&'a ResolvedBlock> {
        match self.target(node, from, kinds)? {
            Target::Local(address) => self.block(&address),
            _ => None,
        }
    }

    /// What a target is called: the name that the cloud knows it by, else its label.
    pub(super) fn name_of(&self, target: &Target) -> Option<SmolStr> {
        match target {
            Target::Local(address) => {
                let label = || address.rsplit('.').next().map(SmolStr::new);
                self.block(address).and_then(cloud_name).or_else(label)
            }
            Target::Named { name, .. } => Some(name.clone()),
            _ => None,
        }
    }
}

/// The name that a cloud knows a block's resource by, where it is written and known.
pub(super) fn cloud_name(block: &ResolvedBlock) -> Option<SmolStr> {
    NAME_ARGUMENTS.iter().find_map(|argument| block.body.get(argument)?.as_str().map(SmolStr::new))
}

/// Every resource of one of these types that is mentioned anywhere under a node.
pub(super) fn mentioned(node: &Node, kinds: &[&str]) -> Vec<Node> {
    let mut found = Vec::new();
    gather(node, kinds, &mut found);
    found
}

fn gather(node: &Node, kinds: &[&str], found: &mut Vec<Node>) {
    let hits = |text: &str| Address::of(text).is_some_and(|address| kinds.contains(&address.kind.as_str()));
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

/// An address in its parts.
struct Address {
    /// `module.api["a"].`, or nothing.
    module: SmolStr,
    kind: SmolStr,
    name: SmolStr,
}

impl Address {
    /// The resource that `module.api.aws_instance.web[0].id` leads to; nothing for variables, data and outputs.
    fn of(text: &str) -> Option<Self> {
        let parts = split_at_dots(text);
        let mut parts = parts.into_iter();
        let mut module = String::new();
        let mut kind = parts.next()?;
        while kind == "module" {
            let name = parts.next()?;
            module.push_str("module.");
            module.push_str(name);
            module.push('.');
            kind = parts.next()?;
        }
        let name = without_index(parts.next()?);
        let is_type = kind.contains('_') && !kind.contains(['[', ' ', '/', ':', '$', '{', '(']);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        (is_type && is_name).then(|| Self { module: module.into(), kind: kind.into(), name: name.into() })
    }

    fn written(&self) -> SmolStr {
        smol_str::format_smolstr!("{}{}.{}", self.module, self.kind, self.name)
    }

    fn plain(&self) -> SmolStr {
        let module: String = split_at_dots(&self.module).into_iter().map(without_index).collect::<Vec<_>>().join(".");
        smol_str::format_smolstr!("{module}{}.{}", self.kind, self.name)
    }
}

fn without_index(part: &str) -> &str {
    part.split('[').next().unwrap_or(part)
}

/// Splits at the dots that stand outside brackets.
fn split_at_dots(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted) = (0, 0_u32, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'[' if !quoted => depth += 1,
            b']' if !quoted => depth = depth.saturating_sub(1),
            b'.' if depth == 0 && !quoted => {
                parts.push(text.get(start..index).unwrap_or_default());
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_read_out_of_references() {
        let cases = [
            ("aws_instance.web", Some("aws_instance.web")),
            ("aws_instance.web[0].id", Some("aws_instance.web")),
            ("module.api[\"a.b\"].aws_ecs_cluster.main.arn", Some("module.api[\"a.b\"].aws_ecs_cluster.main")),
            ("var.size", None),
            ("data.aws_ami.base.id", None),
            ("module.vpc.private_subnets", None),
            ("each.value", None),
        ];
        for (text, expected) in cases {
            let address = Address::of(text).map(|address| address.written());
            assert_eq!(address.as_deref(), expected, "{text}");
        }
        let indexed = Address::of("module.api[\"a\"].aws_instance.web").map(|address| address.plain());
        assert_eq!(indexed.as_deref(), Some("module.api.aws_instance.web"));
    }
}
