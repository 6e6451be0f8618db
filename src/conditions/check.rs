//! Checking a condition against the vocabulary: its words, its types and its guards.

use smol_str::SmolStr;

use super::Mistake;
use super::guards::{Path, guaranteed};
use super::parse::{Expression, ExpressionKind, Name};
use super::types::{Type, arithmetic, comparable};
use crate::model::condition::{Arithmetic, Comparison, NEIGHBOURS, Term, TermKind};
use crate::model::vocabulary::{self, FACTS, GIVES, NEEDS, NEIGHBOUR, Word, find};
use crate::values::nearest::nearest;

/// More mistakes than this are not listed.
const MOST_MISTAKES: usize = 20;

/// Words that every resource, volume, trigger and container carries.
const ALWAYS_THERE: &[&str] = &["kind", "name", "dialect"];

/// Checks an expression over some of the tables and gives its term.
pub(super) fn check(expression: &Expression, tables: &'static [&'static str]) -> Result<Term, Vec<Mistake>> {
    let mut checker = Checker { tables, mistakes: Vec::new(), variables: Vec::new(), guards: Vec::new() };
    let term = checker.truth(expression);
    if checker.mistakes.is_empty() { Ok(term) } else { Err(checker.mistakes) }
}

pub(super) struct Checker {
    tables: &'static [&'static str],
    mistakes: Vec<Mistake>,
    /// Variables of the macros around, with the type of an item.
    pub(super) variables: Vec<(SmolStr, Type)>,
    /// Words that are certainly there at this point.
    guards: Vec<Path>,
}

impl Checker {
    pub(super) fn report(&mut self, mistake: Mistake) {
        if self.mistakes.len() < MOST_MISTAKES && !self.mistakes.contains(&mistake) {
            self.mistakes.push(mistake);
        }
    }

    /// A part that must be a boolean.
    pub(super) fn truth(&mut self, expression: &Expression) -> Term {
        let (term, kind) = self.part(expression);
        if !matches!(kind, Type::Bool | Type::Anything) {
            let message = format!("this is {}, where a boolean is wanted", kind.called());
            self.report(Mistake::new(expression.start, expression.end, message));
        }
        term
    }

    /// A part that is read as a value: a word in it must be certainly there.
    pub(super) fn operand(&mut self, expression: &Expression) -> (Term, Type) {
        let (term, kind) = self.part(expression);
        if let (TermKind::Path(path), false) = (&term.kind, matches!(kind, Type::Bool | Type::List(_) | Type::Anything))
        {
            self.demand_guard(path, expression);
        }
        (term, kind)
    }

    fn demand_guard(&mut self, path: &Path, at: &Expression) {
        let is_axis = path.len() == 2 && path.first().is_some_and(|table| table == "gives");
        let is_item = path.len() == 1;
        let is_identity = path.last().is_some_and(|word| ALWAYS_THERE.contains(&word.as_str()))
            && path.first().is_some_and(|root| root != "needs");
        if is_axis || is_item || is_identity || self.guards.contains(path) {
            return;
        }
        let word = path.join(".");
        let mistake = Mistake::new(at.start, at.end, format!("`{word}` may be absent here"));
        self.report(mistake.help(format!("write `has({word}) &&` before it")));
    }

    pub(super) fn part(&mut self, expression: &Expression) -> (Term, Type) {
        let (kind, of) = match &expression.kind {
            ExpressionKind::Bool(yes) => (TermKind::Bool(*yes), Type::Bool),
            ExpressionKind::Number(number) => (TermKind::Number(*number), Type::Number),
            ExpressionKind::Text(text) => (TermKind::Text(text.clone()), Type::Literal),
            ExpressionKind::List(items) => self.list(items),
            ExpressionKind::Path(names) => (TermKind::Path(path_of(names)), self.word(names)),
            ExpressionKind::Not(inner) => (TermKind::Not(Box::new(self.truth(inner))), Type::Bool),
            ExpressionKind::Negate(inner) => self.negated(inner),
            ExpressionKind::And(sides) => (TermKind::And(self.sides(sides, true)), Type::Bool),
            ExpressionKind::Or(sides) => (TermKind::Or(self.sides(sides, false)), Type::Bool),
            ExpressionKind::Ternary(parts) => self.ternary(parts),
            ExpressionKind::Compare(comparison, sides) => (self.comparison(*comparison, sides), Type::Bool),
            ExpressionKind::Arithmetic(operation, sides) => self.arithmetic(*operation, sides),
            ExpressionKind::In(sides) => (self.membership(sides), Type::Bool),
            ExpressionKind::Call { receiver, name, arguments } => self.call(receiver.as_deref(), name, arguments),
        };
        (Term { kind, start: expression.start, end: expression.end }, of)
    }

    /// The sides of an `and` (of an `or`): each is read where all before it held (did not hold).
    fn sides(&mut self, sides: &[Expression], outcome: bool) -> Vec<Term> {
        let before = self.guards.len();
        let mut terms = Vec::new();
        for side in sides {
            let term = self.truth(side);
            self.guards.extend(guaranteed(&term, outcome));
            terms.push(term);
        }
        self.guards.truncate(before);
        terms
    }

    fn ternary(&mut self, parts: &[Expression; 3]) -> (TermKind, Type) {
        let [condition, yes, no] = parts;
        let condition = self.truth(condition);
        let before = self.guards.len();
        self.guards.extend(guaranteed(&condition, true));
        let (yes_term, yes_type) = self.operand(yes);
        self.guards.truncate(before);
        self.guards.extend(guaranteed(&condition, false));
        let (no_term, no_type) = self.operand(no);
        self.guards.truncate(before);
        if let Some(mistake) = comparable((yes, &yes_type), (no, &no_type)) {
            self.report(mistake);
        }
        let of = if matches!(yes_type, Type::Literal | Type::Anything) { no_type } else { yes_type };
        (TermKind::Ternary(Box::new(condition), Box::new(yes_term), Box::new(no_term)), of)
    }

    fn comparison(&mut self, comparison: Comparison, sides: &[Expression; 2]) -> TermKind {
        let [left, right] = sides;
        let (left_term, left_type) = self.operand(left);
        let (right_term, right_type) = self.operand(right);
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let wrong = comparable((left, &left_type), (right, &right_type)).or_else(|| {
            let has_order = left_type.is_quantity() && right_type.is_quantity();
            (!is_equality && !has_order).then(|| {
                let message = format!("{} has no order that < and > know", left_type.called());
                let mistake = Mistake::new(left.start, right.end, message);
                if matches!(left_type, Type::Enumeration(_)) {
                    mistake.help("ordered values are compared by at_least(a, 'value')")
                } else {
                    mistake
                }
            })
        });
        if let Some(mistake) = wrong {
            self.report(mistake);
        }
        if left_type == Type::Bool && right_type == Type::Bool {
            return same_truth(left_term, right_term, comparison == Comparison::Equal);
        }
        TermKind::Compare(comparison, Box::new(left_term), Box::new(right_term))
    }

    fn arithmetic(&mut self, operation: Arithmetic, sides: &[Expression; 2]) -> (TermKind, Type) {
        let [left, right] = sides;
        let (left_term, left_type) = self.operand(left);
        let (right_term, right_type) = self.operand(right);
        let of = arithmetic(operation, &left_type, &right_type).unwrap_or_else(|| {
            let (one, other) = (left_type.called(), right_type.called());
            self.report(Mistake::new(left.start, right.end, format!("{one} and {other} cannot be reckoned together")));
            Type::Anything
        });
        (TermKind::Arithmetic(operation, Box::new(left_term), Box::new(right_term)), of)
    }

    fn negated(&mut self, inner: &Expression) -> (TermKind, Type) {
        let (term, of) = self.operand(inner);
        if !of.is_quantity() {
            self.report(Mistake::new(inner.start, inner.end, format!("{} has no negative", of.called())));
        }
        let zero = Term { kind: TermKind::Number(0.0), start: term.start, end: term.start };
        (TermKind::Arithmetic(Arithmetic::Subtract, Box::new(zero), Box::new(term)), of)
    }

    fn list(&mut self, items: &[Expression]) -> (TermKind, Type) {
        let read: Vec<(Term, Type)> = items.iter().map(|item| self.operand(item)).collect();
        let of = read.first().map_or(Type::Anything, |(_, first)| first.clone());
        if let (Some(first), Type::Bool | Type::List(_) | Type::Record(_)) = (items.first(), &of) {
            self.report(Mistake::new(first.start, first.end, "a list holds texts or numbers"));
        }
        for (item, (_, kind)) in items.iter().zip(&read).skip(1) {
            if *kind != of {
                self.report(Mistake::new(item.start, item.end, "a list holds values of one type"));
            }
        }
        (TermKind::List(read.into_iter().map(|(term, _)| term).collect()), Type::List(Box::new(of)))
    }

    fn membership(&mut self, sides: &[Expression; 2]) -> TermKind {
        let [item, list] = sides;
        let (item_term, item_type) = self.operand(item);
        let (list_term, list_type) = self.part(list);
        match (&list_type, &list.kind) {
            (Type::List(_), ExpressionKind::List(literals)) => {
                let each = literals.iter().map(|literal| {
                    let kind =
                        if matches!(literal.kind, ExpressionKind::Text(_)) { Type::Literal } else { Type::Anything };
                    comparable((item, &item_type), (literal, &kind))
                });
                let wrong: Vec<Mistake> = each.flatten().collect();
                // Each literal is named where it is wrong; else the list's type as a whole is looked at.
                if wrong.is_empty() {
                    self.demand_item_type((item, &item_type), (list, &list_type));
                }
                wrong.into_iter().for_each(|mistake| self.report(mistake));
            }
            (Type::List(_), _) => self.demand_item_type((item, &item_type), (list, &list_type)),
            (Type::Anything, _) => {}
            (other, _) => {
                let message = format!("this is {}, where a list is wanted", other.called());
                self.report(Mistake::new(list.start, list.end, message));
            }
        }
        TermKind::In(Box::new(item_term), Box::new(list_term))
    }

    fn demand_item_type(&mut self, item: (&Expression, &Type), list: (&Expression, &Type)) {
        let Type::List(of) = list.1 else { return };
        if let Some(mistake) = comparable(item, (list.0, of)) {
            self.report(mistake);
        }
    }

    /// The type of a word; a mistake where there is no such word.
    pub(super) fn word(&mut self, names: &[Name]) -> Type {
        let Some((root, parts)) = names.split_first() else { return Type::Anything };
        let variable = self.variables.iter().rev().find(|(name, _)| *name == root.text);
        let mut of = match (variable, table(&root.text)) {
            (Some((_, of)), _) => of.clone(),
            (None, Some(words)) if self.tables.contains(&root.text.as_str()) && !parts.is_empty() => {
                Type::Record(words)
            }
            (None, None) if root.text == NEIGHBOURS && self.tables.contains(&NEIGHBOURS) => {
                Type::from(vocabulary::NEIGHBOURS)
            }
            (None, found) => {
                let mistake = self.no_such_root(root, found.is_some() || root.text == NEIGHBOURS);
                self.report(mistake);
                return Type::Anything;
            }
        };
        for part in parts {
            let next = match &of {
                Type::Record(words) => find(words, &part.text).map(|word| Type::from(word.kind)),
                Type::Anything => return Type::Anything,
                other => {
                    let help = if matches!(other, Type::List(_)) { "ask each: list.exists(x, x.part)" } else { "" };
                    let mistake =
                        Mistake::new(part.start, part.end, format!("{} has no part `{}`", other.called(), part.text));
                    self.report(if help.is_empty() { mistake } else { mistake.help(help) });
                    return Type::Anything;
                }
            };
            let Some(next) = next else {
                let mistake = no_such_word(part, &of);
                self.report(mistake);
                return Type::Anything;
            };
            of = next;
        }
        of
    }

    fn no_such_root(&self, root: &Name, is_table: bool) -> Mistake {
        let text = root.text.as_str();
        if is_table && self.tables.contains(&text) {
            let message = format!("`{text}` is a table of words");
            return Mistake::new(root.start, root.end, message).help(format!("say which: {text}.word"));
        }
        if is_table {
            return Mistake::new(root.start, root.end, format!("`{text}` cannot be read here"))
                .help(format!("readable here: {}", self.tables.join(", ")));
        }
        let mistake = Mistake::new(root.start, root.end, format!("there is no word `{text}`"));
        if let Some(home) = home_of(text) {
            return mistake.help(format!("write {home}.{text}"));
        }
        if is_a_value(text) {
            return mistake.help(format!("values stand in quotes: '{text}'"));
        }
        let variables = self.variables.iter().map(|(name, _)| name.as_str());
        match nearest(text, self.tables.iter().copied().chain(variables)) {
            Some(near) => mistake.help(format!("did you mean `{near}`?")),
            None => mistake.help("words begin with facts., needs. or gives."),
        }
    }
}

pub(super) fn path_of(names: &[Name]) -> Path {
    names.iter().map(|name| name.text.clone()).collect()
}

fn table(name: &str) -> Option<&'static [Word]> {
    match name {
        "facts" => Some(FACTS),
        "needs" => Some(NEEDS),
        "gives" => Some(GIVES),
        _ => None,
    }
}

/// The table that has a word of this name.
fn home_of(word: &str) -> Option<&'static str> {
    ["needs", "gives", "facts"].into_iter().find(|name| table(name).is_some_and(|words| find(words, word).is_some()))
}

fn is_a_value(text: &str) -> bool {
    fn holds(kind: &crate::model::vocabulary::Kind, text: &str) -> bool {
        use crate::model::vocabulary::Kind;
        match kind {
            Kind::Enumeration(enumeration) => enumeration.index(text).is_some(),
            Kind::List(item) => holds(item, text),
            Kind::Record(words) => words.iter().any(|word| holds(&word.kind, text)),
            _ => false,
        }
    }
    [FACTS, NEEDS, GIVES, NEIGHBOUR].iter().any(|words| words.iter().any(|word| holds(&word.kind, text)))
}

fn no_such_word(part: &Name, of: &Type) -> Mistake {
    let Type::Record(words) = of else { return Mistake::new(part.start, part.end, "there is no such word") };
    let mistake = Mistake::new(part.start, part.end, format!("there is no word `{}` here", part.text));
    match (nearest(&part.text, words.iter().map(|word| word.name)), home_of(&part.text)) {
        (Some(near), _) => mistake.help(format!("did you mean `{near}`?")),
        (None, Some(home)) => mistake.help(format!("did you mean {home}.{}?", part.text)),
        (None, None) => mistake.help("the dictionary in policies/README.md has all words"),
    }
}

/// Two booleans compared, in terms of their truth: an absent boolean is false there as everywhere.
fn same_truth(left: Term, right: Term, equal: bool) -> TermKind {
    match (&left.kind, &right.kind) {
        (_, TermKind::Bool(wanted)) if *wanted == equal => left.kind,
        (_, TermKind::Bool(_)) => TermKind::Not(Box::new(left)),
        (TermKind::Bool(wanted), _) if *wanted == equal => right.kind,
        (TermKind::Bool(_), _) => TermKind::Not(Box::new(right)),
        _ => {
            let not_right = Term { kind: TermKind::Not(Box::new(right.clone())), start: right.start, end: right.end };
            let (yes, no) = if equal { (right, not_right) } else { (not_right, right) };
            TermKind::Ternary(Box::new(left), Box::new(yes), Box::new(no))
        }
    }
}
