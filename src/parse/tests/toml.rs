//! TOML: spans, tables wherever they stand, comments, and what is broken.

use super::{kinds, leaves, lines, read, root, under};
use crate::model::document::Syntax::Toml;
use crate::model::problem::ProblemKind;
use crate::model::tree::{Content, Node};

#[test]
fn every_key_and_value_knows_its_bytes() {
    let cases: &[(&str, &[&str])] = &[
        ("a = 1\nb = \"x\"\n", &["/a=1", "/b=\"x\""]),
        ("\"é\" = '𝄞' # c\r\nb = -2.5\r\n", &["/\"é\"='𝄞'", "/b=-2.5"]),
        (
            "a = [true, [ 'x' ], # c\n 1979-05-27 07:32:00,\n]\n",
            &["/a/-=true", "/a/-/-='x'", "/a/-=1979-05-27 07:32:00"],
        ),
        ("a = {b = 1, c.d = 2, c.e = [3]}\n", &["/a/b=1", "/a/c/d=2", "/a/c/e/-=3"]),
        ("a.b . \"c\" = 1\na.d = 2\n", &["/a/b/\"c\"=1", "/a/d=2"]),
        ("[a.b]\nc = 1\n[a]\nd = 2\n[ a . e ]\nf = 3\n", &["/a/b/c=1", "/a/d=2", "/a/e/f=3"]),
        ("[[a]]\nb = 1\n[a.c]\nd = 2\n[[a]]\nb = 3\n", &["/a/-/b=1", "/a/-/c/d=2", "/a/-/b=3"]),
        ("a = \"\"\"\né\n\"\"\"\nb = '''x'''", &["/a=\"\"\"\né\n\"\"\"", "/b='''x'''"]),
    ];
    for (text, expected) in cases {
        assert_eq!(leaves(text, &root(text, Toml)), *expected, "{text}");
    }
    let text = "# c\n[prod.deploy]\na = 1\nb = 2\n\n[prod.build]\n";
    let root = root(text, Toml);
    assert_eq!(under(text, root.at(&["prod", "deploy"]).unwrap().span), "[prod.deploy]\na = 1\nb = 2");
    assert_eq!(under(text, root.at(&["prod", "build"]).unwrap().span), "[prod.build]");
    assert_eq!(under(text, root.get("prod").unwrap().span), "prod");
}

#[test]
fn scalars_are_what_they_say() {
    let cases = [
        ("\"a\\n\\u00e9\"", "text a\né"),
        ("'a\\n'", "text a\\n"),
        ("\"\"\"\na \\\n   b\"\"\"", "text a b"),
        ("1_000", "number 1000 1000"),
        ("0xff", "number 255 255"),
        ("-0b11", "unknown"),
        ("1.10", "number 1.1 1.10"),
        ("+5e2", "number 500 +5e2"),
        ("true", "bool true"),
        ("1979-05-27", "text 1979-05-27"),
        ("07:32:00", "text 07:32:00"),
        ("bare", "unknown"),
        ("99999999999999999999", "text 99999999999999999999"),
    ];
    for (value, expected) in cases {
        let text = format!("a = {value}\n");
        let parsed = read(&text, Toml);
        let found = match &parsed.documents[0].root.get("a").unwrap().content {
            Content::Text(text) => format!("text {text}"),
            Content::Number(number) => format!("number {} {}", number.value, number.raw),
            Content::Bool(yes) => format!("bool {yes}"),
            Content::Unknown(_) => "unknown".to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, expected, "{value}");
        assert_eq!(parsed.problems.len(), usize::from(expected == "unknown"), "{value}: {:?}", parsed.problems);
    }
}

#[test]
fn comments_are_found_and_text_in_quotes_is_none() {
    let text = "# one\na = \"# no\" # two\n[b] # three\nc = [ # four\n]\n# fünf";
    let comments = read(text, Toml).comments;
    let comments: Vec<_> = comments.iter().map(|comment| under(text, comment.span)).collect();
    assert_eq!(comments, ["# one", "# two", "# three", "# four", "# fünf"]);
}

#[test]
fn mistakes_are_told_at_their_lines_and_hide_nothing() {
    let cases: [(&str, &[usize], &str); 9] = [
        ("x 1\n", &[2], "`=` and a value"),
        ("x =\n", &[2], "value is missing"),
        ("x = \"open\n", &[2], "quoted text is not closed"),
        ("x = text\n", &[2], "quotes"),
        ("[x\n", &[2], "`]`"),
        ("[[x]\n", &[2], "`]]`"),
        ("x = \"\\q\"\n", &[2], "escape"),
        ("x = 1 2\ny = = 1\n", &[2, 3], ""),
        ("= 1\n", &[2], "key"),
    ];
    for (broken, expected, word) in cases {
        let text = format!("a = 1\n{broken}[b]\nc = 2\n");
        let parsed = read(&text, Toml);
        assert_eq!(lines(&text, &parsed), expected, "{broken:?}: {:?}", parsed.problems);
        assert!(parsed.problems[0].message.contains(word), "{broken:?}: {:?}", parsed.problems);
        let root = &parsed.documents[0].root;
        assert_eq!(root.get("a").and_then(Node::as_number), Some(1.0), "{broken:?}");
        assert_eq!(root.at(&["b", "c"]).and_then(Node::as_number), Some(2.0), "{broken:?}: {root:?}");
    }
}

#[test]
fn what_stands_before_a_bracket_that_is_not_closed_is_kept() {
    let cases = [("x = {y = 1", "`{` is not closed"), ("x = [1,\n2", "`[` is not closed"), ("x = {y = [1\n", "")];
    for (broken, word) in cases {
        let text = format!("a = 1\n[b]\nc = 2\n{broken}");
        let parsed = read(&text, Toml);
        assert!(!parsed.problems.is_empty(), "{broken:?}");
        assert!(parsed.problems[0].message.contains(word), "{broken:?}: {:?}", parsed.problems);
        let root = &parsed.documents[0].root;
        assert_eq!(root.get("a").and_then(Node::as_number), Some(1.0), "{broken:?}");
        assert_eq!(root.at(&["b", "c"]).and_then(Node::as_number), Some(2.0), "{broken:?}");
        assert!(root.at(&["b", "x"]).is_some(), "{broken:?}");
    }
}

#[test]
fn keys_written_twice_stay_and_are_told() {
    let cases: [(&str, &[usize]); 9] = [
        ("a = 1\na = 2\n", &[2]),
        ("[a]\nb = 1\n[a]\nc = 2\n", &[3]),
        ("a = 1\n[a]\nb = 1\n", &[2]),
        ("a = {b = 1}\n[a.c]\nd = 1\n", &[2]),
        ("[a]\nb.c = 1\n[a.b]\nd = 1\n", &[3]),
        ("[a.b.c]\nz = 1\n[a]\nb.c.t = 2\n", &[4]),
        ("[[a]]\nb = 1\n[a]\nc = 1\n", &[3]),
        ("a = {b = 1, b = 2}\n", &[1]),
        ("[a.b]\nc = 1\n[a]\nd = 1\n[a.e]\nf = 1\n", &[]),
    ];
    for (text, expected) in cases {
        let parsed = read(text, Toml);
        assert!(kinds(&parsed).iter().all(|kind| *kind == ProblemKind::DuplicateKey), "{text}");
        let mut found = lines(text, &parsed);
        found.dedup();
        assert_eq!(found, expected, "{text}: {:?}", parsed.problems);
        let values = text.matches(" = ").count() - text.matches(" = {").count();
        assert_eq!(leaves(text, &parsed.documents[0].root).len(), values, "{text}");
    }
}

#[test]
fn any_depth_ends_in_one_problem() {
    let deep = [
        format!("y = {}1{}", "[".repeat(10_000), "]".repeat(10_000)),
        format!("y = {}1{}", "{a = ".repeat(10_000), "}".repeat(10_000)),
        format!("y{} = 1", ".a".repeat(10_000)),
        format!("[y{}]\nz = 1", ".a".repeat(10_000)),
        format!("[[y{}]]\nz = 1", ".a".repeat(10_000)),
    ];
    for text in deep {
        let parsed = read(&format!("x = 1\n{text}\n"), Toml);
        assert_eq!(kinds(&parsed), [ProblemKind::Limit], "{}", &text[..20]);
        assert_eq!(parsed.documents[0].root.get("x").and_then(Node::as_number), Some(1.0));
    }
    for text in ["[".repeat(100_000), "{a = ".repeat(100_000)] {
        let parsed = read(&format!("x = 1\ny = {text}"), Toml);
        assert!(kinds(&parsed).contains(&ProblemKind::Limit), "{:?}", parsed.problems);
        assert_eq!(parsed.documents[0].root.get("x").and_then(Node::as_number), Some(1.0));
    }
}

#[test]
fn nothing_to_read_is_nothing() {
    for text in ["", " \n", "# c"] {
        let parsed = read(text, Toml);
        assert_eq!((parsed.problems.len(), parsed.documents.len()), (0, 0), "{text:?}");
    }
}
