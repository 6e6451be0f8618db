//! What conditions come to, in three values, with the evidence that decides.

use super::{
    Values, asked_of, at, choice, container, evidence, grounds_of, limits, list, number, short, switch, text, unknown,
};
use crate::model::fact::{Fact, Known, Value};
use crate::model::tree::Unknown;

/// `t`, `f` and `u` stand for a boolean that is true, false and unknown.
#[test]
fn truth_tables_hold() {
    let values = |left: &str, right: &str| {
        let value = |name: &str| match name {
            "t" => Value::Bool(true),
            "f" => Value::Bool(false),
            "u" => unknown("u"),
            _ => Value::Absent,
        };
        vec![("needs.pet", value(left)), ("needs.regulated", value(right))]
    };
    let table = [
        // left, right, and, or, equal
        ("t", "t", "yes", "yes", "yes"),
        ("t", "f", "no", "yes", "no"),
        ("t", "u", "?", "yes", "?"),
        ("f", "t", "no", "yes", "no"),
        ("f", "f", "no", "no", "yes"),
        ("f", "u", "no", "?", "?"),
        ("u", "t", "?", "yes", "?"),
        ("u", "f", "no", "?", "?"),
        ("u", "u", "?", "?", "?"),
        ("absent", "t", "no", "yes", "no"),
        ("absent", "f", "no", "no", "yes"),
    ];
    for (left, right, and, or, equal) in table {
        let came_to = |condition: &str| {
            let short = short(&asked_of(condition, values(left, right)));
            short.split(' ').next().map(str::to_owned)
        };
        assert_eq!(came_to("needs.pet && needs.regulated").as_deref(), Some(and), "{left} && {right}");
        assert_eq!(came_to("needs.pet || needs.regulated").as_deref(), Some(or), "{left} || {right}");
        assert_eq!(came_to("needs.pet == needs.regulated").as_deref(), Some(equal), "{left} == {right}");
        let negated = match and {
            "yes" => "no",
            "no" => "yes",
            other => other,
        };
        assert_eq!(came_to("!(needs.pet && needs.regulated)").as_deref(), Some(negated), "!({left} && {right})");
    }
}

fn bounded(at_least: Option<f64>, at_most: Option<f64>, not_null: bool) -> Value {
    Value::Unknown(Unknown { at_least, at_most, not_null, ..Unknown::because("var.t has no value here") })
}

#[test]
fn one_value_decides_as_the_rules_say() {
    let duration = "has(needs.duration) && needs.duration > duration('15m')";
    let why = "needs.duration: var.t has no value here";
    let cases: Vec<(&str, Values, String)> = vec![
        // has: present, absent, never said, unknown, unknown and not null.
        ("has(needs.duration)", vec![("needs.duration", number(1.0))], "yes".into()),
        ("has(needs.duration)", vec![("needs.duration", Value::Absent)], "no".into()),
        ("has(needs.duration)", vec![], "no".into()),
        ("has(needs.duration)", vec![("needs.duration", bounded(None, None, false))], format!("? {why}")),
        ("has(needs.duration)", vec![("needs.duration", bounded(None, None, true))], "yes".into()),
        // Units.
        (duration, vec![("needs.duration", number(901.0))], "yes".into()),
        (duration, vec![("needs.duration", number(900.0))], "no".into()),
        (
            "has(facts.memory) && facts.memory >= bytes('1Gi')",
            vec![("facts.memory", number(1_073_741_824.0))],
            "yes".into(),
        ),
        ("has(needs.rate) && needs.rate < rate('60/m')", vec![("needs.rate", number(0.5))], "yes".into()),
        (
            "has(needs.rate) && has(needs.duration) && needs.rate * needs.duration >= 10",
            vec![("needs.rate", number(5.0)), ("needs.duration", number(2.0))],
            "yes".into(),
        ),
        // Bounds of an unknown decide what they can.
        (duration, vec![("needs.duration", bounded(None, Some(900.0), true))], "no".into()),
        (duration, vec![("needs.duration", bounded(Some(901.0), None, true))], "yes".into()),
        (duration, vec![("needs.duration", bounded(Some(900.0), None, true))], format!("? {why}")),
        (duration, vec![("needs.duration", bounded(Some(901.0), None, false))], format!("? {why}")),
        (
            "has(needs.duration) && needs.duration * 2 + duration('1s') > duration('1h')",
            vec![("needs.duration", bounded(None, Some(60.0), true))],
            "no".into(),
        ),
        (
            "has(needs.peak_to_mean) && 8 / needs.peak_to_mean > 2",
            vec![("needs.peak_to_mean", number(0.0))],
            "? needs.peak_to_mean: what is written there is no such value".into(),
        ),
        // Enumerations and texts.
        ("gives.hardware == 'shared'", vec![("gives.hardware", text("shared"))], "yes".into()),
        ("gives.hardware != 'shared'", vec![("gives.hardware", text("own"))], "yes".into()),
        (
            "gives.hardware == 'shared'",
            vec![("gives.hardware", unknown("the node is not written here"))],
            "? gives.hardware: the node is not written here".into(),
        ),
        ("at_least(gives.boundary, 'microvm')", vec![("gives.boundary", text("vm"))], "yes".into()),
        ("at_least(gives.boundary, 'microvm')", vec![("gives.boundary", text("shared-kernel"))], "no".into()),
        ("at_least(gives.boundary, 'process')", vec![("gives.boundary", unknown("x"))], "yes".into()),
        ("facts.name.lowerAscii().startsWith('web')", vec![("facts.name", text("WebShop"))], "yes".into()),
        ("facts.name.endsWith('x') || facts.name.contains('y')", vec![("facts.name", text("a-y-b"))], "yes".into()),
        // Lists: an absent one is empty.
        ("'pci' in needs.regimes", vec![("needs.regimes", list(vec![text("gdpr"), text("pci")]))], "yes".into()),
        ("'pci' in needs.regimes", vec![], "no".into()),
        ("'pci' in needs.regimes", vec![("needs.regimes", list(vec![unknown("u"), text("pci")]))], "yes".into()),
        (
            "'pci' in needs.regimes",
            vec![("needs.regimes", list(vec![unknown("u"), text("gdpr")]))],
            "? needs.regimes: u".into(),
        ),
        ("size(needs.regimes) == 0", vec![], "yes".into()),
        ("size(needs.regimes) < 0", vec![("needs.regimes", unknown("u"))], "no".into()),
        ("needs.regimes.all(r, r == 'pci')", vec![], "yes".into()),
        (
            "['pci', 'hipaa'].exists(r, r in needs.regimes)",
            vec![("needs.regimes", list(vec![text("hipaa")]))],
            "yes".into(),
        ),
        // Items that are unknown decide nothing; one that is known does.
        (
            "facts.containers.exists(c, c.privileged)",
            vec![("facts.containers", list(vec![unknown("u"), container(vec![("privileged", Value::Bool(true))])]))],
            "yes".into(),
        ),
        (
            "facts.containers.exists(c, c.privileged)",
            vec![("facts.containers", list(vec![unknown("u"), container(vec![])]))],
            "? facts.containers.privileged: u".into(),
        ),
        (
            "facts.containers.all(c, c.privileged)",
            vec![("facts.containers", unknown("u"))],
            "? facts.containers: u".into(),
        ),
        // Limits: an unknown record's parts are unknown.
        (
            "has(gives.limits.timeout)",
            vec![("gives.limits", unknown("it may be another"))],
            "? gives.limits.timeout: it may be another".into(),
        ),
        ("has(gives.limits.timeout)", vec![("gives.limits", limits(vec![]))], "no".into()),
        // A conditional decides where both ways agree.
        (
            "needs.pet ? gives.hardware == 'own' : gives.hardware == 'own'",
            vec![("needs.pet", unknown("u")), ("gives.hardware", text("own"))],
            "yes".into(),
        ),
        // A value that is not of the word's type is unknown, never false.
        (
            "facts.name == 'x'",
            vec![("facts.name", number(1.0))],
            "? facts.name: what is written there is no such value".into(),
        ),
    ];
    for (condition, values, expected) in cases {
        let judgement = asked_of(condition, values.clone());
        assert_eq!(short(&judgement), expected, "{condition} over {values:?}");
    }
}

#[test]
fn grounds_are_all_that_would_decide() {
    let yes = || Value::Bool(true);
    let no = || Value::Bool(false);
    let privileged = |value: Value| container(vec![("name", text("c")), ("privileged", value)]);
    let levels = || vec![("needs.data_level", text("restricted")), ("needs.regimes", list(vec![text("pci")]))];
    let cases: Vec<(&str, Values, &str)> = vec![
        (
            "needs.pet || needs.replicated",
            vec![("needs.pet", yes()), ("needs.replicated", yes())],
            "needs.pet needs.replicated",
        ),
        ("needs.pet || needs.replicated", vec![("needs.pet", no()), ("needs.replicated", yes())], "needs.replicated"),
        (
            "needs.pet || needs.replicated",
            vec![("needs.pet", unknown("u")), ("needs.replicated", yes())],
            "needs.replicated",
        ),
        (
            "!(needs.pet && needs.replicated)",
            vec![("needs.pet", no()), ("needs.replicated", no())],
            "needs.pet needs.replicated",
        ),
        (
            "(needs.pet && needs.accelerator) || needs.replicated",
            vec![("needs.pet", yes()), ("needs.replicated", yes())],
            "needs.replicated",
        ),
        (
            "facts.containers.exists(c, c.privileged)",
            vec![("facts.containers", list(vec![privileged(no()), privileged(yes()), privileged(yes())]))],
            "facts.containers.privileged facts.containers.privileged",
        ),
        (
            "facts.routes.all(r, r.contains('a'))",
            vec![("facts.routes", list(vec![text("a"), text("ab"), text("ac"), text("ad")]))],
            "facts.routes facts.routes facts.routes facts.routes",
        ),
        // What decides in some branch only.
        (
            "needs.pet || needs.replicated",
            vec![
                ("needs.pet", yes()),
                ("needs.replicated", choice(&switch("var.x", &["true", "false"]), vec![yes(), no()])),
            ],
            "needs.pet needs.replicated",
        ),
        // What a Boolean stands for, while it is true.
        (
            "needs.regulated",
            [levels(), vec![("needs.regulated", yes())]].concat(),
            "needs.data_level needs.regimes needs.regulated",
        ),
        ("!needs.regulated", [levels(), vec![("needs.regulated", no())]].concat(), "needs.regulated"),
        (
            "needs.regulated == true",
            vec![("needs.regulated", yes()), levels().remove(1)],
            "needs.regimes needs.regulated",
        ),
    ];
    for (condition, values, expected) in cases {
        let grounds = grounds_of(condition, values.clone());
        assert_eq!(grounds, expected, "{condition} over {values:?}");
    }
}

/// The numbers are the places of facts: 0 is the name, 10 and 11 the first two, 100 and on a list's items.
#[test]
fn evidence_is_the_smallest_set_that_decides() {
    let yes = || Value::Bool(true);
    let no = || Value::Bool(false);
    let privileged = |value: Value| container(vec![("name", text("c")), ("privileged", value)]);
    let cases: Vec<(&str, Values, &str)> = vec![
        (
            "needs.pet && needs.regulated",
            vec![("needs.pet", yes()), ("needs.regulated", yes())],
            "needs.pet@10 needs.regulated@11",
        ),
        ("needs.pet || needs.regulated", vec![("needs.pet", yes()), ("needs.regulated", yes())], "needs.pet@10"),
        (
            "needs.pet || needs.regulated",
            vec![("needs.pet", unknown("u")), ("needs.regulated", yes())],
            "needs.regulated@11",
        ),
        ("needs.pet && needs.regulated", vec![("needs.pet", no()), ("needs.regulated", no())], "needs.pet@10"),
        (
            "needs.pet && needs.regulated",
            vec![("needs.pet", unknown("u")), ("needs.regulated", no())],
            "needs.regulated@11",
        ),
        (
            "!(needs.pet || needs.regulated)",
            vec![("needs.pet", no()), ("needs.regulated", no())],
            "needs.pet@10 needs.regulated@11",
        ),
        // Absent: where it would be written.
        ("!has(facts.schedule)", vec![], "facts.schedule@0"),
        ("!has(facts.schedule)", vec![("facts.schedule", Value::Absent)], "facts.schedule@10"),
        ("has(facts.timeout) && facts.timeout > 0", vec![("facts.timeout", number(1.0))], "facts.timeout@10"),
        // The first witness, by its own fact; of `all`, three.
        (
            "facts.containers.exists(c, c.privileged)",
            vec![("facts.containers", list(vec![privileged(no()), privileged(yes()), privileged(yes())]))],
            "facts.containers.privileged@11",
        ),
        (
            "facts.routes.all(r, r.contains('a'))",
            vec![("facts.routes", list(vec![text("a"), text("ab"), text("ac"), text("ad")]))],
            "facts.routes@100 facts.routes@101 facts.routes@102",
        ),
        (
            "!facts.routes.exists(r, r == 'z')",
            vec![("facts.routes", list(vec![text("a"), text("b")]))],
            "facts.routes@100 facts.routes@101",
        ),
        ("!facts.routes.exists(r, r == 'z')", vec![], "facts.routes@0"),
        ("'pci' in needs.regimes", vec![("needs.regimes", list(vec![text("gdpr"), text("pci")]))], "needs.regimes@101"),
        ("!('pci' in needs.regimes)", vec![("needs.regimes", list(vec![text("gdpr")]))], "needs.regimes@10"),
        // A part of an item that is not there: at the item.
        (
            "!facts.containers.exists(c, has(c.image))",
            vec![("facts.containers", list(vec![container(vec![])]))],
            "facts.containers.image@100",
        ),
        (
            "needs.pet ? gives.hardware == 'own' : gives.model == 'vm'",
            vec![("needs.pet", yes()), ("gives.hardware", text("own"))],
            "needs.pet@10 gives.hardware@10",
        ),
    ];
    for (condition, values, expected) in cases {
        let judgement = asked_of(condition, values);
        assert_eq!(evidence(&judgement), expected, "{condition}");
        assert!(judgement.missing.is_empty(), "{condition}");
    }
}

#[test]
fn a_fact_is_known_no_better_than_what_it_lies_in() {
    let mut regimes = Fact::written(list(vec![text("pci")]), at(1));
    regimes.known = Known::Inherited;
    let mut needs = crate::model::fact::Facts::new();
    needs.set("regimes", regimes);
    let none = crate::model::fact::Facts::new();
    let judgement = super::asked("'pci' in needs.regimes", &none, &needs, &none);
    assert_eq!(judgement.evidence.first().map(|evidence| evidence.fact.known), Some(Known::Inherited));
}

#[test]
fn what_is_missing_is_named_once() {
    let judgement = asked_of(
        "has(needs.rate) && needs.rate > rate('1/s') && needs.rate < rate('9/s')",
        vec![("needs.rate", unknown("var.rate has no value here"))],
    );
    assert_eq!(short(&judgement), "? needs.rate: var.rate has no value here");
    assert!(judgement.evidence.is_empty());
}

#[test]
fn long_lists_in_each_other_end() {
    let many = || list((0..400).map(|place| text(&place.to_string())).collect());
    let values = vec![("facts.routes", many()), ("facts.node_selector", many())];
    let nested = "facts.routes.exists(a, facts.node_selector.exists(b, facts.routes.exists(c, a == 'x' && b == c)))";
    assert_eq!(short(&asked_of(nested, values)), "? facts: the lists that it asks are too long");
}
