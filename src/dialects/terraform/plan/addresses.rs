//! Addresses of plans and of blocks: which instances a block stands for.

use std::collections::HashMap;

use serde_json::Value;

use super::read::Instance;
use crate::model::addresses::{Part, parts, without_keys};

/// The instances of one block in one instance of its module.
pub(super) struct Group {
    /// `module.api["a"].aws_instance.web`: without an index of its own.
    pub(super) address: String,
    /// Places of its instances in the plan.
    pub(super) members: Vec<usize>,
}

/// All instances of a plan, by the addresses of the blocks that make them.
pub(super) struct Groups {
    /// In the order in which the plan names them.
    pub(super) all: Vec<Group>,
    by_address: HashMap<String, usize>,
    /// By address without any index.
    by_plain: HashMap<String, Vec<usize>>,
}

impl Groups {
    /// Sorts instances into groups.
    pub(super) fn of(instances: &[Instance<'_>]) -> Self {
        let mut groups = Self { all: Vec::new(), by_address: HashMap::new(), by_plain: HashMap::new() };
        for (place, instance) in instances.iter().enumerate() {
            let address = match &*instance.module {
                "" => format!("{}.{}", instance.kind, instance.name),
                module => format!("{module}.{}.{}", instance.kind, instance.name),
            };
            if let Some(group) = groups.by_address.get(&address).and_then(|known| groups.all.get_mut(*known)) {
                group.members.push(place);
                continue;
            }
            let number = groups.all.len();
            groups.by_plain.entry(without_keys(&address)).or_default().push(number);
            groups.by_address.insert(address.clone(), number);
            groups.all.push(Group { address, members: vec![place] });
        }
        groups
    }

    /// The groups that a block stands for: a module call without an index stands for all its instances.
    pub(super) fn of_block(&self, address: &str) -> Vec<usize> {
        if let Some(exact) = self.by_address.get(address) {
            return vec![*exact];
        }
        let asked = parts(address);
        let fits = |group: &Group| {
            let told = |(asked, of): (&Part<'_>, Part<'_>)| asked.index.is_none() || asked.index == of.index;
            asked.iter().zip(parts(&group.address)).all(told)
        };
        let known = self.by_plain.get(&without_keys(address)).map(Vec::as_slice).unwrap_or_default();
        known.iter().copied().filter(|number| self.all.get(*number).is_some_and(fits)).collect()
    }
}

/// The address of a call as an address below it has it, with the indexes that it has there; nothing where it is not below.
pub(super) fn called<'a>(address: &'a str, call: &str) -> Option<&'a str> {
    let asked = parts(call);
    let own = parts(address);
    let told = |(asked, of): (&Part<'_>, &Part<'_>)| {
        asked.name == of.name && (asked.index.is_none() || asked.index == of.index)
    };
    if own.len() <= asked.len() || !asked.iter().zip(&own).all(told) {
        return None;
    }
    let dots = asked.len() - 1;
    let length = |part: &Part<'_>| part.name.len() + part.index.map_or(0, str::len);
    address.get(..own.iter().take(asked.len()).map(length).sum::<usize>() + dots)
}

/// The indexes of an address, in words: `"a" [0]` of `module.x["a"].aws_instance.web[0]`.
pub(super) fn indexes(address: &str) -> String {
    let indexes: Vec<&str> = parts(address).into_iter().filter_map(|part| part.index).collect();
    indexes.join(" ")
}

/// The key or number of an instance, as text.
pub(super) fn index_text(index: &Value) -> Option<String> {
    match index {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{called, indexes};

    #[test]
    fn calls_are_found_above_addresses() {
        let table = [
            ("module.a.aws_instance.web", "module.a", Some("module.a")),
            ("module.a[\"x\"].aws_instance.web", "module.a", Some("module.a[\"x\"]")),
            (
                "module.a[\"x\"].module.b[0].aws_instance.web",
                "module.a[\"x\"].module.b",
                Some("module.a[\"x\"].module.b[0]"),
            ),
            ("module.a[\"x\"].module.b.aws_instance.web", "module.a[\"y\"].module.b", None),
            ("module.ab.aws_instance.web", "module.a", None),
            ("module.a", "module.a", None),
        ];
        for (address, call, expected) in table {
            assert_eq!(called(address, call), expected, "{address}");
        }
    }

    #[test]
    fn indexes_are_told_from_names() {
        let table = [
            ("aws_instance.web", ""),
            ("aws_instance.web[0]", "[0]"),
            ("module.a[\"x.y[\"].aws_instance.web[\"z\"]", "[\"x.y[\"] [\"z\"]"),
            ("module.a[\"q\\\".\"].module.b.aws_instance.web", "[\"q\\\".\"]"),
            ("", ""),
        ];
        for (address, expected) in table {
            assert_eq!(indexes(address), expected, "{address}");
        }
    }
}
