//! The baseline's file: findings as a team took them in, one a line.

use smol_str::SmolStr;

use super::reader::Reader;
use crate::model::baseline::{Entry, Grounds, Kept, VERSION, named};
use crate::model::policy::Severity;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::{Content, Map, MapEntry, Node};

/// The keys of an entry.
const KEYS: &[&str] = &["unit", "fingerprint", "severity", "variants", "instances", "only_when", "values"];

/// Reads the baseline at a path. What is wrong is left out and told.
pub fn baseline(root: &Node, path: &str) -> (Vec<Entry>, Vec<Problem>) {
    let mut reader = Reader::new(ProblemKind::Settings, "");
    let entries = read(&mut reader, root, path).unwrap_or_default();
    (entries, reader.problems)
}

fn read(reader: &mut Reader<'_>, root: &Node, path: &str) -> Option<Vec<Entry>> {
    let map = root.as_map().or_else(|| {
        reader.report(root.span, "a baseline is a map of `version` and `findings`");
        None
    })?;
    let version = reader.required(map, "version", root.span)?;
    if version.as_number() != Some(f64::from(VERSION)) {
        let message = format!("this misfit reads baselines of version {VERSION}, and this one is of another");
        let anew = "`misfit baseline create --replace` writes it anew for this one";
        let help = format!("use the misfit that wrote it; {anew}{}", named(path));
        reader.report_with_help(version.span, message, help);
        return None;
    }
    let map = reader.map(root, "a baseline", &["version", "findings"])?;
    let findings = reader.required(map, "findings", root.span)?;
    let Some(items) = findings.as_list() else {
        reader.report(findings.span, "`findings` is a list");
        return None;
    };
    Some(items.iter().filter_map(|item| entry(reader, item)).collect())
}

fn entry(reader: &mut Reader<'_>, node: &Node) -> Option<Entry> {
    let map = reader.map(node, "a finding of the baseline", KEYS)?;
    let unit = reader.required(map, "unit", node.span)?;
    let Some(unit) = unit.as_str().map(SmolStr::new) else {
        reader.report_with_help(unit.span, "`unit` is text", "the root itself is \"\"");
        return None;
    };
    let fingerprint = reader.required_text(map, "fingerprint", node.span)?;
    let at = map.get("fingerprint")?.span;
    if fingerprint.split_once('@').is_none_or(|(policy, address)| policy.is_empty() || address.is_empty()) {
        let help = "a fingerprint is a policy and an address in the unit: `state-on-spot@StatefulSet/store`";
        reader.report_with_help(at, format!("`{fingerprint}` is no fingerprint"), help);
        return None;
    }
    let severity = reader.required(map, "severity", node.span)?;
    let severity = reader.one_of(severity, "severity", &["note", "warning", "error"])?;
    let only_when = match map.get("only_when") {
        Some(node) => Some(reader.text(node, "`only_when`")?),
        None => None,
    };
    Some(Entry {
        unit,
        fingerprint,
        severity: Severity::named(severity)?,
        variants: names(reader, map, "variants")?,
        instances: names(reader, map, "instances")?,
        only_when,
        values: values(reader, map, node)?,
        span: Some(at),
    })
}

/// A list of names; none where the key is not there.
fn names(reader: &mut Reader<'_>, map: &Map, key: &str) -> Option<Vec<SmolStr>> {
    let Some(node) = map.get(key) else { return Some(Vec::new()) };
    let names: Option<Vec<SmolStr>> =
        node.as_list().and_then(|items| items.iter().map(|item| item.as_str().map(SmolStr::new)).collect());
    if names.is_none() {
        reader.report(node.span, format!("`{key}` is a list of texts"));
    }
    names
}

/// Values by the vocabulary's path. One that the vocabulary does not have is never asked for, and does no harm.
fn values(reader: &mut Reader<'_>, map: &Map, entry: &Node) -> Option<Grounds> {
    let node = reader.required(map, "values", entry.span)?;
    let map = reader.any_map(node, "`values`")?;
    let mut values = Grounds::new();
    for MapEntry { key, value } in &map.entries {
        let items = value.as_list().unwrap_or(std::slice::from_ref(value));
        let mut kept: Vec<Kept> = items.iter().map(|item| one(reader, item)).collect::<Option<_>>()?;
        kept.sort_by(Kept::order);
        values.insert(key.text.clone(), kept);
    }
    Some(values)
}

fn one(reader: &mut Reader<'_>, node: &Node) -> Option<Kept> {
    match &node.content {
        Content::Null => Some(Kept::Absent),
        Content::Bool(yes) => Some(Kept::Bool(*yes)),
        Content::Number(number) if number.value.is_finite() => Some(Kept::Number(number.value)),
        Content::Text(text) => Some(Kept::Text(text.clone())),
        Content::Map(_) => {
            let map = reader.map(node, "a value that is not known", &["unknown", "at_least", "at_most"])?;
            if map.get("unknown").and_then(Node::as_bool) != Some(true) {
                reader.report(node.span, "a value that is not known says `\"unknown\": true`");
                return None;
            }
            Some(Kept::Unknown { at_least: bound(reader, map, "at_least")?, at_most: bound(reader, map, "at_most")? })
        }
        _ => {
            reader.report(node.span, "a value is null, true, false, a number or text");
            None
        }
    }
}

/// A bound; the outer nothing where it is no number.
#[expect(clippy::option_option, reason = "the outer says whether it was read, the inner whether there is a bound")]
fn bound(reader: &mut Reader<'_>, map: &Map, key: &str) -> Option<Option<f64>> {
    let Some(node) = map.get(key) else { return Some(None) };
    let number = node.as_number().filter(|number| number.is_finite());
    if number.is_none() {
        reader.report(node.span, format!("`{key}` is a number"));
    }
    number.map(Some)
}
