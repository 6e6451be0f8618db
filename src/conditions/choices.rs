//! Choices: which switches a condition meets, the ways they can fall, and saying in which ways it holds.

use std::sync::Arc;

use smol_str::{SmolStr, format_smolstr};

use crate::model::condition::{Assignment, Branch, Condition, MOST_ASSIGNMENTS, NEIGHBOURS, Scope, Term, TermKind};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::tree::{Choice, Switch};

/// Facts that lie deeper in each other than this are not looked into for choices.
const DEEPEST_FACT: usize = 32;

/// The branches that switches take, by the switch's key.
#[derive(Debug, Default)]
pub(super) struct Courses {
    taken: Vec<(SmolStr, SmolStr)>,
    given: usize,
}

impl Courses {
    pub(super) fn given(branches: &[Branch]) -> Self {
        let taken: Vec<_> = branches.iter().map(|branch| (branch.switch.clone(), branch.name.clone())).collect();
        Self { given: taken.len(), taken }
    }

    /// Sets the switches' branches, beside those that are given.
    pub(super) fn take(&mut self, switches: &[Arc<Switch>], branches: &[usize]) {
        self.taken.truncate(self.given);
        for (switch, branch) in switches.iter().zip(branches) {
            let name = switch.branches.get(*branch).cloned().unwrap_or_default();
            self.taken.push((switch.key.clone(), name));
        }
    }

    /// The alternative that a switch's branch leads to, if it is known which that is.
    pub(super) fn pick<'a>(&self, choice: &'a Choice<Fact>) -> Option<&'a Fact> {
        let (_, branch) = self.taken.iter().find(|(key, _)| *key == choice.switch.key)?;
        let place = choice.switch.branches.iter().position(|name| name == branch)?;
        choice.options.get(place)
    }

    /// Whether there may be any, as many as a fact says, where the switches fall so.
    pub(super) fn leaves_any(&self, number: Option<&Fact>) -> bool {
        let mut number = number;
        for _ in 0..DEEPEST_FACT {
            match number.map(|fact| &fact.value) {
                Some(Value::Choice(choice)) => match self.pick(choice) {
                    Some(option) => number = Some(option),
                    None => return true,
                },
                Some(Value::Number(number)) => return *number != 0.0,
                _ => return true,
            }
        }
        true
    }

    fn knows(&self, key: &str) -> bool {
        self.taken.iter().any(|(known, _)| known == key)
    }
}

/// The switches that decide between facts which a condition reads, where some are given.
pub fn switches(condition: &Condition, scope: &Scope<'_>, given: &[Branch]) -> Vec<Arc<Switch>> {
    undecided(condition, scope, &Courses::given(given))
}

pub(super) fn undecided(condition: &Condition, scope: &Scope<'_>, courses: &Courses) -> Vec<Arc<Switch>> {
    let mut search = Search { scope, courses, found: Vec::new(), variables: Vec::new() };
    search.term(&condition.term);
    search.found
}

struct Search<'s> {
    scope: &'s Scope<'s>,
    courses: &'s Courses,
    found: Vec<Arc<Switch>>,
    /// The lists that variables stand for an item of, as paths; nothing for a literal list.
    variables: Vec<(SmolStr, Option<Vec<SmolStr>>)>,
}

impl Search<'_> {
    fn term(&mut self, term: &Term) {
        match &term.kind {
            TermKind::Bool(_) | TermKind::Number(_) | TermKind::Text(_) => {}
            TermKind::Path(path) | TermKind::Has(path) => self.path(path),
            TermKind::Not(inner) => self.term(inner),
            TermKind::And(terms) | TermKind::Or(terms) | TermKind::List(terms) | TermKind::Call(_, terms) => {
                terms.iter().for_each(|term| self.term(term));
            }
            TermKind::Ternary(condition, yes, no) => [condition, yes, no].into_iter().for_each(|term| self.term(term)),
            TermKind::Compare(_, left, right)
            | TermKind::Arithmetic(_, left, right)
            | TermKind::In(left, right)
            | TermKind::AtLeast(left, right, _) => [left, right].into_iter().for_each(|term| self.term(term)),
            TermKind::Macro { list, variable, test, .. } => {
                self.term(list);
                let stands_for = match &list.kind {
                    TermKind::Path(path) => self.rooted(path),
                    _ => None,
                };
                self.variables.push((variable.clone(), stands_for));
                self.term(test);
                self.variables.pop();
            }
        }
    }

    /// A path from its table on: a variable stands for its list's path.
    fn rooted(&self, path: &[SmolStr]) -> Option<Vec<SmolStr>> {
        let (root, parts) = path.split_first()?;
        match self.variables.iter().rev().find(|(name, _)| name == root) {
            Some((_, list)) => Some(list.iter().flatten().chain(parts).cloned().collect()),
            None => Some(path.to_vec()),
        }
    }

    fn path(&mut self, path: &[SmolStr]) {
        let Some(path) = self.rooted(path) else { return };
        let [table, name, parts @ ..] = path.as_slice() else { return };
        let facts: &Facts = match table.as_str() {
            "facts" => self.scope.facts,
            "needs" => self.scope.needs,
            "gives" => self.scope.gives,
            NEIGHBOURS => return self.beside(name, parts),
            _ => return,
        };
        if let Some(fact) = facts.get(name) {
            self.walk(fact, parts, DEEPEST_FACT);
        }
    }

    /// A word of each neighbour.
    fn beside(&mut self, name: &str, parts: &[SmolStr]) {
        for neighbour in self.scope.neighbours.iter() {
            if name == "shares_kernel" {
                self.walk(&neighbour.shares_kernel, parts, DEEPEST_FACT);
            } else if let Some(fact) = neighbour.said.as_record().and_then(|said| said.get(name)) {
                self.walk(fact, parts, DEEPEST_FACT);
            }
        }
    }

    fn walk(&mut self, fact: &Fact, parts: &[SmolStr], deepest: usize) {
        let Some(deeper) = deepest.checked_sub(1) else { return };
        match &fact.value {
            Value::Choice(choice) => {
                if let Some(option) = self.courses.pick(choice) {
                    return self.walk(option, parts, deeper);
                }
                let key = &choice.switch.key;
                if !self.courses.knows(key) && !self.found.iter().any(|switch| switch.key == *key) {
                    self.found.push(choice.switch.clone());
                }
                choice.options.iter().for_each(|option| self.walk(option, parts, deeper));
            }
            Value::List(items) => items.iter().for_each(|item| self.walk(item, parts, deeper)),
            Value::Record(facts) => {
                if let Some((name, parts)) = parts.split_first()
                    && let Some(fact) = facts.get(name)
                {
                    self.walk(fact, parts, deeper);
                }
            }
            _ => {}
        }
    }
}

/// All ways that switches can fall, as branch numbers; nothing where they are too many to try.
pub(super) fn assignments(switches: &[Arc<Switch>]) -> Option<Vec<Vec<usize>>> {
    let mut all = vec![Vec::new()];
    for switch in switches {
        if all.len() * switch.branches.len() > MOST_ASSIGNMENTS {
            return None;
        }
        let extended = |start: &Vec<usize>| {
            let start = start.clone();
            (0..switch.branches.len()).map(move |branch| [start.as_slice(), &[branch]].concat())
        };
        all = all.iter().flat_map(extended).collect();
    }
    Some(all)
}

/// Why too many switches cannot be tried.
pub(super) fn too_many(switches: &[Arc<Switch>]) -> SmolStr {
    let keys: Vec<&str> = switches.iter().map(|switch| switch.key.as_str()).collect();
    format_smolstr!("it depends on {} at once, in more than {MOST_ASSIGNMENTS} ways", keys.join(", "))
}

/// The shortest description of the ways in which it holds: branches that make no difference are left out.
pub(super) fn described(holding: &[Vec<usize>], switches: &[Arc<Switch>]) -> Vec<Assignment> {
    let mut kept: Vec<Vec<Option<usize>>> = Vec::new();
    for way in holding {
        if kept.iter().any(|wide| fits(way, wide)) {
            continue;
        }
        let mut wide: Vec<Option<usize>> = way.iter().copied().map(Some).collect();
        for place in (0..wide.len()).rev() {
            let before = wide.get(place).copied().flatten();
            set(&mut wide, place, None);
            if !holds_throughout(&wide, holding, switches) {
                set(&mut wide, place, before);
            }
        }
        kept.push(wide);
    }
    let assignment = |wide: &Vec<Option<usize>>| {
        let branch = |(switch, branch): (&Arc<Switch>, &Option<usize>)| {
            let name = switch.branches.get((*branch)?)?.clone();
            Some(Branch { switch: switch.key.clone(), name, kind: switch.kind })
        };
        Assignment { branches: switches.iter().zip(wide).filter_map(branch).collect() }
    };
    kept.iter().map(assignment).collect()
}

fn set(wide: &mut [Option<usize>], place: usize, branch: Option<usize>) {
    if let Some(slot) = wide.get_mut(place) {
        *slot = branch;
    }
}

fn fits(way: &[usize], wide: &[Option<usize>]) -> bool {
    way.iter().zip(wide).all(|(branch, wanted)| wanted.is_none_or(|wanted| wanted == *branch))
}

/// Whether all ways that a wide description stands for are among those that hold.
fn holds_throughout(wide: &[Option<usize>], holding: &[Vec<usize>], switches: &[Arc<Switch>]) -> bool {
    let stands_for: usize = switches
        .iter()
        .zip(wide)
        .map(|(switch, branch)| if branch.is_none() { switch.branches.len() } else { 1 })
        .product();
    holding.iter().filter(|way| fits(way, wide)).count() == stands_for
}
