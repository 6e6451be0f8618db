//! Sorts of collections: which are lists, tuples, sets, maps and objects, what that makes of them, and what is equal.

use super::{hold, plain};
use crate::model::tree::{Content, Node, Sort};

/// A value as Terraform's console writes it, in one line.
fn console(node: &Node) -> String {
    let written = match &node.content {
        Content::List(items) => format!("[{}]", items.iter().map(console).collect::<Vec<_>>().join(", ")),
        Content::Map(map) => {
            let entries = map.entries.iter().map(|entry| format!("{} = {}", entry.key.text, console(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        _ => return plain(node),
    };
    match node.sort {
        Sort::Tuple | Sort::Object => written,
        Sort::List => format!("tolist({written})"),
        Sort::Set => format!("toset({written})"),
        Sort::Map => format!("tomap({written})"),
        Sort::Unsaid => format!("?({written})"),
    }
}

const BESIDE: &str = r#"
variable "list" {
  type    = list(string)
  default = ["b", "a"]
}
variable "none" {
  type    = list(string)
  default = []
}
variable "map" {
  type    = map(string)
  default = {}
}
variable "set" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "free" {
  default = ["a"]
}
variable "any" {
  type    = any
  default = [["a"], ["b", "c"]]
}
variable "anys" {
  type    = list(any)
  default = [["a"], ["b", 1]]
}
variable "object" {
  type    = object({ names = set(string), size = optional(string) })
  default = { names = ["b", "a"] }
}
variable "objects" {
  type    = map(object({ names = set(string) }))
  default = { x = { names = ["b", "a"] } }
}
variable "on" {}
variable "open" {
  type = list(string)
}
variable "opened" {
  type = map(string)
}
locals {
  set  = toset(["b", "a"])
  sets = { x = local.set }
}
resource "t_r" "one" {
  names = ["b", "a"]
}
resource "t_r" "two" {
  count = 2
  size  = "s"
}
resource "t_r" "each" {
  for_each = local.set
  size     = each.key
}
"#;

#[test]
fn collections_are_of_the_sorts_that_terraform_makes_them() {
    let table = [
        ("[\"a\"]", "['a']"),
        ("{ a = 1 }", "{a = 1}"),
        ("{ (var.free[0]) = 1 }", "{a = 1}"),
        ("var.list", "tolist(['b', 'a'])"),
        ("var.set", "toset(['a', 'b'])"),
        ("var.map", "tomap({})"),
        ("var.free", "['a']"),
        ("var.any", "[['a'], ['b', 'c']]"),
        ("var.anys", "tolist([tolist(['a']), tolist(['b', '1'])])"),
        ("var.object", "{names = toset(['a', 'b']), size = null}"),
        ("var.objects", "tomap({x = {names = toset(['a', 'b'])}})"),
        ("local.sets.x", "toset(['a', 'b'])"),
        ("core::toset([\"b\", \"a\"])", "toset(['a', 'b'])"),
        ("try(toset([\"b\", \"a\"]), [])", "toset(['a', 'b'])"),
        ("t_r.one.names", "?(['b', 'a'])"),
        ("t_r.two[*].size", "['s', 's']"),
        ("{ for k, r in t_r.each : k => r.size }", "{a = 'a', b = 'b'}"),
        ("[for x in var.set : x]", "['a', 'b']"),
        ("{ for x in var.list : x => x... }", "{b = ['b'], a = ['a']}"),
        ("concat(tolist([\"a\"]), tolist([1]))", "tolist(['a', '1'])"),
        ("concat(tolist([\"a\"]), [1])", "['a', 1]"),
        ("concat(tolist([1]), tolist([[]]))", "[1, []]"),
        ("merge(tomap({ a = 1 }), tomap({ b = 2 }))", "tomap({a = 1, b = 2})"),
        ("merge(tomap({ a = 1 }), tomap({ b = \"x\" }))", "{a = 1, b = 'x'}"),
        ("merge({ a = 1 }, tomap({ b = 2 }))", "{a = 1, b = 2}"),
        ("merge(var.map, tomap({ b = \"x\" }))", "?({b = 'x'})"),
        ("keys({ a = 1 })", "['a']"),
        ("keys(tomap({ a = 1 }))", "tolist(['a'])"),
        ("values(tomap({ a = 1 }))", "tolist([1])"),
        ("reverse(var.set)", "tolist(['b', 'a'])"),
        ("reverse([\"a\"])", "['a']"),
        ("slice(var.list, 0, 1)", "tolist(['b'])"),
        ("setproduct([\"a\"], [\"b\"])", "tolist([['a', 'b']])"),
        ("setproduct(var.set, [10, 9])", "toset([['a', 10], ['a', 9], ['b', 10], ['b', 9]])"),
        ("zipmap([\"a\"], [\"b\"])", "{a = 'b'}"),
        ("zipmap([\"a\"], tolist([\"b\"]))", "tomap({a = 'b'})"),
        ("var.set[*]", "tolist(['a', 'b'])"),
        ("[\"a\"][*]", "['a']"),
        ("toset([{ a = \"x\", b = 1 }, { a = \"b\", b = 2 }])", "toset([{a = 'b', b = 2}, {a = 'x', b = 1}])"),
        ("toset([[1, 2], [1]])", "toset([tolist([1, 2]), tolist([1])])"),
        ("chunklist([\"a\", 1], 1)", "tolist([tolist(['a']), tolist(['1'])])"),
        ("distinct([\"a\", 1])", "tolist(['a', '1'])"),
        ("coalescelist([], var.list)", "tolist(['b', 'a'])"),
        ("flatten(var.anys)", "['a', 'b', '1']"),
        ("matchkeys([\"a\"], [\"b\"], [\"b\"])", "tolist(['a'])"),
        ("regex(\"(a)(b)\", \"ab\")", "['a', 'b']"),
        ("regexall(\"a\", \"aba\")", "tolist(['a', 'a'])"),
        ("csvdecode(\"a,b\\n1,2\")", "tolist([{a = '1', b = '2'}])"),
        ("transpose({ a = [\"b\"] })", "tomap({b = tolist(['a'])})"),
        ("transpose({ b = [\"x\"], a = [\"x\", \"x\"] })", "tomap({x = tolist(['a', 'a', 'b'])})"),
        ("range(2)", "tolist([0, 1])"),
        ("formatlist(\"%s\", [\"a\"])", "tolist(['a'])"),
        ("jsondecode(\"[{}]\")", "[{}]"),
        ("jsondecode(jsonencode(toset([\"a\"])))", "['a']"),
        ("yamldecode(\"[{}]\")", "[{}]"),
        ("setunion([\"a\"], [1])", "toset(['1', 'a'])"),
        ("coalesce(null, [])", "[]"),
        ("coalesce(var.none, [1])", "tolist([])"),
        ("lookup({ a = \"x\" }, \"b\", 5)", "5"),
        ("lookup(tomap({ a = \"x\" }), \"b\", 5)", "'5'"),
    ];
    hold(BESIDE, &table, console);
}

#[test]
fn both_branches_have_one_type() {
    let table = [
        ("true ? [1] : []", "tolist([1])"),
        ("true ? [1] : [\"x\"]", "['1']"),
        ("true ? [1, 2] : [\"x\"]", "tolist(['1', '2'])"),
        ("true ? [1] : tolist([\"x\"])", "tolist(['1'])"),
        ("true ? null : [1]", "null"),
        ("false ? null : [1]", "[1]"),
        ("true ? {} : { a = null, b = \"x\", c = 1 }", "tomap({})"),
        ("false ? {} : { a = null, b = \"x\", c = 1 }", "tomap({a = null, b = 'x', c = '1'})"),
        ("false ? {} : { b = [1], c = [\"x\", 2] }", "tomap({b = tolist(['1']), c = tolist(['x', '2'])})"),
        ("false ? [] : [{ a = 1 }, { b = \"2\" }]", "tolist([tomap({a = '1'}), tomap({b = '2'})])"),
        ("true ? [{ a = 1, b = \"x\" }] : [{ a = 2 }]", "[tomap({a = '1', b = 'x'})]"),
        ("true ? { a = 1 } : tomap({ b = \"x\" })", "tomap({a = '1'})"),
        ("true ? { a = [] } : { a = [\"x\"] }", "{a = tolist([])}"),
        ("true ? { a = {} } : { a = { x = 1 } }", "{a = tomap({})}"),
        ("true ? toset([\"a\"]) : tolist([\"b\"])", "tolist(['a'])"),
        ("true ? toset([\"a\"]) : []", "toset(['a'])"),
        ("true ? [] : toset([\"a\"])", "toset([])"),
        ("true ? tolist([\"a\"]) : toset([])", "tolist(['a'])"),
        ("var.on ? [] : [\"a\"]", "var.on{tolist([]), tolist(['a'])}"),
        ("true ? [] : t_r.one.names", "?([])"),
        ("true ? 1 : \"x\"", "'1'"),
        ("true ? 1 : t_r.one.id", "1"),
        ("true ? 1 : element(var.on ? [\"x\"] : [], 0)", "var.on{'1', 1}"),
        ("[for x in [\"a\", \"b\"] : x if x != \"b\" || var.on]", "var.on{['a', 'b'], ['a']}"),
        ("can(tonumber(var.on ? \"1\" : \"x\"))", "var.on{true, false}"),
    ];
    let options = |node: &Node| match &node.content {
        Content::Choice(choice) => {
            let options: Vec<String> = choice.options.iter().map(console).collect();
            format!("{}{{{}}}", choice.switch.key, options.join(", "))
        }
        _ => console(node),
    };
    hold(BESIDE, &table, options);
}

#[test]
fn values_of_other_types_are_not_equal() {
    let unsure = "?whether both sides here are of one type is not known";
    let table = [
        ("var.none == []", "false"),
        ("var.none != []", "true"),
        ("var.list == [\"b\", \"a\"]", "false"),
        ("var.list == tolist([\"b\", \"a\"])", "true"),
        ("var.free == [\"a\"]", "true"),
        ("var.any == [[\"a\"], [\"b\", \"c\"]]", "true"),
        ("var.map == {}", "false"),
        ("var.set == [\"a\", \"b\"]", "false"),
        ("var.set == toset([\"b\", \"a\"])", "true"),
        ("split(\",\", \"\") == [\"\"]", "false"),
        ("compact([\"\"]) == []", "false"),
        ("keys({}) == []", "true"),
        ("[for x in [\"a\"] : x] == [\"a\"]", "true"),
        ("merge({}, {}) == {}", "true"),
        ("{ a = 1, b = 2 } == { b = 2, a = 1 }", "true"),
        ("{ a = [] } == { a = tolist([]) }", "false"),
        ("[1] == [\"1\"]", "false"),
        ("1 == \"1\"", "false"),
        ("var.object.size == null", "true"),
        ("var.open != [] ? 1 : 0", "1"),
        ("var.open == [\"a\"]", "false"),
        ("{ a = var.opened }.a == {}", "false"),
        ("var.open == var.set", "false"),
        ("var.open == tolist([])", "?var.open has no value here"),
        ("var.open == null", "?var.open has no value here"),
        ("var.open == var.opened", "?var.open has no value here"),
        ("contains([[\"a\"]], tolist([\"a\"]))", "false"),
        ("contains([tolist([\"a\"])], tolist([\"a\"]))", "true"),
        ("contains([\"1\"], 1)", "false"),
    ];
    hold(BESIDE, &table, plain);
    // Whether a null, or what an empty list would hold, is a text or anything else, no value says.
    let table = [
        ("[for x in [1] : var.none == tolist([])][0]", unsure),
        ("[for x in [1] : tolist([]) == tolist([])][0]", unsure),
        ("[for x in [1] : var.object == { names = toset([\"a\", \"b\"]), size = null }][0]", unsure),
        ("[for x in [1] : t_r.one.names == [\"b\", \"a\"]][0]", unsure),
        ("[for x in [1] : t_r.one.names == [\"c\"]][0]", "false"),
        ("contains([t_r.one.names], [\"b\", \"a\"])", "?contains() compares values of which the types are not known"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn what_a_set_holds_has_no_places() {
    let table = [
        ("[for i, x in var.set : i]", "['a', 'b']"),
        ("{ for k, v in local.set : k => v }", "{a: 'a', b: 'b'}"),
        ("[for i, x in core::toset([\"b\", \"a\"]) : i]", "['a', 'b']"),
        ("[for i, x in try(toset([\"b\", \"a\"]), []) : i]", "['a', 'b']"),
        ("[for i, x in local.sets.x : i]", "['a', 'b']"),
        ("[for o in var.objects : [for i, x in o.names : i]]", "[['a', 'b']]"),
        ("[for i, x in setunion(var.set, [\"c\"]) : i]", "['a', 'b', 'c']"),
        ("[for i, x in merge(local.sets, {}).x : i]", "['a', 'b']"),
        ("[for i, x in (true ? [] : local.set) : i]", "[]"),
        ("[for i, x in (false ? [] : local.set) : i]", "['a', 'b']"),
        ("[for i, x in setproduct([\"b\"], [\"a\"]) : i]", "[0]"),
        ("[for i, x in var.list : i]", "[0, 1]"),
        (
            "[for i, x in t_r.one.names : i]",
            "[?whether a list or a set is gone through here is not known, ?whether a list or a set is gone through here is not known]",
        ),
        ("[for x in t_r.one.names : x]", "['b', 'a']"),
        ("try(var.set[0], \"none\")", "'none'"),
        ("try(element(local.set, 0), \"none\")", "'none'"),
        ("try(slice(local.set, 0, 1), \"none\")", "'none'"),
        ("try(index(local.set, \"a\"), \"none\")", "'none'"),
        ("try(concat(local.set, []), \"none\")", "'none'"),
        ("try(coalescelist(local.set, []), \"none\")", "'none'"),
        ("try(zipmap([\"x\", \"y\"], local.set), \"none\")", "'none'"),
        ("one(toset([\"a\"]))", "'a'"),
        ("join(\",\", var.set)", "'a,b'"),
        ("sort(var.set)[0]", "'a'"),
        ("length(var.set)", "2"),
    ];
    hold(BESIDE, &table, plain);
}

#[test]
fn what_stands_in_the_place_of_a_list_is_told_by_its_type() {
    let beside = "variable \"none\" {\n  type    = list(string)\n  default = null\n}\nvariable \"free\" {\n  default = null\n}\n";
    let table = [
        ("try(var.none[*], \"none\")", "'none'"),
        ("var.free[*]", "[]"),
        ("var.none == null", "true"),
        ("try({ for x in [\"a\", \"b\"] : \"k\" => x }, \"twice\")", "'twice'"),
        ("10 / 3 * 3", "10"),
        ("tobool(\"1\")", "true"),
        ("substr(\"hello\", -2, 0)", "'lo'"),
        ("try(lookup(tomap({ a = \"x\" }), \"b\", []), \"none\")", "'none'"),
        ("\"0\" ? \"y\" : \"n\"", "'n'"),
        ("regex(\"\\\\p{L}+\", \"1é\")", "'é'"),
        ("try(index([[\"a\"]], tolist([\"a\"])), \"none\")", "'none'"),
    ];
    hold(beside, &table, plain);
}

#[test]
fn a_key_may_be_without_a_letter() {
    let table = [
        ("{ for x in [\"a\", \"\"] : x => upper(x) }[\"\"]", "''"),
        ("keys({ for x in [\"a\", \"\"] : x => x... })", "['', 'a']"),
        ("join(\",\", [for k, v in { \"\" = 1, b = 2 } : \"${k}${v}\"])", "'1,b2'"),
        ("length(merge({ \"\" = 1 }, { b = 2 }))", "2"),
        ("lookup({ \"\" = \"other\", b = 2 }, \"\", 3)", "'other'"),
        ("try({ \"\" = 1 }.b, \"none\")", "'none'"),
        // What is asked of a body would take it for what else may be there.
        ("{ \"\" = 1, b = 2 }", "{b: 2}"),
    ];
    hold("", &table, plain);
}

#[test]
fn collections_are_no_texts() {
    let table = [
        ("try(\"a${[1]}\", \"none\")", "'none'"),
        ("try(\"a${{ b = 1 }}\", \"none\")", "'none'"),
        ("try(\"a${toset([])}\", \"none\")", "'none'"),
        ("\"a${jsonencode([1])}\"", "'a[1]'"),
        ("try(\"%{ for x in [[1]] }${x}%{ endfor }\", \"none\")", "'none'"),
    ];
    hold("", &table, plain);
}
