//! Functions of text, numbers, codes, dates and paths: expressions and what they give.

use super::{Shelf, hold, plain, show, value};
use crate::model::tree::Node;

#[test]
fn texts_count_the_letters_that_people_see() {
    let table = [
        ("length(\"e\u{301}\u{301}a\")", "2"),
        ("strrev(\"ae\u{301}\")", "'e\u{301}a'"),
        ("substr(\"🤷🏽ab\", 1, 1)", "'a'"),
        ("substr(\"abc\", 1, -1)", "'bc'"),
        ("substr(\"abc\", -9, 2)", "'ab'"),
        ("substr(\"abc\", 9, 2)", "''"),
        ("format(\"%3s|\", \"e\u{301}\")", "'  e\u{301}|'"),
        ("upper(\"straße\")", "'STRAßE'"),
        ("title(\"it's a_b c-d\")", "'It'S A_b C-D'"),
        ("indent(2, \"a\\nb\\n\")", "'a\n  b\n  '"),
        ("chomp(\"a\\r\\n\\n\")", "'a'"),
        ("split(\"\", \"ab\")", "['a', 'b']"),
        ("split(\",\", \"\")", "['']"),
        ("trim(\"xaxbx\", \"x\")", "'axb'"),
        ("trimspace(\" \\t a b \\n\")", "'a b'"),
        ("core::upper(\"a\")", "'A'"),
        ("core::try(tonumber(\"x\"), 1)", "1"),
        ("upper([\"a\"])", "?upper() is given something that is no text"),
        ("upper()", "?upper() is given too few arguments"),
    ];
    hold("", &table, plain);
}

#[test]
fn patterns_match_as_go_has_them() {
    let table = [
        ("regex(\"[a-z]+\", \"53453453.345345aaabbbccc23454\")", "'aaabbbccc'"),
        ("regex(\"(\\\\d\\\\d\\\\d\\\\d)-(\\\\d\\\\d)\", \"on 2019-02\")", "['2019', '02']"),
        ("regex(\"^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<host>[^/?#]*))?\", \"ftp:x\")", "{scheme: 'ftp', host: null}"),
        ("regex(\"(?P<a>x)(y)\", \"xy\")", "?regex() is given a pattern of which some groups have names"),
        ("regex(\"z\", \"a\")", "?regex() is given a pattern that nothing matches"),
        ("can(regex(\"(\", \"a\"))", "false"),
        ("can(regex(\"^[a-z]{1,3}$\", \"abcd\"))", "false"),
        ("regexall(\"[a-z]\", \"1a2b\")", "['a', 'b']"),
        ("regexall(\"(a)(x)?\", \"aax\")", "[['a', null], ['a', 'x']]"),
        ("length(regexall(\"z\", \"a\"))", "0"),
        // Go's classes are of ASCII.
        ("regexall(\"\\\\w\", \"aé٣\")", "['a']"),
        ("regexall(\"\\\\d\", \"1٣\")", "['1']"),
        ("replace(\"a1b22\", \"/\\\\d+/\", \"<$0>\")", "'a<1>b<22>'"),
        ("replace(\"helo\", \"/(l)/\", \"$1$1\")", "'hello'"),
        ("replace(\"a_b\", \"/(?P<x>a)_/\", \"$${x}-\")", "'a-b'"),
        ("replace(\"a/b\", \"/\", \"-\")", "'a-b'"),
        ("replace(\"ab\", \"\", \"-\")", "'-a-b-'"),
    ];
    hold("", &table, plain);
}

#[test]
fn patterns_are_filled_in() {
    let table = [
        ("format(\"%d %5d|%-5d|%05d|%+d|% d\", 1, 2, 3, 4, 5, 6)", "'1     2|3    |00004|+5| 6'"),
        ("format(\"%x %X %o %b %#x\", 255, 255, 8, 5, 255)", "'ff FF 10 101 0xff'"),
        (
            "format(\"%f %.2f %8.3f|%e %g %G\", 1.5, 2.345, 3.14159, 1234.5, 1e-7, 1e21)",
            "'1.500000 2.34    3.142|1.234500e+03 1e-07 1E+21'",
        ),
        ("format(\"%v %v %v %v\", 1000000, 123456, true, null)", "'1e+06 123456 true null'"),
        ("format(\"%v %#v %q\", [1, \"a\"], \"a\", \"b\")", "'[1,\"a\"] \"a\" \"b\"'"),
        ("format(\"%.2s|%-4s|%04s\", \"abc\", \"ab\", \"ab\")", "'ab|ab  |00ab'"),
        ("format(\"%[2]s %[1]s %s\", \"a\", \"b\")", "'b a b'"),
        ("format(\"%d\", \"12\")", "'12'"),
        ("format(\"%d\", 9007199254740993)", "'9007199254740993'"),
        ("format(\"%t\", \"true\")", "'true'"),
        ("format(\"100%%\")", "'100%'"),
        ("format(\"%d\", 1.5)", "?format() is given a value that does not fit its pattern"),
        ("format(\"%s\", null)", "?format() is given a value that does not fit its pattern"),
        ("format(\"%s\")", "?format() is given too few values for its pattern"),
        ("format(\"a\", 1)", "?format() is given more values than its pattern has places"),
        ("format(\"%y\", 1)", "?format() is given a value that does not fit its pattern"),
        ("format(\"a%\")", "?format() is given a pattern that is none"),
        ("formatlist(\"%s%s\", [\"a\", \"b\"], \"x\")", "['ax', 'bx']"),
        ("formatlist(\"%s%s\", [\"a\", \"b\"], [\"x\"])", "?formatlist() is given lists of different lengths"),
        ("formatlist(\"a\")", "['a']"),
    ];
    hold("", &table, plain);
}

#[test]
fn numbers_add_up_as_they_are_written() {
    let table = [
        ("0.1 + 0.2", "0.3"),
        ("0.3 / 0.1", "3"),
        ("1 - 0.9", "0.1"),
        ("1.1 * 1.1", "1.21"),
        ("-7 % 3", "-1"),
        ("1 / 4", "0.25"),
        ("floor(2.3 * 100)", "230"),
        ("ceil(1.1 * 100)", "110"),
        ("floor(-1.5)", "-2"),
        ("abs(-2.50)", "2.5"),
        ("sum([0.1, \"0.2\", 0.3])", "0.6"),
        ("max(\"10\", 9)", "10"),
        ("9007199254740993 + 1", "9007199254740994"),
        ("parseint(\"-7f\", 16)", "-127"),
        ("parseint(\"Z\", 62)", "61"),
        ("parseint(\"18446744073709551616\", 10)", "18446744073709551616"),
        ("parseint(\"12\", 2)", "?parseint() is given \"12\", which is no number of that base"),
        ("parseint(\"\", 10)", "?parseint() is given \"\", which is no number of that base"),
        ("signum(-0.5)", "-1"),
        ("log(16, 2)", "4"),
        ("range(1, 3, 0.5)", "[1, 1.5, 2, 2.5]"),
        ("range(3, 0)", "[3, 2, 1]"),
        ("range(0, 3, -1)", "?range() is given a step that leads away from the end"),
        ("tostring(1e3)", "'1000'"),
        ("tostring(1.50)", "'1.5'"),
        ("tonumber(\"0x10\")", "?tonumber() is given something that is no number"),
        ("1 / 0", "?the division here is by zero"),
    ];
    hold("", &table, plain);
}

#[test]
fn codes_are_texts() {
    let table = [
        (
            "\"${jsonencode({ b = \"<&>\", a = [1, null, true] })}!\"",
            "'{\"a\":[1,null,true],\"b\":\"\\u003c\\u0026\\u003e\"}!'",
        ),
        ("jsonencode(\"a\")", "'\"a\"'"),
        ("jsonencode(null)", "'null'"),
        ("length(jsonencode([1]))", "3"),
        ("jsonencode([1]) == \"[1]\"", "true"),
        ("upper(jsonencode({ a = 1 }))", "'{\"A\":1}'"),
        ("jsonencode([jsonencode([1])])", "[[1]]"),
        ("\"${jsonencode([jsonencode([1])])} \"", "'[\"[1]\"] '"),
        ("jsonencode({ a = 1 }).a", "?what stands here has no a"),
        ("jsondecode(\"[1, 1.5, \\\"x\\\"]\")", "[1, 1.5, 'x']"),
        ("jsondecode(\"{\")", "?jsondecode() is given text that is no JSON"),
        ("\"${base64encode(\"hé?\")}.\"", "'aMOpPw==.'"),
        ("base64decode(\"aMOpPw==\")", "'hé?'"),
        ("base64decode(base64encode(\"x\"))", "'x'"),
        ("base64decode(\"//8=\")", "?base64decode() is given what encodes no text"),
        ("base64decode(\"a\")", "?base64decode() is given text that is no base64"),
        ("\"${textencodebase64(\"hé\", \"UTF-16LE\")}.\"", "'aADpAA==.'"),
        ("textdecodebase64(\"aOk=\", \"ISO-8859-1\")", "'hé'"),
        ("textencodebase64(\"é\", \"cp437\")", "?textencodebase64() does not know all of cp437"),
        ("\"${base64gzip(\"x\")}.\"", "?base64gzip() is not evaluated"),
        ("base64gunzip(base64gzip(\"x\"))", "'x'"),
        ("urlencode(\"a b/c~é\")", "'a+b%2Fc~%C3%A9'"),
        ("urldecode(\"a+b%2Fc\")", "'a b/c'"),
        (
            "csvdecode(\"a,b\\n1,\\\"x,\\\"\\\"y\\\"\\\"\\\"\\r\\n\\n2,\\n\")",
            "[{a: '1', b: 'x,\"y\"'}, {a: '2', b: ''}]",
        ),
        ("csvdecode(\"a,b\\n1\")", "?csvdecode() is given lines of different lengths"),
        ("csvdecode(\"a,a\\n1,2\")", "?csvdecode() is given a name of two columns"),
        ("csvdecode(\"a\\n\\\"x\\\"y\")", "?csvdecode() is given text that is no CSV"),
    ];
    hold("", &table, plain);
}

#[test]
fn yaml_is_read_and_written_as_terraform_does() {
    let table = [
        ("yamldecode(\"a: 1\\nb: [x, 'true', true, ~]\\n\")", "{a: 1, b: ['x', 'true', true, null]}"),
        (
            "yamldecode(\"- yes\\n- 010\\n- 0x1f\\n- 1.50\\n- 2020-01-02\\n- .5\\n- 1e3\\n\")",
            "[true, 10, 31, 1.5, '2020-01-02T00:00:00Z', 0.5, 1000]",
        ),
        ("yamldecode(\"a: &x {b: 1}\\nc: *x\\nd: {<<: *x, e: 2}\\n\").d", "{e: 2, b: 1}"),
        ("yamldecode(\"a: !x 1\")", "?yamldecode() is given a tag that it does not know"),
        ("yamldecode(\"a: [\")", "?yamldecode() is given text that is no YAML"),
        ("yamldecode(\"a: 1\\n---\\nb: 1\\n\")", "?yamldecode() is given more than one document"),
        ("yamldecode(\"\")", "?yamldecode() is given text without a document"),
        ("yamldecode(\"---\\n\")", "null"),
        ("yamldecode(yamlencode({ a = [1] })).a", "[1]"),
        (
            "\"${yamlencode({ b = [{ x = 1, y = [] }, [2, \"z\"]], a = { c = \"p\\nq\\n\", d = null } })}\\n\"",
            "'\"a\":\n  \"c\": |\n    p\n    q\n  \"d\": null\n\"b\":\n- \"x\": 1\n  \"y\": []\n- - 2\n  - \"z\"\n\n'",
        ),
        ("\"${yamlencode(true)}.\"", "'true\n...\n.'"),
    ];
    hold("", &table, plain);
}

#[test]
fn times_are_computed() {
    let table = [
        ("formatdate(\"YYYY-MM-DD'T'hh:mm:ssZ\", \"2018-01-02T23:12:01Z\")", "'2018-01-02T23:12:01Z'"),
        (
            "formatdate(\"EEEE, DD-MMM-YY hh:mm:ss ZZZ\", \"2018-01-02T23:12:01-08:00\")",
            "'Tuesday, 02-Jan-18 23:12:01 -0800'",
        ),
        ("formatdate(\"h'h' HH aa M ''\", \"2018-01-02T23:12:01Z\")", "'23h 11 pm 1 ''"),
        ("formatdate(\"YYY\", \"2018-01-02T23:12:01Z\")", "?formatdate() is given \"YYY\", which is no part of a date"),
        (
            "formatdate(\"YY\", \"2018-01-02 23:12\")",
            "?formatdate() is given \"2018-01-02 23:12\", which is no timestamp",
        ),
        ("timeadd(\"2017-12-31T23:59:00+01:00\", \"1m1.5s\")", "'2018-01-01T00:00:01+01:00'"),
        ("timeadd(\"2017-11-22T00:00:00Z\", \"-24h\")", "'2017-11-21T00:00:00Z'"),
        ("timeadd(\"2017-11-22T00:00:00Z\", \"1d\")", "?timeadd() is given \"1d\", which is no duration"),
        ("timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T01:00:00+01:00\")", "0"),
        ("timecmp(\"2017-11-22T00:00:00Z\", \"2017-11-22T00:00:01Z\")", "-1"),
    ];
    hold("", &table, plain);
}

#[test]
fn paths_are_taken_apart() {
    let table = [
        ("basename(\"a/b/\")", "'b'"),
        ("basename(\"\")", "'.'"),
        ("basename(\"/\")", "'/'"),
        ("dirname(\"a/./b/../c\")", "'a'"),
        ("dirname(\"a\")", "'.'"),
        ("dirname(\"/a\")", "'/'"),
        ("dirname(\"../a/b\")", "'../a'"),
        ("pathexpand(\"a/~b\")", "'a/~b'"),
        ("pathexpand(\"~/a\")", "?pathexpand() depends on who runs it"),
        ("abspath(\"/a/../b\")", "'/b'"),
        ("abspath(\"b\")", "?abspath() depends on where it is run"),
        ("basename(abspath(\"../modules/vm\"))", "'vm'"),
        ("basename(abspath(\"..\"))", "?abspath() depends on where it is run"),
        ("basename(abspath(var.open))", "?var.open has no value here"),
        ("basename(\"a/x-${var.open}\")", "?var.open has no value here"),
        ("basename(\"${var.open}/b\")", "'b'"),
        ("basename(dirname(\"${var.open}/b/c\"))", "'b'"),
        ("path.cwd", "?path.cwd is known when it is run"),
        ("basename(path.cwd)", "?path.cwd is known when it is run"),
    ];
    hold("variable \"open\" {}\n", &table, plain);
}

#[test]
fn a_folder_tells_its_name_wherever_the_project_stands() {
    let files = Shelf::of(&[(
        "live/prod/main.tf",
        "resource \"t_a\" \"b\" {\n  v = [basename(path.cwd), basename(abspath(path.root)), basename(dirname(path.cwd)), \
         basename(dirname(dirname(path.cwd)))]\n}\n",
    )]);
    let value = plain(files.block("live/prod", "t_a.b").body.get("v").expect("the argument is there"));
    assert_eq!(value, "['prod', 'prod', 'live', ?path.cwd is known when it is run]");
    let list = files.block("live/prod", "t_a.b").body.get("v").expect("the argument is there").clone();
    let ways: Vec<String> = list.items().iter().take(2).map(show).collect();
    assert_eq!(ways, ["'prod' <- path.cwd (default)", "'prod'"]);
}

#[test]
fn files_are_found_by_pattern() {
    let files =
        ["svc/a.json", "svc/b.txt", "svc/x/c.json", "svc/x/y/d.json", "svc/x/.e.json", "svc/{f}.json", "other/g.json"];
    let cases = [
        ("fileset(path.module, \"*.json\")", "['a.json', '{f}.json']"),
        ("fileset(\"\", \"**/*.json\")", "['a.json', 'x/.e.json', 'x/c.json', 'x/y/d.json', '{f}.json']"),
        ("fileset(\"x\", \"**\")", "['.e.json', 'c.json', 'y/d.json']"),
        ("fileset(\".\", \"x/*.json\")", "['x/.e.json', 'x/c.json']"),
        ("fileset(\".\", \"{a,b}.*\")", "['a.json', 'b.txt']"),
        ("fileset(\".\", \"[ab].*\")", "['a.json', 'b.txt']"),
        ("fileset(\"../other\", \"*\")", "['g.json']"),
        ("fileset(\"none\", \"*\")", "[]"),
        ("fileset(\"../..\", \"*\")", "?fileset() reads outside the root"),
        ("fileset(\".\", \"../*\")", "?fileset() is given a pattern that leads elsewhere"),
        ("fileset(\".\", \"[a\")", "?fileset() is given a pattern that is none"),
        ("fileset(var.open, \"*\")", "?var.open has no value here"),
        ("\"${filebase64(\"a.json\")}.\"", "'e30=.'"),
    ];
    for (expression, expected) in cases {
        let main = format!("variable \"open\" {{}}\nresource \"t_a\" \"b\" {{\n  v = {expression}\n}}\n");
        let mut shelf: Vec<(&str, &str)> = files.iter().map(|path| (*path, "{}")).collect();
        shelf.push(("svc/main.tf", &main));
        let block = Shelf::of(&shelf).block("svc", "t_a.b");
        assert_eq!(plain(block.body.get("v").expect("the argument is there")), expected, "{expression}");
    }
}

#[test]
fn what_was_encoded_keeps_its_places() {
    let beside = "locals {\n  all = jsonencode({ name = \"app\", size = 2 })\n}\n";
    let text = format!("{beside}resource \"t_a\" \"b\" {{\n  v = local.all\n}}\n");
    let shelf = Shelf::of(&[("main.tf", &text)]);
    let block = shelf.block("", "t_a.b");
    let size = block.body.get("v").and_then(|all| all.get("size")).expect("it is there as what it encodes");
    let steps: Vec<&str> =
        size.origin.iter().flat_map(|origin| &origin.steps).map(|step| shelf.slice(step.span)).collect();
    assert_eq!(steps, ["2"]);
    let whole: Node = value(beside, "\"${local.all}\\n\"");
    assert_eq!(plain(&whole), "'{\"name\":\"app\",\"size\":2}\n'");
}
