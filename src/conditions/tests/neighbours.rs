//! What conditions read of neighbours, in three values, with the evidence that decides.

use std::sync::Arc;

use super::{at, choice, evidence, list, short, switch, text, unknown, words};
use crate::conditions::{ask, compile, compile_over_facts};
use crate::model::condition::{Judgement, Scope};
use crate::model::fact::{Fact, Facts, Value};
use crate::model::neighbours::{Neighbour, Neighbours};
use crate::model::vocabulary::NEIGHBOUR;

/// A neighbour's name, whether a kernel is shared with it, and what it says.
type Said = (&'static str, Value, Vec<(&'static str, Value)>);

fn asked(condition: &str, beside: Vec<Said>) -> Judgement {
    let neighbour = |(name, shares, said): Said| Neighbour {
        address: name.into(),
        said: Arc::new(Fact::written(Value::Record(words(NEIGHBOUR, said)), at(1))),
        shares_kernel: Fact::written(shares, at(2)),
    };
    let neighbours = Neighbours::new(beside.into_iter().map(neighbour).collect(), "itself".into());
    let none = Facts::new();
    let condition = compile(condition).unwrap_or_else(|mistakes| panic!("{condition}: {mistakes:?}"));
    assert!(condition.reads_neighbours());
    ask(&condition, &Scope { facts: &none, needs: &none, gives: &none, neighbours: &neighbours, name_span: at(0) })
}

#[test]
fn neighbours_decide_as_lists_do() {
    let host = "neighbours.exists(n, n.shares_kernel && n.kernel_access && !n.agent)";
    let yes = || Value::Bool(true);
    let no = || Value::Bool(false);
    let u = || unknown("var.u has no value here");
    let prod = switch("prod", &["true", "false"]);
    let rows: Vec<(&str, Vec<Said>, &str, &str)> = vec![
        (host, vec![], "no", "neighbours@0"),
        (
            host,
            vec![("a", yes(), vec![("kernel_access", yes())])],
            "yes",
            "neighbours.shares_kernel@2 neighbours.kernel_access@10 neighbours.agent@1",
        ),
        (host, vec![("itself", yes(), vec![("kernel_access", yes())])], "no", "neighbours@0"),
        (host, vec![("a", yes(), vec![])], "no", "neighbours.kernel_access@1"),
        (host, vec![("a", yes(), vec![("kernel_access", yes()), ("agent", yes())])], "no", "neighbours.agent@11"),
        (host, vec![("a", u(), vec![("kernel_access", no())])], "no", "neighbours.kernel_access@10"),
        (
            host,
            vec![("a", u(), vec![("kernel_access", yes())])],
            "? neighbours.shares_kernel: var.u has no value here",
            "",
        ),
        (
            host,
            vec![("a", yes(), vec![("kernel_access", u())])],
            "? neighbours.kernel_access: var.u has no value here",
            "",
        ),
        (
            host,
            vec![("a", u(), vec![("kernel_access", yes())]), ("b", yes(), vec![("kernel_access", yes())])],
            "yes",
            "neighbours.shares_kernel@2 neighbours.kernel_access@10 neighbours.agent@1",
        ),
        (
            host,
            vec![("a", choice(&prod, vec![yes(), no()]), vec![("kernel_access", yes())])],
            "when prod=true",
            "neighbours.shares_kernel@200 neighbours.kernel_access@10 neighbours.agent@1",
        ),
        (
            host,
            vec![("a", yes(), vec![("kernel_access", choice(&prod, vec![no(), yes()]))])],
            "when prod=false",
            "neighbours.shares_kernel@2 neighbours.kernel_access@201 neighbours.agent@1",
        ),
        (
            "neighbours.exists(n, n.regimes.exists(r, r == 'pci'))",
            vec![("a", yes(), vec![("regimes", list(vec![text("pci")]))])],
            "yes",
            "neighbours.regimes@100",
        ),
        ("size(neighbours) > 0", vec![("a", yes(), vec![])], "yes", "neighbours@1"),
        ("size(neighbours) > 0", vec![], "no", "neighbours@0"),
    ];
    for (condition, beside, expected, shown) in rows {
        let names: Vec<&str> = beside.iter().map(|(name, ..)| *name).collect();
        let judgement = asked(condition, beside);
        assert_eq!(
            (short(&judgement).as_str(), evidence(&judgement).as_str()),
            (expected, shown),
            "{condition} {names:?}"
        );
    }
}

#[test]
fn what_is_wrong_with_a_word_of_neighbours_is_told() {
    let rows = [
        ("neighbours.regulated", "a list has no part `regulated`"),
        ("neighbours.exists(n, n.privileged)", "there is no word `privileged` here"),
        ("neighbours.exists(n, n.data_level == 'restricted')", "`n.data_level` may be absent here"),
        ("neighbours.exists(n, has(n.data_level) && n.data_level == 'secret')", "'secret' is no value of data level"),
        ("neighbour.exists(n, n.regulated)", "there is no word `neighbour`"),
    ];
    for (condition, expected) in rows {
        let Err(mistakes) = compile(condition) else { panic!("{condition} was read") };
        assert_eq!(mistakes.first().map(|mistake| mistake.message.as_str()), Some(expected), "{condition}");
    }
    let Err(of_a_platform) = compile_over_facts("neighbours.exists(n, n.regulated)") else {
        panic!("a platform read it")
    };
    assert_eq!(of_a_platform.first().map(|mistake| mistake.message.as_str()), Some("`neighbours` cannot be read here"));
}
