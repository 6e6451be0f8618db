//! Which policies can speak only where somebody declares something.

use smol_str::SmolStr;

use crate::load::Beliefs;
use crate::model::condition::{Term, TermKind};
use crate::render::DECLARED_NEEDS;

/// Of the policies in force, those that read a need which only a declaration or a data-class tag can say for sure.
pub(super) fn needing(in_force: &[SmolStr]) -> Vec<SmolStr> {
    let silent =
        Beliefs::builtin().policies().iter().filter(|policy| in_force.contains(&policy.id) && reads(&policy.when.term));
    silent.map(|policy| policy.id.clone()).collect()
}

/// Whether a condition reads such a need.
fn reads(term: &Term) -> bool {
    match &term.kind {
        TermKind::Bool(_) | TermKind::Number(_) | TermKind::Text(_) => false,
        TermKind::Path(path) | TermKind::Has(path) => match path.as_slice() {
            [room, need, ..] => room == "needs" && DECLARED_NEEDS.contains(&need.as_str()),
            _ => false,
        },
        TermKind::Not(inner) => reads(inner),
        TermKind::AtLeast(left, right, _)
        | TermKind::Compare(_, left, right)
        | TermKind::Arithmetic(_, left, right)
        | TermKind::In(left, right) => reads(left) || reads(right),
        TermKind::Ternary(test, yes, no) => reads(test) || reads(yes) || reads(no),
        TermKind::List(terms) | TermKind::And(terms) | TermKind::Or(terms) | TermKind::Call(_, terms) => {
            terms.iter().any(reads)
        }
        TermKind::Macro { list, test, .. } => reads(list) || reads(test),
    }
}
