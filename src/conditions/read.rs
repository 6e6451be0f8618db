//! Reading the parts of a condition that are values: words, lists, arithmetic and the functions of texts.

use super::evaluate::{Evaluator, Truth};
use super::operand::{self, Operand, Range};
use super::sight::{Item, Sight, missing};
use smol_str::SmolStr;

use crate::model::condition::{Function, Missing, NEIGHBOURS, Scope, Term, TermKind};
use crate::model::fact::{Fact, Known, Value};
use crate::model::neighbours::Neighbour;

/// What a part that is a value came to.
pub(super) struct Reading<'a> {
    pub(super) operand: Operand,
    pub(super) evidence: Vec<Sight<'a>>,
    pub(super) missing: Vec<Missing>,
}

impl<'a> Evaluator<'a, '_> {
    pub(super) fn read(&mut self, term: &Term) -> Reading<'a> {
        let literal = |operand| Reading { operand, evidence: Vec::new(), missing: Vec::new() };
        match &term.kind {
            TermKind::Number(number) => literal(Operand::Number(Range::point(*number))),
            TermKind::Text(text) => literal(Operand::Text(text.clone())),
            TermKind::Path(path) => match path.as_slice() {
                [name] => match self.variable(name).cloned() {
                    Some(item) => self.read_item(item),
                    None => literal(Operand::Unknown),
                },
                _ => {
                    let sight = self.find(path);
                    let behind = self.behind(path, &sight);
                    let mut reading = read_sight(sight);
                    reading.evidence.extend(behind);
                    reading
                }
            },
            TermKind::Arithmetic(operation, left, right) => {
                let (left, right) = (self.read(left), self.read(right));
                let operand = operand::reckon(*operation, &left.operand, &right.operand);
                joined(operand, left, right)
            }
            TermKind::Call(Function::Size, terms) => {
                terms.first().map_or(literal(Operand::Unknown), |of| self.size(of))
            }
            TermKind::Call(Function::LowerAscii, terms) => {
                let mut reading = terms.first().map_or(literal(Operand::Unknown), |text| self.read(text));
                if let Operand::Text(text) = &reading.operand {
                    reading.operand = Operand::Text(text.to_ascii_lowercase().into());
                }
                reading
            }
            TermKind::Ternary(condition, yes, no) => {
                let condition = self.answer(condition);
                let (yes, no) = (self.read(yes), self.read(no));
                let decision =
                    Reading { operand: Operand::Unknown, evidence: condition.evidence, missing: condition.missing };
                match condition.truth {
                    Truth::Yes => joined(yes.operand.clone(), decision, yes),
                    Truth::No => joined(no.operand.clone(), decision, no),
                    Truth::Unknown if yes.operand == no.operand => joined(yes.operand.clone(), yes, no),
                    Truth::Unknown => decision,
                }
            }
            _ => literal(Operand::Unknown),
        }
    }

    fn size(&mut self, of: &Term) -> Reading<'a> {
        let is_text = match &of.kind {
            TermKind::Path(path) => matches!(self.find(path).fact.map(|fact| &fact.value), Some(Value::Text(_))),
            TermKind::List(_) => false,
            _ => true,
        };
        if is_text {
            let reading = self.read(of);
            return Reading { operand: operand::length(&reading.operand), ..reading };
        }
        match self.items(of) {
            Ok((whole, items)) => Reading {
                operand: Operand::Number(Range::point(items.len() as f64)),
                evidence: whole.into_iter().collect(),
                missing: Vec::new(),
            },
            // Whatever it is, it is not less than nothing.
            Err(missing) => Reading {
                operand: Operand::Number(Range { low: 0.0, high: f64::INFINITY }),
                evidence: Vec::new(),
                missing,
            },
        }
    }

    /// The items of a list, and the list itself where it is a fact; an absent list has none.
    pub(super) fn items(&mut self, list: &Term) -> Result<(Option<Sight<'a>>, Vec<Item<'a>>), Vec<Missing>> {
        match &list.kind {
            TermKind::Path(path) if matches!(path.as_slice(), [root] if root == NEIGHBOURS && self.variable(root).is_none()) => {
                Ok(self.neighbours())
            }
            TermKind::Path(path) => {
                let whole = self.find(path);
                match whole.fact.map(|fact| &fact.value) {
                    None | Some(Value::Absent) => Ok((Some(whole), Vec::new())),
                    Some(Value::List(items)) => {
                        let item = |fact: &'a Fact| Item::Fact(self.picked(whole.to(Some(fact), "")));
                        let items = items.iter().map(item).collect();
                        Ok((Some(whole), items))
                    }
                    Some(_) => Err(vec![missing(&whole)]),
                }
            }
            TermKind::List(items) => {
                let items = items.iter().map(|item| Item::Literal(self.read(item).operand)).collect();
                Ok((None, items))
            }
            _ => Err(Vec::new()),
        }
    }

    /// What stands beside the workload; of none there is nothing to show but that.
    fn neighbours(&self) -> (Option<Sight<'a>>, Vec<Item<'a>>) {
        let path = SmolStr::new_static(NEIGHBOURS);
        let scope: &Scope<'a> = self.scope;
        let item = |neighbour: &'a Neighbour| {
            let said: &'a Fact = &neighbour.said;
            let sight = Sight { path: path.clone(), fact: Some(said), known: said.known, at: said.at };
            Item::Neighbour(sight, &neighbour.shares_kernel)
        };
        let items = scope.neighbours.iter().map(item).collect();
        // Of all of them together the first is shown.
        let whole = match scope.neighbours.iter().next() {
            Some(first) => Sight { path, fact: Some(&first.said), known: first.said.known, at: first.said.at },
            None => Sight { path, fact: None, known: Known::Declared, at: scope.name_span },
        };
        (Some(whole), items)
    }

    pub(super) fn read_item(&self, item: Item<'a>) -> Reading<'a> {
        match item {
            Item::Fact(sight) | Item::Neighbour(sight, _) => read_sight(sight),
            Item::Literal(operand) => Reading { operand, evidence: Vec::new(), missing: Vec::new() },
        }
    }
}

fn read_sight(sight: Sight<'_>) -> Reading<'_> {
    let operand = Operand::of(sight.fact);
    let missing = if operand.is_known() { Vec::new() } else { vec![missing(&sight)] };
    Reading { operand, evidence: vec![sight], missing }
}

fn joined<'a>(operand: Operand, left: Reading<'a>, right: Reading<'a>) -> Reading<'a> {
    Reading {
        operand,
        evidence: [left.evidence, right.evidence].concat(),
        missing: [left.missing, right.missing].concat(),
    }
}
