//! EC2 machines: how they are bought, whose hardware they are on, their disks and accelerators.

use crate::dialects::draft::Draft;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::tree::Node;
use crate::values::body::{self, Record};
use crate::values::read::word;
use crate::values::{cases, read, readers};

/// How a machine is bought, of its market options and what these call the market.
pub(crate) fn market(options: &Node, market_type: &str) -> Fact {
    // A block that names no market asks for Spot.
    let spot = Fact::new(word("spot"), Known::Defaulted, options.span);
    let market = body::read(options, &[market_type], readers::capacity_type, options.span);
    let has_block = cases::derived(&read::fact(options, readers::present), &|_| Value::Bool(true));
    match (&market.value, &has_block.value) {
        (Value::Absent, Value::Bool(true)) => spot,
        (Value::Absent, _) => cases::derived(&has_block, &|value| match value {
            Value::Bool(true) => word("spot"),
            _ => Value::Absent,
        }),
        _ => market,
    }
}

/// A flag that is spelt `enabled` or `disabled`.
pub(crate) fn enabled(node: &Node) -> Option<Value> {
    Some(Value::Bool(node.as_str()? == "enabled"))
}

/// What holds of a machine where neither it nor a template says otherwise.
pub(crate) fn defaults<Here>(draft: &mut Draft<'_, Here>) {
    for (name, default) in [("tenancy", "default"), ("capacity_type", "on-demand")] {
        let written = draft.resource.facts.remove(name).unwrap_or_else(|| Fact::absent(draft.name_span));
        draft.set(name, body::or_default(written, &word(default)));
    }
}

/// Whose hardware is asked for.
pub(crate) fn tenancy(node: &Node) -> Option<Value> {
    Some(word(match node.as_str()? {
        "default" => "default",
        "dedicated" => "dedicated",
        "host" => "host",
        _ => return None,
    }))
}

/// Families with GPUs, inference or training chips, or video cards.
pub(crate) fn has_accelerators(instance_type: &str) -> bool {
    let letters = instance_type.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(instance_type.len());
    let (family, rest) = instance_type.split_at(letters);
    matches!(family, "p" | "g" | "gr" | "inf" | "trn" | "dl" | "vt") && rest.starts_with(|c: char| c.is_ascii_digit())
}

/// The names under which images expect the disk that they boot from.
const ROOT_DEVICES: [&str; 2] = ["/dev/xvda", "/dev/sda1"];

/// Sets the accelerators of a machine by its type.
pub(crate) fn count_accelerators<Here>(draft: &mut Draft<'_, Here>) {
    if let Some(instance_type) = draft.resource.facts.get("instance_type") {
        let gpus = readers::accelerators(instance_type, has_accelerators);
        draft.set("gpus", gpus);
    }
}

/// Sets the accelerators of a SageMaker machine by its type: `ml.g5.xlarge`.
pub(crate) fn count_ml_accelerators<Here>(draft: &mut Draft<'_, Here>) {
    if let Some(instance_type) = draft.resource.facts.get("instance_type") {
        let gpus = readers::accelerators(instance_type, |name| has_accelerators(name.trim_start_matches("ml.")));
        draft.set("gpus", gpus);
    }
}

/// What a dialect calls the properties of a block device.
pub(crate) struct DeviceNames {
    /// The device's path.
    pub(crate) path: &'static str,
    /// The instance store that it is, where it is one.
    pub(crate) instance_store: &'static str,
    /// The size of the volume that it is.
    pub(crate) size: &'static [&'static str],
}

/// A disk of the host's own.
pub(crate) fn instance_store(item: &Node, names: &DeviceNames) -> Facts {
    Record::of(item)
        .is("kind", word("ephemeral"))
        .read("path", &[names.path], read::text)
        .read("name", &[names.instance_store], read::text)
        .facts()
}

/// A disk of a machine, of its block device mapping.
pub(crate) fn mapped(item: &Node, names: &DeviceNames) -> Facts {
    if item.get(names.instance_store).is_some_and(|name| !name.is_null()) {
        return instance_store(item, names);
    }
    let boots = item.get(names.path).and_then(Node::as_str).is_some_and(|name| ROOT_DEVICES.contains(&name));
    let kind = if boots { "root" } else { "block" };
    let record = Record::of(item).is("kind", word(kind)).read("path", &[names.path], read::text);
    record.read("size", names.size, read::gibibytes).facts()
}
