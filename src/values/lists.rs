//! Lists of facts that are put together from several, of which some may be choices or unknown.

use crate::model::fact::{Fact, Value};
use crate::model::tree::{Choice, MOST_ALTERNATIVES, Switch};

/// All items of several lists in one; an unknown list is one unknown item. Nothing where there is no list.
///
/// The whole has at most [`MOST_ALTERNATIVES`] ways: a list that would make it more is one unknown item as well.
pub fn concatenated(lists: impl IntoIterator<Item = Fact>) -> Option<Fact> {
    let mut lists = lists.into_iter().filter(|list| !list.is_absent());
    let first = lists.next()?;
    Some(lists.fold(first, |all, list| {
        let (own, more) = (ways(&all), ways(&list));
        let few = own == 1 || more == 1 || own.saturating_mul(more) <= MOST_ALTERNATIVES;
        if few || of_one_switch(&all, &list) { both(all, list) } else { open(all, list) }
    }))
}

/// A schedule together with all that hold beside it: each lends all.
pub fn joined(own: Fact, all: &[Fact]) -> Fact {
    let texts: Option<Vec<&str>> = all.iter().map(Fact::as_text).collect();
    match texts {
        Some(texts) if texts.len() > 1 => Fact { value: Value::Text(texts.join("; ").into()), ..own },
        _ => own,
    }
}

/// A fact as it is in one branch of a switch.
#[must_use]
pub fn in_branch(fact: Fact, switch: &Switch, branch: usize) -> Fact {
    match fact.value {
        Value::Choice(choice) if *choice.switch == *switch => match choice.options.into_iter().nth(branch) {
            Some(option) => in_branch(option, switch, branch),
            None => Fact::absent(fact.at),
        },
        Value::Choice(choice) => {
            let options = choice.options.into_iter().map(|option| in_branch(option, switch, branch)).collect();
            Fact { value: Value::Choice(Choice { switch: choice.switch, options }), ..fact }
        }
        _ => fact,
    }
}

/// A fact with all that is in it, as it is in one branch of a switch.
#[must_use]
pub fn all_in_branch(fact: Fact, switch: &Switch, branch: usize) -> Fact {
    let value = match fact.value {
        Value::Choice(choice) if *choice.switch == *switch => {
            return match choice.options.into_iter().nth(branch) {
                Some(option) => all_in_branch(option, switch, branch),
                None => Fact::absent(fact.at),
            };
        }
        Value::Choice(choice) => {
            let options = choice.options.into_iter().map(|option| all_in_branch(option, switch, branch)).collect();
            Value::Choice(Choice { switch: choice.switch, options })
        }
        Value::List(items) => Value::List(items.into_iter().map(|item| all_in_branch(item, switch, branch)).collect()),
        Value::Record(mut facts) => {
            facts.iter_mut().for_each(|(_, fact)| {
                let whole = std::mem::replace(fact, Fact::absent(fact.at));
                *fact = all_in_branch(whole, switch, branch);
            });
            Value::Record(facts)
        }
        other => other,
    };
    Fact { value, ..fact }
}

fn both(left: Fact, right: Fact) -> Fact {
    let at = left.at;
    match (left.value, right.value) {
        (Value::Choice(choice), value) => {
            let right = Fact { value, ..right };
            let parts = choice.options.into_iter().enumerate();
            let options =
                parts.map(|(branch, option)| both(option, in_branch(right.clone(), &choice.switch, branch))).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch, options }), at)
        }
        (value, Value::Choice(choice)) => {
            let left = Fact { value, ..left };
            let options = choice.options.into_iter().map(|option| both(left.clone(), option)).collect();
            Fact::written(Value::Choice(Choice { switch: choice.switch, options }), at)
        }
        (Value::List(mut items), value) => {
            items.extend(into_items(Fact { value, ..right }));
            Fact { value: Value::List(items), ..left }
        }
        (left_value, right_value) => {
            let mut items = into_items(Fact { value: left_value, ..left });
            items.extend(into_items(Fact { value: right_value, ..right }));
            Fact::written(Value::List(items), at)
        }
    }
}

/// A list, and another of which only what decides it is said.
fn open(all: Fact, list: Fact) -> Fact {
    let reason = match &list.value {
        Value::Choice(choice) => format!("a part of it depends on {}", choice.switch.key),
        _ => "it has too many ways to be".to_owned(),
    };
    let unknown = Fact::unknown(reason, list.at);
    both(all, unknown)
}

/// In how many ways a fact may be.
pub fn ways(fact: &Fact) -> usize {
    match &fact.value {
        Value::Choice(choice) => choice.options.iter().map(ways).sum(),
        _ => 1,
    }
}

/// Whether the second adds no way to the first: it is decided by what decides the first.
fn of_one_switch(all: &Fact, list: &Fact) -> bool {
    match (&all.value, &list.value) {
        (Value::Choice(one), Value::Choice(other)) => {
            let flat = other.options.iter().all(|option| !matches!(option.value, Value::Choice(_)));
            flat && (one.switch == other.switch || one.options.iter().all(|option| of_one_switch(option, list)))
        }
        _ => false,
    }
}

fn into_items(fact: Fact) -> Vec<Fact> {
    match fact.value {
        Value::List(items) => items,
        Value::Absent => Vec::new(),
        _ => vec![fact],
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::concatenated;
    use crate::model::fact::{Fact, Value};
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Choice, Switch, SwitchKind};

    fn at() -> Span {
        Span::new(SourceId(0), 0, 0)
    }

    fn list(items: &[&str]) -> Fact {
        let items = items.iter().map(|item| Fact::written(Value::Text((*item).into()), at())).collect();
        Fact::written(Value::List(items), at())
    }

    fn unknown() -> Fact {
        Fact::unknown("nobody knows", at())
    }

    fn choice(key: &str, options: Vec<Fact>) -> Fact {
        let branches = vec!["true".into(), "false".into()];
        let switch = Arc::new(Switch { key: key.into(), branches, kind: SwitchKind::Condition });
        Fact::written(Value::Choice(Choice { switch, options }), at())
    }

    /// There where `key` holds.
    fn perhaps(key: &str, item: &str) -> Fact {
        choice(key, vec![list(&[item]), Fact::absent(at())])
    }

    fn shown(fact: &Fact) -> String {
        let all = |facts: &[Fact]| facts.iter().map(shown).collect::<Vec<_>>();
        match &fact.value {
            Value::List(items) => format!("[{}]", all(items).join(" ")),
            Value::Choice(choice) => format!("{}({})", choice.switch.key, all(&choice.options).join(", ")),
            Value::Unknown(unknown) => format!("? {}", unknown.reason),
            Value::Text(text) => text.to_string(),
            _ => "-".to_owned(),
        }
    }

    #[test]
    fn no_item_is_lost_to_a_list_that_is_open() {
        for (lists, expected) in [
            (vec![list(&["a"]), list(&["b"])], "[a b]"),
            (vec![list(&["a"]), unknown()], "[a ? nobody knows]"),
            (vec![unknown(), list(&["a"])], "[? nobody knows a]"),
            (vec![list(&["a"]), perhaps("on", "b")], "on([a b], [a])"),
            (vec![perhaps("on", "b"), list(&["a"])], "on([b a], [a])"),
            (vec![perhaps("on", "a"), unknown()], "on([a ? nobody knows], [? nobody knows])"),
            (vec![perhaps("on", "a"), perhaps("on", "b")], "on([a b], [])"),
            (vec![perhaps("on", "a"), perhaps("up", "b")], "on(up([a b], [a]), up([b], []))"),
            (
                vec![perhaps("on", "a"), choice("up", vec![perhaps("on", "b"), list(&["c"])])],
                "on(up([a b], [a c]), up([], [c]))",
            ),
            (vec![Fact::absent(at()), list(&["a"]), Fact::absent(at())], "[a]"),
        ] {
            assert_eq!(concatenated(lists).as_ref().map(shown).as_deref(), Some(expected));
        }
        assert!(concatenated([Fact::absent(at())]).is_none());
    }

    #[test]
    fn ways_do_not_multiply_without_bound() {
        let many = (0..1_000).map(|number| perhaps(&format!("v{number}"), "a"));
        let all = concatenated([list(&["own"])].into_iter().chain(many));
        let shown = all.as_ref().map(shown).unwrap_or_default();
        assert!(shown.starts_with("v0(v1(v2([own a a a ? a part of it depends on v3 "), "{shown}");
        assert_eq!(shown.matches("[own").count(), 8);
    }
}
