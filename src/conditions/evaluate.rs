//! Walking a condition's tree in three values, with the facts that decide and what is missing.

use smol_str::SmolStr;

use super::choices::Courses;
use super::operand::{self, Operand};
use super::read::Reading;
use super::sight::{Item, Sight, missing};
use crate::model::condition::{Comparison, Missing, Quantifier, Scope, Term, TermKind};
use crate::model::fact::Value;

/// Of a list of which all items agree, as many are shown.
const MOST_WITNESSES: usize = 3;

/// A condition that takes more steps than this cannot be told: macros over long lists in each other.
const MOST_STEPS: u32 = 200_000;

/// Whether a part of a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    pub(super) fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What a boolean part came to.
#[derive(Clone, Debug)]
pub(super) struct Answer<'a> {
    pub(super) truth: Truth,
    pub(super) evidence: Vec<Sight<'a>>,
    pub(super) missing: Vec<Missing>,
}

/// How much of what decides is gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gather {
    /// The smallest set that decides.
    Smallest,
    /// Every side and every item that would decide by itself, and what a Boolean stands for.
    All,
}

/// Walks a condition's tree for one way that the choices fall.
pub(super) struct Evaluator<'a, 'c> {
    pub(super) scope: &'c Scope<'a>,
    pub(super) courses: &'c Courses,
    pub(super) variables: Vec<(SmolStr, Item<'a>)>,
    pub(super) gather: Gather,
    steps: u32,
}

impl<'a, 'c> Evaluator<'a, 'c> {
    pub(super) fn new(scope: &'c Scope<'a>, courses: &'c Courses, gather: Gather) -> Self {
        Self { scope, courses, variables: Vec::new(), gather, steps: 0 }
    }

    pub(super) fn answer(&mut self, term: &Term) -> Answer<'a> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            let reason = SmolStr::new_static("the lists that it asks are too long");
            let missing = vec![Missing { path: "facts".into(), reason, at: self.scope.name_span }];
            return Answer { truth: Truth::Unknown, evidence: Vec::new(), missing };
        }
        match &term.kind {
            TermKind::Bool(yes) => Answer { truth: Truth::of(*yes), evidence: Vec::new(), missing: Vec::new() },
            TermKind::Path(path) => self.truth_of(path),
            TermKind::Not(inner) => {
                let answer = self.answer(inner);
                Answer { truth: answer.truth.not(), ..answer }
            }
            TermKind::And(sides) => self.sides(sides, Truth::No),
            TermKind::Or(sides) => self.sides(sides, Truth::Yes),
            TermKind::Ternary(condition, yes, no) => self.either(condition, yes, no),
            TermKind::Compare(comparison, left, right) => {
                let (left, right) = (self.read(left), self.read(right));
                let truth = operand::compare(*comparison, &left.operand, &right.operand);
                told(truth, [left, right])
            }
            TermKind::In(item, list) => self.is_in(item, list),
            TermKind::Has(path) => self.is_there(path),
            TermKind::AtLeast(value, bound, enumeration) => {
                let (value, bound) = (self.read(value), self.read(bound));
                let place = |operand: &Operand| match operand {
                    Operand::Text(text) => enumeration.index(text),
                    _ => None,
                };
                told(operand::at_least(place(&value.operand), place(&bound.operand)), [value, bound])
            }
            TermKind::Macro { quantifier, list, variable, test } => self.over(*quantifier, list, variable, test),
            TermKind::Call(function, terms) => {
                let mut readings = terms.iter().map(|term| self.read(term));
                match (readings.next(), readings.next()) {
                    (Some(text), Some(other)) => {
                        drop(readings);
                        let truth = operand::test_texts(*function, &text.operand, &other.operand);
                        told(truth, [text, other])
                    }
                    _ => told(Truth::Unknown, []),
                }
            }
            TermKind::Number(_) | TermKind::Text(_) | TermKind::List(_) | TermKind::Arithmetic(..) => {
                told(Truth::Unknown, [])
            }
        }
    }

    /// An `and` (an `or`): the first side that comes out `deciding` decides; else all of them together.
    fn sides(&mut self, sides: &[Term], deciding: Truth) -> Answer<'a> {
        let mut all = Answer { truth: deciding.not(), evidence: Vec::new(), missing: Vec::new() };
        let mut decided: Option<Answer<'a>> = None;
        for side in sides {
            let answer = self.answer(side);
            if answer.truth == deciding {
                match (&mut decided, self.gather) {
                    (_, Gather::Smallest) => return answer,
                    (None, Gather::All) => decided = Some(answer),
                    (Some(before), Gather::All) => before.evidence.extend(answer.evidence),
                }
                continue;
            }
            if answer.truth == Truth::Unknown {
                all.truth = Truth::Unknown;
            }
            all.evidence.extend(answer.evidence);
            all.missing.extend(answer.missing);
        }
        decided.unwrap_or(all)
    }

    fn either(&mut self, condition: &Term, yes: &Term, no: &Term) -> Answer<'a> {
        let condition = self.answer(condition);
        let branch = match condition.truth {
            Truth::Yes => self.answer(yes),
            Truth::No => self.answer(no),
            Truth::Unknown => {
                let (mut yes, no) = (self.answer(yes), self.answer(no));
                if yes.truth == no.truth && yes.truth != Truth::Unknown {
                    yes.evidence.extend(no.evidence);
                    return yes;
                }
                return Answer { evidence: Vec::new(), ..condition };
            }
        };
        let evidence = [condition.evidence, branch.evidence].concat();
        Answer { evidence, ..branch }
    }

    /// A word that is a boolean; an absent one is false.
    fn truth_of(&self, path: &[SmolStr]) -> Answer<'a> {
        let sight = self.find(path);
        let truth = match sight.fact.map(|fact| fact.value.weighed()) {
            None | Some(Value::Absent) => Truth::No,
            Some(Value::Bool(yes)) => Truth::of(*yes),
            Some(_) => Truth::Unknown,
        };
        let behind = self.behind(path, &sight);
        let mut answer = seen(truth, sight);
        answer.evidence.extend(behind);
        answer
    }

    fn is_there(&self, path: &[SmolStr]) -> Answer<'a> {
        let sight = self.find(path);
        let truth = match sight.fact.map(|fact| &fact.value) {
            None | Some(Value::Absent) => Truth::No,
            Some(Value::Unknown(unknown)) if unknown.not_null => Truth::Yes,
            Some(Value::Unknown(_) | Value::Choice(_)) => Truth::Unknown,
            Some(_) => Truth::Yes,
        };
        seen(truth, sight)
    }

    fn is_in(&mut self, item: &Term, list: &Term) -> Answer<'a> {
        let item = self.read(item);
        let (whole, items) = match self.items(list) {
            Ok(found) => found,
            Err(missing) => return Answer { truth: Truth::Unknown, evidence: Vec::new(), missing },
        };
        let mut missing = Vec::new();
        for candidate in items {
            let other = self.read_item(candidate);
            match operand::compare(Comparison::Equal, &item.operand, &other.operand) {
                Truth::Yes => return told(Truth::Yes, [item, other]),
                Truth::No => {}
                Truth::Unknown => missing.extend(other.missing),
            }
        }
        if item.operand.is_known() && missing.is_empty() {
            let evidence = whole.into_iter().chain(item.evidence).collect();
            return Answer { truth: Truth::No, evidence, missing };
        }
        let rest = Reading { operand: Operand::Unknown, evidence: Vec::new(), missing };
        told(Truth::Unknown, [item, rest])
    }

    fn over(&mut self, quantifier: Quantifier, list: &Term, variable: &SmolStr, test: &Term) -> Answer<'a> {
        let (whole, items) = match self.items(list) {
            Ok(found) => found,
            Err(missing) => return Answer { truth: Truth::Unknown, evidence: Vec::new(), missing },
        };
        let deciding = Truth::of(quantifier == Quantifier::Exists);
        let (mut agreeing, mut agreed, mut missing) = (Vec::new(), 0, Vec::new());
        let mut decided: Option<Answer<'a>> = None;
        for item in items {
            let itself = match &item {
                Item::Fact(sight) | Item::Neighbour(sight, _) => Some(sight.clone()),
                Item::Literal(_) => None,
            };
            self.variables.push((variable.clone(), item));
            let mut answer = self.answer(test);
            self.variables.pop();
            if answer.evidence.is_empty() {
                answer.evidence.extend(itself);
            }
            if answer.truth == deciding {
                match (&mut decided, self.gather) {
                    (_, Gather::Smallest) => return answer,
                    (None, Gather::All) => decided = Some(answer),
                    (Some(before), Gather::All) => before.evidence.extend(answer.evidence),
                }
                continue;
            }
            if answer.truth == Truth::Unknown {
                missing.extend(answer.missing);
            } else if agreed < MOST_WITNESSES || self.gather == Gather::All {
                agreed += 1;
                agreeing.extend(answer.evidence);
            }
        }
        if let Some(decided) = decided {
            return decided;
        }
        if !missing.is_empty() {
            return Answer { truth: Truth::Unknown, evidence: Vec::new(), missing };
        }
        if agreeing.is_empty() {
            agreeing.extend(whole);
        }
        Answer { truth: deciding.not(), evidence: agreeing, missing }
    }
}

/// An answer that rests on some readings.
fn told<'a, const N: usize>(truth: Truth, readings: [Reading<'a>; N]) -> Answer<'a> {
    let mut answer = Answer { truth, evidence: Vec::new(), missing: Vec::new() };
    for reading in readings {
        answer.evidence.extend(reading.evidence);
        answer.missing.extend(reading.missing);
    }
    if truth != Truth::Unknown {
        answer.missing.clear();
    } else if answer.missing.is_empty() {
        // Both are known and yet do not compare: one is no such value as the vocabulary says.
        answer.missing = answer.evidence.iter().map(missing).collect();
    }
    answer
}

fn seen(truth: Truth, sight: Sight<'_>) -> Answer<'_> {
    if truth == Truth::Unknown {
        return Answer { truth, evidence: Vec::new(), missing: vec![missing(&sight)] };
    }
    Answer { truth, evidence: vec![sight], missing: Vec::new() }
}
