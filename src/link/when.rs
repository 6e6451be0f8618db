//! When a link holds and which instances it means: what it brings is put under what decides that, and under nothing else.

use std::sync::Arc;

use crate::model::fact::{Fact, Value};
use crate::model::resource::Which;
use crate::model::tree::{Step, Switch, SwitchKind};
use crate::values::cases::chosen;
use crate::values::lists::{all_in_branch, in_branch};

/// Branches that switches take, the first asked first.
pub(super) type Guards = Vec<(Arc<Switch>, usize)>;

/// A case in which a link holds, and what it means then.
#[derive(Clone)]
pub(super) struct Case {
    /// What must be so for the holder.
    pub(super) guards: Guards,
    /// The instance that is meant; without one, all.
    instance: Option<(Arc<Switch>, usize)>,
}

/// Every case in which a link holds.
pub(super) fn cases(which: &Which) -> Vec<Case> {
    let mut found = Vec::new();
    gather(which, &mut Vec::new(), &mut found);
    found
}

fn gather(which: &Which, guards: &mut Guards, found: &mut Vec<Case>) {
    match which {
        Which::All => found.push(Case { guards: guards.clone(), instance: None }),
        Which::None => {}
        Which::One(switch, branch) => {
            found.push(Case { guards: guards.clone(), instance: Some((Arc::clone(switch), *branch)) });
        }
        Which::Chosen(choice) => {
            for (branch, option) in choice.options.iter().enumerate() {
                guards.push((Arc::clone(&choice.switch), branch));
                gather(option, guards, found);
                guards.pop();
            }
        }
    }
}

impl Case {
    /// A fact of the target as the holder has it in this case.
    pub(super) fn drawn(&self, fact: Fact) -> Fact {
        // Of two definitions that are under one condition the branches go together.
        let of_instance = match &self.instance {
            Some((switch, branch)) => all_in_branch(fact, switch, *branch),
            None => fact,
        };
        self.as_guarded(of_instance)
    }

    /// A fact of the holder as its target has it in this case.
    pub(super) fn lent(&self, fact: Fact) -> Fact {
        self.as_guarded(fact)
    }

    fn as_guarded(&self, fact: Fact) -> Fact {
        self.guards.iter().fold(fact, |fact, (switch, branch)| all_in_branch(fact, switch, *branch))
    }

    /// What must be so for the target to be meant. The instances of the holder are all there at once: each lends its own.
    pub(super) fn for_target(&self) -> Guards {
        let decided = self.guards.iter().filter(|(switch, _)| switch.kind != SwitchKind::Instance);
        decided.chain(&self.instance).cloned().collect()
    }

    /// Whether both may hold at once.
    pub(super) fn goes_with(&self, other: &Self) -> bool {
        let parts = |(switch, branch): &(Arc<Switch>, usize)| {
            other.guards.iter().any(|(beside, taken)| beside == switch && taken != branch)
        };
        !self.guards.iter().any(parts)
    }

    /// Whether both mean the same.
    pub(super) fn means_as(&self, other: &Self) -> bool {
        self.instance == other.instance
    }
}

/// A fact of which what is under some guards is decided anew, from what it is there; nothing where nothing is.
pub(super) fn under(
    own: Option<&Fact>,
    guards: &[(Arc<Switch>, usize)],
    decide: &mut dyn FnMut(Option<&Fact>) -> Option<Fact>,
) -> Option<Fact> {
    let Some(((switch, branch), rest)) = guards.split_first() else { return decide(own) };
    let part = |branch: usize| own.map(|own| in_branch(own.clone(), switch, branch));
    let decided = under(part(*branch).as_ref(), rest, decide)?;
    let at = own.map_or(decided.at, |own| own.at);
    let mut options: Vec<Fact> =
        (0..switch.branches.len()).map(|branch| part(branch).unwrap_or_else(|| Fact::absent(at))).collect();
    if let Some(option) = options.get_mut(*branch) {
        *option = decided;
    }
    let way = shared_way(&options);
    let whole = chosen(switch, options, at);
    let is_choice = matches!(whole.value, Value::Choice(_));
    Some(if is_choice { Fact { chain: way, ..whole } } else { whole })
}

/// The way that all branches came, as far as it is one.
fn shared_way(options: &[Fact]) -> Vec<Step> {
    let mut ways = options.iter().filter(|option| !option.is_absent()).map(|option| option.chain.as_slice());
    let first = ways.next().unwrap_or_default();
    let shared = |length: usize, way: &[Step]| {
        first.iter().take(length).zip(way).take_while(|(one, other)| one == other).count()
    };
    let length = ways.fold(first.len(), shared);
    first.iter().take(length).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{cases, under};
    use crate::link::take::taken;
    use crate::model::fact::{Fact, Facts, Known, Value};
    use crate::model::resource::Which;
    use crate::model::source::{SourceId, Span};
    use crate::model::tree::{Choice, Switch, SwitchKind};

    fn at() -> Span {
        Span::new(SourceId(0), 0, 0)
    }

    fn text(text: &str) -> Fact {
        match text {
            "-" => Fact::absent(at()),
            _ => Fact::written(Value::Text(text.into()), at()),
        }
    }

    fn default(value: &str) -> Fact {
        Fact { known: Known::Defaulted, ..text(value) }
    }

    fn switch(key: &str) -> Arc<Switch> {
        let branches = vec!["a".into(), "b".into()];
        Arc::new(Switch { key: key.into(), branches, kind: SwitchKind::Instance })
    }

    fn two(key: &str, options: [Fact; 2]) -> Fact {
        Fact::written(Value::Choice(Choice { switch: switch(key), options: options.into() }), at())
    }

    fn list(item: Fact) -> Fact {
        let mut facts = Facts::new();
        facts.set("name", item);
        Fact::written(Value::List(vec![Fact::written(Value::Record(facts), at())]), at())
    }

    fn shown(fact: &Fact) -> String {
        match &fact.value {
            Value::Absent => "-".to_owned(),
            Value::Choice(choice) => {
                format!("{}({})", choice.switch.key, choice.options.iter().map(shown).collect::<Vec<_>>().join(" "))
            }
            Value::List(items) => {
                let names = items.iter().filter_map(Fact::as_record).filter_map(|record| record.get("name"));
                format!("[{}]", names.map(shown).collect::<Vec<_>>().join(" "))
            }
            Value::Unknown(_) => "?".to_owned(),
            _ => fact.as_text().unwrap_or_default().to_owned(),
        }
    }

    /// Of the switch `of`, the instances that those of `by` mean; `n` is none.
    fn by_own(means: &str) -> Which {
        let which = |one: char| match one {
            'a' => Which::One(switch("of"), 0),
            'b' => Which::One(switch("of"), 1),
            _ => Which::None,
        };
        Which::Chosen(Box::new(Choice { switch: switch("by"), options: means.chars().map(which).collect() }))
    }

    #[test]
    fn what_is_drawn_is_of_the_instances_that_are_meant() {
        let lent = || two("of", [text("x"), text("y")]);
        for (own, fact, which, expected) in [
            (None, lent(), Which::All, "of(x y)"),
            (None, lent(), Which::None, "-"),
            (None, lent(), Which::One(switch("of"), 1), "y"),
            (None, list(lent()), Which::One(switch("of"), 1), "[y]"),
            (None, two("on", [lent(), text("z")]), Which::One(switch("of"), 0), "on(x z)"),
            (None, lent(), by_own("ab"), "by(x y)"),
            (None, lent(), by_own("ba"), "by(y x)"),
            (None, lent(), by_own("aa"), "x"),
            (None, lent(), by_own("nb"), "by(- y)"),
            (None, list(lent()), by_own("ba"), "by([y] [x])"),
            (None, text("z"), by_own("ab"), "z"),
            (None, two("by", [text("x"), text("y")]), by_own("ab"), "by(x y)"),
            // What is written stays, branch by branch; a default does not.
            (Some(text("own")), lent(), by_own("ab"), "own"),
            (Some(default("own")), lent(), by_own("ab"), "by(x y)"),
            (Some(default("own")), lent(), by_own("nb"), "by(own y)"),
            (Some(default("own")), two("of", [text("-"), text("y")]), Which::All, "of(own y)"),
            (Some(two("by", [text("own"), text("-")])), lent(), by_own("ab"), "by(own y)"),
            (Some(two("by", [text("-"), default("own")])), lent(), by_own("aa"), "x"),
            (Some(two("on", [text("own"), text("-")])), lent(), by_own("ab"), "by(on(own x) on(own y))"),
        ] {
            let told = format!("{:?} {} {which:?}", own.as_ref().map(shown), shown(&fact));
            let drawn = cases(&which).into_iter().fold(own, |own, case| {
                let mut decide = |own: Option<&Fact>| taken(own, &case.drawn(fact.clone()));
                under(own.as_ref(), &case.guards, &mut decide).or(own)
            });
            assert_eq!(drawn.as_ref().map_or("-".to_owned(), shown), expected, "{told}");
        }
    }

    #[test]
    fn more_ways_than_are_followed_are_unknown() {
        let many =
            ["m", "n"].into_iter().fold(two("l", [text("x"), text("y")]), |inner, key| two(key, [text("z"), inner]));
        let wide = two("k", [many.clone(), two("j", [many, text("w")])]);
        let case = cases(&by_own("na")).remove(0);
        let drawn = under(None, &case.guards, &mut |_| Some(wide.clone()));
        assert_eq!(drawn.as_ref().map(shown).as_deref(), Some("?"));
    }

    #[test]
    fn what_is_lent_goes_to_the_instances_that_are_meant() {
        let targets = |which: &Which| {
            let guards = |case: super::Case| {
                let guards = case.for_target();
                guards.iter().map(|(switch, branch)| format!("{}={branch}", switch.key)).collect::<Vec<_>>().join(" ")
            };
            cases(which).into_iter().map(guards).collect::<Vec<_>>()
        };
        assert_eq!(targets(&Which::All), [""]);
        assert_eq!(targets(&Which::One(switch("of"), 1)), ["of=1"]);
        // The lender's own instances are all there at once.
        assert_eq!(targets(&by_own("bn")), ["of=1"]);
        assert_eq!(targets(&by_own("ba")), ["of=1", "of=0"]);
    }
}
