//! Classification over small platforms: facts in, platform and axes out.

use std::sync::Arc;

use super::classify;
use crate::conditions::compile_over_facts;
use crate::model::condition::Condition;
use crate::model::fact::{Fact, Facts, Known, Value};
use crate::model::platform::{Axis, Case, Checked, Limit, Placement, Platform};
use crate::model::resource::{Resource, Role, UnitPath};
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Choice, Switch, SwitchKind, Unknown};

fn at(place: usize) -> Span {
    Span::new(SourceId(1), place, place + 1)
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn when(text: &str) -> Option<Condition> {
    Some(compile_over_facts(text).unwrap_or_else(|mistakes| panic!("{text}: {mistakes:?}")))
}

fn always(value: &str) -> Axis {
    Axis { cases: vec![Case { when: None, value: text(value) }] }
}

fn limit(name: &'static str, value: Option<f64>) -> Limit {
    Limit { name, value, hard: true, checked: Checked::Read, as_of: "2026-08".into(), source: "https://a.test".into() }
}

fn refinement(id: &str, of: &str, condition: &str, axes: Vec<(&'static str, Axis)>) -> Platform {
    Platform {
        id: id.into(),
        title: id.to_uppercase(),
        services: Vec::new(),
        refines: Some(of.into()),
        when: when(condition),
        model: None,
        axes,
        limits: Vec::new(),
    }
}

/// A root with three ways down: spot below it, dedicated below it, and a fleet below spot.
fn platforms() -> Vec<Platform> {
    let idle = Axis {
        cases: vec![
            Case {
                when: when("has(facts.provisioned_concurrency) && facts.provisioned_concurrency > 0"),
                value: text("full"),
            },
            Case { when: when("facts.always_on"), value: text("reduced") },
            Case { when: None, value: text("zero") },
        ],
    };
    let mut root = refinement("machine", "machine", "true", vec![]);
    root.services = vec!["aws-ec2"];
    (root.refines, root.when, root.model) = (None, None, Some("vm"));
    root.axes = vec![
        ("hardware", always("shared")),
        ("interruptible", always("never")),
        ("idle_cost", idle),
        (
            "boundary",
            Axis { cases: vec![Case { when: None, value: Value::Unknown(Unknown::because("only it knows")) }] },
        ),
    ];
    root.limits = vec![limit("timeout", Some(900.0)), limit("memory", None)];
    let spot_axes = vec![("interruptible", always("spot"))];
    let mut spot =
        refinement("machine-spot", "machine", "has(facts.capacity_type) && facts.capacity_type == 'spot'", spot_axes);
    spot.limits = vec![limit("timeout", Some(300.0)), limit("interruption_notice", Some(120.0))];
    let own_axes = vec![("hardware", always("own"))];
    let own = refinement("machine-own", "machine", "has(facts.tenancy) && facts.tenancy == 'host'", own_axes);
    let mut fleet = refinement("machine-fleet", "machine-spot", "facts.group", vec![]);
    fleet.model = Some("batch-job");
    // In an order that is not the tree's.
    vec![fleet, own, root, spot]
}

fn placed(facts: Vec<(&'static str, Value)>) -> Placement {
    let mut all = Facts::new();
    for (place, (name, value)) in facts.into_iter().enumerate() {
        all.set(name, Fact::written(value, at(20 + place)));
    }
    classify(&resource(all), &platforms())
}

fn resource(facts: Facts) -> Resource {
    Resource {
        unit: UnitPath("".into()),
        local: "aws_instance.web".into(),
        dialect: "terraform",
        kind: "aws_instance".into(),
        name: "web".into(),
        role: Role::Workload,
        service: Some("aws-ec2"),
        name_span: at(10),
        span: Span::new(SourceId(1), 5, 50),
        namespace: None,
        labels: Vec::new(),
        facts,
        lends: Facts::new(),
        tags: Vec::new(),
        links: Vec::new(),
        suppressions: Vec::new(),
        calls: Arc::default(),
    }
}

fn shown(fact: Option<&Fact>) -> String {
    let Some(fact) = fact else { return "none".to_owned() };
    match &fact.value {
        Value::Text(text) => text.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Unknown(unknown) => format!("? {}", unknown.reason),
        Value::Choice(choice) => {
            let options: Vec<String> = choice.options.iter().map(|option| shown(Some(option))).collect();
            format!("{}: {}", choice.switch.key, options.join(" | "))
        }
        other => format!("{other:?}"),
    }
}

fn choice(key: &str, options: Vec<Value>) -> Value {
    let switch = Switch { key: key.into(), branches: vec!["true".into(), "false".into()], kind: SwitchKind::Condition };
    let options = options.into_iter().enumerate().map(|(place, value)| Fact::written(value, at(30 + place))).collect();
    Value::Choice(Choice { switch: Arc::new(switch), options })
}

/// Facts, then the platform that stands, what it could be, and some of what it gives.
#[test]
fn the_descent_goes_on_while_a_refinement_answers_yes() {
    type Case =
        (Vec<(&'static str, Value)>, &'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);
    let unknown = || Value::Unknown(Unknown::because("var.x has no value here"));
    let cases: Vec<Case> = vec![
        (
            vec![],
            "machine",
            &[],
            &[
                ("platform", "machine"),
                ("model", "vm"),
                ("family", "vm"),
                ("hardware", "shared"),
                ("interruptible", "never"),
                ("boundary", "? only it knows"),
                ("billing", "? its platform does not say"),
            ],
        ),
        (
            vec![("capacity_type", text("spot"))],
            "machine-spot",
            &[],
            &[("interruptible", "spot"), ("hardware", "shared"), ("model", "vm")],
        ),
        (
            vec![("capacity_type", text("spot")), ("group", Value::Bool(true))],
            "machine-fleet",
            &[],
            &[("interruptible", "spot"), ("model", "batch-job"), ("family", "serverless")],
        ),
        // One that is it settles all: siblings exclude each other.
        (vec![("capacity_type", text("spot")), ("tenancy", unknown())], "machine-spot", &[], &[("hardware", "shared")]),
        // Cannot tell: the parent stands, and what the candidates differ in is unknown, nothing else.
        (
            vec![("tenancy", unknown())],
            "machine",
            &["machine-own"],
            &[
                ("platform", "? var.x has no value here"),
                ("hardware", "? var.x has no value here"),
                ("interruptible", "never"),
                ("model", "vm"),
            ],
        ),
        (
            vec![("capacity_type", unknown()), ("group", Value::Bool(true))],
            "machine",
            &["machine-fleet"],
            &[("model", "? var.x has no value here"), ("family", "? var.x has no value here"), ("hardware", "shared")],
        ),
        (
            vec![("capacity_type", text("spot")), ("group", unknown())],
            "machine-spot",
            &["machine-fleet"],
            &[("interruptible", "spot"), ("model", "? var.x has no value here")],
        ),
        // Choices: on one switch each branch is followed; on several it cannot be told.
        (
            vec![("capacity_type", choice("var.spot", vec![text("spot"), text("on-demand")]))],
            "machine",
            &["machine-spot"],
            &[
                ("platform", "var.spot: machine-spot | machine"),
                ("interruptible", "var.spot: spot | never"),
                ("hardware", "shared"),
                ("model", "vm"),
            ],
        ),
        (
            vec![
                ("capacity_type", choice("var.spot", vec![text("spot"), text("on-demand")])),
                ("group", choice("var.spot", vec![Value::Bool(true), Value::Bool(false)])),
            ],
            "machine",
            &["machine-fleet"],
            &[("model", "var.spot: batch-job | vm"), ("family", "var.spot: serverless | vm")],
        ),
        (
            vec![
                ("capacity_type", choice("var.a", vec![text("spot"), text("mixed")])),
                ("tenancy", choice("var.b", vec![text("host"), text("default")])),
            ],
            "machine",
            &["machine-own", "machine-spot"],
            &[("hardware", "? it depends on var.b, and it depends on var.a"), ("boundary", "? only it knows")],
        ),
        // Cases, in order.
        (vec![("provisioned_concurrency", Value::Number(2.0))], "machine", &[], &[("idle_cost", "full")]),
        (vec![("always_on", Value::Bool(true))], "machine", &[], &[("idle_cost", "reduced")]),
        (vec![], "machine", &[], &[("idle_cost", "zero")]),
        (vec![("provisioned_concurrency", unknown())], "machine", &[], &[("idle_cost", "? var.x has no value here")]),
        (
            vec![("always_on", choice("var.on", vec![Value::Bool(true), Value::Bool(false)]))],
            "machine",
            &[],
            &[("idle_cost", "var.on: reduced | zero")],
        ),
    ];
    for (facts, platform, could_be, gives) in cases {
        let label = format!("{facts:?}");
        let placement = placed(facts);
        assert_eq!(placement.platform.as_deref(), Some(platform), "{label}");
        let candidates: Vec<&str> = placement.could_be.iter().map(|candidate| candidate.platform.as_str()).collect();
        assert_eq!(candidates, could_be, "{label}");
        for (name, expected) in gives {
            assert_eq!(shown(placement.gives.get(name)), *expected, "{name} of {label}");
        }
    }
}

#[test]
fn cases_that_agree_need_no_decision() {
    let mut platforms = platforms();
    for (name, axis) in platforms.iter_mut().flat_map(|platform| &mut platform.axes) {
        if *name == "idle_cost" {
            axis.cases.iter_mut().for_each(|case| case.value = text("full"));
        }
    }
    let mut facts = Facts::new();
    facts.set("always_on", Fact::unknown("u", at(20)));
    let placement = classify(&resource(facts), &platforms);
    assert_eq!(shown(placement.gives.get("idle_cost")), "full");
}

#[test]
fn a_given_fact_points_at_the_line_that_makes_it_so() {
    let inherent = placed(vec![]);
    let place = |placement: &Placement, name: &str| {
        placement.gives.get(name).map(|fact| (fact.at, fact.known, fact.chain.len()))
    };
    assert_eq!(place(&inherent, "hardware"), Some((at(10), Known::Written, 0)));
    assert_eq!(place(&inherent, "idle_cost"), Some((at(10), Known::Written, 0)));
    let spot = placed(vec![("capacity_type", text("spot"))]);
    assert_eq!(place(&spot, "interruptible"), Some((at(20), Known::Written, 0)));
    assert_eq!(place(&spot, "hardware"), Some((at(10), Known::Written, 0)));
    // Written outside the workload, and no better known than there: the name, with the place behind it.
    let mut facts = Facts::new();
    facts.set("capacity_type", Fact::new(text("spot"), Known::Inferred, at(90)));
    let lent = classify(&resource(facts), &platforms());
    assert_eq!(place(&lent, "interruptible"), Some((at(10), Known::Inferred, 1)));
    let behind = lent.gives.get("interruptible").map(|fact| fact.literal());
    assert_eq!(behind, Some(at(90)));
}

#[test]
fn limits_are_the_nearest_platforms_own_and_bounded_where_it_cannot_be_told() {
    let limits = |placement: &Placement| {
        let Some(Value::Record(limits)) = placement.gives.get("limits").map(|fact| fact.value.clone()) else {
            panic!("no limits")
        };
        limits
    };
    let spot = placed(vec![("capacity_type", text("spot"))]);
    assert_eq!(limits(&spot).number("timeout"), Some(300.0));
    assert_eq!(limits(&spot).number("interruption_notice"), Some(120.0));
    assert!(limits(&spot).get("memory").is_none(), "there is no limit");
    assert_eq!(spot.limits.len(), 3);
    let perhaps = placed(vec![("capacity_type", Value::Unknown(Unknown::because("u")))]);
    let Some(Value::Unknown(unknown)) = limits(&perhaps).get("timeout").map(|fact| fact.value.clone()) else {
        panic!("known")
    };
    assert_eq!((unknown.at_least, unknown.at_most, unknown.not_null), (Some(300.0), Some(900.0), true));
    let Some(Value::Unknown(notice)) = limits(&perhaps).get("interruption_notice").map(|fact| fact.value.clone())
    else {
        panic!("known")
    };
    assert!(!notice.not_null, "on the parent there is none");
}

#[test]
fn without_a_platform_everything_is_unknown() {
    let mut other = resource(Facts::new());
    other.service = Some("aws-glue");
    let placement = classify(&other, &platforms());
    assert_eq!(placement.platform, None);
    assert_eq!(shown(placement.gives.get("model")), "? no platform is described for aws-glue");
    assert!(placement.gives.get("limits").is_some_and(Fact::is_unknown));
}
