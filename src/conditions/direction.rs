//! Directions: which way each word of a condition must move to make a mismatch worse, read from the condition alone.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use crate::model::condition::{Arithmetic, Comparison, Condition, Function, NEIGHBOURS, Quantifier, Term, TermKind};
use crate::model::vocabulary::{self, Kind};
use crate::values::phrase;

/// Which value of a word makes a mismatch worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// A higher one: a number, or a value of an ordered enumeration.
    Higher,
    /// A lower one.
    Lower,
    /// Of a list, one that has an item less.
    Fewer,
    /// Any other one: the condition has no order for it. Of a list, an item more.
    Other,
}

/// The words that a condition compares, by path, each with its direction.
///
/// A word of which it is only asked whether it is there is not among them, and neither is what the items of a list are of
/// which none may fit: whatever those are, the mismatch is the same. Nor is which neighbour it is: only what it says.
/// What a Boolean stands for is compared with it: a higher level, or a regime more.
pub fn directions(condition: &Condition) -> BTreeMap<SmolStr, Direction> {
    let mut walk = Walk::default();
    walk.truth(&condition.term, Sense::For);
    let marked = walk.marks.into_iter().filter_map(|(path, marks)| Some((path, marks.direction()?)));
    let mut directions: BTreeMap<SmolStr, Direction> = marked.collect();
    let behind: Vec<SmolStr> = directions.keys().flat_map(|path| behind(path)).collect();
    for path in behind {
        directions.entry(path).or_insert_with_key(|path| match phrase::word(path).map(|word| word.kind) {
            Some(Kind::Enumeration(enumeration)) if enumeration.ordered => Direction::Higher,
            _ => Direction::Other,
        });
    }
    directions
}

/// The paths of what a Boolean stands for.
fn behind(path: &str) -> impl Iterator<Item = SmolStr> {
    let (table, name) = path.rsplit_once('.').unwrap_or(("", path));
    vocabulary::stands_for(name).iter().map(move |name| format_smolstr!("{table}.{name}"))
}

/// What it is for the mismatch that a part holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    For,
    Against,
    /// It decides between two parts.
    Either,
}

/// What becomes of a comparison's answer where one of its sides grows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pull {
    Worse,
    Better,
    /// There is no order in it.
    None,
}

/// All that a condition does with a word.
#[derive(Default)]
struct Marks {
    higher: bool,
    lower: bool,
    fewer: bool,
    matched: bool,
}

impl Marks {
    /// An order goes before a match: `a != b && a > b` is worse with a larger `a`. Two orders that disagree are none.
    fn direction(&self) -> Option<Direction> {
        match (self.higher, self.lower) {
            (true, true) => Some(Direction::Other),
            (true, false) => Some(Direction::Higher),
            (false, true) => Some(Direction::Lower),
            (false, false) if self.matched => Some(Direction::Other),
            (false, false) => self.fewer.then_some(Direction::Fewer),
        }
    }
}

#[derive(Default)]
struct Walk {
    marks: BTreeMap<SmolStr, Marks>,
    variables: Vec<Variable>,
}

/// A macro's variable.
struct Variable {
    name: SmolStr,
    /// The path of the list that it is an item of; nothing for a literal list.
    list: Option<SmolStr>,
    /// Whether no item may fit: then it does not matter which values they have instead.
    is_none: bool,
}

impl Walk {
    fn truth(&mut self, term: &Term, sense: Sense) {
        match &term.kind {
            TermKind::Path(path) => self.mark(path, |marks| marks.matched = true),
            TermKind::Not(inner) => self.truth(inner, sense.flipped()),
            TermKind::And(terms) | TermKind::Or(terms) => terms.iter().for_each(|term| self.truth(term, sense)),
            TermKind::Ternary(condition, yes, no) => {
                self.truth(condition, Sense::Either);
                self.truth(yes, sense);
                self.truth(no, sense);
            }
            TermKind::Compare(comparison, left, right) => {
                let pull = match comparison {
                    Comparison::Equal | Comparison::NotEqual => Pull::None,
                    Comparison::Greater | Comparison::GreaterOrEqual => sense.of_growth(),
                    Comparison::Less | Comparison::LessOrEqual => sense.of_growth().flipped(),
                };
                self.value(left, pull);
                self.value(right, pull.flipped());
            }
            TermKind::AtLeast(value, bound, _) => {
                self.value(value, sense.of_growth());
                self.value(bound, sense.of_growth().flipped());
            }
            TermKind::In(item, list) => {
                self.value(item, Pull::None);
                // What else a list holds that lacks the item makes nothing worse.
                if sense != Sense::Against {
                    self.value(list, Pull::None);
                }
            }
            TermKind::Macro { quantifier, list, variable, test } => {
                let is_none = sense == Sense::Against && *quantifier == Quantifier::Exists;
                if !is_none {
                    self.value(list, Pull::None);
                }
                let list = if let TermKind::Path(path) = &list.kind { self.rooted(path) } else { None };
                self.variables.push(Variable { name: variable.clone(), list, is_none });
                self.truth(test, sense);
                self.variables.pop();
            }
            TermKind::Call(_, terms) => terms.iter().for_each(|term| self.value(term, Pull::None)),
            TermKind::Has(_)
            | TermKind::Bool(_)
            | TermKind::Number(_)
            | TermKind::Text(_)
            | TermKind::List(_)
            | TermKind::Arithmetic(..) => {}
        }
    }

    fn value(&mut self, term: &Term, pull: Pull) {
        match &term.kind {
            TermKind::Path(path) => self.mark(path, |marks| match pull {
                Pull::Worse => marks.higher = true,
                Pull::Better => marks.lower = true,
                Pull::None => marks.matched = true,
            }),
            TermKind::Arithmetic(operation, left, right) => {
                let (of_left, of_right) = match operation {
                    Arithmetic::Add => (pull, pull),
                    Arithmetic::Subtract => (pull, pull.flipped()),
                    Arithmetic::Multiply => (pull.times(right), pull.times(left)),
                    Arithmetic::Divide => (pull.times(right), Pull::None),
                };
                self.value(left, of_left);
                self.value(right, of_right);
            }
            TermKind::Call(Function::Size, terms) => terms.iter().for_each(|of| self.size(of, pull)),
            TermKind::Call(_, terms) | TermKind::List(terms) => {
                terms.iter().for_each(|term| self.value(term, Pull::None));
            }
            TermKind::Ternary(condition, yes, no) => {
                self.truth(condition, Sense::Either);
                self.value(yes, pull);
                self.value(no, pull);
            }
            _ => {}
        }
    }

    /// How many items a list has; a text's length has no order that a value of it would show.
    fn size(&mut self, of: &Term, pull: Pull) {
        let TermKind::Path(path) = &of.kind else { return self.value(of, Pull::None) };
        let word = self.rooted(path).and_then(|path| phrase::word(&path));
        let is_list = word.is_some_and(|word| matches!(word.kind, Kind::List(_)));
        let fewer = is_list && pull == Pull::Better;
        self.mark(path, |marks| if fewer { marks.fewer = true } else { marks.matched = true });
    }

    fn mark(&mut self, path: &[SmolStr], how: impl FnOnce(&mut Marks)) {
        let is_none = self.variable(path).is_some_and(|variable| variable.is_none);
        let Some(path) = self.rooted(path).filter(|path| path != NEIGHBOURS) else { return };
        let mut marks = Marks::default();
        how(&mut marks);
        // Of items of which none fits, only how far they are from it counts.
        if is_none && !marks.higher && !marks.lower {
            return;
        }
        let known = self.marks.entry(path).or_default();
        known.higher |= marks.higher;
        known.lower |= marks.lower;
        known.fewer |= marks.fewer;
        known.matched |= marks.matched;
    }

    fn variable(&self, path: &[SmolStr]) -> Option<&Variable> {
        let root = path.first()?;
        self.variables.iter().rev().find(|variable| variable.name == *root)
    }

    /// A path as evidence has it: a variable stands for its list.
    fn rooted(&self, path: &[SmolStr]) -> Option<SmolStr> {
        let Some(variable) = self.variable(path) else { return Some(path.join(".").into()) };
        let (_, parts) = path.split_first()?;
        let mut whole = variable.list.as_ref()?.to_string();
        for part in parts {
            whole.push('.');
            whole.push_str(part);
        }
        Some(whole.into())
    }
}

impl Sense {
    fn flipped(self) -> Self {
        match self {
            Self::For => Self::Against,
            Self::Against => Self::For,
            Self::Either => Self::Either,
        }
    }

    /// What it is for the mismatch that the greater side of a comparison grows.
    fn of_growth(self) -> Pull {
        match self {
            Self::For => Pull::Worse,
            Self::Against => Pull::Better,
            Self::Either => Pull::None,
        }
    }
}

impl Pull {
    fn flipped(self) -> Self {
        match self {
            Self::Worse => Self::Better,
            Self::Better => Self::Worse,
            Self::None => Self::None,
        }
    }

    /// The same, of what is multiplied or divided by another part: known where that is a literal number.
    fn times(self, other: &Term) -> Self {
        match other.kind {
            TermKind::Number(number) if number > 0.0 => self,
            TermKind::Number(number) if number < 0.0 => self.flipped(),
            _ => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Direction::{self, Fewer, Higher, Lower, Other};
    use super::directions;
    use crate::conditions::compile;

    #[test]
    fn the_condition_says_which_way_is_worse() {
        let rows: [(&str, &[(&str, Direction)]); 22] = [
            (
                "has(facts.timeout) && has(gives.limits.timeout) && facts.timeout > gives.limits.timeout",
                &[("facts.timeout", Higher), ("gives.limits.timeout", Lower)],
            ),
            ("has(needs.duty) && needs.duty <= 0.5", &[("needs.duty", Lower)]),
            ("!(has(needs.duty) && needs.duty >= 0.5)", &[("needs.duty", Lower)]),
            ("has(needs.duty) && 0.5 < needs.duty", &[("needs.duty", Higher)]),
            ("at_least(gives.start_up, 'seconds')", &[("gives.start_up", Higher)]),
            ("!at_least(gives.boundary, 'userspace-kernel')", &[("gives.boundary", Lower)]),
            ("has(needs.schedule) && gives.idle_cost == 'full'", &[("gives.idle_cost", Other)]),
            (
                "needs.regulated && !needs.pet",
                &[
                    ("needs.data_level", Higher),
                    ("needs.pet", Other),
                    ("needs.regimes", Other),
                    ("needs.regulated", Other),
                ],
            ),
            // What the condition asks of it itself goes before.
            (
                "needs.regulated && has(needs.data_level) && needs.data_level != 'internal'",
                &[("needs.data_level", Other), ("needs.regimes", Other), ("needs.regulated", Other)],
            ),
            ("'pci' in needs.regimes", &[("needs.regimes", Other)]),
            ("!('pci' in needs.regimes)", &[]),
            ("!(gives.billing in ['per-request'])", &[("gives.billing", Other)]),
            ("size(needs.regimes) > 1", &[("needs.regimes", Other)]),
            ("size(facts.routes) < 2", &[("facts.routes", Fewer)]),
            (
                "has(facts.timeout) && has(facts.grace_period) && facts.timeout - facts.grace_period * 2 > duration('60s')",
                &[("facts.grace_period", Lower), ("facts.timeout", Higher)],
            ),
            (
                "has(facts.timeout) && has(facts.grace_period) && facts.timeout / facts.grace_period > 3",
                &[("facts.grace_period", Other), ("facts.timeout", Other)],
            ),
            (
                "has(facts.timeout) && (facts.timeout > duration('15m') || facts.timeout < duration('1s'))",
                &[("facts.timeout", Other)],
            ),
            (
                "facts.containers.exists(c, c.privileged && has(c.memory) && c.memory > bytes('5Mi'))",
                &[
                    ("facts.containers", Other),
                    ("facts.containers.memory", Higher),
                    ("facts.containers.privileged", Other),
                ],
            ),
            ("!facts.volumes.exists(v, has(v.kind) && v.kind == 'claim' && !v.read_only)", &[]),
            (
                "!facts.containers.exists(c, has(c.memory) && c.memory > bytes('5Mi'))",
                &[("facts.containers.memory", Lower)],
            ),
            (
                "neighbours.exists(n, n.shares_kernel && size(n.regimes) > 0)",
                &[("neighbours.regimes", Other), ("neighbours.shares_kernel", Other)],
            ),
            (
                "has(needs.state) && (needs.pet ? needs.state == 'durable' : gives.idle_cost != 'full')",
                &[("gives.idle_cost", Other), ("needs.pet", Other), ("needs.state", Other)],
            ),
        ];
        for (text, expected) in rows {
            let condition = compile(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}"));
            let found = directions(&condition);
            let found: Vec<(&str, Direction)> = found.iter().map(|(path, of)| (path.as_str(), *of)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
