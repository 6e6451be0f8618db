//! Conditions over choices: judged for every way that they fall.

use super::super::{ask_under, compile, switches};
use super::{Values, asked_of, at, choice, container, evidence, list, number, short, switch, text, unknown, words};
use crate::model::condition::{Branch, Scope};
use crate::model::fact::{Facts, Value};
use crate::model::neighbours::Neighbours;
use crate::model::tree::SwitchKind;
use crate::model::vocabulary::GIVES;

#[test]
fn each_way_that_choices_fall_is_judged() {
    let prod = switch("var.env == \"prod\"", &["true", "false"]);
    let big = switch("var.big", &["true", "false"]);
    let variant = switch("variant", &["dev", "stage", "prod"]);
    let spot = |switch| choice(switch, vec![text("spot"), text("never")]);
    let hardware = |switch| choice(switch, vec![text("shared"), text("own")]);
    let both = "gives.interruptible == 'spot' && gives.hardware == 'shared'";
    let either = "gives.interruptible == 'spot' || gives.hardware == 'shared'";
    let cases: Vec<(&str, Values, &str)> = vec![
        // True in all, in some, in none.
        ("gives.interruptible in ['spot', 'never']", vec![("gives.interruptible", spot(&prod))], "yes"),
        ("gives.interruptible == 'spot'", vec![("gives.interruptible", spot(&prod))], "when var.env == \"prod\"=true"),
        ("gives.interruptible == 'mixed'", vec![("gives.interruptible", spot(&prod))], "no"),
        // A variant is named as one; two that hold are two.
        (
            "gives.hardware == 'shared'",
            vec![("gives.hardware", choice(&variant, vec![text("own"), text("shared"), text("shared")]))],
            "when variant=stage! | variant=prod!",
        ),
        // Two choices on one switch go together.
        (
            both,
            vec![
                ("gives.interruptible", spot(&prod)),
                ("gives.hardware", choice(&prod, vec![text("own"), text("shared")])),
            ],
            "no",
        ),
        (
            both,
            vec![("gives.interruptible", spot(&prod)), ("gives.hardware", hardware(&big))],
            "when var.env == \"prod\"=true & var.big=true",
        ),
        (
            either,
            vec![("gives.interruptible", spot(&prod)), ("gives.hardware", hardware(&big))],
            "when var.env == \"prod\"=true | var.big=true",
        ),
        // A switch that makes no difference is not named.
        (
            "gives.interruptible == 'spot' && gives.hardware in ['shared', 'own']",
            vec![("gives.interruptible", spot(&prod)), ("gives.hardware", hardware(&big))],
            "when var.env == \"prod\"=true",
        ),
        // What a choice does not touch decides alone.
        (either, vec![("gives.interruptible", spot(&prod)), ("gives.hardware", text("shared"))], "yes"),
        // Choices inside choices, lists and records.
        (
            "gives.hardware == 'own'",
            vec![(
                "gives.hardware",
                choice(&prod, vec![choice(&big, vec![text("own"), text("shared")]), text("shared")]),
            )],
            "when var.env == \"prod\"=true & var.big=true",
        ),
        (
            "facts.containers.exists(c, c.privileged)",
            vec![(
                "facts.containers",
                list(vec![container(vec![("privileged", choice(&prod, vec![Value::Bool(true), Value::Bool(false)]))])]),
            )],
            "when var.env == \"prod\"=true",
        ),
        (
            "facts.containers.exists(c, c.privileged)",
            vec![(
                "facts.containers",
                choice(&prod, vec![list(vec![container(vec![("privileged", Value::Bool(true))])]), Value::Absent]),
            )],
            "when var.env == \"prod\"=true",
        ),
        (
            "'a' in facts.routes",
            vec![("facts.routes", list(vec![choice(&prod, vec![text("a"), text("b")])]))],
            "when var.env == \"prod\"=true",
        ),
        (
            "has(facts.schedule)",
            vec![("facts.schedule", choice(&prod, vec![text("daily"), Value::Absent]))],
            "when var.env == \"prod\"=true",
        ),
        // An unknown alternative: cannot tell, unless another holds.
        (
            "gives.hardware == 'own'",
            vec![("gives.hardware", choice(&prod, vec![unknown("u"), text("shared")]))],
            "? gives.hardware: u",
        ),
        (
            "gives.hardware == 'own'",
            vec![("gives.hardware", choice(&prod, vec![unknown("u"), text("own")]))],
            "when var.env == \"prod\"=false",
        ),
    ];
    for (condition, values, expected) in cases {
        assert_eq!(short(&asked_of(condition, values)), expected, "{condition}");
    }
}

#[test]
fn evidence_of_a_choice_is_the_alternative_that_holds() {
    let prod = switch("prod", &["true", "false"]);
    let values = || vec![("gives.hardware", choice(&prod, vec![text("own"), text("shared")]))];
    assert_eq!(evidence(&asked_of("gives.hardware == 'shared'", values())), "gives.hardware@201");
    assert_eq!(
        evidence(&asked_of("gives.hardware != 'dedicated-host'", values())),
        "gives.hardware@200 gives.hardware@201"
    );
}

#[test]
fn where_there_are_none_of_it_nothing_is_said() {
    let env = switch("env", &["dev", "test", "prod"]);
    let of = |most: [Value; 3], instances: [f64; 3]| {
        vec![
            ("facts.scale_max", choice(&env, most.into())),
            ("facts.instances", choice(&env, instances.map(number).into())),
        ]
    };
    let condition = "has(facts.scale_max) && facts.scale_max > 10";
    let table = [
        ([number(20.0), number(20.0), unknown("?")], [1.0, 2.0, 0.0], "yes"),
        ([number(5.0), number(5.0), number(20.0)], [1.0, 2.0, 0.0], "no"),
        ([number(5.0), number(20.0), number(20.0)], [1.0, 2.0, 0.0], "when env=test"),
        ([number(5.0), number(20.0), unknown("?")], [0.0, 0.0, 0.0], "no"),
    ];
    for (most, instances, expected) in table {
        assert_eq!(short(&asked_of(condition, of(most, instances))), expected);
    }
}

#[test]
fn more_ways_than_are_tried_cannot_be_told_unless_they_do_not_matter() {
    let deep =
        |name: &str| choice(&switch(name, &["1", "2", "3", "4", "5"]), (0..5).map(|n| number(f64::from(n))).collect());
    let values =
        || vec![("facts.scale_min", deep("a")), ("facts.scale_max", deep("b")), ("facts.instances", deep("c"))];
    let sum = "has(facts.scale_min) && has(facts.scale_max) && has(facts.instances) \
               && facts.scale_min + facts.scale_max + facts.instances > 3";
    let told = short(&asked_of(sum, values()));
    assert!(told.contains("it depends on a, b, c at once, in more than 64 ways"), "{told}");
    assert_eq!(short(&asked_of(&format!("{sum} || true"), values())), "yes");
}

#[test]
fn a_given_branch_is_followed_and_no_longer_asked_for() {
    let prod = switch("prod", &["true", "false"]);
    let gives = words(GIVES, vec![("hardware", choice(&prod, vec![text("own"), text("shared")]))]);
    let none = Facts::new();
    let alone = Neighbours::default();
    let scope = Scope { neighbours: &alone, facts: &none, needs: &none, gives: &gives, name_span: at(0) };
    let Ok(condition) = compile("gives.hardware == 'own'") else { panic!("not read") };
    let branch = |name: &str| [Branch { switch: "prod".into(), name: name.into(), kind: SwitchKind::Condition }];
    assert_eq!(short(&ask_under(&condition, &scope, &branch("true"))), "yes");
    assert_eq!(short(&ask_under(&condition, &scope, &branch("false"))), "no");
    assert_eq!(switches(&condition, &scope, &[]), vec![prod]);
    assert!(switches(&condition, &scope, &branch("true")).is_empty());
}
