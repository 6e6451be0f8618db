//! Taints of node pools, as the clouds' own types write them in every dialect.

use smol_str::format_smolstr;

use super::draft::Draft;
use crate::model::fact::Value;
use crate::model::tree::Node;
use crate::values::read;

/// Lends the taints of a pool's nodes; a pool of which none is written has none but those that the service adds.
pub(crate) fn lend<Here>(draft: &mut Draft<'_, Here>, path: &[&str], added: Option<&'static str>) {
    let written = draft.at(path).filter(|list| !list.is_null());
    let mut taints = match &written {
        Some(list) => read::list(list, taint),
        None => draft.default_fact(Value::List(Vec::new())),
    };
    if let (Value::List(items), Some(added)) = (&mut taints.value, added) {
        items.push(draft.default_fact(read::word(added)));
    }
    draft.lend("taints", taints);
}

/// A block with key, value and effect, in either case, or all three in one text: `key=value:NoSchedule`.
fn taint(node: &Node) -> Option<Value> {
    let Some(map) = node.as_map() else { return read::text(node) };
    let written = |key: &str| map.entries.iter().find(|entry| entry.key.text.eq_ignore_ascii_case(key));
    let part = |key: &str| written(key)?.value.as_text().filter(|text| !text.is_empty());
    let key = part("key")?;
    let effect = match part("effect")?.as_str() {
        "NO_SCHEDULE" | "NoSchedule" => "NoSchedule",
        "NO_EXECUTE" | "NoExecute" => "NoExecute",
        "PREFER_NO_SCHEDULE" | "PreferNoSchedule" => "PreferNoSchedule",
        _ => return None,
    };
    let pair = part("value").map_or_else(|| key.clone(), |value| format_smolstr!("{key}={value}"));
    Some(Value::Text(format_smolstr!("{pair}:{effect}")))
}
