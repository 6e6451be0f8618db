//! JSON: spans, comments, and what is broken.

use super::{kinds, leaves, lines, read, root, under};
use crate::model::document::Syntax::Json;
use crate::model::problem::ProblemKind;
use crate::model::tree::Content;

#[test]
fn every_key_and_value_knows_its_bytes() {
    let cases: &[(&str, &[&str])] = &[
        ("{\"a\": 1, \"b\": [true, null, \"x\"]}", &["/\"a\"=1", "/\"b\"/-=true", "/\"b\"/-=null", "/\"b\"/-=\"x\""]),
        ("{\r\n\t\"é\": {\"𝄞\": \"ж\\u0041\"} // c\r\n}", &["/\"é\"/\"𝄞\"=\"ж\\u0041\""]),
        ("[1, -2.5e3, /* c */ \"\", ]", &["/-=1", "/-=-2.5e3", "/-=\"\""]),
        ("\"x\"", &["=\"x\""]),
    ];
    for (text, expected) in cases {
        assert_eq!(leaves(text, &root(text, Json)), *expected, "{text}");
    }
    let escaped = root("[\"a\\n\\u00e9\\ud834\\udd1e\", 1.10]", Json);
    assert_eq!(escaped.items()[0].as_str(), Some("a\né𝄞"));
    assert_eq!((escaped.items()[1].as_number(), escaped.items()[1].as_text().unwrap().as_str()), (Some(1.1), "1.10"));
}

#[test]
fn comments_are_found_and_text_in_quotes_is_none() {
    let text = "// one\n{\"a\": \"// no\" /* two\n */}\n// three";
    let comments = read(text, Json).comments;
    let comments: Vec<_> = comments.iter().map(|comment| under(text, comment.span)).collect();
    assert_eq!(comments, ["// one", "/* two\n */", "// three"]);
}

#[test]
fn mistakes_are_told_at_their_line_and_what_stood_before_is_kept() {
    let cases = [
        ("{\"a\": 1,\n \"b\" 2}", 2, "`:`"),
        ("{\"a\": 1\n \"b\": 2}", 2, "`,`"),
        ("{\"a\": 1,\n b: 2}", 2, "key"),
        ("{\"a\": 1,\n \"b\": }", 2, "value"),
        ("{\"a\": 1,\n 'b': 2}", 2, "quotes"),
        ("{\"a\": 1, \"b\":\n\"x", 2, "not closed"),
        ("{\"a\": 1, \"b\": \"\\q\"}", 1, "escape"),
        ("{\"a\": 1, \"b\": [012]}", 1, "`,`"),
        ("{\"a\": 1, \"b\": [\n1}", 2, "`]`"),
        ("{\"a\": 1,\n\n", 1, "`{` is not closed"),
        ("{\"a\": 1}\n{\"a\": 2}", 2, "second value"),
    ];
    for (text, line, word) in cases {
        let parsed = read(text, Json);
        assert_eq!(lines(text, &parsed), [line], "{text:?}: {:?}", parsed.problems);
        assert!(parsed.problems[0].message.contains(word), "{text:?}: {:?}", parsed.problems);
        assert_eq!(parsed.documents[0].root.get("a").unwrap().as_number(), Some(1.0), "{text:?}");
    }
    let broken = read("{\"a\": 1, \"b\": ", Json);
    assert!(matches!(broken.documents[0].root.get("b").unwrap().content, Content::Unknown(_)));
}

#[test]
fn keys_written_twice_stay_and_are_told() {
    let parsed = read("{\"a\": 1,\n\"a\": 2}", Json);
    assert_eq!(kinds(&parsed), [ProblemKind::DuplicateKey]);
    assert_eq!(parsed.documents[0].root.as_map().unwrap().entries.len(), 2);
}

#[test]
fn any_depth_ends_in_one_problem() {
    for depth in [10_000, 100_000] {
        for deep in ["[", "{\"a\":"] {
            let parsed = read(&format!("{{\"x\": 1, \"y\": {}", deep.repeat(depth)), Json);
            assert_eq!(kinds(&parsed), [ProblemKind::Limit]);
            assert_eq!(parsed.documents[0].root.get("x").unwrap().as_number(), Some(1.0));
        }
    }
}

#[test]
fn nothing_to_read_is_nothing() {
    for text in ["", " \n", "// c"] {
        let parsed = read(text, Json);
        assert_eq!((parsed.problems.len(), parsed.documents.len()), (0, 0), "{text:?}");
    }
}
