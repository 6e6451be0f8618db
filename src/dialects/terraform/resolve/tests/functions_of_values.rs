//! Functions of lists, sets and maps, and conversions: expressions and what they give.

use super::{hold, plain};

#[test]
fn lists_are_computed() {
    let table = [
        ("chunklist([1, 2, 3], 0)", "[[1, 2, 3]]"),
        ("chunklist([], 2)", "[]"),
        ("chunklist([1], -1)", "?chunklist() is given a size below nothing"),
        ("compact([1, \"\", null, \"a\"])", "['1', 'a']"),
        ("concat([], [[1]], [{ a = 1 }])", "[[1], {a: 1}]"),
        ("concat({}, [])", "?concat() is given something that is no list"),
        ("contains([\"1\"], 1)", "false"),
        ("contains([[1]], [1])", "true"),
        ("contains([], 1)", "false"),
        ("contains([jsonencode([1])], \"[1]\")", "true"),
        ("distinct([\"b\", \"a\", \"b\", 1, \"1\"])", "['b', 'a', '1']"),
        ("distinct([[1], [1]])", "[[1]]"),
        ("element([1, 2, 3], -1)", "3"),
        ("element([1, 2, 3], 1.5)", "?element() is given something that is no whole number"),
        ("flatten([])", "[]"),
        ("flatten([[[]], [{ a = [1] }]])", "[{a: [1]}]"),
        ("index([1, 2], \"2\")", "?index() is given a list without that item"),
        ("one([null])", "null"),
        ("one(toset([\"a\", \"a\"]))", "'a'"),
        ("one(null)", "?one() is given something that is no list"),
        ("one([1, 2])", "?one() is given more than one"),
        ("slice([1, 2, 3], 1, 9)", "?slice() is given places outside the list"),
        ("slice([1, 2, 3], 2, 1)", "?slice() is given places outside the list"),
        ("sort([10, 9, \"b\"])", "['10', '9', 'b']"),
        ("alltrue([])", "true"),
        ("alltrue([\"true\", true])", "true"),
        ("alltrue([null])", "false"),
        ("anytrue([])", "false"),
        ("anytrue([null, \"true\"])", "true"),
        ("coalescelist(null, [], [2])", "[2]"),
        ("matchkeys([\"a\", \"b\", \"c\"], [1, 2, 3], [\"1\", 3])", "['a', 'c']"),
        ("matchkeys([1], [], [])", "?matchkeys() is given lists of different lengths"),
    ];
    hold("", &table, plain);
}

#[test]
fn sets_have_an_order_and_no_doubles() {
    let table = [
        ("toset([3, 10, 3])", "[3, 10]"),
        ("toset([\"b\", 1, true])", "['1', 'b', 'true']"),
        ("toset([1, true])", "?toset() is given values of different types"),
        ("toset({})", "?toset() is given something that is no list"),
        ("setunion([\"b\"], [1, \"b\"])", "['1', 'b']"),
        ("setintersection([\"c\", \"b\", \"a\"], [\"b\", \"c\"], [\"c\", \"b\"])", "['b', 'c']"),
        ("setsubtract([\"c\", \"a\", \"a\"], [\"b\"])", "['a', 'c']"),
        ("setproduct([\"b\", \"a\"], [1])", "[['b', 1], ['a', 1]]"),
        ("setproduct([1, 2], [])", "[]"),
        ("setproduct([1])", "?setproduct() is given too few arguments"),
    ];
    hold("", &table, plain);
}

#[test]
fn maps_are_computed() {
    let table = [
        ("keys({ b = 1, a = 2 })", "['a', 'b']"),
        ("values({ b = 1, a = 2 })", "[2, 1]"),
        ("merge()", "{}"),
        ("merge(null, { a = 1 })", "{a: 1}"),
        ("merge([])", "?merge() is given something that is no map"),
        ("lookup({ a = \"x\" }, \"b\", 5)", "5"),
        ("lookup({ a = 1 }, \"b\")", "?the object here has no b"),
        ("lookup({}, \"b\", 1, 2)", "?lookup() takes a map, a key and what holds where that is not"),
        ("transpose({ a = [\"x\", 1], b = [\"x\"] })", "{1: ['a'], x: ['a', 'b']}"),
        ("zipmap([\"a\", 1], [true, null])", "{a: true, 1: null}"),
        ("zipmap([\"a\"], [])", "?zipmap() is given lists of different lengths"),
        ("map(\"a\", 1, \"b\", 2)", "{a: 1, b: 2}"),
        ("list(1, \"a\")", "[1, 'a']"),
        ("coalesce(null, 5, \"a\")", "'5'"),
        ("coalesce(null, 5)", "5"),
        ("coalesce(null, \"\")", "?coalesce() is given nothing that has a value"),
        ("tomap({ a = 1, b = \"x\" })", "{a: '1', b: 'x'}"),
        ("tolist([1, \"x\", true])", "['1', 'x', 'true']"),
        ("tolist(\"x\")", "?tolist() is given something that is no list"),
        ("tobool(1)", "?tobool() is given something that is no boolean"),
        ("tostring(null)", "null"),
        ("tostring([])", "?tostring() is given something that is no text"),
        ("max([1, 5, 3]...)", "5"),
        ("concat([[1], [2]]...)", "[1, 2]"),
        ("max(1...)", "?max() is given an expanded argument that is no list"),
    ];
    hold("", &table, plain);
}
