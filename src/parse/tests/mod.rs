//! Text in, trees out.

mod hcl;
mod json;
mod toml;
mod yaml;

use super::parse;
use crate::model::document::{Parsed, Syntax};
use crate::model::problem::ProblemKind;
use crate::model::source::{SourceId, Span};
use crate::model::tree::{Content, Map, Node};

const SOURCE: SourceId = SourceId(7);

fn read(text: &str, syntax: Syntax) -> Parsed {
    parse(SOURCE, text, syntax)
}

/// The root of the one document of a text without problems.
fn root(text: &str, syntax: Syntax) -> Node {
    let mut parsed = read(text, syntax);
    assert_eq!(parsed.problems, [], "{text}");
    assert_eq!(parsed.documents.len(), 1, "{text}");
    parsed.documents.remove(0).root
}

fn under(text: &str, span: Span) -> &str {
    assert_eq!(span.source, SOURCE);
    text.get(span.start as usize..span.end as usize).expect("a span lies in its text")
}

fn kinds(parsed: &Parsed) -> Vec<ProblemKind> {
    parsed.problems.iter().map(|problem| problem.kind).collect()
}

fn lines(text: &str, parsed: &Parsed) -> Vec<usize> {
    let line = |span: Span| text[..span.start as usize].matches('\n').count() + 1;
    parsed.problems.iter().map(|problem| line(problem.span.expect("every problem has a place"))).collect()
}

/// Every leaf as `path=text under its span`.
fn leaves(text: &str, node: &Node) -> Vec<String> {
    let mut found = Vec::new();
    walk(text, node, "", &mut found);
    found
}

fn walk(text: &str, node: &Node, path: &str, found: &mut Vec<String>) {
    let entries = |map: &Map, found: &mut Vec<String>| {
        for entry in &map.entries {
            walk(text, &entry.value, &format!("{path}/{}", under(text, entry.key.span)), found);
        }
    };
    match &node.content {
        Content::Map(map) => entries(map, found),
        Content::Block(block) => entries(&block.body, found),
        Content::List(items) => items.iter().for_each(|item| walk(text, item, &format!("{path}/-"), found)),
        Content::Tagged(tagged) => walk(text, &tagged.node, &format!("{path}/{}", under(text, tagged.tag.span)), found),
        _ => found.push(format!("{path}={}", under(text, node.span))),
    }
}

#[test]
fn names_tell_the_syntax() {
    let names = [
        ("a/b.yaml", Some(Syntax::Yaml)),
        ("B.YML", Some(Syntax::Yaml)),
        ("main.tf", Some(Syntax::Hcl)),
        ("main.tofu", Some(Syntax::Hcl)),
        ("prod.auto.tfvars", Some(Syntax::Hcl)),
        ("main.tf.json", Some(Syntax::Json)),
        ("main.tofu.json", Some(Syntax::Json)),
        ("prod.tfvars.json", Some(Syntax::Json)),
        ("app/samconfig.toml", Some(Syntax::Toml)),
        ("base/Kustomization", Some(Syntax::Yaml)),
        ("a.yaml/README", None),
        ("yaml", None),
        ("", None),
    ];
    for (path, expected) in names {
        assert_eq!(super::syntax_of(path, ""), expected, "{path}");
    }
    assert_eq!(super::syntax_of("stack.template", "\n {\"Resources\": {}}"), Some(Syntax::Json));
    assert_eq!(super::syntax_of("stack.template", "Resources: {}"), Some(Syntax::Yaml));
}
