//! Policy files: one mismatch each.

use super::prose;
use super::reader::Reader;
use crate::conditions::compile;
use crate::model::fact::Known;
use crate::model::policy::{CONCERNS, Concern, Policy, Severity, WayOut};
use crate::model::problem::{Problem, ProblemKind};
use crate::model::source::Span;
use crate::model::tree::{Map, Node, Schema};
use crate::model::vocabulary::{FACTS, GIVES, Kind, NEEDS, Word, find};
use crate::values::nearest::nearest;

/// What a run reads of a policy.
const RUN_KEYS: &[&str] = &["title", "severity", "concern", "when", "message", "instead"];
const PROSE_KEYS: &[&str] = &["why", "see", "since"];
const SEVERITIES: &[&str] = &["note", "warning", "error"];

/// All ways in which a need can be known, strongest first.
const KNOWN: &[Known] =
    &[Known::Declared, Known::Written, Known::Inherited, Known::Defaulted, Known::Inferred, Known::Assumed];

/// Reads a policy's file. `id` is the file's stem, `text` the text that the spans are of.
///
/// Nothing where what is wrong keeps it from being used; other problems stand beside it.
pub fn policy(id: &str, root: &Node, text: &str) -> (Option<Policy>, Vec<Problem>) {
    let mut root = root.clone();
    root.settle(Schema::Yaml12);
    let mut reader = Reader::new(ProblemKind::Policy, text);
    let keys = [RUN_KEYS, PROSE_KEYS].concat();
    let read = reader.map(&root, "a policy", &keys).and_then(|map| {
        let read = run_part(&mut reader, id, map, root.span);
        prose::check_policy(&mut reader, map, root.span);
        read.map(|policy| Policy { span: map.get("title").map(|title| title.span), ..policy })
    });
    (read, reader.problems)
}

/// Reads the part of a policy that a run needs, as it is embedded.
pub(super) fn lean_policy(id: &str, root: &Node) -> (Option<Policy>, Vec<Problem>) {
    let mut reader = Reader::new(ProblemKind::Policy, "");
    let read = reader.map(root, "a policy", RUN_KEYS).and_then(|map| run_part(&mut reader, id, map, root.span));
    (read, reader.problems)
}

fn run_part(reader: &mut Reader<'_>, id: &str, map: &Map, at: Span) -> Option<Policy> {
    reader.check_id(id, at);
    let title = reader.required_text(map, "title", at);
    let severity = reader.required(map, "severity", at).and_then(|node| severities(reader, node));
    let concerns: Vec<&str> = CONCERNS.iter().map(|concern| concern.name()).collect();
    let concern = reader.required(map, "concern", at).and_then(|node| reader.one_of(node, "concern", &concerns));
    let when = reader.required(map, "when", at).and_then(|node| reader.condition(node, compile));
    let message = reader.required(map, "message", at).and_then(|node| message(reader, node));
    let instead = reader.required(map, "instead", at).map(|node| ways_out(reader, node)).unwrap_or_default();
    Some(Policy {
        id: id.into(),
        title: title?.to_string(),
        severity: severity?,
        concern: Concern::named(concern?)?,
        when: when?,
        message: message?,
        instead,
        span: None,
    })
}

/// One severity, or one for each way in which the weakest need is known.
fn severities(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<(Known, Severity)>> {
    if node.as_map().is_none() {
        let severity = Severity::named(reader.one_of(node, "severity", SEVERITIES)?)?;
        return Some(vec![(Known::Declared, severity)]);
    }
    let names: Vec<&str> = KNOWN.iter().map(|known| known.name()).collect();
    let map = reader.map(node, "`severity`", &names)?;
    if map.entries.is_empty() {
        reader.report(node.span, "`severity` is empty");
        return None;
    }
    let mut read = Vec::new();
    for known in KNOWN {
        if let Some(node) = map.get(known.name()) {
            read.push((*known, Severity::named(reader.one_of(node, "severity", SEVERITIES)?)?));
        }
    }
    (!read.is_empty()).then_some(read)
}

fn ways_out(reader: &mut Reader<'_>, node: &Node) -> Vec<WayOut> {
    let items = node.items();
    if items.len() < 2 {
        reader.report(node.span, "`instead` is a list of at least two ways out, each with its price");
    }
    let way_out = |item: &Node| {
        let map = reader.map(item, "a way out", &["way", "price"])?;
        let way = reader.required_text(map, "way", item.span);
        let price = reader.required_text(map, "price", item.span);
        Some(WayOut { way: way?.trim().to_owned(), price: price?.trim().to_owned() })
    };
    items.iter().filter_map(way_out).collect()
}

/// A message, each `{word}` in it one that there is.
fn message(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = reader.text(node, "`message`")?;
    let mut rest = text.as_str();
    while let Some((_, tail)) = rest.split_once('{') {
        let Some((name, after)) = tail.split_once('}') else {
            reader.report(node.span, "a `{` in the message is not closed");
            return None;
        };
        if let Err(help) = placeholder(name) {
            reader.report_with_help(node.span, format!("there is no word `{name}` to fill in"), help);
        }
        rest = after;
    }
    Some(text.trim().to_owned())
}

fn placeholder(name: &str) -> Result<(), String> {
    if matches!(name, "workload" | "platform" | "neighbour") {
        return Ok(());
    }
    let (table, path) = name.split_once('.').unwrap_or((name, ""));
    let mut words: &'static [Word] = match table {
        "facts" => FACTS,
        "needs" => NEEDS,
        "gives" => GIVES,
        _ => {
            return Err(
                "{workload}, {platform}, {neighbour}, {needs.x}, {gives.x} and {facts.x} are filled in".to_owned()
            );
        }
    };
    for part in path.split('.') {
        let Some(word) = find(words, part) else {
            let near = nearest(part, words.iter().map(|word| word.name));
            return Err(near.map_or("the dictionary in policies/README.md has all words".to_owned(), |near| {
                format!("did you mean `{near}`?")
            }));
        };
        words = match word.kind {
            // Of a list, what the item says that decided.
            Kind::Record(parts) | Kind::List(&Kind::Record(parts)) => parts,
            _ => &[],
        };
    }
    Ok(())
}
