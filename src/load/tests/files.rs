//! Policy and platform files.

use super::super::{place, platform, policy, tree as check_tree};
use super::{all_told, tree};
use crate::model::fact::{Known, Value};
use crate::model::platform::Platform;
use crate::model::policy::{Concern, Severity};
use crate::model::source::{SourceId, Span};

const POLICY: &str = r#"title: state on spot
severity: {declared: warning, inferred: note}
concern: state
when: >-
  has(needs.state) && needs.state == 'durable'
  && gives.interruptible == 'spot'
message: "{workload} keeps {needs.state} on {platform}, see {gives.limits.timeout}"
why: It is lost.
instead:
  - {way: Keep it elsewhere, price: a store to pay for}
  - {way: Pay on demand, price: three times as much}
see: [https://a.test/spot]
since: 0.1.0
"#;

const ROOT: &str = r#"title: A Machine
services: [aws-ec2]
model: vm
axes:
  boundary: vm
  kernel_shared_with: nobody
  hardware: {unknown: the host is chosen at start}
  interruptible: never
  billing: per-instance
  idle_cost:
    cases:
      - when: facts.always_on
        value: full
      - value: reduced
  scaling: none
  start_up: unknown
  lifetime: service
  durable_storage: volume
  inbound: any
  os_patching: customer
  host_access: allowed
  accelerators: true
limits:
  timeout: {value: 15m, kind: hard, checked: read, as_of: 2026-08, source: "https://a.test"}
  memory: {value: none, kind: soft, checked: general-knowledge, as_of: 2026-08-14, source: "https://a.test"}
settings:
  - {name: tenancy, fact: tenancy, changes: [hardware], price: ten percent more}
asks: [patches]
trades: [nothing]
see: [https://a.test]
"#;

const SPOT: &str = "title: Spot\nrefines: machine\nwhen: has(facts.capacity_type) && facts.capacity_type == 'spot'\naxes: {interruptible: spot}\nsee: [https://a.test]\n";

fn read(id: &str, text: &str) -> Platform {
    let (read, problems) = platform(id, &tree(text), text);
    assert!(problems.is_empty(), "{:?}", all_told(text, &problems));
    read.unwrap_or_else(|| panic!("{id} was not read"))
}

#[test]
fn a_policy_is_read_whole() {
    let (read, problems) = policy("state-on-spot", &tree(POLICY), POLICY);
    assert!(problems.is_empty(), "{:?}", all_told(POLICY, &problems));
    let Some(read) = read else { panic!("not read") };
    assert_eq!(read.severity, [(Known::Declared, Severity::Warning), (Known::Inferred, Severity::Note)]);
    assert_eq!((read.concern, read.instead.len()), (Concern::State, 2));
}

#[test]
fn a_platform_is_read_whole() {
    let root = read("machine", ROOT);
    assert_eq!((root.services.as_slice(), root.model, root.axes.len()), (&["aws-ec2"][..], Some("vm"), 14));
    let axis = |name: &str| root.axes.iter().find(|(axis, _)| *axis == name).map(|(_, axis)| axis.clone());
    assert!(axis("idle_cost").is_some_and(|axis| axis.cases.len() == 2));
    let hardware = axis("hardware").and_then(|axis| axis.cases.first().map(|case| case.value.clone()));
    assert!(matches!(hardware, Some(Value::Unknown(unknown)) if unknown.reason == "the host is chosen at start"));
    let limits: Vec<_> = root.limits.iter().map(|limit| (limit.name, limit.value, limit.hard)).collect();
    assert_eq!(limits, [("timeout", Some(900.0), true), ("memory", None, false)]);
    let spot = read("machine-spot", SPOT);
    assert_eq!((spot.refines.as_deref(), spot.model), (Some("machine"), None));
}

/// A good file with one thing changed, and what is said of it.
#[test]
fn what_is_wrong_with_a_policy_is_told_in_its_place() {
    let cases: &[(&str, &str, &str)] = &[
        ("concern: state", "concern: stat", "stat: there is no concern `stat` (did you mean `state`?)"),
        ("why: It is lost.", "wy: It is lost.", "wy: a policy has no key `wy` (did you mean `why`?)"),
        (
            "severity: {declared: warning, inferred: note}",
            "severity: warn",
            "warn: there is no severity `warn` (known are note, warning, error)",
        ),
        ("inferred: note", "infered: note", "infered: `severity` has no key `infered` (did you mean `inferred`?)"),
        (
            "needs.state == 'durable'",
            "needs.state == 'durably'",
            "'durably': 'durably' is no value of state (did you mean 'durable'?)",
        ),
        (
            "gives.interruptible",
            "gives.interruptable",
            "interruptable: there is no word `interruptable` here (did you mean `interruptible`?)",
        ),
        (
            "{needs.state} on",
            "{needs.stat} on",
            "\"{workload} keeps {needs.stat} on {platform}, see {gives.limits.timeout}\": there is no word `needs.stat` to fill in (did you mean `state`?)",
        ),
        (
            "  - {way: Pay on demand, price: three times as much}\n",
            "",
            "`instead` is a list of at least two ways out, each with its price",
        ),
        (
            "price: three times as much",
            "prize: three times as much",
            "prize: a way out has no key `prize` (did you mean `price`?)",
        ),
        ("see: [https://a.test/spot]", "see: [a book]", "a book: a source is a link: https://..."),
        ("since: 0.1.0\n", "", "title: state on spot: `since` is missing"),
    ];
    for (from, to, expected) in cases {
        let text = POLICY.replacen(from, to, 1);
        let (_, problems) = policy("state-on-spot", &tree(&text), &text);
        let told = all_told(&text, &problems);
        let found = told.iter().any(|told| told.trim_start_matches(['-', ' ']).contains(expected));
        assert!(found, "{expected}\n{told:#?}");
    }
    let (_, problems) = policy("State--on", &tree(POLICY), POLICY);
    assert!(problems[0].message.contains("is no id"), "{problems:?}");
}

#[test]
fn what_is_wrong_with_a_platform_is_told_in_its_place() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "services: [aws-ec2]",
            "services: [aws-ec3]",
            "aws-ec3: there is no service `aws-ec3` (did you mean `aws-ec2`?)",
        ),
        ("model: vm", "model: vn", "vn: there is no compute model `vn` (did you mean `vm`?)"),
        ("  lifetime: service\n", "", "axes: no axis lifetime (a platform that refines no other"),
        ("boundary: vm", "boundary: vms", "vms: boundary: `vms` is no value of boundary (did you mean `vm`?)"),
        ("boundary: vm", "boundry: vm", "boundry: `axes` has no key `boundry` (did you mean `boundary`?)"),
        ("accelerators: true", "accelerators: some", "some: accelerators: this is not a boolean (write true or false)"),
        ("when: facts.always_on", "when: needs.pet", "needs: `needs` cannot be read here (readable here: facts)"),
        ("      - value: reduced\n", "", "the last case has no `when`"),
        ("value: 15m", "value: 900", "900: `900` has no unit (write a duration as 900s, 15m or 1h30m)"),
        ("kind: hard", "kind: harsh", "harsh: there is no kind of limit `harsh`"),
        (
            "as_of: 2026-08,",
            "as_of: last year,",
            "last year: `last year` is no month or day (write it as 2026-08 or 2026-08-14)",
        ),
        ("  memory: {value", "  memori: {value", "memori: `limits` has no key `memori` (did you mean `memory`?)"),
        ("fact: tenancy", "fact: tenanzy", "tenanzy: there is no fact `tenanzy` (did you mean `tenancy`?)"),
        (
            "changes: [hardware]",
            "changes: [hardwear]",
            "hardwear: there is no axis `hardwear` (did you mean `hardware`?)",
        ),
        (
            "model: vm",
            "model: vm\nwhen: facts.group",
            "facts.group: `when` is for a platform that refines another (say which: refines: id)",
        ),
    ];
    for (from, to, expected) in cases {
        let text = ROOT.replacen(from, to, 1);
        let (_, problems) = platform("machine", &tree(&text), &text);
        let told = all_told(&text, &problems);
        assert!(told.iter().any(|told| told.contains(expected)), "{expected}\n{told:#?}");
    }
    let (read, problems) = platform("x", &tree("title: X\nrefines: machine\nsee: [https://a.test]\n"), "");
    assert!(read.is_none() && problems.iter().any(|problem| problem.message == "`when` is missing"), "{problems:?}");
    for not_a_map in ["", "- a", "text", "1"] {
        assert!(platform("x", &tree(not_a_map), not_a_map).0.is_none());
        assert!(policy("x", &tree(not_a_map), not_a_map).0.is_none());
    }
}

#[test]
fn platforms_form_a_tree() {
    let named = |id: &str, refines: Option<&str>| {
        let mut platform = read("machine-spot", SPOT);
        (platform.id, platform.refines) = (id.into(), refines.map(Into::into));
        platform
    };
    let root = |id: &str| {
        let mut platform = read("machine", ROOT);
        platform.id = id.into();
        platform
    };
    let cases = [
        (vec![root("a"), named("b", Some("a")), named("c", Some("b"))], vec![]),
        (vec![root("a"), named("b", Some("z"))], vec!["b: it refines `z`, and there is no such platform"]),
        (
            vec![root("a"), named("b", Some("c")), named("c", Some("b"))],
            vec![
                "b: it refines itself, through the platforms that it refines",
                "c: it refines itself, through the platforms that it refines",
            ],
        ),
        (vec![root("a"), root("b")], vec!["b: aws-ec2 is a service of `a` too"]),
        (vec![root("a"), named("a", Some("a"))], vec!["a: there are two platforms `a`"]),
    ];
    for (platforms, expected) in cases {
        let told: Vec<String> =
            check_tree(&platforms).iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
        assert_eq!(told, expected);
    }
}

/// A scalar as written, its text, and a part of it: the part is found again where it is written.
#[test]
fn a_part_of_a_scalar_is_found_where_it_is_written() {
    let cases = [
        ("needs.pet && x", "needs.pet && x", "x"),
        ("'needs.pet == ''x'' && y'", "needs.pet == 'x' && y", "y"),
        ("\"needs.pet == \\\"x\\\" && y\"", "needs.pet == \"x\" && y", "y"),
        ("|\n    needs.pet\n      && x.z\n", "needs.pet\n  && x.z\n", "x.z"),
        (">-\n  needs.pet\n  && x.z", "needs.pet && x.z", "x.z"),
        ("needs.pet\n    && x.z", "needs.pet && x.z", "&& x.z"),
    ];
    for (written, text, part) in cases {
        let file = format!("when: {written}\n");
        let scalar = Span::new(SourceId(3), 6, 6 + written.len());
        let Some(start) = text.find(part) else { panic!("{part} is not in {text}") };
        let (start, end) = (u32::try_from(start).unwrap_or(0), u32::try_from(start + part.len()).unwrap_or(0));
        let span = place::of_part(&file, scalar, text, start, end);
        assert_eq!(&file[span.start as usize..span.end as usize], part, "{written}");
        assert_eq!(place::of_part("", scalar, text, start, end), scalar, "without a text, the whole scalar");
    }
}
