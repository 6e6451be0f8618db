//! Keys that are written twice in one map.

use std::collections::HashMap;

use super::place::Place;
use super::tell;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::tree::Key;

/// Up to so many keys are compared with each other; more are hashed.
const FEW: usize = 12;

/// A problem for every key that stood before. `keys` are those of one map, in their order.
pub(super) fn report<'k>(keys: impl ExactSizeIterator<Item = &'k Key>, place: &Place<'_>, problems: &mut Vec<Problem>) {
    if keys.len() < 2 {
        return;
    }
    if keys.len() <= FEW {
        let mut seen: [Option<&Key>; FEW] = [None; FEW];
        for (slot, key) in keys.enumerate() {
            let first = seen.iter().flatten().find(|other| other.text == key.text);
            if let Some(first) = first {
                tell(problems, problem(first, key, place));
            }
            if let Some(slot) = seen.get_mut(slot) {
                *slot = Some(key);
            }
        }
        return;
    }
    let mut seen: HashMap<&str, &Key> = HashMap::with_capacity(keys.len());
    for key in keys {
        match seen.get(key.text.as_str()) {
            Some(first) => tell(problems, problem(first, key, place)),
            None => {
                seen.insert(&key.text, key);
            }
        }
    }
}

/// The problem of a key that stands twice, at its second place.
pub(super) fn problem(first: &Key, second: &Key, place: &Place<'_>) -> Problem {
    let line = place.line(first.span.start as usize);
    Problem::at(
        ProblemKind::DuplicateKey,
        second.span,
        format!("`{}` is written twice here, first in line {line}", second.text),
    )
    .help("remove one of them: which one counts depends on the tool that reads the file")
}
