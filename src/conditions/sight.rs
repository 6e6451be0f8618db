//! Coming upon facts: from a path to the fact, through records, variables and choices.

use smol_str::{SmolStr, SmolStrBuilder, format_smolstr};

use super::evaluate::{Evaluator, Gather};
use super::operand::Operand;
use crate::model::condition::Missing;
use crate::model::fact::{Fact, Known, Value};
use crate::model::source::Span;
use crate::model::vocabulary;

/// A fact as it was come upon: its path, and of an absent one where it would be written.
#[derive(Clone, Debug)]
pub(super) struct Sight<'a> {
    pub(super) path: SmolStr,
    pub(super) fact: Option<&'a Fact>,
    /// The weakest of the fact and all that it lies in.
    pub(super) known: Known,
    pub(super) at: Span,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub(super) enum Item<'a> {
    Fact(Sight<'a>),
    /// A neighbour, and whether a kernel is shared with it.
    Neighbour(Sight<'a>, &'a Fact),
    Literal(Operand),
}

impl<'a> Sight<'a> {
    /// What lies in this: known no better, and where it is absent, written here.
    pub(super) fn to(&self, fact: Option<&'a Fact>, part: &str) -> Self {
        let path = match (self.path.is_empty(), part.is_empty()) {
            (_, true) => self.path.clone(),
            (true, false) => part.into(),
            // Every condition comes by here for every fact it reads, so that no formatter is asked.
            (false, false) => {
                let mut path = SmolStrBuilder::new();
                [&self.path, ".", part].into_iter().for_each(|text| path.push_str(text));
                path.finish()
            }
        };
        let (known, at) = fact.map_or((self.known, self.at), |fact| (self.known.max(fact.known), fact.at));
        Self { path, fact, known, at }
    }
}

impl<'a> Evaluator<'a, '_> {
    pub(super) fn variable(&self, name: &SmolStr) -> Option<&Item<'a>> {
        self.variables.iter().rev().find(|(variable, _)| variable == name).map(|(_, item)| item)
    }

    /// The fact at a path, choices picked.
    pub(super) fn find(&self, path: &[SmolStr]) -> Sight<'a> {
        let nowhere = Sight { path: SmolStr::default(), fact: None, known: Known::Declared, at: self.scope.name_span };
        let Some((root, parts)) = path.split_first() else { return nowhere };
        let facts = match root.as_str() {
            "facts" => self.scope.facts,
            "needs" => self.scope.needs,
            "gives" => self.scope.gives,
            _ => {
                let sight = match (self.variable(root), parts) {
                    (Some(Item::Neighbour(sight, shared)), [part]) if part == "shares_kernel" => {
                        return self.picked(sight.to(Some(*shared), part));
                    }
                    (Some(Item::Fact(sight) | Item::Neighbour(sight, _)), _) => sight.clone(),
                    _ => return nowhere,
                };
                return parts.iter().fold(sight, |sight, part| self.within(sight, part));
            }
        };
        let Some((name, parts)) = parts.split_first() else { return nowhere };
        let table = Sight { path: root.clone(), ..nowhere };
        let sight = self.picked(table.to(facts.get(name), name));
        parts.iter().fold(sight, |sight, part| self.within(sight, part))
    }

    /// What a Boolean that is true stands for, where all is gathered: `regulated` is of some level and some regimes.
    pub(super) fn behind(&self, path: &[SmolStr], sight: &Sight<'a>) -> Vec<Sight<'a>> {
        let holds = matches!(sight.fact.map(|fact| &fact.value), Some(Value::Bool(true)));
        let Some((name, table)) = path.split_last().filter(|_| holds && self.gather == Gather::All) else {
            return Vec::new();
        };
        let beside = |name: &&str| self.find(&[table, &[SmolStr::new(name)]].concat());
        let said = |sight: &Sight<'a>| sight.fact.is_some_and(|fact| !fact.is_absent());
        vocabulary::stands_for(name).iter().map(beside).filter(said).collect()
    }

    /// A part of a record. A part of what is unknown is unknown, of what is absent absent.
    fn within(&self, sight: Sight<'a>, part: &str) -> Sight<'a> {
        match sight.fact.map(|fact| &fact.value) {
            Some(Value::Record(facts)) => self.picked(sight.to(facts.get(part), part)),
            _ => sight.to(sight.fact, part),
        }
    }

    /// The alternative that the choices' courses lead to.
    pub(super) fn picked(&self, mut sight: Sight<'a>) -> Sight<'a> {
        while let Some(Value::Choice(choice)) = sight.fact.map(|fact| &fact.value) {
            let Some(option) = self.courses.pick(choice) else { break };
            sight = sight.to(Some(option), "");
        }
        sight
    }
}

pub(super) fn missing(sight: &Sight<'_>) -> Missing {
    let reason = match sight.fact.map(|fact| &fact.value) {
        None | Some(Value::Absent) => SmolStr::new_static("it is not set"),
        Some(Value::Unknown(unknown)) => unknown.reason.clone(),
        Some(Value::Choice(choice)) => format_smolstr!("it depends on {}", choice.switch.key),
        Some(_) => SmolStr::new_static("what is written there is no such value"),
    };
    Missing { path: sight.path.clone(), reason, at: sight.at }
}
