//! Whether what is written and what is planned are the same: providers write values their own way.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::planned::Planned;
use crate::model::tree::{Content, Map, Node};
use crate::values::units;

/// Longer lists of structures are compared in their order only: what is a set may stand in any.
const MOST_PAIRED: usize = 100;

/// How long the digests are that providers keep in the place of long texts: of SHA-1 and SHA-256 in hexadecimal.
const DIGESTS: [usize; 2] = [40, 64];

/// Whether a value that is written may be the one that is planned.
pub(super) fn agree(written: &Node, planned: &Planned) -> bool {
    if matches!(planned, Planned::Later | Planned::Secret) || is_open(written) || is_unset(written) {
        return true;
    }
    match (&written.content, planned) {
        (Content::Choice(choice), _) => choice.options.iter().any(|option| agree(option, planned)),
        (Content::Map(map), Planned::Map(_) | Planned::Null) => entries_agree(map, planned),
        (Content::List(items), Planned::List(others)) => pairs(items, others).is_some(),
        (Content::List(items), Planned::Map(_)) => matches!(items.as_slice(), [only] if agree(only, planned)),
        (_, Planned::List(items)) => matches!(items.as_slice(), [only] if agree(written, only)),
        (Content::List(_) | Content::Map(_), Planned::Text(text)) => {
            Planned::of_json(text).is_some_and(|planned| agree(written, &planned))
        }
        (Content::List(items), _) => matches!(items.as_slice(), [only] if agree(only, planned)),
        (Content::Bool(false), Planned::Null) => true,
        (Content::Number(number), Planned::Null) => number.value == 0.0,
        (_, _) => match (written.as_text(), planned.text()) {
            (Some(written), Some(planned)) => texts_agree(&written, planned),
            _ => false,
        },
    }
}

/// Whether something else may have set it: it is not known, or only a default.
pub(super) fn is_open(written: &Node) -> bool {
    matches!(written.content, Content::Unknown(_)) || written.origin.as_ref().is_some_and(|origin| origin.defaulted)
}

/// Whether it is as good as not written: the provider fills it in.
pub(super) fn is_unset(written: &Node) -> bool {
    match &written.content {
        Content::Null => true,
        Content::Text(text) | Content::Plain(text) => text.is_empty(),
        Content::List(items) => items.iter().all(is_unset),
        Content::Map(map) => map.entries.iter().all(|entry| is_unset(&entry.value)),
        _ => false,
    }
}

/// Whether a text stands for another that the provider keeps no more of than its digest.
pub(super) fn is_digest(written: &Node, planned: &Planned) -> bool {
    let Planned::Text(digest) = planned else { return false };
    let is_hex = DIGESTS.contains(&digest.len()) && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex && !matches!(&written.content, Content::Text(text) if DIGESTS.contains(&text.len()))
}

/// What a map of the plan has, by name.
pub(super) fn by_name(planned: &Planned) -> HashMap<&SmolStr, &Planned> {
    match planned {
        Planned::Map(entries) => entries.iter().map(|(key, value)| (key, value)).collect(),
        _ => HashMap::new(),
    }
}

/// Whether all that a map has is in the plan's; that has more, which the provider filled in.
fn entries_agree(map: &Map, planned: &Planned) -> bool {
    let by_name = by_name(planned);
    let entries = map.entries.iter().filter(|entry| !entry.key.text.is_empty());
    entries
        .into_iter()
        .all(|entry| agree(&entry.value, by_name.get(&entry.key.text).copied().unwrap_or(&Planned::Null)))
}

/// The place in the plan of each item of a list; nothing where one has none.
pub(super) fn pairs(items: &[Node], planned: &[Planned]) -> Option<Vec<usize>> {
    if items.len() != planned.len() {
        return None;
    }
    if items.iter().zip(planned).all(|(item, planned)| agree(item, planned)) {
        return Some((0..items.len()).collect());
    }
    if items.iter().all(|item| item.as_text().is_some()) {
        return sorted_pairs(items, planned);
    }
    if items.len() > MOST_PAIRED {
        return None;
    }
    let mut free: Vec<usize> = (0..planned.len()).collect();
    let mut pair = |item: &Node| {
        let found = free.iter().position(|place| planned.get(*place).is_some_and(|planned| agree(item, planned)))?;
        Some(free.remove(found))
    };
    // What is known best chooses first: what is open agrees with anything.
    let (closed, open): (Vec<usize>, Vec<usize>) =
        (0..items.len()).partition(|place| items.get(*place).is_some_and(is_closed));
    let mut places = vec![0; items.len()];
    for place in closed.into_iter().chain(open) {
        let found = items.get(place).and_then(&mut pair)?;
        *places.get_mut(place)? = found;
    }
    Some(places)
}

/// The same of texts and numbers, whatever their order.
fn sorted_pairs(items: &[Node], planned: &[Planned]) -> Option<Vec<usize>> {
    let mut by_text: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, planned) in planned.iter().enumerate().rev() {
        by_text.entry(planned.text()?).or_default().push(place);
    }
    items.iter().map(|item| by_text.get_mut(item.as_text()?.as_str())?.pop()).collect()
}

/// Whether all parts of a value are known.
fn is_closed(node: &Node) -> bool {
    match &node.content {
        Content::Unknown(_) | Content::Choice(_) => false,
        Content::List(items) => items.iter().all(is_closed),
        Content::Map(map) => map.entries.iter().all(|entry| is_closed(&entry.value)),
        _ => true,
    }
}

fn texts_agree(written: &str, planned: &str) -> bool {
    let (one, other) = (written.trim(), planned.trim());
    let numbers = || Some(one.parse::<f64>().ok()? == other.parse::<f64>().ok()?);
    one.eq_ignore_ascii_case(other)
        || numbers().unwrap_or(false)
        || is_end_of(one, other)
        || is_end_of(other, one)
        || are_as_much(one, other)
        || is_same_json(one, other)
        || without_spaces(one).eq(without_spaces(other))
}

/// Whether a text is the last part of a path, an ARN or a link: the name that they lead to.
fn is_end_of(name: &str, whole: &str) -> bool {
    let before = (name.len() > 1).then(|| whole.strip_suffix(name)).flatten();
    before.is_some_and(|before| before.ends_with(['/', ':']))
}

/// Whether two texts say the same time or size: `300s` and `5m0s`.
fn are_as_much(one: &str, other: &str) -> bool {
    let starts = |text: &str| text.starts_with(|first: char| first.is_ascii_digit() || first == 'P');
    if !starts(one) || !starts(other) {
        return false;
    }
    [units::seconds, units::bytes, units::cpus].into_iter().any(|read| read(one).is_some() && read(one) == read(other))
}

fn is_same_json(one: &str, other: &str) -> bool {
    let starts = |text: &str| text.starts_with(['{', '[']);
    if !starts(one) || !starts(other) {
        return false;
    }
    let read = |text: &str| Planned::of_json(text);
    read(one).zip(read(other)).is_some_and(|(one, other)| is_within(&one, &other))
}

/// Whether JSON that is written says no more than JSON that is planned.
fn is_within(written: &Planned, planned: &Planned) -> bool {
    match (written, planned) {
        (Planned::Map(entries), Planned::Map(_)) => {
            let by_name = by_name(planned);
            entries.iter().all(|(key, value)| match by_name.get(key) {
                Some(planned) => is_within(value, planned),
                None => value.is_empty(),
            })
        }
        (Planned::List(items), Planned::List(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(one, other)| is_within(one, other))
                || items.len() == others.len()
                    && items.len() <= MOST_PAIRED
                    && items.iter().all(|item| others.iter().any(|other| is_within(item, other)))
        }
        // Policies write one value and a list of one alike.
        (Planned::List(items), other) | (other, Planned::List(items)) => {
            matches!(items.as_slice(), [only] if is_within(only, other)) || (items.is_empty() && other.is_empty())
        }
        (one, other) if one.is_empty() && other.is_empty() => true,
        (one, other) => match (one.text(), other.text()) {
            (Some(one), Some(other)) => one == other,
            _ => one == other,
        },
    }
}

fn without_spaces(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| !letter.is_whitespace())
}
