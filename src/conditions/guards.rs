//! Guards: which words are certainly there, once a part of a condition has come out one way.

use smol_str::SmolStr;

use crate::model::condition::{Term, TermKind};

/// A word, part by part.
pub(super) type Path = Vec<SmolStr>;

/// The words that are there wherever the term holds (`outcome` true) or does not hold (false).
pub(super) fn guaranteed(term: &Term, outcome: bool) -> Vec<Path> {
    match (&term.kind, outcome) {
        (TermKind::Has(path), true) => vec![path.clone()],
        (TermKind::Not(inner), _) => guaranteed(inner, !outcome),
        // All sides came out so: what any of them guarantees.
        (TermKind::And(sides), true) | (TermKind::Or(sides), false) => {
            sides.iter().flat_map(|side| guaranteed(side, outcome)).collect()
        }
        // Some side came out so: what each of them guarantees.
        (TermKind::And(sides), false) | (TermKind::Or(sides), true) => {
            let mut sides = sides.iter().map(|side| guaranteed(side, outcome));
            let first = sides.next().unwrap_or_default();
            sides.fold(first, |common, side| common.into_iter().filter(|path| side.contains(path)).collect())
        }
        _ => Vec::new(),
    }
}
