//! Checking calls: `has`, quantities, `at_least`, the macros over lists and the functions of texts.

use super::Mistake;
use super::check::{Checker, path_of};
use super::parse::{Expression, ExpressionKind, Name};
use super::types::{Type, comparable};
use crate::model::condition::{Function, Quantifier, Term, TermKind};
use crate::values::nearest::nearest;
use crate::values::units;

/// Macros are nested no deeper than this: each level multiplies the work.
const DEEPEST_MACRO: usize = 3;

const FREE: &[&str] = &["has", "size", "at_least", "duration", "bytes", "rate"];
const METHODS: &[&str] = &["exists", "all", "startsWith", "endsWith", "contains", "lowerAscii", "size"];

impl Checker {
    pub(super) fn call(
        &mut self,
        receiver: Option<&Expression>,
        name: &Name,
        arguments: &[Expression],
    ) -> (TermKind, Type) {
        match (receiver, name.text.as_str(), arguments) {
            (None, "has", [path]) => self.has(path),
            (None, "duration", [text]) => self.quantity(text, Type::Duration, units::seconds, "15m, 900s or 1h30m"),
            (None, "bytes", [text]) => self.quantity(text, Type::Bytes, units::bytes, "512Mi or 10GB"),
            (None, "rate", [text]) => self.quantity(text, Type::Rate, units::per_second, "100/s or 5/m"),
            (None, "at_least", [value, bound]) => self.at_least(value, bound),
            (None, "size", [of]) | (Some(of), "size", []) => self.size(of),
            (Some(list), "exists", [variable, test]) => self.over(Quantifier::Exists, list, variable, test),
            (Some(list), "all", [variable, test]) => self.over(Quantifier::All, list, variable, test),
            (Some(text), "startsWith", [other]) => self.text_test(Function::StartsWith, text, other),
            (Some(text), "endsWith", [other]) => self.text_test(Function::EndsWith, text, other),
            (Some(text), "contains", [other]) => self.text_test(Function::Contains, text, other),
            (Some(text), "lowerAscii", []) => {
                let term = self.text(text);
                (TermKind::Call(Function::LowerAscii, vec![term]), Type::Text)
            }
            _ => self.no_such_call(receiver.is_some(), name, arguments.len()),
        }
    }

    fn no_such_call(&mut self, has_receiver: bool, name: &Name, count: usize) -> (TermKind, Type) {
        let (here, there) = if has_receiver { (METHODS, FREE) } else { (FREE, METHODS) };
        let text = name.text.as_str();
        let mistake = if here.contains(&text) {
            Mistake::new(name.start, name.end, format!("`{text}` does not take {count} values"))
        } else {
            let told = Mistake::new(name.start, name.end, format!("there is no function `{text}`"));
            match (there.contains(&text), nearest(text, here.iter().copied())) {
                (true, _) if has_receiver => told.help(format!("write {text}(...)")),
                (true, _) => told.help(format!("write value.{text}(...)")),
                (false, Some(near)) => told.help(format!("did you mean `{near}`?")),
                (false, None) => told.help(format!("there are {}", here.join(", "))),
            }
        };
        self.report(mistake);
        (TermKind::Bool(false), Type::Anything)
    }

    fn has(&mut self, path: &Expression) -> (TermKind, Type) {
        let ExpressionKind::Path(names) = &path.kind else {
            let mistake = Mistake::new(path.start, path.end, "`has` asks for a word");
            self.report(mistake.help("write has(needs.duration)"));
            return (TermKind::Bool(false), Type::Bool);
        };
        let known = self.word(names);
        if names.len() == 1 && known != Type::Anything {
            self.report(Mistake::new(path.start, path.end, "an item of a list is always there"));
        }
        (TermKind::Has(path_of(names)), Type::Bool)
    }

    fn quantity(
        &mut self,
        text: &Expression,
        of: Type,
        read: fn(&str) -> Option<f64>,
        examples: &str,
    ) -> (TermKind, Type) {
        let read = match &text.kind {
            ExpressionKind::Text(text) => read(text).filter(|number| number.is_finite()),
            _ => None,
        };
        let number = read.unwrap_or_else(|| {
            let mistake = Mistake::new(text.start, text.end, format!("this is not {}", of.called()));
            self.report(mistake.help(format!("write it in quotes, as {examples}")));
            0.0
        });
        (TermKind::Number(number), of)
    }

    fn at_least(&mut self, value: &Expression, bound: &Expression) -> (TermKind, Type) {
        let (value_term, value_type) = self.operand(value);
        let (bound_term, bound_type) = self.operand(bound);
        let enumeration = match (&value_type, &bound_type) {
            (Type::Enumeration(enumeration), _) => *enumeration,
            (Type::Anything, _) | (_, Type::Anything) => return (TermKind::Bool(false), Type::Bool),
            (other, _) => {
                let message = format!("at_least compares ordered values, and this is {}", other.called());
                self.report(Mistake::new(value.start, value.end, message));
                return (TermKind::Bool(false), Type::Bool);
            }
        };
        if !enumeration.ordered {
            let message = format!("the values of {} have no order", enumeration.name);
            self.report(Mistake::new(value.start, value.end, message).help("compare them with == or `in`"));
        }
        if let Some(mistake) = comparable((value, &value_type), (bound, &bound_type)) {
            self.report(mistake);
        }
        (TermKind::AtLeast(Box::new(value_term), Box::new(bound_term), enumeration), Type::Bool)
    }

    fn size(&mut self, of: &Expression) -> (TermKind, Type) {
        let (term, kind) = self.operand(of);
        if !matches!(kind, Type::List(_)) && !kind.is_text() {
            self.report(Mistake::new(of.start, of.end, format!("{} has no size", kind.called())));
        }
        (TermKind::Call(Function::Size, vec![term]), Type::Number)
    }

    fn text(&mut self, expression: &Expression) -> Term {
        let (term, kind) = self.operand(expression);
        if !kind.is_text() {
            let message = format!("this is {}, where text is wanted", kind.called());
            let mistake = Mistake::new(expression.start, expression.end, message);
            self.report(match kind {
                Type::List(_) => mistake.help("write `value in list`, or list.exists(x, ...)"),
                _ => mistake,
            });
        }
        term
    }

    fn text_test(&mut self, function: Function, text: &Expression, other: &Expression) -> (TermKind, Type) {
        let terms = vec![self.text(text), self.text(other)];
        (TermKind::Call(function, terms), Type::Bool)
    }

    fn over(
        &mut self,
        quantifier: Quantifier,
        list: &Expression,
        variable: &Expression,
        test: &Expression,
    ) -> (TermKind, Type) {
        let (list_term, list_type) = self.part(list);
        let item = match (&list_type, &list_term.kind) {
            (Type::List(item), TermKind::Path(_) | TermKind::List(_)) => (**item).clone(),
            (Type::Anything, _) => Type::Anything,
            (other, _) => {
                let message = format!("this is {}, where a list is wanted", other.called());
                self.report(Mistake::new(list.start, list.end, message));
                Type::Anything
            }
        };
        let name = match &variable.kind {
            ExpressionKind::Path(names) if names.len() == 1 => names.first().map(|name| name.text.clone()),
            _ => None,
        };
        let taken = |name: &str| {
            matches!(name, "facts" | "needs" | "gives") || self.variables.iter().any(|(other, _)| other == name)
        };
        let Some(name) = name.filter(|name| !taken(name)) else {
            let mistake = Mistake::new(variable.start, variable.end, "this is no free name for an item");
            self.report(mistake.help("write list.exists(x, ...) with a name of its own"));
            return (TermKind::Bool(false), Type::Bool);
        };
        if self.variables.len() >= DEEPEST_MACRO {
            let message = format!("lists are asked no deeper than {DEEPEST_MACRO} in each other");
            self.report(Mistake::new(list.start, test.end, message));
            return (TermKind::Bool(false), Type::Bool);
        }
        self.variables.push((name.clone(), item));
        let test = Box::new(self.truth(test));
        self.variables.pop();
        (TermKind::Macro { quantifier, list: Box::new(list_term), variable: name, test }, Type::Bool)
    }
}
