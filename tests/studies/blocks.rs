//! Prints what misfit's parser sees in HCL files, a line of JSON a file, in the shape of `hcl2json`; for `hcl.py`.

#![expect(clippy::print_stdout, reason = "it prints")]

use std::io::BufRead;

use misfit::model::document::Syntax;
use misfit::model::expression::Expression;
use misfit::model::source::SourceId;
use misfit::model::tree::{Content, Map, Node};
use serde_json::{Value, json};

/// Reads paths from standard input.
fn main() {
    for path in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let parsed = misfit::parse::parse(SourceId(0), text, Syntax::Hcl);
        let problems: Vec<&str> = parsed.problems.iter().map(|problem| problem.message.as_str()).collect();
        let root = parsed.documents.first().and_then(|document| document.root.as_map());
        let tree = root.map(|root| body(root, text));
        println!("{}", json!({ "path": path, "problems": problems, "tree": tree }));
    }
}

fn body(map: &Map, text: &str) -> Value {
    let mut made = json!({});
    for entry in &map.entries {
        let Content::Block(block) = &entry.value.content else {
            made[entry.key.text.as_str()] = value(&entry.value, text);
            continue;
        };
        let mut at = &mut made[entry.key.text.as_str()];
        for label in &block.labels {
            at = &mut at[label.text.as_str()];
        }
        match at {
            Value::Array(bodies) => bodies.push(body(&block.body, text)),
            none => *none = json!([body(&block.body, text)]),
        }
    }
    made
}

fn value(node: &Node, text: &str) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Bool(yes) => json!(yes),
        Content::Number(number) => json!(number.value),
        Content::Text(_) => json!(piece(node, text)),
        Content::List(items) => items.iter().map(|item| value(item, text)).collect(),
        Content::Map(map) => body(map, text),
        Content::Expression(expression) => match &**expression {
            Expression::Template(parts) => json!(parts.iter().map(|part| piece(part, text)).collect::<String>()),
            Expression::Object(pairs) => {
                let name = |key: &Node| value(key, text).as_str().map(str::to_owned).unwrap_or_default();
                let pair = |(key, of): &(Node, Node)| (name(key), value(of, text));
                Value::Object(pairs.iter().map(pair).collect())
            }
            _ => json!(piece(node, text)),
        },
        other => json!(format!("{other:?}")),
    }
}

/// A part of a template: text with its marks doubled, or an expression as it is written.
fn piece(node: &Node, text: &str) -> String {
    if let Content::Text(text) = &node.content {
        return text.replace("${", "$${").replace("%{", "%%{");
    }
    let written = text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
    let alone = written.strip_prefix("\"${").and_then(|inner| inner.strip_suffix("}\""));
    format!("${{{}}}", alone.unwrap_or(written).trim())
}
