//! Entries against findings: what is the same, what is better and what is worse, and how that is said.

use std::collections::BTreeMap;

use super::compare::{Compared, compare};
use super::{above, below, beside, joined};
use crate::conditions::Direction::{self, Fewer, Higher, Lower, Other};
use crate::model::baseline::{Entry, Grounds, Kept};
use crate::model::policy::Severity;
use crate::model::source::{SourceId, Span};

fn entry(values: &[(&str, &[Kept])]) -> Entry {
    let values: Grounds = values.iter().map(|(path, kept)| ((*path).into(), kept.to_vec())).collect();
    Entry {
        unit: "infra".into(),
        fingerprint: "timeout-over-platform-limit@aws_lambda_function.f".into(),
        severity: Severity::Warning,
        variants: Vec::new(),
        instances: Vec::new(),
        only_when: None,
        values,
        span: None,
    }
}

/// `same`, `better`, or how it is worse.
fn said(then: &Entry, now: &Entry, directions: &[(&str, Direction)]) -> String {
    let directions: BTreeMap<_, _> = directions.iter().map(|(path, direction)| ((*path).into(), *direction)).collect();
    match compare(then, now, &directions) {
        Compared::Same => "same".to_owned(),
        Compared::Better => "better".to_owned(),
        Compared::Worse(differences) => {
            let at = Span::new(SourceId(0), 0, 0);
            format!("{}, now {}", joined(&differences, |one| one.was(at)), joined(&differences, |one| one.is(at)))
        }
    }
}

fn number(number: f64) -> Kept {
    Kept::Number(number)
}

fn text(text: &str) -> Kept {
    Kept::Text(text.into())
}

const UNKNOWN: Kept = Kept::Unknown { at_least: None, at_most: None };

fn from(least: f64) -> Kept {
    Kept::Unknown { at_least: Some(least), at_most: None }
}

fn up_to(most: f64) -> Kept {
    Kept::Unknown { at_least: None, at_most: Some(most) }
}

/// A word, its direction, its values then and now, and what is said.
type Row = (&'static str, Direction, Vec<Kept>, Vec<Kept>, &'static str);

#[test]
fn a_value_is_worse_in_the_direction_of_its_condition() {
    let rows: Vec<Row> = vec![
        ("facts.timeout", Higher, vec![number(900.0)], vec![number(900.0)], "same"),
        ("facts.timeout", Higher, vec![number(900.0)], vec![number(600.0)], "better"),
        (
            "facts.timeout",
            Higher,
            vec![number(900.0)],
            vec![number(1200.0)],
            "with a timeout of 15m, now with a timeout of 20m",
        ),
        ("facts.timeout", Higher, vec![number(900.0), number(1200.0)], vec![number(1200.0)], "same"),
        (
            "facts.timeout",
            Higher,
            vec![number(900.0)],
            vec![number(600.0), number(1200.0)],
            "with a timeout of 15m, now with a timeout of 10m or a timeout of 20m",
        ),
        ("gives.limits.timeout", Lower, vec![number(900.0)], vec![number(1200.0)], "better"),
        (
            "gives.limits.timeout",
            Lower,
            vec![number(900.0)],
            vec![number(600.0)],
            "with a limit of 15m a run, now with a limit of 10m a run",
        ),
        ("needs.data_level", Higher, vec![text("confidential")], vec![text("internal")], "better"),
        (
            "needs.data_level",
            Higher,
            vec![text("confidential")],
            vec![text("restricted")],
            "with data of level confidential, now with data of level restricted",
        ),
        ("gives.boundary", Lower, vec![text("microvm")], vec![text("shared-kernel")], "worse"),
        // Of what has no order, another value is another mismatch.
        ("needs.traffic", Other, vec![text("rare")], vec![text("rare")], "same"),
        ("needs.traffic", Other, vec![text("rare")], vec![text("scheduled")], "worse"),
        (
            "needs.traffic",
            Other,
            vec![Kept::Absent],
            vec![text("rare")],
            "with traffic: not set, now with rare traffic",
        ),
        ("needs.traffic", Other, vec![text("rare"), text("scheduled")], vec![text("rare")], "better"),
        ("needs.regimes", Other, vec![text("pci")], vec![], "better"),
        (
            "needs.regimes",
            Other,
            vec![text("pci")],
            vec![text("hipaa"), text("pci")],
            "with data under pci, now with data under hipaa, pci",
        ),
        ("facts.routes", Fewer, vec![text("a"), text("b")], vec![text("a"), text("b"), text("c")], "better"),
        ("facts.routes", Fewer, vec![text("a"), text("b")], vec![text("a")], "worse"),
        // What was not known may have been anything; what is not known any more may be anything.
        ("facts.timeout", Higher, vec![from(900.0)], vec![number(5000.0)], "better"),
        ("facts.timeout", Higher, vec![from(900.0)], vec![from(900.0)], "same"),
        ("facts.timeout", Higher, vec![up_to(900.0)], vec![number(1200.0)], "worse"),
        ("facts.timeout", Higher, vec![number(1200.0)], vec![from(900.0)], "worse"),
        ("facts.timeout", Higher, vec![number(1200.0)], vec![up_to(900.0)], "better"),
        ("needs.traffic", Other, vec![UNKNOWN], vec![text("rare")], "better"),
        ("needs.traffic", Other, vec![text("rare")], vec![UNKNOWN], "worse"),
        ("facts.instances", Other, vec![from(2.0)], vec![number(3.0)], "better"),
        ("facts.instances", Other, vec![from(2.0)], vec![number(1.0)], "worse"),
    ];
    for (path, direction, then, now, expected) in rows {
        let found = said(&entry(&[(path, &then)]), &entry(&[(path, &now)]), &[(path, direction)]);
        let fits = found == expected || (expected == "worse" && found.contains(", now "));
        assert!(fits, "{path} {direction:?} {then:?} {now:?}: {found}");
    }
}

#[test]
fn a_path_of_a_unit_is_found_among_many() {
    let paths = ["", "infra-old/a.tf", "infra/a.tf", "infra/b.tf", "web.yaml"];
    let rows = [
        (&paths[..], "infra", Some("infra/a.tf")),
        (&paths, "infra-old", Some("infra-old/a.tf")),
        (&paths, "web.yaml", Some("web.yaml")),
        (&paths, "web", None),
        (&paths, "zoo", None),
        (&paths, "", Some("")),
        (&paths[1..], "", Some("infra-old/a.tf")),
        (&[], "", None),
    ];
    for (paths, unit, expected) in rows {
        assert_eq!(below(paths, unit), expected, "{unit}");
    }
}

#[test]
fn what_hides_a_unit_stands_beside_or_above_it() {
    let rows = [
        // A problem's path, a unit, whether it is beside it, whether it is above it.
        ("infra/a.tf", "infra", true, false),
        ("infra/prod/a.tf", "infra", true, false),
        ("a.tf", "infra", false, false),
        ("infra", "infra/prod/eu", false, true),
        ("infra", "infra-old/prod", false, false),
        ("a.tf", "", true, false),
        ("infra/a.tf", "", false, false),
        ("", "", true, false),
    ];
    for (path, unit, is_beside, is_above) in rows {
        let in_root: Vec<&str> = [path].into_iter().filter(|path| !path.contains('/')).collect();
        let found = (beside(&[path], &in_root, unit).is_some(), above(&[path], unit).is_some());
        assert_eq!(found, (is_beside, is_above), "{path} {unit}");
    }
}

#[test]
fn what_is_louder_wider_or_rests_on_more_is_worse() {
    let plain = || entry(&[]);
    let louder = Entry { severity: Severity::Error, ..plain() };
    let guarded = Entry { only_when: Some("var.x is true".into()), ..plain() };
    let otherwise = Entry { only_when: Some("var.y is true".into()), ..plain() };
    let dev = Entry { variants: vec!["dev".into()], ..plain() };
    let both = Entry { variants: vec!["dev".into(), "prod".into()], ..plain() };
    let one = Entry { instances: vec!["a".into()], ..plain() };
    let timeout = entry(&[("facts.timeout", &[number(900.0)])]);
    let ungrounded = entry(&[("facts.memory", &[number(1.0)])]);
    let rows = [
        (plain(), plain(), "same"),
        (plain(), louder.clone(), "as a warning, now as an error"),
        (louder, plain(), "better"),
        (plain(), guarded.clone(), "better"),
        (guarded.clone(), plain(), "only when var.x is true, now in every case"),
        (guarded, otherwise, "only when var.x is true, now only when var.y is true"),
        (dev.clone(), both.clone(), "in dev, now in dev, prod"),
        (both.clone(), dev.clone(), "better"),
        (both, plain(), "in dev, prod, now in every variant"),
        (plain(), dev, "better"),
        (one, plain(), "of a, now of every instance"),
        (plain(), timeout.clone(), "for another reason, now with a timeout of 15m"),
        (timeout, plain(), "better"),
        // A word that the policy does not compare any more is nobody's ground.
        (ungrounded, plain(), "same"),
    ];
    for (then, now, expected) in rows {
        assert_eq!(said(&then, &now, &[("facts.timeout", Higher)]), expected, "{then:?} {now:?}");
    }
}
