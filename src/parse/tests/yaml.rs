//! YAML: spans, tags, aliases, merges, and what is broken.

use super::{kinds, leaves, lines, read, root, under};
use crate::model::document::Syntax::Yaml;
use crate::model::problem::ProblemKind;
use crate::model::tree::{Content, Node, Schema};

#[test]
fn every_key_and_value_knows_its_bytes() {
    let cases: &[(&str, &[&str])] = &[
        ("a: 1\nb: two words\n", &["/a=1", "/b=two words"]),
        ("é: 𝄞 x\r\nж: 'y'  # c\r\n", &["/é=𝄞 x", "/ж='y'"]),
        ("a: \"x\\n\\\"y\"\nb: 'it''s'\n", &["/a=\"x\\n\\\"y\"", "/b='it''s'"]),
        ("a: |\n  one\n  two\n\n\nb: 1\n", &["/a=one\n  two", "/b=1"]),
        ("a: >-\n  one\n  two\n\n# c\nb: 1\n", &["/a=one\n  two", "/b=1"]),
        ("a: one\n  two\nb: 1\n", &["/a=one\n  two", "/b=1"]),
        ("a: {b: 1, 'c': [2, \"3\"]}\n", &["/a/b=1", "/a/'c'/-=2", "/a/'c'/-=\"3\""]),
        ("- a\n- - b\n  - c\n- d: 1\n  e: 2\n", &["/-=a", "/-/-=b", "/-/-=c", "/-/d=1", "/-/e=2"]),
        ("a:\nb:\n  c:\n", &["/a=", "/b/c="]),
        ("\"a b\": ~\n? c\n: d\n", &["/\"a b\"=~", "/c=d"]),
        ("a: !Ref B\nc: !GetAtt 'd.e'\n", &["/a/!Ref=B", "/c/!GetAtt='d.e'"]),
        ("a: !If [x, !Ref y]\n", &["/a/!If/-=x", "/a/!If/-/!Ref=y"]),
        ("a: !Sub\n  - b\n  - c: 1\n", &["/a/!Sub/-=b", "/a/!Sub/-/c=1"]),
        ("a: &x\n  b: 1\n", &["/a/b=1"]),
        ("[a: 1, b]\n", &["/-/a=1", "/-=b"]),
        ("--- # c\na: 1\n...\n", &["/a=1"]),
    ];
    for (text, expected) in cases {
        assert_eq!(leaves(text, &root(text, Yaml)), *expected, "{text:?}");
    }
}

#[test]
fn collections_end_with_their_last_child() {
    let text = "a:\n  - b: 1\n    c: [2, 3 ]\n\n  # c\n\nd: {e: 1 }   # f\ng: !T\n  h: 1\n\n\n";
    let root = root(text, Yaml);
    let at = |node: &Node| under(text, node.span).to_owned();
    assert_eq!(at(&root), text.trim_end());
    assert_eq!(at(root.get("a").unwrap()), "- b: 1\n    c: [2, 3 ]");
    assert_eq!(at(&root.get("a").unwrap().items()[0]), "b: 1\n    c: [2, 3 ]");
    assert_eq!(at(root.get("d").unwrap()), "{e: 1 }");
    assert_eq!(at(root.get("g").unwrap()), "!T\n  h: 1");
}

#[test]
fn scalars_keep_what_their_dialect_must_settle() {
    let text = "[yes, 'yes', 010, !!str 12, !!int '5', !!null x, ! 3, \"a\\tb\", >-\n a\n b\n, ~]";
    let text = text.replace(">-\n a\n b\n", "c");
    let mut root = root(&text, Yaml);
    let plain = |text: &str| Content::Plain(text.into());
    let quoted = |text: &str| Content::Text(text.into());
    let contents: Vec<_> = root.items().iter().map(|item| item.content.clone()).collect();
    let expected = [
        plain("yes"),
        quoted("yes"),
        plain("010"),
        quoted("12"),
        plain("5"),
        Content::Null,
        quoted("3"),
        quoted("a\tb"),
        plain("c"),
        plain("~"),
    ];
    assert_eq!(contents, expected);
    root.settle(Schema::Yaml11);
    assert_eq!(root.items()[0].as_bool(), Some(true));
    assert_eq!(root.items()[1].as_str(), Some("yes"));
    assert_eq!(root.items()[2].as_number(), Some(8.0));
    let folded = self::root("a: >-\n  one\n  two\n\n  three\nb: |\n  x\n    y\n", Yaml);
    assert_eq!(folded.get("a").unwrap().content, quoted("one two\nthree"));
    assert_eq!(folded.get("b").unwrap().content, quoted("x\n  y\n"));
}

#[test]
fn aliases_stand_where_they_are_used_and_know_where_they_are_written() {
    let text = "a: &x {p: 1, q: &y [2]}\nb: *x\nc: &z {r: *y}\nd: *z\n";
    let root = root(text, Yaml);
    let way = |path: &[&str]| {
        let mut node = root.at(path).unwrap();
        node = node.items().first().unwrap_or(node);
        let steps = node.origin.iter().flat_map(|origin| &origin.steps);
        let mut way = vec![under(text, node.span).to_owned()];
        way.extend(steps.map(|step| format!("{} {}", step.name, under(text, step.span))));
        way
    };
    assert_eq!(way(&["a", "p"]), ["1"]);
    assert_eq!(way(&["b", "p"]), ["*x", "*x 1"]);
    assert_eq!(way(&["c", "r"]), ["*y", "*y 2"]);
    assert_eq!(way(&["d", "r"]), ["*z", "*z *y", "*y 2"]);
}

#[test]
fn a_long_way_through_aliases_keeps_its_start_and_its_end() {
    let links: String = (1..50).map(|n| format!("a{n}: &a{n} {{<<: *a{}}}\n", n - 1)).collect();
    let text = format!("a0: &a0 {{key: written}}\n{links}z: *a49\n");
    let root = root(&text, Yaml);
    let origin = root.at(&["z", "key"]).unwrap().origin.clone().unwrap();
    assert_eq!(origin.steps.len(), 16);
    assert_eq!(origin.steps[0].name, "*a49");
    assert_eq!(under(&text, origin.steps[15].span), "written");
}

#[test]
fn merges_add_what_is_not_written_here() {
    let text = "base: &b {a: 1, b: 2}\nmore: &m {b: 3, c: 4}\n\
                one: {<<: *b, b: 9}\ntwo: {<<: [*b, *m], d: 5}\nthree: {<<: {e: 6}}\nquoted: {'<<': 7}\n";
    let root = root(text, Yaml);
    let keys = |name: &str| -> Vec<String> {
        let map = root.get(name).unwrap().as_map().unwrap();
        map.entries.iter().map(|entry| format!("{}={}", entry.key.text, entry.value.as_text().unwrap())).collect()
    };
    assert_eq!(keys("one"), ["b=9", "a=1"]);
    assert_eq!(keys("two"), ["d=5", "a=1", "b=2", "c=4"]);
    assert_eq!(keys("three"), ["e=6"]);
    assert_eq!(keys("quoted"), ["<<=7"]);
    assert!(root.at(&["one", "a"]).unwrap().origin.is_some());
    let wrong = read("a: {<<: 1}\n", Yaml);
    assert_eq!(kinds(&wrong), [ProblemKind::Syntax]);
}

#[test]
fn a_key_written_twice_is_told_and_stays() {
    let text = "a: 1\nb: {c: 1, d: 2, c: 3}\na: 4\n";
    let parsed = read(text, Yaml);
    assert_eq!(kinds(&parsed), [ProblemKind::DuplicateKey; 2]);
    assert_eq!(lines(text, &parsed), [2, 3]);
    assert!(parsed.problems[1].message.contains("first in line 1"));
    let root = &parsed.documents[0].root;
    assert_eq!(root.as_map().unwrap().entries.len(), 3);
    assert_eq!(root.get("a").unwrap().as_text().unwrap(), "4");
    let many: String = (0..50_000).map(|n| format!("k{}: 1\n", n % 25_000)).collect();
    let told = kinds(&read(&many, Yaml));
    assert_eq!((told.len(), told.last()), (1_001, Some(&ProblemKind::Limit)));
}

#[test]
fn a_broken_document_keeps_its_start_and_hides_no_other() {
    let text = "a: 1\n---\nb: 2\nc:\n  - x\n  d: [1, 2\n---\ne: 5\n---\nf:\n\tx: 6\n---\ng: \"7\n---\nh: 8\n";
    let parsed = read(text, Yaml);
    assert_eq!(kinds(&parsed), [ProblemKind::Syntax; 3]);
    let names: Vec<_> = parsed
        .documents
        .iter()
        .filter_map(|document| document.root.as_map())
        .map(|map| map.entries.iter().map(|entry| entry.key.text.as_str()).collect::<Vec<_>>().join(","))
        .collect();
    assert_eq!(names, ["a", "b,c", "e", "f", "g", "h"]);
    assert!(matches!(parsed.documents[4].root.get("g").unwrap().content, Content::Unknown(_)));
    let spans: Vec<_> = parsed.documents.iter().map(|document| (document.span.start, document.span.end)).collect();
    assert_eq!(spans[0], (0, 5));
    assert!(spans.windows(2).all(|pair| pair[0].1 == pair[1].0), "{spans:?}");
    assert_eq!(spans.last().unwrap().1 as usize, text.len());
}

#[test]
fn mistakes_are_told_at_their_line_in_plain_words() {
    let cases = [
        ("a: 1\n b: 2\n", 2, "`:`"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: [1, 2\n", 1, "["),
        ("a: 'x\n", 1, "quoted"),
        ("a: b: c\n", 1, "`:`"),
        ("a: @x\n", 1, "`@`"),
        ("a: *nope\n", 1, "nope"),
        ("a: &x [*x]\n", 1, "inside"),
        ("a: \"\\q\"\n", 1, "escape"),
        ("{{- if .Values.x }}\na: 1\n{{- end }}\n", 1, "template"),
    ];
    for (text, line, word) in cases {
        let parsed = read(text, Yaml);
        assert_eq!(lines(text, &parsed), [line], "{text:?}: {:?}", parsed.problems);
        assert!(parsed.problems[0].message.contains(word), "{text:?}: {:?}", parsed.problems);
    }
}

#[test]
fn bombs_and_depths_end_in_one_problem() {
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(",");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_eq!(kinds(&read(&bomb, Yaml)), [ProblemKind::Limit]);
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..=1000 {
        chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert_eq!(kinds(&read(&chain, Yaml)), [ProblemKind::Limit]);
    let block: String = (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for deep in ["[".repeat(10_000), "{a: ".repeat(10_000), "- ".repeat(10_000), "[a: ".repeat(10_000), block] {
        let text = format!("{deep}\n---\nb: 1\n");
        let parsed = read(&text, Yaml);
        assert_eq!(kinds(&parsed), [ProblemKind::Limit], "{}", &text[..20]);
        assert_eq!(parsed.documents.last().unwrap().root.get("b").unwrap().as_text().unwrap(), "1");
    }
}

#[test]
fn comments_are_found_wherever_they_stand() {
    let text = "# one\r\na: 1 # two\r\nb: |\r\n  # no comment\r\n# three\r\nc: '# none'\r\n";
    let parsed = read(text, Yaml);
    let comments: Vec<_> = parsed.comments.iter().map(|comment| under(text, comment.span)).collect();
    assert_eq!(comments, ["# one", "# two", "# three"]);
    let long = format!("a:\n{}  b: 1\n", "  # c\n".repeat(20_000));
    let parsed = read(&long, Yaml);
    assert_eq!((parsed.comments.len(), parsed.problems.len()), (20_000, 0));
}

#[test]
fn a_template_that_reads_as_yaml_is_unknown() {
    let text = "a: {{ .Values.size }}\nb: x-{{ y }}\n";
    let root = root(text, Yaml);
    assert!(matches!(root.get("a").unwrap().content, Content::Unknown(_)));
    assert_eq!(leaves(text, &root), ["/a={{ .Values.size }}", "/b=x-{{ y }}"]);
}

#[test]
fn nothing_to_read_is_nothing() {
    for text in ["", "\n\n", "# c\n", "---\n", "...\n"] {
        let parsed = read(text, Yaml);
        assert_eq!(parsed.problems, [], "{text:?}");
        assert!(parsed.documents.iter().all(|document| leaves(text, &document.root) == ["="]), "{text:?}");
    }
}
