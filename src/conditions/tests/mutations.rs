//! Nothing that is written for a condition can make reading it panic, hang or overflow.

use super::super::{ask, compile};
use super::at;
use crate::model::condition::Scope;
use crate::model::fact::Facts;
use crate::model::neighbours::Neighbours;

const SEEDS: &[&str] = &[
    "needs.regulated && gives.family == 'serverless' && gives.hardware == 'shared'",
    "has(needs.duration) && needs.duration > duration('15m') || !has(gives.limits.timeout)",
    "facts.containers.exists(c, c.gpus > 0 && c.command.exists(a, a.endsWith('train.py')))",
    "has(facts.memory) ? facts.memory * 2 <= bytes(\"10Gi\") : size(facts.routes) in [1, 2.5e3, -3]",
    "at_least(gives.boundary, 'microvm') && 'é𝄞' in facts.routes",
];

const PIECES: &[&str] =
    &["(", ")", "[", "]", "'", "\"", "\\", "&&", "||", "!", "-", ".", ",", "?", ":", "in", "é", "1e", "\0", " "];

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }
}

#[test]
fn mutated_conditions_end_in_a_condition_or_in_mistakes_inside_the_text() {
    let mut dice = Dice(7);
    let none = Facts::new();
    let alone = Neighbours::default();
    let scope = Scope { neighbours: &alone, facts: &none, needs: &none, gives: &none, name_span: at(0) };
    let mut read = 0;
    for _ in 0..6000 {
        let mut text: Vec<char> = SEEDS[dice.below(SEEDS.len())].chars().collect();
        for _ in 0..=dice.below(3) {
            let place = dice.below(text.len() + 1);
            match dice.below(3) {
                0 => text.truncate(place),
                1 => drop(text.splice(place..place, PIECES[dice.below(PIECES.len())].chars())),
                _ => drop(text.splice(place..(place + dice.below(4)).min(text.len()), [])),
            }
        }
        let text: String = text.into_iter().collect();
        match compile(&text) {
            Ok(condition) => {
                read += 1;
                drop(ask(&condition, &scope));
            }
            Err(mistakes) => {
                assert!(!mistakes.is_empty(), "{text}");
                for mistake in mistakes {
                    assert!(text.get(mistake.start as usize..mistake.end as usize).is_some(), "{text}: {mistake:?}");
                }
            }
        }
    }
    assert!(read > 50, "hardly any mutation was read: {read}");
}

#[test]
fn deep_and_long_conditions_are_refused() {
    let long = |part: &str, count: usize| part.repeat(count);
    let cases = [
        (format!("{}needs.pet{}", long("(", 2000), long(")", 2000)), "nested too deep"),
        (format!("{}needs.pet", long("!", 4000)), "nested too deep"),
        (format!("{}1 > 0", long("1+", 3000)), "nested too deep"),
        (format!("{}1 > 0", long("-", 4000)), "nested too deep"),
        (format!("facts.name{} == ''", long(".lowerAscii()", 500)), "nested too deep"),
        (format!("{}needs.pet", long("needs.pet ? ", 500)), "nested too deep"),
        (long("needs.pet && ", 2000), "longer than"),
    ];
    for (text, expected) in cases {
        let Err(mistakes) = compile(&text) else { panic!("read: {}", &text[..40]) };
        let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
        assert!(messages.iter().any(|message| message.contains(expected)), "{}: {messages:?}", &text[..40]);
    }
    // A long chain is wide, not deep.
    assert!(compile(&format!("{}needs.pet", long("needs.pet || ", 500))).is_ok());
}
