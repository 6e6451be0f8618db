//! Facts made of facts: every option of a choice for itself, the way they came kept.

use std::borrow::Cow;
use std::sync::Arc;

use smol_str::SmolStr;

use super::lists::in_branch;
use crate::model::fact::{Fact, Value};
use crate::model::tree::{Choice, Unknown};

/// Choices within choices that are followed; deeper ones are unknown.
const MOST_DEPTH: usize = 3;

/// Makes a fact of another, option by option of its choices.
pub fn each(fact: &Fact, make: &dyn Fn(&Fact) -> Fact) -> Fact {
    each_to(fact, make, MOST_DEPTH)
}

fn each_to(fact: &Fact, make: &dyn Fn(&Fact) -> Fact, depth: usize) -> Fact {
    match &fact.value {
        Value::Choice(_) if depth == 0 => too_deep(fact),
        Value::Choice(choice) => chosen(fact, choice, |_, option| each_to(option, make, depth - 1)),
        _ => make(fact),
    }
}

/// Makes one fact of two, option by option; choices on one switch go together, however deep the second has its own.
pub fn combine(one: &Fact, other: &Fact, join: &dyn Fn(&Fact, &Fact) -> Fact) -> Fact {
    combine_to(one, other, join, MOST_DEPTH)
}

fn combine_to(one: &Fact, other: &Fact, join: &dyn Fn(&Fact, &Fact) -> Fact, depth: usize) -> Fact {
    match (&one.value, &other.value) {
        (Value::Choice(_), _) | (_, Value::Choice(_)) if depth == 0 => too_deep(one),
        (Value::Choice(choice), beside) => chosen(one, choice, |branch, option| {
            let other = match beside {
                Value::Choice(_) => Cow::Owned(in_branch(other.clone(), &choice.switch, branch)),
                _ => Cow::Borrowed(other),
            };
            combine_to(option, &other, join, depth - 1)
        }),
        (_, Value::Choice(choice)) => chosen(other, choice, |_, option| combine_to(one, option, join, depth - 1)),
        _ => join(one, other),
    }
}

fn chosen(fact: &Fact, choice: &Choice<Fact>, make: impl Fn(usize, &Fact) -> Fact) -> Fact {
    let options = choice.options.iter().enumerate().map(|(branch, option)| make(branch, option)).collect();
    valued(fact, Value::Choice(Choice { switch: Arc::clone(&choice.switch), options }))
}

fn too_deep(fact: &Fact) -> Fact {
    valued(fact, unknown("it hangs on too many choices"))
}

/// The same fact with another value.
#[must_use]
pub fn valued(fact: &Fact, value: Value) -> Fact {
    Fact { value, known: fact.known, at: fact.at, chain: fact.chain.clone() }
}

/// An unknown value of which only the reason is known.
pub fn unknown(reason: impl Into<SmolStr>) -> Value {
    Value::Unknown(Unknown::because(reason))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{combine, valued};
    use crate::model::fact::{Fact, Value};
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Choice, Switch, SwitchKind};

    fn text(text: &str) -> Fact {
        Fact::written(Value::Text(text.into()), Span::new(SourceId(0), 0, 0))
    }

    fn choice(key: &str, options: Vec<Fact>) -> Fact {
        let branches = (0..options.len()).map(|branch| branch.to_string().into()).collect();
        let switch = Arc::new(Switch { key: key.into(), branches, kind: SwitchKind::Condition });
        Fact::written(Value::Choice(Choice { switch, options }), Span::new(SourceId(0), 0, 0))
    }

    fn shown(fact: &Fact) -> String {
        match &fact.value {
            Value::Choice(choice) => {
                let options: Vec<String> = choice.options.iter().map(shown).collect();
                format!("{}({})", choice.switch.key, options.join(" "))
            }
            Value::Unknown(_) => "?".to_owned(),
            _ => fact.as_text().unwrap_or("-").to_owned(),
        }
    }

    #[test]
    fn only_what_can_be_together_is_put_together() {
        let two = |key: &str, one: &str, other: &str| choice(key, vec![text(one), text(other)]);
        for (one, other, expected) in [
            (text("a"), text("x"), "ax"),
            (two("on", "a", "b"), text("x"), "on(ax bx)"),
            (text("a"), two("on", "x", "y"), "on(ax ay)"),
            (two("on", "a", "b"), two("on", "x", "y"), "on(ax by)"),
            (two("on", "a", "b"), two("up", "x", "y"), "on(up(ax ay) up(bx by))"),
            // Two switches of one key that have other branches are two.
            (two("on", "a", "b"), choice("on", vec![text("x"), text("y"), text("z")]), "on(on(ax ay az) on(bx by bz))"),
            (two("on", "a", "b"), choice("up", vec![two("on", "x", "y"), text("z")]), "on(up(ax az) up(by bz))"),
            (
                choice("on", vec![two("up", "a", "b"), text("c")]),
                choice("up", vec![two("on", "x", "y"), text("z")]),
                "on(up(ax bz) up(cy cz))",
            ),
            (choice("k", vec![choice("l", vec![choice("m", vec![two("n", "a", "b")])])]), text("x"), "k(l(m(?)))"),
        ] {
            let put = combine(&one, &other, &|one, other| {
                let both = [one, other].map(|fact| fact.as_text().unwrap_or("-")).concat();
                valued(one, Value::Text(both.into()))
            });
            assert_eq!(shown(&put), expected);
        }
    }
}
