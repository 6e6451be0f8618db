//! What becomes of a fact of a resource where another flows to it.

use smol_str::SmolStr;

use crate::model::fact::{Fact, Known, Value};
use crate::model::resource::Relation;
use crate::values::cases::{chosen, say_the_same};
use crate::values::lists::{concatenated, in_branch};

/// Facts of which a resource may have several lenders: their items are gathered.
const GATHERED: &[&str] = &["triggers", "routes", "volumes"];

/// Facts that a scaler sets whatever is written on the resource or lent by others: these only say how many there are at
/// first.
const OVERRULED: &[&str] = &["instances", "provisioned_concurrency"];

/// Who lends a fact, and by which relation.
#[derive(Clone)]
pub(super) struct Lender {
    pub(super) name: SmolStr,
    pub(super) relation: Relation,
}

/// Whether all that several lend of a fact holds together.
pub(super) fn is_gathered(name: &str) -> bool {
    GATHERED.contains(&name)
}

/// A drawn fact: what is written on the resource itself wins, a default does not. Nothing where the fact stays as it is.
pub(super) fn taken(own: Option<&Fact>, fact: &Fact) -> Option<Fact> {
    let Some(own) = own else { return (!fact.is_absent()).then(|| fact.clone()) };
    // What is written in one branch says nothing of the others.
    if let Value::Choice(choice) = &own.value {
        let in_each =
            |(branch, option): (usize, &Fact)| taken(Some(option), &in_branch(fact.clone(), &choice.switch, branch));
        let parts: Vec<Option<Fact>> = choice.options.iter().enumerate().map(in_each).collect();
        if parts.iter().all(Option::is_none) {
            return None;
        }
        let kept = parts.into_iter().zip(&choice.options);
        let options = kept.map(|(part, option)| part.unwrap_or_else(|| option.clone())).collect();
        return Some(chosen(&choice.switch, options, own.at));
    }
    let open = own.is_absent() || (own.known == Known::Defaulted && own.chain.is_empty());
    (open && !fact.is_absent()).then(|| where_it_is(fact, own))
}

/// A fact, and in the branches in which it is absent what stands in its place.
fn where_it_is(fact: &Fact, instead: &Fact) -> Fact {
    match &fact.value {
        Value::Absent => instead.clone(),
        Value::Choice(choice) if !instead.is_absent() => {
            let mut whole = choice.clone();
            whole.options.iter_mut().for_each(|option| *option = where_it_is(option, instead));
            Fact { value: Value::Choice(whole), ..fact.clone() }
        }
        _ => fact.clone(),
    }
}

/// A lent fact: gathered, or taken where the resource writes none itself. Where a lender before said something else,
/// nobody knows which holds, unless one of the two overrules the other. Nothing where the fact stays as it is.
pub(super) fn received(
    own: Option<&Fact>,
    (name, fact): (&'static str, &Fact),
    lender: &Lender,
    earlier: Option<&Lender>,
) -> Option<Fact> {
    if is_gathered(name) {
        return gathered(own, fact);
    }
    let overrules = |one: &Lender| one.relation == Relation::Scales && OVERRULED.contains(&name);
    let open = own.is_none_or(|own| own.is_absent() || own.known == Known::Defaulted);
    match (own, earlier) {
        (Some(_), Some(earlier)) if overrules(earlier) && !overrules(lender) => None,
        (Some(own), Some(earlier)) if !say_the_same(own, fact) && overrules(earlier) == overrules(lender) => {
            Some(Fact::unknown(format!("{} and {} say different things", earlier.name, lender.name), own.at))
        }
        _ => (open || (overrules(lender) && !fact.is_absent())).then(|| fact.clone()),
    }
}

/// Nobody's items are lost: what one lender leaves open hides nothing of what another says.
fn gathered(own: Option<&Fact>, fact: &Fact) -> Option<Fact> {
    let none = fact.is_absent().then(|| fact.clone());
    concatenated(own.cloned().into_iter().chain([fact.clone()])).or(none)
}
