//! Functions of what is known in part: an unknown spreads no further than it must, and what grows too large is cut off.

use std::time::Instant;

use super::{hold, plain, value};
use crate::model::tree::Content;

const BESIDE: &str = "variable \"open\" {}\nvariable \"flag\" {\n  type = bool\n}\n";
const OPEN: &str = "?var.open has no value here";

#[test]
fn unknowns_spread_no_further_than_they_must() {
    let table = [
        ("merge({ a = 1, b = 1 }, var.open, { a = 2 }).a", "2"),
        ("merge({ a = 1, b = 1 }, var.open, { a = 2 }).b", OPEN),
        ("keys({ a = var.open })", "['a']"),
        ("values({ a = var.open, b = 1 })", "[?var.open has no value here, 1]"),
        ("length([var.open, 1])", "2"),
        ("keys(merge({ a = 1 }, var.open))", OPEN),
        ("length(merge({ a = 1 }, var.open))", OPEN),
        ("contains([var.open, \"a\"], \"a\")", "true"),
        ("contains([var.open], \"a\")", OPEN),
        ("contains([\"a\"], var.open)", OPEN),
        ("contains([], var.open)", "false"),
        ("element([1, 2], var.open)", OPEN),
        ("element([2, 2], var.open)", "2"),
        ("element([var.open, 1], 1)", "1"),
        ("index([1, var.open], 1)", "0"),
        ("index([var.open, 1], 1)", OPEN),
        ("one([var.open])", OPEN),
        ("flatten([[1], [{ a = var.open }]])", "[1, {a: ?var.open has no value here}]"),
        ("flatten([[merge({ a = 1 }, var.open)], [2]])[1]", "2"),
        ("flatten([[1], var.open])", OPEN),
        ("alltrue([var.open, false])", "false"),
        ("alltrue([var.open, true])", OPEN),
        ("anytrue([var.open, true])", "true"),
        ("coalescelist([1], var.open)", "[1]"),
        ("coalescelist([], var.open)", OPEN),
        ("coalesce(\"a\", var.open)", "'a'"),
        ("zipmap([\"a\", \"b\"], [var.open, 1])", "{a: ?var.open has no value here, b: 1}"),
        ("matchkeys([var.open, 1], [\"a\", \"b\"], [\"b\"])", "[1]"),
        ("setproduct([var.open], [1, 2])", "[[?var.open has no value here, 1], [?var.open has no value here, 2]]"),
        ("concat([var.open], [1])[1]", "1"),
        ("reverse([var.open, 1])[0]", "1"),
        ("slice([var.open, 1, 2], 1, 3)", "[1, 2]"),
        ("chunklist([var.open, 1], 1)[1]", "[1]"),
        (
            "formatlist(\"%s-%s\", [\"a\", \"b\"], var.open)",
            "[?var.open has no value here, ?var.open has no value here]",
        ),
        ("formatlist(\"%s\", [\"a\", var.open])[0]", "'a'"),
        ("formatlist(\"%s\", var.open)", OPEN),
        ("jsondecode(jsonencode({ a = var.open, b = 1 })).b", "1"),
        ("yamldecode(yamlencode({ a = var.open, b = 1 })).b", "1"),
        ("length(jsonencode({ a = var.open }))", OPEN),
        ("upper(jsonencode({ a = var.open }))", OPEN),
        ("max([1, var.open]...)", OPEN),
        ("range(var.open)", OPEN),
        ("upper(var.open) == null", "false"),
        ("tostring(var.open) == null", OPEN),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn what_a_guard_decides_is_asked_branch_by_branch() {
    let table = [
        ("upper(var.flag ? \"a\" : \"b\")", "var.flag{true: 'A', false: 'B'}"),
        ("join(\"-\", [\"x\", var.flag ? \"a\" : \"b\"])", "var.flag{true: 'x-a', false: 'x-b'}"),
        ("format(\"%s-%d\", \"x\", var.flag ? 1 : 2)", "var.flag{true: 'x-1', false: 'x-2'}"),
        ("length(var.flag ? [1] : [])", "var.flag{true: 1, false: 0}"),
        ("\"${jsonencode({ a = var.flag ? 1 : 2 })} \"", "var.flag{true: '{\"a\":1} ', false: '{\"a\":2} '}"),
        ("max((var.flag ? [1, 2] : [3])...)", "var.flag{true: 2, false: 3}"),
        ("yamldecode(var.flag ? \"1\" : \"a\")", "var.flag{true: 1, false: 'a'}"),
        ("min(var.flag ? 2 : 3, 5)", "var.flag{true: 2, false: 3}"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn bounds_and_outlines_are_kept() {
    let open = |expression: &str| match value(BESIDE, expression).content {
        Content::Unknown(unknown) => *unknown,
        other => panic!("{expression}: {other:?}"),
    };
    let bounds = |expression| {
        let unknown = open(expression);
        (unknown.at_least, unknown.at_most)
    };
    assert_eq!(bounds("max(2, var.open, 3)"), (Some(3.0), None));
    assert_eq!(bounds("min(2, var.open, 3)"), (None, Some(2.0)));
    assert_eq!(bounds("min(10, max(2, var.open))"), (Some(2.0), Some(10.0)));
    for (expression, outline) in [
        ("join(\"-\", [\"a\", var.open, \"b\"])", "a-\u{FFFC}-b"),
        ("format(\"%s-%03d-%s\", \"a\", 7, var.open)", "a-007-\u{FFFC}"),
        ("upper(\"a-${var.open}\")", "A-\u{FFFC}"),
        ("lower(join(\"\", [\"A\", var.open]))", "a\u{FFFC}"),
        ("abspath(\"../modules/./vm\")", "\u{FFFC}/modules/vm"),
        ("dirname(abspath(\"modules/vm\"))", "\u{FFFC}/modules"),
        ("path.cwd", "\u{FFFC}"),
    ] {
        let unknown = open(expression);
        assert_eq!(unknown.outline.as_deref(), Some(outline), "{expression}");
        assert!(unknown.not_null, "{expression}");
    }
}

#[test]
fn nothing_grows_without_end_or_takes_long() {
    let long = "x".repeat(100_000);
    let beside = format!(
        "{BESIDE}locals {{\n  long = \"{long}\"\n  lines = replace(local.long, \"x\", \"\\n\")\n  many = range(1000)\n  list = setproduct(local.many, [1])\n}}\n"
    );
    for (expression, expected) in [
        ("range(1000000000)", "?range() gives too many values"),
        ("range(0, 1, 0.0000000001)", "?range() gives too many values"),
        ("setproduct(local.many, local.many, local.many, local.many)", "?setproduct() gives too many values"),
        ("setproduct(local.many, local.many, local.many, local.many, [])", "[]"),
        ("format(\"%1000000000d\", 1)", "?format() gives too long a text"),
        ("format(\"%.1000000000f\", 1)", "?format() gives too long a text"),
        ("format(\"%99999999999999999999s\", 1)", "?format() gives too long a text"),
        ("indent(1000000000, \"a\\nb\")", "?indent() gives too long a text"),
        ("indent(1000000000, \"a\")", "'a'"),
        ("indent(1000, local.lines)", "?indent() gives too long a text"),
        ("regex(\"(a{1000}){1000}\", \"a\")", "?regex() is given too large a pattern"),
        ("regex(local.long, \"a\")", "?regex() is given too large a pattern"),
        ("replace(local.long, \"/x/\", \"$0$0$0$0\")", "?replace() gives too long a text"),
        ("length(regexall(\"x\", local.long))", "?regexall() gives too many values"),
        ("length(split(\"\", local.long))", "?split() gives too many values"),
        ("join(local.long, [\"\", \"\", \"\", \"\"])", "?join() gives too long a text"),
        ("length(strrev(local.long))", "100000"),
        ("can(regex(\"(x+x+)+y\", local.long))", "false"),
        ("chunklist(local.many, 9007199254740993)[0][1]", "1"),
        ("tolist(setunion(local.list, local.list))[0]", "[0, 1]"),
        ("parseint(local.long, 36)", "?parseint() gives a number of more digits than are kept"),
        ("base64decode(base64encode(local.long)) == local.long", "true"),
        ("timeadd(\"9999-12-31T23:59:59Z\", \"24h\")", "?timeadd() is given a duration that leads out of the calendar"),
        (
            "timeadd(\"2020-01-01T00:00:00Z\", \"99999999999999h\")",
            "?timeadd() is given \"99999999999999h\", which is no duration",
        ),
        ("1e300 * 1e300", "?the division here is by zero"),
        ("pow(10, 400)", "?pow() is given numbers without a result"),
        ("substr(\"abc\", 9007199254740993, 1)", "''"),
        ("element([1], -9223372036854775808)", "1"),
    ] {
        let started = Instant::now();
        assert_eq!(plain(&value(&beside, expression)), expected, "{expression}");
        assert!(started.elapsed().as_secs() < 5, "{expression} took {:?}", started.elapsed());
    }
}
