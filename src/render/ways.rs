//! Ways: how a fact came, a line for each place that it came through; of a choice, each alternative with its own.

use std::io::{self, Write};

use super::View;
use super::style::plain;
use crate::model::fact::{Fact, Value};
use crate::model::resource::Resource;
use crate::model::source::Span;
use crate::model::tree::{Choice, Step, Switch, SwitchKind};
use crate::model::vocabulary::Kind;
use crate::values::phrase::value_text;
use crate::values::ways::CHOSEN;

/// The dialect whose expressions are shown: their names are those of the way that a value came.
const TERRAFORM: &str = "terraform";
/// Of a longer expression the beginning is shown, in letters.
const MOST_EXPRESSED: usize = 60;
/// Of a longer question the beginning is shown, in letters.
const MOST_ASKED: usize = 90;

/// What stands between the name of a question and its answers.
const AMONG: &str = " among ";

/// What is said of a fact's way.
pub(super) struct Way<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) of: &'a Resource,
    /// The kind of the fact's word.
    pub(super) kind: Kind,
}

/// Writes the way of a fact, below the line that says it.
pub(super) fn write(way: &Way<'_>, fact: &Fact, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    for step in told_of(fact) {
        let place = expressed(way.view, way.of, step.span);
        writeln!(out, "{:indent$}through {}{place}", "", plain(&step.name))?;
    }
    match &fact.value {
        Value::Choice(choice) => write_options(way, choice, fact, indent, out),
        _ => Ok(()),
    }
}

fn write_options(
    way: &Way<'_>,
    choice: &Choice<Fact>,
    whole: &Fact,
    indent: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut told: Vec<(Vec<&str>, &Fact)> = Vec::with_capacity(choice.options.len());
    for (branch, option) in choice.switch.branches.iter().zip(&choice.options) {
        match told.iter_mut().find(|(_, known)| *known == option) {
            Some((branches, _)) => branches.push(branch),
            None => told.push((vec![branch], option)),
        }
    }
    for (branches, option) in told {
        let mut value = value_text(way.kind, &option.value);
        if option.known != whole.known && !option.is_unknown() {
            value.push_str(&format!(", {}", option.known.name()));
        }
        let place = if option.at == whole.at { String::new() } else { expressed(way.view, way.of, option.at) };
        writeln!(out, "{:indent$}{} {}{place}", "", plain(&value), in_words(&choice.switch, &branches))?;
        write(way, option, indent + 2, out)?;
    }
    Ok(())
}

/// When branches are taken: `in prod`, `of a, b`, `when var.on`.
fn in_words(switch: &Switch, branches: &[&str]) -> String {
    // Of a question that lists its answers, these follow.
    let question = switch.key.split_once(AMONG).map_or(switch.key.as_str(), |(question, _)| question);
    let key = shortened(question, MOST_ASKED);
    let names = branches.join(", ");
    let names = plain(&names);
    match (switch.kind, branches) {
        (SwitchKind::Variant, _) => format!("in {names}"),
        (SwitchKind::Instance, _) => format!("of {names}"),
        (SwitchKind::Condition, ["true"]) => format!("when {key}"),
        (SwitchKind::Condition, ["false"]) => format!("when not ({key})"),
        (SwitchKind::Condition, _) => format!("when {key} is {}", names.replace(", ", " or ")),
    }
}

/// `  (main.tf:3:4)`, or nothing where the source is not known.
pub(super) fn at(view: &View<'_>, span: Span) -> String {
    let sources = &view.report.sources;
    if sources.get(span.source).is_none() {
        return String::new();
    }
    let position = sources.start(span);
    format!("  ({}:{}:{})", view.options.base.show(sources.path(span)), position.line, position.column)
}

/// `  (main.tf:3:4: var.size)`: a place, and of Terraform the expression there. A literal is the value, which is said.
pub(super) fn expressed(view: &View<'_>, resource: &Resource, span: Span) -> String {
    let place = at(view, span);
    let source = view.report.sources.get(span.source).filter(|_| resource.dialect == TERRAFORM);
    let expression = source.map(|source| source.slice(span)).filter(|text| is_expression(text));
    match (place.strip_suffix(')'), expression) {
        (Some(open), Some(text)) => format!("{open}: {})", shortened(text, MOST_EXPRESSED)),
        _ => place,
    }
}

/// Whether a text of Terraform refers to something or calls a function, outside what it quotes.
fn is_expression(text: &str) -> bool {
    let mut is_quoted = false;
    let mut before = ' ';
    for letter in text.chars() {
        let goes_on = matches!(letter, '.' | '(' | '[');
        let begins = letter == '{' && before == '$';
        if begins || (!is_quoted && goes_on && (before.is_alphabetic() || before == '_' || before == ']')) {
            return true;
        }
        if letter == '"' && before != '\\' {
            is_quoted = !is_quoted;
        }
        before = letter;
    }
    false
}

/// An expression in one line, its end left out where it is long.
fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = plain(&line);
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}...", line.get(..end).unwrap_or_default()),
        None => line.into_owned(),
    }
}

/// The places of a fact's way, each once.
fn told_of(fact: &Fact) -> impl Iterator<Item = &Step> {
    let next = fact.chain.iter().skip(1).map(Some).chain([None]);
    let pairs = fact.chain.iter().zip(next).enumerate();
    // The variable of a module that misfit brings along stands at its call, where the fact does.
    let is_here = |step: &Step| step.span == fact.at && step.name.starts_with("var.");
    let is_told = move |(place, (step, next)): &(usize, (&Step, Option<&Step>))| match next {
        _ if is_here(step) => false,
        // Of two names for one place, the outer one says more: the argument of a call.
        Some(next) => next.span != step.span,
        // What a condition chose stands at both ends of the way of what decided it.
        None => step.name != CHOSEN && !fact.chain.iter().take(*place).any(|earlier| earlier == *step),
    };
    pairs.filter(is_told).map(|(_, (step, _))| step)
}
