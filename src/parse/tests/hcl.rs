//! HCL: spans, expressions, recovery.

use super::{kinds, leaves, lines, read, root, under};
use crate::model::document::Syntax::Hcl;
use crate::model::expression::{Expression, Traversal, TraversalRoot, TraversalStep};
use crate::model::problem::ProblemKind;
use crate::model::tree::{Block, Content, Node};

fn blocks(node: &Node) -> Vec<&Block> {
    let block = |node| match node {
        &Node { content: Content::Block(ref block), .. } => Some(&**block),
        _ => None,
    };
    node.as_map().unwrap().entries.iter().filter_map(|entry| block(&entry.value)).collect()
}

#[test]
fn every_key_and_value_knows_its_bytes() {
    let cases: &[(&str, &[&str])] = &[
        ("a = 1\nb = \"x\"\n", &["/a=1", "/b=\"x\""]),
        ("é = \"𝄞\" # c\r\nb = -2.5\r\n", &["/é=\"𝄞\"", "/b=-2.5"]),
        ("a = [true, null, [\"x\"]]\n", &["/a/-=true", "/a/-=null", "/a/-/-=\"x\""]),
        ("a = {b = 1, \"c\" : 2, 3 = 4}\n", &["/a/b=1", "/a/\"c\"=2", "/a/3=4"]),
        ("r \"x\" y {\n  a = var.b\n  n {\n    c = 1\n  }\n}\n", &["/r/a=var.b", "/r/n/c=1"]),
        ("a = <<EOT\n  é\nEOT\nb = 1\n", &["/a=<<EOT\n  é\nEOT", "/b=1"]),
        ("r \"x\" { a = 1 }\n", &["/r/a=1"]),
    ];
    for (text, expected) in cases {
        assert_eq!(leaves(text, &root(text, Hcl)), *expected, "{text}");
    }
    let text = "# c\nresource \"aws_x\" \"y\" {\n  a = 1\n}\n";
    let root = root(text, Hcl);
    let entry = &root.as_map().unwrap().entries[0];
    assert_eq!(under(text, entry.key.span), "resource");
    assert_eq!(under(text, entry.value.span), "resource \"aws_x\" \"y\" {\n  a = 1\n}");
    let block = blocks(&root)[0];
    assert_eq!(under(text, block.header), "resource \"aws_x\" \"y\"");
    assert_eq!(block.labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["aws_x", "y"]);
    assert_eq!(under(text, block.labels[1].span), "\"y\"");
}

#[test]
fn literals_are_plain_values_and_all_else_is_an_expression() {
    let cases = [
        ("\"a\\n$${b}\"", "text a\n${b}"),
        ("<<-E\n    a\n      b\n    E\n", "text a\n  b\n"),
        ("(1)", "number"),
        ("[1, var.x]", "list number,name.attribute"),
        ("{a = var.x}", "map"),
        ("{(var.x) = 1}", "object"),
        ("{\"${var.x}\" = 1, b = 2}", "object"),
        ("var.x", "name.attribute"),
        (
            "a.b[0].c[\"d\"].e.1[*].f.*.g",
            "name.attribute.index.attribute.index.attribute.index.splat.attribute.splat.attribute",
        ),
        ("f(1)[0]", "value.index"),
        ("\"${var.x}\"", "name.attribute"),
        ("\"a ${var.x} b\"", "template text,name.attribute,text"),
        ("\"a ${~ var.x ~} b\"", "template text,name.attribute,text"),
        ("\"%{ if var.x }a%{ endif }\"", "template conditional"),
        ("<<E\n${var.x}\nE\n", "template name.attribute,text"),
        ("max(1, xs...)", "call max 2 expands"),
        ("provider::aws::arn_parse(x)", "call provider::aws::arn_parse 1"),
        ("a ? 1 : 2", "conditional"),
        ("-a", "Negate"),
        ("!a", "Not"),
        ("1 + 2 * 3", "Add"),
        ("a == b && c", "And"),
        ("[for k, v in m : v if v > 1]", "for key if"),
        ("{for v in m : v.a => v.b...}", "for groups pairs"),
    ];
    for (expression, expected) in cases {
        let text = format!("a = {expression}\n");
        let root = root(&text, Hcl);
        assert_eq!(describe(root.get("a").unwrap()), expected, "{expression}");
    }
    let stripped = root("a = \"x  ${~ var.y ~}  z\"\n", Hcl);
    let Content::Expression(expression) = &stripped.get("a").unwrap().content else { panic!("no expression") };
    let Expression::Template(parts) = &**expression else { panic!("no template") };
    assert_eq!((parts[0].as_str(), parts[2].as_str()), (Some("x"), Some("z")));
}

fn describe(node: &Node) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(describe).collect::<Vec<_>>().join(",");
    let expression = match &node.content {
        Content::Text(text) if text.contains('\n') || text.contains('$') => return format!("text {text}"),
        Content::Text(_) => return "text".to_owned(),
        Content::Number(_) => return "number".to_owned(),
        Content::List(items) => return format!("list {}", all(items)),
        Content::Map(_) => return "map".to_owned(),
        Content::Expression(expression) => &**expression,
        other => panic!("{other:?}"),
    };
    match expression {
        Expression::Template(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| describe(part).replace("text \n", "text")).collect();
            format!("template {}", parts.join(","))
        }
        Expression::Repetition(inner) => format!("repetition {}", describe(&inner.value)),
        Expression::Traversal(Traversal { root, steps }) => {
            let root = if matches!(root, TraversalRoot::Name(_)) { "name" } else { "value" };
            let step = |step: &TraversalStep| match step {
                TraversalStep::Attribute(_) => ".attribute",
                TraversalStep::Index(_) => ".index",
                TraversalStep::Splat => ".splat",
            };
            format!("{root}{}", steps.iter().map(step).collect::<String>())
        }
        Expression::Call { name, arguments, expands } => {
            format!("call {} {}{}", name.text, arguments.len(), if *expands { " expands" } else { "" })
        }
        Expression::Conditional { .. } => "conditional".to_owned(),
        Expression::Unary(operator, _) => format!("{operator:?}"),
        Expression::Binary(operator, ..) => format!("{operator:?}"),
        Expression::For(inner) => {
            let parts = [
                ("key", inner.key_name.is_some()),
                ("groups", inner.groups),
                ("pairs", inner.key.is_some()),
                ("if", inner.condition.is_some()),
            ];
            let parts = parts.iter().filter(|(_, there)| *there).map(|(name, _)| format!(" {name}"));
            format!("for{}", parts.collect::<String>())
        }
        Expression::Object(_) => "object".to_owned(),
    }
}

#[test]
fn a_broken_block_hides_no_other() {
    let good = |name: &str| format!("resource \"t\" \"{name}\" {{\n  a = {{\n    b = 1\n  }}\n}}\n");
    let cases = [
        ("resource \"t\" \"x\" {\n  a = \"open\n}\n", 2),
        ("resource \"t\" \"x\" {\n  a =\n}\n", 2),
        ("resource \"t\" \"x\" {\n  a = 1\n", 2),
        ("resource \"t\" \"x\" {\n  a = [1, 2\n}\n", 2),
        ("resource \"t\" \"x\" {\n  a = 1 2\n}\n", 2),
        ("resource \"t\" \"x\" {\n  <<<<<<< HEAD\n}\n", 2),
        ("resource \"t\" \"x\" {\n  a = <<EOT\nfoo = 1\n}\n", 2),
        ("resource \"t\" \"x\" {\n  a = \"\\q\"\n}\n", 2),
    ];
    for (broken, line) in cases {
        let text = format!("{}{broken}{}", good("before"), good("after"));
        let parsed = read(&text, Hcl);
        let names: Vec<_> =
            blocks(&parsed.documents[0].root).iter().map(|block| under(&text, block.labels[1].span)).collect();
        assert!(names.starts_with(&["\"before\""]) && names.ends_with(&["\"after\""]), "{broken}: {names:?}");
        let found = lines(&text, &parsed);
        assert!(found[0] >= 6 && found[0] <= 6 + line, "{broken}: {:?}", parsed.problems);
        assert!(kinds(&parsed).iter().all(|kind| *kind == ProblemKind::Syntax), "{:?}", parsed.problems);
    }
}

#[test]
fn names_written_twice_are_told_and_stay() {
    let cases = [("a = 1\nb = 2\na = 3\n", 3, 3), ("r \"x\" {\n  name = 1\n  name = 2\n}\n", 3, 2)];
    for (text, line, entries) in cases {
        let parsed = read(text, Hcl);
        assert_eq!(kinds(&parsed), [ProblemKind::DuplicateKey], "{text}: {:?}", parsed.problems);
        assert_eq!(lines(text, &parsed), [line], "{text}");
        let root = &parsed.documents[0].root;
        let map = match blocks(root).first() {
            Some(block) => &block.body,
            None => root.as_map().unwrap(),
        };
        assert_eq!(map.entries.len(), entries, "{text}");
        assert_eq!(map.entries.last().unwrap().key.text, map.entries.first().unwrap().key.text, "{text}");
    }
}

#[test]
fn of_a_key_written_twice_in_an_object_the_last_counts() {
    for object in ["k = 1\nk = 2", "\"k\" = 1\n\"k\" = 2", "\"k\" = 1\nk = 2"] {
        let parsed = read(&format!("a = {{\n{object}\n}}\n"), Hcl);
        assert_eq!(kinds(&parsed), [], "{object}: {:?}", parsed.problems);
        let map = parsed.documents[0].root.get("a").and_then(Node::as_map).unwrap();
        assert_eq!((map.entries.len(), map.get("k").and_then(Node::as_number)), (2, Some(2.0)), "{object}");
    }
}

#[test]
fn a_heredoc_ends_at_its_word_alone() {
    let text = "a = <<EOF\nsh << EOF\n  EOF\"\nEOF; x\nEOFX\nEOF\nb = 1\n";
    let parsed = read(text, Hcl);
    let root = &parsed.documents[0].root;
    assert_eq!(parsed.problems, []);
    assert_eq!(root.get("a").unwrap().as_str(), Some("sh << EOF\n  EOF\"\nEOF; x\nEOFX\n"));
    assert_eq!(root.get("b").and_then(Node::as_number), Some(1.0));
}

#[test]
fn a_heredoc_may_hold_nothing() {
    for text in
        ["a = <<EOF\nEOF\nb = <<-X\n\nX\n", "a = <<-EOF\n   EOF\nb = <<X\n\nX\n", "a = <<E\r\nE\r\nb = <<X\n\nX\n"]
    {
        let parsed = read(text, Hcl);
        let root = &parsed.documents[0].root;
        assert_eq!(parsed.problems, [], "{text}");
        assert_eq!(root.get("a").unwrap().as_str(), Some(""), "{text}");
        assert_eq!(root.get("b").unwrap().as_str(), Some("\n"), "{text}");
    }
}

#[test]
fn comments_are_found_and_templates_hold_none() {
    let text = "# one\r\na = \"# no ${f(\"x\" /* two */)} // no\" // three\nb = <<E\n# no\nE\nc = 1 /* four\n*/\n";
    let comments = read(text, Hcl).comments;
    let comments: Vec<_> = comments.iter().map(|comment| under(text, comment.span)).collect();
    assert_eq!(comments, ["# one", "/* two */", "// three", "/* four\n*/"]);
    let long = format!("{}a = 1\n", "# c\n".repeat(20_000));
    let parsed = read(&long, Hcl);
    assert_eq!((parsed.comments.len(), parsed.problems.len()), (20_000, 0));
}

#[test]
fn any_depth_and_size_ends_in_a_problem() {
    let deep = ["[", "(", "!", "{a = ", "\"${", "f(", "a ? ", "-", "x[", "[for a in "];
    for opening in deep {
        let text = format!("b = 1\na = {}\nc = 2\n", opening.repeat(10_000));
        let parsed = read(&text, Hcl);
        assert_eq!(parsed.problems.len(), 1, "{opening}: {:?}", parsed.problems);
        assert_eq!(parsed.documents[0].root.get("b").unwrap().as_number(), Some(1.0), "{opening}");
    }
    let nested = format!("{}\n", "b {\n".repeat(10_000));
    assert!(!read(&nested, Hcl).problems.is_empty());
    let chain = format!("a = 1{}\n", " + 1".repeat(10_000));
    assert_eq!(kinds(&read(&chain, Hcl)), [ProblemKind::Limit]);
    let crowd: String = (0..6_000).map(|n| format!("  k{n} = 1\n")).collect();
    let parsed = read(&format!("a = {{\n{crowd}}}\nlocals {{\n{crowd}}}\n"), Hcl);
    assert_eq!(kinds(&parsed), [ProblemKind::Limit]);
    assert_eq!(blocks(&parsed.documents[0].root)[0].body.entries.len(), 6_000);
    assert_eq!(kinds(&read(&"#".repeat(5 << 20), Hcl)), [ProblemKind::Limit]);
}

#[test]
fn nothing_to_read_is_an_empty_body() {
    for text in ["", "\n", "# c", "/* c", "\r\n"] {
        let parsed = read(text, Hcl);
        assert!(parsed.documents[0].root.as_map().unwrap().entries.is_empty(), "{text:?}");
    }
    assert_eq!(read("/* c", Hcl).problems.len(), 1);
}
